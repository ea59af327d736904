// Lesson 00, the graded tests: other numbers, other shapes, another seed each time. What is
// expected comes from loops over the entries.
#include <cmath>
#include <string>

#include "00_warm_up/warm_up.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

/// 2 ... 5, and always larger than `than`.
arma::uword larger(arma::uword than, Rng& rng) {
  return than + 1 + uniform_index(4, rng);
}

arma::mat product_by_loops(const arma::mat& W, const arma::mat& X) {
  arma::mat Z(W.n_rows, X.n_cols);
  for (arma::uword i = 0; i < W.n_rows; ++i) {
    for (arma::uword j = 0; j < X.n_cols; ++j) {
      for (arma::uword k = 0; k < W.n_cols; ++k) Z(i, j) += W(i, k) * X(k, j);
    }
  }
  return Z;
}

/// The same loops with a sum that is an int.
arma::mat product_in_whole_numbers(const arma::mat& W, const arma::mat& X) {
  arma::mat Z(W.n_rows, X.n_cols);
  for (arma::uword i = 0; i < W.n_rows; ++i) {
    for (arma::uword j = 0; j < X.n_cols; ++j) {
      int sum = 0;
      for (arma::uword k = 0; k < W.n_cols; ++k) sum = static_cast<int>(sum + W(i, k) * X(k, j));
      Z(i, j) = sum;
    }
  }
  return Z;
}

/// The entries added up from the first one on, row by row: a sum that is never set back to 0.
arma::mat running_sum(const arma::mat& terms) {
  return arma::reshape(arma::cumsum(arma::vectorise(terms.t())), terms.n_cols, terms.n_rows).t();
}

double mean_of_row(const arma::mat& X, arma::uword row) {
  double sum = 0.0;
  for (arma::uword j = 0; j < X.n_cols; ++j) sum += X(row, j);
  return sum / static_cast<double>(X.n_cols);
}

/// The mean of the squared distances from the mean, with 1/m.
double variance_of_row(const arma::mat& X, arma::uword row) {
  const double mean = mean_of_row(X, row);
  double squares = 0.0;
  for (arma::uword j = 0; j < X.n_cols; ++j) squares += std::pow(X(row, j) - mean, 2);
  return squares / static_cast<double>(X.n_cols);
}

arma::mat standardised_by_loops(const arma::mat& X) {
  arma::mat result(arma::size(X));
  for (arma::uword i = 0; i < X.n_rows; ++i) {
    for (arma::uword j = 0; j < X.n_cols; ++j) {
      result(i, j) = (X(i, j) - mean_of_row(X, i)) / std::sqrt(variance_of_row(X, i));
    }
  }
  return result;
}

}  // namespace

// ---- 0.1 shapes --------------------------------------------------------------------------------

TEST_CASE("0.1 weighted_sums agrees with three loops", "[00][0.1]") {
  Rng rng = test_rng("0.1 a");
  const arma::uword outputs = larger(1, rng);
  const arma::uword inputs = larger(outputs, rng);
  const arma::uword samples = larger(inputs, rng);
  const arma::mat W = normal_matrix(outputs, inputs, rng);
  const arma::mat X = normal_matrix(inputs, samples, rng);
  INFO("W is " << outputs << "x" << inputs << ", X is " << inputs << "x" << samples << ".");
  CHECK_THAT(weighted_sums(W, X), close_to(product_by_loops(W, X))
                                      .samples(samples)
                                      .mistake("Each sum is its last term alone: look at = and +=.",
                                               W.tail_cols(1) * X.tail_rows(1))
                                      .mistake("The sums were kept in an int, which cuts the "
                                               "fraction off: what type do they need?",
                                               product_in_whole_numbers(W, X))
                                      .mistake("Each sum goes on where the last one ended: where "
                                               "does it begin?",
                                               running_sum(product_by_loops(W, X))));
}

TEST_CASE("0.1 weighted_sums of square matrices keeps W on the left", "[00][0.1]") {
  Rng rng = test_rng("0.1 b");
  const arma::mat W = normal_matrix(4, 4, rng);
  const arma::mat X = normal_matrix(4, 4, rng);
  INFO("W and X are both 4x4, so that every order of them can be multiplied.");
  CHECK_THAT(
      weighted_sums(W, X),
      close_to(product_by_loops(W, X))
          .mistake("This is X W: the order of a matrix product matters.", product_by_loops(X, W))
          .mistake("This is multiplied entry by entry: look up what % and * do.", W % X)
          .mistake("W was transposed: its rows are the outputs already.",
                   product_by_loops(W.t(), X))
          .mistake("X was transposed: its columns are the samples already.",
                   product_by_loops(W, X.t())));
}

