// Lesson 04: from a loss back to every weight. First nine derivatives, one number at a time, then
// the same for a dense layer and for a whole network.
//
// dV is d(loss)/dV and has V's shape. No function changes its arguments. What is refused throws
// std::invalid_argument, in the words of common/contract.hpp.
#pragma once

#include <armadillo>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"

namespace nn {

/// Two inputs, two ReLU neurons, one output. A gradient has the same nine members: in it, w3 is
/// d(loss)/d(w3).
struct NineParameters {
  double w1 = 0, w2 = 0, w3 = 0, w4 = 0, w5 = 0, w6 = 0;
  double b1 = 0, b2 = 0, b3 = 0;
};

/// What the network computes on its way from one sample (x1, x2) to its output y.
struct NineCache {
  double x1 = 0, x2 = 0;
  double z1 = 0, z2 = 0;  // z1 = w1 x1 + w3 x2 + b1      z2 = w2 x1 + w4 x2 + b2
  double h1 = 0, h2 = 0;  // h1 = max(z1, 0)              h2 = max(z2, 0)
  double y = 0;           // y = w5 h1 + w6 h2 + b3
};

NineCache nine_forward(const NineParameters& parameters, double x1, double x2);

/// The nine derivatives of the loss (y - target)^2. The derivative of ReLU at 0 is 0.
NineParameters nine_gradient(const NineParameters& parameters, const NineCache& cache,
                             double target);

/// One step of gradient descent on one sample: each parameter, less learning_rate times its
/// derivative. All nine derivatives are taken at the old parameters.
NineParameters nine_step(const NineParameters& parameters, double x1, double x2, double target,
                         double learning_rate);

/// The gradient of one layer: of the loss with respect to its weights, its bias and its input.
struct DenseGradient {
  arma::mat weights;  // dW: outputs x inputs
  arma::vec bias;     // db: outputs
  arma::mat X;        // dX: inputs x samples
};

/// Given dA, outputs x samples:  dZ = dA % activation'(Z),  dW = dZ X',  db = the sum of dZ over
/// the samples,  dX = W' dZ. There is no 1/m here: it is in dA already. Refuses a dA of another
/// shape; activation_derivative refuses softmax, whose derivative belongs into the loss.
DenseGradient dense_backward(const DenseLayer& layer, const DenseCache& cache, const arma::mat& dA);

/// The gradient of every layer, first layer first. `caches` is what network_forward returned, dA
/// the gradient of the loss with respect to the network's output. Refuses caches of another length,
/// and "backward: network has 0 layers, expected at least 1"; dense_backward refuses the rest.
std::vector<DenseGradient> backward(const Network& network, const std::vector<DenseCache>& caches,
                                    const arma::mat& dA);

/// All parameters in one vector: for each layer, first layer first, the weights column by column,
/// then the bias. flatten_gradients puts dW and db into the same places.
arma::vec flatten(const Network& network);
arma::vec flatten_gradients(const std::vector<DenseGradient>& gradients);

/// A network of the shape of `network`, with its activations, whose parameters are those in
/// `theta`. Refuses a theta of another length.
Network unflatten(const arma::vec& theta, const Network& network);

// Sources: Rumelhart, Hinton and Williams, Learning Representations by Back-Propagating Errors
// (1986); Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5.

}  // namespace nn
