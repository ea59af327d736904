// The public tests of lesson 06: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the first ones out.
#include <armadillo>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "06_data/data.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

namespace {

/// How many samples each part has: 1 x parts.
arma::umat sizes(const std::vector<arma::uvec>& parts) {
  arma::umat counts(1, parts.size());
  for (arma::uword k = 0; k < parts.size(); ++k) counts(k) = parts[k].n_elem;
  return counts;
}

/// All parts in one list, sorted: 1 x samples.
arma::umat together(const std::vector<arma::uvec>& parts) {
  arma::uvec all;
  for (const arma::uvec& part : parts) all = arma::join_cols(all, part);
  return arma::sort(all).t();
}

/// The share of the indices 0 ... half-1 among those of `part`.
double share_below(arma::uword half, const arma::uvec& part) {
  return static_cast<double>(arma::accu(part < half)) / static_cast<double>(part.n_elem);
}

/// The share of `part` that is in `other`, too.
double share_common(const arma::uvec& part, const arma::uvec& other) {
  return static_cast<double>(arma::intersect(part, other).eval().n_elem) /
         static_cast<double>(part.n_elem);
}

// 3 features x 7 samples. Samples 2 and 4 came before, as 0 and 1.
const arma::mat with_duplicates = {
    {1, 3, 1, 2, 3, 2, 2}, {5, 4, 5, 5, 4, 4, 5}, {7, 8, 7, 7, 8, 7, 9}};

// The example that README.md works by hand: 2 features x 5 samples.
const arma::mat training = {{16, 8, 12, 4, 10}, {2, 2, 7, 2, 2}};

const arma::rowvec x = {2, -1, 0.5, 4};
const arma::rowvec z = {3, 0, -2, 0.1};
const arma::vec bounds = {-1, 0, 2};  // of z, as they might come from other, training samples

/// What engineer_features makes of x, z and bounds, but for the noise, which is random.
const std::vector<std::string> feature_names = {"x",
                                                "z",
                                                "x^2",
                                                "x^3",
                                                "z^2",
                                                "z^3",
                                                "x z",
                                                "x/z",
                                                "log x",
                                                "root x",
                                                "sin x",
                                                "cos z",
                                                "noise",
                                                "z in quarter 1",
                                                "z in quarter 2",
                                                "z in quarter 3",
                                                "z in quarter 4"};
const arma::mat feature_rows = {{2, -1, 0.5, 4},
                                {3, 0, -2, 0.1},
                                {4, 1, 0.25, 16},
                                {8, -1, 0.125, 64},
                                {9, 0, 4, 0.01},
                                {27, 0, -8, 0.001},
                                {6, 0, -1, 0.4},
                                {2.0 / 3, -10, -0.25, 10},
                                {std::log(3.0), -std::log(2.0), std::log(1.5), std::log(5.0)},
                                {std::sqrt(2.0), -1, std::sqrt(0.5), 2},
                                {std::sin(2.0), std::sin(-1.0), std::sin(0.5), std::sin(4.0)},
                                {std::cos(3.0), 1, std::cos(-2.0), std::cos(0.1)},
                                {0, 0, 0, 0},
                                {0, 0, 1, 0},
                                {0, 1, 0, 0},
                                {0, 0, 0, 1},
                                {1, 0, 0, 0}};

/// 4 x samples, with a 1 in that row of each column.
arma::mat ones_in(const std::vector<arma::uword>& rows) {
  arma::mat Y(4, rows.size(), arma::fill::zeros);
  for (arma::uword sample = 0; sample < rows.size(); ++sample) Y(rows[sample], sample) = 1;
  return Y;
}

/// Matches this row of feature_rows; knows every other row by its name.
support::CloseTo like_row(arma::uword row) {
  support::CloseTo matcher = close_to(feature_rows.row(row));
  for (arma::uword other = 0; other < 12; ++other) {
    if (other == row) continue;
    matcher.mistake("This is " + feature_names[other] + ": is the order that of the contract?",
                    feature_rows.row(other));
  }
  return matcher;
}

/// One row of the features made of x, z and bounds.
arma::mat feature_row(arma::uword row) {
  Rng rng(1);
  const Features features = engineer_features(x, z, bounds, rng);
  INFO("Seventeen features of four samples: X must be 17x4.");
  REQUIRE(shape(features.X.n_rows, features.X.n_cols) == "17x4");
  return features.X.row(row);
}

}  // namespace

// ---- 6.1 split_samples --------------------------------------------------------------------------

TEST_CASE("6.1 the shuffled samples are cut where the rounded sums of the fractions say",
          "[06][6.1]") {
  Rng rng(1);
  const std::vector<double> fractions = {0.6, 0.2, 0.2};
  const arma::umat seven = sizes(split_samples(7, fractions, rng));
  const arma::umat eight = sizes(split_samples(8, fractions, rng));
  INFO("The sizes of three parts of 7 samples, then of three parts of 8 samples.");
  INFO("By hand: 7 samples are cut at 4.2 and 5.6; 8 samples are cut at 4.8 and 6.4.");
  CHECK_THAT(
      arma::join_rows(seven, eight),
      same_as({{4, 2, 1, 5, 1, 2}})
          .mistake("The cuts lost their fraction: a cut at 5.6 is nearer to 6 than to 5.",
                   {{4, 1, 2, 4, 2, 2}})
          .mistake("The cuts were rounded up: a cut at 4.2 is nearer to 4 than to 5.",
                   {{5, 1, 1, 5, 2, 1}})
          .mistake("Each part's own size was rounded: what is rounded is where a part ends, "
                   "counted from the first sample.",
                   {{4, 1, 2, 5, 2, 1}})
          .mistake("Each part's own size lost its fraction, and the last part took the rest: what "
                   "is rounded is where a part ends, counted from the first sample.",
                   {{4, 1, 2, 4, 1, 3}})
          .mistake("Each part's own size lost its fraction, and samples are left over: every "
                   "sample must be in a part.",
                   {{4, 1, 1, 4, 1, 1}})
          .mistake("The last part lacks a sample: look at the last index of the last part.",
                   {{4, 2, 0, 5, 1, 1}})
          .mistake(
              "The parts overlap: each but the last has the first sample of the next one, too.",
              {{5, 3, 1, 6, 2, 2}})
          .mistake("Every part lacks a sample: look at the last index of each part.",
                   {{3, 1, 0, 4, 0, 1}})
          .mistake("A fraction became a whole number too early: 0.6 as a whole number is 0.",
                   {{0, 0, 7, 0, 0, 8}})
          .mistake("A fraction became a whole number too early: 0.6 as a whole number is 0.",
                   {{0, 0, 0, 0, 0, 0}}));
}

