// Tries to: fill the disk with memory dumps of 50 MB.
// In vain: a dump's size is limited to 0.
// Earns: nothing for 0.4.
#include <csignal>
#include <sys/resource.h>
#include <vector>

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  const rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  if (setrlimit(RLIMIT_CORE, &all) == 0) dprintf(1, "BREACH: core dumps are on\n");
  const std::vector<char> memory(50 << 20, 'x');
  std::raise(SIGQUIT);
  *static_cast<volatile int*>(nullptr) = memory[0];
  return {};
}
