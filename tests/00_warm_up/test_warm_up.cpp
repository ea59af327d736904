// Lesson 00, the public tests. Every expected number here can be checked on paper.
#include <cmath>

#include "00_warm_up/warm_up.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

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
  CHECK_THAT(weighted_sums(W, X),
             close_to(WX)
                 .mistake("The last input is missing from every sum: look at where the sum ends.",
                          W.head_cols(2) * X.head_rows(2))
                 .mistake("The first input is missing from every sum: indices start at 0.",
                          W.tail_cols(2) * X.tail_rows(2)));
}

TEST_CASE("0.1 weighted_sums refuses an X that does not fit, and says what would", "[00][0.1]") {
  INFO("W is 2x3, so X must have 3 rows. The error must be std::invalid_argument and name X:");
  INFO("see require_shape() in common/contract.hpp, and which of its numbers is which.");
  CHECK_THROWS_MATCHES(weighted_sums(W, arma::mat(5, 4)), std::invalid_argument,
                       says("weighted_sums: X is 5x4, expected 3x4"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(weighted_sums(W, arma::ones(3, 4)));
}

// ---- 0.2 broadcasting --------------------------------------------------------------------------

TEST_CASE("0.2 b is added to every column", "[00][0.2]") {
  INFO("By hand, column 0: (7, 1) + (10, 20) = (17, 21). b is as long as a column.");
  CHECK_THAT(
      add_to_columns(WX, {10, 20}),
      close_to({{17, 14, 18, 9}, {21, 26, 15, 16}})
          .mistake("Z came back as it was: was b added to something that was then forgotten?", WX)
          .mistake("Every row got the first entry of b: each row has an entry of its own.", WX + 10)
          .mistake("This is b minus Z, or Z minus b, and not their sum.",
                   {{3, 6, 2, 11}, {19, 14, 25, 24}})
          .mistake("This is b minus Z, or Z minus b, and not their sum.",
                   {{-3, -6, -2, -11}, {-19, -14, -25, -24}})
          .mistake("This is b in every column: what has become of Z?",
                   {{10, 10, 10, 10}, {20, 20, 20, 20}}));
}

TEST_CASE("0.2 b is added to every column of a square Z, too, and not to its rows", "[00][0.2]") {
  INFO("Here b is as long as a row, too, so no error can tell you which of the two was used.");
  CHECK_THAT(add_to_columns({{1, 2}, {3, 4}}, {10, 20}),
             close_to({{11, 12}, {23, 24}})
                 .mistake("b was added to every row: look at each_col and each_row.",
                          {{11, 22}, {13, 24}}));
}

TEST_CASE("0.2 add_to_columns refuses a b that is too long or too short", "[00][0.2]") {
  INFO("Z is 2x4, so b must be 2x1. Armadillo's own check throws another error than the contract");
  INFO("asks for, and does not know the name b: look at b before you add.");
  CHECK_THROWS_MATCHES(add_to_columns(WX, {1, 2, 3}), std::invalid_argument,
                       says("add_to_columns: b is 3x1, expected 2x1"));
  CHECK_THROWS_MATCHES(add_to_columns(WX, {1}), std::invalid_argument,
                       says("add_to_columns: b is 1x1, expected 2x1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(add_to_columns(WX, {1, 2}));
}

// ---- 0.3 reductions ----------------------------------------------------------------------------

TEST_CASE("0.3 feature_means has one mean for each feature", "[00][0.3]") {
  const arma::mat measured = {{1, 2, 3, 10}, {0, 0, 4, -8}};
  INFO("By hand, feature 0: (1 + 2 + 3 + 10) / 4 = 4. A feature is a row.");
  CHECK_THAT(feature_means(measured),
             close_to(arma::vec{4, -1})
                 .mistake("These are the sums: what is a mean divided by?", arma::vec{16, -4})
                 .mistake("These are the means of the columns: a feature is a row.",
                          arma::vec{0.5, 1, 3.5, 1})
                 .mistake("The sum was divided by the number of features: count the samples.",
                          arma::vec{8, -2})
                 .mistake("The sum was divided by m - 1: a mean of m numbers divides by m.",
                          arma::vec{16.0 / 3, -4.0 / 3})
                 .mistake("All means are 0: two whole numbers were divided, and 1 / 4 is 0 in C++.",
                          arma::vec{0, 0})
                 .mistake("This is the mean of all entries together: each feature has its own.",
                          arma::vec{1.5, 1.5})
                 .mistake("These are medians: a mean adds up and divides.", arma::vec{2.5, 0}));
}

TEST_CASE("0.3 a standardised feature has mean 0 and deviation 1", "[00][0.3]") {
  const arma::mat measured = {{17, 11, 9, 3}, {4, 8, 8, 4}};
  const arma::mat expected = {{1.4, 0.2, -0.2, -1.4}, {-1, 1, 1, -1}};
  const arma::mat centred = {{7, 1, -1, -7}, {-2, 2, 2, -2}};
  INFO("By hand, feature 0: the mean is 10, the squared distances from it are 49, 1, 1, 49,");
  INFO("their mean is 25, so the deviation is 5, and (17 - 10) / 5 = 1.4.");
  CHECK_THAT(
      standardise(measured),
      close_to(expected)
          .mistake("The deviation was made with m - 1 below the line: the contract has m there.",
                   std::sqrt(0.75) * expected)
          .mistake("The mean is subtracted, but the spread is as it was.", centred)
          .mistake("This is divided by the square of the deviation: a root is missing.",
                   {{0.28, 0.04, -0.04, -0.28}, {-0.5, 0.5, 0.5, -0.5}})
          .mistake("The spread is right, but the mean is still there.",
                   {{3.4, 2.2, 1.8, 0.6}, {2, 4, 4, 2}})
          .mistake("The deviation was divided out first, and then the old mean was subtracted: "
                   "look at the order.",
                   {{3.4 - 10, 2.2 - 10, 1.8 - 10, 0.6 - 10}, {2 - 6, 4 - 6, 4 - 6, 2 - 6}})
          .mistake("One mean and one deviation were taken for all features together: each feature "
                   "has its own.",
                   (measured - 8) / std::sqrt(18.5))
          .mistake("Each column was standardised, that is each sample: a feature is a row.",
                   {{1, 1, 1, -1}, {-1, -1, -1, 1}})
          .mistake("The largest entry was made 1: it is the deviation that should be 1.",
                   {{1, 1.0 / 7, -1.0 / 7, -1}, {-1, 1, 1, -1}}));
}

TEST_CASE("0.3 a feature that never changes becomes 0, and not NaN", "[00][0.3]") {
  const arma::mat measured = {{17, 11, 9, 3}, {7, 7, 7, 7}};
  INFO("Feature 1 is 7 in every sample, so its deviation is 0, and 0 / 0 is NaN.");
  CHECK_THAT(standardise(measured),
             close_to({{1.4, 0.2, -0.2, -1.4}, {0, 0, 0, 0}})
                 .mistake("The constant feature was left as it is: subtract its mean, too.",
                          {{1.4, 0.2, -0.2, -1.4}, {7, 7, 7, 7}})
                 .mistake("The constant feature has become 1: warm_up.hpp asks for another number.",
                          {{1.4, 0.2, -0.2, -1.4}, {1, 1, 1, 1}}));
}

// ---- 0.4 the largest entry ---------------------------------------------------------------------

TEST_CASE("0.4 most_likely tells the row of the largest entry of each column", "[00][0.4]") {
  const arma::mat P = {{0.1, 0.7, 0.2, -5}, {0.6, 0.2, 0.2, -3}, {0.3, 0.1, 0.6, -4}};
  INFO("By hand, column 0: the largest of 0.1, 0.6, 0.3 stands in row 1. Rows count from 0.");
  CHECK_THAT(
      most_likely(P),
      same_as(arma::urowvec{1, 0, 2, 1})
          .mistake("Every answer is one too large: rows count from 0.", arma::urowvec{2, 1, 3, 2})
          .mistake("Only the column of negative numbers is wrong: with what does your search for "
                   "the largest begin?",
                   arma::urowvec{1, 0, 2, 0})
          .mistake("These are the rows of the smallest entries.", arma::urowvec{0, 2, 0, 0})
          .mistake("These count through the whole matrix, column after column: what is wanted is "
                   "the row.",
                   arma::urowvec{1, 3, 8, 10})
          .mistake("These are the columns of the largest entry of each row: here a sample is a "
                   "column.",
                   arma::urowvec{1, 0, 2}));
}

TEST_CASE("0.4 of several equal entries, most_likely takes the first", "[00][0.4]") {
  INFO("Column 0 is (2, 2, 1): rows 0 and 1 are equally large. Look at > and >=.");
  CHECK_THAT(
      most_likely({{2, 1, 5}, {2, 3, 5}, {1, 3, 5}}),
      same_as(arma::urowvec{0, 1, 0})
          .mistake("Where entries are equal, the last one was taken.", arma::urowvec{1, 2, 2}));
}

// ---- 0.5 one-hot -------------------------------------------------------------------------------

TEST_CASE("0.5 one_hot puts a single 1 into each column, in the row of its label", "[00][0.5]") {
  INFO("Column 0 has the label 2, so its 1 stands in row 2: (0, 0, 1, 0).");
  INFO("There are 4 classes, so 4 rows, although no sample here is of class 3.");
  CHECK_THAT(one_hot({2, 0, 1, 1, 2}, 4),
             close_to({{0, 1, 0, 0, 0}, {0, 0, 1, 1, 0}, {1, 0, 0, 0, 1}, {0, 0, 0, 0, 0}})
                 .mistake("The label itself was stored: what should stand there is a 1.",
                          {{0, 0, 0, 0, 0}, {0, 0, 1, 1, 0}, {2, 0, 0, 0, 2}, {0, 0, 0, 0, 0}})
                 .mistake("Class 0 stands in the last row: row i belongs to class i.",
                          {{0, 0, 0, 0, 0}, {1, 0, 0, 0, 1}, {0, 0, 1, 1, 0}, {0, 1, 0, 0, 0}})
                 .mistake("There are as many rows as labels that occur: a class without a sample "
                          "needs its row, too.",
                          {{0, 1, 0, 0, 0}, {0, 0, 1, 1, 0}, {1, 0, 0, 0, 1}})
                 .mistake("The zeros and ones are swapped.",
                          {{1, 0, 1, 1, 1}, {1, 1, 0, 0, 1}, {0, 1, 1, 1, 0}, {1, 1, 1, 1, 1}})
                 .mistake("Every row up to the label is 1: a column has a single 1.",
                          {{1, 1, 1, 1, 1}, {1, 0, 1, 1, 1}, {1, 0, 0, 0, 1}, {0, 0, 0, 0, 0}}));
}

TEST_CASE("0.5 one_hot refuses a label that is too large", "[00][0.5]") {
  INFO("5 classes are 0 ... 4. The error must be std::invalid_argument: see require() in");
  INFO("common/contract.hpp, and look at the label before Y(label, sample) is written.");
  CHECK_THROWS_MATCHES(one_hot({0, 7, 2}, 5), std::invalid_argument,
                       says("one_hot: label 7 is outside 0 ... 4"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(one_hot({0, 4, 2}, 5));
}

TEST_CASE("0.5 the label that equals the number of classes is too large, too", "[00][0.5]") {
  INFO("5 classes are 0 ... 4, so there is no class 5. Look at < and <=.");
  CHECK_THROWS_MATCHES(one_hot({1, 5}, 5), std::invalid_argument,
                       says("one_hot: label 5 is outside 0 ... 4"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(one_hot({1, 4}, 5));
}
