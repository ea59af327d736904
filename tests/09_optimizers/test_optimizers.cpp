// The public tests of lesson 09: small numbers that were worked out by hand.
#include <armadillo>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "09_optimizers/misconceptions.hpp"
#include "09_optimizers/optimizers.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/networks.hpp"

using namespace nn;
using namespace misconceptions;
using support::line;
using support::parameters_of;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// The Adam of README.md, of which the first two steps can be done on paper. Its weight decay is
/// for adamw_step alone.
Adam paper_adam() {
  Adam state;
  state.beta1 = 1.0 / 3;
  state.beta2 = 0.75;
  state.epsilon = 0.0;
  state.weight_decay = 0.2;
  return state;
}

/// The same after its first step, which had the gradient (2, -4).
Adam after_one_step() {
  Adam state = paper_adam();
  state.steps = 1;
  state.mean = {4.0 / 3, -8.0 / 3};
  state.square = {1, 4};
  return state;
}

/// The same before its first step, with zeros where it has empty vectors.
Adam with_zeros(Adam state) {
  state.mean = state.square = arma::zeros(2);
  return state;
}

Optimizer with_method(Method method) {
  Optimizer optimizer;
  optimizer.method = method;
  return optimizer;
}

/// One sample (1, 4), to learn from and to judge by: y = w + b, and both gradients are 2 (y - 4).
const TrainingData one_sample{.X = arma::ones(1, 1),
                              .T = 4 * arma::ones(1, 1),
                              .X_validation = arma::ones(1, 1),
                              .T_validation = 2 * arma::ones(1, 1)};
constexpr LossFunction squares = LossFunction::mean_squared_error;

}  // namespace

// ---- 9.1 momentum_step --------------------------------------------------------------------------

TEST_CASE("9.1 the first step is that of gradient descent", "[09][9.1]") {
  Momentum state{.beta = 0.25};
  const At at{.theta = {1, 2}, .gradient = {2, -4}, .rate = 0.1};
  arma::vec theta = at.theta;
  INFO(empty_state);
  momentum_step(theta, at.gradient, at.rate, state);
  UNSCOPED_INFO("v = 0.25 (0, 0) + (2, -4).");
  CHECK_THAT(state.velocity, velocity_of({2, -4}, at, 0.25, {0, 0}));
  INFO("theta - 0.1 v = (1, 2) - 0.1 (2, -4).");
  CHECK_THAT(theta, moved_by_momentum({0.8, 2.4}, at, 0.25, {0, 0}));
}

TEST_CASE("9.1 the second step still has a quarter of the first", "[09][9.1]") {
  Momentum state{.beta = 0.25, .velocity = {2, -4}};
  const At at{.theta = {0.8, 2.4}, .gradient = {1, 3}, .rate = 0.1};
  arma::vec theta = at.theta;
  momentum_step(theta, at.gradient, at.rate, state);
  UNSCOPED_INFO("v = 0.25 (2, -4) + (1, 3).");
  CHECK_THAT(state.velocity, velocity_of({1.5, 2}, at, 0.25, {2, -4}));
  INFO("(0.8, 2.4) - 0.1 (1.5, 2).");
  CHECK_THAT(theta, moved_by_momentum({0.65, 2.2}, at, 0.25, {2, -4}));
}

TEST_CASE("9.1 a gradient or a velocity of another length is refused", "[09][9.1]") {
  check_lengths<Momentum>("momentum_step", momentum_step, {{"velocity", &Momentum::velocity}}, 4,
                          3);
}

// ---- 9.2 rms_prop_step --------------------------------------------------------------------------

TEST_CASE("9.2 each entry of the gradient is divided by its own root", "[09][9.2]") {
  RmsProp state{.rho = 0.75, .epsilon = 1.0, .square = {20, 16}};
  const At at{.theta = {1, 2}, .gradient = {2, -4}, .rate = 0.5};
  arma::vec theta = at.theta;
  rms_prop_step(theta, at.gradient, at.rate, state);
  UNSCOPED_INFO("s = 0.75 (20, 16) + 0.25 (4, 16).");
  CHECK_THAT(state.square, square_of({16, 16}, at, 0.75, {20, 16}));
  INFO("With epsilon = 1: 0.5 times 2/(4 + 1) and 0.5 times -4/(4 + 1).");
  CHECK_THAT(theta, moved_by_rms_prop({0.8, 2.4}, at, 0.75, 1.0, {20, 16}));
}

