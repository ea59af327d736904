// The graded tests of lesson 10. Inputs come from a seed that no submission knows; what is expected
// comes from loops over single numbers, from finite differences of these loops, or from what the
// mathematics says about all random draws: every statistical bound is at least six standard errors
// wide, so that it holds for every seed.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "10_resnet/resnet.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

// ---- the formulas once more, one number at a time -----------------------------------------------

const std::vector<Activation> bends = {Activation::identity, Activation::sigmoid, Activation::tanh,
                                       Activation::relu, Activation::leaky_relu};

double value(Activation activation, double z) {
  if (activation == Activation::sigmoid) return 1.0 / (1.0 + std::exp(-z));
  if (activation == Activation::tanh) return std::tanh(z);
  if (activation == Activation::relu) return std::max(z, 0.0);
  if (activation == Activation::leaky_relu) return z > 0.0 ? z : leaky_slope * z;
  return z;
}

double slope(Activation activation, double z) {
  const double a = value(activation, z);
  if (activation == Activation::sigmoid) return a * (1.0 - a);
  if (activation == Activation::tanh) return 1.0 - a * a;
  if (activation == Activation::relu) return z > 0.0 ? 1.0 : 0.0;
  if (activation == Activation::leaky_relu) return z > 0.0 ? 1.0 : leaky_slope;
  return 1.0;
}

/// `function` of each entry.
arma::mat each(const arma::mat& numbers, const std::function<double(double)>& function) {
  arma::mat result = numbers;
  for (double& number : result) number = function(number);
  return result;
}

arma::mat bent(Activation activation, const arma::mat& Z) {
  return each(Z, [&](double z) { return value(activation, z); });
}

arma::mat slopes(Activation activation, const arma::mat& Z) {
  return each(Z, [&](double z) { return slope(activation, z); });
}

/// The matrix product.
arma::mat times(const arma::mat& a, const arma::mat& b) {
  arma::mat product(a.n_rows, b.n_cols, arma::fill::zeros);
  for (arma::uword i = 0; i < a.n_rows; ++i) {
    for (arma::uword j = 0; j < b.n_cols; ++j) {
      for (arma::uword k = 0; k < a.n_cols; ++k) product(i, j) += a(i, k) * b(k, j);
    }
  }
  return product;
}

/// Each column of Z with b added to it.
arma::mat with_bias(arma::mat Z, const arma::vec& b) {
  for (arma::uword s = 0; s < Z.n_cols; ++s) Z.col(s) += b;
  return Z;
}

arma::vec row_sums(const arma::mat& M) {
  arma::vec sums(M.n_rows, arma::fill::zeros);
  for (arma::uword s = 0; s < M.n_cols; ++s) sums += M.col(s);
  return sums;
}

ResidualCache cache_of(const ResidualBlock& block, const arma::mat& X) {
  const arma::mat Z = with_bias(times(block.W1, X), block.b);
  const arma::mat A = bent(block.activation, Z);
  return {.X = X, .Z = Z, .A = A, .output = X + times(block.W2, A)};
}

DenseCache cache_of(const DenseLayer& layer, const arma::mat& X) {
  const arma::mat Z = with_bias(times(layer.weights, X), layer.bias);
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

ResidualGradient gradient_of(const ResidualBlock& block, const ResidualCache& cache,
                             const arma::mat& G) {
  const arma::mat dZ = times(block.W2.t(), G) % slopes(block.activation, cache.Z);
  return {.W1 = times(dZ, cache.X.t()),
          .b = row_sums(dZ),
          .W2 = times(G, cache.A.t()),
          .X = G + times(block.W1.t(), dZ)};
}

DenseGradient gradient_of(const DenseLayer& layer, const DenseCache& cache, const arma::mat& dA) {
  const arma::mat dZ = dA % slopes(layer.activation, cache.Z);
  return {
      .weights = times(dZ, cache.X.t()), .bias = row_sums(dZ), .X = times(layer.weights.t(), dZ)};
}

ResidualNetworkGradient gradient_of(const ResidualNetwork& network, const ResidualPass& pass,
                                    const arma::mat& dA) {
  ResidualNetworkGradient gradient{
      .first = {}, .blocks = {}, .last = gradient_of(network.last, pass.last, dA)};
  arma::mat d_stream = gradient.last.X;
  for (std::size_t i = network.blocks.size(); i-- > 0;) {
    gradient.blocks.insert(gradient.blocks.begin(),
                           gradient_of(network.blocks[i], pass.blocks[i], d_stream));
    d_stream = gradient.blocks.front().X;
  }
  gradient.first = gradient_of(network.first, pass.first, d_stream);
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

/// Uniform among low ... high.
arma::uword between(arma::uword low, arma::uword high, Rng& rng) {
  return low + uniform_index(high - low + 1, rng);
}

/// {inputs, h, ..., h, outputs} with `hidden` times h.
std::vector<arma::uword> widths_of(arma::uword inputs, arma::uword h, arma::uword hidden,
                                   arma::uword outputs) {
  std::vector<arma::uword> widths(hidden + 2, h);
  widths.front() = inputs;
  widths.back() = outputs;
  return widths;
}

// ---- words --------------------------------------------------------------------------------------

std::string dimensions(const arma::mat& matrix) {
  return shape(matrix.n_rows, matrix.n_cols);
}

/// The name of an activation, so that a failing test does not print a number.
std::string name(Activation activation) {
  const std::vector<std::string> names = {"identity", "sigmoid",    "tanh",
                                          "relu",     "leaky_relu", "softmax"};
  return names.at(static_cast<std::size_t>(activation));
}

std::string name(Initialiser initialiser) {
  const std::vector<std::string> names = {"zeros",      "constant", "small_normal",
                                          "one_over_n", "xavier",   "he"};
  return names.at(static_cast<std::size_t>(initialiser));
}

/// Two matrices of equal size: 1 for the same numbers, near 0 for independent ones.
double correlation(const arma::mat& a, const arma::mat& b) {
  return arma::as_scalar(arma::cor(arma::vectorise(a), arma::vectorise(b)));
}

}  // namespace

// ---- 10.1 residual_forward ----------------------------------------------------------------------

TEST_CASE("10.1 Z, A and the output are those of the formula", "[10][10.1]") {
  Rng rng = test_rng("10.1 a");
  const ResidualBlock block = random_block(4, Activation::tanh, rng);
  const arma::mat X = uniform_matrix(4, 7, -2.0, 2.0, rng);
  const ResidualCache expected = cache_of(block, X);
  const ResidualCache cache = residual_forward(block, X);
  {
    const arma::mat no_bias = times(block.W1, X);
    arma::mat one_bias = no_bias;
    one_bias.col(0) += block.b;
    INFO("Z = W1 X + b, with b added to every column.");
    CHECK_THAT(
        cache.Z,
        close_to(expected.Z)
            .mistake("This is W1 X alone: where is b?", no_bias)
            .mistake("Only the first sample has the bias: b belongs to each column of Z.", one_bias)
            .mistake("W1 is transposed.", with_bias(times(block.W1.t(), X), block.b))
            .mistake("This was made with W2: W1 comes first.",
                     with_bias(times(block.W2, X), block.b))
            .mistake("X was added to Z: the skip leads around the activation.", expected.Z + X)
            .mistake("This is A: Z is what stands before the activation.", expected.A)
            .mistake("The bias was subtracted.", with_bias(no_bias, -block.b)));
  }
  {
    INFO("A = activation(Z), entry by entry.");
    CHECK_THAT(cache.A,
               close_to(expected.A)
                   .mistake("This is Z: the activation is still to come.", expected.Z)
                   .mistake("The bias came after the activation: first Z is complete, then it "
                            "bends.",
                            with_bias(bent(Activation::tanh, times(block.W1, X)), block.b))
                   .mistake("This is the block's output: A stands before W2.", expected.output)
                   .mistake("This is a ReLU: each block has an activation of its own.",
                            bent(Activation::relu, expected.Z)));
  }
  const arma::mat added = times(block.W2, expected.A);
  INFO("The output is X + W2 A.");
  CHECK_THAT(cache.output,
             close_to(expected.output)
                 .mistake("This is W2 A alone: a block adds something to its input.", added)
                 .mistake("This is X + A: where is W2?", X + expected.A)
                 .mistake("The sum was bent once more: the activation stands between W1 and W2 "
                          "alone.",
                          bent(Activation::tanh, expected.output))
                 .mistake("W2 A was bent once more: the activation stands between W1 and W2 alone.",
                          X + bent(Activation::tanh, added))
                 .mistake("Nothing was bent: the activation stands between W1 and W2.",
                          X + times(block.W2, expected.Z))
                 .mistake("X was added before the activation: the skip leads around all of it.",
                          times(block.W2, bent(Activation::tanh, expected.Z + X)))
                 .mistake("W2 is transposed.", X + times(block.W2.t(), expected.A))
                 .mistake("Z was added to W2 A: the skip carries X itself.", expected.Z + added)
                 .mistake("A was added to W2 A: the skip carries X itself.", expected.A + added)
                 .mistake("X was added twice.", 2 * X + added)
                 .mistake("b was added behind W2, too: a block has one bias.",
                          with_bias(expected.output, block.b))
                 .mistake("X was subtracted.", added - X));
}

TEST_CASE("10.1 products keep their order when all matrices are square", "[10][10.1]") {
  Rng rng = test_rng("10.1 b");
  const ResidualBlock block = random_block(5, Activation::identity, rng);
  const arma::mat X = uniform_matrix(5, 5, -2.0, 2.0, rng);
  const ResidualCache expected = cache_of(block, X);
  const ResidualCache cache = residual_forward(block, X);
  const char* const order =
      "The product is the wrong way round: a matrix product is not the same from the left as from "
      "the right.";
  INFO("All matrices are 5x5 here, so that a wrong order does not show in the shape.");
  CHECK_THAT(cache.Z, close_to(expected.Z)
                          .mistake(order, with_bias(times(X, block.W1), block.b))
                          .mistake("The bias was added along a row: b has a number for each row.",
                                   with_bias(times(block.W1, X).t(), block.b).t()));
  CHECK_THAT(cache.output,
             close_to(expected.output)
                 .mistake(order, X + times(expected.A, block.W2))
                 .mistake("This is an entry-by-entry product: W2 A is a matrix product.",
                          X + block.W2 % expected.A));
}

TEST_CASE("10.1 every activation, one unit, one sample and many samples", "[10][10.1]") {
  Rng rng = test_rng("10.1 c");
  const std::vector<std::pair<arma::uword, arma::uword>> sizes = {
      {3, 4}, {1, 1}, {6, 1}, {1, 9}, {2, 200}};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto [h, m] = sizes[i];
    const ResidualBlock block = random_block(h, bends[i], rng);
    const arma::mat X = uniform_matrix(h, m, -2.0, 2.0, rng);
    const ResidualCache expected = cache_of(block, X);
    const ResidualCache cache = residual_forward(block, X);
    INFO("Width " << h << ", " << m << " samples, " << name(bends[i]) << ":");
    CHECK_THAT(cache.X, close_to(X));
    CHECK_THAT(cache.Z, close_to(expected.Z));
    CHECK_THAT(cache.A, close_to(expected.A)
                            .mistake("This is tanh: each block has an activation of its own.",
                                     bent(Activation::tanh, expected.Z))
                            .mistake("This is a ReLU: each block has an activation of its own.",
                                     bent(Activation::relu, expected.Z)));
    CHECK_THAT(cache.output, close_to(expected.output));
  }
}

