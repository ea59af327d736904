// Task 0.2  One vector, added to every column.
arma::mat add_to_columns(const arma::mat& Z, const arma::vec& b) {
  require_shape("add_to_columns", "b", b, Z.n_rows, 1);
  arma::mat sum = Z
  sum.each_col() += b;
  return sum;
}
