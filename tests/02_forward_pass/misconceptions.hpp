// What learners write in lesson 02 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by loops over single numbers in the graded ones.
#pragma once

#include <armadillo>
#include <cmath>
#include <cstdint>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "common/contract.hpp"
#include "support/close_to.hpp"
#include "support/layers.hpp"

namespace misconceptions {

using support::CloseTo;
using support::CloseToNumber;
using support::correlation;
using support::deviation;
using support::name;
using support::SameAs;

inline constexpr Misconception variance{"variance",
                                        "This is the variance: the deviation is its square root."};
inline constexpr Misconception whole_numbers{
    "whole_numbers", "Whole numbers were divided: 2 / 8 is 0 in C++, and so is 1 / 8."};
inline constexpr Misconception uniform_width{"uniform_width",
                                             "This is the half-width of a uniform distribution, "
                                             "with a 6 where a deviation has another number."};
inline constexpr Misconception uniform_numbers{
    "uniform_numbers",
    "Numbers far from the mean are missing, as if these were uniform or cut off: the contract asks "
    "for normal ones."};
inline constexpr Misconception shared_draws{"shared_draws",
                                            "One draw serves a whole row or column."};
inline constexpr Misconception other_layer{
    "other_layer", "These are the numbers of another layer: the first layer's cache comes first."};
inline constexpr Misconception one_size{"one_size",
                                        "All weights have one size: only their sign is random."};
inline constexpr Misconception in_float{
    "in_float",
    "Only about seven digits are right: a float keeps no more, so look at the types you chose."};
inline constexpr Misconception other_initialiser{
    "other_initialiser",
    "Every layer is made with the initialiser that make_network was given, and with no other."};
inline constexpr Misconception first_decides{
    "first_decides", "This is the choice of the first layer: the last one decides."};
inline constexpr Misconception last_alone{
    "last_alone",
    "This is the network's input: only the first layer reads it, and each other one what the layer "
    "before it has made."};
inline constexpr Misconception first_output{
    "first_output",
    "This is what the first layer made: each layer reads what the one just before it has made."};
inline constexpr Misconception caches_kept{"caches_kept",
                                           "The caches of an earlier call are still there: is "
                                           "something kept in a static or global variable?"};
inline constexpr Misconception own_randomness{"own_randomness",
                                              "All randomness has to come from rng."};

/// How many different numbers there are in M.
inline double different(const arma::mat& M) {
  return static_cast<double>(arma::unique(arma::vectorise(M)).eval().n_elem);
}

/// For different(weights), each of which is a draw of its own.
inline CloseToNumber draws_of(const arma::mat& weights) {
  return close_to(static_cast<double>(weights.n_elem), 0.0)
      .mistake({"all_alike", "The weights do not differ at all: each one is a draw of its own."}, 1)
      .mistake(one_size, 2)
      .mistake(shared_draws, static_cast<double>(weights.n_rows))
      .mistake(shared_draws, static_cast<double>(weights.n_cols));
}

// ---- 2.1 dense_forward --------------------------------------------------------------------------

/// A is what the layer's activation makes of the expected Z.
inline CloseTo sums_of(const arma::mat& expected, const nn::DenseLayer& layer, const arma::mat& X,
                       const arma::mat& A) {
  const arma::mat products = layer.weights * X;
  const arma::mat biases = arma::repmat(layer.bias, 1, X.n_cols);
  arma::mat one_bias = products;
  one_bias.col(0) += layer.bias;
  CloseTo as_expected = close_to(expected).samples(X.n_cols);
  as_expected
      .mistake({"one_bias", "Only the first sample has the bias: b belongs to each column of Z."},
               one_bias)
      .mistake({"no_bias", "This is W X alone: where is the bias?"}, products)
      .mistake({"bias_subtracted", "The bias was subtracted."}, products - biases)
      .mistake({"bias_multiplied", "The bias was multiplied with the columns, and not added."},
               products % biases)
      .mistake(
          {"all_biases", "The sum of all biases was added everywhere: each output has its own."},
          products + arma::accu(layer.bias))
      .mistake({"A_for_Z", "This is A: Z is what stands before the activation."}, A);
  if (!layer.weights.is_square() || !X.is_square()) return as_expected;
  return as_expected
      .mistake({"wrong_way_round",
                "The product is the wrong way round: a matrix product is not the same from the "
                "left as from the right."},
               X * layer.weights + biases)
      .mistake({"W_transposed", "The weights are transposed: row i of W belongs to output i."},
               layer.weights.t() * X + biases)
      .mistake({"bias_along_row",
                "The bias was added along a row: each of its entries belongs to one output, and an "
                "output is a row."},
               products + biases.t());
}

/// What a layer makes of its Z; `early` is what it makes if the bias comes after the activation,
/// `of_X` if it bends X in place of Z, `twice` if it bends A once more.
inline CloseTo outputs_of(const arma::mat& expected, const arma::mat& Z, const arma::mat& early,
                          const arma::mat& of_X, const arma::mat& twice) {
  return close_to(expected)
      .mistake({"Z_for_A", "This is Z: the layer's activation is still to come."}, Z)
      .mistake({"activated_X", "This is the activation of X: Z is what it belongs to."}, of_X)
      .mistake({"activated_twice", "The activation was applied twice."}, twice)
      .mistake(
          {"bias_last", "The activation came before the bias: first Z is complete, then it bends."},
          early)
      .mistake({"always_relu", "This is ReLU: each layer has an activation of its own."},
               arma::clamp(Z, 0.0, arma::datum::inf));
}

// ---- 2.2 weight_deviation -----------------------------------------------------------------------

inline CloseToNumber small_deviation() {
  return close_to(0.01).mistake(variance, 1e-4);
}

inline CloseToNumber one_over_n_deviation(double expected, double inputs, double outputs) {
  return close_to(expected)
      .mistake({"by_inputs", "n counts the outputs of the layer here, not its inputs."}, 1 / inputs)
      .mistake({"no_root_here", "There is no square root in this one."}, std::sqrt(1 / outputs))
      .mistake({"counts_multiplied", "Inputs and outputs were multiplied: n is one of the two."},
               1 / (inputs * outputs))
      .mistake(whole_numbers, 0.0);
}

inline constexpr Misconception inputs_alone{
    "inputs_alone", "This looks at the inputs alone: both counts belong in it."};
inline constexpr Misconception outputs_alone{
    "outputs_alone", "This looks at the outputs alone: both counts belong in it."};

inline CloseToNumber xavier_deviation(double expected, double inputs, double outputs) {
  return close_to(expected)
      .mistake(variance, 2 / (inputs + outputs))
      .mistake({"below_1", "The sum of inputs and outputs goes below 2, not below 1."},
               std::sqrt(1 / (inputs + outputs)))
      .mistake(inputs_alone, std::sqrt(2 / inputs))
      .mistake(inputs_alone, std::sqrt(1 / inputs))
      .mistake(outputs_alone, std::sqrt(2 / outputs))
      .mistake(outputs_alone, std::sqrt(1 / outputs))
      .mistake({"four_over_the_sum",
                "This is the root of 4 over the sum of both counts: does a 2 stand outside the "
                "root, or above the mean of the counts?"},
               2 / std::sqrt(inputs + outputs))
      .mistake(in_float, std::sqrt(2.0F / static_cast<float>(inputs + outputs)))
      .mistake(uniform_width, std::sqrt(6 / (inputs + outputs)))
      .mistake({"no_brackets", "In C++ division comes before addition: mind the brackets."},
               std::sqrt(2 / inputs + outputs))
      .mistake({"root_of_2", "The root covers the sum, too."}, std::sqrt(2.0) / (inputs + outputs))
      .mistake({"product_of_counts", "Inputs and outputs are added, not multiplied."},
               std::sqrt(2 / (inputs * outputs)))
      .mistake(whole_numbers, 0.0);
}

inline CloseToNumber he_deviation(double expected, double inputs, double outputs) {
  return close_to(expected)
      .mistake(variance, 2 / inputs)
      .mistake(in_float, std::sqrt(2.0F / static_cast<float>(inputs)))
      .mistake({"is_xavier", "This is xavier: he looks at one of the two counts."},
               std::sqrt(2 / (inputs + outputs)))
      .mistake({"by_outputs", "This looks at the outputs: what a neuron adds up are its inputs."},
               std::sqrt(2 / outputs))
      .mistake({"no_2", "There is a 2 in this formula: ReLU sets half of the numbers to 0."},
               std::sqrt(1 / inputs))
      .mistake({"two_outside", "The 2 stands inside the root."}, 2 / std::sqrt(inputs))
      .mistake({"bias_counted", "The bias is no input: n counts the columns of W."},
               std::sqrt(2 / (inputs + 1)))
      .mistake(uniform_width, std::sqrt(6 / inputs))
      .mistake(whole_numbers, 0.0);
}

inline CloseToNumber constant_deviation() {
  return close_to(0.0).mistake(
      {"constant_1", "1 is the weight itself; how far do the weights differ?"}, 1.0);
}

// ---- 2.3 make_layer -----------------------------------------------------------------------------

inline CloseTo first_bias(arma::uword inputs, arma::uword outputs) {
  return close_to(arma::zeros(outputs))
      .mistake({"bias_per_input", "There is one bias for each output, not for each input."},
               arma::zeros(inputs))
      .mistake({"bias_001", "The biases start at 0, for ReLU too."},
               arma::vec(outputs, arma::fill::value(0.01)))
      .mistake({"bias_1", "The biases start at 0 with every initialiser, not at 1."},
               arma::ones(outputs));
}

inline CloseTo constant_weights(arma::uword inputs, arma::uword outputs) {
  return close_to(arma::ones(outputs, inputs))
      .mistake({"constant_0", "The weights of constant are 1: it is their deviation that is 0."},
               arma::zeros(outputs, inputs));
}

/// The mean of the weights over their expected deviation. It goes before spread(), where the
/// deviation of |N(0, 1)|, 0.603, would be taken for that of a uniform distribution.
inline CloseToNumber centre(double expected, double tolerance) {
  return close_to(0.0, tolerance)
      .mistake({"one_sign", "These numbers are of one sign only: a weight may be negative."},
               std::sqrt(2 / arma::datum::pi))
      .mistake({"around_1", "The weights lie around 1: that is the mean of constant alone."},
               1 / expected);
}

/// The measured deviation over the expected one; `swapped`: the latter with inputs and outputs
/// swapped, `xavier` and `he`: that of another initialiser.
inline CloseToNumber spread(double expected, double swapped, double xavier, double he,
                            double tolerance) {
  return close_to(1.0, tolerance)
      .mistake({"never_scaled", "The weights have deviation 1: they were never scaled."},
               1 / expected)
      .mistake(
          {"counts_swapped", "The deviation is that of a layer with inputs and outputs swapped."},
          swapped / expected)
      .mistake({"scaled_twice", "The deviation was applied twice, or its square in its place."},
               expected)
      .mistake(
          {"by_activation",
           "This is the deviation of xavier: the initialiser decides, whatever the activation."},
          xavier / expected)
      .mistake({"always_he",
                "This is the deviation of he: the initialiser decides, whatever the activation."},
               he / expected)
      .mistake({"uniform_spread",
                "The deviation of a uniform distribution was left as it is: normal_matrix draws "
                "from the normal one."},
               1 / std::sqrt(3.0));
}

/// The correlation of the weights of two layers.
inline CloseToNumber unlike(double tolerance) {
  return close_to(0.0, tolerance)
      .mistake({"same_weights",
                "Both layers have the very same weights: draw from rng itself, so that each draw "
                "moves it on."},
               1.0);
}

inline void check_shape(const nn::DenseLayer& layer, arma::uword inputs, arma::uword outputs) {
  REQUIRE(nn::shape(layer.weights.n_rows, layer.weights.n_cols) == nn::shape(outputs, inputs));
}

/// The weights of a layer that was made with this initialiser. They are thousands, and each bound
/// is seven standard errors.
inline void check_weights(const nn::DenseLayer& layer, nn::Initialiser initialiser,
                          arma::uword inputs, arma::uword outputs) {
  check_shape(layer, inputs, outputs);
  const arma::vec weights = arma::vectorise(layer.weights);
  const double error = 1 / std::sqrt(static_cast<double>(weights.n_elem));
  const double in = static_cast<double>(inputs);
  const double out = static_cast<double>(outputs);
  const double expected = deviation(initialiser, in, out);
  UNSCOPED_INFO("How many of the " << weights.n_elem << " weights are different numbers:");
  REQUIRE_THAT(different(layer.weights), draws_of(layer.weights));
  UNSCOPED_INFO("mean of the weights / expected deviation, which should be near 0:");
  REQUIRE_THAT(arma::mean(weights) / expected, centre(expected, 7 * error));
  UNSCOPED_INFO("measured deviation / expected deviation, which should be near 1:");
  CHECK_THAT(
      arma::stddev(weights) / expected,
      spread(expected, deviation(initialiser, out, in), deviation(nn::Initialiser::xavier, in, out),
             deviation(nn::Initialiser::he, in, out), 5 * error));
  const arma::vec standard = (weights - arma::mean(weights)) / arma::stddev(weights);
  UNSCOPED_INFO("The mean fourth power of the weights over their deviation: 3 for normal numbers.");
  CHECK_THAT(arma::mean(arma::vec(arma::pow(standard, 4))),
             close_to(3.0, 35 * error).mistake(uniform_numbers, 1.8));
  UNSCOPED_INFO("The mean third power: 0 when both signs are alike.");
  CHECK_THAT(arma::mean(arma::vec(arma::pow(standard, 3))), close_to(0.0, 17 * error));
  UNSCOPED_INFO("The share of weights within one deviation: 0.683 for normal numbers.");
  CHECK_THAT(arma::accu(arma::abs(standard) < 1.0) * error * error,
             close_to(0.6827, 3.3 * error).mistake(uniform_numbers, 0.577));
}

/// Two layers made in turn, and one from the state that rng was in before.
inline void check_drawn_from(nn::Rng& rng, nn::Initialiser initialiser) {
  nn::Rng twin = rng;
  const std::uint64_t before = rng.draws();
  const auto make = [&](nn::Rng& source) {
    const nn::DenseLayer layer = nn::make_layer(25, 20, nn::Activation::relu, initialiser, source);
    check_shape(layer, 25, 20);
    INFO("How many of the 500 weights are different numbers:");
    REQUIRE_THAT(different(layer.weights), draws_of(layer.weights));
    return layer;
  };
  const nn::DenseLayer first = make(rng);
  const nn::DenseLayer repeated = make(twin);
  const nn::DenseLayer next = make(rng);
  const double size = arma::stddev(arma::vectorise(first.weights));
  UNSCOPED_INFO("Made from two generators in the same state. " << own_randomness);
  CHECK_THAT(repeated.weights / size, close_to(first.weights / size));
  UNSCOPED_INFO("correlation of two layers made one after the other, which should be near 0:");
  CHECK_THAT(correlation(first.weights, next.weights), unlike(0.32));
  UNSCOPED_INFO("rng itself has to move on: a copy of it moves on alone.");
  CHECK(rng.draws() > before);
  INFO("What is drawn are the weights: the bias is 0.");
  CHECK_THAT(first.bias, close_to(arma::zeros(20)));
}

/// Two networks made in turn, and one from the state that rng was in before.
inline void check_networks_drawn_from(nn::Rng& rng) {
  nn::Rng twin = rng;
  const auto make = [&](nn::Rng& source) {
    const nn::Network network =
        nn::make_network({24, 24, 24, 24}, nn::Activation::tanh, nn::Activation::identity,
                         nn::Initialiser::xavier, source);
    REQUIRE(network.layers.size() == 3);
    for (const nn::DenseLayer& layer : network.layers) {
      check_shape(layer, 24, 24);
      INFO("How many of a layer's 576 weights are different numbers:");
      REQUIRE_THAT(different(layer.weights), draws_of(layer.weights));
    }
    return network.layers;
  };
  const std::vector<nn::DenseLayer> first = make(rng);
  const std::vector<nn::DenseLayer> second = make(rng);
  const std::vector<nn::DenseLayer> repeated = make(twin);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      INFO("When a copy of rng is drawn from, rng itself stays where it was.");
      // 576 pairs: the standard error is 0.042.
      UNSCOPED_INFO("correlation of the weights of layer "
                    << i << " and layer " << j << " of two networks made in turn, near 0:");
      CHECK_THAT(correlation(first[i].weights, second[j].weights), unlike(0.3));
      if (i == j) continue;
      INFO("correlation of the weights of layers " << i << " and " << j << " of one, near 0:");
      CHECK_THAT(correlation(first[i].weights, first[j].weights), unlike(0.3));
    }
    INFO("Made from two generators in the same state. " << own_randomness);
    CHECK_THAT(repeated[i].weights, close_to(first[i].weights));
  }
}