TEST_CASE("10.1 what a block adds does not depend on how large its input is", "[10][10.1]") {
  Rng rng = test_rng("10.1 d");
  ResidualBlock block = random_block(3, Activation::sigmoid, rng);
  block.W1.zeros();
  const arma::mat X = 1000.0 * uniform_matrix(3, 5, -2.0, 2.0, rng);
  const arma::vec added = times(block.W2, bent(Activation::sigmoid, block.b));
  INFO("W1 is 0: each sample gets the same vector added, W2 activation(b).");
  CHECK_THAT(residual_forward(block, X).output, close_to(with_bias(X, added)));
  block.W2.zeros();
  INFO("W2 is 0, too: nothing is added.");
  CHECK_THAT(residual_forward(block, X).output, close_to(X));
}

TEST_CASE("10.1 the message of a refused X names both shapes", "[10][10.1]") {
  Rng rng = test_rng("10.1 e");
  const ResidualBlock block = random_block(3, Activation::relu, rng);
  INFO("The block has width 3: X needs 3 rows, and any number of columns will do.");
  for (const arma::uword rows : {1, 2, 4, 6}) {
    CHECK_THROWS_MATCHES(residual_forward(block, arma::ones(rows, 5)), std::invalid_argument,
                         says("residual_forward: X is " + shape(rows, 5) + ", expected 3x5"));
  }
  INFO("What fits is not refused.");
  CHECK_NOTHROW(residual_forward(block, arma::ones(3, 5)));
}

// ---- 10.2 residual_backward ---------------------------------------------------------------------

TEST_CASE("10.2 dW1, db, dW2 and dX are those of the chain rule", "[10][10.2]") {
  Rng rng = test_rng("10.2 a");
  const ResidualBlock block = random_block(4, Activation::tanh, rng);
  const ResidualCache cache = cache_of(block, uniform_matrix(4, 6, -2.0, 2.0, rng));
  const arma::mat G = uniform_matrix(4, 6, -1.0, 1.0, rng);
  const ResidualGradient expected = gradient_of(block, cache, G);
  const ResidualGradient gradient = residual_backward(block, cache, G);

  const arma::mat bend = slopes(Activation::tanh, cache.Z);
  const arma::mat dA = times(block.W2.t(), G);
  struct Wrong {
    std::string why;
    arma::mat dZ;
  };
  const std::vector<Wrong> wrong_dZ = {
      {"W2 is missing on the way back from the output to A.", G % bend},
      {"W2 was not turned round on the way back.", times(block.W2, G) % bend},
      {"The slope of the activation is missing on the way from A back to Z.", dA},
      {"The slope was taken at A: what is activation_derivative given?",
       dA % slopes(Activation::tanh, cache.A)},
      {"The slope was taken at the output: what is activation_derivative given?",
       dA % slopes(Activation::tanh, cache.output)},
      {"The slope was taken at X: what is activation_derivative given?",
       dA % slopes(Activation::tanh, cache.X)},
      {"This was multiplied by A: it is the slope that says how much A moves with Z.",
       dA % cache.A},
      {"This is the slope of a ReLU: each block has an activation of its own.",
       dA % slopes(Activation::relu, cache.Z)},
      {"The slope came before W2: first back through W2, then through the activation.",
       times(block.W2.t(), G % bend)},
      {"W1 was taken for W2 on the way back from the output to A.", times(block.W1.t(), G) % bend}};
  const arma::mat dZ = dA % bend;
  {
    support::CloseTo wanted =
        close_to(expected.W1)
            .samples(6)
            .mistake("This is made with A: what does W1 multiply?", times(dZ, cache.A.t()))
            .mistake("This is made with Z: what does W1 multiply?", times(dZ, cache.Z.t()));
    for (const Wrong& wrong : wrong_dZ) wanted.mistake(wrong.why, times(wrong.dZ, cache.X.t()));
    INFO("dW1: W1 multiplies X, and what comes back to Z is dZ.");
    CHECK_THAT(gradient.W1, wanted);
  }
  {
    support::CloseTo wanted =
        close_to(expected.b)
            .samples(6)
            .mistake("Only the first sample is in it: b serves all samples.", dZ.col(0))
            .mistake("This adds up d_output: b stands before the activation.", row_sums(G));
    for (const Wrong& wrong : wrong_dZ) wanted.mistake(wrong.why, row_sums(wrong.dZ));
    INFO("db: b is added to every sample.");
    CHECK_THAT(gradient.b, wanted);
  }
  {
    INFO("dW2: W2 multiplies A, and what comes back to its product is d_output.");
    CHECK_THAT(
        gradient.W2,
        close_to(expected.W2)
            .samples(6)
            .mistake("This is made with X: what does W2 multiply?", times(G, cache.X.t()))
            .mistake("This is made with Z: what does W2 multiply?", times(G, cache.Z.t()))
            .mistake("This is made with the output: what does W2 multiply?",
                     times(G, cache.output.t()))
            .mistake("This is made of dZ: W2 stands after the activation.", times(dZ, cache.A.t()))
            .mistake("This is made of dA: W2 itself stands between d_output and dA.",
                     times(dA, cache.A.t()))
            .mistake("The slope does not belong here: W2 stands after the activation.",
                     times(G % bend, cache.A.t())));
  }
  support::CloseTo wanted =
      close_to(expected.X)
          .samples(6)
          .mistake("This came through the weights alone: X reaches the output in two ways.",
                   times(block.W1.t(), dZ))
          .mistake("This came along the skip alone: X reaches the output in two ways.", G)
          .mistake("W1 was not turned round on the way back.", G + times(block.W1, dZ))
          .mistake("W1 is missing on the way back from Z to X.", G + dZ)
          .mistake("dA took the place of d_output on the skip.", dA + times(block.W1.t(), dZ))
          .mistake("dZ took the place of d_output on the skip.", dZ + times(block.W1.t(), dZ))
          .mistake(
              "d_output was divided by the number of samples on the skip: 1/m stands in the "
              "loss, once.",
              G / 6.0 + times(block.W1.t(), dZ))
          .mistake("The two ways were multiplied: what comes back along them adds up.",
                   G % times(block.W1.t(), dZ));
  for (const Wrong& wrong : wrong_dZ) wanted.mistake(wrong.why, G + times(block.W1.t(), wrong.dZ));
  INFO("dX: what comes back along the skip, plus what comes back through W2, Z and W1.");
  CHECK_THAT(gradient.X, wanted);
}

