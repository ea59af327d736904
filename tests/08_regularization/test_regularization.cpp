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

/// Three inputs, two layers of two neurons, one output; no biases, and no bend.
Network three_layers() {
  const arma::vec none = arma::zeros(2);
  return {
      .layers = {
          {.weights = {{1, 0, 1}, {0, 1, -1}}, .bias = none, .activation = Activation::identity},
          {.weights = {{1, 1}, {0, 2}}, .bias = none, .activation = Activation::identity},
          {.weights = {{1, -1}}, .bias = arma::zeros(1), .activation = Activation::identity}}};
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
  Network deeper = small_network();
  deeper.layers.push_back(line(2, 3).layers[0]);
  INFO("And with a third layer, of one weight and one bias.");
  CHECK_THAT(weight_mask(deeper), masked(arma::join_cols(mask, arma::vec{1, 0}), deeper));
}

// ---- 8.2 l2_penalty, l1_penalty -----------------------------------------------------------------

TEST_CASE("8.2 the L2 penalty is lambda times the sum of all squared weights", "[08][8.2]") {
  const LossAndGradient penalty = l2_penalty(theta, mask, 0.25);
  UNSCOPED_INFO("By hand: 1 + 0 + 4 + 9 and 1 + 16 make 31. With lambda = 0.25 that is 7.75.");
  CHECK_THAT(penalty.loss, l2_value(7.75, theta, mask, 0.25));
  INFO("By hand: with lambda = 0.25 each weight gives half of itself, and a bias gives 0.");
  CHECK_THAT(penalty.gradient, l2_slope(0.5 * weights_only, theta, mask, 0.25));
}

TEST_CASE("8.2 the L1 penalty is lambda times the sum of all absolute weights", "[08][8.2]") {
  const LossAndGradient penalty = l1_penalty(theta, mask, 0.5);
  UNSCOPED_INFO("By hand: 1 + 0 + 2 + 3 and 1 + 4 make 11. With lambda = 0.5 that is 5.5.");
  CHECK_THAT(penalty.loss, l1_value(5.5, theta, mask, 0.5));
  INFO("By hand: 0.5 times the sign of each weight, however large it is.");
  CHECK_THAT(penalty.gradient, l1_slope({0.5, 0, -0.5, 0.5, 0, 0, -0.5, 0.5, 0}, theta, mask, 0.5));
}

TEST_CASE("8.2 weights need not be whole numbers", "[08][8.2]") {
  const arma::vec parts = {0.5, -1.5, 3.5, 0.25};
  const arma::vec first_three = {1, 1, 1, 0};
  INFO("By hand: 0.25 + 2.25 + 12.25 = 14.75 and 0.5 + 1.5 + 3.5 = 5.5, both times 8. Is the sum");
  INFO("kept in a double?");
  CHECK_THAT(l2_penalty(parts, first_three, 8.0).loss, l2_value(118, parts, first_three, 8.0));
  CHECK_THAT(l1_penalty(parts, first_three, 8.0).loss, l1_value(44, parts, first_three, 8.0));
}

TEST_CASE("8.2 a weight of 1e-9 is pushed as hard as one of 1000", "[08][8.2]") {
  const arma::vec far_apart = {1e-9, -1000, 3, -3};
  CHECK_THAT(l1_penalty(far_apart, {1, 1, 0, 0}, 1.0).gradient,
             l1_slope({1, -1, 0, 0}, far_apart, {1, 1, 0, 0}, 1.0));
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
  UNSCOPED_INFO("Task 8.3 a: a mask says something of every parameter.");
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
  const arma::mat mask = dropout_mask(4, 6, 0.8, rng);
  UNSCOPED_INFO("How far rng has moved on: 24 entries are 24 draws.");
  CHECK_THAT(static_cast<double>(rng.draws() - before.draws()), draws_for(4, 6));
  INFO("An entry that is kept is 1/keep = 1.25, with probability keep. The others are 0.");
  CHECK_THAT(mask, mask_of(expected, 0.8, before));
}

