// The public tests of lesson 04: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works nearly all of them out.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "04_backprop/backprop.hpp"
#include "common/contract.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

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
const NineCache cache_A{
    .x1 = 0.5, .x2 = 0.8, .z1 = 0.7, .z2 = 0.4, .h1 = 0.7, .h2 = 0.4, .y = 0.59};
const NineCache cache_B{
    .x1 = 1.0, .x2 = 0.5, .z1 = 0.75, .z2 = -0.2, .h1 = 0.75, .h2 = 0.0, .y = 0.875};
const NineCache cache_C{
    .x1 = -1.0, .x2 = 0.5, .z1 = -0.05, .z2 = 1.0, .h1 = 0.0, .h2 = 1.0, .y = -0.4};
const double target_A = 0.34;
const double target_B = 0.675;
const double target_C = -0.6;

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

const std::vector<std::string> cache_names = {"x1", "x2", "z1", "z2", "h1", "h2", "y"};
const std::vector<std::string> parameter_names = {"w1", "w2", "w3", "w4", "w5",
                                                  "w6", "b1", "b2", "b3"};

arma::vec numbers(const NineCache& c) {
  return {c.x1, c.x2, c.z1, c.z2, c.h1, c.h2, c.y};
}

arma::vec numbers(const NineParameters& p) {
  return {p.w1, p.w2, p.w3, p.w4, p.w5, p.w6, p.b1, p.b2, p.b3};
}

/// The nine numbers of several samples, one behind the other.
arma::vec stacked(const std::vector<NineParameters>& samples) {
  arma::vec all;
  for (const NineParameters& one : samples) all = arma::join_cols(all, numbers(one));
  return all;
}

/// "Wrong: z1 of B (got 2, expected 1).", so that a number in a list has its name. `samples` has a
/// letter for each sample, whose numbers stand one behind the other.
std::string wrong_ones(const std::vector<std::string>& names, const std::string& samples,
                       const arma::vec& got, const arma::vec& expected) {
  std::ostringstream text;
  for (arma::uword i = 0; i < got.n_elem; ++i) {
    if (std::abs(got(i) - expected(i)) <= 1e-10) continue;
    text << (text.str().empty() ? "Wrong: " : ", ") << names[i % names.size()] << " of "
         << samples[i / names.size()] << " (got " << got(i) << ", expected " << expected(i) << ")";
  }
  return text.str() + ".";
}

/// The name of an activation, so that a failing test does not print a number.
std::string name(Activation activation) {
  const std::vector<std::string> names = {"identity", "sigmoid",    "tanh",
                                          "relu",     "leaky_relu", "softmax"};
  return names.at(static_cast<std::size_t>(activation));
}

/// Two layers, 2 -> 2 -> 1, whose parameters are 1 to 9 in the order of task 4.6.
const Network counted{
    .layers = {{.weights = {{1, 3}, {2, 4}}, .bias = {5, 6}, .activation = Activation::tanh},
               {.weights = {{7, 8}}, .bias = {9}}}};

}  // namespace

// ---- 4.1 nine_forward ---------------------------------------------------------------------------

TEST_CASE("4.1 sample A of the text: both neurons pass on what they sum up", "[04][4.1]") {
  const arma::vec got = numbers(nine_forward(example, 0.5, 0.8));
  const arma::vec expected = numbers(cache_A);
  INFO("By hand: z1 = 0.4 x 0.5 + 0.5 x 0.8 + 0.1 = 0.7, and z2 = -0.6 x 0.5 + 0.8 - 0.1 = 0.4.");
  INFO(wrong_ones(cache_names, "A", got, expected));
  CHECK_THAT(
      got,
      close_to(expected)
          .mistake(
              "w2 and w3 have changed places: look at the drawing, which of them starts at x1?",
              arma::vec{0.5, 0.8, -0.18, 0.95, 0, 0.95, -0.37})
          .mistake("x1 and x2 have changed places.",
                   arma::vec{0.5, 0.8, 0.67, -0.08, 0.67, 0, 0.803})
          .mistake("w5 and w6 have changed places.", arma::vec{0.5, 0.8, 0.7, 0.4, 0.7, 0.4, 0.14})
          .mistake("The sums z1 and z2 have no bias.",
                   arma::vec{0.5, 0.8, 0.6, 0.5, 0.6, 0.5, 0.44})
          .mistake("The output has no bias.", arma::vec{0.5, 0.8, 0.7, 0.4, 0.7, 0.4, 0.39})
          .mistake("The inputs are missing in the cache: the way back needs them.",
                   arma::vec{0, 0, 0.7, 0.4, 0.7, 0.4, 0.59}));
}

