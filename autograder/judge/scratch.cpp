#include "judge/scratch.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "judge/course.hpp"

namespace gradus::judge {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr const char* prefix = "gradus-grade-";
constexpr double seconds_between_judgements = 10;
constexpr std::uint64_t least_bytes = std::uint64_t{64} << 20;  // free, for one judgement
constexpr std::uint64_t least_files = 1000;                     // likewise

/// Opens a folder for reading, and gives its owner all rights to it first. Without descriptor: it
/// is no folder, but perhaps a link to one.
base::Descriptor open_with_rights(int parent, const char* name) {
  const base::Descriptor handle(
      ::openat(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!handle) return base::Descriptor();
  // chmod() for a name would follow a link; through the handle it cannot.
  const std::string through = "/proc/self/fd/" + std::to_string(handle.get());
  ::chmod(through.c_str(), 0700);
  return base::Descriptor(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

/// Empties one folder, the room. A folder inside a folder is first moved up into the room: however
/// deep a tree is, a few descriptors and no recursion are enough.
class Removal {
 public:
  Removal(base::Descriptor room, double seconds)
      : room_(std::move(room)),
        deadline_(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(seconds))) {}

  void run() {
    empty(".");
    while (!waiting_.empty() && in_time()) {
      const std::string next = std::move(waiting_.back());
      waiting_.pop_back();
      empty(next);
      ::unlinkat(room_.get(), next.c_str(), AT_REMOVEDIR);
    }
  }

 private:
  void empty(const std::string& name) {
    base::Descriptor folder = open_with_rights(room_.get(), name.c_str());
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(folder ? ::fdopendir(folder.get()) : nullptr,
                                                     [](DIR* d) { return d ? ::closedir(d) : 0; });
    if (!stream) return;
    const int inside = folder.release();
    // Some file systems skip entries of a folder that shrinks while it is read: look again, as long
    // as that is of any use.
    for (bool progress = true; progress;) {
      progress = false;
      ::rewinddir(stream.get());
      const dirent* entry = nullptr;
      while (in_time() && (entry = ::readdir(stream.get())) != nullptr) {
        const std::string_view entry_name = entry->d_name;
        if (entry_name == "." || entry_name == ".." || entry_name.starts_with(moved_prefix_)) {
          continue;
        }
        progress = remove_or_move_up(inside, entry->d_name) || progress;
      }
    }
  }

  bool in_time() const { return Clock::now() < deadline_; }

  bool remove_or_move_up(int folder, const char* name) {
    if (::unlinkat(folder, name, 0) == 0) return true;
    if (::unlinkat(folder, name, AT_REMOVEDIR) == 0) return true;
    open_with_rights(folder, name);  // to move a folder, one needs rights to it: its ".." changes
    const std::string moved = moved_prefix_ + std::to_string(count_++);
    if (::renameat(folder, name, room_.get(), moved.c_str()) != 0) return false;
    waiting_.push_back(moved);
    return true;
  }

  base::Descriptor room_;
  Clock::time_point deadline_;
  // Drawn, so that nobody else has used such names.
  std::string moved_prefix_ = fmt::format(".removed-{:08x}-", std::random_device()());
  std::vector<std::string> waiting_;
  std::size_t count_ = 0;
};

/// Takes away what killed graders of this user left, if nobody holds it.
void clear_away_old(const fs::path& temporary, double young_seconds) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(temporary, error)) {
    if (!entry.path().filename().string().starts_with(prefix)) continue;
    const base::Descriptor folder(
        ::open(entry.path().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status {};
    if (!folder || ::fstat(folder.get(), &status) != 0 || status.st_uid != ::geteuid()) continue;
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    if (static_cast<double>(now - status.st_ctime) < young_seconds ||
        ::flock(folder.get(), LOCK_EX | LOCK_NB) != 0)
      continue;
    remove_tree(entry.path());
  }
}

struct statvfs file_system_of(const fs::path& folder) {
  struct statvfs about {};
  if (::statvfs(folder.c_str(), &about) != 0) {
    throw CannotJudge(fmt::format("{}: {}", folder.string(), base::last_error()));
  }
  return about;
}

/// A disk that fills up while somebody is judged would fail a right answer.
void require_room(const fs::path& folder) {
  const struct statvfs about = file_system_of(folder);
  const std::uint64_t bytes = about.f_bavail * about.f_frsize;
  // A file system that counts no files has room for any number of them.
  const bool few_files = about.f_files > 0 && about.f_favail < least_files;
  if (bytes >= least_bytes && !few_files) return;
  throw CannotJudge(fmt::format(
      "the folder for temporary files has room for {} KiB in {} files, a judgement needs {} KiB in "
      "{}: make room, or set TMPDIR to another folder than {}",
      bytes >> 10, about.f_favail, least_bytes >> 10, least_files, folder.parent_path().string()));
}

}  // namespace

bool remove_tree(const fs::path& folder, double seconds) {
  base::Descriptor room = open_with_rights(AT_FDCWD, folder.c_str());
  if (room) Removal(std::move(room), seconds).run();
  return ::rmdir(folder.c_str()) == 0;
}

ScratchRoot::ScratchRoot(double young_seconds) {
  const fs::path temporary = base::temporary_folder();
  clear_away_old(temporary, young_seconds);
  std::string name = (temporary / (std::string(prefix) + "XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) {
    throw CannotJudge(fmt::format("no folder can be created in {}: {}; see TMPDIR",
                                  temporary.string(), base::last_error()));
  }
  path_ = name;
  if ((file_system_of(path_).f_flag & ST_NOEXEC) != 0) {
    ::rmdir(name.c_str());
    throw CannotJudge(
        fmt::format("nothing can be executed in {} (noexec): set TMPDIR to another "
                    "folder for temporary files",
                    temporary.string()));
  }
  lock_ = base::Descriptor(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ::flock(lock_.get(), LOCK_EX | LOCK_NB);
  ::chmod(name.c_str(), 0711);
}

ScratchRoot::~ScratchRoot() {
  remove_tree(path_);
}

ScratchFolder::ScratchFolder(ScratchRoot& root)
    : path_(root.path() / std::to_string(root.count_++)) {
  require_room(root.path());
  if (::mkdir(path_.c_str(), 0700) != 0) {
    throw CannotJudge(fmt::format("{}: cannot be created: {}", path_.string(), base::last_error()));
  }
}

ScratchFolder::~ScratchFolder() {
  remove_tree(path_, seconds_between_judgements);
}

}  // namespace gradus::judge