TEST_CASE("9.2 before the first step s stands for zeros", "[09][9.2]") {
  RmsProp state{.rho = 0.75, .epsilon = 0.0};
  const At at{.theta = {1, 1}, .gradient = {2, -6}, .rate = 0.1};
  arma::vec theta = at.theta;
  INFO(empty_state);
  rms_prop_step(theta, at.gradient, at.rate, state);
  UNSCOPED_INFO("s = 0.75 (0, 0) + 0.25 (4, 36).");
  CHECK_THAT(state.square, square_of({1, 9}, at, 0.75, {0, 0}));
  INFO("The roots are (1, 3), the quotients 2/1 and -6/3: both entries move equally far.");
  CHECK_THAT(theta, moved_by_rms_prop({0.8, 1.2}, at, 0.75, 0.0, {0, 0}));
}

TEST_CASE("9.2 where the gradient is 0 theta stays, and nothing is divided by 0", "[09][9.2]") {
  RmsProp state;
  arma::vec theta = {5, 7};
  rms_prop_step(theta, {0, 0}, 0.1, state);
  INFO("Entry 0: the gradient is 0, s is 0, and epsilon keeps 0/0 away.");
  CHECK_THAT(theta, close_to(arma::vec{5, 7}));
  rms_prop_step(theta, {0, 1}, 0.1, state);
  INFO("Entry 1 has a gradient now, and entry 0 has none.");
  REQUIRE(theta.n_elem == 2);
  CHECK(theta(0) == 5.0);
  CHECK(theta(1) < 7.0);
}

TEST_CASE("9.2 a gradient or a square of another length is refused", "[09][9.2]") {
  check_lengths<RmsProp>("rms_prop_step", rms_prop_step, {{"square", &RmsProp::square}}, 4, 3);
}

// ---- 9.3 adam_step ------------------------------------------------------------------------------

TEST_CASE("9.3 the first step of the example in the text", "[09][9.3]") {
  Adam state = paper_adam();
  const Adam before = with_zeros(state);
  const At at{.theta = {1, 2}, .gradient = {2, -4}, .rate = 0.3};
  arma::vec theta = at.theta;
  {
    INFO(empty_state);
    adam_step(theta, at.gradient, at.rate, state);
  }
  UNSCOPED_INFO("m = 1/3 (0, 0) + 2/3 (2, -4).");
  CHECK_THAT(state.mean, mean_of({4.0 / 3, -8.0 / 3}, at, before));
  UNSCOPED_INFO("s = 0.75 (0, 0) + 0.25 (4, 16).");
  CHECK_THAT(state.square, second_moment_of({1, 4}, at, before));
  UNSCOPED_INFO("One step was taken: state.steps, which was 0, is 1 now.");
  CHECK_THAT(static_cast<double>(state.steps), one_step_counted());
  INFO("t is 1: M = m / (2/3) = (2, -4), S = s / (1/4) = (4, 16), M over the root is (1, -1).");
  CHECK_THAT(theta, moved_by_adam({0.7, 2.3}, at, before));
}

TEST_CASE("9.3 the second step of the example in the text", "[09][9.3]") {
  Adam state = after_one_step();
  const Adam before = state;
  const At at{.theta = {0.7, 2.3}, .gradient = {-5, -4}, .rate = 0.3};
  arma::vec theta = at.theta;
  adam_step(theta, at.gradient, at.rate, state);
  UNSCOPED_INFO("m = 1/3 (4/3, -8/3) + 2/3 (-5, -4).");
  CHECK_THAT(state.mean, mean_of({-26.0 / 9, -32.0 / 9}, at, before));
  UNSCOPED_INFO("s = 0.75 (1, 4) + 0.25 (25, 16).");
  CHECK_THAT(state.square, second_moment_of({7, 7}, at, before));
  UNSCOPED_INFO("This was step number 2. How many steps were counted in this call?");
  CHECK_THAT(static_cast<double>(state.steps) - 1.0, one_step_counted());
  INFO("1 - (1/3)^2 = 8/9 and 1 - (3/4)^2 = 7/16: M = (-13/4, -4), S = (16, 16).");
  CHECK_THAT(theta, moved_by_adam({0.94375, 2.6}, at, before));
}

