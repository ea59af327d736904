#include "base/stop.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace gradus::base {
namespace {

constexpr std::array<int, 3> signals{SIGINT, SIGTERM, SIGHUP};

// A signal handler can reach nothing but globals.
std::atomic<bool> stop_requested = false;
static_assert(std::atomic<bool>::is_always_lock_free);
std::array<int, 2> alarm_pipe{-1, -1};  // a byte in it means stop
const char* first_words = "";

void request_stop(int) {
  const int error = errno;
  stop_requested = true;
  if (::write(alarm_pipe[1], "x", 1) < 0 ||
      ::write(STDERR_FILENO, first_words, std::strlen(first_words)) < 0) {
    // The pipe is full, so it is readable already; or nobody reads the words.
  }
  errno = error;
}

}  // namespace

StopSignals::StopSignals(const char* words) {
  stop_requested = false;
  first_words = words;
  if (::pipe2(alarm_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "no pipe can be had");
  }
  struct sigaction action {};
  action.sa_handler = request_stop;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);  // the second one ends it
  for (std::size_t i = 0; i < signals.size(); ++i) {
    sigaction(signals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) sigaction(signals[i], &action, nullptr);
  }
}

StopSignals::~StopSignals() {
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before_[i], nullptr);
  for (int& end : alarm_pipe) ::close(std::exchange(end, -1));
}

bool StopSignals::requested() {
  return stop_requested;
}

int StopSignals::descriptor() {
  return alarm_pipe[0];
}

}  // namespace gradus::base
