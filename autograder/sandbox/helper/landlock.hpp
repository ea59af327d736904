// Landlock: which files may be read, executed and written, whatever their permissions say; and no
// network, no signal and no abstract socket across the border.
//
// Landlock does not look at stat, chmod, chown, utime, setxattr and flock: the system call filter
// refuses those (all but stat).
#pragma once

#include "sandbox/helper/options.hpp"

namespace gradus::sandbox::helper {

// The version of Landlock in this kernel: 0 where there is none. 1 (Linux 5.13) is enough, because
// the system call filter refuses what the early versions do not know.
int landlock_version();

// Rules are opened while the caller's rights are still there, and come into force later.
class FileRules {
 public:
  explicit FileRules(const Options& options);
  void enforce() const;

 private:
  int ruleset_ = -1;  // file descriptor; -1: no Landlock here, and --best-effort allows that
};

}  // namespace gradus::sandbox::helper