TEST_CASE("0.1 weighted_sums works for one output, one input, one sample", "[00][0.1]") {
  Rng rng = test_rng("0.1 c");
  const arma::mat row = normal_matrix(1, 5, rng);
  const arma::mat column = normal_matrix(5, 1, rng);
  CHECK_THAT(weighted_sums(row, column), close_to(product_by_loops(row, column)));
  CHECK_THAT(weighted_sums(column, row), close_to(product_by_loops(column, row)));
}

TEST_CASE("0.1 weighted_sums names the shapes of whatever does not fit", "[00][0.1]") {
  Rng rng = test_rng("0.1 d");
  const arma::uword inputs = larger(2, rng);
  const arma::uword samples = larger(inputs, rng);
  const arma::mat W = normal_matrix(2, inputs, rng);
  const std::string rows = std::to_string(inputs);
  const std::string cols = std::to_string(samples);
  INFO("X comes transposed, with samples as rows, and then with one row too many.");
  CHECK_THROWS_MATCHES(
      weighted_sums(W, arma::mat(samples, inputs)), std::invalid_argument,
      says("weighted_sums: X is " + cols + "x" + rows + ", expected " + rows + "x" + rows));
  CHECK_THROWS_MATCHES(weighted_sums(W, arma::mat(inputs + 1, samples)), std::invalid_argument,
                       says("weighted_sums: X is " + std::to_string(inputs + 1) + "x" + cols +
                            ", expected " + rows + "x" + cols));
}

// ---- 0.2 broadcasting --------------------------------------------------------------------------

TEST_CASE("0.2 add_to_columns agrees with two loops", "[00][0.2]") {
  Rng rng = test_rng("0.2 a");
  const arma::uword rows = larger(1, rng);
  for (const arma::uword cols : {arma::uword{1}, larger(rows, rng)}) {
    const arma::mat Z = normal_matrix(rows, cols, rng);
    const arma::vec b = normal_matrix(rows, 1, rng);
    arma::mat expected = Z;
    for (arma::uword i = 0; i < rows; ++i) {
      for (arma::uword j = 0; j < cols; ++j) expected(i, j) += b(i);
    }
    INFO("Z is " << rows << "x" << cols << ".");
    CHECK_THAT(add_to_columns(Z, b), close_to(expected).samples(cols));
  }
}

TEST_CASE("0.2 a square Z of random numbers gets b in its columns", "[00][0.2]") {
  Rng rng = test_rng("0.2 b");
  const arma::mat Z = normal_matrix(4, 4, rng);
  const arma::vec b = normal_matrix(4, 1, rng);
  arma::mat expected = Z;
  arma::mat rows_instead = Z;
  for (arma::uword i = 0; i < 4; ++i) {
    for (arma::uword j = 0; j < 4; ++j) {
      expected(i, j) += b(i);
      rows_instead(i, j) += b(j);
    }
  }
  INFO("Z is 4x4, so that b is as long as a row, too.");
  CHECK_THAT(add_to_columns(Z, b),
             close_to(expected)
                 .mistake("b was added to every row: look at each_col and each_row.", rows_instead)
                 .mistake("b was subtracted.", 2 * Z - expected)
                 .mistake("b was multiplied with the columns, and not added.", Z % (expected - Z))
                 .mistake("b was added as often as there are columns.", Z + 4 * (expected - Z))
                 .mistake("The sum of all of b was added everywhere: one entry belongs to one row.",
                          Z + arma::accu(b)));
}

TEST_CASE("0.2 add_to_columns refuses a b as long as a row", "[00][0.2]") {
  Rng rng = test_rng("0.2 c");
  const arma::uword rows = larger(1, rng);
  const arma::uword cols = larger(rows, rng);
  const arma::mat Z = normal_matrix(rows, cols, rng);
  INFO("Z is " << rows << "x" << cols << ", and b has " << cols << " entries.");
  CHECK_THROWS_MATCHES(add_to_columns(Z, arma::vec(cols)), std::invalid_argument,
                       says("add_to_columns: b is " + std::to_string(cols) + "x1, expected " +
                            std::to_string(rows) + "x1"));
}

// ---- 0.3 reductions ----------------------------------------------------------------------------

