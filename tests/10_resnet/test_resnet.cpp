// The public tests of lesson 10: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the first ones out.
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "10_resnet/resnet.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

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

/// The numbers first, first + 1, ..., last.
arma::vec numbers(double first, double last) {
  return arma::regspace(first, last);
}

/// The name of an activation, so that a failing test does not print a number.
std::string name(Activation activation) {
  const std::vector<std::string> names = {"identity", "sigmoid",    "tanh",
                                          "relu",     "leaky_relu", "softmax"};
  return names.at(static_cast<std::size_t>(activation));
}

/// "6x2": the shape of a matrix, rows first.
std::string dimensions(const arma::mat& matrix) {
  return shape(matrix.n_rows, matrix.n_cols);
}

/// How alike two matrices of one size are: 1 for the same numbers, near 0 for independent ones.
double correlation(const arma::mat& a, const arma::mat& b) {
  return arma::as_scalar(arma::cor(arma::vectorise(a), arma::vectorise(b)));
}

}  // namespace

// ---- 10.1 residual_forward ----------------------------------------------------------------------

TEST_CASE("10.1 a block adds W2 A to what it was given", "[10][10.1]") {
  const arma::mat& X = example_X;
  const arma::mat& A = example_A;
  const arma::mat added = {{6, 0, 4}, {12, 0, 18}};
  INFO("Sample 0 by hand: A is (6, 0), W2 A is (6, 12), and the output is (1 + 6, 2 + 12).");
  CHECK_THAT(residual_forward(example, X).output,
             close_to(example_output)
                 .mistake("This is W2 A alone: a block adds something to its input.", added)
                 .mistake("This is X + A: where is W2?", X + A)
                 .mistake("The sum was bent once more: the activation stands between W1 and W2 "
                          "alone.",
                          {{7, 0, 3}, {14, 0, 21}})
                 .mistake("Nothing was bent: the activation stands between W1 and W2.",
                          X + example.W2 * example_Z)
                 .mistake("X was added before the activation: the skip leads around all of it.",
                          example.W2 * arma::mat{{7, 0, 5}, {1, 0, 5}})
                 .mistake("W2 is transposed.", X + example.W2.t() * A)
                 .mistake("Z was added to W2 A: the skip carries X itself.", example_Z + added)
                 .mistake("X was subtracted.", added - X));
}

TEST_CASE("10.1 the cache keeps X, Z and A for the way back", "[10][10.1]") {
  const arma::mat& X = example_X;
  const ResidualCache cache = residual_forward(example, X);
  {
    INFO("Z(0, 0) by hand: 1 times 1, plus 2 times 2, plus bias 1, is 6.");
    CHECK_THAT(cache.Z,
               close_to(example_Z)
                   .mistake("This is W1 X alone: where is b?", example.W1 * X)
                   .mistake("Only the first sample has the bias: b belongs to each column of Z.",
                            {{6, -2, 5}, {-1, -1, 4}})
                   .mistake("W1 is transposed.", {{0, 2, -3}, {2, -3, -1}})
                   .mistake("This is A: Z is what stands before the activation.", example_A)
                   .mistake("This was made with W2: W1 comes first.", {{0, 2, -3}, {6, -5, 5}}));
  }
  {
    INFO("A is what the activation makes of Z: here each negative number becomes 0.");
    CHECK_THAT(cache.A,
               close_to(example_A)
                   .mistake("This is Z: the activation is still to come.", example_Z)
                   .mistake("The bias came after the activation: first Z is complete, then it "
                            "bends.",
                            {{6, 1, 6}, {-1, -2, 2}})
                   .mistake("This is the block's output: A stands before W2.", example_output));
  }
  INFO("The member X of the cache is the X that the block was given.");
  CHECK_THAT(cache.X, close_to(X).mistake("This is the block's output.", example_output));
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
  CHECK_THROWS_MATCHES(residual_forward(example, arma::ones(5, 4)), std::invalid_argument,
                       says("residual_forward: X is 5x4, expected 2x4"));
}

// ---- 10.2 residual_backward ---------------------------------------------------------------------

