#include "sandbox/spawn.hpp"

#include <fcntl.h>
#include <features.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

extern char** environ;  // POSIX declares it in no header

namespace gradus::sandbox {
namespace {

void check(int error, const std::string& what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), "run: " + what);
}

// posix_spawn's two sets of instructions, freed whatever happens.
struct Instructions {
  Instructions() {
    check(posix_spawn_file_actions_init(&files), "file actions");
    if (const int error = posix_spawnattr_init(&attributes); error != 0) {
      posix_spawn_file_actions_destroy(&files);
      check(error, "attributes");
    }
  }
  Instructions(const Instructions&) = delete;
  Instructions& operator=(const Instructions&) = delete;
  ~Instructions() {
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
  }
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
};

void set_files(Instructions& instructions, const RunOptions& options, int output) {
  posix_spawn_file_actions_t* files = &instructions.files;
  const std::string input = options.input.value_or("/dev/null").string();
  check(options.input_descriptor
            ? posix_spawn_file_actions_adddup2(files, *options.input_descriptor, 0)
            : posix_spawn_file_actions_addopen(files, 0, input.c_str(), O_RDONLY, 0),
        "stdin");
  check(posix_spawn_file_actions_adddup2(files, output, 1), "stdout");
  check(posix_spawn_file_actions_adddup2(files, output, 2), "stderr");
#if __GLIBC_PREREQ(2, 34)
  check(posix_spawn_file_actions_addclosefrom_np(files, 3), "other files");
#endif
  if (!options.working_directory.empty()) {
    check(posix_spawn_file_actions_addchdir_np(files, options.working_directory.c_str()),
          "working directory");
  }
}

void set_attributes(Instructions& instructions) {
  posix_spawnattr_t* attributes = &instructions.attributes;
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  check(posix_spawnattr_setsigdefault(attributes, &all), "signal handlers");
  check(posix_spawnattr_setsigmask(attributes, &none), "signal mask");
  check(posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK),
        "attributes");
}

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

}  // namespace

void File::reset() {
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = -1;
}

Child::Child(const std::vector<std::string>& command, const RunOptions& options) {
  if (command.empty()) throw std::invalid_argument("run: command is empty, expected a program");
  int ends[2];  // closed on exec: another thread may start a process at this very moment
  check(pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno, "pipe");
  output_ = File(ends[0]);
  const File write_end(ends[1]);
  const File source(fcntl(write_end.get(), F_DUPFD_CLOEXEC, 3));  // out of the way of 0, 1, 2
  check(source.get() >= 3 && fcntl(output_.get(), F_SETFL, O_NONBLOCK) == 0 ? 0 : errno, "pipe");

  Instructions instructions;
  set_files(instructions, options, source.get());
  set_attributes(instructions);
  const std::vector<std::string> environment = merged_environment(options.environment);
  check(posix_spawnp(&pid_, command[0].c_str(), &instructions.files, &instructions.attributes,
                     pointers(command).data(), pointers(environment).data()),
        "cannot start " + command[0]);
#ifdef SYS_pidfd_open
  end_ = File(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
#endif
}

Child::~Child() {
  if (pid_ > 0) finish();
}

bool Child::has_ended() const {
  siginfo_t info{};  // WNOWAIT: it stays a zombie, so that its number means nobody else
  const int result = waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return result != 0 || info.si_pid != 0;
}

std::optional<int> Child::finish() {
  const pid_t pid = std::exchange(pid_, -1);
  kill(-pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) return std::nullopt;
  }
  return status;
}

}  // namespace gradus::sandbox
