// Points only for something: judges a lesson's answers that were made without a thought
// (autograder/remote/trivial.hpp), and names each case that passes with one of them.
//
// All functions of the lesson answer in one way, and all functions of one task, beside right
// answers to the others: whoever solves a task must earn nothing for the next.
#pragma once

#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;

inline constexpr unsigned trivial_seeds = 8;  // of the graded cases

/// A case that passes, and should not.
struct Undeserved {
  std::string kind;        // "zeros": trivial_kinds.hpp says what it is
  std::string task_alone;  // the only task that was answered so; empty: all were
  unsigned seed = 0;       // the first of the seeds with which it passes
  unsigned seeds = 0;      // how many there are
  std::string case_name;
  std::string task;
  double points = 0.0;
  bool crashes = false;  // the process of the tests ended in this case, and no other was judged
};

/// The target that has to be built for it.
std::string trivial_target(const Lesson& lesson);

/// Throws CannotJudge where the reference itself does not pass.
std::vector<Undeserved> find_undeserved(const Course& course, const Lesson& lesson);

/// One for each case, with all the answers that it passes with.
std::vector<std::string> sentences(const std::vector<Undeserved>& undeserved);

}  // namespace gradus::authoring
