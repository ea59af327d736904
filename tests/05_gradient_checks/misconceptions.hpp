// What learners write in lesson 05 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by another way of computing it in the graded ones.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "05_gradient_checks/gradient_checks.hpp"
#include "support/close_to.hpp"

namespace misconceptions {

using support::CloseTo;
using support::CloseToNumber;

// ---- what several comparisons name --------------------------------------------------------------

inline constexpr Misconception not_put_back{
    "not_put_back", "An entry was still moved when the next was measured: put it back first."};
inline constexpr Misconception step_by_entry{
    "step_by_entry", "The step was multiplied by the entry: it is the same for all entries."};
inline constexpr Misconception weighed_down{
    "weighed_down",
    "Something is added below the fraction line, or stands there as a least value, and it "
    "outweighs small gradients."};
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
  arma::vec without_first = expected;
  arma::vec without_last = expected;
  without_first(0) = 0;
  without_last(x.n_elem - 1) = 0;
  CloseTo as_expected = close_to(expected, tolerance);
  for (const double tiny : {1e-4, 1e-5, 1e-6, 1e-7, 1e-8}) {
    as_expected.mistake({"tiny_step", "This is what a tiny step gives: is the argument step used?"},
                        differences(f, x, tiny * one, -tiny * one, 2 * tiny * one));
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
                "The lower of the two points is x itself: from x + step e_i it is two steps to "
                "x - step e_i."},
               differences(f, x, h, 0 * h, 2 * h))
      .mistake(not_put_back, left(-h, -h))
      .mistake(not_put_back, left(h, -h))
      .mistake(step_by_entry, differences(f, x, own, -own, 2 * own))
      .mistake(step_by_entry, differences(f, x, own, -own, 2 * h))
      .mistake({"all_at_once", "All entries moved at once: a partial derivative moves one."},
               one * (f(x + h) - f(x - h)) / (2 * step))
      .mistake({"no_first_entry", "Entry 0 is missing: entries are counted from 0."}, without_first)
      .mistake({"no_last_entry", "The last entry is missing: look at where the loop ends."},
               without_last);
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
  for (const double least : {1e-8, 1e-10, 1e-12, 1e-15, 1e-16}) {
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
      .mistake({"largest_entry",
                "The largest entry alone was looked at: a Euclidean norm adds up the squares of "
                "all."},
               arma::abs(a - b).max() / std::max(arma::abs(a).max(), arma::abs(b).max()))
      .mistake({"sums_of_sizes", "These are sums of |entry|: a Euclidean norm adds up squares."},
               arma::accu(arma::abs(a - b)) /
                   std::max(arma::accu(arma::abs(a)), arma::accu(arma::abs(b))))
      .mistake(entry_by_entry, arma::mean(of_entries))
      .mistake(entry_by_entry, of_entries.max())
      .mistake({"squared_norms", "The square roots are missing: these are squared norms."},
               difference * difference / (longer * longer))
      .mistake({"norms_subtracted",
                "Norms were subtracted: the difference of the vectors comes first, its norm "
                "after."},
               (longer - shorter) / longer)
      .mistake({"small_is_zero", "Being small is not being zero."}, 0.0)
      .mistake({"zeros_differ", "Two zero vectors agree completely."}, longer == 0.0 ? 1.0 : 0.0);
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
  return close_to(expected)
      .mistake(has_sign, change - e * slope)
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
      .mistake({"slope_added", "e g'd was added: look at its sign."}, less(-e * slope))
      .mistake({"g_by_x", "g was multiplied by x: it is d along which x moves."},
               less(e * arma::dot(one.g, one.x)))
      .mistake({"g_added_up", "The entries of g were added up: where is the direction d?"},
               less(e * arma::accu(one.g)))
      .mistake(unit_direction, less(e * slope / length_of(one.d)))
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
  return close_to(expected, 1e-9)
      .mistake({"first_two", "This is the slope between the first two points: all points count."},
               (t(1) - t(0)) / (s(1) - s(0)))
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
  return as_expected.mistake(F_added_up, arma::abs(changes(plain, one.d, e)));
}