TEST_CASE("4.1 samples B and C of the text: a negative sum becomes 0", "[04][4.1]") {
  const arma::vec got = arma::join_cols(numbers(nine_forward(example, 1.0, 0.5)),
                                        numbers(nine_forward(example, -1.0, 0.5)));
  const arma::vec expected = arma::join_cols(numbers(cache_B), numbers(cache_C));
  INFO("In sample B, z2 is -0.2, so h2 is 0. In sample C, z1 is -0.05, so h1 is 0.");
  INFO(wrong_ones(cache_names, "BC", got, expected));
  CHECK_THAT(got, close_to(expected)
                      .mistake("h1 and h2 are z1 and z2: the bend between them is missing.",
                               arma::vec{1, 0.5, 0.75, -0.2, 0.75, -0.2, 0.995,  //
                                         -1, 0.5, -0.05, 1, -0.05, 1, -0.445})
                      .mistake("y is made of z1 and z2: what leaves a neuron comes after the bend.",
                               arma::vec{1, 0.5, 0.75, -0.2, 0.75, 0, 0.995,  //
                                         -1, 0.5, -0.05, 1, 0, 1, -0.445})
                      .mistake("z1 and z2 are h1 and h2 in the cache: z is what stands before the "
                               "bend, whatever its sign.",
                               arma::vec{1, 0.5, 0.75, 0, 0.75, 0, 0.875,  //
                                         -1, 0.5, 0, 1, 0, 1, -0.4})
                      .mistake("The output has been bent, too: it may be negative.",
                               arma::vec{1, 0.5, 0.75, -0.2, 0.75, 0, 0.875,  //
                                         -1, 0.5, -0.05, 1, 0, 1, 0})
                      .mistake("This is the absolute value of z: what does a ReLU do below 0?",
                               arma::vec{1, 0.5, 0.75, -0.2, 0.75, 0.2, 0.755,  //
                                         -1, 0.5, -0.05, 1, 0.05, 1, -0.355}));
}

// ---- 4.2 nine_gradient --------------------------------------------------------------------------

TEST_CASE("4.2 sample A of the text: nine derivatives, none of them 0", "[04][4.2]") {
  const arma::vec got = numbers(nine_gradient(example, cache_A, target_A));
  const arma::vec expected = {0.225, -0.15, 0.36, -0.24, 0.35, 0.2, 0.45, -0.3, 0.5};
  INFO("By hand: dy = 2 (0.59 - 0.34) = 0.5, dh1 = 0.5 x 0.9 = 0.45, dh2 = 0.5 x (-0.6) = -0.3.");
  INFO(wrong_ones(parameter_names, "A", got, expected));
  CHECK_THAT(
      got,
      close_to(expected)
          .mistake("x1 and x2 have changed places: what does each weight multiply?",
                   arma::vec{0.36, -0.24, 0.225, -0.15, 0.35, 0.2, 0.45, -0.3, 0.5})
          .mistake(
              "w2 and w3 have changed places: look at the drawing, which of them starts at x1?",
              arma::vec{0.225, 0.36, -0.15, -0.24, 0.35, 0.2, 0.45, -0.3, 0.5})
          .mistake("w5 and w6 have changed places on the way back to the neurons.",
                   arma::vec{-0.15, 0.225, -0.24, 0.36, 0.35, 0.2, -0.3, 0.45, 0.5})
          .mistake("w5 and w6 are missing on the way back: how much of a change of h reaches y?",
                   arma::vec{0.25, 0.25, 0.4, 0.4, 0.35, 0.2, 0.5, 0.5, 0.5})
          .mistake("This begins with 2 y: where is the target?",
                   arma::vec{0.531, -0.354, 0.8496, -0.5664, 0.826, 0.472, 1.062, -0.708, 1.18})
          .mistake("This begins with the loss itself: what is its derivative?",
                   arma::vec{0.028125, -0.01875, 0.045, -0.03, 0.04375, 0.025, 0.05625, -0.0375,
                             0.0625}));
}