TEST_CASE("9.3 epsilon is added to the root, where the gradient is 0 theta stays", "[09][9.3]") {
  Adam state = after_one_step();
  state.epsilon = 2.5;
  {
    const Adam before = state;
    const At at{.theta = {1, 5}, .gradient = {-5, -4}, .rate = 0.3};
    arma::vec theta = at.theta;
    adam_step(theta, at.gradient, at.rate, state);
    INFO("As in the second step: M = (-13/4, -4), and the roots of S are (4, 4). Entry 0 moves by");
    INFO("0.3 times 13/4 / (4 + 2.5), which is 0.3 times 1/2.");
    CHECK_THAT(theta, moved_by_adam({1.15, 5 + 0.3 * 4 / 6.5}, at, before));
  }
  Adam fresh;
  arma::vec theta = {1, 5};
  adam_step(theta, {-5, 0}, 0.3, fresh);
  INFO("Entry 1: the gradient has always been 0, and 0 / (0 + epsilon) is 0.");
  CHECK_THAT(theta, close_to(arma::vec{1.3, 5}, 1e-8));
}

TEST_CASE("9.3 what does not fit is refused", "[09][9.3]") {
  check_lengths<Adam>("adam_step", adam_step, {{"mean", &Adam::mean}, {"square", &Adam::square}}, 4,
                      3);
}

// ---- 9.4 adamw_step -----------------------------------------------------------------------------

TEST_CASE("9.4 the decay is taken off Adam's step, in proportion to theta", "[09][9.4]") {
  const At at{.theta = {1, 2}, .gradient = {2, -4}, .rate = 0.3};
  Adam state = paper_adam();
  Adam before = with_zeros(state);
  before.decays = {1, 1};
  arma::vec theta = at.theta;
  INFO(empty_decays);
  adamw_step(theta, at.gradient, at.rate, state);
  UNSCOPED_INFO("The gradient goes into m as it is: m = 2/3 (2, -4).");
  CHECK_THAT(state.mean, decay_apart({4.0 / 3, -8.0 / 3}, at, before));
  UNSCOPED_INFO("AdamW takes one step, as Adam does.");
  CHECK_THAT(static_cast<double>(state.steps), one_step_counted());
  INFO("Adam alone gives (0.7, 2.3). The decay is 0.3 times 0.2 times (1, 2).");
  CHECK_THAT(theta, moved_by_adamw({0.7, 2.3}, at, before));
}

TEST_CASE("9.4 decays says which entries decay", "[09][9.4]") {
  const At at{.theta = {0.7, 2.3}, .gradient = {-5, -4}, .rate = 0.3};
  Adam state = after_one_step();
  state.decays = {1, 0};
  const Adam before = state;
  arma::vec theta = at.theta;
  adamw_step(theta, at.gradient, at.rate, state);
  UNSCOPED_INFO("The gradient goes into m as it is: m = 1/3 (4/3, -8/3) + 2/3 (-5, -4).");
  CHECK_THAT(state.mean, decay_apart({-26.0 / 9, -32.0 / 9}, at, before));
  INFO("Entry 1 is a bias: it takes Adam's step to 2.6 and does not decay.");
  CHECK_THAT(theta, moved_by_adamw({0.94375, 2.6}, at, before));
}

TEST_CASE("9.4 decays of another length are refused", "[09][9.4]") {
  Adam state{.decays = arma::ones(3)};
  arma::vec theta = arma::ones(4);
  INFO("theta has 4 entries, so decays must have 4 or none.");
  CHECK_REFUSED(adamw_step(theta, arma::ones(4), 0.1, state),
                "adamw_step: decays is 3x1, expected 4x1");
  state.decays = arma::ones(4);
  CHECK_ACCEPTED(adamw_step(theta, arma::ones(4), 0.1, state));
}

// ---- 9.5 cosine_rate ----------------------------------------------------------------------------

TEST_CASE("9.5 two epochs of rise, then half a cosine over six", "[09][9.5]") {
  const double edge = std::sqrt(3.0) / 2.0;  // the cosine of 30 degrees
  INFO("Rate 0.6, warm_up 2, epochs 8: 1/3 and 2/3 of it, the whole, and at epoch 5 half of it.");
  CHECK_THAT(
      rates_until(10, [](arma::uword k) { return cosine_rate(0.6, k, 8, 2); }),
      cosine_rates({0.2, 0.4, 0.6, 0.3 + 0.3 * edge, 0.45, 0.3, 0.15, 0.3 - 0.3 * edge, 0, 0}, 0.6,
                   8, 2));
}

