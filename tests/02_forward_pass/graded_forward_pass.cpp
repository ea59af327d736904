// The graded tests of lesson 02. Inputs come from a seed that no submission knows; what is expected
// comes from loops over single numbers, or from what the mathematics says about all random draws:
// every statistical bound is at least six standard errors wide, so that it holds for every seed.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "02_forward_pass/misconceptions.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using support::between;

namespace {

const std::vector<Activation> all_activations = {Activation::identity,   Activation::sigmoid,
                                                 Activation::tanh,       Activation::relu,
                                                 Activation::leaky_relu, Activation::softmax};

const std::vector<Initialiser> random_initialisers = {
    Initialiser::small_normal, Initialiser::one_over_n, Initialiser::xavier, Initialiser::he};

/// Z = W X + b, one number at a time.
arma::mat loop_Z(const DenseLayer& layer, const arma::mat& X) {
  arma::mat Z(layer.weights.n_rows, X.n_cols);
  for (arma::uword i = 0; i < Z.n_rows; ++i) {
    for (arma::uword s = 0; s < Z.n_cols; ++s) {
      double sum = layer.bias(i);
      for (arma::uword j = 0; j < X.n_rows; ++j) sum += layer.weights(i, j) * X(j, s);
      Z(i, s) = sum;
    }
  }
  return Z;
}

/// A, one number at a time. Only for Z of moderate size: exp does not overflow here.
arma::mat loop_A(Activation activation, const arma::mat& Z) {
  arma::mat A(Z.n_rows, Z.n_cols);
  for (arma::uword s = 0; s < Z.n_cols; ++s) {
    double total = 0.0;
    for (arma::uword i = 0; i < Z.n_rows; ++i) total += std::exp(Z(i, s));
    for (arma::uword i = 0; i < Z.n_rows; ++i) {
      const double z = Z(i, s);
      double a = z;  // identity
      if (activation == Activation::sigmoid) a = 1.0 / (1.0 + std::exp(-z));
      if (activation == Activation::tanh) a = std::tanh(z);
      if (activation == Activation::relu) a = std::max(z, 0.0);
      if (activation == Activation::leaky_relu) a = z > 0.0 ? z : leaky_slope * z;
      if (activation == Activation::softmax) a = std::exp(z) / total;
      A(i, s) = a;
    }
  }
  return A;
}

/// A layer whose weights and biases lie between -1 and 1.
DenseLayer random_layer(arma::uword inputs, arma::uword outputs, Activation activation, Rng& rng) {
  return {.weights = uniform_matrix(outputs, inputs, -1.0, 1.0, rng),
          .bias = uniform_matrix(outputs, 1, -1.0, 1.0, rng),
          .activation = activation};
}

/// A network whose output is `output`, given the identity matrix.
Network network_with_output(const arma::mat& output) {
  return {.layers = {{.weights = output,
                      .bias = arma::zeros(output.n_rows),
                      .activation = Activation::identity}}};
}

Network network_of(const std::vector<arma::uword>& widths) {
  Network network;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    arma::mat weights(widths[i], widths[i - 1], arma::fill::ones);
    weights(0, 0) = 0.0;
    network.layers.push_back(
        {.weights = weights, .bias = arma::zeros(widths[i]), .activation = Activation::tanh});
  }
  return network;
}

/// The formulas of the contract, written once more.
double formula(Initialiser initialiser, double inputs, double outputs) {
  if (initialiser == Initialiser::small_normal) return 0.01;
  if (initialiser == Initialiser::one_over_n) return 1.0 / outputs;
  if (initialiser == Initialiser::xavier) return std::sqrt(2.0 / (inputs + outputs));
  return std::sqrt(2.0 / inputs);
}

std::string name(Initialiser initialiser) {
  if (initialiser == Initialiser::small_normal) return "small_normal";
  if (initialiser == Initialiser::one_over_n) return "one_over_n";
  if (initialiser == Initialiser::xavier) return "xavier";
  return "he";
}

/// The mean of each entry to that power.
double mean_power(const arma::vec& numbers, int power) {
  double sum = 0.0;
  for (const double number : numbers) sum += std::pow(number, power);
  return sum / static_cast<double>(numbers.n_elem);
}

/// "128x784": W is outputs x inputs.
std::string weights_shape(const DenseLayer& layer) {
  return shape(layer.weights.n_rows, layer.weights.n_cols);
}

}  // namespace

// ---- 2.1 dense_forward --------------------------------------------------------------------------