TEST_CASE("10.2 finite differences of each number agree", "[10][10.2]") {
  Rng rng = test_rng("10.2 b");
  ResidualBlock block = random_block(3, Activation::tanh, rng);
  arma::mat X = uniform_matrix(3, 4, -2.0, 2.0, rng);
  const arma::mat G = uniform_matrix(3, 4, -1.0, 1.0, rng);
  const ResidualGradient gradient = residual_backward(block, cache_of(block, X), G);

  // The loss whose gradient with respect to the output is G: the sum of G % output.
  const auto differences = [&](arma::mat& numbers) {
    arma::mat result(arma::size(numbers));
    for (arma::uword i = 0; i < numbers.n_elem; ++i) {
      const double was = numbers(i);
      numbers(i) = was + 1e-5;
      const double above = arma::accu(G % cache_of(block, X).output);
      numbers(i) = was - 1e-5;
      const double below = arma::accu(G % cache_of(block, X).output);
      numbers(i) = was;
      result(i) = (above - below) / 2e-5;
    }
    return result;
  };
  INFO("For each number: how much the loss changes with it, from two forward passes.");
  CHECK_THAT(gradient.W1, close_to(differences(block.W1), 1e-7).samples(4));
  CHECK_THAT(gradient.b, close_to(differences(block.b), 1e-7).samples(4));
  CHECK_THAT(gradient.W2, close_to(differences(block.W2), 1e-7).samples(4));
  CHECK_THAT(gradient.X, close_to(differences(X), 1e-7).samples(4));
}

TEST_CASE("10.2 a batch is worth the sum of its samples", "[10][10.2]") {
  Rng rng = test_rng("10.2 c");
  const ResidualBlock block = random_block(3, Activation::sigmoid, rng);
  const arma::mat X = uniform_matrix(3, 5, -2.0, 2.0, rng);
  const arma::mat G = uniform_matrix(3, 5, -1.0, 1.0, rng);
  const ResidualGradient batch = residual_backward(block, cache_of(block, X), G);
  arma::mat W1(3, 3, arma::fill::zeros);
  arma::mat W2(3, 3, arma::fill::zeros);
  arma::vec b(3, arma::fill::zeros);
  for (arma::uword s = 0; s < 5; ++s) {
    const arma::mat x = X.col(s);
    const ResidualGradient one = residual_backward(block, cache_of(block, x), G.col(s));
    const ResidualGradient expected = gradient_of(block, cache_of(block, x), G.col(s));
    INFO("Sample " << s << " by itself:");
    CHECK_THAT(one.X, close_to(expected.X));
    CHECK_THAT(one.W1, close_to(expected.W1));
    W1 += expected.W1;
    W2 += expected.W2;
    b += expected.b;
  }
  INFO("All 5 samples at once: each parameter collects from all of them.");
  CHECK_THAT(batch.W1, close_to(W1).samples(5));
  CHECK_THAT(batch.b, close_to(b).samples(5));
  CHECK_THAT(batch.W2, close_to(W2).samples(5));
}

TEST_CASE("10.2 every activation has its own slope", "[10][10.2]") {
  Rng rng = test_rng("10.2 d");
  for (const Activation activation : bends) {
    const arma::uword h = between(1, 4, rng);
    const ResidualBlock block = random_block(h, activation, rng);
    const ResidualCache cache = cache_of(block, uniform_matrix(h, 5, -2.0, 2.0, rng));
    const arma::mat G = uniform_matrix(h, 5, -1.0, 1.0, rng);
    const ResidualGradient expected = gradient_of(block, cache, G);
    const ResidualGradient gradient = residual_backward(block, cache, G);
    INFO("A block of width " << h << " whose activation is " << name(activation) << ":");
    CHECK_THAT(gradient.W1, close_to(expected.W1).samples(5));
    CHECK_THAT(gradient.b, close_to(expected.b).samples(5));
    CHECK_THAT(gradient.W2, close_to(expected.W2).samples(5));
    CHECK_THAT(gradient.X, close_to(expected.X).samples(5));
  }
}

TEST_CASE("10.2 with nothing in W2 the gradient comes through as it was", "[10][10.2]") {
  Rng rng = test_rng("10.2 e");
  ResidualBlock block = random_block(3, Activation::tanh, rng);
  block.W2.zeros();
  const ResidualCache cache = cache_of(block, uniform_matrix(3, 4, -2.0, 2.0, rng));
  const arma::mat G = uniform_matrix(3, 4, -1.0, 1.0, rng);
  const ResidualGradient gradient = residual_backward(block, cache, G);
  INFO("W2 is 0: nothing comes back through it, and dX is d_output.");
  CHECK_THAT(gradient.X, close_to(G).samples(4));
  CHECK_THAT(gradient.W1, close_to(arma::zeros(3, 3)));
  INFO("W2 itself does learn: it multiplies A, whatever its own numbers are.");
  CHECK_THAT(gradient.W2, close_to(times(G, cache.A.t())).samples(4));
}

TEST_CASE("10.2 the message of a refused d_output names both shapes", "[10][10.2]") {
  Rng rng = test_rng("10.2 f");
  const ResidualBlock block = random_block(3, Activation::tanh, rng);
  const ResidualCache cache = cache_of(block, uniform_matrix(3, 5, -2.0, 2.0, rng));
  INFO("d_output has the shape of the output: width 3, 5 samples.");
  const std::vector<std::pair<arma::uword, arma::uword>> sizes = {
      {2, 5}, {4, 5}, {3, 4}, {3, 1}, {5, 3}};
  for (const auto& [rows, cols] : sizes) {
    CHECK_THROWS_MATCHES(
        residual_backward(block, cache, arma::ones(rows, cols)), std::invalid_argument,
        says("residual_backward: d_output is " + shape(rows, cols) + ", expected 3x5"));
  }
  INFO("What fits is not refused.");
  CHECK_NOTHROW(residual_backward(block, cache, arma::ones(3, 5)));
}

// ---- 10.3 make_residual_network -----------------------------------------------------------------

TEST_CASE("10.3 any width, any depth, any inputs and outputs", "[10][10.3]") {
  Rng rng = test_rng("10.3 a");
  Rng theirs = test_rng("10.3 a theirs");
  for (arma::uword hidden = 2; hidden <= 6; ++hidden) {
    const arma::uword inputs = between(1, 4, rng);
    const arma::uword h = between(5, 9, rng);
    const arma::uword outputs = between(1, 4, rng);
    const Activation activation = bends[hidden - 2];
    INFO(inputs << " inputs, " << hidden << " hidden layers of " << h << ", " << outputs
                << " outputs. Only hidden widths have to be equal.");
    const ResidualNetwork network = make_residual_network(widths_of(inputs, h, hidden, outputs),
                                                          activation, Initialiser::xavier, theirs);
    REQUIRE(network.blocks.size() == hidden - 1);
    CHECK(dimensions(network.first.weights) == shape(h, inputs));
    CHECK_THAT(network.first.bias, close_to(arma::zeros(h)));
    CHECK(name(network.first.activation) == name(activation));
    for (const ResidualBlock& block : network.blocks) {
      CHECK(dimensions(block.W1) == shape(h, h));
      CHECK_THAT(block.b, close_to(arma::zeros(h)));
      CHECK(dimensions(block.W2) == shape(h, h));
      CHECK(name(block.activation) == name(activation));
    }
    CHECK(dimensions(network.last.weights) == shape(outputs, h));
    CHECK_THAT(network.last.bias, close_to(arma::zeros(outputs)));
    CHECK(name(network.last.activation) == "identity");
  }
}

