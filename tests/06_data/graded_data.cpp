// The graded tests of lesson 06. Inputs come from a seed that no submission knows; what is expected
// comes from the formulas, or from what the mathematics says about all random draws:
// every statistical bound is at least six standard errors wide, so that it holds for every seed.
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "06_data/data.hpp"
#include "06_data/misconceptions.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using namespace support;

namespace {

/// Rows of different size and place, as the features of real data are.
arma::mat uneven_features(arma::uword features, arma::uword samples, Rng& rng) {
  arma::mat X = normal_matrix(features, samples, rng);
  for (arma::uword i = 0; i < features; ++i) {
    X.row(i) = X.row(i) * uniform(0.5, 4.0, rng) + uniform(2.0, 9.0, rng);
  }
  return X;
}

/// Whether a cut lies so near to the middle between two numbers that rounding errors decide.
bool undecided(arma::uword samples, const std::vector<double>& fractions) {
  double sum = 0.0;
  for (const double fraction : fractions) {
    sum += fraction;
    const double cut = sum * static_cast<double>(samples);
    if (std::abs(cut - std::floor(cut) - 0.5) < 1e-3) return true;
  }
  return false;
}

/// The sizes of the parts if the samples are cut at the rounded sums of the fractions.
arma::umat cut_sizes(arma::uword samples, const std::vector<double>& fractions) {
  arma::umat counts(1, fractions.size());
  double sum = 0.0;
  double before = 0.0;
  for (arma::uword k = 0; k < fractions.size(); ++k) {
    sum += fractions[k];
    const double cut = std::floor(sum * static_cast<double>(samples) + 0.5);
    counts(k) = static_cast<arma::uword>(cut - before);
    before = cut;
  }
  return counts;
}

arma::rowvec expected_ratio(const arma::rowvec& x, const arma::rowvec& z, double limit) {
  return arma::clamp(divided(x, z, [&](double v) { return limit * sign_of(v); }), -limit, limit);
}

double log_of(double x) {
  return sign_of(x) * std::log(1.0 + std::abs(x));
}

double root_of(double x) {
  return sign_of(x) * std::sqrt(std::abs(x));
}

/// The first twelve rows of the features: those that are functions of x and z alone.
arma::mat expected_features(const arma::rowvec& x, const arma::rowvec& z) {
  arma::mat rows(12, x.n_elem);
  rows.row(0) = x;
  rows.row(1) = z;
  rows.row(2) = x % x;
  rows.row(3) = x % x % x;
  rows.row(4) = z % z;
  rows.row(5) = z % z % z;
  rows.row(6) = x % z;
  rows.row(7) = expected_ratio(x, z, 10.0);
  rows.row(8) = each(x, log_of);
  rows.row(9) = each(x, root_of);
  rows.row(10) = arma::sin(x);
  rows.row(11) = arma::cos(z);
  return rows;
}

/// Pearson's correlation.
arma::mat expected_correlations(const arma::mat& X) {
  arma::mat scaled = scaled_by(X, by_row(X, mean_of), by_row(X, deviation_of));
  scaled.rows(arma::find(arma::max(X, 1) == arma::min(X, 1))).zeros();
  arma::mat R = scaled * scaled.t() / static_cast<double>(X.n_cols);
  R.diag().ones();
  return R;
}

}  // namespace

// ---- 6.1 split_samples --------------------------------------------------------------------------

