// What learners write in lesson 10 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by a formula in the graded ones.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "10_resnet/resnet.hpp"
#include "common/contract.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/layers.hpp"

namespace misconceptions {

using support::bent;
using support::CloseTo;
using support::CloseToNumber;
using support::correlation;
using support::deviation;
using support::name;
using support::slope_of;
using support::with_bias;

// ---- what several comparisons name --------------------------------------------------------------

inline constexpr Misconception no_W2_back{"no_W2_back",
                                          "W2 is missing on the way back from the output to A."};

using Named = std::pair<std::string, arma::mat>;

// What the place of an assertion gives away.
inline constexpr Misconception hidden_count{
    "hidden_count",
    "Inputs and outputs are not hidden: {2, 6, 5} has one hidden layer, {2, 5} has none."};
inline constexpr Misconception negative_count{
    "negative_count",
    "A list of one width: is 1 - 2 a negative number, in the type of widths.size()?"};
inline constexpr Misconception equal_widths{
    "equal_widths",
    "Every hidden width is compared with the first one, and the first that differs is named."};
inline constexpr Misconception only_hidden_equal{
    "only_hidden_equal", "Only hidden widths have to be equal: inputs and outputs may differ."};
inline constexpr Misconception first_is_plain{
    "first_is_plain",
    "The first hidden layer is plain, as its input has another width; the others are blocks."};
inline constexpr Misconception hidden_activation{
    "hidden_activation", "The first layer and the blocks are hidden: they have hidden_activation."};
inline constexpr Misconception plain_output{
    "plain_output", "The last layer gives numbers of any size and sign: nothing bends them."};
inline constexpr Misconception zero_bias{"zero_bias", "Every bias starts at 0."};
inline constexpr Misconception drawn_once{"drawn_once",
                                          "These two are the very same numbers: each matrix is "
                                          "drawn for itself, and each draw moves rng on."};
inline constexpr Misconception not_drawn{
    "not_drawn", "The numbers of a matrix do not differ: each one is a draw of its own."};
inline constexpr Misconception rng_ignored{
    "rng_ignored",
    "Two generators with different seeds have given the same numbers: all randomness comes from "
    "rng."};
inline constexpr Misconception cache_for_each{
    "cache_for_each", "There is one cache for each block, in the order of the blocks."};
inline constexpr Misconception gradient_for_each{
    "gradient_for_each", "There is one gradient for each block, in the order of the blocks."};
inline constexpr Misconception given_activations{
    "given_activations", "theta holds numbers only: the activations come from the network given."};
inline constexpr Misconception exact_length{
    "exact_length", "A number too many in theta is as wrong as one too few."};
inline constexpr Misconception rules_of_formula{
    "rules_of_formula",
    "Without blocks n - 3 would be 0 or less, and arma::uword has no negative numbers."};

// ---- words --------------------------------------------------------------------------------------

/// "6x2": the shape of a matrix, rows first.
inline std::string dimensions(const arma::mat& matrix) {
  return nn::shape(matrix.n_rows, matrix.n_cols);
}

// ---- a block ------------------------------------------------------------------------------------

inline CloseTo block_Z(const arma::mat& expected, const nn::ResidualBlock& block,
                       const arma::mat& X) {
  const auto made_of = [&](const arma::mat& sums) { return with_bias(sums, block.b); };
  const arma::mat bias = with_bias(arma::zeros(arma::size(expected)), block.b);
  arma::mat one_bias = expected - bias;
  one_bias.col(0) += block.b;
  return close_to(expected)
      .mistake({"no_bias", "This is W1 X alone: where is b?"}, expected - bias)
      .mistake({"first_sample_bias",
                "Only the first sample has the bias: b belongs to each column of Z."},
               one_bias)
      .mistake({"W1_transposed", "W1 is transposed."}, made_of(block.W1.t() * X))
      .mistake({"W2_first", "This was made with W2: W1 comes first."}, made_of(block.W2 * X))
      .mistake({"W1_on_the_right", "The product is the wrong way round: W1 X is not X W1."},
               X.is_square() ? made_of(X * block.W1) : arma::mat())
      .mistake({"A_for_Z", "This is A: Z is what stands before the activation."},
               bent(block.activation, expected))
      .mistake({"X_added_to_Z", "X was added to Z: the skip leads around the activation."},
               expected + X);
}

inline CloseTo block_A(const arma::mat& expected, const nn::ResidualBlock& block,
                       const nn::ResidualCache& cache) {
  const arma::mat bias = with_bias(arma::zeros(arma::size(expected)), block.b);
  return close_to(expected)
      .mistake({"Z_for_A", "This is Z: the activation is still to come."}, cache.Z)
      .mistake(
          {"late_bias", "The bias came after the activation: first Z is complete, then it bends."},
          bent(block.activation, cache.Z - bias) + bias)
      .mistake({"output_for_A", "This is the block's output: A stands before W2."}, cache.output)
      .mistake({"tanh_block", "This is tanh: each block has an activation of its own."},
               bent(nn::Activation::tanh, cache.Z))
      .mistake({"relu_block", "This is a ReLU: each block has an activation of its own."},
               bent(nn::Activation::relu, cache.Z));
}

/// `cache` is the right one.
inline CloseTo block_output(const arma::mat& expected, const nn::ResidualBlock& block,
                            const nn::ResidualCache& cache) {
  const auto& [X, Z, A, output] = cache;
  const auto bent = [&](const arma::mat& numbers) {
    return support::bent(block.activation, numbers);
  };
  const arma::mat added = expected - X;
  // Where nothing is bent, two places around the activation are one.
  const auto unless = [](const arma::mat& same, const arma::mat& wrong) {
    return support::agrees(wrong, same, 1e-9) ? arma::mat() : wrong;
  };
  return close_to(expected)
      .mistake({"no_skip", "This is W2 A alone: a block adds something to its input."}, added)
      .mistake({"no_W2", "This is X + A: where is W2?"}, X + A)
      .mistake({"bent_sum",
                "The sum was bent once more: the activation stands between W1 and W2 alone."},
               bent(expected))
      .mistake({"no_bend", "Nothing was bent: the activation stands between W1 and W2."},
               X + block.W2 * Z)
      .mistake({"skip_into_activation",
                "X was added before the activation: the skip leads around all of it."},
               block.W2 * bent(Z + X))
      .mistake({"W2_transposed", "W2 is transposed."}, X + block.W2.t() * A)
      .mistake({"W2_on_the_right", "The product is the wrong way round: W2 A is not A W2."},
               X.is_square() ? arma::mat(X + A * block.W2) : arma::mat())
      .mistake({"Z_on_the_skip", "Z was added to W2 A: the skip carries X itself."}, Z + added)
      .mistake({"skip_twice", "X was added twice."}, expected + X)
      .mistake({"skip_through_W2", "X was added before W2: the skip leads around W2 as well."},
               unless(block.W2 * bent(Z + X), block.W2 * (A + X)))
      .mistake({"minus_X", "X was subtracted: a block adds W2 A to it."}, added - X)
      .mistake({"mean_of_both", "This is the mean of X and W2 A: a block adds them."}, expected / 2)
      .mistake({"W1_behind", "This was made with W1 twice: W2 comes behind the activation."},
               X + block.W1 * A)
      .mistake({"bent_behind_W2", "The activation came behind W2: it stands between W1 and W2."},
               unless(X + block.W2 * Z, X + bent(block.W2 * Z)))
      .mistake({"added_with_minus", "W2 A was subtracted: a block adds it to X."}, X - added)
      .mistake({"second_bias", "b was added behind W2, too: a block has one bias."},
               with_bias(expected, block.b));
}

/// A block, what it made of its input, and the gradient at its output.
struct BlockCase {
  nn::ResidualBlock block;
  nn::ResidualCache cache;
  arma::mat d_output;

