// The public tests of lesson 02: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the first ones out.
#include <armadillo>
#include <cmath>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "02_forward_pass/misconceptions.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;
using namespace misconceptions;

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

/// A layer with that many inputs and outputs. The first row of its weights is 1, all else is 0.
DenseLayer simple_layer(arma::uword inputs, arma::uword outputs) {
  return {.weights = arma::join_cols(arma::ones(1, inputs), arma::zeros(outputs - 1, inputs)),
          .bias = arma::zeros(outputs),
          .activation = Activation::relu};
}

}  // namespace

// ---- 2.1 dense_forward --------------------------------------------------------------------------

TEST_CASE("2.1 Z is W X plus the bias, added to every sample", "[02][2.1]") {
  INFO("Sample 0 by hand: (1 - 3 + 10, 2 + 2 + 20) = (8, 24).");
  CHECK_THAT(dense_forward(example, example_X).Z,
             sums_of({{8, 10}, {24, -10}}, example, example_X, {{8, 10}, {24, 0}}));
}

TEST_CASE("2.1 A is the activation of Z", "[02][2.1]") {
  INFO("The example layer is a ReLU layer: the -10 in Z becomes 0 in A, the rest stays.");
  CHECK_THAT(dense_forward(example, example_X).A,
             outputs_of({{8, 10}, {24, 0}}, {{8, 10}, {24, -10}}, {{10, 10}, {24, 20}}, example_X,
                        {{8, 10}, {24, 0}}));
}

TEST_CASE("2.1 a sigmoid layer bends its Z, and bends it once", "[02][2.1]") {
  const double ln3 = std::log(3.0);
  const double ln9 = std::log(9.0);
  const DenseLayer layer{
      .weights = {{1, 0}, {1, 1}}, .bias = {0, ln3}, .activation = Activation::sigmoid};
  const arma::mat X = {{ln3, 0, -ln9}, {0, -ln3, ln9}};
  const arma::mat Z = {{ln3, 0, -ln9}, {ln9, 0, ln3}};
  const arma::mat A = {{0.75, 0.5, 0.1}, {0.9, 0.5, 0.75}};
  const DenseCache cache = dense_forward(layer, X);
  INFO("By hand, sample 0: Z = (log 3, log 3 + 0 + log 3), and the sigmoid of log 3 is 3/4.");
  CHECK_THAT(cache.Z, sums_of(Z, layer, X, A));
  CHECK_THAT(cache.A, outputs_of(A, Z, {{0.75, 0.5, 0.1}, {0.75 + ln3, 0.25 + ln3, 0.5 + ln3}},
                                 {{0.75, 0.5, 0.1}, {0.5, 0.25, 0.9}}, 1 / (1 + arma::exp(-A))));
}

TEST_CASE("2.1 one sample, many samples, and a layer that was used before", "[02][2.1]") {
  const arma::vec one = {1, 2, 3};
  CHECK_THAT(dense_forward(example, one).Z,
             sums_of(arma::vec{8, 24}, example, one, arma::vec{8, 24}));
  INFO("Sample 0 by hand, where X is twice the example's: (2 - 6 + 10, 4 + 4 + 20) = (6, 28).");
  const arma::mat twice = arma::join_rows(2 * example_X, example_X);
  const DenseCache cache = dense_forward(example, twice);
  CHECK_THAT(cache.Z, sums_of({{6, 10, 8, 10}, {28, -40, 24, -10}}, example, twice,
                              {{6, 10, 8, 10}, {28, 0, 24, 0}}));
  CHECK_THAT(cache.X, close_to(twice));
  CHECK_THAT(dense_forward(example, example_X).Z,
             sums_of({{8, 10}, {24, -10}}, example, arma::clamp(example_X, 0.0, 100.0),
                     {{8, 10}, {24, 0}}));
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
                         .bias = {7, -30, -100},
                         .activation = Activation::identity};
  const arma::mat X = {{1, 0, 2}, {4, 5, 0}, {0, 1, 6}};
  const arma::mat expected = {{16, 17, 9}, {-26, -25, -30}, {-100, -97, -82}};
  const DenseCache cache = dense_forward(layer, X);
  INFO("Z(0, 0) by hand: 1 times 1, plus 2 times 4, plus 0 times 0, plus bias 7, is 16.");
  CHECK_THAT(cache.Z, sums_of(expected, layer, X, expected));
  INFO("The activation of this layer is identity: A is Z.");
  CHECK_THAT(cache.A, close_to(expected).mistake(
                          {"always_relu", "This is ReLU: each layer has an activation of its own."},
                          arma::clamp(expected, 0.0, 100.0)));
}