TEST_CASE("10.2 dX comes back along the skip and through the weights", "[10][10.2]") {
  const arma::mat& G = example_d_output;
  const arma::mat dA = {{-1, 11, 6}, {-4, 4, 4}};
  const arma::mat dZ = {{-1, 0, 6}, {0, 0, 4}};
  INFO("Sample 0 by hand: dZ is (-1, 0), W1' dZ is (-1, -2), plus d_output (1, -1) is (0, -3).");
  INFO("Sample 1: both units are off, so only the skip is left, and d_output comes through as is.");
  CHECK_THAT(residual_backward(example, example_cache, G).X,
             close_to({{0, 5, 4}, {-3, 3, 18}})
                 .samples(3)
                 .mistake("This came through the weights alone: X reaches the output in two ways.",
                          example.W1.t() * dZ)
                 .mistake("This came along the skip alone: X reaches the output in two ways.", G)
                 .mistake("W2 is missing on the way back from the output to A.",
                          G + example.W1.t() * arma::mat{{1, 0, 2}, {0, 0, 2}})
                 .mistake("W2 was not turned round on the way back.",
                          G + example.W1.t() * arma::mat{{2, 0, 0}, {0, 0, 10}})
                 .mistake("W1 was not turned round on the way back.", G + example.W1 * dZ)
                 .mistake("W1 is missing on the way back from Z to X.", G + dZ)
                 .mistake("The slope of the activation is missing on the way from A back to Z.",
                          G + example.W1.t() * dA));
}

TEST_CASE("10.2 W1, b and W2 collect from every sample", "[10][10.2]") {
  const ResidualGradient gradient = residual_backward(example, example_cache, example_d_output);
  const arma::mat& G = example_d_output;
  const arma::mat dA = {{-1, 11, 6}, {-4, 4, 4}};
  const arma::mat dZ = {{-1, 0, 6}, {0, 0, 4}};
  const arma::mat no_W2 = {{1, 0, 2}, {0, 0, 2}};  // d_output % slope
  const char* const W2_missing = "W2 is missing on the way back from the output to A.";
  const char* const no_slope =
      "The slope of the activation is missing on the way from A back to Z.";
  {
    INFO("dW2 by hand, row 0: (1, 5, 2) with (6, 0, 6) makes 18, with (0, 0, 2) makes 4.");
    CHECK_THAT(
        gradient.W2,
        close_to({{18, 4}, {6, 4}})
            .samples(3)
            .mistake("This is made with X: what does W2 multiply?", G * example_X.t())
            .mistake("This is made with Z: what does W2 multiply?", G * example_Z.t())
            .mistake("This is made with the output: what does W2 multiply?", G * example_output.t())
            .mistake("This is made of dZ: W2 stands after the activation.", dZ * example_A.t()));
  }
  {
    INFO("dW1 by hand: dZ is (-1, 0, 6) in row 0, and (1, 0, -1) in row 0 of X: -1 - 6 = -7.");
    CHECK_THAT(gradient.W1,
               close_to({{-7, 16}, {-4, 12}})
                   .samples(3)
                   .mistake(W2_missing, no_W2 * example_X.t())
                   .mistake(no_slope, dA * example_X.t())
                   .mistake("This is made with A: what does W1 multiply?", dZ * example_A.t()));
  }
  INFO("db by hand: b is added to every sample, so its derivative adds up all of dZ.");
  CHECK_THAT(
      gradient.b,
      close_to(arma::vec{5, 4})
          .samples(3)
          .mistake(W2_missing, arma::vec{3, 2})
          .mistake(no_slope, arma::vec{16, 4})
          .mistake("Only the first sample is in it: b serves all samples.", arma::vec{-1, 0})
          .mistake("This adds up d_output: b stands before the activation.", arma::vec{8, 4}));
}

