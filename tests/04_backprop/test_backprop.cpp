// The public tests of lesson 04: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works nearly all of them out.
#include <armadillo>
#include <cmath>
#include <vector>

#include "04_backprop/backprop.hpp"
#include "04_backprop/misconceptions.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

// The network that README.md works by hand, and its samples A, B, C and D: one a column. In A and D
// both neurons pass something on, in B only neuron 1 does, in C only neuron 2.
const NineParameters example{.w1 = 0.4,
                             .w2 = -0.6,
                             .w3 = 0.5,
                             .w4 = 1.0,
                             .w5 = 0.9,
                             .w6 = -0.6,
                             .b1 = 0.1,
                             .b2 = -0.1,
                             .b3 = 0.2};
const Nine A{
    example, {.x1 = 0.5, .x2 = 0.8, .z1 = 0.7, .z2 = 0.4, .h1 = 0.7, .h2 = 0.4, .y = 0.59}, 0.34};
const Nine B{example,
             {.x1 = 1.0, .x2 = 0.5, .z1 = 0.75, .z2 = -0.2, .h1 = 0.75, .h2 = 0.0, .y = 0.875},
             0.675};
const Nine C{example,
             {.x1 = -1.0, .x2 = 0.5, .z1 = -0.05, .z2 = 1.0, .h1 = 0.0, .h2 = 1.0, .y = -0.4},
             -0.6};
const Nine D{
    example, {.x1 = -0.5, .x2 = 1.0, .z1 = 0.4, .z2 = 1.2, .h1 = 0.4, .h2 = 1.2, .y = -0.16}, 0.34};

// No neuron is alive in G, and the output is far from its target: dy = 2 (0.2 + 5.8) = 12.
const Nine G{
    example, {.x1 = -1, .x2 = -1, .z1 = -0.8, .z2 = -0.5, .h1 = 0.0, .h2 = 0.0, .y = 0.2}, -5.8};

// The same network as matrices, and what its two layers make of the four samples.
const Network example_network{
    .layers = {
        {.weights = {{0.4, 0.5}, {-0.6, 1.0}}, .bias = {0.1, -0.1}, .activation = Activation::relu},
        {.weights = {{0.9, -0.6}}, .bias = {0.2}, .activation = Activation::identity}}};
const arma::mat example_X = {{0.5, 1.0, -1.0, -0.5}, {0.8, 0.5, 0.5, 1.0}};
const arma::mat example_Z = {{0.7, 0.75, -0.05, 0.4}, {0.4, -0.2, 1.0, 1.2}};
const arma::mat example_A = {{0.7, 0.75, 0.0, 0.4}, {0.4, 0.0, 1.0, 1.2}};
const arma::mat example_Y = {{0.59, 0.875, -0.4, -0.16}};
const DenseCache hidden_cache{.X = example_X, .Z = example_Z, .A = example_A};
const DenseCache output_cache{.X = example_A, .Z = example_Y, .A = example_Y};

/// Two layers, 2 -> 2 -> 1, whose parameters are 1 to 9 in the order of task 4.6.
const Network counted{
    .layers = {{.weights = {{1, 3}, {2, 4}}, .bias = {5, 6}, .activation = Activation::tanh},
               {.weights = {{7, 8}}, .bias = {9}}}};

/// Three layers, 3 -> 2 -> 1 -> 2, whose parameters are 1 to 15 in that order.
const Network three_layers{
    .layers = {
        {.weights = {{1, 3, 5}, {2, 4, 6}}, .bias = {7, 8}, .activation = Activation::relu},
        {.weights = {{9, 10}}, .bias = {11}, .activation = Activation::tanh},
        {.weights = arma::vec{12, 13}, .bias = {14, 15}, .activation = Activation::sigmoid}}};

/// The same shapes and activations, other numbers.
Network with_other_numbers(Network network) {
  for (DenseLayer& layer : network.layers) {
    layer.weights -= 100;
    layer.bias += 100;
  }
  return network;
}

arma::vec forward(const Nine& n) {
  return numbers(nine_forward(n.parameters, n.cache.x1, n.cache.x2));
}

arma::vec gradient(const Nine& n) {
  return numbers(nine_gradient(n.parameters, n.cache, n.target));
}

arma::vec step(const Nine& n, double rate) {
  return numbers(nine_step(n.parameters, n.cache.x1, n.cache.x2, n.target, rate));
}

}  // namespace

