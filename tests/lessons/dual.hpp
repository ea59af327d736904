// An automatic differentiation that has nothing in common with the course's: dual numbers, a + b
// eps with eps^2 = 0, whose second part is an exact derivative. Everything is computed from
// scalars.
#pragma once

#include <armadillo>
#include <cmath>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "common/random.hpp"

namespace dual {

using namespace nn;

struct Dual {
  double value = 0.0;
  double slope = 0.0;
};

inline Dual operator+(Dual a, Dual b) {
  return {a.value + b.value, a.slope + b.slope};
}
inline Dual operator-(Dual a, Dual b) {
  return {a.value - b.value, a.slope - b.slope};
}
inline Dual operator*(Dual a, Dual b) {
  return {a.value * b.value, a.slope * b.value + a.value * b.slope};
}
inline Dual operator/(Dual a, Dual b) {
  return {a.value / b.value, (a.slope * b.value - a.value * b.slope) / (b.value * b.value)};
}
inline Dual exp(Dual a) {
  return {std::exp(a.value), std::exp(a.value) * a.slope};
}
inline Dual log(Dual a) {
  return {std::log(a.value), a.slope / a.value};
}

inline constexpr Dual one{1.0};

inline Dual sigmoid_of(Dual z) {
  return one / (one + exp(Dual{} - z));
}

inline Dual activation_of(Activation activation, Dual z) {
  if (activation == Activation::sigmoid) return sigmoid_of(z);
  if (activation == Activation::tanh) return Dual{2.0} * sigmoid_of(Dual{2.0} * z) - one;
  if (activation == Activation::relu) return z.value > 0.0 ? z : Dual{};
  if (activation == Activation::leaky_relu) return z.value > 0.0 ? z : Dual{leaky_slope} * z;
  return z;
}

using Duals = std::vector<Dual>;

inline Dual loss_of(LossFunction function, const std::vector<Dual>& output,
                    const arma::vec& target) {
  Dual loss;
  Dual sum_of_exp;
  for (const Dual& z : output) sum_of_exp = sum_of_exp + exp(z);
  for (std::size_t i = 0; i < output.size(); ++i) {
    const Dual t{target(i)};
    if (function == LossFunction::mean_squared_error) {
      loss = loss + (output[i] - t) * (output[i] - t);
    } else if (function == LossFunction::binary_cross_entropy) {
      const Dual a = sigmoid_of(output[i]);
      loss = loss - t * log(a) - (one - t) * log(one - a);
    } else {
      loss = loss - t * log(exp(output[i]) / sum_of_exp);
    }
  }
  return loss;
}

inline Duals duals_of(const arma::vec& numbers) {
  Duals duals;
  for (const double number : numbers) duals.push_back({number});
  return duals;
}

/// The gradient of f at theta: one evaluation for each entry.
template <typename Function>
arma::vec dual_gradient(const arma::vec& at, const Function& f) {
  Duals theta = duals_of(at);
  arma::vec gradient(at.n_elem);
  for (std::size_t k = 0; k < theta.size(); ++k) {
    theta[k].slope = 1.0;
    gradient(k) = f(theta).slope;
    theta[k].slope = 0.0;
  }
  return gradient;
}

/// The mean loss, where output(s) is the output for sample s.
template <typename Output>
Dual mean_loss(LossFunction function, const arma::mat& T, const Output& output) {
  Dual sum;
  for (arma::uword s = 0; s < T.n_cols; ++s) sum = sum + loss_of(function, output(s), T.col(s));
  return sum / Dual{static_cast<double>(T.n_cols)};
}

/// Targets of which each column has one 1.
inline arma::mat one_hot_columns(arma::uword classes, arma::uword samples, Rng& rng) {
  arma::mat T(classes, samples, arma::fill::zeros);
  for (arma::uword s = 0; s < samples; ++s) T(uniform_index(classes, rng), s) = 1.0;
  return T;
}

/// The largest difference, relative to the largest entry.
inline double difference(const arma::vec& a, const arma::vec& b) {
  return arma::abs(a - b).max() / arma::abs(b).max();
}

}  // namespace dual
