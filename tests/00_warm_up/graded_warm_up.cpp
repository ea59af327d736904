// Lesson 00, the graded tests: other numbers, other shapes, another seed each time. What is
// expected comes from the formulas.
#include <string>

#include "00_warm_up/misconceptions.hpp"
#include "00_warm_up/warm_up.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

/// 1 to 4 larger than `than`.
arma::uword larger(arma::uword than, Rng& rng) {
  return than + 1 + uniform_index(4, rng);
}

/// With 1/m.
arma::mat standardised(const arma::mat& X) {
  arma::mat result = X.each_col() - arma::mean(X, 1);
  result.each_col() /= arma::stddev(X, 1, 1);
  return result;
}

}  // namespace

// ---- 0.1 shapes --------------------------------------------------------------------------------

TEST_CASE("0.1 weighted_sums agrees with the product of any two matrices", "[00][0.1]") {
  Rng rng = test_rng("0.1 a");
  const arma::uword outputs = larger(1, rng);
  const arma::uword inputs = larger(outputs, rng);
  const arma::uword samples = larger(inputs, rng);
  const arma::mat W = normal_matrix(outputs, inputs, rng);
  const arma::mat X = normal_matrix(inputs, samples, rng);
  INFO("W is " << outputs << "x" << inputs << ", X is " << inputs << "x" << samples << ".");
  CHECK_THAT(weighted_sums(W, X), weighted(W * X, W, X));
}

TEST_CASE("0.1 weighted_sums of square matrices keeps W on the left", "[00][0.1]") {
  Rng rng = test_rng("0.1 b");
  const arma::mat W = normal_matrix(4, 4, rng);
  const arma::mat X = normal_matrix(4, 4, rng);
  INFO("W and X are both 4x4, so that every order of them can be multiplied.");
  CHECK_THAT(weighted_sums(W, X), weighted(W * X, W, X));
}

TEST_CASE("0.1 weighted_sums works for one output, one input, one sample", "[00][0.1]") {
  Rng rng = test_rng("0.1 c");
  const arma::mat row = normal_matrix(1, 5, rng);
  const arma::mat column = normal_matrix(5, 1, rng);
  CHECK_THAT(weighted_sums(row, column), close_to(row * column));
  CHECK_THAT(weighted_sums(column, row), close_to(column * row));
}

TEST_CASE("0.1 weighted_sums names the shapes of whatever does not fit", "[00][0.1]") {
  Rng rng = test_rng("0.1 d");
  const arma::uword inputs = larger(2, rng);
  const arma::uword samples = larger(inputs, rng);
  const arma::mat W = normal_matrix(2, inputs, rng);
  const std::string rows = std::to_string(inputs);
  const std::string cols = std::to_string(samples);
  INFO("X comes transposed, with samples as rows, and then with one row too many.");
  CHECK_REFUSED(weighted_sums(W, arma::mat(samples, inputs)),
                "weighted_sums: X is " + cols + "x" + rows + ", expected " + rows + "x" + rows);
  CHECK_REFUSED(weighted_sums(W, arma::mat(inputs + 1, samples)),
                "weighted_sums: X is " + std::to_string(inputs + 1) + "x" + cols + ", expected " +
                    rows + "x" + cols);
  CHECK_ACCEPTED(weighted_sums(W, arma::ones(inputs, samples)));
}

// ---- 0.2 broadcasting --------------------------------------------------------------------------

TEST_CASE("0.2 add_to_columns adds b to every column, wide, narrow or square", "[00][0.2]") {
  Rng rng = test_rng("0.2 a");
  const arma::uword rows = larger(2, rng);
  for (const arma::uword cols : {arma::uword{1}, rows, larger(rows, rng)}) {
    const arma::mat Z = normal_matrix(rows, cols, rng);
    const arma::vec b = normal_matrix(rows, 1, rng);
    const arma::mat expected = Z + arma::repmat(b, 1, cols);
    INFO("Z is " << rows << "x" << cols << ".");
    CHECK_THAT(add_to_columns(Z, b), cols > 1 ? sum_of(expected, Z, b) : close_to(expected));
  }
}

TEST_CASE("0.2 add_to_columns refuses a b as long as a row", "[00][0.2]") {
  Rng rng = test_rng("0.2 c");
  const arma::uword rows = larger(1, rng);
  const arma::uword cols = larger(rows, rng);
  const arma::mat Z = normal_matrix(rows, cols, rng);
  INFO("Z is " << rows << "x" << cols << ", and b has " << cols << " entries.");
  CHECK_REFUSED(add_to_columns(Z, arma::vec(cols)), "add_to_columns: b is " + std::to_string(cols) +
                                                        "x1, expected " + std::to_string(rows) +
                                                        "x1");
  CHECK_ACCEPTED(add_to_columns(Z, arma::ones(rows)));
}

