#include "sandbox/helper/status.hpp"

#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>

#include "sandbox/helper/landlock.hpp"
#include "sandbox/helper/syscall_filter.hpp"
#include "sandbox/privilege.hpp"

namespace gradus::sandbox::helper {
namespace {

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

std::string about_user() {
  if (can_become_another_user()) return "root: each program gets a user id of its own";
  const std::string who = geteuid() == 0 ? "root without CAP_SETUID and CAP_SETGID"
                                         : "user " + std::to_string(geteuid());
  return who + ": programs run as the same user";
}

}  // namespace

bool print_status() {
  utsname kernel{};
  uname(&kernel);
  const int version = landlock_version();
  const bool no_new_privs = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  const bool filter = no_new_privs && try_syscall_filter();  // last: from here on it holds for us

  std::printf("gradus-sandbox on Linux %s (%s)\n", kernel.release, kernel.machine);
  line("Landlock", about_landlock(version));
  line("system call filter", yes_or_no(filter));
  line("no new privileges", yes_or_no(no_new_privs));
  line("own user", about_user());
  const bool full = version > 0 && filter && no_new_privs;
  std::printf("%s\n", full ? "Submissions can be graded here."
                           : "Submissions cannot be graded here: see each NO above.");
  std::fflush(stdout);
  return full;
}

}  // namespace gradus::sandbox::helper
