// The public tests of lesson 08: small numbers that you can check on paper.
#include <armadillo>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "08_regularization/regularization.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

/// Two inputs, two neurons, one output. In the order of flatten():
/// 1 0 -2 3 (weights), 10 20 (bias), -1 4 (weights), 5 (bias).
Network small_network() {
  return {
      .layers = {{.weights = {{1, -2}, {0, 3}}, .bias = {10, 20}, .activation = Activation::relu},
                 {.weights = {{-1, 4}}, .bias = {5}, .activation = Activation::identity}}};
}

const arma::vec weights_only = {1, 0, -2, 3, 0, 0, -1, 4, 0};
const arma::vec signs_only = {1, 0, -1, 1, 0, 0, -1, 1, 0};
const arma::vec all_parameters = {1, 0, -2, 3, 10, 20, -1, 4, 5};
const arma::vec row_by_row = {1, -2, 0, 3, 0, 0, -1, 4, 0};

const double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("8.1 the L2 penalty is lambda times the sum of all squared weights", "[08][8.1]") {
  INFO("By hand: 1 + 4 + 0 + 9 and 1 + 16 make 31. With lambda = 0.25 that is 7.75.");
  CHECK_THAT(l2_penalty(small_network(), 0.25).value,
             close_to(7.75)
                 .mistake("The biases are penalised as well: which parameters does the contract "
                          "name?",
                          0.25 * 556)
                 .mistake("Only the first layer is penalised: look at the loop over the layers.",
                          0.25 * 14)
                 .mistake("Only the last layer is penalised: is the sum begun anew in each layer?",
                          0.25 * 17)
                 .mistake("These are absolute values, which is the next task's penalty.", 0.25 * 11)
                 .mistake("lambda is missing.", 31)
                 .mistake("The root was taken: the penalty is the sum of squares itself.",
                          0.25 * std::sqrt(31.0)));
}

TEST_CASE("8.1 the L2 gradient is 2 lambda W, in the order of flatten()", "[08][8.1]") {
  INFO("With lambda = 0.25 each weight gives half of itself; the places of the biases hold 0.");
  CHECK_THAT(l2_penalty(small_network(), 0.25).gradient,
             close_to(arma::vec(0.5 * weights_only))
                 .mistake("The biases are penalised as well: which parameters does the contract "
                          "name?",
                          arma::vec(0.5 * all_parameters))
                 .mistake("The weights are in the order of reading, row by row; flatten() goes "
                          "column by column.",
                          arma::vec(0.5 * row_by_row))
                 .mistake("This is the gradient of the sum of absolute values: what is the "
                          "derivative of a square?",
                          arma::vec(0.25 * signs_only)));
}

TEST_CASE("8.1 a lambda of 0 is no penalty", "[08][8.1]") {
  const Penalty penalty = l2_penalty(small_network(), 0.0);
  CHECK_THAT(penalty.value, close_to(0.0));
  CHECK_THAT(penalty.gradient, close_to(arma::vec(arma::zeros(9))));
  INFO("A lambda of 1 is one: the same weights, with a price.");
  CHECK(l2_penalty(small_network(), 1.0).value > 0.0);
}

TEST_CASE("8.2 the L1 penalty is lambda times the sum of all absolute weights", "[08][8.2]") {
  INFO("By hand: 1 + 2 + 0 + 3 and 1 + 4 make 11. With lambda = 0.5 that is 5.5.");
  CHECK_THAT(
      l1_penalty(small_network(), 0.5).value,
      close_to(5.5)
          .mistake("The biases are penalised as well: which parameters does the contract "
                   "name?",
                   0.5 * 46)
          .mistake("Positive and negative weights cancel: look at what is added up.", 0.5 * 5)
          .mistake("These are squares, which is the task before.", 0.5 * 31)
          .mistake("Only the first layer is penalised: look at the loop over the layers.",
                   0.5 * 6));
}

