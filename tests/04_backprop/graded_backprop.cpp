// The graded tests of lesson 04. Inputs come from a seed that no submission knows; what is expected
// comes from the formulas, of which tests/lessons/ proves that they are the derivatives.
#include <armadillo>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "04_backprop/backprop.hpp"
#include "04_backprop/misconceptions.hpp"
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

// ---- the network of nine parameters -------------------------------------------------------------

/// Between 0.3 and 1.5 in size, of either sign: no number is so near to 0 that an error hides.
double clear_of_zero(Rng& rng) {
  const double size = uniform(0.3, 1.5, rng);
  return uniform(rng) < 0.5 ? -size : size;
}

NineParameters parameters_of(const arma::vec& n) {
  return {n(0), n(1), n(2), n(3), n(4), n(5), n(6), n(7), n(8)};
}

NineCache cache_of(const NineParameters& p, double x1, double x2) {
  const arma::vec c = forward_with(numbers(p), {.x1 = x1, .x2 = x2}, relu_of);
  return {c(0), c(1), c(2), c(3), c(4), c(5), c(6)};
}

/// One in which neuron 1 passes something on or not, and neuron 2 likewise.
Nine draw_nine(bool alive1, bool alive2, Rng& rng) {
  while (true) {
    arma::vec n(9);
    for (double& number : n) number = clear_of_zero(rng);
    const NineParameters parameters = parameters_of(n);
    const NineCache cache = cache_of(parameters, clear_of_zero(rng), clear_of_zero(rng));
    const bool wanted = (cache.z1 > 0.0) == alive1 && (cache.z2 > 0.0) == alive2;
    if (!wanted || std::abs(cache.z1) < 0.05 || std::abs(cache.z2) < 0.05) continue;
    return {parameters, cache, cache.y + clear_of_zero(rng)};
  }
}

/// The four ways in which two neurons can be alive or dead.
std::vector<Nine> draw_all_four(Rng& rng) {
  return {draw_nine(true, true, rng), draw_nine(true, false, rng), draw_nine(false, true, rng),
          draw_nine(false, false, rng)};
}

arma::vec expected_derivatives(const Nine& nine) {
  return gradient_at(numbers(nine.parameters), nine.cache, nine.target);
}

arma::vec derivatives(const Nine& nine) {
  return numbers(nine_gradient(nine.parameters, nine.cache, nine.target));
}

// ---- layers and networks ------------------------------------------------------------------------

const std::vector<Activation> bending = {Activation::identity, Activation::sigmoid,
                                         Activation::tanh, Activation::relu,
                                         Activation::leaky_relu};

DenseCache cache_of(const DenseLayer& layer, const arma::mat& X) {
  const arma::mat Z = with_bias(layer.weights * X, layer.bias);
  return {.X = X, .Z = Z, .A = bent(layer.activation, Z)};
}

std::vector<DenseGradient> expected_gradients(const NetworkCase& one) {
  std::vector<DenseGradient> gradients(one.network.layers.size());
  arma::mat dA = one.dA;
  for (std::size_t i = gradients.size(); i-- > 0;) {
    const DenseLayer& layer = one.network.layers[i];
    const arma::mat dZ = dA % slope_of(layer.activation, one.caches[i].Z);
    dA = layer.weights.t() * dZ;
    gradients[i] = {.weights = dZ * one.caches[i].X.t(), .bias = arma::sum(dZ, 1), .X = dA};
  }
  return gradients;
}

DenseGradient expected_gradient(const LayerCase& one) {
  return expected_gradients({{{one.layer}}, {one.cache}, one.dA}).front();
}

bool both_signs(const arma::vec& numbers) {
  return numbers.n_elem == 1 || (numbers.min() < 0.0 && numbers.max() > 0.0);
}

/// Of a layer with several outputs and samples, every row and every column of Z has both signs: so
/// no row or column of a gradient is right by accident. (With many samples no column needs them.)
LayerCase draw_layer(arma::uword inputs, arma::uword outputs, arma::uword samples,
                     Activation activation, Rng& rng) {
  while (true) {
    const DenseLayer layer{.weights = uniform_matrix(outputs, inputs, -1.0, 1.0, rng),
                           .bias = uniform_matrix(outputs, 1, -0.3, 0.3, rng),
                           .activation = activation};
    const DenseCache cache = cache_of(layer, uniform_matrix(inputs, samples, -2.0, 2.0, rng));
    bool mixed = arma::abs(cache.Z).min() > 1e-3;
    for (arma::uword i = 0; i < outputs; ++i) mixed = mixed && both_signs(cache.Z.row(i).t());
    for (arma::uword s = 0; s < samples && samples < 10; ++s) {
      mixed = mixed && both_signs(cache.Z.col(s));
    }
    if (!mixed) continue;
    return {.layer = layer,
            .cache = cache,
            .dA = uniform_matrix(outputs, samples, 0.3, 1.5, rng) %
                  arma::sign(uniform_matrix(outputs, samples, -1.0, 1.0, rng))};
  }
}

