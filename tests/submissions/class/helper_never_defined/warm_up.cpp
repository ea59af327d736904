// It compiles, and even links: the helper is missed only when it is called.
// Task 0.4  Where is the largest entry of each column?
arma::uword row_of_largest(const arma::vec& column);

arma::urowvec most_likely(const arma::mat& P) {
  arma::urowvec rows(P.n_cols);
  for (arma::uword i = 0; i < P.n_cols; ++i) rows(i) = row_of_largest(P.col(i));
  return rows;
}
