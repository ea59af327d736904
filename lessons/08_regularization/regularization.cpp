// Lesson 08, regularization: the file that you edit. README.md beside it explains every task,
// regularization.hpp says what each function promises.
//
// Check your work with      ./gradus check 08
// or one task of it with    ./gradus check 8.1
#include "08_regularization/regularization.hpp"

#include "05_gradient_checks/gradient_checks.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 8.1  Which parameters?
//   A network whose weights are all 1 and whose biases are all 0 has its mask in flatten().
arma::vec weight_mask(const Network& network) {
  todo("8.1 weight_mask", network);
}

// Task 8.2  Squares and absolute values.
//   a. Refuse a mask that is not as long as theta.
//   b. mask % theta is theta where the mask is 1, and 0 elsewhere.
//   c. The value and the gradient, both with lambda. Where w is 0, |w| has a kink: take 0 for the
//      derivative there.
LossAndGradient l2_penalty(const arma::vec& theta, const arma::vec& mask, double lambda) {
  todo("8.2 l2_penalty", theta, mask, lambda);
}

LossAndGradient l1_penalty(const arma::vec& theta, const arma::vec& mask, double lambda) {
  todo("8.2 l1_penalty", theta, mask, lambda);
}

// Task 8.3  Exact zeros.
//   a. Refuse a mask that does not fit, and an amount below 0.
//   b. Move every entry where the mask is 1 towards 0 by `amount`. One that would cross 0 stops
//      there.
//   c. The others stay as they are.
void soft_threshold(arma::vec& theta, const arma::vec& mask, double amount) {
  todo("8.3 soft_threshold", theta, mask, amount);
}

// Task 8.4  Dropout.
//   a. dropout_mask: refuse a keep outside of its range. Draw one uniform(rng) an entry, column by
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

// Task 8.5  All of it in one gradient.
//   a. With keep below 1: as network_gradient in lesson 07, with both passes of 8.4. Otherwise
//      network_gradient itself, and nothing is drawn.
//   b. Add both penalties of the weights, to the loss and to the gradient.
LossAndGradient regularised_gradient(const Network& network, const arma::vec& theta,
                                     LossFunction loss, const arma::mat& X, const arma::mat& T,
                                     const Regularisation& regularisation, Rng& rng) {
  todo("8.5 regularised_gradient", network, theta, loss, X, T, regularisation, rng);
}

// Task 8.6  The best weights so far.
//   Compare, and if the new loss is smaller, replace all three members of `best`. What does a
//   comparison with NaN say?
bool keep_best(BestWeights& best, double loss, arma::uword epoch, const arma::vec& theta) {
  todo("8.6 keep_best", best, loss, epoch, theta);
}

// Task 8.7  A network learns, held back.
//   a. As train_network in lesson 07, with the gradient of 8.5.
//   b. The watch keeps the best weights (8.6), with the validation loss as it is, and the number of
//      epochs so far.
//   c. Which theta does the network get in the end?
History train_regularised(Network& network, const TrainingData& data, LossFunction loss,
                          const Regularisation& regularisation, const TrainingSettings& settings,
                          Rng& rng) {
  todo("8.7 train_regularised", network, data, loss, regularisation, settings, rng);
}

}  // namespace nn
