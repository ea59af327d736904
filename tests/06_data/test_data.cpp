// The public tests of lesson 06: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the first ones out.
#include <armadillo>
#include <cmath>
#include <utility>
#include <vector>

#include "06_data/data.hpp"
#include "06_data/misconceptions.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;
using namespace misconceptions;

namespace {

// The example that README.md works by hand: 2 features x 5 samples.
const arma::mat training = {{16, 8, 12, 4, 10}, {2, 2, 7, 2, 2}};

const arma::rowvec x = {2, -1, 0.5, 4};
const arma::rowvec z = {3, 0, -2, 0.1};
const arma::vec bounds = {-1, 0, 2};  // of z, as they might come from other, training samples

/// What engineer_features makes of x and z, but for the noise and the quarters.
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
                                {std::cos(3.0), 1, std::cos(-2.0), std::cos(0.1)}};

/// 4 x samples, with a 1 in that row of each column.
arma::mat ones_in(const std::vector<arma::uword>& rows) {
  arma::mat Y(4, rows.size(), arma::fill::zeros);
  for (arma::uword sample = 0; sample < rows.size(); ++sample) Y(rows[sample], sample) = 1;
  return Y;
}

}  // namespace

// ---- 6.1 split_samples --------------------------------------------------------------------------

TEST_CASE("6.1 the shuffled samples are cut where the rounded sums of the fractions say",
          "[06][6.1]") {
  Rng rng(1);
  const std::vector<double> fractions = {0.6, 0.2, 0.2};
  const arma::umat seven = part_sizes(split_samples(7, fractions, rng));
  const arma::umat eight = part_sizes(split_samples(8, fractions, rng));
  INFO("The sizes of three parts of 7 samples, then of three parts of 8 samples.");
  INFO("By hand: 7 samples are cut at 4.2 and 5.6; 8 samples are cut at 4.8 and 6.4.");
  CHECK_THAT(arma::umat(arma::join_rows(seven, eight)),
             split_sizes({{4, 2, 1, 5, 1, 2}}, {7, 8}, fractions));
}

TEST_CASE("6.1 a part may be empty, and a part may be all there is", "[06][6.1]") {
  Rng rng(1);
  UNSCOPED_INFO("Three samples with 0.9 and 0.1, cut at 2.7 and 3: the second part is empty.");
  CHECK_THAT(part_sizes(split_samples(3, {0.9, 0.1}, rng)),
             same_as({{3, 0}}).mistake(
                 {"empty_part_missing", "A part is missing: an empty part is a part, too."},
                 arma::umat{arma::uword{3}}));
  INFO("Five samples with the one fraction 1: the part has them all.");
  CHECK_THAT(part_sizes(split_samples(5, {1.0}, rng)), same_as(arma::umat{arma::uword{5}}));
}

TEST_CASE("6.1 every sample is in exactly one part", "[06][6.1]") {
  Rng rng(1);
  const std::vector<arma::uvec> parts = split_samples(10, {0.5, 0.3, 0.2}, rng);
  INFO("One list of indices for each fraction:");
  REQUIRE(parts.size() == 3);
  const arma::umat all = together(parts);
  UNSCOPED_INFO(sample_twice);
  REQUIRE(arma::umat(arma::unique(all)).n_elem == all.n_elem);
  INFO("All parts in one list, sorted: each of 0 ... 9 must be there once.");
  CHECK_THAT(all, each_once(10));
}

TEST_CASE("6.1 the samples are shuffled first", "[06][6.1]") {
  Rng rng(1);
  check_shuffled(rng);
}

TEST_CASE("6.1 the same seed gives the same split, and the next split is another", "[06][6.1]") {
  Rng rng(7);
  check_drawn_from(rng);
}