  arma::mat dA() const { return block.W2.t() * d_output; }
  arma::mat slopes() const { return slope_of(block.activation, cache.Z); }
  arma::mat dZ() const { return dA() % slopes(); }

  /// Nothing if all slopes are 1 here, as a wrong value is then that of a forgotten W2 or slope.
  arma::mat if_bent(const arma::mat& wrong) const {
    return slopes().min() == 1.0 ? arma::mat() : wrong;
  }
};

/// What comes of a wrong way back to Z, where `made_of` makes the result of dZ.
inline CloseTo wrong_way_to_Z(CloseTo as_expected, const BlockCase& one,
                              const std::function<arma::mat(const arma::mat& dZ)>& made_of) {
  const auto slope_at = [&](const arma::mat& place) {
    return made_of(one.dA() % slope_of(one.block.activation, place));
  };
  const arma::mat& G = one.d_output;
  const arma::mat slopes = one.slopes();
  return as_expected.mistake(no_W2_back, made_of(G % slopes))
      .mistake({"W2_not_turned", "W2 was not turned round on the way back."},
               made_of(one.block.W2 * G % slopes))
      .mistake({"no_slope", "The slope of the activation is missing on the way from A back to Z."},
               made_of(one.dA()))
      .mistake({"slope_at_A", "The slope was taken at A: what is activation_derivative given?"},
               slope_at(one.cache.A))
      .mistake({"value_for_slope",
                "This was multiplied by A: it is the slope that says how much A moves with Z."},
               made_of(one.dA() % one.cache.A))
      .mistake({"relu_slope", "This is the slope of a ReLU: each block has its own activation."},
               made_of(one.dA() % slope_of(nn::Activation::relu, one.cache.Z)))
      .mistake({"tanh_slope", "This is the slope of tanh: each block has its own activation."},
               made_of(one.dA() % (1.0 - arma::square(one.cache.A))))
      .mistake({"W1_for_W2", "The way back to A was taken through W1: W2 stands there."},
               made_of(one.block.W1.t() * G % slopes))
      .mistake({"skip_into_A",
                "d_output was added on the way to A: the skip leads to X, and around all of this."},
               made_of((one.dA() + G) % slopes));
}

inline CloseTo block_dW1(const arma::mat& expected, const BlockCase& one) {
  const arma::mat dZ = one.dZ();
  return wrong_way_to_Z(
      close_to(expected)
          .samples(dZ.n_cols)
          .mistake({"W1_of_A", "This is made with A: what does W1 multiply?"}, dZ * one.cache.A.t())
          .mistake({"W1_of_output", "This is made with the output: what does W1 multiply?"},
                   dZ * one.cache.output.t())
          .mistake({"W1_from_d_output",
                    "This is made of d_output: W1 stands before the activation and before W2."},
                   one.if_bent(one.d_output * one.cache.X.t())),
      one, [&](const arma::mat& wrong_dZ) { return arma::mat(wrong_dZ * one.cache.X.t()); });
}

inline CloseTo block_db(const arma::vec& expected, const BlockCase& one) {
  return wrong_way_to_Z(
      close_to(expected)
          .samples(one.d_output.n_cols)
          .mistake({"one_sample", "Only the first sample is in it: b serves all samples."},
                   one.dZ().col(0))
          .mistake({"d_output_added", "This adds up d_output: b stands before the activation."},
                   one.if_bent(arma::sum(one.d_output, 1)))
          .mistake({"total_for_each",
                    "Each entry of db is the sum over all units: each unit has a bias of its own."},
                   arma::accu(one.dZ()) * arma::ones(arma::size(expected))),
      one, [&](const arma::mat& dZ) { return arma::mat(arma::sum(dZ, 1)); });
}

inline CloseTo block_dW2(const arma::mat& expected, const BlockCase& one) {
  const auto& [X, Z, A, output] = one.cache;
  const arma::mat& G = one.d_output;
  return close_to(expected)
      .samples(G.n_cols)
      .mistake({"W2_of_X", "This is made with X: what does W2 multiply?"}, G * X.t())
      .mistake({"W2_of_Z", "This is made with Z: what does W2 multiply?"}, G * Z.t())
      .mistake({"W2_of_output", "This is made with the output: what does W2 multiply?"},
               G * output.t())
      .mistake({"W2_from_dA", "This is made of dA: what comes back to W2 is d_output itself."},
               one.if_bent(one.dA() * A.t()))
      .mistake({"W2_from_dZ", "This is made of dZ: W2 stands after the activation."},
               one.dZ() * A.t())
      .mistake({"W2_with_slope", "The slope does not belong here: W2 stands after the activation."},
               G % one.slopes() * A.t());
}

inline CloseTo block_dX(const arma::mat& expected, const BlockCase& one) {
  const arma::mat& W1 = one.block.W1;
  const arma::mat& G = one.d_output;
  const arma::mat dZ = one.dZ();
  const arma::mat through_weights = expected - G;
  return wrong_way_to_Z(
      close_to(expected)
          .samples(G.n_cols)
          .mistake({"no_skip_back",
                    "This came through the weights alone: X reaches the output in two ways."},
                   through_weights)
          .mistake(
              {"skip_alone", "This came along the skip alone: X reaches the output in two ways."},
              G)
          .mistake({"skip_back_twice", "d_output was added twice."}, expected + G)
          .mistake(
              {"minus_back", "What comes through the weights was subtracted: the two ways add up."},
              G - through_weights)
          .mistake({"dA_on_the_skip", "The skip carries d_output itself, and not dA."},
                   one.dA() + through_weights)
          .mistake({"through_W1_alone",
                    "The way through the weights has W1 alone: W2 and the slope are on it, too."},
                   one.if_bent(G + W1.t() * G))
          .mistake({"mean_through_weights",
                    "What comes through the weights was divided by the number of samples: 1/m "
                    "stands in the loss, once."},
                   G + through_weights / static_cast<double>(G.n_cols))
          .mistake(
              {"X_on_the_skip_back", "X was added: on the way back the skip carries d_output."},
              one.cache.X + through_weights)
          .mistake({"W2_for_W1", "The way back to X was taken through W2: W1 stands there."},
                   G + one.block.W2.t() * dZ)
          .mistake({"W1_not_turned", "W1 was not turned round on the way back."}, G + W1 * dZ)
          .mistake({"no_W1_back", "W1 is missing on the way back from Z to X."}, G + dZ)
          .mistake({"mean_on_the_skip",
                    "d_output was divided by the number of samples on the skip: 1/m stands in the "
                    "loss, once."},
                   G / static_cast<double>(G.n_cols) + through_weights),
      one, [&](const arma::mat& wrong_dZ) { return arma::mat(G + W1.t() * wrong_dZ); });
}

// ---- a new network ------------------------------------------------------------------------------

inline CloseToNumber no_correlation(double tolerance) {
  return close_to(0.0, tolerance).derived().mistake(drawn_once, 1.0);
}

/// The spread of the weights from `inputs` to `outputs`, as a part of what it should be.
inline CloseToNumber right_spread(nn::Initialiser initialiser, double inputs, double outputs,
                                  double tolerance) {
  const double right = deviation(initialiser, inputs, outputs);
  return close_to(1.0, tolerance)
      .derived()
      .mistake({"always_he", "This is the spread of he: the initialiser is an argument."},
               deviation(nn::Initialiser::he, inputs, outputs) / right)
      .mistake(
          {"always_small", "This is the spread of small_normal: the initialiser is an argument."},
          deviation(nn::Initialiser::small_normal, inputs, outputs) / right)
      .mistake({"always_xavier", "This is the spread of xavier: the initialiser is an argument."},
               deviation(nn::Initialiser::xavier, inputs, outputs) / right);
}

/// The last layer of `one`, a network of one block. With a second block the same draws make W1 of
/// block 1; all matrices of both networks have one size.
inline CloseTo drawn_next(const nn::ResidualNetwork& two) {
  const nn::ResidualBlock& block = two.blocks[1];
  return close_to(block.W1)
      .mistake({"W2_drawn_first", "W2 is drawn before W1: of each block W1 comes first."}, block.W2)
      .mistake({"all_W1_first", "All W1 are drawn before all W2: the blocks come one by one."},
               two.blocks[0].W2)
      .mistake(
          {"last_drawn_first", "The last layer is drawn before the blocks: it comes at the end."},
          two.last.weights);
}

/// All matrices of a new network, each of them 24x24.
inline std::vector<Named> new_weights(nn::Initialiser initialiser, nn::Rng& rng) {
  const nn::ResidualNetwork network =
      nn::make_residual_network({24, 24, 24, 24, 24}, nn::Activation::tanh, initialiser, rng);
  std::vector<Named> all = {{"first", network.first.weights}, {"last", network.last.weights}};
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    const std::string of = " of block " + std::to_string(i);
    all.push_back({"W1" + of, network.blocks[i].W1});
    all.push_back({"W2" + of, network.blocks[i].W2});
  }
  REQUIRE(all.size() == 6);
  for (const auto& [what, matrix] : all) {
    REQUIRE(dimensions(matrix) == "24x24");
    INFO(not_drawn);
    REQUIRE(arma::stddev(arma::vectorise(matrix)) > 1e-9);
  }
  return all;
}

