// Lesson 10: skip connections. A block adds something to its input instead of replacing it, and
// networks become trainable that were too deep before.
//
// X is features x samples. dV is d(loss)/dV and has V's shape. What does not fit is refused, in the
// words of common/contract.hpp.
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

/// What a block was given, and Z = W1 X + b, A = activation(Z), output = X + W2 A.
struct ResidualCache {
  arma::mat X, Z, A, output;  // h x samples
};

/// Refuses X unless it has h rows.
ResidualCache residual_forward(const ResidualBlock& block, const arma::mat& X);

/// dW1, db, dW2 and dX.
struct ResidualGradient {
  arma::mat W1;
  arma::vec b;
  arma::mat W2, X;
};

/// No 1/m: it is in d_output already. Refuses d_output unless it has the output's shape.
ResidualGradient residual_backward(const ResidualBlock& block, const ResidualCache& cache,
                                   const arma::mat& d_output);

/// One plain layer from the inputs to width h, then blocks, then one plain layer to the outputs.
struct ResidualNetwork {
  DenseLayer first;
  std::vector<ResidualBlock> blocks;
  DenseLayer last;
};

/// widths = {2, 6, 6, 6, 5}: 2 inputs, a plain layer of 6, two blocks of width 6, 5 outputs. The
/// first layer, of each block first W1, then W2, and the last layer are drawn from rng, in this
/// order, with make_layer of lesson 02 (W1 and W2 as the weights of a layer from h to h). Biases
/// are 0. The last layer has the identity, all others have hidden_activation. No width is 0, and
/// that need not be checked. Refuses fewer than two hidden layers ("widths has 1 hidden layer,
/// expected at least 2", "0 hidden layers", also for a list of one width or none), and the first
/// hidden width that is another ("widths[2] is 7, expected 6 as widths[1]").
ResidualNetwork make_residual_network(const std::vector<arma::uword>& widths,
                                      Activation hidden_activation, Initialiser initialiser,
                                      Rng& rng);

struct ResidualPass {
  DenseCache first;
  std::vector<ResidualCache> blocks;
  DenseCache last;  // last.A is the network's output
};

/// Refuses X as dense_forward and residual_forward do.
ResidualPass resnet_forward(const ResidualNetwork& network, const arma::mat& X);

struct ResidualNetworkGradient {
  DenseGradient first;
  std::vector<ResidualGradient> blocks;
  DenseGradient last;
};

/// dA is that of the network's output. Refuses a pass.blocks that has not one cache for each block,
/// and dA as dense_backward does.
ResidualNetworkGradient resnet_backward(const ResidualNetwork& network, const ResidualPass& pass,
                                        const arma::mat& dA);

/// All parameters in one vector: the first layer as in lesson 04 (weights column by column, bias),
/// of each block W1, b, W2, and the last layer. The gradient has the same places.
arma::vec flatten_resnet(const ResidualNetwork& network);
arma::vec flatten_resnet_gradient(const ResidualNetworkGradient& gradient);
/// The numbers of theta in a network of this shape. Refuses a theta of another length.
ResidualNetwork unflatten_resnet(const arma::vec& theta, const ResidualNetwork& network);

/// How many numbers training changes.
arma::uword resnet_parameter_count(const ResidualNetwork& network);

/// Report 003's formula: for n widths, inputs and outputs included, and hidden width h, the sum of
/// in * out + out over neighbouring widths, plus h^2 (n - 3). Refuses what make_residual_network
/// does.
arma::uword reported_parameter_count(const std::vector<arma::uword>& widths);

// Sources: He, Zhang, Ren and Sun, Deep Residual Learning for Image Recognition (2016); Haber and
// Ruthotto, Stable Architectures for Deep Neural Networks (2018); report 003.

}  // namespace nn
