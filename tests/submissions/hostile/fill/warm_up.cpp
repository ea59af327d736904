// Tries to: fill the disk with an object file of 8 TB.
// In vain: a file that is written has a largest size.
// Earns: nothing for 0.4.

// Task 0.4
asm(".data\n.fill 1099511627776, 8, 1\n.text\n");
arma::urowvec most_likely(const arma::mat&) {
  return {};
}
