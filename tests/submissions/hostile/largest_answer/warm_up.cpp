// Tries to: wear the tests down with answers of 63 MB, just within what may cross.
// In vain: they are read, have the wrong shape, and are forgotten.
// Earns: nothing for 0.4.

// Task 0.4
arma::urowvec most_likely(const arma::mat&) {
  return arma::urowvec(63 << 17, arma::fill::value(7));
}
