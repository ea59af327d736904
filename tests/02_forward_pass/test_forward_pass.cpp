// The public tests of lesson 02: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the first ones out.
#include <armadillo>
#include <stdexcept>
#include <string>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

namespace {

// The example that README.md works by hand.
const DenseLayer example{
    .weights = {{1, 0, -1}, {2, 1, 0}}, .bias = {10, 20}, .activation = Activation::relu};
const arma::mat example_X = {{1, 0}, {2, -30}, {3, 0}};  // 3 features x 2 samples

/// Two layers, 2 -> 3 -> 2, with small numbers.
Network small_network() {
  return {.layers = {{.weights = {{1, 2}, {-1, 1}, {0, -2}},
                      .bias = {0, 1, 10},
                      .activation = Activation::relu},
                     {.weights = {{1, 0, 2}, {-1, 3, 0}},
                      .bias = {-20, 5},
                      .activation = Activation::identity}}};
}

const arma::mat small_X = {{1, 3, -4}, {2, -1, 1}};  // 2 features x 3 samples

/// A layer with that many inputs and outputs, whose numbers do not matter.
DenseLayer layer_of_zeros(arma::uword inputs, arma::uword outputs) {
  return {.weights = arma::zeros(outputs, inputs),
          .bias = arma::zeros(outputs),
          .activation = Activation::relu};
}

/// The name of an activation, so that a failing test does not print a number.
std::string name(Activation activation) {
  const std::vector<std::string> names = {"identity", "sigmoid",    "tanh",
                                          "relu",     "leaky_relu", "softmax"};
  return names.at(static_cast<std::size_t>(activation));
}

/// How alike two matrices are: 1 for the same numbers, near 0 for independent ones.
double correlation(const arma::mat& a, const arma::mat& b) {
  return arma::as_scalar(arma::cor(arma::vectorise(a), arma::vectorise(b)));
}

}  // namespace

// ---- 2.1 dense_forward --------------------------------------------------------------------------

TEST_CASE("2.1 Z is W X plus the bias, added to every sample", "[02][2.1]") {
  INFO("Sample 0 by hand: (1 - 3 + 10, 2 + 2 + 20) = (8, 24).");
  CHECK_THAT(
      dense_forward(example, example_X).Z,
      close_to({{8, 10}, {24, -10}})
          .mistake("Only the first sample has the bias: b belongs to each column of Z.",
                   {{8, 0}, {24, -30}})
          .mistake("This is W X alone: where is the bias?", {{-2, 0}, {4, -30}})
          .mistake("The bias was subtracted.", {{-12, -10}, {-16, -50}})
          .mistake("This is A: Z is what stands before the activation.", {{8, 10}, {24, 0}}));
}

TEST_CASE("2.1 A is the activation of Z", "[02][2.1]") {
  INFO("The example layer is a ReLU layer: the -10 in Z becomes 0 in A, the rest stays.");
  CHECK_THAT(
      dense_forward(example, example_X).A,
      close_to({{8, 10}, {24, 0}})
          .mistake("This is Z: the layer's activation is still to come.", {{8, 10}, {24, -10}})
          .mistake("The activation came before the bias: first Z is complete, then it bends.",
                   {{10, 10}, {24, 20}}));
}

TEST_CASE("2.1 the cache keeps the input as it came", "[02][2.1]") {
  INFO("The member X of the cache is the X that the layer was given.");
  const DenseCache cache = dense_forward(example, example_X);
  CHECK_THAT(cache.X, close_to(example_X));
  INFO("What it keeps beside X has a row for each of the 2 neurons, and X has 3.");
  CHECK(cache.Z.n_rows == 2);
  CHECK(cache.A.n_rows == 2);
}

