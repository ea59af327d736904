// The graded tests of lesson 02. Inputs come from a seed that no submission knows; what is expected
// comes from the formulas, or from what the mathematics says about all random draws:
// every statistical bound is at least six standard errors wide, so that it holds for every seed.
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
using support::bent;
using support::between;
using support::deviation;
using support::with_bias;

namespace {

const std::vector<Activation> all_activations = {Activation::identity,   Activation::sigmoid,
                                                 Activation::tanh,       Activation::relu,
                                                 Activation::leaky_relu, Activation::softmax};

const std::vector<Initialiser> random_initialisers = {
    Initialiser::small_normal, Initialiser::one_over_n, Initialiser::xavier, Initialiser::he};

arma::mat Z_of(const DenseLayer& layer, const arma::mat& X) {
  return with_bias(layer.weights * X, layer.bias);
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

std::string name(Initialiser initialiser) {
  if (initialiser == Initialiser::small_normal) return "small_normal";
  if (initialiser == Initialiser::one_over_n) return "one_over_n";
  if (initialiser == Initialiser::xavier) return "xavier";
  return "he";
}

/// "128x784": W is outputs x inputs.
std::string weights_shape(const DenseLayer& layer) {
  return shape(layer.weights.n_rows, layer.weights.n_cols);
}

}  // namespace

// ---- 2.1 dense_forward --------------------------------------------------------------------------

TEST_CASE("2.1 every activation is applied to Z, and the input is kept", "[02][2.1]") {
  Rng rng = test_rng("2.1 c");
  for (const Activation activation : all_activations) {
    // All matrices are 4x4 here, so that a wrong order does not show in the shape.
    const DenseLayer layer = random_layer(4, 4, activation, rng);
    const arma::mat X = uniform_matrix(4, 4, -2.0, 2.0, rng);
    const arma::mat Z = Z_of(layer, X);
    const DenseCache cache = dense_forward(layer, X);
    INFO("A layer whose activation is " << name(activation) << ":");
    DenseLayer plain = layer;
    plain.bias.zeros();
    arma::mat early = bent(activation, Z_of(plain, X));
    early.each_col() += layer.bias;
    CHECK_THAT(cache.Z, sums_of(Z, layer, X, bent(activation, Z)));
    CHECK_THAT(cache.A, outputs_of(bent(activation, Z), Z, early, bent(activation, X),
                                   bent(activation, bent(activation, Z))));
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
    const arma::mat Z = Z_of(layer, X);
    INFO(size[0] << " inputs, " << size[1] << " outputs, " << size[2] << " samples:");
    const DenseCache cache = dense_forward(layer, X);
    CHECK_THAT(cache.X, close_to(X));
    CHECK_THAT(cache.Z, close_to(Z));
    CHECK_THAT(cache.A, close_to(bent(Activation::relu, Z)));
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
               xavier_deviation(deviation(Initialiser::xavier, n_in, n_out), n_in, n_out));
    CHECK_THAT(weight_deviation(Initialiser::he, inputs, outputs),
               he_deviation(deviation(Initialiser::he, n_in, n_out), n_in, n_out));
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

TEST_CASE("2.3 zeros is all 0 and constant is all 1", "[02][2.3]") {
  Rng rng = test_rng("2.3 c");
  const arma::uword outputs = between(2, 20, rng);
  const arma::uword inputs = outputs + between(1, 20, rng);
  const DenseLayer zeros = make_layer(inputs, outputs, Activation::relu, Initialiser::zeros, rng);
  CHECK_THAT(zeros.weights, close_to(arma::zeros(outputs, inputs)));
  const DenseLayer ones = make_layer(inputs, outputs, Activation::relu, Initialiser::constant, rng);
  CHECK_THAT(ones.weights, constant_weights(inputs, outputs));
}

TEST_CASE("2.3 the weights are normal numbers with the deviation of their initialiser",
          "[02][2.3]") {
  Rng rng = test_rng("2.3 d");
  for (const Initialiser initialiser : random_initialisers) {
    // An unusual pairing, on purpose: the initialiser decides, whatever the activation.
    const Activation activation =
        initialiser == Initialiser::he ? Activation::tanh : Activation::relu;
    INFO(name(initialiser) << ", 128 inputs, 50 outputs:");
    check_weights(make_layer(128, 50, activation, initialiser, rng), initialiser, 128, 50);
  }
}

TEST_CASE("2.3 rng alone decides: same state, same layer, and the state moves on", "[02][2.3]") {
  Rng rng = test_rng("2.3 g");
  for (const Initialiser initialiser : random_initialisers) {
    INFO(name(initialiser) << ":");
    check_drawn_from(rng, initialiser);
  }
}

// ---- 2.4 make_network ---------------------------------------------------------------------------

TEST_CASE("2.4 layers fit each other, hidden ones have one activation, the last has the other",
          "[02][2.4]") {
  Rng rng = test_rng("2.4 b");
  Rng theirs = test_rng("2.4 b theirs");
  for (arma::uword count = 2; count <= 6; ++count) {
    const arma::uword which = uniform_index(all_activations.size(), rng);
    const Activation hidden = all_activations[which];
    const Activation output = all_activations[(which + 1) % all_activations.size()];
    std::vector<arma::uword> widths;
    for (arma::uword i = 0; i < count; ++i) widths.push_back(between(1, 12, rng));
    const Network network = make_network(widths, hidden, output, Initialiser::he, theirs);
    REQUIRE(network.layers.size() == count - 1);
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      const bool last = i + 1 == network.layers.size();
      INFO("Layer " << i << " of " << network.layers.size() << " must have the "
                    << (last ? "output" : "hidden") << " activation.");
      CHECK(name(network.layers[i].activation) == name(last ? output : hidden));
      CHECK(weights_shape(network.layers[i]) == shape(widths[i + 1], widths[i]));
      CHECK_THAT(network.layers[i].bias, close_to(arma::zeros(widths[i + 1])));
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
              deviation(initialiser, n_in, n_out),
          close_to(1.0, 0.13).mistake(other_initialiser, deviation(Initialiser::he, n_in, n_out) /
                                                             deviation(initialiser, n_in, n_out)));
    }
  }
}

