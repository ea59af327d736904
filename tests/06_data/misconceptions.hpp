// What learners write in lesson 06 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by a formula in the graded ones.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "06_data/data.hpp"
#include "common/contract.hpp"
#include "support/close_to.hpp"

namespace misconceptions {

using support::CloseTo;
using support::CloseToNumber;
using support::SameAs;

// ---- what several comparisons name --------------------------------------------------------------

inline constexpr Misconception not_shuffled{
    "not_shuffled", "Nearly all of the first samples are in the first part: are they shuffled?"};
inline constexpr Misconception sample_twice{
    "sample_twice", "A sample occurs more than once: every sample belongs to one part alone."};
inline constexpr Misconception same_draw{
    "same_draw",
    "Both calls draw the very same: draw from rng itself, so that each draw moves it on."};
inline constexpr Misconception too_early_whole{
    "too_early_whole", "A fraction became a whole number too early: 0.6 as a whole number is 0."};
inline constexpr Misconception remembers{
    "remembers", "A second call knows nothing of the first: is something kept between calls?"};
inline constexpr Misconception small_added{"small_added",
                                           "Something small was added below the fraction line: to "
                                           "a feature with small numbers it is a lot."};
inline constexpr Misconception first_and_last{"first_and_last",
                                              "Only the first and the last sample were looked at."};
inline constexpr Misconception flat_not_0{
    "flat_not_0", "The row that never changed became a number other than 0."};
inline constexpr Misconception by_0_other{
    "by_0_other",
    "What is divided by 0 came out as another number than the limit, with either sign."};
inline constexpr Misconception times_x{"times_x", "x itself is a factor here: only its sign is."};
inline constexpr Misconception other_function{"other_function",
                                              "The logarithm and the root have changed places."};
inline constexpr Misconception value_below{"value_below",
                                           "The value below the position was taken: go on towards "
                                           "the next one. Were whole numbers divided?"};
inline constexpr Misconception in_degrees{"in_degrees", "Sine and cosine take radians in C++."};
inline constexpr Misconception last_was_kept{
    "last_was_kept", "The last of each group was kept: the contract asks for the first."};
inline constexpr Misconception one_for_all{"one_for_all",
                                           "This is one value for all: each feature has its own."};
inline constexpr Misconception range_was_narrow{
    "range_was_narrow",
    "A feature that changes little was taken for one that never changes: its numbers are small, "
    "and that is all."};
inline constexpr Misconception signs_gone{"signs_gone", "The signs are gone."};
inline constexpr Misconception zero_over_zero{
    "zero_over_zero", "0/0 became the limit: without x there is no side to choose."};
inline constexpr Misconception sign_of_x_lost{"sign_of_x_lost", "The sign of x is lost."};
inline constexpr Misconception negative_is_0{
    "negative_is_0", "Negative numbers became 0: they have an answer here, too."};
inline constexpr Misconception halves_rule{
    "halves_rule",
    "These are quartiles by another rule, the medians of two halves: there are several, and the "
    "contract names one."};
inline constexpr Misconception bound_went_up{
    "bound_went_up", "A value that equals a bound went up: it is in the lower quarter."};
inline constexpr Misconception own_quartiles{
    "own_quartiles",
    "The quartiles of these values were used: use `bounds`, which come from the training part."};
inline constexpr Misconception upside_down{"upside_down",
                                           "The quarters stand upside down: the lowest is row 0."};
inline constexpr Misconception number_of_quarter{
    "number_of_quarter", "These are the numbers of the quarters: make a column with a 1 of each."};
inline constexpr Misconception uniform_noise{
    "uniform_noise", "The noise is uniform: normal_matrix draws normal numbers."};
inline constexpr Misconception m_and_m_1{
    "m_and_m_1", "m - 1 stands in one place and m in another: use one of them throughout."};

// ---- rows, one number at a time -----------------------------------------------------------------

/// f applied to each entry.
template <typename Function>
arma::rowvec each(const arma::rowvec& x, Function f) {
  arma::rowvec result(x.n_elem);
  for (arma::uword i = 0; i < x.n_elem; ++i) result(i) = f(x(i));
  return result;
}

/// f applied to each row: one number a feature.
template <typename Function>
arma::vec by_row(const arma::mat& X, Function f) {
  arma::vec result(X.n_rows);
  for (arma::uword i = 0; i < X.n_rows; ++i) result(i) = f(arma::rowvec(X.row(i)));
  return result;
}

inline double mean_of(const arma::rowvec& row) {
  double sum = 0.0;
  for (const double value : row) sum += value;
  return sum / static_cast<double>(row.n_elem);
}

/// With 1/m.
inline double deviation_of(const arma::rowvec& row) {
  const double mean = mean_of(row);
  return std::sqrt(mean_of(each(row, [&](double v) { return (v - mean) * (v - mean); })));
}

/// (X - subtract) / divide, row by row: what every way of scaling is.
inline arma::mat scaled_by(const arma::mat& X, const arma::vec& subtract, const arma::vec& divide) {
  arma::mat scaled = X.each_col() - subtract;
  scaled.each_col() /= divide;
  return scaled;
}

inline double sign_of(double x) {
  return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : 0.0;
}

// ---- 6.1 split_samples --------------------------------------------------------------------------

/// How many samples each part has: 1 x parts.
inline arma::umat part_sizes(const std::vector<arma::uvec>& parts) {
  arma::umat counts(1, parts.size());
  for (arma::uword k = 0; k < parts.size(); ++k) counts(k) = parts[k].n_elem;
  return counts;
}

/// The sizes of the parts of several splits with the same fractions, side by side: of one split
/// alone, two mistakes often give the same sizes.
inline SameAs split_sizes(const arma::umat& expected, const std::vector<arma::uword>& samples,
                          const std::vector<double>& fractions) {
  const arma::uword parts = fractions.size();
  // Where the parts end, if `rounded` makes a whole number of each cut.
  const auto cut = [&](double (*rounded)(double)) {
    arma::umat counts;
    for (const arma::uword m : samples) {
      double share = 0.0;
      double begin = 0.0;
      for (const double fraction : fractions) {
        share += fraction;
        const double end = rounded(share * static_cast<double>(m));
        counts = arma::join_rows(counts, arma::umat{static_cast<arma::uword>(end - begin)});
        begin = end;
      }
    }
    return counts;
  };
  // How large they are, if each part's own size is rounded, and the last one takes the rest or not.
  const auto own = [&](double (*rounded)(double), bool takes_rest) {
    arma::umat counts;
    for (const arma::uword m : samples) {
      arma::uword used = 0;
      for (arma::uword k = 0; k < parts; ++k) {
        const auto size = static_cast<arma::uword>(rounded(fractions[k] * static_cast<double>(m)));
        const arma::uword count = takes_rest && k + 1 == parts ? m - std::min(m, used) : size;
        counts = arma::join_rows(counts, arma::umat{count});
        used += size;
      }
    }
    return counts;
  };
  const auto down = [](double number) { return std::floor(number + 1e-6); };
  const auto up = [](double number) { return std::ceil(number - 1e-6); };
  const auto nearest = [](double number) { return std::floor(number + 0.5); };
  const auto nothing = [](double) { return 0.0; };
  arma::umat from_0;  // each part from the first sample on
  for (arma::uword i = 0, before = 0; i < expected.n_elem; ++i) {
    before = expected(i) + (i % parts == 0 ? 0 : before);
    from_0 = arma::join_rows(from_0, arma::umat{before});
  }
  arma::umat one_short = expected;
  arma::umat overlapping = expected;
  for (arma::uword i = 0; i < expected.n_elem; ++i) {
    const bool last = i % parts == parts - 1;
    if (last && expected(i) > 0) --one_short(i);
    if (!last) ++overlapping(i);
  }
  SameAs as_expected = same_as(expected);
  if (parts > 2) {  // of two parts, cuts and sizes are the same
    as_expected.mistake({"own_size_rounded",
                         "Each part's own size was rounded: what is rounded is where a part ends, "
                         "counted from the first sample."},
                        own(nearest, true));
  }
  if (arma::any(arma::vectorise(own(down, true) != cut(down)))) {
    as_expected.mistake({"own_size_cut_off",
                         "Each part's own size lost its fraction, and the last part took the rest: "
                         "what is rounded is where a part ends, counted from the first sample."},
                        own(down, true));
  }
  return as_expected
      .mistake(
          {"cuts_cut_off", "The cuts lost their fraction: a cut at 5.6 is nearer to 6 than to 5."},
          cut(down))
      .mistake(
          {"cuts_rounded_up", "The cuts were rounded up: a cut at 4.2 is nearer to 4 than to 5."},
          cut(up))
      .mistake({"samples_left_over",
                "Each part's own size lost its fraction, and samples are left over: every sample "
                "must be in a part."},
               own(down, false))
      .mistake(too_early_whole, own(nothing, false))
      .mistake(too_early_whole, own(nothing, true))
      .mistake({"last_one_missing",
                "The last part lacks a sample: look at the last index of the last part."},
               one_short)
      .mistake({"from_the_start",
                "Every part begins with the first sample: it begins where the one before ends."},
               from_0)
      .mistake({"overlap",
                "The parts overlap: each but the last has the first sample of the next one, too."},
               overlapping);
}

/// All parts in one list, sorted: 1 x samples.
inline arma::umat together(const std::vector<arma::uvec>& parts) {
  arma::uvec all;
  for (const arma::uvec& part : parts) all = arma::join_cols(all, part);
  return arma::sort(all).t();
}

/// 0 ... samples-1, each once.
inline SameAs each_once(arma::uword samples) {
  const arma::umat all = arma::regspace<arma::umat>(0, samples - 1).t();
  return same_as(all).mistake(
      {"counted_from_1", "The samples are counted from 1: columns are counted from 0."}, all + 1);
}

/// The share of the indices 0 ... half-1 among those of `part`.
inline double share_below(arma::uword half, const arma::uvec& part) {
  return static_cast<double>(arma::accu(part < half)) / static_cast<double>(part.n_elem);
}

/// The share of `part` that is in `other`, too.
inline double share_common(const arma::uvec& part, const arma::uvec& other) {
  return static_cast<double>(arma::intersect(part, other).eval().n_elem) /
         static_cast<double>(part.n_elem);
}

/// Half of 1000 samples, which chance alone has put together: all standard errors are below 0.02.
inline arma::uvec random_half(nn::Rng& rng) {
  const std::vector<arma::uvec> parts = nn::split_samples(1000, {0.5, 0.5}, rng);
  REQUIRE(part_sizes(parts).n_elem == 2);
  REQUIRE(parts[0].n_elem == 500);
  return parts[0];
}

inline void check_shuffled(nn::Rng& rng) {
  const arma::uvec half = random_half(rng);
  INFO("Of 1000 samples, the share of the first part that comes from 0 ... 499, near 0.5:");
  CHECK_THAT(share_below(500, half), close_to(0.5, 0.14).mistake(not_shuffled, 1.0));
  INFO("The share of the first part whose next sample is in it, too, near 0.5:");
  CHECK_THAT(share_common(half + 1, half),
             close_to(0.5, 0.14).mistake({"in_one_piece",
                                          "Samples that were neighbours came into the part "
                                          "together: each has to be drawn for itself."},
                                         1.0));
}

inline void check_drawn_from(nn::Rng& rng) {
  nn::Rng twin = rng;
  const std::uint64_t before = rng.draws();
  const arma::uvec first = random_half(rng);
  const arma::uvec repeated = random_half(twin);
  const arma::uvec next = random_half(rng);
  UNSCOPED_INFO(
      "Two splits from the same state of rng: the share of samples that both have in their first "
      "part. All randomness has to come from rng.");
  CHECK_THAT(share_common(first, repeated), close_to(1.0));
  UNSCOPED_INFO(
      "Two splits in turn: the share of samples that both have in their first part, near 0.5:");
  CHECK_THAT(share_common(first, next), close_to(0.5, 0.14).mistake(same_draw, 1.0));
  INFO("rng itself has to move on: a copy of it moves on alone.");
  CHECK(rng.draws() > before);
}

// ---- 6.2 distinct_samples -----------------------------------------------------------------------

/// The columns that have no like before them, where `alike` compares two.
template <typename Alike>
arma::uvec without_like(const arma::mat& X, Alike alike) {
  std::vector<arma::uword> kept;
  for (arma::uword j = 0; j < X.n_cols; ++j) {
    bool is_new = true;
    for (arma::uword k = 0; k < j; ++k) is_new = is_new && !alike(X.col(j), X.col(k));
    if (is_new) kept.push_back(j);
  }
  return arma::uvec(kept);
}

inline SameAs first_samples(const arma::uvec& expected, const arma::mat& X) {
  arma::uvec last, alone, duplicates, neighbours;
  arma::uvec flags(X.n_cols, arma::fill::zeros);
  for (arma::uword j = 0; j < X.n_cols; ++j) {
    arma::uword before = 0;
    arma::uword after = 0;
    for (arma::uword k = 0; k < X.n_cols; ++k) {
      const bool equal = arma::all(X.col(j) == X.col(k));
      before += equal && k < j;
      after += equal && k > j;
    }
    const arma::uvec here = {j};
    if (after == 0) last = arma::join_cols(last, here);
    if (before + after == 0) alone = arma::join_cols(alone, here);
    if (before > 0) duplicates = arma::join_cols(duplicates, here);
    if (j == 0 || arma::any(X.col(j) != X.col(j - 1)))
      neighbours = arma::join_cols(neighbours, here);
    flags(j) = before == 0;
  }
  SameAs as_expected = same_as(expected);
  for (const double tolerance : {1e-3, 1e-6, 1e-8, 1e-10}) {
    as_expected.mistake({"nearly_equal", "A small difference is a difference: compare exactly."},
                        without_like(X, [&](const auto& a, const auto& b) {
                          return arma::abs(a - b).max() <= tolerance;
                        }));
  }
  if (X.n_rows > 2) {  // of two features, first_feature is the same
    as_expected.mistake(
        {"last_feature_missing", "The last feature was not compared: all of them must be equal."},
        without_like(X, [](const arma::vec& a, const arma::vec& b) {
          return arma::all(a.head(a.n_elem - 1) == b.head(a.n_elem - 1));
        }));
  }
  return as_expected
      .mistake({"only_neighbours",
                "Only neighbours were compared: equal columns need not stand side by side."},
               neighbours)
      .mistake(
          {"only_sample_0",
           "Every sample was compared with sample 0 alone: any of those before may be its like."},
          [&] {
            arma::uvec kept = {0};
            for (arma::uword j = 1; j < X.n_cols; ++j) {
              if (arma::any(X.col(j) != X.col(0))) kept = arma::join_cols(kept, arma::uvec{j});
            }
            return kept;
          }())
      .mistake(
          {"order_ignored", "Each feature has its place: (1, -2) and (-2, 1) are two samples."},
          without_like(X,
                       [](const arma::vec& a, const arma::vec& b) {
                         return arma::all(arma::sort(a) == arma::sort(b));
                       }))
      .mistake(last_was_kept, last)
      .mistake({"both_gone", "Whatever occurs twice is gone: one of each group has to stay."},
               alone)
      .mistake({"duplicates", "These are the duplicates: the others were asked for."}, duplicates)
      .mistake({"first_feature", "Only the first feature was compared: all of them must be equal."},
               without_like(X, [](const auto& a, const auto& b) { return a(0) == b(0); }))
      .mistake({"one_feature", "One equal feature is not enough: all of them must be equal."},
               without_like(X, [](const auto& a, const auto& b) { return arma::any(a == b); }))
      .mistake({"sums_compared",
                "The sums of the columns were compared: (1, 5, 7) and (2, 4, 7) are two different "
                "samples."},
               without_like(
                   X, [](const auto& a, const auto& b) { return arma::accu(a) == arma::accu(b); }))
      .mistake(
          {"signs_ignored", "The signs count."},
          without_like(X, [](const auto& a,
                             const auto& b) { return arma::all(arma::abs(a) == arma::abs(b)); }))
      .mistake({"index_from_1", "Columns are counted from 0."}, expected + 1)
      .mistake({"yes_or_no",
                "This says yes or no for each column: the indices of the yes were asked for."},
               flags);
}

// ---- 6.3 standardisation ------------------------------------------------------------------------

inline CloseTo feature_means(const arma::vec& expected, const arma::mat& X) {
  return close_to(expected)
      .samples(X.n_cols)
      .mistake({"means_of_samples", "These are the means of the samples: a feature is a row."},
               by_row(X.t(), mean_of))
      .mistake({"medians", "These are medians: the mean adds up all values."}, arma::median(X, 1))
      .mistake({"changed_places", "mean and deviation have changed places."},
               by_row(X, deviation_of))
      .mistake(one_for_all, arma::vec(X.n_rows, arma::fill::value(arma::mean(expected))));
}

/// `unit` is that of the rows: X and what is compared are in it.
inline CloseTo feature_deviations(const arma::vec& expected, const arma::mat& X, double unit = 1) {
  const double m = static_cast<double>(X.n_cols);
  const arma::vec computed = by_row(X, deviation_of);
  const arma::vec range = arma::max(X, 1) - arma::min(X, 1);
  arma::vec no_spread = expected;
  arma::vec rounding = expected;
  for (arma::uword i = 0; i < X.n_rows; ++i) {
    if (range(i) > 0) continue;
    no_spread(i) = 0;
    if (computed(i) > 0) rounding(i) = 0;
  }
  arma::vec two_alone = expected;
  two_alone.elem(arma::find(X.col(0) == X.col(X.n_cols - 1))).ones();
  CloseTo as_expected = close_to(expected);
  for (const double least : {1e-6, 1e-8, 1e-10, 1e-12, 2.3e-16}) {
    arma::vec cut = expected;
    cut.elem(arma::find(computed * unit < least)).fill(1 / unit);
    as_expected.mistake(range_was_narrow, cut);
  }
  if (range.max() > 0) {  // of a single sample, these are 0 as well
    as_expected
        .mistake({"mean_distances",
                  "These are means of distances without a sign: distances are squared here."},
                 by_row(X,
                        [](const arma::rowvec& row) {
                          const double mean = mean_of(row);
                          return mean_of(each(row, [&](double v) { return std::abs(v - mean); }));
                        }))
        .mistake(
            {"ranges", "These are ranges, greatest less least: how far is a value from the mean?"},
            range);
  }
  if (arma::any(rounding != no_spread)) {
    as_expected.mistake({"only_rounding",
                         "A row that never changes has a deviation of about 1e-17, which is not 0 "
                         "but should be: look for something that is exactly 0 if nothing changes."},
                        rounding);
  }
  return as_expected
      .mistake(
          {"deviations_of_samples", "These are the deviations of the samples: a feature is a row."},
          by_row(X.t(), deviation_of))
      .mistake(one_for_all,
               arma::vec(X.n_rows, arma::fill::value(deviation_of(arma::vectorise(X).t()))))
      .mistake(first_and_last, two_alone)
      .mistake(
          {"least_deviation",
           "A least value stands in place of small deviations: what is small may be all there is."},
          arma::clamp(computed, 1e-8 / unit, arma::datum::inf))
      .mistake({"variance", "This is the variance: the deviation is its square root."},
               unit * arma::square(expected))
      .mistake({"by_m_less_1", "It was divided by m - 1: the course divides by m."},
               expected * std::sqrt(m / (m - 1)))
      .mistake({"not_divided", "The sum of the squares was not divided by the number of samples."},
               expected * std::sqrt(m))
      .mistake({"not_centred", "The mean was not subtracted before squaring."},
               arma::sqrt(by_row(arma::square(X), mean_of)))
      .mistake({"no_spread",
                "The deviation is 0, or so close to it that only rounding is left: what will "
                "happen when a feature is divided by it?"},
               no_spread)
      .mistake(small_added, expected + 1e-8 / unit);
}

inline CloseTo standardised(const arma::mat& expected, const nn::Standardisation& scaling,
                            const arma::mat& X) {
  const auto& [mean, deviation] = scaling;
  const arma::vec own = by_row(X, deviation_of);
  const arma::vec zeros = arma::zeros(mean.n_elem);
  CloseTo as_expected = close_to(expected);
  for (const double bound : {2.0, 2.5, 3.0, 5.0}) {
    as_expected.mistake(
        {"cut_off_far", "What is far from the mean was cut off: the network should see it."},
        arma::clamp(expected, -bound, bound));
  }
  return as_expected
      .mistake({"by_variance", "It was divided by the variance: the deviation is meant."},
               scaled_by(X, mean, arma::square(deviation)))
      .mistake({"mean_added", "The mean was added: it is to be subtracted."},
               scaled_by(X, -mean, deviation))
      .mistake({"scaled_back", "This is the way back: it multiplies and then adds."},
               scaled_by(X, -mean / deviation, 1 / deviation))
      .mistake(small_added, scaled_by(X, mean, deviation + 1e-8))
      .mistake(
          {"own_scaling", "X was scaled by its own mean and deviation: use those in `scaling`."},
          scaled_by(X, by_row(X, mean_of), arma::min(own) > 0 ? own : arma::vec(zeros + 1)))
      .mistake({"own_mean", "X's own mean was subtracted: use the one in `scaling`."},
               X.n_cols > 1 ? scaled_by(X, by_row(X, mean_of), deviation) : expected)
      .mistake({"only_centred", "The mean was subtracted, and nothing was divided."},
               scaled_by(X, mean, zeros + 1))
      .mistake({"no_mean", "It was divided by the deviation, and no mean was subtracted."},
               scaled_by(X, zeros, deviation))
      .mistake({"multiplied",
                "It was multiplied by the deviation: a large spread has to become smaller."},
               scaled_by(X, mean, 1 / deviation))
      .mistake({"divided_first", "Division comes first here: mind the brackets around X - mean."},
               scaled_by(X, mean / deviation, zeros + 1));
}

// ---- 6.4 min-max scaling ------------------------------------------------------------------------

inline CloseTo feature_lows(const arma::vec& expected, const arma::mat& X) {
  return close_to(expected)
      .mistake({"high_for_low", "This is the greatest value: low and high have changed places."},
               arma::max(X, 1))
      .mistake(
          {"lows_of_samples", "These are the least values of the samples: a feature is a row."},
          arma::min(X, 0).t())
      .mistake(one_for_all, arma::vec(X.n_rows, arma::fill::value(X.min())))
      .mistake({"least_from_0", "The search for the least began at 0: begin with the first value."},
               arma::clamp(expected, -arma::datum::inf, 0.0))
      .mistake(first_and_last, X.col(0));
}

inline CloseTo feature_highs(const arma::vec& expected, const arma::mat& X) {
  return close_to(expected)
      .mistake({"range_for_high", "This is the range, high - low: high itself was asked for."},
               expected - arma::min(X, 1))
      .mistake(
          {"highs_of_samples", "These are the greatest values of the samples: a feature is a row."},
          arma::max(X, 0).t())
      .mistake(one_for_all, arma::vec(X.n_rows, arma::fill::value(X.max())))
      .mistake({"greatest_from_0",
                "The search for the greatest began at 0: begin with the first value."},
               arma::clamp(expected, 0.0, arma::datum::inf))
      .mistake(first_and_last, X.col(X.n_cols - 1));
}

inline CloseTo min_max_scaled(const arma::mat& expected, const nn::MinMax& scaling,
                              const arma::mat& X) {
  const auto& [low, high] = scaling;
  const arma::vec zeros = arma::zeros(low.n_elem);
  const arma::vec range = high - low;
  const arma::uvec flat = arma::find(range == 0);
  const arma::vec divide = arma::vec(range).replace(0, 1);
  // The rows without a range made otherwise.
  const auto flat_rows = [&](const arma::mat& rows) {
    arma::mat result = expected;
    result.rows(flat) = rows.rows(flat);
    return result;
  };
  arma::vec own_range = arma::max(X, 1) - arma::min(X, 1);
  CloseTo as_expected = close_to(expected);
  for (const double least : {0.1, 1e-6, 1e-8, 1e-10, 1e-12, 2.3e-16}) {
    arma::mat cut = expected;
    cut.rows(arma::find(range < least)).zeros();
    as_expected.mistake(range_was_narrow, cut);
  }
  return as_expected
      .mistake(
          {"cut_off_outside", "What lies outside was cut off at 0 and 1: it has to stay outside."},
          arma::clamp(expected, 0, 1))
      .mistake({"own_range",
                "X was scaled by its own least and greatest values: use those in `scaling`."},
               scaled_by(X, arma::min(X, 1), own_range.replace(0, 1)))
      .mistake({"low_not_subtracted", "low was not subtracted before the division."},
               scaled_by(X, zeros, divide))
      .mistake({"divided_by_high", "It was divided by high: the range is high - low."},
               scaled_by(X, low, high))
      .mistake({"falls", "low and high have changed places: this falls where X rises."},
               1 - expected)
      .mistake(
          {"no_brackets_above", "Division comes first here: mind the brackets around X - low."},
          scaled_by(X, low / divide, zeros + 1))
      .mistake({"range_of_1",
                "The range of a row that never changed was taken for 1: nothing is known about how "
                "far this feature reaches."},
               flat_rows(scaled_by(X, low, divide)))
      .mistake({"flat_as_it_was", "The row that never changed came back as it was."}, flat_rows(X))
      .mistake(flat_not_0, flat_rows(arma::mat(arma::size(X), arma::fill::value(0.5))))
      .mistake(flat_not_0, flat_rows(arma::mat(arma::size(X), arma::fill::ones)))
      .mistake({"minus_1_to_1", "This goes from -1 to 1: low is to become 0."}, 2 * expected - 1)
      .mistake({"high_subtracted", "high was subtracted: which value is to become 0?"},
               scaled_by(X, high, divide))
      .mistake(small_added, scaled_by(X, low, range + 1e-8));
}

inline CloseTo min_max_undone(const arma::mat& expected, const nn::MinMax& scaling,
                              const arma::mat& scaled) {
  const auto& [low, high] = scaling;
  const arma::vec zeros = arma::zeros(low.n_elem);
  const arma::vec shrink = 1 / (high - low);
  return close_to(expected)
      .mistake({"low_first", "low was added before multiplying: the last step is undone first."},
               scaled_by(scaled, -low, shrink))
      .mistake({"low_missing", "low is missing."}, scaled_by(scaled, zeros, shrink))
      .mistake({"low_subtracted", "low was subtracted once more: the way back adds it."},
               scaled_by(scaled, low % shrink, shrink))
      .mistake({"by_high", "It was multiplied by high: the range is high - low."},
               scaled_by(scaled, -low / high, 1 / high))
      .mistake({"high_added", "high was added: scaled 0 is low."},
               scaled_by(scaled, -high % shrink, shrink))
      .mistake({"range_negative", "low - high is below 0: the range is high - low."},
               scaled_by(scaled, low % shrink, -shrink))
      .mistake({"divided_back", "It was divided by the range once more: the way back multiplies."},
               scaled_by(scaled, -low % (high - low), high - low))
      .mistake({"undone_cut_off", "What lies outside 0 ... 1 was cut off."},
               scaled_by(arma::clamp(scaled, 0, 1), -low % shrink, shrink))
      .mistake({"scaled_again", "This scales once more: the way back multiplies."},
               scaled_by(scaled, low, high - low));
}

// ---- 6.5 functions that have an answer to everything --------------------------------------------

/// x / z, one number at a time; `at_0` is what x / 0 gives.
template <typename At0>
arma::rowvec divided(const arma::rowvec& x, const arma::rowvec& z, At0 at_0) {
  arma::rowvec ratio(x.n_elem);
  for (arma::uword i = 0; i < x.n_elem; ++i) ratio(i) = z(i) == 0 ? at_0(x(i)) : x(i) / z(i);
  return ratio;
}

/// f of each x and its z.
template <typename Function>
arma::rowvec each_pair(const arma::rowvec& x, const arma::rowvec& z, Function f) {
  arma::rowvec result(x.n_elem);
  for (arma::uword i = 0; i < x.n_elem; ++i) result(i) = f(x(i), z(i));
  return result;
}

inline CloseTo ratio(const arma::rowvec& expected, const arma::rowvec& x, const arma::rowvec& z,
                     double limit) {
  const auto at_0 = [limit](double v) { return limit * sign_of(v); };
  const arma::rowvec free = divided(x, z, at_0);
  const auto limited = [](const arma::rowvec& row, double low, double high) {
    return arma::rowvec(arma::clamp(row, low, high));
  };
  const auto with_0 = [&](auto f) { return limited(divided(x, z, f), -limit, limit); };
  const double inf = arma::datum::inf;
  CloseTo as_expected = close_to(expected);
  for (const double least : {0.06, 1e-3, 1e-6, 1e-8, 1e-10, 1e-12}) {
    as_expected.mistake({"small_is_0", "A small z was taken for 0: only 0 is 0."},
                        each_pair(x, z, [&](double a, double b) {
                          return std::abs(b) < least ? at_0(a) : std::clamp(a / b, -limit, limit);
                        }));
  }
  const arma::rowvec z_lost = limited(divided(x, arma::abs(z), at_0), -limit, limit);
  const arma::rowvec x_alone = each_pair(x, z, [&](double a, double b) {
    return b == 0 || std::abs(a / b) > limit ? at_0(a) : a / b;
  });
  if (arma::any(z_lost != x_alone)) {
    as_expected.mistake({"sign_of_z_lost", "The sign of z is lost."}, z_lost)
        .mistake({"sign_of_x_alone",
                  "A ratio beyond the limit has the sign of x here: z has a sign, too."},
                 x_alone);
  }
  return as_expected.mistake({"no_limit", "There is no limit: some are far outside."}, free)
      .mistake({"only_large", "Only large ratios are limited: mind the negative ones."},
               limited(free, -inf, limit))
      .mistake({"only_negative", "Only negative ratios are limited: mind the positive ones."},
               limited(free, -limit, inf))
      .mistake({"z_limited", "z was limited before the division: divide, then limit."},
               limited(divided(x, limited(z, -limit, limit), at_0), -limit, limit))
      .mistake({"product", "This is x times z."}, limited(x % z, -limit, limit))
      .mistake(negative_is_0, limited(free, 0, limit))
      .mistake(by_0_other, with_0([](double v) { return v; }))
      .mistake(by_0_other, with_0([](double v) { return sign_of(v); }))
      .mistake({"x_limited", "x was limited before the division: divide, then limit."},
               divided(limited(x, -limit, limit), z, at_0))
      .mistake({"z_over_x", "This is z / x."}, limited(z / x, -limit, limit))
      .mistake(signs_gone, arma::abs(expected))
      .mistake({"beyond_is_0", "What goes beyond the limit became 0: it should stay at the limit."},
               each(free, [&](double v) { return std::abs(v) > limit ? 0 : v; }))
      .mistake({"beyond_is_positive",
                "Ratios beyond the limit all became +limit: they keep their sign."},
               each(free, [&](double v) { return std::abs(v) > limit ? limit : v; }))
      .mistake({"by_0_is_0", "What is divided by 0 became 0: only 0/0 does."},
               with_0([](double) { return 0.0; }))
      .mistake({"by_0_is_positive", "A negative number by 0 lost its sign."},
               with_0([&](double v) { return v == 0 ? 0 : limit; }))
      .mistake(
          {"all_by_0_alike", "A negative number by 0 lost its sign, and 0/0 is not the limit."},
          with_0([&](double) { return limit; }))
      .mistake(zero_over_zero, with_0([&](double v) { return v >= 0 ? limit : -limit; }))
      .mistake(zero_over_zero, with_0([&](double v) { return v > 0 ? limit : -limit; }))
      .mistake({"minus_0", "-0.0 is 0, too, and what is divided by it has the sign of x."},
               each(limited(x / z, -limit, limit), [](double v) { return std::isnan(v) ? 0 : v; }))
      .mistake({"typed_in", "The limit is an argument: was 10 typed in?"},
               limited(divided(x, z, [](double v) { return 10 * sign_of(v); }), -10, 10))
      .mistake({"added_to_z", "Something small was added to z: then no ratio is exact."},
               limited(divided(x, z + 1e-8, at_0), -limit, limit));
}

inline CloseTo log_row(const arma::rowvec& expected, const arma::rowvec& x) {
  return close_to(expected)
      .mistake(sign_of_x_lost, arma::abs(expected))
      .mistake({"no_1", "The 1 is missing: log |x| is negative below 1, and infinite at 0."},
               each(x, [](double v) { return sign_of(v) * std::log(std::abs(v)); }))
      .mistake({"no_1_no_sign", "The 1 is missing, and so is the sign of x."},
               each(x, [](double v) { return std::log(std::abs(v)); }))
      .mistake(negative_is_0, arma::clamp(expected, 0, arma::datum::inf))
      .mistake(times_x, each(x, [](double v) { return v * std::log1p(std::abs(v)); }))
      .mistake(other_function,
               each(x, [](double v) { return sign_of(v) * std::sqrt(std::abs(v)); }))
      .mistake({"1_outside", "The 1 stands outside of the logarithm."},
               each(x, [](double v) { return sign_of(v) * (1 + std::log(std::abs(v))); }))
      .mistake({"base_10", "This is the logarithm to base 10: log is the natural one."},
               expected / std::log(10.0))
      .mistake({"base_2", "This is the logarithm to base 2: log is the natural one."},
               expected / std::log(2.0));
}

inline CloseTo root_row(const arma::rowvec& expected, const arma::rowvec& x) {
  return close_to(expected)
      .mistake(sign_of_x_lost, arma::abs(expected))
      .mistake(negative_is_0, arma::clamp(expected, 0, arma::datum::inf))
      .mistake(times_x, each(x, [](double v) { return v * std::sqrt(std::abs(v)); }))
      .mistake(other_function,
               each(x, [](double v) { return sign_of(v) * std::log1p(std::abs(v)); }))
      .mistake({"power_0", "Every size became 1: what is 1 / 2 in C++?"}, each(x, sign_of))
      .mistake({"root_of_1_more", "This is the root of 1 + |x|: the 1 belongs to the logarithm."},
               each(x, [](double v) { return sign_of(v) * std::sqrt(1 + std::abs(v)); }))
      .mistake({"cube_root", "This is the cube root: a square root was asked for."},
               each(x, [](double v) { return std::cbrt(v); }));
}

// ---- 6.6 quarters -------------------------------------------------------------------------------

/// The number at a position of sorted values, by linear interpolation.
inline double at_position(const arma::rowvec& sorted, double wanted) {
  const double position = std::clamp(wanted, 0.0, static_cast<double>(sorted.n_elem) - 1);
  const auto below = static_cast<arma::uword>(position);
  const double part = position - static_cast<double>(below);
  return part > 0 ? sorted(below) * (1 - part) + sorted(below + 1) * part : sorted(below);
}

/// Quartiles with the positions p(q, n), one list of values behind the other.
template <typename Position>
arma::vec quartiles_at(const std::vector<arma::rowvec>& lists, Position p) {
  std::vector<double> result;
  for (arma::rowvec values : lists) {
    std::sort(values.begin(), values.end());
    for (const double q : {1.0, 2.0, 3.0}) {
      result.push_back(at_position(values, p(q, static_cast<double>(values.n_elem))));
    }
  }
  return arma::vec(result);
}

inline double quartile_position(double q, double n) {
  return q * (n - 1) / 4;
}

/// The quartiles of several lists of values, one behind the other: of one list alone, two rules
/// often give the same.
inline CloseTo quartiles_of(const arma::vec& expected, const std::vector<arma::rowvec>& lists) {
  arma::vec unsorted, reversed, halves, without_middle, of_range;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const arma::rowvec sorted = arma::sort(lists[i]);
    const arma::uword n = sorted.n_elem;
    const double last = static_cast<double>(n) - 1;
    unsorted = arma::join_cols(
        unsorted, arma::vec{at_position(lists[i], last / 4), at_position(lists[i], last / 2),
                            at_position(lists[i], 3 * last / 4)});
    reversed = arma::join_cols(reversed, arma::flipud(expected.subvec(3 * i, 3 * i + 2)));
    const auto medians = [&](arma::uword size) {
      return arma::vec{arma::median(sorted.head(size)), arma::median(sorted),
                       arma::median(sorted.tail(size))};
    };
    halves = arma::join_cols(halves, medians((n + 1) / 2));
    without_middle = arma::join_cols(without_middle, medians(std::max<arma::uword>(n / 2, 1)));
    of_range = arma::join_cols(
        of_range, arma::vec(arma::linspace(sorted.min(), sorted.max(), 5)).subvec(1, 3));
  }
  const auto at = [&](auto position) { return quartiles_at(lists, position); };
  const auto next = [](double q, double n) { return std::floor(quartile_position(q, n)) + 1; };
  const arma::vec below =
      at([](double q, double n) { return std::floor(quartile_position(q, n)); });
  return close_to(expected)
      .mistake({"not_sorted", "The values were not sorted."}, unsorted)
      .mistake({"sorted_down", "The values were sorted the wrong way round, the largest first."},
               reversed)
      .mistake(value_below, below)
      .mistake(value_below, at([](double q, double n) { return q * std::floor((n - 1) / 4); }))
      .mistake(
          {"middle_of_two", "The middle of two values was taken: go part of the way to the next."},
          quartiles_at(lists,
                       [](double q, double n) {
                         const double p = quartile_position(q, n);
                         return p == std::floor(p) ? p : std::floor(p) + 0.5;
                       }))
      .mistake({"first_is_least", "The first of the three is the least value: q begins with 1."},
               at([](double q, double n) { return (q - 1) * (n - 1) / 4; }))
      .mistake({"all_least", "All three are the least value: what is 1 / 4 in C++?"},
               at([](double, double) { return 0.0; }))
      .mistake({"positions_from_n_plus_1",
                "The positions are q (n + 1) / 4 - 1: there are several rules, and the contract "
                "names one."},
               at([](double q, double n) { return q * (n + 1) / 4 - 1; }))
      .mistake(
          {"value_above", "The value above the position was taken: go only part of the way to it."},
          at([](double q, double n) { return std::ceil(quartile_position(q, n)); }))
      .mistake(
          {"nearest_value", "The nearest value was taken: go part of the way to the next one."},
          at([](double q, double n) { return std::round(quartile_position(q, n)); }))
      .mistake({"weights_swapped",
                "The two weights have changed places: near the value below, that one counts more."},
               below + at(next) - expected)
      .mistake({"positions_from_n",
                "The positions are q n / 4: the last of n values has the position n - 1."},
               at([](double q, double n) { return q * n / 4; }))
      .mistake({"positions_from_n_cut_off",
                "The positions are q n / 4, cut off: the last of n values has the position n - 1."},
               at([](double q, double n) { return std::floor(q * n / 4); }))
      .mistake({"armadillos_rule",
                "These are quartiles by another rule, as arma::quantile has it: there are several, "
                "and the contract names one."},
               at([](double q, double n) { return q * n / 4 - 0.5; }))
      .mistake(halves_rule, halves)
      .mistake(halves_rule, without_middle)
      .mistake({"quarters_of_range",
                "These divide the range into four equal parts: quartiles divide the values into "
                "four equally large groups."},
               of_range);
}

