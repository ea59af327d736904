#include "gradebook/archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

namespace gradus::gradebook {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t longest_path = 4096;

/// Ends the reading of an archive; the text becomes a note.
struct Stop {
  std::string why;
};

class ArchiveReader {
 public:
  ArchiveReader(Pick& pick, const Deliver& deliver, Notes& notes, const Limits& limits)
      : pick_(pick),
        deliver_(deliver),
        notes_(notes),
        limits_(limits),
        deadline_(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(limits.seconds))) {
    archive_read_support_format_zip(archive_.get());
    archive_read_support_format_7zip(archive_.get());
    archive_read_support_format_tar(archive_.get());
    archive_read_support_filter_gzip(archive_.get());
    archive_read_support_filter_bzip2(archive_.get());
    archive_read_support_filter_xz(archive_.get());
    archive_read_support_filter_zstd(archive_.get());
  }

  bool open(int descriptor) {
    return archive_read_open_fd(archive_.get(), descriptor, std::size_t{1} << 16) == ARCHIVE_OK;
  }

  void read() {
    try {
      archive_entry* entry = nullptr;
      for (std::size_t count = 0; next(entry); ++count) {
        if (count == limits_.entries) {
          throw Stop{"too many files: only the first " + std::to_string(count) + " were looked at"};
        }
        look_at(entry);
        pass_over();
      }
    } catch (const Stop& stop) {
      notes_.add(stop.why);
    }
  }

 private:
  bool next(archive_entry*& entry) {
    check_time();
    const int status = archive_read_next_header(archive_.get(), &entry);
    if (status == ARCHIVE_EOF) return false;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      throw Stop{"the archive is damaged, or cut off: what comes before that is graded"};
    }
    return true;
  }

  void look_at(archive_entry* entry) {
    // In the locale's encoding, which unpack() sets to UTF-8; or as the bytes that are there.
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr) name = archive_entry_pathname_utf8(entry);
    const std::string shown = name != nullptr ? name : "";
    if (shown.empty() || shown.size() > longest_path) {
      notes_.add("an entry without a usable name is ignored");
      return;
    }
    const InnerPath path(shown);
    if (path.parts.empty() || path.hidden) return;
    if (path.climbs) {
      notes_.add("a path with .. in it is ignored", shown);
    } else if (archive_entry_hardlink(entry) != nullptr ||
               archive_entry_filetype(entry) == AE_IFLNK) {
      notes_.add("a link is not followed", shown);
    } else if (archive_entry_filetype(entry) == AE_IFREG) {
      file(entry, path);
    } else if (archive_entry_filetype(entry) != AE_IFDIR) {
      notes_.add("neither a file nor a folder, and ignored", shown);
    }
  }

  void file(archive_entry* entry, const InnerPath& path) {
    const std::optional<std::size_t> lesson = pick_.wants(path);
    if (!lesson) {
      if (without_archive_ending(path.parts.back())) {
        notes_.add("an archive inside the archive is not opened", path.text());
      }
    } else if (archive_entry_is_encrypted(entry) != 0) {
      notes_.add("a file is encrypted, and cannot be read", path.text());
    } else if (path.parts.size() > limits_.depth) {
      notes_.add("too many folders in folders: not taken", path.text());
    } else if (std::optional<std::string> text = content(entry, path)) {
      pick_.take(*lesson, path);
      deliver_(*lesson, std::move(*text));
    }
  }

  std::optional<std::string> content(archive_entry* entry, const InnerPath& path) {
    const auto longest = static_cast<std::int64_t>(limits_.file_bytes);
    bool too_long = archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) > longest;
    std::string text;
    std::string piece(std::size_t{1} << 16, '\0');
    while (!too_long) {
      check_time();
      const la_ssize_t got = archive_read_data(archive_.get(), piece.data(), piece.size());
      if (got == 0) return text;
      if (got < 0) {
        // Half a file is not what anybody wrote: it is left out, not graded in part.
        notes_.add("a file is damaged, or cut off: not taken", path.text());
        return std::nullopt;
      }
      count_bytes(static_cast<std::uint64_t>(got));
      text.append(piece, 0, static_cast<std::size_t>(got));
      too_long = text.size() > limits_.file_bytes;
    }
    notes_.add(
        "a file is longer than " + std::to_string(limits_.file_bytes >> 10) + " KiB: not taken",
        path.text());
    return std::nullopt;
  }

  /// Skips the rest of an entry. In a zip that is a jump; elsewhere it means to unpack it, which is
  /// done here and not by the library, so that it is counted.
  void pass_over() {
    if ((archive_format(archive_.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP) return;
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    while (archive_read_data_block(archive_.get(), &block, &size, &offset) == ARCHIVE_OK) {
      check_time();
      count_bytes(size);
    }
  }

  void count_bytes(std::uint64_t bytes) {
    unpacked_ += bytes;
    if (unpacked_ > limits_.unpacked_bytes) {
      throw Stop{"the archive expands to more than " +
                 std::to_string(limits_.unpacked_bytes >> 20) +
                 " MiB: what comes before that is graded"};
    }
  }

  void check_time() const {
    if (Clock::now() > deadline_) {
      throw Stop{"the archive takes too long to read: what was found in time is graded"};
    }
  }

  std::unique_ptr<archive, int (*)(archive*)> archive_{archive_read_new(), archive_read_free};
  Pick& pick_;
  const Deliver& deliver_;
  Notes& notes_;
  const Limits& limits_;
  Clock::time_point deadline_;
  std::uint64_t unpacked_ = 0;
};

}  // namespace

void read_archive(int descriptor, Pick& pick, const Deliver& deliver,
                  const std::function<void()>& recognised, Notes& notes, const Limits& limits) {
  ArchiveReader reader(pick, deliver, notes, limits);
  if (!reader.open(descriptor)) return;
  recognised();
  reader.read();
}

}  // namespace gradus::gradebook
