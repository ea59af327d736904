#include "gradebook/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "gradebook/message.hpp"
#include "gradebook/whole.hpp"

namespace gradus::gradebook {
namespace {

constexpr std::size_t piece_size = std::size_t{1} << 16;

/// Processor time: a machine that stands still costs nobody anything.
double seconds_used() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return double(now.tv_sec) + 1e-9 * double(now.tv_nsec);
}

/// What one person's part of an archive has taken of the limits.
struct Used {
  std::size_t entries = 0;
  std::uint64_t kept = 0;
  std::uint64_t unpacked = 0;
  double seconds = 0;
  bool over = false;  // a limit was reached, and it was said
};

using Handle = std::unique_ptr<archive, int (*)(archive*)>;

Handle open(const Bytes& bytes) {
  Handle made(archive_read_new(), archive_read_free);
  archive_read_support_format_zip(made.get());
  archive_read_support_format_7zip(made.get());
  archive_read_support_format_tar(made.get());
  archive_read_support_filter_gzip(made.get());
  archive_read_support_filter_bzip2(made.get());
  archive_read_support_filter_xz(made.get());
  archive_read_support_filter_zstd(made.get());
  const int status =
      bytes.descriptor >= 0
          ? archive_read_open_fd(made.get(), bytes.descriptor, piece_size)
          : archive_read_open_memory(made.get(), bytes.memory.data(), bytes.memory.size());
  if (status != ARCHIVE_OK) made.reset();
  return made;
}

int format_of(archive* a) {
  return archive_format(a) & ARCHIVE_FORMAT_BASE_MASK;
}

bool is_whole(archive* a, const Bytes& bytes) {
  if (format_of(a) == ARCHIVE_FORMAT_ZIP) return is_whole_zip(bytes);
  // The compressed forms of tar know their end by themselves.
  const bool plain = archive_filter_code(a, 0) == ARCHIVE_FILTER_NONE;
  return format_of(a) != ARCHIVE_FORMAT_TAR || !plain || is_whole_tar(bytes);
}

class Reading {
 public:
  Reading(int pipe, const std::vector<LessonFile>& files, const Limits& limits, Holds holds)
      : pipe_(pipe), files_(files), limits_(limits), holds_(holds) {}

  void start(const Bytes& bytes) {
    if (bytes.size() == 0 && is_file(bytes.descriptor)) return say(Trouble::empty, "");
    if (bytes.part(0, 6) == "Rar!\x1a\x07") return say(Trouble::rar, "");
    const Handle a = open(bytes);
    if (!a) return say(Trouble::no_archive, "");
    send(pipe_, MessageKind::recognised);
    read(a.get(), bytes, "", 0);
  }

 private:
  static bool is_file(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  }

  void say(Trouble trouble, const std::string& path) {
    send(pipe_, MessageKind::unread, static_cast<std::uint32_t>(trouble),
         path.substr(0, longest_path));
  }

  /// Says it once for each person; nothing more of theirs is looked at.
  void give_up(Trouble trouble, const std::string& path) {
    if (!std::exchange(used_->over, true)) {
      say(trouble, holds_ == Holds::people ? path.substr(0, path.find('/')) + "/" : "");
    }
  }

  // ---- an archive, and those in it --------------------------------------------------------------

  void read(archive* a, const Bytes& bytes, const std::string& folder, unsigned level) {
    std::size_t count = 0;
    while (true) {
      archive_entry* entry = nullptr;
      const int status = archive_read_next_header(a, &entry);
      if (status == ARCHIVE_EOF) break;
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return broken(a, folder);
      ++count;
      look_at(a, entry, folder, level);
      pass_over(a);
      if (used_->over && holds_ == Holds::submission) return;
    }
    if (!is_whole(a, bytes)) return say(Trouble::damaged_archive, folder);
    if (count == 0) say(Trouble::empty, folder);
  }

  void broken(archive* a, const std::string& folder) {
    const char* why = archive_error_string(a);
    const bool closed =
        archive_read_has_encrypted_entries(a) > 0 ||
        (why != nullptr && std::string_view(why).find("ncrypt") != std::string_view::npos);
    say(closed ? Trouble::encrypted : Trouble::damaged_archive, folder);
  }

  /// Sets used_ to the person's whose entry this is. False when it is not to be looked at.
  bool take_account(const std::string& path) {
    const std::string person = holds_ == Holds::people ? path.substr(0, path.find('/')) : "";
    const double now = seconds_used();
    used_->seconds += now - last_seconds_;
    last_seconds_ = now;
    used_ = &people_[person];
    if (used_->over) return false;
    if (++used_->entries > limits_.entries) give_up(Trouble::entries, path);
    check_time(path);
    return !used_->over;
  }

  void check_time(const std::string& path) {
    if (used_->seconds + seconds_used() - last_seconds_ > limits_.seconds) {
      give_up(Trouble::time, path);
    }
  }

  void count_bytes(std::uint64_t bytes, const std::string& path) {
    used_->unpacked += bytes;
    if (used_->unpacked > limits_.unpacked_bytes) give_up(Trouble::bytes, path);
    check_time(path);
  }

  // ---- an entry ---------------------------------------------------------------------------------