TEST_CASE("4.2 samples A, B, C and E: each neuron has a gate of its own", "[04][4.2]") {
  // E is like C, where only neuron 2 is alive, but its output is positive.
  const NineCache cache_E{
      .x1 = -0.8, .x2 = -0.1, .z1 = -0.27, .z2 = 0.28, .h1 = 0.0, .h2 = 0.28, .y = 0.032};
  const arma::vec got =
      stacked({nine_gradient(example, cache_A, target_A), nine_gradient(example, cache_B, target_B),
               nine_gradient(example, cache_C, target_C), nine_gradient(example, cache_E, -0.218)});
  // The derivatives in each sample if neuron 1 were alive, if neuron 2 were, both or none.
  const NineParameters A12{0.225, -0.15, 0.36, -0.24, 0.35, 0.2, 0.45, -0.3, 0.5};
  const NineParameters A0{.w5 = 0.35, .w6 = 0.2, .b3 = 0.5};
  const NineParameters B1{.w1 = 0.36, .w3 = 0.18, .w5 = 0.3, .b1 = 0.36, .b3 = 0.4};
  const NineParameters B2{.w2 = -0.24, .w4 = -0.12, .w5 = 0.3, .b2 = -0.24, .b3 = 0.4};
  const NineParameters B12{0.36, -0.24, 0.18, -0.12, 0.3, 0, 0.36, -0.24, 0.4};
  const NineParameters C1{.w1 = -0.36, .w3 = 0.18, .w6 = 0.4, .b1 = 0.36, .b3 = 0.4};
  const NineParameters C2{.w2 = 0.24, .w4 = -0.12, .w6 = 0.4, .b2 = -0.24, .b3 = 0.4};
  const NineParameters C12{-0.36, 0.24, 0.18, -0.12, 0, 0.4, 0.36, -0.24, 0.4};
  const NineParameters E1{.w1 = -0.36, .w3 = -0.045, .w6 = 0.14, .b1 = 0.45, .b3 = 0.5};
  const NineParameters E2{.w2 = 0.24, .w4 = 0.03, .w6 = 0.14, .b2 = -0.3, .b3 = 0.5};
  const NineParameters E12{-0.36, 0.24, -0.045, 0.03, 0, 0.14, 0.45, -0.3, 0.5};
  const NineParameters B0{.w5 = 0.3, .b3 = 0.4};
  const NineParameters C0{.w6 = 0.4, .b3 = 0.4};
  const NineParameters E0{.w6 = 0.14, .b3 = 0.5};
  const arma::vec expected = stacked({A12, B1, C2, E2});
  arma::vec made_of_z = expected;
  made_of_z(9 + 5) = -0.08;    // w6 of B: 0.4 x (-0.2)
  made_of_z(18 + 4) = -0.02;   // w5 of C: 0.4 x (-0.05)
  made_of_z(27 + 4) = -0.135;  // w5 of E: 0.5 x (-0.27)
  arma::vec ungated_bias = expected;
  ungated_bias(9 + 7) = -0.24;
  ungated_bias(18 + 6) = 0.36;
  ungated_bias(27 + 6) = 0.45;
  INFO(
      "z2 is negative in sample B, where neuron 1 learns and neuron 2 does not. In samples C and E "
      "it is z1, and the other way round.");
  INFO(wrong_ones(parameter_names, "ABCE", got, expected));
  CHECK_THAT(
      got,
      close_to(expected)
          .mistake("Neuron 2 is switched by the sum of neuron 1: which z decides whether h2 moves?",
                   stacked({A12, B12, C0, E0}))
          .mistake("Neuron 1 is switched by the sum of neuron 2: which z decides whether h1 moves?",
                   stacked({A12, B0, C12, E12}))
          .mistake("A neuron whose sum is negative learns here: what is the slope of its ReLU?",
                   stacked({A12, B12, C12, E12}))
          .mistake("The gates are the wrong way round: for which z is the slope 1?",
                   stacked({A0, B2, C1, E1}))
          .mistake("Each neuron is switched by the sum of the other one.",
                   stacked({A12, B2, C1, E1}))
          .mistake("One dead neuron keeps the other one from learning: each has a gate of its own.",
                   stacked({A12, B0, C0, E0}))
          .mistake(
              "The derivatives of w5 and w6 are made of z: what do these two weights multiply?",
              made_of_z)
          .mistake("b1 and b2 sit behind their gates, too: a bias is a part of z.", ungated_bias));
}