TEST_CASE("8.4 keep has to be a probability above 0", "[08][8.4]") {
  Rng rng(1);
  INFO("Task 8.4 a: with a keep of 0, nothing is kept, and 1/keep is no number.");
  CHECK_REFUSED(dropout_mask(2, 2, 0.0, rng),
                "dropout_mask: keep is 0, expected more than 0 and at most 1");
  CHECK_REFUSED(dropout_mask(2, 2, -0.5, rng),
                "dropout_mask: keep is -0.5, expected more than 0 and at most 1");
  CHECK_REFUSED(dropout_mask(2, 2, 1.5, rng),
                "dropout_mask: keep is 1.5, expected more than 0 and at most 1");
  UNSCOPED_INFO(
      "A NaN is in no range, and every comparison with it is false: what does yours ask?");
  CHECK_REFUSED(dropout_mask(2, 2, std::numeric_limits<double>::quiet_NaN(), rng),
                "expected more than 0 and at most 1");
  INFO("A keep of 1 is in the range, and keeps everything.");
  CHECK_THAT(dropout_mask(2, 3, 1.0, rng), close_to(arma::mat(arma::ones(2, 3))));
}

TEST_CASE("8.4 each layer but the last passes its output on through a mask", "[08][8.4]") {
  Rng rng = test_rng("8.4 public forward");
  const arma::mat X = {{1, 2, 3, 4, 5, 6, 7, 8}, {0, 1, 0, 1, 0, 1, 0, 1}};
  const DropoutPass pass = dropout_forward(small_network(), X, 0.5, rng);
  UNSCOPED_INFO("There is a cache for each layer.");
  REQUIRE(pass.caches.size() == 2);
  UNSCOPED_INFO("How many rows each mask has: there is one mask, for the two hidden neurons.");
  REQUIRE_THAT(rows_of(pass.masks), rows_of_masks(small_network()));
  UNSCOPED_INFO("Each neuron is drawn for each of the 8 samples.");
  REQUIRE(pass.masks[0].n_cols == 8);
  INFO("By hand: sample 0 gives (1 + 10, 20) = (11, 20) before dropout.");
  const arma::mat A = {{11, 10, 13, 12, 15, 14, 17, 16}, {20, 23, 20, 23, 20, 23, 20, 23}};
  CHECK_THAT(pass.caches[0].A, kept_in_cache(A, pass.masks[0]));
  CHECK_THAT(pass.caches[1].X, given_to_next(A, pass.masks[0]));
  INFO("A mask that drops nothing is no dropout.");
  CHECK(arma::accu(pass.masks[0] == 0.0) > 0);
}

