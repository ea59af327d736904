// The graded tests of lesson 09. Inputs come from a seed that no submission knows; what is expected
// comes from the formulas, and from finite differences.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "09_optimizers/misconceptions.hpp"
#include "09_optimizers/optimizers.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/networks.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using namespace support;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

const std::vector<Method> all_methods = {Method::gradient_descent, Method::momentum,
                                         Method::rms_prop, Method::adam, Method::adamw};

At random_at(arma::uword count, Rng& rng) {
  return {.theta = normal_matrix(count, 1, rng),
          .gradient = normal_matrix(count, 1, rng),
          .rate = uniform(0.05, 0.3, rng)};
}

/// Numbers from 0.5 to 2: what a mean of squares may be.
arma::vec random_squares(arma::uword count, Rng& rng) {
  return uniform_matrix(count, 1, 0.5, 2.0, rng);
}

/// An Adam after some steps.
Adam random_adam(arma::uword count, Rng& rng) {
  Adam state;
  state.beta1 = uniform(0.5, 0.8, rng);
  state.beta2 = uniform(0.6, 0.9, rng);
  state.epsilon = uniform(0.1, 0.5, rng);
  state.weight_decay = uniform(0.1, 0.5, rng);
  state.steps = between(2, 5, rng);
  state.mean = normal_matrix(count, 1, rng);
  state.square = random_squares(count, rng);
  return state;
}

/// The steps of all methods.
void right_step(arma::vec& theta, const arma::vec& g, double rate, Optimizer& optimizer) {
  auto& [method, momentum, rms, adam] = optimizer;
  for (arma::vec* state : {&momentum.velocity, &rms.square, &adam.mean, &adam.square}) {
    if (state->is_empty()) state->zeros(theta.n_elem);
  }
  if (method == Method::gradient_descent) theta -= rate * g;
  if (method == Method::momentum) {
    momentum.velocity = momentum.beta * momentum.velocity + g;
    theta -= rate * momentum.velocity;
  }
  if (method == Method::rms_prop) {
    rms.square += (1 - rms.rho) * (g % g - rms.square);
    theta -= rate * g / (arma::sqrt(rms.square) + rms.epsilon);
  }
  if (method == Method::adam || method == Method::adamw) {
    const double t = static_cast<double>(++adam.steps);
    const arma::vec decays = adam.decays.is_empty() ? arma::ones(theta.n_elem) : adam.decays;
    const double decay = method == Method::adamw ? rate * adam.weight_decay : 0.0;
    adam.mean += (1 - adam.beta1) * (g - adam.mean);
    adam.square += (1 - adam.beta2) * (g % g - adam.square);
    const arma::vec M = adam.mean / (1 - std::pow(adam.beta1, t));
    const arma::vec S = adam.square / (1 - std::pow(adam.beta2, t));
    theta -= rate * M / (arma::sqrt(S) + adam.epsilon) + decay * (decays % theta);
  }
}

/// The same for a method whose state is `optimizer`'s.
arma::vec after_right_step(const At& at, Optimizer& optimizer) {
  arma::vec theta = at.theta;
  right_step(theta, at.gradient, at.rate, optimizer);
  return theta;
}

}  // namespace

// ---- 9.1 momentum_step --------------------------------------------------------------------------

TEST_CASE("9.1 velocity and theta after a step from any state", "[09][9.1]") {
  Rng rng = test_rng("9.1 a");
  for (int i = 0; i < 3; ++i) {
    const arma::uword count = between(3, 7, rng);
    const At at = random_at(count, rng);
    Momentum state{.beta = uniform(0.4, 0.8, rng), .velocity = normal_matrix(count, 1, rng)};
    const Momentum before = state;
    Optimizer expected{.method = Method::momentum, .momentum = state};
    const arma::vec moved = after_right_step(at, expected);
    arma::vec theta = at.theta;
    momentum_step(theta, at.gradient, at.rate, state);
    CHECK_THAT(state.velocity,
               velocity_of(expected.momentum.velocity, at, before.beta, before.velocity));
    CHECK_THAT(theta, moved_by_momentum(moved, at, before.beta, before.velocity));
  }
}