TEST_CASE("4.2 where z is exactly 0, a neuron does not learn", "[04][4.2]") {
  // Sample F: z1 = 2 x 1 - 1 x 2 + 0 = 0, z2 = 1 + 2 = 3, y = 1.5, and dy = 2 (1.5 - 1) = 1.
  const NineParameters parameters{.w1 = 2, .w2 = 1, .w3 = -1, .w4 = 1, .w5 = 4, .w6 = 0.5};
  const NineCache cache_F{.x1 = 1, .x2 = 2, .z1 = 0, .z2 = 3, .h1 = 0, .h2 = 3, .y = 1.5};
  const NineParameters shut{.w2 = 0.5, .w4 = 1, .w6 = 3, .b2 = 0.5, .b3 = 1};
  const NineParameters open{4, 0.5, 8, 1, 0, 3, 4, 0.5, 1};
  const NineParameters C{.w2 = 0.24, .w4 = -0.12, .w6 = 0.4, .b2 = -0.24, .b3 = 0.4};
  const arma::vec got = stacked({nine_gradient(parameters, cache_F, 1.0),  //
                                 nine_gradient(example, cache_C, target_C)});
  const arma::vec expected = stacked({shut, C});
  INFO(
      "In sample F, z1 is 0: the course takes 0 for the derivative of ReLU there, as in lesson "
      "01.");
  INFO(wrong_ones(parameter_names, "FC", got, expected));
  CHECK_THAT(got, close_to(expected).mistake("The gate is open at 0: is it z > 0 or z >= 0?",
                                             stacked({open, C})));
}

// ---- 4.3 nine_step ------------------------------------------------------------------------------

TEST_CASE("4.3 one step on sample A of the text, with a learning rate of 0.1", "[04][4.3]") {
  const arma::vec got = numbers(nine_step(example, 0.5, 0.8, target_A, 0.1));
  const arma::vec expected = {0.3775, -0.585, 0.464, 1.024, 0.865, -0.62, 0.055, -0.07, 0.15};
  const arma::vec gradient = {0.225, -0.15, 0.36, -0.24, 0.35, 0.2, 0.45, -0.3, 0.5};
  INFO("By hand: w1 = 0.4 - 0.1 x 0.225 = 0.3775.");
  INFO(wrong_ones(parameter_names, "A", got, expected));
  CHECK_THAT(
      got,
      close_to(expected)
          .mistake("This step goes uphill: the loss grows in the direction of its gradient.",
                   numbers(example) + 0.1 * gradient)
          .mistake(
              "The gradients of the two neurons were taken with the new w5 and w6: keep the "
              "old ones until all nine derivatives are known.",
              arma::vec{0.378375, -0.5845, 0.4654, 1.0248, 0.865, -0.62, 0.05675, -0.069, 0.15})
          .mistake("The biases have not moved: they are parameters, too.",
                   arma::vec{0.3775, -0.585, 0.464, 1.024, 0.865, -0.62, 0.1, -0.1, 0.2})
          .mistake("Only the parameters of the output have moved.",
                   arma::vec{0.4, -0.6, 0.5, 1.0, 0.865, -0.62, 0.1, -0.1, 0.15})
          .mistake("This is the gradient: which parameters does the step lead to?", gradient)
          .mistake("This is the step alone: which parameters does it lead to?", -0.1 * gradient)
          .mistake("The learning rate is not in it.", numbers(example) - gradient)
          .mistake("The learning rate is in it twice.", numbers(example) - 0.01 * gradient)
          .mistake("Nothing has moved: is it the new parameters that you return?",
                   numbers(example)));
}

