// The public tests of lesson 09: small numbers that were worked out by hand.
#include <armadillo>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "09_optimizers/optimizers.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

Momentum momentum(double beta, const arma::vec& velocity = {}) {
  return {.beta = beta, .velocity = velocity};
}

RmsProp rms_prop(double rho, double epsilon, const arma::vec& square = {}) {
  return {.rho = rho, .epsilon = epsilon, .square = square};
}

/// An Adam of which the first two steps can be done on paper.
Adam paper_adam() {
  Adam state;
  state.beta1 = 0.5;
  state.beta2 = 0.75;
  state.epsilon = 0.0;
  return state;
}

/// The rates of epochs 0 ... count-1.
arma::vec cosine_rates(double learning_rate, arma::uword count, arma::uword epochs,
                       arma::uword warm_up) {
  arma::vec rates(count);
  for (arma::uword k = 0; k < count; ++k) {
    rates(k) = cosine_rate(learning_rate, k, epochs, warm_up);
  }
  return rates;
}

/// The rate after the first loss, after the first two, and so on.
arma::vec plateau_rates(double learning_rate, const std::vector<double>& losses,
                        arma::uword patience, double factor) {
  arma::vec rates(losses.size());
  for (std::size_t n = 1; n <= losses.size(); ++n) {
    const std::vector<double> so_far(losses.begin(), losses.begin() + static_cast<long>(n));
    rates(n - 1) = plateau_rate(learning_rate, so_far, patience, factor);
  }
  return rates;
}

Optimizer with_method(Method method) {
  Optimizer optimizer;
  optimizer.method = method;
  return optimizer;
}

/// The gradient of (theta - 12)^2 / 2, whatever the batch.
arma::vec towards_twelve(const arma::vec& theta, const arma::uvec&) {
  return theta - 12.0;
}

bool go_on(arma::uword, const arma::vec&) {
  return true;
}

double falling_rate(arma::uword epoch) {
  return 0.5 / static_cast<double>(epoch + 1);
}

}  // namespace

// ---- 9.1 momentum_step --------------------------------------------------------------------------

TEST_CASE("9.1 the first step is that of gradient descent", "[09][9.1]") {
  Momentum state = momentum(0.25);
  const arma::vec theta = momentum_step(state, {1, 2}, {2, -4}, 0.1);
  {
    INFO("The velocity was empty, which stands for zeros: v = 0.25 (0, 0) + (2, -4).");
    CHECK_THAT(
        state.velocity,
        close_to(arma::vec{2, -4})
            .mistake("The learning rate is in the velocity: it belongs to the step alone.",
                     arma::vec{0.2, -0.4})
            .mistake("The learning rate is in the velocity: it belongs to the step alone.",
                     arma::vec{-0.2, 0.4})
            .mistake("The gradient was multiplied by 1 - beta: in this form of momentum the "
                     "velocity is a sum, not a mean.",
                     arma::vec{1.5, -3})
            .mistake("beta belongs to the old velocity, not to the gradient.", arma::vec{0.5, -1}));
  }
  INFO("theta - 0.1 v = (1, 2) - 0.1 (2, -4).");
  CHECK_THAT(theta, close_to(arma::vec{0.8, 2.4})
                        .mistake("This step goes uphill: look at its sign.", arma::vec{1.2, 1.6})
                        .mistake("The learning rate is missing.", arma::vec{-1, 6})
                        .mistake("This is the old theta: was the step taken with the old velocity?",
                                 arma::vec{1, 2})
                        .mistake("beta times the velocity was added once more: that is Nesterov's "
                                 "method, a cousin of this one.",
                                 arma::vec{0.75, 2.5}));
}

TEST_CASE("9.1 the second step still has a quarter of the first", "[09][9.1]") {
  Momentum state = momentum(0.25, {2, -4});
  const arma::vec theta = momentum_step(state, {0.8, 2.4}, {1, 3}, 0.1);
  {
    INFO("v = 0.25 (2, -4) + (1, 3).");
    CHECK_THAT(
        state.velocity,
        close_to(arma::vec{1.5, 2})
            .mistake("This is the gradient alone: the velocity from before is lost.",
                     arma::vec{1, 3})
            .mistake("This is the old velocity: the new one has to be kept.", arma::vec{2, -4})
            .mistake("The old velocity has its full weight: where is beta?", arma::vec{3, -1}));
  }
  INFO("(0.8, 2.4) - 0.1 (1.5, 2).");
  CHECK_THAT(theta,
             close_to(arma::vec{0.65, 2.2})
                 .mistake("This is a step with the old velocity: first the velocity, then theta.",
                          arma::vec{0.6, 2.8})
                 .mistake("This is a step with the gradient alone.", arma::vec{0.7, 2.1}));
}

