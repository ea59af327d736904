// The public tests of lesson 08: small numbers that you can check on paper.
#include <armadillo>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "08_regularization/misconceptions.hpp"
#include "08_regularization/regularization.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/networks.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using support::line;
using support::parameters_of;

namespace {

/// Two inputs, two neurons, one output: the network that README.md works with.
Network small_network() {
  return {
      .layers = {{.weights = {{1, -2}, {0, 3}}, .bias = {10, 20}, .activation = Activation::relu},
                 {.weights = {{-1, 4}}, .bias = {5}, .activation = Activation::identity}}};
}

const arma::vec theta = {1, 0, -2, 3, 10, 20, -1, 4, 5};  // its parameters
const arma::vec mask = {1, 1, 1, 1, 0, 0, 1, 1, 0};
const arma::vec weights_only = mask % theta;

constexpr LossFunction squares = LossFunction::mean_squared_error;

}  // namespace

// ---- 8.1 weight_mask ----------------------------------------------------------------------------

TEST_CASE("8.1 a weight has a 1, a bias has a 0, in the order of flatten()", "[08][8.1]") {
  INFO("By hand: four weights, two biases, two weights, one bias.");
  CHECK_THAT(weight_mask(small_network()), masked(mask, small_network()));
}

// ---- 8.2 l2_penalty, l1_penalty -----------------------------------------------------------------

TEST_CASE("8.2 the L2 penalty is lambda times the sum of all squared weights", "[08][8.2]") {
  const LossAndGradient penalty = l2_penalty(theta, mask, 0.25);
  {
    INFO("By hand: 1 + 0 + 4 + 9 and 1 + 16 make 31. With lambda = 0.25 that is 7.75.");
    CHECK_THAT(penalty.loss, l2_value(7.75, theta, mask, 0.25));
  }
  INFO("By hand: with lambda = 0.25 each weight gives half of itself, and a bias gives 0.");
  CHECK_THAT(penalty.gradient, l2_slope(0.5 * weights_only, theta, mask, 0.25));
}

TEST_CASE("8.2 the L1 penalty is lambda times the sum of all absolute weights", "[08][8.2]") {
  const LossAndGradient penalty = l1_penalty(theta, mask, 0.5);
  {
    INFO("By hand: 1 + 0 + 2 + 3 and 1 + 4 make 11. With lambda = 0.5 that is 5.5.");
    CHECK_THAT(penalty.loss, l1_value(5.5, theta, mask, 0.5));
  }
  INFO("By hand: 0.5 times the sign of each weight, however large it is.");
  CHECK_THAT(penalty.gradient, l1_slope({0.5, 0, -0.5, 0.5, 0, 0, -0.5, 0.5, 0}, theta, mask, 0.5));
}

TEST_CASE("8.2 a weight of 1e-9 is pushed as hard as one of 1000", "[08][8.2]") {
  CHECK_THAT(l1_penalty({1e-9, -1000, 3}, {1, 1, 0}, 1.0).gradient,
             l1_slope({1, -1, 0}, {1e-9, -1000, 3}, {1, 1, 0}, 1.0));
}

TEST_CASE("8.2 a mask that does not fit is refused", "[08][8.2]") {
  INFO("Task 8.2 a: a mask says something of every parameter.");
  CHECK_REFUSED(l2_penalty({1, 2, 3}, {1, 1}, 1.0), "l2_penalty: mask is 2x1, expected 3x1");
  CHECK_REFUSED(l1_penalty({1, 2, 3}, {1, 1}, 1.0), "l1_penalty: mask is 2x1, expected 3x1");
  CHECK_NOTHROW(l2_penalty({1, 2, 3}, {1, 1, 0}, 1.0));
  CHECK_NOTHROW(l1_penalty({1, 2, 3}, {1, 1, 0}, 1.0));
}

// ---- 8.3 soft_threshold -------------------------------------------------------------------------

TEST_CASE("8.3 every weight moves towards 0, and stops there", "[08][8.3]") {
  arma::vec smaller = theta;
  soft_threshold(smaller, mask, 1.5);
  INFO("By hand, with amount 1.5: 1 -> 0, 0 -> 0, -2 -> -0.5, 3 -> 1.5, -1 -> 0, 4 -> 2.5.");
  CHECK_THAT(smaller, shrunk({0, 0, -0.5, 1.5, 10, 20, 0, 2.5, 5}, theta, mask, 1.5));
}

