// What learners write in lesson 05 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by a formula in the graded ones.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "05_gradient_checks/gradient_checks.hpp"
#include "support/close_to.hpp"
#include "support/networks.hpp"

namespace misconceptions {

using support::CloseTo;
using support::CloseToNumber;

// ---- what several comparisons name --------------------------------------------------------------

inline constexpr Misconception not_put_back{
    "not_put_back", "An entry was still moved when the next was measured: put it back first."};
inline constexpr Misconception step_by_entry{
    "step_by_entry", "The step was multiplied by the entry: it is the same for all entries."};
inline constexpr Misconception not_from_x{
    "not_from_x", "The points lie around 0 and not around x: the step is added to x(i)."};
inline constexpr Misconception digits_lost{
    "digits_lost", "The values of f lost digits on the way: are they kept in a float or an int?"};
inline constexpr Misconception weighed_down{
    "weighed_down",
    "Something is added below the fraction line, or stands there as a least value, and it "
    "outweighs small gradients."};
inline constexpr Misconception zeros_differ{"zeros_differ", "Two zero vectors agree completely."};
inline constexpr Misconception taken_for_zero{
    "taken_for_zero", "The answer 0 is for two zero vectors, and for equal ones."};
inline constexpr Misconception entry_by_entry{
    "entry_by_entry", "Every entry was judged for itself: one norm is taken of the whole vector."};
inline constexpr Misconception relative_errors{
    "relative_errors", "These are relative errors: the contract asks for differences."};
inline constexpr Misconception has_sign{"has_sign", "A distance has no sign."};
inline constexpr Misconception unit_direction{
    "unit_direction", "d was scaled to length 1: the direction is taken as it is."};
inline constexpr Misconception both_ways{
    "both_ways", "This is the difference of f(x + e d) and f(x - e d): the test looks one way."};
inline constexpr Misconception divided_by_e{"divided_by_e", "This was divided by e."};
inline constexpr Misconception two_logarithms{
    "two_logarithms", "Two different logarithms were taken, log and log10."};
inline constexpr Misconception whole_number{"whole_number", "The slope was made a whole number."};
inline constexpr Misconception m_and_m_1{
    "m_and_m_1", "n - 1 stands in one place and n in another: the formula has neither."};
inline constexpr Misconception one_each{
    "one_each", "One parameter of each layer was looked at: the largest of all is asked for."};
inline constexpr Misconception other_loss{
    "other_loss", "This is another loss: is the argument function used, for all three of them?"};
inline constexpr Misconception other_gradient{
    "other_gradient",
    "This is the gradient of another loss: is the argument function used, for all three of them?"};
inline constexpr Misconception F_added_up{"F_added_up",
                                          "The entries of F were added up: where is u?"};
inline constexpr Misconception own_parameters{
    "own_parameters", "This is the loss with the network's own parameters: theta has others."};

// ---- 5.1 numerical_gradient ---------------------------------------------------------------------

/// (f(x + up(i) e_i) - f(x + down(i) e_i)) / over(i), for each i.
inline arma::vec differences(const nn::ScalarFunction& f, const arma::vec& x, const arma::vec& up,
                             const arma::vec& down, const arma::vec& over) {
  arma::vec result(x.n_elem);
  for (arma::uword i = 0; i < x.n_elem; ++i) {
    arma::vec above = x;
    arma::vec below = x;
    above(i) += up(i);
    below(i) += down(i);
    result(i) = (f(above) - f(below)) / over(i);
  }
  return result;
}

inline CloseTo central(const arma::vec& expected, const nn::ScalarFunction& f, const arma::vec& x,
                       double step, double tolerance = support::default_tolerance) {
  const arma::vec one(x.n_elem, arma::fill::ones);
  const arma::vec h = step * one;
  const arma::vec own = step * x;  // a step for each entry
  // The entries before i are not where they were, in the copy that is moved up and the other one.
  const auto left = [&](const arma::vec& up, const arma::vec& down) {
    arma::vec result(x.n_elem);
    for (arma::uword i = 0; i < x.n_elem; ++i) {
      arma::vec above = x;
      arma::vec below = x;
      for (arma::uword j = 0; j < i; ++j) {
        above(j) += up(j);
        below(j) += down(j);
      }
      above(i) += step;
      below(i) -= step;
      result(i) = (f(above) - f(below)) / (2 * step);
    }
    return result;
  };
  const auto kept_in = [&](double (*number)(double)) {
    return differences([&](const arma::vec& point) { return number(f(point)); }, x, h, -h, 2 * h);
  };
  arma::vec around_0(x.n_elem);  // the others are 0, too
  for (arma::uword i = 0; i < x.n_elem; ++i) {
    arma::vec up(x.n_elem, arma::fill::zeros);
    up(i) = step;
    around_0(i) = (f(up) - f(arma::vec(-up))) / (2 * step);
  }
  arma::vec larger_steps = step * arma::clamp(arma::abs(x), 1.0, arma::datum::inf);
  arma::vec without_first = expected;
  arma::vec without_last = expected;
  without_first(0) = 0;
  without_last(x.n_elem - 1) = 0;
  CloseTo as_expected = close_to(expected, tolerance);
  for (const double tiny : {1e-4, 1e-5, 1e-6, 1e-7, 1e-8}) {
    as_expected.mistake({"tiny_step", "This is what a tiny step gives: is the argument step used?"},
                        differences(f, x, tiny * one, -tiny * one, 2 * tiny * one));
  }
  if (x.n_elem > 1) {
    as_expected.mistake(
        {"no_last_entry", "The last entry is missing: look at where the loop ends."}, without_last);
  }
  const arma::vec half = differences(f, x, h / 2, -h / 2, 2 * h);
  if (arma::abs(half - differences(f, x, h, 0 * h, 2 * h)).max() > 1e-6) {  // else as down_to_x
    as_expected.mistake(
        {"half_steps",
         "The two points are one step apart, and were divided by two: how far does x move?"},
        half);
  }
  if (step > 0.1) {  // of a tiny step, no_brackets is as near to 0
    as_expected.mistake(digits_lost, kept_in([](double value) { return std::trunc(value); }));
  }
  return as_expected
      .mistake({"forward", "This is a forward difference: look on both sides of x."},
               differences(f, x, h, 0 * h, h))
      .mistake({"backward", "This is a backward difference: look on both sides of x."},
               differences(f, x, 0 * h, -h, h))
      .mistake({"one_step_apart",
                "The difference of the two sides was divided by one step: how far apart are the "
                "two points?"},
               differences(f, x, h, -h, h))
      .mistake({"by_2_alone", "The difference was divided by 2 alone: where is the step?"},
               differences(f, x, h, -h, 2 * one))
      .mistake({"not_divided", "The difference was not divided at all."},
               differences(f, x, h, -h, one))
      .mistake({"no_brackets",
                "This is the difference / 2 * step: division and multiplication go from left to "
                "right, so look at the brackets."},
               differences(f, x, h, -h, 2 / h))
      .mistake({"down_to_x",
                "The lower of the two points is x itself: from x + step e_i it is two steps to x - "
                "step e_i."},
               differences(f, x, h, 0 * h, 2 * h))
      .mistake({"half_the_step", "Each point is half a step from x: it is a whole one."},
               differences(f, x, h / 2, -h / 2, h))
      .mistake(not_from_x, differences(f, x, h - x, -h - x, 2 * h))
      .mistake(not_from_x, around_0)
      .mistake(digits_lost,
               kept_in([](double value) { return static_cast<double>(static_cast<float>(value)); }))
      .mistake({"only_entry_0", "Every entry holds the derivative with respect to entry 0."},
               arma::vec(x.n_elem, arma::fill::value(expected(0))))
      .mistake(step_by_entry, differences(f, x, larger_steps, -larger_steps, 2 * larger_steps))
      .mistake(not_put_back, left(-h, -h))
      .mistake(not_put_back, left(h, -h))
      .mistake(step_by_entry, differences(f, x, own, -own, 2 * own))
      .mistake(step_by_entry, differences(f, x, own, -own, 2 * h))
      .mistake({"all_at_once", "All entries moved at once: a partial derivative moves one."},
               one * (f(x + h) - f(x - h)) / (2 * step))
      .mistake({"no_first_entry", "Entry 0 is missing: entries are counted from 0."},
               without_first);
}

// ---- 5.2 relative_error -------------------------------------------------------------------------

/// What kind of number it is, so that a failing test says it in words.
inline std::string kind(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "infinite" : "minus infinite";
  return "finite: " + std::to_string(number);
}

inline double length_of(const arma::vec& v) {
  double sum = 0.0;
  for (const double entry : v) sum += entry * entry;
  return std::sqrt(sum);
}

inline CloseToNumber error_between(double expected, const arma::vec& a, const arma::vec& b,
                                   double tolerance = support::default_tolerance) {
  const double difference = length_of(a - b);
  const double shorter = std::min(length_of(a), length_of(b));
  const double longer = std::max(length_of(a), length_of(b));
  const arma::vec of_entries = arma::abs(a - b) / arma::max(arma::abs(a), arma::abs(b));
  CloseToNumber as_expected = close_to(expected, tolerance);
  for (const double least : {1e-8, 1e-10, 1e-12, 1e-15, 1e-16, 2.220446049250313e-16}) {
    as_expected.mistake(weighed_down, difference / (longer + least))
        .mistake(weighed_down, difference / std::max(longer, least));
  }
  return as_expected
      .mistake(
          {"absolute_error", "This is |a - b|, the absolute error: what is it measured against?"},
          difference)
      .mistake({"sum_below", "The sum of the two norms stands below, not the larger one."},
               difference / (shorter + longer))
      .mistake({"mean_below", "The mean of the two norms stands below, not the larger one."},
               2 * difference / (shorter + longer))
      .mistake({"smaller_below", "The smaller of the two norms stands below."},
               difference / shorter)
      .mistake({"added", "The vectors were added: the norm of their difference stands above."},
               length_of(a + b) / longer)
      .mistake(
          {"largest_entry",
           "The largest entry alone was looked at: a Euclidean norm adds up the squares of all."},
          arma::abs(a - b).max() / std::max(arma::abs(a).max(), arma::abs(b).max()))
      .mistake({"sums_of_sizes", "These are sums of |entry|: a Euclidean norm adds up squares."},
               arma::accu(arma::abs(a - b)) /
                   std::max(arma::accu(arma::abs(a)), arma::accu(arma::abs(b))))
      .mistake(entry_by_entry, arma::mean(of_entries))
      .mistake(entry_by_entry, of_entries.max())
      .mistake({"squared_norms", "The square roots are missing: these are squared norms."},
               difference * difference / (longer * longer))
      .mistake(
          {"norms_subtracted",
           "Norms were subtracted: the difference of the vectors comes first, its norm after."},
          (longer - shorter) / longer)
      .mistake(
          {"largest_above",
           "The largest difference stands above: a Euclidean norm adds up the squares of all."},
          arma::abs(a - b).max() / longer)
      .mistake({"sum_above", "A sum of differences stands above, and below it Euclidean norms."},
               arma::accu(arma::abs(a - b)) / longer)
      .mistake({"at_most_1", "The error was cut off at 1: it may be as large as 2."},
               std::min(difference / longer, 1.0))
      .mistake({"percent", "This is in percent: the contract has no 100."},
               100 * difference / longer)
      .mistake(longer == 0.0 ? zeros_differ : taken_for_zero,
               longer == 0.0       ? 1.0
               : difference < 1e-9 ? expected  // absolute_error is as near to 0
                                   : 0.0);
}

// ---- 5.3 judge_relative_error -------------------------------------------------------------------

/// The name of a verdict, so that a failing test does not print a number.
inline std::string name(nn::Verdict verdict) {
  const std::vector<std::string> names = {"right", "fine_with_kinks", "suspicious", "wrong"};
  const auto index = static_cast<std::size_t>(verdict);
  return index < names.size() ? names[index] : "none of the four";
}

// ---- 5.4 layer_errors ---------------------------------------------------------------------------

inline CloseTo largest_of_layers(const arma::vec& expected, const nn::Network& network,
                                 const arma::vec& analytic, const arma::vec& numerical) {
  const arma::vec signed_errors = analytic - numerical;
  const arma::vec errors = arma::abs(signed_errors);
  // f of the part of `all` that belongs to each layer, if `weights` and `biases` are how many
  // parameters a layer is taken to have, and `more` how many of the next are counted, too.
  const auto by_layer = [&](const arma::vec& all, auto f, bool biases_between = true,
                            bool biases_count = true, int more = 0) {
    arma::vec result(network.layers.size());
    arma::uword begin = 0;
    for (arma::uword i = 0; i < result.n_elem; ++i) {
      const arma::uword weights = network.layers[i].weights.n_elem;
      const arma::uword biases = network.layers[i].bias.n_elem;
      const arma::uword last = begin + weights + (biases_count ? biases : 0) - 1;
      const arma::uword end = std::min(last + static_cast<arma::uword>(more), all.n_elem - 1);
      result(i) = f(arma::vec(all.subvec(begin, end)));
      begin += weights + (biases_between ? biases : 0);
    }
    return result;
  };
  const auto max = [](const arma::vec& part) { return part.max(); };
  const auto min = [](const arma::vec& part) { return part.min(); };
  const arma::vec larger = arma::max(arma::abs(analytic), arma::abs(numerical));
  return close_to(expected)
      .mistake({"only_positive", "A negative difference is as bad as a positive one."},
               by_layer(signed_errors, max))
      .mistake({"smallest", "These are the smallest differences, not the largest."},
               by_layer(errors, min))
      .mistake({"biases_not_counted",
                "A layer has more parameters than weights: where does the next one begin?"},
               by_layer(errors, max, false, false))
      .mistake({"weights_alone", "The biases are left out: they are parameters, too."},
               by_layer(errors, max, true, false))
      .mistake({"ends_too_late",
                "A layer ends too late: the first parameter of the next was counted, too."},
               by_layer(errors, max, true, true, 1))
      .mistake({"ends_too_early", "A layer ends too early: its last bias belongs to it."},
               by_layer(errors, max, true, true, -1))
      .mistake({"last_layer_first", "The first layer comes first."}, arma::reverse(expected))
      .mistake({"signs_dropped", "The signs were dropped before the difference was taken."},
               by_layer(arma::abs(arma::abs(analytic) - arma::abs(numerical)), max))
      .mistake({"means", "These are means: the largest difference is asked for."},
               by_layer(errors, [](const arma::vec& part) { return arma::mean(part); }))
      .mistake({"sums", "These are sums: the largest difference is asked for."},
               by_layer(errors, [](const arma::vec& part) { return arma::accu(part); }))
      .mistake({"norms", "These are norms: the largest difference is asked for."},
               by_layer(errors, [](const arma::vec& part) { return length_of(part); }))
      .mistake(relative_errors, by_layer(errors / arma::abs(numerical), max))
      .mistake(relative_errors, by_layer(errors / larger, max))
      .mistake({"largest_subtracted",
                "The largest entries were subtracted: first the differences, then the largest."},
               arma::abs(by_layer(arma::abs(analytic), max) - by_layer(arma::abs(numerical), max)))
      .mistake(one_each, by_layer(errors, [](const arma::vec& part) { return part.front(); }))
      .mistake(one_each, by_layer(errors, [](const arma::vec& part) { return part.back(); }))
      .mistake(
          {"positions", "These are the places of the largest differences, not their sizes."},
          by_layer(errors,
                   [](const arma::vec& part) { return static_cast<double>(part.index_max()); }))
      .mistake({"largest_of_all", "This is the largest of all layers, for each of them."},
               arma::vec(expected.n_elem, arma::fill::value(expected.max())));
}

// ---- 5.5 taylor_test ----------------------------------------------------------------------------

/// What a Taylor test is given.
struct TaylorCase {
  nn::ScalarFunction f;
  arma::vec g;
  arma::vec x;
  arma::vec d;
  double first_step = 1.0;
};

/// The steps e of a test, each half of the one before.
inline arma::vec halves(double first_step, arma::uword count) {
  arma::vec e(count);
  for (arma::uword k = 0; k < count; ++k) {
    e(k) = first_step / std::pow(2.0, static_cast<double>(k));
  }
  return e;
}

/// f(x + e d) - f(x), for each e.
inline arma::vec changes(const TaylorCase& one, const arma::vec& d, const arma::vec& e) {
  arma::vec result(e.n_elem);
  for (arma::uword k = 0; k < e.n_elem; ++k) result(k) = one.f(one.x + e(k) * d) - one.f(one.x);
  return result;
}

inline CloseTo taylor_steps(const arma::vec& expected, double first_step) {
  return close_to(expected)
      .mistake({"halved_first", "The first step is first_step itself: halve after it."},
               expected / 2)
      .mistake({"from_1", "These steps begin at 1: is first_step used?"}, expected / first_step)
      .mistake(
          {"by_ten", "Each step is a tenth of the one before: it is to be half of it."},
          first_step * arma::exp10(-arma::regspace(0, static_cast<double>(expected.n_elem) - 1)))
      .mistake({"parts_of_first", "The steps are 1, 1/2, 1/3, ... of the first: halve each time."},
               first_step / arma::regspace(1, static_cast<double>(expected.n_elem)))
      .mistake({"growing", "The steps grow: they are to shrink."},
               arma::square(first_step * arma::ones(expected.n_elem)) / expected);
}

inline CloseTo taylor_zeroth(const arma::vec& expected, const TaylorCase& one) {
  const arma::vec e = halves(one.first_step, expected.n_elem);
  const arma::vec change = changes(one, one.d, e);
  const arma::vec ones(one.x.n_elem, arma::fill::ones);
  return close_to(expected)
      .mistake(has_sign, change)
      .mistake(has_sign, -change)
      .mistake({"half_of_each", "f was asked at half of each step: when is e halved?"},
               arma::abs(changes(one, one.d, e / 2)))
      .mistake({"moved_on", "x itself moved on from step to step: each one starts from x."},
               arma::abs(changes(one, one.d, arma::cumsum(e))))
      .mistake(both_ways, arma::abs(change - changes(one, -one.d, e)))
      .mistake(both_ways, arma::abs(change - changes(one, -one.d, e)) / 2)
      .mistake({"other_way", "f was asked at x - e d."}, arma::abs(changes(one, -one.d, e)))
      .mistake({"every_entry", "Every entry of x moved by e: where is the direction d?"},
               arma::abs(changes(one, ones, e)))
      .mistake(unit_direction, arma::abs(changes(one, arma::normalise(one.d), e)))
      .mistake(divided_by_e, arma::abs(change / e))
      .mistake({"f_itself", "This is f(x + e d): how far is it from f(x)?"},
               arma::abs(change + one.f(one.x)))
      .mistake({"taken_off_already", "e g'd is taken off already: that is for first."},
               arma::abs(change - e * arma::dot(one.g, one.d)));
}

inline CloseTo taylor_first(const arma::vec& expected, const TaylorCase& one) {
  const arma::vec e = halves(one.first_step, expected.n_elem);
  const arma::vec change = changes(one, one.d, e);
  const double slope = arma::dot(one.g, one.d);
  const auto less = [&](const arma::vec& part) { return arma::vec(arma::abs(change - part)); };
  // Half of the change both ways: exactly the slope of a quadratic, by whatever g.
  const arma::vec right = (change - changes(one, -one.d, e)) / 2;
  CloseTo as_expected = close_to(expected);
  if (change.min() > 0 && slope > 0) {  // otherwise another one gives the same
    as_expected.mistake({"slope_added", "e g'd was added: look at its sign."}, less(-e * slope));
  }
  return as_expected.mistake(has_sign, change - e * slope)
      .mistake(has_sign, e * slope - change)
      .mistake({"distances_subtracted", "|change| less |e g'd| is not |change - e g'd|."},
               arma::abs(arma::abs(change) - arma::abs(e * slope)))
      .mistake(
          {"from_zeroth", "e g'd was taken off a distance: the change has a sign, and so has g'd."},
          arma::abs(arma::abs(change) - e * slope))
      .mistake({"without_e", "g'd was subtracted without e: a step of e changes f by about e g'd."},
               arma::abs(change - slope))
      .mistake({"by_e_squared", "g'd was multiplied by e^2: a step of e changes f by about e g'd."},
               less(e % e * slope))
      .mistake({"g_by_x", "g was multiplied by x: it is d along which x moves."},
               less(e * arma::dot(one.g, one.x)))
      .mistake({"g_added_up", "The entries of g were added up: where is the direction d?"},
               less(e * arma::accu(one.g)))
      .mistake(unit_direction, less(e * slope / length_of(one.d)))
      .mistake({"d_added_up", "The entries of d were added up: where is g?"},
               less(e * arma::accu(one.d)))
      .mistake({"one_entry", "Only entry 0 of g and d is in it: g'd is a sum over all entries."},
               less(e * one.g(0) * one.d(0)))
      .mistake({"zeroth_again", "This is zeroth again: where does g come in?"}, arma::abs(change))
      .mistake({"g_not_used", "g is not used: this is what the right gradient gives."}, less(right))
      .mistake(divided_by_e, less(e * slope) / e);
}

// ---- 5.6 fitted_order ---------------------------------------------------------------------------

/// The slope of the least-squares line through (x, y), by the normal equations.
inline double line_slope(const arma::vec& x, const arma::vec& y) {
  const double n = static_cast<double>(x.n_elem);
  double sx = 0.0;
  double sy = 0.0;
  double sxx = 0.0;
  double sxy = 0.0;
  for (arma::uword i = 0; i < x.n_elem; ++i) {
    sx += x(i);
    sy += y(i);
    sxx += x(i) * x(i);
    sxy += x(i) * y(i);
  }
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

inline CloseToNumber order(double expected, const arma::vec& steps, const arma::vec& errors,
                           double floor) {
  const arma::uvec kept = arma::find(errors >= floor);
  const arma::uvec above = arma::find(errors > floor);
  const arma::uvec below = arma::find(errors < floor);
  const arma::vec all_s = arma::log(steps);
  const arma::vec all_t = arma::log(errors);
  const arma::vec s = all_s.elem(kept);
  const arma::vec t = all_t.elem(kept);
  const arma::vec own = s - arma::mean(s);
  const arma::uword n = s.n_elem;
  const arma::uword cut = below.is_empty() ? errors.n_elem : below(0);
  const arma::uvec long_steps = arma::find(steps >= floor);
  const auto of = [&](const arma::uvec& points) {
    return line_slope(all_s.elem(points), all_t.elem(points));
  };
  CloseToNumber as_expected = close_to(expected, 1e-9);
  if (long_steps.n_elem != 2) {  // otherwise floor_for_steps is the same
    as_expected.mistake(
        {"first_two", "This is the slope between the first two points: all points count."},
        (t(1) - t(0)) / (s(1) - s(0)));
  }
  return as_expected
      .mistake({"last_two", "This is the slope between the last two points: all points count."},
               (t(n - 1) - t(n - 2)) / (s(n - 1) - s(n - 2)))
      .mistake({"ends_alone", "The first and the last point alone decide here: all points count."},
               (t(n - 1) - t(0)) / (s(n - 1) - s(0)))
      .mistake(
          {"through_origin", "This line goes through (0, 0): the means must be subtracted first."},
          arma::dot(s, t) / arma::dot(s, s))
      .mistake({"mean_missing_below",
                "Above the fraction line the mean is subtracted from the steps, below it is not."},
               arma::dot(own, t) / arma::dot(s, s))
      .mistake({"steps_and_errors_swapped", "Steps and errors are swapped."}, line_slope(t, s))
      .mistake({"correlation",
                "This is the correlation, between -1 and 1: the slope is divided by the spread of "
                "the steps alone."},
               line_slope(s, t) * arma::norm(own) / arma::norm(t - arma::mean(t)))
      .mistake({"height", "This is the height of the line at 0: its slope was asked for."},
               arma::mean(t) - expected * arma::mean(s))
      .mistake(whole_number, std::round(expected))
      .mistake(whole_number, std::trunc(expected))
      .mistake(m_and_m_1, expected * static_cast<double>(n) / (static_cast<double>(n) - 1))
      .mistake({"one_added", "1 was added before the logarithm."},
               line_slope(arma::log1p(steps.elem(kept)), arma::log1p(errors.elem(kept))))
      .mistake({"upside_down", "The fraction is upside down: the errors stand above."},
               1 / expected)
      .mistake({"no_logarithms", "No logarithms were taken."},
               line_slope(steps.elem(kept), errors.elem(kept)))
      .mistake(
          {"steps_not_logarithmic", "Only the errors have a logarithm: the steps need one, too."},
          line_slope(steps.elem(kept), t))
      .mistake(
          {"errors_not_logarithmic", "Only the steps have a logarithm: the errors need one, too."},
          line_slope(s, errors.elem(kept)))
      .mistake(two_logarithms, expected * std::log(10.0))
      .mistake(two_logarithms, expected / std::log(10.0))
      .mistake({"below_floor_counted", "The point below the floor was counted."},
               line_slope(all_s, all_t))
      .mistake({"raised_to_floor",
                "The error below the floor was raised to it: it does not count at all."},
               line_slope(all_s, arma::clamp(all_t, std::log(floor), arma::datum::inf)))
      .mistake({"cut_at_floor", "The points after the one below the floor are missing."},
               line_slope(all_s.head(cut), all_t.head(cut)))
      .mistake({"neighbours_step",
                "Each error that is kept needs its own step: some have a neighbour's."},
               line_slope(all_s.head(n), t))
      .mistake({"floor_left_out", "The point on the floor was left out."}, of(above))
      .mistake({"floor_for_steps", "The floor is for the errors, not for the steps."},
               of(long_steps));
}

// ---- 5.7 jacobian_test --------------------------------------------------------------------------

/// What a Jacobian-transposed test is given.
struct JacobianCase {
  nn::VectorFunction F;
  arma::vec product;
  arma::vec x;
  arma::vec u;
  arma::vec d;
  double first_step = 1.0;
};

/// The Taylor test of u'F.
inline TaylorCase along(const JacobianCase& one, const arma::vec& u) {
  const nn::VectorFunction F = one.F;
  return {.f = [F, u](const arma::vec& point) { return arma::accu(u % F(point)); },
          .g = one.product,
          .x = one.x,
          .d = one.d,
          .first_step = one.first_step};
}

inline CloseTo jacobian_zeroth(const arma::vec& expected, const JacobianCase& one) {
  const arma::vec e = halves(one.first_step, expected.n_elem);
  const TaylorCase plain = along(one, arma::ones(one.u.n_elem));
  CloseTo as_expected = close_to(expected);
  if (one.u.n_elem == one.d.n_elem) {
    as_expected.mistake({"u_d_swapped", "u and d are swapped."},
                        arma::abs(changes(along(one, one.d), one.u, e)));
  }
  if (one.u.n_elem > 1) {  // of one output, F_added_up is the same
    as_expected.mistake({"u_scaled", "u was scaled to length 1: it is taken as it is."},
                        arma::abs(changes(along(one, arma::normalise(one.u)), one.d, e)));
  }
  return as_expected.mistake(F_added_up, arma::abs(changes(plain, one.d, e)))
      .mistake({"x_d_swapped", "x and d are swapped: from which point, and along what?"},
               arma::abs(changes({.f = along(one, one.u).f,
                                  .g = one.product,
                                  .x = one.d,
                                  .d = one.x,
                                  .first_step = one.first_step},
                                 one.x, e)));
}

inline CloseTo jacobian_first(const arma::vec& expected, const JacobianCase& one) {
  const arma::vec e = halves(one.first_step, expected.n_elem);
  const arma::vec part = e * arma::dot(one.product, one.d);
  const auto change = [&](const arma::vec& u, const arma::vec& d) {
    return changes(along(one, u), d, e);
  };
  const arma::vec right = (change(one.u, one.d) - change(one.u, -one.d)) / 2;
  arma::vec unit(one.u.n_elem, arma::fill::zeros);
  unit(0) = 1;
  CloseTo as_expected = close_to(expected);
  if (one.u.n_elem > 1) {  // of one output, F_added_up is the same
    as_expected.mistake({"one_output", "Only entry 0 of F is in it: where is u?"},
                        arma::abs(change(unit, one.d) - part));
  }
  return as_expected
      .mistake({"product_not_in_it", "This is zeroth again: where does product come in?"},
               arma::abs(change(one.u, one.d)))
      .mistake({"right_product", "Is product used? This is what the right one gives."},
               arma::abs(change(one.u, one.d) - right))
      .mistake(F_added_up, arma::abs(change(arma::ones(one.u.n_elem), one.d) - part));
}

// ---- 5.8 loss_at and loss_gradient --------------------------------------------------------------

/// What the loss of a network is asked for.
struct LossCase {
  nn::Network network;
  nn::LossFunction function;
  arma::mat X;
  arma::mat targets;
};

inline constexpr nn::LossFunction every_loss[] = {nn::LossFunction::mean_squared_error,
                                                  nn::LossFunction::binary_cross_entropy,
                                                  nn::LossFunction::softmax_cross_entropy};

/// The loss of this case's network, or of another one with the same data.
inline double loss_of(const LossCase& one, const nn::Network& network) {
  return support::loss_of(one.function, support::outputs_of(network, one.X), one.targets);
}

inline nn::Network without_activations(nn::Network network) {
  for (nn::DenseLayer& layer : network.layers) layer.activation = nn::Activation::identity;
  return network;
}

inline CloseToNumber loss_value(double expected, const LossCase& one, const arma::vec& theta) {
  const nn::Network right = support::with_parameters(one.network, theta);
  const arma::mat output = support::outputs_of(right, one.X);
  nn::Network ends_at_Z = right;
  ends_at_Z.layers.back().activation = nn::Activation::identity;
  const auto of_outputs = [&](const arma::mat& outputs, nn::LossFunction function) {
    return support::loss_of(function, outputs, one.targets);
  };
  CloseToNumber as_expected = close_to(expected);
  for (const nn::LossFunction function : every_loss) {
    if (function == one.function) continue;
    as_expected.mistake(other_loss, of_outputs(output, function));
  }
  if (right.layers.size() > 1) {  // of a single layer, loss_of_Z is the same
    as_expected.mistake({"activations_lost",
                         "The activations were lost: the new network needs those of `network`."},
                        loss_of(one, without_activations(right)));
  }
  if (output.n_rows > 1) {  // a softmax of one row is 1
    as_expected.mistake(
        {"softmax_before_loss",
         "The output met a softmax on its way to the loss: the loss has one of its own."},
        of_outputs(arma::normalise(arma::exp(output), 1, 0), one.function));
  }
  return as_expected.samples(one.X.n_cols)
      .mistake(own_parameters, loss_of(one, one.network))
      .mistake({"targets_first", "Targets and outputs are swapped."},
               support::loss_of(one.function, one.targets, output))
      .mistake({"loss_of_Z", "This is the loss of Z of the last layer: the output is its A."},
               loss_of(one, ends_at_Z));
}

/// Central differences of the loss in every parameter, in the order of flatten().
inline arma::vec loop_gradient(const LossCase& one) {
  return support::slopes_of(one.network, one.function, one.X, one.targets);
}

inline CloseTo loss_slopes(const arma::vec& expected, const LossCase& one,
                           double tolerance = support::default_tolerance) {
  arma::vec bias_first, last_first, own, once_more, weights, biases, row_by_row;
  const double m = static_cast<double>(one.X.n_cols);
  arma::uword begin = 0;
  for (const nn::DenseLayer& layer : one.network.layers) {
    const bool last = &layer == &one.network.layers.back();
    const arma::uword next = begin + layer.weights.n_elem;
    const arma::vec w = expected.subvec(begin, next - 1);
    const arma::vec b = expected.subvec(next, next + layer.bias.n_elem - 1);
    bias_first = arma::join_cols(bias_first, b, w);
    last_first = arma::join_cols(w, b, last_first);
    own = arma::join_cols(own, arma::vectorise(layer.weights), layer.bias);
    weights = arma::join_cols(weights, w);
    biases = arma::join_cols(biases, b);
    const arma::mat W = arma::reshape(w, arma::size(layer.weights));
    row_by_row = arma::join_cols(row_by_row, arma::vectorise(W.t()), b);
    once_more = arma::join_cols(once_more, w / (last ? 1 : m), b / (last ? 1 : m));
    begin = next + layer.bias.n_elem;
  }
  const arma::uword of_last =
      one.network.layers.back().weights.n_elem + one.network.layers.back().bias.n_elem;
  LossCase output_Z = one;
  output_Z.network.layers.back().activation = nn::Activation::identity;
  const arma::uword of_first =
      one.network.layers.front().weights.n_elem + one.network.layers.front().bias.n_elem;
  CloseTo as_expected = close_to(expected, tolerance);
  for (const nn::LossFunction function : every_loss) {
    LossCase other = one;
    other.function = function;
    if (function != one.function) as_expected.mistake(other_gradient, loop_gradient(other));
  }
  return as_expected.samples(one.X.n_cols)
      .mistake({"bias_first", "The biases stand before the weights."}, bias_first)
      .mistake({"weights_alone", "The biases are missing: they are parameters, too."}, weights)
      .mistake({"biases_last", "All weights stand before all biases: a layer stays together."},
               arma::join_cols(weights, biases))
      .mistake({"row_by_row", "The weights stand row by row: flatten() goes down the columns."},
               row_by_row)
      .mistake({"first_layer_alone", "This is the first layer alone."}, expected.head(of_first))
      .mistake({"last_layer_comes_first",
                "The last layer comes first here: flatten() begins with the first."},
               last_first)
      .mistake({"last_layer_alone", "This is the last layer alone."}, expected.tail(of_last))
      .mistake({"own_mean", "The hidden layer was divided by m once more: where does 1/m stand?"},
               once_more)
      .mistake({"parameters_themselves", "These are the parameters, not their derivatives."}, own)
      .mistake({"gradient_of_Z",
                "This is the gradient of a network whose output is Z: the loss sees A."},
               loop_gradient(output_Z));
}

}  // namespace misconceptions
