#include "gradebook/spool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "judge/course.hpp"

namespace gradus::gradebook {

void Spool::open() {
  if (!std::filesystem::is_directory(folder_)) folder_ = base::temporary_folder();
  file_ = base::Descriptor(::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file_) return;
  // Some file systems have no files without a name: this one loses its name at once.
  std::string name = (folder_ / ".reading-XXXXXX").string();
  file_ = base::Descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (!file_) {
    throw judge::CannotJudge(
        fmt::format("{}: no file can be made there: {}", folder_.string(), base::last_error()));
  }
  ::unlink(name.c_str());
}

void Spool::write(std::string_view text) {
  if (!file_) open();
  if (::lseek(file_.get(), static_cast<off_t>(end_), SEEK_SET) < 0 ||
      !base::write_all(file_.get(), text)) {
    throw judge::CannotJudge(fmt::format("{}: the class cannot be put away there: {}",
                                         folder_.string(), base::last_error()));
  }
  end_ += text.size();
}

std::string Spool::read(const Spooled& spooled) const {
  std::string text(spooled.size, '\0');
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t got = ::pread(file_.get(), text.data() + done, text.size() - done,
                                static_cast<off_t>(spooled.place + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      throw judge::CannotJudge(
          fmt::format("{}: the class that was put away there cannot be read", folder_.string()));
    }
    done += static_cast<std::size_t>(got);
  }
  return text;
}

void Spool::put_away(Found& found) {
  if (found.text.empty()) return;
  const std::string text = std::exchange(found.text, {});
  found.spooled = {.place = end_, .size = text.size()};
  write(text);
}

void Spool::bring_back(Contents& contents) const {
  for (Found& found : contents.files) {
    if (found.spooled.size > 0) found.text = read(std::exchange(found.spooled, {}));
  }
}

}  // namespace gradus::gradebook