// ---- 4.1 nine_forward ---------------------------------------------------------------------------

TEST_CASE("4.1 sample A of the text: both neurons pass on what they sum up", "[04][4.1]") {
  const arma::vec got = forward(A);
  INFO("By hand: z1 = 0.4 x 0.5 + 0.5 x 0.8 + 0.1 = 0.7, and z2 = -0.6 x 0.5 + 0.8 - 0.1 = 0.4.");
  INFO(wrong_ones("A", got, numbers(A.cache)));
  CHECK_THAT(got, nine_cache(numbers(A.cache), {A}));
}

TEST_CASE("4.1 samples B and C of the text: a negative sum becomes 0", "[04][4.1]") {
  const std::vector<Nine> samples = {B, C};
  const arma::vec got = stacked(samples, forward);
  const arma::vec expected = arma::join_cols(numbers(B.cache), numbers(C.cache));
  INFO("In sample B, z2 is -0.2, so h2 is 0. In sample C, z1 is -0.05, so h1 is 0.");
  INFO(wrong_ones("BC", got, expected));
  CHECK_THAT(got, nine_cache(expected, samples));
}

TEST_CASE("4.1 large sums come out as they are", "[04][4.1]") {
  const Nine L{
      example, {.x1 = 5, .x2 = 8, .z1 = 6.1, .z2 = 4.9, .h1 = 6.1, .h2 = 4.9, .y = 2.75}, 0.0};
  const arma::vec got = forward(L);
  INFO("By hand: z1 = 0.4 x 5 + 0.5 x 8 + 0.1 = 6.1, and z2 = -0.6 x 5 + 8 - 0.1 = 4.9.");
  INFO(wrong_ones("L", got, numbers(L.cache)));
  CHECK_THAT(got, nine_cache(numbers(L.cache), {L}));
}

// ---- 4.2 nine_gradient --------------------------------------------------------------------------

TEST_CASE("4.2 sample A of the text: nine derivatives, none of them 0", "[04][4.2]") {
  const arma::vec got = gradient(A);
  const arma::vec expected = {0.225, -0.15, 0.36, -0.24, 0.35, 0.2, 0.45, -0.3, 0.5};
  INFO("By hand: dy = 2 (0.59 - 0.34) = 0.5, dh1 = 0.5 x 0.9 = 0.45, dh2 = 0.5 x (-0.6) = -0.3.");
  INFO(wrong_ones("A", got, expected));
  CHECK_THAT(got, nine_derivatives(expected, {A}));
}

TEST_CASE("4.2 sample D of the text beside A: its output is too small", "[04][4.2]") {
  const std::vector<Nine> samples = {A, D};
  const arma::vec got = stacked(samples, gradient);
  const arma::vec expected = {0.225, -0.15, 0.36, -0.24, 0.35, 0.2,  0.45, -0.3, 0.5,  //
                              0.45,  -0.3,  -0.9, 0.6,   -0.4, -1.2, -0.9, 0.6,  -1.0};
  INFO("By hand: dy = 2 (-0.16 - 0.34) = -1, dh1 = -1 x 0.9 = -0.9, dh2 = -1 x (-0.6) = 0.6.");
  INFO(wrong_ones("AD", got, expected));
  CHECK_THAT(got, nine_derivatives(expected, samples));
}

TEST_CASE("4.2 samples A, B, C, E and G: each neuron has a gate of its own", "[04][4.2]") {
  // E is like C, where only neuron 2 is alive, but its output is positive.
  const Nine E{example,
               {.x1 = -0.8, .x2 = -0.1, .z1 = -0.27, .z2 = 0.28, .h1 = 0.0, .h2 = 0.28, .y = 0.032},
               -0.218};
  const std::vector<Nine> samples = {A, B, C, E, G};
  const arma::vec got = stacked(samples, gradient);
  const arma::vec expected = {0.225, -0.15, 0.36, -0.24, 0.35, 0.2,  0.45, -0.3,  0.5,  //
                              0.36,  0,     0.18, 0,     0.3,  0,    0.36, 0,     0.4,  //
                              0,     0.24,  0,    -0.12, 0,    0.4,  0,    -0.24, 0.4,  //
                              0,     0.24,  0,    0.03,  0,    0.14, 0,    -0.3,  0.5,  //
                              0,     0,     0,    0,     0,    0,    0,    0,     12};
  INFO(
      "z2 is negative in sample B, where neuron 1 learns and neuron 2 does not. In samples C and E "
      "it is z1, and the other way round. In sample G both are negative.");
  INFO(wrong_ones("ABCEG", got, expected));
  CHECK_THAT(got, nine_derivatives(expected, samples));
}