TEST_CASE("2.1 Z is the weighted sum of the inputs plus the bias, for every sample", "[02][2.1]") {
  Rng rng = test_rng("2.1 a");
  const DenseLayer layer = random_layer(4, 3, Activation::tanh, rng);
  const arma::mat X = uniform_matrix(4, 5, -2.0, 2.0, rng);
  const arma::mat Z = loop_Z(layer, X);

  INFO("Z(i, s) is the sum over j of W(i, j) X(j, s), plus b(i).");
  CHECK_THAT(dense_forward(layer, X).Z, sums_of(Z, layer, X, loop_A(Activation::tanh, Z)));
}

TEST_CASE("2.1 W, X and b keep their places when all of them are square", "[02][2.1]") {
  Rng rng = test_rng("2.1 b");
  const DenseLayer layer = random_layer(4, 4, Activation::identity, rng);
  const arma::mat X = uniform_matrix(4, 4, -2.0, 2.0, rng);
  const arma::mat Z = loop_Z(layer, X);
  INFO("All matrices are 4x4 here, so that a wrong order does not show in the shape.");
  CHECK_THAT(dense_forward(layer, X).Z, sums_of(Z, layer, X, Z));
}

TEST_CASE("2.1 every activation is applied to Z, and the input is kept", "[02][2.1]") {
  Rng rng = test_rng("2.1 c");
  for (const Activation activation : all_activations) {
    const DenseLayer layer = random_layer(3, 4, activation, rng);
    const arma::mat X = uniform_matrix(3, 2, -2.0, 2.0, rng);
    const arma::mat Z = loop_Z(layer, X);
    const DenseCache cache = dense_forward(layer, X);
    INFO("A layer whose activation is " << name(activation) << ":");
    DenseLayer plain = layer;
    plain.bias.zeros();
    arma::mat early = loop_A(activation, loop_Z(plain, X));
    early.each_col() += layer.bias;
    CHECK_THAT(cache.Z, sums_of(Z, layer, X, loop_A(activation, Z)));
    CHECK_THAT(cache.A, outputs_of(loop_A(activation, Z), Z, early, loop_A(activation, X),
                                   loop_A(activation, loop_A(activation, Z))));
    CHECK_THAT(cache.X, close_to(X));
  }
}

TEST_CASE("2.1 one number, one sample and many samples all work", "[02][2.1]") {
  Rng rng = test_rng("2.1 d");
  const std::vector<std::vector<arma::uword>> sizes = {
      {1, 1, 1}, {1, 3, 1}, {5, 1, 3}, {2, 3, 400}};
  for (const std::vector<arma::uword>& size : sizes) {
    const DenseLayer layer = random_layer(size[0], size[1], Activation::relu, rng);
    const arma::mat X = uniform_matrix(size[0], size[2], -2.0, 2.0, rng);
    const arma::mat Z = loop_Z(layer, X);
    INFO(size[0] << " inputs, " << size[1] << " outputs, " << size[2] << " samples:");
    const DenseCache cache = dense_forward(layer, X);
    CHECK_THAT(cache.X, close_to(X));
    CHECK_THAT(cache.Z, close_to(Z));
    CHECK_THAT(cache.A, close_to(loop_A(Activation::relu, Z)));
  }
}

TEST_CASE("2.1 the message of a refused X names both shapes", "[02][2.1]") {
  Rng rng = test_rng("2.1 e");
  const DenseLayer layer = random_layer(3, 4, Activation::relu, rng);
  INFO("The layer has 3 inputs and 4 outputs: X needs 3 rows, and any number of columns will do.");
  // One row too few, one too many, as many as there are outputs, and samples in rows.
  for (const arma::uword rows : {2, 4, 7}) {
    CHECK_REFUSED(dense_forward(layer, arma::ones(rows, 3)),
                  "dense_forward: X is " + std::to_string(rows) + "x3, expected 3x3");
  }
  CHECK_REFUSED(dense_forward(layer, arma::ones(4, 6)), "dense_forward: X is 4x6, expected 3x6");
  CHECK_REFUSED(dense_forward(layer, arma::ones(1, 3)), "dense_forward: X is 1x3, expected 3x3");
  CHECK_ACCEPTED(dense_forward(layer, arma::ones(3, 6)));
}

// ---- 2.2 weight_deviation -----------------------------------------------------------------------

