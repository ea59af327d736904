// What learners write in lesson 11 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include "11_evaluation/evaluation.hpp"
#include "support/close_to.hpp"

namespace misconceptions {

using support::CloseTo;
using support::CloseToNumber;
using support::SameAs;

inline constexpr Misconception first_too_large{
    "first_too_large", "This is the first width that is too large: which is the last that is not?"};
inline constexpr Misconception last_of_equal_runs{
    "last_of_equal_runs", "Of equal accuracies this is the last: the first one counts."};
inline constexpr Misconception deviation_itself{"deviation_itself",
                                                "The standard error is the deviation itself."};
inline constexpr Misconception by_runs{
    "by_runs",
    "The deviation was divided by the number of runs: which number does the contract have?"};
inline constexpr Misconception first_fastest{
    "first_fastest", "The first axis changes fastest here: which one does the contract name?"};
inline constexpr Misconception last_first{"last_first",
                                          "In each configuration the last axis stands first."};
inline constexpr Misconception values_sorted{
    "values_sorted", "The values were sorted: they come in the order of the axis."};
inline constexpr Misconception from_a_constant{
    "from_a_constant",
    "A score may be as large as it likes: what was the smallest before the first one?"};
inline constexpr Misconception asked_twice{
    "asked_twice", "Each configuration was asked for twice: a run may take hours."};
inline constexpr Misconception best_again{
    "best_again", "The best configuration was asked for once more: a run may take hours."};
inline constexpr Misconception ended_at_nan{
    "ended_at_nan",
    "The search ended at a score that is not finite: the other runs have their turn."};
inline constexpr Misconception below_0{"below_0",
                                       "This is 0 - 1 in a type without negative numbers."};
inline constexpr Misconception one_pass{
    "one_pass",
    "Squares of large or equal numbers differ in their last digits only, if at all: the mean is "
    "subtracted from each result before it is squared."};
inline constexpr Misconception seed_cut{
    "seed_cut", "A seed has 64 bits: was this one kept in an int, or in an unsigned?"};
inline constexpr Misconception largest_score{
    "largest_score", "This is the place of the largest score: small is good."};
inline constexpr Misconception not_moved{"not_moved", "`best` has not moved from where it began."};
inline constexpr Misconception large_number{"large_number", "A large number is not infinity."};
inline constexpr Misconception search_ended{
    "search_ended", "The search ended at the run that throws: the others have their turn."};
inline constexpr Misconception last_of_equals{"last_of_equals", "This is the last of them."};
inline constexpr Misconception late_division{"late_division", "The division came after the root."};
inline constexpr Misconception no_root{"no_root", "The root is still to be taken."};
inline constexpr Misconception same_for_any{
    "same_for_any", "This is for any accuracy the same, that of 0.5: where is p?"};
inline constexpr Misconception verdicts_swapped{"verdicts_swapped",
                                                "better and worse have changed places."};
inline constexpr Misconception peeking{
    "peeking", "The test part has chosen: it is only asked when the choice is made."};
inline constexpr Misconception right_ones{"right_ones", "These are the samples that are right."};
inline constexpr Misconception for_predicted{
    "for_predicted", "They are counted for the class that was predicted: whose error is it?"};

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// What becomes of 0 - 1 in an arma::uword.
constexpr double below_zero = 18446744073709551615.0;

inline double as_double(arma::uword count) {
  return static_cast<double>(count);
}

/// Each configuration as a column; where one is shorter than the longest, 999 fills it up.
inline arma::mat columns(const std::vector<nn::Configuration>& configurations) {
  std::size_t rows = 0;
  for (const nn::Configuration& one : configurations) rows = std::max(rows, one.size());
  arma::mat matrix(rows, configurations.size());
  matrix.fill(999.0);
  for (std::size_t j = 0; j < configurations.size(); ++j) {
    for (std::size_t i = 0; i < configurations[j].size(); ++i) matrix(i, j) = configurations[j][i];
  }
  return matrix;
}

inline arma::mat row(const nn::Selection& selection) {
  return {
      {as_double(selection.run), as_double(selection.epoch), selection.validation, selection.test}};
}

// ---- 11.1 grid ----------------------------------------------------------------------------------

/// The configurations of the axes {1, 2} and {10, 20, 30}.
inline CloseTo of_two_axes(const arma::mat& expected) {
  return close_to(expected)
      .mistake(first_fastest, {{1, 2, 1, 2, 1, 2}, {10, 10, 20, 20, 30, 30}})
      .mistake({"side_by_side",
                "The axes were walked side by side, first with first and second with second: every "
                "combination is asked for."},
               {{1, 2}, {10, 20}})
      .mistake(
          {"alone", "Each value stands alone here: a configuration has a value from each axis."},
          {{1, 2, 10, 20, 30}})
      .mistake(last_first, {{10, 20, 30, 10, 20, 30}, {1, 1, 1, 2, 2, 2}})
      .mistake({"last_value", "The last value of each axis is missing: where does the loop end?"},
               {{1, 1}, {10, 20}})
      .mistake(
          {"first_value", "The first value of each axis is missing: where does the loop begin?"},
          {{2, 2}, {20, 30}})
      .mistake({"begun",
                "Configurations that are only begun are in the list, too: what is left of the "
                "shorter ones when an axis is added?"},
               columns({{},
                        {1},
                        {2},
                        {10},
                        {20},
                        {30},
                        {1, 10},
                        {1, 20},
                        {1, 30},
                        {2, 10},
                        {2, 20},
                        {2, 30}}));
}

/// Those of the axes {1, 2}, {7} and {30, 10, 20}.
inline CloseTo of_three_axes(const arma::mat& expected) {
  return close_to(expected)
      .mistake(first_fastest, {{1, 2, 1, 2, 1, 2}, {7, 7, 7, 7, 7, 7}, {30, 30, 10, 10, 20, 20}})
      .mistake(last_first, {{30, 10, 20, 30, 10, 20}, {7, 7, 7, 7, 7, 7}, {1, 1, 1, 2, 2, 2}})
      .mistake(values_sorted, {{1, 1, 1, 2, 2, 2}, {7, 7, 7, 7, 7, 7}, {10, 20, 30, 10, 20, 30}})
      .mistake({"two_axes", "Only two of the axes are in it: there may be any number."},
               {{1, 2}, {7, 7}});
}

// ---- 11.2 grid_search ---------------------------------------------------------------------------

/// The kinds of the scores of five runs: a number, one that throws, a number, NaN, -infinity.
inline SameAs kinds_of_scores(const arma::urowvec& expected) {
  return same_as(expected)
      .mistake(
          {"nan_stayed", "A NaN has stayed a NaN: a score that is not finite is a failed run."},
          arma::urowvec{0, 1, 0, 3, 1})
      .mistake({"minus_infinity", "-infinity has stayed: it would be the best score of all."},
               arma::urowvec{0, 1, 0, 1, 2})
      .mistake({"both_stayed",
                "NaN and -infinity have stayed: a score that is not finite is a failed run."},
               arma::urowvec{0, 1, 0, 3, 2})
      .mistake(large_number, arma::urowvec{0, 4, 0, 4, 4})
      .mistake(large_number, arma::urowvec{0, 4, 0, 1, 1})
      .mistake(
          {"failed_scores", "A failed run has a score like others: it would look like a result."},
          arma::urowvec{0, 0, 0, 0, 0})
      .mistake({"throwing_scores",
                "The run that throws has a score like others: it would look like a result."},
               arma::urowvec{0, 0, 0, 1, 1})
      .mistake(
          {"throwing_no_score",
           "The run that throws has no score: then the places no longer fit the configurations."},
          arma::urowvec{0, 0, 1, 1})
      .mistake({"nan_score", "A failed run has a NaN for a score: the contract has infinity."},
               arma::urowvec{0, 3, 0, 3, 3})
      .mistake({"best_of_all", "A failed run is the best of all with -infinity: small is good."},
               arma::urowvec{0, 2, 0, 2, 2})
      .mistake(ended_at_nan, arma::urowvec{0, 1, 0})
      .mistake(ended_at_nan, arma::urowvec{0, 1, 0, 1})
      .mistake(search_ended, arma::urowvec{0})
      .mistake(search_ended, arma::urowvec{0, 1});
}

// ---- 11.3 spread, repeat_seeds ------------------------------------------------------------------

/// Of the results 0.80, 0.68, 0.64, 0.68 and 0.70, whose squared distances sum to 0.0144.
inline CloseToNumber mean_of_five(double expected) {
  return close_to(expected)
      .mistake({"median", "This is the median."}, 0.68)
      .mistake({"sum", "This is the sum."}, 3.5)
      .mistake({"kept_in_an_int",
                "The sum was kept in an int, and each fraction was cut off: in std::accumulate, 0 "
                "is an int, and 0.0 is not."},
               0.0)
      .mistake({"mean_by_less_1",
                "The sum was divided by the runs less 1: that is for the squares alone."},
               3.5 / 4);
}

inline CloseToNumber deviation_of_five(double expected) {
  return close_to(expected)
      .mistake(by_runs, std::sqrt(0.0144 / 5))
      .mistake({"variance", "This is the variance: its root is still to be taken."}, 0.0036)
      .mistake({"no_division", "The division is missing."}, 0.12)
      .mistake(late_division, 0.12 / 4)
      .mistake(late_division, 0.12 / 5)
      .mistake({"mean_distance", "This is the mean of the distances: they are squared before."},
               0.04)
      .mistake({"whole_division",
                "This is 0: in C++, 1 divided by a whole number above 1 is 0, and 1.0 is not."},
               0.0)
      .mistake({"mean_left", "The mean was not subtracted."}, std::sqrt(2.4644 / 4))
      .mistake({"range", "This is the largest less the smallest."}, 0.16)
      .mistake(
          {"error_for_deviation", "This is the standard error: the deviation is that of one run."},
          0.06 / std::sqrt(5.0));
}

inline CloseToNumber error_of_five(double expected) {
  return close_to(expected)
      .mistake(
          {"by_runs_itself", "This was divided by the number of runs: its root is in the formula."},
          0.06 / 5)
      .mistake({"by_runs_less_1", "This was divided by the number of runs less 1."}, 0.06 / 4)
      .mistake({"root_less_1", "The root of the number of runs less 1 is for the deviation alone."},
               0.06 / 2)
      .mistake(deviation_itself, 0.06)
      .mistake({"variance_over_runs",
                "This is the variance divided by the number of runs: a root is missing."},
               0.0036 / 5)
      .mistake({"root_of_all",
                "The root was taken of the deviation, too: it belongs to the number of runs."},
               std::sqrt(0.06 / 5))
      .mistake({"times_root", "This was multiplied by the root: more runs make the mean surer."},
               0.06 * std::sqrt(5.0));
}

/// The seeds of four runs from seed 10 on.
inline CloseTo four_seeds(const arma::mat& expected) {
  return close_to(expected)
      .mistake({"same_seed", "Each run had the same seed: they are one and the same run."},
               {{10, 10, 10, 10}})
      .mistake({"seeds_from_0", "The seeds begin with 0: first_seed says where."}, {{0, 1, 2, 3}})
      .mistake({"seeds_from_1", "The seeds begin with 1: first_seed says where."}, {{1, 2, 3, 4}})
      .mistake({"one_seed_late", "The first run has first_seed itself."}, {{11, 12, 13, 14}})
      .mistake({"arguments_swapped",
                "`runs` and first_seed have changed places: which one says how many?"},
               {{4, 5, 6, 7, 8, 9, 10, 11, 12, 13}})
      .mistake({"one_too_many", "There is one run too many."}, {{10, 11, 12, 13, 14}})
      .mistake({"one_too_few", "There is one run too few."}, {{10, 11, 12}})
      .mistake({"each_twice", "Each seed was run twice."}, {{10, 10, 11, 11, 12, 12, 13, 13}});
}

// ---- 11.4 accuracy_error, compare_accuracies ----------------------------------------------------

/// The standard error of the accuracy 0.8 on 100 samples.
inline CloseToNumber error_of_accuracy(double expected) {
  return close_to(expected)
      .mistake(no_root, 0.0016)
      .mistake({"samples_outside", "The number of samples is outside of the root here."}, 0.004)
      .mistake({"root_of_n", "The root was taken of the number of samples alone."}, 0.016)
      .mistake({"no_samples", "The number of samples is missing."}, 0.4)
      .mistake({"no_1_p", "1 - p is missing."}, std::sqrt(0.008))
      .mistake({"no_p", "p is missing."}, std::sqrt(0.002))
      .mistake(same_for_any, 0.05)
      .mistake({"one_over_root", "This is one divided by the root of n: where is p?"}, 0.1)
      .mistake({"samples_less_1", "This was divided by the number of samples less 1."},
               std::sqrt(0.16 / 99));
}

/// A question to compare_accuracies.
struct Claim {
  double a, b;
  double samples;
};

/// What would be said if a difference of at most margin(claim) were none: the numbers of
/// Comparison, 0 better, 1 worse, 2 no_difference.
inline arma::urowvec verdicts(const std::vector<Claim>& claims,
                              const std::function<double(const Claim&)>& margin) {
  arma::urowvec said(claims.size());
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const double difference = claims[i].a - claims[i].b;
    said(i) = std::abs(difference) <= margin(claims[i]) ? 2 : (difference > 0 ? 0 : 1);
  }
  return said;
}

