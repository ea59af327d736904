// Tries to: blame another file for an error, so that the compiler quotes the line from there.
// In vain: it does not quote, and could not open that file.
// Earns: nothing for 0.4.

// Task 0.4
#line 1 "@SECRET@"
arma::urowvec most_likely(const arma::mat&) { return secret; }
