// What a submission that runs cannot do. Each test runs a real program inside the real sandbox.
#include <fcntl.h>
#include <linux/sockios.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <map>

#include "sandbox/in_sandbox.hpp"
#include "support/catch.hpp"

using namespace gradus::sandbox;
using namespace gradus::sandbox::test;

namespace {

const std::string nobody = "2147483647";  // larger than any process id

std::string probe_alone(const std::vector<std::string>& action) {
  return probe_in(confined(), action);
}

}  // namespace

TEST_CASE("An honest program runs, and what it prints arrives", "[sandbox]") {
  const Finished finished = run_in(confined(), {probe(), "hello"});
  CHECK(finished.ok());
  CHECK(finished.output == "hello\n");
}

TEST_CASE("An Armadillo program multiplies matrices in the run profile", "[sandbox]") {
  const Finished finished = run_in(confined(), {armadillo_program()});
  CHECK(finished.ok());
  CHECK(finished.output == "1800 1800\n");
}

TEST_CASE("A running program starts no process and no thread", "[sandbox]") {
  CHECK(probe_alone({"fork"}) == "refused EPERM");
  CHECK(probe_alone({"vfork"}) == "refused EPERM");
  CHECK(probe_alone({"sibling"}) == "refused EPERM");
  CHECK(probe_alone({"thread"}) == "refused EPERM");
}

TEST_CASE("A running program executes nothing: no tool, no loader, not even itself", "[sandbox]") {
  CHECK(probe_alone({"execute", "/bin/true"}) == "refused EPERM");
  CHECK(probe_alone({"execute", "/lib64/ld-linux-x86-64.so.2", "/bin/true"}) == "refused EPERM");
  CHECK(probe_alone({"execute", probe(), "hello"}) == "refused EPERM");
  Confinement confinement = confined();
  confinement.execute = {"/usr/bin"};
  CHECK(probe_in(confinement, {"execute", "/bin/true"}) == "refused EPERM");
}

TEST_CASE("There is no network and no socket", "[sandbox]") {
  for (const int family : {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK, AF_PACKET}) {
    for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW}) {
      CHECK(probe_alone({"socket", std::to_string(family), std::to_string(type)}) ==
            "refused EPERM");
    }
  }
  CHECK(probe_alone({"socketpair"}) == "refused EPERM");
}

TEST_CASE("No signal reaches another process, and abort() still works", "[sandbox]") {
  CHECK(probe_alone({"kill", std::to_string(getpid())}) == "refused EPERM");
  CHECK(probe_alone({"kill", "0"}) == "refused EPERM");
  CHECK(probe_alone({"kill", "-1"}) == "refused EPERM");
  CHECK(probe_alone({"tgkill", std::to_string(getpid())}) == "refused EPERM");
  INFO("Nobody has this process id: EPERM, and not ESRCH, shows that the filter answered.");
  CHECK(probe_alone({"kill", nobody}) == "refused EPERM");
  CHECK(probe_alone({"tgkill", nobody}) == "refused EPERM");
  CHECK(run_in(confined(), {probe(), "abort"}).signal == SIGABRT);
  CHECK(run_in(confined(), {probe(), "segfault"}).signal == SIGSEGV);
}

TEST_CASE("Only what was named can be read", "[sandbox]") {
  const Folder folder;
  const fs::path secret = folder.file("secret", "42");
  CHECK(probe_alone({"read", secret}) == "refused EACCES");
  CHECK(probe_alone({"read", "/etc/passwd"}) == "refused EACCES");
  CHECK(probe_alone({"list", "/"}) == "refused EACCES");
  CHECK(probe_alone({"list", "/tmp"}) == "refused EACCES");
  CHECK(probe_alone({"list", folder.path()}) == "refused EACCES");
  CHECK(probe_alone({"read", "/dev/urandom"}) == "done");

  Confinement confinement = confined();
  confinement.read = {folder.path()};
  CHECK(probe_in(confinement, {"read", secret}) == "done");
  CHECK(probe_in(confinement, {"list", folder.path()}) == "done");
  CHECK(probe_in(confinement, {"write", secret}) == "refused EACCES");
  fs::create_symlink("/etc/passwd", folder / "way-out");
  CHECK(probe_in(confinement, {"read", folder / "way-out"}) == "refused EACCES");
}

