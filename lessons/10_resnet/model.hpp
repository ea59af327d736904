// A plain or a residual network as the loop of lesson 07 sees it: a vector of numbers, the gradient
// of the loss over some samples, and the outputs. For experiments of this lesson and of lesson 11.
#pragma once

#include <armadillo>
#include <functional>
#include <utility>
#include <vector>

#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "07_training/training.hpp"
#include "10_resnet/resnet.hpp"
#include "common/contract.hpp"

namespace nn {

/// Which network, and with which loss.
struct ModelChoice {
  bool residual = false;
  Activation activation = Activation::relu;  // of the hidden layers; the last has the identity
  Initialiser initialiser = Initialiser::one_over_n;
  LossFunction loss = LossFunction::softmax_cross_entropy;
};

/// theta is in the order of flatten() or flatten_resnet(): the last layer's parameters stand last.
struct Model {
  arma::vec theta;
  arma::uword in_last_layer = 0;
  std::function<LossAndGradient(const arma::vec& theta, const arma::mat& X, const arma::mat& T)>
      gradient;
  std::function<arma::mat(const arma::vec& theta, const arma::mat& X)> output;
};

/// A network of the shape of `network` whose matrices are views of theta, in the order of
/// flatten_resnet(): no number is copied, as it would be by unflatten_resnet(). It is to be looked
/// at, and no longer than theta stays where it is.
inline ResidualNetwork resnet_in(const arma::vec& theta, const ResidualNetwork& network) {
  require_length("resnet_in", "theta", theta.n_elem, resnet_parameter_count(network));
  double* next = const_cast<double*>(theta.memptr());  // Armadillo has no view of a const vector
  const auto matrix = [&](const arma::mat& part) {
    double* begin = std::exchange(next, next + part.n_elem);
    return arma::mat(begin, part.n_rows, part.n_cols, false, true);
  };
  const auto vector = [&](const arma::vec& part) {
    double* begin = std::exchange(next, next + part.n_elem);
    return arma::vec(begin, part.n_elem, false, true);
  };
  const auto layer = [&](const DenseLayer& part) {
    return DenseLayer{
        .weights = matrix(part.weights), .bias = vector(part.bias), .activation = part.activation};
  };
  const auto blocks = [&] {
    std::vector<ResidualBlock> views;
    views.reserve(network.blocks.size());  // a vector that grows would copy them
    for (const ResidualBlock& block : network.blocks) {
      views.push_back({.W1 = matrix(block.W1),
                       .b = vector(block.b),
                       .W2 = matrix(block.W2),
                       .activation = block.activation});
    }
    return views;
  };
  return {.first = layer(network.first), .blocks = blocks(), .last = layer(network.last)};
}

/// network_gradient of lesson 07 for a residual network.
inline LossAndGradient resnet_gradient(const ResidualNetwork& network, const arma::vec& theta,
                                       LossFunction loss, const arma::mat& X, const arma::mat& T) {
  const ResidualNetwork moved = resnet_in(theta, network);
  const ResidualPass pass = resnet_forward(moved, X);
  const Loss at_output = evaluate_loss(loss, pass.last.A, T);
  return {.loss = at_output.value,
          .gradient = flatten_resnet_gradient(resnet_backward(moved, pass, at_output.gradient))};
}

/// Report 003's error: the gradient of the hidden layers is divided by the number of samples once
/// more.
inline void average_again(arma::vec& gradient, arma::uword in_last_layer, arma::uword samples) {
  gradient.head(gradient.n_elem - in_last_layer) /= static_cast<double>(samples);
}

inline Model make_model(const std::vector<arma::uword>& widths, const ModelChoice& choice,
                        Rng& rng) {
  const arma::uword in_last_layer = (widths[widths.size() - 2] + 1) * widths.back();
  if (choice.residual) {
    const ResidualNetwork network =
        make_residual_network(widths, choice.activation, choice.initialiser, rng);
    return {.theta = flatten_resnet(network),
            .in_last_layer = in_last_layer,
            .gradient =
                [=](const arma::vec& theta, const arma::mat& X, const arma::mat& T) {
                  return resnet_gradient(network, theta, choice.loss, X, T);
                },
            .output =
                [=](const arma::vec& theta, const arma::mat& X) {
                  return resnet_forward(resnet_in(theta, network), X).last.A;
                }};
  }
  const Network network =
      make_network(widths, choice.activation, Activation::identity, choice.initialiser, rng);
  return {.theta = flatten(network),
          .in_last_layer = in_last_layer,
          .gradient =
              [=](const arma::vec& theta, const arma::mat& X, const arma::mat& T) {
                return network_gradient(network, theta, choice.loss, X, T);
              },
          .output =
              [=](const arma::vec& theta, const arma::mat& X) {
                return network_forward(unflatten(theta, network), X).back().A;
              }};
}

}  // namespace nn
