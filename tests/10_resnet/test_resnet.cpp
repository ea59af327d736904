// The public tests of lesson 10: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the first ones out.
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "10_resnet/misconceptions.hpp"
#include "10_resnet/resnet.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

// The block that README.md works by hand: width 2, three samples, d_output on the way back.
const ResidualBlock example{
    .W1 = {{1, 2}, {-1, 1}}, .b = {1, -2}, .W2 = {{1, -1}, {2, 3}}, .activation = Activation::relu};
const arma::mat example_X = {{1, 0, -1}, {2, -1, 3}};
const arma::mat example_Z = {{6, -1, 6}, {-1, -3, 2}};
const arma::mat example_A = {{6, 0, 6}, {0, 0, 2}};
const arma::mat example_output = {{7, 0, 3}, {14, -1, 21}};
const ResidualCache example_cache{
    .X = example_X, .Z = example_Z, .A = example_A, .output = example_output};
const arma::mat example_d_output = {{1, 5, 2}, {-1, 3, 2}};

// Two units, one sample, and another activation: Z = 0.5 X + b = (-log 3, log 3), A = (1/4, 3/4).
const double log_3 = std::log(3.0);
const BlockCase bending{.block = {.W1 = {{0.5, 0}, {0, 0.5}},
                                  .b = {-1 - log_3, -2 + log_3},
                                  .W2 = {{12, 4}, {0, 4}},
                                  .activation = Activation::sigmoid},
                        .cache = {.X = arma::vec{2, 4},
                                  .Z = arma::vec{-log_3, log_3},
                                  .A = arma::vec{0.25, 0.75},
                                  .output = arma::vec{8, 7}},
                        .d_output = arma::vec{2, 1}};

/// One input, width 2, two blocks, one output; and all that it makes of three samples.
const ResidualNetwork small{
    .first = {.weights = arma::vec{1, -1}, .bias = {0, 1}, .activation = Activation::relu},
    .blocks = {{.W1 = {{1, 0}, {1, -1}},
                .b = {-1, 0},
                .W2 = {{1, 1}, {0, -1}},
                .activation = Activation::relu},
               {.W1 = {{0, 1}, {2, 0}},
                .b = {0, 1},
                .W2 = {{1, 0}, {1, 2}},
                .activation = Activation::relu}},
    .last = {.weights = {{3, -1}}, .bias = {1}, .activation = Activation::identity}};
const arma::mat small_X = {{2, -1, -2}};
const ResidualPass small_pass{
    .first = {.X = small_X, .Z = {{2, -1, -2}, {-1, 2, 3}}, .A = {{2, 0, 0}, {0, 2, 3}}},
    .blocks = {{.X = {{2, 0, 0}, {0, 2, 3}},
                .Z = {{1, -1, -1}, {2, -2, -3}},
                .A = {{1, 0, 0}, {2, 0, 0}},
                .output = {{5, 0, 0}, {-2, 2, 3}}},
               {.X = {{5, 0, 0}, {-2, 2, 3}},
                .Z = {{-2, 2, 3}, {11, 1, 1}},
                .A = {{0, 2, 3}, {11, 1, 1}},
                .output = {{5, 2, 3}, {20, 6, 8}}}},
    .last = {.X = {{5, 2, 3}, {20, 6, 8}}, .Z = {{-4, 1, 2}}, .A = {{-4, 1, 2}}}};

/// A network whose 27 parameters are 1 to 27 in the order of task 10.6, with three activations.
const ResidualNetwork counted{
    .first = {.weights = arma::vec{1, 2}, .bias = {3, 4}, .activation = Activation::sigmoid},
    .blocks = {{.W1 = {{5, 7}, {6, 8}},
                .b = {9, 10},
                .W2 = {{11, 13}, {12, 14}},
                .activation = Activation::relu},
               {.W1 = {{15, 17}, {16, 18}},
                .b = {19, 20},
                .W2 = {{21, 23}, {22, 24}},
                .activation = Activation::leaky_relu}},
    .last = {.weights = {{25, 26}}, .bias = {27}, .activation = Activation::identity}};

}  // namespace

// ---- 10.1 residual_forward ----------------------------------------------------------------------

TEST_CASE("10.1 a block adds W2 A to what it was given", "[10][10.1]") {
  INFO("Sample 0 by hand: A is (6, 0), W2 A is (6, 12), and the output is (1 + 6, 2 + 12).");
  CHECK_THAT(residual_forward(example, example_X).output,
             block_output(example_output, example, example_cache));
}

