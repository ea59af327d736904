// Tries to: take hours without computing: each call sleeps again and again on a futex that nobody
//   wakes, a tenth of a second at a time.
// In vain: a case may sleep for 2 s in all, and then it is over.
// Earns: nothing for 0.4.
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

// Task 0.4
arma::urowvec most_likely(const arma::mat& P) {
  int word = 0;
  const timespec time{0, 100000000};
  for (int i = 0; i < 36000; ++i) syscall(SYS_futex, &word, FUTEX_WAIT, 0, &time, nullptr, 0);
  return arma::index_max(P, 0);
}