TEST_CASE("9.1 the message of a refusal names both lengths", "[09][9.1]") {
  Rng rng = test_rng("9.1 c");
  const arma::uword count = between(3, 8, rng);
  check_lengths<Momentum>("momentum_step", momentum_step, {{"velocity", &Momentum::velocity}},
                          count, count + 1);
}

// ---- 9.2 rms_prop_step --------------------------------------------------------------------------

TEST_CASE("9.2 s and theta after a step from any state", "[09][9.2]") {
  Rng rng = test_rng("9.2 a");
  for (int i = 0; i < 3; ++i) {
    const arma::uword count = between(3, 7, rng);
    const At at = random_at(count, rng);
    RmsProp state{.rho = uniform(0.6, 0.9, rng),
                  .epsilon = uniform(0.1, 0.5, rng),
                  .square = random_squares(count, rng)};
    const RmsProp before = state;
    Optimizer expected{.method = Method::rms_prop, .rms_prop = state};
    const arma::vec moved = after_right_step(at, expected);
    arma::vec theta = at.theta;
    rms_prop_step(theta, at.gradient, at.rate, state);
    CHECK_THAT(state.square, square_of(expected.rms_prop.square, at, before.rho, before.square));
    CHECK_THAT(theta, moved_by_rms_prop(moved, at, before.rho, before.epsilon, before.square));
  }
}

TEST_CASE("9.2 the message of a refusal names both lengths", "[09][9.2]") {
  Rng rng = test_rng("9.2 c");
  const arma::uword count = between(3, 8, rng);
  check_lengths<RmsProp>("rms_prop_step", rms_prop_step, {{"square", &RmsProp::square}}, count,
                         count + 1);
}

// ---- 9.3 adam_step ------------------------------------------------------------------------------

TEST_CASE("9.3 m, s, t and theta after a step from any state", "[09][9.3]") {
  Rng rng = test_rng("9.3 a");
  for (int i = 0; i < 3; ++i) {
    const arma::uword count = between(3, 7, rng);
    const At at = random_at(count, rng);
    Adam state = random_adam(count, rng);
    const Adam before = state;
    Optimizer expected{.method = Method::adam, .adam = state};
    const arma::vec moved = after_right_step(at, expected);
    arma::vec theta = at.theta;
    adam_step(theta, at.gradient, at.rate, state);
    CHECK_THAT(state.mean, mean_of(expected.adam.mean, at, before));
    CHECK_THAT(state.square, second_moment_of(expected.adam.square, at, before));
    CHECK_THAT(static_cast<double>(state.steps - before.steps), one_step_counted());
    CHECK_THAT(theta, moved_by_adam(moved, at, before));
  }
}

TEST_CASE("9.3 the message of a refusal names both lengths", "[09][9.3]") {
  Rng rng = test_rng("9.3 c");
  const arma::uword count = between(3, 8, rng);
  check_lengths<Adam>("adam_step", adam_step, {{"mean", &Adam::mean}, {"square", &Adam::square}},
                      count, count + 1);
}

// ---- 9.4 adamw_step -----------------------------------------------------------------------------

TEST_CASE("9.4 Adam's step and the decay, from any state", "[09][9.4]") {
  Rng rng = test_rng("9.4 a");
  for (const bool everywhere : {false, true}) {
    const At at = random_at(5, rng);
    Adam state = random_adam(5, rng);
    if (!everywhere) state.decays = {1, 0, 1, 1, 0};
    Adam before = state;
    if (everywhere) before.decays = arma::ones(5);
    Optimizer expected{.method = Method::adam, .adam = state};
    const arma::vec moved = after_right_step(at, expected);
    arma::vec theta = at.theta;
    adamw_step(theta, at.gradient, at.rate, state);
    CHECK_THAT(state.mean, decay_apart(expected.adam.mean, at, before));
    CHECK_THAT(state.square, close_to(expected.adam.square));
    CHECK_THAT(static_cast<double>(state.steps - before.steps), one_step_counted());
    CHECK_THAT(theta, moved_by_adamw(moved, at, before));
  }
}