inline void check_new_weights(nn::Initialiser initialiser, nn::Rng& rng) {
  nn::Rng twin = rng;
  nn::Rng other(2);
  const std::uint64_t before = rng.draws();
  const std::vector<Named> all = new_weights(initialiser, rng);
  const std::vector<Named> repeated = new_weights(initialiser, twin);
  const std::vector<Named> others = new_weights(initialiser, other);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& [what, matrix] = all[i];
    const double spread = arma::stddev(arma::vectorise(matrix));
    UNSCOPED_INFO("measured deviation / expected deviation of " << what << ", near 1:");
    // Of 576 weights the standard error is 2.9%, and 4.2% of 576 pairs.
    CHECK_THAT(spread / deviation(initialiser, 24, 24), right_spread(initialiser, 24, 24, 0.18));
    for (std::size_t j = 0; j < i; ++j) {
      INFO("correlation of " << all[j].first << " and " << what << ", near 0:");
      CHECK_THAT(correlation(matrix, all[j].second), no_correlation(0.3));
    }
    UNSCOPED_INFO(
        "Made from two generators in the same state. All randomness has to come from "
        "rng.");
    CHECK_THAT(repeated[i].second, close_to(matrix));
    INFO(rng_ignored);
    CHECK_FALSE(support::agrees(matrix, others[i].second, 1e-9));
  }
  INFO("rng itself has to move on: a copy of it moves on alone.");
  CHECK(rng.draws() > before);
}