TEST_CASE("2.1 an X that does not fit is refused", "[02][2.1]") {
  const arma::mat X(5, 4, arma::fill::ones);
  INFO("Task 2.1 a: require_shape() makes the message from the names you give it.");
  CHECK_REFUSED(dense_forward(example, X), "dense_forward: X is 5x4, expected 3x4");
  CHECK_ACCEPTED(dense_forward(example, arma::ones(3, 4)));
}

// ---- 2.2 weight_deviation -----------------------------------------------------------------------

TEST_CASE("2.2 small_normal has deviation 0.01 whatever the layer", "[02][2.2]") {
  CHECK_THAT(weight_deviation(Initialiser::small_normal, 784, 128), small_deviation());
  CHECK_THAT(weight_deviation(Initialiser::small_normal, 2, 3), close_to(0.01));
}

TEST_CASE("2.2 one_over_n divides by the number of outputs", "[02][2.2]") {
  INFO("8 outputs: 1/8 = 0.125.");
  CHECK_THAT(weight_deviation(Initialiser::one_over_n, 5, 8), one_over_n_deviation(0.125, 5, 8));
}

TEST_CASE("2.2 xavier looks at inputs and outputs", "[02][2.2]") {
  INFO("3 inputs and 5 outputs: the square root of 2/8 is 0.5.");
  CHECK_THAT(weight_deviation(Initialiser::xavier, 3, 5), xavier_deviation(0.5, 3, 5));
  INFO("4 inputs and 3 outputs: the square root of 2/7.");
  CHECK_THAT(weight_deviation(Initialiser::xavier, 4, 3),
             xavier_deviation(std::sqrt(2.0 / 7), 4, 3));
  INFO("With 1 input and 1 output it is the square root of 2/2.");
  CHECK_THAT(weight_deviation(Initialiser::xavier, 1, 1), close_to(1.0));
}

TEST_CASE("2.2 he looks at the inputs", "[02][2.2]") {
  INFO("8 inputs and 3 outputs: the square root of 2/8 is 0.5.");
  CHECK_THAT(weight_deviation(Initialiser::he, 8, 3), he_deviation(0.5, 8, 3));
  INFO("5 inputs and 3 outputs: the square root of 2/5.");
  CHECK_THAT(weight_deviation(Initialiser::he, 5, 3), he_deviation(std::sqrt(0.4), 5, 3));
  INFO("With 2 inputs it is the square root of 2/2.");
  CHECK_THAT(weight_deviation(Initialiser::he, 2, 3), close_to(1.0));
}

TEST_CASE("2.2 equal weights have deviation 0", "[02][2.2]") {
  INFO("A deviation tells how far numbers differ. These do not differ.");
  CHECK_THAT(weight_deviation(Initialiser::zeros, 4, 3), close_to(0.0));
  CHECK_THAT(weight_deviation(Initialiser::constant, 4, 3), constant_deviation());
  INFO("Normal numbers do differ.");
  CHECK(weight_deviation(Initialiser::small_normal, 4, 3) > 0.0);
}

// ---- 2.3 make_layer -----------------------------------------------------------------------------

TEST_CASE("2.3 a new layer has the shapes, the biases and the activation asked for", "[02][2.3]") {
  Rng rng(1);
  const DenseLayer layer = make_layer(3, 2, Activation::tanh, Initialiser::he, rng);
  UNSCOPED_INFO("W is outputs x inputs: 3 inputs and 2 outputs make it 2x3.");
  CHECK(shape(layer.weights.n_rows, layer.weights.n_cols) == "2x3");
  UNSCOPED_INFO("Every bias starts at 0, whatever the initialiser.");
  CHECK_THAT(layer.bias, first_bias(3, 2));
  INFO("The layer remembers the activation that make_layer was given.");
  CHECK(name(layer.activation) == "tanh");
}

