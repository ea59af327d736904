// The graded tests of lesson 10. Inputs come from a seed that no submission knows; what is expected
// comes from the formulas, or from what the mathematics says about all random draws: every
// statistical bound is at least six standard errors wide, so that it holds for every seed.
#include <armadillo>
#include <string>
#include <utility>
#include <vector>

#include "10_resnet/misconceptions.hpp"
#include "10_resnet/resnet.hpp"
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

// ---- the formulas once more ---------------------------------------------------------------------

const std::vector<Activation> bends = {Activation::identity, Activation::sigmoid, Activation::tanh,
                                       Activation::relu, Activation::leaky_relu};

ResidualCache cache_of(const ResidualBlock& block, const arma::mat& X) {
  const arma::mat Z = with_bias(block.W1 * X, block.b);
  const arma::mat A = bent(block.activation, Z);
  return {.X = X, .Z = Z, .A = A, .output = X + block.W2 * A};
}

DenseCache cache_of(const DenseLayer& layer, const arma::mat& X) {
  const arma::mat Z = with_bias(layer.weights * X, layer.bias);
  return {.X = X, .Z = Z, .A = bent(layer.activation, Z)};
}

ResidualPass pass_of(const ResidualNetwork& network, const arma::mat& X) {
  ResidualPass pass{.first = cache_of(network.first, X), .blocks = {}, .last = {}};
  arma::mat stream = pass.first.A;
  for (const ResidualBlock& block : network.blocks) {
    pass.blocks.push_back(cache_of(block, stream));
    stream = pass.blocks.back().output;
  }
  pass.last = cache_of(network.last, stream);
  return pass;
}

ResidualNetworkGradient gradient_of(const ResidualNetwork& network, const ResidualPass& pass,
                                    const arma::mat& dA) {
  ResidualNetworkGradient gradient{
      .first = {}, .blocks = {}, .last = layer_gradient(network.last, pass.last, dA)};
  arma::mat d_stream = gradient.last.X;
  for (std::size_t i = network.blocks.size(); i-- > 0;) {
    gradient.blocks.insert(gradient.blocks.begin(),
                           block_gradient({network.blocks[i], pass.blocks[i], d_stream}));
    d_stream = gradient.blocks.front().X;
  }
  gradient.first = layer_gradient(network.first, pass.first, d_stream);
  return gradient;
}

// ---- random blocks and networks -----------------------------------------------------------------

ResidualBlock random_block(arma::uword h, Activation activation, Rng& rng) {
  return {.W1 = uniform_matrix(h, h, -1.0, 1.0, rng),
          .b = uniform_matrix(h, 1, -1.0, 1.0, rng),
          .W2 = uniform_matrix(h, h, -1.0, 1.0, rng),
          .activation = activation};
}

DenseLayer random_layer(arma::uword inputs, arma::uword outputs, Activation activation, Rng& rng) {
  return {.weights = uniform_matrix(outputs, inputs, -1.0, 1.0, rng),
          .bias = uniform_matrix(outputs, 1, -1.0, 1.0, rng),
          .activation = activation};
}

/// A network whose hidden parts have the activations of `hidden`, one a hidden layer.
ResidualNetwork random_network(arma::uword inputs, arma::uword h, arma::uword outputs,
                               const std::vector<Activation>& hidden, Rng& rng) {
  ResidualNetwork network;
  network.first = random_layer(inputs, h, hidden.at(0), rng);
  for (std::size_t i = 1; i < hidden.size(); ++i) {
    network.blocks.push_back(random_block(h, hidden[i], rng));
  }
  network.last = random_layer(h, outputs, Activation::identity, rng);
  return network;
}

/// With so many blocks, all of them ReLU blocks.
ResidualNetwork random_network(arma::uword inputs, arma::uword h, arma::uword outputs,
                               std::size_t blocks, Rng& rng) {
  return random_network(inputs, h, outputs, std::vector<Activation>(blocks + 1, Activation::relu),
                        rng);
}