TEST_CASE("9.4 what does not fit is refused", "[09][9.4]") {
  Rng rng = test_rng("9.4 c");
  const arma::uword count = between(3, 8, rng);
  arma::vec theta = normal_matrix(count, 1, rng);
  Adam state{.decays = arma::ones(count + 1)};
  CHECK_REFUSED(adamw_step(theta, arma::ones(count), 0.1, state),
                "adamw_step: decays is " + shape(count + 1, 1) + ", expected " + shape(count, 1));
  state.decays = arma::ones(count);
  CHECK_NOTHROW(adamw_step(theta, arma::ones(count), 0.1, state));
}

// ---- 9.5 cosine_rate ----------------------------------------------------------------------------

TEST_CASE("9.5 every epoch of a rise and a fall", "[09][9.5]") {
  Rng rng = test_rng("9.5 a");
  for (int i = 0; i < 3; ++i) {
    const arma::uword warm_up = between(2, 5, rng);
    const arma::uword epochs = warm_up + between(4, 9, rng);
    const double rate = uniform(0.2, 2.0, rng);
    arma::vec expected(epochs + 3, arma::fill::zeros);
    for (arma::uword k = 0; k < epochs; ++k) {
      // Of the fall: the square of a cosine of half the angle.
      const double half = std::cos(arma::datum::pi / 2 * (static_cast<double>(k) - warm_up) /
                                   static_cast<double>(epochs - warm_up));
      expected(k) = k < warm_up ? rate / (warm_up + 1.0) * (k + 1.0) : rate * half * half;
    }
    CHECK_THAT(rates_until(epochs + 3,
                           [&](arma::uword k) { return cosine_rate(rate, k, epochs, warm_up); }),
               cosine_rates(expected, rate, epochs, warm_up));
  }
  INFO("One epoch is enough, and from it on the rate is 0.");
  CHECK_THAT(cosine_rate(0.7, 0, 1, 0), close_to(0.7));
  CHECK_THAT(cosine_rate(0.7, 5, 1, 0), close_to(0.0));
}

TEST_CASE("9.5 the warm-up has to be shorter than the whole", "[09][9.5]") {
  Rng rng = test_rng("9.5 b");
  const arma::uword epochs = between(2, 9, rng);
  CHECK_REFUSED(cosine_rate(0.1, 0, epochs, epochs + 1),
                "cosine_rate: warm_up is " + std::to_string(epochs + 1) +
                    ", expected less than epochs, " + std::to_string(epochs));
  CHECK_NOTHROW(cosine_rate(0.1, 0, epochs, epochs - 1));
}

// ---- 9.6 plateau_rate ---------------------------------------------------------------------------

TEST_CASE("9.6 losses of any kind, some of them equal, some not a number", "[09][9.6]") {
  Rng rng = test_rng("9.6 a");
  for (int i = 0; i < 6; ++i) {
    const arma::uword patience = between(1, 3, rng);
    const double factor = uniform(0.3, 0.8, rng);
    const double rate = uniform(0.5, 2.0, rng);
    Losses losses;
    for (int k = 0; k < 60; ++k) {
      losses.push_back(5.0 - 0.05 * k + uniform(0.0, 1.5, rng));
      if (k > 2 && k % 4 == 0) losses.back() = *std::min_element(losses.begin(), losses.end());
    }
    if (i % 2 == 1) losses[between(0, 1, rng)] = losses[between(5, 9, rng)] = not_a_number;
    // Counted from the ends of epochs: an improvement is below all losses before it.
    arma::vec expected(losses.size());
    double now = rate;
    std::size_t since = 0;  // the first epoch that counts
    for (std::size_t k = 0; k < losses.size(); ++k) {
      bool best = !std::isnan(losses[k]);
      for (std::size_t j = 0; j < k; ++j) best = best && !(losses[j] <= losses[k]);
      if (best) since = k + 1;
      if (k + 1 - since == patience) {
        now *= factor;
        since = k + 1;
      }
      expected(k) = now;
    }
    INFO("patience " << patience << ", factor " << factor);
    CHECK_THAT(plateau_rates(rate, losses, patience, factor),
               rates_on_plateau(expected, rate, losses, patience, factor));
  }
}