/// Networks with one and with two blocks, made from the same state of rng, all of whose matrices
/// are h x h: after the first block, the one draws its last layer, the other W1 of block 1.
inline void check_order_of_draws(arma::uword h, nn::Rng& rng) {
  nn::Rng twin = rng;
  const auto make = [&](const std::vector<arma::uword>& widths, nn::Rng& source) {
    return nn::make_residual_network(widths, nn::Activation::tanh, nn::Initialiser::he, source);
  };
  const nn::ResidualNetwork one = make({h, h, h, h}, rng);
  const nn::ResidualNetwork two = make({h, h, h, h, h}, twin);
  REQUIRE(one.blocks.size() == 1);
  REQUIRE(two.blocks.size() == 2);
  UNSCOPED_INFO(drawn_once);
  REQUIRE_FALSE(support::agrees(two.blocks[1].W1, two.blocks[0].W1, 1e-9));
  {
    INFO("Networks with one and with two blocks, made with the same seed, begin with the same");
    INFO("draws: the first layer, W1 of block 0, W2 of block 0.");
    CHECK_THAT(one.first.weights, close_to(two.first.weights));
    CHECK_THAT(one.blocks[0].W1, close_to(two.blocks[0].W1));
    CHECK_THAT(one.blocks[0].W2, close_to(two.blocks[0].W2));
  }
  INFO("What comes after block 0 is the last layer in the one, and W1 of block 1 in the other.");
  CHECK_THAT(one.last.weights, drawn_next(two));
}

