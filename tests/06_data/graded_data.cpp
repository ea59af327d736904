// The graded tests of lesson 06. Inputs come from a seed that no submission knows; what is expected
// comes from loops over single numbers, or from what the mathematics says about all random draws:
// every statistical bound is at least six standard errors wide, so that it holds for every seed.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "06_data/data.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

/// Uniform among low ... high.
arma::uword between(arma::uword low, arma::uword high, Rng& rng) {
  return low + uniform_index(high - low + 1, rng);
}

double mean_of(const arma::rowvec& row) {
  double sum = 0.0;
  for (const double value : row) sum += value;
  return sum / static_cast<double>(row.n_elem);
}

/// With 1/m.
double deviation_of(const arma::rowvec& row) {
  const double mean = mean_of(row);
  double squares = 0.0;
  for (const double value : row) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(row.n_elem));
}

arma::vec means_of(const arma::mat& X) {
  arma::vec means(X.n_rows);
  for (arma::uword i = 0; i < X.n_rows; ++i) means(i) = mean_of(X.row(i));
  return means;
}

arma::vec deviations_of(const arma::mat& X) {
  arma::vec deviations(X.n_rows);
  for (arma::uword i = 0; i < X.n_rows; ++i) deviations(i) = deviation_of(X.row(i));
  return deviations;
}

/// (X - subtract) / divide, row by row: what every way of scaling is.
arma::mat scaled_by(const arma::mat& X, const arma::vec& subtract, const arma::vec& divide) {
  arma::mat scaled(X.n_rows, X.n_cols);
  for (arma::uword i = 0; i < X.n_rows; ++i) {
    for (arma::uword j = 0; j < X.n_cols; ++j) scaled(i, j) = (X(i, j) - subtract(i)) / divide(i);
  }
  return scaled;
}

/// Rows of different size and place, as the features of real data are.
arma::mat uneven_features(arma::uword features, arma::uword samples, Rng& rng) {
  arma::mat X = normal_matrix(features, samples, rng);
  for (arma::uword i = 0; i < features; ++i) {
    X.row(i) = X.row(i) * uniform(0.5, 4.0, rng) + uniform(2.0, 9.0, rng);
  }
  return X;
}

/// Adds the mistakes that give a value of their own: two that give the same cannot be told apart.
support::CloseTo naming(support::CloseTo matcher, const std::vector<support::KnownMistake>& all) {
  for (const support::KnownMistake& mistake : all) {
    const bool alone = std::none_of(all.begin(), all.end(), [&](const auto& other) {
      return other.sentence != mistake.sentence &&
             arma::approx_equal(other.value, mistake.value, "absdiff", 1e-9);
    });
    if (alone) matcher.mistake(mistake.sentence, mistake.value);
  }
  return matcher;
}

// ---- what 6.1 is asked about --------------------------------------------------------------------

/// How many samples each part has: 1 x parts.
arma::mat sizes(const std::vector<arma::uvec>& parts) {
  arma::mat counts(1, parts.size());
  for (arma::uword k = 0; k < parts.size(); ++k) counts(k) = static_cast<double>(parts[k].n_elem);
  return counts;
}

enum class Rounding { nearest, down, up };  // nearest is right, the others are mistakes

double rounded(double number, Rounding rounding) {
  if (rounding == Rounding::down) return std::floor(number + 1e-6);
  if (rounding == Rounding::up) return std::ceil(number - 1e-6);
  return std::floor(number + 0.5);
}

/// The sizes of the parts if the samples are cut at the rounded sums of the fractions.
arma::mat cut_sizes(double samples, const std::vector<double>& fractions, Rounding rounding) {
  arma::mat counts(1, fractions.size());
  double sum = 0.0;
  double before = 0.0;
  for (arma::uword k = 0; k < fractions.size(); ++k) {
    sum += fractions[k];
    const double cut = rounded(sum * samples, rounding);
    counts(k) = cut - before;
    before = cut;
  }
  return counts;
}

/// The same if each part's own size is rounded, and the last part takes the rest or loses it.
arma::mat own_sizes(double samples, const std::vector<double>& fractions, Rounding rounding,
                    bool takes_rest) {
  arma::mat counts(1, fractions.size());
  for (arma::uword k = 0; k < fractions.size(); ++k) {
    counts(k) = rounded(fractions[k] * samples, rounding);
  }
  if (takes_rest) counts(counts.n_elem - 1) += samples - arma::accu(counts);
  return counts;
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

/// How often each of 0 ... samples-1 occurs in all parts together; one entry more counts the rest.
arma::umat occurrences(const std::vector<arma::uvec>& parts, arma::uword samples) {
  arma::umat counts(1, samples + 1, arma::fill::zeros);
  for (const arma::uvec& part : parts) {
    for (const arma::uword sample : part) ++counts(std::min(sample, samples));
  }
  return counts;
}

/// 1 for each of 0 ... samples-1 that is in this part, else 0.
arma::rowvec membership(const arma::uvec& part, arma::uword samples) {
  arma::rowvec member(samples, arma::fill::zeros);
  for (const arma::uword sample : part) {
    if (sample < samples) member(sample) = 1.0;
  }
  return member;
}

// ---- what 6.2 is asked about --------------------------------------------------------------------

/// The columns that have no equal before them, if `features` of them are compared.
arma::uvec firsts(const arma::mat& X, arma::uword features) {
  std::vector<arma::uword> kept;
  for (arma::uword j = 0; j < X.n_cols; ++j) {
    bool is_new = true;
    for (arma::uword k = 0; k < j; ++k) {
      bool equal = true;
      for (arma::uword i = 0; i < features; ++i) equal = equal && X(i, j) == X(i, k);
      is_new = is_new && !equal;
    }
    if (is_new) kept.push_back(j);
  }
  return arma::uvec(kept);
}

/// The columns that have no equal next to them, on their left: a mistake.
arma::uvec without_neighbours(const arma::mat& X) {
  std::vector<arma::uword> kept;
  for (arma::uword j = 0; j < X.n_cols; ++j) {
    bool equal = j > 0;
    for (arma::uword i = 0; i < X.n_rows && equal; ++i) equal = X(i, j) == X(i, j - 1);
    if (!equal) kept.push_back(j);
  }
  return arma::uvec(kept);
}

/// A column for each index in `order`, taken from `groups`.
arma::mat in_order(const arma::mat& groups, const std::vector<arma::uword>& order) {
  arma::mat X(groups.n_rows, order.size());
  for (arma::uword j = 0; j < order.size(); ++j) X.col(j) = groups.col(order[j]);
  return X;
}

// ---- what 6.6 is asked about --------------------------------------------------------------------

/// The numbers at three positions of the sorted values, by linear interpolation.
arma::vec at_positions(arma::rowvec values, double first, double second, double third) {
  std::sort(values.begin(), values.end());
  const double last = static_cast<double>(values.n_elem) - 1.0;
  arma::vec found(3);
  arma::uword k = 0;
  for (const double wanted : {first, second, third}) {
    const double position = std::min(std::max(wanted, 0.0), last);
    const auto below = static_cast<arma::uword>(position);
    const double part = position - static_cast<double>(below);
    found(k++) =
        part > 0.0 ? values(below) * (1.0 - part) + values(below + 1) * part : values(below);
  }
  return found;
}

arma::vec expected_quartiles(const arma::rowvec& values) {
  const double last = static_cast<double>(values.n_elem) - 1.0;
  return at_positions(values, last / 4.0, last / 2.0, 3.0 * last / 4.0);
}

/// 4 x samples: a 1 for each value in the first quarter whose upper bound it does not exceed.
arma::mat expected_one_hot(const arma::rowvec& values, const arma::vec& bounds) {
  arma::mat Y(4, values.n_elem, arma::fill::zeros);
  for (arma::uword s = 0; s < values.n_elem; ++s) {
    arma::uword quarter = 0;
    while (quarter < 3 && values(s) > bounds(quarter)) ++quarter;
    Y(quarter, s) = 1.0;
  }
  return Y;
}

/// The same with a value that equals a bound in the upper quarter: a mistake.
arma::mat upper_one_hot(const arma::rowvec& values, const arma::vec& bounds) {
  arma::mat Y(4, values.n_elem, arma::fill::zeros);
  for (arma::uword s = 0; s < values.n_elem; ++s) {
    arma::uword quarter = 0;
    while (quarter < 3 && values(s) >= bounds(quarter)) ++quarter;
    Y(quarter, s) = 1.0;
  }
  return Y;
}

// ---- what 6.5, 6.7 and 6.8 are asked about ------------------------------------------------------

double sign_of(double x) {
  return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : 0.0;
}

/// f applied to each entry of x.
template <typename Function>
arma::rowvec each(const arma::rowvec& x, Function f) {
  arma::rowvec result(x.n_elem);
  for (arma::uword i = 0; i < x.n_elem; ++i) result(i) = f(x(i));
  return result;
}

arma::rowvec expected_ratio(const arma::rowvec& x, const arma::rowvec& z, double limit) {
  arma::rowvec ratio(x.n_elem);
  for (arma::uword i = 0; i < x.n_elem; ++i) {
    if (z(i) == 0.0) {
      ratio(i) = sign_of(x(i)) * limit;
    } else {
      ratio(i) = std::max(-limit, std::min(limit, x(i) / z(i)));
    }
  }
  return ratio;
}

double log_of(double x) {
  return sign_of(x) * std::log(1.0 + std::abs(x));
}

double root_of(double x) {
  return sign_of(x) * std::sqrt(std::abs(x));
}

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

/// The first twelve rows of the features: those that are functions of x and z alone.
arma::mat expected_features(const arma::rowvec& x, const arma::rowvec& z) {
  arma::mat rows(12, x.n_elem);
  rows.row(0) = x;
  rows.row(1) = z;
  rows.row(2) = each(x, [](double v) { return v * v; });
  rows.row(3) = each(x, [](double v) { return v * v * v; });
  rows.row(4) = each(z, [](double v) { return v * v; });
  rows.row(5) = each(z, [](double v) { return v * v * v; });
  for (arma::uword s = 0; s < x.n_elem; ++s) rows(6, s) = x(s) * z(s);
  rows.row(7) = expected_ratio(x, z, 10.0);
  rows.row(8) = each(x, log_of);
  rows.row(9) = each(x, root_of);
  rows.row(10) = each(x, [](double v) { return std::sin(v); });
  rows.row(11) = each(z, [](double v) { return std::cos(v); });
  return rows;
}

/// Pearson's correlation, one number at a time; `diagonal` where a row never changes.
arma::mat expected_correlations(const arma::mat& X, double diagonal = 1.0) {
  arma::mat R(X.n_rows, X.n_rows, arma::fill::zeros);
  for (arma::uword i = 0; i < X.n_rows; ++i) {
    for (arma::uword k = 0; k < X.n_rows; ++k) {
      const bool constant = X.row(i).min() == X.row(i).max() || X.row(k).min() == X.row(k).max();
      if (constant) {
        R(i, k) = i == k ? diagonal : 0.0;
        continue;
      }
      const double mean_i = mean_of(X.row(i));
      const double mean_k = mean_of(X.row(k));
      double sum = 0.0;
      for (arma::uword s = 0; s < X.n_cols; ++s) sum += (X(i, s) - mean_i) * (X(k, s) - mean_k);
      R(i, k) =
          sum / static_cast<double>(X.n_cols) / deviation_of(X.row(i)) / deviation_of(X.row(k));
    }
  }
  return R;
}

}  // namespace