TEST_CASE("9.1 a gradient or a velocity of another length is refused", "[09][9.1]") {
  Momentum state;
  INFO("theta has 4 entries, so everything else must have 4 or, for the velocity, none.");
  CHECK_THROWS_MATCHES(momentum_step(state, arma::ones(4), arma::ones(3), 0.1),
                       std::invalid_argument, says("momentum_step: gradient is 3x1, expected 4x1"));
  Momentum other = momentum(0.9, arma::ones(3));
  CHECK_THROWS_MATCHES(momentum_step(other, arma::ones(4), arma::ones(4), 0.1),
                       std::invalid_argument, says("momentum_step: velocity is 3x1, expected 4x1"));
}

// ---- 9.2 rms_prop_step --------------------------------------------------------------------------

TEST_CASE("9.2 each entry of the gradient is divided by its own root", "[09][9.2]") {
  RmsProp state = rms_prop(0.75, 1.0, {20, 16});
  const arma::vec theta = rms_prop_step(state, {1, 2}, {2, -4}, 0.5);
  {
    INFO("s = 0.75 (20, 16) + 0.25 (4, 16).");
    CHECK_THAT(state.square,
               close_to(arma::vec{16, 16})
                   .mistake("The gradient was not squared.", arma::vec{15.5, 11})
                   .mistake("The square of the new gradient has its full weight: a mean shares.",
                            arma::vec{19, 28})
                   .mistake("rho and 1 - rho have changed places.", arma::vec{8, 16})
                   .mistake("This sums up all squares: that is AdaGrad, and its steps only ever "
                            "become shorter.",
                            arma::vec{24, 32})
                   .mistake("This is the old s: the new one has to be kept.", arma::vec{20, 16}));
  }
  INFO("With epsilon = 1: 0.5 times 2/(4 + 1) and 0.5 times -4/(4 + 1).");
  CHECK_THAT(
      theta,
      close_to(arma::vec{0.8, 2.4})
          .mistake("This step goes uphill: look at its sign.", arma::vec{1.2, 1.6})
          .mistake("Epsilon is inside of the root.",
                   arma::vec{1 - 1 / std::sqrt(17), 2 + 2 / std::sqrt(17)})
          .mistake("The root is missing.", arma::vec{1 - 1.0 / 17, 2 + 2.0 / 17})
          .mistake("Epsilon was not used.", arma::vec{0.75, 2.5})
          .mistake("This is gradient descent's step: nothing was divided.", arma::vec{0, 4})
          .mistake("A division comes before an addition: mind the brackets.",
                   arma::vec{1 - 0.5 * (2.0 / 4 + 1), 2 - 0.5 * (-4.0 / 4 + 1)})
          .mistake("A division comes before an addition: mind the brackets.", arma::vec{1.75, 3.5})
          .mistake("This divides by the s of before.",
                   arma::vec{1 - 1 / (std::sqrt(20) + 1), 2 + 2.0 / 5}));
}

TEST_CASE("9.2 before the first step s stands for zeros", "[09][9.2]") {
  RmsProp state = rms_prop(0.75, 0.0);
  const arma::vec theta = rms_prop_step(state, {1, 1}, {2, -6}, 0.1);
  {
    INFO("s = 0.75 (0, 0) + 0.25 (4, 36).");
    CHECK_THAT(state.square, close_to(arma::vec{1, 9})
                                 .mistake("The first s is not the first square: it is a "
                                          "mean of this square and of zeros.",
                                          arma::vec{4, 36}));
  }
  INFO("The roots are (1, 3), the quotients 2/1 and -6/3: both entries move equally far.");
  CHECK_THAT(theta, close_to(arma::vec{0.8, 1.2})
                        .mistake("This corrects s as Adam does: RMSProp has no correction.",
                                 arma::vec{0.9, 1.1}));
}

TEST_CASE("9.2 where the gradient is 0 theta stays, and nothing is divided by 0", "[09][9.2]") {
  RmsProp state;
  INFO("Entry 0: the gradient is 0, s is 0, and epsilon keeps 0/0 away.");
  CHECK_THAT(rms_prop_step(state, {5, 7}, {0, 0}, 0.1), close_to(arma::vec{5, 7}));
  INFO("Entry 1 has a gradient now, and entry 0 has none.");
  const arma::vec moved = rms_prop_step(state, {5, 7}, {0, 1}, 0.1);
  REQUIRE(moved.n_elem == 2);
  CHECK(moved(0) == 5.0);
  CHECK(moved(1) < 7.0);
}