TEST_CASE("8.2 the L1 gradient is lambda times the sign, however large the weight", "[08][8.2]") {
  arma::vec one_for_zero = 0.5 * signs_only;
  one_for_zero(1) = 0.5;
  arma::vec minus_for_zero = 0.5 * signs_only;
  minus_for_zero(1) = -0.5;
  CHECK_THAT(
      l1_penalty(small_network(), 0.5).gradient,
      close_to(arma::vec(0.5 * signs_only))
          .mistake("The weight that is 0 is pushed away from 0: which slope does the "
                   "contract give |W| there?",
                   one_for_zero)
          .mistake("The weight that is 0 is pushed away from 0: which slope does the "
                   "contract give |W| there?",
                   minus_for_zero)
          .mistake("This grows with the weight, as the gradient of L2 does: how steep is |w| "
                   "at 3, and at 4?",
                   arma::vec(0.5 * weights_only))
          .mistake("The biases are penalised as well: which parameters does the contract "
                   "name?",
                   arma::vec(0.5 * arma::sign(all_parameters)))
          .mistake("Every slope is positive: which sign has the slope of |w| left of 0?",
                   arma::vec(0.5 * arma::abs(signs_only))));
}

TEST_CASE("8.2 a weight of 1e-9 is pushed as hard as one of 1000", "[08][8.2]") {
  Network network = small_network();
  network.layers[1].weights = {{1e-9, -1000}};
  const arma::vec expected = {1, 0, -1, 1, 0, 0, 1, -1, 0};
  CHECK_THAT(l1_penalty(network, 1.0).gradient, close_to(expected));
}

TEST_CASE("8.3 every weight moves towards 0, and stops there", "[08][8.3]") {
  INFO("By hand, with amount 1.5: 1 -> 0, 0 -> 0, -2 -> -0.5, 3 -> 1.5.");
  const Network shrunk = soft_threshold(small_network(), 1.5);
  REQUIRE(shrunk.layers.size() == 2);
  CHECK_THAT(
      shrunk.layers[0].weights,
      close_to({{0, -0.5}, {0, 1.5}})
          .mistake("Small weights have crossed 0 and changed their sign: where do they stop?",
                   {{-0.5, -0.5}, {0, 1.5}})
          .mistake("Every weight was made smaller by the amount, negative ones too, which "
                   "moves those away from 0.",
                   {{-0.5, -3.5}, {-1.5, 1.5}})
          .mistake("Negative weights have become 0: they are at a distance from 0, too.",
                   {{0, 0}, {0, 1.5}})
          .mistake("Small weights are 0, but the large ones have not moved.", {{0, -2}, {0, 3}})
          .mistake("The signs are lost.", {{0, 0.5}, {0, 1.5}}));
  CHECK_THAT(shrunk.layers[1].weights, close_to({{0, 2.5}}));
}

TEST_CASE("8.3 biases and activations stay as they are", "[08][8.3]") {
  const Network shrunk = soft_threshold(small_network(), 1.5);
  REQUIRE(shrunk.layers.size() == 2);
  CHECK_THAT(shrunk.layers[0].bias,
             close_to(arma::vec{10, 20})
                 .mistake("The biases were moved as well: which parameters does the contract name?",
                          arma::vec{8.5, 18.5}));
  CHECK_THAT(shrunk.layers[1].bias,
             close_to(arma::vec{5})
                 .mistake("The biases were moved as well: which parameters does the contract name?",
                          arma::vec{3.5}));
  CHECK((shrunk.layers[0].activation == Activation::relu));
  CHECK((shrunk.layers[1].activation == Activation::identity));
  INFO("The weights do not: the largest was 3.");
  CHECK(arma::abs(shrunk.layers[0].weights).max() < 3.0);
}