TEST_CASE("6.1 fractions that make no whole are refused", "[06][6.1]") {
  Rng rng(1);
  const auto split = [&](const std::vector<double>& fractions) {
    return split_samples(10, fractions, rng);
  };
  {
    INFO("Three tenths three times are 0.9. A sum may be too small, too large, or off by 1e-8.");
    CHECK_REFUSED(split({0.3, 0.3, 0.3}), "split_samples: fractions sum to 0.9, expected 1");
    CHECK_REFUSED(split({0.75, 0.75}), "split_samples: fractions sum to 1.5, expected 1");
    CHECK_REFUSED(split({0.5, 0.5 + 1e-8}), "split_samples: fractions sum to");
  }
  {
    INFO("A part cannot be smaller than nothing, and 0 is not more than 0. Nor is NaN.");
    CHECK_REFUSED(split({0.6, -0.2, 0.6}),
                  "split_samples: fractions[1] is -0.2, expected more than 0");
    CHECK_REFUSED(split({-0.5, 1.5}), "split_samples: fractions[0] is -0.5, expected more than 0");
    CHECK_REFUSED(split({0.5, 0.5, 0}), "split_samples: fractions[2] is 0, expected more than 0");
    CHECK_REFUSED(split({arma::datum::nan, 0.5}),
                  "split_samples: fractions[0] is nan, expected more than 0");
  }
  INFO("Fractions that make a whole, but for rounding, are not refused: in a computer ten times");
  INFO("0.1, and 0.7 + 0.2 + 0.1, are a little less than 1. The contract says how much may miss.");
  CHECK_NOTHROW(split({0.3, 0.3, 0.4}));
  CHECK_NOTHROW(split(std::vector<double>(10, 0.1)));
  CHECK_NOTHROW(split({0.7, 0.2, 0.1}));
  CHECK_NOTHROW(split({0.5, 0.5 + 5e-10}));
}

// ---- 6.2 distinct_samples -----------------------------------------------------------------------

TEST_CASE("6.2 the first of each group of equal columns is kept", "[06][6.2]") {
  // 3 features x 7 samples. Samples 2 and 4 came before, as 0 and 1.
  const arma::mat X = {{1, 3, 1, 2, 3, 2, 2}, {5, 4, 5, 5, 4, 4, 5}, {7, 8, 7, 7, 8, 7, 9}};
  INFO("By hand: columns 0 and 2 are (1, 5, 7), columns 1 and 4 are (3, 4, 8).");
  CHECK_THAT(distinct_samples(X), first_samples({0, 1, 3, 5, 6}, X));
}

TEST_CASE("6.2 equal neighbours are found, too, and a group may be large", "[06][6.2]") {
  const arma::mat X = {{4, 4, 4, 6, 6, 4}};
  INFO("One feature: 4, 4, 4, 6, 6, 4.");
  CHECK_THAT(distinct_samples(X), first_samples({0, 3}, X));
  INFO("The same call once more.");
  INFO(remembers);
  CHECK_THAT(distinct_samples(X), first_samples({0, 3}, X));
}

TEST_CASE("6.2 what is nearly equal is not equal", "[06][6.2]") {
  const arma::mat X = {
      {1, 1.0001, 1, 1 + 1e-11, -2, -3, 1}, {-2, -2, 2, -2, 1, 2, 3}, {7, 7, 7, 7, 7, 7, 7}};
  INFO("1.0001 is not 1, nor is 1 + 1e-11, and -2 is not 2: seven different samples.");
  CHECK_THAT(distinct_samples(X), first_samples({0, 1, 2, 3, 4, 5, 6}, X));
}

// ---- 6.3 standardisation ------------------------------------------------------------------------

TEST_CASE("6.3 mean and deviation of each feature", "[06][6.3]") {
  const Standardisation scaling = fit_standardisation(training);
  INFO(
      "By hand, row 0: (16 + 8 + 12 + 4 + 10) / 5 = 10. The squared distances from it are 36, 4, "
      "4, 36, 0; their mean is 16.");
  CHECK_THAT(scaling.mean, feature_means({10, 3}, training));
  CHECK_THAT(scaling.deviation, feature_deviations({4, 2}, training));
}