// ---- 0.3 reductions ----------------------------------------------------------------------------

TEST_CASE("0.3 feature_means of any features, one sample or many", "[00][0.3]") {
  Rng rng = test_rng("0.3 a");
  const arma::uword features = larger(2, rng);
  for (const arma::uword samples :
       {arma::uword{1}, features, larger(features + 1, rng), arma::uword{200}}) {
    const arma::mat X = uniform_matrix(features, samples, -2, 10, rng);
    const arma::vec expected = arma::mean(X, 1);
    INFO("X is " << features << "x" << samples << ".");
    CHECK_THAT(feature_means(X), samples > 1 ? means(expected, X) : close_to(expected));
  }
}

TEST_CASE("0.3 standardise of any features, whatever the feature's unit", "[00][0.3]") {
  Rng rng = test_rng("0.3 c");
  const arma::uword samples = larger(5, rng);
  arma::mat X = uniform_matrix(3, samples, 1, 2, rng);
  X.row(1) *= 1000;
  X.row(2) *= -1e-7;
  INFO("Feature 1 is a thousand times larger than feature 0, feature 2 is tiny and negative.");
  CHECK_THAT(standardise(X), standard(standardised(X), X));
  X.row(0) += 1e8;
  INFO("Feature 0 has moved up by 1e8. " << squared_first);
  CHECK_THAT(standardise(X), close_to(standardised(X), 1e-6));
}

TEST_CASE("0.3 standardise makes constant features 0, and a single sample, too", "[00][0.3]") {
  Rng rng = test_rng("0.3 d");
  const arma::uword samples = larger(3, rng);
  arma::mat X = normal_matrix(3, samples, rng);
  X.row(1).fill(static_cast<double>(2 + uniform_index(8, rng)));
  arma::mat expected = X;
  expected.row(0) = standardised(X.row(0));
  expected.row(1).zeros();
  expected.row(2) = standardised(X.row(2));
  INFO("Feature 1 is " << X(1, 0) << " in every sample.");
  CHECK_THAT(standardise(X), standard_with_constant(expected, 1, X));
  for (const arma::uword m : {6, 7, 20}) {
    INFO("Feature 0 is 0.7 in each of " << m << " samples, feature 1 is not. " << nearly_0);
    arma::mat nearly(2, m, arma::fill::value(0.7));
    nearly.row(1) = normal_matrix(1, m, rng);
    arma::mat still(2, m, arma::fill::zeros);
    still.row(1) = standardised(nearly.row(1));
    CHECK_THAT(standardise(nearly), standard_with_constant(still, 0, nearly));
  }
  INFO("With a single sample every feature is constant.");
  CHECK_THAT(standardise(arma::vec{3, -5}), close_to(arma::zeros(2, 1)));
}

// ---- 0.4 the largest entry ---------------------------------------------------------------------

TEST_CASE("0.4 most_likely finds the entry that was made the largest", "[00][0.4]") {
  Rng rng = test_rng("0.4 a");
  const arma::uword classes = larger(3, rng);
  const arma::uword samples = larger(classes, rng);
  for (const double level : {0.0, -50.0, 1000.0}) {
    arma::mat P = uniform_matrix(classes, samples, level, level + 1, rng);
    arma::urowvec expected(samples);
    for (arma::uword j = 0; j < samples; ++j) {
      expected(j) = j == 0 ? classes - 1 : uniform_index(classes, rng);
      P(expected(j), j) = level + 2;
    }
    INFO("The entries lie between " << level << " and " << level + 2 << ".");
    CHECK_THAT(most_likely(P), rows_of(expected, P));
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
    CHECK_THAT(most_likely(one), same_as(arma::urowvec(1, arma::fill::value(first))));
  }
}

// ---- 0.5 one-hot -------------------------------------------------------------------------------

TEST_CASE("0.5 one_hot has a 1 in the row of each label", "[00][0.5]") {
  Rng rng = test_rng("0.5 a");
  const arma::uword classes = larger(2, rng);
  const arma::uword samples = larger(classes, rng);
  const arma::urowvec labels = support::random_classes(samples, classes, rng);
  arma::mat expected(classes, samples);
  for (arma::uword j = 0; j < samples; ++j) expected(labels(j), j) = 1;
  INFO(samples << " samples, " << classes << " classes.");
  CHECK_THAT(one_hot(labels, classes), ones_at(expected, labels));
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
    CHECK_REFUSED(one_hot(labels, classes),
                  "one_hot: label " + std::to_string(label) + " is outside 0 ... " + last);
  }
  CHECK_ACCEPTED(one_hot({0, 1, 2}, classes));
}