TEST_CASE("4.3 one step on sample B of the text leaves the dead neuron where it is", "[04][4.3]") {
  const arma::vec got = numbers(nine_step(example, 1.0, 0.5, target_B, 0.5));
  const arma::vec expected = {0.22, -0.6, 0.41, 1.0, 0.75, -0.6, -0.08, -0.1, 0.0};
  INFO("z2 is -0.2, so nothing that touches neuron 2 moves: w2, w4, w6 and b2 stay.");
  INFO(wrong_ones(parameter_names, "B", got, expected));
  CHECK_THAT(got, close_to(expected).mistake(
                      "This step goes uphill: the loss grows in the direction of its gradient.",
                      arma::vec{0.58, -0.6, 0.59, 1.0, 1.05, -0.6, 0.28, -0.1, 0.4}));
}

// ---- 4.4 dense_backward -------------------------------------------------------------------------

TEST_CASE("4.4 the hidden layer of the text, four samples at once", "[04][4.4]") {
  const arma::mat dA = {{0.45, 0.36, 0.36, -0.9}, {-0.3, -0.24, -0.24, 0.6}};
  const DenseGradient gradient = dense_backward(example_network.layers[0], hidden_cache, dA);
  const char* const no_slope =
      "This is made of dA: the slope of the activation is missing on the way from A back to Z.";
  const char* const one_sample = "Only the first sample is in it: W and b serve all samples.";
  {
    INFO("dW by hand, row 0: dZ is (0.45, 0.36, 0, -0.9), times (0.5, 1, -1, -0.5) makes 1.035.");
    CHECK_THAT(gradient.weights,
               close_to({{1.035, -0.36}, {-0.21, 0.24}})
                   .samples(4)
                   .mistake(no_slope, {{0.675, -0.18}, {-0.45, 0.12}})
                   .mistake(one_sample, {{0.225, 0.36}, {-0.15, -0.24}})
                   .mistake("dW is made of the layer's output: what do the weights multiply?",
                            {{0.225, -0.9}, {0.03, 0.36}}));
  }
  {
    INFO("db by hand: b is added to every sample, and row 0 of dZ sums to -0.09.");
    CHECK_THAT(gradient.bias,
               close_to(arma::vec{-0.09, 0.06})
                   .samples(4)
                   .mistake(no_slope, arma::vec{0.27, -0.18})
                   .mistake(one_sample, arma::vec{0.45, -0.3})
                   .mistake("This adds up the outputs and keeps the samples apart: db has one "
                            "number for each output.",
                            arma::vec{0.15, 0.36, -0.24, -0.3}));
  }
  INFO(
      "dX by hand, entry (0, 0): column 0 of W is (0.4, -0.6), and 0.4 x 0.45 - 0.6 x (-0.3) = "
      "0.36.");
  CHECK_THAT(gradient.X,
             close_to({{0.36, 0.144, 0.144, -0.72}, {-0.075, 0.18, -0.24, 0.15}})
                 .samples(4)
                 .mistake(no_slope, {{0.36, 0.288, 0.288, -0.72}, {-0.075, -0.06, -0.06, 0.15}})
                 .mistake("W was not turned round: on the way back, each input collects from all "
                          "outputs that it leads to.",
                          {{0.03, 0.144, -0.12, -0.06}, {-0.57, -0.216, -0.24, 1.14}}));
}