inline double variance(double p, double n) {
  return p * (1.0 - p) / n;
}

/// What is said of each claim: 0 better, 1 worse, 2 no_difference. Claim 1 is worse, claim 12 is
/// of exactly two standard errors.
inline SameAs verdicts_on(const arma::urowvec& right, const std::vector<Claim>& claims) {
  arma::urowvec swapped = right;
  swapped.elem(arma::find(right == 0)).fill(1);
  swapped(1) = 0;
  arma::urowvec never_worse = right;
  never_worse(1) = 2;
  arma::urowvec never_better = right;
  never_better.elem(arma::find(right == 0)).fill(2);
  arma::urowvec always_better = right;
  always_better(1) = 0;
  arma::urowvec at_the_edge = right;
  at_the_edge(12) = 0;
  const auto error = [](const Claim& c) {
    return std::sqrt(variance(c.a, c.samples) + variance(c.b, c.samples));
  };
  const auto sum = [](const Claim& c) {
    return std::sqrt(variance(c.a, c.samples)) + std::sqrt(variance(c.b, c.samples));
  };
  return same_as(right)
      .mistake({"any_difference", "Any difference counts here, however few samples there are."},
               verdicts(claims, [](const Claim&) { return 0.0; }))
      .mistake({"errors_added", "Both errors were simply added: the contract adds their squares."},
               verdicts(claims, [&](const Claim& c) { return 2 * sum(c); }))
      .mistake({"one_error", "One standard error is enough here: how many does the contract want?"},
               verdicts(claims, error))
      .mistake(
          {"three_errors", "It takes three standard errors here: how many does the contract want?"},
          verdicts(claims, [&](const Claim& c) { return 3 * error(c); }))
      .mistake(
          {"error_196", "It takes 1.96 standard errors here: the contract has a round number."},
          verdicts(claims, [&](const Claim& c) { return 1.96 * error(c); }))
      .mistake(
          {"error_of_a", "Only the error of a is in it: b was measured, too."},
          verdicts(claims, [](const Claim& c) { return 2 * std::sqrt(variance(c.a, c.samples)); }))
      .mistake(
          {"error_of_b", "Only the error of b is in it: a was measured, too."},
          verdicts(claims, [](const Claim& c) { return 2 * std::sqrt(variance(c.b, c.samples)); }))
      .mistake({"added_once",
                "The sum of both errors is the limit here: the contract has two errors of the "
                "difference."},
               verdicts(claims, sum))
      .mistake({"pooled", "Both errors are those of the mean accuracy: each accuracy has its own."},
               verdicts(claims,
                        [](const Claim& c) {
                          return 2 * std::sqrt(2 * variance((c.a + c.b) / 2, c.samples));
                        }))
      .mistake({"larger_error", "Only the larger of the two errors is in it."},
               verdicts(claims,
                        [](const Claim& c) {
                          return 2 * std::sqrt(std::max(variance(c.a, c.samples),
                                                        variance(c.b, c.samples)));
                        }))
      .mistake({"error_of_a_twice", "The error of a stands for both: b has an error of its own."},
               verdicts(claims,
                        [](const Claim& c) { return 2 * std::sqrt(2 * variance(c.a, c.samples)); }))
      .mistake({"nothing_differs",
                "Nothing ever differs here: is a difference below 1 still there, or was it made a "
                "whole number?"},
               arma::urowvec(claims.size(), arma::fill::value(2)))
      .mistake({"squares_added", "The root is missing: the squares of the errors were added."},
               verdicts(claims, [&](const Claim& c) { return 2 * error(c) * error(c); }))
      .mistake(verdicts_swapped, swapped)
      .mistake({"never_worse", "A worse a is never noticed: the difference may have either sign."},
               never_worse)
      .mistake(
          {"never_better", "A better a is never noticed: the difference may have either sign."},
          never_better)
      .mistake(
          {"always_better", "What is worse is called better: the sign of the difference is lost."},
          always_better)
      .mistake(
          {"exactly_two", "Exactly two standard errors are called a difference: read \"at most\"."},
          at_the_edge);
}