TEST_CASE("2.2 the four that draw, for layers of any size", "[02][2.2]") {
  Rng rng = test_rng("2.2 a");
  for (int i = 0; i < 5; ++i) {
    const arma::uword outputs = between(3, 40, rng);
    const arma::uword inputs = outputs + between(1, 60, rng);
    INFO(inputs << " inputs and " << outputs << " outputs:");
    const double n_in = static_cast<double>(inputs);
    const double n_out = static_cast<double>(outputs);
    CHECK_THAT(weight_deviation(Initialiser::small_normal, inputs, outputs), small_deviation());
    CHECK_THAT(weight_deviation(Initialiser::one_over_n, inputs, outputs),
               one_over_n_deviation(1 / n_out, n_in, n_out));
    CHECK_THAT(weight_deviation(Initialiser::xavier, inputs, outputs),
               xavier_deviation(formula(Initialiser::xavier, n_in, n_out), n_in, n_out));
    CHECK_THAT(weight_deviation(Initialiser::he, inputs, outputs),
               he_deviation(formula(Initialiser::he, n_in, n_out), n_in, n_out));
  }
}

TEST_CASE("2.2 one input, one output and very many", "[02][2.2]") {
  CHECK_THAT(weight_deviation(Initialiser::one_over_n, 9, 1), close_to(1.0));
  CHECK_THAT(weight_deviation(Initialiser::xavier, 1, 1), close_to(1.0));
  CHECK_THAT(weight_deviation(Initialiser::he, 1, 9), close_to(std::sqrt(2.0)));
  INFO("5,000,000,000 inputs: a 32-bit int does not hold so many.");
  CHECK_THAT(1e5 * weight_deviation(Initialiser::he, 5000000000, 3), close_to(2.0));
}

TEST_CASE("2.2 zeros and constant do not spread", "[02][2.2]") {
  Rng rng = test_rng("2.2 d");
  const arma::uword inputs = between(1, 50, rng);
  const arma::uword outputs = between(1, 50, rng);
  CHECK_THAT(weight_deviation(Initialiser::zeros, inputs, outputs), close_to(0.0));
  CHECK_THAT(weight_deviation(Initialiser::constant, inputs, outputs), constant_deviation());
  INFO("Normal numbers do differ.");
  CHECK(weight_deviation(Initialiser::small_normal, inputs, outputs) > 0.0);
}

// ---- 2.3 make_layer -----------------------------------------------------------------------------

TEST_CASE("2.3 shape, biases and activation are as asked, for every initialiser", "[02][2.3]") {
  Rng rng = test_rng("2.3 a");
  Rng theirs = test_rng("2.3 a theirs");
  std::vector<Initialiser> initialisers = random_initialisers;
  initialisers.push_back(Initialiser::zeros);
  initialisers.push_back(Initialiser::constant);
  const arma::uword first = uniform_index(all_activations.size(), rng);
  for (std::size_t i = 0; i < initialisers.size(); ++i) {  // each activation once
    const Initialiser initialiser = initialisers[i];
    const arma::uword outputs = between(2, 9, rng);
    const arma::uword inputs = outputs + between(1, 9, rng);
    const Activation activation = all_activations[(first + i) % all_activations.size()];
    const DenseLayer layer = make_layer(inputs, outputs, activation, initialiser, theirs);
    INFO(inputs << " inputs and " << outputs
                << " outputs; W is outputs x inputs, and every bias 0.");
    CHECK(weights_shape(layer) == shape(outputs, inputs));
    CHECK_THAT(layer.bias, first_bias(inputs, outputs));
    CHECK(name(layer.activation) == name(activation));
  }
}

TEST_CASE("2.3 a layer of one weight is a layer too", "[02][2.3]") {
  Rng rng = test_rng("2.3 b");
  const DenseLayer layer = make_layer(1, 1, Activation::sigmoid, Initialiser::xavier, rng);
  REQUIRE(weights_shape(layer) == "1x1");
  CHECK(std::isfinite(layer.weights(0)));
  CHECK_THAT(layer.bias, close_to(arma::zeros(1)));
  INFO("The weight is drawn, so the next layer has another.");
  const DenseLayer next = make_layer(1, 1, Activation::sigmoid, Initialiser::xavier, rng);
  REQUIRE(weights_shape(next) == "1x1");
  CHECK(next.weights(0) != layer.weights(0));
}

TEST_CASE("2.3 zeros is all 0 and constant is all 1", "[02][2.3]") {
  Rng rng = test_rng("2.3 c");
  const arma::uword outputs = between(2, 20, rng);
  const arma::uword inputs = outputs + between(1, 20, rng);
  const DenseLayer zeros = make_layer(inputs, outputs, Activation::relu, Initialiser::zeros, rng);
  CHECK_THAT(zeros.weights, close_to(arma::zeros(outputs, inputs)));
  const DenseLayer ones = make_layer(inputs, outputs, Activation::relu, Initialiser::constant, rng);
  CHECK_THAT(ones.weights, constant_weights(inputs, outputs));
}