inline CloseTo jacobian_first(const arma::vec& expected, const JacobianCase& one) {
  const arma::vec e = halves(one.first_step, expected.n_elem);
  const arma::vec part = e * arma::dot(one.product, one.d);
  const auto change = [&](const arma::vec& u, const arma::vec& d) {
    return changes(along(one, u), d, e);
  };
  const arma::vec right = (change(one.u, one.d) - change(one.u, -one.d)) / 2;
  return close_to(expected)
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

/// The output for each sample, one number at a time. `bend_last` false: the last layer's Z.
inline arma::mat loop_output(const nn::Network& network, const arma::mat& X,
                             bool bend_last = true) {
  const auto activated = [](nn::Activation activation, double z) {
    if (activation == nn::Activation::sigmoid) return 1.0 / (1.0 + std::exp(-z));
    if (activation == nn::Activation::tanh) return std::tanh(z);
    if (activation == nn::Activation::relu) return std::max(z, 0.0);
    return z;  // identity: the tests use no other
  };
  arma::mat A = X;
  for (const nn::DenseLayer& layer : network.layers) {
    arma::mat next(layer.weights.n_rows, X.n_cols);
    for (arma::uword s = 0; s < X.n_cols; ++s) {
      for (arma::uword i = 0; i < next.n_rows; ++i) {
        double z = layer.bias(i);
        for (arma::uword j = 0; j < A.n_rows; ++j) z += layer.weights(i, j) * A(j, s);
        const bool bends = bend_last || &layer != &network.layers.back();
        next(i, s) = bends ? activated(layer.activation, z) : z;
      }
    }
    A = next;
  }
  return A;
}

/// Lesson 03's losses, for outputs of moderate size.
inline double loop_loss(nn::LossFunction function, const arma::mat& output,
                        const arma::mat& targets) {
  double sum = 0.0;
  for (arma::uword s = 0; s < output.n_cols; ++s) {
    const double total = arma::accu(arma::exp(output.col(s)));
    for (arma::uword i = 0; i < output.n_rows; ++i) {
      const double y = output(i, s);
      const double t = targets(i, s);
      if (function == nn::LossFunction::mean_squared_error) sum += (y - t) * (y - t);
      if (function == nn::LossFunction::binary_cross_entropy) {
        sum += t * std::log(1.0 + std::exp(-y)) + (1.0 - t) * std::log(1.0 + std::exp(y));
      }
      if (function == nn::LossFunction::softmax_cross_entropy) {
        sum -= t * std::log(std::exp(y) / total);
      }
    }
  }
  return sum / static_cast<double>(output.n_cols);
}

/// The network with other parameters: layer by layer the weights column by column, then the bias.
inline nn::Network filled(nn::Network network, const arma::vec& theta) {
  arma::uword begin = 0;
  for (nn::DenseLayer& layer : network.layers) {
    const arma::uword outputs = layer.weights.n_rows;
    for (arma::uword j = 0; j < layer.weights.n_cols; ++j, begin += outputs) {
      layer.weights.col(j) = theta.subvec(begin, begin + outputs - 1);
    }
    layer.bias = theta.subvec(begin, begin + outputs - 1);
    begin += outputs;
  }
  return network;
}

inline nn::Network without_activations(nn::Network network) {
  for (nn::DenseLayer& layer : network.layers) layer.activation = nn::Activation::identity;
  return network;
}

inline CloseToNumber loss_value(double expected, const LossCase& one, const arma::vec& theta) {
  const nn::Network right = filled(one.network, theta);
  const auto with = [&](const nn::Network& network) {
    return loop_loss(one.function, loop_output(network, one.X), one.targets);
  };
  const arma::mat output = loop_output(right, one.X);
  return close_to(expected)
      .samples(one.X.n_cols)
      .mistake(own_parameters, with(one.network))
      .mistake({"targets_first", "Targets and outputs are swapped."},
               loop_loss(one.function, one.targets, output))
      .mistake({"activations_lost",
                "The activations were lost: the new network needs those of `network`."},
               with(without_activations(right)))
      .mistake({"loss_of_Z", "This is the loss of Z of the last layer: the output is its A."},
               loop_loss(one.function, loop_output(right, one.X, false), one.targets))
      .mistake({"softmax_before_loss",
                "The output met a softmax on its way to the loss: the loss has one of its own."},
               loop_loss(one.function, arma::normalise(arma::exp(output), 1, 0), one.targets))
      .mistake({"other_loss", "This is another loss: is the argument function used?"},
               loop_loss(nn::LossFunction::mean_squared_error, output, one.targets));
}

/// Central differences of the loss in every parameter, in the order of flatten().
inline arma::vec loop_gradient(const LossCase& one) {
  arma::vec theta;
  for (const nn::DenseLayer& layer : one.network.layers) {
    theta = arma::join_cols(theta, arma::vectorise(layer.weights), layer.bias);
  }
  const auto loss = [&](const arma::vec& at) {
    return loop_loss(one.function, loop_output(filled(one.network, at), one.X), one.targets);
  };
  const arma::vec step(theta.n_elem, arma::fill::value(1e-5));
  return differences(loss, theta, step, -step, 2 * step);
}

inline CloseTo loss_slopes(const arma::vec& expected, const LossCase& one,
                           double tolerance = support::default_tolerance) {
  arma::vec bias_first, last_first, own, once_more;
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
    once_more = arma::join_cols(once_more, w / (last ? 1 : m), b / (last ? 1 : m));
    begin = next + layer.bias.n_elem;
  }
  const arma::uword of_last =
      one.network.layers.back().weights.n_elem + one.network.layers.back().bias.n_elem;
  LossCase squared = one;
  squared.function = nn::LossFunction::mean_squared_error;
  LossCase output_Z = one;
  output_Z.network.layers.back().activation = nn::Activation::identity;
  return close_to(expected, tolerance)
      .samples(one.X.n_cols)
      .mistake({"bias_first", "The biases stand before the weights."}, bias_first)
      .mistake({"last_layer_comes_first",
                "The last layer comes first here: flatten() begins with the first."},
               last_first)
      .mistake({"last_layer_alone", "This is the last layer alone."}, expected.tail(of_last))
      .mistake({"own_mean", "The hidden layer was divided by m once more: where does 1/m stand?"},
               once_more)
      .mistake({"parameters_themselves", "These are the parameters, not their derivatives."}, own)
      .mistake({"other_gradient",
                "This is the gradient of another loss: is the argument function used?"},
               loop_gradient(squared))
      .mistake({"gradient_of_Z",
                "This is the gradient of a network whose output is Z: the loss sees A."},
               loop_gradient(output_Z));
}

}  // namespace misconceptions