/// f, which is called `who`, keeps the rules of the widths of a residual network.
inline void check_rules(const std::string& who,
                        const std::function<void(const std::vector<arma::uword>&)>& f,
                        nn::Rng& rng) {
  const auto refused = [&](const std::vector<arma::uword>& widths, const std::string& why) {
    const std::string message = who + ": widths" + why;
    INFO("This is refused: " << message);
    CHECK_REFUSED(f(widths), message);
  };
  {
    INFO(hidden_count);
    refused({2, 6, 5}, " has 1 hidden layer, expected at least 2");
    refused({2, 5}, " has 0 hidden layers, expected at least 2");
    INFO(negative_count);
    refused({2}, " has 0 hidden layers, expected at least 2");
    refused({}, " has 0 hidden layers, expected at least 2");
  }
  UNSCOPED_INFO(only_hidden_equal);
  CHECK_NOTHROW(f({2, 6, 6, 5}));
  INFO(equal_widths);
  for (std::size_t place = 2; place <= 5; ++place) {
    const arma::uword h = support::between(3, 9, rng);
    const arma::uword other = h + support::between(1, 5, rng);
    const std::string why = "[" + std::to_string(place) + "] is " + std::to_string(other) +
                            ", expected " + std::to_string(h) + " as widths[1]";
    std::vector<arma::uword> widths = {2, h, h, h, h, h, 4};
    widths[place] = other;  // there alone
    refused(widths, why);
    for (std::size_t i = place; i <= 5; ++i) widths[i] = other;  // from there on
    refused(widths, why);
  }
}

// ---- the whole network --------------------------------------------------------------------------

/// What block i was given.
inline CloseTo block_input(std::size_t i, const nn::ResidualPass& expected,
                           const arma::mat& last_block_first) {
  const std::vector<nn::ResidualCache>& blocks = expected.blocks;
  CloseTo result =
      close_to(blocks[i].X)
          .mistake({"blocks_backwards", "The blocks run in the wrong order: block 0 comes first."},
                   last_block_first)
          .mistake({"Z_of_first",
                    "This is Z of the first layer: what comes after the activation is read."},
                   expected.first.Z)
          .mistake({"all_read_first",
                    "This is what the first layer made: the blocks read one after the other."},
                   expected.first.A);
  if (i == 0) return result;
  return result
      .mistake({"A_handed_on",
                "This is A of the block before: a block reads the whole output of the one before."},
               blocks[i - 1].A)
      .mistake({"Z_handed_on",
                "This is Z of the block before: a block reads the whole output of the one before."},
               blocks[i - 1].Z);
}

/// What the last layer was given.
inline CloseTo last_input(const nn::ResidualPass& expected) {
  const std::vector<nn::ResidualCache>& blocks = expected.blocks;
  return close_to(expected.last.X)
      .mistake({"past_the_blocks", "This is what the first layer made: the blocks come between."},
               expected.first.A)
      .mistake({"last_block_left_out",
                "This is what the last block was given: the last layer reads its output."},
               blocks.back().X)
      .mistake({"A_of_last_block",
                "This is A of the last block: the last layer reads its whole output."},
               blocks.back().A);
}