/// {inputs, h, ..., h, outputs} with `hidden` times h.
std::vector<arma::uword> widths_of(arma::uword inputs, arma::uword h, arma::uword hidden,
                                   arma::uword outputs) {
  std::vector<arma::uword> widths(hidden + 2, h);
  widths.front() = inputs;
  widths.back() = outputs;
  return widths;
}

}  // namespace

// ---- 10.1 residual_forward ----------------------------------------------------------------------

TEST_CASE("10.1 every activation, one unit, one sample and many samples", "[10][10.1]") {
  Rng rng = test_rng("10.1 a");
  // In 5x5 all matrices are square, so that a wrong order does not show in the shape.
  const std::vector<std::pair<arma::uword, arma::uword>> sizes = {{5, 5}, {4, 7}, {1, 1},
                                                                  {6, 1}, {1, 9}, {2, 200}};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto [h, m] = sizes[i];
    const Activation activation = bends[(i + 2) % bends.size()];
    const ResidualBlock block = random_block(h, activation, rng);
    const arma::mat X = uniform_matrix(h, m, -2.0, 2.0, rng);
    const ResidualCache expected = cache_of(block, X);
    const ResidualCache cache = residual_forward(block, X);
    INFO("Width " << h << ", " << m << " samples, " << name(activation) << ":");
    CHECK_THAT(cache.X, close_to(X));
    CHECK_THAT(cache.Z, block_Z(expected.Z, block, X));
    CHECK_THAT(cache.A, block_A(expected.A, block, expected));
    CHECK_THAT(cache.output, block_output(expected.output, block, expected));
  }
}

TEST_CASE("10.1 the message of a refused X names both shapes", "[10][10.1]") {
  Rng rng = test_rng("10.1 c");
  const ResidualBlock block = random_block(3, Activation::relu, rng);
  INFO("The block has width 3: X needs 3 rows, and any number of columns will do.");
  for (const arma::uword rows : {1, 2, 4, 6}) {
    CHECK_REFUSED(residual_forward(block, arma::ones(rows, 5)),
                  "residual_forward: X is " + shape(rows, 5) + ", expected 3x5");
  }
  CHECK_ACCEPTED(residual_forward(block, arma::ones(3, 5)));
}

// ---- 10.2 residual_backward ---------------------------------------------------------------------

TEST_CASE("10.2 every activation, any width, one sample and many samples", "[10][10.2]") {
  Rng rng = test_rng("10.2 a");
  const std::vector<std::pair<arma::uword, arma::uword>> sizes = {{4, 6}, {3, 3}, {1, 5},
                                                                  {5, 1}, {3, 7}, {4, 5}};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto [h, m] = sizes[i];
    const Activation activation = bends[(i + 2) % bends.size()];
    const ResidualBlock block = random_block(h, activation, rng);
    const ResidualCache cache = cache_of(block, uniform_matrix(h, m, -2.0, 2.0, rng));
    const BlockCase one{block, cache, uniform_matrix(h, m, -1.0, 1.0, rng)};
    const ResidualGradient expected = block_gradient(one);
    const ResidualGradient gradient = residual_backward(block, cache, one.d_output);
    INFO("Width " << h << ", " << m << " samples, " << name(activation) << ":");
    CHECK_THAT(gradient.W1, block_dW1(expected.W1, one));
    CHECK_THAT(gradient.b, block_db(expected.b, one));
    CHECK_THAT(gradient.W2, block_dW2(expected.W2, one));
    CHECK_THAT(gradient.X, block_dX(expected.X, one));
  }
}

TEST_CASE("10.2 the message of a refused d_output names both shapes", "[10][10.2]") {
  Rng rng = test_rng("10.2 d");
  const ResidualBlock block = random_block(3, Activation::tanh, rng);
  const ResidualCache cache = cache_of(block, uniform_matrix(3, 5, -2.0, 2.0, rng));
  INFO("d_output has the shape of the output: width 3, 5 samples.");
  const std::vector<std::pair<arma::uword, arma::uword>> sizes = {
      {2, 5}, {4, 5}, {3, 4}, {3, 1}, {5, 3}};
  for (const auto& [rows, cols] : sizes) {
    CHECK_REFUSED(residual_backward(block, cache, arma::ones(rows, cols)),
                  "residual_backward: d_output is " + shape(rows, cols) + ", expected 3x5");
  }
  CHECK_ACCEPTED(residual_backward(block, cache, arma::ones(3, 5)));
}