  void look_at(archive* a, archive_entry* entry, const std::string& folder, unsigned level) {
    // In the locale's encoding, which is UTF-8; or as the bytes that are there.
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr) name = archive_entry_pathname_utf8(entry);
    const InnerPath path(folder + (name != nullptr ? name : ""));
    const std::string text = path.text();
    tell_folders(path);
    counts_ = !path.hidden && !path.passed_over;
    current_ = text;
    if (!counts_) return check_time(text);
    if (!take_account(text)) return;
    if (name == nullptr || *name == '\0' || text.empty() || text.size() > longest_path) {
      return say(Trouble::unnamed, folder);
    }
    const auto type = archive_entry_filetype(entry);
    if (level == 0) modified_ = archive_entry_mtime_is_set(entry) ? archive_entry_mtime(entry) : 0;
    if (path.climbs) {
      say(Trouble::climbs, text);
    } else if (archive_entry_hardlink(entry) != nullptr || type == AE_IFLNK) {
      say(Trouble::link, text);
    } else if (type == AE_IFREG) {
      file(a, entry, path, level);
    } else if (type == AE_IFDIR) {
      if (could_matter(path, files_)) send(pipe_, MessageKind::entry, 0, text + "/");
    } else {
      say(Trouble::special, text);
    }
  }

  /// The two highest levels may be people: each is told, whatever lies in it, and once.
  void tell_folders(const InnerPath& path) {
    std::string folder;
    for (std::size_t i = 0; i + 1 < path.parts.size() && i < 2; ++i) {
      folder += path.parts[i] + "/";
      const InnerPath whole(folder);
      if (whole.climbs || whole.hidden || folder.size() > longest_path) return;
      if (told_.insert(folder).second) send(pipe_, MessageKind::entry, 0, folder);
    }
  }

  void file(archive* a, archive_entry* entry, const InnerPath& path, unsigned level) {
    const std::string text = path.text();
    const bool answer = could_answer(path, files_);
    const bool inner = !answer && without_archive_ending(path.parts.back()).has_value();
    if (!answer && !inner) {
      if (could_matter(path, files_)) send(pipe_, MessageKind::entry, 0, text);
    } else if (archive_entry_is_encrypted(entry) != 0) {
      say(Trouble::encrypted, text);
    } else if (path.parts.size() > limits_.depth) {
      say(Trouble::too_deep, text);
    } else if (inner && level == deepest_archive) {
      say(Trouble::nested, text);
    } else {
      const std::uint64_t most = inner ? limits_.unpacked_bytes : limits_.file_bytes;
      const std::optional<std::string> content = content_of(a, entry, text, most);
      if (content && inner) archive_in_archive(*content, path, level);
      if (content && answer) keep(text, *content);
    }
  }

  void keep(const std::string& path, const std::string& content) {
    used_->kept += content.size();
    if (used_->kept > limits_.kept_bytes) return give_up(Trouble::kept, path);
    const auto modified = std::clamp<Time>(modified_, 0, UINT32_MAX);
    send(pipe_, MessageKind::file, static_cast<std::uint32_t>(modified), path + '\0' + content);
  }

  void archive_in_archive(const std::string& content, const InnerPath& path, unsigned level) {
    const Bytes bytes{.memory = content};
    const std::string text = path.text();
    send(pipe_, MessageKind::entry, 0, text + "/");
    if (content.empty()) return say(Trouble::empty, text);
    if (content.starts_with("Rar!\x1a\x07")) return say(Trouble::rar, text);
    const Handle a = open(bytes);
    if (a) return read(a.get(), bytes, text + "/", level + 1);
    const bool data = is_compressed_file(text) && !lesson_in(path.parts.back(), files_);
    if (!data) say(Trouble::no_archive, text);
  }

  std::optional<std::string> content_of(archive* a, archive_entry* entry, const std::string& path,
                                        std::uint64_t most) {
    bool too_long = archive_entry_size_is_set(entry) != 0 &&
                    archive_entry_size(entry) > static_cast<std::int64_t>(most);
    std::string text;
    std::string piece(piece_size, '\0');
    while (!too_long) {
      const la_ssize_t got = archive_read_data(a, piece.data(), piece.size());
      if (got == 0) return text;
      if (got < 0) {
        // Half a file is not what anybody wrote: it is left out, not graded in part.
        say(Trouble::damaged, path);
        return std::nullopt;
      }
      count_bytes(static_cast<std::uint64_t>(got), path);
      if (used_->over) return std::nullopt;
      text.append(piece, 0, static_cast<std::size_t>(got));
      too_long = text.size() > most;
    }
    say(most == limits_.file_bytes ? Trouble::too_long : Trouble::bytes, path);
    return std::nullopt;
  }

  /// Skips the rest of an entry. In a zip that is a jump; elsewhere it means to unpack it, which is
  /// done here and not by the library, so that it is counted; but not what is passed over anyway.
  void pass_over(archive* a) {
    if (format_of(a) == ARCHIVE_FORMAT_ZIP) return;
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    while (!(used_->over && holds_ == Holds::submission) &&
           archive_read_data_block(a, &block, &size, &offset) == ARCHIVE_OK) {
      count_bytes(counts_ ? size : 0, current_);
    }
  }

  int pipe_;
  const std::vector<LessonFile>& files_;
  const Limits& limits_;
  Holds holds_;
  std::map<std::string, Used> people_;
  Used* used_ = &people_[""];
  double last_seconds_ = 0;
  std::set<std::string> told_;  // folders
  Time modified_ = 0;           // of what was handed in: this entry, or the archive around it
  bool counts_ = true;          // whether what is unpacked now is counted
  std::string current_;         // the entry that is looked at
};

}  // namespace

void read_archive(int descriptor, int pipe, const std::vector<LessonFile>& files,
                  const Limits& limits, Holds holds) {
  Reading(pipe, files, limits, holds).start({.descriptor = descriptor});
  send(pipe, MessageKind::end);
}

}  // namespace gradus::gradebook
