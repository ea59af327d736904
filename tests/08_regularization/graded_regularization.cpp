// The graded tests of lesson 08. Inputs come from a seed that no submission knows; what is expected
// comes from loops over single numbers, and gradients from the checks of lesson 05.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "08_regularization/regularization.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Weights and biases of both signs, none of them near 0 or near each other's size by rule.
Network random_network(const std::vector<arma::uword>& widths, Activation hidden, Rng& rng) {
  Network network;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    network.layers.push_back(
        {.weights = uniform_matrix(widths[i], widths[i - 1], -2.0, 2.0, rng),
         .bias = uniform_matrix(widths[i], 1, 0.5, 2.0, rng),
         .activation = i + 1 == widths.size() ? Activation::identity : hidden});
  }
  return network;
}

/// What one weight and one bias add to the places of flatten(): weights column by column.
template <typename OfWeight>
arma::vec in_places(const Network& network, OfWeight of_weight) {
  std::vector<double> places;
  for (const DenseLayer& layer : network.layers) {
    for (arma::uword j = 0; j < layer.weights.n_cols; ++j) {
      for (arma::uword i = 0; i < layer.weights.n_rows; ++i) {
        places.push_back(of_weight(layer.weights(i, j)));
      }
    }
    for (arma::uword i = 0; i < layer.bias.n_elem; ++i) places.push_back(0.0);
  }
  return arma::vec(places);
}

/// The same in wrong places: the zeros of each layer first, or the layers from last to first.
template <typename OfWeight>
arma::vec biases_first(const Network& network, OfWeight of_weight) {
  arma::vec places;
  for (const DenseLayer& layer : network.layers) {
    const arma::vec one = in_places(Network{.layers = {layer}}, of_weight);
    places = arma::join_cols(places, arma::shift(one, static_cast<int>(layer.bias.n_elem)));
  }
  return places;
}

template <typename OfWeight>
arma::vec last_layer_first(const Network& network, OfWeight of_weight) {
  Network reversed = network;
  std::ranges::reverse(reversed.layers);
  return in_places(reversed, of_weight);
}

/// The same, and what a penalty of the biases would add.
template <typename OfWeight>
arma::vec with_biases(const Network& network, OfWeight of_weight) {
  arma::vec places;
  for (const DenseLayer& layer : network.layers) {
    arma::vec biases = layer.bias;
    for (double& bias : biases) bias = of_weight(bias);
    const arma::vec one = in_places(Network{.layers = {layer}}, of_weight);
    places = arma::join_cols(places, one.head(layer.weights.n_elem), biases);
  }
  return places;
}

const char* const biases_are_first =
    "The places of the biases stand before those of the weights: look up the order of flatten().";
const char* const layers_reversed = "The layers stand in reverse order: look up flatten().";
const char* const biases_penalised =
    "The biases are penalised as well: which parameters does the contract name?";

template <typename OfWeight>
double over_weights(const Network& network, OfWeight of_weight) {
  double sum = 0.0;
  for (const DenseLayer& layer : network.layers) {
    for (const double weight : layer.weights) sum += of_weight(weight);
  }
  return sum;
}

double square(double w) {
  return w * w;
}

double mean_of_each_layer(const Network& network, double lambda) {
  double sum = 0.0;
  for (const DenseLayer& layer : network.layers) {
    sum += lambda * over_weights({.layers = {layer}}, square) / layer.weights.n_elem;
  }
  return sum;
}

double sign(double w) {
  return w > 0.0 ? 1.0 : (w < 0.0 ? -1.0 : 0.0);
}

arma::mat soft_threshold_by_loop(arma::mat W, double amount) {
  for (double& w : W) w = sign(w) * std::max(std::abs(w) - amount, 0.0);
  return W;
}

/// The masks that dropout_forward must draw: of every layer but the last, in order.
std::vector<arma::mat> draw_masks(const Network& network, arma::uword samples, double keep,
                                  Rng& rng) {
  std::vector<arma::mat> masks;
  for (std::size_t k = 0; k + 1 < network.layers.size(); ++k) {
    arma::mat mask(network.layers[k].bias.n_elem, samples);
    for (arma::uword j = 0; j < mask.n_cols; ++j) {
      for (arma::uword i = 0; i < mask.n_rows; ++i) {
        mask(i, j) = uniform(rng) < keep ? 1.0 / keep : 0.0;
      }
    }
    masks.push_back(mask);
  }
  return masks;
}

