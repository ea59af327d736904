#include "07_training/three_ways.hpp"

#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"

namespace nn {
namespace {

/// The layers in a vector with the order of flatten(). Whoever changes one changes the other.
std::vector<LayerView> layers_in(arma::vec& numbers, const Network& network) {
  double* next = numbers.memptr();
  std::vector<LayerView> views;
  views.reserve(network.layers.size());  // a vector that grows would copy them
  for (const DenseLayer& layer : network.layers) {
    const arma::mat& W = layer.weights;
    views.push_back({.weights = arma::mat(next, W.n_rows, W.n_cols, false, true),
                     .bias = arma::vec(next + W.n_elem, W.n_rows, false, true)});
    next += W.n_elem + W.n_rows;
  }
  return views;
}

}  // namespace

void step_by_copies(const Network& network, arma::vec& theta, const arma::mat& X,
                    const arma::mat& T, double rate) {
  theta -=
      rate * loss_gradient(unflatten(theta, network), LossFunction::softmax_cross_entropy, X, T);
}

void step_in_views(const Network& network, arma::vec& theta, const arma::mat& X, const arma::mat& T,
                   double rate) {
  const std::size_t count = network.layers.size();
  const std::vector<LayerView> layers = layers_in(theta, network);
  std::vector<arma::mat> Z(count), A(count);
  for (std::size_t i = 0; i < count; ++i) {
    Z[i] = layers[i].weights * (i == 0 ? X : A[i - 1]);
    Z[i].each_col() += layers[i].bias;
    A[i] = activate(network.layers[i].activation, Z[i]);
  }
  arma::mat dA = softmax_cross_entropy(A.back(), T).gradient;
  arma::vec gradient(theta.n_elem, arma::fill::none);
  std::vector<LayerView> gradients = layers_in(gradient, network);
  for (std::size_t i = count; i-- > 0;) {
    const arma::mat dZ = dA % activation_derivative(network.layers[i].activation, Z[i]);
    gradients[i].weights = dZ * (i == 0 ? X : A[i - 1]).t();
    gradients[i].bias = arma::sum(dZ, 1);
    if (i > 0) dA = layers[i].weights.t() * dZ;
  }
  theta -= rate * gradient;
}

KeptStep::KeptStep(const Network& network, arma::vec& theta)
    : theta_(theta),
      gradient_(theta.n_elem),
      layers_(layers_in(theta, network)),
      gradients_(layers_in(gradient_, network)),
      A_(network.layers.size()),
      dZ_(network.layers.size()) {}

void KeptStep::step(const arma::mat& X, const arma::mat& T, double rate) {
  const std::size_t last = layers_.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    A_[i] = layers_[i].weights * (i == 0 ? X : A_[i - 1]);
    A_[i].each_col() += layers_[i].bias;
    if (i < last) A_[i].clamp(0.0, arma::datum::inf);
  }
  dZ_[last] = softmax_cross_entropy(A_[last], T).gradient;
  for (std::size_t i = last + 1; i-- > 0;) {
    gradients_[i].weights = dZ_[i] * (i == 0 ? X : A_[i - 1]).t();
    gradients_[i].bias = arma::sum(dZ_[i], 1);
    if (i == 0) break;
    dZ_[i - 1] = layers_[i].weights.t() * dZ_[i];
    dZ_[i - 1] %= relu_derivative(A_[i - 1]);
  }
  theta_ -= rate * gradient_;
}

ProductsAlone::ProductsAlone(const Network& network, const arma::mat& X)
    : network_(network),
      X_(X),
      A_(network.layers.size()),
      dZ_(network.layers.size()),
      dW_(network.layers.size()) {
  for (std::size_t i = 0; i < A_.size(); ++i) {
    dZ_[i] = arma::ones(network.layers[i].weights.n_rows, X.n_cols);
  }
}

void ProductsAlone::step() {
  for (std::size_t i = 0; i < A_.size(); ++i) {
    A_[i] = network_.layers[i].weights * (i == 0 ? X_ : A_[i - 1]);
  }
  for (std::size_t i = A_.size(); i-- > 0;) {
    dW_[i] = dZ_[i] * (i == 0 ? X_ : A_[i - 1]).t();
    if (i > 0) dZ_[i - 1] = network_.layers[i].weights.t() * dZ_[i];
  }
}

}  // namespace nn