/// Every gradient of a network, with its name, from the last layer to the first.
inline std::vector<Named> parts(const nn::ResidualNetworkGradient& gradient) {
  const auto& [first, blocks, last] = gradient;
  std::vector<Named> all = {{"dW of the last layer", last.weights},
                            {"db of the last layer", last.bias},
                            {"dX of the last layer", last.X}};
  for (std::size_t i = blocks.size(); i-- > 0;) {
    const std::string of = " of block " + std::to_string(i);
    all.push_back({"dW2" + of, blocks[i].W2});
    all.push_back({"dW1" + of, blocks[i].W1});
    all.push_back({"db" + of, blocks[i].b});
    all.push_back({"dX" + of, blocks[i].X});
  }
  all.push_back({"dW of the first layer", first.weights});
  all.push_back({"db of the first layer", first.bias});
  all.push_back({"dX of the first layer", first.X});
  return all;
}

/// The gradient of a part, given the gradient at its output.
inline nn::DenseGradient layer_gradient(const nn::DenseLayer& layer, const nn::DenseCache& cache,
                                        const arma::mat& dA) {
  const arma::mat dZ = dA % slope_of(layer.activation, cache.Z);
  return {.weights = dZ * cache.X.t(), .bias = arma::sum(dZ, 1), .X = layer.weights.t() * dZ};
}

inline nn::ResidualGradient block_gradient(const BlockCase& one) {
  const arma::mat dZ = one.dZ();
  const arma::mat through_weights = one.block.W1.t() * dZ;
  return {.W1 = dZ * one.cache.X.t(),
          .b = arma::sum(dZ, 1),
          .W2 = one.d_output * one.cache.A.t(),
          .X = through_weights + one.d_output};
}

/// The comparisons for parts(gradient), where `expected` is what resnet_backward should give.
inline std::vector<CloseTo> parts_of_gradient(const nn::ResidualNetworkGradient& expected,
                                              const nn::ResidualNetwork& network,
                                              const nn::ResidualPass& pass) {
  const std::size_t count = network.blocks.size();
  const auto block = [&](std::size_t i, const arma::mat& d_output) {
    return block_gradient({network.blocks[i], pass.blocks[i], d_output});
  };
  const auto first = [&](const arma::mat& dA) {
    return layer_gradient(network.first, pass.first, dA);
  };
  nn::ResidualNetworkGradient from_last = expected;
  nn::ResidualNetworkGradient first_to_last = expected;
  nn::ResidualNetworkGradient past_blocks = expected;
  nn::ResidualNetworkGradient as_found = expected;
  nn::ResidualNetworkGradient other_caches = expected;
  nn::ResidualNetworkGradient skip_again = expected;
  arma::mat d_stream = expected.last.X;
  for (std::size_t i = 0; i < count; ++i) {
    from_last.blocks[i] = block(i, expected.last.X);
    first_to_last.blocks[i] = block(i, d_stream);
    d_stream = first_to_last.blocks[i].X;
  }
  from_last.first = first(expected.last.X);
  first_to_last.first = first(d_stream);
  first_to_last.blocks[0] = expected.blocks[0];  // cannot be told from from_last
  past_blocks.first = first(expected.blocks.back().X);
  std::reverse(as_found.blocks.begin(), as_found.blocks.end());
  arma::mat d_other = expected.last.X;
  arma::mat d_again = expected.last.X;
  for (std::size_t i = count; i-- > 0;) {
    other_caches.blocks[i] =
        block_gradient({network.blocks[i], pass.blocks[count - 1 - i], d_other});
    d_other = other_caches.blocks[i].X;
    skip_again.blocks[i] = block(i, d_again);
    d_again += skip_again.blocks[i].X;
  }
  other_caches.first = first(d_other);
  skip_again.first = first(d_again);

  std::vector<CloseTo> comparisons;
  const std::vector<Named> right = parts(expected);
  for (std::size_t i = 0; i < right.size(); ++i) {
    comparisons.push_back(
        close_to(right[i].second)
            .samples(pass.last.X.n_cols)
            .mistake(
                {"all_from_last",
                 "This part was given what comes out of the last layer: blocks lie between them."},
                parts(from_last)[i].second)
            .mistake({"first_from_last_block",
                      "The first layer was given dX of the last block: the other blocks lie "
                      "between them."},
                     parts(past_blocks)[i].second)
            .mistake({"first_to_last",
                      "The way back went through the blocks from the first to the last."},
                     parts(first_to_last)[i].second)
            .mistake(
                {"other_caches", "Block and cache do not belong together: block i has cache i."},
                parts(other_caches)[i].second)
            .mistake(
                {"skip_again", "The skip was added once more: the dX of a block has it already."},
                parts(skip_again)[i].second)
            .mistake(
                {"as_found",
                 "The gradients stand in the order in which they were found: block 0 comes first."},
                parts(as_found)[i].second));
  }
  return comparisons;
}