TEST_CASE("9.2 a gradient or a square of another length is refused", "[09][9.2]") {
  RmsProp state;
  INFO("theta has 4 entries, so everything else must have 4 or, for the state's vector, none.");
  CHECK_THROWS_MATCHES(rms_prop_step(state, arma::ones(4), arma::ones(3), 0.1),
                       std::invalid_argument, says("rms_prop_step: gradient is 3x1, expected 4x1"));
  RmsProp other = rms_prop(0.9, 1e-8, arma::ones(3));
  CHECK_THROWS_MATCHES(rms_prop_step(other, arma::ones(4), arma::ones(4), 0.1),
                       std::invalid_argument, says("rms_prop_step: square is 3x1, expected 4x1"));
}

// ---- 9.3 adam_step ------------------------------------------------------------------------------

TEST_CASE("9.3 the first step of the example in the text", "[09][9.3]") {
  Adam state = paper_adam();
  const arma::vec theta = adam_step(state, {1, 2}, {2, -4}, 0.3);
  {
    INFO("m = 0.5 (0, 0) + 0.5 (2, -4).");
    CHECK_THAT(
        state.mean,
        close_to(arma::vec{1, -2})
            .mistake(
                "m is as large as the gradient: either 1 - beta1 is missing, or the state holds "
                "the corrected mean.",
                arma::vec{2, -4})
            .mistake("beta1 and beta2 have changed places.", arma::vec{0.5, -1}));
  }
  {
    INFO("s = 0.75 (0, 0) + 0.25 (4, 16).");
    CHECK_THAT(
        state.square,
        close_to(arma::vec{1, 4})
            .mistake("s is as large as the square: either 1 - beta2 is missing, or the state holds "
                     "the corrected s.",
                     arma::vec{4, 16})
            .mistake("The gradient was not squared.", arma::vec{0.5, -1}));
  }
  {
    INFO("One step was taken: state.steps, which was 0, is 1 now.");
    CHECK_THAT(static_cast<double>(state.steps),
               close_to(1.0, 0.0).mistake("The step was not counted.", 0.0));
  }
  INFO("M = m / 0.5 = (2, -4), S = s / 0.25 = (4, 16): M over the root is (1, -1).");
  CHECK_THAT(theta,
             close_to(arma::vec{0.7, 2.3})
                 .mistake("This step goes uphill: look at its sign.", arma::vec{1.3, 1.7})
                 .mistake("S was corrected and m was not.", arma::vec{0.85, 2.15})
                 .mistake("m was corrected and s was not.", arma::vec{0.4, 2.6})
                 .mistake("The root is missing.", arma::vec{1 - 0.3 * 2 / 4, 2 + 0.3 * 4 / 16}));
}

TEST_CASE("9.3 the second step of the example in the text", "[09][9.3]") {
  Adam state = paper_adam();
  state.steps = 1;
  state.mean = {1, -2};
  state.square = {1, 4};
  const arma::vec theta = adam_step(state, {0.7, 2.3}, {-5, -4}, 0.3);
  {
    INFO("m = 0.5 (1, -2) + 0.5 (-5, -4).");
    CHECK_THAT(
        state.mean,
        close_to(arma::vec{-2, -3})
            .mistake("The state holds the corrected mean: the next step needs the plain one.",
                     arma::vec{-8.0 / 3, -4})
            .mistake("The gradient has its full weight in m: a mean shares.", arma::vec{-4.5, -5}));
  }
  {
    INFO("s = 0.75 (1, 4) + 0.25 (25, 16).");
    CHECK_THAT(
        state.square,
        close_to(arma::vec{7, 7})
            .mistake("The state holds the corrected s: the next step needs the plain one.",
                     arma::vec{16, 16})
            .mistake("The square has its full weight in s: a mean shares.", arma::vec{25.75, 19}));
  }
  {
    INFO("This was step number 2. How many steps were counted in this call?");
    CHECK_THAT(static_cast<double>(state.steps) - 1.0,
               close_to(1.0, 0.0).mistake("The step was not counted.", 0.0));
  }
  INFO("1 - 0.5^2 = 3/4 and 1 - 0.75^2 = 7/16: M = (-8/3, -4), S = (16, 16).");
  CHECK_THAT(theta,
             close_to(arma::vec{0.9, 2.6})
                 .mistake("Nothing was corrected: m and s began at 0 and are too small.",
                          arma::vec{0.7 + 0.6 / std::sqrt(7), 2.3 + 0.9 / std::sqrt(7)})
                 .mistake("The correction is that of step 1, and this is step 2.",
                          arma::vec{0.7 + 0.3 * 4 / std::sqrt(28), 2.3 + 0.3 * 6 / std::sqrt(28)}));
}