/// A forward pass with tanh in hidden layers and the identity at the end, through given masks (or
/// none), one number at a time.
DropoutPass loop_pass(const Network& network, const arma::mat& X,
                      const std::vector<arma::mat>& masks) {
  DropoutPass pass;
  pass.masks = masks;
  arma::mat input = X;
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const DenseLayer& layer = network.layers[k];
    const bool last = k + 1 == network.layers.size();
    arma::mat Z(layer.bias.n_elem, X.n_cols);
    arma::mat A(layer.bias.n_elem, X.n_cols);
    for (arma::uword i = 0; i < Z.n_rows; ++i) {
      for (arma::uword s = 0; s < Z.n_cols; ++s) {
        double sum = layer.bias(i);
        for (arma::uword j = 0; j < input.n_rows; ++j) sum += layer.weights(i, j) * input(j, s);
        Z(i, s) = sum;
        A(i, s) = last ? sum : std::tanh(sum);
      }
    }
    pass.caches.push_back({.X = input, .Z = Z, .A = A});
    input = last || masks.empty() ? A : arma::mat(A % masks[k]);
  }
  return pass;
}

/// The squared error (1/m) sum (A - T)^2 of that pass.
double loop_loss(const Network& network, const arma::mat& X, const arma::mat& T,
                 const std::vector<arma::mat>& masks) {
  const arma::mat A = loop_pass(network, X, masks).caches.back().A;
  double sum = 0.0;
  for (arma::uword i = 0; i < A.n_elem; ++i) sum += square(A(i) - T(i));
  return sum / static_cast<double>(X.n_cols);
}

arma::uword between(arma::uword low, arma::uword high, Rng& rng) {
  return low + uniform_index(high - low + 1, rng);
}

const char* const gradient_hint =
    "Compare with your own numerical gradient from lesson 05: which layer's places differ?";

}  // namespace

TEST_CASE("8.1 L2 of a random network, value and gradient", "[08][8.1]") {
  Rng rng = test_rng("8.1 a");
  const Network network =
      random_network({between(2, 4, rng), between(2, 4, rng), 3, 2}, Activation::tanh, rng);
  const double lambda = uniform(0.1, 0.4, rng);
  const Penalty penalty = l2_penalty(network, lambda);
  CHECK_THAT(penalty.value,
             close_to(lambda * over_weights(network, square))
                 .mistake("These are absolute values, which is the next task's penalty.",
                          lambda * over_weights(network, [](double w) { return std::abs(w); }))
                 .mistake("lambda was multiplied in twice.",
                          lambda * lambda * over_weights(network, square))
                 .mistake("This is the penalty of the last layer alone: look at = and +=.",
                          lambda * over_weights({.layers = {network.layers.back()}}, square))
                 .mistake("This is a mean of squares: the contract has their sum.",
                          mean_of_each_layer(network, lambda)));
  const auto slope = [&](double w) { return 2.0 * lambda * w; };
  CHECK_THAT(penalty.gradient,
             close_to(in_places(network, slope))
                 .mistake(biases_are_first, biases_first(network, slope))
                 .mistake(layers_reversed, last_layer_first(network, slope))
                 .mistake(biases_penalised, with_biases(network, slope))
                 .mistake("lambda is missing.", in_places(network, [](double w) { return 2 * w; }))
                 .mistake("This is the gradient of the last layer alone.",
                          in_places({.layers = {network.layers.back()}}, slope)));
}

TEST_CASE("8.1 the L2 gradient is the slope of the L2 value", "[08][8.1]") {
  Rng rng = test_rng("8.1 b");
  const Network network = random_network({2, 3, 2}, Activation::tanh, rng);
  const double lambda = uniform(0.5, 2.0, rng);
  const Penalty penalty = l2_penalty(network, lambda);
  const auto value = [&](const arma::vec& theta) {
    return lambda * over_weights(unflatten(theta, network), square);
  };
  INFO(gradient_hint);
  CHECK_THAT(penalty.gradient, close_to(numerical_gradient(value, flatten(network), 1e-4), 1e-6));
}