TEST_CASE("10.3 one unit everywhere, and inputs as wide as the hidden layers", "[10][10.3]") {
  Rng rng = test_rng("10.3 b");
  const ResidualNetwork tiny =
      make_residual_network({1, 1, 1, 1}, Activation::tanh, Initialiser::he, rng);
  REQUIRE(tiny.blocks.size() == 1);
  CHECK(dimensions(tiny.blocks[0].W2) == "1x1");
  INFO("The first hidden layer is plain even where it is as wide as the inputs.");
  const ResidualNetwork even =
      make_residual_network({4, 4, 4, 4}, Activation::tanh, Initialiser::he, rng);
  REQUIRE(even.blocks.size() == 1);
  CHECK(dimensions(even.blocks[0].W2) == "4x4");
}

TEST_CASE("10.3 every matrix has the spread of its initialiser", "[10][10.3]") {
  Rng rng = test_rng("10.3 c");
  const auto deviation = [](Initialiser initialiser, double inputs, double outputs) {
    if (initialiser == Initialiser::small_normal) return 0.01;
    if (initialiser == Initialiser::one_over_n) return 1.0 / outputs;
    if (initialiser == Initialiser::xavier) return std::sqrt(2.0 / (inputs + outputs));
    return std::sqrt(2.0 / inputs);
  };
  for (const Initialiser initialiser :
       {Initialiser::small_normal, Initialiser::one_over_n, Initialiser::xavier, Initialiser::he}) {
    const ResidualNetwork network =
        make_residual_network({30, 40, 40, 40, 20}, Activation::relu, initialiser, rng);
    REQUIRE(network.blocks.size() == 2);
    const auto check = [&](const std::string& what, const arma::mat& weights, double inputs,
                           double outputs) {
      const double expected = deviation(initialiser, inputs, outputs);
      REQUIRE(dimensions(weights) ==
              shape(static_cast<arma::uword>(outputs), static_cast<arma::uword>(inputs)));
      const double spread = arma::stddev(arma::vectorise(weights));
      {
        INFO("The numbers of " << what << " do not differ: each one is a draw of its own.");
        REQUIRE(spread > 1e-9 * expected);
      }
      INFO(what << ", " << name(initialiser)
                << ", measured deviation / expected deviation, near 1:");
      // At least 800 weights: the standard error is at most 2.5%.
      CHECK_THAT(spread / expected,
                 close_to(1.0, 0.155)
                     .mistake("This is the spread of he: the initialiser is an argument.",
                              deviation(Initialiser::he, inputs, outputs) / expected)
                     .mistake("This is the spread of xavier: the initialiser is an argument.",
                              deviation(Initialiser::xavier, inputs, outputs) / expected)
                     .mistake("The deviation is that of a layer with inputs and outputs swapped.",
                              deviation(initialiser, outputs, inputs) / expected));
    };
    check("first layer", network.first.weights, 30, 40);
    check("W1 of block 0", network.blocks[0].W1, 40, 40);
    check("W2 of block 0", network.blocks[0].W2, 40, 40);
    check("W1 of block 1", network.blocks[1].W1, 40, 40);
    check("W2 of block 1", network.blocks[1].W2, 40, 40);
    check("last layer", network.last.weights, 40, 20);
  }
}

TEST_CASE("10.3 no two matrices share their numbers, and rng alone decides", "[10][10.3]") {
  Rng rng = test_rng("10.3 d");
  Rng twin = rng;
  const std::uint64_t before = rng.draws();
  const auto matrices = [](Rng& source) {
    const ResidualNetwork network =
        make_residual_network({24, 24, 24, 24, 24}, Activation::tanh, Initialiser::he, source);
    std::vector<std::pair<std::string, arma::mat>> all = {{"first", network.first.weights}};
    for (std::size_t i = 0; i < network.blocks.size(); ++i) {
      const std::string of = " of block " + std::to_string(i);
      all.push_back({"W1" + of, network.blocks[i].W1});
      all.push_back({"W2" + of, network.blocks[i].W2});
    }
    all.push_back({"last", network.last.weights});
    return all;
  };
  const auto all = matrices(rng);
  const auto repeated = matrices(twin);
  REQUIRE(all.size() == 6);
  REQUIRE(repeated.size() == 6);
  for (const auto& [what, matrix] : all) REQUIRE(dimensions(matrix) == "24x24");
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      INFO("correlation of " << all[j].first << " and " << all[i].first << ", near 0:");
      // 576 pairs: the standard error is 0.042.
      CHECK_THAT(correlation(all[i].second, all[j].second),
                 close_to(0.0, 0.3)
                     .mistake("These two are the very same numbers: each matrix is drawn for "
                              "itself, and each draw moves rng on.",
                              1.0)
                     .mistake("These two are the same numbers with opposite signs.", -1.0));
    }
  }
  INFO("Made from two generators in the same state. All randomness has to come from rng.");
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK_THAT(repeated[i].second, close_to(all[i].second));
  }
  INFO("rng itself has to move on: a copy of it moves on alone.");
  CHECK(rng.draws() > before);
}

TEST_CASE("10.3 first layer, W1 and W2 block by block, last layer: drawn in this order",
          "[10][10.3]") {
  // Networks with one and with two blocks, made from the same state of rng, all of whose matrices
  // are h x h: after the first block, the one draws its last layer, the other W1 of block 1.
  Rng rng = test_rng("10.3 e");
  const arma::uword h = between(4, 7, rng);
  Rng twin = rng;
  const auto make = [&](arma::uword hidden, Rng& source) {
    return make_residual_network(widths_of(h, h, hidden, h), Activation::tanh, Initialiser::xavier,
                                 source);
  };
  const ResidualNetwork one = make(2, rng);
  const ResidualNetwork two = make(3, twin);
  REQUIRE(one.blocks.size() == 1);
  REQUIRE(two.blocks.size() == 2);
  INFO(
      "Networks with one and with two blocks, made with the same seed, begin with the same draws.");
  CHECK_THAT(one.first.weights,
             close_to(two.first.weights)
                 .mistake("The first layer is drawn after the blocks: it comes at the beginning.",
                          two.blocks[1].W1));
  CHECK_THAT(
      one.blocks[0].W1,
      close_to(two.blocks[0].W1)
          .mistake("The last block is drawn before the others: block 0 comes first.",
                   two.blocks[1].W1)
          .mistake("All W2 are drawn before all W1: a block is drawn at once.", two.blocks[1].W2));
  CHECK_THAT(
      one.blocks[0].W2,
      close_to(two.blocks[0].W2)
          .mistake("All W1 are drawn before all W2: a block is drawn at once.", two.blocks[1].W1));
  INFO("What comes after block 0 is the last layer in the one, and W1 of block 1 in the other.");
  CHECK_THAT(one.last.weights,
             close_to(two.blocks[1].W1)
                 .mistake("W2 is drawn before W1: of each block W1 comes first.", two.blocks[1].W2)
                 .mistake("The last layer is drawn before the blocks: it comes at the end.",
                          two.last.weights));
}

TEST_CASE("10.3 zeros and constant reach every matrix", "[10][10.3]") {
  Rng rng = test_rng("10.3 f");
  const auto make = [&](Initialiser initialiser) {
    return make_residual_network({2, 3, 3, 4}, Activation::relu, initialiser, rng);
  };
  const ResidualNetwork zeros = make(Initialiser::zeros);
  REQUIRE(zeros.blocks.size() == 1);
  CHECK_THAT(zeros.first.weights, close_to(arma::zeros(3, 2)));
  CHECK_THAT(zeros.blocks[0].W1, close_to(arma::zeros(3, 3)));
  CHECK_THAT(zeros.blocks[0].W2, close_to(arma::zeros(3, 3)));
  CHECK_THAT(zeros.last.weights, close_to(arma::zeros(4, 3)));
  const ResidualNetwork ones = make(Initialiser::constant);
  REQUIRE(ones.blocks.size() == 1);
  CHECK_THAT(ones.first.weights, close_to(arma::ones(3, 2)));
  CHECK_THAT(ones.blocks[0].W1, close_to(arma::ones(3, 3)));
  CHECK_THAT(ones.blocks[0].W2, close_to(arma::ones(3, 3)));
  CHECK_THAT(ones.last.weights, close_to(arma::ones(4, 3)));
  INFO("Biases are 0 with every initialiser.");
  CHECK_THAT(ones.blocks[0].b, close_to(arma::zeros(3)));
}

