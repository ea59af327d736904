// Several judgements at once, and how to stop them.
#pragma once

#include <array>
#include <csignal>
#include <cstddef>
#include <functional>

namespace gradus::gradebook {

/// While this lives, the first SIGINT, SIGTERM or SIGHUP only raises a flag; the second one ends
/// the program. A signal that the caller ignores (nohup) stays ignored.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  static bool requested();
  /// A file descriptor that is readable once a signal has come: for whoever waits.
  static int descriptor();

 private:
  std::array<struct sigaction, 3> before_{};
};

/// Calls work(slot, item) for the items 0 ... count-1, in this order, on `slots` threads: in each
/// slot there is one call at a time. Starts no more once stop() holds. When a call throws, no more
/// is started either, what runs is finished, and the exception goes to the caller.
void run_in_slots(unsigned slots, std::size_t count, const std::function<bool()>& stop,
                  const std::function<void(unsigned slot, std::size_t item)>& work);

}  // namespace gradus::gradebook
