// Lesson 07, training: a solution. Yours may differ and be as good: read it once your own passes.
#include "07_training/training.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
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
void sgd_step(arma::vec& theta, const arma::vec& gradient, double rate) {
  require_shape("sgd_step", "gradient", gradient, theta.n_elem, 1);
  theta -= rate * gradient;
}

// Task 7.3  A rate that falls.
double step_decay(double learning_rate, arma::uword epoch, arma::uword every, double factor) {
  if (every == 0) return learning_rate;
  const arma::uword times = epoch / every;  // whole numbers: 99 / 50 is 1
  return learning_rate * std::pow(factor, static_cast<double>(times));
}

// Task 7.4  When it is enough.
bool should_stop(const std::vector<double>& losses, arma::uword patience) {
  std::optional<std::size_t> best;  // the place of the smallest loss
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (std::isnan(losses[i])) continue;
    if (!best || losses[i] < losses[*best]) best = i;
  }
  if (!best || patience == 0) return false;
  return losses.size() - 1 - *best >= patience;
}

// Task 7.5  The loop.
namespace {

/// Asks the watch, if there is one, and says whether training goes on.
bool look(const arma::vec& theta, const Watch& watch, arma::uword patience, History& history) {
  if (!watch) return true;
  const std::optional<double> loss = watch(theta);
  if (!loss) return false;
  history.watched.push_back(*loss);
  return !should_stop(history.watched, patience);
}

}  // namespace

History train(arma::vec& theta, const Gradient& gradient, const Step& step, arma::uword samples,
              const TrainingSettings& settings, Rng& rng, const Watch& watch,
              const Schedule& schedule) {
  History history;
  arma::uword steps = 0;
  bool goes_on = look(theta, watch, settings.patience, history);
  for (arma::uword epoch = 0; epoch < settings.epochs && goes_on; ++epoch) {
    const double rate = schedule ? schedule(epoch, history.watched)
                                 : step_decay(settings.learning_rate, epoch, settings.decay_every,
                                              settings.decay_factor);
    double sum = 0.0;  // of the losses of all samples
    for (const arma::uvec& batch : mini_batches(samples, settings.batch_size, rng)) {
      const LossAndGradient here = gradient(theta, batch);
      // The sum of the sizes is finite if each is, and is one number to look at.
      if (!std::isfinite(here.loss) || !std::isfinite(arma::norm(here.gradient, 1))) {
        history.breakdown = Breakdown{.epoch = epoch, .step = steps};
        return history;
      }
      step(theta, here.gradient, rate);
      ++steps;
      sum += here.loss * static_cast<double>(batch.n_elem);  // the last batch may be shorter
    }
    history.losses.push_back(sum / static_cast<double>(samples));
    goes_on = look(theta, watch, settings.patience, history);
  }
  return history;
}

// Task 7.6  The gradient of a network.
namespace {

/// So many samples at once: all that is computed of them stays in the processor's cache.
constexpr arma::uword at_once = 256;

/// The mean over all samples, from the means over at most `at_once` of them.
LossAndGradient gradient_in_blocks(const Network& network, const arma::vec& theta,
                                   LossFunction loss, const arma::mat& X, const arma::mat& T) {
  require_shape("network_gradient", "T", T, T.n_rows, X.n_cols);

  LossAndGradient mean{.loss = 0.0, .gradient = arma::zeros(theta.n_elem)};
  for (arma::uword first = 0; first < X.n_cols; first += at_once) {
    const arma::uword last = std::min(first + at_once, X.n_cols) - 1;
    const LossAndGradient block =
        network_gradient(network, theta, loss, X.cols(first, last), T.cols(first, last));
    const double share = static_cast<double>(last + 1 - first) / static_cast<double>(X.n_cols);
    mean.loss += share * block.loss;
    mean.gradient += share * block.gradient;
  }
  return mean;
}

/// A layer's numbers where they stand among all numbers of the network: no copy, the same memory.
struct LayerView {
  arma::mat weights;
  arma::vec bias;
};

/// The layers in a vector with the order of flatten().
std::vector<LayerView> views_of(const arma::vec& numbers, const Network& network) {
  double* next = const_cast<double*>(numbers.memptr());  // Armadillo has no view of a const vector
  std::vector<LayerView> views;
  views.reserve(network.layers.size());
  for (const auto& [weights, bias, activation] : network.layers) {
    views.push_back({.weights = arma::mat(next, weights.n_rows, weights.n_cols, false, true),
                     .bias = arma::vec(next + weights.n_elem, bias.n_elem, false, true)});
    next += weights.n_elem + bias.n_elem;
  }
  return views;
}

}  // namespace