TEST_CASE("10.3 every list that breaks a rule is refused", "[10][10.3]") {
  Rng rng = test_rng("10.3 g");
  Rng theirs = test_rng("10.3 g theirs");
  const auto make = [&](const std::vector<arma::uword>& widths) {
    return make_residual_network(widths, Activation::relu, Initialiser::he, theirs);
  };
  const std::string who = "make_residual_network: ";
  {
    INFO("At least two hidden layers: without inputs and outputs, so many are left.");
    const std::string none = who + "widths has 0 hidden layers, expected at least 2";
    CHECK_THROWS_MATCHES(make({}), std::invalid_argument, says(none));
    CHECK_THROWS_MATCHES(make({between(1, 9, rng)}), std::invalid_argument, says(none));
    CHECK_THROWS_MATCHES(make({between(1, 9, rng), between(1, 9, rng)}), std::invalid_argument,
                         says(none));
    CHECK_THROWS_MATCHES(make({between(1, 9, rng), between(1, 9, rng), between(1, 9, rng)}),
                         std::invalid_argument,
                         says(who + "widths has 1 hidden layer, expected at least 2"));
  }
  INFO("Every hidden width is compared with the first one, and the first that differs is named.");
  for (std::size_t place = 2; place <= 5; ++place) {
    const arma::uword h = between(3, 9, rng);
    std::vector<arma::uword> widths = widths_of(2, h, 5, 4);
    const arma::uword other = h + between(1, 5, rng);
    for (std::size_t i = place; i <= 5; ++i) widths[i] = other;  // from there on
    const std::string message = who + "widths[" + std::to_string(place) + "] is " +
                                std::to_string(other) + ", expected " + std::to_string(h) +
                                " as widths[1]";
    CHECK_THROWS_MATCHES(make(widths), std::invalid_argument, says(message));
    for (std::size_t i = place + 1; i <= 5; ++i) widths[i] = h;  // there alone
    CHECK_THROWS_MATCHES(make(widths), std::invalid_argument, says(message));
  }
  INFO("What fits is not refused.");
  CHECK_NOTHROW(make(widths_of(2, 4, 5, 4)));
}

// ---- 10.4 resnet_forward ------------------------------------------------------------------------

TEST_CASE("10.4 the caches hold what each part was given and what it made", "[10][10.4]") {
  Rng rng = test_rng("10.4 a");
  const ResidualNetwork network = random_network(
      2, 4, 3, {Activation::sigmoid, Activation::tanh, Activation::relu, Activation::leaky_relu},
      rng);
  const arma::mat X = uniform_matrix(2, 6, -2.0, 2.0, rng);
  const ResidualPass expected = pass_of(network, X);
  const ResidualPass pass = resnet_forward(network, X);
  const ResidualCache last_first = cache_of(network.blocks.back(), expected.first.A);
  {
    INFO("The first layer:");
    CHECK_THAT(pass.first.X, close_to(X));
    CHECK_THAT(pass.first.Z, close_to(expected.first.Z));
    CHECK_THAT(pass.first.A, close_to(expected.first.A));
  }
  REQUIRE(pass.blocks.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    support::CloseTo wanted =
        close_to(expected.blocks[i].X)
            .mistake("This is what the first layer made: the blocks read one after the other.",
                     expected.first.A)
            .mistake("This is Z of the first layer: what comes after the activation is read.",
                     expected.first.Z)
            .mistake("This is what the block puts out, not what it was given.",
                     expected.blocks[i].output)
            .mistake("The blocks run in the wrong order: block 0 comes first.", last_first.output);
    if (i > 0) {
      const ResidualCache& before = expected.blocks[i - 1];
      wanted
          .mistake(
              "This is A of the block before: a block reads the whole output of the one "
              "before.",
              before.A)
          .mistake("This is what the block before added, without what it was given.",
                   before.output - before.X);
    }
    INFO("Block " << i << ", what it was given:");
    CHECK_THAT(pass.blocks[i].X, wanted);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    INFO("Block " << i << ", what it made of it:");
    CHECK_THAT(
        pass.blocks[i].Z,
        close_to(expected.blocks[i].Z)
            .mistake("The blocks run in the wrong order: block 0 comes first.", last_first.Z));
    CHECK_THAT(pass.blocks[i].A, close_to(expected.blocks[i].A));
    CHECK_THAT(pass.blocks[i].output, close_to(expected.blocks[i].output));
  }
  INFO("The last layer:");
  CHECK_THAT(
      pass.last.X,
      close_to(expected.last.X)
          .mistake("This is what the first layer made: the blocks come between.", expected.first.A)
          .mistake("This is what the last block was given: the last layer reads its output.",
                   expected.blocks[2].X)
          .mistake("This is the output of the first block: the last layer comes after the "
                   "last one.",
                   expected.blocks[0].output)
          .mistake("This is A of the last block: the last layer reads its whole output.",
                   expected.blocks[2].A));
  CHECK_THAT(pass.last.A, close_to(expected.last.A));
}

TEST_CASE("10.4 one block, one unit, one sample", "[10][10.4]") {
  Rng rng = test_rng("10.4 b");
  const ResidualNetwork network =
      random_network(1, 1, 1, {Activation::tanh, Activation::tanh}, rng);
  const arma::mat X = uniform_matrix(1, 1, -2.0, 2.0, rng);
  const ResidualPass expected = pass_of(network, X);
  const ResidualPass pass = resnet_forward(network, X);
  REQUIRE(pass.blocks.size() == 1);
  CHECK_THAT(pass.blocks[0].output, close_to(expected.blocks[0].output));
  CHECK_THAT(pass.last.A, close_to(expected.last.A));
}

TEST_CASE("10.4 ten blocks deep", "[10][10.4]") {
  Rng rng = test_rng("10.4 c");
  const ResidualNetwork network =
      random_network(3, 3, 2, std::vector<Activation>(11, Activation::tanh), rng);
  const arma::mat X = uniform_matrix(3, 5, -2.0, 2.0, rng);
  const ResidualPass expected = pass_of(network, X);
  const ResidualPass pass = resnet_forward(network, X);
  REQUIRE(pass.blocks.size() == 10);
  for (std::size_t i = 0; i < 10; ++i) {
    INFO("Block " << i << ":");
    CHECK_THAT(pass.blocks[i].output, close_to(expected.blocks[i].output));
  }
  CHECK_THAT(pass.last.A, close_to(expected.last.A));
}

TEST_CASE("10.4 what does not fit is refused by the part that it does not fit", "[10][10.4]") {
  Rng rng = test_rng("10.4 d");
  ResidualNetwork network = random_network(2, 3, 2, {Activation::tanh, Activation::tanh}, rng);
  INFO("dense_forward and residual_forward refuse it: there is nothing to do but to call them.");
  CHECK_THROWS_MATCHES(resnet_forward(network, arma::ones(3, 4)), std::invalid_argument,
                       says("dense_forward: X is 3x4, expected 2x4"));
  network.blocks[0] = random_block(4, Activation::tanh, rng);
  CHECK_THROWS_MATCHES(resnet_forward(network, arma::ones(2, 4)), std::invalid_argument,
                       says("residual_forward: X is 3x4, expected 4x4"));
  INFO("What fits is not refused.");
  const ResidualNetwork fitting =
      random_network(2, 3, 2, {Activation::tanh, Activation::tanh}, rng);
  CHECK_NOTHROW(resnet_forward(fitting, arma::ones(2, 4)));
}

// ---- 10.5 resnet_backward -----------------------------------------------------------------------

namespace {

/// Every gradient of a network, with its name.
std::vector<std::pair<std::string, arma::mat>> parts(const ResidualNetworkGradient& gradient) {
  std::vector<std::pair<std::string, arma::mat>> all = {
      {"dW of the last layer", gradient.last.weights},
      {"db of the last layer", gradient.last.bias},
      {"dX of the last layer", gradient.last.X}};
  for (std::size_t i = gradient.blocks.size(); i-- > 0;) {
    const std::string of = " of block " + std::to_string(i);
    all.push_back({"dW2" + of, gradient.blocks[i].W2});
    all.push_back({"dW1" + of, gradient.blocks[i].W1});
    all.push_back({"db" + of, gradient.blocks[i].b});
    all.push_back({"dX" + of, gradient.blocks[i].X});
  }
  all.push_back({"dW of the first layer", gradient.first.weights});
  all.push_back({"db of the first layer", gradient.first.bias});
  all.push_back({"dX of the first layer", gradient.first.X});
  return all;
}

}  // namespace