TEST_CASE("9.3 epsilon is added to the root, where the gradient is 0 theta stays", "[09][9.3]") {
  Adam state = paper_adam();
  state.epsilon = 4.0;
  state.steps = 1;
  state.mean = {1, 0};
  state.square = {1, 0};
  const double root7 = std::sqrt(7.0);
  INFO("Entry 0, as in the second step: M = -8/3, the root of S is 4, so M / (4 + 4) = -1/3.");
  INFO("Entry 1: 0 / (0 + 4).");
  CHECK_THAT(adam_step(state, {1, 5}, {-5, 0}, 0.3),
             close_to(arma::vec{1.1, 5})
                 .mistake("Epsilon is inside of the root.", arma::vec{1 + 0.8 / std::sqrt(20), 5})
                 .mistake("Epsilon was added before the correction: first S is complete, then "
                          "comes its root, then epsilon.",
                          arma::vec{1 + 0.8 * root7 / 4 / (root7 + 4), 5})
                 .mistake("Nothing was corrected: m and s began at 0 and are too small.",
                          arma::vec{1 + 0.6 / (root7 + 4), 5})
                 .mistake("The root is missing.", arma::vec{1 + 0.8 / 20, 5})
                 .mistake("Epsilon was not used.", arma::vec{1.2, 5}));
}

TEST_CASE("9.3 what does not fit is refused", "[09][9.3]") {
  Adam state;
  INFO("theta has 4 entries, so everything else must have 4 or, for the state's vectors, none.");
  CHECK_THROWS_MATCHES(adam_step(state, arma::ones(4), arma::ones(3), 0.1), std::invalid_argument,
                       says("adam_step: gradient is 3x1, expected 4x1"));
  Adam other;
  other.mean = arma::ones(3);
  CHECK_THROWS_MATCHES(adam_step(other, arma::ones(4), arma::ones(4), 0.1), std::invalid_argument,
                       says("adam_step: mean is 3x1, expected 4x1"));
  other.mean = arma::ones(4);
  other.square = arma::ones(5);
  CHECK_THROWS_MATCHES(adam_step(other, arma::ones(4), arma::ones(4), 0.1), std::invalid_argument,
                       says("adam_step: square is 5x1, expected 4x1"));
}

// ---- 9.4 adamw_step -----------------------------------------------------------------------------

TEST_CASE("9.4 the decay is taken off after Adam's step, in proportion to theta", "[09][9.4]") {
  Adam state = paper_adam();
  state.weight_decay = 0.2;
  const arma::vec theta = adamw_step(state, {1, 2}, {2, -4}, 0.3);
  {
    INFO("The gradient goes into m as it is: m = 0.5 (2, -4).");
    CHECK_THAT(state.mean, close_to(arma::vec{1, -2})
                               .mistake("The decay is in the gradient: AdamW keeps the two apart.",
                                        arma::vec{1.1, -1.8})
                               .mistake("The decay is in the gradient: AdamW keeps the two apart.",
                                        arma::vec{1.2, -1.6})
                               .mistake("Adam's step was taken twice.", arma::vec{1.5, -3}));
  }
  INFO("Adam alone gives (0.7, 2.3). The decay is 0.3 times 0.2 times (1, 2).");
  CHECK_THAT(
      theta,
      close_to(arma::vec{0.64, 2.18})
          .mistake("This is Adam's step alone: where is the decay?", arma::vec{0.7, 2.3})
          .mistake("The learning rate is missing in the decay.", arma::vec{0.5, 1.9})
          .mistake("The weight decay is missing in the decay.", arma::vec{0.4, 1.7})
          .mistake("The decay has a factor 2 too many.", arma::vec{0.58, 2.06})
          .mistake("The decay was taken at the new theta.", arma::vec{0.7 * 0.94, 2.3 * 0.94})
          .mistake("The decay was added.", arma::vec{0.76, 2.42}));
}

TEST_CASE("9.4 decays says which entries decay", "[09][9.4]") {
  Adam state = paper_adam();
  state.weight_decay = 0.2;
  state.decays = {1, 0};
  INFO("Entry 1 is a bias: it takes Adam's step to 2.3 and does not decay.");
  CHECK_THAT(adamw_step(state, {1, 2}, {2, -4}, 0.3),
             close_to(arma::vec{0.64, 2.3})
                 .mistake("All entries decay: look at decays.", arma::vec{0.64, 2.18})
                 .mistake("The wrong entry decays: 1 means that it does.", arma::vec{0.7, 2.18})
                 .mistake("This is Adam's step alone: where is the decay?", arma::vec{0.7, 2.3}));
}

TEST_CASE("9.4 decays of another length are refused", "[09][9.4]") {
  Adam state;
  state.decays = arma::ones(3);
  INFO("theta has 4 entries, so decays must have 4 or none.");
  CHECK_THROWS_MATCHES(adamw_step(state, arma::ones(4), arma::ones(4), 0.1), std::invalid_argument,
                       says("adamw_step: decays is 3x1, expected 4x1"));
}