// ---- 10.3 make_residual_network -----------------------------------------------------------------

TEST_CASE("10.3 any width, any depth, any inputs and outputs", "[10][10.3]") {
  Rng rng = test_rng("10.3 a");
  Rng theirs = test_rng("10.3 a theirs");
  std::vector<std::vector<arma::uword>> lists = {{1, 1, 1, 1}, {4, 4, 4, 4}};
  for (arma::uword hidden = 2; hidden <= 6; ++hidden) {
    lists.push_back(widths_of(between(1, 4, rng), between(5, 9, rng), hidden, between(1, 4, rng)));
  }
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const arma::uword inputs = lists[i].front();
    const arma::uword h = lists[i][1];
    const arma::uword outputs = lists[i].back();
    const Activation activation = bends[i % bends.size()];
    INFO(only_hidden_equal);
    INFO(inputs << " inputs, " << lists[i].size() - 2 << " hidden layers of " << h << ", "
                << outputs << " outputs:");
    const ResidualNetwork network =
        make_residual_network(lists[i], activation, Initialiser::constant, theirs);
    REQUIRE(network.blocks.size() == lists[i].size() - 3);
    INFO("The initialiser is constant: every weight is 1, and every bias is 0.");
    CHECK_THAT(network.first.weights, close_to(arma::ones(h, inputs)));
    CHECK_THAT(network.first.bias, close_to(arma::zeros(h)));
    CHECK(name(network.first.activation) == name(activation));
    for (const ResidualBlock& block : network.blocks) {
      CHECK_THAT(block.W1, close_to(arma::ones(h, h)));
      CHECK_THAT(block.b, close_to(arma::zeros(h)));
      CHECK_THAT(block.W2, close_to(arma::ones(h, h)));
      CHECK(name(block.activation) == name(activation));
    }
    CHECK_THAT(network.last.weights, close_to(arma::ones(outputs, h)));
    CHECK_THAT(network.last.bias, close_to(arma::zeros(outputs)));
    CHECK(name(network.last.activation) == "identity");
  }
}

TEST_CASE("10.3 every matrix is drawn for itself, with its initialiser's spread", "[10][10.3]") {
  Rng rng = test_rng("10.3 c");
  for (const Initialiser initialiser :
       {Initialiser::small_normal, Initialiser::one_over_n, Initialiser::xavier, Initialiser::he}) {
    check_new_weights(initialiser, rng);
  }
}

TEST_CASE("10.3 first layer, W1 and W2 block by block, last layer: drawn in this order",
          "[10][10.3]") {
  Rng rng = test_rng("10.3 d");
  const arma::uword h = between(4, 7, rng);
  check_order_of_draws(h, rng);
}

TEST_CASE("10.3 every list that breaks a rule is refused", "[10][10.3]") {
  Rng rng = test_rng("10.3 e");
  Rng theirs = test_rng("10.3 e theirs");
  check_rules(
      "make_residual_network",
      [&](const std::vector<arma::uword>& widths) {
        make_residual_network(widths, Activation::relu, Initialiser::he, theirs);
      },
      rng);
}

// ---- 10.4 resnet_forward ------------------------------------------------------------------------

