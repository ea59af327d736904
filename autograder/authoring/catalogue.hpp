// tests/NN_name/mistakes.toml: known wrong answers, which must be caught and named, and unusual
// right ones, which must pass. Each is a change to the reference solution.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;

/// Other code in place of the solution's. In the file, all that may stand in place of the same code
/// is one table, called by that code:
///
///   ["Z.each_col() += layer.bias;"]
///   first_sample_only = "Z.col(0) += layer.bias;"     # a mistake, by what is told of it
///   "Every entry is 0" = ["... Z.zeros();", "return {};"]   # two that are told the same
///   alternative."a column at a time" = "for (arma::uword s = 0; ..."
struct Change {
  std::string replace;  // found exactly once in the solution: see find_replaced
  std::string with;
  std::string name;  // of a mistake, what its test must say: a Misconception's name, or words; or
                     // why an alternative is right, or why nobody can notice
  std::string task;  // of a mistake: that must fail; by default the task in which `replace` stands
};

struct Catalogue {
  std::vector<Change> mistakes;
  std::vector<Change> alternatives;
  std::vector<Change> equivalents;  // changes of `gradus audit --mutate` that no test can notice
};

/// Throws CannotJudge when the file is damaged or a field is missing.
Catalogue read_catalogue(const Course& course, const Lesson& lesson);

/// Where a change stands in a text: its first character, and the one behind its last.
struct Stretch {
  std::size_t begin;
  std::size_t end;
};

/// The only stretch of `text` that `replace` means. Blanks and line ends are alike, and of "a ...
/// b" it is the only a, the next b, and all between them. Throws CannotJudge with `what` in its
/// message when there is no such stretch or when there are several.
Stretch find_replaced(const std::string& text, const std::string& replace, const std::string& what);

/// `text` with this change, where "..." at either end of `with` is the code itself. Throws
/// CannotJudge as find_replaced does.
std::string apply_change(const std::string& text, const Change& change);

}  // namespace gradus::authoring