Network draw_network(const std::vector<arma::uword>& widths,
                     const std::vector<Activation>& activations, Rng& rng) {
  Network network = random_network(widths, rng);
  for (std::size_t i = 0; i < activations.size(); ++i) {
    network.layers.at(i).activation = activations[i];
  }
  return network;
}

NetworkCase draw_case(const std::vector<arma::uword>& widths,
                      const std::vector<Activation>& activations, arma::uword samples, Rng& rng) {
  NetworkCase one{.network = draw_network(widths, activations, rng),
                  .caches = {},
                  .dA = uniform_matrix(widths.back(), samples, -1.0, 1.0, rng)};
  arma::mat input = uniform_matrix(widths.front(), samples, -2.0, 2.0, rng);
  for (const DenseLayer& layer : one.network.layers) {
    one.caches.push_back(cache_of(layer, input));
    input = one.caches.back().A;
  }
  return one;
}

std::vector<Network> draw_shapes(Rng& rng) {
  return {random_network({3, 2}, rng), random_network({2, 4, 3}, rng),
          random_network({5, 1, 3, 2}, rng),
          random_network({between(2, 4, rng), between(5, 7, rng), between(2, 4, rng),
                          between(5, 7, rng), between(2, 4, rng)},
                         rng)};
}

}  // namespace

// ---- 4.1 nine_forward ---------------------------------------------------------------------------

TEST_CASE("4.1 two neurons, alive or dead, in all four ways, with numbers of any size",
          "[04][4.1]") {
  Rng rng = test_rng("4.1 a");
  for (const double size : {1.0, 1e-3, 1e3}) {
    std::vector<Nine> samples = draw_all_four(rng);
    for (Nine& n : samples) {
      n.parameters = parameters_of(size * numbers(n.parameters));
      n.cache = cache_of(n.parameters, size * n.cache.x1, size * n.cache.x2);
    }
    const arma::vec expected = stacked(samples, [](const Nine& n) { return numbers(n.cache); });
    const arma::vec got = stacked(samples, [](const Nine& n) {
      return numbers(nine_forward(n.parameters, n.cache.x1, n.cache.x2));
    });
    INFO("Four samples, each in a network of its own, whose numbers are about "
         << size << " in size: look at the signs of z1 and z2.");
    INFO(wrong_ones("abcd", got, expected));
    CHECK_THAT(got, nine_cache(expected, samples));
  }
}

// ---- 4.2 nine_gradient --------------------------------------------------------------------------

TEST_CASE("4.2 nine derivatives with two neurons, alive or dead, in all four ways", "[04][4.2]") {
  Rng rng = test_rng("4.2 a");
  const std::vector<Nine> samples = draw_all_four(rng);
  const arma::vec expected = stacked(samples, expected_derivatives);
  const arma::vec got = stacked(samples, derivatives);
  INFO("Four samples, each in a network of its own: both neurons alive, only 1, only 2, none.");
  INFO(wrong_ones("abcd", got, expected));
  CHECK_THAT(got, nine_derivatives(expected, samples));
}

TEST_CASE("4.2 a gate is shut where z is exactly 0", "[04][4.2]") {
  Rng rng = test_rng("4.2 b");
  // Small whole numbers: every sum is exact in whatever order it is taken.
  const auto whole = [&] { return static_cast<double>(between(1, 9, rng)); };
  NineParameters first{whole(), whole(), -whole(), whole(), whole(), whole(), 0, whole(), 0};
  const double x1 = whole();
  const double x2 = whole();
  first.b1 = -(first.w1 * x1 + first.w3 * x2);
  // The same two neurons in each other's place.
  const NineParameters second{first.w2, first.w1, first.w4, first.w3, first.w6,
                              first.w5, first.b2, first.b1, 0};
  const auto sample = [&](const NineParameters& parameters) {
    const NineCache cache = cache_of(parameters, x1, x2);
    return Nine{parameters, cache, cache.y - 1.0};
  };
  // The last four have no 0: who is wrong there, too, has made another mistake.
  const std::vector<Nine> samples = {sample(first),
                                     sample(second),
                                     draw_nine(true, false, rng),
                                     draw_nine(false, true, rng),
                                     draw_nine(true, true, rng),
                                     draw_nine(false, false, rng)};
  const arma::vec expected = stacked(samples, expected_derivatives);
  const arma::vec got = stacked(samples, derivatives);
  INFO(
      "In sample a, z1 is exactly 0, and in sample b it is z2. The course takes 0 for the "
      "derivative of ReLU there.");
  INFO(wrong_ones("abcdef", got, expected));
  CHECK_THAT(got, nine_derivatives(expected, samples));
}