TEST_CASE("8.2 L1 of a random network, value and gradient", "[08][8.2]") {
  Rng rng = test_rng("8.2 a");
  Network network = random_network({3, between(2, 4, rng), 2}, Activation::tanh, rng);
  network.layers[0].weights(1, 2) = 0.0;
  network.layers[1].weights(0, 1) = 0.0;
  const double lambda = uniform(0.1, 0.4, rng);
  const Penalty penalty = l1_penalty(network, lambda);
  const auto size = [](double w) { return std::abs(w); };
  const auto itself = [](double w) { return w; };
  const Network last{.layers = {network.layers.back()}};
  const Network first{.layers = {network.layers.front()}};
  CHECK_THAT(
      penalty.value,
      close_to(lambda * over_weights(network, size))
          .mistake("Positive and negative weights cancel: look at what is added up.",
                   lambda * over_weights(network, itself))
          .mistake("Positive and negative weights cancel: look at what is added up.",
                   lambda * (std::abs(over_weights(first, itself)) +
                             std::abs(over_weights(last, itself))))
          .mistake("This is the penalty of the last layer alone: look at = and +=.",
                   lambda * over_weights(last, size))
          .mistake("These are squares, which is the task before.",
                   lambda * over_weights(network, square))
          .mistake("This is the 1-norm of a matrix, its largest column sum: look up arma::norm.",
                   lambda * (arma::norm(network.layers[0].weights, 1) +
                             arma::norm(network.layers[1].weights, 1))));
  const auto slope = [&](double w) { return lambda * sign(w); };
  CHECK_THAT(
      penalty.gradient,
      close_to(in_places(network, slope))
          .mistake("lambda is missing.", in_places(network, sign))
          .mistake(biases_are_first, biases_first(network, slope))
          .mistake(layers_reversed, last_layer_first(network, slope))
          .mistake(biases_penalised, with_biases(network, slope))
          .mistake("A weight that is 0 is pushed away from 0: which slope does the contract "
                   "give |W| there?",
                   in_places(network, [&](double w) { return w >= 0.0 ? lambda : -lambda; }))
          .mistake("This grows with the weight, as the gradient of L2 does: how steep is |w| "
                   "at 3, and at 4?",
                   in_places(network, [&](double w) { return lambda * w; })));
}

TEST_CASE("8.2 a network of one layer has no hidden weights, and is penalised all the same",
          "[08][8.2]") {
  Rng rng = test_rng("8.2 b");
  const Network network = random_network({4, 3}, Activation::tanh, rng);
  const Penalty penalty = l1_penalty(network, 2.0);
  CHECK_THAT(penalty.value,
             close_to(2.0 * over_weights(network, [](double w) { return std::abs(w); })));
  CHECK_THAT(penalty.gradient, close_to(in_places(network, [](double w) { return 2 * sign(w); })));
}

TEST_CASE("8.3 soft thresholding, weight by weight", "[08][8.3]") {
  Rng rng = test_rng("8.3 a");
  const Network network = random_network({3, 5, 4, 2}, Activation::relu, rng);
  const double amount = uniform(0.5, 1.0, rng);
  const Network shrunk = soft_threshold(network, amount);
  REQUIRE(shrunk.layers.size() == network.layers.size());
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    INFO("Layer " << k << ", amount " << amount << ".");
    const arma::mat& W = network.layers[k].weights;
    const arma::mat expected = soft_threshold_by_loop(W, amount);
    CHECK_THAT(
        shrunk.layers[k].weights,
        close_to(expected)
            .mistake("Small weights have crossed 0 and changed their sign: where do they "
                     "stop?",
                     arma::mat(W - amount * arma::sign(W)))
            .mistake("Nothing has changed.", W)
            .mistake("Every weight has moved away from 0.", arma::mat(W + amount * arma::sign(W)))
            .mistake("Every weight shrank in proportion to its size: this subtracts the "
                     "same from all.",
                     arma::mat(W * (1.0 - amount)))
            .mistake("The weights moved by twice the amount.",
                     soft_threshold_by_loop(W, 2.0 * amount))
            .mistake("Every weight was made smaller by the amount, negative ones too, which "
                     "moves those away from 0.",
                     arma::mat(W - amount)));
    CHECK_THAT(shrunk.layers[k].bias, close_to(network.layers[k].bias));
    CHECK((shrunk.layers[k].activation == network.layers[k].activation));
  }
}

TEST_CASE("8.3 twice a little is once the sum, and much makes all weights exactly 0", "[08][8.3]") {
  Rng rng = test_rng("8.3 b");
  const Network network = random_network({4, 3, 2}, Activation::tanh, rng);
  const Network twice = soft_threshold(soft_threshold(network, 0.25), 0.5);
  const Network once = soft_threshold(network, 0.75);
  REQUIRE((twice.layers.size() == 2 && once.layers.size() == 2));
  CHECK_THAT(twice.layers[0].weights, close_to(once.layers[0].weights));
  const Network nothing = soft_threshold(network, 3.0);
  REQUIRE(nothing.layers.size() == 2);
  INFO("Exact zeros are the point: 1e-17 is none.");
  CHECK(arma::accu(nothing.layers[0].weights != 0.0) == 0);
  CHECK(arma::accu(nothing.layers[1].weights != 0.0) == 0);
  INFO("Once is a weight that is 0.75 nearer to 0, or 0.");
  arma::mat nearer = network.layers[0].weights;
  for (double& w : nearer) w = std::copysign(std::max(std::abs(w) - 0.75, 0.0), w);
  CHECK_THAT(once.layers[0].weights, close_to(nearer));
}