// ---- 2.5 network_forward ------------------------------------------------------------------------

/// What the first layer was given; `last` is what the last one was given.
inline CloseTo first_input(const arma::mat& expected, const arma::mat& last) {
  return close_to(expected).mistake(other_layer, last);
}

/// What a later layer was given: `Z_before` is the layer before's, `X` the network's and `first`
/// the first layer's A.
inline CloseTo input_of(const arma::mat& expected, const arma::mat& Z_before, const arma::mat& X,
                        const arma::mat& first) {
  return close_to(expected)
      .mistake(last_alone, X)
      .mistake(first_output, first)
      .mistake({"reads_Z",
                "This is Z of the layer before: a layer reads what comes after the activation."},
               Z_before);
}

// ---- 2.6 predict_classes, 2.7 parameter_count ---------------------------------------------------

inline SameAs classes_of(const arma::umat& expected, const arma::mat& output) {
  arma::umat last(1, output.n_cols);  // the last of the largest ones
  for (arma::uword s = 0; s < output.n_cols; ++s) {
    last(s) = arma::find(output.col(s) == output.col(s).max()).eval().max();
  }
  return same_as(expected)
      .mistake({"from_1", "Classes are counted from 0, as rows are."}, expected + 1)
      .mistake({"smallest", "These are the rows of the smallest outputs."},
               arma::index_min(output, 0))
      .mistake({"along_rows",
                "These are the columns of each row's largest output: samples are columns, so look "
                "down each column."},
               arma::index_max(output, 1).t())
      .mistake({"sign_lost", "The sign counts: -1 is larger than -3."},
               arma::index_max(arma::abs(output), 0))
      .mistake({"last_of_equals", "Where two rows are equal, this takes the last of them."}, last);
}