TEST_CASE("4.2 where z is exactly 0, a neuron does not learn, and just above it does",
          "[04][4.2]") {
  // Sample F: z1 = 2 x 1 - 1 x 2 + 0 = 0, z2 = 1 + 2 = 3, y = 1.5, and dy = 2 (1.5 - 1) = 1.
  const Nine F{{.w1 = 2, .w2 = 1, .w3 = -1, .w4 = 1, .w5 = 4, .w6 = 0.5},
               {.x1 = 1, .x2 = 2, .z1 = 0, .z2 = 3, .h1 = 0, .h2 = 3, .y = 1.5},
               1.0};
  // Sample T is F with b1 = 1e-13: z1 and h1 are 1e-13, and y is 1.5 but for its last digits.
  Nine T = F;
  T.parameters.b1 = T.cache.z1 = T.cache.h1 = 1e-13;
  const std::vector<Nine> samples = {F, T, B, C, G};
  const arma::vec got = stacked(samples, gradient);
  const arma::vec expected = {0,    0.5,  0,    1,     0,     3,   0,    0.5,   1,    //
                              4,    0.5,  8,    1,     1e-13, 3,   4,    0.5,   1,    //
                              0.36, 0,    0.18, 0,     0.3,   0,   0.36, 0,     0.4,  //
                              0,    0.24, 0,    -0.12, 0,     0.4, 0,    -0.24, 0.4,  //
                              0,    0,    0,    0,     0,     0,   0,    0,     12};
  INFO(
      "In sample F, z1 is 0: the course takes 0 for the derivative of ReLU there, as in lesson 01. "
      "In sample T it is 1e-13, which is more than 0.");
  INFO(wrong_ones("FTBCG", got, expected));
  CHECK_THAT(got, nine_derivatives(expected, samples));
}

// ---- 4.3 nine_step ------------------------------------------------------------------------------

TEST_CASE("4.3 one step on sample A of the text, with a learning rate of 0.2", "[04][4.3]") {
  const arma::vec got = step(A, 0.2);
  const arma::vec expected = {0.355, -0.57, 0.428, 1.048, 0.83, -0.64, 0.01, -0.04, 0.1};
  INFO("By hand: w1 = 0.4 - 0.2 x 0.225 = 0.355.");
  INFO(wrong_ones("A", got, expected));
  CHECK_THAT(got, nine_after_step(expected, {A}, 0.2));
}

TEST_CASE("4.3 one step on sample B of the text leaves the dead neuron where it is", "[04][4.3]") {
  const arma::vec got = step(B, 0.4);
  const arma::vec expected = {0.256, -0.6, 0.428, 1.0, 0.78, -0.6, -0.044, -0.1, 0.04};
  INFO("The learning rate is 0.4.");
  INFO("z2 is -0.2, so nothing that touches neuron 2 moves: w2, w4, w6 and b2 stay.");
  INFO(wrong_ones("B", got, expected));
  CHECK_THAT(got, nine_after_step(expected, {B}, 0.4));
}

TEST_CASE("4.3 a step on sample D knows nothing of the step on A before it", "[04][4.3]") {
  step(A, 0.2);
  const arma::vec got = step(D, 0.3);
  const arma::vec expected = {0.265, -0.51, 0.77, 0.82, 1.02, -0.24, 0.37, -0.28, 0.5};
  INFO(
      "After a step on sample A, a step on D, from the same parameters. The learning rate is 0.3.");
  INFO("By hand: w6 = -0.6 - 0.3 x (-1.2) = -0.24, and b3 = 0.2 - 0.3 x (-1) = 0.5.");
  INFO(wrong_ones("D", got, expected));
  CHECK_THAT(got, nine_after_step(expected, {D}, 0.3));
}

// ---- 4.4 dense_backward -------------------------------------------------------------------------

