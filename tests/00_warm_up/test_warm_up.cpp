// Lesson 00, the public tests. Every expected number here can be checked on paper.
#include <cmath>

#include "00_warm_up/misconceptions.hpp"
#include "00_warm_up/warm_up.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

// The example of the lesson page: 2 outputs, 3 inputs, 4 samples.
const arma::mat W = {{1, 0, 2}, {3, -1, 0}};
const arma::mat X = {{1, 2, 0, -1}, {2, 0, 5, 1}, {3, 1, 4, 0}};
const arma::mat WX = {{7, 4, 8, -1}, {1, 6, -5, -4}};

}  // namespace

// ---- 0.1 shapes --------------------------------------------------------------------------------

TEST_CASE("0.1 each column of W X is made of the same column of X", "[00][0.1]") {
  INFO("By hand, column 0: (1*1 + 0*2 + 2*3, 3*1 - 1*2 + 0*3) = (7, 1).");
  INFO("In Armadillo * is the matrix product; % multiplies entry by entry.");
  CHECK_THAT(weighted_sums(W, X), weighted(WX, W, X));
}

TEST_CASE("0.1 of two square matrices, W stands on the left", "[00][0.1]") {
  const arma::mat square = {{1, 2, 0}, {3, 4, 1}, {2, 0, 5}};
  const arma::mat other = {{0, 1, 2}, {5, -1, 3}, {1, 4, -2}};
  INFO("By hand, column 0: (1*0 + 2*5 + 0*1, 3*0 + 4*5 + 1*1, 2*0 + 0*5 + 5*1) = (10, 21, 5).");
  INFO("X W would begin with (7, 8, 9).");
  CHECK_THAT(weighted_sums(square, other),
             weighted({{10, -1, 8}, {21, 3, 16}, {5, 22, -6}}, square, other));
}

TEST_CASE("0.1 the sums keep their fractions", "[00][0.1]") {
  const arma::mat weights = {{0.5, 0.25, 2}, {0.1, -0.2, 3}};
  const arma::mat samples = {{0.1, 3, 0.7, 1}, {0.8, 0, 1.6, 2}, {0.3, 1, 0.1, 0.9}};
  INFO("By hand, entry (0, 0): 0.5*0.1 + 0.25*0.8 + 2*0.3 = 0.05 + 0.2 + 0.6 = 0.85.");
  CHECK_THAT(weighted_sums(weights, samples),
             weighted({{0.85, 3.5, 0.95, 2.8}, {0.75, 3.3, 0.05, 2.4}}, weights, samples));
}

TEST_CASE("0.1 the sums keep all their digits", "[00][0.1]") {
  const arma::mat weights = {{1, 0, 2}, {0, -1, 1}};
  const arma::mat samples = {{16777217, 1}, {2, 5}, {3, 4}};
  INFO("By hand, entry (0, 0): 16777217 + 2*3 = 16777223.");
  CHECK_THAT(weighted_sums(weights, samples), weighted({{16777223, 9}, {1, -1}}, weights, samples));
}

TEST_CASE("0.1 a second product knows nothing of the first", "[00][0.1]") {
  CHECK_THAT(weighted_sums(W, X), weighted(WX, W, X));
  INFO("W times -X, after W times X:");
  CHECK_THAT(
      weighted_sums(W, -X),
      close_to(-WX).mistake(kept_from_before, WX).mistake(kept_from_before, arma::zeros(2, 4)));
}

TEST_CASE("0.1 weighted_sums refuses an X that does not fit, and says what would", "[00][0.1]") {
  INFO("W is 2x3, so X must have 3 rows. The error must be std::invalid_argument and name X:");
  INFO("see require_shape() in common/contract.hpp, and which of its numbers is which.");
  CHECK_REFUSED(weighted_sums(W, arma::mat(5, 4)), "weighted_sums: X is 5x4, expected 3x4");
  CHECK_ACCEPTED(weighted_sums(W, arma::ones(3, 4)));
  INFO("Any number of columns fits, also none.");
  CHECK_NOTHROW(weighted_sums(W, arma::ones(3, 7)));
  CHECK_NOTHROW(weighted_sums(W, arma::mat(3, 0)));
}

// ---- 0.2 broadcasting --------------------------------------------------------------------------

TEST_CASE("0.2 b is added to every column", "[00][0.2]") {
  INFO("By hand, column 0: (7, 1) + (10, 20) = (17, 21). b is as long as a column.");
  CHECK_THAT(add_to_columns(WX, {10, 20}),
             sum_of({{17, 14, 18, 9}, {21, 26, 15, 16}}, WX, {10, 20}));
}

