// What learners write in lesson 00 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by a formula in the graded ones.
#pragma once

#include <armadillo>
#include <cmath>

#include "support/close_to.hpp"

namespace misconceptions {

using support::CloseTo;
using support::SameAs;

inline constexpr Misconception in_float{
    "in_float",
    "Only about seven digits are right: a float keeps no more, so look at the types you chose."};
inline constexpr Misconception kept_from_before{
    "kept_from_before",
    "The numbers of an earlier call are still in it: is something kept in a static or global "
    "variable?"};
inline constexpr Misconception small_deviation{
    "small_deviation",
    "A feature that hardly changes is not one that never changes: was something small added to its "
    "deviation, or was the deviation taken for 0?"};
inline constexpr Misconception squared_first{
    "squared_first",
    "The square of so large a number has no digits left for a small difference: look at what comes "
    "first, subtracting or squaring."};
inline constexpr Misconception nearly_0{
    "nearly_0",
    "The mean of equal numbers may differ from them in the last digit, so a deviation or a "
    "distance that should be 0 is only nearly 0. How else can you see that a row never changes?"};

/// The entries added up from the first one on, row by row: a sum that is never set back to 0.
inline arma::mat running_sum(const arma::mat& terms) {
  return arma::reshape(arma::cumsum(arma::vectorise(terms.t())), terms.n_cols, terms.n_rows).t();
}

/// As it comes out of a float.
inline arma::mat rounded_to_float(const arma::mat& values) {
  return arma::conv_to<arma::mat>::from(arma::conv_to<arma::fmat>::from(values));
}

/// W X, with each sum kept in an int.
inline arma::mat product_in_whole_numbers(const arma::mat& W, const arma::mat& X) {
  arma::mat Z(W.n_rows, X.n_cols);
  for (arma::uword k = 0; k < W.n_cols; ++k) Z = arma::trunc(Z + W.col(k) * X.row(k));
  return Z;
}

inline CloseTo weighted(const arma::mat& expected, const arma::mat& W, const arma::mat& X) {
  const arma::uword inputs = W.n_cols;
  CloseTo as_expected = close_to(expected).samples(X.n_cols);
  as_expected
      .mistake(
          {"last_input", "The last input is missing from every sum: look at where the sum ends."},
          W.head_cols(inputs - 1) * X.head_rows(inputs - 1))
      .mistake({"first_input", "The first input is missing from every sum: indices start at 0."},
               W.tail_cols(inputs - 1) * X.tail_rows(inputs - 1))
      .mistake({"last_term", "Each sum is its last term alone: look at = and +=."},
               W.tail_cols(1) * X.tail_rows(1))
      .mistake(
          {"int_sums",
           "The sums were kept in an int, which cuts the fraction off: what type do they need?"},
          product_in_whole_numbers(W, X))
      .mistake(in_float, rounded_to_float(W) * rounded_to_float(X))
      .mistake(in_float, rounded_to_float(W * X))
      .mistake({"last_sample_left_out",
                "The last sample is missing: where does the loop over the columns end?"},
               arma::join_rows(arma::mat(W * X.head_cols(X.n_cols - 1)), arma::zeros(W.n_rows, 1)))
      .mistake({"running", "Each sum goes on where the last one ended: where does it begin?"},
               running_sum(W * X));
  if (!W.is_square() || !X.is_square()) return as_expected;
  return as_expected
      .mistake({"other_order", "This is X W: the order of a matrix product matters."}, X * W)
      .mistake({"entry_by_entry", "This is multiplied entry by entry: look up what % and * do."},
               W % X)
      .mistake({"W_transposed", "W was transposed: its rows are the outputs already."}, W.t() * X)
      .mistake({"X_transposed", "X was transposed: its columns are the samples already."},
               W * X.t());
}

inline CloseTo sum_of(const arma::mat& expected, const arma::mat& Z, const arma::vec& b) {
  const arma::mat bs = arma::repmat(b, 1, Z.n_cols);
  arma::mat first_only = Z;
  first_only.col(0) += b;
  arma::mat all_but_last = Z + bs;
  all_but_last.tail_cols(1) -= b;
  arma::mat all_but_first = Z + bs;
  all_but_first.col(0) -= b;
  CloseTo as_expected = close_to(expected).samples(Z.n_cols);
  as_expected
      .mistake(
          {"unchanged", "Z came back as it was: was b added to something that was then forgotten?"},
          Z)
      .mistake({"first_column", "Only column 0 has b in it: b belongs to every column."},
               first_only)
      .mistake({"last_column_left_out", "The last column is without b: where does the loop end?"},
               all_but_last)
      .mistake({"first_column_left_out", "Column 0 is without b: columns count from 0."},
               all_but_first)
      .mistake({"added_twice", "b was added twice."}, Z + 2 * bs)
      .mistake(
          {"first_entry", "Every row got the first entry of b: each row has an entry of its own."},
          Z + b(0))
      .mistake({"subtracted", "b was subtracted."}, Z - bs)
      .mistake({"subtracted_from", "Z was subtracted from b."}, bs - Z)
      .mistake({"b_alone", "This is b in every column: what has become of Z?"}, bs)
      .mistake({"multiplied", "b was multiplied with the columns, and not added."}, Z % bs)
      .mistake({"total", "The sum of all of b was added everywhere: one entry belongs to one row."},
               Z + arma::accu(b));
  if (!Z.is_square()) return as_expected;
  return as_expected.mistake(
      {"rows_instead", "b was added to every row: look at each_col and each_row."}, Z + bs.t());
}

inline CloseTo means(const arma::vec& expected, const arma::mat& X) {
  const double m = static_cast<double>(X.n_cols);
  CloseTo as_expected = close_to(expected);
  as_expected.mistake({"sums", "These are the sums: what is a mean divided by?"}, arma::sum(X, 1))
      .mistake({"by_features", "The sum was divided by the number of features: count the samples."},
               arma::sum(X, 1) / static_cast<double>(X.n_rows))
      .mistake({"by_m_less_1", "The sum was divided by m - 1: a mean of m numbers divides by m."},
               arma::sum(X, 1) / (m - 1))
      .mistake(
          {"mean_of_all", "This is the mean of all entries together: each feature has its own."},
          arma::vec(X.n_rows, arma::fill::value(arma::accu(X) / X.n_elem)))
      .mistake({"by_all_entries",
                "The sum was divided by the number of all entries: a row has one for each sample."},
               arma::sum(X, 1) / static_cast<double>(X.n_elem))
      .mistake(
          {"last_sample", "The last sample is missing from the sum: where does your loop end?"},
          arma::mean(X, 1) - X.tail_cols(1) / m)
      .mistake({"middle_of_range",
                "This is the middle between the smallest and the largest entry: a mean adds up all "
                "of them."},
               0.5 * (arma::min(X, 1) + arma::max(X, 1)))
      .mistake(in_float, rounded_to_float(arma::mean(rounded_to_float(X), 1)))
      .mistake(in_float, rounded_to_float(arma::mean(X, 1)))
      .mistake({"int_mean",
                "The fractions are gone: a sum or a mean was kept in an int, which has none."},
               arma::trunc(arma::mean(X, 1)))
      .mistake({"int_mean",
                "The fractions are gone: a sum or a mean was kept in an int, which has none."},
               arma::trunc(arma::sum(X, 1)) / m)
      .mistake({"medians", "These are medians: a mean adds up and divides."}, arma::median(X, 1))
      .mistake({"sizes", "These are the means of |X|: signs count."}, arma::mean(arma::abs(X), 1))
      .mistake(
          {"running_mean", "Each mean goes on where the last one ended: where does the sum begin?"},
          running_sum(arma::mean(X, 1)))
      .mistake(
          {"first_sample", "The first sample is missing from the sum: where does your loop begin?"},
          arma::mean(X, 1) - X.col(0) / m);
  if (X.n_cols > 1) {  // with one sample, 1 / m is right, and a 0 has another reason
    as_expected.mistake({"whole_numbers",
                         "All means are 0: two whole numbers were divided, and 1 / 4 is 0 in C++."},
                        arma::zeros(X.n_rows, 1));
  }
  if (!X.is_square()) return as_expected;
  return as_expected.mistake(
      {"means_of_columns", "These are the means of the columns: a feature is a row."},
      arma::mean(X, 0).t());
}

/// What a small number gives that is added to the deviations of X, or to their squares.
inline void offer_small_deviation(CloseTo& as_expected, const arma::mat& X) {
  const arma::mat centred = X.each_col() - arma::mean(X, 1);
  for (const double added : {1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15}) {
    const arma::vec larger = arma::stddev(X, 1, 1) + added;
    const arma::vec root = arma::sqrt(arma::var(X, 1, 1) + added);
    as_expected.mistake(small_deviation, centred.each_col() / larger)
        .mistake(small_deviation, centred.each_col() / root);
  }
}

/// For features that all vary.
inline CloseTo standard(const arma::mat& expected, const arma::mat& X) {
  const double m = static_cast<double>(X.n_cols);
  const arma::vec means = arma::mean(X, 1);
  const arma::vec deviations = arma::stddev(X, 1, 1);
  const arma::mat centred = X.each_col() - means;
  const arma::mat by_sample =
      (X.each_row() - arma::mean(X, 0)).eval().each_row() / arma::stddev(X, 1, 0);
  CloseTo as_expected = close_to(expected, 1e-8);
  offer_small_deviation(as_expected, X);
  return as_expected
      .mistake({"deviation_m_less_1",
                "The deviation was made with m - 1 below the line: the contract has m there."},
               std::sqrt((m - 1) / m) * expected)
      .mistake({"only_centred", "The mean is subtracted, but the spread is as it was."}, centred)
      .mistake({"variance", "This is divided by the square of the deviation: a root is missing."},
               centred.each_col() / arma::square(deviations))
      .mistake({"only_scaled", "The spread is right, but the mean is still there."},
               X.each_col() / deviations)
      .mistake({"wrong_order",
                "The deviation was divided out first, and then the old mean was subtracted: look "
                "at the order."},
               (X.each_col() / deviations).eval().each_col() - means)
      .mistake({"all_features",
                "One mean and one deviation were taken for all features together: each feature has "
                "its own."},
               (X - arma::mean(arma::vectorise(X))) / arma::stddev(arma::vectorise(X), 1))
      .mistake({"one_deviation",
                "One deviation was taken for all features together: each feature has its own."},
               centred / arma::stddev(arma::vectorise(X), 1))
      .mistake({"mean_added", "The mean was added: look at the sign."},
               (X.each_col() + means).eval().each_col() / deviations)
      .mistake({"min_max",
                "This runs from 0 to 1: that is another way of scaling. Here the mean becomes 0."},
               (X.each_col() - arma::min(X, 1)).eval().each_col() / arma::range(X, 1))
      .mistake({"mean_distance",
                "It was divided by the mean of |distance|: the deviation is made of squares."},
               centred.each_col() / arma::mean(arma::abs(centred), 1))
      .mistake({"root_of_sum",
                "It was divided by the root of the sum of the squares: the deviation is the root "
                "of their mean."},
               centred / std::sqrt(m) / arma::repmat(deviations, 1, X.n_cols))
      .mistake({"multiplied_by_deviation", "It was multiplied by the deviation: look at % and /."},
               centred.each_col() % deviations)
      .mistake({"distances", "All signs are gone: what lies below the mean is negative."},
               arma::abs(expected))
      .mistake(
          {"by_sample", "Each column was standardised, that is each sample: a feature is a row."},
          by_sample)
      .mistake(
          {"range", "It was divided by the range, largest - smallest, and not by the deviation."},
          centred.each_col() / arma::range(X, 1))
      .mistake({"largest_1", "The largest entry was made 1: it is the deviation that should be 1."},
               centred.each_col() / arma::max(arma::abs(centred), 1));
}

/// For features of which one, `constant`, never changes.
inline CloseTo standard_with_constant(const arma::mat& expected, arma::uword constant,
                                      const arma::mat& X) {
  arma::mat left = expected;
  left.row(constant) = X.row(constant);
  arma::mat ones = expected;
  ones.row(constant).ones();
  return close_to(expected, 1e-8)
      .mistake({"constant_left", "The constant feature was left as it is: subtract its mean, too."},
               left)
      .mistake(
          {"constant_1", "The constant feature has become 1: warm_up.hpp asks for another number."},
          ones);
}

/// For a feature 0 of which all entries are tiny, and another that is not.
inline CloseTo standard_of_tiny(const arma::mat& expected, const arma::mat& X) {
  arma::mat left = expected;
  left.row(0).zeros();
  CloseTo as_expected = close_to(expected, 1e-8);
  as_expected.mistake(small_deviation, left);
  offer_small_deviation(as_expected, X);
  return as_expected;
}

inline SameAs rows_of(const arma::urowvec& expected, const arma::mat& P) {
  const arma::urowvec columns = arma::regspace<arma::urowvec>(0, P.n_cols - 1);
  arma::urowvec from_0(P.n_cols, arma::fill::zeros);  // a search that begins with a best of 0
  arma::urowvec carried(P.n_cols);                    // ... or with the best of the columns before
  arma::urowvec last(P.n_cols);                       // ... or that takes the last of equal entries
  arma::urowvec whole(P.n_cols, arma::fill::zeros);   // ... or that keeps its best in an int
  arma::uword row = 0;
  double best = P(0, 0);
  for (arma::uword j = 0; j < P.n_cols; ++j) {
    if (P.col(j).max() > 0) from_0(j) = expected(j);
    if (P.col(j).max() > best) {
      row = expected(j);
      best = P.col(j).max();
    }
    carried(j) = row;
    last(j) = arma::find(P.col(j) == P.col(j).max()).eval().max();
    for (arma::uword i = 1; i < P.n_rows; ++i) {
      if (P(i, j) > std::trunc(P(whole(j), j))) whole(j) = i;
    }
  }
  arma::urowvec far = expected;  // below 0, the farthest is the smallest
  if (P.max() > 0) far = arma::index_max(arma::abs(P), 0);
  return same_as(expected)
      .mistake({"one_too_large", "Every answer is one too large: rows count from 0."}, expected + 1)
      .mistake({"begins_with_0",
                "Where all numbers are negative, row 0 was taken: with what does your search for "
                "the largest begin?"},
               from_0)
      .mistake(
          {"carried_best",
           "The best of one column is still the best in the next: where does each search begin?"},
          carried)
      .mistake({"last_of_equals", "Where entries are equal, the last one was taken."}, last)
      .mistake(
          {"int_best",
           "Of numbers with fractions the wrong one was taken: which type has the best so far?"},
          whole)
      .mistake({"nearly_equal",
                "Two entries that are nearly equal were taken for equal: was a float or a "
                "tolerance used?"},
               arma::index_max(arma::conv_to<arma::fmat>::from(P), 0))
      .mistake({"last_row", "The last row was never looked at: where does your loop end?"},
               arma::index_max(P.head_rows(P.n_rows - 1), 0))
      .mistake({"smallest", "These are the rows of the smallest entries."}, arma::index_min(P, 0))
      .mistake({"far_from_0", "This is the entry that is farthest from 0: -3 is less than 1."}, far)
      .mistake(
          {"through_matrix",
           "These count through the whole matrix, column after column: what is wanted is the row."},
          expected + columns * P.n_rows)
      .mistake(
          {"columns_of_rows",
           "These are the columns of the largest entry of each row: here a sample is a column."},
          arma::index_max(P, 1).t());
}

inline CloseTo ones_at(const arma::mat& expected, const arma::urowvec& labels) {
  arma::mat stored(arma::size(expected), arma::fill::zeros);
  arma::mat up_to(arma::size(expected), arma::fill::zeros);
  arma::mat first_only(arma::size(expected), arma::fill::zeros);
  first_only.col(0) = expected.col(0);
  for (arma::uword j = 0; j < labels.n_elem; ++j) {
    stored(labels(j), j) = static_cast<double>(labels(j));
    up_to.submat(0, j, labels(j), j).ones();
  }
  return close_to(expected)
      .samples(labels.n_elem)
      .mistake({"label_stored", "The label itself was stored: what should stand there is a 1."},
               stored)
      .mistake({"upside_down", "Class 0 stands in the last row: row i belongs to class i."},
               arma::flipud(expected))
      .mistake({"used_classes",
                "There are as many rows as labels that occur: a class without a sample needs its "
                "row, too."},
               expected.head_rows(labels.max() + 1))
      .mistake(
          {"last_sample_without",
           "The last sample has no 1: where does the loop over the samples end?"},
          arma::join_rows(expected.head_cols(expected.n_cols - 1), arma::zeros(expected.n_rows, 1)))
      .mistake({"one_below", "Each 1 stands one row too low: rows count from 0, as labels do."},
               arma::shift(expected, 1, 0))
      .mistake({"inverted", "The zeros and ones are swapped."}, 1 - expected)
      .mistake({"up_to_label", "Every row up to the label is 1: a column has a single 1."}, up_to)
      .mistake({"first_label", "Only the first sample has its 1: does the loop end too early?"},
               first_only)
      .mistake({"minus_1", "What is not 1 has to be 0, and it is -1."}, 2 * expected - 1);
}

}  // namespace misconceptions
