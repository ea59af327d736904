// Tries to: fill the machine with threads, which outlive the answer.
// In vain: a worker has one thread.
// Earns: nothing for 0.4.
#include <cstdio>
#include <thread>

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  for (int i = 0; i < 10000; ++i) {
    std::thread([] { dprintf(1, "BREACH: a thread\n"); }).detach();
  }
  return {};
}