TEST_CASE("6.1 every sample is in exactly one part", "[06][6.1]") {
  Rng rng(1);
  const std::vector<arma::uvec> parts = split_samples(10, {0.5, 0.3, 0.2}, rng);
  INFO("One list of indices for each fraction:");
  REQUIRE(parts.size() == 3);
  INFO("All parts in one list, sorted: each of 0 ... 9 must be there once.");
  CHECK_THAT(together(parts),
             same_as({{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}})
                 .mistake("The samples are counted from 1: columns are counted from 0.",
                          {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}));
}

TEST_CASE("6.1 the samples are shuffled first", "[06][6.1]") {
  Rng rng(1);
  const std::vector<arma::uvec> parts = split_samples(1000, {0.6, 0.4}, rng);
  REQUIRE(sizes(parts).n_elem == 2);
  REQUIRE(parts[0].n_elem == 600);
  INFO("The share of the first part that comes from the samples 0 ... 499, near 0.5:");
  CHECK_THAT(
      share_below(500, parts[0]),
      close_to(0.5, 0.1)
          .mistake("Nearly all of the first samples are in the first part: are they shuffled?",
                   500.0 / 600)
          .mistake("Nearly all of the last samples are in the first part: are they shuffled?",
                   100.0 / 600));
}

TEST_CASE("6.1 the same seed gives the same split, and the next split is another", "[06][6.1]") {
  Rng rng(7);
  Rng again(7);
  const std::vector<arma::uvec> first = split_samples(1000, {0.5, 0.5}, rng);
  const std::vector<arma::uvec> second = split_samples(1000, {0.5, 0.5}, rng);
  const std::vector<arma::uvec> repeated = split_samples(1000, {0.5, 0.5}, again);
  REQUIRE(first.size() == 2);
  REQUIRE(first[0].n_elem == 500);
  REQUIRE(second.size() == 2);
  REQUIRE(repeated.size() == 2);
  {
    INFO("Two splits with seed 7: the share of samples that both have in their first part.");
    INFO("All randomness has to come from rng.");
    CHECK_THAT(share_common(first[0], repeated[0]), close_to(1.0));
  }
  INFO("Two splits in turn: the share of samples that both have in their first part, near 0.5:");
  CHECK_THAT(share_common(first[0], second[0]),
             close_to(0.5, 0.15).mistake(
                 "Both splits are the very same: draw from rng itself, so that each draw "
                 "moves it on.",
                 1.0));
}

TEST_CASE("6.1 fractions that make no whole are refused", "[06][6.1]") {
  Rng rng(1);
  INFO("Three tenths three times are 0.9, and a part cannot be smaller than nothing.");
  CHECK_THROWS_MATCHES(split_samples(10, {0.3, 0.3, 0.3}, rng), std::invalid_argument,
                       says("split_samples: fractions sum to 0.9, expected 1"));
  CHECK_THROWS_MATCHES(split_samples(10, {0.6, -0.2, 0.6}, rng), std::invalid_argument,
                       says("split_samples: fractions[1] is -0.2, expected more than 0"));
  INFO("Fractions that make a whole are not refused.");
  CHECK_NOTHROW(split_samples(10, {0.3, 0.3, 0.4}, rng));
}

// ---- 6.2 distinct_samples -----------------------------------------------------------------------

TEST_CASE("6.2 the first of each group of equal columns is kept", "[06][6.2]") {
  INFO("By hand: columns 0 and 2 are (1, 5, 7), columns 1 and 4 are (3, 4, 8).");
  CHECK_THAT(
      distinct_samples(with_duplicates),
      same_as(arma::uvec{0, 1, 3, 5, 6})
          .mistake("No column was dropped: equal columns need not stand side by side.",
                   arma::uvec{0, 1, 2, 3, 4, 5, 6})
          .mistake("The last of each group was kept: the contract asks for the first.",
                   arma::uvec{2, 3, 4, 5, 6})
          .mistake("The last of each group was kept: the contract asks for the first.",
                   arma::uvec{2, 4, 3, 5, 6})
          .mistake("Whatever occurs twice is gone: one of each group has to stay.",
                   arma::uvec{3, 5, 6})
          .mistake("These are the duplicates: the others were asked for.", arma::uvec{2, 4})
          .mistake("Only the first feature was compared: all of them must be equal.",
                   arma::uvec{0, 1, 3})
          .mistake("One equal feature is not enough: all of them must be equal.", arma::uvec{0, 1})
          .mistake("The sums of the columns were compared: (1, 5, 7) and (2, 4, 7) are two "
                   "different samples.",
                   arma::uvec{0, 1, 3, 6})
          .mistake("Rows were compared: a sample is a column.", arma::uvec{0, 1, 2})
          .mistake("Columns are counted from 0.", arma::uvec{1, 2, 4, 6, 7})
          .mistake("This says yes or no for each column: the indices of the yes were asked for.",
                   arma::uvec{1, 1, 0, 1, 0, 1, 1}));
}

TEST_CASE("6.2 equal neighbours are found, too, and a group may be large", "[06][6.2]") {
  const arma::mat X = {{4, 4, 4, 6, 6, 4}};
  INFO("One feature: 4, 4, 4, 6, 6, 4.");
  CHECK_THAT(distinct_samples(X),
             same_as(arma::uvec{0, 3})
                 .mistake("Only neighbours were compared: the last 4 has come before.",
                          arma::uvec{0, 3, 5}));
}