// ---- 4.3 nine_step ------------------------------------------------------------------------------

TEST_CASE("4.3 twenty steps in a row, on two samples in turn", "[04][4.3]") {
  Rng rng = test_rng("4.3 b");
  const Nine one = draw_nine(true, true, rng);
  const Nine other = draw_nine(true, false, rng);
  NineParameters got = one.parameters;
  arma::vec expected = numbers(one.parameters);
  for (int step = 0; step < 20; ++step) {
    Nine sample = step % 2 == 0 ? one : other;
    sample.parameters = parameters_of(expected);
    expected -= 0.02 * expected_derivatives(sample);
    got = nine_step(got, sample.cache.x1, sample.cache.x2, sample.target, 0.02);
    INFO("After step " << step + 1 << ". Each one begins where the last one ended, and takes its "
                       << "derivatives there.");
    INFO(wrong_ones("a", numbers(got), expected));
    REQUIRE_THAT(numbers(got), close_to(expected, 1e-8));
  }
}

// ---- 4.4 dense_backward -------------------------------------------------------------------------

TEST_CASE("4.4 the three gradients of a layer, for every activation and any size", "[04][4.4]") {
  Rng rng = test_rng("4.4 a");
  std::vector<LayerCase> layers;
  for (const Activation activation : bending) {
    layers.push_back(draw_layer(4, 3, 5, activation, rng));
  }
  // All matrices are square in the first of these: a wrong order does not show in a shape.
  layers.push_back(draw_layer(4, 4, 4, Activation::tanh, rng));
  layers.push_back(draw_layer(1, 1, 1, Activation::sigmoid, rng));
  layers.push_back(draw_layer(3, 4, 1, Activation::sigmoid, rng));
  layers.push_back(draw_layer(5, 1, 6, Activation::sigmoid, rng));
  layers.push_back(draw_layer(2, 3, 60, Activation::leaky_relu, rng));
  for (const LayerCase& one : layers) {
    const DenseGradient expected = expected_gradient(one);
    const DenseGradient got = dense_backward(one.layer, one.cache, one.dA);
    INFO("W is " << shape(one.layer.weights.n_rows, one.layer.weights.n_cols) << ", X is "
                 << shape(one.cache.X.n_rows, one.cache.X.n_cols) << ", and the activation is "
                 << name(one.layer.activation) << ".");
    CHECK_THAT(got.weights, dense_weights(expected.weights, one));
    CHECK_THAT(got.bias, dense_bias(expected.bias, one));
    CHECK_THAT(got.X, dense_input(expected.X, one));
  }
}

TEST_CASE("4.4 a ReLU whose Z is exactly 0 passes nothing back", "[04][4.4]") {
  Rng rng = test_rng("4.4 d");
  // Whole numbers, and a bias that makes Z(0, 0) exactly 0; the rest is 1 or more in size.
  const double w = static_cast<double>(between(2, 9, rng));
  const double x = static_cast<double>(between(2, 9, rng));
  const DenseLayer layer{
      .weights = {{w, 0}, {w, 1}}, .bias = {-w * x, 1}, .activation = Activation::relu};
  const LayerCase one{.layer = layer,
                      .cache = cache_of(layer, {{x, x + 1, 1, x + 2}, {1, 2, 3, 4}}),
                      .dA = uniform_matrix(2, 4, 0.5, 1.5, rng)};
  const DenseGradient expected = expected_gradient(one);
  const DenseGradient got = dense_backward(layer, one.cache, one.dA);
  INFO("Z(0, 0) is exactly 0. The course takes 0 for the derivative of ReLU there.");
  CHECK_THAT(got.weights, dense_weights(expected.weights, one));
  CHECK_THAT(got.bias, dense_bias(expected.bias, one));
  CHECK_THAT(got.X, dense_input(expected.X, one));
}

