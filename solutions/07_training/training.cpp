// Lesson 07, training: a solution. Yours may differ and be as good: read it once your own passes.
#include "07_training/training.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "common/contract.hpp"

namespace nn {

// Task 7.1  Mini-batches.
std::vector<arma::uvec> mini_batches(arma::uword samples, arma::uword batch_size, Rng& rng) {
  require(batch_size > 0, "mini_batches", "batch_size is 0, expected at least 1");

  const arma::uvec order = permutation(samples, rng);
  std::vector<arma::uvec> batches;
  for (arma::uword start = 0; start < samples; start += batch_size) {
    const arma::uword count = std::min(batch_size, samples - start);  // the last may be shorter
    batches.push_back(order.subvec(start, start + count - 1));
  }
  return batches;
}

// Task 7.2  One step down the gradient.
void sgd_step(Network& network, const std::vector<DenseGradient>& gradients, double learning_rate) {
  require(gradients.size() == network.layers.size(), "sgd_step",
          "gradients has length " + std::to_string(gradients.size()) + ", expected " +
              std::to_string(network.layers.size()));

  for (std::size_t i = 0; i < gradients.size(); ++i) {
    network.layers[i].weights -= learning_rate * gradients[i].weights;
    network.layers[i].bias -= learning_rate * gradients[i].bias;
  }
}

// Task 7.3  A rate that falls.
double step_decay(double learning_rate, arma::uword epoch, arma::uword every, double factor) {
  if (every == 0) return learning_rate;
  const arma::uword times = epoch / every;  // whole numbers: 99 / 50 is 1
  return learning_rate * std::pow(factor, static_cast<double>(times));
}

// Task 7.4  When it is enough.
bool should_stop(const std::vector<double>& losses, arma::uword patience) {
  std::optional<std::size_t> best;  // the epoch of the smallest loss
  for (std::size_t epoch = 0; epoch < losses.size(); ++epoch) {
    if (std::isnan(losses[epoch])) continue;
    if (!best || losses[epoch] < losses[*best]) best = epoch;
  }
  if (!best || patience == 0) return false;
  return losses.size() - 1 - *best >= patience;
}

// Task 7.5  Where it broke.
std::optional<arma::uword> first_broken_layer(const std::vector<DenseCache>& caches) {
  for (std::size_t i = 0; i < caches.size(); ++i) {
    // A alone does not tell: the sigmoid of an infinite Z is 1.
    if (!caches[i].Z.is_finite() || !caches[i].A.is_finite()) return i;
  }
  return std::nullopt;
}

// Task 7.6  The loop.
namespace {

/// Adds the loss and, for two or more outputs, the accuracy over all these samples to the lists.
void measure(const Network& network, const arma::mat& X, const arma::mat& T, LossFunction loss,
             std::vector<double>& losses, std::vector<double>& accuracies) {
  const arma::mat output = network_forward(network, X).back().A;
  losses.push_back(evaluate_loss(loss, output, T).value);
  if (T.n_rows < 2) return;
  const arma::urowvec predicted = arma::index_max(output, 0);
  const arma::urowvec actual = arma::index_max(T, 0);
  accuracies.push_back(accuracy(predicted, actual));
}

/// Adds one entry to the history. False if training has to end with it.
bool record(const Network& network, const TrainingData& data, const TrainingSettings& settings,
            const EachEpoch& each_epoch, History& history) {
  measure(network, data.X, data.T, settings.loss, history.training_loss, history.training_accuracy);
  if (!data.X_validation.is_empty()) {
    measure(network, data.X_validation, data.T_validation, settings.loss, history.validation_loss,
            history.validation_accuracy);
  }
  if (each_epoch && !each_epoch(history)) return false;
  return !should_stop(history.validation_loss, settings.patience);
}

void require_targets(const std::string& name, const arma::mat& T, const arma::mat& X) {
  require(
      T.n_cols == X.n_cols, "train",
      name + " has " + std::to_string(T.n_cols) + " columns, expected " + std::to_string(X.n_cols));
}

}  // namespace

History train(Network& network, const TrainingData& data, const TrainingSettings& settings,
              Rng& rng, const EachEpoch& each_epoch) {
  require_targets("T", data.T, data.X);
  require_targets("T_validation", data.T_validation, data.X_validation);

  History history;
  arma::uword steps = 0;
  bool goes_on = record(network, data, settings, each_epoch, history);
  for (arma::uword epoch = 1; epoch <= settings.epochs && goes_on; ++epoch) {
    const double rate =
        step_decay(settings.learning_rate, epoch - 1, settings.decay_every, settings.decay_factor);
    for (const arma::uvec& batch : mini_batches(data.X.n_cols, settings.batch_size, rng)) {
      const std::vector<DenseCache> caches = network_forward(network, data.X.cols(batch));
      const Loss loss = evaluate_loss(settings.loss, caches.back().A, data.T.cols(batch));

      std::optional<arma::uword> broken = first_broken_layer(caches);
      if (!broken && !std::isfinite(loss.value)) broken = caches.size();  // the loss alone
      if (broken) {
        history.breakdown = Breakdown{.epoch = epoch, .step = steps, .layer = *broken};
        return history;
      }

      sgd_step(network, backward(network, caches, loss.gradient), rate);
      ++steps;
    }
    goes_on = record(network, data, settings, each_epoch, history);
  }
  return history;
}

// Task 7.7  Least squares, in one go.
arma::vec ridge_solution(const arma::mat& X, const arma::vec& y, double lambda) {
  require_shape("ridge_solution", "y", y, X.n_cols, 1);

  const double m = static_cast<double>(X.n_cols);
  const arma::mat left = X * X.t() + m * lambda * arma::eye(X.n_rows, X.n_rows);
  const arma::vec right = X * y;
  return arma::solve(left, right);
}

arma::vec ridge_gradient(const arma::vec& w, const arma::mat& X, const arma::vec& y,
                         double lambda) {
  require_shape("ridge_gradient", "y", y, X.n_cols, 1);

  const double m = static_cast<double>(X.n_cols);
  const arma::vec residuals = X.t() * w - y;  // one a sample
  return 2.0 / m * X * residuals + 2.0 * lambda * w;
}

}  // namespace nn