TEST_CASE("2.1 the weights stand to the left of X, as they are", "[02][2.1]") {
  // Three inputs, three outputs, three samples: here W X, X W and W' X all have the same shape.
  const DenseLayer layer{.weights = {{1, 2, 0}, {0, 1, 0}, {0, 0, 3}},
                         .bias = {0, 0, -100},
                         .activation = Activation::identity};
  const arma::mat X = {{1, 0, 2}, {4, 5, 0}, {0, 1, 6}};
  const arma::mat expected = {{9, 10, 2}, {4, 5, 0}, {-100, -97, -82}};
  const DenseCache cache = dense_forward(layer, X);
  INFO("Z(0, 0) by hand: 1 times 1, plus 2 times 4, plus 0 times 0, plus bias 0, is 9.");
  CHECK_THAT(cache.Z,
             close_to(expected)
                 .mistake("The product is the wrong way round: a matrix product is not the same "
                          "from the left as from the right.",
                          {{1, 2, 6}, {4, 13, 0}, {-100, -99, -82}})
                 .mistake("The weights are transposed: row i of W belongs to output i.",
                          {{1, 0, 2}, {6, 5, 4}, {-100, -97, -82}})
                 .mistake("The bias was added along a row: each of its entries belongs to one "
                          "output, and an output is a row.",
                          {{9, 10, -98}, {4, 5, -100}, {0, 3, -82}}));
  INFO("The activation of this layer is identity: A is Z.");
  CHECK_THAT(cache.A,
             close_to(expected).mistake("This is ReLU: each layer has an activation of its own.",
                                        {{9, 10, 2}, {4, 5, 0}, {0, 0, 0}}));
}

TEST_CASE("2.1 an X that does not fit is refused", "[02][2.1]") {
  const arma::mat X(5, 4, arma::fill::ones);
  INFO("Task 2.1 a: require_shape() makes the message from the names you give it.");
  CHECK_THROWS_MATCHES(dense_forward(example, X), std::invalid_argument,
                       says("dense_forward: X is 5x4, expected 3x4"));
}

// ---- 2.2 weight_deviation -----------------------------------------------------------------------

TEST_CASE("2.2 small_normal has deviation 0.01 whatever the layer", "[02][2.2]") {
  CHECK_THAT(
      weight_deviation(Initialiser::small_normal, 784, 128),
      close_to(0.01).mistake("This is the square of it: a variance, not a deviation.", 1e-4));
  CHECK_THAT(weight_deviation(Initialiser::small_normal, 2, 3), close_to(0.01));
}

TEST_CASE("2.2 one_over_n divides by the number of outputs", "[02][2.2]") {
  INFO("8 outputs: 1/8 = 0.125.");
  CHECK_THAT(weight_deviation(Initialiser::one_over_n, 5, 8),
             close_to(0.125)
                 .mistake("n counts the outputs of the layer here, not its inputs.", 0.2)
                 .mistake("1 divided by a whole number is cut off to 0.", 0.0)
                 .mistake("There is no square root in this one.", std::sqrt(0.125)));
}

TEST_CASE("2.2 xavier looks at inputs and outputs", "[02][2.2]") {
  INFO("3 inputs and 5 outputs: the square root of 2/8 is 0.5.");
  CHECK_THAT(
      weight_deviation(Initialiser::xavier, 3, 5),
      close_to(0.5)
          .mistake("This is the variance: the deviation is its square root.", 0.25)
          .mistake("The sum of inputs and outputs goes below 2, not below 1.", std::sqrt(1.0 / 8))
          .mistake("This looks at the inputs alone: that is another initialiser.",
                   std::sqrt(2.0 / 3))
          .mistake("This looks at the outputs alone: both counts belong in it.", std::sqrt(2.0 / 5))
          .mistake("Whole numbers were divided: 2 / 8 is 0 in C++.", 0.0));
  INFO("With 1 input and 1 output it is the square root of 2/2.");
  CHECK_THAT(weight_deviation(Initialiser::xavier, 1, 1), close_to(1.0));
}

