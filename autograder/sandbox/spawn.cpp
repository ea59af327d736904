#include "sandbox/spawn.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "sandbox/start.hpp"

namespace gradus::sandbox {
namespace {

void check(bool done, const std::string& what) {
  if (!done) throw std::system_error(errno, std::generic_category(), "run: " + what);
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
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

}  // namespace

void File::reset() {
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = -1;
}

Child::Child(const std::vector<std::string>& command, const RunOptions& options) {
  int ends[2];  // closed on exec: another thread may start a process at this very moment
  check(pipe2(ends, O_CLOEXEC) == 0, "pipe");
  output_ = File(ends[0]);
  const File write_end(ends[1]);
  const File source(fcntl(write_end.get(), F_DUPFD_CLOEXEC, 3));  // out of the way of 0, 1, 2
  check(source.get() >= 3 && fcntl(output_.get(), F_SETFL, O_NONBLOCK) == 0, "pipe");

  pid_ = start({.command = command,
                .environment = options.environment,
                .working_directory = options.working_directory,
                .input = options.input_descriptor ? "" : options.input.value_or("/dev/null"),
                .input_file = options.input_descriptor.value_or(-1),
                .output = source.get(),
                .error = source.get(),
                .own_session = true});
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

double Child::group_cpu_seconds() const {
  double ticks = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
    std::string stat;
    std::ifstream file(entry.path() / "stat");
    if (std::getline(file, stat)) ticks += ticks_in_group(stat, pid_);
  }
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::optional<End> Child::finish() {
  const pid_t pid = std::exchange(pid_, -1);
  kill(-pid, SIGKILL);
  int status = 0;
  rusage usage{};
  while (wait4(pid, &status, 0, &usage) < 0) {
    if (errno != EINTR) return std::nullopt;
  }
  return End{status, seconds(usage.ru_utime) + seconds(usage.ru_stime)};
}

}  // namespace gradus::sandbox
