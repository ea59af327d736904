// The compiler and the linker, as they are started in the sandbox.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "judge/course.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::judge {

/// Where and as whom untrusted files are compiled, linked and run.
struct Box {
  sandbox::Policy policy = sandbox::Policy::required;
  std::optional<unsigned> uid;
  std::filesystem::path folder;  // may be written by whoever runs in the box
  int stop = -1;                 // as JudgeOptions::stop
};

/// CPU time that one process of the compiler may take; a lesson's file takes less than one second.
inline constexpr unsigned compile_seconds = 10;

/// Throws CannotJudge when this process' own limits (ulimit) are too narrow to judge by: a right
/// answer would meet them, too.
void require_wide_limits();

/// The command for one of the tools: it may read what the compiler itself needs, and `read` beside
/// it; everything in the box's folder may be written. Throws CannotJudge when there is no compiler.
std::vector<std::string> boxed(const Course& course, const Box& box,
                               std::vector<std::filesystem::path> read,
                               std::vector<std::string> command);

/// The command that links `parts` to `program`, with `options` for the linker.
std::vector<std::string> boxed_link(const Course& course, const Box& box,
                                    const std::filesystem::path& program,
                                    const std::vector<std::string>& options,
                                    const std::vector<std::filesystem::path>& parts);

}  // namespace gradus::judge