TEST_CASE("4.4 the slope of the activation is taken at Z", "[04][4.4]") {
  // A sigmoid layer and one sample: Z(0) = 0.5 x 2 - 4 x 1 + 3 + log 3 = log 3, Z(1) = -log 3.
  const double z = std::log(3.0);
  const DenseLayer layer{.weights = {{0.5, 4.0}, {1.0, 2.0}},
                         .bias = {3.0 + z, -z},
                         .activation = Activation::sigmoid};
  const DenseCache cache{.X = arma::vec{2, -1}, .Z = arma::vec{z, -z}, .A = arma::vec{0.75, 0.25}};
  const DenseGradient gradient = dense_backward(layer, cache, arma::vec{16, 32});
  const auto slope_at = [](double number) {
    return std::exp(-number) / std::pow(1.0 + std::exp(-number), 2);
  };
  const double at_A0 = 16 * slope_at(0.75);
  const double at_A1 = 32 * slope_at(0.25);
  INFO("The slope is A (1 - A) = 3/16 for both, so dZ = (3, 6). Row 0 of dW is 3 times (2, -1).");
  CHECK_THAT(gradient.weights,
             close_to({{6, -3}, {12, -6}})
                 .mistake("This is made of dA: the slope of the activation is missing on the way "
                          "from A back to Z.",
                          {{32, -16}, {64, -32}})
                 .mistake("The slope was taken at A: what is activation_derivative given?",
                          {{2 * at_A0, -at_A0}, {2 * at_A1, -at_A1}})
                 .mistake("dA was multiplied by the activation: it is its slope that says how much "
                          "A moves with Z.",
                          {{24, -12}, {16, -8}})
                 .mistake("This is the slope of a ReLU: each layer has an activation of its own.",
                          {{32, -16}, {0, 0}}));
  CHECK_THAT(gradient.bias, close_to(arma::vec{3, 6}));
  CHECK_THAT(gradient.X, close_to(arma::vec{7.5, 24}));
}

TEST_CASE("4.4 a dA that does not fit is refused, and so is a softmax", "[04][4.4]") {
  DenseLayer layer{
      .weights = arma::ones(3, 2), .bias = arma::zeros(3), .activation = Activation::identity};
  DenseCache cache{.X = arma::ones(2, 5), .Z = 2 * arma::ones(3, 5), .A = 2 * arma::ones(3, 5)};
  {
    INFO("The layer has 3 outputs and was given 5 samples. Task 4.4 a: require_shape().");
    CHECK_THROWS_MATCHES(dense_backward(layer, cache, arma::ones(2, 5)), std::invalid_argument,
                         says("dense_backward: dA is 2x5, expected 3x5"));
  }
  layer.activation = Activation::softmax;
  cache.A.fill(1.0 / 3.0);
  INFO("An entry of a softmax depends on its whole column: its derivative belongs into the loss.");
  CHECK_THROWS_MATCHES(dense_backward(layer, cache, arma::ones(3, 5)), std::invalid_argument,
                       says("activation_derivative: activation is softmax"));
}

// ---- 4.5 backward -------------------------------------------------------------------------------

TEST_CASE("4.5 the network of nine parameters is a network like any other", "[04][4.5]") {
  const arma::mat dA = {{0.5, 0.4, 0.4, -1.0}};  // 2 (y - target) for samples A, B, C and D
  const std::vector<DenseGradient> gradients =
      backward(example_network, {hidden_cache, output_cache}, dA);
  INFO(
      "For each parameter, what nine_gradient says of samples A, B, C and D, added up: for w1, "
      "0.225 + 0.36 + 0 + 0.45 = 1.035.");
  REQUIRE(gradients.size() == 2);
  CHECK_THAT(gradients[1].weights, close_to({{0.25, -0.6}})
                                       .samples(4)
                                       .mistake("The layers stand in the order in which they were "
                                                "visited: the first layer's gradient comes first.",
                                                {{1.035, -0.36}, {-0.21, 0.24}}));
  CHECK_THAT(gradients[1].bias, close_to(arma::vec{0.3}));
  CHECK_THAT(gradients[0].weights, close_to({{1.035, -0.36}, {-0.21, 0.24}}).samples(4));
  CHECK_THAT(gradients[0].bias, close_to(arma::vec{-0.09, 0.06}));
  CHECK_THAT(gradients[0].X, close_to({{0.36, 0.144, 0.144, -0.72}, {-0.075, 0.18, -0.24, 0.15}}));
}