TEST_CASE("4.4 the hidden layer of the text, four samples at once", "[04][4.4]") {
  const LayerCase one{.layer = example_network.layers[0],
                      .cache = hidden_cache,
                      .dA = {{0.45, 0.36, 0.36, -0.9}, {-0.3, -0.24, -0.24, 0.6}}};
  const DenseGradient got = dense_backward(one.layer, one.cache, one.dA);
  UNSCOPED_INFO(
      "dW by hand, row 0: dZ is (0.45, 0.36, 0, -0.9), times (0.5, 1, -1, -0.5) makes 1.035.");
  CHECK_THAT(got.weights, dense_weights({{1.035, -0.36}, {-0.21, 0.24}}, one));
  UNSCOPED_INFO("db by hand: b is added to every sample, and row 0 of dZ sums to -0.09.");
  CHECK_THAT(got.bias, dense_bias({-0.09, 0.06}, one));
  INFO(
      "dX by hand, entry (0, 0): column 0 of W is (0.4, -0.6), and 0.4 x 0.45 - 0.6 x (-0.3) = "
      "0.36.");
  CHECK_THAT(got.X, dense_input({{0.36, 0.144, 0.144, -0.72}, {-0.075, 0.18, -0.24, 0.15}}, one));
}

TEST_CASE("4.4 the slope of the activation is taken at Z", "[04][4.4]") {
  // A tanh layer and one sample, whose Z is such that A is (1/2, -3/5): the logarithms are halves
  // of log((1 + A) / (1 - A)). The slopes 1 - A^2 are 3/4 and 16/25.
  const double z0 = std::log(3.0) / 2;
  const double z1 = -std::log(2.0);
  const LayerCase one{
      .layer = {.weights = {{0.5, 4.0}, {1.0, 2.0}},
                .bias = {3.0 + z0, z1},
                .activation = Activation::tanh},
      .cache = {.X = arma::vec{2, -1}, .Z = arma::vec{z0, z1}, .A = arma::vec{0.5, -0.6}},
      .dA = arma::vec{4, 25}};
  const DenseGradient got = dense_backward(one.layer, one.cache, one.dA);
  INFO("The slopes are 3/4 and 16/25, so dZ = (3, 16). Row 0 of dW is 3 times (2, -1).");
  CHECK_THAT(got.weights, dense_weights({{6, -3}, {32, -16}}, one));
  CHECK_THAT(got.bias, dense_bias({3, 16}, one));
  CHECK_THAT(got.X, dense_input(arma::vec{17.5, 44}, one));
}

TEST_CASE("4.4 the second of two calls knows nothing of the first", "[04][4.4]") {
  LayerCase one{.layer = example_network.layers[0],
                .cache = hidden_cache,
                .dA = {{0.45, 0.36, 0.36, -0.9}, {-0.3, -0.24, -0.24, 0.6}}};
  dense_backward(one.layer, one.cache, one.dA);
  one.dA = {{2, 1, -3, 3}, {1, 5, 2, -1}};  // -3 and 5 meet gates that are shut
  const DenseGradient got = dense_backward(one.layer, one.cache, one.dA);
  INFO("The layer of the text once more, with another dA: dZ is (2, 1, 0, 3) and (1, 0, 2, -1).");
  CHECK_THAT(got.weights, dense_weights({{0.5, 5.1}, {-1, 0.8}}, one)
                              .mistake(added_up, {{1.535, 4.74}, {-1.21, 1.04}}));
  CHECK_THAT(got.bias, dense_bias({6, 2}, one).mistake(added_up, arma::vec{5.91, 2.06}));
  CHECK_THAT(got.X,
             dense_input({{0.2, 0.4, -1.2, 1.8}, {2, 0.5, 2, 0.5}}, one)
                 .mistake(added_up, {{0.56, 0.544, -1.056, 1.08}, {1.925, 0.68, 1.76, 0.65}}));
}

TEST_CASE("4.4 two inputs, two outputs, two samples: every shape fits, right or wrong",
          "[04][4.4]") {
  const LayerCase one{
      .layer = {.weights = {{1, 2}, {3, -1}}, .bias = {0, 1}, .activation = Activation::relu},
      .cache = {.X = {{1, -1}, {2, 1}}, .Z = {{5, 1}, {2, -3}}, .A = {{5, 1}, {2, 0}}},
      .dA = {{1, 4}, {3, 5}}};
  const DenseGradient got = dense_backward(one.layer, one.cache, one.dA);
  INFO("dZ is (1 4; 3 0). Row 0 of dW: (1 x 1 + 4 x (-1), 1 x 2 + 4 x 1) = (-3, 6).");
  CHECK_THAT(got.weights, dense_weights({{-3, 6}, {3, 6}}, one));
  CHECK_THAT(got.bias, dense_bias({5, 3}, one));
  INFO("Column 0 of dX: (1 x 1 + 3 x 3, 2 x 1 - 1 x 3) = (10, -1).");
  CHECK_THAT(got.X, dense_input({{10, 4}, {-1, 8}}, one));
}

