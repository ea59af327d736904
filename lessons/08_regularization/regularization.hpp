// Lesson 08: a network that learns its samples by heart, and four ways to hold it back. L2, L1 and
// dropout are other gradients for the loop of lesson 07; the fourth keeps the best theta on its
// way.
//
// A mask has a 1 for every parameter that a penalty acts on, and a 0 for every other one. A mask
// that is not as long as theta is refused.
#pragma once

#include <armadillo>
#include <limits>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "07_training/training.hpp"
#include "common/random.hpp"

namespace nn {

/// 1 for every weight, 0 for every bias, in the order of flatten(): penalties spare biases.
arma::vec weight_mask(const Network& network);

/// lambda times the sum of w^2 where the mask is 1. Its gradient there is 2 lambda w, elsewhere 0.
LossAndGradient l2_penalty(const arma::vec& theta, const arma::vec& mask, double lambda);

/// lambda times the sum of |w|, likewise. Its gradient is lambda sign(w), and 0 where w is 0.
LossAndGradient l1_penalty(const arma::vec& theta, const arma::vec& mask, double lambda);

/// Where the mask is 1, theta moves towards 0 by `amount`, and becomes exactly 0 if it is no
/// farther from it. Refuses an amount below 0.
void soft_threshold(arma::vec& theta, const arma::vec& mask, double amount);

/// rows x cols, each entry 1/keep with probability keep, and else 0: entry by entry, column by
/// column, it is kept if uniform(rng) is less than keep. The mean of each entry is 1, so nothing
/// has to be scaled when dropout is off. Refuses a keep that is not in (0, 1].
arma::mat dropout_mask(arma::uword rows, arma::uword cols, double keep, Rng& rng);

/// A forward pass with dropout after every layer but the last: the next layer is given A % mask.
struct DropoutPass {
  std::vector<DenseCache> caches;  // one a layer: A is before dropout, X what the layer was given
  std::vector<arma::mat> masks;    // one for each layer but the last
};

/// Draws the masks in the order of the layers. Refuses a network without layers, and what
/// dense_forward and dropout_mask refuse.
DropoutPass dropout_forward(const Network& network, const arma::mat& X, double keep, Rng& rng);

/// The gradient of every layer, with the masks that the forward pass drew. Refuses caches and masks
/// that are not as many as they have to be, and what backward refuses.
std::vector<DenseGradient> dropout_backward(const Network& network, const DropoutPass& pass,
                                            const arma::mat& dA);

struct Regularisation {
  double l1 = 0.0;
  double l2 = 0.0;
  double keep = 1.0;  // of the hidden layers' outputs; 1: no dropout, and nothing is drawn
};

/// network_gradient of the loss + l1_penalty + l2_penalty over the weights. With keep below 1 both
/// passes are those with dropout; the penalties are of the weights as they are.
LossAndGradient regularised_gradient(const Network& network, const arma::vec& theta,
                                     LossFunction loss, const arma::mat& X, const arma::mat& T,
                                     const Regularisation& regularisation, Rng& rng);

struct BestWeights {
  double loss = std::numeric_limits<double>::infinity();
  arma::uword epoch = 0;
  arma::vec theta;  // empty: there are none yet
};

/// theta takes the place of the best one if its loss is smaller, and the result says whether it
/// did. An equal loss, and a NaN, change nothing.
bool keep_best(BestWeights& best, double loss, arma::uword epoch, const arma::vec& theta);

/// train_network of lesson 07 with regularised_gradient; rng makes the batches and the masks, as
/// they come. The network ends with the weights of the smallest validation loss, which has no
/// penalty and no dropout in it; without validation samples, with the last ones.
History train_regularised(Network& network, const TrainingData& data, LossFunction loss,
                          const Regularisation& regularisation, const TrainingSettings& settings,
                          Rng& rng);

// Sources: Krogh and Hertz, A Simple Weight Decay Can Improve Generalization (1992); Tibshirani,
// Regression Shrinkage and Selection via the Lasso (1996); Srivastava et al., Dropout (2014);
// Prechelt, Early Stopping - But When? (1998); reports 000, 001 and 004.

}  // namespace nn
