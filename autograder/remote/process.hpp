// The worker's process, from its start to its end, as the tests see it.
#pragma once

#include <sched.h>
#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include "remote/ending.hpp"
#include "remote/frame.hpp"

namespace gradus::remote {

/// The worker has slept for too long, or a call took longer than any call may.
class WaitedTooLong : public DeadlinePassed {
 public:
  WaitedTooLong(bool slept, double limit)
      : DeadlinePassed("no answer in time"), slept_(slept), limit_(limit) {}
  bool slept() const { return slept_; }
  double limit() const { return limit_; }  // seconds

 private:
  bool slept_;
  double limit_;
};

/// The tests and their worker take turns. While calls are short, they do so on one processor: to
/// wake another one up takes longer than such a call. Where this is refused, each runs where it is.
class OneProcessor {
 public:
  /// Both stay on the processor on which this process runs now.
  void share(pid_t worker);

  /// Both may run on any again.
  void part();

 private:
  pid_t worker_ = -1;  // -1: they do not share
  cpu_set_t before_{};
};

/// Whose time it was. Waiting is the student's while their process sleeps of its own will: not
/// while it computes (the sandbox limits that) or waits for a processor, and not while it, the
/// tests, or the whole machine stand still.
class Patience : public Watcher {
 public:
  void start_case();
  void start_call();
  void watch(pid_t process);
  void watch_nobody();

  bool asleep() override;
  void waited(std::chrono::milliseconds time, bool slept) override;

 private:
  using Time = std::chrono::milliseconds;
  pid_t process_ = -1;
  OneProcessor processor_;
  unsigned calls_ = 0;  // to this process, after the first
  Time call_{};
  Time case_{};
  Time lesson_{};
  Time most_in_case_{};
};

/// A worker's process, and this end of the connection to it.
struct Started {
  pid_t process = -1;
  int connection = -1;
};

/// One worker at a time; where the session says so, the next one is getting ready meanwhile.
class Worker {
 public:
  Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();

  /// Whether there is one that could be asked.
  bool is_running() const { return now_.process >= 0; }

  /// Starts one if there is none.
  Channel& channel();
  Patience& patience() { return patience_; }

  /// Ends it; the next one is another test case's.
  void reset();
  void kill();

  /// The connection was closed: how did the worker end?
  Ending find_ending(const std::string& function);

 private:
  void start();
  bool wait_until_ended(int& status, double& processor_seconds) const;
  void forget();

  Started now_;
  Started next_;
  std::optional<Channel> channel_;
  Patience patience_;
};

}  // namespace gradus::remote