TEST_CASE("4.4 a ReLU whose sum is exactly 0 passes nothing back", "[04][4.4]") {
  const LayerCase one{
      .layer = {.weights = {{1, -1}, {2, 1}}, .bias = {0, 0}, .activation = Activation::relu},
      .cache = {.X = {{1, 2, -1}, {1, 0, 3}},
                .Z = {{0, 2, -4}, {3, 4, 1}},
                .A = {{0, 2, 0}, {3, 4, 1}}},
      .dA = {{7, 2, 3}, {1, -2, 4}}};
  const DenseGradient got = dense_backward(one.layer, one.cache, one.dA);
  INFO("Z(0, 0) is 1 - 1 = 0, and the course takes 0 for the slope there: dZ is (0 2 0; 1 -2 4).");
  CHECK_THAT(got.weights, dense_weights({{4, 0}, {-7, 13}}, one));
  CHECK_THAT(got.bias, dense_bias({2, 3}, one));
  CHECK_THAT(got.X, dense_input({{2, -2, 8}, {1, -4, 4}}, one));
}

TEST_CASE("4.4 a dA that does not fit is refused, and so is a softmax", "[04][4.4]") {
  LayerCase one{.layer = {.weights = arma::ones(3, 2), .bias = arma::zeros(3)},
                .cache = {.X = arma::ones(2, 5), .Z = 2 * arma::ones(3, 5), .A = {}},
                .dA = arma::ones(3, 5)};
  one.cache.A = one.cache.Z;
  {
    INFO("The layer has 3 outputs and was given 5 samples. Task 4.4 a: require_shape().");
    CHECK_REFUSED(dense_backward(one.layer, one.cache, arma::ones(2, 5)),
                  "dense_backward: dA is 2x5, expected 3x5");
    CHECK_REFUSED(dense_backward(one.layer, one.cache, arma::ones(3, 4)),
                  "dense_backward: dA is 3x4, expected 3x5");
  }
  CHECK_ACCEPTED(dense_backward(one.layer, one.cache, one.dA));
  one.layer.activation = Activation::softmax;
  one.cache.A.fill(1.0 / 3.0);
  INFO("An entry of a softmax depends on its whole column: its derivative belongs into the loss.");
  CHECK_REFUSED(dense_backward(one.layer, one.cache, one.dA),
                "activation_derivative: activation is softmax");
}

// ---- 4.5 backward -------------------------------------------------------------------------------

