// Lesson 10: skip connections. A block adds something to its input instead of replacing it, and
// networks become trainable that were too deep before.
//
// X is features x samples. dV is d(loss)/dV and has V's shape. What does not fit throws
// std::invalid_argument, with the message that the contract shows.
#pragma once

#include <armadillo>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "04_backprop/backprop.hpp"

namespace nn {

/// x + W2 activation(W1 x + b), for an x of h numbers.
struct ResidualBlock {
  arma::mat W1;  // h x h
  arma::vec b;   // h
  arma::mat W2;  // h x h
  Activation activation = Activation::tanh;
};

/// What a block was given, and what it made of it.
struct ResidualCache {
  arma::mat X;       // h x samples
  arma::mat Z;       // W1 X + b
  arma::mat A;       // activation(Z)
  arma::mat output;  // X + W2 A
};

/// Throws "residual_forward: X is 5x4, expected 3x4".
ResidualCache residual_forward(const ResidualBlock& block, const arma::mat& X);

struct ResidualGradient {
  arma::mat W1;  // dW1
  arma::vec b;   // db
  arma::mat W2;  // dW2
  arma::mat X;   // dX
};

/// Given d_output, h x samples. No 1/m: it is in d_output already.
/// Throws "residual_backward: d_output is 2x5, expected 3x5".
ResidualGradient residual_backward(const ResidualBlock& block, const ResidualCache& cache,
                                   const arma::mat& d_output);

/// One plain layer from the inputs to width h, then blocks, then one plain layer to the outputs.
struct ResidualNetwork {
  DenseLayer first;
  std::vector<ResidualBlock> blocks;
  DenseLayer last;
};

/// widths = {2, 6, 6, 6, 5}: 2 inputs, a plain layer of 6, two blocks of width 6, 5 outputs. The
/// first layer, and in each block first W1, then W2, and at the end the last layer are drawn from
/// rng with make_layer of lesson 02 (W1 and W2 as the weights of a layer from h to h); biases are
/// 0. The first layer and the blocks have hidden_activation, the last layer has the identity. No
/// width is 0; that need not be checked. Throws "make_residual_network: widths has 1 hidden layer,
/// expected at least 2" ("0 hidden layers", also for a list of one width or none), and
/// "make_residual_network: widths[2] is 7, expected 6 as widths[1]" for the first such width.
ResidualNetwork make_residual_network(const std::vector<arma::uword>& widths,
                                      Activation hidden_activation, Initialiser initialiser,
                                      Rng& rng);

/// The caches of a whole forward pass.
struct ResidualPass {
  DenseCache first;
  std::vector<ResidualCache> blocks;
  DenseCache last;  // last.A is the network's output
};

/// Throws as dense_forward and residual_forward do, if X does not fit.
ResidualPass resnet_forward(const ResidualNetwork& network, const arma::mat& X);

struct ResidualNetworkGradient {
  DenseGradient first;
  std::vector<ResidualGradient> blocks;
  DenseGradient last;
};

/// dA is the gradient of the loss with respect to the network's output.
/// Throws "resnet_backward: pass.blocks has length 1, expected 2", and as dense_backward does.
ResidualNetworkGradient resnet_backward(const ResidualNetwork& network, const ResidualPass& pass,
                                        const arma::mat& dA);

/// All parameters in one vector: the first layer as in lesson 04 (weights column by column, bias),
/// of each block W1, b, W2, and the last layer. The gradient has the same places.
arma::vec flatten_resnet(const ResidualNetwork& network);
arma::vec flatten_resnet_gradient(const ResidualNetworkGradient& gradient);
/// Throws "unflatten_resnet: theta has length 7, expected 9".
ResidualNetwork unflatten_resnet(const arma::vec& theta, const ResidualNetwork& network);

/// How many numbers training changes.
arma::uword resnet_parameter_count(const ResidualNetwork& network);

/// Report 003's formula: for n widths, inputs and outputs included, and hidden width h, the sum of
/// in * out + out over neighbouring widths, plus h^2 (n - 3).
/// Throws as make_residual_network does, with its own name in front.
arma::uword reported_parameter_count(const std::vector<arma::uword>& widths);

// Sources: He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition (2016); Haber and
// Ruthotto, Stable Architectures for Deep Neural Networks (2017); report 003.

}  // namespace nn