TEST_CASE("0.2 b is added to every column of a square Z, too, and not to its rows", "[00][0.2]") {
  INFO("Here b is as long as a row, too, so no error can tell you which of the two was used.");
  const arma::mat Z = {{1, 2, 3}, {4, 5, 6}, {7, 8, 9}};
  CHECK_THAT(add_to_columns(Z, {10, 20, 40}),
             sum_of({{11, 12, 13}, {24, 25, 26}, {47, 48, 49}}, Z, {10, 20, 40}));
}

TEST_CASE("0.2 add_to_columns refuses a b that is too long or too short", "[00][0.2]") {
  INFO("Z is 2x4, so b must be 2x1. Armadillo's own check throws another error than the contract");
  INFO("asks for, and does not know the name b: look at b before you add.");
  CHECK_REFUSED(add_to_columns(WX, {1, 2, 3}), "add_to_columns: b is 3x1, expected 2x1");
  CHECK_REFUSED(add_to_columns(WX, {1}), "add_to_columns: b is 1x1, expected 2x1");
  CHECK_ACCEPTED(add_to_columns(WX, {1, 2}));
}

// ---- 0.3 reductions ----------------------------------------------------------------------------

TEST_CASE("0.3 feature_means has one mean for each feature", "[00][0.3]") {
  const arma::mat measured = {{1.1, 2.2, 3.3, 9.4}, {0, 1, 4, -9}};
  INFO("By hand, feature 0: (1.1 + 2.2 + 3.3 + 9.4) / 4 = 16 / 4 = 4. A feature is a row.");
  CHECK_THAT(feature_means(measured), means({4, -1}, measured));
}

TEST_CASE("0.3 on a square X, the means are still those of the rows", "[00][0.3]") {
  const arma::mat measured = {{1, 2, 6}, {-3, 0, 9}, {4, 4, 7}};
  INFO("By hand, feature 0: (1 + 2 + 6) / 3 = 3.");
  CHECK_THAT(feature_means(measured), means({3, 2, 5}, measured));
}

TEST_CASE("0.3 a mean need not be a whole number", "[00][0.3]") {
  const arma::mat measured = {{1, 2, 4, 3.3, 5}, {0.1, 0.1, 0.1, -0.1, 0.3}};
  INFO("By hand, feature 0: 15.3 / 5 = 3.06, and feature 1: 0.5 / 5 = 0.1.");
  CHECK_THAT(feature_means(measured), means({3.06, 0.1}, measured));
  INFO("With a single sample each mean is the number itself.");
  CHECK_THAT(feature_means(arma::vec{3, -5}), close_to(arma::vec{3, -5}));
}

TEST_CASE("0.3 a standardised feature has mean 0 and deviation 1", "[00][0.3]") {
  const arma::mat measured = {{17, 11, 9, 3}, {4, 8, 8, 4}};
  INFO("By hand, feature 0: the mean is 10, the squared distances from it are 49, 1, 1, 49,");
  INFO("their mean is 25, so the deviation is 5, and (17 - 10) / 5 = 1.4.");
  CHECK_THAT(standardise(measured), standard({{1.4, 0.2, -0.2, -1.4}, {-1, 1, 1, -1}}, measured));
}

TEST_CASE("0.3 a feature that never changes becomes 0, and not NaN", "[00][0.3]") {
  const arma::mat measured = {{17, 11, 9, 3}, {7, 7, 7, 7}};
  INFO("Feature 1 is 7 in every sample, so its deviation is 0, and 0 / 0 is NaN.");
  CHECK_THAT(standardise(measured),
             standard_with_constant({{1.4, 0.2, -0.2, -1.4}, {0, 0, 0, 0}}, 1, measured));
  INFO("With a single sample no feature changes, and each becomes 0.");
  CHECK_THAT(standardise(arma::vec{3, -5}), close_to(arma::zeros(2, 1)));
}

TEST_CASE("0.3 a feature that is always 0.1 becomes 0, too", "[00][0.3]") {
  INFO("0.1 is not exact in a computer: 0.1 + 0.1 + 0.1 is not quite 3 * 0.1. " << nearly_0);
  const double root = std::sqrt(2.0);  // feature 0 is (1, 1, 4): its mean is 2, its variance 2
  const arma::mat three = {{1, 1, 4}, {0.1, 0.1, 0.1}};
  CHECK_THAT(standardise(three),
             standard_with_constant({{-1 / root, -1 / root, root}, {0, 0, 0}}, 1, three));
  arma::mat ten(2, 10, arma::fill::value(0.1));
  ten.row(0) = arma::rowvec{4, 8, 8, 4, 4, 8, 4, 8, 8, 4};
  arma::mat expected(2, 10, arma::fill::zeros);
  expected.row(0) = ten.row(0) / 2 - 3;
  CHECK_THAT(standardise(ten), standard_with_constant(expected, 1, ten));
}