TEST_CASE("2.3 the weights have the deviation of their initialiser and mean 0", "[02][2.3]") {
  Rng rng = test_rng("2.3 d");
  // The standard error of a deviation of n normal numbers is 1 / sqrt(2 n), that of their mean
  // 1 / sqrt(n): of 6,400, 0.9% and 1.25%. The bounds are 7 of each.
  for (const Initialiser initialiser : random_initialisers) {
    // An unusual pairing, on purpose: the initialiser decides, whatever the activation.
    const Activation activation =
        initialiser == Initialiser::he ? Activation::tanh : Activation::relu;
    const DenseLayer layer = make_layer(128, 50, activation, initialiser, rng);
    REQUIRE(weights_shape(layer) == "50x128");
    const arma::vec weights = arma::vectorise(layer.weights);
    const double expected = formula(initialiser, 128.0, 50.0);
    const double swapped = formula(initialiser, 50.0, 128.0);
    UNSCOPED_INFO("How many of the 6400 weights are different numbers:");
    REQUIRE_THAT(different(layer.weights), draws_of(layer.weights));
    UNSCOPED_INFO(name(initialiser) << ", mean of the weights / their deviation, near 0:");
    REQUIRE_THAT(arma::mean(weights) / expected, centre(expected, 0.09));
    INFO(name(initialiser) << ", measured deviation / expected deviation, near 1:");
    CHECK_THAT(arma::stddev(weights) / expected,
               spread(expected, swapped, formula(Initialiser::xavier, 128.0, 50.0), 0.065)
                   .mistake(always_he, formula(Initialiser::he, 128.0, 50.0) / expected));
  }
}

TEST_CASE("2.3 the weights are normally distributed", "[02][2.3]") {
  Rng rng = test_rng("2.3 e");
  for (const Initialiser initialiser : random_initialisers) {
    const DenseLayer layer = make_layer(120, 90, Activation::relu, initialiser, rng);
    REQUIRE(weights_shape(layer) == "90x120");
    const arma::vec weights = arma::vectorise(layer.weights);
    const arma::vec standard = (weights - arma::mean(weights)) / arma::stddev(weights);
    // Of 10,800 normal numbers: standard errors 0.047 (kurtosis), 0.024 (skewness), 0.0045 (share).
    UNSCOPED_INFO(name(initialiser) << ", kurtosis, the mean fourth power: 3 for normal numbers.");
    CHECK_THAT(mean_power(standard, 4),
               close_to(3.0, 0.15).mistake(uniform_numbers, 1.8).mistake(one_size, 1.0));
    UNSCOPED_INFO(name(initialiser)
                  << ", skewness, the mean third power: 0 when both signs are alike.");
    CHECK_THAT(mean_power(standard, 3), close_to(0.0, 0.18));
    INFO(name(initialiser) << ", share of weights within one deviation: 0.683 for normal numbers.");
    const arma::uvec within = arma::find(arma::abs(standard) < 1.0);
    CHECK_THAT(static_cast<double>(within.n_elem) / 10800.0,
               close_to(0.6827, 0.035).mistake(uniform_numbers, 0.577));
  }
  INFO("What is drawn are the weights: the bias is 0.");
  CHECK_THAT(make_layer(120, 90, Activation::relu, Initialiser::he, rng).bias,
             close_to(arma::zeros(90)));
}

TEST_CASE("2.3 each weight is drawn for itself", "[02][2.3]") {
  Rng rng = test_rng("2.3 f");
  const DenseLayer layer = make_layer(100, 60, Activation::relu, Initialiser::xavier, rng);
  REQUIRE(weights_shape(layer) == "60x100");
  INFO("How many of the 6000 weights are different numbers:");
  CHECK_THAT(different(layer.weights), draws_of(layer.weights));
  // A mean of n independent weights has deviation s / sqrt(n). Bounds: 7 standard errors.
  const double s = std::sqrt(2.0 / 160.0);
  INFO("The means of rows and of columns vary as those of independent numbers do.");
  CHECK_THAT(arma::stddev(arma::vec(arma::mean(layer.weights, 1))) / (s / 10.0),
             close_to(1.0, 0.65));
  CHECK_THAT(arma::stddev(arma::rowvec(arma::mean(layer.weights, 0))) / (s / std::sqrt(60.0)),
             close_to(1.0, 0.5));
}

