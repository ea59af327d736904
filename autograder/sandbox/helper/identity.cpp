#include "sandbox/helper/identity.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "sandbox/helper/fail.hpp"
#include "sandbox/privilege.hpp"

namespace gradus::sandbox::helper {
namespace {

constexpr std::string_view what_root_needs =
    "let the container keep CAP_SETUID and CAP_SETGID, or grade as an ordinary user";

// Capabilities that an execve could give back. no_new_privs stops that too, so it is no failure
// when a container that took away CAP_SETPCAP does not let us empty this set.
void empty_bounding_set() {
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) {
    if (prctl(PR_CAPBSET_DROP, capability) != 0 && errno != EPERM) {
      fail("capabilities", last_error(), "an empty bounding set", "report this as a bug");
    }
  }
}

void become(unsigned uid) {
  const bool done =
      setgroups(0, nullptr) == 0 && setresgid(uid, uid, uid) == 0 && setresuid(uid, uid, uid) == 0;
  if (!done) fail("--uid", last_error(), "a change to " + std::to_string(uid), what_root_needs);

  uid_t real = 0, effective = 0, saved = 0;
  gid_t real_group = 0, effective_group = 0, saved_group = 0;
  getresuid(&real, &effective, &saved);
  getresgid(&real_group, &effective_group, &saved_group);
  const bool is_so = real == uid && effective == uid && saved == uid && real_group == uid &&
                     effective_group == uid && saved_group == uid && getgroups(0, nullptr) == 0;
  if (!is_so) fail("--uid", "another user", std::to_string(uid) + " alone", what_root_needs);
}

using Capabilities = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

void drop_capabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  Capabilities sets{};
  bool done = prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) == 0 &&
              syscall(SYS_capset, &header, sets.data()) == 0 &&
              syscall(SYS_capget, &header, sets.data()) == 0;
  for (const auto& set : sets) {
    done = done && set.effective == 0 && set.permitted == 0 && set.inheritable == 0;
  }
  if (!done) fail("capabilities", "some left", "none", "report this as a bug");
}

}  // namespace

void require_fitting_user(const Options& options) {
  const bool root = can_become_another_user();
  if (options.confinement.uid && !root) {
    fail("--uid", "user " + std::to_string(geteuid()) + " as the caller", "root",
         "leave --uid out: only root can become another user");
  }
  if (!options.confinement.uid && root && !options.best_effort) {
    fail("--uid", "root without it", "a user id for the program",
         "give --uid, such as one that UidLease lends out");
  }
}

void give_up_privileges(const Options& options) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    fail("no_new_privs", last_error(), "that it can be set", "use Linux 3.5 or later");
  }
  if (options.confinement.uid) {
    if (prctl(PR_GET_SECUREBITS) != 0 && prctl(PR_SET_SECUREBITS, 0) != 0) {
      fail("securebits", last_error(), "that they can be cleared", what_root_needs);
    }
    empty_bounding_set();
    become(*options.confinement.uid);
  }
  // Root who asked for no other user keeps them where it is only careful with its own code.
  const bool own_code = !options.confinement.uid && can_become_another_user();
  if (geteuid() != 0 || !(options.confinement.uid || own_code)) drop_capabilities();
}

}  // namespace gradus::sandbox::helper