// ---- 6.1 split_samples --------------------------------------------------------------------------

TEST_CASE("6.1 the sizes of the parts, for any number of samples and parts", "[06][6.1]") {
  Rng rng = test_rng("6.1 a");
  Rng theirs = test_rng("6.1 a theirs");
  const std::vector<std::vector<double>> all_fractions = {
      {0.6, 0.2, 0.2}, {0.8, 0.2}, {0.15, 0.7, 0.15}, {0.3, 0.3, 0.2, 0.2}, {1.0}};
  const char* const own_size =
      "Each part's own size was rounded: what is rounded is where a part ends, counted from the "
      "first sample.";
  for (const std::vector<double>& fractions : all_fractions) {
    arma::uword samples = between(11, 60, rng);
    while (undecided(samples, fractions)) ++samples;
    const double m = static_cast<double>(samples);
    INFO(samples << " samples in " << fractions.size() << " part(s), the first fraction is "
                 << fractions[0] << ". The sizes of the parts:");
    CHECK_THAT(
        sizes(split_samples(samples, fractions, theirs)),
        naming(close_to(cut_sizes(m, fractions, Rounding::nearest)),
               {{"The cuts lost their fraction: a cut at 5.6 is nearer to 6 than to 5.",
                 cut_sizes(m, fractions, Rounding::down)},
                {"The cuts were rounded up: a cut at 4.2 is nearer to 4 than to 5.",
                 cut_sizes(m, fractions, Rounding::up)},
                {own_size, own_sizes(m, fractions, Rounding::nearest, true)},
                {own_size, own_sizes(m, fractions, Rounding::nearest, false)},
                {"Each part's own size lost its fraction, and samples are left over: every sample "
                 "must be in a part.",
                 own_sizes(m, fractions, Rounding::down, false)}}));
  }
}

TEST_CASE("6.1 each sample is in one part, and there once", "[06][6.1]") {
  Rng rng = test_rng("6.1 b");
  Rng theirs = test_rng("6.1 b theirs");
  for (const std::vector<double>& fractions :
       std::vector<std::vector<double>>{{0.6, 0.2, 0.2}, {0.8, 0.2}, {0.25, 0.25, 0.25, 0.25}}) {
    const arma::uword samples = between(20, 90, rng);
    const std::vector<arma::uvec> parts = split_samples(samples, fractions, theirs);
    INFO(samples << " samples: how often each of 0 ... " << samples - 1
                 << " occurs, and at the end how many other numbers there are.");
    arma::umat once(1, samples + 1, arma::fill::ones);
    once(samples) = 0;
    arma::umat from_one = once;
    from_one(0) = 0;
    from_one(samples) = 1;
    const arma::umat counts = occurrences(parts, samples);
    // True of any answer in which a sample occurs twice; silent otherwise.
    const arma::umat if_repeated = counts.head_cols(samples).max() > 1 ? counts : once;
    const arma::umat if_lost =
        arma::accu(counts) < samples && counts.max() == 1 && counts(samples) == 0 ? counts : once;
    CHECK_THAT(counts,
               same_as(once)
                   .mistake("The samples are counted from 1: columns are counted from 0.", from_one)
                   .mistake("A sample occurs more than once: every sample belongs to one "
                            "part alone.",
                            if_repeated)
                   .mistake("A sample is in no part: every sample belongs to one.", if_lost));
    REQUIRE(parts.size() == fractions.size());
  }
}

TEST_CASE("6.1 any sample may come into any part", "[06][6.1]") {
  Rng rng = test_rng("6.1 c");
  const std::vector<arma::uvec> parts = split_samples(2000, {0.6, 0.2, 0.2}, rng);
  REQUIRE(parts.size() == 3);
  for (arma::uword k = 0; k < 3; ++k) {
    const arma::rowvec member = membership(parts[k], 2000);
    const double share = k == 0 ? 0.6 : 0.2;
    {
      // The standard error of the share is 0.011 or 0.009.
      INFO("Part " << k << ": the share of the samples 0 ... 999 that is in it, near " << share
                   << ".");
      CHECK_THAT(mean_of(member.head(1000)),
                 close_to(share, 0.08)
                     .mistake("All of the first samples are in the first part: are they shuffled?",
                              k == 0 ? 1.0 : share)
                     .mistake("None of the first samples is in this part: are they shuffled?",
                              k == 0 ? share : 0.0));
    }
    INFO("Part " << k
                 << ": the share of samples that are in it together with the next sample, near "
                 << share * share << ".");
    const arma::rowvec pairs = member.head(1999) % member.tail(1999);
    CHECK_THAT(mean_of(pairs),
               close_to(share * share, 0.08)
                   .mistake("The samples of a part stand in a row: each one has to be drawn for "
                            "itself.",
                            share)
                   .mistake("No two neighbours are in this part: are the samples dealt out in "
                            "turn?",
                            0.0));
  }
}