TEST_CASE("10.2 the slope of the activation is taken at Z", "[10][10.2]") {
  // One unit, one sample: Z = 0.5 x 2 + log 3 - 1 = log 3, and A = sigmoid(log 3) = 3/4.
  const double z = std::log(3.0);
  const ResidualBlock block{.W1 = arma::vec{0.5},
                            .b = arma::vec{z - 1.0},
                            .W2 = arma::vec{8.0},
                            .activation = Activation::sigmoid};
  const ResidualCache cache{
      .X = arma::vec{2.0}, .Z = arma::vec{z}, .A = arma::vec{0.75}, .output = arma::vec{8.0}};
  const ResidualGradient gradient = residual_backward(block, cache, arma::vec{2.0});
  const double at_A = 1.0 / (1.0 + std::exp(-0.75));
  INFO("The slope is A (1 - A) = 3/16, and dA = 8 x 2 = 16, so dZ = 3: dW1 is 3 x 2, db is 3.");
  CHECK_THAT(gradient.b,
             close_to(arma::vec{3})
                 .mistake("The slope was taken at A: what is activation_derivative given?",
                          arma::vec{16 * at_A * (1 - at_A)})
                 .mistake("The slope of the activation is missing.", arma::vec{16})
                 .mistake("This was multiplied by A: it is the slope that says how much A moves "
                          "with Z.",
                          arma::vec{12})
                 .mistake("This is the slope of a ReLU: each block has an activation of its own.",
                          arma::vec{16}));
  CHECK_THAT(gradient.W1, close_to(arma::vec{6.0}));
  CHECK_THAT(gradient.W2, close_to(arma::vec{1.5}));
  CHECK_THAT(gradient.X, close_to(arma::vec{3.5}));
}

TEST_CASE("10.2 a d_output that does not fit is refused", "[10][10.2]") {
  INFO("The block has width 2 and was given 3 samples. Task 10.2 a: require_shape().");
  CHECK_THROWS_MATCHES(residual_backward(example, example_cache, arma::ones(2, 5)),
                       std::invalid_argument,
                       says("residual_backward: d_output is 2x5, expected 2x3"));
  CHECK_THROWS_MATCHES(residual_backward(example, example_cache, arma::ones(1, 3)),
                       std::invalid_argument,
                       says("residual_backward: d_output is 1x3, expected 2x3"));
}

// ---- 10.3 make_residual_network -----------------------------------------------------------------

TEST_CASE("10.3 three hidden layers are a plain layer and two blocks", "[10][10.3]") {
  Rng rng(1);
  const ResidualNetwork network =
      make_residual_network({2, 6, 6, 6, 5}, Activation::tanh, Initialiser::xavier, rng);
  {
    INFO("The first hidden layer is plain, as its input has another width; the others are blocks.");
    REQUIRE(network.blocks.size() == 2);
  }
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
    INFO("The first layer and the blocks are hidden: they have hidden_activation.");
    CHECK(name(network.first.activation) == "relu");
    CHECK(name(network.blocks[0].activation) == "relu");
  }
  {
    INFO("The last layer gives numbers of any size and sign: nothing bends them.");
    CHECK(name(network.last.activation) == "identity");
  }
  INFO("Every bias starts at 0.");
  CHECK_THAT(network.first.bias, close_to(arma::zeros(4)));
  CHECK_THAT(network.blocks[0].b, close_to(arma::zeros(4)));
  CHECK_THAT(network.last.bias, close_to(arma::zeros(2)));
}

TEST_CASE("10.3 W1 and W2 of a block are drawn for themselves", "[10][10.3]") {
  Rng rng(1);
  const ResidualNetwork network =
      make_residual_network({30, 30, 30, 30, 30}, Activation::relu, Initialiser::he, rng);
  REQUIRE(network.blocks.size() == 2);
  for (const ResidualBlock& block : network.blocks) {
    REQUIRE(dimensions(block.W1) == "30x30");
    REQUIRE(dimensions(block.W2) == "30x30");
    INFO("correlation of W1 and W2 of one block, which should be near 0:");
    CHECK_THAT(correlation(block.W1, block.W2),
               close_to(0.0, 0.25).mistake("W1 and W2 are the very same numbers.", 1.0));
  }
  INFO("correlation of W1 of the two blocks, which should be near 0:");
  CHECK_THAT(correlation(network.blocks[0].W1, network.blocks[1].W1),
             close_to(0.0, 0.25).mistake(
                 "The blocks have the very same numbers: was rng copied, or one block "
                 "used twice?",
                 1.0));
}