TEST_CASE("8.4 the mask of any size and any keep", "[08][8.4]") {
  Rng rng = test_rng("8.4 a");
  const arma::uword rows = between(2, 9, rng);
  const arma::uword cols = rows + between(1, 5, rng);
  const double keep = uniform(0.2, 0.9, rng);
  Rng same = rng;
  arma::mat expected(rows, cols);
  arma::mat not_scaled(rows, cols);
  for (arma::uword j = 0; j < cols; ++j) {
    for (arma::uword i = 0; i < rows; ++i) {
      const bool kept = uniform(same) < keep;
      expected(i, j) = kept ? 1.0 / keep : 0.0;
      not_scaled(i, j) = kept ? 1.0 : 0.0;
    }
  }
  Rng row_first = rng;
  arma::mat turned(rows, cols);
  for (arma::uword i = 0; i < rows; ++i) {
    for (arma::uword j = 0; j < cols; ++j) turned(i, j) = uniform(row_first) < keep ? 1 / keep : 0;
  }
  CHECK_THAT(dropout_mask(rows, cols, keep, rng),
             close_to(expected)
                 .mistake("What is kept is not scaled: the next layer gets less than without "
                          "dropout.",
                          not_scaled)
                 .mistake("What should stay has gone and the other way round: keep is the "
                          "probability of staying.",
                          arma::mat(1.0 / keep - expected))
                 .mistake("What is kept is divided by the probability of going, and not by that of "
                          "staying.",
                          arma::mat(not_scaled / (1.0 - keep)))
                 .mistake("What is kept became smaller: the next layer should get as much as "
                          "without dropout.",
                          arma::mat(not_scaled * keep))
                 .mistake("The entries were drawn row by row: the contract goes column by column.",
                          turned));
  CHECK(rng.draws() == same.draws());
}

TEST_CASE("8.4 the mean over many masks is 1, for every entry", "[08][8.4]") {
  Rng rng = test_rng("8.4 b");
  const arma::mat mask = dropout_mask(100, 100, 0.5, rng);
  REQUIRE((mask.n_rows == 100 && mask.n_cols == 100));
  // 10,000 entries of 0 or 2: the standard error of their mean is 0.01.
  CHECK(std::abs(arma::mean(arma::vectorise(mask)) - 1.0) < 0.07);
  INFO("A mask that is 1 everywhere drops nothing: about half of its entries are 0.");
  CHECK(arma::accu(mask == 0.0) > 0);
}

TEST_CASE("8.4 dropout in three layers: what each was given, and what it made", "[08][8.4]") {
  Rng rng = test_rng("8.4 c");
  const Network network = random_network({3, 4, 5, 2}, Activation::tanh, rng);
  const arma::mat X = uniform_matrix(3, 6, -1.0, 1.0, rng);
  const double keep = uniform(0.4, 0.8, rng);
  Rng same = rng;
  const DropoutPass expected = loop_pass(network, X, draw_masks(network, 6, keep, same));
  const DropoutPass pass = dropout_forward(network, X, keep, rng);
  REQUIRE(pass.caches.size() == 3);
  INFO("Three layers have two masks between them.");
  REQUIRE(pass.masks.size() == 2);
  for (std::size_t k = 0; k < 3; ++k) {
    INFO("Layer " << k << ": what it was given (X), and what it made before dropout (A).");
    CHECK_THAT(pass.caches[k].X,
               close_to(expected.caches[k].X)
                   .mistake("The mask was drawn, but the next layer was given all of A.",
                            k == 0 ? arma::mat(X + 1.0) : expected.caches[k - 1].A));
    CHECK_THAT(
        pass.caches[k].A,
        close_to(expected.caches[k].A)
            .mistake("The cache has A after dropout: the contract wants it as it was before.",
                     k == 2 ? arma::mat(expected.caches[k].A + 1.0)
                            : arma::mat(expected.caches[k].A % expected.masks[k])));
    if (k < 2) CHECK_THAT(pass.masks[k], close_to(expected.masks[k]));
  }
  INFO("One number is drawn for each entry of each mask, and none beside.");
  CHECK(rng.draws() == same.draws());
}