TEST_CASE("6.1 rng alone decides: same state, same split, and the state moves on", "[06][6.1]") {
  Rng rng = test_rng("6.1 d");
  Rng twin = rng;
  const std::uint64_t before = rng.draws();
  const std::vector<double> fractions = {0.7, 0.3};
  const std::vector<arma::uvec> first = split_samples(1000, fractions, rng);
  const std::vector<arma::uvec> repeated = split_samples(1000, fractions, twin);
  const std::vector<arma::uvec> next = split_samples(1000, fractions, rng);
  REQUIRE(first.size() == 2);
  REQUIRE(repeated.size() == 2);
  REQUIRE(next.size() == 2);
  const arma::rowvec member = membership(first[0], 1000);
  {
    INFO(
        "Two generators in the same state: the share of samples that both splits have in the same "
        "part. All randomness has to come from rng.");
    CHECK_THAT(mean_of(1.0 - arma::abs(member - membership(repeated[0], 1000))), close_to(1.0));
  }
  {
    // 0.7 0.7 + 0.3 0.3; the standard error is at most 0.016.
    INFO("Two splits in turn: the share of samples that both have in the same part, near 0.58:");
    CHECK_THAT(
        mean_of(1.0 - arma::abs(member - membership(next[0], 1000))),
        close_to(0.58, 0.12)
            .mistake("Both splits are the very same: draw from rng itself, so that each draw "
                     "moves it on.",
                     1.0));
  }
  INFO("rng itself has to move on: a copy of it moves on alone.");
  CHECK(rng.draws() > before);
}

TEST_CASE("6.1 few samples may leave a part empty", "[06][6.1]") {
  Rng rng = test_rng("6.1 e");
  INFO(
      "One sample, cut at 0.6, 0.8 and 1: the first part has it. Three samples, cut at 0.3, 2.7 "
      "and "
      "3: the first part and the last one are empty.");
  const arma::mat one = sizes(split_samples(1, {0.6, 0.2, 0.2}, rng));
  const arma::mat three = sizes(split_samples(3, {0.1, 0.8, 0.1}, rng));
  CHECK_THAT(arma::join_rows(one, three), close_to(arma::rowvec{1, 0, 0, 0, 3, 0}));
}

TEST_CASE("6.1 fractions are checked as the contract says", "[06][6.1]") {
  Rng rng = test_rng("6.1 f");
  {
    INFO("Ten times 0.1 adds up to a little less than 1 in a computer: that is no error.");
    CHECK_THAT(sizes(split_samples(10, std::vector<double>(10, 0.1), rng)),
               close_to(arma::ones(1, 10)));
    CHECK_THAT(sizes(split_samples(10, {0.5, 0.5 + 5e-10}, rng)), close_to(arma::rowvec{5, 5}));
  }
  const auto split = [&](const std::vector<double>& fractions) {
    return split_samples(20, fractions, rng);
  };
  {
    INFO("Sums that are not 1, by more than rounding: too small, too large, nothing at all.");
    CHECK_THROWS_MATCHES(split({0.5, 0.25}), std::invalid_argument,
                         says("split_samples: fractions sum to 0.75, expected 1"));
    CHECK_THROWS_MATCHES(split({0.5, 0.25, 0.5}), std::invalid_argument,
                         says("split_samples: fractions sum to 1.25, expected 1"));
    CHECK_THROWS_MATCHES(split({0.5, 0.4999}), std::invalid_argument,
                         says("split_samples: fractions sum to 0.9999, expected 1"));
    CHECK_THROWS_MATCHES(split({0.5, 0.5 + 5e-9}), std::invalid_argument,
                         says("split_samples: fractions sum to"));
    CHECK_THROWS_MATCHES(split({}), std::invalid_argument,
                         says("split_samples: fractions sum to 0, expected 1"));
  }
  INFO("A fraction of 0 is refused, too, and each one counts, the first and the last.");
  CHECK_THROWS_MATCHES(split({0.75, 0.25, 0}), std::invalid_argument,
                       says("split_samples: fractions[2] is 0, expected more than 0"));
  CHECK_THROWS_MATCHES(split({-0.25, 1.25}), std::invalid_argument,
                       says("split_samples: fractions[0] is -0.25, expected more than 0"));
}

// ---- 6.2 distinct_samples -----------------------------------------------------------------------

TEST_CASE("6.2 the first of each group stays, wherever the others are", "[06][6.2]") {
  Rng rng = test_rng("6.2 a");
  // Eight different samples; some of their features are equal, and some of their sums.
  arma::mat groups = {{1, 1, 2, 2, 3, 3, 1, 2}, {5, 6, 5, 4, 4, 5, 5, 6}, {7, 7, 7, 7, 7, 8, 9, 6}};
  groups *= uniform(0.5, 2.0, rng);
  const std::vector<arma::uword> order = {3, 0, 0, 1, 3, 6, 2, 0, 5, 5, 4, 2, 7, 1, 4};
  const arma::mat X = in_order(groups, order);
  arma::uvec last;  // of each group, ascending
  arma::uvec alone;
  for (arma::uword j = 0; j < order.size(); ++j) {
    const auto count = std::count(order.begin(), order.end(), order[j]);
    const auto later =
        std::count(order.begin() + static_cast<std::ptrdiff_t>(j) + 1, order.end(), order[j]);
    if (later == 0) last = arma::join_cols(last, arma::uvec{j});
    if (count == 1) alone = arma::join_cols(alone, arma::uvec{j});
  }
  INFO("15 samples of 8 kinds. The kind of each: 3 0 0 1 3 6 2 0 5 5 4 2 7 1 4.");
  CHECK_THAT(
      distinct_samples(X),
      same_as(firsts(X, 3))
          .mistake("Only neighbours were compared: equal columns need not stand side by side.",
                   without_neighbours(X))
          .mistake("The last of each group was kept: the contract asks for the first.", last)
          .mistake("Whatever occurs twice is gone: one of each group has to stay.", alone)
          .mistake("Only the first feature was compared: all of them must be equal.", firsts(X, 1))
          .mistake("The last feature was not compared: all of them must be equal.", firsts(X, 2)));
}

TEST_CASE("6.2 many random samples with few values", "[06][6.2]") {
  Rng rng = test_rng("6.2 b");
  for (const arma::uword features : {1, 2, 4}) {
    arma::mat X(features, 40);
    for (double& value : X) value = static_cast<double>(uniform_index(3, rng));
    INFO(features << " feature(s), 40 samples, each value 0, 1 or 2:");
    CHECK_THAT(distinct_samples(X), same_as(firsts(X, features)));
  }
}

TEST_CASE("6.2 all alike, all different, and a single sample", "[06][6.2]") {
  Rng rng = test_rng("6.2 c");
  const arma::mat X = normal_matrix(3, 9, rng);
  INFO("Nine different samples all stay.");
  CHECK_THAT(distinct_samples(X), same_as(arma::regspace<arma::uvec>(0, 8)));
  INFO("Of nine equal samples the first one stays.");
  CHECK_THAT(distinct_samples(in_order(X, std::vector<arma::uword>(9, 4))), same_as(arma::uvec{0}));
  INFO("A single sample stays.");
  CHECK_THAT(distinct_samples(X.col(0)), same_as(arma::uvec{0}));
}

TEST_CASE("6.2 samples that differ a little, in one feature, or in a sign are different",
          "[06][6.2]") {
  Rng rng = test_rng("6.2 d");
  const double value = uniform(1.0, 2.0, rng);
  const double near = value * (1.0 + 1e-7);
  const arma::mat X = {
      {value, near, value, value, -value, value}, {3, 3, near, 3, 3, 3}, {4, 4, 4, 4, 4, -4}};
  INFO("Only sample 3 is equal to another one, to sample 0. A difference of 1e-7 is a difference.");
  CHECK_THAT(
      distinct_samples(X),
      same_as(arma::uvec{0, 1, 2, 4, 5})
          .mistake("A small difference is a difference: compare exactly.", arma::uvec{0, 2, 4, 5})
          .mistake("The signs count.", arma::uvec{0, 1, 2}));
}

