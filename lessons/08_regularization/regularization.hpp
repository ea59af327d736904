// Lesson 08: a network that fits its training data and nothing else, and four ways to hold it back:
// L2, L1, dropout, and stopping at the best weights.
//
// Penalties are on weights, never on biases. X is features x samples. What does not fit throws
// std::invalid_argument, with the message that the contract shows.
#pragma once

#include <armadillo>
#include <limits>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "common/random.hpp"

namespace nn {

/// What is added to the loss, and to its gradient.
struct Penalty {
  double value = 0.0;
  arma::vec gradient;  // in the order of flatten(), 0 for every bias
};

/// lambda times the sum of W^2, over all weights of all layers; the gradient is 2 lambda W.
Penalty l2_penalty(const Network& network, double lambda);

/// lambda times the sum of |W|; the gradient is lambda sign(W), and 0 where W is 0.
Penalty l1_penalty(const Network& network, double lambda);

/// The network with every weight moved towards 0 by `amount`, and set to exactly 0 if it is no
/// farther from it. Throws "soft_threshold: amount is -1, expected at least 0".
Network soft_threshold(const Network& network, double amount);

/// rows x cols, each entry 1/keep with probability keep, and else 0: entry by entry, column by
/// column, it is kept if uniform(rng) is less than keep. The mean of each entry is 1, so nothing
/// has to be scaled when dropout is off. Throws "dropout_mask: keep is 0, expected more than 0 and
/// at most 1".
arma::mat dropout_mask(arma::uword rows, arma::uword cols, double keep, Rng& rng);

/// A forward pass with dropout after every layer but the last: the next layer is given A % mask.
struct DropoutPass {
  std::vector<DenseCache> caches;  // one a layer: A is before dropout, X what the layer was given
  std::vector<arma::mat> masks;    // one for each layer but the last
};

/// Draws the masks in the order of the layers. Throws "dropout_forward: network has 0 layers,
/// expected at least 1" (likewise dropout_backward), and as dense_forward and dropout_mask do.
DropoutPass dropout_forward(const Network& network, const arma::mat& X, double keep, Rng& rng);

/// The gradient of every layer, with the masks that the forward pass drew.
/// Throws "dropout_backward: pass.masks has length 1, expected 2", and as backward does.
std::vector<DenseGradient> dropout_backward(const Network& network, const DropoutPass& pass,
                                            const arma::mat& dA);

/// The best weights so far.
struct BestWeights {
  double loss = std::numeric_limits<double>::infinity();
  arma::uword epoch = 0;
  arma::vec theta;  // in the order of flatten(); empty: there are none yet
};

/// If `loss` is smaller than that of the best weights, the network's weights take their place. Says
/// whether they did. An equal loss, and one that is not a number, change nothing.
bool keep_best(BestWeights& best, double loss, arma::uword epoch, const Network& network);

/// The network with the best weights. Throws "restore_best: there are no best weights yet" if
/// best.theta is empty, and what unflatten throws if it does not fit.
Network restore_best(const BestWeights& best, const Network& network);

struct Regularisation {
  double l1 = 0.0;
  double l2 = 0.0;
  double keep = 1.0;  // of the hidden layers' outputs; 1: no dropout, and nothing is drawn
};

/// The gradient of loss + l1_penalty + l2_penalty over one batch, in the order of flatten(). With
/// keep below 1 both passes are those with dropout; the penalties are of the weights as they are.
/// Throws what network_forward (dropout_forward) and the loss throw.
arma::vec regularised_gradient(const Network& network, const arma::mat& X, const arma::mat& T,
                               LossFunction loss, const Regularisation& regularisation, Rng& rng);

// Sources: Krogh and Hertz, A Simple Weight Decay Can Improve Generalization (1992); Tibshirani,
// Regression Shrinkage and Selection via the Lasso (1996); Srivastava et al., Dropout (2014);
// Prechelt, Early Stopping - But When? (1998); reports 000, 001 and 004.

}  // namespace nn