TEST_CASE("2.3 rng alone decides: same state, same layer, and the state moves on", "[02][2.3]") {
  Rng rng = test_rng("2.3 g");
  for (const Initialiser initialiser : random_initialisers) {
    Rng twin = rng;
    const std::uint64_t before = rng.draws();
    const DenseLayer first = make_layer(25, 20, Activation::relu, initialiser, rng);
    const DenseLayer repeated = make_layer(25, 20, Activation::relu, initialiser, twin);
    const DenseLayer next = make_layer(25, 20, Activation::relu, initialiser, rng);
    REQUIRE(weights_shape(first) == "20x25");
    REQUIRE(weights_shape(next) == "20x25");
    REQUIRE_THAT(different(first.weights), draws_of(first.weights));
    REQUIRE_THAT(different(next.weights), draws_of(next.weights));
    UNSCOPED_INFO("Made from two generators in the same state. " << own_randomness);
    CHECK_THAT(repeated.weights / arma::stddev(arma::vectorise(first.weights)),
               close_to(first.weights / arma::stddev(arma::vectorise(first.weights))));
    UNSCOPED_INFO(name(initialiser) << ", correlation of two layers made in turn, near 0:");
    CHECK_THAT(correlation(first.weights, next.weights), unlike(0.32));
    INFO("rng itself has to move on: a copy of it moves on alone.");
    CHECK(rng.draws() > before);
  }
  INFO("What is drawn are the weights: the bias is 0.");
  CHECK_THAT(make_layer(25, 20, Activation::relu, Initialiser::he, rng).bias,
             close_to(arma::zeros(20)));
}

// ---- 2.4 make_network ---------------------------------------------------------------------------

TEST_CASE("2.4 any list of widths gives layers that fit each other", "[02][2.4]") {
  Rng rng = test_rng("2.4 a");
  Rng theirs = test_rng("2.4 a theirs");
  for (arma::uword count = 2; count <= 6; ++count) {
    std::vector<arma::uword> widths;
    for (arma::uword i = 0; i < count; ++i) widths.push_back(between(1, 12, rng));
    const Network network =
        make_network(widths, Activation::tanh, Activation::sigmoid, Initialiser::xavier, theirs);
    INFO(count << " widths make " << count - 1 << " layers.");
    REQUIRE(network.layers.size() == count - 1);
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      INFO("Layer " << i << " leads from width " << widths[i] << " to " << widths[i + 1] << ":");
      CHECK(weights_shape(network.layers[i]) == shape(widths[i + 1], widths[i]));
      CHECK_THAT(network.layers[i].bias, close_to(arma::zeros(widths[i + 1])));
    }
  }
}

TEST_CASE("2.4 hidden layers have one activation, the last layer has the other", "[02][2.4]") {
  Rng rng = test_rng("2.4 b");
  Rng theirs = test_rng("2.4 b theirs");
  for (arma::uword count = 2; count <= 5; ++count) {
    const arma::uword which = uniform_index(all_activations.size(), rng);
    const Activation hidden = all_activations[which];
    const Activation output = all_activations[(which + 1) % all_activations.size()];
    const std::vector<arma::uword> widths(count, 3);
    const Network network = make_network(widths, hidden, output, Initialiser::he, theirs);
    REQUIRE(network.layers.size() == count - 1);
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      const bool last = i + 1 == network.layers.size();
      INFO("Layer " << i << " of " << network.layers.size() << " must have the "
                    << (last ? "output" : "hidden") << " activation.");
      CHECK(name(network.layers[i].activation) == name(last ? output : hidden));
    }
  }
}

TEST_CASE("2.4 every layer has the spread of its own inputs and outputs", "[02][2.4]") {
  Rng rng = test_rng("2.4 c");
  const std::vector<arma::uword> widths = {20, 80, 40, 160};
  for (const Initialiser initialiser : random_initialisers) {
    const Network network =
        make_network(widths, Activation::relu, Activation::identity, initialiser, rng);
    REQUIRE(network.layers.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      const double n_in = static_cast<double>(widths[i]);
      const double n_out = static_cast<double>(widths[i + 1]);
      REQUIRE(weights_shape(network.layers[i]) == shape(widths[i + 1], widths[i]));
      INFO(name(initialiser) << ", layer " << i
                             << ", measured deviation / expected deviation, near 1:");
      // At least 1,600 weights: the standard error is at most 1.8%.
      CHECK_THAT(
          arma::stddev(arma::vectorise(network.layers[i].weights)) /
              formula(initialiser, n_in, n_out),
          close_to(1.0, 0.13).mistake(other_initialiser, formula(Initialiser::he, n_in, n_out) /
                                                             formula(initialiser, n_in, n_out)));
    }
  }
}

