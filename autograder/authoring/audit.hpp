// Proves that a lesson holds together: every test fails on the stub and passes on the solution,
// every mistake of the catalogue is caught by a public test of its own task with the words it
// promises, no two misconceptions are told by one number, every unusual right answer passes, no
// answer without a thought earns a point, and the text shows what the experiments make now.
#pragma once

#include <string>
#include <vector>

#include "authoring/trivial.hpp"
#include "authoring/versions.hpp"
#include "judge/course.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;

inline constexpr std::size_t fewest_mistakes = 8;  // a lesson
inline constexpr std::size_t fewest_mistakes_of_a_task = 3;
inline constexpr std::size_t fewest_alternatives = 3;  // a lesson
inline constexpr std::size_t fewest_hints = 2;         // a task

struct AuditReport {
  std::string lesson;
  std::size_t cases = 0;
  std::size_t fail_on_stub = 0;
  std::size_t pass_on_solution = 0;
  std::size_t mistakes = 0;
  std::size_t caught = 0;  // failed in their own task
  std::size_t named = 0;   // and a public test said what it must
  std::size_t alternatives = 0;
  std::size_t accepted = 0;
  std::vector<Undeserved> undeserved;
  std::vector<std::string> problems;  // one sentence each; empty: the lesson holds

  bool holds() const { return problems.empty(); }
};

/// Audits one lesson with `jobs` judgements at a time. The lesson's kit must be built. Throws
/// CannotJudge when the lesson's own files cannot be read.
AuditReport audit(const Course& course, const Lesson& lesson, unsigned jobs,
                  base::Progress& progress);

}  // namespace gradus::authoring