TEST_CASE("9.6 negative losses can improve, and a patience of 0 is refused", "[09][9.6]") {
  Rng rng = test_rng("9.6 b");
  const double step = uniform(0.1, 1.0, rng);
  const Losses losses = {-step, -2 * step, -3 * step, -3 * step, -2 * step, -2 * step};
  CHECK_THAT(plateau_rates(1.0, losses, 1, 0.5),
             rates_on_plateau({1, 1, 1, 0.5, 0.25, 0.125}, 1.0, losses, 1, 0.5));
  CHECK_REFUSED(plateau_rate(step, losses, 0, 0.5),
                "plateau_rate: patience is 0, expected at least 1");
}

// ---- 9.7 optimizer_step -------------------------------------------------------------------------

TEST_CASE("9.7 each method takes its own steps and moves its own state on", "[09][9.7]") {
  Rng rng = test_rng("9.7 a");
  for (const Method method : all_methods) {
    Optimizer optimizer{.method = method,
                        .momentum = {.velocity = normal_matrix(4, 1, rng)},
                        .rms_prop = {.square = random_squares(4, rng)},
                        .adam = random_adam(4, rng)};
    optimizer.adam.decays = {1, 1, 0, 1};
    Optimizer expected = optimizer;
    Optimizer descent = optimizer;
    descent.method = Method::gradient_descent;
    Optimizer adam = optimizer;
    adam.method = Method::adam;
    At at = random_at(4, rng);
    arma::vec theta = at.theta;
    arma::vec moved = at.theta;
    arma::vec by_descent = at.theta;
    arma::vec by_adam = at.theta;
    for (int k = 0; k < 3; ++k) {
      optimizer_step(theta, at.gradient, at.rate, optimizer);
      right_step(moved, at.gradient, at.rate, expected);
      right_step(by_descent, at.gradient, at.rate, descent);
      right_step(by_adam, at.gradient, at.rate, adam);
      INFO("Method " << static_cast<int>(method) << " of the enumeration, step " << k + 1);
      CHECK_THAT(theta, step_of_method(moved, by_descent, by_adam));
      INFO(state_copied << " The states of other methods stay as they are.");
      CHECK_THAT(optimizer.momentum.velocity, close_to(expected.momentum.velocity));
      CHECK_THAT(optimizer.rms_prop.square, close_to(expected.rms_prop.square));
      CHECK_THAT(optimizer.adam.mean, close_to(expected.adam.mean));
      CHECK(optimizer.adam.steps == expected.adam.steps);
      at.gradient = normal_matrix(4, 1, rng);
    }
  }
}

TEST_CASE("9.7 the message of a refusal names both lengths, for every method", "[09][9.7]") {
  Rng rng = test_rng("9.7 b");
  const arma::uword count = between(3, 8, rng);
  for (const Method method : all_methods) {
    Optimizer optimizer;
    optimizer.method = method;
    arma::vec theta = normal_matrix(count, 1, rng);
    CHECK_REFUSED(optimizer_step(theta, arma::ones(count + 2), 0.1, optimizer),
                  "gradient is " + shape(count + 2, 1) + ", expected " + shape(count, 1));
    CHECK_NOTHROW(optimizer_step(theta, arma::ones(count), 0.1, optimizer));
  }
}

// ---- 9.8 train_with -----------------------------------------------------------------------------