TEST_CASE("2.3 zeros and constant give equal weights, 0 or 1", "[02][2.3]") {
  Rng rng(1);
  const DenseLayer zeros = make_layer(3, 2, Activation::relu, Initialiser::zeros, rng);
  CHECK_THAT(zeros.weights, close_to(arma::zeros(2, 3)));

  const DenseLayer ones = make_layer(3, 2, Activation::relu, Initialiser::constant, rng);
  CHECK_THAT(ones.weights, constant_weights(3, 2));
  INFO("constant is about the weights: the biases are 0 with every initialiser.");
  CHECK_THAT(ones.bias, first_bias(3, 2));
}

TEST_CASE("2.3 the weights of a he layer spread as its formula says", "[02][2.3]") {
  Rng rng(1);
  // 200 inputs: the deviation is sqrt(2/200) = 0.1, and 10,000 weights show it to within 5%.
  check_weights(make_layer(200, 50, Activation::relu, Initialiser::he, rng), Initialiser::he, 200,
                50);
}

TEST_CASE("2.3 the initialiser decides how far weights spread, whatever the activation",
          "[02][2.3]") {
  Rng rng(1);
  INFO("A tanh layer with he and 200 inputs: the expected one is the root of 2/200, 0.1. And a");
  INFO("ReLU layer with xavier, 150 inputs and 50 outputs: the root of 2/200, 0.1 again.");
  check_weights(make_layer(200, 50, Activation::tanh, Initialiser::he, rng), Initialiser::he, 200,
                50);
  check_weights(make_layer(150, 50, Activation::relu, Initialiser::xavier, rng),
                Initialiser::xavier, 150, 50);
}

TEST_CASE("2.3 the same seed gives the same layer, and the next layer is another", "[02][2.3]") {
  Rng rng(7);
  check_drawn_from(rng, Initialiser::he);
}

// ---- 2.4 make_network ---------------------------------------------------------------------------

TEST_CASE("2.4 widths 4, 3, 2 make two layers, 4 to 3 and 3 to 2", "[02][2.4]") {
  Rng rng(1);
  const Network network =
      make_network({4, 3, 2}, Activation::relu, Activation::softmax, Initialiser::he, rng);
  INFO("Three widths have two gaps between them: a layer lies in each gap.");
  REQUIRE(network.layers.size() == 2);
  {
    INFO("Layer 0 leads from width 4 to 3:");
    CHECK(shape(network.layers[0].weights.n_rows, network.layers[0].weights.n_cols) == "3x4");
    CHECK(network.layers[0].bias.n_elem == 3);
  }
  INFO("Layer 1 leads from width 3 to 2:");
  CHECK(shape(network.layers[1].weights.n_rows, network.layers[1].weights.n_cols) == "2x3");
  CHECK(network.layers[1].bias.n_elem == 2);
}

TEST_CASE("2.4 only the last layer has the output activation", "[02][2.4]") {
  Rng rng(1);
  const Network network =
      make_network({4, 3, 3, 2}, Activation::tanh, Activation::identity, Initialiser::he, rng);
  REQUIRE(network.layers.size() == 3);
  INFO("Layers 0 and 1 are hidden, layer 2 is the output.");
  {
    INFO("A layer before the last one must have the hidden activation.");
    CHECK(name(network.layers[0].activation) == "tanh");
    CHECK(name(network.layers[1].activation) == "tanh");
  }
  INFO("The last layer must have the output activation.");
  CHECK(name(network.layers[2].activation) == "identity");
}

TEST_CASE("2.4 no two layers and no two networks share their weights", "[02][2.4]") {
  Rng rng(1);
  check_networks_drawn_from(rng);
}

TEST_CASE("2.4 the initialiser reaches every layer", "[02][2.4]") {
  Rng rng(1);
  const Network zeros =
      make_network({3, 4, 2}, Activation::relu, Activation::identity, Initialiser::zeros, rng);
  const Network ones =
      make_network({3, 4, 2}, Activation::relu, Activation::identity, Initialiser::constant, rng);
  REQUIRE(zeros.layers.size() == 2);
  REQUIRE(ones.layers.size() == 2);
  INFO("With zeros every weight is 0, and with constant every weight is 1. " << other_initialiser);
  CHECK_THAT(zeros.layers[0].weights, close_to(arma::zeros(4, 3)));
  CHECK_THAT(zeros.layers[1].weights, close_to(arma::zeros(2, 4)));
  CHECK_THAT(ones.layers[0].weights, close_to(arma::ones(4, 3)));
  CHECK_THAT(ones.layers[1].weights, close_to(arma::ones(2, 4)));
}

