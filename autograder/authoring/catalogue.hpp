// tests/NN_name/mistakes.toml: known wrong answers, which must be caught and named, and unusual
// right ones, which must pass. Each is a change to the reference solution.
#pragma once

#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;

/// [[mistake]]. Several in place of the same code are written shorter, as one [[mistakes]]:
///
///   [[mistakes]]
///   replace = "Z.each_col() += layer.bias;"
///   [mistakes.with]
///   first_sample_only = "Z.col(0) += layer.bias;"            # says = with, and the belief is
///   `says` "Every entry is 0" = ["Z.zeros();", "return {};"]        # two that say the same
struct Mistake {
  std::string belief;   // what the student wrongly believes
  std::string task;     // that must fail; by default the task in which `replace` stands
  std::string replace;  // found exactly once in the solution
  std::string with;
  std::string says;  // what the failing test must say: a Misconception's name, or words
};

struct Alternative {
  std::string why;
  std::string replace;
  std::string with;
};

/// A change that `gradus audit --mutate` makes and that no test can notice.
struct Equivalent {
  std::string why;
  std::string replace;
  std::string with;
};

struct Catalogue {
  std::vector<Mistake> mistakes;
  std::vector<Alternative> alternatives;
  std::vector<Equivalent> equivalents;
};

/// Throws CannotJudge when the file is damaged or a field is missing.
Catalogue read_catalogue(const Course& course, const Lesson& lesson);

/// `text` with `replace`, which must stand in it exactly once, replaced. Throws CannotJudge with
/// `what` in its message otherwise.
std::string apply_change(const std::string& text, const std::string& replace,
                         const std::string& with, const std::string& what);

}  // namespace gradus::authoring