// ---- 9.5 cosine_rate ----------------------------------------------------------------------------

TEST_CASE("9.5 two epochs of rise, then half a cosine over six", "[09][9.5]") {
  const double edge = std::sqrt(3.0) / 2.0;  // the cosine of 30 degrees
  const double x = arma::datum::pi / 6.0;
  INFO("Rate 0.6, warm_up 2, epochs 8: 1/3 and 2/3 of it, the whole, and at epoch 5 half of it.");
  CHECK_THAT(
      cosine_rates(0.6, 10, 8, 2),
      close_to(arma::vec{0.2, 0.4, 0.6, 0.3 + 0.3 * edge, 0.45, 0.3, 0.15, 0.3 - 0.3 * edge, 0, 0})
          .mistake("std::cos wants radians, and this looks like degrees.",
                   arma::vec{0.2, 0.4, 0.6, 0.3 + 0.3 * std::cos(30.0), 0.3 + 0.3 * std::cos(60.0),
                             0.3 + 0.3 * std::cos(90.0), 0.3 + 0.3 * std::cos(120.0),
                             0.3 + 0.3 * std::cos(150.0), 0, 0})
          .mistake(
              "The warm-up begins at 0: its first epoch would be wasted.",
              arma::vec{0, 0.2, 0.6, 0.3 + 0.3 * edge, 0.45, 0.3, 0.15, 0.3 - 0.3 * edge, 0, 0})
          .mistake(
              "The warm-up begins at 0: its first epoch would be wasted.",
              arma::vec{0, 0.3, 0.6, 0.3 + 0.3 * edge, 0.45, 0.3, 0.15, 0.3 - 0.3 * edge, 0, 0})
          .mistake(
              "The warm-up reaches the full rate one epoch too early.",
              arma::vec{0.3, 0.6, 0.6, 0.3 + 0.3 * edge, 0.45, 0.3, 0.15, 0.3 - 0.3 * edge, 0, 0})
          .mistake("After the last epoch the rate rises again: a cosine never ends by itself.",
                   arma::vec{0.2, 0.4, 0.6, 0.3 + 0.3 * edge, 0.45, 0.3, 0.15, 0.3 - 0.3 * edge, 0,
                             0.3 + 0.3 * std::cos(7 * x)})
          .mistake(
              "The rate reaches 0 one epoch too early, in the last epoch.",
              arma::vec{0.2, 0.4, 0.6, 0.3 + 0.3 * std::cos(1.2 * x), 0.3 + 0.3 * std::cos(2.4 * x),
                        0.3 + 0.3 * std::cos(3.6 * x), 0.3 + 0.3 * std::cos(4.8 * x), 0, 0, 0})
          .mistake(
              "The cosine runs upwards: which sign does it have?",
              arma::vec{0.2, 0.4, 0, 0.3 - 0.3 * edge, 0.15, 0.3, 0.45, 0.3 + 0.3 * edge, 0, 0})
          .mistake("Whole numbers were divided: 1 / 3 is 0 in C++.",
                   arma::vec{0, 0, 0.6, 0.3 + 0.3 * edge, 0.45, 0.3, 0.15, 0.3 - 0.3 * edge, 0, 0})
          .mistake("Whole numbers were divided: 1 / 3 is 0 in C++.",
                   arma::vec{0.2, 0.4, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0, 0})
          .mistake("Whole numbers were divided: 1 / 3 is 0 in C++.",
                   arma::vec{0, 0, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0, 0}));
}

TEST_CASE("9.5 without a warm-up the first epoch has the full rate", "[09][9.5]") {
  INFO("Rate 4 over 4 epochs; the cosines are 1, sqrt(1/2), 0 and -sqrt(1/2).");
  CHECK_THAT(cosine_rates(4, 4, 4, 0),
             close_to(arma::vec{4, 2 + std::sqrt(2.0), 2, 2 - std::sqrt(2.0)}));
}

TEST_CASE("9.5 a warm-up as long as the whole is refused", "[09][9.5]") {
  INFO("The fall would have no epoch left, and its share would be 0/0.");
  CHECK_THROWS_MATCHES(cosine_rate(0.1, 3, 10, 10), std::invalid_argument,
                       says("cosine_rate: warm_up is 10, expected less than epochs, 10"));
}

// ---- 9.6 plateau_rate ---------------------------------------------------------------------------