/// 4 x samples: a 1 in the row of each number's quarter; `up`: where a number equals a bound, in
/// the one above.
inline arma::mat ones_of(const arma::rowvec& values, const arma::vec& bounds, bool up = false) {
  arma::mat Y(4, values.n_elem, arma::fill::zeros);
  for (arma::uword s = 0; s < values.n_elem; ++s) {
    arma::uword quarter = 0;
    while (quarter < 3 && (values(s) > bounds(quarter) || (up && values(s) == bounds(quarter)))) {
      ++quarter;
    }
    Y(quarter, s) = 1;
  }
  return Y;
}

inline CloseTo quarters(const arma::mat& expected, const arma::rowvec& values,
                        const arma::vec& bounds) {
  const arma::mat upper = ones_of(values, bounds, true);
  const arma::rowvec number = arma::rowvec{0, 1, 2, 3} * expected;
  arma::mat first_empty = expected;
  arma::mat last_empty = expected;
  first_empty.row(0).zeros();
  last_empty.row(3).zeros();
  CloseTo as_expected = close_to(expected);
  for (arma::uword k = 0; k < 3; ++k) {  // where it equals one of the three bounds
    arma::mat one_up = expected;
    const arma::uvec equal = arma::find(values == bounds(k));
    one_up.cols(equal) = upper.cols(equal);
    as_expected.mistake(bound_went_up, one_up);
  }
  return as_expected.mistake(bound_went_up, upper)
      .mistake(
          {"bound_nowhere", "A value that equals a bound is nowhere: it is in the lower quarter."},
          arma::min(expected, upper))
      .mistake({"bound_twice",
                "A value that equals a bound is in two quarters: it is in the lower one."},
               arma::max(expected, upper))
      .mistake({"all_above", "A value has a 1 in its quarter and in all above it: one 1 a value."},
               arma::cumsum(expected, 0))
      .mistake({"all_below", "A value has a 1 in its quarter and in all below it: one 1 a value."},
               arma::flipud(arma::cumsum(arma::flipud(expected).eval(), 0)))
      .mistake(upside_down, arma::flipud(expected))
      .mistake(own_quartiles, ones_of(values, quartiles_at({values}, quartile_position)))
      .mistake({"first_empty",
                "The first quarter is empty: what is below the first bound belongs there."},
               first_empty)
      .mistake(
          {"last_empty", "The last quarter is empty: what is above the last bound belongs there."},
          last_empty)
      .mistake({"value_in_row", "The value itself stands in its row: a 1 is asked for."},
               expected.each_row() % values)
      .mistake({"number_in_row", "The number of the quarter stands in its row: a 1 is asked for."},
               expected.each_col() % arma::vec{1, 2, 3, 4})
      .mistake({"all_ones", "Every entry is 1: which are to be 0?"},
               arma::ones(arma::size(expected)))
      .mistake(number_of_quarter, number)
      .mistake(number_of_quarter, number + 1);
}