TEST_CASE("4.5 each layer hands its dX on to the layer before it", "[04][4.5]") {
  // Three layers of width 2 and one sample. The biases are such that the outputs are short numbers:
  // sigmoid(log 3) = 3/4, tanh(log 2) = 3/5, tanh(log 3) = 4/5, tanh(log(3)/2) = 1/2.
  const double log2 = std::log(2.0);
  const double log3 = std::log(3.0);
  const Network network{
      .layers = {
          {.weights = {{2, -1}, {4, 2}}, .bias = {log3 - 5, -6}, .activation = Activation::sigmoid},
          {.weights = {{1, 2}, {8, 1}},
           .bias = {log2 - 1.75, -log3 - 6.5},
           .activation = Activation::tanh},
          {.weights = {{3, 5}, {2, -5}},
           .bias = {log3 / 2 + 2.2, log2 - 5.2},
           .activation = Activation::tanh}}};
  const arma::mat X = arma::vec{2, -1};
  const arma::mat A0 = arma::vec{0.75, 0.5};
  const arma::mat A1 = arma::vec{0.6, -0.8};
  const NetworkCase one{
      .network = network,
      .caches = {{.X = X, .Z = arma::vec{log3, 0}, .A = A0},
                 {.X = A0, .Z = arma::vec{log2, -log3}, .A = A1},
                 {.X = A1, .Z = arma::vec{log3 / 2, log2}, .A = arma::vec{0.5, 0.6}}},
      .dA = arma::vec{4, 12.5}};
  const std::vector<DenseGradient> expected = {
      {.weights = {{-21, 10.5}, {11.5, -5.75}}, .bias = {-10.5, 5.75}, .X = arma::vec{2, 22}},
      {.weights = {{12, 8}, {-6.75, -4.5}}, .bias = {16, -9}, .X = arma::vec{-56, 23}},
      {.weights = {{1.8, -2.4}, {4.8, -6.4}}, .bias = {3, 8}, .X = arma::vec{25, -25}}};
  const std::vector<DenseGradient> got = backward(one.network, one.caches, one.dA);
  INFO(
      "By hand: the slopes of layer 2 are 3/4 and 16/25, so its dZ is (3, 8), and it hands W2' dZ "
      "= (25, -25) on to layer 1. There the slopes are 16/25 and 9/25, and dZ is (16, -9).");
  UNSCOPED_INFO("One gradient for each layer, first layer first. How many there are:");
  REQUIRE_THAT(arma::umat{got.size()}, layer_count(3));
  for (std::size_t i = 3; i-- > 0;) {
    INFO("Layer " << i << " of 0 to 2:");
    UNSCOPED_INFO(layer_left_out);
    REQUIRE(got[i].weights.n_elem > 0);
    UNSCOPED_INFO(dX_dropped);
    REQUIRE(got[i].X.n_elem > 0);
    CHECK_THAT(got[i].weights, layer_weights(i, expected, one));
    CHECK_THAT(got[i].bias, close_to(expected[i].bias));
    CHECK_THAT(got[i].X, close_to(expected[i].X));
  }
  // All of it is in proportion to dA.
  const std::vector<DenseGradient> tripled = backward(one.network, one.caches, 3 * one.dA);
  INFO("The same once more, with a dA that is three times as large: so is every gradient.");
  INFO(remembers);
  REQUIRE_THAT(arma::umat{tripled.size()}, layer_count(3));
  CHECK_THAT(tripled[0].weights, close_to(3 * expected[0].weights));
  CHECK_THAT(tripled[2].bias, close_to(3 * expected[2].bias));
}

TEST_CASE("4.5 the network of nine parameters is a network like any other", "[04][4.5]") {
  const NetworkCase one{.network = example_network,
                        .caches = {hidden_cache, output_cache},
                        .dA = {{0.5, 0.4, 0.4, -1.0}}};  // 2 (y - target) for A, B, C and D
  const std::vector<DenseGradient> expected = {
      {.weights = {{1.035, -0.36}, {-0.21, 0.24}},
       .bias = {-0.09, 0.06},
       .X = {{0.36, 0.144, 0.144, -0.72}, {-0.075, 0.18, -0.24, 0.15}}},
      {.weights = {{0.25, -0.6}}, .bias = {0.3}, .X = {}}};
  const std::vector<DenseGradient> got = backward(one.network, one.caches, one.dA);
  INFO(
      "For each parameter, what nine_gradient says of samples A, B, C and D, added up: for w1, "
      "0.225 + 0.36 + 0 + 0.45 = 1.035.");
  REQUIRE_THAT(arma::umat{got.size()}, layer_count(2));
  for (std::size_t i = 2; i-- > 0;) {
    CHECK_THAT(got[i].weights, layer_weights(i, expected, one));
    CHECK_THAT(got[i].bias, close_to(expected[i].bias));
  }
  CHECK_THAT(got[0].X, close_to(expected[0].X));
}

TEST_CASE("4.5 a network without layers and caches of another network are refused", "[04][4.5]") {
  {
    INFO("Two layers need two caches.");
    CHECK_REFUSED(backward(example_network, {output_cache}, arma::ones(1, 4)),
                  "backward: caches has length 1, expected 2");
    CHECK_REFUSED(
        backward(example_network, {hidden_cache, output_cache, output_cache}, arma::ones(1, 4)),
        "backward: caches has length 3, expected 2");
  }
  UNSCOPED_INFO("Without layers there is no gradient.");
  CHECK_REFUSED(backward(Network{}, {}, arma::ones(1, 4)),
                "backward: network has 0 layers, expected at least 1");
  UNSCOPED_INFO("dA has the shape of the network's output: dense_backward says so if it does not.");
  CHECK_REFUSED(backward(example_network, {hidden_cache, output_cache}, arma::ones(2, 4)),
                "dense_backward: dA is 2x4, expected 1x4");
  INFO("What fits is not refused, and one layer is a network, too.");
  CHECK_NOTHROW(backward(example_network, {hidden_cache, output_cache}, arma::ones(1, 4)));
  CHECK_NOTHROW(backward({{example_network.layers[1]}}, {output_cache}, arma::ones(1, 4)));
}