inline CloseToNumber count_of(double expected, const nn::Network& network) {
  double weights = 0.0;
  double biases = 0.0;
  double inputs = 0.0;
  for (const nn::DenseLayer& layer : network.layers) {
    weights += static_cast<double>(layer.weights.n_elem);
    biases += static_cast<double>(layer.bias.n_elem);
    inputs += static_cast<double>(layer.weights.n_cols);
  }
  double not_0 = 0.0;
  double squares = 0.0;
  for (const nn::DenseLayer& layer : network.layers) {
    not_0 += static_cast<double>(arma::accu(layer.weights != 0.0));
    squares += static_cast<double>((layer.weights.n_rows + 1) * layer.weights.n_rows);
  }
  const auto alone = [](const nn::DenseLayer& layer) {
    return static_cast<double>(layer.weights.n_elem + layer.bias.n_elem);
  };
  return close_to(expected, 0.0)
      .mistake({"weights_alone", "These are the weights alone: training changes the biases too."},
               weights)
      .mistake({"biases_alone", "These are the biases alone."}, biases)
      .mistake({"zeros_left_out",
                "A number that is 0 was not counted: training can change it all the same."},
               not_0 + biases)
      .mistake({"zeros_left_out",
                "A number that is 0 was not counted: training can change it all the same."},
               not_0)
      .mistake({"outputs_squared",
                "Outputs were multiplied by outputs: a weight leads from an input to an output."},
               squares)
      .mistake({"biases_twice", "The biases were counted twice."}, weights + 2 * biases)
      .mistake({"input_biases", "This has a bias for each input: a bias belongs to an output."},
               weights + inputs)
      .mistake({"one_bias_a_layer", "This has one bias a layer: a layer has one for each output."},
               weights + static_cast<double>(network.layers.size()))
      .mistake({"first_layer", "The first layer alone has as many."}, alone(network.layers.front()))
      .mistake({"last_layer", "The last layer alone has as many."}, alone(network.layers.back()))
      .mistake({"neurons", "This counts neurons: each of them has a bias and many weights."},
               biases + static_cast<double>(network.layers.front().weights.n_cols));
}

}  // namespace misconceptions
