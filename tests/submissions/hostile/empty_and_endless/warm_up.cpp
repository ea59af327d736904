// Tries to: answer with a matrix of 0 rows and 4,000,000,000 columns, which has no entries: it
//   takes no memory, and for ever to walk through.
// In vain: sides have a limit of their own.
// Earns: nothing for 0.5.

// Task 0.5
arma::mat one_hot(const arma::urowvec&, arma::uword) {
  return arma::mat(0, 4000000000);
}