TEST_CASE("2.4 widths that make no network are refused", "[02][2.4]") {
  Rng rng(1);
  INFO("A network needs a width for its inputs and one for its outputs, and none of them is 0.");
  CHECK_REFUSED(make_network({5}, Activation::relu, Activation::identity, Initialiser::he, rng),
                "make_network: widths has length 1, expected at least 2");
  CHECK_REFUSED(
      make_network({5, 0, 2}, Activation::relu, Activation::identity, Initialiser::he, rng),
      "make_network: widths[1] is 0, expected at least 1");
  {
    INFO("Every width counts, the first and the last too.");
    CHECK_REFUSED(
        make_network({0, 3, 2}, Activation::relu, Activation::identity, Initialiser::he, rng),
        "make_network: widths[0] is 0, expected at least 1");
    CHECK_REFUSED(
        make_network({5, 3, 0}, Activation::relu, Activation::identity, Initialiser::he, rng),
        "make_network: widths[2] is 0, expected at least 1");
  }
  CHECK_ACCEPTED(
      make_network({5, 3, 2}, Activation::relu, Activation::identity, Initialiser::he, rng));
}

TEST_CASE("2.4 an empty list of widths is refused", "[02][2.4]") {
  Rng rng(1);
  INFO("The list is empty, so 1 less than its length is a number with twenty digits.");
  CHECK_REFUSED(make_network({}, Activation::relu, Activation::identity, Initialiser::he, rng),
                "make_network: widths has length 0, expected at least 2");
  INFO("A list of two is a network of one layer, the output layer.");
  const Network network =
      make_network({5, 3}, Activation::relu, Activation::sigmoid, Initialiser::he, rng);
  REQUIRE(network.layers.size() == 1);
  CHECK(name(network.layers[0].activation) == "sigmoid");
}

// ---- 2.5 network_forward ------------------------------------------------------------------------

TEST_CASE("2.5 each layer reads what the layer before it made", "[02][2.5]") {
  const std::vector<DenseCache> caches = network_forward(small_network(), small_X);
  INFO("One cache a layer. Sample 0 by hand: layer 0 makes (5, 2, 6), layer 1 makes (-3, 6).");
  REQUIRE(caches.size() == 2);
  const arma::mat A = {{5, 1, 0}, {2, 0, 6}, {6, 12, 8}};
  const arma::mat Z = {{5, 1, -2}, {2, -3, 6}, {6, 12, 8}};
  REQUIRE_THAT(caches[0].X, first_input(small_X, A));
  CHECK_THAT(caches[0].A, close_to(A));
  CHECK_THAT(caches[1].X, input_of(A, Z, small_X, A));
  CHECK_THAT(caches[1].A, close_to({{-3, 5, -4}, {6, 4, 23}}));
}

TEST_CASE("2.5 the third layer reads the second one, and not the first", "[02][2.5]") {
  // Three layers that are 2 x 2, so that a wrong input does not show in its shape.
  const Network network{
      .layers = {
          {.weights = {{1, 0}, {1, 1}}, .bias = {0, 1}, .activation = Activation::relu},
          {.weights = {{2, -1}, {0, 1}}, .bias = {0, -3}, .activation = Activation::relu},
          {.weights = {{1, 1}, {-1, 2}}, .bias = {10, 0}, .activation = Activation::identity}}};
  const arma::mat X = {{1, -5, 4}, {3, 2, -1}};
  const arma::mat first = {{1, 0, 4}, {5, 0, 4}};
  const arma::mat Z = {{-3, 0, 4}, {2, -3, 1}};
  const arma::mat second = {{0, 0, 4}, {2, 0, 1}};
  const std::vector<DenseCache> caches = network_forward(network, X);
  INFO("One cache a layer. By hand, sample 0 is (1, 3), (1, 5), (0, 2) and at last (12, 4).");
  REQUIRE(caches.size() == 3);
  REQUIRE_THAT(caches[0].X, first_input(X, second));
  CHECK_THAT(caches[1].X, input_of(first, {{1, -5, 4}, {5, -2, 4}}, X, first));
  CHECK_THAT(caches[2].X, input_of(second, Z, X, first));
  CHECK_THAT(caches[2].A, close_to({{12, 10, 15}, {4, 0, -2}}));
}