TEST_CASE("10.5 every gradient is that of the chain rule", "[10][10.5]") {
  Rng rng = test_rng("10.5 a");
  const ResidualNetwork network = random_network(
      3, 4, 2, {Activation::tanh, Activation::sigmoid, Activation::tanh, Activation::leaky_relu},
      rng);
  const ResidualPass pass = pass_of(network, uniform_matrix(3, 6, -2.0, 2.0, rng));
  const arma::mat dA = uniform_matrix(2, 6, -1.0, 1.0, rng);
  const ResidualNetworkGradient expected = gradient_of(network, pass, dA);
  const ResidualNetworkGradient gradient = resnet_backward(network, pass, dA);
  REQUIRE(gradient.blocks.size() == 3);

  // What one gets if the gradient is handed on from the wrong place.
  ResidualNetworkGradient from_last = expected;  // to all blocks, and to the first layer
  for (std::size_t i = 0; i < 3; ++i) {
    from_last.blocks[i] = gradient_of(network.blocks[i], pass.blocks[i], expected.last.X);
  }
  from_last.first = gradient_of(network.first, pass.first, expected.last.X);
  ResidualNetworkGradient from_block = expected;  // the last block's, to the first layer
  from_block.first = gradient_of(network.first, pass.first, expected.blocks[2].X);
  ResidualNetworkGradient first_to_last = expected;  // through the blocks from 0 to 2
  arma::mat d_stream = expected.last.X;
  for (std::size_t i = 0; i < 3; ++i) {
    first_to_last.blocks[i] = gradient_of(network.blocks[i], pass.blocks[i], d_stream);
    d_stream = first_to_last.blocks[i].X;
  }
  first_to_last.first = gradient_of(network.first, pass.first, d_stream);
  first_to_last.blocks[0] = expected.blocks[0];  // cannot be told from from_last
  ResidualNetworkGradient as_found = expected;   // in the order of the way back
  std::reverse(as_found.blocks.begin(), as_found.blocks.end());

  const auto wanted = parts(expected);
  const auto got = parts(gradient);
  const auto wrong_last = parts(from_last);
  const auto wrong_block = parts(from_block);
  const auto wrong_way = parts(first_to_last);
  const auto wrong_order = parts(as_found);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    INFO(wanted[i].first << ":");
    CHECK_THAT(
        got[i].second,
        close_to(wanted[i].second)
            .samples(6)
            .mistake("This part was given what comes out of the last layer: blocks lie between "
                     "them.",
                     wrong_last[i].second)
            .mistake("The first layer was given dX of the last block: the other blocks lie between "
                     "them.",
                     wrong_block[i].second)
            .mistake("The way back went through the blocks from the first to the last.",
                     wrong_way[i].second)
            .mistake("The gradients stand in the order in which they were found: block 0 comes "
                     "first.",
                     wrong_order[i].second));
  }
}

TEST_CASE("10.5 finite differences of each parameter agree", "[10][10.5]") {
  Rng rng = test_rng("10.5 b");
  ResidualNetwork network =
      random_network(2, 3, 2, {Activation::tanh, Activation::tanh, Activation::sigmoid}, rng);
  arma::mat X = uniform_matrix(2, 4, -2.0, 2.0, rng);
  const arma::mat dA = uniform_matrix(2, 4, -1.0, 1.0, rng);
  const ResidualNetworkGradient gradient = resnet_backward(network, pass_of(network, X), dA);
  REQUIRE(gradient.blocks.size() == 2);

  // The loss whose gradient with respect to the output is dA: the sum of dA % output.
  const auto check = [&](const std::string& what, arma::mat& numbers, const arma::mat& derivative) {
    arma::mat differences(arma::size(numbers));
    for (arma::uword i = 0; i < numbers.n_elem; ++i) {
      const double was = numbers(i);
      numbers(i) = was + 1e-5;
      const double above = arma::accu(dA % pass_of(network, X).last.A);
      numbers(i) = was - 1e-5;
      const double below = arma::accu(dA % pass_of(network, X).last.A);
      numbers(i) = was;
      differences(i) = (above - below) / 2e-5;
    }
    INFO(what << ", against two forward passes for each number:");
    CHECK_THAT(derivative, close_to(differences, 1e-7).samples(4));
  };
  check("dW of the last layer", network.last.weights, gradient.last.weights);
  check("db of the last layer", network.last.bias, gradient.last.bias);
  for (std::size_t i = 2; i-- > 0;) {
    const std::string of = " of block " + std::to_string(i);
    check("dW1" + of, network.blocks[i].W1, gradient.blocks[i].W1);
    check("db" + of, network.blocks[i].b, gradient.blocks[i].b);
    check("dW2" + of, network.blocks[i].W2, gradient.blocks[i].W2);
  }
  check("dW of the first layer", network.first.weights, gradient.first.weights);
  check("db of the first layer", network.first.bias, gradient.first.bias);
  check("dX of the first layer", X, gradient.first.X);
}

TEST_CASE("10.5 one block, one unit, one sample", "[10][10.5]") {
  Rng rng = test_rng("10.5 c");
  const ResidualNetwork network =
      random_network(1, 1, 1, {Activation::tanh, Activation::sigmoid}, rng);
  const ResidualPass pass = pass_of(network, uniform_matrix(1, 1, -2.0, 2.0, rng));
  const arma::mat dA = uniform_matrix(1, 1, -1.0, 1.0, rng);
  const auto wanted = parts(gradient_of(network, pass, dA));
  const auto got = parts(resnet_backward(network, pass, dA));
  REQUIRE(got.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    INFO(wanted[i].first << ":");
    CHECK_THAT(got[i].second, close_to(wanted[i].second));
  }
}

