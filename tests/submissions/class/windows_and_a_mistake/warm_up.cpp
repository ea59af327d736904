// Task 0.1  Shapes and the matrix product.
arma::mat weighted_sums(const arma::mat& W, const arma::mat& X) {
  return W * X

}
