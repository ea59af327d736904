// What learners write in lesson 11 in place of what is asked, where several tests tell of it, and
// what both the public and the graded tests need to compare.
#pragma once

#include <algorithm>
#include <armadillo>
#include <limits>
#include <vector>

#include "11_evaluation/evaluation.hpp"
#include "support/close_to.hpp"

namespace misconceptions {

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
inline constexpr Misconception nan_score{
    "nan_score", "A failed run has a NaN for a score: the contract has infinity."};
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

}  // namespace misconceptions
