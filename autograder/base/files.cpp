#include "base/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace gradus::base {
namespace {

namespace fs = std::filesystem;

std::runtime_error trouble(const fs::path& path, const std::string& what) {
  return std::runtime_error(fmt::format("{} cannot be {}", path.string(), what));
}

std::runtime_error unwritten(const fs::path& file) {
  return trouble(
      file, fmt::format("written: {}. Is the disk full, or the folder not yours?", last_error()));
}

}  // namespace

void Descriptor::close() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

std::string last_error() {
  return std::strerror(errno);
}

std::optional<std::string> read_all(int descriptor, std::size_t most) {
  std::string text;
  std::string piece(std::size_t{1} << 16, '\0');
  while (text.size() <= most) {
    const ssize_t got = ::read(descriptor, piece.data(), piece.size());
    if (got == 0) break;
    if (got > 0) {
      text.append(piece, 0, static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      return std::nullopt;
    }
  }
  return text;
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

std::string read_file(const fs::path& file) {
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  std::optional<std::string> text;
  if (opened) text = read_all(opened.get());
  if (!text) throw trouble(file, "read: " + last_error());
  return std::move(*text);
}

void write_file(const fs::path& file, std::string_view text) {
  Descriptor opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!opened || !write_all(opened.get(), text)) throw unwritten(file);
  // Some file systems say only here that there is no room.
  if (::close(opened.release()) != 0) throw unwritten(file);
}

Draft::Draft(fs::path file, unsigned mode) : file_(std::move(file)), path_(file_) {
  path_ += ".new";
  ::unlink(path_.c_str());  // left by somebody who was killed
  const Descriptor opened(
      ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!opened) throw unwritten(file_);
}

Draft::~Draft() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

void Draft::commit() {
  const Descriptor opened(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!opened || ::fsync(opened.get()) != 0 || ::rename(path_.c_str(), file_.c_str()) != 0) {
    throw unwritten(file_);
  }
  path_.clear();
  sync_folder(file_.parent_path());
}

void write_atomically(const fs::path& file, std::string_view text, unsigned mode) {
  Draft draft(file, mode);
  const Descriptor opened(::open(draft.path().c_str(), O_WRONLY | O_CLOEXEC));
  if (!opened || !write_all(opened.get(), text)) throw unwritten(file);
  draft.commit();
}

bool is_program(const fs::path& file) {
  return (fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none;
}

std::vector<std::string> files_below(const fs::path& folder,
                                     const std::function<bool(const std::string&)>& passed_over) {
  std::vector<std::string> files;
  for (auto at = fs::recursive_directory_iterator(folder); at != fs::end(at); ++at) {
    const std::string path = at->path().lexically_relative(folder);
    if (passed_over(path)) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file() && !at->is_symlink()) {
      files.push_back(path);
    }
  }
  std::ranges::sort(files);
  return files;
}

void sync_folder(const fs::path& folder) {
  const std::string path = folder.empty() ? "." : folder.string();
  const Descriptor opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened) ::fsync(opened.get());
}

fs::path temporary_folder() {
  std::error_code error;
  const fs::path folder = fs::temp_directory_path(error);
  if (!error) return fs::absolute(folder);
  const char* given = std::getenv("TMPDIR");
  throw std::runtime_error(fmt::format("TMPDIR is {}, expected a folder for temporary files: {}",
                                       given == nullptr ? "not set" : given, error.message()));
}

TemporaryFolder::TemporaryFolder(const std::string& name_begins) {
  std::string name = (temporary_folder() / (name_begins + "XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error(
        fmt::format("no temporary folder {} can be made: {}; see TMPDIR", name, last_error()));
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // what cannot be removed is left to the system
  fs::remove_all(path_, ignored);
}

}  // namespace gradus::base