TEST_CASE("2.5 a second call knows nothing of the first", "[02][2.5]") {
  CHECK(network_forward(small_network(), small_X).size() == 2);
  const std::vector<DenseCache> caches = network_forward(small_network(), -small_X);
  UNSCOPED_INFO("One cache a layer, also the second time. " << caches_kept);
  REQUIRE(caches.size() == 2);
  INFO("By hand, sample 0: (-1, -2) makes (0, 0, 14) in layer 0, and (8, 5) in layer 1.");
  CHECK_THAT(caches[1].A,
             close_to({{8, -4, 6}, {5, 20, 3}}).mistake(caches_kept, {{-3, 5, -4}, {6, 4, 23}}));
}

TEST_CASE("2.5 a network without layers is refused", "[02][2.5]") {
  INFO("Without layers there is no output: what should network_forward give back?");
  CHECK_REFUSED(network_forward(Network{}, small_X),
                "network_forward: network has 0 layers, expected at least 1");
  INFO("A network with layers is not refused.");
  CHECK_NOTHROW(network_forward(small_network(), small_X));
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
  CHECK_THAT(predict_classes(network, arma::eye(4, 4)), classes_of({{1, 0, 1, 2}}, output));
}

TEST_CASE("2.6 of equal outputs the first row counts", "[02][2.6]") {
  const arma::mat output = {{2, 5, 1}, {2, 3, 4}, {1, 5, 4}};
  const Network network{
      .layers = {{.weights = output, .bias = arma::zeros(3), .activation = Activation::identity}}};
  CHECK_THAT(predict_classes(network, arma::eye(3, 3)), classes_of({{0, 0, 1}}, output));
}

TEST_CASE("2.6 the last layer decides, after all layers before it", "[02][2.6]") {
  // The hidden layer prefers row 2 for every sample, and the output layer row 1.
  const Network network{
      .layers = {
          {.weights = {{1, 0}, {0, 1}, {1, 1}}, .bias = {0, 0, 5}, .activation = Activation::relu},
          {.weights = {{0, 0, 1}, {0, 0, 2}, {0, 0, -1}},
           .bias = {0, 0, 0},
           .activation = Activation::softmax}}};
  INFO("By hand, sample 0: (1, 2), then (1, 2, 8), then softmax of (8, 16, -8).");
  CHECK_THAT(predict_classes(network, {{1, 3, 2, 0.5}, {2, 1, 0.5, 0}}),
             same_as(arma::umat(1, 4, arma::fill::ones))
                 .mistake(first_decides, arma::umat(1, 4, arma::fill::value(2))));
}

TEST_CASE("2.6 a network with one output has no classes", "[02][2.6]") {
  const Network network{.layers = {simple_layer(2, 1)}};
  INFO("The largest of one number is always in row 0: an answer that means nothing.");
  CHECK_REFUSED(predict_classes(network, small_X),
                "predict_classes: network has 1 output, expected at least 2");
  INFO("Two outputs are enough.");
  CHECK_NOTHROW(predict_classes(Network{.layers = {simple_layer(2, 2)}}, small_X));
}

// ---- 2.7 parameter_count ------------------------------------------------------------------------

TEST_CASE("2.7 a 5-4-2 network has 34 parameters", "[02][2.7]") {
  const Network network{.layers = {simple_layer(5, 4), simple_layer(4, 2)}};
  INFO("By hand: 5 times 4 weights and 4 biases, then 4 times 2 weights and 2 biases.");
  CHECK_THAT(static_cast<double>(parameter_count(network)), count_of(34.0, network));
}

TEST_CASE("2.7 a network without layers has no parameters", "[02][2.7]") {
  CHECK(parameter_count(Network{}) == 0);
  INFO("With a layer from 7 inputs to 1 output there are 7 weights and 1 bias.");
  const Network network{.layers = {simple_layer(7, 1)}};
  CHECK(parameter_count(network) == 8);
}