// ---- 6.3 standardisation ------------------------------------------------------------------------

TEST_CASE("6.3 mean and deviation agree with loops over the samples", "[06][6.3]") {
  Rng rng = test_rng("6.3 a");
  const arma::uword m = between(6, 12, rng);
  const arma::mat X = uneven_features(4, m, rng);
  const Standardisation scaling = fit_standardisation(X);
  const arma::vec deviations = deviations_of(X);
  const double with_m = static_cast<double>(m);
  INFO("4 features x " << m << " samples:");
  CHECK_THAT(
      scaling.mean,
      close_to(means_of(X))
          .samples(m)
          .mistake("These are the means of the samples: a feature is a row.", means_of(X.t()))
          .mistake("This is one mean for all: each feature has its own.",
                   arma::vec(4, arma::fill::value(mean_of(arma::vectorise(X).t())))));
  CHECK_THAT(scaling.deviation,
             close_to(deviations)
                 .mistake("These are the deviations of the samples: a feature is a row.",
                          deviations_of(X.t()))
                 .mistake("This is the variance: the deviation is its square root.",
                          arma::square(deviations))
                 .mistake("It was divided by m - 1: the course divides by m.",
                          deviations * std::sqrt(with_m / (with_m - 1)))
                 .mistake("The sum of the squares was not divided by the number of samples.",
                          deviations * std::sqrt(with_m))
                 .mistake("The mean was not subtracted before squaring.",
                          arma::sqrt(arma::square(deviations) + arma::square(means_of(X)))));
}

TEST_CASE("6.3 features in tiny and in huge units keep their deviation", "[06][6.3]") {
  Rng rng = test_rng("6.3 b");
  arma::mat X = uneven_features(2, 8, rng);
  const arma::vec units = {1e-6, 1e6};
  const arma::vec means = means_of(X);
  const arma::vec deviations = deviations_of(X);
  X.each_col() %= units;
  const Standardisation scaling = fit_standardisation(X);
  REQUIRE(scaling.mean.n_elem == 2);
  REQUIRE(scaling.deviation.n_elem == 2);
  INFO("Row 0 is in millionths, row 1 in millions: both change. Shown in these units:");
  CHECK_THAT(arma::vec(scaling.mean / units), close_to(means));
  CHECK_THAT(arma::vec(scaling.deviation / units),
             close_to(deviations)
                 .mistake("Row 0 was taken for a feature that never changes: it changes, a little.",
                          arma::vec{1e6, deviations(1)})
                 .mistake("Something small was added to the deviation: in a feature with small "
                          "numbers that is a lot.",
                          arma::vec(deviations + 1e-8 / units)));
}

TEST_CASE("6.3 a feature that never changes, at any value and for any m", "[06][6.3]") {
  Rng rng = test_rng("6.3 c");
  for (const arma::uword m : {1, 3, 7, 12}) {
    arma::mat X = uneven_features(3, m, rng);
    X.row(1).fill(uniform(0.05, 0.95, rng));
    X.row(2).fill(0.7);
    const Standardisation scaling = fit_standardisation(X);
    INFO(m << " sample(s); rows 1 and 2 never change.");
    arma::vec expected = deviations_of(X);
    if (m == 1) expected(0) = 1.0;  // nor does anything else
    expected(1) = expected(2) = 1.0;
    arma::vec zero = expected;
    zero(1) = zero(2) = 0.0;
    if (m == 1) zero(0) = 0.0;
    CHECK_THAT(scaling.mean, close_to(means_of(X)));
    CHECK_THAT(scaling.deviation,
               close_to(expected).mistake(
                   "A deviation is 0, or so close to it that only rounding is left: what will "
                   "happen when a feature is divided by it?",
                   zero));
  }
}

TEST_CASE("6.3 what was learnt from one part is applied to another", "[06][6.3]") {
  Rng rng = test_rng("6.3 d");
  const Standardisation scaling{.mean = uniform_matrix(3, 1, 1.0, 4.0, rng),
                                .deviation = uniform_matrix(3, 1, 2.0, 5.0, rng)};
  for (const arma::uword samples : {7, 1}) {
    const arma::mat X = uneven_features(3, samples, rng);
    const arma::vec ones = arma::ones(3);
    const arma::vec zeros = arma::zeros(3);
    INFO(samples << " sample(s). Mean and deviation come from `scaling`.");
    arma::vec own = deviations_of(X);
    if (samples == 1) own.ones();
    CHECK_THAT(
        apply_standardisation(scaling, X),
        close_to(scaled_by(X, scaling.mean, scaling.deviation))
            .mistake("X was scaled by its own mean and deviation: use those in `scaling`.",
                     scaled_by(X, means_of(X), own))
            .mistake("X's own mean was subtracted: use the one in `scaling`.",
                     scaled_by(X, means_of(X), scaling.deviation))
            .mistake("X was divided by its own deviation: use the one in `scaling`.",
                     scaled_by(X, scaling.mean, own))
            .mistake("The mean was subtracted, and nothing was divided.",
                     scaled_by(X, scaling.mean, ones))
            .mistake("It was divided by the deviation, and no mean was subtracted.",
                     scaled_by(X, zeros, scaling.deviation))
            .mistake("It was divided by the square of the deviation.",
                     scaled_by(X, scaling.mean, arma::square(scaling.deviation)))
            .mistake("It was multiplied by the deviation: a large spread has to become smaller.",
                     scaled_by(X, scaling.mean, 1.0 / scaling.deviation))
            .mistake("Mean and deviation have changed places.",
                     scaled_by(X, scaling.deviation, scaling.mean)));
  }
}

TEST_CASE("6.3 the training part itself ends with mean 0 and deviation 1", "[06][6.3]") {
  Rng rng = test_rng("6.3 e");
  arma::mat X = uneven_features(4, 30, rng);
  X.row(2).fill(0.3);
  const arma::mat scaled = apply_standardisation(fit_standardisation(X), X);
  REQUIRE(shape(scaled.n_rows, scaled.n_cols) == "4x30");
  INFO("Row 2 never changes and becomes 0; the others have mean 0 and deviation 1.");
  CHECK_THAT(means_of(scaled), close_to(arma::zeros(4)));
  CHECK_THAT(deviations_of(scaled), close_to(arma::vec{1, 1, 0, 1}));
  CHECK_THAT(scaled.row(2), close_to(arma::zeros<arma::rowvec>(30)));
}

TEST_CASE("6.3 an X of another number of features is refused", "[06][6.3]") {
  Rng rng = test_rng("6.3 f");
  const Standardisation scaling{.mean = normal_matrix(3, 1, rng), .deviation = arma::ones(3)};
  INFO("`scaling` knows 3 features: one too few, one too many, and samples in rows.");
  for (const arma::uword rows : {2, 4, 6}) {
    CHECK_THROWS_MATCHES(
        apply_standardisation(scaling, arma::ones(rows, 3)), std::invalid_argument,
        says("apply_standardisation: X is " + std::to_string(rows) + "x3, expected 3x3"));
  }
  INFO("What fits is not refused.");
  CHECK_NOTHROW(apply_standardisation(scaling, arma::ones(3, 3)));
}

// ---- 6.4 min-max scaling ------------------------------------------------------------------------