TEST_CASE("6.1 the sizes of the parts, for any number of samples and parts", "[06][6.1]") {
  Rng rng = test_rng("6.1 a");
  Rng theirs = test_rng("6.1 a theirs");
  const std::vector<std::vector<double>> all_fractions = {
      {0.6, 0.2, 0.2}, {0.8, 0.2}, {0.15, 0.7, 0.15}, {0.3, 0.3, 0.2, 0.2}, {1.0}};
  for (const std::vector<double>& fractions : all_fractions) {
    std::vector<arma::uword> counts;
    arma::umat expected;
    arma::umat got;
    for (int split = 0; split < 4; ++split) {
      arma::uword samples = between(11, 60, rng);
      while (undecided(samples, fractions)) ++samples;
      const std::vector<arma::uvec> parts = split_samples(samples, fractions, theirs);
      counts.push_back(samples);
      expected = arma::join_rows(expected, cut_sizes(samples, fractions));
      got = arma::join_rows(got, part_sizes(parts));
      {
        INFO(samples << " samples.");
        INFO(sample_twice);
        const arma::umat all = together(parts);
        REQUIRE(arma::umat(arma::unique(all)).n_elem == all.n_elem);
      }
    }
    INFO("Four splits in " << fractions.size() << " part(s), of " << counts[0] << ", " << counts[1]
                           << ", " << counts[2] << " and " << counts[3]
                           << " samples; the first fraction is " << fractions[0]
                           << ". The sizes of the parts:");
    CHECK_THAT(got, split_sizes(expected, counts, fractions));
    INFO("Of the last split, all parts in one list, sorted:");
    CHECK_THAT(together(split_samples(counts.back(), fractions, theirs)), each_once(counts.back()));
  }
}

TEST_CASE("6.1 chance alone decides who is in a part, and it comes from rng", "[06][6.1]") {
  Rng rng = test_rng("6.1 d");
  check_shuffled(rng);
  check_drawn_from(rng);
}

TEST_CASE("6.1 few samples may leave a part empty", "[06][6.1]") {
  Rng rng = test_rng("6.1 e");
  INFO(
      "One sample, cut at 0.6, 0.8 and 1: the first part has it. Three samples, cut at 0.3, 2.7 "
      "and 3: the first part and the last one are empty.");
  const arma::umat one = part_sizes(split_samples(1, {0.6, 0.2, 0.2}, rng));
  const arma::umat three = part_sizes(split_samples(3, {0.1, 0.8, 0.1}, rng));
  CHECK_THAT(arma::join_rows(one, three), same_as({{1, 0, 0, 0, 3, 0}}));
}

TEST_CASE("6.1 fractions are checked as the contract says", "[06][6.1]") {
  Rng rng = test_rng("6.1 f");
  const auto split = [&](const std::vector<double>& fractions) {
    return split_samples(20, fractions, rng);
  };
  UNSCOPED_INFO("What is off by rounding is no error.");
  CHECK_THAT(part_sizes(split({0.5, 0.5 + 5e-10})), same_as({{10, 10}}));
  {
    INFO("Sums that are not 1, by more than rounding: too small, too large, nothing at all.");
    CHECK_REFUSED(split({0.5, 0.25}), "split_samples: fractions sum to 0.75, expected 1");
    CHECK_REFUSED(split({0.5, 0.25, 0.5}), "split_samples: fractions sum to 1.25, expected 1");
    CHECK_REFUSED(split({0.5, 0.4999}), "split_samples: fractions sum to 0.9999, expected 1");
    CHECK_REFUSED(split({0.5, 0.5 + 5e-9}), "split_samples: fractions sum to");
    CHECK_REFUSED(split({}), "split_samples: fractions sum to 0, expected 1");
  }
  INFO("A fraction of 0 is refused, too, and each one counts, the first and the last.");
  CHECK_REFUSED(split({0.75, 0.25, 0}), "split_samples: fractions[2] is 0, expected more than 0");
  CHECK_REFUSED(split({-0.25, 1.25}), "split_samples: fractions[0] is -0.25, expected more than 0");
}

// ---- 6.2 distinct_samples -----------------------------------------------------------------------

TEST_CASE("6.2 many samples with few values, all alike, all different, and a single one",
          "[06][6.2]") {
  Rng rng = test_rng("6.2 b");
  for (const arma::uword features : {1, 2, 4}) {
    arma::mat X(features, 40);
    for (double& value : X) value = static_cast<double>(uniform_index(3, rng));
    INFO(features << " feature(s), 40 samples, each value 0, 1 or 2:");
    CHECK_THAT(
        distinct_samples(X),
        first_samples(
            without_like(X, [](const auto& a, const auto& b) { return arma::all(a == b); }), X));
  }
  const arma::mat X = normal_matrix(3, 9, rng);
  INFO("Nine different samples all stay, of nine equal ones the first, and a single one.");
  CHECK_THAT(distinct_samples(X), same_as(arma::regspace<arma::uvec>(0, 8)));
  CHECK_THAT(distinct_samples(arma::repmat(X.col(4), 1, 9)), same_as(arma::uvec{0}));
  CHECK_THAT(distinct_samples(X.col(0)), same_as(arma::uvec{0}));
}

