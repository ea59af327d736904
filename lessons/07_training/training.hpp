// Lesson 07: a network learns. Mini-batches, the step down the gradient, the loop around it, and
// what keeps the loop from running too long or into nonsense.
//
// X is features x samples, T the targets, outputs x samples. What does not fit throws
// std::invalid_argument, with the message that the contract shows.
#pragma once

#include <armadillo>
#include <functional>
#include <optional>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "common/random.hpp"

namespace nn {

/// The samples 0 ... samples-1 in random order, cut into batches of batch_size. The last batch is
/// shorter if they do not come out even. Throws "mini_batches: batch_size is 0, expected at least
/// 1".
std::vector<arma::uvec> mini_batches(arma::uword samples, arma::uword batch_size, Rng& rng);

/// One step of gradient descent: W - learning_rate dW and b - learning_rate db, in every layer.
/// Throws "sgd_step: gradients has length 1, expected 2".
void sgd_step(Network& network, const std::vector<DenseGradient>& gradients, double learning_rate);

/// learning_rate, multiplied by `factor` once for each `every` epochs that are over. Epochs count
/// from 0: with every = 50, epochs 0 ... 49 have the full rate. every = 0: the rate never changes.
double step_decay(double learning_rate, arma::uword epoch, arma::uword every, double factor);

/// Whether the smallest loss so far is `patience` epochs old or older: of losses 3, 2, 4, 5 the
/// smallest is 2 epochs old. Of equal losses the first counts, and a NaN is never the smallest.
/// False if there is no smallest (an empty history, or one of NaN alone), and always with patience
/// 0.
bool should_stop(const std::vector<double>& losses, arma::uword patience);

/// The first layer whose Z or A has an entry that is not finite; nothing if all are finite.
std::optional<arma::uword> first_broken_layer(const std::vector<DenseCache>& caches);

struct TrainingData {
  arma::mat X, T;                        // what is learnt from
  arma::mat X_validation, T_validation;  // what it is judged by; may be empty
};

struct TrainingSettings {
  LossFunction loss = LossFunction::softmax_cross_entropy;
  arma::uword epochs = 100;
  arma::uword batch_size = 32;
  double learning_rate = 0.1;
  arma::uword decay_every = 0;  // epochs; see step_decay
  double decay_factor = 0.5;
  arma::uword patience = 0;  // epochs; see should_stop. Watches the validation loss
};

/// Where training broke down: the first number that was not finite.
struct Breakdown {
  arma::uword epoch = 0;  // from 1, as in History
  arma::uword step = 0;   // steps taken before, over all epochs
  arma::uword layer = 0;  // as first_broken_layer; the number of layers if only the loss broke
};

/// Entry 0 is before training, entry k after epoch k. The validation part is empty if its data are.
struct History {
  std::vector<double> training_loss, validation_loss;
  std::vector<double> training_accuracy, validation_accuracy;  // empty for one output
  std::optional<Breakdown> breakdown;
};

/// Called after each entry of the history, entry 0 included; false ends the training. It may be
/// empty.
using EachEpoch = std::function<bool(const History&)>;

/// Trains by mini-batch gradient descent. Epoch k = 1, 2, ... makes new batches, with one call of
/// mini_batches and no other use of rng, and for each takes one sgd_step with the gradient of the
/// batch and the rate step_decay(learning_rate, k - 1, ...). Then the losses and accuracies of all
/// training and all validation samples are recorded. It ends after `epochs`, when each_epoch says
/// so, when should_stop does, or at a breakdown: before a step whose forward pass or loss is not
/// finite. Then the network keeps its last weights, and the epoch is not recorded. A loss that is
/// not finite before training is no breakdown until the first step.
/// Throws what network_forward and the loss throw, and "train: T has 4 columns, expected 5" (one
/// for each of X's; likewise T_validation), before it changes anything.
History train(Network& network, const TrainingData& data, const TrainingSettings& settings,
              Rng& rng, const EachEpoch& each_epoch);

/// Ridge regression: the w that makes J(w) = (1/m) |X'w - y|^2 + lambda |w|^2 smallest, where X is
/// features x m and y holds m targets. In closed form: (X X' + m lambda I) w = X y.
/// Throws "ridge_solution: y is 4x1, expected 5x1", likewise ridge_gradient.
arma::vec ridge_solution(const arma::mat& X, const arma::vec& y, double lambda);

/// dJ/dw.
arma::vec ridge_gradient(const arma::vec& w, const arma::mat& X, const arma::vec& y, double lambda);

// Sources: reports 000 and 003; Robbins and Monro, A Stochastic Approximation Method (1951);
// Prechelt, Early Stopping - But When? (1998); Hoerl and Kennard, Ridge Regression (1970).

}  // namespace nn
