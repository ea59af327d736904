// tests/NN_name/mistakes.toml: known wrong answers, which must be caught and named, and unusual
// right ones, which must pass. Each is a change to the reference solution.
#pragma once

#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;

struct Mistake {
  std::string belief;   // what the student wrongly believes
  std::string task;     // the task that must fail
  std::string replace;  // found exactly once in the solution
  std::string with;
  std::string says;  // words that the failing test must say
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