TEST_CASE("6.4 low and high agree with loops over the samples", "[06][6.4]") {
  Rng rng = test_rng("6.4 a");
  const arma::mat X = uniform_matrix(4, 9, -5.0, 5.0, rng);
  arma::vec low(4, arma::fill::value(10.0));
  arma::vec high(4, arma::fill::value(-10.0));
  for (arma::uword i = 0; i < 4; ++i) {
    for (arma::uword j = 0; j < 9; ++j) {
      low(i) = std::min(low(i), X(i, j));
      high(i) = std::max(high(i), X(i, j));
    }
  }
  const MinMax scaling = fit_min_max(X);
  INFO("4 features x 9 samples between -5 and 5:");
  CHECK_THAT(scaling.low,
             close_to(low)
                 .mistake("This is the greatest value: low and high have changed places.", high)
                 .mistake("This is one value for all: each feature has its own.",
                          arma::vec(4, arma::fill::value(low.min()))));
  CHECK_THAT(scaling.high,
             close_to(high)
                 .mistake("This is the range, high - low: high itself was asked for.", high - low)
                 .mistake("This is one value for all: each feature has its own.",
                          arma::vec(4, arma::fill::value(high.max()))));
  const arma::vec shift = {0, -10, 0, 10};
  const arma::mat shifted = X.each_col() + shift;
  arma::vec high_from_0 = high + shift;
  high_from_0(1) = 0.0;
  arma::vec low_from_0 = low + shift;
  low_from_0(3) = 0.0;
  INFO("Now all numbers of row 1 are below 0, and all of row 3 are above 0.");
  CHECK_THAT(fit_min_max(shifted).high,
             close_to(high + shift)
                 .mistake("The search for the greatest began at 0: begin with the first value.",
                          high_from_0));
  CHECK_THAT(
      fit_min_max(shifted).low,
      close_to(low + shift)
          .mistake("The search for the least began at 0: begin with the first value.", low_from_0));
}

TEST_CASE("6.4 what was learnt from one part is applied to another", "[06][6.4]") {
  Rng rng = test_rng("6.4 b");
  const arma::vec low = uniform_matrix(3, 1, -3.0, -1.0, rng);
  const arma::vec range = uniform_matrix(3, 1, 3.0, 6.0, rng);
  const arma::vec high = low + range;
  const MinMax scaling{.low = low, .high = high};
  const arma::mat expected = uniform_matrix(3, 9, -0.5, 1.5, rng);
  arma::mat X = expected;
  X.each_col() %= range;
  X.each_col() += low;
  arma::vec own_low = arma::min(X, 1);
  arma::vec own_range = arma::max(X, 1) - own_low;
  INFO("low and high come from `scaling`, and what lies outside stays outside.");
  CHECK_THAT(
      apply_min_max(scaling, X),
      close_to(expected)
          .mistake("What lies outside was cut off at 0 and 1: it has to stay outside.",
                   arma::clamp(expected, 0.0, 1.0))
          .mistake("X was scaled by its own least and greatest values: use those in `scaling`.",
                   scaled_by(X, own_low, own_range))
          .mistake("low was not subtracted before the division.",
                   scaled_by(X, arma::zeros(3), range))
          .mistake("It was divided by high: the range is high - low.", scaled_by(X, low, high))
          .mistake("low and high have changed places: this falls where X rises.", 1.0 - expected)
          .mistake("This runs from -1 to 1: the contract asks for 0 to 1.", 2.0 * expected - 1.0));
}

TEST_CASE("6.4 a feature without a range becomes 0, and goes back to its one value", "[06][6.4]") {
  Rng rng = test_rng("6.4 c");
  const double value = uniform(2.0, 5.0, rng);
  const MinMax scaling = fit_min_max({{1, 2, 3, 4, 5}, {value, value, value, value, value}});
  const arma::rowvec back = {2, 4, 1.5, 9, 2.5};
  const arma::rowvec there = {0.25, 0.75, 0.125, 2, 0.375};
  const arma::rowvec now = {value, value, value + 3, value - 1, value};
  const auto with_second = [&](const arma::rowvec& second) {
    return arma::join_cols(there, second);
  };
  {
    INFO("The way back of a row of zeros.");
    CHECK_THAT(undo_min_max(scaling, with_second({0, 0, 0, 0, 0})),
               close_to(arma::join_cols(back, arma::rowvec(5, arma::fill::value(value)))));
  }
  INFO("Row 1 was " << value << " in the whole training part. Now it is something else twice.");
  CHECK_THAT(apply_min_max(scaling, arma::join_cols(back, now)),
             close_to(with_second({0, 0, 0, 0, 0}))
                 .mistake("The range of row 1 was taken for 1: nothing is known about how far this "
                          "feature reaches.",
                          with_second({0, 0, 3, -1, 0}))
                 .mistake("Row 1 came back as it was.", with_second(now))
                 .mistake("Row 1 became 1.", with_second({1, 1, 1, 1, 1}))
                 .mistake("Row 1 was put in the middle.", with_second({0.5, 0.5, 0.5, 0.5, 0.5})));
}

TEST_CASE("6.4 a narrow range is a range, too", "[06][6.4]") {
  Rng rng = test_rng("6.4 e");
  const arma::vec units = {1e-9, 1e-3, 0.5, 1e6};
  const arma::vec low = units % uniform_matrix(4, 1, -2.0, -1.0, rng);
  const arma::vec range = units % uniform_matrix(4, 1, 1.0, 1.9, rng);
  const MinMax scaling{.low = low, .high = low + range};
  const arma::mat expected = uniform_matrix(4, 6, 0.0, 1.0, rng);
  arma::mat X = expected;
  X.each_col() %= range;
  X.each_col() += low;
  arma::mat wide_only = expected;
  wide_only.rows(0, 2).zeros();
  arma::mat nearly = expected;
  nearly.row(0).zeros();
  INFO("The ranges are about 1e-9, 1e-3, 1 and 1e6: a feature in metres or in nanometres.");
  CHECK_THAT(
      apply_min_max(scaling, X),
      close_to(expected, 1e-6)
          .mistake("Every feature with a range below 1 became 0: only one without any range does.",
                   wide_only)
          .mistake("The feature with the smallest range became 0: only one without any range does.",
                   nearly));
}

TEST_CASE("6.4 there and back is where it was", "[06][6.4]") {
  Rng rng = test_rng("6.4 d");
  const MinMax scaling{.low = uniform_matrix(3, 1, -4.0, -1.0, rng),
                       .high = uniform_matrix(3, 1, 2.0, 7.0, rng)};
  const arma::mat X = uniform_matrix(3, 8, -9.0, 9.0, rng);
  const arma::vec range = scaling.high - scaling.low;
  const arma::mat scaled = scaled_by(X, scaling.low, range);
  arma::mat too_early = scaled;
  too_early.each_col() += scaling.low;
  too_early.each_col() %= range;
  arma::mat no_low = scaled;
  no_low.each_col() %= range;
  arma::mat by_high = scaled;
  by_high.each_col() %= scaling.high;
  by_high.each_col() += scaling.low;
  INFO("undo_min_max(scaling, scaled) gives what apply_min_max would turn into `scaled`.");
  CHECK_THAT(
      undo_min_max(scaling, scaled),
      close_to(X)
          .mistake("low was added before multiplying: the last step is undone first.", too_early)
          .mistake("low is missing.", no_low)
          .mistake("It was multiplied by high: the range is high - low.", by_high)
          .mistake("The numbers came back as they were.", scaled));
  INFO("apply_min_max, then undo_min_max:");
  CHECK_THAT(undo_min_max(scaling, apply_min_max(scaling, X)), close_to(X));
}

TEST_CASE("6.4 numbers of another number of features are refused", "[06][6.4]") {
  Rng rng = test_rng("6.4 e");
  const MinMax scaling{.low = uniform_matrix(3, 1, -4.0, -1.0, rng), .high = arma::ones(3)};
  INFO("`scaling` knows 3 features: one too few, one too many.");
  for (const arma::uword rows : {2, 4}) {
    const std::string shapes = std::to_string(rows) + "x6, expected 3x6";
    CHECK_THROWS_MATCHES(apply_min_max(scaling, arma::ones(rows, 6)), std::invalid_argument,
                         says("apply_min_max: X is " + shapes));
    CHECK_THROWS_MATCHES(undo_min_max(scaling, arma::ones(rows, 6)), std::invalid_argument,
                         says("undo_min_max: scaled is " + shapes));
  }
  INFO("What fits is not refused.");
  CHECK_NOTHROW(apply_min_max(scaling, arma::ones(3, 6)));
  CHECK_NOTHROW(undo_min_max(scaling, arma::ones(3, 6)));
}