TEST_CASE("8.4 of three layers the first two have masks, each its own", "[08][8.4]") {
  Rng rng = test_rng("8.4 public three layers");
  const Rng before = rng;
  const Network network = three_layers();
  const arma::mat X = {{1, 2, 3, 4, 5, 6, 7}, {3, 1, 4, 1, 5, 9, 2}, {1, 1, 1, 1, 1, 1, 1}};
  Rng same = rng;
  const support::Masks masks = drawn_masks(network, 7, 0.75, same);
  const DropoutPass pass = dropout_forward(network, X, 0.75, rng);
  REQUIRE(pass.caches.size() == 3);
  UNSCOPED_INFO("How many rows each mask has: two hidden layers, of two neurons each.");
  REQUIRE_THAT(rows_of(pass.masks), rows_of_masks(network));
  {
    INFO("The masks are drawn with keep, one after the other, as dropout_mask draws them.");
    CHECK_THAT(pass.masks[0], mask_of(masks[0], 0.75, before));
    CHECK_THAT(pass.masks[1], second_mask(masks[1], masks[0]));
  }
  UNSCOPED_INFO("The input is given as it is.");
  CHECK_THAT(pass.caches[0].X, close_to(X));
  // W X, with a row for each neuron; no bias.
  const arma::mat A = arma::join_cols(X.row(0) + X.row(2), X.row(1) - X.row(2));
  CHECK_THAT(pass.caches[0].A, kept_in_cache(A, masks[0]));
  CHECK_THAT(pass.caches[1].X, given_to_next(A, masks[0]));
  const arma::mat given = A % masks[0];
  const arma::mat next = arma::join_cols(given.row(0) + given.row(1), 2 * given.row(1));
  CHECK_THAT(pass.caches[1].A, kept_in_cache(next, masks[1]));
  CHECK_THAT(pass.caches[2].X, given_to_next(next, masks[1]));
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

TEST_CASE("8.4 three layers: back through both masks, the last one first", "[08][8.4]") {
  // y = 5 (3 (2 x)), no biases, x = 1 for each of three samples.
  Network network = line(2, 0);
  network.layers.push_back(line(3, 0).layers[0]);
  network.layers.push_back(line(5, 0).layers[0]);
  const arma::mat X = arma::ones(1, 3);
  const arma::mat first = {{2, 0, 2}};
  const arma::mat second = {{2, 2, 0}};
  const arma::mat A = {{2, 2, 2}}, given = {{4, 0, 4}};
  const arma::mat next = {{12, 0, 12}}, given_next = {{24, 0, 0}};
  const arma::mat y = {{120, 0, 0}};
  const DropoutPass pass{.caches = {{X, A, A}, {given, next, next}, {given_next, y, y}},
                         .masks = {first, second}};
  const arma::mat dA = {{1, 10, 100}};
  const auto with = [&](const support::Masks& masks) {
    const arma::mat at_second = 5 * dA % masks[1];
    const arma::mat at_first = 3 * at_second % masks[0];
    return arma::vec{arma::accu(at_first),
                     arma::accu(at_first),
                     arma::accu(at_second % given),
                     arma::accu(at_second),
                     24,
                     111};
  };
  const std::vector<DenseGradient> gradients = dropout_backward(network, pass, dA);
  REQUIRE(gradients.size() == 3);
  arma::vec all;
  for (const DenseGradient& one : gradients) {
    all = arma::join_cols(all, arma::vectorise(one.weights), one.bias);
  }
  INFO("By hand: 5 dA = (5, 50, 500), through the second mask (10, 100, 0). 3 times that is");
  INFO("(30, 300, 0), through the first mask (60, 0, 0). dW and db of layer 0, 1 and 2:");
  CHECK_THAT(all, gradient_through({60, 60, 40, 110, 24, 111}, {first, second}, with)
                      .mistake(not_handed_on, arma::vec{111, 111, 404, 111, 24, 111}));
}

TEST_CASE("8.4 a pass that does not fit the network is refused", "[08][8.4]") {
  const arma::mat X = {{1, 2}, {0, 1}};
  const arma::mat Z = {{1, 2}};
  check_passes_refused(small_network(),
                       {.caches = {{X, X, X}, {X, Z, Z}}, .masks = {arma::ones(2, 2)}}, {{1, 10}});
}

// ---- 8.5 regularised_gradient -------------------------------------------------------------------

TEST_CASE("8.5 both penalties are added to the loss and to its gradient", "[08][8.5]") {
  // y = -2 x + 1 is -1, -5, -3, and misses its targets by -3, -3, 3.
  const arma::mat X = {{1, 3, 2}};
  const arma::mat T = {{2, -2, -6}};
  const Parts parts{
      .theta = {-2, 1}, .own = {5, 7}, .mask = {1, 0}, .by = {.l1 = 0.5, .l2 = 0.75}, .samples = 3};
  Rng rng(1);
  const LossAndGradient at =
      regularised_gradient(line(5, 7), parts.theta, squares, X, T, parts.by, rng);
  UNSCOPED_INFO("By hand: 27 / 3 = 9, and 0.5 times 2, and 0.75 times 4.");
  CHECK_THAT(at.loss, regularised_loss(13, 9, parts));
  INFO("By hand: (2/3)(-3 - 9 + 6) = -4 and (2/3)(-3) = -2 of the loss; of the weight, which is");
  INFO("-2, -0.5 for L1 and 2 times 0.75 times -2 for L2.");
  CHECK_THAT(at.gradient, regularised({-7.5, -2}, {-4, -2}, parts));
}

TEST_CASE("8.5 with keep = 1 nothing is drawn, and every loss can be asked for", "[08][8.5]") {
  Network other = line(5, 7);
  other.layers.push_back(line(-3, 2).layers[0]);
  const arma::vec at = {2, 1, -1, 4};  // y = -(2 x + 1) + 4 is 1 at x = 1
  const arma::mat X = {{1, 1, 1}};
  const arma::mat T = {{1, 0, 0}};
  Rng rng(1);
  const LossAndGradient result =
      regularised_gradient(other, at, LossFunction::binary_cross_entropy, X, T, {}, rng);
  UNSCOPED_INFO(drawn_for_nothing);
  CHECK(rng.draws() == 0);
  const double right = std::log(1 + std::exp(-1.0));
  const double wrong = std::log(1 + std::exp(1.0));
  INFO("By hand: the output is 1, so the losses are log(1 + e^-1) once and log(1 + e) twice.");
  CHECK_THAT(result.loss, loss_asked_for((right + 2 * wrong) / 3, 2.0 / 3));
}

TEST_CASE("8.5 with keep below 1, hidden outputs are dropped", "[08][8.5]") {
  Rng rng = test_rng("8.5 public");
  const Rng before = rng;
  Network other = line(7, 1);  // the parameters are those in theta: 3 times (2 x), and no biases
  other.layers.push_back(line(-1, 5).layers[0]);
  const arma::mat X = {{1, 1, 1, 1, 1, 1, 1, 1}};
  const arma::mat T = arma::zeros(1, 8);
  Rng same = rng;
  const arma::rowvec through = drawn(1, 8, 0.75, same);
  Rng again = before;
  const arma::rowvec turned = drawn(1, 8, 0.25, again);
  // The output is 6 times the mask. d(loss)/d(output) is 2 (6 mask) / 8 for each sample.
  const arma::rowvec d = 12 * through / 8;
  const double back = arma::accu(d % (3 * through));
  const double around = arma::accu(3 * d);
  const arma::vec of_output = {arma::accu(d % (2 * through)), arma::accu(d)};
  const LossAndGradient at =
      regularised_gradient(other, {2, 0, 3, 0}, squares, X, T, {.l2 = 0.25, .keep = 0.75}, rng);
  UNSCOPED_INFO("8 samples and one hidden neuron: 8 numbers.");
  CHECK_THAT(static_cast<double>(rng.draws() - before.draws()), dropout_draws(8));
  {
    const auto loss = [](const arma::rowvec& mask) { return arma::accu(36 * mask % mask) / 8; };
    INFO("By hand: the output is 8 where the hidden output was kept, and 0 elsewhere; the L2");
    INFO("penalty is 0.25 times 13.");
    CHECK_THAT(at.loss, dropped_loss(loss(through), 3.25, 36, loss(turned)));
  }
  INFO("By hand: what comes back to the hidden layer is 3 d, and through the mask again.");
  CHECK_THAT(at.gradient,
             dropped(arma::join_cols(arma::vec{back, back}, of_output),
                     arma::join_cols(arma::vec{around, around}, of_output), {1, 0, 1.5, 0}, 0.75));
}

// ---- 8.6 keep_best ------------------------------------------------------------------------------

TEST_CASE("8.6 a smaller loss takes the place of the best, with its epoch and theta", "[08][8.6]") {
  BestWeights best;
  UNSCOPED_INFO("There are no best weights yet: every number is smaller than infinity.");
  CHECK(keep_best(best, 0.7, 3, theta));
  {
    INFO("Loss, epoch and theta belong together.");
    CHECK_THAT(best.loss, close_to(0.7));
    CHECK(best.epoch == 3);
    CHECK_THAT(best.theta, close_to(theta));
  }
  INFO("And once more, with 0.6 and another theta.");
  CHECK(keep_best(best, 0.6, 5, 2 * theta));
  CHECK_THAT(best.loss, close_to(0.6));
  CHECK(best.epoch == 5);
  CHECK_THAT(best.theta, best_theta(2 * theta, theta));
}

TEST_CASE("8.6 a loss that is smaller by very little is smaller", "[08][8.6]") {
  for (const double gain : {1e-3, 1e-6, 1e-13}) {
    BestWeights best{.loss = 0.7, .epoch = 3, .theta = theta};
    INFO("The best loss is 0.7, the new one 0.7 - " << gain << ". " << small_gain);
    CHECK(keep_best(best, 0.7 - gain, 4, 2 * theta));
    CHECK_THAT(best.theta, best_theta(2 * theta, theta));
  }
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
  {
    BestWeights none;
    INFO("There are no best weights yet, and the loss is a NaN. " << first_is_best);
    CHECK_FALSE(keep_best(none, std::numeric_limits<double>::quiet_NaN(), 0, other));
    CHECK(none.theta.is_empty());
  }
  {
    BestWeights none;
    INFO("There are no best weights yet, and the loss is infinite. " << first_is_best);
    CHECK_FALSE(keep_best(none, std::numeric_limits<double>::infinity(), 0, other));
    CHECK(none.theta.is_empty());
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
  UNSCOPED_INFO("The validation losses are those of y = 0, 2, 3, 3.5: 4, 0, 1, 2.25.");
  CHECK_THAT(arma::vec(history.watched),
             watched_plainly({4, 0, 1, 2.25}, {4, 0, 1, 2.25}, {16, 4, 1, 0.25}));
  UNSCOPED_INFO("By hand: after one epoch w = 1 and b = 1. At the end both would be 1.75.");
  CHECK_THAT(parameters_of(network), held_back({1, 1}, {1.75, 1.75}, {0, 0}));
  TrainingData stays = data;
  stays.T_validation = -arma::ones(1, 1);
  Network better_before = line(0, 0);
  train_regularised(better_before, stays, squares, {}, settings, rng);
  INFO("Now the sample wants y = -1, and each epoch leads away from it. " << first_not_kept);
  CHECK_THAT(parameters_of(better_before), held_back({0, 0}, {1.75, 1.75}, {0, 0}));
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
  UNSCOPED_INFO("By hand: dw = -6 + 2 times 0.5 times 1 = -5, db = -6. A step of 1/8 of that.");
  CHECK_THAT(parameters_of(network), learnt_with_penalty({1.625, 0.75}, {1.75, 0.75}));
  UNSCOPED_INFO("By hand: (1 - 4)^2 + 0.5 times 1.");
  CHECK_THAT(arma::vec(history.losses), close_to(arma::vec{9.5}));
  INFO("By hand: y is 1, then 1.625 + 0.75.");
  CHECK_THAT(arma::vec(history.watched),
             watched_plainly({9, 2.640625}, {9.5, 2.640625 + 0.5 * 1.625 * 1.625}, {9, 2.640625}));
}

TEST_CASE("8.7 each step learns from the samples of its batch", "[08][8.7]") {
  Rng rng(1);
  Rng same = rng;
  Network network = line(1, 0);
  train_regularised(network, {.X = {{1, 3}}, .T = {{3, 2}}}, squares, {},
                    {.epochs = 1, .batch_size = 1, .learning_rate = 0.25}, rng);
  const arma::uword first = mini_batches(2, 1, same)[0](0);
  INFO("By hand: sample " << first << " came first.");
  CHECK_THAT(parameters_of(network), support::one_at_a_time(first));
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
  INFO("There are no validation samples here, so there is nothing to watch.");
  train_regularised(with, data, squares, {.keep = 0.5}, settings, rng);
  train_regularised(without, data, squares, {}, settings, other);
  INFO("One hidden neuron, 6 samples, 2 epochs: 12 numbers. " << dropout_unused);
  CHECK(rng.draws() - other.draws() == 12);
  INFO("Without validation samples the network has the last weights: it has learnt something.");
  CHECK(arma::norm(parameters_of(with) - parameters_of(start)) > 1e-3);
  CHECK(arma::norm(parameters_of(with) - parameters_of(without)) > 1e-3);
}
