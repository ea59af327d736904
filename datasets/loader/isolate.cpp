#include "datasets/loader/isolate.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <exception>
#include <fstream>

namespace nn::datasets {
namespace {

constexpr char returned = 'R';
constexpr char threw = 'T';

#if defined(__SANITIZE_ADDRESS__)
constexpr bool limit_memory = false;  // ASan reserves terabytes of addresses for itself
#else
constexpr bool limit_memory = true;
#endif

void set_limit(int resource, rlim_t value) {
  const rlimit limit{value, value};
  ::setrlimit(static_cast<decltype(RLIMIT_AS)>(resource), &limit);
}

// The addresses that this process uses, in bytes; 0 where the system does not say.
std::size_t used_memory() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

bool write_all(int file, const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t done = ::write(file, bytes, count);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes += done;
    count -= static_cast<std::size_t>(done);
  }
  return true;
}

// A crash is silent and leaves no core; Ctrl-C is for the parent to answer.
void settle_child(const IsolationLimits& limits, std::size_t used) {
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGPIPE, SIGTERM}) {
    std::signal(signal, SIG_DFL);
  }
  std::signal(SIGINT, SIG_IGN);
  const int nowhere = ::open("/dev/null", O_RDWR);
  if (nowhere >= 0) {
    for (const int file : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nowhere, file);
  }
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_CPU, static_cast<rlim_t>(std::ceil(limits.seconds)) + 1);
  if (limit_memory && used > 0) set_limit(RLIMIT_AS, used + limits.memory);
}

[[noreturn]] void be_the_child(const std::function<std::string()>& work,
                               const IsolationLimits& limits, std::size_t used, int pipe) {
  settle_child(limits, used);
  std::string answer;
  char kind = returned;
  try {
    answer = work();
  } catch (const std::bad_alloc&) {
    kind = threw;
    answer = "needs more memory than a data set may";
  } catch (const std::exception& error) {
    kind = threw;
    answer = error.what();
  }
  const bool sent = write_all(pipe, &kind, 1) && write_all(pipe, answer.data(), answer.size());
  ::_exit(sent ? 0 : 1);  // no destructors, no buffers of the parent's
}

// Reads until the child closes its end. Returns "" or what became of the child.
std::string receive(int pipe, const IsolationLimits& limits, std::string& bytes) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(limits.seconds);
  char buffer[1 << 16];
  while (true) {
    const double left = std::chrono::duration<double>(end - Clock::now()).count();
    if (left <= 0) return "did not end in " + std::to_string(std::lround(limits.seconds)) + " s";
    pollfd readable{pipe, POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(left * 1000) + 1) <= 0) continue;
    const ssize_t count = ::read(pipe, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return "";
    bytes.append(buffer, static_cast<std::size_t>(count));
    if (bytes.size() > limits.answer) return "holds more than a data set may";
  }
}

}  // namespace

Isolated run_isolated(const std::function<std::string()>& work, const IsolationLimits& limits) {
  int ends[2];
  if (::pipe(ends) != 0) return {false, std::string("no pipe: ") + std::strerror(errno)};
  const std::size_t used = used_memory();
  const pid_t child = ::fork();
  if (child < 0) {
    const std::string reason = std::strerror(errno);
    ::close(ends[0]);
    ::close(ends[1]);
    return {false, "no process to read it in: " + reason};
  }
  if (child == 0) {
    ::close(ends[0]);
    be_the_child(work, limits, used, ends[1]);
  }
  ::close(ends[1]);
  std::string bytes;
  std::string failure = receive(ends[0], limits, bytes);
  ::close(ends[0]);
  if (!failure.empty()) ::kill(child, SIGKILL);

  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  const bool ended_well = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (failure.empty() && (!ended_well || bytes.empty())) failure = "made the reader crash";
  if (!failure.empty()) return {false, failure};
  const bool finished = bytes[0] == returned;
  return {finished, bytes.substr(1)};
}

}  // namespace nn::datasets