TEST_CASE("10.3 widths that make no residual network are refused", "[10][10.3]") {
  Rng rng(1);
  const auto make = [&](const std::vector<arma::uword>& widths) {
    return make_residual_network(widths, Activation::relu, Initialiser::he, rng);
  };
  {
    INFO("Inputs and outputs are not hidden: {2, 6, 5} has one hidden layer, {2, 5} has none.");
    CHECK_THROWS_MATCHES(
        make({2, 6, 5}), std::invalid_argument,
        says("make_residual_network: widths has 1 hidden layer, expected at least 2"));
    CHECK_THROWS_MATCHES(
        make({2, 5}), std::invalid_argument,
        says("make_residual_network: widths has 0 hidden layers, expected at least 2"));
  }
  {
    INFO("A list of one width: is 1 - 2 a negative number, in the type of widths.size()?");
    CHECK_THROWS_MATCHES(
        make({2}), std::invalid_argument,
        says("make_residual_network: widths has 0 hidden layers, expected at least 2"));
  }
  INFO("A block adds its input to its output: all hidden layers have the same width.");
  CHECK_THROWS_MATCHES(make({2, 6, 7, 5}), std::invalid_argument,
                       says("make_residual_network: widths[2] is 7, expected 6 as widths[1]"));
  CHECK_THROWS_MATCHES(make({2, 6, 6, 5, 5}), std::invalid_argument,
                       says("make_residual_network: widths[3] is 5, expected 6 as widths[1]"));
}

// ---- 10.4 resnet_forward ------------------------------------------------------------------------

TEST_CASE("10.4 each block reads what the one before it put out", "[10][10.4]") {
  const ResidualPass pass = resnet_forward(small, small_X);
  INFO("Sample 0 by hand: the first layer makes (2, 0), block 0 (5, -2), block 1 (5, 20).");
  CHECK_THAT(pass.first.A, close_to(small_pass.first.A));
  REQUIRE(pass.blocks.size() == 2);
  CHECK_THAT(pass.blocks[0].X,
             close_to(small_pass.first.A)
                 .mistake("This is Z of the first layer: the next one reads what comes after the "
                          "activation.",
                          small_pass.first.Z)
                 .mistake("These are the numbers of another block: the first one's cache comes "
                          "first.",
                          small_pass.blocks[1].X));
  CHECK_THAT(pass.blocks[1].X,
             close_to(small_pass.blocks[0].output)
                 .mistake("This is A of block 0: a block reads the whole output of the one before.",
                          small_pass.blocks[0].A)
                 .mistake("This is what block 0 was given: block 1 reads what block 0 made of it.",
                          small_pass.blocks[0].X)
                 .mistake("The blocks run in the wrong order.", {{2, 2, 3}, {10, 6, 8}}));
  CHECK_THAT(pass.blocks[1].output, close_to(small_pass.blocks[1].output));
}

TEST_CASE("10.4 the last layer reads what the last block put out", "[10][10.4]") {
  const ResidualPass pass = resnet_forward(small, small_X);
  INFO("Sample 0 by hand: 3 times 5, minus 20, plus bias 1, is -4.");
  CHECK_THAT(pass.last.X,
             close_to(small_pass.last.X)
                 .mistake("This is what the first layer made: the blocks come between.",
                          small_pass.first.A)
                 .mistake("This is what the last block was given: the last layer reads its output.",
                          small_pass.blocks[1].X)
                 .mistake("This is A of the last block: the last layer reads its whole output.",
                          small_pass.blocks[1].A));
  CHECK_THAT(pass.last.A, close_to({{-4, 1, 2}}));
}

TEST_CASE("10.4 an X that does not fit is refused", "[10][10.4]") {
  INFO("dense_forward refuses it: there is nothing to do here but to call it.");
  CHECK_THROWS_MATCHES(resnet_forward(small, arma::ones(2, 3)), std::invalid_argument,
                       says("dense_forward: X is 2x3, expected 1x3"));
}

// ---- 10.5 resnet_backward -----------------------------------------------------------------------

