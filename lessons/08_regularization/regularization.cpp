// Lesson 08, regularization. Replace each todo(...) by your own code.
#include "08_regularization/regularization.hpp"

#include "common/contract.hpp"

namespace nn {

// Task 8.1  Squares.
//   a. Add up the squares of all weights, layer by layer. No bias.
//   b. The gradient has a place for every parameter, in the order of flatten() in lesson 04: of
//   each
//      layer first the weights, column by column, then the bias.
Penalty l2_penalty(const Network& network, double lambda) {
  todo("8.1 l2_penalty", network, lambda);
}

// Task 8.2  Absolute values.
//   The same plan, with |W|. Where a weight is 0, |W| has a kink: take 0 for the derivative there.
Penalty l1_penalty(const Network& network, double lambda) {
  todo("8.2 l1_penalty", network, lambda);
}

// Task 8.3  Exact zeros.
//   a. Reject an amount below 0.
//   b. Move every weight towards 0 by `amount`. One that would cross 0 stops there.
//   c. The biases stay as they are.
Network soft_threshold(const Network& network, double amount) {
  todo("8.3 soft_threshold", network, amount);
}

// Task 8.4  Dropout.
//   a. dropout_mask: reject a keep outside of its range. Draw one uniform(rng) an entry, column by
//      column: an entry that is kept is 1/keep, and not 1. Why?
//   b. dropout_forward: as network_forward in lesson 02, but what a layer gives to the next goes
//      through a new mask first. The last layer has no mask.
//   c. dropout_backward: as backward in lesson 04. What went through a mask on its way forward goes
//      through the same mask on its way back.
arma::mat dropout_mask(arma::uword rows, arma::uword cols, double keep, Rng& rng) {
  todo("8.4 dropout_mask", rows, cols, keep, rng);
}

DropoutPass dropout_forward(const Network& network, const arma::mat& X, double keep, Rng& rng) {
  todo("8.4 dropout_forward", network, X, keep, rng);
}

std::vector<DenseGradient> dropout_backward(const Network& network, const DropoutPass& pass,
                                            const arma::mat& dA) {
  todo("8.4 dropout_backward", network, pass, dA);
}

// Task 8.5  The best weights so far.
//   a. keep_best: compare, and if the new loss is smaller, replace all three members of `best`.
//      What does a comparison with NaN say?
//   b. restore_best: the way back is a function of lesson 04.
bool keep_best(BestWeights& best, double loss, arma::uword epoch, const Network& network) {
  todo("8.5 keep_best", best, loss, epoch, network);
}

Network restore_best(const BestWeights& best, const Network& network) {
  todo("8.5 restore_best", best, network);
}

// Task 8.6  All of it in one gradient.
//   a. Forward, loss, backward: with dropout if keep is below 1, otherwise as in lesson 04.
//   b. To the flattened gradient add those of both penalties.
arma::vec regularised_gradient(const Network& network, const arma::mat& X, const arma::mat& T,
                               LossFunction loss, const Regularisation& regularisation, Rng& rng) {
  todo("8.6 regularised_gradient", network, X, T, loss, regularisation, rng);
}

}  // namespace nn