TEST_CASE("6.3 a feature that never changes gets deviation 1", "[06][6.3]") {
  // In a computer (0.1 + 0.1 + 0.1) / 3 is not quite 0.1, so the distances are not quite 0.
  const arma::mat X = {{5, 5, 5}, {0.1, 0.1, 0.1}, {1, 2, 6}, {2e-17, 5e-17, 8e-17}};
  {
    const Standardisation scaling = fit_standardisation(X);
    INFO("Row 0 is 5 everywhere, and row 1 is 0.1 everywhere. Rows 2 and 3 change.");
    CHECK_THAT(scaling.mean, feature_means({5, 0.1, 3, 5e-17}, X));
    CHECK_THAT(scaling.deviation,
               feature_deviations({1, 1, std::sqrt(14.0 / 3), std::sqrt(6.0) * 1e-17}, X));
  }
  for (const auto& [value, m] :
       std::vector<std::pair<double, arma::uword>>{{0.1, 10}, {0.3, 5}, {0.7, 6}, {1.1, 7}}) {
    arma::mat constant(2, m, arma::fill::value(value));
    constant.row(0) = arma::linspace<arma::rowvec>(1, static_cast<double>(m), m);
    INFO("Row 0 is 1, 2, ..., " << m << ", and row 1 is " << m << " times " << value << ".");
    CHECK_THAT(fit_standardisation(constant).deviation,
               feature_deviations({std::sqrt((static_cast<double>(m * m) - 1) / 12), 1}, constant));
  }
}

TEST_CASE("6.3 a feature may lie far from 0", "[06][6.3]") {
  const arma::mat X = {{1e8 + 1, 1e8 + 2, 1e8 + 6}, {-3, 1, 5}};
  INFO("Row 0 is a hundred million and 1, 2, 6: its deviation is that of 1, 2, 6.");
  INFO("The mean of the squares less the square of the mean loses all digits there: subtract the");
  INFO("mean first, and square after.");
  CHECK_THAT(fit_standardisation(X).deviation,
             feature_deviations({std::sqrt(14.0 / 3), std::sqrt(32.0 / 3)}, X));
}

TEST_CASE("6.3 the numbers of the training part are applied to any X", "[06][6.3]") {
  const Standardisation scaling{.mean = {10, 3}, .deviation = {4, 2}};
  const arma::mat X = {{18, 10, 50}, {3, 7, 1}};
  UNSCOPED_INFO("By hand: (18 - 10) / 4 = 2. The mean 10 and the deviation 4 come from `scaling`.");
  CHECK_THAT(apply_standardisation(scaling, X), standardised({{2, 0, 10}, {0, 2, -1}}, scaling, X));
  const arma::vec one = {18, 7};
  UNSCOPED_INFO("A single sample, (18, 7): its own mean would make it 0.");
  CHECK_THAT(apply_standardisation(scaling, one), standardised(arma::vec{2, 2}, scaling, one));
  const Standardisation other{.mean = {3, 1}, .deviation = {5, 3}};
  INFO("The same sample with the means 3 and 1 and the deviations 5 and 3.");
  INFO(remembers);
  CHECK_THAT(apply_standardisation(other, one), standardised(arma::vec{3, 2}, other, one));
}

TEST_CASE("6.3 an X with other features is refused", "[06][6.3]") {
  const Standardisation scaling{.mean = {10, 3}, .deviation = {4, 2}};
  INFO("`scaling` knows two features, and X has three rows: see require_shape().");
  CHECK_REFUSED(apply_standardisation(scaling, arma::ones(3, 5)),
                "apply_standardisation: X is 3x5, expected 2x5");
  CHECK_ACCEPTED(apply_standardisation(scaling, arma::ones(2, 5)));
}

// ---- 6.4 min-max scaling ------------------------------------------------------------------------

TEST_CASE("6.4 the least and the greatest value of each feature", "[06][6.4]") {
  const arma::mat X = {{6, 10, 4, 9}, {-1, 5, -3, 1}, {-4, -2, -7, -3}};
  const MinMax scaling = fit_min_max(X);
  INFO("Row 0 runs from 4 to 10, row 1 from -3 to 5, row 2 from -7 to -2.");
  CHECK_THAT(scaling.low, feature_lows({4, -3, -7}, X));
  CHECK_THAT(scaling.high, feature_highs({10, 5, -2}, X));
}

TEST_CASE("6.4 low becomes 0, high becomes 1, and what lies outside stays outside", "[06][6.4]") {
  const MinMax scaling{.low = {4, -3}, .high = {10, 5}};
  const arma::mat X = {{5.5, 13, 4, 10}, {3, -7, 9, -1}};
  INFO("By hand: (5.5 - 4) / (10 - 4) = 0.25. 13 is above high, so it ends above 1.");
  CHECK_THAT(apply_min_max(scaling, X),
             min_max_scaled({{0.25, 1.5, 0, 1}, {0.75, -0.5, 1.5, 0.25}}, scaling, X));
}