TEST_CASE("10.1 the cache keeps X, Z and A for the way back", "[10][10.1]") {
  const ResidualCache cache = residual_forward(example, example_X);
  UNSCOPED_INFO("Z(0, 0) by hand: 1 times 1, plus 2 times 2, plus bias 1, is 6.");
  CHECK_THAT(cache.Z, block_Z(example_Z, example, example_X));
  UNSCOPED_INFO("A is what the activation makes of Z: here each negative number becomes 0.");
  CHECK_THAT(cache.A, block_A(example_A, example, example_cache));
  INFO("The member X of the cache is the X that the block was given.");
  CHECK_THAT(cache.X, close_to(example_X));
}

TEST_CASE("10.1 as many samples as units", "[10][10.1]") {
  const arma::uvec two = {0, 2};
  const ResidualCache right{.X = example_X.cols(two),
                            .Z = example_Z.cols(two),
                            .A = example_A.cols(two),
                            .output = example_output.cols(two)};
  const ResidualCache cache = residual_forward(example, right.X);
  INFO("Samples 0 and 2 of the example: all matrices are 2x2.");
  CHECK_THAT(cache.Z, block_Z(right.Z, example, right.X));
  CHECK_THAT(cache.output, block_output(right.output, example, right));
}

TEST_CASE("10.1 each block has an activation of its own", "[10][10.1]") {
  const ResidualCache cache = residual_forward(bending.block, bending.cache.X);
  INFO("A sigmoid: Z is (-log 3, log 3), A is (1/4, 3/4), W2 A is (6, 3), the output is (8, 7).");
  CHECK_THAT(cache.A, block_A(bending.cache.A, bending.block, bending.cache));
  CHECK_THAT(cache.output, block_output(bending.cache.output, bending.block, bending.cache));
}

TEST_CASE("10.1 a block with nothing in W2 passes its input on", "[10][10.1]") {
  ResidualBlock block = example;
  block.W2.zeros();
  INFO("W2 is 0, so nothing is added. A plain layer with such weights would lose everything.");
  CHECK_THAT(residual_forward(block, example_X).output, close_to(example_X));
  INFO("With the W2 of the example something is added.");
  CHECK_FALSE(support::agrees(residual_forward(example, example_X).output, example_X, 1e-9));
}

TEST_CASE("10.1 an X that does not fit is refused", "[10][10.1]") {
  INFO("Task 10.1 a: require_shape() makes the message from the names you give it.");
  CHECK_REFUSED(residual_forward(example, arma::ones(5, 4)),
                "residual_forward: X is 5x4, expected 2x4");
  CHECK_ACCEPTED(residual_forward(example, arma::ones(2, 4)));
}

// ---- 10.2 residual_backward ---------------------------------------------------------------------

TEST_CASE("10.2 dX comes back along the skip and through the weights", "[10][10.2]") {
  INFO("Sample 0 by hand: dZ is (-1, 0), W1' dZ is (-1, -2), plus d_output (1, -1) is (0, -3).");
  INFO("Sample 1: both units are off, so only the skip is left, and d_output comes through as is.");
  CHECK_THAT(residual_backward(example, example_cache, example_d_output).X,
             block_dX({{0, 5, 4}, {-3, 3, 18}}, {example, example_cache, example_d_output}));
}

TEST_CASE("10.2 W1, b and W2 collect from every sample", "[10][10.2]") {
  const BlockCase one{example, example_cache, example_d_output};
  const ResidualGradient gradient = residual_backward(example, example_cache, example_d_output);
  UNSCOPED_INFO("dW2 by hand, row 0: (1, 5, 2) with (6, 0, 6) makes 18, with (0, 0, 2) makes 4.");
  CHECK_THAT(gradient.W2, block_dW2({{18, 4}, {6, 4}}, one));
  UNSCOPED_INFO(
      "dW1 by hand: dZ is (-1, 0, 6) in row 0, and (1, 0, -1) in row 0 of X: -1 - 6 = -7.");
  CHECK_THAT(gradient.W1, block_dW1({{-7, 16}, {-4, 12}}, one));
  INFO("db by hand: b is added to every sample, so its derivative adds up all of dZ.");
  CHECK_THAT(gradient.b, block_db({5, 4}, one));
}