TEST_CASE("9.6 without losses, and as long as they fall, the rate stays", "[09][9.6]") {
  CHECK_THAT(plateau_rate(8, {}, 2, 0.5), close_to(8.0));
  INFO("Each of the losses 9, 8, 7, 6, 5 is the smallest so far.");
  CHECK_THAT(plateau_rates(8, {9, 8, 7, 6, 5}, 2, 0.5),
             close_to(arma::vec{8, 8, 8, 8, 8})
                 .mistake("No loss was an improvement: what is the first one compared with?",
                          arma::vec{8, 4, 4, 2, 2}));
  INFO("Losses that rise are another matter.");
  CHECK(plateau_rate(8, {5, 6, 7, 8, 9}, 2, 0.5) < 8.0);
}

TEST_CASE("9.6 after two epochs without a new smallest loss the rate is halved", "[09][9.6]") {
  INFO("The rates after 1, 2, 3, ... of the losses 5, 6, 4, 6, 4.5, 4.2, 3, 3, 3.5, 3.2, 3.1.");
  INFO("New smallest losses are 5, 4 and the first 3. Cuts come at 4.5, at 3.5 and at 3.1.");
  CHECK_THAT(
      plateau_rates(8, {5, 6, 4, 6, 4.5, 4.2, 3, 3, 3.5, 3.2, 3.1}, 2, 0.5),
      close_to(arma::vec{8, 8, 8, 8, 4, 4, 4, 4, 2, 2, 1})
          .mistake("Each loss was compared to the one before it, not to the smallest so far.",
                   arma::vec{8, 8, 8, 8, 8, 8, 8, 8, 4, 4, 4})
          .mistake("After a cut the count went on: it starts anew, so that the new rate has time.",
                   arma::vec{8, 8, 8, 8, 4, 2, 2, 2, 1, 0.5, 0.25})
          .mistake("The first loss was counted as bad: there is none before it to be below.",
                   arma::vec{8, 4, 4, 4, 2, 2, 2, 2, 1, 1, 0.5})
          .mistake("No loss was an improvement: what is the first one compared with?",
                   arma::vec{8, 4, 4, 2, 2, 1, 1, 0.5, 0.5, 0.25, 0.25})
          .mistake("An equal loss was taken for an improvement.",
                   arma::vec{8, 8, 8, 8, 4, 4, 4, 4, 4, 2, 2})
          .mistake("The cut comes one epoch too late.", arma::vec{8, 8, 8, 8, 8, 4, 4, 4, 4, 2, 2})
          .mistake("The bad epochs are not in a row: an improvement starts the count anew.",
                   arma::vec{8, 8, 8, 4, 4, 2, 2, 2, 1, 1, 0.5})
          .mistake("A cut does not make the losses before it forgotten: the smallest so far stays.",
                   arma::vec{8, 8, 8, 8, 4, 4, 4, 4, 2, 2, 2})
          .mistake("An improvement takes the cuts back: a cut is for good.",
                   arma::vec{8, 8, 8, 8, 4, 4, 8, 8, 4, 4, 2})
          .mistake("The cut comes one epoch too early.",
                   arma::vec{8, 4, 4, 2, 1, 0.5, 0.5, 0.25, 0.125, 0.0625, 0.03125})
          .mistake("The rate rises where it should fall: it is multiplied by the factor.",
                   arma::vec{8, 8, 8, 8, 16, 16, 16, 16, 32, 32, 64})
          .mistake("There was only one cut.", arma::vec{8, 8, 8, 8, 4, 4, 4, 4, 4, 4, 4}));
}

TEST_CASE("9.6 a NaN is never an improvement", "[09][9.6]") {
  INFO("The losses are 5, 4, NaN, 6, 7, 3, 8, 9: cuts come at 6 and at 9.");
  CHECK_THAT(
      plateau_rates(8, {5, 4, not_a_number, 6, 7, 3, 8, 9}, 2, 0.5),
      close_to(arma::vec{8, 8, 8, 4, 4, 4, 4, 2})
          .mistake("The NaN was taken for an improvement: every comparison with a NaN is false.",
                   arma::vec{8, 8, 8, 8, 8, 8, 8, 4})
          .mistake("The NaN was not counted as a bad epoch.", arma::vec{8, 8, 8, 8, 4, 4, 4, 2}));
  INFO("The losses are NaN, 3, 2, 1: the 3 is the first finite one, and so an improvement.");
  CHECK_THAT(plateau_rates(8, {not_a_number, 3, 2, 1}, 2, 0.5),
             close_to(arma::vec{8, 8, 8, 8})
                 .mistake("After the NaN no loss was an improvement: what is compared with it?",
                          arma::vec{8, 8, 4, 4})
                 .mistake("After the NaN no loss was an improvement: what is compared with it?",
                          arma::vec{8, 4, 4, 2}));
}

TEST_CASE("9.6 a patience of 0 is refused", "[09][9.6]") {
  CHECK_THROWS_MATCHES(plateau_rate(0.1, {3, 2, 1}, 0, 0.5), std::invalid_argument,
                       says("plateau_rate: patience is 0, expected at least 1"));
}