TEST_CASE("2.4 zeros and constant reach every layer", "[02][2.4]") {
  Rng rng = test_rng("2.4 d");
  const Network zeros =
      make_network({3, 4, 5}, Activation::relu, Activation::identity, Initialiser::zeros, rng);
  REQUIRE(zeros.layers.size() == 2);
  CHECK_THAT(zeros.layers[0].weights, close_to(arma::zeros(4, 3)));
  CHECK_THAT(zeros.layers[1].weights, close_to(arma::zeros(5, 4)));
  const Network ones =
      make_network({3, 4, 5}, Activation::relu, Activation::identity, Initialiser::constant, rng);
  REQUIRE(ones.layers.size() == 2);
  CHECK_THAT(ones.layers[0].weights, close_to(arma::ones(4, 3)));
  CHECK_THAT(ones.layers[1].weights, close_to(arma::ones(5, 4)));
}

TEST_CASE("2.4 no two layers and no two networks share their weights", "[02][2.4]") {
  Rng rng = test_rng("2.4 e");
  Rng twin = rng;
  const std::vector<arma::uword> widths = {24, 24, 24, 24};
  const auto make = [&](Rng& source) {
    return make_network(widths, Activation::tanh, Activation::identity, Initialiser::xavier,
                        source);
  };
  const Network first = make(rng);
  const Network second = make(rng);
  const Network repeated = make(twin);
  std::vector<DenseLayer> layers = first.layers;
  layers.insert(layers.end(), second.layers.begin(), second.layers.end());
  REQUIRE(layers.size() == 6);
  REQUIRE(repeated.layers.size() == 3);
  for (const DenseLayer& layer : layers) {
    REQUIRE(weights_shape(layer) == "24x24");
    REQUIRE_THAT(different(layer.weights), draws_of(layer.weights));
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      INFO("correlation of the weights of layer "
           << i % 3 << " and layer " << j % 3
           << (i / 3 == j / 3 ? " of one network" : " of two networks made in turn")
           << ", near 0:");
      // 576 pairs: the standard error is 0.042.
      CHECK_THAT(correlation(layers[i].weights, layers[j].weights), unlike(0.3));
    }
  }
  INFO("Made from two generators in the same state. " << own_randomness);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK_THAT(repeated.layers[i].weights, close_to(first.layers[i].weights));
  }
}

TEST_CASE("2.4 every list of widths that makes no network is refused", "[02][2.4]") {
  Rng rng = test_rng("2.4 f");
  Rng theirs = test_rng("2.4 f theirs");
  const auto make = [&](const std::vector<arma::uword>& widths) {
    return make_network(widths, Activation::relu, Activation::identity, Initialiser::he, theirs);
  };
  CHECK_REFUSED(make({}), "make_network: widths has length 0, expected at least 2");
  CHECK_REFUSED(make({between(1, 9, rng)}),
                "make_network: widths has length 1, expected at least 2");
  INFO("Every width counts, the first and the last too.");
  for (std::size_t zero = 0; zero < 4; ++zero) {
    std::vector<arma::uword> widths = {3, 5, 4, 2};
    widths[zero] = 0;
    CHECK_REFUSED(make(widths),
                  "make_network: widths[" + std::to_string(zero) + "] is 0, expected at least 1");
  }
  CHECK_ACCEPTED(make({3, 5, 4, 2}));
  CHECK_ACCEPTED(make({1, 1}));
}

// ---- 2.5 network_forward ------------------------------------------------------------------------

TEST_CASE("2.5 the caches hold what each layer was given and what it made", "[02][2.5]") {
  Rng rng = test_rng("2.5 a");
  const Network network{.layers = {random_layer(3, 5, Activation::tanh, rng),
                                   random_layer(5, 3, Activation::leaky_relu, rng),
                                   random_layer(3, 3, Activation::sigmoid, rng),
                                   random_layer(3, 4, Activation::softmax, rng)}};
  const arma::mat X = uniform_matrix(3, 6, -2.0, 2.0, rng);
  const std::vector<DenseCache> caches = network_forward(network, X);
  INFO("One cache for each layer, first layer first.");
  REQUIRE(caches.size() == 4);
  std::vector<arma::mat> Z;
  std::vector<arma::mat> A;
  for (const DenseLayer& layer : network.layers) {
    Z.push_back(loop_Z(layer, A.empty() ? X : A.back()));
    A.push_back(loop_A(layer.activation, Z.back()));
  }
  REQUIRE_THAT(caches[0].X, first_input(X, A[2]));
  for (std::size_t i = 0; i < caches.size(); ++i) {
    INFO("Cache " << i << ":");
    if (i > 0) CHECK_THAT(caches[i].X, input_of(A[i - 1], Z[i - 1], X, A[0]));
    CHECK_THAT(caches[i].Z, close_to(Z[i]));
    CHECK_THAT(caches[i].A, close_to(A[i]));
  }
}

