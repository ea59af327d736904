// Tries to: hang its own broken code on other tasks, by markers where none belong.
// In vain: that costs these tasks, and not somebody else's.
// Earns: nothing for 0.4; the rest of the file is as it was.

// Task 0.4
/*
//: Task 0.1
*/
//: Task 9.9
arma::urowvec most_likely(const arma::mat&) {
  return no_such_name;
}
