// Compiles a student's file in the sandbox. What does not compile is left out, so that it costs its
// own task and no other; the linker then takes the stand-ins of remote.hpp. An `auto` that refers
// to what is gone counts as an error (recipes.hpp).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "judge/box.hpp"
#include "judge/course.hpp"
#include "judge/diagnostics.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::judge {

struct Compiled {
  std::filesystem::path object;  // empty: nothing of the file compiles
  // Why items were left out, by task, as told to a student; under "" what belongs to no task.
  std::map<std::string, std::vector<std::string>> left_out;
  // All that the compiler said of them, by task, in its own words.
  std::map<std::string, std::vector<std::string>> compiler_raw;
  std::vector<std::string> notes;  // warnings, in words for the student
  // What the machine may have had to do with a failure, in one line; empty: nothing. The text alone
  // is to blame when the compiler ended by itself and named a line of the file.
  std::string suspicion;
};

/// Why this run of the compiler, which failed, may be the machine's fault; empty: the text's alone.
/// `said` is what was read of its output, about a text of `lines` lines.
std::string suspicion_of(const sandbox::Finished& finished, const std::vector<Diagnostic>& said,
                         std::size_t lines);

/// Compiles `text` as the lesson's file. Never throws because of what `text` holds; throws
/// CannotJudge when the compiler or the sandbox cannot be started.
Compiled compile(const Course& course, const Lesson& lesson, const std::string& text,
                 const Box& box);

/// What a student's file may include: the lessons' headers, and not the answers beside them.
std::vector<std::filesystem::path> header_files(const Course& course);

}  // namespace gradus::judge