// ---- 6.5 functions that have an answer to everything --------------------------------------------

TEST_CASE("6.5 safe_ratio agrees with a loop, for any limit", "[06][6.5]") {
  Rng rng = test_rng("6.5 a");
  for (const double limit : {0.5, uniform(2.0, 5.0, rng), 1e6}) {
    arma::rowvec x = uniform_matrix(1, 30, -9.0, 9.0, rng);
    arma::rowvec z = uniform_matrix(1, 30, -2.0, 2.0, rng);
    x(4) = x(11) = z(11) = z(17) = z(23) = 0.0;
    x(17) = 3.0;
    x(23) = -3.0;
    const arma::rowvec expected = expected_ratio(x, z, limit);
    arma::rowvec unlimited = expected_ratio(x, z, 1e300);
    unlimited(17) = limit;
    unlimited(23) = -limit;
    arma::rowvec early = x;
    for (double& value : early) value = std::max(-limit, std::min(limit, value));
    early = expected_ratio(early, z, 1e300);
    early(17) = limit;
    early(23) = -limit;
    INFO("30 ratios with the limit " << limit << "; 0/0 in column 11, 3/0 in 17, -3/0 in 23.");
    CHECK_THAT(
        safe_ratio(x, z, limit),
        close_to(expected)
            .mistake("There is no limit.", unlimited)
            .mistake("x was limited before the division: divide, then limit.", early)
            .mistake("The limit is an argument: was 10 typed in?", expected_ratio(x, z, 10.0))
            .mistake("Something small was added to z: then no ratio is exact.",
                     expected_ratio(x, z + 1e-8, limit))
            .mistake("The signs are gone.", arma::abs(expected)));
  }
}

TEST_CASE("6.5 safe_ratio by very small numbers ends at the limit, with the right sign",
          "[06][6.5]") {
  Rng rng = test_rng("6.5 b");
  const double a = uniform(1.0, 2.0, rng);
  INFO("x = (a, a, -a, -a, 0, a) and z = (1e-300, -1e-300, 1e-9, -1e-9, 1e-300, 1e300), limit 4.");
  CHECK_THAT(
      safe_ratio({a, a, -a, -a, 0, a}, {1e-300, -1e-300, 1e-9, -1e-9, 1e-300, 1e300}, 4),
      close_to(arma::rowvec{4, -4, -4, 4, 0, 0})
          .mistake("The sign of a small z is lost: was something added to z, or was z taken for 0?",
                   arma::rowvec{4, 4, -4, -4, 0, 0})
          .mistake("A small z became 0 in the result: only 0/0 is 0.",
                   arma::rowvec{0, 0, 0, 0, 0, 0}));
}