TEST_CASE("8.4 the backward pass with dropout has the right gradient", "[08][8.4]") {
  Rng rng = test_rng("8.4 d");
  const Network network = random_network({2, 4, 3, 2}, Activation::tanh, rng);
  const arma::mat X = uniform_matrix(2, 5, -1.0, 1.0, rng);
  const arma::mat T = uniform_matrix(2, 5, -1.0, 1.0, rng);
  const std::vector<arma::mat> masks = draw_masks(network, 5, 0.6, rng);
  const DropoutPass pass = loop_pass(network, X, masks);
  const arma::mat dA = 2.0 / 5.0 * (pass.caches.back().A - T);
  const auto loss = [&](const arma::vec& theta) {
    return loop_loss(unflatten(theta, network), X, T, masks);
  };
  const std::vector<DenseGradient> gradients = dropout_backward(network, pass, dA);
  REQUIRE(gradients.size() == 3);
  INFO(gradient_hint);
  CHECK_THAT(flatten_gradients(gradients),
             close_to(numerical_gradient(loss, flatten(network), 1e-5), 1e-7)
                 .mistake("The gradient went around the masks: what was dropped has no part in the "
                          "loss.",
                          flatten_gradients(backward(network, pass.caches, dA))));
}

TEST_CASE("8.4 layers of the same width have masks of their own", "[08][8.4]") {
  Rng rng = test_rng("8.4 h");
  const Network network = random_network({2, 4, 4, 2}, Activation::tanh, rng);
  const arma::mat X = uniform_matrix(2, 9, -1.0, 1.0, rng);
  const arma::mat T = uniform_matrix(2, 9, -1.0, 1.0, rng);
  Rng same = rng;
  const std::vector<arma::mat> masks = draw_masks(network, 9, 0.6, same);
  const DropoutPass pass = dropout_forward(network, X, 0.6, rng);
  INFO("Both hidden layers have four neurons, and 9 samples go through them.");
  REQUIRE(pass.masks.size() == 2);
  CHECK_THAT(pass.masks[0], close_to(masks[0]));
  CHECK_THAT(pass.masks[1],
             close_to(masks[1]).mistake("This is the mask of layer 0 once more: each layer draws "
                                        "one for itself.",
                                        masks[0]));

  const DropoutPass known = loop_pass(network, X, masks);
  const arma::mat dA = 2.0 / 9.0 * (known.caches.back().A - T);
  const auto loss = [&](const arma::vec& theta) {
    return loop_loss(unflatten(theta, network), X, T, masks);
  };
  // What a wrong mask at each layer's output would give.
  const auto with = [&](const arma::mat& at_layer_0, const arma::mat& at_layer_1) {
    std::vector<DenseGradient> gradients(3);
    gradients[2] = dense_backward(network.layers[2], known.caches[2], dA);
    gradients[1] = dense_backward(network.layers[1], known.caches[1], gradients[2].X % at_layer_1);
    gradients[0] = dense_backward(network.layers[0], known.caches[0], gradients[1].X % at_layer_0);
    return flatten_gradients(gradients);
  };
  CHECK_THAT(
      flatten_gradients(dropout_backward(network, known, dA)),
      close_to(numerical_gradient(loss, flatten(network), 1e-5), 1e-7)
          .mistake("The masks have changed places: pass.masks[k] belongs to layer k's output.",
                   with(masks[1], masks[0]))
          .mistake("The last mask was used for every layer: pass.masks[k] belongs to layer k.",
                   with(masks[1], masks[1]))
          .mistake("The masks were applied twice.",
                   with(arma::square(masks[0]), arma::square(masks[1])))
          .mistake("What was dropped is left out, but what was kept is not scaled as it was on the "
                   "way there.",
                   with(arma::sign(masks[0]), arma::sign(masks[1]))));
}

TEST_CASE("8.4 masks of ones change nothing", "[08][8.4]") {
  Rng rng = test_rng("8.4 e");
  const Network network = random_network({3, 4, 2}, Activation::tanh, rng);
  const arma::mat X = uniform_matrix(3, 5, -1.0, 1.0, rng);
  const DropoutPass pass = dropout_forward(network, X, 1.0, rng);
  REQUIRE((pass.caches.size() == 2 && pass.masks.size() == 1));
  CHECK_THAT(pass.caches[1].A, close_to(loop_pass(network, X, {}).caches[1].A));
}

