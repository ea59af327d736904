// What learners write in lesson 01 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by the standard library's functions in the graded ones.
#pragma once

#include <armadillo>

#include "support/close_to.hpp"

namespace misconceptions {

using support::CloseTo;

inline constexpr Misconception corner_slope{"corner_slope",
                                            "Only the entries where Z is exactly 0 are wrong: look "
                                            "up which slope the course chooses at the corner."};
inline constexpr Misconception function_itself{
    "function_itself", "This is the function itself: the derivative is the slope of its graph."};
inline constexpr Misconception derivative_asked{
    "derivative_asked", "This is the derivative: what is asked for is A itself."};
inline constexpr Misconception applied_twice{
    "applied_twice", "The function was applied twice: the argument is Z, so once is enough."};
inline constexpr Misconception sides_swapped{
    "sides_swapped", "The two sides of 0 are swapped: look at which of them is the steep one."};
inline constexpr Misconception slope_unused{
    "slope_unused", "The slope is a fixed number here: is the argument `slope` used?"};
inline constexpr Misconception old_Z{
    "old_Z",
    "This belongs to the Z of an earlier call: is something kept in a static or global variable?"};
inline constexpr Misconception threshold{
    "threshold",
    "What is above 0 only a little was taken for 0: the contract compares with 0 itself."};
inline constexpr Misconception cut_off_Z{
    "cut_off_Z",
    "Different entries of Z have the same result: Z was cut off, and what was cut off is lost."};
inline constexpr Misconception cut_off{"cut_off",
                                       "Large entries were cut off: ReLU has no upper end."};
inline constexpr Misconception fraction_lost{
    "fraction_lost",
    "Each entry has lost its fraction: relu keeps it, so look for whole numbers in your code."};
inline constexpr Misconception one_sum{
    "one_sum", "All entries together add up to 1: each sample needs a sum of its own."};
inline constexpr Misconception nothing_leaks{"nothing_leaks",
                                             "This is plain ReLU: the left side is not flat here."};
inline constexpr Misconception rows_add_up{
    "rows_add_up",
    "The rows add up to 1, and it is the columns that should: a sample is a column. Look at the "
    "dimension you sum over."};

/// 1 where Z is positive, and 0 elsewhere.
inline arma::mat positive(const arma::mat& Z) {
  return arma::conv_to<arma::mat>::from(Z > 0);
}

inline arma::mat zeros_of(const arma::mat& Z) {
  return arma::conv_to<arma::mat>::from(Z == 0);
}

// ---- 1.1 sigmoid -------------------------------------------------------------------------------

/// For a Z that reaches far to both sides.
inline CloseTo sigmoid_far_out(const arma::mat& expected, const arma::mat& Z) {
  CloseTo as_expected = close_to(expected);
  for (const double bound : {5.0, 6.0, 8.0, 10.0, 15.0, 16.0, 20.0}) {
    as_expected.mistake(cut_off_Z, 0.5 + 0.5 * arma::tanh(arma::clamp(Z, -bound, bound) / 2));
  }
  return as_expected;
}

inline CloseTo sigmoid_of(const arma::mat& expected, const arma::mat& Z) {
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake({"falls", "The results fall where Z grows: look at the sign in the exponent."},
               1 - expected)
      .mistake(
          {"exponential",
           "This is e^Z, which grows without end: look at what else stands in the denominator."},
          arma::exp(Z))
      .mistake({"no_brackets",
                "This is 1 + e^-Z: division comes before addition, so look at the brackets."},
               1 + arma::exp(-Z))
      .mistake({"is_tanh",
                "This is the hyperbolic tangent, which runs from -1 to 1: the sigmoid runs from 0 "
                "to 1."},
               arma::tanh(Z))
      .mistake(derivative_asked, expected % (1 - expected));
}

/// A is the sigmoid of Z.
inline CloseTo sigmoid_slope(const arma::mat& expected, const arma::mat& Z, const arma::mat& A) {
  const arma::mat twice = 0.5 + 0.5 * arma::tanh(A / 2);
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake({"Z_for_A",
                "This is Z (1 - Z): the argument is what went into the sigmoid, and the formula "
                "asks for what came out."},
               Z % (1 - Z))
      .mistake(function_itself, A)
      .mistake({"factor_missing", "This is 1 - A: one factor of the formula is missing."}, 1 - A)
      .mistake({"slope_of_tanh",
                "This is 1 - A^2, the derivative of another function: the sigmoid has its own."},
               1 - A % A)
      .mistake({"A_times_A", "This is A times A: look at the second factor."}, A % A)
      .mistake(applied_twice, twice % (1 - twice));
}

// ---- 1.2 tanh ----------------------------------------------------------------------------------

inline CloseTo tanh_of(const arma::mat& expected, const arma::mat& Z) {
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake(
          {"is_sigmoid", "This is the sigmoid, which runs from 0 to 1: tanh runs from -1 to 1."},
          0.5 + 0.5 * arma::tanh(Z / 2))
      .mistake({"half_of_Z",
                "This is tanh of half of Z: tanh can be made of a sigmoid, but look at what goes "
                "into that sigmoid."},
               arma::tanh(Z / 2))
      .mistake(
          {"angle", "This is the tangent of an angle: the hyperbolic tangent is another function."},
          arma::tan(Z))
      .mistake({"sinh", "This is sinh Z, which has no bounds: look at what it is divided by."},
               arma::sinh(Z))
      .mistake(derivative_asked, 1 - expected % expected);
}

/// A is the tanh of Z.
inline CloseTo tanh_slope(const arma::mat& expected, const arma::mat& Z, const arma::mat& A) {
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake({"Z_for_A_in_tanh",
                "This is 1 - Z^2: the argument is what went into tanh, and the formula asks for "
                "what came out."},
               1 - Z % Z)
      .mistake({"no_square", "This is 1 - A: look at the square."}, 1 - A)
      .mistake({"A_squared", "This is A^2: something is subtracted in the formula."}, A % A)
      .mistake({"added", "This is 1 + A^2: look at the sign."}, 1 + A % A)
      .mistake({"slope_of_sigmoid",
                "This is A (1 - A), the derivative of another function: tanh has its own."},
               A % (1 - A))
      .mistake(function_itself, A)
      .mistake(applied_twice, 1 - arma::square(arma::tanh(A)));
}

// ---- 1.3 ReLU ----------------------------------------------------------------------------------

inline CloseTo relu_of(const arma::mat& expected, const arma::mat& Z) {
  arma::mat first_column(arma::size(Z), arma::fill::zeros);
  first_column.col(0) = expected.col(0);
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake({"absolute",
                "This is the absolute value: what is negative was turned round, and not made 0."},
               arma::abs(Z))
      .mistake({"negative_kept",
                "What is negative was kept and what is positive was lost: look at which of the two "
                "is chosen."},
               Z - expected)
      .mistake({"nothing_done", "Nothing was done to the negative entries."}, Z)
      .mistake({"step", "Every positive entry has become 1: relu keeps its value."}, positive(Z))
      .mistake(
          {"first_column", "Only column 0 is right: does a loop visit the other columns, too?"},
          first_column)
      .mistake({"leaks", "What is negative leaks through: that is leaky ReLU."},
               expected + 0.01 * (Z - expected))
      .mistake(cut_off, arma::clamp(expected, 0.0, 6.0))
      .mistake({"largest_of_columns",
                "This is the largest entry of each column: the 0 was taken for a dimension, and "
                "not for a number to compare with."},
               arma::max(Z, 0));
}

inline CloseTo relu_slope(const arma::mat& expected, const arma::mat& Z) {
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake(corner_slope, expected + zeros_of(Z))
      .mistake(corner_slope, expected + 0.5 * zeros_of(Z))
      .mistake(
          {"slope_of_absolute", "Left of 0 the slope is -1, which is that of the absolute value."},
          arma::sign(Z))
      .mistake(function_itself, Z % expected)
      .mistake(sides_swapped, 1 - expected)
      .mistake(sides_swapped, 1 - expected - zeros_of(Z))
      .mistake({"tested_result",
                "Every entry is 1: is the test made on Z, or on what relu has made of it?"},
               arma::ones(arma::size(Z)));
}

// ---- 1.4 leaky ReLU ----------------------------------------------------------------------------

inline CloseTo leaky_relu_of(const arma::mat& expected, const arma::mat& Z, double slope) {
  const arma::mat right = positive(Z);
  const arma::mat left = 1 - right;
  const arma::mat negative = left - zeros_of(Z);
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake(slope_unused, Z % (right + 0.01 * left))
      .mistake(slope_unused, Z % (right + 0.1 * left))
      .mistake({"slope_lost", "Z came back as it was: what becomes of its negative entries?"}, Z)
      .mistake({"slope_squared", "The slope is in it twice."}, Z % (right + slope * slope * left))
      .mistake(nothing_leaks, Z % right)
      .mistake({"both_sides",
                "Both sides are multiplied by the slope: look at what happens right of 0."},
               slope * Z)
      .mistake(sides_swapped, Z % (slope * right + left))
      .mistake({"leak_positive",
                "The negative entries have become positive: look at the sign of the leak."},
               Z % (right - slope * left))
      .mistake({"slope_itself",
                "The slope itself stands where Z is not positive: a slope is to be multiplied by "
                "something."},
               Z % right + slope * left)
      .mistake({"slope_itself",
                "The slope itself stands where Z is negative: a slope is to be multiplied by "
                "something."},
               Z % right + slope * negative)
      .mistake({"divided", "What is negative was divided by the slope."},
               Z % (right + left / slope))
      .mistake({"slope_added", "The slope was added: a slope is a factor."}, Z + slope * negative);
}

inline CloseTo leaky_relu_slope(const arma::mat& expected, const arma::mat& Z, double slope) {
  const arma::mat right = positive(Z);
  const arma::mat left = 1 - right;
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake(corner_slope, expected + (1 - slope) * zeros_of(Z))
      .mistake(corner_slope, expected - slope * zeros_of(Z))
      .mistake(slope_unused, right + 0.01 * left)
      .mistake(slope_unused, right + 0.1 * left)
      .mistake(nothing_leaks, right)
      .mistake(sides_swapped, slope * right + left)
      .mistake(
          {"slope_times_Z",
           "The slope is multiplied by Z: that is leaky_relu, and not the slope of its graph."},
          right + slope * left % Z)
      .mistake(function_itself, Z % expected)
      .mistake({"slopes_down", "The left side slopes down: look at the sign of the slope."},
               right - slope * left)
      .mistake({"one_less_slope", "Left of 0 this is 1 - slope: how steep is slope times Z?"},
               right + (1 - slope) * left);
}

// ---- 1.5 softmax -------------------------------------------------------------------------------

inline CloseTo softmax_of(const arma::mat& expected, const arma::mat& Z) {
  const arma::mat powers = arma::exp(Z);
  const arma::mat parts_of_largest = powers.each_row() / arma::max(powers, 0);
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake(rows_add_up, arma::normalise(powers, 1, 1))
      .mistake(rows_add_up, arma::normalise(parts_of_largest, 1, 1))
      .mistake(one_sum, powers / arma::accu(powers))
      .mistake(one_sum, parts_of_largest / arma::accu(parts_of_largest))
      .mistake({"no_exponential", "Z itself was divided by its sum: where is the exponential?"},
               Z.each_row() / arma::sum(Z, 0))
      .mistake({"winner_takes_all",
                "The largest entry has become 1 and all others 0: every class keeps a share."},
               arma::conv_to<arma::mat>::from(Z == arma::repmat(arma::max(Z, 0), Z.n_rows, 1)))
      .mistake({"by_mean",
                "Each column adds up to the number of its rows: it was divided by the mean of the "
                "exponentials, and not by their sum."},
               expected * static_cast<double>(Z.n_rows))
      .mistake({"small_in_sum",
                "Something small was added to the sum of a column: once the largest entry is "
                "subtracted, the sum cannot be 0."},
               parts_of_largest.each_row() / (arma::sum(parts_of_largest, 0) + 1e-8))
      .mistake({"small_in_sum",
                "Something small was added to the sum of a column: once the largest entry is "
                "subtracted, the sum cannot be 0."},
               parts_of_largest.each_row() / (arma::sum(parts_of_largest, 0) + 1e-6))
      .mistake({"exponentials", "These are the exponentials: they do not add up to 1 yet."}, powers)
      .mistake({"largest_1", "The largest entry of each column is 1: what should be 1 is the sum."},
               parts_of_largest)
      .mistake({"smallest_wins",
                "The largest Z gets the smallest probability: look at the sign in the exponent."},
               arma::normalise(1 / powers, 1, 0))
      .mistake({"sigmoids",
                "These are sigmoids, entry by entry: the entries of a column must share a sum."},
               powers / (1 + powers))
      .mistake({"maximum_of_rows",
                "The maximum of each row was subtracted: only a number that is the same for the "
                "whole sample cancels in the fraction."},
               arma::normalise(powers.each_col() / arma::max(powers, 1), 1, 0))
      .mistake(
          {"squares_add_up", "The squares of a column add up to 1: it is the entries that should."},
          arma::normalise(powers, 2, 0))
      .mistake(
          {"logarithms", "These are logarithms of probabilities: the last step is one too many."},
          arma::log(expected))
      .mistake({"powers_of_2", "Powers of 2 were taken: the formula has powers of e."},
               arma::normalise(arma::exp2(Z), 1, 0))
      .mistake(
          {"by_classes", "It was divided by the number of classes: a column has to add up to 1."},
          parts_of_largest / static_cast<double>(Z.n_rows));
}

/// For columns that are 1000 and more away from 0; `alike` is what is left where they are cut off.
inline CloseTo softmax_far_out(const arma::mat& expected, const arma::mat& alike) {
  return close_to(expected)
      .samples(expected.n_cols)
      .mistake(one_sum, expected / static_cast<double>(expected.n_cols))
      .mistake(cut_off_Z, alike);
}

// ---- 1.6 by name -------------------------------------------------------------------------------

inline constexpr Misconception wrong_leak{
    "wrong_leak", "This leaks with the slope 0.1: activations.hpp has a name for the right one."};

/// `wrong` is what another case of the switch would give.
inline CloseTo by_name(const arma::mat& expected, const arma::mat& wrong) {
  return close_to(expected).mistake(
      {"other_case",
       "This is what another name stands for: look at which function this case calls."},
      wrong);
}

inline CloseTo identity_slope(const arma::mat& Z) {
  return close_to(arma::ones(arma::size(Z)))
      .mistake({"slope_is_Z", "This is Z: the derivative is the slope of the line A = Z."}, Z)
      .mistake({"slope_0", "This is 0: A = Z is not flat. Look at the slope of that line."},
               arma::zeros(arma::size(Z)))
      .mistake({"diagonal", "There are ones on the diagonal only: every entry has this slope."},
               arma::eye(arma::size(Z)));
}

}  // namespace misconceptions