TEST_CASE("A file that may only be read cannot be changed", "[sandbox]") {
  const Folder folder;
  const fs::path file = folder.file("lesson.hpp", "text");
  Confinement confinement = confined();
  confinement.read = {folder.path()};
  CHECK(probe_in(confinement, {"read-and-cut", file}) == "refused EPERM");
  CHECK(probe_in(confinement, {"cut", file}) == "refused EPERM");
  CHECK(probe_in(confinement, {"remove", file}) == "refused EPERM");
  CHECK(probe_in(confinement, {"mode", "700", file}) == "refused EPERM");
  CHECK(probe_in(confinement, {"lock", file}) == "refused EPERM");
  CHECK(text_of(file) == "text");
}

TEST_CASE("Nothing can be written where nothing was named", "[sandbox]") {
  const Folder folder;
  const std::string name = "gradus-test-" + std::to_string(getpid());
  for (const fs::path& place : {folder.path(), fs::path("/tmp"), fs::path("/dev/shm"),
                                fs::path("/var/tmp"), fs::path("/")}) {
    INFO(place);
    CHECK(probe_alone({"write", place / name}) == "refused EACCES");
    CHECK_FALSE(fs::remove(place / name));
  }
  CHECK(probe_alone({"write", "/dev/tty"}) == "refused EACCES");
  CHECK(probe_alone({"write", "/dev/null"}) == "done");
}

TEST_CASE("In a --write folder, files are made, written, renamed and removed", "[sandbox]") {
  const Folder folder;
  Confinement confinement = confined();
  confinement.write = {folder.path()};
  CHECK(probe_in(confinement, {"write", folder / "new"}) == "done");
  CHECK(probe_in(confinement, {"rename", folder / "new", folder / "newer"}) == "done");
  CHECK(fs::exists(folder / "newer"));
  CHECK(probe_in(confinement, {"remove", folder / "newer"}) == "done");
  CHECK_FALSE(fs::exists(folder / "newer"));
  CHECK(probe_in(confinement, {"folder", folder / "below"}) == "done");
  CHECK(probe_in(confinement, {"write", folder / "below/new"}) == "done");
}

TEST_CASE("A --write folder holds no link, no pipe and no set-user-id file", "[sandbox]") {
  const Folder folder, elsewhere;
  const fs::path secret = elsewhere.file("secret", "42");
  Confinement confinement = confined();
  confinement.write = {folder.path()};
  CHECK(probe_in(confinement, {"link", secret, folder / "a"}) == "refused EPERM");
  CHECK(probe_in(confinement, {"symlink", secret, folder / "a"}) == "refused EPERM");
  CHECK(probe_in(confinement, {"pipe-file", folder / "a"}) == "refused EPERM");
  CHECK(probe_in(confinement, {"set-uid-file", folder / "a"}) == "refused EPERM");
  CHECK(fs::is_empty(folder.path()));
  CHECK(probe_in(confinement, {"rename", secret, folder / "a"}).starts_with("refused"));
  CHECK(text_of(secret) == "42");
}

TEST_CASE("/proc gives nothing: no memory, no environment, no other process", "[sandbox]") {
  const std::string caller = "/proc/" + std::to_string(getpid());
  for (const char* file : {"/mem", "/environ", "/maps", "/cmdline", "/status"}) {
    CHECK(probe_alone({"read", caller + file}) == "refused EACCES");
    CHECK(probe_alone({"read", std::string("/proc/self") + file}) == "refused EACCES");
  }
  for (const char* link : {"/cwd", "/exe", "/root", "/fd/0"}) {
    CHECK(probe_alone({"follow", caller + link}) == "refused EACCES");
  }
  CHECK(probe_alone({"write", "/proc/self/mem"}) == "refused EACCES");
  CHECK(probe_alone({"list", "/proc"}) == "refused EACCES");
  CHECK(probe_alone({"list", "/proc/self/fd"}) == "refused EACCES");
}