// ---- 11.5 widest_in_budget ----------------------------------------------------------------------

/// A question to widest_in_budget.
struct Budget {
  double inputs, outputs, layers, budget;
  bool residual;
};

/// The widest networks if a network of width h had parameters(budget, h) parameters.
inline arma::urowvec widths_by(const std::vector<Budget>& budgets,
                               const std::function<double(const Budget&, double)>& parameters) {
  arma::urowvec widths(budgets.size(), arma::fill::zeros);
  for (std::size_t i = 0; i < budgets.size(); ++i) {
    while (parameters(budgets[i], as_double(widths(i) + 1)) <= budgets[i].budget) ++widths(i);
  }
  return widths;
}

/// The right count, and what is added to it or left out: so many biases, h x h, and so on.
inline double count(const Budget& b, double h) {
  return b.inputs * h + h + (b.layers - 1) * (h * h + h + (b.residual ? h * h : 0)) +
         h * b.outputs + b.outputs;
}

/// The widest network of each budget.
inline SameAs widths_of(const arma::urowvec& expected, const std::vector<Budget>& budgets) {
  // So many parameters more, or a network of another kind.
  const auto with_more = [&](double (*more)(const Budget&, double)) {
    return widths_by(budgets, [&](const Budget& b, double h) { return count(b, h) + more(b, h); });
  };
  const auto as_if = [&](void (*change)(Budget&)) {
    return widths_by(budgets, [&](Budget b, double h) {
      change(b);
      return count(b, h);
    });
  };
  return same_as(expected)
      .mistake(first_too_large, arma::urowvec{62, 46, 19, 14, 10, 6, 7})
      .mistake({"parameters_for_width", "These are numbers of parameters: the width is asked for."},
               arma::urowvec{493, 500, 491, 460, 419, 500, 473})
      .mistake({"used_up", "Exactly 500 parameters are at most 500."},
               with_more([](const Budget&, double) { return 1.0; }))
      .mistake({"one_too_early", "These stop one too early: is the budget used up?"},
               arma::urowvec{60, 44, 17, 12, 8, 4, 5})
      .mistake({"no_biases", "Biases are parameters, too: none is counted."},
               with_more([](const Budget& b, double h) { return -b.layers * h - b.outputs; }))
      .mistake({"output_biases", "The biases of the outputs are not counted."},
               with_more([](const Budget& b, double) { return -b.outputs; }))
      .mistake({"first_biases", "The biases of the first hidden layer are not counted."},
               with_more([](const Budget&, double h) { return -h; }))
      .mistake(
          {"hidden_biases", "The biases of the hidden layers after the first are not counted."},
          with_more([](const Budget& b, double h) { return -(b.layers - 1) * h; }))
      .mistake(
          {"biases_of_inputs", "A layer has a bias for each of its outputs, not of its inputs."},
          with_more([](const Budget& b, double) { return b.inputs - b.outputs; }))
      .mistake({"like_plain",
                "Residual networks were counted like plain ones: what does a block have more?"},
               as_if([](Budget& b) { b.residual = false; }))
      .mistake({"like_residual", "Plain networks were counted like residual ones."},
               as_if([](Budget& b) { b.residual = true; }))
      .mistake({"first_block",
                "The first hidden layer of a residual network is no block: it has no h^2 more."},
               with_more([](const Budget& b, double h) { return b.residual ? h * h : 0; }))
      .mistake({"W2_bias", "W2 of a block has no bias."}, with_more([](const Budget& b, double h) {
                 return b.residual ? (b.layers - 1) * h : 0;
               }))
      .mistake({"one_step_more",
                "From n hidden layers to the next there are n - 1 steps: one too many is counted."},
               as_if([](Budget& b) { b.layers += 1; }))
      .mistake({"one_hidden", "Only one hidden layer is counted, however many there are."},
               as_if([](Budget& b) { b.layers = 1; }))
      .mistake({"not_squared",
                "The layers between the hidden ones have h times h weights: h was not squared."},
               with_more([](const Budget& b, double h) {
                 return (b.layers - 1) * (b.residual ? 2 : 1) * (h - h * h);
               }))
      .mistake({"no_outputs", "The layer to the outputs is not counted."},
               with_more([](const Budget& b, double h) { return -h * b.outputs - b.outputs; }))
      .mistake({"no_inputs", "The layer from the inputs is not counted."},
               with_more([](const Budget& b, double h) { return -h * b.inputs - h; }));
}

