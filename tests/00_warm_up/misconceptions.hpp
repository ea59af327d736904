// What learners write in lesson 00 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by loops over the entries in the graded ones.
#pragma once

#include <armadillo>
#include <cmath>

#include "support/close_to.hpp"

namespace misconceptions {

using support::CloseTo;
using support::SameAs;

/// The entries added up from the first one on, row by row: a sum that is never set back to 0.
inline arma::mat running_sum(const arma::mat& terms) {
  return arma::reshape(arma::cumsum(arma::vectorise(terms.t())), terms.n_cols, terms.n_rows).t();
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
      .mistake({"int_sums",
                "The sums were kept in an int, which cuts the fraction off: what type do "
                "they need?"},
               product_in_whole_numbers(W, X))
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
  CloseTo as_expected = close_to(expected).samples(Z.n_cols);
  as_expected
      .mistake({"unchanged",
                "Z came back as it was: was b added to something that was then "
                "forgotten?"},
               Z)
      .mistake({"first_entry",
                "Every row got the first entry of b: each row has an entry of its "
                "own."},
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
      .mistake({"medians", "These are medians: a mean adds up and divides."}, arma::median(X, 1))
      .mistake({"sizes", "These are the means of |X|: signs count."}, arma::mean(arma::abs(X), 1))
      .mistake({"running_mean",
                "Each mean goes on where the last one ended: where does the sum "
                "begin?"},
               running_sum(arma::mean(X, 1)))
      .mistake({"first_sample",
                "The first sample is missing from the sum: where does your loop "
                "begin?"},
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

/// For features that all vary.
inline CloseTo standard(const arma::mat& expected, const arma::mat& X) {
  const double m = static_cast<double>(X.n_cols);
  const arma::vec means = arma::mean(X, 1);
  const arma::vec deviations = arma::stddev(X, 1, 1);
  const arma::mat centred = X.each_col() - means;
  const arma::mat by_sample =
      (X.each_row() - arma::mean(X, 0)).eval().each_row() / arma::stddev(X, 1, 0);
  return close_to(expected, 1e-8)
      .mistake({"deviation_m_less_1",
                "The deviation was made with m - 1 below the line: the "
                "contract has m there."},
               std::sqrt((m - 1) / m) * expected)
      .mistake({"only_centred", "The mean is subtracted, but the spread is as it was."}, centred)
      .mistake({"variance", "This is divided by the square of the deviation: a root is missing."},
               centred.each_col() / arma::square(deviations))
      .mistake({"only_scaled", "The spread is right, but the mean is still there."},
               X.each_col() / deviations)
      .mistake({"wrong_order",
                "The deviation was divided out first, and then the old mean was "
                "subtracted: look at the order."},
               (X.each_col() / deviations).eval().each_col() - means)
      .mistake({"all_features",
                "One mean and one deviation were taken for all features together: "
                "each feature has its own."},
               (X - arma::mean(arma::vectorise(X))) / arma::stddev(arma::vectorise(X), 1))
      .mistake({"by_sample",
                "Each column was standardised, that is each sample: a feature is a "
                "row."},
               by_sample)
      .mistake({"range",
                "It was divided by the range, largest - smallest, and not by the "
                "deviation."},
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
      .mistake({"constant_1",
                "The constant feature has become 1: warm_up.hpp asks for another "
                "number."},
               ones);
}

inline SameAs rows_of(const arma::urowvec& expected, const arma::mat& P) {
  const arma::urowvec columns = arma::regspace<arma::urowvec>(0, P.n_cols - 1);
  arma::urowvec from_0(P.n_cols, arma::fill::zeros);  // a search that begins with a best of 0
  arma::urowvec carried(P.n_cols);                    // ... or with the best of the columns before
  arma::urowvec last(P.n_cols);                       // ... or that takes the last of equal entries
  arma::uword row = 0;
  double best = P(0, 0);
  for (arma::uword j = 0; j < P.n_cols; ++j) {
    if (P.col(j).max() > 0) from_0(j) = P.col(j).index_max();
    if (P.col(j).max() > best) {
      row = P.col(j).index_max();
      best = P.col(j).max();
    }
    carried(j) = row;
    last(j) = arma::find(P.col(j) == P.col(j).max()).eval().max();
  }
  return same_as(expected)
      .mistake({"one_too_large", "Every answer is one too large: rows count from 0."}, expected + 1)
      .mistake({"begins_with_0",
                "Where all numbers are negative, row 0 was taken: with what does "
                "your search for the largest begin?"},
               from_0)
      .mistake({"carried_best",
                "The best of one column is still the best in the next: where does "
                "each search begin?"},
               carried)
      .mistake({"last_of_equals", "Where entries are equal, the last one was taken."}, last)
      .mistake({"last_row", "The last row was never looked at: where does your loop end?"},
               arma::index_max(P.head_rows(P.n_rows - 1), 0))
      .mistake({"smallest", "These are the rows of the smallest entries."}, arma::index_min(P, 0))
      .mistake({"far_from_0", "This is the entry that is farthest from 0: -3 is less than 1."},
               arma::index_max(arma::abs(P), 0))
      .mistake({"through_matrix",
                "These count through the whole matrix, column after column: what "
                "is wanted is the row."},
               expected + columns * P.n_rows)
      .mistake({"columns_of_rows",
                "These are the columns of the largest entry of each row: here a "
                "sample is a column."},
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
                "There are as many rows as labels that occur: a class without a "
                "sample needs its row, too."},
               expected.head_rows(labels.max() + 1))
      .mistake({"inverted", "The zeros and ones are swapped."}, 1 - expected)
      .mistake({"up_to_label", "Every row up to the label is 1: a column has a single 1."}, up_to)
      .mistake({"first_label", "Only the first sample has its 1: does the loop end too early?"},
               first_only)
      .mistake({"minus_1", "What is not 1 has to be 0, and it is -1."}, 2 * expected - 1);
}

}  // namespace misconceptions