TEST_CASE("6.4 a feature that never changes in the training part becomes 0 everywhere",
          "[06][6.4]") {
  const MinMax scaling{.low = {4, 7, 0}, .high = {10, 7, 2e-17}};
  const arma::mat X = {{5, 8, 9}, {7, 9, 7}, {1e-17, 2e-17, 0}};
  INFO("Row 1 was always 7 in the training part; here it is 7, 9, 7. Row 2 changed, a little.");
  CHECK_THAT(apply_min_max(scaling, X),
             min_max_scaled({{1.0 / 6, 2.0 / 3, 5.0 / 6}, {0, 0, 0}, {0.5, 1, 0}}, scaling, X));
}

TEST_CASE("6.4 undo_min_max is the way back", "[06][6.4]") {
  const MinMax scaling{.low = {4, -3}, .high = {10, 5}};
  const arma::mat scaled = {{0.25, 1.5, 0, 1}, {0.75, -0.5, 1.5, 0.25}};
  UNSCOPED_INFO(
      "By hand: 0.25 times (10 - 4) is 1.5, and 4 more is 5.5. The last step is undone first.");
  CHECK_THAT(undo_min_max(scaling, scaled),
             min_max_undone({{5.5, 13, 4, 10}, {3, -7, 9, -1}}, scaling, scaled));
  INFO("A feature that was always 7 goes back to 7.");
  CHECK_THAT(undo_min_max({.low = {7}, .high = {7}}, {{0, 0}}),
             close_to({{7, 7}}).mistake({"flat_lost", "The one value of this feature is lost."},
                                        {{0, 0}}));
}

TEST_CASE("6.4 numbers of other features are refused", "[06][6.4]") {
  const MinMax scaling{.low = {4, -3}, .high = {10, 5}};
  INFO("`scaling` knows two features, and there are three rows: see require_shape().");
  CHECK_REFUSED(apply_min_max(scaling, arma::ones(3, 5)), "apply_min_max: X is 3x5, expected 2x5");
  CHECK_REFUSED(undo_min_max(scaling, arma::ones(3, 5)),
                "undo_min_max: scaled is 3x5, expected 2x5");
  CHECK_ACCEPTED(apply_min_max(scaling, arma::ones(2, 5)));
  CHECK_ACCEPTED(undo_min_max(scaling, arma::ones(2, 5)));
}

// ---- 6.5 functions that have an answer to everything --------------------------------------------

TEST_CASE("6.5 safe_ratio divides, then limits", "[06][6.5]") {
  const arma::rowvec top = {6, -6, 40, 1, -8, 9, 60, 3e-13};
  const arma::rowvec bottom = {3, 4, 5, 0.05, 0.1, -0.5, -20, 1e-13};
  INFO(
      "By hand: 6/3, -6/4, 40/5; then 1/0.05 = 20, -8/0.1 = -80 and 9/-0.5 = -18, which the limit");
  INFO("10 stops; then 60/-20, and 3e-13/1e-13, which is 3.");
  CHECK_THAT(safe_ratio(top, bottom, 10),
             ratio({2, -1.5, 8, 10, -10, -10, -3, 3}, top, bottom, 10));
}

TEST_CASE("6.5 safe_ratio by 0 is the limit with the sign of x, and 0/0 is 0", "[06][6.5]") {
  const arma::rowvec top = {1.5, -1.5, 0, -1, 1.5};
  const arma::rowvec bottom = {0, 0, 0, 4, -0.0};
  INFO("1.5/0, -1.5/0, 0/0, -1/4 and 1.5/-0.0, with the limit 2.");
  INFO("In C++, 1.5 / 0 is inf, 0.0 / 0 is NaN, and 1.5 / -0.0 is -inf.");
  CHECK_THAT(safe_ratio(top, bottom, 2), ratio({2, -2, 0, -0.25, 2}, top, bottom, 2));
}

