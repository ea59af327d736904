// Messages on a socket: a header of 16 bytes, then the bytes of codec.hpp. Each direction numbers
// its frames, and the tests' side has a watcher, who ends a wait that takes too long.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>

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

/// The other side did not answer in time: thrown by watchers.
class DeadlinePassed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Frame {
  Kind kind = Kind::call;
  Bytes bytes;
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

/// How long a wait lasts at most before the watcher is told of it.
inline constexpr std::chrono::milliseconds longest_wait{20};

/// One end of the connection. It owns neither the file descriptor nor the watcher. Without one, as
/// in the worker, whose sandbox allows no socket calls, it waits as long as the other side lives.
class Channel {
 public:
  explicit Channel(int descriptor, Watcher* watcher = nullptr);

  /// Throw ChannelClosed, what the watcher throws, or ProtocolError: an unknown kind, a message
  /// that is too large, or a frame whose number is not the next.
  void send(Kind kind, std::span<const std::byte> bytes);
  Frame receive();

 private:
  void take(std::byte* to, std::size_t size);
  std::size_t read(std::byte* to, std::size_t size) const;
  template <typename Transfer>
  std::size_t transfer(short events, Transfer transfer) const;
  void tell_watcher(short events, std::chrono::steady_clock::time_point since, bool in_vain) const;

  int descriptor_;
  Watcher* watcher_;
  std::uint32_t sent_ = 0;
  std::uint32_t received_ = 0;
  // What has arrived and was not taken yet: a header comes with what follows it.
  std::array<std::byte, 16 * 1024> ahead_;
  std::size_t ahead_begin_ = 0;
  std::size_t ahead_end_ = 0;
};

}  // namespace gradus::remote
