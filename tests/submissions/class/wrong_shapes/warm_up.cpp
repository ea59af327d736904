// One row too many, always; what does not fit is refused as it should be.
// Task 0.1  Shapes and the matrix product.
arma::mat weighted_sums(const arma::mat& W, const arma::mat& X) {
  require_shape("weighted_sums", "X", X, W.n_cols, X.n_cols);
  return arma::join_cols(arma::mat(W * X), arma::zeros(1, X.n_cols));
}

// Task 0.3  The mean and the spread of each feature.
arma::vec feature_means(const arma::mat& X) {
  return arma::mean(X, 0).t();  // the means of the samples
}

arma::mat standardise(const arma::mat& X) {
  return arma::join_cols(X, X);
}

// Task 0.5  From labels to columns with a single 1.
arma::mat one_hot(const arma::urowvec& labels, arma::uword classes) {
  for (const arma::uword label : labels) {
    require(label < classes, "one_hot",
            "label " + std::to_string(label) + " is outside 0 ... " + std::to_string(classes - 1));
  }
  return arma::mat();
}
