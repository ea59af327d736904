#include "sandbox/start.hpp"

#include <fcntl.h>
#include <features.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace gradus::sandbox {
namespace {

namespace fs = std::filesystem;

std::string name_of(const std::string& variable) {
  return variable.substr(0, variable.find('='));
}

std::vector<std::string> merged_environment(const std::vector<std::string>& additions) {
  std::vector<std::string> result = additions;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    bool replaced = false;
    for (const std::string& addition : additions) {
      replaced = replaced || name_of(addition) == name_of(*variable);
    }
    if (!replaced) result.emplace_back(*variable);
  }
  return result;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// What the new process needs, ready before it exists: it shares our memory until it becomes the
// program (vfork), so it must not allocate.
struct Prepared {
  const Start& how;
  const char* program;
  char** arguments;
  char** environment;
  pid_t parent;
  sigset_t mask;
  // Written by the new process when it fails.
  int error = 0;
  const char* failed = nullptr;
};

void set_signals(const Start& how) {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  if (how.own_session) {
    for (int number = 1; number < NSIG; ++number) sigaction(number, &standard, nullptr);
  } else {
    for (const int number : {SIGINT, SIGQUIT, SIGTERM, SIGCHLD}) {
      sigaction(number, &standard, nullptr);
    }
  }
}

bool set_files(const Start& how) {
  if (!how.input.empty()) {
    const int file = open(how.input.c_str(), O_RDONLY);
    if (file < 0 || dup2(file, 0) < 0) return false;
  } else if (how.input_file >= 0 && dup2(how.input_file, 0) < 0) {
    return false;
  }
  if (how.output >= 0 && dup2(how.output, 1) < 0) return false;
  if (how.error >= 0 && dup2(how.error, 2) < 0) return false;
#if __GLIBC_PREREQ(2, 34)
  closefrom(3);
#endif
  return true;
}

[[noreturn]] void become(Prepared& prepared) {
  const Start& how = prepared.how;
  const auto give_up = [&prepared](const char* at) {
    prepared.error = errno;
    prepared.failed = at;
    _exit(127);
  };
  set_signals(how);
  if (prctl(PR_SET_PDEATHSIG, how.at_our_end) != 0) give_up("the end with its parent");
  if (getppid() != prepared.parent) _exit(127);  // it ended before that
  if (how.own_session && setsid() < 0) give_up("session");
  if (!set_files(how)) give_up("standard files");
  if (!how.working_directory.empty() && chdir(how.working_directory.c_str()) != 0) {
    give_up("working directory");
  }
  sigprocmask(SIG_SETMASK, &prepared.mask, nullptr);
  execve(prepared.program, prepared.arguments, prepared.environment);
  give_up("cannot start");
  _exit(127);
}

}  // namespace

fs::path find_command(const std::string& name, const std::string& search_path) {
  const auto is_program = [](const fs::path& file) {
    std::error_code error;
    return access(file.c_str(), X_OK) == 0 && !fs::is_directory(file, error);
  };
  if (name.find('/') != std::string::npos)
    return is_program(name) ? fs::absolute(name) : fs::path();
  std::istringstream folders(search_path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const fs::path candidate = fs::path(folder) / name;
    if (is_program(candidate)) return fs::absolute(candidate);
  }
  return {};
}

pid_t start(const Start& how) {
  if (how.command.empty()) {
    throw std::invalid_argument("run: command is empty, expected a program");
  }
  const auto fail = [&how](int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), "run: " + what + " " + how.command[0]);
  };
  std::string program = how.command[0];
  if (program.find('/') == std::string::npos) {
    const char* search_path = std::getenv("PATH");
    program =
        find_command(program, search_path != nullptr ? search_path : "/usr/bin:/bin").string();
    if (program.empty()) fail(ENOENT, "cannot start");
  }
  const std::vector<std::string> variables = merged_environment(how.environment);
  std::vector<char*> arguments = pointers(how.command), environment = pointers(variables);
  sigset_t all, before;  // no handler of ours may run in the new process
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  Prepared prepared{how, program.c_str(), arguments.data(), environment.data(), getpid(), before};
  if (how.own_session) sigemptyset(&prepared.mask);
  const pid_t pid = vfork();
  if (pid == 0) become(prepared);
  const int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) fail(error, "cannot start");
  if (prepared.error != 0) {
    waitpid(pid, nullptr, 0);
    fail(prepared.error, prepared.failed + std::string(":"));
  }
  return pid;
}

}  // namespace gradus::sandbox