TEST_CASE("9.5 without a warm-up the first epoch has the full rate", "[09][9.5]") {
  INFO("Rate 4 over 4 epochs; the cosines are 1, sqrt(1/2), 0 and -sqrt(1/2).");
  CHECK_THAT(rates_until(4, [](arma::uword k) { return cosine_rate(4, k, 4, 0); }),
             cosine_rates({4, 2 + std::sqrt(2.0), 2, 2 - std::sqrt(2.0)}, 4, 4, 0));
}

TEST_CASE("9.5 a warm-up as long as the whole is refused", "[09][9.5]") {
  INFO("The fall would have no epoch left, and its share would be 0/0.");
  CHECK_REFUSED(cosine_rate(0.1, 3, 10, 10),
                "cosine_rate: warm_up is 10, expected less than epochs, 10");
  CHECK_REFUSED(cosine_rate(0.1, 3, 10, 12),
                "cosine_rate: warm_up is 12, expected less than epochs, 10");
  INFO("A shorter one is not refused.");
  CHECK_NOTHROW(cosine_rate(0.1, 3, 10, 9));
}

// ---- 9.6 plateau_rate ---------------------------------------------------------------------------

TEST_CASE("9.6 without losses, and as long as they fall, the rate stays", "[09][9.6]") {
  CHECK_THAT(plateau_rate(8, {}, 2, 0.5), close_to(8.0));
  INFO("Each of the losses 9, 8, 7, 6, 5 is the smallest so far.");
  const Losses falling = {9, 8, 7, 6, 5};
  CHECK_THAT(plateau_rates(8, falling, 2, 0.5),
             rates_on_plateau({8, 8, 8, 8, 8}, 8, falling, 2, 0.5));
  INFO("Losses that rise are another matter.");
  CHECK(plateau_rate(8, {5, 6, 7, 8, 9}, 2, 0.5) < 8.0);
}

TEST_CASE("9.6 after two epochs without a new smallest loss the rate is halved", "[09][9.6]") {
  const Losses losses = {5, 6, 4, 6, 4.5, 4.2, 3, 3, 3.5, 3.2, 3.1};
  INFO("The rates after 1, 2, 3, ... of the losses 5, 6, 4, 6, 4.5, 4.2, 3, 3, 3.5, 3.2, 3.1.");
  INFO("New smallest losses are 5, 4 and the first 3. Cuts come at 4.5, at 3.5 and at 3.1.");
  CHECK_THAT(plateau_rates(8, losses, 2, 0.5),
             rates_on_plateau({8, 8, 8, 8, 4, 4, 4, 4, 2, 2, 1}, 8, losses, 2, 0.5));
  INFO("All losses at once, and again: the function remembers nothing from call to call.");
  CHECK_THAT(plateau_rate(8, losses, 2, 0.5), close_to(1.0));
  CHECK_THAT(plateau_rate(8, losses, 2, 0.5), close_to(1.0));
}

TEST_CASE("9.6 a loss that is smaller by very little is an improvement", "[09][9.6]") {
  Losses losses = {0.5};
  for (int k = 0; k < 5; ++k) losses.push_back(losses.back() - 1e-13);
  INFO("Six losses from 0.5 on, each smaller than the one before by 1e-13.");
  CHECK_THAT(plateau_rates(8, losses, 2, 0.5),
             rates_on_plateau({8, 8, 8, 8, 8, 8}, 8, losses, 2, 0.5));
  INFO("Losses that rise are another matter.");
  CHECK(plateau_rate(8, {0.5, 0.6, 0.7}, 2, 0.5) < 8.0);
}

TEST_CASE("9.6 factor may be any number, and an infinite loss is no improvement", "[09][9.6]") {
  const double infinite = std::numeric_limits<double>::infinity();
  const Losses losses = {7, infinite, infinite, infinite, 5, 9, 9, 9};
  INFO("Factor 1/10, patience 3: one cut at the third infinite loss, one at the third 9.");
  CHECK_THAT(plateau_rates(100, losses, 3, 0.1),
             rates_on_plateau({100, 100, 100, 10, 10, 10, 10, 1}, 100, losses, 3, 0.1));
}

