// Tries to: pass comparisons that a NaN, an infinity or an empty matrix passes by accident.
// In vain: shape and finiteness are looked at before the values.
// Earns: nothing at all.

// Task 0.1
arma::mat weighted_sums(const arma::mat& W, const arma::mat& X) {
  return arma::mat(W.n_rows, X.n_cols).fill(arma::datum::nan);
}

// Task 0.2
arma::mat add_to_columns(const arma::mat& Z, const arma::vec&) {
  return arma::mat(arma::size(Z)).fill(arma::datum::inf);
}

// Task 0.3
arma::vec feature_means(const arma::mat&) {
  return {};
}

arma::mat standardise(const arma::mat& X) {
  return arma::mat(X.n_rows, 0);
}

// Task 0.4
arma::urowvec most_likely(const arma::mat& P) {
  return arma::urowvec(P.n_cols, arma::fill::value(~0ull));
}

// Task 0.5
arma::mat one_hot(const arma::urowvec& labels, arma::uword classes) {
  return arma::mat(classes, labels.n_elem, arma::fill::value(1e308)) * -10;
}
