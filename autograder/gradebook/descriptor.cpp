#include "gradebook/descriptor.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "judge/course.hpp"

namespace gradus::gradebook {

Descriptor::~Descriptor() {
  close();
}

void Descriptor::close() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

std::string last_error() {
  return std::strerror(errno);
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

void write_atomically(const std::filesystem::path& file, std::string_view text, unsigned mode) {
  const auto failed = [&](const char* what) {
    return judge::CannotJudge(
        fmt::format("{}: cannot be {}: {}. Is the disk full, or the folder "
                    "not yours?",
                    file.string(), what, last_error()));
  };
  std::filesystem::path draft = file;
  draft += ".new";
  ::unlink(draft.c_str());  // left by a grader that was killed
  Descriptor opened(
      ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode));
  if (!opened) throw failed("created");
  if (!write_all(opened.get(), text) || ::fsync(opened.get()) != 0 ||
      ::rename(draft.c_str(), file.c_str()) != 0) {
    const auto error = failed("written");
    ::unlink(draft.c_str());
    throw error;
  }
  sync_folder(file.parent_path());
}

void sync_folder(const std::filesystem::path& folder) {
  const std::string path = folder.empty() ? "." : folder.string();
  const Descriptor opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened) ::fsync(opened.get());
}

}  // namespace gradus::gradebook