TEST_CASE("9.8 with all samples in one batch, each epoch is one step of the method", "[09][9.8]") {
  Rng rng = test_rng("9.8 a");
  Rng theirs = test_rng("9.8 a theirs");
  for (const Method method : {Method::momentum, Method::rms_prop, Method::adam, Method::adamw}) {
    const arma::uword m = between(5, 8, rng);
    const LossFunction loss = LossFunction::softmax_cross_entropy;
    const TrainingData data{.X = normal_matrix(2, m, rng),
                            .T = random_one_hot(arma::SizeMat(3, m), rng),
                            .X_validation = normal_matrix(2, 4, rng),
                            .T_validation = random_one_hot(arma::SizeMat(3, 4), rng)};
    const Network start = random_network({2, 4, 3}, rng);
    const TrainingSettings settings{.epochs = 3, .batch_size = m, .learning_rate = 0.1};
    const arma::vec rates = {0.03, 0.02, 0.01};
    const Schedule schedule = [&](arma::uword epoch, const Losses&) { return rates(epoch); };
    Optimizer optimizer{.method = method};
    optimizer.adam.weight_decay = 0.5;
    optimizer.adam.epsilon = optimizer.rms_prop.epsilon = 0.01;
    Optimizer expected = optimizer;
    expected.adam.decays = ones_at_weights(start);
    const arma::vec mask = expected.adam.decays;

    // By finite differences: as it should be; each step with a state that has no past; at one rate.
    const auto course = [&](Optimizer by, bool goes_on, bool scheduled) {
      std::vector<Network> networks = {start};
      for (arma::uword epoch = 0; epoch < 3; ++epoch) {
        Optimizer fresh = by;
        arma::vec theta = parameters_of(networks.back());
        right_step(theta, slopes_of(networks.back(), loss, data.X, data.T),
                   scheduled ? rates(epoch) : 0.1, goes_on ? by : fresh);
        networks.push_back(with_parameters(start, theta));
      }
      return networks;
    };
    const std::vector<Network> networks = course(expected, true, true);

    Network network = start;
    const History history = train_with(network, data, loss, optimizer, settings, theirs, schedule);
    INFO("Method " << static_cast<int>(method) << " of the enumeration.");
    CHECK_THAT(parameters_of(network),
               trained_by(parameters_of(networks.back()),
                          {.stateless = parameters_of(course(expected, false, true).back()),
                           .each_epoch_anew = arma::zeros(1),
                           .at_one_rate = parameters_of(course(expected, true, false).back()),
                           .start = parameters_of(start)}));
    CHECK_THAT(
        arma::vec(history.watched),
        validation_watched(losses_of_all(networks, loss, data.X_validation, data.T_validation),
                           losses_of_all(networks, loss, data.X, data.T)));
    CHECK_THAT(optimizer.adam.decays, spared_biases(mask));
    INFO(optimizer_copied);
    CHECK(optimizer.adam.steps == (method == Method::adam || method == Method::adamw ? 3 : 0));
  }
}

TEST_CASE("9.8 an optimizer goes on where it stopped", "[09][9.8]") {
  Rng rng = test_rng("9.8 b");
  Rng once = test_rng("9.8 b theirs");
  Rng twice = once;
  const arma::uword m = between(7, 11, rng);
  const TrainingData data{.X = normal_matrix(2, m, rng), .T = normal_matrix(1, m, rng)};
  const Network start = random_network({2, 3, 1}, rng);
  TrainingSettings settings{.epochs = 5, .batch_size = 3, .learning_rate = 0.01};
  const LossFunction squares = LossFunction::mean_squared_error;
  Optimizer optimizer{.method = Method::adam};
  Optimizer other = optimizer;
  Network at_once = start;
  const History history = train_with(at_once, data, squares, optimizer, settings, once);
  CHECK(history.watched.empty());
  CHECK(history.losses.size() == 5);
  Network in_two = start;
  settings.epochs = 2;
  train_with(in_two, data, squares, other, settings, twice);
  settings.epochs = 3;
  train_with(in_two, data, squares, other, settings, twice);
  INFO("Two epochs and three are five, with the same rng and the same optimizer. "
       << optimizer_copied);
  CHECK_THAT(parameters_of(in_two), close_to(parameters_of(at_once)));
  CHECK(other.adam.steps == 5 * ((m + 2) / 3));
  CHECK(arma::norm(parameters_of(at_once) - parameters_of(start)) > 1e-3);
}
