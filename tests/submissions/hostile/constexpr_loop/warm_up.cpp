// Tries to: have the compiler itself compute for ever.
// In vain: it counts its steps, and gives up with an error.
// Earns: nothing for 0.4.

// Task 0.4
constexpr unsigned forever() {
  unsigned sum = 0;
  for (unsigned i = 0; i < 4000000000u; ++i) {
    for (unsigned j = 0; j < 4000000000u; ++j) sum += j;
  }
  return sum;
}
constexpr unsigned rows = forever();

arma::urowvec most_likely(const arma::mat&) {
  return {rows};
}
