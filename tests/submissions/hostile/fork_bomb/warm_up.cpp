// Tries to: fill the machine with processes.
// In vain: a worker cannot start any.
// Earns: nothing for 0.4.
#include <cstdio>
#include <unistd.h>

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  for (int i = 0; i < 10000; ++i) {
    if (fork() != -1) dprintf(1, "BREACH: a process\n");
  }
  return {};
}
