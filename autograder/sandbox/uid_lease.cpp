#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <stdexcept>
#include <utility>

#include "sandbox/privilege.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::sandbox {
namespace {

constexpr unsigned first_uid = 62001, uids = 256;

// Anyone may make files in /run/lock and /tmp, so a file is used only when it is ours alone: made
// by us, no link, readable by nobody else. Then nobody else can hold its lock.
bool is_ours_alone(int file) {
  struct stat about {};
  return fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_uid == geteuid() &&
         about.st_nlink == 1 && (about.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

// The file that holds the lock, or none. The file stays when the lock goes: removing it would let
// two graders lock two files of one name.
base::Descriptor try_lock(const std::filesystem::path& path) {
  base::Descriptor file(
      open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600));
  const bool locked =
      file && is_ours_alone(file.get()) && flock(file.get(), LOCK_EX | LOCK_NB) == 0;
  return locked ? std::move(file) : base::Descriptor();
}

bool is_account(unsigned uid) {
  return getpwuid(uid) != nullptr;
}

// The first free one, from first_uid + start on, with a descriptor that holds its lock.
std::pair<unsigned, base::Descriptor> lock_one(const std::filesystem::path& directory,
                                               unsigned start) {
  for (unsigned i = 0; i < uids; ++i) {
    const unsigned uid = first_uid + (start + i) % uids;
    base::Descriptor lock = try_lock(directory / ("gradus-uid-" + std::to_string(uid)));
    if (lock && !is_account(uid)) return {uid, std::move(lock)};
  }
  throw std::runtime_error("no user id is free: each of the files " + directory.string() +
                           "/gradus-uid-* is locked by another grader, or cannot be made, or is "
                           "not ours");
}

// Graders that see different lock files, as in a chroot, begin at different ids: they cannot know
// of each other, and what one leaves behind is killed by the next with the same id.
unsigned start_for(const std::filesystem::path& directory) {
  struct stat about {};
  if (stat(directory.c_str(), &about) != 0) return 0;
  return static_cast<unsigned>((about.st_dev * 31 + about.st_ino) % uids);
}

// From within the user, as a number of a process could be another's by the time it is killed. Only
// calls that are safe in the child of a program with threads.
void kill_processes_of(unsigned uid) {
  const pid_t child = fork();
  if (child == 0) {
    if (syscall(SYS_setresuid, uid, uid, uid) != 0) _exit(1);
    const timespec millisecond{0, 1'000'000};
    // A process that nobody waits for stays, dead: so not for ever.
    for (int i = 0; i < 50 && kill(-1, SIGKILL) == 0; ++i) nanosleep(&millisecond, nullptr);
    _exit(0);
  }
  while (child > 0 && waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
}

}  // namespace

UidLease UidLease::take(const std::filesystem::path& directory) {
  auto [uid, lock] = lock_one(directory, 0);
  return UidLease(uid, std::move(lock));
}

std::optional<UidLease> UidLease::take_if_root() {
  if (!can_become_another_user()) return std::nullopt;
  const bool has_run_lock = access("/run/lock", W_OK | X_OK) == 0;
  const std::filesystem::path directory = has_run_lock ? "/run/lock" : "/tmp";
  auto [uid, lock] = lock_one(directory, start_for(directory));
  kill_processes_of(uid);
  return UidLease(uid, std::move(lock));
}

}  // namespace gradus::sandbox
