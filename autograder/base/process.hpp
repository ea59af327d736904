// Processes: started so that they end with us, waited for, and never forgotten.
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"

namespace gradus::base {

struct Start {
  std::vector<std::string> command;      // $PATH is searched when command[0] has no '/'
  std::vector<std::string> environment;  // KEY=VALUE, added to ours or replacing what is there
  bool nothing_inherited = false;        // `environment` is all there is
  std::filesystem::path working_directory;
  std::filesystem::path input;  // stdin; empty: `input_file`
  int input_file = -1;          // likewise, open already; -1: the caller's own
  int output = -1, error = -1;  // what becomes stdout and stderr; -1: the caller's own
  int channel = -1;             // what becomes descriptor 3; -1: nothing does
  // A session and a process group of its own, with every signal as for a new process. Without, it
  // stays in ours, where the terminal reaches it, and ignores what we ignore but SIGINT and
  // SIGQUIT.
  bool own_session = false;
  // The signal that it gets when the calling thread ends, however it ends.
  int at_our_end = SIGKILL;
};

/// Starts it with no files open but these. Throws std::invalid_argument when the command is empty,
/// std::system_error when it cannot be started.
pid_t start(const Start& how);

/// Waits for its end, and returns the status, as of waitpid. Throws std::system_error when nobody
/// can know it: somebody else has waited.
int wait_for(pid_t process);

/// A line between two processes: each end is read and written.
struct Line {
  Descriptor ours;
  Descriptor theirs;  // for Start::channel
};

/// Throws std::system_error when the system has no files left.
Line make_line();

/// Where a shell would find this command; empty when it is nowhere. With a '/' in its name it is
/// looked for nowhere else.
std::filesystem::path find_command(const std::string& name, const std::string& search_path);
/// The same in $PATH.
std::filesystem::path find_command(const std::string& name);

/// How a process ended.
struct End {
  int status = 0;          // as of waitpid
  double cpu_seconds = 0;  // of the process and of those it waited for
};

/// A running process that leads a session and a process group of its own, and whose output comes
/// here. Destroying it kills the group and waits for the process.
class Child {
 public:
  /// Throws as start() does, which gets `how` with a session, an output and an error.
  explicit Child(Start how);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  /// What it writes to stdout and stderr; reading never blocks.
  const Descriptor& output() const { return output_; }
  void close_output() { output_.close(); }
  /// Readable when the process has ended; none where the kernel has no such thing.
  const Descriptor& end() const { return end_; }

  bool has_ended() const;
  /// Processor time of every process in the group, and of those they waited for: what finish()
  /// cannot know of processes that it kills. 0 without /proc.
  double group_cpu_seconds() const;
  /// Kills the group, waits for the process, and returns how it went. Throws as wait_for() does.
  End finish();

 private:
  pid_t pid_ = -1;  // -1 when it is over
  Descriptor output_;
  Descriptor end_;
};

/// Runs a program that the user watches: it has the terminal, and Ctrl-C goes to it alone. Returns
/// the exit status; 128 + the signal, if one ended it. `quiet_output` sends its standard output to
/// standard error: it is progress, not a result. The program is told to end (SIGTERM) when this
/// process is killed. Throws as start() and wait_for() do.
int run_in_foreground(const std::vector<std::string>& command, bool quiet_output);

}  // namespace gradus::base