TEST_CASE("8.3 a negative amount is refused, and 0 changes nothing", "[08][8.3]") {
  CHECK_THROWS_MATCHES(soft_threshold(small_network(), -1.0), std::invalid_argument,
                       says("soft_threshold: amount is -1, expected at least 0"));
  const Network same = soft_threshold(small_network(), 0.0);
  REQUIRE(same.layers.size() == 2);
  CHECK_THAT(same.layers[0].weights, close_to({{1, -2}, {0, 3}}));
}

TEST_CASE("8.4 what is kept is scaled by 1/keep, what is not is 0", "[08][8.4]") {
  Rng rng = test_rng("8.4 public mask");
  const arma::mat mask = dropout_mask(20, 30, 0.8, rng);
  REQUIRE((mask.n_rows == 20 && mask.n_cols == 30));
  const arma::uword zeros = arma::accu(mask == 0.0);
  const arma::uword scaled = arma::accu(arma::abs(mask - 1.25) < 1e-12);
  const arma::uword ones = arma::accu(mask == 1.0);
  INFO("Of 600 entries, " << zeros << " are 0 and " << scaled << " are 1/keep = 1.25.");
  if (ones > 0) {
    INFO("What is kept is 1 here: then the next layer gets less than without dropout.");
    REQUIRE(ones == 0);
  }
  CHECK(zeros + scaled == 600);
  INFO("About 120 of 600 entries should go, and 480 stay: keep is the probability of staying.");
  CHECK((zeros > 60 && zeros < 180));
}

TEST_CASE("8.4 the mask draws one number an entry, column by column", "[08][8.4]") {
  Rng rng = test_rng("8.4 public order");
  Rng same = rng;
  arma::mat expected(3, 2);
  for (arma::uword j = 0; j < 2; ++j) {
    for (arma::uword i = 0; i < 3; ++i) expected(i, j) = uniform(same) < 0.5 ? 2.0 : 0.0;
  }
  const arma::mat opposite = 2.0 - expected;
  Rng once = rng;
  arma::mat by_neuron(3, 2);
  for (arma::uword i = 0; i < 3; ++i) by_neuron.row(i).fill(uniform(once) < 0.5 ? 2.0 : 0.0);
  const arma::mat mask = dropout_mask(3, 2, 0.5, rng);
  CHECK_THAT(mask, close_to(expected)
                       .mistake("What should stay has gone and the other way round: keep is the "
                                "probability of staying.",
                                opposite)
                       .mistake("A neuron stays or goes for the whole batch here: each entry is "
                                "drawn by itself.",
                                by_neuron));
  INFO("rng must have moved on by six draws, one for each entry.");
  CHECK(rng.draws() == same.draws());
}

TEST_CASE("8.4 keep has to be a probability above 0", "[08][8.4]") {
  Rng rng(1);
  CHECK_THROWS_MATCHES(dropout_mask(2, 2, 0.0, rng), std::invalid_argument,
                       says("dropout_mask: keep is 0, expected more than 0 and at most 1"));
  CHECK_THROWS_MATCHES(dropout_mask(2, 2, 1.5, rng), std::invalid_argument,
                       says("dropout_mask: keep is 1.5, expected more than 0 and at most 1"));
  CHECK_THAT(dropout_mask(2, 3, 1.0, rng), close_to(arma::mat(arma::ones(2, 3))));
}

TEST_CASE("8.4 each layer but the last passes its output on through a mask", "[08][8.4]") {
  Rng rng = test_rng("8.4 public forward");
  const arma::mat X = {{1, 2, 3, 4, 5, 6, 7, 8}, {0, 1, 0, 1, 0, 1, 0, 1}};
  const DropoutPass pass = dropout_forward(small_network(), X, 0.5, rng);
  REQUIRE(pass.caches.size() == 2);
  INFO("Two layers have one mask between them: the output layer has none.");
  REQUIRE(pass.masks.size() == 1);
  INFO("By hand: sample 0 gives (1 + 10, 20) = (11, 20) before dropout.");
  const arma::mat A = {{11, 10, 13, 12, 15, 14, 17, 16}, {20, 23, 20, 23, 20, 23, 20, 23}};
  REQUIRE((pass.masks[0].n_rows == 2 && pass.masks[0].n_cols == 8));
  CHECK_THAT(pass.caches[0].A,
             close_to(A).mistake("The cache has A after dropout: the contract wants it as it was "
                                 "before.",
                                 arma::mat(A % pass.masks[0])));
  const arma::mat given = A % pass.masks[0];
  CHECK_THAT(
      pass.caches[1].X,
      close_to(given).mistake("The mask was drawn, but the next layer was given all of A.", A));
}