TEST_CASE("10.2 the slope of the activation is taken at Z", "[10][10.2]") {
  const ResidualGradient gradient =
      residual_backward(bending.block, bending.cache, bending.d_output);
  INFO("By hand: dA is (24, 12), and both slopes A (1 - A) are 3/16, so dZ is (4.5, 2.25).");
  CHECK_THAT(gradient.b, block_db({4.5, 2.25}, bending));
  CHECK_THAT(gradient.W1, block_dW1({{9, 18}, {4.5, 9}}, bending));
  CHECK_THAT(gradient.W2, block_dW2({{0.5, 1.5}, {0.25, 0.75}}, bending));
  CHECK_THAT(gradient.X, block_dX(arma::vec{4.25, 2.125}, bending));
}

TEST_CASE("10.2 a d_output that does not fit is refused", "[10][10.2]") {
  INFO("The block has width 2 and was given 3 samples. Task 10.2 a: require_shape().");
  CHECK_REFUSED(residual_backward(example, example_cache, arma::ones(2, 5)),
                "residual_backward: d_output is 2x5, expected 2x3");
  CHECK_REFUSED(residual_backward(example, example_cache, arma::ones(1, 3)),
                "residual_backward: d_output is 1x3, expected 2x3");
  CHECK_ACCEPTED(residual_backward(example, example_cache, arma::ones(2, 3)));
}

// ---- 10.3 make_residual_network -----------------------------------------------------------------

TEST_CASE("10.3 three hidden layers are a plain layer and two blocks", "[10][10.3]") {
  Rng rng(1);
  const ResidualNetwork network =
      make_residual_network({2, 6, 6, 6, 5}, Activation::tanh, Initialiser::xavier, rng);
  UNSCOPED_INFO(first_is_plain);
  REQUIRE(network.blocks.size() == 2);
  CHECK(dimensions(network.first.weights) == "6x2");
  CHECK(dimensions(network.first.bias) == "6x1");
  for (const ResidualBlock& block : network.blocks) {
    CHECK(dimensions(block.W1) == "6x6");
    CHECK(dimensions(block.b) == "6x1");
    CHECK(dimensions(block.W2) == "6x6");
  }
  CHECK(dimensions(network.last.weights) == "5x6");
  CHECK(dimensions(network.last.bias) == "5x1");
}

TEST_CASE("10.3 hidden parts have the activation, the output is plain", "[10][10.3]") {
  Rng rng(1);
  // Not tanh, which is what a ResidualBlock has if nobody chooses.
  const ResidualNetwork network =
      make_residual_network({3, 4, 4, 2}, Activation::relu, Initialiser::he, rng);
  REQUIRE(network.blocks.size() == 1);
  {
    INFO(hidden_activation);
    CHECK(name(network.first.activation) == "relu");
    CHECK(name(network.blocks[0].activation) == "relu");
  }
  UNSCOPED_INFO(plain_output);
  CHECK(name(network.last.activation) == "identity");
  INFO(zero_bias);
  CHECK_THAT(network.first.bias, close_to(arma::zeros(4)));
  CHECK_THAT(network.blocks[0].b, close_to(arma::zeros(4)));
  CHECK_THAT(network.last.bias, close_to(arma::zeros(2)));
}

TEST_CASE("10.3 W1 and W2 of a block are drawn for themselves, from rng", "[10][10.3]") {
  Rng rng(1);
  check_new_weights(Initialiser::one_over_n, rng);
}

TEST_CASE("10.3 of each block W1 is drawn before W2", "[10][10.3]") {
  Rng rng(1);
  check_order_of_draws(3, rng);
}

TEST_CASE("10.3 widths that make no residual network are refused", "[10][10.3]") {
  Rng rng(1);
  Rng theirs = rng;
  check_rules(
      "make_residual_network",
      [&](const std::vector<arma::uword>& widths) {
        make_residual_network(widths, Activation::relu, Initialiser::he, theirs);
      },
      rng);
}

// ---- 10.4 resnet_forward ------------------------------------------------------------------------

TEST_CASE("10.4 each block reads what the one before it put out", "[10][10.4]") {
  const ResidualPass pass = resnet_forward(small, small_X);
  INFO("Sample 0 by hand: the first layer makes (2, 0), block 0 (5, -2), block 1 (5, 20).");
  CHECK_THAT(pass.first.A, close_to(small_pass.first.A));
  UNSCOPED_INFO(cache_for_each);
  REQUIRE(pass.blocks.size() == 2);
  // If block 1 came first, it would make this of what the first layer has made.
  const arma::mat last_block_first = {{2, 2, 3}, {10, 6, 8}};
  CHECK_THAT(pass.blocks[0].X, block_input(0, small_pass, last_block_first));
  CHECK_THAT(pass.blocks[1].X, block_input(1, small_pass, last_block_first));
  CHECK_THAT(pass.blocks[1].output, close_to(small_pass.blocks[1].output));
}