// ---- 9.7 optimizer_step -------------------------------------------------------------------------

TEST_CASE("9.7 gradient descent takes theta less learning rate times gradient", "[09][9.7]") {
  Optimizer optimizer;
  INFO("(1, 2) - 0.1 (2, -4).");
  CHECK_THAT(optimizer_step(optimizer, {1, 2}, {2, -4}, 0.1),
             close_to(arma::vec{0.8, 2.4})
                 .mistake("This step goes uphill: look at its sign.", arma::vec{1.2, 1.6}));
  INFO("The gradient is shorter than theta: no method can take such a step.");
  CHECK_THROWS_MATCHES(optimizer_step(optimizer, arma::ones(4), arma::ones(3), 0.1),
                       std::invalid_argument, says("gradient is 3x1, expected 4x1"));
}

TEST_CASE("9.7 momentum and RMSProp take their steps, and their states go on", "[09][9.7]") {
  Optimizer optimizer = with_method(Method::momentum);
  optimizer.momentum = momentum(0.25, {2, -4});
  optimizer.rms_prop = rms_prop(0.75, 1.0, {20, 16});
  {
    INFO("Momentum's second step of task 9.1.");
    CHECK_THAT(optimizer_step(optimizer, {0.8, 2.4}, {1, 3}, 0.1),
               close_to(arma::vec{0.65, 2.2})
                   .mistake("This is gradient descent's step.", arma::vec{0.7, 2.1}));
    CHECK_THAT(optimizer.momentum.velocity,
               close_to(arma::vec{1.5, 2})
                   .mistake("The velocity did not change: was the step taken with a copy of the "
                            "state?",
                            arma::vec{2, -4}));
  }
  optimizer.method = Method::rms_prop;
  INFO("RMSProp's step of task 9.2; while the method was momentum, its state has not changed.");
  CHECK_THAT(
      optimizer_step(optimizer, {1, 2}, {2, -4}, 0.5),
      close_to(arma::vec{0.8, 2.4}).mistake("This is gradient descent's step.", arma::vec{0, 4}));
  CHECK_THAT(optimizer.rms_prop.square,
             close_to(arma::vec{16, 16})
                 .mistake("s did not change: was the step taken with a copy of the state?",
                          arma::vec{20, 16}));
}

TEST_CASE("9.7 adam does not decay, adamw does", "[09][9.7]") {
  Optimizer optimizer = with_method(Method::adam);
  optimizer.adam = paper_adam();
  optimizer.adam.weight_decay = 0.2;
  Optimizer other = optimizer;
  other.method = Method::adamw;
  {
    INFO("Adam's first step of task 9.3.");
    CHECK_THAT(
        optimizer_step(optimizer, {1, 2}, {2, -4}, 0.3),
        close_to(arma::vec{0.7, 2.3}).mistake("This is AdamW's step.", arma::vec{0.64, 2.18}));
  }
  {
    INFO("AdamW's first step of task 9.4.");
    CHECK_THAT(
        optimizer_step(other, {1, 2}, {2, -4}, 0.3),
        close_to(arma::vec{0.64, 2.18}).mistake("This is Adam's step.", arma::vec{0.7, 2.3}));
  }
  INFO("Each has counted one step in optimizer.adam.");
  CHECK_THAT(static_cast<double>(optimizer.adam.steps),
             close_to(1.0, 0.0).mistake(
                 "No step was counted: was it taken with a copy of the state?", 0.0));
  CHECK_THAT(static_cast<double>(other.adam.steps),
             close_to(1.0, 0.0).mistake(
                 "No step was counted: was it taken with a copy of the state?", 0.0));
}

// ---- 9.8 minimise -------------------------------------------------------------------------------

TEST_CASE("9.8 three epochs of one batch each, with a rate that falls", "[09][9.8]") {
  Optimizer optimizer;
  Rng rng(1);
  std::vector<double> after;
  const AfterEpoch record = [&](arma::uword, const arma::vec& theta) {
    after.push_back(theta(0));
    return true;
  };
  const arma::vec theta =
      minimise({4}, towards_twelve, optimizer, 5, 5, 3, falling_rate, rng, record);
  {
    INFO("theta after each epoch. By hand, from 4 towards 12: with rate 1/2 to 8, then with rate");
    INFO("1/4 to 9, then with rate 1/6 to 9.5.");
    CHECK_THAT(
        arma::vec(after),
        close_to(arma::vec{8, 9, 9.5})
            .mistake("The rate is that of epoch 0 all the time.", arma::vec{8, 10, 11})
            .mistake("The rate is that of the next epoch: epochs count from 0.",
                     arma::vec{6, 7, 7.625})
            .mistake("after_epoch was given the theta from before the epoch.", arma::vec{4, 8, 9})
            .mistake("after_epoch was given the first theta, not the one of now.",
                     arma::vec{4, 4, 4})
            .mistake("The gradient was always taken at the first theta.",
                     arma::vec{8, 10, 10 + 8.0 / 6}));
  }
  INFO("What is returned is the last theta.");
  CHECK_THAT(theta, close_to(arma::vec{9.5}).mistake("This is the first theta.", arma::vec{4}));
}

