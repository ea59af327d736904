// The reference solutions' gradients against an independent automatic differentiation: dual
// numbers, a + b eps with eps^2 = 0, whose second part is an exact derivative. Everything is
// computed from scalars, and nothing here uses a function of a lesson except those under test.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

struct Dual {
  double value = 0.0;
  double slope = 0.0;
};

Dual operator+(Dual a, Dual b) {
  return {a.value + b.value, a.slope + b.slope};
}
Dual operator-(Dual a, Dual b) {
  return {a.value - b.value, a.slope - b.slope};
}
Dual operator*(Dual a, Dual b) {
  return {a.value * b.value, a.slope * b.value + a.value * b.slope};
}
Dual operator/(Dual a, Dual b) {
  return {a.value / b.value, (a.slope * b.value - a.value * b.slope) / (b.value * b.value)};
}
Dual exp(Dual a) {
  return {std::exp(a.value), std::exp(a.value) * a.slope};
}
Dual log(Dual a) {
  return {std::log(a.value), a.slope / a.value};
}

const Dual one{1.0};

Dual sigmoid_of(Dual z) {
  return one / (one + exp(Dual{} - z));
}

Dual activation_of(Activation activation, Dual z) {
  if (activation == Activation::sigmoid) return sigmoid_of(z);
  if (activation == Activation::tanh) return Dual{2.0} * sigmoid_of(Dual{2.0} * z) - one;
  if (activation == Activation::relu) return z.value > 0.0 ? z : Dual{};
  if (activation == Activation::leaky_relu) return z.value > 0.0 ? z : Dual{leaky_slope} * z;
  return z;
}

/// The output of a network for one sample.
std::vector<Dual> output_of(const Network& shape, const std::vector<Dual>& theta,
                            std::vector<Dual> x) {
  std::size_t first = 0;  // of the layer's weights in theta
  for (const DenseLayer& layer : shape.layers) {
    const std::size_t outputs = layer.weights.n_rows;
    std::vector<Dual> z(outputs);
    for (std::size_t i = 0; i < outputs; ++i) {
      z[i] = theta[first + outputs * x.size() + i];
      for (std::size_t j = 0; j < x.size(); ++j)
        z[i] = z[i] + theta[first + j * outputs + i] * x[j];
    }
    first += outputs * (x.size() + 1);
    x.resize(outputs);
    for (std::size_t i = 0; i < outputs; ++i) x[i] = activation_of(layer.activation, z[i]);
  }
  return x;
}

Dual loss_of(LossFunction function, const std::vector<Dual>& output, const arma::vec& target) {
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

/// The gradient of the mean loss: one evaluation for each parameter.
arma::vec dual_gradient(const Network& network, LossFunction function, const arma::mat& X,
                        const arma::mat& T) {
  std::vector<Dual> theta;
  for (const DenseLayer& layer : network.layers) {
    for (const double weight : layer.weights) theta.push_back({weight});
    for (const double bias : layer.bias) theta.push_back({bias});
  }
  arma::vec gradient(theta.size());
  for (std::size_t k = 0; k < theta.size(); ++k) {
    theta[k].slope = 1.0;
    Dual sum;
    for (arma::uword s = 0; s < X.n_cols; ++s) {
      std::vector<Dual> x;
      for (const double value : X.col(s)) x.push_back({value});
      sum = sum + loss_of(function, output_of(network, theta, x), T.col(s));
    }
    gradient(k) = sum.slope / static_cast<double>(X.n_cols);
    theta[k].slope = 0.0;
  }
  return gradient;
}

/// The largest difference, relative to the largest entry.
double difference(const arma::vec& a, const arma::vec& b) {
  return arma::abs(a - b).max() / arma::abs(b).max();
}

}  // namespace

TEST_CASE("backpropagation agrees with dual numbers, for every activation and loss",
          "[gradients]") {
  Rng rng = test_rng("dual numbers");
  for (const Activation hidden : {Activation::sigmoid, Activation::tanh, Activation::relu,
                                  Activation::leaky_relu, Activation::identity}) {
    for (const LossFunction function :
         {LossFunction::mean_squared_error, LossFunction::binary_cross_entropy,
          LossFunction::softmax_cross_entropy}) {
      const arma::uword width = 2 + uniform_index(4, rng);
      const Network network =
          make_network({3, width, 4, 3}, hidden, Activation::identity, Initialiser::xavier, rng);
      const arma::mat X = normal_matrix(3, 5, rng);
      arma::mat T = arma::zeros(3, 5);
      for (arma::uword s = 0; s < 5; ++s) T(uniform_index(3, rng), s) = 1.0;
      INFO("activation " << static_cast<int>(hidden) << ", loss " << static_cast<int>(function));
      CHECK(difference(loss_gradient(network, function, X, T),
                       dual_gradient(network, function, X, T)) < 1e-10);
    }
  }
}

TEST_CASE("the nine derivatives by hand agree with dual numbers", "[gradients]") {
  Rng rng = test_rng("nine");
  for (int i = 0; i < 100; ++i) {
    const arma::vec p = normal_matrix(9, 1, rng);
    const arma::vec x = normal_matrix(2, 1, rng);
    const double target = normal(rng);
    const NineParameters by_name{p(0), p(1), p(2), p(3), p(4), p(5), p(6), p(7), p(8)};
    const NineParameters g = nine_gradient(by_name, nine_forward(by_name, x(0), x(1)), target);
    // As a network: w1 and w2 lead from x1, w3 and w4 from x2, w5 and w6 to the output.
    const Network network{
        .layers = {
            {.weights = {{p(0), p(2)}, {p(1), p(3)}},
             .bias = {p(6), p(7)},
             .activation = Activation::relu},
            {.weights = {{p(4), p(5)}}, .bias = {p(8)}, .activation = Activation::identity}}};
    const arma::vec expected =
        dual_gradient(network, LossFunction::mean_squared_error, x, arma::mat(1, 1).fill(target));
    const arma::vec in_order = {g.w1, g.w2, g.w3, g.w4, g.b1, g.b2, g.w5, g.w6, g.b3};
    CHECK(arma::abs(in_order - expected).max() <= 1e-10 * std::max(1.0, arma::abs(expected).max()));
  }
}
