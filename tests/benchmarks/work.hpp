// What the benchmarks train: the same networks on samples of the same form in every program, ours
// and others (peers/).
#pragma once

#include <armadillo>
#include <cmath>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "common/random.hpp"

namespace nn::bench {

constexpr LossFunction softmax = LossFunction::softmax_cross_entropy;

struct Samples {
  arma::mat X, T;
};

/// Points of the plane in five classes that no straight line divides.
inline Samples peaks_like(arma::uword count, Rng& rng) {
  Samples samples{.X = 2.0 * normal_matrix(2, count, rng), .T = arma::zeros(5, count)};
  for (arma::uword s = 0; s < count; ++s) {
    const double class_of = std::floor(1.3 * samples.X(0, s)) + 2.0 * std::floor(samples.X(1, s));
    samples.T(static_cast<arma::uword>(std::fmod(class_of + 500.0, 5.0)), s) = 1.0;
  }
  return samples;
}

/// 400 numbers from 0 to 1 and one of ten classes: as large as report 004's digits.
inline Samples digits_like(arma::uword count, Rng& rng) {
  Samples samples{.X = uniform_matrix(400, count, 0.0, 1.0, rng), .T = arma::zeros(10, count)};
  for (arma::uword s = 0; s < count; ++s) samples.T(uniform_index(10, rng), s) = 1.0;
  return samples;
}

inline Network plain_network(Rng& rng) {
  return make_network({2, 50, 50, 50, 5}, Activation::relu, Activation::identity, Initialiser::he,
                      rng);
}

inline Network digits_network(Rng& rng) {
  return make_network({400, 64, 10}, Activation::sigmoid, Activation::identity, Initialiser::xavier,
                      rng);
}

/// The matrix products of a step and nothing else, in the shapes that they have there: what no
/// program can do without, with this BLAS.
class Products {
 public:
  Products(std::vector<arma::mat> weights, arma::uword samples, Rng& rng)
      : W_(std::move(weights)), X_(normal_matrix(W_.front().n_cols, samples, rng)) {
    for (const arma::mat& W : W_) {
      A_.push_back(normal_matrix(W.n_rows, samples, rng));
      dW_.push_back(arma::zeros(arma::size(W)));
    }
    dZ_ = A_;
  }

  void forward() {
    for (std::size_t i = 0; i < W_.size(); ++i) A_[i] = W_[i] * input(i);
  }

  void backward() {
    for (std::size_t i = W_.size(); i-- > 0;) {
      dW_[i] = dZ_[i] * input(i).t();
      if (i > 0) dZ_[i - 1] = W_[i].t() * dZ_[i];
    }
  }

 private:
  const arma::mat& input(std::size_t layer) const { return layer == 0 ? X_ : A_[layer - 1]; }

  std::vector<arma::mat> W_;
  arma::mat X_;
  std::vector<arma::mat> A_, dZ_, dW_;
};

}  // namespace nn::bench