TEST_CASE("10.4 the caches hold what each part was given and what it made", "[10][10.4]") {
  Rng rng = test_rng("10.4 a");
  const std::vector<std::vector<Activation>> hidden = {
      {Activation::sigmoid, Activation::tanh, Activation::relu, Activation::leaky_relu},
      {Activation::tanh, Activation::sigmoid, Activation::tanh},  // one unit and one sample
      std::vector<Activation>(11, Activation::tanh)};
  for (const std::vector<Activation>& activations : hidden) {
    const std::size_t count = activations.size() - 1;
    const ResidualNetwork network = random_network(2, count == 2 ? 1 : 4, 3, activations, rng);
    const arma::mat X = uniform_matrix(2, count == 2 ? 1 : 6, -2.0, 2.0, rng);
    const ResidualPass expected = pass_of(network, X);
    const ResidualPass pass = resnet_forward(network, X);
    INFO("Number of blocks: " << count << ".");
    {
      INFO("The first layer:");
      CHECK_THAT(pass.first.X, close_to(X));
      CHECK_THAT(pass.first.Z, close_to(expected.first.Z));
      CHECK_THAT(pass.first.A, close_to(expected.first.A));
    }
    REQUIRE(pass.blocks.size() == count);
    const arma::mat last_block_first = cache_of(network.blocks.back(), expected.first.A).output;
    for (std::size_t i = 0; i < count; ++i) {
      INFO("Block " << i << ", what it was given:");
      CHECK_THAT(pass.blocks[i].X, block_input(i, expected, last_block_first));
    }
    for (std::size_t i = 0; i < count; ++i) {
      INFO("Block " << i << ", what it made of it:");
      CHECK_THAT(pass.blocks[i].Z, close_to(expected.blocks[i].Z));
      CHECK_THAT(pass.blocks[i].A, close_to(expected.blocks[i].A));
      CHECK_THAT(pass.blocks[i].output, close_to(expected.blocks[i].output));
    }
    INFO("The last layer:");
    CHECK_THAT(pass.last.X, last_input(expected));
    CHECK_THAT(pass.last.A, close_to(expected.last.A));
  }
}

TEST_CASE("10.4 what does not fit is refused by the part that it does not fit", "[10][10.4]") {
  Rng rng = test_rng("10.4 c");
  const ResidualNetwork fitting = random_network(2, 3, 2, 1, rng);
  ResidualNetwork network = fitting;
  INFO("dense_forward and residual_forward refuse it: there is nothing to do but to call them.");
  CHECK_REFUSED(resnet_forward(network, arma::ones(3, 4)), "dense_forward: X is 3x4, expected 2x4");
  network.blocks[0] = random_block(4, Activation::tanh, rng);
  CHECK_REFUSED(resnet_forward(network, arma::ones(2, 4)),
                "residual_forward: X is 3x4, expected 4x4");
  CHECK_ACCEPTED(resnet_forward(fitting, arma::ones(2, 4)));
}

// ---- 10.5 resnet_backward -----------------------------------------------------------------------

TEST_CASE("10.5 every gradient is how much the loss changes with each number", "[10][10.5]") {
  Rng rng = test_rng("10.5 a");
  using enum Activation;
  const std::vector<std::vector<Activation>> hidden = {
      {tanh, sigmoid, tanh, identity}, {sigmoid, tanh, sigmoid}, {tanh, sigmoid}};
  for (const std::vector<Activation>& activations : hidden) {
    const arma::uword samples = activations.size() == 2 ? 1 : 6;
    const ResidualNetwork network = random_network(3, 4, 2, activations, rng);
    const ResidualPass pass = pass_of(network, uniform_matrix(3, samples, -2.0, 2.0, rng));
    const arma::mat dA = uniform_matrix(2, samples, -1.0, 1.0, rng);
    const ResidualNetworkGradient gradient = resnet_backward(network, pass, dA);
    INFO("Number of blocks: " << network.blocks.size() << ", of samples: " << samples << ".");
    REQUIRE(gradient.blocks.size() == network.blocks.size());
    const std::vector<Named> got = parts(gradient);
    const std::vector<CloseTo> wanted =
        parts_of_gradient(gradient_of(network, pass, dA), network, pass);
    for (std::size_t i = 0; i < got.size(); ++i) {
      INFO(got[i].first << ":");
      CHECK_THAT(got[i].second, wanted[i]);
    }
  }
}