TEST_CASE("6.5 safe_ratio refuses a z of another length and a limit of 0", "[06][6.5]") {
  INFO("Both rows need one number a sample, and a limit of 0 would make every ratio 0.");
  CHECK_REFUSED(safe_ratio({1, 2, 3, 4, 5}, {1, 2, 3, 4}, 10),
                "safe_ratio: z is 1x4, expected 1x5");
  CHECK_REFUSED(safe_ratio({1, 2}, {3, 4}, 0), "safe_ratio: limit is 0, expected more than 0");
  CHECK_REFUSED(safe_ratio({1, 2}, {3, 4}, -2.5),
                "safe_ratio: limit is -2.5, expected more than 0");
  CHECK_REFUSED(safe_ratio({1, 2}, {3, 4}, arma::datum::nan),
                "safe_ratio: limit is nan, expected more than 0");
  CHECK_ACCEPTED(safe_ratio({1, 2}, {3, 4}, 10));
}

TEST_CASE("6.5 safe_log is log(1 + |x|) with the sign of x", "[06][6.5]") {
  const double e = std::exp(1.0);
  const arma::rowvec numbers = {e - 1, 1 - e, 3, -0.5};
  UNSCOPED_INFO(
      "By hand: 1 + (e - 1) = e, and log(e) = 1; the other side is the mirror image, -1.");
  CHECK_THAT(safe_log(numbers), log_row({1, -1, std::log(4.0), -std::log(1.5)}, numbers));
  INFO("log(1 + 0) = 0.");
  CHECK_THAT(safe_log({0, 2}), close_to(arma::rowvec{0, std::log(3.0)}));
}

TEST_CASE("6.5 safe_root is the root of |x| with the sign of x", "[06][6.5]") {
  const arma::rowvec numbers = {4, -4, 9, -2.25, 0};
  INFO("By hand: the root of 4 is 2; the other side is the mirror image, -2.");
  INFO("In C++ the root of a negative number is NaN.");
  CHECK_THAT(safe_root(numbers), root_row({2, -2, 3, -1.5, 0}, numbers));
}

// ---- 6.6 quarters -------------------------------------------------------------------------------

TEST_CASE("6.6 a quartile between two values is found by linear interpolation", "[06][6.6]") {
  const arma::rowvec six = {7, 1, 3, 12, 4, 8};
  const arma::rowvec seven = {5, 20, 2, 9, 14, 0, 30};
  INFO("The quartiles of six values, then those of seven values.");
  INFO(
      "Sorted: 1 3 4 7 8 12, positions 1.25, 2.5, 3.75; and 0 2 5 9 14 20 30, positions 1.5, 3, "
      "4.5. Position 1.25 is a quarter of the way from 3 to 4.");
  CHECK_THAT(arma::vec(arma::join_cols(quartiles(six), quartiles(seven))),
             quartiles_of({3.25, 5.5, 7.75, 3.5, 9, 17}, {six, seven}));
}

TEST_CASE("6.6 one value is all three of its quartiles, and no value has none", "[06][6.6]") {
  UNSCOPED_INFO("With n = 1 every position is 0, and there is no next value.");
  CHECK_THAT(quartiles({4}), close_to(arma::vec{4, 4, 4}));
  INFO("Without values there are no quartiles: data.hpp has the message.");
  CHECK_REFUSED(quartiles(arma::rowvec()), "quartiles: got 0 values, expected at least 1");
}

TEST_CASE("6.6 each value has a 1 in the row of its quarter", "[06][6.6]") {
  const arma::rowvec values = {5, 1, 9.5, 2, 7, 9, 12, 10};
  INFO("Bounds 2, 5, 9 and the values 5, 1, 9.5, 2, 7, 9, 12, 10.");
  INFO("By hand: 5 equals the second bound, so it is in the second quarter, row 1.");
  CHECK_THAT(quartile_one_hot(values, {2, 5, 9}),
             quarters(ones_in({1, 0, 3, 0, 2, 2, 3, 3}), values, {2, 5, 9}));
}

