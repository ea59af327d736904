#include "sandbox/helper/status.hpp"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>

#include "sandbox/helper/landlock.hpp"
#include "sandbox/helper/syscall_filter.hpp"

namespace gradus::sandbox::helper {
namespace {

bool has_capability(int capability) {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};
  if (syscall(SYS_capget, &header, sets) != 0) return false;
  return (sets[capability / 32].effective >> (capability % 32) & 1) != 0;
}

std::string yes_or_no(bool yes) {
  return yes ? "yes" : "NO";
}

void line(const std::string& what, const std::string& answer) {
  std::printf("  %-24s %s\n", what.c_str(), answer.c_str());
}

std::string about_landlock(int version) {
  if (version == 0) return "NO: needs Linux 5.13 or later with lsm=landlock,...";
  std::string text = "yes, version " + std::to_string(version) + ": files";
  if (version >= 4) text += ", network";
  if (version >= 6) text += ", signals";
  return version >= 6 ? text : text + " (the system call filter refuses the rest)";
}

std::string about_user(bool root, bool can_change) {
  if (!root) return "user " + std::to_string(geteuid()) + ": programs run as the same user";
  if (can_change) return "root: each program gets a user id of its own";
  return "NO: root without CAP_SETUID and CAP_SETGID cannot become another user";
}

}  // namespace

bool print_status() {
  utsname kernel{};
  uname(&kernel);
  const int version = landlock_version();
  const bool root = geteuid() == 0;
  const bool can_change = has_capability(CAP_SETUID) && has_capability(CAP_SETGID);
  const bool no_new_privs = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  const bool filter = no_new_privs && try_syscall_filter();  // last: from here on it holds for us

  std::printf("gradus-sandbox on Linux %s (%s)\n", kernel.release, kernel.machine);
  line("Landlock", about_landlock(version));
  line("system call filter", yes_or_no(filter));
  line("no new privileges", yes_or_no(no_new_privs));
  line("own user", about_user(root, can_change));
  const bool full = version > 0 && filter && no_new_privs && (!root || can_change);
  std::printf("%s\n", full ? "Submissions can be graded here."
                           : "Submissions cannot be graded here: see each NO above.");
  std::fflush(stdout);
  return full;
}

}  // namespace gradus::sandbox::helper