TEST_CASE("Memory ends at its limit with bad_alloc", "[sandbox]") {
  Confinement confinement = confined();
  confinement.memory_mib = 512;
  CHECK(probe_in(confinement, {"allocate", "100"}) == "done");
  CHECK(probe_in(confinement, {"allocate", "600"}) == "refused ENOMEM");
}

TEST_CASE("A loop that never ends is stopped, also one that ignores SIGXCPU", "[sandbox]") {
  Confinement confinement = confined();
  confinement.cpu_seconds = 1;
  CHECK(run_in(confinement, {probe(), "spin"}).signal == SIGXCPU);
  const Finished stubborn = run_in(confinement, {probe(), "spin-on"});
  CHECK(stubborn.signal == SIGKILL);
  CHECK_FALSE(stubborn.timed_out);
  CHECK(probe_in(confinement, {"raise-limit"}) == "refused EPERM");
}

TEST_CASE("A program cannot sleep", "[sandbox]") {
  CHECK(probe_alone({"sleep"}) == "slept not at all");
}

TEST_CASE("A file cannot grow past its limit, and the writer lives to see the error", "[sandbox]") {
  const Folder folder;
  Confinement confinement = confined();
  confinement.write = {folder.path()};
  confinement.file_size_kib = 64;
  CHECK(probe_in(confinement, {"fill", folder / "big"}) == "65536 bytes, refused EFBIG");
}

TEST_CASE("Open files end at their limit", "[sandbox]") {
  Confinement confinement = confined();
  confinement.open_files = 20;
  CHECK(probe_in(confinement, {"open-many"}) == "20 files, refused EMFILE");
}

TEST_CASE("Limits of another process cannot be touched", "[sandbox]") {
  CHECK(probe_alone({"limit-of", std::to_string(getpid())}) == "refused EPERM");
  CHECK(probe_alone({"limit-of", nobody}) == "refused EPERM");
  CHECK(probe_alone({"limit-of", "0"}) == "done");
}

TEST_CASE("File controls are limited to harmless ones", "[sandbox]") {
  CHECK(probe_alone({"type-for-terminal"}) == "refused EPERM");  // without the filter: ENOTTY
  for (const unsigned long command : {TIOCSTI, TIOCLINUX, TIOCSCTTY, TIOCSETD, SIOCGIFCONF}) {
    CHECK(probe_alone({"device-control", std::to_string(command)}) == "refused EPERM");
  }
  INFO("The same commands with a bit that the kernel drops and a careless filter does not.");
  CHECK(probe_alone({"device-control", std::to_string(TIOCSTI | 1UL << 40)}) == "refused EPERM");
  for (const int command : {F_SETOWN, F_SETOWN_EX, F_SETSIG, F_SETLEASE, F_NOTIFY, F_SETFL, F_SETLK,
                            F_OFD_SETLK, F_SETPIPE_SZ, F_ADD_SEALS}) {
    CHECK(probe_alone({"control", std::to_string(command)}) == "refused EPERM");
  }
  CHECK(probe_alone({"control", std::to_string(F_GETFL)}) == "done");
}

