// Task 0.4  Where is the largest entry of each column?
arma::urowvec most_likely(const arma::mat& P) {
  arma::urowvec best(P.n_cols, arma::fill::zeros);
  for (arma::uword i = 0; i < P.n_cols; ++i) {
    arma::uword row = 0;
    while (row < P.n_rows) {  // and who counts it up?
      if (P(row, i) > P(best(i), i)) best(i) = row;
    }
  }
  return best;
}