TEST_CASE("10.4 the last layer reads what the last block put out", "[10][10.4]") {
  const ResidualPass pass = resnet_forward(small, small_X);
  INFO("Sample 0 by hand: 3 times 5, minus 20, plus bias 1, is -4.");
  CHECK_THAT(pass.last.X, last_input(small_pass));
  CHECK_THAT(pass.last.A, close_to({{-4, 1, 2}}));
}

TEST_CASE("10.4 an X that does not fit is refused", "[10][10.4]") {
  INFO("dense_forward refuses it: there is nothing to do here but to call it.");
  CHECK_REFUSED(resnet_forward(small, arma::ones(2, 3)), "dense_forward: X is 2x3, expected 1x3");
  CHECK_ACCEPTED(resnet_forward(small, arma::ones(1, 3)));
}

// ---- 10.5 resnet_backward -----------------------------------------------------------------------

TEST_CASE("10.5 the gradient goes from the last layer to the first", "[10][10.5]") {
  const ResidualNetworkGradient by_hand{
      .first = {.weights = arma::vec{-4, -3}, .bias = {-2, 1}, .X = {{-2, 1, -2}}},
      .blocks = {{.W1 = {{-2, 0}, {0, 0}},
                  .b = {-1, 0},
                  .W2 = {{-1, -2}, {-1, -2}},
                  .X = {{-2, 1, -2}, {-1, -1, 2}}},
                 {.W1 = {{0, 8}, {-10, -4}},
                  .b = {2, -4},
                  .W2 = {{12, 36}, {-4, -12}},
                  .X = {{-1, 1, -2}, {-1, -1, 2}}}},
      .last = {.weights = {{9, 30}}, .bias = {2}, .X = {{3, -3, 6}, {-1, 1, -2}}}};
  const ResidualNetworkGradient gradient = resnet_backward(small, small_pass, {{1, -1, 2}});
  UNSCOPED_INFO(gradient_for_each);
  REQUIRE(gradient.blocks.size() == 2);
  INFO(
      "By hand: dW of the last layer is (5 - 2 + 6, 20 - 6 + 16). Its dX goes to block 1, the dX "
      "of block 1 to block 0, and that of block 0 to the first layer.");
  const std::vector<Named> got = parts(gradient);
  const std::vector<CloseTo> wanted = parts_of_gradient(by_hand, small, small_pass);
  for (std::size_t i = 0; i < got.size(); ++i) {
    INFO(got[i].first << ":");
    CHECK_THAT(got[i].second, wanted[i]);
  }
}

TEST_CASE("10.5 a pass that does not belong to the network is refused", "[10][10.5]") {
  ResidualPass pass = small_pass;
  pass.blocks.pop_back();
  INFO("One cache for each block: the network has 2 blocks, and the pass has 1 cache.");
  CHECK_REFUSED(resnet_backward(small, pass, arma::ones(1, 3)),
                "resnet_backward: pass.blocks has length 1, expected 2");
  CHECK_ACCEPTED(resnet_backward(small, small_pass, arma::ones(1, 3)));
}

TEST_CASE("10.5 a dA that does not fit is refused", "[10][10.5]") {
  INFO("dense_backward refuses it: there is nothing to do here but to call it.");
  CHECK_REFUSED(resnet_backward(small, small_pass, arma::ones(2, 3)),
                "dense_backward: dA is 2x3, expected 1x3");
  CHECK_ACCEPTED(resnet_backward(small, small_pass, arma::ones(1, 3)));
}

// ---- 10.6 flatten_resnet, flatten_resnet_gradient -----------------------------------------------

TEST_CASE("10.6 the parameters stand in one vector, in order", "[10][10.6]") {
  INFO("By hand: each number of this network is its place in the vector, counted from 1.");
  INFO("The order: first layer (weights, bias), of each block W1, b, W2, last layer.");
  CHECK_THAT(flatten_resnet(counted), flat(arma::regspace(1, 27), counted));
}

