// Whether this process can become another user: root, unless a container has taken that from it.
// Root without these capabilities is to us what any ordinary user is: programs run as the same
// user, held by Landlock and the system call filter, without a capability.
#pragma once

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace gradus::sandbox {

inline bool can_become_another_user() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};
  if (geteuid() != 0 || syscall(SYS_capget, &header, sets) != 0) return false;
  const auto has = [&](int capability) {
    return (sets[capability / 32].effective >> (capability % 32) & 1) != 0;
  };
  return has(CAP_SETUID) && has(CAP_SETGID);
}

}  // namespace gradus::sandbox