TEST_CASE("Every system call that is not needed is refused", "[sandbox]") {
  const std::map<std::string, long> calls = {
      {"ptrace", SYS_ptrace},
      {"process_vm_readv", SYS_process_vm_readv},
      {"process_vm_writev", SYS_process_vm_writev},
      {"memfd_create", SYS_memfd_create},
      {"mount", SYS_mount},
      {"umount2", SYS_umount2},
      {"unshare", SYS_unshare},
      {"setns", SYS_setns},
      {"chroot", SYS_chroot},
      {"pivot_root", SYS_pivot_root},
      {"bpf", SYS_bpf},
      {"perf_event_open", SYS_perf_event_open},
      {"io_uring_setup", SYS_io_uring_setup},
      {"io_uring_enter", SYS_io_uring_enter},
      {"userfaultfd", SYS_userfaultfd},
      {"keyctl", SYS_keyctl},
      {"add_key", SYS_add_key},
      {"shmget", SYS_shmget},
      {"shmat", SYS_shmat},
      {"msgget", SYS_msgget},
      {"msgsnd", SYS_msgsnd},
      {"semget", SYS_semget},
      {"mq_open", SYS_mq_open},
      {"inotify_init1", SYS_inotify_init1},
      {"fanotify_init", SYS_fanotify_init},
      {"prctl", SYS_prctl},
      {"seccomp", SYS_seccomp},
      {"personality", SYS_personality},
      {"setsid", SYS_setsid},
      {"setpgid", SYS_setpgid},
      {"setuid", SYS_setuid},
      {"setgroups", SYS_setgroups},
      {"capset", SYS_capset},
      {"tkill", SYS_tkill},
      {"pidfd_open", SYS_pidfd_open},
      {"pidfd_send_signal", SYS_pidfd_send_signal},
      {"pidfd_getfd", SYS_pidfd_getfd},
      {"rt_sigqueueinfo", SYS_rt_sigqueueinfo},
      {"sendmsg", SYS_sendmsg},
      {"recvmsg", SYS_recvmsg},
      {"sendto", SYS_sendto},
      {"connect", SYS_connect},
      {"ppoll", SYS_ppoll},
      {"pselect6", SYS_pselect6},
      {"clock_nanosleep", SYS_clock_nanosleep},
      {"clone3", SYS_clone3},
      {"execveat", SYS_execveat},
      {"setitimer", SYS_setitimer},
      {"timer_create", SYS_timer_create},
      {"timerfd_create", SYS_timerfd_create},
      {"epoll_create1", SYS_epoll_create1},
      {"eventfd2", SYS_eventfd2},
      {"sched_setaffinity", SYS_sched_setaffinity},
      {"sched_setscheduler", SYS_sched_setscheduler},
      {"setpriority", SYS_setpriority},
      {"mlockall", SYS_mlockall},
      {"mbind", SYS_mbind},
      {"openat2", SYS_openat2},
      {"open_by_handle_at", SYS_open_by_handle_at},
      {"splice", SYS_splice},
      {"vmsplice", SYS_vmsplice},
      {"sendfile", SYS_sendfile},
      {"linkat", SYS_linkat},
      {"symlinkat", SYS_symlinkat},
      {"mknodat", SYS_mknodat},
      {"unlinkat", SYS_unlinkat},
      {"mkdirat", SYS_mkdirat},
      {"fchmodat", SYS_fchmodat},
      {"fchownat", SYS_fchownat},
      {"setxattr", SYS_setxattr},
      {"utimensat", SYS_utimensat},
      {"ftruncate", SYS_ftruncate},
      {"flock", SYS_flock},
      {"chdir", SYS_chdir},
      {"sync", SYS_sync},
      {"acct", SYS_acct},
      {"reboot", SYS_reboot},
      {"kexec_load", SYS_kexec_load},
      {"syslog", SYS_syslog},
      {"quotactl", SYS_quotactl},
      {"swapon", SYS_swapon},
      {"landlock_create_ruleset", SYS_landlock_create_ruleset}};
  for (const auto& [name, call] : calls) {
    INFO(name);
    CHECK(probe_alone({"call", std::to_string(call)}) == "refused EPERM");
  }
  INFO("A call that no kernel has: refused by the list, not by the kernel.");
  CHECK(probe_alone({"call", "4000"}) == "refused EPERM");
}

#ifdef __x86_64__
TEST_CASE("The system calls of 32-bit and x32 programs end the program", "[sandbox]") {
  CHECK(run_in(confined(), {probe(), "call-32-bit"}).signal == SIGSYS);
  CHECK(run_in(confined(), {probe(), "call-x32"}).signal == SIGSYS);
}
#endif
