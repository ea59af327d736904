// Files: read and written as a whole, descriptors that close themselves, temporary folders.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gradus::base {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

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

/// What can be read from there up to the end, or a little more than `most` bytes of it. Nothing,
/// with errno set, when that is not possible.
std::optional<std::string> read_all(int descriptor, std::size_t most = SIZE_MAX / 2);

/// Writes all of `text`. False, with errno set, when that is not possible.
bool write_all(int descriptor, std::string_view text);

/// The whole of a file. Throws std::runtime_error, with the path, when it cannot be read.
std::string read_file(const std::filesystem::path& file);

/// Writes a file as a whole. Throws std::runtime_error, with the path, when that fails.
void write_file(const std::filesystem::path& file, std::string_view text);

/// A file in the making, for what others write: commit() puts it in the place of `file`, so that at
/// every moment, and after a crash, either the old or the new one is there, whole. Without commit()
/// it goes. `mode` is narrowed by the umask. Throws as write_file does.
class Draft {
 public:
  explicit Draft(std::filesystem::path file, unsigned mode = 0666);
  ~Draft();
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  /// What is to be written: empty at first, and beside `file`.
  const std::filesystem::path& path() const { return path_; }
  void commit();

 private:
  std::filesystem::path file_, path_;
};

/// Replaces `file` by one that holds `text`, in the same way.
void write_atomically(const std::filesystem::path& file, std::string_view text,
                      unsigned mode = 0666);

/// Whether its owner may run it.
bool is_program(const std::filesystem::path& file);

/// The plain files below a folder, as sorted paths below it ("docs/a.md"); no links. What
/// `passed_over` says of a path or its folder is left out, with all that is in it.
std::vector<std::string> files_below(
    const std::filesystem::path& folder,
    const std::function<bool(const std::string& path)>& passed_over);

/// Makes the names in a folder durable: a file that was created or renamed in it survives a crash.
void sync_folder(const std::filesystem::path& folder);

/// The system's folder for temporary files (TMPDIR), as an absolute path. Throws std::runtime_error
/// if it is none.
std::filesystem::path temporary_folder();

/// A new folder below it for its owner alone, removed with everything in it when this object goes.
/// Throws std::runtime_error when it cannot be made.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& name_begins = "gradus-");
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace gradus::base