TEST_CASE("4.5 each layer hands its dX on to the layer before it", "[04][4.5]") {
  // Three layers of width 2 without any bend: on the way back dA meets W2', then W1', then W0'.
  const Network network{.layers = {{.weights = {{1, 2}, {0, 1}}, .bias = {0, 0}},
                                   {.weights = {{1, 0}, {3, 1}}, .bias = {0, 0}},
                                   {.weights = {{2, 1}, {0, -1}}, .bias = {0, 0}}}};
  const arma::mat X = {{1, -1, 0}, {2, 0, 1}};
  const arma::mat A0 = {{5, -1, 2}, {2, 0, 1}};
  const arma::mat A1 = {{5, -1, 2}, {17, -3, 7}};
  const arma::mat A2 = {{27, -5, 11}, {-17, 3, -7}};
  const arma::mat dA = {{1, 0, 2}, {0, 1, -2}};
  const std::vector<DenseGradient> gradients = backward(
      network,
      {{.X = X, .Z = A0, .A = A0}, {.X = A0, .Z = A1, .A = A1}, {.X = A1, .Z = A2, .A = A2}}, dA);
  const char* const not_handed_on =
      "This layer was given the gradient at the network's output: what is the gradient at its own?";
  const char* const other_order =
      "The layers stand in the order in which they were visited: the first layer's gradient comes "
      "first.";
  INFO("One gradient for each layer. By hand: layer 2 gets dA and hands W2' dA on to layer 1.");
  REQUIRE(gradients.size() == 3);
  CHECK_THAT(gradients[2].weights,
             close_to({{9, 31}, {-5, -17}}).samples(3).mistake(other_order, {{8, 26}, {2, 6}}));
  CHECK_THAT(gradients[2].X, close_to({{2, 0, 4}, {1, -1, 4}}));
  CHECK_THAT(gradients[1].weights,
             close_to({{18, 8}, {14, 6}}).samples(3).mistake(not_handed_on, {{9, 4}, {-5, -2}}));
  CHECK_THAT(gradients[1].bias, close_to(arma::vec{6, 4}));
  CHECK_THAT(gradients[0].weights,
             close_to({{8, 26}, {2, 6}}).samples(3).mistake(not_handed_on, {{1, 6}, {-1, -2}}));
  CHECK_THAT(gradients[0].bias, close_to(arma::vec{18, 4}));
  INFO("The first layer has a dX, too: how the loss changes with the input of the network.");
  CHECK_THAT(gradients[0].X, close_to({{5, -3, 16}, {11, -7, 36}}));
}

TEST_CASE("4.5 a network without layers and caches of another network are refused", "[04][4.5]") {
  {
    INFO("Two layers need two caches.");
    CHECK_THROWS_MATCHES(backward(example_network, {output_cache}, arma::ones(1, 4)),
                         std::invalid_argument, says("backward: caches has length 1, expected 2"));
  }
  {
    INFO("Without layers there is no gradient.");
    CHECK_THROWS_MATCHES(backward(Network{}, {}, arma::ones(1, 4)), std::invalid_argument,
                         says("backward: network has 0 layers, expected at least 1"));
  }
  INFO("dA has the shape of the network's output: dense_backward says so if it does not.");
  CHECK_THROWS_MATCHES(backward(example_network, {hidden_cache, output_cache}, arma::ones(2, 4)),
                       std::invalid_argument, says("dense_backward: dA is 2x4, expected 1x4"));
}

// ---- 4.6 flatten and flatten_gradients ----------------------------------------------------------

TEST_CASE("4.6 the parameters of a 2-2-1 network, in order", "[04][4.6]") {
  INFO("For each layer the weights, column by column, then the bias.");
  CHECK_THAT(
      flatten(counted),
      close_to(arma::vec{1, 2, 3, 4, 5, 6, 7, 8, 9})
          .mistake("The weights of a layer stand row by row: down the columns first.",
                   arma::vec{1, 3, 2, 4, 5, 6, 7, 8, 9})
          .mistake("The bias of a layer stands before its weights.",
                   arma::vec{5, 6, 1, 2, 3, 4, 9, 7, 8})
          .mistake("The last layer comes first.", arma::vec{7, 8, 9, 1, 2, 3, 4, 5, 6})
          .mistake("All weights stand before all biases: a layer is to stay together.",
                   arma::vec{1, 2, 3, 4, 7, 8, 5, 6, 9})
          .mistake("The biases are missing.", arma::vec{1, 2, 3, 4, 7, 8})
          .mistake("The last layer is missing.", arma::vec{1, 2, 3, 4, 5, 6})
          .mistake("Only the last layer is there: does each layer go behind what is there already?",
                   arma::vec{7, 8, 9}));
}

