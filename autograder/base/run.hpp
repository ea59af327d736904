// Runs a command, with limits on its time and its output, and keeps what it says.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gradus::base {

struct RunOptions {
  std::filesystem::path working_directory;  // empty: the caller's own
  /// KEY=VALUE, added to the caller's environment or replacing what is there. The sandbox's helper
  /// replaces the whole environment, so this reaches only commands that are not confined.
  std::vector<std::string> environment;
  double wall_seconds = 60;            // then everything is killed
  std::size_t output_limit = 1 << 20;  // bytes of stdout and stderr together; the rest is counted
  /// Gets the output as it comes, in place of Finished::output. What it throws ends the run.
  std::function<void(std::string_view)> on_output = {};
  std::optional<std::filesystem::path> input;  // read as stdin; none: /dev/null
  std::optional<int> input_descriptor;         // the same for a file that is open already
  // A file descriptor: everything is killed as soon as it can be read. A signal handler or another
  // thread ends all runs at once by one byte into a pipe. -1: none.
  int stop = -1;
};

struct Finished {
  int exit_code = -1;      // -1 when a signal ended it
  int signal = 0;          // 0 when it exited by itself
  bool timed_out = false;  // wall_seconds were over; signal is then SIGKILL
  bool stopped = false;    // `stop` could be read; signal is then SIGKILL
  double seconds = 0;      // of wall time
  double cpu_seconds = 0;  // of processor time, with the processes that it started
  std::string output;      // stdout and stderr as they came; a last line tells what was cut off
  bool ok() const { return exit_code == 0 && !timed_out && !stopped; }
};

/// Runs a command to its end and returns how it went. $PATH is searched when command[0] has no '/'.
/// The command gets a process group of its own, and the whole group is killed at the end, also when
/// the time is up. It is killed, too, when the calling thread ends in any way. Several threads may
/// call this at once.
/// Throws std::invalid_argument when the command is empty, std::system_error when it cannot be
/// started or the caller ignores SIGCHLD, so that nobody learns how it ended.
Finished run(const std::vector<std::string>& command, const RunOptions& options = {});

}  // namespace gradus::base
