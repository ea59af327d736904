// Inner part of run() and of the engine's foreground: a program is started that ends with us.
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace gradus::sandbox {

struct Start {
  std::vector<std::string> command;           // $PATH is searched when command[0] has no '/'
  std::vector<std::string> environment = {};  // KEY=VALUE, as in RunOptions
  std::filesystem::path working_directory = {};
  std::filesystem::path input = {};  // stdin; empty: `input_file`
  int input_file = -1;               // likewise, open already; -1: the caller's own
  int output = -1, error = -1;       // what becomes stdout and stderr; -1: the caller's own
  // A session and a process group of its own, with every signal as for a new process. Without, it
  // stays in ours, where the terminal reaches it, and ignores what we ignore but SIGINT and
  // SIGQUIT.
  bool own_session = false;
  int at_our_end =
      SIGKILL;  // the signal that it gets when the calling thread ends, however it ends
};

// Starts it with no files open but 0, 1 and 2. Throws std::invalid_argument when the command is
// empty, std::system_error when it cannot be started.
pid_t start(const Start& how);

// Where a shell would find this command; empty when it is nowhere. With a '/' in its name it is
// looked for nowhere else.
std::filesystem::path find_command(const std::string& name, const std::string& search_path);

}  // namespace gradus::sandbox