TEST_CASE("8.4 going back, a gradient passes through the same mask", "[08][8.4]") {
  const Network network = small_network();
  const arma::mat X = {{1, 2}, {0, 1}};
  const arma::mat A = {{11, 10}, {20, 23}};
  const arma::mat mask = {{2, 0}, {2, 2}};
  const arma::mat given = A % mask;  // {22, 0}, {40, 46}
  const arma::mat Z = arma::mat{{-1, 4}} * given + 5;
  const DropoutPass pass{.caches = {{X, A, A}, {given, Z, Z}}, .masks = {mask}};
  const std::vector<DenseGradient> gradients = dropout_backward(network, pass, {{1, 10}});
  REQUIRE(gradients.size() == 2);
  INFO("By hand: W' dA = (-1, -10; 4, 40), and through the mask (-2, 0; 8, 80).");
  CHECK_THAT(gradients[1].weights, close_to({{22, 500}}));
  CHECK_THAT(
      gradients[0].weights,
      close_to({{-2, 0}, {168, 80}})
          .mistake("The gradient went around the mask: a neuron that was dropped has no part "
                   "in the loss.",
                   {{-21, -10}, {84, 40}})
          .mistake("The gradient was cut where entries were dropped, but not scaled: the mask "
                   "holds 1/keep.",
                   {{-1, 0}, {84, 40}}));
  CHECK_THAT(gradients[0].bias, close_to(arma::vec{-2, 88}));
}

TEST_CASE("8.4 a pass that does not fit the network is refused", "[08][8.4]") {
  const arma::mat X = {{1, 2}, {0, 1}};
  const DropoutPass pass{.caches = {{X, X, X}, {X, X, X}}, .masks = {}};
  CHECK_THROWS_MATCHES(dropout_backward(small_network(), pass, {{1, 10}}), std::invalid_argument,
                       says("dropout_backward: pass.masks has length 0, expected 1"));
  INFO("What fits is not refused.");
  const arma::mat Z = {{1, 2}};
  const DropoutPass fitting{.caches = {{X, X, X}, {X, Z, Z}}, .masks = {arma::ones(2, 2)}};
  CHECK_NOTHROW(dropout_backward(small_network(), fitting, {{1, 10}}));
}

TEST_CASE("8.5 a smaller loss takes the place of the best, with its epoch and weights",
          "[08][8.5]") {
  BestWeights best;
  CHECK(keep_best(best, 0.7, 3, small_network()));
  CHECK_THAT(best.loss, close_to(0.7));
  CHECK(best.epoch == 3);
  CHECK_THAT(best.theta, close_to(all_parameters));
}

TEST_CASE("8.5 an equal or a larger loss, or one that is no number, changes nothing", "[08][8.5]") {
  Network other = small_network();
  other.layers[0].bias = {-1, -2};
  for (const double loss : {0.7, 0.8, not_a_number}) {
    BestWeights best{.loss = 0.7, .epoch = 3, .theta = all_parameters};
    INFO("The best loss is 0.7, the new one " << loss << ".");
    CHECK_FALSE(keep_best(best, loss, 4, other));
    CHECK_THAT(best.loss, close_to(0.7));
    CHECK(best.epoch == 3);
    CHECK_THAT(best.theta, close_to(all_parameters));
  }
  INFO("A smaller loss does change something.");
  BestWeights best{.loss = 0.7, .epoch = 3, .theta = all_parameters};
  CHECK(keep_best(best, 0.6, 4, other));
  CHECK(best.epoch == 4);
}

