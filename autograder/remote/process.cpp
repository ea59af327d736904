#include "remote/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <limits>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/files.hpp"
#include "base/memory.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "remote/session.hpp"

namespace gradus::remote {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int socket_buffer = 4 << 20;
constexpr auto grace = std::chrono::seconds(1);  // for a worker to end after closing the connection
constexpr unsigned first_call_together = 3;      // after the one that waits for the worker's start
constexpr auto longest_together = std::chrono::milliseconds(10);  // of one wait
constexpr auto least_in_case = std::chrono::milliseconds(200);  // when the lesson's time is used up

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

/// The worker's command. The sandbox's helper is told who starts it, so that the worker ends with
/// this process.
std::vector<std::string> worker_command() {
  std::vector<std::string> command = session().worker;
  const auto parent = std::ranges::find(command, "--parent");
  if (parent != command.end() && std::next(parent) != command.end() &&
      *std::next(parent) == "any") {
    *std::next(parent) = std::to_string(::getpid());
  }
  return command;
}

/// The sandbox replaces the environment; without a sandbox, this one is the worker's. Nothing of
/// the grader's.
std::vector<std::string> worker_environment() {
  std::vector<std::string> variables = {base::memory_of_a_worker};
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    if (variable.starts_with("GRADUS_") || variable.starts_with("GLIBC_TUNABLES=")) continue;
    variables.emplace_back(variable);
  }
  return variables;
}

/// Starts the worker's command.
Started start_one() {
  ::signal(SIGPIPE, SIG_IGN);  // a worker that is gone is noticed by write()'s error
  const std::string path = session().log.empty() ? "/dev/null" : session().log;
  const base::Descriptor log(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log) give_up("cannot open " + path);
  try {
    base::Line line = base::make_line();
    for (const base::Descriptor* end : {&line.ours, &line.theirs}) {
      ::setsockopt(end->get(), SOL_SOCKET, SO_SNDBUF, &socket_buffer, sizeof socket_buffer);
    }
    const pid_t process = base::start({.command = worker_command(),
                                       .environment = worker_environment(),
                                       .nothing_inherited = true,
                                       .input = "/dev/null",
                                       .output = log.get(),
                                       .error = log.get(),
                                       .channel = line.theirs.get(),
                                       .own_session = true});
    return {.process = process, .connection = line.ours.release()};
  } catch (const std::system_error& error) {
    errno = error.code().value();
    give_up("cannot start " + session().worker[0]);
  }
}

void end_one(const Started& worker) {
  ::kill(-worker.process, SIGKILL);  // its own session, so its own group
  ::kill(worker.process, SIGKILL);
  ::waitpid(worker.process, nullptr, 0);
}

/// The processor time after which the sandbox ends the worker; without a sandbox there is no limit.
double processor_limit() {
  const std::vector<std::string>& command = session().worker;
  const auto option = std::ranges::find(command, "--cpu");
  constexpr double unlimited = std::numeric_limits<double>::infinity();
  if (option == command.end() || std::next(option) == command.end()) return unlimited;
  return base::to_number(*std::next(option)).value_or(unlimited);
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

}  // namespace

// ---- OneProcessor ------------------------------------------------------------------------------

void OneProcessor::share(pid_t worker) {
  const int here = ::sched_getcpu();
  if (worker_ >= 0 || here < 0 || ::sched_getaffinity(0, sizeof before_, &before_) != 0) return;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(static_cast<std::size_t>(here), &one);
  // The worker is another user where the tests are root, who may lack what this needs.
  if (::sched_setaffinity(worker, sizeof one, &one) != 0) return;
  ::sched_setaffinity(0, sizeof one, &one);
  worker_ = worker;
}

void OneProcessor::part() {
  if (worker_ < 0) return;
  ::sched_setaffinity(0, sizeof before_, &before_);
  ::sched_setaffinity(std::exchange(worker_, -1), sizeof before_, &before_);
}

// ---- Patience ----------------------------------------------------------------------------------

void Patience::start_case() {
  case_ = Time::zero();
  const bool used_up = lesson_ >= milliseconds(session().lesson_wait_seconds);
  most_in_case_ = used_up ? least_in_case : milliseconds(session().case_wait_seconds);
}

void Patience::start_call() {
  call_ = Time::zero();
  if (++calls_ == first_call_together) processor_.share(process_);
}

void Patience::watch(pid_t process) {
  process_ = process;
  calls_ = 0;
}

void Patience::watch_nobody() {
  processor_.part();
  process_ = -1;
}

bool Patience::asleep() {
  // "4711 (name) S ...": the name may hold anything. Where this cannot be read, nobody is charged.
  std::ifstream file("/proc/" + std::to_string(process_) + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  return name_end != std::string::npos && line.substr(name_end + 1, 2) == " S";
}

void Patience::waited(Time time, bool slept) {
  if (time > longest_together && calls_ > 0) {
    processor_.part();
    calls_ = first_call_together;  // and no more in this case
  }
  call_ += time;
  if (slept) {
    case_ += time;
    lesson_ += time;
  }
  if (case_ > most_in_case_) {
    throw WaitedTooLong(true, std::chrono::duration<double>(most_in_case_).count());
  }
  if (call_ > milliseconds(session().call_seconds)) {
    throw WaitedTooLong(false, session().call_seconds);
  }
}

// ---- Worker ------------------------------------------------------------------------------------

Channel& Worker::channel() {
  if (!is_running()) start();
  return *channel_;
}

void Worker::start() {
  now_ = next_.process >= 0 ? std::exchange(next_, {}) : start_one();
  if (session().ahead) next_ = start_one();
  patience_.watch(now_.process);
  channel_.emplace(now_.connection, &patience_);
}

void Worker::kill() {
  if (!is_running()) return;
  patience_.watch_nobody();
  end_one(now_);
  forget();
}

Worker::~Worker() {
  kill();
  if (next_.process >= 0) end_one(next_);
}

void Worker::reset() {
  kill();
  patience_.start_case();
}

Ending Worker::find_ending(const std::string& function) {
  patience_.watch_nobody();
  int status = 0;
  double used = 0;
  if (!wait_until_ended(status, used)) {
    kill();
    return {
        .kind = Ending::Kind::protocol, .function = function, .detail = "closed the connection"};
  }
  forget();
  if (WIFEXITED(status)) {
    return {.kind = Ending::Kind::exited, .exit_status = WEXITSTATUS(status), .function = function};
  }
  const int signal = WTERMSIG(status);
  // The sandbox limits CPU time: SIGXCPU first, SIGKILL for a program that ignores it. Any other
  // SIGKILL came from elsewhere: the system may have run out of memory.
  constexpr double margin = 0.5;  // of what is measured
  const double limit = processor_limit();
  const bool out_of_time = signal == SIGXCPU || (signal == SIGKILL && used + margin >= limit);
  return {.kind = out_of_time ? Ending::Kind::time_limit : Ending::Kind::crashed,
          .signal = signal,
          .function = function,
          .seconds = out_of_time ? limit : 0};
}

bool Worker::wait_until_ended(int& status, double& processor_seconds) const {
  const auto deadline = Clock::now() + grace;
  while (Clock::now() < deadline) {
    rusage usage{};
    if (::wait4(now_.process, &status, WNOHANG, &usage) == now_.process) {
      processor_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

void Worker::forget() {
  channel_.reset();
  ::close(now_.connection);
  now_ = {};
}

}  // namespace gradus::remote