TEST_CASE("8.3 a negative amount and a mask that does not fit are refused", "[08][8.3]") {
  arma::vec same = {1, -2};
  CHECK_REFUSED(soft_threshold(same, {1, 1}, -1.0),
                "soft_threshold: amount is -1, expected at least 0");
  CHECK_REFUSED(soft_threshold(same, {1}, 1.0), "soft_threshold: mask is 1x1, expected 2x1");
  soft_threshold(same, {1, 1}, 0.0);
  INFO("An amount of 0 changes nothing, one of 1 does.");
  CHECK_THAT(same, close_to(arma::vec{1, -2}));
  soft_threshold(same, {1, 1}, 1.0);
  CHECK_THAT(same, close_to(arma::vec{0, -1}));
}

// ---- 8.4 dropout --------------------------------------------------------------------------------

TEST_CASE("8.4 the mask draws one number an entry, column by column", "[08][8.4]") {
  Rng rng = test_rng("8.4 public mask");
  const Rng before = rng;
  Rng same = rng;
  const arma::mat expected = drawn(4, 6, 0.8, same);
  INFO("An entry that is kept is 1/keep = 1.25, with probability keep. The others are 0.");
  CHECK_THAT(dropout_mask(4, 6, 0.8, rng), mask_of(expected, 0.8, before));
  INFO("rng must have moved on by 24 draws, one for each entry.");
  CHECK(rng.draws() == same.draws());
}

TEST_CASE("8.4 keep has to be a probability above 0", "[08][8.4]") {
  Rng rng(1);
  INFO("Task 8.4 a: with a keep of 0, nothing is kept, and 1/keep is no number.");
  CHECK_REFUSED(dropout_mask(2, 2, 0.0, rng),
                "dropout_mask: keep is 0, expected more than 0 and at most 1");
  CHECK_REFUSED(dropout_mask(2, 2, 1.5, rng),
                "dropout_mask: keep is 1.5, expected more than 0 and at most 1");
  CHECK_THAT(dropout_mask(2, 3, 1.0, rng), close_to(arma::mat(arma::ones(2, 3))));
}

TEST_CASE("8.4 each layer but the last passes its output on through a mask", "[08][8.4]") {
  Rng rng = test_rng("8.4 public forward");
  const arma::mat X = {{1, 2, 3, 4, 5, 6, 7, 8}, {0, 1, 0, 1, 0, 1, 0, 1}};
  const DropoutPass pass = dropout_forward(small_network(), X, 0.5, rng);
  REQUIRE(pass.caches.size() == 2);
  {
    INFO(output_masked);
    REQUIRE(pass.masks.size() == 1);
  }
  INFO("By hand: sample 0 gives (1 + 10, 20) = (11, 20) before dropout.");
  const arma::mat A = {{11, 10, 13, 12, 15, 14, 17, 16}, {20, 23, 20, 23, 20, 23, 20, 23}};
  REQUIRE((pass.masks[0].n_rows == 2 && pass.masks[0].n_cols == 8));
  CHECK_THAT(pass.caches[0].A, kept_in_cache(A, pass.masks[0]));
  CHECK_THAT(pass.caches[1].X, given_to_next(A, pass.masks[0]));
  INFO("A mask that drops nothing is no dropout.");
  CHECK(arma::accu(pass.masks[0] == 0.0) > 0);
}

TEST_CASE("8.4 going back, a gradient passes through the same mask", "[08][8.4]") {
  const Network network = small_network();
  const arma::mat X = {{1, 2}, {0, 1}};
  const arma::mat A = {{11, 10}, {20, 23}};
  const arma::mat through = {{2, 0}, {2, 2}};
  const arma::mat given = A % through;  // {22, 0}, {40, 46}
  const arma::mat Z = arma::mat{{-1, 4}} * given + 5;
  const DropoutPass pass{.caches = {{X, A, A}, {given, Z, Z}}, .masks = {through}};
  const std::vector<DenseGradient> gradients = dropout_backward(network, pass, {{1, 10}});
  REQUIRE(gradients.size() == 2);
  INFO("By hand: W' dA = (-1, -10; 4, 40), and through the mask (-2, 0; 8, 80).");
  CHECK_THAT(gradients[1].weights, close_to({{22, 500}}));
  const auto with = [&](const support::Masks& masks) {
    return arma::vec(arma::vectorise(arma::mat{{-1, -10}, {4, 40}} % masks[0] * X.t()));
  };
  CHECK_THAT(arma::vec(arma::vectorise(gradients[0].weights)),
             gradient_through({-2, 168, 0, 80}, {through}, with));
  CHECK_THAT(gradients[0].bias, close_to(arma::vec{-2, 88}));
}