// ---- 4.6 flatten and flatten_gradients ----------------------------------------------------------

TEST_CASE("4.6 the parameters of a 2-2-1 network, in order", "[04][4.6]") {
  INFO("For each layer the weights, column by column, then the bias.");
  CHECK_THAT(flatten(counted), flat({1, 2, 3, 4, 5, 6, 7, 8, 9}, parts_of(counted)));
}

TEST_CASE("4.6 three layers of different shapes, after another network", "[04][4.6]") {
  flatten(counted);
  const arma::vec got = flatten(three_layers);
  INFO("3 -> 2 -> 1 -> 2. For each layer the weights, column by column, then the bias.");
  INFO(remembers);
  UNSCOPED_INFO("Nothing is there at all: what becomes of what join_cols() returns?");
  REQUIRE(got.n_elem > 0);
  CHECK_THAT(got, flat(arma::linspace(1, 15, 15), parts_of(three_layers)));
}

TEST_CASE("4.6 the gradients go into the places of their parameters", "[04][4.6]") {
  const Parts gradients = {
      {.weights = {{1, 3}, {2, 4}}, .bias = {5, 6}, .X = {{-1, -2, -3}, {-4, -5, -6}}},
      {.weights = {{7, 8}}, .bias = {9}, .X = {{-7, -8, -9}, {-10, -11, -12}}}};
  INFO("The same order as in flatten: d(loss)/d(theta(i)) stands at place i.");
  CHECK_THAT(flatten_gradients(gradients), flat({1, 2, 3, 4, 5, 6, 7, 8, 9}, gradients));
}

// ---- 4.7 unflatten ------------------------------------------------------------------------------

TEST_CASE("4.7 the numbers 1 to 9 fill a 2-2-1 network", "[04][4.7]") {
  const Network other = with_other_numbers(counted);
  const arma::vec theta = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const Network filled = unflatten(theta, other);
  INFO("The order is that of flatten: the weights of a layer column by column, then its bias.");
  REQUIRE(filled.layers.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK_THAT(filled.layers[i].weights, filled_weights(i, counted, theta, other));
    CHECK_THAT(filled.layers[i].bias, filled_bias(i, counted, theta, other));
  }
}

TEST_CASE("4.7 three layers of different shapes, after another network", "[04][4.7]") {
  unflatten(arma::ones(9), counted);
  const Network other = with_other_numbers(three_layers);
  const arma::vec theta = arma::linspace(1, 15, 15);
  const Network filled = unflatten(theta, other);
  INFO("3 -> 2 -> 1 -> 2, and theta = 1 ... 15.");
  UNSCOPED_INFO(remembers);
  REQUIRE(filled.layers.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    INFO("Layer " << i << " of 0 to 2:");
    CHECK_THAT(filled.layers[i].weights, filled_weights(i, three_layers, theta, other));
    CHECK_THAT(filled.layers[i].bias, filled_bias(i, three_layers, theta, other));
  }
}

TEST_CASE("4.7 the activations are those of the network", "[04][4.7]") {
  const Network filled = unflatten(arma::linspace(11, 25, 15), three_layers);
  INFO("theta holds numbers alone: what each layer does with its Z comes from the network.");
  REQUIRE(filled.layers.size() == 3);
  CHECK(name(filled.layers[0].activation) == "relu");
  CHECK(name(filled.layers[1].activation) == "tanh");
  CHECK(name(filled.layers[2].activation) == "sigmoid");
  INFO("The last two numbers of theta are the last bias.");
  CHECK_THAT(filled.layers[2].bias, close_to(arma::vec{24, 25}));
}

TEST_CASE("4.7 a theta of another length is refused", "[04][4.7]") {
  INFO("The network has 9 parameters. Task 4.7 a: parameter_count() counts them.");
  CHECK_REFUSED(unflatten(arma::ones(7), counted), "unflatten: theta has length 7, expected 9");
  CHECK_REFUSED(unflatten(arma::ones(10), counted), "unflatten: theta has length 10, expected 9");
  CHECK_ACCEPTED(unflatten(arma::ones(9), counted));
}
