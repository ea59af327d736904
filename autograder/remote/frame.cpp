#include "remote/frame.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace gradus::remote {
namespace {

using Clock = std::chrono::steady_clock;

struct Header {
  std::uint32_t kind;
  std::uint32_t number;
  std::uint64_t size;
};
static_assert(sizeof(Header) == 16);

void set_timeout(int descriptor, int option, std::chrono::microseconds time) {
  const timeval value{.tv_sec = 0, .tv_usec = time.count()};
  ::setsockopt(descriptor, SOL_SOCKET, option, &value, sizeof value);
}

}  // namespace

Channel::Channel(int descriptor, Watcher* watcher) : descriptor_(descriptor), watcher_(watcher) {
  if (watcher_ == nullptr) return;
  set_timeout(descriptor_, SO_RCVTIMEO, longest_wait);
  set_timeout(descriptor_, SO_SNDTIMEO, longest_wait);
}

void Channel::tell_watcher(short events, Clock::time_point since, bool in_vain) const {
  using std::chrono::milliseconds;
  const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - since);
  // Asked once more: whoever has just answered sleeps rightly.
  pollfd request{descriptor_, events, 0};
  const bool slept = in_vain && watcher_->asleep() && ::poll(&request, 1, 0) == 0;
  watcher_->waited(std::min(took, longest_wait), slept);
}

/// Calls read() or write(), again until some bytes have moved. How many.
template <typename Transfer>
std::size_t Channel::transfer(short events, Transfer transfer) const {
  while (true) {
    const Clock::time_point started = Clock::now();
    const ssize_t moved = transfer();
    const int error = moved < 0 ? errno : 0;
    if (moved == 0 || (error != 0 && error != EAGAIN && error != EINTR)) {
      throw ChannelClosed("the other side has closed the connection");
    }
    if (watcher_ != nullptr) tell_watcher(events, started, error == EAGAIN);
    if (moved > 0) return static_cast<std::size_t>(moved);
  }
}

void Channel::send(Kind kind, std::span<const std::byte> bytes) {
  if (bytes.size() > largest_message) {
    throw ProtocolError("a message of " + std::to_string(bytes.size()) + " bytes, at most " +
                        std::to_string(largest_message) + " can cross");
  }
  // Header and bytes in one call, or the other side would wake up for the header alone. writev(),
  // and not sendmsg() with MSG_NOSIGNAL: the worker's sandbox allows no socket calls. The tests
  // ignore SIGPIPE (process.cpp).
  Header header{static_cast<std::uint32_t>(kind), sent_++, bytes.size()};
  std::array<iovec, 2> parts{iovec{&header, sizeof header},
                             iovec{const_cast<std::byte*>(bytes.data()), bytes.size()}};
  while (parts[0].iov_len + parts[1].iov_len > 0) {
    std::size_t moved =
        transfer(POLLOUT, [&] { return ::writev(descriptor_, parts.data(), parts.size()); });
    for (iovec& part : parts) {
      const std::size_t of_it = std::min(moved, part.iov_len);
      part.iov_base = static_cast<std::byte*>(part.iov_base) + of_it;
      part.iov_len -= of_it;
      moved -= of_it;
    }
  }
}

std::size_t Channel::read(std::byte* to, std::size_t size) const {
  return transfer(POLLIN, [&] { return ::read(descriptor_, to, size); });
}

void Channel::take(std::byte* to, std::size_t size) {
  while (size > 0) {
    std::size_t taken = 0;
    if (ahead_begin_ == ahead_end_ && size >= ahead_.size()) {
      taken = read(to, size);
    } else {
      if (ahead_begin_ == ahead_end_) {
        ahead_end_ = read(ahead_.data(), ahead_.size());
        ahead_begin_ = 0;
      }
      taken = std::min(size, ahead_end_ - ahead_begin_);
      std::memcpy(to, ahead_.data() + ahead_begin_, taken);
      ahead_begin_ += taken;
    }
    to += taken;
    size -= taken;
  }
}

Frame Channel::receive() {
  Header header{};
  take(reinterpret_cast<std::byte*>(&header), sizeof header);
  const std::uint32_t expected = received_++;
  if (header.number != expected) {
    throw ProtocolError("frame number " + std::to_string(header.number) + " came, expected " +
                        std::to_string(expected));
  }
  if (header.kind < static_cast<std::uint32_t>(Kind::call) ||
      header.kind > static_cast<std::uint32_t>(Kind::too_large)) {
    throw ProtocolError("a frame of unknown kind " + std::to_string(header.kind));
  }
  if (header.size > largest_message) {
    throw ProtocolError("a message of " + std::to_string(header.size) + " bytes, at most " +
                        std::to_string(largest_message) + " can cross");
  }
  // Memory that nothing is written to costs nothing, so a forged header costs nothing either.
  Frame frame{static_cast<Kind>(header.kind), {}};
  take(frame.bytes.extend(header.size), header.size);
  return frame;
}

}  // namespace gradus::remote
