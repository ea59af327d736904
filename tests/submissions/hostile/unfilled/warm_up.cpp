// Tries to: add to numbers that were never set, as fresh memory holds zeros anyway.
// In vain: the worker's memory does not.
// Earns: nothing for 0.4.

// Task 0.4
arma::urowvec most_likely(const arma::mat& P) {
  arma::urowvec best(P.n_cols, arma::fill::none);
  best += arma::index_max(P, 0);
  return best;
}
