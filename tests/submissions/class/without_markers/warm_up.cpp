// Task 0.2  One vector, added to every column.
arma::mat add_to_columns(const arma::mat& Z, const arma::vec& b) {
  arma::mat sum = Z;
  sum.each_col() += bias;
  return sum;
}
