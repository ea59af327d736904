// Messages on a socket: a header of 16 bytes, then the bytes of codec.hpp. Each direction numbers
// its frames, and each wait has a deadline.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "remote/codec.hpp"

namespace gradus::remote {

enum class Kind : std::uint32_t {
  call = 1,         // tests to worker: a function's name and arguments
  result,           // worker to tests: what it returned, then its in-out arguments
  thrown,           // either way: an exception in place of a result
  callback_call,    // worker to tests: a std::function argument is called
  callback_result,  // tests to worker: what it returned
  misuse,           // worker to tests: a container was used beyond its end; the worker then ends
  too_large,        // worker to tests, in place of an answer that is too large to cross
};

/// The other side has closed the socket, or did so in the middle of a frame.
class ChannelClosed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The other side did not answer in time.
class DeadlinePassed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Frame {
  Kind kind = Kind::call;
  std::vector<std::byte> bytes;
};

/// Is told of each wait at a channel, and ends it by an exception when it becomes too much.
class Watcher {
 public:
  virtual ~Watcher() = default;

  /// Whether the other side sleeps now, of its own will.
  virtual bool asleep() = 0;

  /// One wait. A wait that took longer than it was asked for counts as if it had not: then this
  /// process, or the whole machine, stood still.
  virtual void waited(std::chrono::milliseconds time, bool other_side_slept) = 0;
};

/// One end of the connection. It owns neither the file descriptor nor the watcher.
class Channel {
 public:
  using Clock = std::chrono::steady_clock;
  /// Both sides wait so: the worker as long as the tests live, the tests as Patience says.
  static constexpr Clock::time_point no_deadline = Clock::time_point::max();

  explicit Channel(int descriptor, Watcher* watcher = nullptr)
      : descriptor_(descriptor), watcher_(watcher) {}

  /// Throw ChannelClosed, DeadlinePassed, or ProtocolError: an unknown kind, a message that is too
  /// large, or a frame whose number is not the next.
  void send(Kind kind, std::span<const std::byte> bytes, Clock::time_point deadline);
  Frame receive(Clock::time_point deadline);

 private:
  void send_all(const std::byte* from, std::size_t size, Clock::time_point deadline) const;
  void receive_all(std::byte* to, std::size_t size, Clock::time_point deadline) const;
  void wait(short events, Clock::time_point deadline) const;

  int descriptor_;
  Watcher* watcher_;
  std::uint32_t sent_ = 0;
  std::uint32_t received_ = 0;
};

}  // namespace gradus::remote
