// The mistake is in a line of the preprocessor: = in place of ==.
// Task 0.2  One vector, added to every column.
#define VERSION 2
#if VERSION = 1
arma::mat add_to_columns(const arma::mat& Z, const arma::vec& b) {
  return Z + arma::repmat(b, 1, Z.n_cols);
}
#else
arma::mat add_to_columns(const arma::mat& Z, const arma::vec& b) {
  arma::mat sum = Z;
  sum.each_col() += b;
  return sum;
}
#endif