// ---- all parameters in one vector ---------------------------------------------------------------

/// How one may put the parts of a network in a row; as it stands, the right way.
struct Order {
  std::string whole = "fBl";  // first layer, blocks, last layer; b: the blocks backwards
  std::string layer = "Wb";
  std::string block = "1b2";  // W1, b, W2
  bool by_rows = false;
};

/// Each matrix and vector of a network or of its gradient, in this order.
template <typename Whole, typename Visit>
void for_each_part(Whole& whole, const Order& order, const Visit& visit) {
  const auto visit_layer = [&](auto& layer) {
    for (const char part : order.layer) visit(part == 'W' ? layer.weights : layer.bias);
  };
  const auto visit_block = [&](auto& block) {
    for (const char part : order.block) {
      visit(part == '1' ? block.W1 : part == '2' ? block.W2 : block.b);
    }
  };
  for (const char part : order.whole) {
    if (part == 'f') visit_layer(whole.first);
    if (part == 'l') visit_layer(whole.last);
    if (part == 'B') std::for_each(whole.blocks.begin(), whole.blocks.end(), visit_block);
    if (part == 'b') std::for_each(whole.blocks.rbegin(), whole.blocks.rend(), visit_block);
  }
}

/// The numbers of a network or of its gradient, one behind the other.
template <typename Whole>
arma::vec in_a_row(const Whole& whole, const Order& order = {}) {
  arma::vec all;
  for_each_part(whole, order, [&](const arma::mat& part) {
    all = arma::join_cols(all, arma::vectorise(order.by_rows ? arma::mat(part.t()) : part));
  });
  return all;
}

template <typename Whole>
CloseTo flat(const arma::vec& expected, const Whole& whole) {
  return close_to(expected)
      .mistake({"b_before_W1", "In each block b stands before W1."},
               in_a_row(whole, {.block = "b12"}))
      .mistake({"W2_before_b", "In each block W2 stands before b."},
               in_a_row(whole, {.block = "12b"}))
      .mistake({"W2_left_out", "W2 is missing in each block."}, in_a_row(whole, {.block = "1b"}))
      .mistake({"b_left_out", "b is missing in each block."}, in_a_row(whole, {.block = "12"}))
      .mistake({"bias_before_weights", "In the plain layers the bias stands before the weights."},
               in_a_row(whole, {.layer = "bW"}))
      .mistake({"plain_biases_left_out", "The biases of the plain layers are missing."},
               in_a_row(whole, {.layer = "W"}))
      .mistake({"read_by_rows", "The matrices were read row by row."},
               in_a_row(whole, {.by_rows = true}))
      .mistake({"first_left_out", "The first layer is missing."}, in_a_row(whole, {.whole = "Bl"}))
      .mistake({"last_left_out", "The last layer is missing."}, in_a_row(whole, {.whole = "fB"}))
      .mistake({"last_block_first", "The blocks stand in the opposite order."},
               in_a_row(whole, {.whole = "fbl"}))
      .mistake({"last_before_blocks", "The last layer stands before the blocks."},
               in_a_row(whole, {.whole = "flB"}));
}