TEST_CASE("10.5 a pass or a dA that does not fit is refused", "[10][10.5]") {
  Rng rng = test_rng("10.5 d");
  const ResidualNetwork network =
      random_network(2, 3, 2, {Activation::tanh, Activation::tanh, Activation::tanh}, rng);
  const ResidualPass pass = pass_of(network, uniform_matrix(2, 4, -2.0, 2.0, rng));
  INFO("The network has 2 blocks: one cache too many is as wrong as one too few.");
  for (const std::size_t count : {0, 1, 3, 4}) {
    ResidualPass other = pass;
    other.blocks.resize(count, pass.blocks.back());
    CHECK_THROWS_MATCHES(
        resnet_backward(network, other, arma::ones(2, 4)), std::invalid_argument,
        says("resnet_backward: pass.blocks has length " + std::to_string(count) + ", expected 2"));
  }
  INFO("dense_backward refuses a dA: there is nothing to do but to call it.");
  CHECK_THROWS_MATCHES(resnet_backward(network, pass, arma::ones(2, 5)), std::invalid_argument,
                       says("dense_backward: dA is 2x5, expected 2x4"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(resnet_backward(network, pass, arma::ones(2, 4)));
}

// ---- 10.6 flatten_resnet, flatten_resnet_gradient -----------------------------------------------

namespace {

using Numbers = std::vector<double>;

/// The entries of `matrix` at the end of `all`, column by column or row by row.
void append(Numbers& all, const arma::mat& matrix, bool by_rows = false) {
  const arma::uword outer = by_rows ? matrix.n_rows : matrix.n_cols;
  const arma::uword inner = by_rows ? matrix.n_cols : matrix.n_rows;
  for (arma::uword i = 0; i < outer; ++i) {
    for (arma::uword j = 0; j < inner; ++j) {
      all.push_back(by_rows ? matrix(i, j) : matrix(j, i));
    }
  }
}

/// How one may put the parts of a network in a row; as it stands, the right way.
struct Order {
  std::string block = "1b2";  // W1, b, W2
  std::string layer = "Wb";
  bool by_rows = false;
  bool first = true;
  bool last = true;
  bool last_block_first = false;
};

/// For networks and for gradients alike.
template <typename Whole>
arma::vec in_a_row(const Whole& whole, const Order& order = {}) {
  Numbers all;
  const auto add_layer = [&](const auto& layer) {
    for (const char part : order.layer) {
      if (part == 'W') append(all, layer.weights, order.by_rows);
      if (part == 'b') append(all, layer.bias);
    }
  };
  if (order.first) add_layer(whole.first);
  const std::size_t count = whole.blocks.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto& block = whole.blocks[order.last_block_first ? count - 1 - i : i];
    for (const char part : order.block) {
      if (part == '1') append(all, block.W1, order.by_rows);
      if (part == 'b') append(all, block.b);
      if (part == '2') append(all, block.W2, order.by_rows);
    }
  }
  if (order.last) add_layer(whole.last);
  return arma::vec(all);
}

/// What a wrong order gives, and what it is called.
template <typename Whole>
support::CloseTo close_to_row(const Whole& whole) {
  return close_to(in_a_row(whole))
      .mistake("In each block b stands before W1.", in_a_row(whole, {.block = "b12"}))
      .mistake("In each block W2 stands before b.", in_a_row(whole, {.block = "12b"}))
      .mistake("In each block W2 stands before W1.", in_a_row(whole, {.block = "2b1"}))
      .mistake("In each block W2 stands before W1.", in_a_row(whole, {.block = "21b"}))
      .mistake("W2 is missing in each block.", in_a_row(whole, {.block = "1b"}))
      .mistake("b is missing in each block.", in_a_row(whole, {.block = "12"}))
      .mistake("W1 stands in the place of W2, too.", in_a_row(whole, {.block = "1b1"}))
      .mistake("In the plain layers the bias stands before the weights.",
               in_a_row(whole, {.layer = "bW"}))
      .mistake("The biases of the plain layers are missing.", in_a_row(whole, {.layer = "W"}))
      .mistake("The matrices were read row by row.", in_a_row(whole, {.by_rows = true}))
      .mistake("The first layer is missing.", in_a_row(whole, {.first = false}))
      .mistake("The last layer is missing.", in_a_row(whole, {.last = false}))
      .mistake("The blocks stand in the opposite order.",
               in_a_row(whole, {.last_block_first = true}))
      .mistake("Only the blocks are there.", in_a_row(whole, {.first = false, .last = false}));
}

/// A gradient of these shapes, of random numbers.
ResidualNetworkGradient random_gradient(arma::uword inputs, arma::uword h, arma::uword outputs,
                                        std::size_t blocks, Rng& rng) {
  const auto draw = [&](arma::uword rows, arma::uword cols) {
    return uniform_matrix(rows, cols, -1.0, 1.0, rng);
  };
  ResidualNetworkGradient gradient{
      .first = {.weights = draw(h, inputs), .bias = draw(h, 1), .X = draw(inputs, 7)},
      .blocks = {},
      .last = {.weights = draw(outputs, h), .bias = draw(outputs, 1), .X = draw(h, 7)}};
  for (std::size_t i = 0; i < blocks; ++i) {
    gradient.blocks.push_back(
        {.W1 = draw(h, h), .b = draw(h, 1), .W2 = draw(h, h), .X = draw(h, 7)});
  }
  return gradient;
}

}  // namespace

TEST_CASE("10.6 networks of any size, each parameter in its place", "[10][10.6]") {
  Rng rng = test_rng("10.6 a");
  for (std::size_t blocks = 1; blocks <= 4; ++blocks) {
    const ResidualNetwork network =
        random_network(between(2, 4, rng), between(2, 4, rng), between(2, 4, rng),
                       std::vector<Activation>(blocks + 1, Activation::relu), rng);
    INFO(blocks << " blocks. First layer (weights, bias), of each block W1, b, W2, last layer.");
    CHECK_THAT(flatten_resnet(network), close_to_row(network));
  }
}

TEST_CASE("10.6 each derivative has the place of its parameter, and dX has none", "[10][10.6]") {
  Rng rng = test_rng("10.6 b");
  for (std::size_t blocks = 1; blocks <= 3; ++blocks) {
    const ResidualNetworkGradient gradient =
        random_gradient(between(2, 4, rng), between(2, 4, rng), between(2, 4, rng), blocks, rng);
    INFO(blocks << " blocks. The order is that of flatten_resnet.");
    CHECK_THAT(flatten_resnet_gradient(gradient), close_to_row(gradient));
  }
}

TEST_CASE("10.6 a network and its gradient are vectors of one length", "[10][10.6]") {
  Rng rng = test_rng("10.6 c");
  const ResidualNetwork network =
      random_network(3, 2, 4, {Activation::tanh, Activation::tanh, Activation::tanh}, rng);
  const ResidualNetworkGradient gradient = random_gradient(3, 2, 4, 2, rng);
  INFO("3 inputs, two blocks of width 2, 4 outputs: 8 + 10 + 10 + 12 = 40.");
  CHECK(flatten_resnet(network).n_elem == 40);
  CHECK(flatten_resnet_gradient(gradient).n_elem == 40);
}

// ---- 10.7 unflatten_resnet ----------------------------------------------------------------------

TEST_CASE("10.7 every number comes from its place in theta", "[10][10.7]") {
  Rng rng = test_rng("10.7 a");
  for (std::size_t blocks = 1; blocks <= 3; ++blocks) {
    const arma::uword inputs = between(2, 4, rng);
    const arma::uword h = between(2, 4, rng);
    const arma::uword outputs = between(2, 4, rng);
    const std::vector<Activation> hidden(blocks + 1, Activation::relu);
    const ResidualNetwork before = random_network(inputs, h, outputs, hidden, rng);
    const ResidualNetwork wanted = random_network(inputs, h, outputs, hidden, rng);
    const ResidualNetwork filled = unflatten_resnet(in_a_row(wanted), before);
    const char* const unchanged = "This is what was there before: the new numbers are in theta.";
    const char* const rows = "The matrix was filled row by row.";
    INFO(blocks << " blocks of width " << h << ". The order in theta is that of task 10.6.");
    REQUIRE(filled.blocks.size() == blocks);
    CHECK_THAT(filled.first.weights,
               close_to(wanted.first.weights).mistake(unchanged, before.first.weights));
    CHECK_THAT(filled.first.bias, close_to(wanted.first.bias)
                                      .mistake(unchanged, before.first.bias)
                                      .mistake("These are the first weights: the place in theta "
                                               "did not move on.",
                                               arma::vec(in_a_row(wanted).head(h))));
    for (std::size_t i = 0; i < blocks; ++i) {
      const ResidualBlock& block = wanted.blocks[i];
      const arma::vec all =
          arma::join_cols(arma::vectorise(block.W1), block.b, arma::vectorise(block.W2));
      const arma::vec b_first = all.subvec(h, h + h * h - 1);
      const arma::vec b_last = all.subvec(h * h, 2 * h * h - 1);
      INFO("Block " << i << ":");
      CHECK_THAT(filled.blocks[i].W1,
                 close_to(block.W1)
                     .mistake(unchanged, before.blocks[i].W1)
                     .mistake(rows, block.W1.t())
                     .mistake("b was taken out of theta before W1.", arma::reshape(b_first, h, h))
                     .mistake("Each block has the numbers of block 0: the place in theta did not "
                              "move on.",
                              wanted.blocks[0].W1));
      CHECK_THAT(filled.blocks[i].b,
                 close_to(block.b)
                     .mistake(unchanged, before.blocks[i].b)
                     .mistake("b was taken out of theta before W1.", arma::vec(all.head(h)))
                     .mistake("W2 was taken out of theta before b.", arma::vec(all.tail(h))));
      CHECK_THAT(
          filled.blocks[i].W2,
          close_to(block.W2)
              .mistake(unchanged, before.blocks[i].W2)
              .mistake(rows, block.W2.t())
              .mistake("W2 was taken out of theta before b.", arma::reshape(b_last, h, h))
              .mistake("W2 has the numbers of W1: the place in theta did not move on.", block.W1));
    }
    CHECK_THAT(filled.last.weights,
               close_to(wanted.last.weights).mistake(unchanged, before.last.weights));
    CHECK_THAT(filled.last.bias, close_to(wanted.last.bias).mistake(unchanged, before.last.bias));
  }
}

TEST_CASE("10.7 each part keeps its own activation", "[10][10.7]") {
  Rng rng = test_rng("10.7 b");
  ResidualNetwork network =
      random_network(2, 3, 2, {Activation::relu, Activation::sigmoid, Activation::leaky_relu}, rng);
  network.last.activation = Activation::sigmoid;
  const ResidualNetwork filled = unflatten_resnet(in_a_row(network) + 1.0, network);
  REQUIRE(filled.blocks.size() == 2);
  INFO("theta holds numbers only: the activations are those of the network given.");
  CHECK(name(filled.first.activation) == "relu");
  CHECK(name(filled.blocks[0].activation) == "sigmoid");
  CHECK(name(filled.blocks[1].activation) == "leaky_relu");
  CHECK(name(filled.last.activation) == "sigmoid");
  INFO("The numbers come from theta, which holds those of the network and 1 more.");
  CHECK_THAT(filled.last.bias, close_to(arma::vec(network.last.bias + 1.0)));
}

TEST_CASE("10.7 the message of a refused theta names both lengths", "[10][10.7]") {
  Rng rng = test_rng("10.7 c");
  const ResidualNetwork network =
      random_network(3, 2, 4, {Activation::tanh, Activation::tanh, Activation::tanh}, rng);
  INFO("3 inputs, two blocks of width 2, 4 outputs: 8 + 10 + 10 + 12 = 40 parameters.");
  for (const arma::uword length : {0, 1, 32, 39, 41, 80}) {
    CHECK_THROWS_MATCHES(
        unflatten_resnet(arma::zeros(length), network), std::invalid_argument,
        says("unflatten_resnet: theta has length " + std::to_string(length) + ", expected 40"));
  }
  INFO("What fits is not refused.");
  CHECK_NOTHROW(unflatten_resnet(arma::zeros(40), network));
}

// ---- 10.8 resnet_parameter_count, reported_parameter_count --------------------------------------

TEST_CASE("10.8 all parts of a network are counted", "[10][10.8]") {
  Rng rng = test_rng("10.8 a");
  struct Size {
    arma::uword inputs, h, outputs, blocks;
  };
  // Chosen so that no two mistakes give the same number.
  for (const Size& size : {Size{7, 5, 12, 2}, Size{6, 4, 11, 3}, Size{3, 9, 5, 2}}) {
    const std::vector<Activation> hidden(size.blocks + 1, Activation::relu);
    const ResidualNetwork network = random_network(size.inputs, size.h, size.outputs, hidden, rng);
    const auto count = [&](const Order& order) {
      return static_cast<double>(in_a_row(network, order).n_elem);
    };
    INFO(size.inputs << " inputs, " << size.blocks << " blocks of width " << size.h << ", "
                     << size.outputs << " outputs:");
    CHECK_THAT(
        static_cast<double>(resnet_parameter_count(network)),
        close_to(count({}), 0.0)
            .mistake("W2 is not counted.", count({.block = "1b"}))
            .mistake("The biases of the blocks are not counted.", count({.block = "12"}))
            .mistake("No bias is counted: training changes them, too.",
                     count({.block = "12", .layer = "W"}))
            .mistake("The biases of the plain layers are not counted.", count({.layer = "W"}))
            .mistake("W2 is counted with a bias of its own: it has none.", count({.block = "1b2b"}))
            .mistake("The first layer is not counted.", count({.first = false}))
            .mistake("The last layer is not counted.", count({.last = false}))
            .mistake("Only the blocks are counted.", count({.first = false, .last = false})));
  }
}

TEST_CASE("10.8 networks of any size, counted number by number", "[10][10.8]") {
  Rng rng = test_rng("10.8 f");
  for (std::size_t blocks = 1; blocks <= 5; ++blocks) {
    const std::vector<Activation> hidden(blocks + 1, Activation::relu);
    const ResidualNetwork network =
        random_network(between(1, 9, rng), between(1, 9, rng), between(1, 9, rng), hidden, rng);
    INFO(network.first.weights.n_cols << " inputs, " << blocks << " blocks of width "
                                      << network.first.weights.n_rows << ", "
                                      << network.last.weights.n_rows << " outputs:");
    CHECK(resnet_parameter_count(network) == in_a_row(network).n_elem);
  }
}

TEST_CASE("10.8 numbers that are 0 count, too", "[10][10.8]") {
  Rng rng = test_rng("10.8 b");
  ResidualNetwork network = random_network(2, 3, 2, {Activation::tanh, Activation::tanh}, rng);
  network.first.bias.zeros();
  network.blocks[0].b.zeros();
  network.blocks[0].W2.zeros();
  network.last.bias.zeros();
  INFO("6 + 3, 9 + 3 + 9, 6 + 2: a parameter that is 0 is one that training may change.");
  CHECK(resnet_parameter_count(network) == 38);
}

TEST_CASE("10.8 the formula, for widths of any kind that the rules allow", "[10][10.8]") {
  Rng rng = test_rng("10.8 c");
  // Widths for which no two mistakes give the same number.
  for (const arma::uword hidden : {2, 4, 5, 6}) {
    const arma::uword inputs = between(4, 6, rng);
    const arma::uword h = between(8, 12, rng);
    const arma::uword outputs = between(15, 19, rng);
    double sum = 0.0;         // of in * out + out
    double without = 0.0;     // the biases
    double input_bias = 0.0;  // a bias for each input
    const std::vector<arma::uword> widths = widths_of(inputs, h, hidden, outputs);
    for (std::size_t i = 1; i < widths.size(); ++i) {
      const double in = static_cast<double>(widths[i - 1]);
      const double out = static_cast<double>(widths[i]);
      sum += in * out + out;
      without += in * out;
      input_bias += in * out + in;
    }
    const double square = static_cast<double>(h * h);
    const double blocks = static_cast<double>(hidden - 1);  // n - 3
    INFO(inputs << " inputs, " << hidden << " hidden layers of " << h << ", " << outputs
                << " outputs, so n = " << hidden + 2 << ":");
    CHECK_THAT(
        static_cast<double>(reported_parameter_count(widths)),
        close_to(sum + square * blocks, 0.0)
            .mistake("The last term is missing: W2 of the blocks.", sum)
            .mistake("This is the last term alone.", square * blocks)
            .mistake("n - 2 counts the hidden layers: the first of them is no block.",
                     sum + square * (blocks + 1))
            .mistake("n - 1 counts the pairs of neighbours: not each of them is a block.",
                     sum + square * (blocks + 2))
            .mistake("n counts all widths, inputs and outputs too.", sum + square * (blocks - 2))
            .mistake("h was not squared.", sum + static_cast<double>(h) * blocks)
            .mistake("W2 has no bias, and the formula has none for it.",
                     sum + (square + static_cast<double>(h)) * blocks)
            .mistake("The biases are missing: out stands twice in the sum.",
                     without + square * blocks)
            .mistake("This has a bias for each input of a layer: it is the outputs that have one.",
                     input_bias + square * blocks)
            .mistake("h is the hidden width: this was made with the inputs.",
                     sum + static_cast<double>(inputs * inputs) * blocks)
            .mistake("h is the hidden width: this was made with the outputs.",
                     sum + static_cast<double>(outputs * outputs) * blocks));
  }
}

TEST_CASE("10.8 formula and network agree where the rules allow a network", "[10][10.8]") {
  Rng rng = test_rng("10.8 d");
  const std::vector<std::vector<arma::uword>> tables = {
      {2, 13, 13, 5}, {5, 13, 13, 5}, {2, 9, 9, 9, 5}, {5, 9, 9, 9, 5}};
  const std::vector<arma::uword> reported = {460, 499, 419, 446};
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const std::vector<arma::uword>& widths = tables[i];
    const ResidualNetwork network =
        random_network(widths.front(), widths[1], widths.back(),
                       std::vector<Activation>(widths.size() - 2, Activation::relu), rng);
    INFO("A network of report 003, with " << reported[i] << " parameters:");
    CHECK(reported_parameter_count(widths) == reported[i]);
    CHECK(resnet_parameter_count(network) == reported[i]);
  }
}

TEST_CASE("10.8 the formula refuses what is no residual network", "[10][10.8]") {
  Rng rng = test_rng("10.8 e");
  const std::string who = "reported_parameter_count: ";
  INFO("The same rules as in task 10.3, with this function's name.");
  for (arma::uword count = 0; count <= 3; ++count) {
    std::vector<arma::uword> widths;
    for (arma::uword i = 0; i < count; ++i) widths.push_back(between(1, 9, rng));
    const std::string hidden = count == 3 ? "1 hidden layer" : "0 hidden layers";
    CHECK_THROWS_MATCHES(reported_parameter_count(widths), std::invalid_argument,
                         says(who + "widths has " + hidden + ", expected at least 2"));
  }
  CHECK_THROWS_MATCHES(reported_parameter_count({2, 15, 12, 10, 5}), std::invalid_argument,
                       says(who + "widths[2] is 12, expected 15 as widths[1]"));
  CHECK_THROWS_MATCHES(reported_parameter_count({2, 6, 6, 6, 5, 5}), std::invalid_argument,
                       says(who + "widths[4] is 5, expected 6 as widths[1]"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(reported_parameter_count({2, 15, 15, 5}));
}
