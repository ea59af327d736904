// Lesson 09, optimizers: a solution. Yours may differ and be as good: read it once your own passes.
#include "09_optimizers/optimizers.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>

#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "08_regularization/regularization.hpp"
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
void momentum_step(arma::vec& theta, const arma::vec& gradient, double rate, Momentum& state) {
  require_shape("momentum_step", "gradient", gradient, theta.n_elem, 1);
  prepare("momentum_step", "velocity", state.velocity, theta.n_elem);

  state.velocity *= state.beta;
  state.velocity += gradient;
  theta -= rate * state.velocity;
}

// Task 9.2  RMSProp.
void rms_prop_step(arma::vec& theta, const arma::vec& gradient, double rate, RmsProp& state) {
  require_shape("rms_prop_step", "gradient", gradient, theta.n_elem, 1);
  prepare("rms_prop_step", "square", state.square, theta.n_elem);

  state.square *= state.rho;
  state.square += (1.0 - state.rho) * arma::square(gradient);
  theta -= rate * gradient / (arma::sqrt(state.square) + state.epsilon);
}

// Task 9.3  Adam.
void adam_step(arma::vec& theta, const arma::vec& gradient, double rate, Adam& state) {
  require_shape("adam_step", "gradient", gradient, theta.n_elem, 1);
  prepare("adam_step", "mean", state.mean, theta.n_elem);
  prepare("adam_step", "square", state.square, theta.n_elem);

  state.steps += 1;
  state.mean *= state.beta1;
  state.mean += (1.0 - state.beta1) * gradient;
  state.square *= state.beta2;
  state.square += (1.0 - state.beta2) * arma::square(gradient);

  // Both began at 0, and are too small by just these factors. The state keeps them as they are.
  const double t = static_cast<double>(state.steps);
  const arma::vec M = state.mean / (1.0 - std::pow(state.beta1, t));
  const arma::vec S = state.square / (1.0 - std::pow(state.beta2, t));
  theta -= rate * M / (arma::sqrt(S) + state.epsilon);
}

// Task 9.4  AdamW.
void adamw_step(arma::vec& theta, const arma::vec& gradient, double rate, Adam& state) {
  arma::vec decay = rate * state.weight_decay * theta;  // of the old theta
  if (!state.decays.is_empty()) {
    require_shape("adamw_step", "decays", state.decays, theta.n_elem, 1);
    decay %= state.decays;
  }
  adam_step(theta, gradient, rate, state);
  theta -= decay;
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
void optimizer_step(arma::vec& theta, const arma::vec& gradient, double rate,
                    Optimizer& optimizer) {
  switch (optimizer.method) {
    case Method::gradient_descent:
      return sgd_step(theta, gradient, rate);
    case Method::momentum:
      return momentum_step(theta, gradient, rate, optimizer.momentum);
    case Method::rms_prop:
      return rms_prop_step(theta, gradient, rate, optimizer.rms_prop);
    case Method::adam:
      return adam_step(theta, gradient, rate, optimizer.adam);
    case Method::adamw:
      return adamw_step(theta, gradient, rate, optimizer.adam);
  }
  throw std::invalid_argument("optimizer_step: method is none of the five");
}

// Task 9.8  A network learns, with Adam.
History train_with(Network& network, const TrainingData& data, LossFunction loss,
                   Optimizer& optimizer, const TrainingSettings& settings, Rng& rng,
                   const Schedule& schedule) {
  if (optimizer.adam.decays.is_empty()) optimizer.adam.decays = weight_mask(network);

  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    return network_gradient(network, theta, loss, data.X.cols(samples), data.T.cols(samples));
  };
  const Step step = [&](arma::vec& theta, const arma::vec& g, double rate) {
    optimizer_step(theta, g, rate, optimizer);
  };
  Watch validation;
  if (!data.X_validation.is_empty()) {
    validation = [&](const arma::vec& theta) {
      return loss_at(network, theta, loss, data.X_validation, data.T_validation);
    };
  }
  arma::vec theta = flatten(network);
  const History history =
      train(theta, gradient, step, data.X.n_cols, settings, rng, validation, schedule);
  network = unflatten(theta, network);
  return history;
}

}  // namespace nn
