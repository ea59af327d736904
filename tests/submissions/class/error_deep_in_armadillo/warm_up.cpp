// The compiler's first words about this are about a header of Armadillo.
// Task 0.4  Where is the largest entry of each column?
arma::urowvec most_likely(const arma::mat& P) {
  const std::vector<std::string> names(P.n_cols, "0");
  return arma::conv_to<arma::urowvec>::from(names);
}