TEST_CASE("0.3 a feature in the tiniest units is standardised like any other", "[00][0.3]") {
  const arma::mat measured = {{17e-13, 11e-13, 9e-13, 3e-13}, {4, 8, 8, 4}};
  INFO("Feature 0 is (17, 11, 9, 3) in another unit: its deviation is 5e-13, and not 0.");
  CHECK_THAT(standardise(measured),
             standard_of_tiny({{1.4, 0.2, -0.2, -1.4}, {-1, 1, 1, -1}}, measured));
}

TEST_CASE("0.3 a feature far away from 0 is standardised like any other", "[00][0.3]") {
  const arma::mat measured = {{1e9 + 17, 1e9 + 11, 1e9 + 9, 1e9 + 3}, {4, 8, 8, 4}};
  INFO("Feature 0 is (17, 11, 9, 3) moved up by 1e9: its deviation is still 5. " << squared_first);
  CHECK_THAT(standardise(measured), close_to({{1.4, 0.2, -0.2, -1.4}, {-1, 1, 1, -1}}, 1e-8));
}

// ---- 0.4 the largest entry ---------------------------------------------------------------------

TEST_CASE("0.4 most_likely tells the row of the largest entry of each column", "[00][0.4]") {
  const arma::mat P = {{0.1, 0.7, 0.2, -4}, {0.6, 0.2, 0.2, -3}, {0.3, 0.1, 0.6, -5}};
  INFO("By hand, column 0: the largest of 0.1, 0.6, 0.3 stands in row 1. Rows count from 0.");
  CHECK_THAT(most_likely(P), rows_of({1, 0, 2, 1}, P));
}

TEST_CASE("0.4 of several equal entries, most_likely takes the first", "[00][0.4]") {
  INFO("Column 0 is (2, 2, 1): rows 0 and 1 are equally large. Look at > and >=.");
  const arma::mat P = {{2, 1, 5}, {2, 3, 5}, {1, 3, 5}};
  CHECK_THAT(most_likely(P), rows_of({0, 1, 0}, P));
}

TEST_CASE("0.4 the largest entry is found among numbers of any size", "[00][0.4]") {
  const arma::mat P = {{-2e30, 0.5, 2.7}, {-3e30, 1, 2.4}, {-1e30, 1 + 1e-12, 1.1}};
  INFO("Column 0 lies far below 0, and in column 1 the two largest differ by 1e-12.");
  CHECK_THAT(most_likely(P), rows_of({2, 2, 0}, P));
  INFO("One sample of two classes, after three samples of three:");
  CHECK_THAT(most_likely(arma::vec{-1, -2}), same_as(arma::urowvec{0}));
}

// ---- 0.5 one-hot -------------------------------------------------------------------------------

TEST_CASE("0.5 one_hot puts a single 1 into each column, in the row of its label", "[00][0.5]") {
  INFO("Column 0 has the label 2, so its 1 stands in row 2: (0, 0, 1, 0).");
  INFO("There are 4 classes, so 4 rows, although no sample here is of class 3.");
  const arma::mat expected = {{0, 1, 0, 0, 0}, {0, 0, 1, 1, 0}, {1, 0, 0, 0, 1}, {0, 0, 0, 0, 0}};
  CHECK_THAT(one_hot({2, 0, 1, 1, 2}, 4), ones_at(expected, {2, 0, 1, 1, 2}));
}

TEST_CASE("0.5 a second call knows nothing of the first", "[00][0.5]") {
  CHECK_THAT(one_hot({2, 0, 1}, 3), ones_at({{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}, {2, 0, 1}));
  INFO("Labels (0, 0, 2), after labels (2, 0, 1):");
  CHECK_THAT(one_hot({0, 0, 2}, 3),
             close_to({{1, 1, 0}, {0, 0, 0}, {0, 0, 1}})
                 .mistake(kept_from_before, {{1, 1, 0}, {0, 0, 1}, {1, 0, 1}})
                 .mistake(kept_from_before, {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}));
}

TEST_CASE("0.5 one_hot refuses a label that is too large", "[00][0.5]") {
  INFO("5 classes are 0 ... 4. The error must be std::invalid_argument: see require() in");
  INFO("common/contract.hpp, and look at the label before Y(label, sample) is written.");
  CHECK_REFUSED(one_hot({0, 7, 2}, 5), "one_hot: label 7 is outside 0 ... 4");
  CHECK_ACCEPTED(one_hot({0, 4, 2}, 5));
}

TEST_CASE("0.5 the label that equals the number of classes is too large, too", "[00][0.5]") {
  INFO("5 classes are 0 ... 4, so there is no class 5. Look at < and <=.");
  CHECK_REFUSED(one_hot({1, 5}, 5), "one_hot: label 5 is outside 0 ... 4");
  CHECK_ACCEPTED(one_hot({1, 4}, 5));
}