TEST_CASE("8.4 a pass that does not fit the network is refused", "[08][8.4]") {
  const arma::mat X = {{1, 2}, {0, 1}};
  const DropoutPass pass{.caches = {{X, X, X}, {X, X, X}}, .masks = {}};
  CHECK_REFUSED(dropout_backward(small_network(), pass, {{1, 10}}),
                "dropout_backward: pass.masks has length 0, expected 1");
  INFO("What fits is not refused.");
  const arma::mat Z = {{1, 2}};
  const DropoutPass fitting{.caches = {{X, X, X}, {X, Z, Z}}, .masks = {arma::ones(2, 2)}};
  CHECK_NOTHROW(dropout_backward(small_network(), fitting, {{1, 10}}));
}

// ---- 8.5 regularised_gradient -------------------------------------------------------------------

TEST_CASE("8.5 both penalties are added to the loss and to its gradient", "[08][8.5]") {
  // y = -2 x + 1 misses (1, 3) and (3, 1) by -4 and -6.
  const arma::mat X = {{1, 3}};
  const arma::mat T = {{3, 1}};
  Rng rng(1);
  const LossAndGradient at =
      regularised_gradient(line(5, 7), {-2, 1}, squares, X, T, {.l1 = 0.5, .l2 = 0.25}, rng);
  {
    INFO("By hand: (16 + 36) / 2 = 26, and 0.5 times 2, and 0.25 times 4. " << lambdas_exchanged);
    CHECK_THAT(at.loss, regularised_loss(26, 1, 1));
  }
  INFO("By hand: (-4 - 18, -4 - 6) of the loss, and of the weight -0.5 and 2 times 0.25 times -2. "
       << lambdas_exchanged);
  const arma::vec plain = {-22, -10};
  CHECK_THAT(at.gradient, regularised({.plain = plain,
                                       .l1 = {-0.5, 0},
                                       .l2 = {-1, 0},
                                       .without_dropout = plain,
                                       .samples = 2}));
  INFO(drawn_for_nothing);
  CHECK(rng.draws() == 0);
}

TEST_CASE("8.5 with keep below 1, hidden outputs are dropped", "[08][8.5]") {
  Rng rng = test_rng("8.5 public");
  Network network = line(2, 0);  // 3 times (2 x), and no bias
  network.layers.push_back(line(3, 0).layers[0]);
  const arma::mat X = {{1, 1, 1, 1, 1, 1, 1, 1}};
  const arma::mat T = arma::zeros(1, 8);
  Rng same = rng;
  const arma::rowvec through = drawn(1, 8, 0.5, same);
  // The output is 6 times the mask. d(loss)/d(output) is 2 (6 mask) / 8 for each sample.
  const arma::rowvec d = 12 * through / 8;
  const arma::vec plain = {arma::accu(d % (3 * through)), arma::accu(d * 3 % through),
                           arma::accu(d % (2 * through)), arma::accu(d)};
  const arma::vec without = {36, 36, 24, 12};
  const LossAndGradient at =
      regularised_gradient(network, parameters_of(network), squares, X, T, {.keep = 0.5}, rng);
  INFO("By hand: the output is 6 where the hidden output was 2, twice that where it was kept.");
  CHECK_THAT(at.gradient, regularised({.plain = plain,
                                       .l1 = arma::zeros(4),
                                       .l2 = arma::zeros(4),
                                       .without_dropout = without,
                                       .keep = 0.5,
                                       .samples = 8}));
}

// ---- 8.6 keep_best ------------------------------------------------------------------------------

TEST_CASE("8.6 a smaller loss takes the place of the best, with its epoch and theta", "[08][8.6]") {
  BestWeights best;
  {
    INFO("There are no best weights yet: every number is smaller than infinity.");
    CHECK(keep_best(best, 0.7, 3, theta));
  }
  INFO("Loss, epoch and theta belong together.");
  CHECK_THAT(best.loss, close_to(0.7));
  CHECK(best.epoch == 3);
  CHECK_THAT(best.theta, close_to(theta));
}

