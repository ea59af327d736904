#include "base/process.hpp"

#include <fcntl.h>
#include <features.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/text.hpp"

namespace gradus::base {
namespace {

namespace fs = std::filesystem;

constexpr int channel_number = 3;

std::system_error failure(int error, const std::string& what) {
  return std::system_error(error, std::generic_category(), what);
}

std::string name_of(const std::string& variable) {
  return variable.substr(0, variable.find('='));
}

std::vector<std::string> merged_environment(const Start& how) {
  std::vector<std::string> result = how.environment;
  for (char** variable = environ; *variable != nullptr && !how.nothing_inherited; ++variable) {
    bool replaced = false;
    for (const std::string& addition : how.environment) {
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

// `file`, or a copy out of the way of 0 to 3, which are about to be replaced: the caller may have
// been started without one of them, and then its own files have these numbers.
int aside(int file) {
  return file < 0 || file > channel_number ? file
                                           : fcntl(file, F_DUPFD_CLOEXEC, channel_number + 1);
}

bool becomes(int file, int number) {
  return file < 0 || dup2(file, number) >= 0;
}

bool set_files(const Start& how) {
  const int output = aside(how.output), error = aside(how.error), channel = aside(how.channel);
  int input = aside(how.input_file);
  if (!how.input.empty()) {
    input = open(how.input.c_str(), O_RDONLY);  // it may be 0 already, which stays open
    if (input < 0) return false;
  }
  if (!becomes(input, 0) || !becomes(output, 1) || !becomes(error, 2)) return false;
  if (!becomes(channel, channel_number)) return false;
#if __GLIBC_PREREQ(2, 34)
  closefrom(channel < 0 ? channel_number : channel_number + 1);
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

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

End wait_for_end(pid_t process) {
  int status = 0;
  rusage usage{};
  while (wait4(process, &status, 0, &usage) < 0) {
    if (errno != EINTR) throw failure(errno, "nobody knows how a program ended");
  }
  return {status, seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

// The processor time in a process' stat file, if it belongs to the group; in clock ticks.
// "12 (name (of it)) S parent group ...": the name may hold anything, so its end is searched from
// behind.
double ticks_in_group(const std::string& stat, pid_t group) {
  std::istringstream fields(stat.substr(stat.rfind(')') + 1));
  std::string state, skipped;
  pid_t parent = 0, its_group = 0;
  fields >> state >> parent >> its_group;
  if (its_group != group) return 0;
  for (int field = 6; field < 14; ++field) fields >> skipped;
  double user = 0, system = 0, user_of_children = 0, system_of_children = 0;
  fields >> user >> system >> user_of_children >> system_of_children;
  return user + system + user_of_children + system_of_children;
}

// While it exists, a signal is handled in this way.
class Handling {
 public:
  Handling(int number, void (*handler)(int)) : number_(number) {
    struct sigaction now {};
    now.sa_handler = handler;
    sigaction(number_, &now, &before_);
  }
  ~Handling() { sigaction(number_, &before_, nullptr); }
  Handling(const Handling&) = delete;
  Handling& operator=(const Handling&) = delete;

 private:
  int number_;
  struct sigaction before_ {};
};

}  // namespace

Line make_line() {
  std::array<int, 2> ends;
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw failure(errno, "cannot make a line between two processes");
  }
  return {.ours = Descriptor(ends[0]), .theirs = Descriptor(ends[1])};
}

fs::path find_command(const std::string& name, const std::string& search_path) {
  const auto is_program = [](const fs::path& file) {
    std::error_code error;
    return access(file.c_str(), X_OK) == 0 && !fs::is_directory(file, error);
  };
  if (name.find('/') != std::string::npos)
    return is_program(name) ? fs::absolute(name) : fs::path();
  for (const std::string& folder : split(search_path, ':')) {
    const fs::path candidate = fs::path(folder) / name;
    if (is_program(candidate)) return fs::absolute(candidate);
  }
  return {};
}

fs::path find_command(const std::string& name) {
  const char* search_path = std::getenv("PATH");
  return find_command(name, search_path != nullptr ? search_path : "/usr/bin:/bin");
}

pid_t start(const Start& how) {
  if (how.command.empty()) {
    throw std::invalid_argument("start: command is empty, expected a program");
  }
  const auto failed = [&how](int error, const std::string& what) {
    return failure(error, what + " " + how.command[0]);
  };
  std::string program = how.command[0];
  if (program.find('/') == std::string::npos) {
    program = find_command(program).string();
    if (program.empty()) throw failed(ENOENT, "cannot start");
  }
  const std::vector<std::string> variables = merged_environment(how);
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
  if (pid < 0) throw failed(error, "cannot start");
  if (prepared.error != 0) {
    waitpid(pid, nullptr, 0);
    throw failed(prepared.error, prepared.failed + std::string(":"));
  }
  return pid;
}

int wait_for(pid_t process) {
  return wait_for_end(process).status;
}

Child::Child(Start how) {
  int ends[2];  // closed on exec: another thread may start a process at this very moment
  if (pipe2(ends, O_CLOEXEC) != 0) throw failure(errno, "no pipe can be had");
  output_ = Descriptor(ends[0]);
  const Descriptor write_end(ends[1]);
  if (fcntl(output_.get(), F_SETFL, O_NONBLOCK) != 0) throw failure(errno, "no pipe can be had");
  how.output = how.error = write_end.get();
  how.own_session = true;
  pid_ = start(how);
#ifdef SYS_pidfd_open
  end_ = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
#endif
}

Child::~Child() {
  try {
    if (pid_ > 0) finish();
  } catch (const std::system_error&) {  // somebody else has waited for it: it is over
  }
}

bool Child::has_ended() const {
  siginfo_t info{};  // WNOWAIT: it stays a zombie, so that its number means nobody else
  const int result = waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return result != 0 || info.si_pid != 0;
}

double Child::group_cpu_seconds() const {
  double ticks = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    std::string stat;
    std::ifstream file(entry.path() / "stat");
    if (std::getline(file, stat)) ticks += ticks_in_group(stat, pid_);
  }
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

End Child::finish() {
  const pid_t pid = std::exchange(pid_, -1);
  kill(-pid, SIGKILL);
  return wait_for_end(pid);
}

int run_in_foreground(const std::vector<std::string>& command, bool quiet_output) {
  // Ctrl-C goes to the program in the foreground alone. Whoever started us may ignore SIGCHLD, and
  // then nobody would learn how the program ended.
  const Handling interrupt(SIGINT, SIG_IGN), child(SIGCHLD, SIG_DFL);
  // SIGTERM at our end, and not SIGKILL: ninja then ends the compilers that it has started.
  const int status = wait_for(start(
      {.command = command, .output = quiet_output ? STDERR_FILENO : -1, .at_our_end = SIGTERM}));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace gradus::base