TEST_CASE("10.5 a pass or a dA that does not fit is refused", "[10][10.5]") {
  Rng rng = test_rng("10.5 c");
  const ResidualNetwork network = random_network(2, 3, 2, 2, rng);
  const ResidualPass pass = pass_of(network, uniform_matrix(2, 4, -2.0, 2.0, rng));
  INFO("The network has 2 blocks: one cache too many is as wrong as one too few.");
  for (const std::size_t count : {0, 1, 3, 4}) {
    ResidualPass other = pass;
    other.blocks.resize(count, pass.blocks.back());
    CHECK_REFUSED(
        resnet_backward(network, other, arma::ones(2, 4)),
        "resnet_backward: pass.blocks has length " + std::to_string(count) + ", expected 2");
  }
  INFO("dense_backward refuses a dA: there is nothing to do but to call it.");
  CHECK_REFUSED(resnet_backward(network, pass, arma::ones(2, 5)),
                "dense_backward: dA is 2x5, expected 2x4");
  CHECK_ACCEPTED(resnet_backward(network, pass, arma::ones(2, 4)));
}

// ---- 10.6 flatten_resnet, flatten_resnet_gradient -----------------------------------------------

TEST_CASE("10.6 networks of any size, each parameter in its place", "[10][10.6]") {
  Rng rng = test_rng("10.6 a");
  for (std::size_t blocks = 1; blocks <= 4; ++blocks) {
    const ResidualNetwork network =
        random_network(between(2, 4, rng), between(2, 4, rng), between(2, 4, rng), blocks, rng);
    INFO("Number of blocks: "
         << blocks << ". First layer (weights, bias), of each block W1, b, W2, last layer.");
    CHECK_THAT(flatten_resnet(network), flat(in_a_row(network), network));
  }
}

TEST_CASE("10.6 each derivative has the place of its parameter, and dX has none", "[10][10.6]") {
  Rng rng = test_rng("10.6 b");
  for (std::size_t blocks = 1; blocks <= 3; ++blocks) {
    const ResidualNetwork shapes =
        random_network(between(2, 4, rng), between(2, 4, rng), between(2, 4, rng), blocks, rng);
    const auto like = [&](const arma::mat& part) {
      return uniform_matrix(part.n_rows, part.n_cols, -1.0, 1.0, rng);
    };
    const auto layer = [&](const DenseLayer& of) {
      return DenseGradient{
          .weights = like(of.weights), .bias = like(of.bias), .X = like(of.weights.t())};
    };
    ResidualNetworkGradient gradient{
        .first = layer(shapes.first), .blocks = {}, .last = layer(shapes.last)};
    for (const ResidualBlock& block : shapes.blocks) {
      gradient.blocks.push_back(
          {.W1 = like(block.W1), .b = like(block.b), .W2 = like(block.W2), .X = like(block.W1)});
    }
    INFO("Number of blocks: " << blocks << ". The order is that of flatten_resnet.");
    CHECK_THAT(flatten_resnet_gradient(gradient), flat(in_a_row(gradient), gradient));
  }
}

// ---- 10.7 unflatten_resnet ----------------------------------------------------------------------

TEST_CASE("10.7 every number comes from its place in theta", "[10][10.7]") {
  Rng rng = test_rng("10.7 a");
  for (std::size_t blocks = 1; blocks <= 3; ++blocks) {
    const arma::uword inputs = between(2, 4, rng);
    const arma::uword h = between(2, 4, rng);
    const arma::uword outputs = between(2, 4, rng);
    const ResidualNetwork before = random_network(inputs, h, outputs, blocks, rng);
    const ResidualNetwork wanted = random_network(inputs, h, outputs, blocks, rng);
    INFO("Number of blocks: " << blocks << ", of width " << h
                              << ". The order in theta is that of task 10.6.");
    check_filled(unflatten_resnet(in_a_row(wanted), before), wanted, before);
  }
}

