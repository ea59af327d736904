// A file descriptor that closes itself, and the few things done with one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace gradus::gradebook {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  /// Hands the descriptor over: whoever takes it closes it.
  int release() { return std::exchange(number_, -1); }
  void close();

 private:
  int number_ = -1;
};

/// The words for errno: "Permission denied".
std::string last_error();

/// Writes all of `text`. False, with errno set, when that is not possible.
bool write_all(int descriptor, std::string_view text);

/// Replaces `file` by one that holds `text`, so that at every moment, and after a crash, either the
/// old or the new one is there, whole. `mode` is narrowed by the umask. Throws CannotJudge.
void write_atomically(const std::filesystem::path& file, std::string_view text,
                      unsigned mode = 0666);

/// Makes the names in a folder durable: a file that was created or renamed in it survives a crash.
void sync_folder(const std::filesystem::path& folder);

}  // namespace gradus::gradebook