TEST_CASE("2.5 a network of one layer, one sample, one number", "[02][2.5]") {
  Rng rng = test_rng("2.5 b");
  const Network network{.layers = {random_layer(1, 1, Activation::tanh, rng)}};
  const arma::mat X = uniform_matrix(1, 1, -2.0, 2.0, rng);
  const std::vector<DenseCache> caches = network_forward(network, X);
  REQUIRE(caches.size() == 1);
  const arma::mat Z = loop_Z(network.layers[0], X);
  CHECK_THAT(caches[0].X, close_to(X));
  CHECK_THAT(caches[0].Z, close_to(Z));
  CHECK_THAT(caches[0].A, close_to(loop_A(Activation::tanh, Z)));
}

TEST_CASE("2.5 twelve layers deep, a bias in each", "[02][2.5]") {
  Rng rng = test_rng("2.5 c");
  Network network;
  for (int i = 0; i < 12; ++i) network.layers.push_back(random_layer(2, 2, Activation::tanh, rng));
  const arma::mat X = uniform_matrix(2, 3, -2.0, 2.0, rng);
  arma::mat A = X;
  for (const DenseLayer& layer : network.layers) A = loop_A(Activation::tanh, loop_Z(layer, A));
  const std::vector<DenseCache> caches = network_forward(network, X);
  REQUIRE(caches.size() == 12);
  CHECK_THAT(caches[11].A,
             close_to(A)
                 .mistake(last_alone, loop_A(Activation::tanh, loop_Z(network.layers[11], X)))
                 .mistake(other_layer, loop_A(Activation::tanh, loop_Z(network.layers[0], X))));
}

TEST_CASE("2.5 no layers and an X that does not fit are refused", "[02][2.5]") {
  Rng rng = test_rng("2.5 d");
  const arma::mat X = uniform_matrix(3, 2, -2.0, 2.0, rng);
  CHECK_REFUSED(network_forward(Network{}, X),
                "network_forward: network has 0 layers, expected at least 1");
  const Network network{.layers = {random_layer(4, 3, Activation::relu, rng),
                                   random_layer(3, 2, Activation::identity, rng)}};
  CHECK_REFUSED(network_forward(network, X), "X is 3x2, expected 4x2");
  CHECK_ACCEPTED(network_forward(network, arma::ones(4, 2)));
}

// ---- 2.6 predict_classes ------------------------------------------------------------------------

TEST_CASE("2.6 the largest output of each column, among numbers of both signs", "[02][2.6]") {
  Rng rng = test_rng("2.6 a");
  const arma::mat output = uniform_matrix(4, 9, -1.0, 1.0, rng);
  arma::umat largest(1, 9, arma::fill::zeros);
  for (arma::uword s = 0; s < 9; ++s) {
    for (arma::uword i = 1; i < 4; ++i) {
      if (output(i, s) > output(largest(s), s)) largest(s) = i;
    }
  }
  CHECK_THAT(predict_classes(network_with_output(output), arma::eye(9, 9)),
             classes_of(largest, output));
}

TEST_CASE("2.6 the last layer decides, whatever the first one prefers", "[02][2.6]") {
  Rng rng = test_rng("2.6 b");
  // The hidden layer prefers row 3, and the output layer row 1.
  const Network network{
      .layers = {{.weights = uniform_matrix(4, 2, 0.5, 1.0, rng),
                  .bias = {1, 2, 3, 8},
                  .activation = Activation::relu},
                 {.weights = {{0, 0, 0, 1}, {0, 0, 0, 2}, {0, 0, 0, -1}, {0, 0, 0, 0.5}},
                  .bias = {0, 0, 0, 0},
                  .activation = Activation::softmax}}};
  const arma::mat X = uniform_matrix(2, 5, 0.1, 1.0, rng);
  INFO("Row 1 of the output is the largest for every sample.");
  CHECK_THAT(predict_classes(network, X),
             same_as(arma::umat(1, 5, arma::fill::ones))
                 .mistake(first_decides, arma::umat(1, 5, arma::fill::value(3))));
}