TEST_CASE("10.5 the gradient goes from the last layer to the first", "[10][10.5]") {
  const ResidualNetworkGradient gradient = resnet_backward(small, small_pass, {{1, -1, 2}});
  {
    INFO("The last layer by hand: dW = (5 - 2 + 6, 20 - 6 + 16) = (9, 30), db = 1 - 1 + 2.");
    CHECK_THAT(gradient.last.weights, close_to({{9, 30}}).samples(3));
    CHECK_THAT(gradient.last.bias, close_to(arma::vec{2}).samples(3));
  }
  REQUIRE(gradient.blocks.size() == 2);
  {
    INFO("Block 1 is given what comes out of the last layer, ((3, -3, 6), (-1, 1, -2)).");
    CHECK_THAT(gradient.blocks[1].W2,
               close_to({{12, 36}, {-4, -12}})
                   .samples(3)
                   .mistake("The gradients stand in the order in which they were found: block 0 "
                            "comes first.",
                            {{-1, -2}, {-1, -2}}));
    CHECK_THAT(gradient.blocks[1].W1, close_to({{0, 8}, {-10, -4}}).samples(3));
    CHECK_THAT(gradient.blocks[1].b, close_to(arma::vec{2, -4}).samples(3));
    CHECK_THAT(gradient.blocks[1].X, close_to({{-1, 1, -2}, {-1, -1, 2}}).samples(3));
  }
  {
    INFO("Block 0 is given dX of block 1, ((-1, 1, -2), (-1, -1, 2)).");
    CHECK_THAT(gradient.blocks[0].W2,
               close_to({{-1, -2}, {-1, -2}})
                   .samples(3)
                   .mistake("Block 0 was given what comes out of the last layer: block 1 lies "
                            "between them.",
                            {{3, 6}, {-1, -2}}));
    CHECK_THAT(gradient.blocks[0].W1, close_to({{-2, 0}, {0, 0}}).samples(3));
    CHECK_THAT(gradient.blocks[0].X, close_to({{-2, 1, -2}, {-1, -1, 2}}).samples(3));
  }
  INFO("The first layer is given dX of block 0, ((-2, 1, -2), (-1, -1, 2)).");
  CHECK_THAT(gradient.first.weights,
             close_to(arma::vec{-4, -3})
                 .samples(3)
                 .mistake("The first layer was given what comes out of the last one: the blocks "
                          "lie between them.",
                          arma::vec{6, 3})
                 .mistake("The first layer was given dX of block 1: block 0 lies between them.",
                          arma::vec{-2, -3}));
  CHECK_THAT(gradient.first.bias, close_to(arma::vec{-2, 1}).samples(3));
  CHECK_THAT(gradient.first.X, close_to({{-2, 1, -2}}).samples(3));
}

TEST_CASE("10.5 a pass that does not belong to the network is refused", "[10][10.5]") {
  ResidualPass pass = small_pass;
  pass.blocks.pop_back();
  INFO("One cache for each block: the network has 2 blocks, and the pass has 1 cache.");
  CHECK_THROWS_MATCHES(resnet_backward(small, pass, arma::ones(1, 3)), std::invalid_argument,
                       says("resnet_backward: pass.blocks has length 1, expected 2"));
}

TEST_CASE("10.5 a dA that does not fit is refused", "[10][10.5]") {
  INFO("dense_backward refuses it: there is nothing to do here but to call it.");
  CHECK_THROWS_MATCHES(resnet_backward(small, small_pass, arma::ones(2, 3)), std::invalid_argument,
                       says("dense_backward: dA is 2x3, expected 1x3"));
}

// ---- 10.6 flatten_resnet, flatten_resnet_gradient -----------------------------------------------

