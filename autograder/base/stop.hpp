// How long work is stopped in good order.
#pragma once

#include <array>
#include <csignal>

namespace gradus::base {

/// While this lives, the first SIGINT (Ctrl-C), SIGTERM or SIGHUP only raises a flag, for a loop
/// that asks and can end early; the second one ends the program. A signal that the caller ignores
/// (nohup) stays ignored. One at a time.
class StopSignals {
 public:
  /// `words` go to standard error when the first one comes; they have to live as long as this.
  explicit StopSignals(const char* words = "");
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  static bool requested();
  /// A file descriptor that is readable once a signal has come: for whoever waits.
  static int descriptor();

 private:
  std::array<struct sigaction, 3> before_{};
};

}  // namespace gradus::base
