// What learners write in lesson 09 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by a formula in the graded ones.
#pragma once

#include <armadillo>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "09_optimizers/optimizers.hpp"
#include "common/contract.hpp"
#include "support/close_to.hpp"

namespace misconceptions {

using support::CloseTo;
using support::CloseToNumber;
using support::SameAs;

inline constexpr Misconception uphill{"uphill", "This step goes uphill: look at its sign."};
inline constexpr Misconception rate_missing{"rate_missing", "The learning rate is missing."};
inline constexpr Misconception theta_stays{
    "theta_stays", "theta is as before: change the theta that you were given."};
inline constexpr Misconception epsilon_inside{"epsilon_inside", "Epsilon is inside of the root."};
inline constexpr Misconception epsilon_unused{
    "epsilon_unused", "The epsilon of the state was not used: another one, or none, stands there."};
inline constexpr Misconception root_missing{"root_missing", "The root is missing."};
inline constexpr Misconception not_squared{"not_squared", "The gradient was not squared."};
inline constexpr Misconception typed_in{
    "typed_in", "A number was typed in: the state says how much of the old one stays."};
inline constexpr Misconception empty_state{
    "empty_state", "An empty vector in the state stands for zeros, as many as theta has entries."};

/// What a step is given.
struct At {
  arma::vec theta, gradient;
  double rate;
};

/// A step of a theta with `right` entries refuses a gradient, and each member of its state, that
/// has `wrong` entries.
template <typename State, typename Step>
void check_lengths(const std::string& name, const Step& step,
                   const std::vector<std::pair<std::string, arma::vec State::*>>& members,
                   arma::uword right, arma::uword wrong) {
  const std::string shapes = " is " + nn::shape(wrong, 1) + ", expected " + nn::shape(right, 1);
  arma::vec theta = arma::ones(right);
  State fresh;
  INFO("theta has " << right << " entries, and so must everything else; a vector of the state may "
                    << "have none.");
  const auto refuses = [&](const std::string& what, const arma::vec& gradient, State& state) {
    const std::string message = name + ": " + what + shapes;
    INFO("This is refused: " << message);
    CHECK_REFUSED(step(theta, gradient, 0.1, state), message);
  };
  refuses("gradient", arma::ones(wrong), fresh);
  for (const auto& [what, member] : members) {
    State other;
    other.*member = arma::ones(wrong);
    refuses(what, arma::ones(right), other);
  }
  CHECK_ACCEPTED(step(theta, arma::ones(right), 0.1, fresh));
}

// ---- 9.1 momentum_step --------------------------------------------------------------------------

inline CloseTo velocity_of(const arma::vec& expected, const At& at, double beta,
                           const arma::vec& before) {
  const arma::vec& g = at.gradient;
  CloseTo comparison = close_to(expected);
  for (const double rate : {at.rate, -at.rate}) {
    comparison.mistake(
        {"rate_in_velocity", "The learning rate is in the velocity: it belongs to the step alone."},
        beta * before + rate * g);
  }
  return comparison
      .mistake({"velocity_turned",
                "The gradient has the other sign in the velocity: it is added there, and the step "
                "goes down."},
               beta * before - g)
      .mistake(typed_in, 0.9 * before + g)
      .mistake({"velocity_averaged",
                "The gradient was multiplied by 1 - beta: in this form of momentum the velocity is "
                "a sum, not a mean."},
               beta * before + (1 - beta) * g)
      .mistake({"beta_on_gradient", "beta belongs to the old velocity, not to the gradient."},
               before + beta * g)
      .mistake({"velocity_lost", "This is the gradient alone: the velocity from before is lost."},
               g)
      .mistake({"velocity_not_kept", "This is the old velocity: the new one has to be kept."},
               before)
      .mistake({"no_beta", "The old velocity has its full weight: where is beta?"}, before + g);
}

inline CloseTo moved_by_momentum(const arma::vec& expected, const At& at, double beta,
                                 const arma::vec& before) {
  const arma::vec v = beta * before + at.gradient;
  CloseTo comparison = close_to(expected);
  if (before.is_zero()) {  // the first step, in which both look alike
    comparison.mistake({"theta_unmoved",
                        "theta has not moved: does the theta change that you were given, and by "
                        "the new velocity?"},
                       at.theta);
  } else {
    comparison.mistake(theta_stays, at.theta)
        .mistake({"old_velocity",
                  "This is a step with the old velocity: first the velocity, then theta."},
                 at.theta - at.rate * before);
  }
  return comparison.mistake(uphill, at.theta + at.rate * v)
      .mistake(rate_missing, at.theta - v)
      .mistake({"gradient_step", "This is a step with the gradient alone."},
               at.theta - at.rate * at.gradient)
      .mistake({"rate_twice", "The learning rate is in the step twice."},
               at.theta - at.rate * at.rate * v)
      .mistake({"beta_again", "beta was multiplied in once more: it is in the velocity already."},
               at.theta - at.rate * beta * v)
      .mistake({"nesterov",
                "beta times the velocity was added once more: that is Nesterov's method, a cousin "
                "of this one."},
               at.theta - at.rate * (at.gradient + beta * v));
}

// ---- 9.2 rms_prop_step --------------------------------------------------------------------------

inline CloseTo square_of(const arma::vec& expected, const At& at, double rho,
                         const arma::vec& before) {
  const arma::vec g2 = at.gradient % at.gradient;
  CloseTo comparison = close_to(expected);
  if (!before.is_zero()) {  // else it is what a mean without shares gives
    comparison.mistake(
        {"adagrad",
         "This sums up all squares: that is AdaGrad, and its steps only ever become shorter."},
        before + g2);
  }
  return comparison.mistake(not_squared, rho * before + (1 - rho) * at.gradient)
      .mistake(
          {"square_in_full", "The square of the new gradient has its full weight: a mean shares."},
          rho * before + g2)
      .mistake({"rho_turned", "rho and 1 - rho have changed places."},
               (1 - rho) * before + rho * g2)
      .mistake(typed_in, 0.9 * before + 0.1 * g2)
      .mistake({"square_alone", "The old s is gone: a share of it stays."}, (1 - rho) * g2)
      .mistake({"one_for_all",
                "One number stands for the whole gradient: each entry has a mean of its own."},
               rho * before + (1 - rho) * arma::accu(g2) * arma::ones(g2.n_elem))
      .mistake({"square_not_kept", "This is the old s: the new one has to be kept."}, before)
      .mistake(
          {"square_of_mean", "This is the square of a mean: a mean of the squares was asked for."},
          arma::square(rho * arma::sqrt(before) + (1 - rho) * at.gradient));
}

inline CloseTo moved_by_rms_prop(const arma::vec& expected, const At& at, double rho,
                                 double epsilon, const arma::vec& before) {
  const arma::vec& g = at.gradient;
  const arma::vec s = rho * before + (1 - rho) * g % g;
  const auto moved = [&](const arma::vec& step) { return arma::vec(at.theta - at.rate * step); };
  CloseTo comparison = close_to(expected);
  for (const double other : {0.0, 1e-8}) {
    comparison.mistake(epsilon_unused, moved(g / (arma::sqrt(s) + other)));
  }
  return comparison.mistake(uphill, moved(-g / (arma::sqrt(s) + epsilon)))
      .mistake(theta_stays, at.theta)
      .mistake(epsilon_inside, moved(g / arma::sqrt(s + epsilon)))
      .mistake(root_missing, moved(g / (s + epsilon)))
      .mistake(rate_missing, arma::vec(at.theta - g / (arma::sqrt(s) + epsilon)))
      .mistake({"nothing_divided", "This is gradient descent's step: nothing was divided."},
               moved(g))
      .mistake({"brackets", "A division comes before an addition: mind the brackets."},
               moved(g / arma::sqrt(s) + epsilon))
      .mistake({"old_square", "This divides by the s of before."},
               moved(g / (arma::sqrt(before) + epsilon)))
      .mistake({"corrected_square", "This corrects s as Adam does: RMSProp has no correction."},
               moved(g / (arma::sqrt(s / (1 - rho)) + epsilon)));
}

// ---- 9.3 adam_step ------------------------------------------------------------------------------

/// `state`: as it is before the step, its vectors filled.
inline CloseTo mean_of(const arma::vec& expected, const At& at, const nn::Adam& state) {
  const arma::vec& g = at.gradient;
  const double t = static_cast<double>(state.steps) + 1;
  const double beta = state.beta1;
  CloseTo comparison = close_to(expected);
  if (t == 1) {  // the first step, in which both look alike
    comparison.mistake(
        {"mean_too_large",
         "m is as large as the gradient: it holds a share of it, and is not corrected itself."},
        g);
  } else {
    comparison
        .mistake({"mean_corrected",
                  "The state holds the corrected mean: the next step needs the plain one."},
                 expected / (1 - std::pow(beta, t)))
        .mistake({"mean_in_full", "The gradient has its full weight in m: a mean shares."},
                 beta * state.mean + g);
  }
  return comparison
      .mistake({"betas_exchanged", "beta1 and beta2 have changed places."},
               state.beta2 * state.mean + (1 - state.beta2) * g)
      .mistake({"mean_turned", "beta1 and 1 - beta1 have changed places in m."},
               (1 - beta) * state.mean + beta * g)
      .mistake(typed_in, 0.9 * state.mean + 0.1 * g)
      .mistake({"mean_alone", "The old m is gone: a share of it stays."}, (1 - beta) * g)
      .mistake({"adam_decays_mean",
                "The weight decay is in the gradient: adam_step does not look at it."},
               beta * state.mean + (1 - beta) * (g + state.weight_decay * at.theta))
      .mistake({"mean_not_kept", "This is the old m: the new one has to be kept."}, state.mean);
}

inline CloseTo second_moment_of(const arma::vec& expected, const At& at, const nn::Adam& state) {
  const arma::vec& g = at.gradient;
  const double t = static_cast<double>(state.steps) + 1;
  const double beta = state.beta2;
  const arma::vec m = state.beta1 * state.mean + (1 - state.beta1) * g;
  CloseTo comparison = close_to(expected);
  if (t == 1) {  // the first step, in which both look alike
    comparison.mistake(
        {"moment_too_large",
         "s is as large as the squares: it holds a share of them, and is not corrected itself."},
        g % g);
  } else {
    comparison
        .mistake({"moment_corrected",
                  "The state holds the corrected s: the next step needs the plain one."},
                 expected / (1 - std::pow(beta, t)))
        .mistake({"moment_in_full", "The square has its full weight in s: a mean shares."},
                 beta * state.square + g % g);
  }
  return comparison
      .mistake({"moment_of_beta1", "s shares by beta1: it has a beta of its own."},
               state.beta1 * state.square + (1 - state.beta1) * g % g)
      .mistake({"moment_turned", "beta2 and 1 - beta2 have changed places in s."},
               (1 - beta) * state.square + beta * g % g)
      .mistake(typed_in, 0.999 * state.square + 0.001 * g % g)
      .mistake({"square_of_m", "The square of m went into s: it is that of the gradient."},
               beta * state.square + (1 - beta) * m % m)
      .mistake({"moment_alone", "The old s is gone: a share of it stays."}, (1 - beta) * g % g)
      .mistake({"moment_not_kept", "This is the old s: the new one has to be kept."}, state.square)
      .mistake(not_squared, beta * state.square + (1 - beta) * g);
}

/// How many steps one call has counted.
inline CloseToNumber one_step_counted() {
  return close_to(1.0, 0.0).mistake({"step_not_counted", "The step was not counted."}, 0.0);
}

inline CloseTo moved_by_adam(const arma::vec& expected, const At& at, const nn::Adam& state) {
  const arma::vec& g = at.gradient;
  const double e = state.epsilon;
  const double t = static_cast<double>(state.steps) + 1;
  const arma::vec m = state.beta1 * state.mean + (1 - state.beta1) * g;
  const arma::vec s = state.beta2 * state.square + (1 - state.beta2) * g % g;
  const double c1 = 1 - std::pow(state.beta1, t);
  const double c2 = 1 - std::pow(state.beta2, t);
  const arma::vec M = m / c1;
  const arma::vec S = s / c2;
  const auto moved = [&](const arma::vec& step) { return arma::vec(at.theta - at.rate * step); };
  const auto corrected = [&](double by_1, double by_2) {
    return moved((m / by_1) / (arma::sqrt(arma::vec(s / by_2)) + e));
  };
  CloseTo comparison = close_to(expected);
  for (const double other : {0.0, 1e-8}) {
    comparison.mistake(epsilon_unused, moved(M / (arma::sqrt(S) + other)));
  }
  if (t > 1) {
    for (const double then : {t - 1, 1.0}) {
      comparison.mistake(
          {"step_before",
           "The correction is that of an earlier step: t is the number of this one."},
          corrected(1 - std::pow(state.beta1, then), 1 - std::pow(state.beta2, then)));
    }
  }
  for (const auto& [by_1, by_2] : {std::pair{1 / c1, 1 / c2}, {1 / c1, c2}, {c1, 1 / c2}}) {
    comparison.mistake({"correction_multiplied",
                        "A correction was multiplied: m and s are too small, and grow by it."},
                       corrected(by_1, by_2));
  }
  return comparison.mistake(uphill, moved(-M / (arma::sqrt(S) + e)))
      .mistake(theta_stays, at.theta)
      .mistake(rate_missing, arma::vec(at.theta - M / (arma::sqrt(S) + e)))
      .mistake({"mean_alone_plain", "S was corrected and m was not."}, corrected(1, c2))
      .mistake({"moment_alone_plain", "m was corrected and s was not."}, corrected(c1, 1))
      .mistake(
          {"nothing_corrected", "Nothing was corrected: m and s began at 0 and are too small."},
          corrected(1, 1))
      .mistake({"corrections_exchanged", "m was corrected by beta2, and s by beta1."},
               corrected(c2, c1))
      .mistake({"corrected_after_root", "s was corrected after its root was taken: S comes first."},
               moved(M / (arma::sqrt(s) / c2 + e)))
      .mistake(root_missing, moved(M / (S + e)))
      .mistake(epsilon_inside, moved(M / arma::sqrt(S + e)))
      .mistake({"epsilon_early",
                "Epsilon was added before the correction: first S is complete, then comes its "
                "root, then epsilon."},
               moved(M * std::sqrt(c2) / (arma::sqrt(s) + e)))
      .mistake({"adam_decays", "theta has decayed: adam_step does not look at weight_decay."},
               arma::vec(expected - at.rate * state.weight_decay * at.theta))
      .mistake({"gradient_for_mean", "The step is made of the gradient, and not of its mean."},
               moved(g / (arma::sqrt(S) + e)));
}

// ---- 9.4 adamw_step -----------------------------------------------------------------------------

inline constexpr Misconception decay_in_gradient{
    "decay_in_gradient", "The decay is in the gradient: AdamW keeps the two apart."};
inline constexpr Misconception empty_decays{"empty_decays",
                                            "Empty decays stand for a 1 everywhere."};

inline CloseTo decay_apart(const arma::vec& expected, const At& at, const nn::Adam& state) {
  const double d = state.weight_decay;
  CloseTo comparison = close_to(expected);
  for (const double factor : {1.0, 2.0}) {
    comparison.mistake(
        decay_in_gradient,
        state.beta1 * state.mean +
            (1 - state.beta1) * (at.gradient + factor * d * (state.decays % at.theta)));
  }
  return comparison;
}

/// `adam`: theta after Adam's step alone. `decays` has an entry for each of theta's.
inline CloseTo moved_by_adamw(const arma::vec& adam, const At& at, const nn::Adam& state) {
  const double d = state.weight_decay;
  const arma::vec decay = state.decays % at.theta;
  CloseTo comparison = close_to(arma::vec(adam - at.rate * d * decay));
  if (state.decays.min() < 1) {
    comparison
        .mistake({"all_decay", "All entries decay: look at decays."}, adam - at.rate * d * at.theta)
        .mistake({"others_decay", "The wrong entries decay: 1 means that one does."},
                 adam - at.rate * d * ((1 - state.decays) % at.theta));
  }
  return comparison.mistake({"no_decay", "This is Adam's step alone: where is the decay?"}, adam)
      .mistake({"decay_without_rate", "The learning rate is missing in the decay."},
               adam - d * decay)
      .mistake({"decay_without_decay", "The weight decay is missing in the decay."},
               adam - at.rate * decay)
      .mistake({"decay_doubled", "The decay has a factor 2 too many."},
               adam - 2 * at.rate * d * decay)
      .mistake({"decay_of_new", "The decay was taken at the new theta."},
               adam - at.rate * d * (state.decays % adam))
      .mistake({"decay_added", "The decay was added."}, adam + at.rate * d * decay)
      .mistake({"decay_of_sign", "The same goes from each entry: the decay is a share of theta."},
               adam - at.rate * d * arma::sign(decay))
      .mistake({"decay_alone", "This is the decay alone: Adam's step is missing."},
               at.theta - at.rate * d * decay);
}

// ---- 9.5 cosine_rate ----------------------------------------------------------------------------

/// The rates of epochs 0 ... count - 1.
inline arma::vec rates_until(arma::uword count, const std::function<double(arma::uword)>& rate) {
  arma::vec rates(count);
  for (arma::uword k = 0; k < count; ++k) rates(k) = rate(k);
  return rates;
}

inline CloseTo cosine_rates(const arma::vec& expected, double rate, arma::uword epochs,
                            arma::uword warm_up) {
  const double rise = static_cast<double>(warm_up);
  const double fall = static_cast<double>(epochs) - rise;
  using Part = std::function<double(double)>;  // of the rate, in an epoch
  const Part up = [&](double k) { return (k + 1) / (rise + 1); };
  const Part down = [&](double k) {
    return (1 + std::cos(arma::datum::pi * (k - rise) / fall)) / 2;
  };
  const Part after = [](double) { return 0.0; };
  const auto rates = [&](const Part& first, const Part& then, const Part& last) {
    return rates_until(expected.n_elem, [&](arma::uword epoch) {
      const double k = static_cast<double>(epoch);
      return rate * (epoch < warm_up ? first(k) : (epoch < epochs ? then(k) : last(k)));
    });
  };
  const auto cosine = [](double pi, double share) { return (1 + std::cos(pi * share)) / 2; };
  const double pi = arma::datum::pi;
  CloseTo comparison = close_to(expected);
  for (const double few : {3.14, 3.1416, 3.14159, 3.141593}) {
    comparison.mistake({"few_digits_of_pi", "pi has too few digits here."},
                       rates(
                           up, [&](double k) { return cosine(few, (k - rise) / fall); }, after));
  }
  const Part at_once = [](double) { return 1.0; };  // a share that was cut off
  comparison
      .mistake({"degrees", "std::cos wants radians, and this looks like degrees."},
               rates(
                   up, [&](double k) { return cosine(180, (k - rise) / fall); }, after))
      .mistake({"rises_again",
                "After the last epoch the rate rises again: a cosine never ends by itself."},
               rates(up, down, down))
      .mistake({"full_after", "After the last epoch the rate is the full one: it stays at 0."},
               rates(up, down, at_once))
      .mistake({"stays_above_0", "After the last epoch the rate is that of the last one: it is 0."},
               rates(up, down, [&](double) { return down(rise + fall - 1); }))
      .mistake({"zero_early", "The rate reaches 0 one epoch too early, in the last epoch."},
               rates(
                   up, [&](double k) { return cosine(pi, (k - rise) / (fall - 1)); }, after))
      .mistake({"cosine_upwards", "The cosine runs upwards: which sign does it have?"},
               rates(
                   up, [&](double k) { return 1 - down(k); }, after))
      .mistake({"whole_turn", "The cosine makes a whole turn, down and up: half of one is meant."},
               rates(
                   up, [&](double k) { return cosine(2 * pi, (k - rise) / fall); }, after))
      .mistake({"not_halved", "The fall begins at twice the rate: 1 + cos goes from 2 to 0."},
               rates(
                   up, [&](double k) { return 2 * down(k); }, after))
      .mistake({"straight_fall", "The rate falls along a straight line: a cosine is meant."},
               rates(
                   up, [&](double k) { return 1 - (k - rise) / fall; }, after))
      .mistake({"share_cut_off",
                "The rate does not fall until the end: are whole numbers divided in the cosine?"},
               rates(up, at_once, after));
  if (warm_up == 0) return comparison;
  for (const double over : {rise, rise + 1}) {
    comparison.mistake(
        {"warm_up_from_0", "The warm-up begins at 0: its first epoch would be wasted."},
        rates([&](double k) { return k / over; }, down, after));
  }
  for (const Part& then : {down, at_once}) {
    comparison.mistake({"whole_division", "Whole numbers were divided: 1 / 3 is 0 in C++."},
                       rates([](double) { return 0.0; }, then, after));
  }
  return comparison
      .mistake({"warm_up_short", "The warm-up reaches the full rate one epoch too early."},
               rates([&](double k) { return (k + 1) / rise; }, down, after))
      .mistake({"full_at_once", "There is no warm-up: the first epochs have the full rate."},
               rates(at_once, down, after))
      .mistake({"no_warm_up", "There is no warm-up: the cosine runs from the first epoch on."},
               rates([&](double k) { return cosine(pi, k / (rise + fall)); },
                     [&](double k) { return cosine(pi, k / (rise + fall)); }, after))
      .mistake({"cosine_over_all", "The cosine runs over all epochs: it begins after the warm-up."},
               rates(
                   up, [&](double k) { return cosine(pi, k / (rise + fall)); }, after))
      .mistake({"cosine_too_long",
                "The cosine does not reach 0: it has the epochs that the warm-up has left over."},
               rates(
                   up, [&](double k) { return cosine(pi, (k - rise) / (rise + fall)); }, after));
}

// ---- 9.6 plateau_rate ---------------------------------------------------------------------------

using Losses = std::vector<double>;

/// plateau_rate after the first loss, after the first two, and so on.
inline arma::vec plateau_rates(double rate, const Losses& losses, arma::uword patience,
                               double factor) {
  return rates_until(losses.size(), [&](arma::uword k) {
    const Losses so_far(losses.begin(), losses.begin() + static_cast<long>(k) + 1);
    return nn::plateau_rate(rate, so_far, patience, factor);
  });
}

/// How plateau_rate may go wrong.
struct Plateau {
  double first = std::numeric_limits<double>::infinity();  // the smallest loss before any
  bool before_only = false;                                // a loss is compared with the one before
  bool count_goes_on = false;                              // after a cut
  bool equal_is_better = false;
  bool nan_is_better = false;
  bool not_in_a_row = false;
  bool forgets = false;      // the smallest loss, at a cut
  bool takes_back = false;   // the cuts, at an improvement
  bool cut_once = false;     // each cut is one of the first rate
  bool divides = false;      // by the factor
  double threshold = 0.0;    // an improvement has to be larger
  bool first_given = false;  // the first loss is taken for the smallest without a look
  int late = 0;

