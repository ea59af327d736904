// Inputs that graded tests draw, and the slopes that they expect.
#pragma once

#include <armadillo>
#include <functional>
#include <string>

#include "common/contract.hpp"
#include "common/random.hpp"

namespace support {

/// Uniform among low ... high.
inline arma::uword between(arma::uword low, arma::uword high, nn::Rng& rng) {
  return low + nn::uniform_index(high - low + 1, rng);
}

/// outputs x samples. No size is 2, and none divides the other: then 1/m, 1/outputs, 2 and their
/// products all differ.
inline const arma::SizeMat sizes[] = {arma::SizeMat(3, 5), arma::SizeMat(4, 7),
                                      arma::SizeMat(5, 3)};

/// "3x5: 3 outputs and 5 samples."
inline std::string in_words(const arma::SizeMat& size) {
  return nn::shape(size.n_rows, size.n_cols) + ": " + std::to_string(size.n_rows) +
         " outputs and " + std::to_string(size.n_cols) + " samples.";
}

/// One-hot columns. At least two classes occur, where there are two samples.
inline arma::mat random_one_hot(const arma::SizeMat& size, nn::Rng& rng) {
  arma::mat targets(size, arma::fill::zeros);
  for (arma::uword s = 0; s < size.n_cols; ++s) {
    targets(s < 2 ? s : nn::uniform_index(size.n_rows, rng), s) = 1.0;
  }
  return targets;
}

/// Columns of probabilities, none of which is 0 or 1.
inline arma::mat random_probabilities(const arma::SizeMat& size, nn::Rng& rng) {
  const arma::mat parts = nn::uniform_matrix(size.n_rows, size.n_cols, 0.2, 1.0, rng);
  return arma::normalise(parts, 1, 0);
}

inline arma::urowvec random_classes(arma::uword count, arma::uword classes, nn::Rng& rng) {
  arma::urowvec labels(count);
  for (arma::uword& label : labels) label = nn::uniform_index(classes, rng);
  return labels;
}

/// The slopes of f at X, one entry at a time, from values a step to the left and to the right.
inline arma::mat slopes(const std::function<double(const arma::mat&)>& f, const arma::mat& X) {
  constexpr double step = 1e-5;
  arma::mat result(arma::size(X));
  for (arma::uword i = 0; i < X.n_elem; ++i) {
    arma::mat left = X;
    arma::mat right = X;
    left(i) -= step;
    right(i) += step;
    result(i) = (f(right) - f(left)) / (2 * step);
  }
  return result;
}

}  // namespace support