TEST_CASE("2.2 he looks at the inputs", "[02][2.2]") {
  INFO("8 inputs and 3 outputs: the square root of 2/8 is 0.5.");
  CHECK_THAT(weight_deviation(Initialiser::he, 8, 3),
             close_to(0.5)
                 .mistake("This is the variance: the deviation is its square root.", 0.25)
                 .mistake("This looks at the outputs: what a neuron adds up are its inputs.",
                          std::sqrt(2.0 / 3))
                 .mistake("There is a 2 in this formula: ReLU sets half of the numbers to 0.",
                          std::sqrt(1.0 / 8))
                 .mistake("Whole numbers were divided: 2 / 8 is 0 in C++.", 0.0));
  INFO("With 2 inputs it is the square root of 2/2.");
  CHECK_THAT(weight_deviation(Initialiser::he, 2, 3), close_to(1.0));
}

TEST_CASE("2.2 equal weights have deviation 0", "[02][2.2]") {
  INFO("A deviation tells how far numbers differ. These do not differ.");
  CHECK_THAT(weight_deviation(Initialiser::zeros, 4, 3), close_to(0.0));
  CHECK_THAT(weight_deviation(Initialiser::constant, 4, 3),
             close_to(0.0).mistake("1 is the weight itself; how far do the weights differ?", 1.0));
  INFO("Normal numbers do differ.");
  CHECK(weight_deviation(Initialiser::small_normal, 4, 3) > 0.0);
}

// ---- 2.3 make_layer -----------------------------------------------------------------------------

TEST_CASE("2.3 a new layer has the shapes, the biases and the activation asked for", "[02][2.3]") {
  Rng rng(1);
  const DenseLayer layer = make_layer(3, 2, Activation::tanh, Initialiser::he, rng);
  {
    INFO("W is outputs x inputs: 3 inputs and 2 outputs make it 2x3.");
    CHECK(shape(layer.weights.n_rows, layer.weights.n_cols) == "2x3");
  }
  {
    INFO("Every bias starts at 0, whatever the initialiser.");
    CHECK_THAT(layer.bias, close_to(arma::vec{0, 0})
                               .mistake("There is one bias for each output, not for each input.",
                                        arma::vec{0, 0, 0})
                               .mistake("The biases start at 0, not at 1.", arma::vec{1, 1}));
  }
  INFO("The layer remembers the activation that make_layer was given.");
  CHECK(name(layer.activation) == "tanh");
}

TEST_CASE("2.3 zeros and constant give equal weights, 0 or 1", "[02][2.3]") {
  Rng rng(1);
  const DenseLayer zeros = make_layer(3, 2, Activation::relu, Initialiser::zeros, rng);
  CHECK_THAT(zeros.weights, close_to(arma::zeros(2, 3)));

  const DenseLayer ones = make_layer(3, 2, Activation::relu, Initialiser::constant, rng);
  CHECK_THAT(ones.weights, close_to(arma::ones(2, 3)));
  INFO("constant is about the weights: the biases are 0 with every initialiser.");
  CHECK_THAT(ones.bias, close_to(arma::vec{0, 0}));
}

TEST_CASE("2.3 the weights of a he layer spread as its formula says", "[02][2.3]") {
  Rng rng(1);
  // 200 inputs: the deviation is sqrt(2/200) = 0.1, and 10,000 weights show it to within 5%.
  const DenseLayer layer = make_layer(200, 50, Activation::relu, Initialiser::he, rng);
  INFO("measured deviation / expected deviation, which should be near 1:");
  REQUIRE(layer.weights.n_elem == 10000);
  CHECK_THAT(arma::stddev(arma::vectorise(layer.weights)) / 0.1,
             close_to(1.0, 0.05)
                 .mistake("The weights have deviation 1: they were never scaled.", 10.0)
                 .mistake("The deviation is that of a layer with inputs and outputs swapped.", 2.0)
                 .mistake("These numbers are of one sign only: a weight may be negative.", 0.603)
                 .mistake("The weights do not differ at all: each one is a draw of its own.", 0.0)
                 .mistake("The deviation was applied twice, or its square in its place.", 0.1));
}