// ---- 6.7 engineer_features ----------------------------------------------------------------------

inline const std::vector<std::string> feature_names = {"x",
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

/// Row `row` of the twelve that are functions of x and z alone; `expected` has all twelve.
inline CloseTo feature_row(const arma::mat& expected, arma::uword row, const arma::rowvec& x,
                           const arma::rowvec& z) {
  CloseTo as_expected = close_to(arma::mat(expected.row(row)));
  for (arma::uword other = 0; other < 12; ++other) {
    if (other == row) continue;
    as_expected.mistake(
        {"other_row", "This is the row of another feature: is the order that of the contract?"},
        expected.row(other));
  }
  for (const arma::rowvec& multiple : std::vector<arma::rowvec>{2 * x, 3 * x, 2 * z, 3 * z}) {
    as_expected.mistake({"no_power", "A power multiplies a number by itself: 3 x is not x^3."},
                        multiple);
  }
  if (row == 7) {
    for (const double limit : {1.0, 100.0}) {
      as_expected.mistake(
          {"other_limit", "The ratio has another limit: data.hpp names the one of this feature."},
          arma::clamp(divided(x, z, [](double v) { return 1e300 * sign_of(v); }), -limit, limit));
    }
    as_expected.mistake(
        {"z_over_x_row", "This is z / x."},
        arma::clamp(divided(z, x, [](double v) { return 10 * sign_of(v); }), -10.0, 10.0));
  }
  return as_expected.mistake({"sum_for_product", "This is x + z."}, x + z)
      .mistake(in_degrees, arma::sin(x * arma::datum::pi / 180))
      .mistake(in_degrees, arma::cos(z * arma::datum::pi / 180))
      .mistake(signs_gone, arma::abs(expected.row(row)))
      .mistake({"sine_of_z", "This is sin z: the sine is of x."}, arma::sin(z))
      .mistake({"cosine_of_x", "This is cos x: the cosine is of z."}, arma::cos(x))
      .mistake({"log_of_z", "This is log z: the logarithm is of x."},
               arma::sign(z) % arma::log(1 + arma::abs(z)))
      .mistake({"root_of_z", "This is the root of z: the root is of x."},
               arma::sign(z) % arma::sqrt(arma::abs(z)));
}

inline CloseTo quarters_of_z(const arma::mat& expected, const arma::rowvec& x,
                             const arma::rowvec& z, const arma::vec& bounds) {
  return close_to(expected)
      .mistake(own_quartiles, ones_of(z, quartiles_at({z}, quartile_position)))
      .mistake({"quarters_of_x", "These are the quarters of x: those of z were asked for."},
               ones_of(x, bounds))
      .mistake(bound_went_up, ones_of(z, bounds, true))
      .mistake(upside_down, arma::flipud(expected));
}

inline CloseToNumber noise_deviation(double tolerance) {
  return close_to(1.0, tolerance)
      .mistake({"same_noise", "All samples have the same noise: each needs a number of its own."},
               0.0)
      .mistake({"small_noise", "The noise is too small: N(0, 1) has deviation 1."}, 0.1)
      .mistake(uniform_noise, std::sqrt(1.0 / 3))
      .mistake(uniform_noise, std::sqrt(1.0 / 12));
}

/// For 5000 samples: all standard errors are below 0.015.
inline void check_noise(const arma::rowvec& x, const arma::rowvec& z, nn::Rng& rng) {
  nn::Rng twin = rng;
  const std::uint64_t before = rng.draws();
  const auto draw = [&](nn::Rng& source) {
    const nn::Features features = nn::engineer_features(x, z, {-1, 0, 1}, source);
    REQUIRE(nn::shape(features.X.n_rows, features.X.n_cols) == "17x5000");
    return arma::rowvec(features.X.row(12));
  };
  const arma::rowvec noise = draw(rng);
  const arma::rowvec repeated = draw(twin);
  const arma::rowvec next = draw(rng);
  UNSCOPED_INFO("The deviation of 5000 numbers of noise, near 1:");
  CHECK_THAT(deviation_of(noise), noise_deviation(0.08));
  UNSCOPED_INFO("The mean of 5000 numbers of noise, near 0:");
  CHECK_THAT(mean_of(noise), close_to(0.0, 0.1));
  UNSCOPED_INFO("The share of the noise between -1 and 1, near 0.683:");
  CHECK_THAT(mean_of(each(noise, [](double v) { return std::abs(v) < 1.0 ? 1.0 : 0.0; })),
             close_to(0.6827, 0.05).mistake(uniform_noise, 1 / std::sqrt(3.0)));
  UNSCOPED_INFO("The share of the noise that occurs once: each sample has a number of its own.");
  CHECK_THAT(static_cast<double>(arma::rowvec(arma::unique(noise)).n_elem) / 5000.0,
             close_to(1.0, 0.002));
  UNSCOPED_INFO("Two generators in the same state: all randomness has to come from rng.");
  CHECK(arma::approx_equal(noise, repeated, "absdiff", 1e-12));
  const auto correlation = [&](const arma::rowvec& other) {
    return arma::as_scalar(arma::cor(noise, other));
  };
  UNSCOPED_INFO("The correlation of the noise of two calls in turn, near 0:");
  CHECK_THAT(correlation(next), close_to(0.0, 0.1).mistake(same_draw, 1.0));
  INFO("Correlation of the noise with x and with z, near 0:");
  CHECK_THAT(correlation(x), close_to(0.0, 0.1));
  CHECK_THAT(correlation(z), close_to(0.0, 0.1));
  INFO("rng itself has to move on: a copy of it moves on alone.");
  CHECK(rng.draws() > before);
}

// ---- 6.8 correlation_matrix ---------------------------------------------------------------------

inline CloseTo correlations(const arma::mat& expected, const arma::mat& X) {
  const double m = static_cast<double>(X.n_cols);
  const double features = static_cast<double>(X.n_rows);
  const arma::vec deviation = by_row(X, deviation_of);
  const arma::mat I = arma::eye(X.n_rows, X.n_rows);
  const arma::vec lengths = arma::sqrt(arma::sum(arma::square(X), 1));
  const arma::vec larger = 1 + 1e-8 / deviation;
  arma::mat no_diagonal = expected;
  arma::vec flat(X.n_rows, arma::fill::zeros);
  for (arma::uword i = 0; i < X.n_rows; ++i) {
    if (X.row(i).min() < X.row(i).max()) continue;
    no_diagonal(i, i) = 0;
    flat(i) = 1;
  }
  return close_to(expected)
      .samples(X.n_cols)
      .mistake({"covariances", "These are covariances: divide by both deviations."},
               expected % (deviation * deviation.t()))
      .mistake({"covariances_beside_1",
                "The diagonal is 1, and covariances stand beside it: divide by both deviations."},
               expected % (deviation * deviation.t()) % (1 - I) + I)
      .mistake(
          {"covariances_m_less_1", "These are covariances, with m - 1: divide by both deviations."},
          m / (m - 1) * expected % (deviation * deviation.t()))
      .mistake({"means_left_in", "The means were not subtracted."},
               X * X.t() / (lengths * lengths.t()))
      .mistake(
          {"correlations_of_samples", "These are correlations of the samples: a feature is a row."},
          arma::cor(X))
      .mistake(
          {"sums_not_divided", "The sums of products were not divided by the number of samples."},
          m * expected - (m - 1) * I)
      .mistake({"by_features", "The sums of products were divided by the number of features."},
               m / features * expected + (1 - m / features) * I)
      .mistake(m_and_m_1, expected * m / (m - 1))
      .mistake(m_and_m_1, expected * (m - 1) / m)
      .mistake(m_and_m_1, expected * m / (m - 1) - I / (m - 1))
      .mistake({"signs_lost", "The signs are lost."}, arma::abs(expected))
      .mistake({"squares", "These are squares of correlations."}, arma::square(expected))
      .mistake(
          {"neighbours_alone", "Only neighbours were compared: each feature meets each other."},
          arma::trimatu(arma::trimatl(expected, 1), -1))
      .mistake(
          {"constants_together", "Two features that never change have 1: only the diagonal has."},
          arma::max(expected, flat * flat.t()))
      .mistake(small_added, expected / (larger * larger.t()) % (1 - I) + I)
      .mistake({"only_above", "Only the part above the diagonal is filled in."},
               arma::trimatu(expected))
      .mistake({"only_below", "Only the part below the diagonal is filled in."},
               arma::trimatl(expected))
      .mistake({"diagonal_0", "The diagonal is 0: a feature goes perfectly with itself."},
               expected - I)
      .mistake({"diagonal_of_constant", "The diagonal is 1 for a feature that never changes, too."},
               no_diagonal);
}

}  // namespace misconceptions
