// Tries to: leave a process behind that belongs to nobody, to look at the next submissions.
// In vain: a worker cannot start any, in none of the ways there are.
// Earns: nothing for 0.4.
#include <cstdio>
#include <cstdlib>
#include <sched.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  const auto stay = [] {
    setsid();
    dprintf(1, "BREACH: a process of its own\n");
    for (;;) sleep(1000);
  };
  if (fork() == 0 && (setsid(), fork() == 0)) stay();
  if (syscall(SYS_clone, CLONE_NEWPID | 17, nullptr, nullptr, nullptr, nullptr) == 0) stay();
  if (daemon(0, 0) == 0) stay();
  pid_t process;
  char* sleeper[] = {const_cast<char*>("sleep"), const_cast<char*>("1000"), nullptr};
  if (posix_spawn(&process, "/bin/sleep", nullptr, nullptr, sleeper, environ) == 0) {
    dprintf(1, "BREACH: a process by posix_spawn\n");
  }
  if (std::system("sleep 1000 &") == 0) dprintf(1, "BREACH: a shell\n");
  return {};
}