LossAndGradient network_gradient(const Network& network, const arma::vec& theta, LossFunction loss,
                                 const arma::mat& X, const arma::mat& T) {
  const std::size_t count = network.layers.size();
  require(count > 0, "network_gradient", "network has 0 layers, expected at least 1");
  require_length("network_gradient", "theta", theta.n_elem, parameter_count(network));
  require_shape("network_gradient", "X", X, network.layers.front().weights.n_cols, X.n_cols);
  if (X.n_cols > at_once) return gradient_in_blocks(network, theta, loss, X, T);

  const std::vector<LayerView> layers = views_of(theta, network);

  // Forward as in lesson 02. Of each layer Z and A are kept, and no copy of what it was given.
  std::vector<arma::mat> Z(count);
  std::vector<arma::mat> A(count);
  for (std::size_t i = 0; i < count; ++i) {
    Z[i] = layers[i].weights * (i == 0 ? X : A[i - 1]);
    Z[i].each_col() += layers[i].bias;
    A[i] = activate(network.layers[i].activation, Z[i]);
  }
  const Loss at_output = evaluate_loss(loss, A.back(), T);

  // Back as in lesson 04. Each dW and db is made where it stands in the gradient, and nobody asks
  // for the dX of the data.
  LossAndGradient result{.loss = at_output.value,
                         .gradient = arma::vec(theta.n_elem, arma::fill::none)};
  std::vector<LayerView> gradients = views_of(result.gradient, network);
  arma::mat dA = at_output.gradient;
  for (std::size_t i = count; i-- > 0;) {
    const arma::mat dZ = dA % activation_derivative(network.layers[i].activation, Z[i]);
    gradients[i].weights = dZ * (i == 0 ? X : A[i - 1]).t();
    gradients[i].bias = arma::sum(dZ, 1);
    if (i > 0) dA = layers[i].weights.t() * dZ;
  }
  return result;
}

// Task 7.7  A network learns.
History train_network(Network& network, const TrainingData& data, LossFunction loss,
                      const TrainingSettings& settings, Rng& rng) {
  require_shape("train_network", "T", data.T, data.T.n_rows, data.X.n_cols);
  require_shape("train_network", "T_validation", data.T_validation, data.T_validation.n_rows,
                data.X_validation.n_cols);

  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    return network_gradient(network, theta, loss, data.X.cols(samples), data.T.cols(samples));
  };
  Watch validation;
  if (!data.X_validation.is_empty()) {
    validation = [&](const arma::vec& theta) {
      return loss_at(network, theta, loss, data.X_validation, data.T_validation);
    };
  }
  arma::vec theta = flatten(network);
  const History history =
      train(theta, gradient, sgd_step, data.X.n_cols, settings, rng, validation);
  network = unflatten(theta, network);
  return history;
}

// Task 7.8  Least squares: another loss for the loop, and its minimum in one go.
LossAndGradient ridge_gradient(const arma::vec& w, const arma::mat& X, const arma::vec& y,
                               double lambda) {
  require_shape("ridge_gradient", "y", y, X.n_cols, 1);

  const double m = static_cast<double>(X.n_cols);
  const arma::vec residuals = X.t() * w - y;  // one a sample
  return {.loss = arma::dot(residuals, residuals) / m + lambda * arma::dot(w, w),
          .gradient = 2.0 / m * X * residuals + 2.0 * lambda * w};
}

arma::vec ridge_solution(const arma::mat& X, const arma::vec& y, double lambda) {
  require_shape("ridge_solution", "y", y, X.n_cols, 1);

  const double m = static_cast<double>(X.n_cols);
  const arma::mat left = X * X.t() + m * lambda * arma::eye(X.n_rows, X.n_rows);
  const arma::vec right = X * y;
  return arma::solve(left, right);
}

}  // namespace nn
