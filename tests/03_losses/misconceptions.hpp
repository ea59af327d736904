// What learners write in lesson 03 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by a formula in the graded ones.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "common/contract.hpp"
#include "support/close_to.hpp"

namespace misconceptions {

using support::CloseTo;
using support::CloseToNumber;
using support::SameAs;

// ---- what several comparisons name --------------------------------------------------------------

inline constexpr Misconception by_entries{"by_entries",
                                          "The sum was divided by the number of entries: m counts "
                                          "samples, and a sample may have several outputs."};
inline constexpr Misconception by_rows{
    "by_rows", "The sum was divided by the number of rows: samples are columns."};
inline constexpr Misconception zero_value{
    "zero_value", "The value is 0: was it set, and is 1 / m perhaps a division of whole numbers?"};
inline constexpr Misconception zero_or_softmax{
    "zero_value",
    "The value is 0: was it set, is 1 / m perhaps a division of whole numbers, or was softmax "
    "taken, which gives a single output the probability 1?"};
inline constexpr Misconception half_of_sum{
    "half_of_sum", "This is half of the sum: it is divided by m here, and by nothing else."};
inline constexpr Misconception first_output{"first_output", "Only the first output was counted."};
inline constexpr Misconception no_logarithm{"no_logarithm", "The logarithm is missing."};
inline constexpr Misconception base_2{"base_2",
                                      "The logarithm has base 2: it has to be the natural one."};
inline constexpr Misconception base_10{"base_10",
                                       "The logarithm has base 10: it has to be the natural one."};
inline constexpr Misconception changed_places{"changed_places",
                                              "Logits and targets have changed places."};
inline constexpr Misconception target_under_logarithm{
    "target_under_logarithm",
    "Targets and probabilities have changed places: which of them is under the logarithm?"};
inline constexpr Misconception sigmoid_twice{
    "sigmoid_twice", "The sigmoid was applied twice: what arrives is a logit, so once is enough."};
inline constexpr Misconception softmax_twice{
    "softmax_twice", "Softmax was applied twice: what arrives are logits, so once is enough."};
inline constexpr Misconception squared_probabilities{
    "squared_probabilities", "This is the squared error of the probabilities."};
inline constexpr Misconception outputs_compete{
    "outputs_compete",
    "The outputs of a sample compete here: that is softmax, and each output is a question of its "
    "own."};
inline constexpr Misconception logits_for_probabilities{
    "logits_for_probabilities",
    "This is logits - targets: what is compared with a target is the probability."};
inline constexpr Misconception no_targets{"no_targets", "The targets are missing in it."};
inline constexpr Misconception slope_by_A{"slope_by_A",
                                          "This is the derivative with respect to A: the gradient "
                                          "asked for is with respect to the logits."};
inline constexpr Misconception summed_gradient{
    "summed_gradient", "The samples were added up: each entry has a slope of its own."};
inline constexpr Misconception along_rows{
    "along_rows", "Softmax went along the rows: the classes of one sample stand in a column."};
inline constexpr Misconception one_softmax{
    "one_softmax", "Softmax went over the whole matrix: each column is a sample for itself."};
inline constexpr Misconception sigmoids{
    "sigmoids", "These are sigmoids: with softmax the probabilities of a sample add up to 1."};
inline constexpr Misconception largest_target{
    "largest_target", "Only the largest target of each sample counts here."};
inline constexpr Misconception cut_probability{
    "cut_probability",
    "The probability was kept away from 0, and the loss stops growing: take the logarithm out of "
    "the way instead."};
inline constexpr Misconception cut_logit{
    "cut_logit",
    "The logits were cut off, and the loss stops growing: beyond the cut all logits look alike."};
inline constexpr Misconception kept_from_before{
    "kept_from_before",
    "The numbers of an earlier call are still in it: is something kept in a static or global "
    "variable?"};
inline constexpr Misconception halved{
    "halved", "There is a factor of 1/2 in it, as in some books: this course has none."};
inline constexpr Misconception int_sum{
    "int_sum", "The fractions are gone: a sum or a difference was kept in an int, which has none."};
inline constexpr Misconception in_float{
    "in_float",
    "Only about seven digits are right: a float keeps no more, so look at the types you chose."};
inline constexpr Misconception total_nearly_0{
    "total_nearly_0",
    "The sum of squares of equal targets need not be exactly 0, as their mean may differ from them "
    "in the last digit. How else can you see that all are equal?"};
inline constexpr Misconception n_less_1{
    "n_less_1", "The sum was divided by one less than the number of samples."};
inline constexpr Misconception residuals_cancel{"residuals_cancel",
                                                "Residuals of different signs cancel here."};

/// Where learners cut off a probability, and a logit.
inline constexpr double usual_cuts[] = {1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20};
inline constexpr double usual_bounds[] = {10, 15, 20, 30, 50, 100, 300, 500, 600, 700, 708, 709};

// ---- wrong and right parts of them --------------------------------------------------------------

inline double samples(const arma::mat& M) {
  return static_cast<double>(M.n_cols);
}

inline arma::mat logistic(const arma::mat& Z) {
  return 1 / (1 + arma::exp(-Z));
}

/// Column by column. Only for logits that do not overflow.
inline arma::mat shares(const arma::mat& Z) {
  return arma::normalise(arma::exp(Z), 1, 0);
}

/// -(1/m) sum of T log(A).
inline double minus_log(const arma::mat& A, const arma::mat& T) {
  return -arma::accu(T % arma::log(A)) / samples(T);
}

inline arma::mat only_largest(const arma::mat& T) {
  arma::mat winners(arma::size(T), arma::fill::zeros);
  for (arma::uword s = 0; s < T.n_cols; ++s) winners(T.col(s).index_max(), s) = 1.0;
  return winners;
}

/// f refuses a second argument of another shape than the first one, which is `right`, and no
/// samples.
template <typename Matrix, typename F>
void check_shapes(const std::string& name, const F& f, const std::string& second,
                  const arma::SizeMat& right, const std::vector<arma::SizeMat>& others) {
  const auto in_words = [](const arma::SizeMat& size) {
    return nn::shape(size.n_rows, size.n_cols);
  };
  Matrix first = arma::ones<Matrix>(right.n_rows, right.n_cols);
  first(0) = 2;  // so that two of them differ
  INFO("Rows count as well as columns: require_shape() makes the message.");
  for (const arma::SizeMat& other : others) {
    const std::string message =
        name + ": " + second + " is " + in_words(other) + ", expected " + in_words(right);
    INFO("This is refused: " << message);
    CHECK_REFUSED(f(first, arma::ones<Matrix>(other.n_rows, other.n_cols)), message);
  }
  const std::string message = name + ": got 0 samples, expected at least 1";
  INFO("Without samples there is no mean: the value would be 0 / 0. The message is: " << message);
  const Matrix none = arma::zeros<Matrix>(right.n_rows, 0);
  CHECK_REFUSED(f(none, none), message);
  CHECK_ACCEPTED(f(first, first));
}

// ---- 3.1 mean_squared_error ---------------------------------------------------------------------

inline CloseToNumber mse_value(double expected, const arma::mat& P, const arma::mat& T) {
  const double m = samples(P);
  const arma::mat R = P - T;
  const double squares = arma::accu(arma::square(R));
  return close_to(expected)
      .samples(P.n_cols)
      .mistake(by_entries, squares / static_cast<double>(P.n_elem))
      .mistake(by_rows, squares / static_cast<double>(P.n_rows))
      .mistake(zero_value, 0.0)
      .mistake(halved, squares / m / 2)
      .mistake(n_less_1, squares / (m - 1))
      .mistake(int_sum, std::trunc(squares) / m)
      .mistake(int_sum, arma::accu(arma::square(arma::trunc(R))) / m)
      .mistake(
          {"absolute", "These are absolute differences: which power do they have in this loss?"},
          arma::accu(arma::abs(R)) / m)
      .mistake(
          {"differences_cancel", "The differences were added as they are, so that + and - cancel."},
          arma::accu(R) / m)
      .mistake({"square_of_sum", "The differences were added up before they were squared."},
               std::pow(arma::accu(R), 2) / m)
      .mistake({"root_of_loss", "This is the root of the loss: no root is taken here."},
               std::sqrt(squares / m))
      .mistake(
          {"root_left", "The root of a sum of squares was taken, and the root is still there."},
          std::sqrt(squares) / m)
      .mistake({"matrix_norm",
                "norm() of a matrix is its largest singular value, not the root of the sum of all "
                "squares."},
               std::pow(arma::norm(R), 2) / m)
      .mistake(
          {"squares_subtracted", "Squares were subtracted: it is the difference that is squared."},
          (arma::accu(arma::square(P)) - arma::accu(arma::square(T))) / m)
      .mistake(first_output, arma::accu(arma::square(R.row(0))) / m);
}

inline CloseTo mse_gradient(const arma::mat& expected, const arma::mat& P, const arma::mat& T) {
  const double m = samples(P);
  const arma::mat R = P - T;
  return close_to(expected)
      .samples(P.n_cols)
      .mistake(by_entries, 2.0 / static_cast<double>(P.n_elem) * R)
      .mistake(by_rows, 2.0 / static_cast<double>(P.n_rows) * R)
      .mistake({"two_factors", "This is predictions - targets alone: two factors are missing."}, R)
      .mistake({"gradient_of_mae",
                "Only the sign of each difference is left: that is the gradient of the mean "
                "absolute error."},
               arma::sign(R) / m)
      .mistake(
          {"sign_lost",
           "The gradient has lost its sign: a prediction that is too small has a negative slope."},
          arma::abs(2 / m * R))
      .mistake(summed_gradient, arma::sum(2 / m * R, 1));
}

// ---- 3.2 binary_cross_entropy -------------------------------------------------------------------

inline CloseToNumber binary_value(double expected, const arma::mat& Z, const arma::mat& T) {
  const double m = samples(Z);
  const arma::mat A = logistic(Z);
  const arma::mat twice = logistic(A);
  const double with_T = minus_log(A, T);
  const double without_T = minus_log(1 - A, 1 - T);
  const arma::mat rounded = arma::conv_to<arma::mat>::from(T > 0.5);
  const bool one_output = Z.n_rows == 1;  // then all of its softmax is 1, and the logarithm 0
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake(by_entries, expected / static_cast<double>(Z.n_rows))
      .mistake(by_rows, expected * m / static_cast<double>(Z.n_rows))
      .mistake(one_output ? zero_or_softmax : zero_value, 0.0)
      .mistake({"only_log_A",
                "The term with log(1 - A) is missing: samples with target 0 cost something, too."},
               with_T)
      .mistake({"only_log_1_A",
                "The term with log(A) is missing: samples with target 1 cost something, too."},
               without_T)
      .mistake({"targets_swapped",
                "Targets 1 and 0 have changed places: look at which logarithm T stands before."},
               minus_log(A, 1 - T) + minus_log(1 - A, T))
      .mistake({"every_target_0",
                "Every target was treated as 0: the term with the targets is missing."},
               minus_log(1 - A, arma::ones(arma::size(T))))
      .mistake(no_logarithm, -arma::accu(T % A + (1 - T) % (1 - A)) / m)
      .mistake(base_2, expected / std::log(2.0))
      .mistake(base_10, expected / std::log(10.0))
      .mistake(changed_places, arma::accu(arma::log(1 + arma::exp(T)) - T % Z) / m)
      .mistake(sigmoid_twice, minus_log(twice, T) + minus_log(1 - twice, 1 - T))
      .mistake(squared_probabilities, arma::accu(arma::square(A - T)) / m)
      .mistake({"squared_logits", "This is the squared error of the logits."},
               arma::accu(arma::square(Z - T)) / m)
      .mistake(one_output ? zero_or_softmax : outputs_compete, minus_log(shares(Z), T))
      .mistake(target_under_logarithm, minus_log(T, A) + minus_log(1 - T, 1 - A))
      .mistake(
          {"rounded_targets", "The targets were rounded to 0 or 1: a target may lie between them."},
          minus_log(A, rounded) + minus_log(1 - A, 1 - rounded))
      .mistake(first_output, minus_log(A.row(0), T.row(0)) + minus_log(1 - A.row(0), 1 - T.row(0)));
}

inline CloseTo binary_gradient(const arma::mat& expected, const arma::mat& Z, const arma::mat& T) {
  const double m = samples(Z);
  const arma::mat A = logistic(Z);
  const arma::mat slope = A % (1 - A);
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake(by_entries, expected / static_cast<double>(Z.n_rows))
      .mistake(by_rows, expected * m / static_cast<double>(Z.n_rows))
      .mistake({"sigmoid_slope",
                "The slope of the sigmoid, A (1 - A), is still in it: in this loss it cancels."},
               (A - T) % slope / m)
      .mistake({"squared_error_gradient",
                "This is the gradient of a squared error behind a sigmoid: it belongs to another "
                "loss than the value."},
               2 * (A - T) % slope / m)
      .mistake(slope_by_A, (A - T) / slope / m)
      .mistake(logits_for_probabilities, (Z - T) / m)
      .mistake(no_targets, A / m)
      .mistake({"gradient_swapped", "Targets 1 and 0 have changed places in the gradient."},
               (A - (1 - T)) / m)
      .mistake({"only_log_A_slope", "Only the term with log(A) was differentiated."},
               -T % (1 - A) / m)
      .mistake({"only_log_1_A_slope", "Only the term with log(1 - A) was differentiated."},
               (1 - T) % A / m)
      .mistake(sigmoid_twice, (logistic(A) - T) / m)
      .mistake(outputs_compete, (shares(Z) - T) / m)
      .mistake(changed_places, (logistic(T) - Z) / m)
      .mistake(summed_gradient, arma::sum((A - T) / m, 1));
}

/// For logits from which the sigmoid is exactly 0 or 1.
inline CloseToNumber binary_value_far_out(double expected, const arma::mat& Z, const arma::mat& T) {
  CloseToNumber as_expected = close_to(expected).samples(Z.n_cols);
  const arma::mat A = logistic(Z);
  for (const double cut : usual_cuts) {
    const arma::mat kept = arma::clamp(A, cut, 1 - cut);
    as_expected.mistake(cut_probability, minus_log(kept, T) + minus_log(1 - kept, 1 - T))
        .mistake(cut_probability, minus_log(A + cut, T) + minus_log(1 - A + cut, 1 - T));
  }
  for (const double bound : usual_bounds) {
    const arma::mat kept = arma::clamp(Z, -bound, bound);
    const arma::mat logarithms = arma::log(1 + arma::exp(-arma::abs(kept)));
    const arma::mat positive = arma::clamp(kept, 0, bound);
    as_expected.mistake(cut_logit, arma::accu(positive - kept % T + logarithms) / samples(Z));
  }
  return as_expected;
}

inline CloseTo binary_gradient_far_out(const arma::mat& expected, const arma::mat& near) {
  return close_to(expected)
      .samples(expected.n_cols)
      .mistake({"flat_sigmoid",
                "Where the sigmoid is flat the gradient is 0 here: the loss is steep there, so its "
                "slope must not vanish."},
               near);
}

// ---- 3.3 softmax_cross_entropy ------------------------------------------------------------------

inline CloseToNumber softmax_value(double expected, const arma::mat& Z, const arma::mat& T) {
  const double m = samples(Z);
  const arma::mat A = shares(Z);
  const arma::mat S = logistic(Z);
  const double largest = arma::accu(arma::max(Z, 0)) / m;
  const double of_right_class = arma::accu(T % A) / m;
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake(by_entries, expected / static_cast<double>(Z.n_rows))
      .mistake(by_rows, expected * m / static_cast<double>(Z.n_rows))
      .mistake(zero_value, 0.0)
      .mistake(along_rows, minus_log(shares(Z.t()).t(), T))
      .mistake(one_softmax, minus_log(arma::exp(Z) / arma::accu(arma::exp(Z)), T))
      .mistake(sigmoids, minus_log(S, T))
      .mistake({"binary_of_sigmoids",
                "This is the binary cross-entropy of sigmoids: with classes, the loss is another."},
               minus_log(S, T) + minus_log(1 - S, 1 - T))
      .mistake(
          {"binary_term", "There is a term with log(1 - A) in it: only the binary loss has one."},
          minus_log(A, T) + minus_log(1 - A, 1 - T))
      .mistake({"maximum_lost", "Each column's maximum was subtracted, and did not come back."},
               expected - largest)
      .mistake({"maximum_twice", "Each column's maximum was added once too often."},
               expected + largest)
      .mistake(
          {"no_log_sum", "These are the logits of the right classes: the log-sum-exp is missing."},
          -arma::accu(T % Z) / m)
      .mistake({"log_sum_alone",
                "This is the log-sum-exp alone: the logits of the right classes are missing."},
               expected + arma::accu(T % Z) / m)
      .mistake(no_logarithm, -of_right_class)
      .mistake({"logarithm_of_mean",
                "The logarithm comes before the mean: this is the logarithm of a mean."},
               -std::log(of_right_class))
      .mistake(base_2, expected / std::log(2.0))
      .mistake(base_10, expected / std::log(10.0))
      .mistake(softmax_twice, minus_log(shares(A), T))
      .mistake(squared_probabilities, arma::accu(arma::square(A - T)) / m)
      .mistake({"every_class", "Every class was counted: T keeps the right one only."},
               minus_log(A, arma::ones(arma::size(T))))
      .mistake(changed_places, minus_log(shares(T), Z))
      .mistake(largest_target, minus_log(A, only_largest(T)))
      .mistake(target_under_logarithm, minus_log(T, A));
}

inline CloseTo softmax_gradient(const arma::mat& expected, const arma::mat& Z, const arma::mat& T) {
  const double m = samples(Z);
  const arma::mat A = shares(Z);
  // J' (A - T) for the Jacobian J of softmax, column by column.
  const arma::mat through_softmax =
      A % (A - T) - A % arma::repmat(arma::sum(A % (A - T), 0), Z.n_rows, 1);
  return close_to(expected)
      .samples(Z.n_cols)
      .mistake(by_entries, expected / static_cast<double>(Z.n_rows))
      .mistake(by_rows, expected * m / static_cast<double>(Z.n_rows))
      .mistake(along_rows, (shares(Z.t()).t() - T) / m)
      .mistake(one_softmax, (arma::exp(Z) / arma::accu(arma::exp(Z)) - T) / m)
      .mistake(sigmoids, (logistic(Z) - T) / m)
      .mistake({"softmax_slope_twice",
                "The derivative of softmax is in it twice: A - T has it already."},
               through_softmax / m)
      .mistake({"sigmoid_slope_left",
                "A (1 - A) is in it: A - T is what is left after everything has cancelled."},
               (A - T) % A % (1 - A) / m)
      .mistake(slope_by_A, -T / A / m)
      .mistake(no_targets, A / m)
      .mistake({"right_class_alone",
                "Only the right class has a slope here: its probability also depends on the logits "
                "of the others."},
               -T % (1 - A) / m)
      .mistake(logits_for_probabilities, (Z - T) / m)
      .mistake(softmax_twice, (shares(A) - T) / m)
      .mistake(changed_places, (shares(T) - Z) / m)
      .mistake(summed_gradient, arma::sum((A - T) / m, 1))
      .mistake(largest_target, (A - only_largest(T)) / m);
}

/// For logits from which a probability is exactly 0; A is the right one.
inline CloseToNumber softmax_value_far_out(double expected, const arma::mat& Z, const arma::mat& A,
                                           const arma::mat& T) {
  CloseToNumber as_expected = close_to(expected).samples(Z.n_cols);
  as_expected.mistake(by_entries, expected / static_cast<double>(Z.n_rows))
      .mistake(by_rows, expected * samples(Z) / static_cast<double>(Z.n_rows));
  for (const double cut : usual_cuts) {
    as_expected.mistake(cut_probability, minus_log(arma::clamp(A, cut, 1 - cut), T))
        .mistake(cut_probability, minus_log(arma::clamp(A, cut, 1), T))
        .mistake(cut_probability, minus_log(A + cut, T));
  }
  for (const double bound : usual_bounds) {
    as_expected.mistake(cut_logit, minus_log(shares(arma::clamp(Z, -bound, bound)), T));
  }
  return as_expected;
}

// ---- 3.4 evaluate_loss --------------------------------------------------------------------------

inline constexpr Misconception outputs_swapped{"outputs_swapped",
                                               "Outputs and targets have changed places."};

/// `mse`, `binary` and `softmax` are the values that the three losses have.
inline CloseToNumber loss_value(double expected, double swapped, double mse, double binary,
                                double softmax) {
  return close_to(expected)
      .mistake({"is_mse", "This is the mean squared error: another one was asked for."}, mse)
      .mistake({"is_binary", "This is the binary cross-entropy: another one was asked for."},
               binary)
      .mistake({"is_softmax", "This is the softmax cross-entropy: another one was asked for."},
               softmax)
      .mistake(outputs_swapped, swapped);
}

// ---- 3.5 four measures of a regression ----------------------------------------------------------

inline CloseToNumber mae(double expected, const arma::rowvec& p, const arma::rowvec& t) {
  const arma::rowvec r = p - t;
  const double n = samples(r);
  return close_to(expected)
      .samples(r.n_cols)
      .mistake(residuals_cancel, arma::accu(r) / n)
      .mistake(residuals_cancel, std::abs(arma::accu(r)) / n)
      .mistake({"int_abs",
                "Each residual was cut off to a whole number: in C++, abs() without std:: may be "
                "the one for int."},
               arma::accu(arma::trunc(arma::abs(r))) / n)
      .mistake({"sizes_subtracted",
                "Absolute values were subtracted: it is the residual whose size counts."},
               arma::accu(arma::abs(p) - arma::abs(t)) / n)
      .mistake({"squares", "These are squares: MAE has absolute values."},
               arma::accu(arma::square(r)) / n)
      .mistake({"is_rmse", "This is RMSE."}, std::sqrt(arma::accu(arma::square(r)) / n))
      .mistake({"sum_of_errors", "This is a sum: where is the mean?"}, arma::accu(arma::abs(r)))
      .mistake({"median", "This is the median: the mean was asked for."},
               arma::median(arma::abs(r)))
      .mistake({"largest", "This is the largest of the absolute residuals."},
               arma::max(arma::abs(r)))
      .mistake(n_less_1, arma::accu(arma::abs(r)) / (n - 1));
}

inline CloseToNumber rmse(double expected, const arma::rowvec& p, const arma::rowvec& t) {
  const arma::rowvec r = p - t;
  const double n = samples(r);
  const double squares = arma::accu(arma::square(r));
  const Misconception deviation{
      "deviation", "The mean of the residuals was subtracted: that is their deviation."};
  return close_to(expected)
      .mistake({"no_root", "The root is missing: this is the mean of the squares."}, squares / n)
      .mistake({"root_of_sum", "This is the root of the sum: where is the mean?"},
               std::sqrt(squares))
      .mistake({"root_too_early", "The root comes last: here it was taken before the division."},
               std::sqrt(squares) / n)
      .mistake({"is_mae", "This is MAE: the root of each square is only its absolute value."},
               arma::accu(arma::abs(r)) / n)
      .mistake(n_less_1, std::sqrt(squares / (n - 1)))
      .mistake(deviation, arma::stddev(r, 1))
      .mistake(deviation, arma::stddev(r, 0));
}

inline CloseToNumber r2(double expected, const arma::rowvec& p, const arma::rowvec& t) {
  const double n = samples(p);
  const double left = arma::accu(arma::square(p - t));
  const auto around = [](const arma::rowvec& values, double middle) {
    return arma::accu(arma::square(values - middle));
  };
  const double spread = around(t, arma::mean(t));
  const double correlation = arma::as_scalar(arma::cor(p, t));
  const Misconception sum_and_mean{
      "sum_and_mean", "A mean stands above the line and a sum below it, or the other way round."};
  const Misconception other_n{
      "other_n", "One of the two was divided by n, the other by n - 1, as var() does."};
  const Misconception spread_above{
      "spread_above",
      "The spread of the predictions is above the line: the residuals belong there."};
  return close_to(expected)
      .mistake({"left_over", "This is the share that is left over: R^2 is what is explained."},
               left / spread)
      .mistake({"no_mean", "The targets were not compared with their mean."},
               1 - left / around(t, 0.0))
      .mistake(
          {"mean_of_predictions", "The targets were compared with the mean of the predictions."},
          1 - left / around(t, arma::mean(p)))
      .mistake({"spread_below",
                "The spread of the predictions is below the line: it is the targets' own spread "
                "that counts."},
               1 - left / around(p, arma::mean(p)))
      .mistake(spread_above, around(p, arma::mean(t)) / spread)
      .mistake(spread_above, around(p, arma::mean(p)) / spread)
      .mistake({"upside_down", "The fraction is upside down."}, 1 - spread / left)
      .mistake(sum_and_mean, 1 - left / n / spread)
      .mistake(sum_and_mean, 1 - left / (spread / n))
      .mistake(sum_and_mean, 1 - left / arma::var(t))
      .mistake(other_n, 1 - left / n / arma::var(t))
      .mistake(
          {"squared_correlation",
           "This is the square of the correlation, which does not see a wrong offset or scale."},
          correlation * correlation)
      .mistake({"correlation", "This is the correlation."}, correlation)
      .mistake({"constant_error",
                "The mean of the residuals was subtracted: a constant error counts, too."},
               1 - arma::var(p - t, 1) * n / spread)
      .mistake({"roots", "Roots were taken: R^2 has none."}, 1 - std::sqrt(left / spread))
      .mistake({"cut_at_0",
                "A negative R^2 was cut off at 0: it says that the mean is the better answer."},
               std::max(0.0, 1 - left / spread));
}

inline CloseToNumber mape(double expected, const arma::rowvec& p, const arma::rowvec& t) {
  const arma::rowvec r = p - t;
  const double n = samples(r);
  const auto percent = [n](const arma::rowvec& shares) { return 100 * arma::accu(shares) / n; };
  const Misconception errors_cancel{
      "errors_cancel",
      "Errors of different signs cancel here: look at what the absolute value is taken of."};
  CloseToNumber as_expected =
      close_to(expected)
          .samples(r.n_cols)
          .mistake({"share", "This is a share: percent are wanted."}, expected / 100)
          .mistake(errors_cancel, percent(r / t))
          .mistake(errors_cancel, std::abs(percent(r / t)))
          .mistake({"negative_targets",
                    "A negative target makes a negative error here: look at what the absolute "
                    "value is taken of."},
                   percent(arma::abs(r) / t))
          .mistake(
              {"by_predictions",
               "The errors were divided by the predictions: they are relative to the targets."},
              percent(arma::abs(r / p)))
          .mistake({"ratio_of_means",
                    "This is a ratio of two means: each error is divided by its own target."},
                   100 * arma::accu(arma::abs(r)) / arma::accu(arma::abs(t)))
          .mistake(
              {"both_below",
               "Predictions and targets share the denominator: only the target belongs there."},
              percent(2 * arma::abs(r) / (arma::abs(p) + arma::abs(t))));
  const Misconception shifted{
      "shifted_target",
      "A small number was added to each target: a target of 0 is refused, and no other needs it."};
  for (const double cut : usual_cuts) {
    as_expected.mistake(shifted, percent(arma::abs(r / (t + cut))))
        .mistake(shifted, percent(arma::abs(r) / (arma::abs(t) + cut)));
  }
  return as_expected;
}

// ---- 3.6 accuracy, 3.7 confusion_matrix ---------------------------------------------------------

inline CloseToNumber accuracy_of(double expected, const arma::urowvec& predicted,
                                 const arma::urowvec& actual) {
  const double n = static_cast<double>(actual.n_elem);
  const double right = arma::accu(predicted == actual);
  const double right_not_0 = arma::accu(predicted == actual && actual != 0);
  return close_to(expected)
      .samples(actual.n_elem)
      .mistake(
          {"whole_division", "A whole number was divided by a larger one: that is cut off to 0."},
          0.0)
      .mistake({"count", "This is a count: the fraction of the samples was asked for."}, right)
      .mistake({"percentage", "This is a percentage: a fraction from 0 to 1 was asked for."},
               100 * right / n)
      .mistake({"errors", "This is the share of errors."}, 1 - right / n)
      .mistake({"class_0", "A sample of class 0 never counts as right here."}, right_not_0 / n)
      .mistake(n_less_1, right / (n - 1))
      .mistake({"order_lost", "The order was lost: sample by sample is what counts."},
               arma::accu(arma::sort(predicted) == arma::sort(actual)) / n);
}

inline SameAs counts_of(const arma::umat& expected) {
  const arma::umat diagonal = arma::diagmat(expected);
  const arma::uvec used = arma::find(arma::sum(expected, 1) + arma::sum(expected, 0).t());
  const arma::uword largest = used.max();
  return same_as(expected)
      .mistake({"columns_actual",
                "Rows and columns have changed places: which of the two classes is the row?"},
               expected.t())
      .mistake({"used_classes",
                "A class without samples needs a row and a column, too: look at `classes`."},
               expected.submat(0, 0, largest, largest))
      .mistake({"capped", "Each cell is 1 at most: samples have to be counted."},
               arma::umat(expected > 0))
      .mistake({"only_errors", "Only the errors are counted."}, expected - diagonal)
      .mistake({"only_right", "Only the samples that are right are counted."}, diagonal)
      .mistake({"counted_twice",
                "Each sample is counted in its row and in its column: one cell is enough."},
               expected + expected.t());
}

}  // namespace misconceptions