TEST_CASE("6.2 samples that differ a little, in one feature, or in a sign are different",
          "[06][6.2]") {
  Rng rng = test_rng("6.2 d");
  const double value = uniform(1.0, 2.0, rng);
  for (const double part : {1e-7, 1e-14}) {
    const double near = value * (1.0 + part);
    const arma::mat X = {
        {value, near, value, value, -value, value}, {3, 3, near, 3, 3, 3}, {4, 4, 4, 4, 4, -4}};
    INFO("Only sample 3 is equal to another one, to sample 0. A difference of " << part
                                                                                << " is one.");
    CHECK_THAT(distinct_samples(X), first_samples({0, 1, 2, 4, 5}, X));
  }
}

// ---- 6.3 standardisation ------------------------------------------------------------------------

TEST_CASE("6.3 mean and deviation of any features, in any unit", "[06][6.3]") {
  Rng rng = test_rng("6.3 a");
  for (const double unit : {1.0, 1e-6, 1e-13, 1e6}) {
    const arma::uword m = between(6, 12, rng);
    const arma::mat X = uneven_features(4, m, rng);
    const Standardisation scaling = fit_standardisation(unit * X);
    REQUIRE(scaling.mean.n_elem == 4);
    REQUIRE(scaling.deviation.n_elem == 4);
    INFO("4 features x " << m << " samples, in units of " << unit << ", and shown in these units:");
    CHECK_THAT(arma::vec(scaling.mean / unit), feature_means(by_row(X, mean_of), X));
    CHECK_THAT(arma::vec(scaling.deviation / unit),
               feature_deviations(by_row(X, deviation_of), X, unit));
  }
}

TEST_CASE("6.3 a feature that never changes, at any value and for any m", "[06][6.3]") {
  Rng rng = test_rng("6.3 c");
  for (const arma::uword m : {1, 3, 7, 12}) {
    arma::mat X = uneven_features(3, m, rng);
    X.row(1).fill(uniform(0.05, 0.95, rng));
    X.row(2).fill(0.7);
    const Standardisation scaling = fit_standardisation(X);
    arma::vec expected = by_row(X, deviation_of);
    if (m == 1) expected(0) = 1.0;  // nor does anything else
    expected(1) = expected(2) = 1.0;
    INFO(m << " sample(s); rows 1 and 2 never change.");
    CHECK_THAT(scaling.mean, feature_means(by_row(X, mean_of), X));
    CHECK_THAT(scaling.deviation, feature_deviations(expected, X));
  }
}

TEST_CASE("6.3 what was learnt from one part is applied to another, and to itself", "[06][6.3]") {
  Rng rng = test_rng("6.3 d");
  const Standardisation scaling{.mean = uniform_matrix(3, 1, 1.0, 4.0, rng),
                                .deviation = uniform_matrix(3, 1, 2.0, 5.0, rng)};
  for (const arma::uword samples : {7, 1}) {
    const arma::mat X = uneven_features(3, samples, rng);
    INFO(samples << " sample(s). Mean and deviation come from `scaling`.");
    CHECK_THAT(apply_standardisation(scaling, X),
               standardised(scaled_by(X, scaling.mean, scaling.deviation), scaling, X));
  }
  arma::mat X = uneven_features(4, 30, rng);
  X.row(2).fill(0.3);
  const arma::mat scaled = apply_standardisation(fit_standardisation(X), X);
  REQUIRE(shape(scaled.n_rows, scaled.n_cols) == "4x30");
  INFO("Row 2 never changes and becomes 0; the others have mean 0 and deviation 1.");
  CHECK_THAT(by_row(scaled, mean_of), close_to(arma::zeros(4)));
  CHECK_THAT(by_row(scaled, deviation_of), close_to(arma::vec{1, 1, 0, 1}));
}