TEST_CASE("2.4 no two layers and no two networks share their weights, for any seed", "[02][2.4]") {
  Rng rng = test_rng("2.4 e");
  check_networks_drawn_from(rng);
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
    Z.push_back(Z_of(layer, A.empty() ? X : A.back()));
    A.push_back(bent(layer.activation, Z.back()));
  }
  REQUIRE_THAT(caches[0].X, first_input(X, A[2]));
  for (std::size_t i = 0; i < caches.size(); ++i) {
    INFO("Cache " << i << ":");
    if (i > 0) CHECK_THAT(caches[i].X, input_of(A[i - 1], Z[i - 1], X, A[0]));
    CHECK_THAT(caches[i].Z, close_to(Z[i]));
    CHECK_THAT(caches[i].A, close_to(A[i]));
  }
}

TEST_CASE("2.5 one layer, and twelve with a bias in each", "[02][2.5]") {
  Rng rng = test_rng("2.5 c");
  for (const std::size_t count : {1, 12}) {
    Network network;
    const arma::mat X = uniform_matrix(2, 3, -2.0, 2.0, rng);
    arma::mat A = X;
    while (network.layers.size() < count) {
      network.layers.push_back(random_layer(2, 2, Activation::tanh, rng));
      A = bent(Activation::tanh, Z_of(network.layers.back(), A));
    }
    const std::vector<DenseCache> caches = network_forward(network, X);
    INFO("Layers: " << count);
    REQUIRE(caches.size() == count);
    CHECK_THAT(caches.back().A, close_to(A));
  }
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

TEST_CASE("2.6 the largest output of each column, among numbers of any sign", "[02][2.6]") {
  Rng rng = test_rng("2.6 a");
  arma::mat output = uniform_matrix(4, 9, -1.0, 1.0, rng);
  output.col(0) -= 5.0;
  output.col(1) += 5.0;
  CHECK_THAT(predict_classes(network_with_output(output), arma::eye(9, 9)),
             classes_of(arma::index_max(output, 0), output));
  INFO("One sample, whose outputs are all negative, and two classes.");
  const double low = uniform(-9.0, -5.0, rng);
  CHECK_THAT(predict_classes(network_with_output(arma::vec{low, low + 2.0}), arma::eye(1, 1)),
             same_as(arma::umat(1, 1, arma::fill::ones)));
  CHECK_THAT(predict_classes(network_with_output(arma::vec{low, low - 2.0}), arma::eye(1, 1)),
             same_as(arma::umat(1, 1, arma::fill::zeros)));
}

TEST_CASE("2.6 of equal outputs the first row counts, whatever the numbers", "[02][2.6]") {
  Rng rng = test_rng("2.6 c");
  const double top = uniform(1.0, 2.0, rng);
  const arma::mat output = {{0, top, -top, 0.5}, {top, top, -top, top}, {top, 0, -top, 0.25}};
  CHECK_THAT(predict_classes(network_with_output(output), arma::eye(4, 4)),
             classes_of({{1, 0, 0, 1}}, output));
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
  INFO("784 times 128 weights and 128 biases, then 128 times 10 weights and 10 biases.");
  CHECK(parameter_count(network_of({784, 128, 10})) == 101770);
  INFO("A network without layers has no parameters.");
  CHECK(parameter_count(Network{}) == 0);
}
