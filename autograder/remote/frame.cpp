#include "remote/frame.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace gradus::remote {
namespace {

struct Header {
  std::uint32_t kind;
  std::uint32_t number;
  std::uint64_t size;
};
static_assert(sizeof(Header) == 16);

bool would_block() {
  return errno == EAGAIN || errno == EINTR;
}

}  // namespace

void Channel::wait(short events, Clock::time_point deadline) const {
  using std::chrono::milliseconds;
  // With a watcher in short slices: it has to look at what the other side does meanwhile. Without
  // one at most an hour at once, so that the number fits an int; the caller's loop asks again.
  const milliseconds slice = watcher_ ? milliseconds(20) : milliseconds(3'600'000);
  const Clock::time_point started = Clock::now();
  const auto left = std::chrono::ceil<milliseconds>(deadline - started);
  if (left.count() <= 0) throw DeadlinePassed("no answer in time");
  const milliseconds asked = std::min(left, slice);
  pollfd request{descriptor_, events, 0};
  const bool nothing_came = ::poll(&request, 1, static_cast<int>(asked.count())) == 0;
  if (watcher_ == nullptr) return;
  // Asked once more: whoever has just answered sleeps rightly.
  const bool slept = nothing_came && watcher_->asleep() && ::poll(&request, 1, 0) == 0;
  const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - started);
  watcher_->waited(std::min(took, asked), slept);
}

void Channel::send_all(const std::byte* from, std::size_t size, Clock::time_point deadline) const {
  while (size > 0) {
    // write(), and not send() with MSG_NOSIGNAL: the worker's sandbox allows no socket calls. The
    // tests ignore SIGPIPE (client.cpp).
    const ssize_t written = ::write(descriptor_, from, size);
    if (written > 0) {
      from += written;
      size -= static_cast<std::size_t>(written);
    } else if (written < 0 && would_block()) {
      wait(POLLOUT, deadline);
    } else {
      throw ChannelClosed("the other side has closed the connection");
    }
  }
}

void Channel::receive_all(std::byte* to, std::size_t size, Clock::time_point deadline) const {
  while (size > 0) {
    const ssize_t got = ::read(descriptor_, to, size);
    if (got > 0) {
      to += got;
      size -= static_cast<std::size_t>(got);
    } else if (got < 0 && would_block()) {
      wait(POLLIN, deadline);
    } else {
      throw ChannelClosed("the other side has closed the connection");
    }
  }
}

void Channel::send(Kind kind, std::span<const std::byte> bytes, Clock::time_point deadline) {
  if (bytes.size() > largest_message) {
    throw ProtocolError("a message of " + std::to_string(bytes.size()) + " bytes, at most " +
                        std::to_string(largest_message) + " can cross");
  }
  const Header header{static_cast<std::uint32_t>(kind), sent_++, bytes.size()};
  std::array<std::byte, sizeof header> start;
  std::memcpy(start.data(), &header, sizeof header);
  send_all(start.data(), start.size(), deadline);
  send_all(bytes.data(), bytes.size(), deadline);
}

Frame Channel::receive(Clock::time_point deadline) {
  std::array<std::byte, sizeof(Header)> start;
  receive_all(start.data(), start.size(), deadline);
  Header header{};
  std::memcpy(&header, start.data(), sizeof header);
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
  Frame frame{static_cast<Kind>(header.kind), {}};
  // Memory is taken as bytes arrive: a forged header must not cost 4 MiB a time.
  constexpr std::size_t piece = std::size_t{1} << 20;
  while (frame.bytes.size() < header.size) {
    const std::size_t have = frame.bytes.size();
    frame.bytes.resize(have + std::min<std::size_t>(piece, header.size - have));
    receive_all(frame.bytes.data() + have, frame.bytes.size() - have, deadline);
  }
  return frame;
}

}  // namespace gradus::remote