TEST_CASE("9.6 a NaN is never an improvement", "[09][9.6]") {
  const Losses losses = {not_a_number, 5, not_a_number, not_a_number, not_a_number, 4, 3,
                         not_a_number};
  INFO("Of NaN, 5, NaN, NaN, NaN, 4, 3, NaN the 5, the 4 and the 3 are improvements: one cut, at");
  INFO("the second NaN in a row.");
  CHECK_THAT(plateau_rates(8, losses, 2, 0.5),
             rates_on_plateau({8, 8, 8, 4, 4, 4, 4, 4}, 8, losses, 2, 0.5));
}

TEST_CASE("9.6 a patience of 0 is refused", "[09][9.6]") {
  INFO("With a patience of 0 every epoch would be one too many.");
  CHECK_REFUSED(plateau_rate(0.1, {}, 0, 0.5), "plateau_rate: patience is 0, expected at least 1");
  CHECK_NOTHROW(plateau_rate(0.1, {}, 1, 0.5));
}

// ---- 9.7 optimizer_step -------------------------------------------------------------------------

TEST_CASE("9.7 gradient descent and momentum take their steps", "[09][9.7]") {
  Optimizer descent;
  arma::vec theta = {1, 2};
  optimizer_step(theta, {2, -4}, 0.1, descent);
  INFO("By hand: (1, 2) - 0.1 (2, -4).");
  CHECK_THAT(theta, close_to(arma::vec{0.8, 2.4}));
  Optimizer momentum = with_method(Method::momentum);
  momentum.momentum.velocity = {10, 10};
  theta = {1, 2};
  optimizer_step(theta, {2, -4}, 0.1, momentum);
  UNSCOPED_INFO("By hand: v = 0.9 (10, 10) + (2, -4) = (11, 5).");
  CHECK_THAT(theta, step_of_method({-0.1, 1.5}, {0.8, 2.4}, {0.9, 2.1}));
  INFO(state_copied);
  CHECK_THAT(momentum.momentum.velocity, close_to(arma::vec{11, 5}));
}

TEST_CASE("9.7 RMSProp, Adam and AdamW have their own states", "[09][9.7]") {
  Optimizer optimizer = with_method(Method::rms_prop);
  arma::vec theta = {1, 2};
  optimizer_step(theta, {2, -4}, 0.1, optimizer);
  UNSCOPED_INFO("RMSProp: s = 0.1 (4, 16). " << state_copied);
  CHECK_THAT(optimizer.rms_prop.square, close_to(arma::vec{0.4, 1.6}));
  {
    INFO(other_state);
    CHECK(optimizer.adam.steps == 0);
    CHECK(optimizer.momentum.velocity.is_empty());
  }
  optimizer.method = Method::adam;
  optimizer.adam = paper_adam();
  theta = {1, 2};
  optimizer_step(theta, {2, -4}, 0.3, optimizer);
  {
    INFO("Adam, as in the text, and nothing decays: (0.7, 2.3).");
    CHECK_THAT(theta, step_of_method({0.7, 2.3}, {0.4, 3.2}, {0, 0}));
    INFO(state_copied);
    CHECK(optimizer.adam.steps == 1);
  }
  UNSCOPED_INFO(other_state);
  CHECK_THAT(optimizer.rms_prop.square, close_to(arma::vec{0.4, 1.6}));
  optimizer.method = Method::adamw;
  optimizer.adam = paper_adam();
  theta = {1, 2};
  optimizer_step(theta, {2, -4}, 0.3, optimizer);
  INFO("AdamW, as in the text: (0.64, 2.18).");
  CHECK_THAT(theta, step_of_method({0.64, 2.18}, {0.4, 3.2}, {0.7, 2.3}));
  INFO(state_copied);
  CHECK(optimizer.adam.steps == 1);
}

TEST_CASE("9.7 a gradient of another length is refused by every method", "[09][9.7]") {
  for (const Method method : {Method::gradient_descent, Method::momentum, Method::rms_prop,
                              Method::adam, Method::adamw}) {
    Optimizer optimizer = with_method(method);
    arma::vec theta = arma::ones(4);
    INFO("theta has 4 entries and the gradient 3: no method can take such a step.");
    CHECK_REFUSED(optimizer_step(theta, arma::ones(3), 0.1, optimizer),
                  "gradient is 3x1, expected 4x1");
    CHECK_NOTHROW(optimizer_step(theta, arma::ones(4), 0.1, optimizer));
  }
}

// ---- 9.8 train_with -----------------------------------------------------------------------------