TEST_CASE("2.6 of equal outputs the first row counts, whatever the numbers", "[02][2.6]") {
  Rng rng = test_rng("2.6 c");
  const double top = uniform(1.0, 2.0, rng);
  const arma::mat output = {{0, top, -top, 0.5}, {top, top, -top, top}, {top, 0, -top, 0.25}};
  CHECK_THAT(predict_classes(network_with_output(output), arma::eye(4, 4)),
             classes_of({{1, 0, 0, 1}}, output));
}

TEST_CASE("2.6 one sample, two classes, and outputs all negative", "[02][2.6]") {
  Rng rng = test_rng("2.6 d");
  const double low = uniform(-9.0, -5.0, rng);
  const arma::vec output = {low, low + 2.0};
  CHECK_THAT(predict_classes(network_with_output(output), arma::eye(1, 1)),
             same_as(arma::umat(1, 1, arma::fill::ones)));
  INFO("The other way round it is class 0.");
  CHECK_THAT(predict_classes(network_with_output(arma::reverse(output)), arma::eye(1, 1)),
             same_as(arma::umat(1, 1, arma::fill::zeros)));
}

TEST_CASE("2.6 one output is refused, and so is what network_forward refuses", "[02][2.6]") {
  Rng rng = test_rng("2.6 e");
  const arma::mat X = uniform_matrix(3, 2, -2.0, 2.0, rng);
  const Network one_output{.layers = {random_layer(3, 4, Activation::relu, rng),
                                      random_layer(4, 1, Activation::sigmoid, rng)}};
  CHECK_REFUSED(predict_classes(one_output, X),
                "predict_classes: network has 1 output, expected at least 2");
  CHECK_REFUSED(predict_classes(Network{}, X), "network has 0 layers, expected at least 1");
  const Network wider{.layers = {random_layer(5, 2, Activation::identity, rng)}};
  CHECK_REFUSED(predict_classes(wider, X), "X is 3x2, expected 5x2");
  CHECK_ACCEPTED(predict_classes(wider, arma::ones(5, 2)));
}

// ---- 2.7 parameter_count ------------------------------------------------------------------------

TEST_CASE("2.7 each layer has inputs times outputs weights, and outputs biases", "[02][2.7]") {
  Rng rng = test_rng("2.7 a");
  for (arma::uword layers = 1; layers <= 5; ++layers) {
    // Each layer has 2 or 3 more inputs than outputs: then no two of the mistakes give one number.
    std::vector<arma::uword> widths = {between(10, 19, rng)};
    double count = 0.0;
    for (arma::uword i = 1; i <= layers; ++i) {
      widths.insert(widths.begin(), widths.front() + between(2, 3, rng));
      count += static_cast<double>((widths[0] + 1) * widths[1]);
    }
    INFO(layers << " layers:");
    const Network network = network_of(widths);
    CHECK_THAT(static_cast<double>(parameter_count(network)), count_of(count, network));
  }
}

TEST_CASE("2.7 networks from 365 to 101,770 parameters are counted exactly", "[02][2.7]") {
  CHECK(parameter_count(network_of({2, 45, 5})) == 365);
  CHECK(parameter_count(network_of({5, 45, 5})) == 500);
  CHECK(parameter_count(network_of({2, 17, 17, 5})) == 447);
  CHECK(parameter_count(network_of({2, 15, 12, 10, 5, 5})) == 452);
  INFO("784 times 128 weights and 128 biases, then 128 times 10 weights and 10 biases.");
  CHECK(parameter_count(network_of({784, 128, 10})) == 101770);
  INFO("Eleven hidden layers of width 6.");
  CHECK(parameter_count(network_of({2, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 5})) == 473);
}

TEST_CASE("2.7 the count does not depend on the values", "[02][2.7]") {
  Rng rng = test_rng("2.7 c");
  Network network{.layers = {random_layer(3, 4, Activation::relu, rng),
                             random_layer(4, 2, Activation::identity, rng)}};
  INFO("12 weights and 4 biases, then 8 weights and 2 biases, whether they are 0 or not.");
  CHECK(parameter_count(network) == 26);
  network.layers[0].weights.row(1).zeros();
  network.layers[1].bias.zeros();
  CHECK(parameter_count(network) == 26);
}

TEST_CASE("2.7 a network without layers has no parameters, and one of one number has two",
          "[02][2.7]") {
  CHECK(parameter_count(network_of({1, 1})) == 2);
  CHECK(parameter_count(Network{}) == 0);
}