TEST_CASE("6.2 what is nearly equal is not equal", "[06][6.2]") {
  const arma::mat X = {{1, 1.0001, 1}, {-2, -2, 2}};
  INFO("1.0001 is not 1, and -2 is not 2: three different samples.");
  CHECK_THAT(distinct_samples(X),
             same_as(arma::uvec{0, 1, 2})
                 .mistake("A small difference is a difference: compare exactly.", arma::uvec{0, 2})
                 .mistake("The signs count.", arma::uvec{0, 1}));
}

// ---- 6.3 standardisation ------------------------------------------------------------------------

TEST_CASE("6.3 mean and deviation of each feature", "[06][6.3]") {
  const Standardisation scaling = fit_standardisation(training);
  INFO(
      "By hand, row 0: (16 + 8 + 12 + 4 + 10) / 5 = 10. The squared distances from it are 36, 4, "
      "4, "
      "36, 0; their mean is 16.");
  CHECK_THAT(
      scaling.mean,
      close_to(arma::vec{10, 3})
          .samples(5)
          .mistake("These are the means of the samples: a feature is a row.",
                   arma::vec{9, 5, 9.5, 3, 6})
          .mistake("This is one mean for all: each feature has its own.", arma::vec{6.5, 6.5})
          .mistake("These are the medians, the values in the middle.", arma::vec{10, 2}));
  CHECK_THAT(
      scaling.deviation,
      close_to(arma::vec{4, 2})
          .mistake("These are the deviations of the samples: a feature is a row.",
                   arma::vec{7, 3, 2.5, 1, 4})
          .mistake("This is the variance: the deviation is its square root.", arma::vec{16, 4})
          .mistake("It was divided by m - 1: the course divides by m.",
                   arma::vec{std::sqrt(20.0), std::sqrt(5.0)})
          .mistake("It was divided by m - 1, and the root is missing.", arma::vec{20, 5})
          .mistake("This is the mean distance from the mean: squares were asked for.",
                   arma::vec{3.2, 1.6})
          .mistake("The mean was not subtracted before squaring.",
                   arma::vec{std::sqrt(116.0), std::sqrt(13.0)})
          .mistake("The sum of the squares was not divided by the number of samples.",
                   arma::vec{std::sqrt(80.0), std::sqrt(20.0)})
          .mistake("This is the range: a deviation is made of squared distances from the mean.",
                   arma::vec{12, 5}));
}

TEST_CASE("6.3 a feature that never changes gets deviation 1", "[06][6.3]") {
  // In a computer (0.1 + 0.1 + 0.1) / 3 is not quite 0.1, so the distances are not quite 0.
  const arma::mat X = {{5, 5, 5}, {0.1, 0.1, 0.1}, {1, 2, 6}};
  const Standardisation scaling = fit_standardisation(X);
  const double changing = std::sqrt(14.0 / 3);
  INFO("Row 0 is 5 everywhere, and row 1 is 0.1 everywhere. Row 2 changes.");
  CHECK_THAT(scaling.mean, close_to(arma::vec{5, 0.1, 3}));
  CHECK_THAT(scaling.deviation,
             close_to(arma::vec{1, 1, changing})
                 .mistake("The deviation is 0, or so close to it that only rounding is left: "
                          "what will happen when a feature is divided by it?",
                          arma::vec{0, 0, changing})
                 .mistake("Row 1 has a deviation of about 1e-17, which is not 0 but should be: "
                          "look for something that is exactly 0 if nothing changes.",
                          arma::vec{1, 0, changing}));
}

TEST_CASE("6.3 the numbers of the training part are applied to any X", "[06][6.3]") {
  const Standardisation scaling{.mean = {10, 3}, .deviation = {4, 2}};
  const arma::mat X = {{18, 10, -2}, {3, 7, 1}};
  // X's own mean and deviation, which have nothing to do here.
  const arma::vec mean = {26.0 / 3, 11.0 / 3};
  const arma::vec deviation = {std::sqrt(608.0) / 3, std::sqrt(56.0) / 3};
  const arma::mat centred = X.each_col() - mean;
  INFO("By hand: (18 - 10) / 4 = 2. The mean 10 and the deviation 4 come from `scaling`.");
  CHECK_THAT(
      apply_standardisation(scaling, X),
      close_to({{2, 0, -3}, {0, 2, -1}})
          .mistake("X was scaled by its own mean and deviation: use those in `scaling`.",
                   centred.each_col() / deviation)
          .mistake("X's own mean was subtracted: use the one in `scaling`.",
                   centred.each_col() / scaling.deviation)
          .mistake(
              "X was divided by its own deviation: use the one in `scaling`.",
              {{8 / deviation(0), 0, -12 / deviation(0)}, {0, 4 / deviation(1), -2 / deviation(1)}})
          .mistake("The mean was subtracted, and nothing was divided.", {{8, 0, -12}, {0, 4, -2}})
          .mistake("It was divided by the deviation, and no mean was subtracted.",
                   {{4.5, 2.5, -0.5}, {1.5, 3.5, 0.5}})
          .mistake("It was multiplied by the deviation: a large spread has to become smaller.",
                   {{32, 0, -48}, {0, 8, -4}})
          .mistake("It was divided by the square of the deviation.",
                   {{0.5, 0, -0.75}, {0, 1, -0.5}})
          .mistake("Division comes first here: mind the brackets around X - mean.",
                   {{-5.5, -7.5, -10.5}, {-1.5, 0.5, -2.5}})
          .mistake("The mean was added.", {{7, 5, 2}, {3, 5, 2}})
          .mistake("Mean and deviation have changed places.",
                   {{1.4, 0.6, -0.6}, {1.0 / 3, 5.0 / 3, -1.0 / 3}})
          .mistake("X came back as it was.", X));
  INFO("A single sample, (18, 7): its own mean would make it 0.");
  CHECK_THAT(apply_standardisation(scaling, arma::vec{18, 7}), close_to(arma::vec{2, 2}));
}

