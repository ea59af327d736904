// Tries to: include a file without an end.
// In vain: compiling has limits of time and memory, and most devices cannot be opened.
// Earns: nothing for 0.4.

// Task 0.4
#include "/dev/zero"
#include "/dev/stdin"
#include "/dev/random"
arma::urowvec most_likely(const arma::mat&) {
  return {};
}