TEST_CASE("6.3 an X of another number of features is refused", "[06][6.3]") {
  const Standardisation scaling{.mean = arma::ones(3), .deviation = arma::ones(3)};
  INFO("`scaling` knows 3 features: one too few, one too many, and samples in rows.");
  for (const arma::uword rows : {2, 4, 6}) {
    CHECK_REFUSED(apply_standardisation(scaling, arma::ones(rows, 3)),
                  "apply_standardisation: X is " + shape(rows, 3) + ", expected 3x3");
  }
  CHECK_ACCEPTED(apply_standardisation(scaling, arma::ones(3, 3)));
}

// ---- 6.4 min-max scaling ------------------------------------------------------------------------

TEST_CASE("6.4 low and high of any features", "[06][6.4]") {
  Rng rng = test_rng("6.4 a");
  // All numbers of row 1 are below 0, and all of row 3 are above 0.
  arma::mat X = uniform_matrix(4, 9, -5.0, 5.0, rng);
  X.row(1) -= 10.0;
  X.row(3) += 10.0;
  const MinMax scaling = fit_min_max(X);
  INFO("4 features x 9 samples:");
  CHECK_THAT(scaling.low, feature_lows(arma::min(X, 1), X));
  CHECK_THAT(scaling.high, feature_highs(arma::max(X, 1), X));
}

TEST_CASE("6.4 what was learnt from one part is applied to another, and back, in any unit",
          "[06][6.4]") {
  Rng rng = test_rng("6.4 b");
  const arma::vec units = {1e-13, 1e-9, 1e-3, 0.5, 1, 1e6};
  const arma::vec low = units % uniform_matrix(6, 1, -3.0, -1.0, rng);
  const arma::vec range = units % uniform_matrix(6, 1, 3.0, 6.0, rng);
  const MinMax scaling{.low = low, .high = low + range};
  const arma::mat scaled = uniform_matrix(6, 9, -0.5, 1.5, rng);
  arma::mat X = scaled;
  X.each_col() %= range;
  X.each_col() += low;
  INFO("The ranges are about 1e-13 ... 1e6: a feature in metres or in nanometres.");
  INFO("low and high come from `scaling`, and what lies outside stays outside.");
  CHECK_THAT(apply_min_max(scaling, X), min_max_scaled(scaled, scaling, X));
  INFO("undo_min_max(scaling, scaled) gives what apply_min_max would turn into `scaled`.");
  CHECK_THAT(undo_min_max(scaling, scaled), min_max_undone(X, scaling, scaled));
}

TEST_CASE("6.4 a feature without a range becomes 0, and goes back to its one value", "[06][6.4]") {
  Rng rng = test_rng("6.4 c");
  const double value = uniform(2.0, 5.0, rng);
  const MinMax scaling = fit_min_max({{1, 2, 3, 4, 5}, {value, value, value, value, value}});
  const arma::mat X = {{2, 4, 1.5, 9, 2.5}, {value, value, value + 3, value - 1, value}};
  const arma::mat scaled = {{0.25, 0.75, 0.125, 2, 0.375}, {0, 0, 0, 0, 0}};
  UNSCOPED_INFO("The way back of a row of zeros.");
  CHECK_THAT(undo_min_max(scaling, scaled),
             close_to(arma::join_cols(X.row(0), arma::rowvec(5, arma::fill::value(value)))));
  INFO("Row 1 was " << value << " in the whole training part. Now it is something else twice.");
  CHECK_THAT(apply_min_max(scaling, X), min_max_scaled(scaled, scaling, X));
}

TEST_CASE("6.4 numbers of another number of features are refused", "[06][6.4]") {
  const MinMax scaling{.low = arma::zeros(3), .high = arma::ones(3)};
  INFO("`scaling` knows 3 features: one too few, one too many.");
  for (const arma::uword rows : {2, 4}) {
    const std::string shapes = shape(rows, 6) + ", expected 3x6";
    CHECK_REFUSED(apply_min_max(scaling, arma::ones(rows, 6)), "apply_min_max: X is " + shapes);
    CHECK_REFUSED(undo_min_max(scaling, arma::ones(rows, 6)), "undo_min_max: scaled is " + shapes);
  }
  CHECK_ACCEPTED(apply_min_max(scaling, arma::ones(3, 6)));
  CHECK_ACCEPTED(undo_min_max(scaling, arma::ones(3, 6)));
}

