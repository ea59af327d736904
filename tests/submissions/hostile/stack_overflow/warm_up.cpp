// Tries to: take whatever lies below the stack along.
// In vain: it is the worker's own stack.
// Earns: nothing for 0.4.

// Task 0.4
static arma::uword deeper(const volatile arma::uword* above) {
  volatile arma::uword here[1000] = {*above};
  return deeper(here) + here[0];
}

arma::urowvec most_likely(const arma::mat&) {
  const arma::uword start = 1;
  return arma::urowvec(1, arma::fill::value(deeper(&start)));
}
