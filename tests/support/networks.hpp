// Networks for the tests of lessons that train them, computed without any function of a lesson.
// theta is in the order of flatten(): of each layer the weights, column by column, then the bias.
#pragma once

#include <armadillo>
#include <cmath>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "common/random.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/layers.hpp"

namespace support {

/// All parameters of a network.
inline arma::vec parameters_of(const nn::Network& network) {
  arma::vec theta;
  for (const nn::DenseLayer& layer : network.layers) {
    theta = arma::join_cols(theta, arma::vectorise(layer.weights), layer.bias);
  }
  return theta;
}

/// 1 in the place of each weight, 0 in that of each bias.
inline arma::vec ones_at_weights(const nn::Network& network) {
  arma::vec mask;
  for (const nn::DenseLayer& layer : network.layers) {
    mask = arma::join_cols(mask, arma::ones(layer.weights.n_elem), arma::zeros(layer.bias.n_elem));
  }
  return mask;
}

/// The network of this shape with the parameters theta.
inline nn::Network with_parameters(nn::Network shape, const arma::vec& theta) {
  arma::uword next = 0;
  for (nn::DenseLayer& layer : shape.layers) {
    for (double& number : layer.weights) number = theta(next++);
    for (double& number : layer.bias) number = theta(next++);
  }
  return shape;
}

/// Without dropout: every mask of a hidden layer is empty.
using Masks = std::vector<arma::mat>;

inline arma::mat outputs_of(const nn::Network& network, arma::mat X, const Masks& masks = {}) {
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const nn::DenseLayer& layer = network.layers[i];
    X = bent(layer.activation,
             layer.weights * X + arma::repmat(arma::vec(layer.bias), 1, X.n_cols));
    if (i < masks.size()) X %= masks[i];
  }
  return X;
}

inline double loss_of(nn::LossFunction loss, const arma::mat& outputs, const arma::mat& T) {
  const double m = static_cast<double>(T.n_cols);
  if (loss == nn::LossFunction::mean_squared_error) {
    return arma::accu(arma::square(outputs - T)) / m;
  }
  if (loss == nn::LossFunction::binary_cross_entropy) {
    return arma::accu(arma::log(1 + arma::exp(outputs)) - T % outputs) / m;
  }
  return arma::accu(arma::log(arma::sum(arma::exp(outputs), 0)) - arma::sum(T % outputs, 0)) / m;
}

/// The loss of each network.
inline arma::vec losses_of_all(const std::vector<nn::Network>& networks, nn::LossFunction loss,
                               const arma::mat& X, const arma::mat& T) {
  arma::vec losses(networks.size());
  for (std::size_t i = 0; i < networks.size(); ++i) {
    losses(i) = loss_of(loss, outputs_of(networks[i], X), T);
  }
  return losses;
}

/// d(loss)/d(theta), from values a step to the left and to the right: good to about 1e-9.
inline arma::vec slopes_of(const nn::Network& network, nn::LossFunction loss, const arma::mat& X,
                           const arma::mat& T, const Masks& masks = {}) {
  const auto at = [&](const arma::mat& theta) {
    return loss_of(loss, outputs_of(with_parameters(network, theta), X, masks), T);
  };
  return slopes(at, parameters_of(network));
}

/// Weights and biases between -1 and 1; tanh, and identity in the last layer.
inline nn::Network random_network(const std::vector<arma::uword>& widths, nn::Rng& rng) {
  nn::Network network;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    network.layers.push_back(
        {.weights = nn::uniform_matrix(widths[i], widths[i - 1], -1, 1, rng),
         .bias = nn::uniform_matrix(widths[i], 1, -1, 1, rng),
         .activation = i + 1 == widths.size() ? nn::Activation::identity : nn::Activation::tanh});
  }
  return network;
}

/// y = w x + b.
inline nn::Network line(double w, double b) {
  return {.layers = {{.weights = w * arma::ones(1, 1),
                      .bias = b * arma::ones(1),
                      .activation = nn::Activation::identity}}};
}

/// The line y = x that has learnt from two samples, (1, 3) and (3, 2), in batches of one, at rate
/// 1/4. By hand: sample 0 is missed by -2, so w = 1 + 1 and b = 1, and then sample 1 by 5. The
/// other way round it is missed by 1, so w = 1 - 3/2 and b = -1/2, and then sample 0 by -4.
inline CloseTo one_at_a_time(arma::uword first) {
  const arma::vec learnt[] = {{-5.5, -1.5}, {1.5, 1.5}};
  return close_to(learnt[first])
      .mistake({"order_lost", "The samples were learnt from in another order: that of rng."},
               learnt[1 - first])
      .mistake({"all_samples",
                "Each step learnt from all samples: the loop says which ones are in the batch."},
               arma::vec{0.875, 0.625});
}

}  // namespace support
