#include "gradebook/slots.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "judge/course.hpp"

namespace gradus::gradebook {
namespace {

constexpr std::array<int, 3> signals{SIGINT, SIGTERM, SIGHUP};

// A signal handler can reach nothing but globals.
std::atomic<bool> stop_requested = false;
static_assert(std::atomic<bool>::is_always_lock_free);
std::array<int, 2> alarm_pipe{-1, -1};  // a byte in it means stop

void request_stop(int) {
  const int error = errno;
  stop_requested = true;
  if (::write(alarm_pipe[1], "x", 1) < 0) {
    // The pipe is full, so it is readable already.
  }
  errno = error;
}

}  // namespace

StopSignals::StopSignals() {
  stop_requested = false;
  if (::pipe2(alarm_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw judge::CannotJudge(std::string("no pipe can be had: ") + std::strerror(errno));
  }
  struct sigaction action {};
  action.sa_handler = request_stop;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
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

void run_in_slots(unsigned slots, std::size_t count, const std::function<bool()>& stop,
                  const std::function<void(unsigned slot, std::size_t item)>& work) {
  std::mutex mutex;
  std::exception_ptr failure;
  std::size_t next = 0;
  // The next item, or `count` when there is nothing more to do.
  const auto take = [&] {
    const std::lock_guard guard(mutex);
    return failure || stop() || next == count ? count : next++;
  };
  const auto serve = [&](unsigned slot) {
    for (std::size_t item; (item = take()) != count;) {
      try {
        work(slot, item);
      } catch (...) {
        const std::lock_guard guard(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned slot = 0; slot < slots; ++slot) threads.emplace_back(serve, slot);
  }  // joined
  if (failure) std::rethrow_exception(failure);
}

}  // namespace gradus::gradebook
