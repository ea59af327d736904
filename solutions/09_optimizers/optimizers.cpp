// Lesson 09, optimizers: a solution. Yours may differ and be as good: read it once your own passes.
#include "09_optimizers/optimizers.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>

#include "07_training/training.hpp"
#include "common/contract.hpp"

namespace nn {
namespace {

/// Makes a state's vector ready for a step: empty stands for zeros, any other length is refused.
void prepare(const std::string& function, const std::string& name, arma::vec& vector,
             arma::uword length) {
  if (vector.is_empty()) vector.zeros(length);
  require_shape(function, name, vector, length, 1);
}

}  // namespace

// Task 9.1  Momentum.
arma::vec momentum_step(Momentum& state, const arma::vec& theta, const arma::vec& gradient,
                        double learning_rate) {
  require_shape("momentum_step", "gradient", gradient, theta.n_elem, 1);
  prepare("momentum_step", "velocity", state.velocity, theta.n_elem);

  state.velocity = state.beta * state.velocity + gradient;
  return theta - learning_rate * state.velocity;
}

// Task 9.2  RMSProp.
arma::vec rms_prop_step(RmsProp& state, const arma::vec& theta, const arma::vec& gradient,
                        double learning_rate) {
  require_shape("rms_prop_step", "gradient", gradient, theta.n_elem, 1);
  prepare("rms_prop_step", "square", state.square, theta.n_elem);

  state.square = state.rho * state.square + (1.0 - state.rho) * arma::square(gradient);
  return theta - learning_rate * gradient / (arma::sqrt(state.square) + state.epsilon);
}

// Task 9.3  Adam.
arma::vec adam_step(Adam& state, const arma::vec& theta, const arma::vec& gradient,
                    double learning_rate) {
  require_shape("adam_step", "gradient", gradient, theta.n_elem, 1);
  prepare("adam_step", "mean", state.mean, theta.n_elem);
  prepare("adam_step", "square", state.square, theta.n_elem);

  state.steps += 1;
  state.mean = state.beta1 * state.mean + (1.0 - state.beta1) * gradient;
  state.square = state.beta2 * state.square + (1.0 - state.beta2) * arma::square(gradient);

  // Both began at 0, and are too small by just these factors. The state keeps them as they are.
  const double t = static_cast<double>(state.steps);
  const arma::vec M = state.mean / (1.0 - std::pow(state.beta1, t));
  const arma::vec S = state.square / (1.0 - std::pow(state.beta2, t));
  return theta - learning_rate * M / (arma::sqrt(S) + state.epsilon);
}

// Task 9.4  AdamW.
arma::vec adamw_step(Adam& state, const arma::vec& theta, const arma::vec& gradient,
                     double learning_rate) {
  arma::vec decays = state.decays;
  if (decays.is_empty()) decays.ones(theta.n_elem);
  require_shape("adamw_step", "decays", decays, theta.n_elem, 1);

  const arma::vec stepped = adam_step(state, theta, gradient, learning_rate);
  return stepped - learning_rate * state.weight_decay * (decays % theta);
}

// Task 9.5  Cosine with warm-up.
double cosine_rate(double learning_rate, arma::uword epoch, arma::uword epochs,
                   arma::uword warm_up) {
  require(warm_up < epochs, "cosine_rate",
          "warm_up is " + std::to_string(warm_up) + ", expected less than epochs, " +
              std::to_string(epochs));
  if (epoch >= epochs) return 0.0;

  // As doubles: whole numbers cut fractions off, and have no negative differences.
  const double k = static_cast<double>(epoch);
  const double rise = static_cast<double>(warm_up);
  const double fall = static_cast<double>(epochs) - rise;
  if (epoch < warm_up) return learning_rate * (k + 1.0) / (rise + 1.0);
  return learning_rate * (1.0 + std::cos(std::numbers::pi * (k - rise) / fall)) / 2.0;
}

// Task 9.6  Decay on a plateau.
double plateau_rate(double learning_rate, const std::vector<double>& losses, arma::uword patience,
                    double factor) {
  require(patience >= 1, "plateau_rate", "patience is 0, expected at least 1");

  double rate = learning_rate;
  double smallest = std::numeric_limits<double>::infinity();
  arma::uword waited = 0;  // epochs since the last improvement or cut
  for (const double loss : losses) {
    if (loss < smallest) {  // false for a NaN
      smallest = loss;
      waited = 0;
    } else {
      waited += 1;
    }
    if (waited == patience) {
      rate *= factor;
      waited = 0;
    }
  }
  return rate;
}

// Task 9.7  The step of the chosen method.
arma::vec optimizer_step(Optimizer& optimizer, const arma::vec& theta, const arma::vec& gradient,
                         double learning_rate) {
  switch (optimizer.method) {
    case Method::gradient_descent:
      require_shape("optimizer_step", "gradient", gradient, theta.n_elem, 1);
      return theta - learning_rate * gradient;
    case Method::momentum:
      return momentum_step(optimizer.momentum, theta, gradient, learning_rate);
    case Method::rms_prop:
      return rms_prop_step(optimizer.rms_prop, theta, gradient, learning_rate);
    case Method::adam:
      return adam_step(optimizer.adam, theta, gradient, learning_rate);
    case Method::adamw:
      return adamw_step(optimizer.adam, theta, gradient, learning_rate);
  }
  throw std::invalid_argument("optimizer_step: method is none of the five");
}

// Task 9.8  Step after step.
arma::vec minimise(const arma::vec& theta, const BatchGradient& gradient, Optimizer& optimizer,
                   arma::uword samples, arma::uword batch_size, arma::uword epochs,
                   const RateOfEpoch& rate, Rng& rng, const AfterEpoch& after_epoch) {
  arma::vec current = theta;
  for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
    const double learning_rate = rate(epoch);
    for (const arma::uvec& batch : mini_batches(samples, batch_size, rng)) {
      const arma::vec g = gradient(current, batch);
      if (!g.is_finite()) return current;  // a step would make every later theta NaN
      current = optimizer_step(optimizer, current, g, learning_rate);
    }
    if (after_epoch && !after_epoch(epoch, current)) break;
  }
  return current;
}

}  // namespace nn
