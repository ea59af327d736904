// Tries to: give way: a weak function, which the linker drops if it finds the reference's.
// In vain: the reference solution of the lesson under test is never linked.
// Earns: nothing for 0.4.

// Task 0.4
[[gnu::weak]] arma::urowvec most_likely(const arma::mat&) {
  return {};
}