TEST_CASE("10.6 the parameters stand in one vector, in order", "[10][10.6]") {
  INFO("By hand: each number of this network is its place in the vector, counted from 1.");
  INFO("The order: first layer (weights, bias), of each block W1, b, W2, last layer.");
  CHECK_THAT(flatten_resnet(counted),
             close_to(numbers(1, 27))
                 .mistake("In each block b stands before W1.",
                          arma::vec{1,  2,  3,  4,  9,  10, 5,  6,  7,  8,  11, 12, 13, 14,
                                    19, 20, 15, 16, 17, 18, 21, 22, 23, 24, 25, 26, 27})
                 .mistake("In each block W2 stands before b.",
                          arma::vec{1,  2,  3,  4,  5,  6,  7,  8,  11, 12, 13, 14, 9, 10,
                                    15, 16, 17, 18, 21, 22, 23, 24, 19, 20, 25, 26, 27})
                 .mistake("The matrices were read row by row.",
                          arma::vec{1,  2,  3,  4,  5,  7,  6,  8,  9,  10, 11, 13, 12, 14,
                                    15, 17, 16, 18, 19, 20, 21, 23, 22, 24, 25, 26, 27})
                 .mistake("W2 is missing in each block.",
                          arma::join_cols(numbers(1, 10), numbers(15, 20), numbers(25, 27)))
                 .mistake("The last layer is missing.", numbers(1, 24))
                 .mistake("The first layer is missing.", numbers(5, 27))
                 .mistake("The last layer stands before the blocks.",
                          arma::join_cols(numbers(1, 4), numbers(25, 27), numbers(5, 24)))
                 .mistake("The blocks stand in the opposite order.",
                          arma::join_cols(numbers(1, 4), numbers(15, 24), numbers(5, 14),
                                          numbers(25, 27))));
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
  CHECK_THAT(
      flatten_resnet_gradient(gradient),
      close_to(numbers(1, 17))
          .mistake("In the block b stands before W1.",
                   arma::join_cols(numbers(1, 4), numbers(9, 10), numbers(5, 8), numbers(11, 17)))
          .mistake("In the block W2 stands before b.",
                   arma::join_cols(numbers(1, 8), numbers(11, 14), numbers(9, 10), numbers(15, 17)))
          .mistake("W2 is missing.", arma::join_cols(numbers(1, 10), numbers(15, 17)))
          .mistake("The last layer is missing.", numbers(1, 14)));
}

// ---- 10.7 unflatten_resnet ----------------------------------------------------------------------

TEST_CASE("10.7 the numbers of a vector stand where 10.6 took them from", "[10][10.7]") {
  const ResidualNetwork filled = unflatten_resnet(numbers(101, 127), counted);
  const char* const rows = "The matrix was filled row by row.";
  REQUIRE(filled.blocks.size() == 2);
  INFO(
      "theta is 101 to 127, and the parameters were 1 to 27 in this order: each one grows by 100.");
  CHECK_THAT(filled.first.weights, close_to(arma::vec{101, 102}));
  CHECK_THAT(filled.first.bias, close_to(arma::vec{103, 104}));
  for (std::size_t i = 0; i < 2; ++i) {
    const ResidualBlock& block = filled.blocks[i];
    const ResidualBlock& was = counted.blocks[i];
    INFO("Block " << i << ":");
    CHECK_THAT(block.W1, close_to(was.W1 + 100)
                             .mistake("This is W1 as it was: the new numbers are in theta.", was.W1)
                             .mistake(rows, was.W1.t() + 100)
                             .mistake("W1 has the numbers after b: b comes second.", was.W1 + 102));
    CHECK_THAT(block.b, close_to(was.b + 100)
                            .mistake("This is b as it was: the new numbers are in theta.", was.b)
                            .mistake("b has the first numbers of W1.", was.b + 96)
                            .mistake("b has the last numbers of W2.", was.b + 104));
    CHECK_THAT(block.W2, close_to(was.W2 + 100)
                             .mistake("This is W2 as it was: the new numbers are in theta.", was.W2)
                             .mistake(rows, was.W2.t() + 100)
                             .mistake("W2 has numbers of b: b comes second, W2 third.", was.W2 + 98)
                             .mistake("W2 has the numbers of W1: the place in theta did not move "
                                      "on.",
                                      was.W2 + 94));
  }
  CHECK_THAT(
      filled.last.weights,
      close_to({{125, 126}})
          .mistake("This is the last layer as it was: the new numbers are in theta.", {{25, 26}})
          .mistake("The last layer has the numbers of the first block.", {{105, 106}}));
  CHECK_THAT(filled.last.bias, close_to(arma::vec{127}));
}