TEST_CASE("8.6 an equal or a larger loss, or one that is no number, changes nothing", "[08][8.6]") {
  const arma::vec other = theta + 1;
  for (const double loss : {0.7, 0.8, std::numeric_limits<double>::quiet_NaN()}) {
    BestWeights best{.loss = 0.7, .epoch = 3, .theta = theta};
    INFO("The best loss is 0.7, the new one " << loss << ". " << equal_is_no_better);
    CHECK_FALSE(keep_best(best, loss, 4, other));
    CHECK_THAT(best.loss, close_to(0.7));
    CHECK(best.epoch == 3);
    CHECK_THAT(best.theta, close_to(theta));
  }
  INFO("A smaller loss does change something, even if it is below 0.");
  BestWeights best{.loss = 0.7, .epoch = 3, .theta = theta};
  CHECK(keep_best(best, -2.0, 4, other));
  CHECK(best.epoch == 4);
}

// ---- 8.7 train_regularised ----------------------------------------------------------------------

TEST_CASE("8.7 the network ends with the weights of the smallest validation loss", "[08][8.7]") {
  // The line learns to pass through (1, 4), and each step goes half of the way: y is 0, 2, 3, 3.5.
  // The validation sample wants it to stop at 2.
  const TrainingData data{.X = arma::ones(1, 1),
                          .T = 4 * arma::ones(1, 1),
                          .X_validation = arma::ones(1, 1),
                          .T_validation = 2 * arma::ones(1, 1)};
  const TrainingSettings settings{.epochs = 3, .batch_size = 1, .learning_rate = 0.125};
  Network network = line(0, 0);
  Rng rng(1);
  const History history = train_regularised(network, data, squares, {}, settings, rng);
  {
    INFO("The validation losses are those of y = 0, 2, 3, 3.5: 4, 0, 1, 2.25.");
    CHECK_THAT(arma::vec(history.watched), close_to(arma::vec{4, 0, 1, 2.25}));
  }
  INFO("By hand: after one epoch w = 1 and b = 1. At the end both would be 1.75.");
  CHECK_THAT(parameters_of(network), held_back({1, 1}, {1.75, 1.75}, {0, 0}));
}

TEST_CASE("8.7 what is learnt has penalties in it, what is watched has none", "[08][8.7]") {
  const TrainingData data{.X = arma::ones(1, 1),
                          .T = 4 * arma::ones(1, 1),
                          .X_validation = arma::ones(1, 1),
                          .T_validation = 4 * arma::ones(1, 1)};
  const TrainingSettings settings{.epochs = 1, .batch_size = 1, .learning_rate = 0.125};
  Network network = line(1, 0);
  Rng rng(1);
  const History history = train_regularised(network, data, squares, {.l2 = 0.5}, settings, rng);
  {
    INFO("By hand: dw = -6 + 2 times 0.5 times 1 = -5, db = -6. A step of 1/8 of that.");
    CHECK_THAT(parameters_of(network), learnt_with_penalty({1.625, 0.75}, {1.75, 0.75}));
  }
  {
    INFO("By hand: (1 - 4)^2 + 0.5 times 1.");
    CHECK_THAT(arma::vec(history.losses), close_to(arma::vec{9.5}));
  }
  INFO("By hand: y is 1, then 1.625 + 0.75.");
  CHECK_THAT(arma::vec(history.watched),
             watched_plainly({9, 2.640625}, {9.5, 2.640625 + 0.5 * 1.625 * 1.625}));
}

TEST_CASE("8.7 dropout is drawn from the same rng, for every batch", "[08][8.7]") {
  Network start = line(2, 0);
  start.layers.push_back(line(3, 0).layers[0]);
  const TrainingData data{.X = arma::ones(1, 6), .T = arma::ones(1, 6)};
  const TrainingSettings settings{.epochs = 2, .batch_size = 4, .learning_rate = 0.001};
  Rng rng(1);
  Rng other(1);
  Network with = start;
  Network without = start;
  train_regularised(with, data, squares, {.keep = 0.5}, settings, rng);
  train_regularised(without, data, squares, {}, settings, other);
  INFO("One hidden neuron, 6 samples, 2 epochs: 12 numbers. " << dropout_unused);
  CHECK(rng.draws() - other.draws() == 12);
  INFO("Without validation samples the network has the last weights: it has learnt something.");
  CHECK(arma::norm(parameters_of(with) - parameters_of(start)) > 1e-3);
  CHECK(arma::norm(parameters_of(with) - parameters_of(without)) > 1e-3);
}
