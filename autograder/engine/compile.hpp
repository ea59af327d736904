// Compiles a student's file in the sandbox. What does not compile is left out, item by item, so
// that it costs its own task and no other; the linker then takes the stand-ins of remote.hpp.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/course.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::engine {

/// Where and as whom untrusted files are compiled, linked and run.
struct Box {
  sandbox::Policy policy = sandbox::Policy::required;
  std::optional<unsigned> uid = {};
  std::filesystem::path folder = {};  // may be written by whoever runs in the box
};

struct Compiled {
  std::filesystem::path object = {};  // empty: nothing of the file compiles
  // Why items were left out, by task; under "" what belongs to no task.
  std::map<std::string, std::vector<std::string>> left_out = {};
  std::vector<std::string> notes = {};  // warnings, in words for the student
};

/// Compiles `text` as the lesson's file. Never throws because of what `text` holds; throws
/// CannotJudge when the compiler or the sandbox cannot be started.
Compiled compile(const Course& course, const Lesson& lesson, const std::string& text,
                 const Box& box);

/// The sandbox's command for one of the tools that compile and link: the system's headers and
/// programs, and `read` beside them; everything in the box's folder may be written.
std::vector<std::string> tool_command(const Course& course, const Box& box,
                                      std::vector<std::filesystem::path> read,
                                      std::vector<std::string> command);

/// Writes `text` to `path`. Throws CannotJudge when that fails (a full disk).
void write_file(const std::filesystem::path& path, const std::string& text);

/// The whole of a file. Throws CannotJudge, with the path, when it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace gradus::engine