TEST_CASE("8.4 keep, the network and the pass are checked", "[08][8.4]") {
  Rng rng = test_rng("8.4 f");
  const Network network = random_network({3, 4, 2}, Activation::tanh, rng);
  const arma::mat X = uniform_matrix(3, 5, -1.0, 1.0, rng);
  CHECK_THROWS_MATCHES(dropout_mask(2, 2, -0.5, rng), std::invalid_argument,
                       says("dropout_mask: keep is -0.5, expected more than 0 and at most 1"));
  CHECK_THROWS_MATCHES(dropout_forward(network, X, 0.0, rng), std::invalid_argument,
                       says("dropout_mask: keep is 0, expected more than 0 and at most 1"));
  DropoutPass pass = loop_pass(network, X, {arma::ones(4, 5)});
  pass.masks.push_back(arma::ones(2, 5));
  CHECK_THROWS_MATCHES(dropout_backward(network, pass, arma::ones(2, 5)), std::invalid_argument,
                       says("dropout_backward: pass.masks has length 2, expected 1"));
  INFO("What fits is not refused.");
  pass.masks.pop_back();
  CHECK_NOTHROW(dropout_mask(2, 2, 0.5, rng));
  CHECK_NOTHROW(dropout_forward(network, X, 0.5, rng));
  CHECK_NOTHROW(dropout_backward(network, pass, arma::ones(2, 5)));
}

TEST_CASE("8.4 one layer has no mask, and no layer is refused", "[08][8.4]") {
  Rng rng = test_rng("8.4 g");
  Rng theirs = test_rng("8.4 g theirs");
  const Network network = random_network({3, 2}, Activation::tanh, rng);
  const arma::mat X = uniform_matrix(3, 5, -1.0, 1.0, rng);
  const DropoutPass pass = dropout_forward(network, X, 0.5, theirs);
  REQUIRE(pass.caches.size() == 1);
  CHECK(pass.masks.empty());
  CHECK(theirs.draws() == 0);
  const arma::mat dA = uniform_matrix(2, 5, -1.0, 1.0, rng);
  const std::vector<DenseGradient> gradients =
      dropout_backward(network, loop_pass(network, X, {}), dA);
  REQUIRE(gradients.size() == 1);
  CHECK_THAT(gradients[0].weights, close_to(arma::mat(dA * X.t())));
  CHECK_THROWS_MATCHES(dropout_forward({}, X, 0.5, theirs), std::invalid_argument,
                       says("dropout_forward: network has 0 layers, expected at least 1"));
  CHECK_THROWS_MATCHES(dropout_backward({}, {}, dA), std::invalid_argument,
                       says("dropout_backward: network has 0 layers, expected at least 1"));
}

TEST_CASE("8.5 over a whole training the smallest loss is kept, and of equal ones the first",
          "[08][8.5]") {
  Rng rng = test_rng("8.5 a");
  std::vector<double> losses;
  for (int i = 0; i < 12; ++i) losses.push_back(uniform(1.0, 2.0, rng));
  const std::size_t first = uniform_index(5, rng);
  losses[first] = 0.5;
  losses[first + 4] = 0.5;
  losses[3 + uniform_index(2, rng) * 7] = std::numeric_limits<double>::quiet_NaN();
  losses[first] = 0.5;
  std::vector<Network> networks;
  BestWeights best;
  double smallest = infinity;
  for (std::size_t epoch = 0; epoch < losses.size(); ++epoch) {
    networks.push_back(random_network({2, 3, 1}, Activation::tanh, rng));
    const bool expected = losses[epoch] < smallest;
    if (expected) smallest = losses[epoch];
    INFO("Epoch " << epoch << ": loss " << losses[epoch] << ", the smallest so far " << smallest);
    CHECK(keep_best(best, losses[epoch], epoch, networks.back()) == expected);
  }
  CHECK(best.epoch == first);
  CHECK_THAT(best.loss, close_to(0.5));
  CHECK_THAT(best.theta, close_to(flatten(networks[first])));
}

TEST_CASE("8.5 a first loss that is no number is not the best", "[08][8.5]") {
  Rng rng = test_rng("8.5 b");
  const Network network = random_network({2, 2}, Activation::tanh, rng);
  BestWeights best;
  INFO("NaN is neither smaller nor larger than anything.");
  CHECK_FALSE(keep_best(best, std::numeric_limits<double>::quiet_NaN(), 0, network));
  CHECK(best.theta.is_empty());
  CHECK(keep_best(best, 1e6, 1, network));
  CHECK(best.epoch == 1);
}