TEST_CASE("0.3 feature_means agrees with a loop, one sample or many", "[00][0.3]") {
  Rng rng = test_rng("0.3 a");
  const arma::uword features = larger(1, rng);
  for (const arma::uword samples : {arma::uword{1}, larger(features, rng), arma::uword{200}}) {
    const arma::mat X = uniform_matrix(features, samples, -3, 7, rng);
    arma::vec expected(features);
    for (arma::uword i = 0; i < features; ++i) expected(i) = mean_of_row(X, i);
    INFO("X is " << features << "x" << samples << ".");
    const double m = static_cast<double>(samples);
    auto as_expected = close_to(expected);
    as_expected.mistake("These are the sums: what is a mean divided by?", m * expected)
        .mistake("Each mean goes on where the last one ended: where does the sum begin?",
                 running_sum(expected))
        .mistake("The first sample is missing from the sum: where does your loop begin?",
                 expected - X.col(0) / m)
        .mistake("These are the medians: a mean is a sum, divided.", arma::median(X, 1))
        .mistake("These are the means of |X|: signs count.", arma::mean(arma::abs(X), 1));
    if (samples > 1) {  // with one sample, 1 / m is right, and a 0 has another reason
      as_expected.mistake("All means are 0: two whole numbers were divided, and 1 / 4 is 0 in C++.",
                          arma::zeros(features, 1));
    }
    CHECK_THAT(feature_means(X), as_expected);
  }
}

TEST_CASE("0.3 on a square X, the means are still those of the rows", "[00][0.3]") {
  Rng rng = test_rng("0.3 b");
  const arma::mat X = normal_matrix(4, 4, rng);
  arma::vec expected(4);
  arma::vec columns_instead(4);
  for (arma::uword i = 0; i < 4; ++i) {
    expected(i) = mean_of_row(X, i);
    columns_instead(i) = mean_of_row(X.t(), i);
  }
  CHECK_THAT(feature_means(X),
             close_to(expected).mistake("These are the means of the columns: a feature is a row.",
                                        columns_instead));
}

TEST_CASE("0.3 standardise agrees with loops, whatever the feature's unit", "[00][0.3]") {
  Rng rng = test_rng("0.3 c");
  const arma::uword samples = larger(5, rng);
  arma::mat X = uniform_matrix(3, samples, 1, 2, rng);
  X.row(1) *= 1000;
  X.row(2) *= -1e-7;
  const arma::mat expected = standardised_by_loops(X);
  const double m = static_cast<double>(samples);
  INFO("Feature 1 is a thousand times larger than feature 0, feature 2 is tiny and negative.");
  CHECK_THAT(
      standardise(X),
      close_to(expected, 1e-8)
          .mistake("The deviation was made with m - 1 below the line: the contract has m "
                   "there.",
                   std::sqrt((m - 1) / m) * expected)
          .mistake("It was divided by the range, largest - smallest, and not by the "
                   "deviation.",
                   (X.each_col() - arma::mean(X, 1)).eval().each_col() / arma::range(X, 1))
          .mistake("The median was subtracted, and not the mean.",
                   (X.each_col() - arma::median(X, 1)).eval().each_col() / arma::stddev(X, 1, 1))
          .mistake("Each column was standardised, that is each sample: a feature is a row.",
                   standardised_by_loops(X.t()).t()));
}

TEST_CASE("0.3 standardise makes constant features 0, and a single sample, too", "[00][0.3]") {
  Rng rng = test_rng("0.3 d");
  const arma::uword samples = larger(3, rng);
  arma::mat X = normal_matrix(3, samples, rng);
  X.row(1).fill(static_cast<double>(1 + uniform_index(9, rng)));
  arma::mat expected = X;
  expected.row(0) = standardised_by_loops(X.row(0));
  expected.row(1).zeros();
  expected.row(2) = standardised_by_loops(X.row(2));
  INFO("Feature 1 is " << X(1, 0) << " in every sample.");
  CHECK_THAT(standardise(X), close_to(expected, 1e-8));
  INFO("With a single sample every feature is constant.");
  CHECK_THAT(standardise(arma::vec{3, -5}), close_to(arma::zeros(2, 1)));
}

// ---- 0.4 the largest entry ---------------------------------------------------------------------

