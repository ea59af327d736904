#include "gradebook/slots.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace gradus::gradebook {
namespace {

// A signal handler can reach nothing but a global.
std::atomic<bool> stop_requested = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void request_stop(int) {
  stop_requested = true;
}

void listen_for(int signal, struct sigaction& before) {
  struct sigaction action {};
  action.sa_handler = request_stop;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigaction(signal, nullptr, &before);
  if (before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
}

}  // namespace

StopSignals::StopSignals() {
  stop_requested = false;
  listen_for(SIGINT, interrupt_);
  listen_for(SIGTERM, terminate_);
}

StopSignals::~StopSignals() {
  sigaction(SIGINT, &interrupt_, nullptr);
  sigaction(SIGTERM, &terminate_, nullptr);
}

bool StopSignals::requested() {
  return stop_requested;
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