// ---- 6.5 functions that have an answer to everything --------------------------------------------

TEST_CASE("6.5 safe_ratio of any numbers, for any limit", "[06][6.5]") {
  Rng rng = test_rng("6.5 a");
  for (const double limit : {0.5, uniform(2.0, 5.0, rng), 1e6}) {
    arma::rowvec x = uniform_matrix(1, 30, -9.0, 9.0, rng);
    arma::rowvec z = uniform_matrix(1, 30, -2.0, 2.0, rng);
    x(4) = x(11) = z(11) = z(17) = z(23) = 0.0;
    x(17) = 3.0;
    x(23) = -3.0;
    INFO("30 ratios with the limit " << limit << "; 0/0 in column 11, 3/0 in 17, -3/0 in 23.");
    CHECK_THAT(safe_ratio(x, z, limit), ratio(expected_ratio(x, z, limit), x, z, limit));
  }
}

TEST_CASE("6.5 safe_ratio by very small numbers ends at the limit, with the right sign",
          "[06][6.5]") {
  Rng rng = test_rng("6.5 b");
  const double a = uniform(1.0, 2.0, rng);
  const arma::rowvec x = {a, a, -a, -a, 0, a};
  const arma::rowvec z = {1e-300, -1e-300, 1e-9, -1e-9, 1e-300, 1e300};
  INFO("x = (a, a, -a, -a, 0, a) and z = (1e-300, -1e-300, 1e-9, -1e-9, 1e-300, 1e300), limit 4.");
  CHECK_THAT(safe_ratio(x, z, 4), close_to(arma::rowvec{4, -4, -4, 4, 0, 0}));
}

TEST_CASE("6.5 safe_ratio refuses what does not fit", "[06][6.5]") {
  const arma::rowvec x = {1, 2, 3, 4, 5, 6};
  INFO("x has 6 numbers: one too few, one too many, and then limits that are not above 0.");
  for (const arma::uword count : {5, 7}) {
    CHECK_REFUSED(safe_ratio(x, arma::ones<arma::rowvec>(count), 3),
                  "safe_ratio: z is " + shape(1, count) + ", expected 1x6");
  }
  CHECK_REFUSED(safe_ratio(x, x, 0), "safe_ratio: limit is 0, expected more than 0");
  CHECK_REFUSED(safe_ratio(x, x, -2.5), "safe_ratio: limit is -2.5, expected more than 0");
  CHECK_ACCEPTED(safe_ratio(x, x, 2.5));
}

TEST_CASE("6.5 safe_log and safe_root of any number, at 0, near it, and far away", "[06][6.5]") {
  Rng rng = test_rng("6.5 d");
  const arma::rowvec x = uniform_matrix(1, 20, -6.0, 6.0, rng);
  {
    INFO("20 numbers of both signs.");
    CHECK_THAT(safe_log(x), log_row(each(x, log_of), x));
    CHECK_THAT(safe_root(x), root_row(each(x, root_of), x));
  }
  const double power = uniform(60.0, 100.0, rng);
  const double huge = std::pow(10.0, power);
  const double log_huge = power * std::log(10.0);
  const double root_huge = std::pow(10.0, power / 2);
  const arma::rowvec far = {0, 1e-8, -1e-8, huge, -huge};
  INFO("x = (0, 1e-8, -1e-8, h, -h) with h = " << huge << ".");
  CHECK_THAT(safe_log(far), close_to(arma::rowvec{0, 1e-8, -1e-8, log_huge, -log_huge}));
  CHECK_THAT(safe_root(far), close_to(arma::rowvec{0, 1e-4, -1e-4, root_huge, -root_huge}));
}

// ---- 6.6 quarters -------------------------------------------------------------------------------

TEST_CASE("6.6 the quartiles of any number of values, in any order", "[06][6.6]") {
  Rng rng = test_rng("6.6 a");
  // Four lengths in a row, so that n - 1 has every remainder by 4.
  std::vector<arma::rowvec> lists;
  arma::vec got;
  for (const arma::uword n : {8, 9, 10, 11}) {
    lists.push_back(uniform_matrix(1, n, -5.0, 5.0, rng));
    got = arma::join_cols(got, quartiles(lists.back()));
  }
  INFO("The three quartiles of 8 values, then of 9, of 10 and of 11.");
  CHECK_THAT(got, quartiles_of(quartiles_at(lists, quartile_position), lists));
}