TEST_CASE("2.3 the same seed gives the same layer, and the next layer is another", "[02][2.3]") {
  Rng rng(7);
  const DenseLayer first = make_layer(20, 30, Activation::relu, Initialiser::he, rng);
  const DenseLayer second = make_layer(20, 30, Activation::relu, Initialiser::he, rng);
  Rng again(7);
  const DenseLayer repeated = make_layer(20, 30, Activation::relu, Initialiser::he, again);
  {
    INFO("Both layers were made with seed 7. All randomness has to come from rng.");
    CHECK_THAT(repeated.weights, close_to(first.weights));
  }
  REQUIRE(first.weights.n_elem == 600);
  REQUIRE(second.weights.n_elem == 600);
  INFO("correlation of two layers made one after the other, which should be near 0:");
  CHECK_THAT(correlation(first.weights, second.weights),
             close_to(0.0, 0.3).mistake(
                 "Both layers have the very same weights: draw from rng itself, so that each "
                 "draw moves it on.",
                 1.0));
  INFO("What is drawn are the weights: the bias is 0.");
  CHECK_THAT(first.bias, close_to(arma::zeros(30)));
}

// ---- 2.4 make_network ---------------------------------------------------------------------------

TEST_CASE("2.4 widths 4, 3, 2 make two layers, 4 to 3 and 3 to 2", "[02][2.4]") {
  Rng rng(1);
  const Network network =
      make_network({4, 3, 2}, Activation::relu, Activation::softmax, Initialiser::he, rng);
  INFO("Three widths have two gaps between them: a layer lies in each gap.");
  REQUIRE(network.layers.size() == 2);
  CHECK(shape(network.layers[0].weights.n_rows, network.layers[0].weights.n_cols) == "3x4");
  CHECK(shape(network.layers[1].weights.n_rows, network.layers[1].weights.n_cols) == "2x3");
  CHECK(network.layers[0].bias.n_elem == 3);
  CHECK(network.layers[1].bias.n_elem == 2);
}

TEST_CASE("2.4 only the last layer has the output activation", "[02][2.4]") {
  Rng rng(1);
  const Network network =
      make_network({4, 3, 3, 2}, Activation::tanh, Activation::identity, Initialiser::he, rng);
  REQUIRE(network.layers.size() == 3);
  INFO(
      "Layers 0 and 1 are hidden, layer 2 is the output: hidden_activation twice, then "
      "output_activation.");
  CHECK(name(network.layers[0].activation) == "tanh");
  CHECK(name(network.layers[1].activation) == "tanh");
  CHECK(name(network.layers[2].activation) == "identity");
}

TEST_CASE("2.4 each layer of a network has weights of its own", "[02][2.4]") {
  Rng rng(1);
  const Network network =
      make_network({30, 30, 30}, Activation::relu, Activation::identity, Initialiser::he, rng);
  REQUIRE(network.layers.size() == 2);
  REQUIRE(network.layers[0].weights.n_elem == 900);
  REQUIRE(network.layers[1].weights.n_elem == 900);
  INFO("correlation of the weights of layers 0 and 1, which should be near 0:");
  CHECK_THAT(correlation(network.layers[0].weights, network.layers[1].weights),
             close_to(0.0, 0.25).mistake(
                 "Both layers have the very same weights: was rng copied, or one layer "
                 "used twice?",
                 1.0));
}

TEST_CASE("2.4 widths that make no network are refused", "[02][2.4]") {
  Rng rng(1);
  INFO("A network needs a width for its inputs and one for its outputs, and none of them is 0.");
  CHECK_THROWS_MATCHES(
      make_network({5}, Activation::relu, Activation::identity, Initialiser::he, rng),
      std::invalid_argument, says("make_network: widths has length 1, expected at least 2"));
  CHECK_THROWS_MATCHES(
      make_network({5, 0, 2}, Activation::relu, Activation::identity, Initialiser::he, rng),
      std::invalid_argument, says("make_network: widths[1] is 0, expected at least 1"));
}

// ---- 2.5 network_forward ------------------------------------------------------------------------