/// All parts of a network that was `before` and has been filled with the numbers of `wanted`.
inline void check_filled(const nn::ResidualNetwork& filled, const nn::ResidualNetwork& wanted,
                         const nn::ResidualNetwork& before) {
  const auto shapes = [](const nn::ResidualNetwork& network) {
    std::string all;
    for_each_part(network, {}, [&](const arma::mat& part) { all += dimensions(part) + " "; });
    return all;
  };
  REQUIRE(shapes(filled) == shapes(wanted));
  const arma::vec theta = in_a_row(wanted);
  nn::ResidualNetwork places = wanted;  // each parameter is its place in theta
  arma::vec stood;
  double next = 0.0;
  for_each_part(places, {}, [&](arma::mat& part) {
    stood = arma::join_cols(stood, theta.head(part.n_elem));
    for (double& number : part) number = next++;
  });
  const auto taken = [&](const Order& order) {  // as if theta had the parts in this order
    arma::vec all = theta;
    all.elem(arma::conv_to<arma::uvec>::from(in_a_row(places, order))) = theta;
    return all;
  };
  nn::ResidualNetwork W2_kept = wanted;
  for (std::size_t i = 0; i < wanted.blocks.size(); ++i) W2_kept.blocks[i].W2 = before.blocks[i].W2;
  const Misconception kept_numbers{"kept_numbers",
                                   "This is what was there before: the new numbers are in theta."};
  INFO("All numbers of the network that came back, in the order of task 10.6:");
  CHECK_THAT(
      in_a_row(filled),
      close_to(theta)
          .mistake(kept_numbers, in_a_row(before))
          .mistake(kept_numbers, in_a_row(W2_kept))
          .mistake({"filled_by_rows", "The matrices were filled row by row."},
                   taken({.by_rows = true}))
          .mistake({"place_stood",
                    "These are the first numbers of theta: the place in theta did not move on."},
                   stood)
          .mistake({"other_block",
                    "Blocks have the numbers of other ones: block 0 comes first in theta."},
                   taken({.whole = "fbl"}))
          .mistake({"b_taken_first", "b was taken out of theta before W1."},
                   taken({.block = "b12"}))
          .mistake({"W2_taken_second", "W2 was taken out of theta before b."},
                   taken({.block = "12b"}))
          .mistake({"bias_taken_first",
                    "The bias of a plain layer was taken out of theta before its weights."},
                   taken({.layer = "bW"}))
          .mistake(
              {"first_taken_last",
               "The first layer was taken out of the end of theta: it stands at the beginning."},
              taken({.whole = "lBf"}))
          .mistake(
              {"blocks_taken_first", "The blocks were taken out of theta before the first layer."},
              taken({.whole = "Bfl"})));
}

// ---- how large is it? ---------------------------------------------------------------------------

inline CloseToNumber parameters_counted(double expected, const nn::ResidualNetwork& network) {
  const auto count = [&](const Order& order) {
    return static_cast<double>(in_a_row(network, order).n_elem);
  };
  return close_to(expected, 0.0)
      .mistake({"W2_not_counted", "W2 is not counted."}, count({.block = "1b"}))
      .mistake({"block_biases_not_counted", "The biases of the blocks are not counted."},
               count({.block = "12"}))
      .mistake({"no_bias_counted", "No bias is counted: training changes them, too."},
               count({.layer = "W", .block = "12"}))
      .mistake({"plain_biases_not_counted", "The biases of the plain layers are not counted."},
               count({.layer = "W"}))
      .mistake({"W2_with_bias", "W2 is counted with a bias of its own: it has none."},
               count({.block = "1b2b"}))
      .mistake({"first_not_counted", "The first layer is not counted."}, count({.whole = "Bl"}))
      .mistake({"one_block_counted", "Only one block is counted, however many there are."},
               expected - static_cast<double>(network.blocks.size() - 1) *
                              static_cast<double>(in_a_row(network, {.whole = "B"}).n_elem /
                                                  network.blocks.size()))
      .mistake({"plain_not_counted", "Only the blocks are counted: there are two plain layers."},
               count({.whole = "B"}))
      .mistake({"last_not_counted", "The last layer is not counted."}, count({.whole = "fB"}))
      .mistake({"zeros_not_counted", "Numbers that are 0 count, too: training changes them."},
               static_cast<double>(arma::accu(in_a_row(network) != 0)));
}

inline CloseToNumber formula(double expected, const std::vector<arma::uword>& widths) {
  double biases = 0.0;
  double input_biases = 0.0;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    biases += static_cast<double>(widths[i]);
    input_biases += static_cast<double>(widths[i - 1]);
  }
  const double blocks = static_cast<double>(widths.size()) - 3.0;
  const double h = static_cast<double>(widths[1]);
  const double inputs = static_cast<double>(widths.front());
  const double last_term = h * h * blocks;
  return close_to(expected, 0.0)
      .mistake({"no_last_term", "The last term is missing: W2 of the blocks."},
               expected - last_term)
      .mistake(
          {"hidden_for_blocks", "n - 2 counts the hidden layers: the first of them is no block."},
          expected + h * h)
      .mistake({"n_without_ends", "n counts all widths, inputs and outputs too."},
               expected - 2 * h * h)
      .mistake({"h_not_squared", "h was not squared."}, expected - last_term + h * blocks)
      .mistake({"formula_W2_bias", "This has a bias for W2: the formula has none."},
               expected + h * blocks)
      .mistake({"formula_no_biases", "The biases are missing: out stands twice in the sum."},
               expected - biases)
      .mistake({"input_biases",
                "This has a bias for each input of a layer: it is the outputs that have one."},
               expected - biases + input_biases)
      .mistake({"h_of_inputs", "h is the hidden width: this was made with the inputs."},
               expected - last_term + inputs * inputs * blocks);
}

}  // namespace misconceptions