TEST_CASE("6.5 safe_ratio refuses what does not fit", "[06][6.5]") {
  Rng rng = test_rng("6.5 c");
  const arma::rowvec x = normal_matrix(1, 6, rng);
  INFO("x has 6 numbers: one too few, one too many, and then limits that are not above 0.");
  for (const arma::uword count : {5, 7}) {
    CHECK_THROWS_MATCHES(safe_ratio(x, normal_matrix(1, count, rng), 3), std::invalid_argument,
                         says("safe_ratio: z is 1x" + std::to_string(count) + ", expected 1x6"));
  }
  CHECK_THROWS_MATCHES(safe_ratio(x, x, 0), std::invalid_argument,
                       says("safe_ratio: limit is 0, expected more than 0"));
  CHECK_THROWS_MATCHES(safe_ratio(x, x, -2.5), std::invalid_argument,
                       says("safe_ratio: limit is -2.5, expected more than 0"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(safe_ratio(x, x, 2.5));
}

TEST_CASE("6.5 safe_log and safe_root agree with a loop", "[06][6.5]") {
  Rng rng = test_rng("6.5 d");
  const arma::rowvec x = uniform_matrix(1, 20, -6.0, 6.0, rng);
  INFO("20 numbers of both signs.");
  CHECK_THAT(safe_log(x),
             close_to(each(x, log_of))
                 .mistake("The sign of x is lost.", arma::abs(each(x, log_of)))
                 .mistake("The 1 is missing: log |x| is negative below 1, and infinite at 0.",
                          each(x, [](double v) { return sign_of(v) * std::log(std::abs(v)); }))
                 .mistake("The 1 is missing, and so is the sign of x.",
                          each(x, [](double v) { return std::log(std::abs(v)); }))
                 .mistake("Negative numbers became 0: they have a logarithm here, too.",
                          each(x, [](double v) { return v > 0.0 ? log_of(v) : 0.0; }))
                 .mistake("This is the logarithm to base 10: log is the natural one.",
                          each(x, [](double v) { return log_of(v) / std::log(10.0); }))
                 .mistake("This is the logarithm to base 2: log is the natural one.",
                          each(x, [](double v) { return log_of(v) / std::log(2.0); })));
  CHECK_THAT(safe_root(x),
             close_to(each(x, root_of))
                 .mistake("The sign of x is lost.", arma::abs(each(x, root_of)))
                 .mistake("Negative numbers became 0: they have a root here, too.",
                          each(x, [](double v) { return v > 0.0 ? root_of(v) : 0.0; }))
                 .mistake("This is the cube root: a square root was asked for.",
                          each(x, [](double v) { return std::cbrt(v); })));
}

TEST_CASE("6.5 safe_log and safe_root at 0, near it, and far away", "[06][6.5]") {
  Rng rng = test_rng("6.5 e");
  const double power = uniform(60.0, 100.0, rng);
  const double huge = std::pow(10.0, power);
  INFO("x = (0, 1e-8, -1e-8, h, -h) with h = " << huge << ".");
  const arma::rowvec x = {0, 1e-8, -1e-8, huge, -huge};
  const double log_huge = power * std::log(10.0);
  CHECK_THAT(safe_log(x), close_to(arma::rowvec{0, 1e-8, -1e-8, log_huge, -log_huge}));
  const double root_huge = std::pow(10.0, power / 2);
  CHECK_THAT(safe_root(x), close_to(arma::rowvec{0, 1e-4, -1e-4, root_huge, -root_huge}));
}

// ---- 6.6 quarters -------------------------------------------------------------------------------

TEST_CASE("6.6 the quartiles of any number of values, in any order", "[06][6.6]") {
  Rng rng = test_rng("6.6 a");
  // Four lengths in a row, so that n - 1 has every remainder by 4.
  for (const arma::uword n : {8, 9, 10, 11}) {
    const arma::rowvec values = uniform_matrix(1, n, -5.0, 5.0, rng);
    const double count = static_cast<double>(n);
    const double last = count - 1.0;
    INFO(n << " values; the positions are " << last / 4 << ", " << last / 2 << " and "
           << 3 * last / 4 << ", counted from 0.");
    const char* const from_n =
        "The positions are q n / 4: the last of n values has the position n - 1.";
    CHECK_THAT(
        quartiles(values),
        naming(
            close_to(expected_quartiles(values)),
            {{"The values were sorted the wrong way round, the largest first.",
              arma::flipud(expected_quartiles(values))},
             {"The value below the position was taken: go on towards the next one. Were whole "
              "numbers divided?",
              at_positions(values, std::floor(last / 4), std::floor(last / 2),
                           std::floor(3 * last / 4))},
             {"The value above the position was taken: go only part of the way to it.",
              at_positions(values, std::ceil(last / 4), std::ceil(last / 2),
                           std::ceil(3 * last / 4))},
             {"The nearest value was taken: go part of the way to the next one.",
              at_positions(values, std::round(last / 4), std::round(last / 2),
                           std::round(3 * last / 4))},
             {from_n, at_positions(values, count / 4, count / 2, 3 * count / 4)},
             {from_n, at_positions(values, std::floor(count / 4), std::floor(count / 2),
                                   std::floor(3 * count / 4))},
             {"These divide the range into four equal parts: quartiles divide the values into four "
              "equally large groups.",
              arma::vec(arma::linspace(values.min(), values.max(), 5)).subvec(1, 3)}}));
  }
}

TEST_CASE("6.6 quartiles of few values and of equal values", "[06][6.6]") {
  Rng rng = test_rng("6.6 b");
  const double a = uniform(1.0, 2.0, rng);
  INFO("One value, with no next one:");
  CHECK_THAT(quartiles({a}), close_to(arma::vec{a, a, a}));
  INFO("Two values, a + 4 and a: the positions are 0.25, 0.5 and 0.75.");
  CHECK_THAT(quartiles({a + 4, a}), close_to(arma::vec{a + 1, a + 2, a + 3}));
  INFO("Five values: the positions are 1, 2 and 3, so they are values themselves.");
  CHECK_THAT(quartiles({a + 9, a, -a, a + 1, a + 5}), close_to(arma::vec{a, a + 1, a + 5}));
  INFO("Nine equal values:");
  CHECK_THAT(quartiles(arma::rowvec(9, arma::fill::value(a))), close_to(arma::vec{a, a, a}));
}

TEST_CASE("6.6 a quarter of 401 values lies below the first quartile", "[06][6.6]") {
  Rng rng = test_rng("6.6 c");
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
  const double first = uniform(-2.0, -1.0, rng);
  const double second = uniform(0.0, 1.0, rng);
  const double third = uniform(2.0, 3.0, rng);
  const arma::vec bounds = {first, second, third};
  // Most values are low, so that their own quartiles are far from the bounds.
  arma::rowvec values = uniform_matrix(1, 24, -5.0, 1.0, rng);
  values(3) = first;
  values(8) = second;
  values(9) = second;
  values(15) = third;
  values(20) = 7.0;
  values(21) = 3.5;
  const arma::mat expected = expected_one_hot(values, bounds);
  const arma::mat upper = upper_one_hot(values, bounds);
  INFO("24 values, four of which equal a bound (columns 3, 8, 9 and 15).");
  CHECK_THAT(
      quartile_one_hot(values, bounds),
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
                   expected_one_hot(values, expected_quartiles(values))));
  INFO("The same values in the opposite order: no entry may be left over from before.");
  CHECK_THAT(quartile_one_hot(arma::fliplr(values), bounds), close_to(arma::fliplr(expected)));
}

TEST_CASE("6.6 equal bounds and a single value still give one 1 a column", "[06][6.6]") {
  Rng rng = test_rng("6.6 e");
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
  CHECK_THROWS_MATCHES(quartiles(arma::rowvec()), std::invalid_argument,
                       says("quartiles: got 0 values, expected at least 1"));
  INFO("Three bounds divide the line into four quarters: bounds must be 3x1.");
  for (const arma::uword count : {1, 4}) {
    CHECK_THROWS_MATCHES(
        quartile_one_hot({1, 2}, arma::ones(count)), std::invalid_argument,
        says("quartile_one_hot: bounds is " + std::to_string(count) + "x1, expected 3x1"));
  }
  INFO("What fits is not refused.");
  CHECK_NOTHROW(quartiles({1, 2}));
  CHECK_NOTHROW(quartile_one_hot({1, 2}, {1, 2, 3}));
}

// ---- 6.7 engineer_features ----------------------------------------------------------------------

TEST_CASE("6.7 every row that follows from x and z stands in its place", "[06][6.7]") {
  Rng rng = test_rng("6.7 a");
  arma::rowvec x = uniform_matrix(1, 12, -4.0, 4.0, rng);
  arma::rowvec z = uniform_matrix(1, 12, -3.0, 3.0, rng);
  z(5) = 0.0;
  z(6) = 1e-3;
  const Features features = engineer_features(x, z, {-1, 0, 1}, rng);
  REQUIRE(shape(features.X.n_rows, features.X.n_cols) == "17x12");
  const arma::mat expected = expected_features(x, z);
  for (arma::uword row = 0; row < 12; ++row) {
    INFO("Row " << row << ", \"" << feature_names[row] << "\":");
    auto matcher = close_to(expected.row(row));
    for (arma::uword other = 0; other < 12; ++other) {
      if (other == row) continue;
      matcher.mistake("This is " + feature_names[other] + ": is the order that of the contract?",
                      expected.row(other));
    }
    matcher.mistake("A power multiplies a number by itself: 3 x is not x^3.", 2 * x)
        .mistake("A power multiplies a number by itself: 3 x is not x^3.", 3 * x)
        .mistake("A power multiplies a number by itself: 3 x is not x^3.", 2 * z)
        .mistake("A power multiplies a number by itself: 3 x is not x^3.", 3 * z)
        .mistake("This is x + z.", x + z)
        .mistake("This is sin z: the sine is of x.", arma::sin(z))
        .mistake("This is cos x: the cosine is of z.", arma::cos(x))
        .mistake("This is log z: the logarithm is of x.", each(z, log_of))
        .mistake("This is the root of z: the root is of x.", each(z, root_of));
    CHECK_THAT(arma::rowvec(features.X.row(row)), matcher);
  }
}

TEST_CASE("6.7 names and rows belong together, for one sample as for many", "[06][6.7]") {
  Rng rng = test_rng("6.7 b");
  Rng theirs = test_rng("6.7 b theirs");
  for (const arma::uword samples : {1, 50}) {
    const Features features = engineer_features(normal_matrix(1, samples, rng),
                                                normal_matrix(1, samples, rng), {-1, 0, 1}, theirs);
    INFO(samples << " sample(s): seventeen names, seventeen rows.");
    REQUIRE(shape(features.X.n_rows, features.X.n_cols) == shape(17, samples));
    REQUIRE(features.names.size() == 17);
    for (arma::uword i = 0; i < 17; ++i) {
      INFO("The name of row " << i << ":");
      CHECK(features.names[i] == feature_names[i]);
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
  const arma::mat expected = expected_one_hot(z, bounds);
  INFO("Rows 13 to 16, for bounds that are not the quartiles of these samples.");
  CHECK_THAT(features.X.rows(13, 16),
             close_to(expected)
                 .mistake("The quartiles of this z were used: use `bounds`, which come from the "
                          "training part.",
                          expected_one_hot(z, expected_quartiles(z)))
                 .mistake("These are the quarters of x: those of z were asked for.",
                          expected_one_hot(x, bounds))
                 .mistake("A value that equals a bound went up: it is in the lower quarter.",
                          upper_one_hot(z, bounds))
                 .mistake("The quarters stand upside down: the lowest comes first.",
                          arma::flipud(expected)));
}

TEST_CASE("6.7 the noise is N(0, 1), and knows nothing of x and z", "[06][6.7]") {
  Rng rng = test_rng("6.7 d");
  const arma::rowvec x = uniform_matrix(1, 5000, -4.0, 4.0, rng);
  const arma::rowvec z = uniform_matrix(1, 5000, -4.0, 4.0, rng);
  const Features features = engineer_features(x, z, {-1, 0, 1}, rng);
  REQUIRE(shape(features.X.n_rows, features.X.n_cols) == "17x5000");
  const arma::rowvec noise = features.X.row(12);
  {
    INFO("How many of the 5000 numbers of noise are different numbers, as a share:");
    const std::set<double> values(noise.begin(), noise.end());
    CHECK_THAT(static_cast<double>(values.size()) / 5000.0,
               close_to(1.0, 0.002)
                   .mistake("All samples have the same noise: each needs a number of its own.",
                            1.0 / 5000));
  }
  {
    INFO("Mean of the noise, near 0:");  // standard error 0.014
    CHECK_THAT(mean_of(noise),
               close_to(0.0, 0.1)
                   .mistake("The noise is not spread around 0: is it uniform in 0 ... 1?", 0.5)
                   .mistake("The noise is of one sign: is an absolute value too many?", 0.8));
  }
  {
    INFO("Deviation of the noise, near 1:");  // standard error 0.010
    CHECK_THAT(deviation_of(noise),
               close_to(1.0, 0.08)
                   .mistake("The noise is uniform: normal_matrix draws normal numbers.",
                            std::sqrt(1.0 / 3))
                   .mistake("The noise is too small: N(0, 1) has deviation 1.", 0.1));
  }
  {
    INFO("Share of the noise within one deviation: 0.683 for normal numbers.");  // 0.0066
    double within = 0.0;
    for (const double value : noise) within += std::abs(value) < 1.0 ? 1.0 / 5000 : 0.0;
    CHECK_THAT(within, close_to(0.6827, 0.05)
                           .mistake("The noise is uniform: normal_matrix draws normal numbers.",
                                    1 / std::sqrt(3.0)));
  }
  INFO("Correlation of the noise with x and with z, near 0:");  // standard error 0.014
  CHECK_THAT(expected_correlations(arma::join_cols(noise, x))(0, 1), close_to(0.0, 0.1));
  CHECK_THAT(expected_correlations(arma::join_cols(noise, z))(0, 1), close_to(0.0, 0.1));
}

TEST_CASE("6.7 the noise comes from rng alone, which moves on", "[06][6.7]") {
  Rng rng = test_rng("6.7 e");
  const arma::rowvec x = normal_matrix(1, 500, rng);
  const arma::rowvec z = normal_matrix(1, 500, rng);
  Rng twin = rng;
  const std::uint64_t before = rng.draws();
  const Features first = engineer_features(x, z, {-1, 0, 1}, rng);
  const Features repeated = engineer_features(x, z, {-1, 0, 1}, twin);
  const Features next = engineer_features(x, z, {-1, 0, 1}, rng);
  REQUIRE(shape(first.X.n_rows, first.X.n_cols) == "17x500");
  REQUIRE(shape(repeated.X.n_rows, repeated.X.n_cols) == "17x500");
  REQUIRE(shape(next.X.n_rows, next.X.n_cols) == "17x500");
  {
    INFO("Two generators in the same state. All randomness has to come from rng.");
    CHECK_THAT(repeated.X.row(12), close_to(first.X.row(12)));
  }
  {
    INFO("Correlation of the noise of two calls in turn, near 0:");  // standard error 0.045
    CHECK_THAT(expected_correlations(arma::join_cols(first.X.row(12), next.X.row(12)))(0, 1),
               close_to(0.0, 0.3).mistake(
                   "Both calls have the very same noise: draw from rng itself, so that each draw "
                   "moves it on.",
                   1.0));
  }
  INFO("rng itself has to move on: a copy of it moves on alone.");
  CHECK(rng.draws() > before);
}

TEST_CASE("6.7 a z of another length and bounds that are not three are refused", "[06][6.7]") {
  Rng rng = test_rng("6.7 f");
  Rng theirs = test_rng("6.7 f theirs");
  const arma::rowvec x = normal_matrix(1, 6, rng);
  INFO("x has 6 numbers: z must have as many. There must be three bounds.");
  for (const arma::uword count : {5, 7}) {
    CHECK_THROWS_MATCHES(
        engineer_features(x, normal_matrix(1, count, rng), {-1, 0, 1}, theirs),
        std::invalid_argument,
        says("engineer_features: z is 1x" + std::to_string(count) + ", expected 1x6"));
  }
  CHECK_THROWS_MATCHES(engineer_features(x, x, {-1, 1}, theirs), std::invalid_argument,
                       says("bounds is 2x1, expected 3x1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(engineer_features(x, x, {-1, 0, 1}, rng));
}

// ---- 6.8 correlation_matrix ---------------------------------------------------------------------

TEST_CASE("6.8 correlations agree with loops over the samples", "[06][6.8]") {
  Rng rng = test_rng("6.8 a");
  const arma::uword m = between(7, 12, rng);
  const arma::mat X = uneven_features(4, m, rng);
  const arma::mat expected = expected_correlations(X);
  const arma::vec deviations = deviations_of(X);
  const double with_m = static_cast<double>(m);
  arma::mat uncentred(4, 4);
  for (arma::uword i = 0; i < 4; ++i) {
    for (arma::uword k = 0; k < 4; ++k) {
      const double squares = arma::accu(X.row(i) % X.row(i)) * arma::accu(X.row(k) % X.row(k));
      uncentred(i, k) = arma::accu(X.row(i) % X.row(k)) / std::sqrt(squares);
    }
  }
  const arma::mat covariances = expected % (deviations * deviations.t());
  INFO("4 features x " << m << " samples: the result is 4x4.");
  CHECK_THAT(correlation_matrix(X),
             close_to(expected)
                 .samples(m)
                 .mistake("These are covariances: divide by both deviations.", covariances)
                 .mistake("These are covariances, with m - 1: divide by both deviations.",
                          covariances * with_m / (with_m - 1))
                 .mistake("The means were not subtracted.", uncentred)
                 .mistake("These are correlations of the samples: a feature is a row.",
                          expected_correlations(X.t()))
                 .mistake("m - 1 stands in one place and m in another: use one of them throughout.",
                          expected * with_m / (with_m - 1))
                 .mistake("The sums of products were divided by the number of features.",
                          expected * with_m / 4 + arma::eye(4, 4) * (1 - with_m / 4))
                 .mistake("The sums of products were not divided by the number of samples.",
                          with_m * expected - (with_m - 1) * arma::eye(4, 4))
                 .mistake("m - 1 stands in one place and m in another: use one of them throughout.",
                          expected * (with_m - 1) / with_m)
                 .mistake("m - 1 stands in one place and m in another: use one of them throughout.",
                          expected * with_m / (with_m - 1) - arma::eye(4, 4) / (with_m - 1))
                 .mistake("m - 1 stands in one place and m in another: use one of them throughout.",
                          expected * (with_m - 1) / with_m + arma::eye(4, 4) / with_m)
                 .mistake("The signs are lost.", arma::abs(expected))
                 .mistake("These are squares of correlations.", arma::square(expected))
                 .mistake("Only the part above the diagonal is filled in.", arma::trimatu(expected))
                 .mistake("Only the part below the diagonal is filled in.", arma::trimatl(expected))
                 .mistake("The diagonal is 0: a feature goes perfectly with itself.",
                          expected - arma::eye(4, 4)));
}

TEST_CASE("6.8 features that rise and fall together have correlation 1 or -1", "[06][6.8]") {
  Rng rng = test_rng("6.8 b");
  const arma::rowvec x = normal_matrix(1, 9, rng);
  arma::mat X(3, 9);
  X.row(0) = x;
  X.row(1) = uniform(2.0, 5.0, rng) * x + uniform(1.0, 3.0, rng);
  X.row(2) = -uniform(0.1, 0.5, rng) * x + uniform(1.0, 3.0, rng);
  INFO(
      "Row 1 is a x + b, row 2 is -c x + d, with positive a and c: neither unit nor offset "
      "counts.");
  CHECK_THAT(correlation_matrix(X),
             close_to({{1, 1, -1}, {1, 1, -1}, {-1, -1, 1}})
                 .mistake("The signs are lost: what falls while another rises has correlation -1.",
                          arma::ones(3, 3)));
}

TEST_CASE("6.8 features that never change have correlation 0 with all others", "[06][6.8]") {
  Rng rng = test_rng("6.8 c");
  arma::mat X = uneven_features(5, 12, rng);
  X.row(1).fill(uniform(0.05, 0.95, rng));
  X.row(3).fill(0.7);
  INFO("Rows 1 and 3 never change. The diagonal is 1 everywhere.");
  CHECK_THAT(correlation_matrix(X),
             close_to(expected_correlations(X))
                 .mistake("The diagonal is 1 for a feature that never changes, too.",
                          expected_correlations(X, 0.0)));
}

TEST_CASE("6.8 units do not matter: microns and light years", "[06][6.8]") {
  Rng rng = test_rng("6.8 d");
  const arma::mat X = uneven_features(3, 15, rng);
  const arma::mat expected = expected_correlations(X);
  arma::mat other = X;
  other.row(0) *= 1e-6;
  other.row(2) *= 1e9;
  INFO("Row 0 is given in a unit a million times as large, row 2 in one that is tiny.");
  CHECK_THAT(correlation_matrix(other), close_to(expected));
}