TEST_CASE("10.7 the activations are those of the network given", "[10][10.7]") {
  const ResidualNetwork filled = unflatten_resnet(numbers(101, 127), counted);
  REQUIRE(filled.blocks.size() == 2);
  INFO("theta holds numbers only: the activations come from the network given.");
  CHECK(name(filled.first.activation) == "sigmoid");
  CHECK(name(filled.blocks[0].activation) == "relu");
  CHECK(name(filled.blocks[1].activation) == "leaky_relu");
  CHECK(name(filled.last.activation) == "identity");
  INFO("The last number of theta is the last of the last layer's bias.");
  REQUIRE(filled.last.bias.n_elem == counted.last.bias.n_elem);
  CHECK(filled.last.bias.back() == 127.0);
}

TEST_CASE("10.7 a theta that is too short or too long is refused", "[10][10.7]") {
  INFO("The network has 27 parameters: a number too many is as wrong as one too few.");
  CHECK_THROWS_MATCHES(unflatten_resnet(numbers(1, 26), counted), std::invalid_argument,
                       says("unflatten_resnet: theta has length 26, expected 27"));
  CHECK_THROWS_MATCHES(unflatten_resnet(numbers(1, 28), counted), std::invalid_argument,
                       says("unflatten_resnet: theta has length 28, expected 27"));
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
             close_to(113.0, 0.0)
                 .mistake("W2 is not counted.", 81.0)
                 .mistake("The biases of the blocks are not counted.", 105.0)
                 .mistake("No bias is counted: training changes them, too.", 96.0)
                 .mistake("W2 is counted with a bias of its own: it has none.", 121.0)
                 .mistake("The first layer is not counted.", 97.0)
                 .mistake("The last layer is not counted.", 88.0)
                 .mistake("Only the blocks are counted.", 72.0)
                 .mistake("Only one block is counted.", 77.0)
                 .mistake("Numbers that are 0 count, too: training changes them.", 0.0));
}

TEST_CASE("10.8 the formula of report 003, for three of its networks", "[10][10.8]") {
  INFO("2, 13, 13, 5 by hand: 39 + 182 + 70, and 169 for W2 of the one block: 460.");
  CHECK_THAT(
      static_cast<double>(reported_parameter_count({2, 13, 13, 5})),
      close_to(460.0, 0.0)
          .mistake("The last term is missing: W2 of the blocks.", 291.0)
          .mistake("n - 2 counts the hidden layers: the first of them is no block.", 629.0)
          .mistake("n counts all widths, inputs and outputs too: 4 here.", 122.0)
          .mistake("h was not squared.", 304.0)
          .mistake("This has a bias for W2: the formula has none.", 473.0)
          .mistake("The biases are missing: out stands twice in the sum.", 429.0)
          .mistake("These biases are those of the inputs: out is the wider list's end of "
                   "each pair.",
                   457.0)
          .mistake("h is the hidden width: this was made with the first or the last one.", 295.0)
          .mistake("h is the hidden width: this was made with the first or the last one.", 316.0));
  CHECK_THAT(static_cast<double>(reported_parameter_count({2, 9, 9, 9, 5})), close_to(419.0, 0.0));
  CHECK_THAT(static_cast<double>(reported_parameter_count({5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5})),
             close_to(500.0, 0.0));
}

TEST_CASE("10.8 the formula keeps the rules of residual networks", "[10][10.8]") {
  INFO("Without blocks n - 3 would be 0 or less, and arma::uword has no negative numbers.");
  CHECK_THROWS_MATCHES(
      reported_parameter_count({2, 45, 5}), std::invalid_argument,
      says("reported_parameter_count: widths has 1 hidden layer, expected at least 2"));
  CHECK_THROWS_MATCHES(
      reported_parameter_count({2, 5}), std::invalid_argument,
      says("reported_parameter_count: widths has 0 hidden layers, expected at least 2"));
  CHECK_THROWS_MATCHES(reported_parameter_count({2, 5, 10, 12, 5}), std::invalid_argument,
                       says("reported_parameter_count: widths[2] is 10, expected 5 as widths[1]"));
}
