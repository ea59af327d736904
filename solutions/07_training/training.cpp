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
  batches.reserve(samples / batch_size + 1);  // or a vector that grows copies what it holds
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

/// Some columns of X: no copy, the same memory. (Armadillo has no view of a const matrix.)
arma::mat view_of_columns(const arma::mat& X, arma::uword first, arma::uword count) {
  return arma::mat(const_cast<double*>(X.colptr(first)), X.n_rows, count, false, true);
}

/// A layer's numbers where they stand among all numbers of the network: no copy, the same memory.
struct LayerView {
  arma::mat weights;
  arma::vec bias;
};

/// The layers in a vector with the order of flatten().
std::vector<LayerView> views_of(const arma::vec& numbers, const Network& network) {
  double* next = const_cast<double*>(numbers.memptr());  // nor one of a const vector
  std::vector<LayerView> views;
  views.reserve(network.layers.size());
  for (const auto& [weights, bias, activation] : network.layers) {
    views.push_back({.weights = arma::mat(next, weights.n_rows, weights.n_cols, false, true),
                     .bias = arma::vec(next + weights.n_elem, bias.n_elem, false, true)});
    next += weights.n_elem + bias.n_elem;
  }
  return views;
}

/// The gradient at A = activation(Z) becomes the one at Z, where it stands. A alone tells each
/// slope, so that nobody keeps Z, and no exponential is made twice.
void back_through(Activation activation, const arma::mat& A, arma::mat& gradient) {
  switch (activation) {
    case Activation::identity:
      return;
    case Activation::sigmoid:
      gradient %= A % (1.0 - A);
      return;
    case Activation::tanh:
      gradient %= 1.0 - arma::square(A);
      return;
    case Activation::relu:
      std::ranges::transform(gradient, A, gradient.begin(),
                             [](double slope, double a) { return a > 0.0 ? slope : 0.0; });
      return;
    case Activation::leaky_relu:  // A has the sign of Z
    case Activation::softmax:     // refused
      gradient %= activation_derivative(activation, A);
  }
}

}  // namespace

LossAndGradient network_gradient(const Network& network, const arma::vec& theta, LossFunction loss,
                                 const arma::mat& X, const arma::mat& T) {
  const std::size_t count = network.layers.size();
  require(count > 0, "network_gradient", "network has 0 layers, expected at least 1");
  require_length("network_gradient", "theta", theta.n_elem, parameter_count(network));
  require_shape("network_gradient", "X", X, network.layers.front().weights.n_cols, X.n_cols);
  require_shape("network_gradient", "T", T, T.n_rows, X.n_cols);

  LossAndGradient mean{.loss = 0.0, .gradient = arma::zeros(theta.n_elem)};
  const std::vector<LayerView> layers = views_of(theta, network);
  std::vector<LayerView> gradients = views_of(mean.gradient, network);
  std::vector<arma::mat> A(count);  // of each layer, and no copy of what it was given
  arma::mat Z, dZ;                  // of the layer that is looked at; dZ is first the gradient at A
  // Without samples there is one block as well: the loss refuses it.
  for (arma::uword first = 0; first == 0 || first < X.n_cols; first += at_once) {
    const arma::uword samples = std::min(at_once, X.n_cols - first);
    const arma::mat X_block = view_of_columns(X, first, samples);
    const arma::mat T_block = view_of_columns(T, first, samples);
    const arma::vec ones(samples, arma::fill::ones);

    // Forward as in lesson 02: the product is added to the bias, in place.
    for (std::size_t i = 0; i < count; ++i) {
      Z = arma::repmat(layers[i].bias, 1, samples);
      Z += layers[i].weights * (i == 0 ? X_block : A[i - 1]);
      A[i] = activate(network.layers[i].activation, Z);
    }
    const Loss at_output = evaluate_loss(loss, A.back(), T_block);

    // Back as in lesson 04, from the block's share of the mean. Each dW and db is added up where it
    // stands in the gradient (a product with ones is a sum), and nobody asks for the dX of the
    // data.
    const double share = static_cast<double>(samples) / static_cast<double>(X.n_cols);
    mean.loss += share * at_output.value;
    dZ = share * at_output.gradient;
    for (std::size_t i = count; i-- > 0;) {
      back_through(network.layers[i].activation, A[i], dZ);
      gradients[i].weights += dZ * (i == 0 ? X_block : A[i - 1]).t();
      gradients[i].bias += dZ * ones;
      if (i > 0) dZ = layers[i].weights.t() * dZ;
    }
  }
  return mean;
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