// ---- 11.6 select_run ----------------------------------------------------------------------------

/// The row of a selection among five runs, of which run 2 is the best after epoch 3.
inline CloseTo among_five_runs(const arma::mat& expected) {
  return close_to(expected)
      .mistake(peeking, {{0, 0, 0.5, 0.9}})
      .mistake(
          {"runs_largest", "The test accuracy is the run's largest: it belongs to another epoch."},
          {{2, 3, 0.8, 0.85}})
      .mistake({"last_test", "The test accuracy is that of the run's last epoch."},
               {{2, 3, 0.8, 0.31}})
      .mistake({"validation_twice",
                "Where the test accuracy should be, there is the validation accuracy."},
               {{2, 3, 0.8, 0.8}})
      .mistake(last_of_equal_runs, {{2, 5, 0.8, 0.58}})
      .mistake({"test_breaks_ties",
                "Of equal accuracies the test part has chosen: the first one counts."},
               {{2, 4, 0.8, 0.73}})
      .mistake(
          {"by_mean", "This is the run whose mean is the largest: one epoch of one run is chosen."},
          {{1, 1, 0.775, 0.52}})
      .mistake({"flat_index", "The epochs were counted on from run to run: each run begins at 0."},
               {{2, 9, 0.8, 0.62}})
      .mistake({"last_epochs", "Each run was judged by its last epoch: every epoch can be chosen."},
               {{1, 2, 0.772, 0.71}})
      .mistake({"only_last_run", "Only the last run was looked at, or none before it is kept."},
               {{4, 1, 0.6, 0.58}})
      .mistake(
          {"smallest_chosen", "This is the smallest validation accuracy: the largest decides."},
          {{4, 0, 0.1, 0.45}})
      .mistake(
          {"largest_test", "The test accuracy is the largest of all: it belongs to another run."},
          {{2, 3, 0.8, 0.9}})
      .mistake({"only_first_run", "Only the first run was looked at."}, {{0, 1, 0.7, 0.55}})
      .mistake({"shorter_runs",
                "A run may have more epochs than others: the later ones were not looked at."},
               {{3, 1, 0.78, 0.53}})
      .mistake({"run_and_epoch", "Run and epoch have changed places."}, {{3, 2, 0.8, 0.62}})
      .mistake({"epoch_from_1", "The first epoch is 0 here, as in the table."}, {{2, 4, 0.8, 0.62}})
      .mistake({"run_from_1", "The first run is 0."}, {{3, 3, 0.8, 0.62}})
      .mistake({"no_run_no_epoch", "Run and epoch are not filled in."}, {{0, 0, 0.8, 0.62}});
}