TEST_CASE("10.7 each part keeps its own activation", "[10][10.7]") {
  Rng rng = test_rng("10.7 b");
  ResidualNetwork network =
      random_network(2, 3, 2, {Activation::relu, Activation::sigmoid, Activation::leaky_relu}, rng);
  network.last.activation = Activation::sigmoid;
  const ResidualNetwork filled = unflatten_resnet(in_a_row(network) + 1.0, network);
  REQUIRE(filled.blocks.size() == 2);
  INFO(given_activations);
  CHECK(name(filled.first.activation) == "relu");
  CHECK(name(filled.blocks[0].activation) == "sigmoid");
  CHECK(name(filled.blocks[1].activation) == "leaky_relu");
  CHECK(name(filled.last.activation) == "sigmoid");
  INFO("The numbers come from theta, which holds those of the network and 1 more.");
  CHECK_THAT(filled.last.bias, close_to(arma::vec(network.last.bias + 1.0)));
}

TEST_CASE("10.7 the message of a refused theta names both lengths", "[10][10.7]") {
  Rng rng = test_rng("10.7 c");
  const ResidualNetwork network = random_network(3, 2, 4, 2, rng);
  INFO("3 inputs, two blocks of width 2, 4 outputs: 8 + 10 + 10 + 12 = 40 parameters.");
  for (const arma::uword length : {0, 1, 32, 39, 41, 80}) {
    CHECK_REFUSED(unflatten_resnet(arma::zeros(length), network),
                  "unflatten_resnet: theta has length " + std::to_string(length) + ", expected 40");
  }
  CHECK_ACCEPTED(unflatten_resnet(arma::zeros(40), network));
}

// ---- 10.8 resnet_parameter_count, reported_parameter_count --------------------------------------

TEST_CASE("10.8 all parts of a network are counted, numbers that are 0, too", "[10][10.8]") {
  Rng rng = test_rng("10.8 a");
  struct Size {
    arma::uword inputs, h, outputs, blocks;
  };
  // Chosen so that no two mistakes give the same number.
  for (const Size& size : {Size{7, 5, 12, 2}, Size{6, 4, 11, 3}, Size{3, 9, 5, 2}}) {
    ResidualNetwork network = random_network(size.inputs, size.h, size.outputs, size.blocks, rng);
    network.blocks[0].W2.zeros();
    INFO(size.inputs << " inputs, " << size.blocks << " blocks of width " << size.h << ", "
                     << size.outputs << " outputs:");
    CHECK_THAT(static_cast<double>(resnet_parameter_count(network)),
               parameters_counted(static_cast<double>(in_a_row(network).n_elem), network));
  }
  for (std::size_t blocks = 1; blocks <= 5; ++blocks) {
    const ResidualNetwork network =
        random_network(between(1, 9, rng), between(1, 9, rng), between(1, 9, rng), blocks, rng);
    INFO("Number of blocks: " << blocks << ", W of the first layer is "
                              << dimensions(network.first.weights) << ", of the last layer "
                              << dimensions(network.last.weights) << ":");
    CHECK(resnet_parameter_count(network) == in_a_row(network).n_elem);
  }
}

TEST_CASE("10.8 the formula, for widths of any kind that the rules allow", "[10][10.8]") {
  Rng rng = test_rng("10.8 b");
  // Widths for which no two mistakes give the same number.
  for (const arma::uword hidden : {2, 4, 5, 6}) {
    const std::vector<arma::uword> widths =
        widths_of(between(4, 6, rng), between(8, 12, rng), hidden, between(15, 19, rng));
    // For residual networks it is the number of parameters that there are.
    const ResidualNetwork network =
        random_network(widths.front(), widths[1], widths.back(), hidden - 1, rng);
    INFO(widths.front() << " inputs, " << hidden << " hidden layers of " << widths[1] << ", "
                        << widths.back() << " outputs, so n = " << hidden + 2 << ":");
    CHECK_THAT(static_cast<double>(reported_parameter_count(widths)),
               formula(static_cast<double>(in_a_row(network).n_elem), widths));
  }
}

TEST_CASE("10.8 the formula refuses what is no residual network", "[10][10.8]") {
  Rng rng = test_rng("10.8 c");
  check_rules("reported_parameter_count", reported_parameter_count, rng);
}