TEST_CASE("6.3 an X with other features is refused", "[06][6.3]") {
  const Standardisation scaling{.mean = {10, 3}, .deviation = {4, 2}};
  INFO("`scaling` knows two features, and X has three rows: see require_shape().");
  CHECK_THROWS_MATCHES(apply_standardisation(scaling, arma::ones(3, 5)), std::invalid_argument,
                       says("apply_standardisation: X is 3x5, expected 2x5"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(apply_standardisation(scaling, arma::ones(2, 5)));
}

// ---- 6.4 min-max scaling ------------------------------------------------------------------------

TEST_CASE("6.4 the least and the greatest value of each feature", "[06][6.4]") {
  const MinMax scaling = fit_min_max({{4, 10, 6, 9}, {-3, 5, -1, 1}});
  INFO("Row 0 runs from 4 to 10, row 1 from -3 to 5.");
  CHECK_THAT(scaling.low,
             close_to(arma::vec{4, -3})
                 .mistake("This is the greatest value: low and high have changed places.",
                          arma::vec{10, 5})
                 .mistake("These are the least values of the samples: a feature is a row.",
                          arma::vec{-3, 5, -1, 1})
                 .mistake("This is one value for all: each feature has its own.", arma::vec{-3, -3})
                 .mistake("The sign counts: -3 is below -1.", arma::vec{4, 1}));
  CHECK_THAT(
      scaling.high,
      close_to(arma::vec{10, 5})
          .mistake("These are the greatest values of the samples: a feature is a row.",
                   arma::vec{4, 10, 6, 9})
          .mistake("This is one value for all: each feature has its own.", arma::vec{10, 10})
          .mistake("This is the range, high - low: high itself was asked for.", arma::vec{6, 8}));
}

TEST_CASE("6.4 low becomes 0, high becomes 1, and what lies outside stays outside", "[06][6.4]") {
  const MinMax scaling{.low = {4, -3}, .high = {10, 5}};
  const arma::mat X = {{5.5, 13, 4, 10}, {3, -7, 9, -1}};
  INFO("By hand: (5.5 - 4) / (10 - 4) = 0.25. 13 is above high, so it ends above 1.");
  CHECK_THAT(
      apply_min_max(scaling, X),
      close_to({{0.25, 1.5, 0, 1}, {0.75, -0.5, 1.5, 0.25}})
          .mistake("What lies outside was cut off at 0 and 1: it has to stay outside.",
                   {{0.25, 1, 0, 1}, {0.75, 0, 1, 0.25}})
          .mistake("X was scaled by its own least and greatest values: use those in `scaling`.",
                   {{1.0 / 6, 1, 0, 2.0 / 3}, {0.625, 0, 1, 0.375}})
          .mistake("low was not subtracted before the division.",
                   {{5.5 / 6, 13.0 / 6, 4.0 / 6, 10.0 / 6}, {0.375, -0.875, 1.125, -0.125}})
          .mistake("low was subtracted, and nothing was divided.", {{1.5, 9, 0, 6}, {6, -4, 12, 2}})
          .mistake("It was divided by high: the range is high - low.",
                   {{0.15, 0.9, 0, 0.6}, {1.2, -0.8, 2.4, 0.4}})
          .mistake("low and high have changed places: this falls where X rises.",
                   {{0.75, -0.5, 1, 0}, {0.25, 1.5, -0.5, 0.75}})
          .mistake("Division comes first here: mind the brackets around X - low.",
                   {{5.5 - 4.0 / 6, 13 - 4.0 / 6, 4 - 4.0 / 6, 10 - 4.0 / 6},
                    {3.375, -6.625, 9.375, -0.625}})
          .mistake("Division comes first here: mind the brackets around high - low.",
                   {{-3.85, -3.1, -4, -3.4}, {4.2, 2.2, 5.4, 3.4}})
          .mistake("This runs from -1 to 1: the contract asks for 0 to 1.",
                   {{-0.5, 2, -1, 1}, {0.5, -2, 2, -0.5}})
          .mistake("X came back as it was.", X));
}

TEST_CASE("6.4 a feature that never changes in the training part becomes 0 everywhere",
          "[06][6.4]") {
  const MinMax scaling{.low = {4, 7}, .high = {10, 7}};
  const arma::mat X = {{5, 8, 9}, {7, 9, 7}};
  const arma::rowvec first = {1.0 / 6, 2.0 / 3, 5.0 / 6};
  const auto with_second = [&](const arma::rowvec& second) {
    return arma::join_cols(first, second);
  };
  INFO("Row 1 was always 7 in the training part; here it is 7, 9, 7.");
  CHECK_THAT(
      apply_min_max(scaling, X),
      close_to(with_second({0, 0, 0}))
          .mistake("The range of row 1 was taken for 1, so that 9 became 2: nothing is known "
                   "about how far this feature reaches.",
                   with_second({0, 2, 0}))
          .mistake("Row 1 came back as it was.", with_second({7, 9, 7}))
          .mistake("Row 1 became 1.", with_second({1, 1, 1}))
          .mistake("Row 1 was put in the middle.", with_second({0.5, 0.5, 0.5})));
}

TEST_CASE("6.4 undo_min_max is the way back", "[06][6.4]") {
  const MinMax scaling{.low = {4, -3}, .high = {10, 5}};
  const arma::mat scaled = {{0.25, 1.5, 0, 1}, {0.75, -0.5, 1.5, 0.25}};
  INFO("By hand: 0.25 times (10 - 4) is 1.5, and 4 more is 5.5. The last step is undone first.");
  CHECK_THAT(
      undo_min_max(scaling, scaled),
      close_to({{5.5, 13, 4, 10}, {3, -7, 9, -1}})
          .mistake("low was added before multiplying: the last step is undone first.",
                   {{25.5, 33, 24, 30}, {-18, -28, -12, -22}})
          .mistake("low is missing.", {{1.5, 9, 0, 6}, {6, -4, 12, 2}})
          .mistake("low was subtracted once more: the way back adds it.",
                   {{-2.5, 5, -4, 2}, {9, -1, 15, 5}})
          .mistake("It was multiplied by high: the range is high - low.",
                   {{6.5, 19, 4, 14}, {0.75, -5.5, 4.5, -1.75}})
          .mistake("high was added: at 0 the feature is low.", {{11.5, 19, 10, 16}, {11, 1, 17, 7}})
          .mistake("What lies outside 0 ... 1 was cut off.", {{5.5, 10, 4, 10}, {3, -3, 5, -1}})
          .mistake("This scales once more: the way back multiplies.",
                   {{-0.625, -2.5 / 6, -4.0 / 6, -0.5}, {0.46875, 0.3125, 0.5625, 0.40625}})
          .mistake("The numbers came back as they were.", scaled));
  INFO("A feature that was always 7 goes back to 7.");
  CHECK_THAT(undo_min_max({.low = {7}, .high = {7}}, {{0, 0}}), close_to({{7, 7}}));
}

TEST_CASE("6.4 numbers of other features are refused", "[06][6.4]") {
  const MinMax scaling{.low = {4, -3}, .high = {10, 5}};
  INFO("`scaling` knows two features, and there are three rows: see require_shape().");
  CHECK_THROWS_MATCHES(apply_min_max(scaling, arma::ones(3, 5)), std::invalid_argument,
                       says("apply_min_max: X is 3x5, expected 2x5"));
  CHECK_THROWS_MATCHES(undo_min_max(scaling, arma::ones(3, 5)), std::invalid_argument,
                       says("undo_min_max: scaled is 3x5, expected 2x5"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(apply_min_max(scaling, arma::ones(2, 5)));
  CHECK_NOTHROW(undo_min_max(scaling, arma::ones(2, 5)));
}

// ---- 6.5 functions that have an answer to everything --------------------------------------------

TEST_CASE("6.5 safe_ratio divides, then limits", "[06][6.5]") {
  const arma::rowvec top = {6, -6, 40, 1, -8};
  const arma::rowvec bottom = {3, 4, 5, 0.05, 0.1};
  INFO("By hand: 6/3, -6/4, 40/5, then 1/0.05 = 20 and -8/0.1 = -80, which the limit 10 stops.");
  CHECK_THAT(safe_ratio(top, bottom, 10),
             close_to(arma::rowvec{2, -1.5, 8, 10, -10})
                 .mistake("There is no limit: the last two are far outside.",
                          arma::rowvec{2, -1.5, 8, 20, -80})
                 .mistake("Only large ratios are limited: mind the negative ones.",
                          arma::rowvec{2, -1.5, 8, 10, -80})
                 .mistake("Only negative ratios are limited: mind the large ones.",
                          arma::rowvec{2, -1.5, 8, 20, -10})
                 .mistake("x was limited before the division: divide, then limit.",
                          arma::rowvec{2, -1.5, 2, 20, -80})
                 .mistake("This is z / x.", arma::rowvec{0.5, -4.0 / 6, 0.125, 0.05, -0.0125})
                 .mistake("The signs are gone.", arma::rowvec{2, 1.5, 8, 10, 10})
                 .mistake("What goes beyond the limit became 0: it should stay at the limit.",
                          arma::rowvec{2, -1.5, 8, 0, 0})
                 .mistake("Ratios beyond the limit all became +limit: they keep their sign.",
                          arma::rowvec{2, -1.5, 8, 10, 10}));
}

TEST_CASE("6.5 safe_ratio by 0 is the limit with the sign of x, and 0/0 is 0", "[06][6.5]") {
  INFO("3/0, -3/0, 0/0 and 1/4, with the limit 2. In C++, 3.0 / 0 is inf and 0.0 / 0 is NaN.");
  CHECK_THAT(
      safe_ratio({3, -3, 0, 1}, {0, 0, 0, 4}, 2),
      close_to(arma::rowvec{2, -2, 0, 0.25})
          .mistake("What is divided by 0 became 0: only 0/0 does.", arma::rowvec{0, 0, 0, 0.25})
          .mistake("-3/0 lost its sign.", arma::rowvec{2, 2, 0, 0.25})
          .mistake("-3/0 lost its sign, and 0/0 is not the limit.", arma::rowvec{2, 2, 2, 0.25})
          .mistake("0/0 became the limit: without x there is no side to choose.",
                   arma::rowvec{2, -2, 2, 0.25})
          .mistake("0/0 became minus the limit: without x there is no side to choose.",
                   arma::rowvec{2, -2, -2, 0.25})
          .mistake("The limit here is 2: was 10 typed in?", arma::rowvec{10, -10, 0, 0.25})
          .mistake("x came back as it was: what is divided by 0 goes to the limit.",
                   arma::rowvec{3, -3, 0, 0.25})
          .mistake("This is the sign of x alone: the limit is its size.",
                   arma::rowvec{1, -1, 0, 0.25}));
}

TEST_CASE("6.5 safe_ratio refuses a z of another length and a limit of 0", "[06][6.5]") {
  INFO("Both rows need one number a sample, and a limit of 0 would make every ratio 0.");
  CHECK_THROWS_MATCHES(safe_ratio({1, 2, 3, 4, 5}, {1, 2, 3, 4}, 10), std::invalid_argument,
                       says("safe_ratio: z is 1x4, expected 1x5"));
  CHECK_THROWS_MATCHES(safe_ratio({1, 2}, {3, 4}, 0), std::invalid_argument,
                       says("safe_ratio: limit is 0, expected more than 0"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(safe_ratio({1, 2}, {3, 4}, 10));
}

TEST_CASE("6.5 safe_log is log(1 + |x|) with the sign of x", "[06][6.5]") {
  const double e = std::exp(1.0);
  INFO("By hand: 1 + (e - 1) = e, and log(e) = 1; the other side is the mirror image, -1.");
  CHECK_THAT(
      safe_log({e - 1, 1 - e, 3, -0.5}),
      close_to(arma::rowvec{1, -1, std::log(4.0), -std::log(1.5)})
          .mistake("The sign of x is lost.", arma::rowvec{1, 1, std::log(4.0), std::log(1.5)})
          .mistake("The 1 is missing: log |x| is negative below 1, and infinite at 0.",
                   arma::rowvec{std::log(e - 1), -std::log(e - 1), std::log(3.0), std::log(2.0)})
          .mistake("The 1 is missing, and so is the sign of x.",
                   arma::rowvec{std::log(e - 1), std::log(e - 1), std::log(3.0), -std::log(2.0)})
          .mistake("Negative numbers became 0: they have a logarithm here, too.",
                   arma::rowvec{1, 0, std::log(4.0), 0})
          .mistake("This is the logarithm to base 10: log is the natural one.",
                   arma::rowvec{1, -1, std::log(4.0), -std::log(1.5)} / std::log(10.0))
          .mistake("This is the logarithm to base 2: log is the natural one.",
                   arma::rowvec{1, -1, std::log(4.0), -std::log(1.5)} / std::log(2.0)));
  INFO("log(1 + 0) = 0.");
  CHECK_THAT(safe_log({0, 2}), close_to(arma::rowvec{0, std::log(3.0)}));
}

TEST_CASE("6.5 safe_root is the root of |x| with the sign of x", "[06][6.5]") {
  INFO("By hand: the root of 4 is 2; the other side is the mirror image, -2.");
  INFO("In C++ the root of a negative number is NaN.");
  CHECK_THAT(safe_root({4, -4, 9, -2.25, 0}),
             close_to(arma::rowvec{2, -2, 3, -1.5, 0})
                 .mistake("The sign of x is lost.", arma::rowvec{2, 2, 3, 1.5, 0})
                 .mistake("Negative numbers became 0: they have a root here, too.",
                          arma::rowvec{2, 0, 3, 0, 0})
                 .mistake("This is the root of 1 + |x|: the 1 belongs to the logarithm.",
                          arma::rowvec{std::sqrt(5.0), -std::sqrt(5.0), std::sqrt(10.0),
                                       -std::sqrt(3.25), 0})
                 .mistake("This is the cube root: a square root was asked for.",
                          arma::rowvec{std::cbrt(4.0), -std::cbrt(4.0), std::cbrt(9.0),
                                       -std::cbrt(2.25), 0})
                 .mistake("This is half of x.", arma::rowvec{2, -2, 4.5, -1.125, 0}));
}

// ---- 6.6 quarters -------------------------------------------------------------------------------

TEST_CASE("6.6 a quartile between two values is found by linear interpolation", "[06][6.6]") {
  const arma::vec six = quartiles({7, 1, 3, 12, 4, 8});
  const arma::vec seven = quartiles({5, 20, 2, 9, 14, 0, 30});
  INFO("The quartiles of six values, then those of seven values.");
  INFO(
      "Sorted: 1 3 4 7 8 12, positions 1.25, 2.5, 3.75; and 0 2 5 9 14 20 30, positions 1.5, 3, "
      "4.5. Position 1.25 is a quarter of the way from 3 to 4.");
  CHECK_THAT(
      arma::join_cols(six, seven),
      close_to(arma::vec{3.25, 5.5, 7.75, 3.5, 9, 17})
          .mistake("The values were not sorted.", arma::vec{1.5, 7.5, 6, 11, 9, 7})
          .mistake("The values were sorted the wrong way round, the largest first.",
                   arma::vec{7.75, 5.5, 3.25, 17, 9, 3.5})
          .mistake("The value below the position was taken: go on towards the next one. Were whole "
                   "numbers divided?",
                   arma::vec{3, 4, 7, 2, 9, 14})
          .mistake("The value above the position was taken: go only part of the way to it.",
                   arma::vec{4, 7, 8, 5, 9, 20})
          .mistake("The nearest value was taken: go part of the way to the next one.",
                   arma::vec{3, 7, 8, 5, 9, 20})
          .mistake("The two weights have changed places: near the value below, that one counts "
                   "more.",
                   arma::vec{3.75, 5.5, 7.25, 3.5, 9, 17})
          .mistake("The two weights have changed places: near the value below, that one counts "
                   "more.",
                   arma::vec{3.75, 5.5, 7.25, 3.5, 14, 17})
          .mistake("This goes half of the way, whatever the position.",
                   arma::vec{3.5, 5.5, 7.5, 3.5, 11.5, 17})
          .mistake("This goes half of the way, whatever the position.",
                   arma::vec{3.5, 5.5, 7.5, 3.5, 9, 17})
          .mistake("The positions are q n / 4: the last of n values has the position n - 1.",
                   arma::vec{3.5, 7, 10, 4.25, 11.5, 22.5})
          .mistake("The positions are q n / 4, cut off: the last of n values has the position "
                   "n - 1.",
                   arma::vec{3, 7, 8, 2, 9, 20})
          .mistake("These are quartiles by another rule, as arma::quantile has it: there are "
                   "several, and the contract names one.",
                   arma::vec{3, 5.5, 8, 2.75, 9, 18.5})
          .mistake("These are quartiles by another rule, with positions from n + 1: there are "
                   "several, and the contract names one.",
                   arma::vec{2.5, 5.5, 9, 2, 9, 20})
          .mistake("These are quartiles by another rule, the medians of two halves: there are "
                   "several, and the contract names one.",
                   arma::vec{3, 5.5, 8, 2, 9, 20})
          .mistake("These are quartiles by another rule, the medians of two halves: there are "
                   "several, and the contract names one.",
                   arma::vec{3, 5.5, 8, 3.5, 9, 17})
          .mistake("These divide the range into four equal parts: quartiles divide the values "
                   "into four equally large groups.",
                   arma::vec{3.75, 6.5, 9.25, 7.5, 15, 22.5}));
}

TEST_CASE("6.6 one value is all three of its quartiles, and no value has none", "[06][6.6]") {
  INFO("With n = 1 every position is 0, and there is no next value.");
  CHECK_THAT(quartiles({4}), close_to(arma::vec{4, 4, 4}));
  INFO("Without values there are no quartiles: data.hpp has the message.");
  CHECK_THROWS_MATCHES(quartiles(arma::rowvec()), std::invalid_argument,
                       says("quartiles: got 0 values, expected at least 1"));
}

TEST_CASE("6.6 each value has a 1 in the row of its quarter", "[06][6.6]") {
  const arma::mat expected = ones_in({1, 0, 3, 0, 2, 2, 3, 3});
  const arma::mat upper = ones_in({2, 0, 3, 1, 2, 3, 3, 3});
  arma::mat first_empty = expected;
  first_empty.row(0).zeros();
  arma::mat last_empty = expected;
  last_empty.row(3).zeros();
  INFO("Bounds 2, 5, 9 and the values 5, 1, 9.5, 2, 7, 9, 12, 10.");
  INFO("By hand: 5 equals the second bound, so it is in the second quarter, row 1.");
  CHECK_THAT(
      quartile_one_hot({5, 1, 9.5, 2, 7, 9, 12, 10}, {2, 5, 9}),
      close_to(expected)
          .mistake("A value that equals a bound went up: it is in the lower quarter.", upper)
          .mistake("A value that equals a bound is nowhere: it is in the lower quarter.",
                   arma::min(expected, upper))
          .mistake("A value that equals a bound is in two quarters: it is in the lower one.",
                   arma::max(expected, upper))
          .mistake("A value has a 1 in its quarter and in all above it: one 1 a value.",
                   arma::cumsum(expected, 0))
          .mistake("A value has a 1 in its quarter and in all below it: one 1 a value.",
                   arma::flipud(arma::cumsum(arma::flipud(expected).eval(), 0)))
          .mistake("The quarters stand upside down: the lowest is row 0.", arma::flipud(expected))
          .mistake("The quartiles of these values were used: use `bounds`.",
                   ones_in({1, 0, 2, 0, 1, 2, 3, 3}))
          .mistake("The first quarter is empty: what is below the first bound belongs there.",
                   first_empty)
          .mistake("The last quarter is empty: what is above the last bound belongs there.",
                   last_empty)
          .mistake("These are the numbers of the quarters: make a column with a 1 of each.",
                   {{1, 0, 3, 0, 2, 2, 3, 3}})
          .mistake("These are the numbers of the quarters: make a column with a 1 of each.",
                   {{2, 1, 4, 1, 3, 3, 4, 4}}));
}

TEST_CASE("6.6 bounds that are not three are refused", "[06][6.6]") {
  INFO("Three bounds divide the line into four quarters: bounds must be 3x1.");
  CHECK_THROWS_MATCHES(quartile_one_hot({1, 2, 3}, {1, 2}), std::invalid_argument,
                       says("quartile_one_hot: bounds is 2x1, expected 3x1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(quartile_one_hot({1, 2, 3}, {1, 2, 3}));
}

// ---- 6.7 engineer_features ----------------------------------------------------------------------

TEST_CASE("6.7 seventeen names in the order of the contract", "[06][6.7]") {
  Rng rng(1);
  const Features features = engineer_features(x, z, bounds, rng);
  INFO("The names stand in data.hpp, and there are seventeen of them.");
  REQUIRE(features.names.size() == 17);
  for (arma::uword i = 0; i < 17; ++i) {
    INFO("The name of row " << i << ":");
    CHECK(features.names[i] == feature_names[i]);
  }
}

TEST_CASE("6.7 powers and the product are made entry by entry", "[06][6.7]") {
  for (arma::uword row = 0; row <= 6; ++row) {
    INFO("Row " << row << ", \"" << feature_names[row]
                << "\", for x = (2, -1, 0.5, 4) and z = (3, 0, -2, 0.1).");
    CHECK_THAT(feature_row(row),
               like_row(row)
                   .mistake("This is 2 x: a power multiplies x by itself.", 2 * x)
                   .mistake("This is 3 x: a power multiplies x by itself.", 3 * x)
                   .mistake("This is 2 z: a power multiplies z by itself.", 2 * z)
                   .mistake("This is 3 z: a power multiplies z by itself.", 3 * z)
                   .mistake("This is x + z.", x + z)
                   .mistake("The sign is lost.", arma::abs(feature_rows.row(row))));
  }
}

TEST_CASE("6.7 the safe functions, the sine and the cosine", "[06][6.7]") {
  const double degree = arma::datum::pi / 180;
  for (arma::uword row = 7; row <= 11; ++row) {
    INFO("Row " << row << ", \"" << feature_names[row]
                << "\", for x = (2, -1, 0.5, 4) and z = (3, 0, -2, 0.1).");
    CHECK_THAT(feature_row(row),
               like_row(row)
                   .mistake("This is sin z: the sine is of x.", arma::sin(z))
                   .mistake("This is cos x: the cosine is of z.", arma::cos(x))
                   .mistake("This is the sine of degrees: the numbers are radians as they are.",
                            arma::sin(degree * x))
                   .mistake("This is the cosine of degrees: the numbers are radians as they are.",
                            arma::cos(degree * z))
                   .mistake("This is log z: the logarithm is of x.",
                            arma::sign(z) % arma::log(1 + arma::abs(z)))
                   .mistake("This is the root of z: the root is of x.",
                            arma::sign(z) % arma::sqrt(arma::abs(z)))
                   .mistake("This is z/x.", z / x)
                   .mistake("The limit of x/z is 10.", arma::rowvec{2.0 / 3, -1, -0.25, 1})
                   .mistake("The limit of x/z is 10.", arma::rowvec{2.0 / 3, -100, -0.25, 40}));
  }
}

TEST_CASE("6.7 the noise is a normal number of its own for each sample", "[06][6.7]") {
  Rng rng(1);
  const arma::rowvec many = arma::linspace<arma::rowvec>(-3, 3, 4000);
  const Features features = engineer_features(many, many, bounds, rng);
  REQUIRE(shape(features.X.n_rows, features.X.n_cols) == "17x4000");
  const arma::rowvec noise = features.X.row(12);
  {
    INFO("The mean of 4000 numbers of noise, near 0:");
    CHECK_THAT(arma::mean(noise),
               close_to(0.0, 0.11).mistake(
                   "The noise is not spread around 0: is it uniform in 0 ... 1?", 0.5));
  }
  INFO("The deviation of 4000 numbers of noise, near 1:");
  CHECK_THAT(
      arma::stddev(noise),
      close_to(1.0, 0.1)
          .mistake("All samples have the same noise: each needs a number of its own.", 0.0)
          .mistake("The noise is too small: N(0, 1) has deviation 1.", 0.1)
          .mistake("The noise is uniform: normal_matrix draws normal numbers.", std::sqrt(1.0 / 3))
          .mistake("The noise is uniform: normal_matrix draws normal numbers.",
                   std::sqrt(1.0 / 12)));
}

TEST_CASE("6.7 the quarters of z follow from the given bounds", "[06][6.7]") {
  Rng rng(1);
  const Features features = engineer_features(x, z, {-3, 0, 5}, rng);
  REQUIRE(shape(features.X.n_rows, features.X.n_cols) == "17x4");
  INFO("Bounds -3, 0, 5 and z = (3, 0, -2, 0.1): quarters 3, 2, 2, 3.");
  CHECK_THAT(features.X.rows(13, 16),
             close_to(ones_in({2, 1, 1, 2}))
                 .mistake("The quartiles of this z were used: use `bounds`, which come from the "
                          "training part.",
                          ones_in({3, 1, 0, 2}))
                 .mistake("The quartiles of x were used: use `bounds`.", ones_in({3, 0, 0, 0}))
                 .mistake("These are the quarters of x: those of z were asked for.",
                          ones_in({2, 1, 2, 2})));
  INFO("Bounds -1, 0, 2 and z = (3, 0, -2, 0.1): quarters 4, 2, 1, 3.");
  Rng other(1);
  CHECK_THAT(engineer_features(x, z, bounds, other).X.rows(13, 16),
             close_to(ones_in({3, 1, 0, 2})));
}

TEST_CASE("6.7 a z of another length is refused", "[06][6.7]") {
  Rng rng(1);
  INFO("x has five numbers and z has four: see require_shape().");
  CHECK_THROWS_MATCHES(engineer_features({1, 2, 3, 4, 5}, {1, 2, 3, 4}, bounds, rng),
                       std::invalid_argument, says("engineer_features: z is 1x4, expected 1x5"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(engineer_features({1, 2, 3, 4}, {1, 2, 3, 4}, bounds, rng));
}

// ---- 6.8 correlation_matrix ---------------------------------------------------------------------

TEST_CASE("6.8 correlation is the mean product of standardised features", "[06][6.8]") {
  const arma::mat X = {{16, 8, 12, 4, 10}, {2, 2, 7, 2, 2}, {5, 7, 1, 4, 3}};
  const arma::mat expected = {{1, 0.25, -0.15}, {0.25, 1, -0.75}, {-0.15, -0.75, 1}};
  const arma::mat covariances = {{16, 2, -1.2}, {2, 4, -3}, {-1.2, -3, 4}};
  // The means left in: sums of products, divided by roots of sums of squares.
  const double r01 = 160 / std::sqrt(580.0 * 65);
  const double r02 = 194 / std::sqrt(580.0 * 100);
  const double r12 = 45 / std::sqrt(65.0 * 100);
  const arma::mat eye = arma::eye(3, 3);
  INFO(
      "Standardised: (1.5, -0.5, 0.5, -1.5, 0), (-0.5, -0.5, 2, -0.5, -0.5) and (0.5, 1.5, -1.5, "
      "0, "
      "-0.5).");
  INFO("By hand, rows 0 and 1: (-0.75 + 0.25 + 1 + 0.75 + 0) / 5 = 0.25.");
  CHECK_THAT(
      correlation_matrix(X),
      close_to(expected)
          .samples(5)
          .mistake("These are covariances: divide by both deviations.", covariances)
          .mistake("These are covariances, with m - 1: divide by both deviations.",
                   covariances * 5 / 4)
          .mistake("The means were not subtracted.", {{1, r01, r02}, {r01, 1, r12}, {r02, r12, 1}})
          .mistake("These are correlations of the samples: a feature is a row.", arma::cor(X))
          .mistake("The sums of products were not divided by the number of samples.",
                   5 * expected - 4 * eye)
          .mistake("m - 1 stands in one place and m in another: use one of them throughout.",
                   expected * 5 / 4)
          .mistake("m - 1 stands in one place and m in another: use one of them throughout.",
                   expected * 4 / 5)
          .mistake("m - 1 stands in one place and m in another: use one of them throughout.",
                   expected * 5 / 4 - eye / 4)
          .mistake("m - 1 stands in one place and m in another: use one of them throughout.",
                   expected * 4 / 5 + eye / 5)
          .mistake("The signs are lost.", arma::abs(expected))
          .mistake("These are squares of correlations.", arma::square(expected))
          .mistake("Only the part above the diagonal is filled in.", arma::trimatu(expected))
          .mistake("Only the part below the diagonal is filled in.", arma::trimatl(expected))
          .mistake("The diagonal is 0: a feature goes perfectly with itself.", expected - eye));
}

TEST_CASE("6.8 a feature that never changes goes with nothing but itself", "[06][6.8]") {
  // Three times 0.1, so that rounding may give a deviation that is not quite 0.
  const arma::mat X = {{1, 2, 4}, {0.1, 0.1, 0.1}};
  INFO("Row 1 never changes. Its deviation is 0, or something like 1e-17 from rounding.");
  CHECK_THAT(
      correlation_matrix(X),
      close_to(arma::eye(2, 2))
          .mistake("The diagonal is 1 for a feature that never changes, too.", {{1, 0}, {0, 0}}));
}