TEST_CASE("2.5 each layer reads what the layer before it made", "[02][2.5]") {
  const std::vector<DenseCache> caches = network_forward(small_network(), small_X);
  INFO("One cache a layer. Sample 0 by hand: layer 0 makes (5, 2, 6), layer 1 makes (-3, 6).");
  REQUIRE(caches.size() == 2);
  CHECK_THAT(caches[0].X, close_to(small_X).mistake("These are the numbers of another layer: the "
                                                    "first layer's cache comes first.",
                                                    {{5, 1, 0}, {2, 0, 6}, {6, 12, 8}}));
  CHECK_THAT(caches[0].A, close_to({{5, 1, 0}, {2, 0, 6}, {6, 12, 8}}));
  CHECK_THAT(
      caches[1].X,
      close_to({{5, 1, 0}, {2, 0, 6}, {6, 12, 8}})
          .mistake("This is the network's input: layer 1 reads the output of layer 0.", small_X)
          .mistake("This is Z of layer 0: layer 1 reads what comes after the activation.",
                   {{5, 1, -2}, {2, -3, 6}, {6, 12, 8}}));
  CHECK_THAT(caches[1].A, close_to({{-3, 5, -4}, {6, 4, 23}}));
}

TEST_CASE("2.5 a network without layers is refused", "[02][2.5]") {
  INFO("Without layers there is no output: what should network_forward give back?");
  CHECK_THROWS_MATCHES(network_forward(Network{}, small_X), std::invalid_argument,
                       says("network_forward: network has 0 layers, expected at least 1"));
}

// ---- 2.6 predict_classes ------------------------------------------------------------------------

TEST_CASE("2.6 the class is the row of the largest output of each sample", "[02][2.6]") {
  // An identity layer with weights W turns the identity matrix into W: output is what we say.
  const arma::mat output = {{0.1, 7, -3, 2}, {0.7, 2, -1, 4}, {0.2, -9, -2, 9}};
  const Network network{
      .layers = {{.weights = output, .bias = arma::zeros(3), .activation = Activation::identity}}};
  INFO(
      "The output is (0.1, 0.7, 0.2) for sample 0: row 1 holds the largest. There is one class for "
      "each sample, and a sample is a column.");
  CHECK_THAT(predict_classes(network, arma::eye(4, 4)),
             same_as({{1, 0, 1, 2}})
                 .mistake("Classes are counted from 0, as rows are.", {{2, 1, 2, 3}})
                 .mistake("These are the rows of the smallest outputs.", {{0, 2, 0, 0}})
                 .mistake("These are the columns of each row's largest output: samples are "
                          "columns, so look down each column.",
                          {{1, 3, 3}})
                 .mistake("The sign counts: -1 is larger than -3.", {{1, 2, 0, 2}}));
}

TEST_CASE("2.6 a network with one output has no classes", "[02][2.6]") {
  const Network network{.layers = {layer_of_zeros(2, 1)}};
  INFO("The largest of one number is always in row 0: an answer that means nothing.");
  CHECK_THROWS_MATCHES(predict_classes(network, small_X), std::invalid_argument,
                       says("predict_classes: network has 1 output, expected at least 2"));
}

// ---- 2.7 parameter_count ------------------------------------------------------------------------

TEST_CASE("2.7 a 4-3-2 network has 23 parameters", "[02][2.7]") {
  const Network network{.layers = {layer_of_zeros(4, 3), layer_of_zeros(3, 2)}};
  INFO("By hand: 4 times 3 weights and 3 biases, then 3 times 2 weights and 2 biases.");
  CHECK_THAT(static_cast<double>(parameter_count(network)),
             close_to(23.0, 0.0)
                 .mistake("These are the weights alone: training changes the biases too.", 18.0)
                 .mistake("These are the biases alone.", 5.0)
                 .mistake("The first layer alone has as many.", 15.0)
                 .mistake("The last layer alone has as many.", 8.0)
                 .mistake("This counts neurons: each of them has a bias and many weights.", 9.0));
}