TEST_CASE("8.5 a loss may be negative, and the smaller one still wins", "[08][8.5]") {
  Rng rng = test_rng("8.5 d");
  const Network first = random_network({2, 2}, Activation::tanh, rng);
  const Network second = random_network({2, 2}, Activation::tanh, rng);
  BestWeights best;
  REQUIRE(keep_best(best, 0.5, 3, first));
  INFO("-2 is less than 0.5: the loss may be the logarithm of a density, say.");
  CHECK(keep_best(best, -2.0, 7, second));
  CHECK_THAT(best.loss, close_to(-2.0));
  CHECK(best.epoch == 7);
  CHECK_THAT(best.theta,
             close_to(flatten(second))
                 .mistake("These are still the weights of the first call.", flatten(first)));
  INFO("-1 is more than -2: nothing of the best may change, its loss neither.");
  CHECK_FALSE(keep_best(best, -1.0, 8, first));
  CHECK_THAT(best.loss, close_to(-2.0));
  CHECK(best.epoch == 7);
  CHECK_THAT(best.theta, close_to(flatten(second)));
}

TEST_CASE("8.5 restored weights are those that were kept", "[08][8.5]") {
  Rng rng = test_rng("8.5 c");
  const Network kept = random_network({3, 4, 2}, Activation::relu, rng);
  const Network now = random_network({3, 4, 2}, Activation::relu, rng);
  const BestWeights best{.loss = 1.0, .epoch = 2, .theta = flatten(kept)};
  const Network restored = restore_best(best, now);
  REQUIRE(restored.layers.size() == 2);
  for (std::size_t k = 0; k < 2; ++k) {
    CHECK_THAT(restored.layers[k].weights,
               close_to(kept.layers[k].weights)
                   .mistake("These are the weights of now, and not the best ones.",
                            now.layers[k].weights));
    CHECK_THAT(restored.layers[k].bias, close_to(kept.layers[k].bias));
    CHECK((restored.layers[k].activation == now.layers[k].activation));
  }
}

TEST_CASE("8.6 loss and penalties together have the right gradient", "[08][8.6]") {
  Rng rng = test_rng("8.6 a");
  const Network network = random_network({3, 4, 2}, Activation::tanh, rng);
  const arma::mat X = uniform_matrix(3, 6, -1.0, 1.0, rng);
  const arma::mat T = uniform_matrix(2, 6, -1.0, 1.0, rng);
  const Regularisation by{.l1 = uniform(0.2, 0.4, rng), .l2 = uniform(0.5, 0.9, rng), .keep = 1.0};
  const auto whole = [&](const arma::vec& theta) {
    const Network at = unflatten(theta, network);
    return loop_loss(at, X, T, {}) + by.l2 * over_weights(at, square) +
           by.l1 * over_weights(at, [](double w) { return std::abs(w); });
  };
  const auto bare = [&](const arma::vec& theta) {
    return loop_loss(unflatten(theta, network), X, T, {});
  };
  const arma::vec theta = flatten(network);
  const arma::vec of_loss = numerical_gradient(bare, theta, 1e-5);
  const arma::vec of_l1 = in_places(network, [&](double w) { return by.l1 * sign(w); });
  const arma::vec of_l2 = in_places(network, [&](double w) { return 2.0 * by.l2 * w; });
  const arma::uword before = rng.draws();
  INFO(gradient_hint);
  // A step of 1e-5 crosses the kink of |w| only for |w| < 1e-5, which the tolerance would show.
  CHECK_THAT(regularised_gradient(network, X, T, LossFunction::mean_squared_error, by, rng),
             close_to(arma::vec(of_loss + of_l1 + of_l2), 1e-6)
                 .mistake("The penalties are missing.", of_loss)
                 .mistake("L1 is missing.", arma::vec(of_loss + of_l2))
                 .mistake("L2 is missing.", arma::vec(of_loss + of_l1))
                 .mistake("The gradient of the loss is missing.", arma::vec(of_l1 + of_l2))
                 .mistake("The penalties were divided by the number of samples: they are those of "
                          "the weights, whatever the batch.",
                          arma::vec(of_loss + (of_l1 + of_l2) / 6.0))
                 .mistake("L2 was divided by the number of samples.",
                          arma::vec(of_loss + of_l1 + of_l2 / 6.0))
                 .mistake("Both penalties are those of L2.",
                          arma::vec(of_loss + of_l2 + of_l2 * by.l1 / by.l2))
                 .mistake("l1 and l2 have changed places.",
                          arma::vec(of_loss + of_l1 * by.l2 / by.l1 + of_l2 * by.l1 / by.l2))
                 .mistake("The penalties were subtracted: they make large weights dearer.",
                          arma::vec(of_loss - of_l1 - of_l2)));
  CHECK(whole(theta) > bare(theta));
  INFO("Without dropout nothing is drawn.");
  CHECK(rng.draws() == before);
}