TEST_CASE("6.6 quartiles of few values, of equal values, and of many", "[06][6.6]") {
  Rng rng = test_rng("6.6 b");
  const double a = uniform(1.0, 2.0, rng);
  {
    INFO("One value, with no next one; two, a + 4 and a; five; and nine equal values.");
    CHECK_THAT(quartiles({a}), close_to(arma::vec{a, a, a}));
    CHECK_THAT(quartiles({a + 4, a}), close_to(arma::vec{a + 1, a + 2, a + 3}));
    CHECK_THAT(quartiles({a + 9, a, -a, a + 1, a + 5}), close_to(arma::vec{a, a + 1, a + 5}));
    CHECK_THAT(quartiles(arma::rowvec(9, arma::fill::value(a))), close_to(arma::vec{a, a, a}));
  }
  const arma::rowvec values = normal_matrix(1, 401, rng);
  const arma::vec bounds = quartiles(values);
  REQUIRE(bounds.n_elem == 3);
  INFO("How many of 401 different values are not above each quartile: 101, 201, 301.");
  arma::umat counts(1, 3, arma::fill::zeros);
  for (arma::uword q = 0; q < 3; ++q) {
    for (const double value : values) counts(q) += value <= bounds(q) + 1e-12;
  }
  CHECK_THAT(counts, same_as({{101, 201, 301}}));
}

TEST_CASE("6.6 the quarter of each value follows from the bounds", "[06][6.6]") {
  Rng rng = test_rng("6.6 d");
  const arma::vec bounds = {uniform(-2.0, -1.0, rng), uniform(0.0, 1.0, rng),
                            uniform(2.0, 3.0, rng)};
  // Most values are low, so that their own quartiles are far from the bounds.
  arma::rowvec values = uniform_matrix(1, 24, -5.0, 1.0, rng);
  values(3) = bounds(0);
  values(8) = values(9) = bounds(1);
  values(15) = bounds(2);
  values(20) = 7.0;
  values(21) = 3.5;
  const arma::mat expected = ones_of(values, bounds);
  INFO("24 values, four of which equal a bound (columns 3, 8, 9 and 15).");
  CHECK_THAT(quartile_one_hot(values, bounds), quarters(expected, values, bounds));
  INFO("The same values in the opposite order: no entry may be left over from before.");
  CHECK_THAT(quartile_one_hot(arma::fliplr(values), bounds), close_to(arma::fliplr(expected)));
  const double b = uniform(1.0, 2.0, rng);
  INFO(
      "Bounds b, b, b + 1 and values b - 1, b, b + 0.5, b + 1, b + 2, b + 3: rows 0, 0, 2, 2, 3, "
      "3.");
  CHECK_THAT(
      quartile_one_hot({b - 1, b, b + 0.5, b + 1, b + 2, b + 3}, {b, b, b + 1}),
      close_to({{1, 1, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}, {0, 0, 1, 1, 0, 0}, {0, 0, 0, 0, 1, 1}}));
  INFO("A single value above all bounds:");
  CHECK_THAT(quartile_one_hot({b + 9}, {b, b + 1, b + 2}), close_to(arma::vec{0, 0, 0, 1}));
}

TEST_CASE("6.6 no values and bounds that are not three are refused", "[06][6.6]") {
  CHECK_REFUSED(quartiles(arma::rowvec()), "quartiles: got 0 values, expected at least 1");
  INFO("Three bounds divide the line into four quarters: bounds must be 3x1.");
  for (const arma::uword count : {1, 4}) {
    CHECK_REFUSED(quartile_one_hot({1, 2}, arma::ones(count)),
                  "quartile_one_hot: bounds is " + shape(count, 1) + ", expected 3x1");
  }
  CHECK_ACCEPTED(quartiles({1, 2}));
  CHECK_ACCEPTED(quartile_one_hot({1, 2}, {1, 2, 3}));
}

// ---- 6.7 engineer_features ----------------------------------------------------------------------

