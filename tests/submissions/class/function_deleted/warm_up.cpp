// Task 0.3  The mean and the spread of each feature.
arma::vec feature_means(const arma::mat& X) {
  return arma::mean(X, 1);
}