TEST_CASE("10.6 a derivative has the place of its parameter", "[10][10.6]") {
  const ResidualNetworkGradient gradient{
      .first = {.weights = arma::vec{1, 2}, .bias = {3, 4}, .X = {{100, 101}}},
      .blocks = {{.W1 = {{5, 7}, {6, 8}},
                  .b = {9, 10},
                  .W2 = {{11, 13}, {12, 14}},
                  .X = {{102, 103}, {104, 105}}}},
      .last = {.weights = {{15, 16}}, .bias = {17}, .X = {{106, 107}, {108, 109}}}};
  INFO("The dX have no place in the vector: X is no parameter, and training does not change it.");
  CHECK_THAT(flatten_resnet_gradient(gradient),
             flat(arma::regspace(1, 17), gradient)
                 .mistake({"dX_in_the_vector", "The dX stand in the vector, too."},
                          arma::vec{1,  2,  3,   4,   100, 101, 5,  6,  7,  8,   9,   10,  11, 12,
                                    13, 14, 102, 104, 103, 105, 15, 16, 17, 106, 108, 107, 109}));
}

// ---- 10.7 unflatten_resnet ----------------------------------------------------------------------

TEST_CASE("10.7 the numbers of a vector stand where 10.6 took them from", "[10][10.7]") {
  ResidualNetwork wanted = counted;
  for (DenseLayer* layer : {&wanted.first, &wanted.last}) {
    layer->weights += 100;
    layer->bias += 100;
  }
  for (ResidualBlock& block : wanted.blocks) {
    block.W1 += 100;
    block.b += 100;
    block.W2 += 100;
  }
  INFO("theta is 101 to 127, and the parameters were 1 to 27 in this order: each grows by 100.");
  const ResidualNetwork filled = [] {
    INFO(
        "If theta is refused here: how many parameters does resnet_parameter_count, task 10.8, "
        "see?");
    return unflatten_resnet(arma::regspace(101, 127), counted);
  }();
  check_filled(filled, wanted, counted);
}

TEST_CASE("10.7 the activations are those of the network given", "[10][10.7]") {
  const ResidualNetwork filled = unflatten_resnet(arma::regspace(101, 127), counted);
  REQUIRE(filled.blocks.size() == 2);
  {
    INFO(given_activations);
    CHECK(name(filled.first.activation) == "sigmoid");
    CHECK(name(filled.blocks[0].activation) == "relu");
    CHECK(name(filled.blocks[1].activation) == "leaky_relu");
    CHECK(name(filled.last.activation) == "identity");
  }
  INFO("The last number of theta is the last of the last layer's bias.");
  REQUIRE(filled.last.bias.n_elem == counted.last.bias.n_elem);
  CHECK(filled.last.bias.back() == 127.0);
}

TEST_CASE("10.7 a theta that is too short or too long is refused", "[10][10.7]") {
  INFO(exact_length);
  CHECK_REFUSED(unflatten_resnet(arma::regspace(1, 26), counted),
                "unflatten_resnet: theta has length 26, expected 27");
  CHECK_REFUSED(unflatten_resnet(arma::regspace(1, 28), counted),
                "unflatten_resnet: theta has length 28, expected 27");
  CHECK_ACCEPTED(unflatten_resnet(arma::regspace(1, 27), counted));
}

// ---- 10.8 resnet_parameter_count, reported_parameter_count --------------------------------------

TEST_CASE("10.8 every number that training changes is counted", "[10][10.8]") {
  const DenseLayer first{.weights = arma::zeros(4, 3), .bias = arma::zeros(4)};
  const DenseLayer last{.weights = arma::zeros(5, 4), .bias = arma::zeros(5)};
  const ResidualBlock block{.W1 = arma::zeros(4, 4), .b = arma::zeros(4), .W2 = arma::zeros(4, 4)};
  const ResidualNetwork network{.first = first, .blocks = {block, block}, .last = last};
  INFO(
      "By hand: 12 + 4 in the first layer, 16 + 4 + 16 in each of two blocks, 20 + 5 in the last.");
  CHECK_THAT(static_cast<double>(resnet_parameter_count(network)),
             parameters_counted(113, network));
}

TEST_CASE("10.8 the formula of report 003, for three of its networks", "[10][10.8]") {
  const auto reported = [](const std::vector<arma::uword>& widths) {
    return static_cast<double>(reported_parameter_count(widths));
  };
  INFO("2, 13, 13, 5 by hand: 39 + 182 + 70, and 169 for W2 of the one block: 460.");
  CHECK_THAT(reported({2, 13, 13, 5}), formula(460, {2, 13, 13, 5}));
  CHECK_THAT(reported({2, 9, 9, 9, 5}), close_to(419.0, 0.0));
  CHECK_THAT(reported({5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5}), close_to(500.0, 0.0));
}

TEST_CASE("10.8 the formula keeps the rules of residual networks", "[10][10.8]") {
  Rng rng(1);
  INFO(rules_of_formula);
  check_rules("reported_parameter_count", reported_parameter_count, rng);
}
