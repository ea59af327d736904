// Task 0.3  The mean and the spread of each feature.
arma::vec feature_means(const arma::mat& X) {
  return arma::mean(X, 1);

arma::mat standardise(const arma::mat& X) {
  arma::mat standardised = X;
  standardised.each_col() -= feature_means(X);
  standardised.each_col() /= arma::vec(arma::stddev(X, 1, 1));
  return standardised;
}