TEST_CASE("6.7 names and rows stand in their places, for one sample as for many", "[06][6.7]") {
  Rng rng = test_rng("6.7 a");
  Rng theirs = test_rng("6.7 a theirs");
  for (const arma::uword samples : {12, 1}) {
    const arma::rowvec x = uniform_matrix(1, samples, -4.0, 4.0, rng);
    arma::rowvec z = uniform_matrix(1, samples, -3.0, 3.0, rng);
    if (samples > 1) {
      z(5) = 0.0;
      z(6) = 1e-3;
    }
    const Features features = engineer_features(x, z, {-1, 0, 1}, theirs);
    REQUIRE(shape(features.X.n_rows, features.X.n_cols) == shape(17, samples));
    REQUIRE(features.names.size() == 17);
    const arma::mat expected = expected_features(x, z);
    for (arma::uword row = 0; row < 17; ++row) {
      INFO("Row " << row << ", \"" << feature_names[row] << "\", of " << samples << " sample(s):");
      CHECK(features.names[row] == feature_names[row]);
      if (row >= 12) continue;
      CHECK_THAT(arma::rowvec(features.X.row(row)), feature_row(expected, row, x, z));
    }
  }
}

TEST_CASE("6.7 the quarters are those of z, between the given bounds", "[06][6.7]") {
  Rng rng = test_rng("6.7 c");
  const arma::vec bounds = {uniform(-3.0, -2.0, rng), uniform(-1.5, -1.0, rng),
                            uniform(-0.5, 0.0, rng)};
  const arma::rowvec x = uniform_matrix(1, 40, -4.0, 4.0, rng);
  arma::rowvec z = uniform_matrix(1, 40, -4.0, 4.0, rng);
  z(7) = bounds(1);
  const Features features = engineer_features(x, z, bounds, rng);
  REQUIRE(shape(features.X.n_rows, features.X.n_cols) == "17x40");
  INFO("Rows 13 to 16, for bounds that are not the quartiles of these samples.");
  CHECK_THAT(features.X.rows(13, 16), quarters_of_z(ones_of(z, bounds), x, z, bounds));
}

TEST_CASE("6.7 the noise is N(0, 1), from rng alone, and knows nothing of x and z", "[06][6.7]") {
  Rng rng = test_rng("6.7 d");
  check_noise(uniform_matrix(1, 5000, -4.0, 4.0, rng), uniform_matrix(1, 5000, -4.0, 4.0, rng),
              rng);
}

TEST_CASE("6.7 a z of another length and bounds that are not three are refused", "[06][6.7]") {
  Rng rng = test_rng("6.7 f");
  const arma::rowvec x = {1, 2, 3, 4, 5, 6};
  INFO("x has 6 numbers: z must have as many. There must be three bounds.");
  for (const arma::uword count : {5, 7}) {
    CHECK_REFUSED(engineer_features(x, arma::ones<arma::rowvec>(count), {-1, 0, 1}, rng),
                  "engineer_features: z is " + shape(1, count) + ", expected 1x6");
  }
  CHECK_REFUSED(engineer_features(x, x, {-1, 1}, rng), "bounds is 2x1, expected 3x1");
  CHECK_ACCEPTED(engineer_features(x, x, {-1, 0, 1}, rng));
}

// ---- 6.8 correlation_matrix ---------------------------------------------------------------------

TEST_CASE("6.8 features that never change have correlation 0 with all others", "[06][6.8]") {
  Rng rng = test_rng("6.8 c");
  arma::mat X = uneven_features(5, 12, rng);
  X.row(1).fill(uniform(0.05, 0.95, rng));
  X.row(3).fill(0.7);
  X.row(4) = -uniform(0.1, 0.5, rng) * X.row(0) + 3.0;
  const arma::mat expected = expected_correlations(X);
  INFO("Rows 1 and 3 never change. The diagonal is 1 everywhere. Rows 0 and 4 are mirror images.");
  CHECK_THAT(correlation_matrix(X), correlations(expected, X));
  const arma::vec units = {1e-6, 1, 1e9, 1, 1};
  INFO("Row 0 is given in a unit a million times as large, row 2 in one that is tiny.");
  CHECK_THAT(correlation_matrix(X.each_col() % units), close_to(expected));
}