TEST_CASE("4.6 the gradients go into the places of their parameters", "[04][4.6]") {
  const std::vector<DenseGradient> gradients = {
      {.weights = {{1, 3}, {2, 4}}, .bias = {5, 6}, .X = {{-1, -2, -3}, {-4, -5, -6}}},
      {.weights = {{7, 8}}, .bias = {9}, .X = {{-7, -8, -9}, {-10, -11, -12}}}};
  INFO("The same order as in flatten: d(loss)/d(theta(i)) stands at place i.");
  CHECK_THAT(flatten_gradients(gradients),
             close_to(arma::vec{1, 2, 3, 4, 5, 6, 7, 8, 9})
                 .mistake("The weights of a layer stand row by row: down the columns first.",
                          arma::vec{1, 3, 2, 4, 5, 6, 7, 8, 9})
                 .mistake("The bias of a layer stands before its weights.",
                          arma::vec{5, 6, 1, 2, 3, 4, 9, 7, 8})
                 .mistake("The last layer comes first.", arma::vec{7, 8, 9, 1, 2, 3, 4, 5, 6})
                 .mistake("All weights stand before all biases: a layer is to stay together.",
                          arma::vec{1, 2, 3, 4, 7, 8, 5, 6, 9})
                 .mistake("The biases are missing.", arma::vec{1, 2, 3, 4, 7, 8})
                 .mistake("dX is among them: is it the gradient of a parameter?",
                          arma::vec{1,  2, 3, 4, 5,  6,   -1, -4,  -2, -5, -3,
                                    -6, 7, 8, 9, -7, -10, -8, -11, -9, -12}));
}

// ---- 4.7 unflatten ------------------------------------------------------------------------------

TEST_CASE("4.7 the numbers 1 to 9 fill a 2-2-1 network", "[04][4.7]") {
  Network other = counted;  // the same shapes, other numbers
  other.layers[0].weights.fill(-1);
  other.layers[0].bias.fill(-2);
  other.layers[1].weights.fill(-3);
  other.layers[1].bias.fill(-4);
  const Network filled = unflatten({1, 2, 3, 4, 5, 6, 7, 8, 9}, other);
  INFO("The order is that of flatten: the weights of a layer column by column, then its bias.");
  REQUIRE(filled.layers.size() == 2);
  CHECK_THAT(
      filled.layers[0].weights,
      close_to({{1, 3}, {2, 4}})
          .mistake("The weights were filled row by row: down the columns first.", {{1, 2}, {3, 4}})
          .mistake("The bias was taken from before the weights.", {{3, 5}, {4, 6}})
          .mistake("These are the numbers of the network: those of theta go in their place.",
                   {{-1, -1}, {-1, -1}}));
  CHECK_THAT(filled.layers[0].bias,
             close_to(arma::vec{5, 6})
                 .mistake("The bias was read from the start of theta.", arma::vec{1, 2})
                 .mistake("These are the numbers of the network: those of theta go in their place.",
                          arma::vec{-2, -2}));
  CHECK_THAT(
      filled.layers[1].weights,
      close_to({{7, 8}}).mistake(
          "Each layer was read from the start of theta: it begins where the one before ended.",
          {{1, 2}}));
  CHECK_THAT(filled.layers[1].bias, close_to(arma::vec{9}));
}

TEST_CASE("4.7 the activations are those of the network", "[04][4.7]") {
  const Network filled = unflatten({11, 12, 13, 14, 15, 16, 17, 18, 19}, counted);
  INFO("theta holds numbers alone: what each layer does with its Z comes from the network.");
  REQUIRE(filled.layers.size() == 2);
  CHECK(name(filled.layers[0].activation) == "tanh");
  CHECK(name(filled.layers[1].activation) == "identity");
  INFO("The last number of theta is the last bias.");
  CHECK_THAT(filled.layers[1].bias, close_to(arma::vec{19}));
}

TEST_CASE("4.7 a theta of another length is refused", "[04][4.7]") {
  INFO("The network has 9 parameters. Task 4.7 a: parameter_count() counts them.");
  CHECK_THROWS_MATCHES(unflatten(arma::ones(7), counted), std::invalid_argument,
                       says("unflatten: theta has length 7, expected 9"));
  CHECK_THROWS_MATCHES(unflatten(arma::ones(10), counted), std::invalid_argument,
                       says("unflatten: theta has length 10, expected 9"));
}
