// What the tests of the sandbox need around the helper.
//   outside observe COMMAND...           starts it, waits for its first line, prints what the
//   kernel
//                                        tells about that process, and leaves it behind
//   outside without landlock COMMAND...  becomes COMMAND on a kernel that seems to lack Landlock
//   outside without seccomp COMMAND...   ... or system call filters
//   outside limits                       prints which of its limits are too narrow for grading
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace {

void become(char** command) {
  execv(command[0], command);
  std::perror(command[0]);
}

void print_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::cout << std::string(std::istreambuf_iterator<char>(file), {});
}

int observe(char** command) {
  int ends[2];
  if (pipe(ends) != 0) return 3;
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(ends[1], 1);
    become(command);
    _exit(3);
  }
  close(ends[1]);
  char first_line[256];
  if (read(ends[0], first_line, sizeof first_line) <= 0) return 3;

  const std::filesystem::path about = "/proc/" + std::to_string(pid);
  std::cout << "process " << pid << "\n";
  std::cout << "session " << getsid(pid) << "\n";
  std::cout << "folder " << std::filesystem::read_symlink(about / "cwd").string() << "\n";
  print_file(about / "status");
  print_file(about / "limits");
  return 0;
}

template <std::size_t size>
void load(sock_filter (&filter)[size]) {
  const sock_fprog program{size, filter};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

// Makes a system call answer ENOSYS, as a kernel that has never heard of it.
void refuse(unsigned system_call) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, system_call, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  load(filter);
}

// The same for one operation of prctl.
void refuse_prctl(unsigned operation) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, operation, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  load(filter);
}

int without(const std::string& what, char** command) {
  if (what == "landlock") refuse(SYS_landlock_create_ruleset);
  if (what == "seccomp") {
    refuse(SYS_seccomp);
    refuse_prctl(PR_SET_SECCOMP);
  }
  become(command);
  return 3;
}

int print_narrow_limits() {
  for (const std::string& line : gradus::sandbox::narrow_limits({})) std::cout << line << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string action = argc > 1 ? argv[1] : "";
  if (action == "observe" && argc > 2) return observe(argv + 2);
  if (action == "without" && argc > 3) return without(argv[2], argv + 3);
  if (action == "limits") return print_narrow_limits();
  std::fprintf(stderr,
               "outside: observe COMMAND... | without landlock|seccomp COMMAND... | limits\n");
  return 2;
}