TEST_CASE("4.4 a dA of any other shape is refused, and so is a softmax", "[04][4.4]") {
  Rng rng = test_rng("4.4 f");
  LayerCase one = draw_layer(4, 3, 5, Activation::tanh, rng);
  {
    INFO("The layer has 4 inputs and 3 outputs and was given 5 samples: dA has the shape of A.");
    const std::vector<std::pair<arma::uword, arma::uword>> others = {{4, 5}, {3, 1}, {3, 6},
                                                                     {5, 3}, {1, 5}, {4, 3}};
    for (const auto& [rows, cols] : others) {
      CHECK_REFUSED(dense_backward(one.layer, one.cache, arma::ones(rows, cols)),
                    "dense_backward: dA is " + shape(rows, cols) + ", expected 3x5");
    }
  }
  CHECK_ACCEPTED(dense_backward(one.layer, one.cache, arma::ones(3, 5)));
  one.layer.activation = Activation::softmax;
  one.cache.A = arma::normalise(arma::exp(one.cache.Z), 1, 0);
  INFO("An entry of a softmax depends on its whole column: its derivative belongs into the loss.");
  CHECK_REFUSED(dense_backward(one.layer, one.cache, one.dA),
                "activation_derivative: activation is softmax");
}

// ---- 4.5 backward -------------------------------------------------------------------------------

TEST_CASE("4.5 networks of one to four layers, of any widths and activations", "[04][4.5]") {
  Rng rng = test_rng("4.5 a");
  // All matrices are square in the first of them: a mistake does not show in a shape.
  std::vector<NetworkCase> cases = {draw_case(
      {4, 4, 4, 4}, {Activation::sigmoid, Activation::tanh, Activation::sigmoid}, 4, rng)};
  for (arma::uword count = 1; count <= 4; ++count) {
    std::vector<arma::uword> widths = {between(2, 5, rng)};
    std::vector<Activation> activations;
    for (arma::uword i = 0; i < count; ++i) {
      widths.push_back(between(2, 5, rng));
      activations.push_back(bending[uniform_index(bending.size(), rng)]);
    }
    cases.push_back(draw_case(widths, activations, 5, rng));
  }
  for (const NetworkCase& one : cases) {
    const std::size_t count = one.network.layers.size();
    const std::vector<DenseGradient> expected = expected_gradients(one);
    const std::vector<DenseGradient> got = backward(one.network, one.caches, one.dA);
    INFO("One gradient for each of the " << count << " layers, first layer first.");
    REQUIRE(got.size() == count);
    for (std::size_t i = count; i-- > 0;) {
      INFO("Layer " << i << " of 0 to " << count - 1 << ", activation "
                    << name(one.network.layers[i].activation) << ":");
      REQUIRE_THAT(got[i].weights, layer_weights(i, expected, one));
      REQUIRE_THAT(got[i].bias, close_to(expected[i].bias).samples(one.dA.n_cols));
    }
    INFO("The first layer has a dX, too: how the loss changes with the input of the network.");
    REQUIRE_THAT(got.front().X, close_to(expected.front().X).samples(one.dA.n_cols));
  }
}

TEST_CASE("4.5 other caches, and what dense_backward refuses, are refused", "[04][4.5]") {
  Rng rng = test_rng("4.5 d");
  NetworkCase one =
      draw_case({3, 3, 3, 2}, {Activation::tanh, Activation::tanh, Activation::identity}, 5, rng);
  const DenseCache& any = one.caches.front();
  {
    INFO("Three layers, and fewer caches or more of them.");
    CHECK_REFUSED(backward(one.network, {}, one.dA), "backward: caches has length 0, expected 3");
    CHECK_REFUSED(backward(one.network, {any, any}, one.dA),
                  "backward: caches has length 2, expected 3");
    CHECK_REFUSED(backward(one.network, {any, any, any, any}, one.dA),
                  "backward: caches has length 4, expected 3");
  }
  UNSCOPED_INFO("Without layers there is no gradient.");
  CHECK_REFUSED(backward(Network{}, {}, one.dA),
                "backward: network has 0 layers, expected at least 1");
  {
    INFO("The network's output is 2x5, and so is a dA that fits.");
    const std::vector<std::pair<arma::uword, arma::uword>> others = {
        {4, 5}, {3, 5}, {2, 4}, {5, 2}, {2, 1}};
    for (const auto& [rows, cols] : others) {
      CHECK_REFUSED(backward(one.network, one.caches, arma::ones(rows, cols)),
                    "dense_backward: dA is " + shape(rows, cols) + ", expected 2x5");
    }
  }
  CHECK_ACCEPTED(backward(one.network, one.caches, one.dA));
  one.network.layers.back().activation = Activation::softmax;
  one.caches.back().A = arma::normalise(arma::exp(one.caches.back().Z), 1, 0);
  INFO("The last layer is a softmax: the gradient of such a network begins at its Z, in the loss.");
  CHECK_REFUSED(backward(one.network, one.caches, one.dA),
                "activation_derivative: activation is softmax");
}