TEST_CASE("0.4 most_likely finds the entry that was made the largest", "[00][0.4]") {
  Rng rng = test_rng("0.4 a");
  const arma::uword classes = larger(2, rng);
  const arma::uword samples = larger(classes, rng);
  for (const double level : {0.0, -50.0, 1000.0}) {
    arma::mat P = uniform_matrix(classes, samples, level, level + 1, rng);
    arma::urowvec expected(samples);
    for (arma::uword j = 0; j < samples; ++j) {
      expected(j) = uniform_index(classes, rng);
      P(expected(j), j) = level + 2;
    }
    // What a search finds whose best so far is carried from column to column.
    arma::urowvec carried(samples);
    arma::uword row = 0;
    double best = P(0, 0);
    for (arma::uword i = 0; i < P.n_elem; ++i) {
      if (P(i) > best) {
        best = P(i);
        row = i % classes;
      }
      carried(i / classes) = row;
    }
    INFO("The entries lie between " << level << " and " << level + 2 << ".");
    CHECK_THAT(most_likely(P),
               same_as(expected)
                   .mistake("The last row was never looked at: where does your loop end?",
                            arma::index_max(P.head_rows(classes - 1), 0))
                   .mistake("The best of one column is still the best in the next: where does each "
                            "search begin?",
                            carried)
                   .mistake("This is the entry that is farthest from 0: -3 is less than 1.",
                            arma::index_max(arma::abs(P), 0))
                   .mistake("Every answer is one too large: rows count from 0.", expected + 1)
                   .mistake("Every answer is row 0: with what does your search for the largest "
                            "begin?",
                            arma::zeros<arma::umat>(1, samples)));
  }
}

TEST_CASE("0.4 most_likely works for one class, for one sample, and for equals", "[00][0.4]") {
  Rng rng = test_rng("0.4 b");
  INFO("One class: the answer is row 0 for every sample.");
  CHECK_THAT(most_likely(normal_matrix(1, 6, rng)), same_as(arma::zeros<arma::umat>(1, 6)));

  for (const arma::uword first : permutation(5, rng)) {
    arma::mat one(6, 1, arma::fill::value(-1));
    one.rows(first, first + 1).fill(-0.5);
    INFO("One sample, whose rows " << first << " and " << first + 1 << " are equally large.");
    CHECK_THAT(most_likely(one), same_as(arma::umat(1, 1, arma::fill::value(first)))
                                     .mistake("Where entries are equal, the last one was taken.",
                                              arma::umat(1, 1, arma::fill::value(first + 1))));
  }
}

// ---- 0.5 one-hot -------------------------------------------------------------------------------

TEST_CASE("0.5 one_hot agrees with a comparison of every row with every label", "[00][0.5]") {
  Rng rng = test_rng("0.5 a");
  const arma::uword classes = larger(2, rng);
  const arma::uword samples = larger(classes, rng);
  arma::urowvec labels(samples);
  for (arma::uword& label : labels) label = uniform_index(classes, rng);
  arma::mat expected(classes, samples);
  for (arma::uword i = 0; i < classes; ++i) {
    for (arma::uword j = 0; j < samples; ++j) expected(i, j) = labels(j) == i ? 1 : 0;
  }
  arma::mat first_only(classes, samples);
  first_only.col(0) = expected.col(0);
  INFO(samples << " samples, " << classes << " classes.");
  CHECK_THAT(
      one_hot(labels, classes),
      close_to(expected)
          .samples(samples)
          .mistake("Only the first sample has its 1: does the loop end too early?", first_only)
          .mistake("What is not 1 has to be 0, and it is -1.", 2 * expected - 1));
}

TEST_CASE("0.5 one_hot keeps a row for every class, also for those without a sample", "[00][0.5]") {
  Rng rng = test_rng("0.5 b");
  const arma::uword classes = larger(3, rng);
  const arma::uword only = uniform_index(classes, rng);
  arma::mat expected(classes, 1);
  expected(only, 0) = 1;
  INFO("One sample, of class " << only << ", and " << classes << " classes.");
  CHECK_THAT(one_hot(arma::urowvec(1, arma::fill::value(only)), classes), close_to(expected));
  INFO("Two samples of a single class: the result is 1x2.");
  CHECK_THAT(one_hot({0, 0}, 1), close_to(arma::ones(1, 2)));
}

TEST_CASE("0.5 one_hot finds the label that is too large wherever it stands", "[00][0.5]") {
  Rng rng = test_rng("0.5 c");
  const arma::uword classes = larger(2, rng);
  const std::string last = std::to_string(classes - 1);
  for (const arma::uword where : {0, 2, 4}) {
    const arma::uword label = classes + uniform_index(3, rng);
    arma::urowvec labels(5);
    labels(where) = label;
    INFO("There are " << classes << " classes, and label " << where << " is " << label << ".");
    CHECK_THROWS_MATCHES(
        one_hot(labels, classes), std::invalid_argument,
        says("one_hot: label " + std::to_string(label) + " is outside 0 ... " + last));
  }
}
