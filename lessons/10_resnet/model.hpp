// A plain or a residual network as an optimizer sees it: a vector of numbers, the gradient of a
// batch's loss, and the outputs. For experiments of this lesson and of lesson 11.
#pragma once

#include <armadillo>
#include <functional>
#include <vector>

#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "10_resnet/resnet.hpp"

namespace nn {

struct Sample {
  arma::mat X;  // features x samples
  arma::mat T;  // classes x samples
};

/// Which network, and with which loss.
struct ModelChoice {
  bool residual = false;
  Activation activation = Activation::relu;  // of the hidden layers; the last has the identity
  Initialiser initialiser = Initialiser::one_over_n;
  LossFunction loss = LossFunction::softmax_cross_entropy;
  bool averaged_twice = false;  // report 003's error: hidden layers' gradients are divided by m
};

/// theta is in the order of flatten() or flatten_resnet().
struct Model {
  arma::vec theta;
  std::function<arma::vec(const arma::vec& theta, const Sample& batch)> gradient;
  std::function<arma::mat(const arma::vec& theta, const arma::mat& X)> output;
};

/// With the report's error, the gradient is divided by the number of samples once more.
inline void average_again(DenseGradient& gradient, double m) {
  gradient.weights /= m;
  gradient.bias /= m;
}

inline arma::vec batch_gradient(const ResidualNetwork& network, const Sample& batch,
                                const ModelChoice& choice) {
  const ResidualPass pass = resnet_forward(network, batch.X);
  const Loss loss = evaluate_loss(choice.loss, pass.last.A, batch.T);
  ResidualNetworkGradient gradient = resnet_backward(network, pass, loss.gradient);
  if (choice.averaged_twice) {
    const double m = static_cast<double>(batch.X.n_cols);
    average_again(gradient.first, m);
    for (ResidualGradient& block : gradient.blocks) {
      block.W1 /= m;
      block.b /= m;
      block.W2 /= m;
    }
  }
  return flatten_resnet_gradient(gradient);
}

inline arma::vec batch_gradient(const Network& network, const Sample& batch,
                                const ModelChoice& choice) {
  const std::vector<DenseCache> caches = network_forward(network, batch.X);
  const Loss loss = evaluate_loss(choice.loss, caches.back().A, batch.T);
  std::vector<DenseGradient> gradients = backward(network, caches, loss.gradient);
  if (choice.averaged_twice) {
    const double m = static_cast<double>(batch.X.n_cols);
    for (std::size_t i = 0; i + 1 < gradients.size(); ++i) average_again(gradients[i], m);
  }
  return flatten_gradients(gradients);
}

inline Model make_model(const std::vector<arma::uword>& widths, const ModelChoice& choice,
                        Rng& rng) {
  if (choice.residual) {
    const ResidualNetwork network =
        make_residual_network(widths, choice.activation, choice.initialiser, rng);
    return {.theta = flatten_resnet(network),
            .gradient =
                [=](const arma::vec& theta, const Sample& batch) {
                  return batch_gradient(unflatten_resnet(theta, network), batch, choice);
                },
            .output =
                [=](const arma::vec& theta, const arma::mat& X) {
                  return resnet_forward(unflatten_resnet(theta, network), X).last.A;
                }};
  }
  const Network network =
      make_network(widths, choice.activation, Activation::identity, choice.initialiser, rng);
  return {.theta = flatten(network),
          .gradient =
              [=](const arma::vec& theta, const Sample& batch) {
                return batch_gradient(unflatten(theta, network), batch, choice);
              },
          .output =
              [=](const arma::vec& theta, const arma::mat& X) {
                return network_forward(unflatten(theta, network), X).back().A;
              }};
}

}  // namespace nn