TEST_CASE("9.8 a network learns by two steps of Adam", "[09][9.8]") {
  Optimizer optimizer = with_method(Method::adam);
  optimizer.adam = paper_adam();
  Network network = line(0, 0);
  Rng rng(1);
  const History history = train_with(network, one_sample, squares, optimizer,
                                     {.epochs = 2, .batch_size = 1, .learning_rate = 0.25}, rng);
  // Both gradients are -8 at y = 0, and -7 at y = 1/2. m = (1/3)(2/3)(-8) + (2/3)(-7) = -58/9,
  // s = 0.75 times 16 + 0.25 times 49 = 24.25, M = m 9/8, S = s 16/7.
  const double w = 0.25 + 0.25 * 7.25 / std::sqrt(388.0 / 7);
  UNSCOPED_INFO("By hand: the first step is one rate long, 1/4, for w and for b. Then y = 1/2.");
  CHECK_THAT(parameters_of(network), trained_by_adam({w, w}, {2, 2}, {0.5, 0.5}, {0, 0}));
  {
    INFO("The misses before the steps are 4 and 3.5. Judged by (1, 2), they are 2, then 1.5.");
    CHECK_THAT(arma::vec(history.losses), close_to(arma::vec{16, 12.25}));
    CHECK_THAT(arma::vec(history.watched), validation_watched({4, 2.25, std::pow(2 * w - 2, 2)},
                                                              {16, 12.25, std::pow(2 * w - 4, 2)}));
  }
  INFO(optimizer_copied);
  CHECK(optimizer.adam.steps == 2);
}

TEST_CASE("9.8 momentum goes on from batch to batch, at the rates of the schedule", "[09][9.8]") {
  Optimizer optimizer = with_method(Method::momentum);
  optimizer.momentum.beta = 0.5;
  Network network = line(0, 0);
  Rng rng(1);
  const Schedule halving = [](arma::uword epoch, const Losses&) {
    return epoch == 0 ? 0.125 : 0.0625;
  };
  const TrainingData same_twice{.X = arma::ones(1, 2), .T = 4 * arma::ones(1, 2)};
  INFO("There are no validation samples here, so there is nothing to watch.");
  train_with(network, same_twice, squares, optimizer,
             {.epochs = 2, .batch_size = 1, .learning_rate = 0.125}, rng, halving);
  INFO("By hand: v is -8, -8, then -4, -1. At rate 1/8 y is 2, then 4; at 1/16 4.5, then 4.625.");
  CHECK_THAT(parameters_of(network), trained_by({2.3125, 2.3125}, {.stateless = {1.71875, 1.71875},
                                                                   .each_epoch_anew = {2, 2},
                                                                   .at_one_rate = {2.5, 2.5},
                                                                   .start = {0, 0}}));
}

TEST_CASE("9.8 each step learns from the samples of its batch", "[09][9.8]") {
  Rng rng(1);
  Rng same = rng;
  Optimizer optimizer;
  Network network = line(1, 0);
  train_with(network, {.X = {{1, 3}}, .T = {{3, 2}}}, squares, optimizer,
             {.epochs = 1, .batch_size = 1, .learning_rate = 0.25}, rng);
  const arma::uword first = mini_batches(2, 1, same)[0](0);
  INFO("By hand: sample " << first << " came first.");
  CHECK_THAT(parameters_of(network), support::one_at_a_time(first));
}

TEST_CASE("9.8 AdamW spares the biases, unless decays says otherwise", "[09][9.8]") {
  for (const bool given : {false, true}) {
    Optimizer optimizer = with_method(Method::adamw);
    optimizer.adam = paper_adam();
    optimizer.adam.weight_decay = 0.5;
    if (given) optimizer.adam.decays = {0, 1};
    Network network = line(1, 2);
    Rng rng(1);
    train_with(network, one_sample, squares, optimizer,
               {.epochs = 1, .batch_size = 1, .learning_rate = 0.1}, rng);
    if (given) {
      INFO("Decays of (0, 1) were given: they stay as they are.");
      CHECK_THAT(optimizer.adam.decays, close_to(arma::vec{0, 1}));
      CHECK_THAT(parameters_of(network), close_to(arma::vec{1.1, 2.0}));
    } else {
      INFO("A weight and a bias: weight_mask is (1, 0).");
      CHECK_THAT(optimizer.adam.decays, spared_biases({1, 0}));
      INFO("By hand: both take Adam's step of 0.1, and the weight loses 0.1 times 0.5 times 1.");
      CHECK_THAT(parameters_of(network), close_to(arma::vec{1.05, 2.1}));
    }
  }
}