TEST_CASE("8.5 the best weights come back into a network of the same shape", "[08][8.5]") {
  const BestWeights best{.loss = 0.7, .epoch = 3, .theta = all_parameters};
  Network worn = small_network();
  for (DenseLayer& layer : worn.layers) {
    layer.weights.fill(7);
    layer.bias.fill(7);
  }
  const Network restored = restore_best(best, worn);
  REQUIRE(restored.layers.size() == 2);
  CHECK_THAT(restored.layers[0].weights,
             close_to({{1, -2}, {0, 3}})
                 .mistake("These are the weights of now, and not the best ones.",
                          arma::mat(2, 2).fill(7)));
  CHECK_THAT(restored.layers[1].bias, close_to(arma::vec{5}));
  CHECK((restored.layers[0].activation == Activation::relu));
  CHECK_THROWS_MATCHES(restore_best({}, worn), std::invalid_argument,
                       says("restore_best: there are no best weights yet"));
}

TEST_CASE("8.6 the gradient of the loss and those of both penalties add up", "[08][8.6]") {
  // One layer, one sample, squared error: y = 2 * 3 + 1 = 7, target 5, so d(loss)/dy = 4.
  const Network line{.layers = {{.weights = arma::mat(1, 1).fill(2), .bias = {1}}}};
  const arma::mat X = arma::mat(1, 1).fill(3);
  const arma::mat T = arma::mat(1, 1).fill(5);
  Rng rng(1);
  const arma::vec gradient = regularised_gradient(line, X, T, LossFunction::mean_squared_error,
                                                  {.l1 = 0.25, .l2 = 0.5, .keep = 1.0}, rng);
  INFO("By hand: dW = 4 * 3 + 0.25 + 2 * 0.5 * 2 = 14.25 and db = 4.");
  CHECK_THAT(gradient,
             close_to(arma::vec{14.25, 4})
                 .mistake("The penalties are missing.", arma::vec{12, 4})
                 .mistake("L1 is missing.", arma::vec{14, 4})
                 .mistake("L2 is missing.", arma::vec{12.25, 4})
                 .mistake("The penalties were subtracted: they make large weights dearer.",
                          arma::vec{9.75, 4})
                 .mistake("The gradient of the loss is missing.", arma::vec{2.25, 0})
                 .mistake("l1 and l2 have changed places.", arma::vec{13.5, 4}));
  INFO("Without dropout nothing is drawn.");
  CHECK(rng.draws() == 0);
}

TEST_CASE("8.6 with dropout the loss and its gradient see the masked network", "[08][8.6]") {
  Rng rng = test_rng("8.6 public");
  Rng same = rng;
  const arma::mat X = {{1, 2}, {0, 1}};
  const arma::mat T = {{100, 100}};
  const arma::vec gradient = regularised_gradient(
      small_network(), X, T, LossFunction::mean_squared_error, {.keep = 0.5}, rng);
  // What the only mask was: two neurons, two samples.
  arma::mat mask(2, 2);
  for (double& entry : mask) entry = uniform(same) < 0.5 ? 2.0 : 0.0;
  const arma::mat A = {{11, 10}, {20, 23}};
  const arma::mat given = A % mask;
  const arma::mat y = arma::mat{{-1, 4}} * given + 5;
  const arma::mat dA = y - T;  // 2/m, and m is 2
  REQUIRE(gradient.n_elem == 9);
  const arma::vec last = arma::vectorise(dA * given.t());
  CHECK_THAT(gradient.subvec(6, 7),
             close_to(last).mistake("This is the gradient without dropout.",
                                    arma::vectorise((arma::mat{{-1, 4}} * A + 5 - T) * A.t())));
  CHECK_THAT(gradient(8), close_to(arma::accu(dA)));
}