TEST_CASE("6.6 bounds that are not three are refused", "[06][6.6]") {
  INFO("Three bounds divide the line into four quarters: bounds must be 3x1.");
  CHECK_REFUSED(quartile_one_hot({1, 2, 3}, {1, 2}),
                "quartile_one_hot: bounds is 2x1, expected 3x1");
  CHECK_ACCEPTED(quartile_one_hot({1, 2, 3}, {1, 2, 3}));
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

TEST_CASE("6.7 every row that follows from x and z is made entry by entry", "[06][6.7]") {
  Rng rng(1);
  const Features features = engineer_features(x, z, bounds, rng);
  UNSCOPED_INFO("Seventeen features of four samples: X must be 17x4.");
  REQUIRE(shape(features.X.n_rows, features.X.n_cols) == "17x4");
  for (arma::uword row = 0; row < 12; ++row) {
    INFO("Row " << row << ", \"" << feature_names[row]
                << "\", for x = (2, -1, 0.5, 4) and z = (3, 0, -2, 0.1).");
    CHECK_THAT(arma::rowvec(features.X.row(row)), feature_row(feature_rows, row, x, z));
  }
}

TEST_CASE("6.7 the noise is a normal number of its own for each sample, from rng", "[06][6.7]") {
  Rng rng(1);
  const arma::rowvec many = arma::linspace<arma::rowvec>(-3, 3, 5000);
  check_noise(many, many, rng);
}

TEST_CASE("6.7 the quarters of z follow from the given bounds", "[06][6.7]") {
  Rng rng(1);
  const arma::vec wide = {-3, 0, 5};
  const Features features = engineer_features(x, z, wide, rng);
  const Features other = engineer_features(x, z, bounds, rng);
  REQUIRE(shape(features.X.n_rows, features.X.n_cols) == "17x4");
  REQUIRE(shape(other.X.n_rows, other.X.n_cols) == "17x4");
  UNSCOPED_INFO("Bounds -3, 0, 5 and z = (3, 0, -2, 0.1): quarters 3, 2, 2, 3.");
  CHECK_THAT(features.X.rows(13, 16), quarters_of_z(ones_in({2, 1, 1, 2}), x, z, wide));
  INFO("Bounds -1, 0, 2 and z = (3, 0, -2, 0.1): quarters 4, 2, 1, 3.");
  CHECK_THAT(other.X.rows(13, 16), quarters_of_z(ones_in({3, 1, 0, 2}), x, z, bounds));
}

TEST_CASE("6.7 a z of another length is refused", "[06][6.7]") {
  Rng rng(1);
  INFO("x has five numbers and z has four: see require_shape().");
  CHECK_REFUSED(engineer_features({1, 2, 3, 4, 5}, {1, 2, 3, 4}, bounds, rng),
                "engineer_features: z is 1x4, expected 1x5");
  CHECK_ACCEPTED(engineer_features({1, 2, 3, 4}, {1, 2, 3, 4}, bounds, rng));
}

// ---- 6.8 correlation_matrix ---------------------------------------------------------------------

TEST_CASE("6.8 correlation is the mean product of standardised features", "[06][6.8]") {
  const arma::mat X = {{16, 8, 12, 4, 10}, {2, 2, 7, 2, 2}, {5, 7, 1, 4, 3}};
  INFO(
      "Standardised: (1.5, -0.5, 0.5, -1.5, 0), (-0.5, -0.5, 2, -0.5, -0.5) and (0.5, 1.5, -1.5, "
      "0, -0.5).");
  INFO("By hand, rows 0 and 1: (-0.75 + 0.25 + 1 + 0.75 + 0) / 5 = 0.25.");
  CHECK_THAT(correlation_matrix(X),
             correlations({{1, 0.25, -0.15}, {0.25, 1, -0.75}, {-0.15, -0.75, 1}}, X));
}

TEST_CASE("6.8 a feature that never changes goes with nothing but itself", "[06][6.8]") {
  {
    // Three times 0.1, so that rounding may give a deviation that is not quite 0.
    const arma::mat X = {{1, 2, 4}, {0.1, 0.1, 0.1}, {5, 5, 5}};
    INFO("Rows 1 and 2 never change. Their deviation is 0, or something like 1e-17 from rounding.");
    INFO("(arma::cor gives NaN for such a row, or whatever the rounding errors make.)");
    CHECK_THAT(correlation_matrix(X), correlations(arma::eye(3, 3), X));
  }
  const arma::mat X = {{0.3, 0.3, 0.3, 0.3, 0.3}, {1, 2, 4, 3, 5}, {5, 4, 1, 3, 2}};
  INFO(
      "Row 0 is five times 0.3. By hand, rows 1 and 2: the products of their distances from 3 add");
  INFO("up to -9, and both variances are 2. That makes -9/5 / 2 = -0.9.");
  CHECK_THAT(correlation_matrix(X), correlations({{1, 0, 0}, {0, 1, -0.9}, {0, -0.9, 1}}, X));
}
