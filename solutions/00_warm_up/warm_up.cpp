// Lesson 00: warm-up, the reference solution. Read it after you have written your own.
#include "00_warm_up/warm_up.hpp"

#include <algorithm>
#include <string>

#include "common/contract.hpp"

namespace nn {

// Task 0.1  Shapes and the matrix product.
arma::mat weighted_sums(const arma::mat& W, const arma::mat& X) {
  require_shape("weighted_sums", "X", X, W.n_cols, X.n_cols);
  return W * X;
}

// Task 0.2  One vector, added to every column.
arma::mat add_to_columns(const arma::mat& Z, const arma::vec& b) {
  // Armadillo checks this too, but its message cannot know what b is called here.
  require_shape("add_to_columns", "b", b, Z.n_rows, 1);

  arma::mat sum = Z;
  sum.each_col() += b;
  return sum;
}

// Task 0.3  The mean and the spread of each feature.
arma::vec feature_means(const arma::mat& X) {
  return arma::mean(X, 1);  // along a row, over the samples: one number a feature
}

arma::mat standardise(const arma::mat& X) {
  // The first 1 asks for 1/m instead of 1/(m-1), the second one is the dimension.
  arma::vec deviations = arma::stddev(X, 1, 1);
  // A constant row is 0 once its mean is subtracted. Dividing by 1 keeps that, by 0 would give NaN.
  // We ask for the range, as rounding can give a constant row a deviation that is not quite 0.
  const arma::vec ranges = arma::range(X, 1);
  deviations.elem(arma::find(ranges == 0.0)).ones();

  arma::mat standardised = X;
  standardised.each_col() -= feature_means(X);
  standardised.each_col() /= deviations;
  return standardised;
}

// Task 0.4  Where is the largest entry of each column?
arma::urowvec most_likely(const arma::mat& P) {
  arma::urowvec rows(P.n_cols, arma::fill::zeros);
  for (arma::uword sample = 0; sample < P.n_cols; ++sample) {
    // The first of equal entries. (index_max of Armadillo 12 may take another.)
    const auto largest = std::max_element(P.begin_col(sample), P.end_col(sample));
    rows(sample) = largest - P.begin_col(sample);
  }
  return rows;
}

// Task 0.5  From labels to columns with a single 1.
arma::mat one_hot(const arma::urowvec& labels, arma::uword classes) {
  arma::mat Y(classes, labels.n_elem, arma::fill::zeros);
  for (arma::uword sample = 0; sample < labels.n_elem; ++sample) {
    const arma::uword label = labels(sample);
    require(label < classes, "one_hot",
            "label " + std::to_string(label) + " is outside 0 ... " + std::to_string(classes - 1));
    Y(label, sample) = 1.0;
  }
  return Y;
}

}  // namespace nn
