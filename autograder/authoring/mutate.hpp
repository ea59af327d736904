// A sweep for tests that are missing: changes one operator, number, name or statement of a solution
// at a time. A change that no test of its task notices is a survivor. It needs a new test, or an
// `equivalent` entry in mistakes.toml that says why the change changes nothing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "authoring/versions.hpp"
#include "judge/course.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;

struct Mutant {
  std::size_t line = 0;  // of the solution, counted from 1
  std::string was;       // the line, without the blanks around it
  std::string is;        // the changed line; empty: it was deleted
  std::string task;      // whose tests must notice; empty: those of any task
  std::string text;      // the whole changed file
};

/// All mutants of a solution, each text once.
std::vector<Mutant> mutants(const std::string& solution);

struct SweepReport {
  std::size_t all = 0;
  std::size_t not_compiled = 0;  // the compiler notices
  std::size_t killed = 0;        // a test notices
  std::size_t explained = 0;     // survivors with an `equivalent` entry
  std::vector<Mutant> survivors;
  std::vector<std::string> problems;  // what could not be judged, entries that do not fit
};

/// Judges every mutant of a lesson's solution. The lesson's kit must be built.
SweepReport sweep(const Course& course, const Lesson& lesson, unsigned jobs,
                  base::Progress& progress);

}  // namespace gradus::authoring
