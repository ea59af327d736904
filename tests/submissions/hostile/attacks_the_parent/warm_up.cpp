// Tries to: stop, take over, or starve the process that judges it.
// In vain: none of these system calls is allowed.
// Earns: nothing for 0.4.
#include <csignal>
#include <cstdio>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  const pid_t parent = getppid();
  const auto tried = [](const char* what, long result) {
    if (result != -1) dprintf(1, "BREACH: %s\n", what);
  };
  char byte = 0;
  const iovec here = {&byte, 1}, there = {reinterpret_cast<void*>(0x400000), 1};
  const rlimit nothing = {0, 0};
  tried("process_vm_readv", process_vm_readv(parent, &here, 1, &there, 1, 0));
  tried("process_vm_writev", process_vm_writev(parent, &here, 1, &there, 1, 0));
  tried("ptrace", ptrace(PTRACE_SEIZE, parent, nullptr, nullptr));
  tried("prlimit", prlimit(parent, RLIMIT_CPU, &nothing, nullptr));
  tried("setpriority", setpriority(PRIO_PROCESS, static_cast<id_t>(parent), 19));
  tried("kill 0", kill(parent, 0));
  tried("kill all", kill(-1, SIGKILL));
  tried("kill the parent", kill(parent, SIGKILL));
  return {};
}