// ---- 11.7 misclassified, errors_per_class -------------------------------------------------------

/// The places of the errors among eight samples of four classes: the predictions are 2 0 1 1 3 0 2
/// 3, the classes 2 1 1 0 3 3 1 0.
inline SameAs error_places(const arma::uvec& expected) {
  return same_as(expected)
      .mistake(right_ones, arma::uvec{0, 2, 4})
      .mistake({"places_from_1", "The first sample has the place 0."}, arma::uvec{2, 4, 6, 7, 8})
      .mistake({"predicted_classes",
                "These are the predicted classes: the samples' places are asked for."},
               arma::uvec{0, 1, 0, 2, 3})
      .mistake(
          {"actual_classes", "These are the actual classes: the samples' places are asked for."},
          arma::uvec{1, 0, 3, 1, 0})
      .mistake({"mask", "There is a 0 or a 1 for each sample here: the places are asked for."},
               arma::uvec{0, 1, 0, 1, 0, 1, 1, 1})
      .mistake({"how_many", "This is how many there are: their places are asked for."},
               arma::uvec{5})
      .mistake({"only_first", "Only the first one is there."}, arma::uvec{1})
      .mistake({"too_small", "Only those are there whose predicted class is too small."},
               arma::uvec{1, 5})
      .mistake({"too_large", "Only those are there whose predicted class is too large."},
               arma::uvec{3, 6, 7});
}