  arma::vec rates(double rate, const Losses& losses, arma::uword patience, double factor) const {
    arma::vec all(losses.size());
    double now = rate;
    double smallest = first_given && !losses.empty() ? losses[0] : first;
    int waited = 0;
    for (std::size_t k = 0; k < losses.size(); ++k) {
      const double loss = losses[k];
      bool better = loss < smallest - threshold || (equal_is_better && loss == smallest);
      if (first_given && k == 0) better = true;
      if (nan_is_better && !(loss >= smallest)) better = true;
      if ((better && !(first_given && k == 0)) || before_only) smallest = loss;
      if (better && !not_in_a_row) waited = 0;
      if (better && takes_back) now = rate;
      if (!better) ++waited;
      if (waited > 0 && waited >= static_cast<int>(patience) + late) {
        now = (cut_once ? rate : now) * (divides ? 1 / factor : factor);
        if (!count_goes_on) waited = 0;
        if (forgets) smallest = first;
      }
      all(k) = now;
    }
    return all;
  }
};

inline CloseTo rates_on_plateau(const arma::vec& expected, double rate, const Losses& losses,
                                arma::uword patience, double factor) {
  const auto wrong = [&](const Plateau& way) { return way.rates(rate, losses, patience, factor); };
  CloseTo comparison = close_to(expected);
  for (const double threshold : {1e-3, 1e-4, 1e-6, 1e-8, 1e-12}) {
    comparison.mistake(
        {"small_gain", "A small improvement was taken for none: any smaller loss is smaller."},
        wrong({.threshold = threshold}));
  }
  return comparison
      .mistake({"loss_before",
                "Each loss was compared to the one before it, not to the smallest so far."},
               wrong({.before_only = true}))
      .mistake({"count_goes_on",
                "After a cut the count went on: it starts anew, so that the new rate has time."},
               wrong({.count_goes_on = true}))
      .mistake({"first_loss_bad",
                "The first loss was counted as bad: there is none before it to be below."},
               wrong({.first = losses.empty() || std::isnan(losses[0])
                                   ? std::numeric_limits<double>::infinity()
                                   : losses[0]}))
      .mistake(
          {"smallest_from_0", "No loss was an improvement: what is the first one compared with?"},
          wrong({.first = 0.0}))
      .mistake({"equal_better", "An equal loss was taken for an improvement."},
               wrong({.equal_is_better = true}))
      .mistake({"nan_better",
                "The NaN was taken for an improvement: every comparison with a NaN is false."},
               wrong({.nan_is_better = true}))
      .mistake({"first_unseen",
                "The first loss was taken for the smallest without a look at it: it may be none."},
               wrong({.first_given = true}))
      .mistake({"cut_once", "The second cut lowers nothing: each cut is one of the rate before."},
               wrong({.cut_once = true}))
      .mistake({"factor_divided", "The rate grows at a cut: it is multiplied by factor."},
               wrong({.divides = true}))
      .mistake({"cut_early", "The cut comes one epoch too early."}, wrong({.late = -1}))
      .mistake({"cut_late", "The cut comes one epoch too late."}, wrong({.late = 1}))
      .mistake({"not_in_a_row",
                "The bad epochs are not in a row: an improvement starts the count anew."},
               wrong({.not_in_a_row = true}))
      .mistake({"smallest_forgotten",
                "A cut does not make the losses before it forgotten: the smallest so far stays."},
               wrong({.forgets = true}))
      .mistake({"cuts_taken_back", "An improvement takes the cuts back: a cut is for good."},
               wrong({.takes_back = true}));
}

// ---- 9.7 optimizer_step -------------------------------------------------------------------------

inline constexpr Misconception state_copied{
    "state_copied", "The state has not moved on: was the step taken with a copy of it?"};

inline constexpr Misconception other_state{
    "other_state",
    "The state of another method has moved on: only the chosen method takes a step."};

/// theta after a step of `expected`, and after one of other methods.
inline CloseTo step_of_method(const arma::vec& expected, const arma::vec& gradient_descent,
                              const arma::vec& adam) {
  return close_to(expected)
      .mistake({"always_descent", "This is the step of gradient descent: look at the method."},
               gradient_descent)
      .mistake({"adam_for_adamw", "This is Adam's step: adamw has one of its own."}, adam);
}

// ---- 9.8 train_with -----------------------------------------------------------------------------

/// What else the parameters may be.
struct Trained {
  arma::vec stateless;  // each step is the first one of gradient descent, or of the method
  arma::vec each_epoch_anew;
  arma::vec at_one_rate;
  arma::vec start;
};

inline CloseTo trained_by(const arma::vec& expected, const Trained& otherwise) {
  return close_to(expected, 1e-6)
      .mistake({"stateless",
                "Each step was one without a past: is it the optimizer that takes it, and does it "
                "find there what the step before has left?"},
               otherwise.stateless)
      .mistake({"state_lost_each_epoch",
                "The optimizer began anew in each epoch: its state lives as long as the training."},
               otherwise.each_epoch_anew)
      .mistake({"schedule_lost", "The schedule was not asked: hand it on to the loop."},
               otherwise.at_one_rate)
      .mistake(
          {"network_stays", "The network is as before: what theta has learnt has to come back."},
          otherwise.start);
}

inline CloseTo trained_by_adam(const arma::vec& expected, const arma::vec& by_descent,
                               const arma::vec& by_first_steps, const arma::vec& start) {
  return close_to(expected, 1e-6)
      .mistake({"trained_by_descent",
                "This is what gradient descent makes of it: the optimizer takes the steps."},
               by_descent)
      .mistake({"first_steps",
                "Each step was a first one, as long as the rate: does a step find what the one "
                "before has left?"},
               by_first_steps)
      .mistake(
          {"network_stays", "The network is as before: what theta has learnt has to come back."},
          start);
}

inline constexpr Misconception optimizer_copied{
    "optimizer_copied", "How many steps the optimizer has counted: was it copied?"};

inline CloseTo spared_biases(const arma::vec& expected) {
  return close_to(expected).mistake(
      {"biases_decay", "The biases decay, too: what takes the place of empty decays?"},
      arma::ones(expected.n_elem));
}

inline CloseTo validation_watched(const arma::vec& expected, const arma::vec& of_training) {
  return close_to(expected, 1e-6)
      .mistake({"training_watched", "This is the loss of the training samples."}, of_training);
}

}  // namespace misconceptions
