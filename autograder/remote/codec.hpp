// remote/: how a call crosses the border between the trusted tests and the student's process.
//
//   test ── proxy ── call.hpp ── frame.hpp ── socket ── worker.cpp ── the student's function
//
// A lesson writes one line a function in tests/NN_name/remote_NAME.cpp (see remote.hpp). From the
// function's signature follow the proxy, which the tests link with, and the worker's entry, which
// stands before the student's code. Only values cross, and nothing that comes back is believed
// before it is checked.
//
// This file: the bytes of one message. Writer appends, Reader takes, and checks every bound before
// it allocates. How each type is written stands in types.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

namespace gradus::remote {

/// Thrown by whatever reads a message that is not as it must be.
class ProtocolError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The largest answer of the solutions has 0.8 MB (lessons 02 and 06), so there is room for five
// times as much. What comes back must be cheap to look at, to compare and to print.
inline constexpr std::size_t largest_message = std::size_t{4} << 20;     // bytes on the wire
inline constexpr std::size_t largest_expansion = std::size_t{16} << 20;  // bytes once decoded

/// Thrown by whoever writes more than can cross.
class MessageTooLarge : public ProtocolError {
 public:
  MessageTooLarge()
      : ProtocolError("an answer of more than " + std::to_string(largest_message >> 20) +
                      " MiB, which is more than can cross") {}
};

/// Bytes in one piece. What is about to be overwritten is not cleared first, as a std::vector
/// would: for a large matrix that takes as long as a copy.
class Bytes {
 public:
  Bytes() = default;
  Bytes(Bytes&& other) noexcept { swap(other); }
  Bytes& operator=(Bytes&& other) noexcept {
    swap(other);
    return *this;
  }

  std::span<const std::byte> span() const { return {memory_.get(), size_}; }

  /// Makes room for `size` more at the end, and returns where they begin.
  std::byte* extend(std::size_t size) {
    if (size > capacity_ - size_) {
      capacity_ = std::max(size_ + size, 2 * capacity_);
      std::unique_ptr<std::byte[]> larger(new std::byte[capacity_]);
      if (size_ > 0) std::memcpy(larger.get(), memory_.get(), size_);
      memory_ = std::move(larger);
    }
    size_ += size;
    return memory_.get() + size_ - size;
  }

  /// Keeps the first `size` bytes.
  void cut(std::size_t size) { size_ = size; }

 private:
  void swap(Bytes& other) {
    std::swap(memory_, other.memory_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  std::unique_ptr<std::byte[]> memory_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// Collects the bytes of one message. Both processes run on one machine, so numbers are written in
/// its own byte order. Throws MessageTooLarge as soon as it knows, and not when all is written.
class Writer {
 public:
  Writer() = default;

  /// One that keeps nothing, and looks whether what is written is `expected`.
  explicit Writer(std::span<const std::byte> expected) : compares_(true), expected_(expected) {}

  void raw(const void* from, std::size_t size) {
    if (compares_) return compare(from, size);
    if (size > largest_message - bytes().size()) throw MessageTooLarge();
    if (size > 0) std::memcpy(bytes_.extend(size), from, size);
  }

  void number(std::uint64_t value) { raw(&value, sizeof value); }

  /// Takes back all that was written after the first `size` bytes.
  void cut(std::size_t size) { bytes_.cut(size); }

  std::span<const std::byte> bytes() const { return bytes_.span(); }

  /// All of it, to be kept.
  Bytes take() { return std::move(bytes_); }

  /// Whether exactly the expected bytes were written.
  bool is_as_expected() const { return !differs_ && expected_.empty(); }

 private:
  void compare(const void* with, std::size_t size) {
    differs_ = differs_ || size > expected_.size() ||
               (size > 0 && std::memcmp(with, expected_.data(), size) != 0);
    if (!differs_) expected_ = expected_.subspan(size);
  }

  Bytes bytes_;
  bool compares_ = false;
  bool differs_ = false;
  std::span<const std::byte> expected_;  // what is left of it
};

/// Takes the values of one message apart, in the order in which they were written. Throws
/// ProtocolError when the message is too short, or would become too large in memory.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  void raw(void* to, std::size_t size) {
    if (size > bytes_.size()) {
      throw ProtocolError("a message ends " + std::to_string(size - bytes_.size()) +
                          " bytes too early");
    }
    if (size > 0) std::memcpy(to, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    raw(&value, sizeof value);
    return value;
  }

  /// The next `size` bytes, as they are.
  std::span<const std::byte> take(std::uint64_t size) {
    if (size > bytes_.size()) {
      throw ProtocolError("a message announces " + std::to_string(size) +
                          " bytes and is too short for them");
    }
    const std::span<const std::byte> taken = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return taken;
  }

  /// To be called before memory is taken for `elements` values, each of `in_memory` bytes once
  /// decoded and of at least `on_wire` bytes in this message: a small message must not be able to
  /// ask for much memory.
  void reserve(std::uint64_t elements, std::size_t in_memory, std::size_t on_wire) {
    if (elements > budget_ / in_memory) {
      throw ProtocolError("a message would take more than " +
                          std::to_string(largest_expansion >> 20) + " MiB of memory");
    }
    if (elements > bytes_.size() / on_wire) {
      throw ProtocolError("a message announces " + std::to_string(elements) +
                          " elements and is too short for them");
    }
    budget_ -= elements * in_memory;
  }

  /// Reads how many elements follow, and reserves them.
  std::size_t count(std::size_t in_memory, std::size_t on_wire) {
    const std::uint64_t elements = number();
    reserve(elements, in_memory, on_wire);
    return elements;
  }

  bool at_end() const { return bytes_.empty(); }

  /// What has not been read yet.
  std::span<const std::byte> rest() const { return bytes_; }

  /// Nothing may be left over when a message has been taken apart.
  void expect_end() const {
    if (!bytes_.empty()) {
      throw ProtocolError("a message has " + std::to_string(bytes_.size()) + " bytes too many");
    }
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t budget_ = largest_expansion;
};

}  // namespace gradus::remote
