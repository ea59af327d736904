// Compiles a student's file in the sandbox. What does not compile is left out, item by item, so
// that it costs its own task and no other; the linker then takes the stand-ins of remote.hpp.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/course.hpp"
#include "engine/tools.hpp"

namespace gradus::engine {

struct Compiled {
  std::filesystem::path object = {};  // empty: nothing of the file compiles
  // Why items were left out, by task; under "" what belongs to no task.
  std::map<std::string, std::vector<std::string>> left_out = {};
  std::vector<std::string> notes = {};  // warnings, in words for the student
  std::string suspicion = {};           // why a failure may be the machine's; empty: it is not
};

/// Compiles `text` as the lesson's file. Never throws because of what `text` holds; throws
/// CannotJudge when the compiler or the sandbox cannot be started.
Compiled compile(const Course& course, const Lesson& lesson, const std::string& text,
                 const Box& box);

/// Writes `text` to `path`. Throws CannotJudge when that fails (a full disk).
void write_file(const std::filesystem::path& path, const std::string& text);

/// The whole of a file. Throws CannotJudge, with the path, when it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace gradus::engine
