#include "base/parallel.hpp"

#include <algorithm>
#include <exception>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace gradus::base {

unsigned slots_for(unsigned asked) {
  return asked > 0 ? asked : std::max(1U, std::thread::hardware_concurrency());
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
    std::vector<std::future<void>> threads;  // libc++ 16 has no std::jthread
    for (unsigned slot = 0; slot < slots; ++slot) {
      threads.push_back(std::async(std::launch::async, serve, slot));
    }
  }  // joined
  if (failure) std::rethrow_exception(failure);
}

}  // namespace gradus::base