TEST_CASE("8.6 with dropout and penalties, batch for batch", "[08][8.6]") {
  Rng rng = test_rng("8.6 b");
  const Network network = random_network({2, 5, 4, 3}, Activation::tanh, rng);
  const arma::mat X = uniform_matrix(2, 7, -1.0, 1.0, rng);
  const arma::mat T = uniform_matrix(3, 7, -1.0, 1.0, rng);
  const Regularisation by{.l1 = 0.01, .l2 = 0.02, .keep = 0.7};
  Rng same = rng;
  const std::vector<arma::mat> masks = draw_masks(network, 7, by.keep, same);
  const auto masked = [&](const arma::vec& theta) {
    return loop_loss(unflatten(theta, network), X, T, masks);
  };
  const auto bare = [&](const arma::vec& theta) {
    return loop_loss(unflatten(theta, network), X, T, {});
  };
  const arma::vec theta = flatten(network);
  const arma::vec of_l1 = in_places(network, [&](double w) { return by.l1 * sign(w); });
  const arma::vec of_l2 = in_places(network, [&](double w) { return 2.0 * by.l2 * w; });
  const arma::vec penalties = of_l1 + of_l2;
  const arma::vec of_loss = numerical_gradient(masked, theta, 1e-5);
  const DropoutPass pass = loop_pass(network, X, masks);
  const arma::vec around =
      flatten_gradients(backward(network, pass.caches, 2.0 / 7.0 * (pass.caches.back().A - T)));
  INFO("keep is 0.7, l1 is 0.01 and l2 is 0.02.");
  CHECK_THAT(regularised_gradient(network, X, T, LossFunction::mean_squared_error, by, rng),
             close_to(arma::vec(of_loss + penalties), 1e-6)
                 .mistake("L1 is missing when there is dropout.", arma::vec(of_loss + of_l2))
                 .mistake("L2 is missing when there is dropout.", arma::vec(of_loss + of_l1))
                 .mistake("The penalties were multiplied by keep: they are those of the weights as "
                          "they are.",
                          arma::vec(of_loss + by.keep * penalties))
                 .mistake("L1 was multiplied by keep: it is that of the weights as they are.",
                          arma::vec(of_loss + by.keep * of_l1 + of_l2))
                 .mistake("The penalties were divided by the number of samples.",
                          arma::vec(of_loss + penalties / 7.0))
                 .mistake("The way back went around the masks: which backward pass knows of them?",
                          arma::vec(around + penalties))
                 .mistake("This is the gradient without dropout.",
                          arma::vec(numerical_gradient(bare, theta, 1e-5) + penalties))
                 .mistake("The penalties are missing when there is dropout.", of_loss));
  CHECK(rng.draws() == same.draws());
}

TEST_CASE("8.6 the loss is the one that was asked for", "[08][8.6]") {
  Rng rng = test_rng("8.6 c");
  const Network network = random_network({2, 3, 3}, Activation::tanh, rng);
  const arma::mat X = uniform_matrix(2, 4, -1.0, 1.0, rng);
  arma::mat T = arma::zeros(3, 4);
  for (arma::uword s = 0; s < 4; ++s) T(uniform_index(3, rng), s) = 1.0;
  // (softmax(Z) - T) / m at the output: only its bias is needed to tell the losses apart.
  const arma::mat Z = loop_pass(network, X, {}).caches.back().A;
  arma::mat P = arma::exp(Z);
  for (arma::uword s = 0; s < 4; ++s) P.col(s) /= arma::accu(P.col(s));
  const arma::vec gradient =
      regularised_gradient(network, X, T, LossFunction::softmax_cross_entropy, {}, rng);
  REQUIRE(gradient.n_elem == parameter_count(network));
  const arma::vec expected = arma::sum(P - T, 1) / 4.0;
  CHECK_THAT(gradient.tail(3),
             close_to(expected).mistake("This is the gradient of the squared error: which loss was "
                                        "asked for?",
                                        arma::vec(arma::sum(Z - T, 1) / 2.0)));
}
