// What layers make of their inputs, computed without any function of a lesson.
#pragma once

#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"

namespace support {

/// The name of an activation, so that a failing test does not print a number.
inline std::string name(nn::Activation activation) {
  const std::vector<std::string> names = {"identity", "sigmoid",    "tanh",
                                          "relu",     "leaky_relu", "softmax"};
  return names.at(static_cast<std::size_t>(activation));
}

/// A. Only for Z of moderate size: exp does not overflow here.
inline arma::mat bent(nn::Activation activation, const arma::mat& Z) {
  using enum nn::Activation;
  if (activation == sigmoid) return 1 / (1 + arma::exp(-Z));
  if (activation == tanh) return arma::tanh(Z);
  if (activation == relu) return arma::clamp(Z, 0, arma::datum::inf);
  if (activation == leaky_relu) return arma::max(Z, nn::leaky_slope * Z);
  if (activation == softmax) return arma::normalise(arma::exp(Z), 1, 0);
  return Z;
}

/// dA/dZ of the activations that act entry by entry. At a corner the left side counts.
inline arma::mat slope_of(nn::Activation activation, const arma::mat& Z) {
  using enum nn::Activation;
  const arma::mat A = bent(activation, Z);
  const arma::mat positive = arma::conv_to<arma::mat>::from(Z > 0);
  if (activation == sigmoid) return A % (1 - A);
  if (activation == tanh) return 1 - A % A;
  if (activation == relu) return positive;
  if (activation == leaky_relu) return nn::leaky_slope + (1 - nn::leaky_slope) * positive;
  return arma::ones(arma::size(Z));
}

/// b added to each column.
inline arma::mat with_bias(arma::mat Z, const arma::vec& b) {
  Z.each_col() += b;
  return Z;
}

inline double deviation(nn::Initialiser initialiser, double inputs, double outputs) {
  using enum nn::Initialiser;
  if (initialiser == small_normal) return 0.01;
  if (initialiser == one_over_n) return 1.0 / outputs;
  return std::sqrt(2.0 / (initialiser == xavier ? inputs + outputs : inputs));
}

/// How alike two matrices of one size are: 1 for the same numbers, near 0 for independent ones.
inline double correlation(const arma::mat& a, const arma::mat& b) {
  return arma::as_scalar(arma::cor(arma::vectorise(a), arma::vectorise(b)));
}

}  // namespace support