// ---- 4.6 flatten and flatten_gradients ----------------------------------------------------------

TEST_CASE("4.6 the parameters of networks of any shape, and their gradients, in order",
          "[04][4.6]") {
  Rng rng = test_rng("4.6 a");
  for (const Network& network : draw_shapes(rng)) {
    const arma::vec expected = support::parameters_of(network);
    // Gradients whose numbers are those of the network, so that they must come out alike.
    Parts gradients = parts_of(network);
    for (DenseGradient& part : gradients) {
      part.X = uniform_matrix(part.weights.n_cols, 3, -1.0, 1.0, rng);
    }
    UNSCOPED_INFO(network.layers.size()
                  << " layers, first layer first: weights column by column, then bias.");
    CHECK_THAT(flatten(network), flat(expected, parts_of(network)));
    INFO(network.layers.size() << " layers. d(loss)/d(theta(i)) stands at place i.");
    CHECK_THAT(flatten_gradients(gradients), flat(expected, gradients));
  }
}

// ---- 4.7 unflatten ------------------------------------------------------------------------------

TEST_CASE("4.7 theta fills networks of any shape", "[04][4.7]") {
  Rng rng = test_rng("4.7 a");
  for (const Network& wanted : draw_shapes(rng)) {
    Network other = wanted;  // the same shapes, other numbers
    for (DenseLayer& layer : other.layers) {
      layer.weights += 7.0;
      layer.bias -= 7.0;
    }
    const arma::vec theta = support::parameters_of(wanted);
    const Network filled = unflatten(theta, other);
    REQUIRE(filled.layers.size() == wanted.layers.size());
    for (std::size_t i = 0; i < wanted.layers.size(); ++i) {
      INFO("Layer " << i << " of 0 to " << wanted.layers.size() - 1
                    << ": its weights column by column, then its bias.");
      REQUIRE_THAT(filled.layers[i].weights, filled_weights(i, wanted, theta, other));
      REQUIRE_THAT(filled.layers[i].bias, filled_bias(i, wanted, theta, other));
    }
  }
}

TEST_CASE("4.7 each layer keeps its own activation", "[04][4.7]") {
  Rng rng = test_rng("4.7 b");
  std::vector<Activation> activations = bending;
  activations.push_back(Activation::softmax);
  const arma::uword first = uniform_index(activations.size(), rng);
  std::vector<Activation> chosen;
  for (std::size_t i = 0; i < 4; ++i) {
    chosen.push_back(activations[(first + i) % activations.size()]);
  }
  const Network network = draw_network({2, 2, 2, 2, 2}, chosen, rng);
  const Network filled = unflatten(arma::linspace(1, 24, 24), network);
  INFO("theta holds numbers alone: what each layer does with its Z comes from the network.");
  REQUIRE(filled.layers.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    INFO("Layer " << i << " of 0 to 3:");
    CHECK(name(filled.layers[i].activation) == name(chosen[i]));
  }
  INFO("The numbers come from theta: the last two of 1 ... 24 are the last bias.");
  CHECK_THAT(filled.layers[3].bias, close_to(arma::vec{23, 24}));
}

TEST_CASE("4.7 the message of a refused theta names both lengths", "[04][4.7]") {
  Rng rng = test_rng("4.7 c");
  for (const Network& network : draw_shapes(rng)) {
    const arma::uword right = support::parameters_of(network).n_elem;
    INFO("A number for each weight and each bias: " << right << ".");
    for (const arma::uword length : {arma::uword{0}, right - 1, right + 1, 2 * right}) {
      CHECK_REFUSED(unflatten(arma::ones(length), network),
                    "unflatten: theta has length " + std::to_string(length) + ", expected " +
                        std::to_string(right));
    }
    CHECK_ACCEPTED(unflatten(arma::ones(right), network));
  }
}