TEST_CASE("9.8 every epoch visits every sample once, in an order of its own", "[09][9.8]") {
  Optimizer optimizer;
  Rng rng(1);
  std::vector<arma::uword> visited;
  std::vector<double> sizes;
  const BatchGradient record = [&](const arma::vec&, const arma::uvec& batch) {
    visited.insert(visited.end(), batch.begin(), batch.end());
    sizes.push_back(static_cast<double>(batch.n_elem));
    return arma::zeros(1);
  };
  minimise({0}, record, optimizer, 20, 8, 2, falling_rate, rng, go_on);
  {
    INFO("20 samples in batches of 8, two epochs: twice 8, 8 and 4, sorted here.");
    CHECK_THAT(arma::vec(arma::sort(arma::vec(sizes))), close_to(arma::vec{4, 4, 8, 8, 8, 8}));
  }
  REQUIRE(visited.size() == 40);
  const arma::uvec order(visited);
  const arma::uvec first = order.head(20);
  const arma::uvec second = order.tail(20);
  {
    INFO("The samples of one epoch, sorted: 0 ... 19.");
    CHECK_THAT(arma::uvec(arma::sort(first)), same_as(arma::regspace<arma::uvec>(0, 19)));
    CHECK_THAT(arma::uvec(arma::sort(second)), same_as(arma::regspace<arma::uvec>(0, 19)));
  }
  INFO("Both epochs have the same order: each one makes batches of its own, with rng itself.");
  CHECK(arma::any(first != second));
}

TEST_CASE("9.8 after_epoch may be empty, and ends the work with false", "[09][9.8]") {
  Optimizer optimizer;
  Rng rng(1);
  {
    INFO("An empty after_epoch is not called.");
    CHECK_THAT(minimise({4}, towards_twelve, optimizer, 5, 5, 3, falling_rate, rng, AfterEpoch()),
               close_to(arma::vec{9.5}));
  }
  INFO("after_epoch returns false after epoch 2, the third of four: theta is 9.5 then.");
  const AfterEpoch stop = [](arma::uword epoch, const arma::vec&) { return epoch < 2; };
  CHECK_THAT(
      minimise({4}, towards_twelve, optimizer, 5, 5, 4, falling_rate, rng, stop),
      close_to(arma::vec{9.5})
          .mistake("It went on to the last epoch: what does after_epoch return?", arma::vec{9.8125})
          .mistake("It ended one epoch too early: epochs count from 0.", arma::vec{9})
          .mistake("It ended when it should go on: what does after_epoch return?", arma::vec{8}));
}

TEST_CASE("9.8 a gradient that is not finite ends it before the step", "[09][9.8]") {
  Optimizer optimizer;
  Rng rng(1);
  int calls = 0;
  const BatchGradient breaks = [&](const arma::vec& theta, const arma::uvec&) {
    return ++calls < 3 ? arma::vec(theta - 12.0) : arma::vec{not_a_number};
  };
  INFO("The third gradient is NaN. After two steps theta is 9.");
  CHECK_THAT(minimise({4}, breaks, optimizer, 5, 5, 3, falling_rate, rng, go_on),
             close_to(arma::vec{9}).mistake("This is the first theta.", arma::vec{4}));
  CHECK(calls == 3);
}

TEST_CASE("9.8 the optimizer takes the steps, and its state comes back", "[09][9.8]") {
  Optimizer optimizer = with_method(Method::momentum);
  optimizer.momentum = momentum(0.5);
  Rng rng(1);
  const arma::vec theta =
      minimise({4}, towards_twelve, optimizer, 5, 5, 2, falling_rate, rng, go_on);
  {
    INFO("By hand: v = -8, theta = 8. Then v = 0.5 (-8) + (-4) = -8, theta = 8 + 8/4.");
    CHECK_THAT(theta, close_to(arma::vec{10})
                          .mistake("This is gradient descent: the optimizer says which method it "
                                   "is.",
                                   arma::vec{9}));
  }
  INFO("The velocity after the last step.");
  REQUIRE(optimizer.momentum.velocity.n_elem == 1);
  CHECK_THAT(optimizer.momentum.velocity, close_to(arma::vec{-8}));
}
