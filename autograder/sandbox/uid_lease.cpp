#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "sandbox/sandbox.hpp"

namespace gradus::sandbox {
namespace {

constexpr unsigned first_uid = 62001, last_uid = 62256;

// Anyone may make files in /run/lock and /tmp, so a file is used only when it is ours alone: made
// by us, no link, readable by nobody else. Then nobody else can hold its lock.
bool is_ours_alone(int file) {
  struct stat about {};
  return fstat(file, &about) == 0 && S_ISREG(about.st_mode) && about.st_uid == geteuid() &&
         about.st_nlink == 1 && (about.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

// The file descriptor that holds the lock, or -1. The file stays when the lock goes: removing it
// would let two graders lock two files of one name.
int try_lock(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
  if (file < 0) return -1;
  if (is_ours_alone(file) && flock(file, LOCK_EX | LOCK_NB) == 0) return file;
  close(file);
  return -1;
}

}  // namespace

UidLease UidLease::take(const std::filesystem::path& directory) {
  for (unsigned uid = first_uid; uid <= last_uid; ++uid) {
    const int lock = try_lock(directory / ("gradus-uid-" + std::to_string(uid)));
    if (lock >= 0) return UidLease(uid, lock);
  }
  throw std::runtime_error("no user id is free: each of the files " + directory.string() +
                           "/gradus-uid-* is locked by another grader, or cannot be made, or is "
                           "not ours");
}

std::optional<UidLease> UidLease::take_if_root() {
  if (geteuid() != 0) return std::nullopt;
  const bool has_run_lock = access("/run/lock", W_OK | X_OK) == 0;
  return take(has_run_lock ? "/run/lock" : "/tmp");
}

UidLease::UidLease(UidLease&& other) noexcept
    : uid_(other.uid_), lock_(std::exchange(other.lock_, -1)) {}

UidLease& UidLease::operator=(UidLease&& other) noexcept {
  std::swap(uid_, other.uid_);
  std::swap(lock_, other.lock_);
  return *this;
}

UidLease::~UidLease() {
  if (lock_ >= 0) close(lock_);
}

}  // namespace gradus::sandbox
