// Lesson 07: a network learns, by the one loop that trains everything in this course. The loop
// knows theta, all parameters in one vector, and nothing of what they mean. Epochs count from 0.
#pragma once

#include <armadillo>
#include <functional>
#include <optional>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "common/random.hpp"

namespace nn {

/// The samples 0 ... samples-1 in random order, cut into batches of batch_size; the last may be
/// shorter. Refuses a batch_size of 0.
std::vector<arma::uvec> mini_batches(arma::uword samples, arma::uword batch_size, Rng& rng);

/// theta becomes theta - rate gradient. Refuses a gradient that is not as long as theta.
void sgd_step(arma::vec& theta, const arma::vec& gradient, double rate);

/// learning_rate, times `factor` for each `every` epochs that are over: with every = 50, epochs
/// 0 ... 49 have the full rate. every = 0: it never changes.
double step_decay(double learning_rate, arma::uword epoch, arma::uword every, double factor);

/// Whether the smallest loss is `patience` entries old or older: of 3, 2, 4, 5 it is 2 old. Of
/// equal ones the first counts, a NaN is never the smallest. False if there is none, or patience is
/// 0.
bool should_stop(const std::vector<double>& losses, arma::uword patience);

struct LossAndGradient {
  double loss = 0.0;
  arma::vec gradient;  // d(loss)/d(theta)
};

/// The loss over these samples, and its gradient, at theta.
using Gradient = std::function<LossAndGradient(const arma::vec& theta, const arma::uvec& samples)>;
/// Changes theta, as sgd_step does.
using Step = std::function<void(arma::vec& theta, const arma::vec& gradient, double rate)>;
/// The loss that theta is judged by, of samples it does not learn from; nothing ends the training.
using Watch = std::function<std::optional<double>(const arma::vec& theta)>;
/// The rate of an epoch, given all that was watched before it.
using Schedule = std::function<double(arma::uword epoch, const std::vector<double>& watched)>;

struct TrainingSettings {
  arma::uword epochs = 100;
  arma::uword batch_size = 32;
  double learning_rate = 0.1;
  arma::uword decay_every = 0;  // see step_decay
  double decay_factor = 0.5;
  arma::uword patience = 0;  // see should_stop
};

struct Breakdown {
  arma::uword epoch = 0;
  arma::uword step = 0;  // steps taken before, over all epochs
};

struct History {
  std::vector<double> losses;   // k: the mean over all samples in epoch k, each before its step
  std::vector<double> watched;  // 0: before training, k: after k epochs
  std::optional<Breakdown> breakdown;
};

/// The loop. Each epoch makes new batches, with one call of mini_batches and no other use of rng,
/// and takes a step with the gradient of each, at the rate that step_decay says, or the schedule if
/// there is one. The watch, if there is one, is asked before training and after each epoch. Ends
/// after all epochs, when the watch returns nothing, when should_stop says so of what was watched,
/// and before a step whose loss or gradient is not finite: a breakdown, whose epoch is not listed.
History train(arma::vec& theta, const Gradient& gradient, const Step& step, arma::uword samples,
              const TrainingSettings& settings, Rng& rng, const Watch& watch = {},
              const Schedule& schedule = {});

/// The loss of the network with these parameters, and its gradient, in the order of flatten().
LossAndGradient network_gradient(const Network& network, const arma::vec& theta, LossFunction loss,
                                 const arma::mat& X, const arma::mat& T);

struct TrainingData {
  arma::mat X, T;                        // features x samples, outputs x samples
  arma::mat X_validation, T_validation;  // likewise; may be empty
};

/// The loop with network_gradient and sgd_step; it watches the loss of the validation samples, if
/// there are any. Refuses, before it changes anything, a T that has not a column for each of X's.
History train_network(Network& network, const TrainingData& data, LossFunction loss,
                      const TrainingSettings& settings, Rng& rng);

/// Ridge regression, for the same loop: J(w) = (1/m) |X'w - y|^2 + lambda |w|^2, where X is
/// features x m. Refuses a y that has not one target for each of X's columns (both functions).
LossAndGradient ridge_gradient(const arma::vec& w, const arma::mat& X, const arma::vec& y,
                               double lambda);
/// Its minimum in closed form: (X X' + m lambda I) w = X y.
arma::vec ridge_solution(const arma::mat& X, const arma::vec& y, double lambda);

// Sources: reports 000 and 003; Robbins and Monro, A Stochastic Approximation Method (1951);
// Prechelt, Early Stopping - But When? (1998); Hoerl and Kennard, Ridge Regression (1970).

}  // namespace nn
