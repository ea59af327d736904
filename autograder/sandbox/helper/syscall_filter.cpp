#include "sandbox/helper/syscall_filter.hpp"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>

#include "sandbox/helper/fail.hpp"
#include "sandbox/helper/syscall_lists.hpp"

namespace gradus::sandbox::helper {
namespace {

using Condition = scmp_arg_cmp;

Condition equals(unsigned argument, std::uint64_t value) {
  return {.arg = argument, .op = SCMP_CMP_EQ, .datum_a = value, .datum_b = 0};
}

// (argument & bits) == value
Condition masked(unsigned argument, std::uint64_t bits, std::uint64_t value) {
  return {.arg = argument, .op = SCMP_CMP_MASKED_EQ, .datum_a = bits, .datum_b = value};
}

class Filter {
 public:
  Filter() : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM))) {
    if (context_ == nullptr) fail("seccomp", "no filter", "one", "report this as a bug");
    check(seccomp_attr_set(context_, SCMP_FLTATR_CTL_OPTIMIZE, 2));  // a binary tree: fewer steps
    check(seccomp_attr_set(context_, SCMP_FLTATR_API_SYSRAWRC, 1));  // the kernel's own error codes
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  ~Filter() { seccomp_release(context_); }

  template <std::size_t count>
  void allow(const int (&syscalls)[count]) {
    for (const int syscall : syscalls) add(SCMP_ACT_ALLOW, syscall, {});
  }

  // All conditions have to hold; each rule about an argument of its own. Rules for the same call
  // add up: one that matches is enough.
  void allow(int syscall, std::initializer_list<Condition> conditions) {
    add(SCMP_ACT_ALLOW, syscall, conditions);
  }

  void answer(int syscall, int error) {
    add(SCMP_ACT_ERRNO(static_cast<unsigned>(error)), syscall, {});
  }

  int load() const { return seccomp_load(context_); }  // 0, or a negative errno

 private:
  void add(std::uint32_t action, int syscall, std::initializer_list<Condition> conditions) {
    if (syscall < 0) return;  // not on this architecture
    check(seccomp_rule_add_array(context_, action, syscall,
                                 static_cast<unsigned>(conditions.size()), conditions.begin()));
  }

  static void check(int result) {
    if (result == 0) return;
    fail("seccomp rule", std::strerror(-result), "that libseccomp accepts it",
         "report this as a bug");
  }

  scmp_filter_ctx context_;
};

// Files are opened and made, but none with a set-user-id or set-group-id bit, and none is cut to
// nothing by O_RDONLY | O_TRUNC, which the early versions of Landlock take for reading.
void allow_opening(Filter& filter, int syscall, unsigned flags, unsigned mode) {
  constexpr std::uint64_t makes_a_file = O_CREAT | (O_TMPFILE & ~O_DIRECTORY);
  const Condition no_special_bits = masked(mode, S_ISUID | S_ISGID, 0);
  filter.allow(syscall, {masked(flags, makes_a_file | O_TRUNC, 0)});  // mode means nothing then
  filter.allow(syscall, {masked(flags, O_TRUNC, 0), no_special_bits});
  filter.allow(syscall, {masked(flags, O_ACCMODE, O_WRONLY), no_special_bits});
  filter.allow(syscall, {masked(flags, O_ACCMODE, O_RDWR), no_special_bits});
}

void allow_on_itself(Filter& filter) {
  const auto self = static_cast<std::uint64_t>(getpid());
  filter.allow(SCMP_SYS(tgkill), {equals(0, self)});  // abort()
  filter.allow(SCMP_SYS(prlimit64), {equals(0, 0)});
  filter.allow(SCMP_SYS(prlimit64), {equals(0, self)});
}

void allow_on_open_files(Filter& filter, Profile profile) {
  for (const int command : {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL}) {
    filter.allow(SCMP_SYS(fcntl), {equals(1, static_cast<std::uint64_t>(command))});
  }
  // fdopen(file, "a") sets O_APPEND. Not in the run profile: stdout may be shared with the caller.
  if (profile == Profile::compile) filter.allow(SCMP_SYS(fcntl), {equals(1, F_SETFL)});
  for (const std::uint64_t command : {TCGETS, FIONREAD, TIOCGWINSZ}) {
    filter.allow(SCMP_SYS(ioctl), {equals(1, command)});
  }
}

void allow_compiling(Filter& filter) {
  filter.allow(starting_processes);
  constexpr std::uint64_t new_namespace = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
                                          CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
                                          CLONE_NEWNET;
  // CLONE_PARENT would make the new process the grader's child.
  filter.allow(SCMP_SYS(clone), {masked(0, new_namespace | CLONE_PARENT | CLONE_PTRACE, 0)});
  filter.answer(SCMP_SYS(clone3), ENOSYS);  // its flags are out of sight; glibc then uses clone
  // ld makes its output executable. Landlock does not look at chmod, so this mode only: it never
  // opens a file to others.
  filter.allow(SCMP_SYS(chmod), {equals(1, S_IRWXU)});
  filter.allow(SCMP_SYS(fchmod), {equals(1, S_IRWXU)});
  filter.allow(SCMP_SYS(fchmodat), {equals(2, S_IRWXU)});
}

void fill(Filter& filter, const Confinement& confinement, const ExecSecret& secret) {
  filter.allow(always);
  allow_opening(filter, SCMP_SYS(open), 1, 2);
  allow_opening(filter, SCMP_SYS(openat), 2, 3);
  allow_on_itself(filter);
  allow_on_open_files(filter, confinement.profile);
  if (!confinement.write.empty()) {
    filter.allow(changing_files);
    filter.allow(SCMP_SYS(creat), {masked(1, S_ISUID | S_ISGID, 0)});
    filter.allow(SCMP_SYS(renameat2), {equals(4, 0)});
  }
  if (confinement.profile == Profile::compile) {
    allow_compiling(filter);
  } else {
    filter.allow(SCMP_SYS(execve), {equals(3, secret.first), equals(4, secret.second)});
  }
}

}  // namespace

ExecSecret make_exec_secret() {
  ExecSecret secret;
  if (getrandom(&secret, sizeof secret, 0) != sizeof secret) {
    fail("getrandom", last_error(), "random bytes", "use Linux 3.17 or later");
  }
  return secret;
}

void load_syscall_filter(const Options& options, const ExecSecret& secret) {
  Filter filter;
  fill(filter, options.confinement, secret);
  const int result = filter.load();
  if (result == 0 || options.best_effort) return;
  fail("seccomp", std::strerror(-result), "that the filter can be loaded",
       "use a kernel with CONFIG_SECCOMP_FILTER, and a container that permits seccomp");
}

bool try_syscall_filter() {
  Filter filter;
  fill(filter, Confinement{}, ExecSecret{});
  return filter.load() == 0;
}

}  // namespace gradus::sandbox::helper