/// How many of these errors each of five classes has.
inline SameAs errors_of_classes(const arma::urowvec& expected) {
  return same_as(expected)
      .mistake(for_predicted, arma::urowvec{2, 1, 1, 1, 0})
      .mistake(right_ones, arma::urowvec{0, 1, 1, 1, 0})
      .mistake({"all_samples", "These are all samples of each class, right and wrong."},
               arma::urowvec{2, 3, 1, 2, 0})
      .mistake({"all_predictions", "These are all predictions of each class, right and wrong."},
               arma::urowvec{2, 2, 2, 2, 0})
      .mistake({"counted_twice", "Each error was counted twice, for both of its classes."},
               arma::urowvec{4, 3, 1, 2, 0})
      .mistake({"classes_with_errors", "A class without errors has a count, too."},
               arma::urowvec{2, 2, 1})
      .mistake({"up_to_largest",
                "The counts end with the largest class that is there: `classes` says how many."},
               arma::urowvec{2, 2, 0, 1})
      .mistake({"one_each", "Each class has an error at most here: how many are there?"},
               arma::urowvec{1, 1, 0, 1, 0})
      .mistake({"last_sample", "The last sample was not looked at."}, arma::urowvec{1, 2, 0, 1, 0});
}

}  // namespace misconceptions
