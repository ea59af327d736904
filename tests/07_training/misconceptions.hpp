// What learners write in lesson 07 in place of what is asked, and what they are told. Each function
// makes the comparison for one result: the caller says what is expected, by hand in the public
// tests, by a formula in the graded ones.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <functional>
#include <iterator>
#include <optional>
#include <vector>

#include "07_training/training.hpp"
#include "support/close_to.hpp"
#include "support/networks.hpp"

namespace misconceptions {

using support::CloseTo;
using support::CloseToNumber;
using support::SameAs;

// ---- 7.1 mini_batches ---------------------------------------------------------------------------

inline constexpr Misconception not_shuffled{
    "not_shuffled", "Samples that come in ascending order have not been shuffled."};
inline constexpr Misconception batches_shuffled{
    "batches_shuffled",
    "Consecutive samples in a batch give about 7: shuffle the samples, not the batches."};
inline constexpr Misconception rng_copied{
    "rng_copied",
    "Draw from rng itself, which each draw moves on: a copy of it, or a generator of your own, "
    "starts all over again."};
inline constexpr Misconception other_randomness{
    "other_randomness",
    "Made from two generators in the same state. All randomness has to come from rng."};
inline constexpr Misconception few_orders{
    "few_orders",
    "How often each of the six orders of three samples came up in 240 calls, in the mean 40 times: "
    "every order is as likely as any other."};
inline constexpr Misconception no_samples{"no_samples", "Without samples there are no batches."};

inline arma::umat lengths(const std::vector<arma::uvec>& batches) {
  arma::umat result(batches.size(), 1);
  for (std::size_t i = 0; i < batches.size(); ++i) result(i) = batches[i].n_elem;
  return result;
}

/// All samples, one batch after the other.
inline arma::umat in_order(const std::vector<arma::uvec>& batches) {
  arma::uvec order;
  for (const arma::uvec& batch : batches) order = arma::join_cols(order, batch);
  return order;
}

/// The lengths of the batches.
inline SameAs lengths_of(const arma::uvec& expected, arma::uword samples, arma::uword size) {
  const arma::uvec full = size * arma::ones<arma::uvec>(samples / size);
  arma::uvec joined = full;
  if (!joined.is_empty()) joined.back() += samples % size;
  arma::uvec as_many(size);
  for (arma::uword i = 0; i < size; ++i) as_many(i) = samples / size + (i < samples % size ? 1 : 0);
  return same_as(expected)
      .mistake(
          {"rest_missing",
           "The samples that do not fill a batch are missing: they are to be learnt from, too."},
          full)
      .mistake({"rest_joined", "The samples that are left over belong into a batch of their own."},
               joined)
      .mistake({"rest_filled",
                "The last batch was filled up: each sample is in one batch, so it is shorter."},
               size * arma::ones<arma::uvec>((samples + size - 1) / size))
      .mistake({"number_of_batches",
                "batch_size is how many samples a batch has, not how many batches there are."},
               as_many);
}

/// All samples of all batches, sorted.
inline SameAs each_sample_once(arma::uword samples) {
  const arma::uvec from_0 = arma::regspace<arma::uvec>(0, samples - 1);
  return same_as(from_0).mistake({"from_1", "Samples are counted from 0."}, from_0 + 1);
}

/// Two generators in the same state make the same batches, and every order comes equally often.
inline void check_every_order(nn::Rng& rng) {
  nn::Rng twin = rng;
  const arma::umat first = in_order(nn::mini_batches(60, 8, rng));
  {
    INFO(other_randomness);
    CHECK_THAT(in_order(nn::mini_batches(60, 8, twin)), support::same_as(first));
  }
  arma::vec counts(6, arma::fill::zeros);
  for (int i = 0; i < 240; ++i) {
    const arma::uvec order = in_order(nn::mini_batches(3, 2, rng));
    REQUIRE(order.n_elem == 3);
    // The six orders as numbers 0 ... 5.
    const arma::uword which = 2 * order(0) + (order(1) > order(2) ? 1 : 0);
    REQUIRE(which < 6);
    counts(which) += 1.0;
  }
  INFO(few_orders);
  // The standard error is 5.8.
  CHECK_THAT(counts, close_to(40.0 * arma::ones(6), 0.9));
}

// ---- 7.2 sgd_step -------------------------------------------------------------------------------

inline CloseTo stepped(const arma::vec& expected, const arma::vec& theta, const arma::vec& gradient,
                       double rate) {
  return close_to(expected)
      .mistake({"uphill", "This goes up: the gradient points to where the loss grows."},
               theta + rate * gradient)
      .mistake({"step_lost", "theta is as before: change the theta that you were given."}, theta)
      .mistake({"no_rate", "The rate is not used: this is theta - gradient."}, theta - gradient)
      .mistake({"rate_twice", "The rate is in it twice."}, theta - rate * rate * gradient)
      .mistake(
          {"normalised",
           "The gradient was divided by its length as a vector: a steep slope makes a long step."},
          theta - rate * arma::normalise(gradient))
      .mistake({"step_alone", "This is the step alone, without the theta it starts from."},
               -rate * gradient)
      .mistake({"averaged_again",
                "The gradient was divided by the number of its entries: what has to be averaged is "
                "so already."},
               theta - rate * gradient / static_cast<double>(theta.n_elem))
      .mistake(
          {"signs_alone", "Only the sign of each entry counts here: a steep one moves further."},
          theta - rate * arma::sign(gradient));
}

// ---- 7.3 step_decay -----------------------------------------------------------------------------

/// The rates of these epochs.
inline CloseTo decayed(const arma::vec& expected, double rate,
                       const std::vector<arma::uword>& epochs, arma::uword every, double factor) {
  const double period = static_cast<double>(every);
  const auto rates = [&](const std::function<double(double)>& rate_of) {
    arma::vec all(epochs.size());
    for (std::size_t i = 0; i < epochs.size(); ++i)
      all(i) = rate_of(static_cast<double>(epochs[i]));
    return all;
  };
  const auto fallen = [&](const std::function<double(double)>& times) {
    return rates([&](double epoch) { return rate * std::pow(factor, times(epoch)); });
  };
  return close_to(expected)
      .mistake({"decay_early",
                "The rate falls one epoch too early: with every = 50, epoch 49 is still among the "
                "first 50."},
               fallen([&](double epoch) { return std::floor((epoch + 1) / period); }))
      .mistake({"decay_late",
                "The rate falls one epoch too late: with every = 50, epoch 50 is no longer among "
                "the first 50."},
               fallen([&](double epoch) { return std::floor(std::max(0.0, epoch - 1) / period); }))
      .mistake({"rounded_up",
                "The rate falls as soon as a period begins: only those that are over count."},
               fallen([&](double epoch) { return std::ceil(epoch / period); }))
      .mistake({"rounded", "The rate falls in the middle of a period: only whole ones count."},
               fallen([&](double epoch) { return std::round(epoch / period); }))
      .mistake({"decay_each_epoch",
                "The rate falls with every epoch: `every` says how many epochs it holds."},
               fallen([](double epoch) { return epoch; }))
      .mistake({"decay_gradual",
                "The rate falls gradually: it is meant to fall in steps, after whole periods."},
               fallen([&](double epoch) { return epoch / period; }))
      .mistake({"decay_once", "The rate falls only once: after two periods it falls again."},
               fallen([&](double epoch) { return epoch >= period ? 1.0 : 0.0; }))
      .mistake({"factor_added_up",
                "The factor was multiplied by the number of periods: falling twice is multiplying "
                "by it twice."},
               rates([&](double epoch) {
                 const double times = std::floor(epoch / period);
                 return times == 0 ? rate : rate * factor * times;
               }))
      .mistake({"factor_subtracted",
                "The rate was lowered by equal amounts: each period multiplies what there is by "
                "factor."},
               rates([&](double epoch) {
                 return rate * (1 - (1 - factor) * std::floor(epoch / period));
               }))
      .mistake({"divided_by_count",
                "The rate was divided by a number of periods: factor says what becomes of it."},
               rates([&](double epoch) { return rate / (1 + std::floor(epoch / period)); }))
      .mistake({"for_one_epoch",
                "The rate falls for one epoch and is back in the next: it stays fallen."},
               fallen([&](double epoch) {
                 return epoch > 0 && std::fmod(epoch, period) == 0 ? 1.0 : 0.0;
               }))
      .mistake({"decay_compounded",
                "The rate has fallen again in each epoch: learning_rate is what training began "
                "with, so only whole periods count."},
               rates([&](double epoch) {
                 double now = rate;
                 for (double e = 0; e <= epoch; ++e)
                   now *= std::pow(factor, std::floor(e / period));
                 return now;
               }))
      .mistake(
          {"always_halved", "This halves: the argument `factor` was not used."},
          rates([&](double epoch) { return rate * std::pow(0.5, std::floor(epoch / period)); }));
}

// ---- 7.4 should_stop ----------------------------------------------------------------------------

using Losses = std::vector<double>;

/// should_stop for patience 0 ... most, for each history: 1 is stop.
inline arma::umat answers(const std::vector<Losses>& histories, arma::uword most) {
  arma::umat result(most + 1, histories.size());
  for (std::size_t i = 0; i < histories.size(); ++i) {
    for (arma::uword patience = 0; patience <= most; ++patience) {
      result(patience, i) = nn::should_stop(histories[i], patience) ? 1 : 0;
    }
  }
  return result;
}

/// The answers when the loss that counts in history i is ages(i) old.
inline arma::umat stops_for(const std::vector<arma::uword>& ages, arma::uword most) {
  arma::umat result(most + 1, ages.size(), arma::fill::zeros);
  for (std::size_t i = 0; i < ages.size(); ++i) {
    for (arma::uword patience = 1; patience <= std::min(ages[i], most); ++patience) {
      result(patience, i) = 1;
    }
  }
  return result;
}

using Skips = std::function<bool(double)>;
using Better = std::function<bool(double, double)>;

/// How old the loss is that `better` prefers to the one kept before, of those that are not skipped;
/// 0 if there is none.
inline arma::uword age_of(const Losses& losses, const Skips& skips, const Better& better) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (skips(losses[i])) continue;
    if (!best || better(losses[i], losses[*best])) best = i;
  }
  return best ? losses.size() - 1 - *best : 0;
}

/// How often the losses rose, or only the last ones in a row.
inline arma::uword all_rises_of(const Losses& losses) {
  arma::uword rises = 0;
  for (std::size_t i = 1; i < losses.size(); ++i) rises += losses[i] > losses[i - 1] ? 1 : 0;
  return rises;
}

inline arma::uword rises_of(const Losses& losses) {
  arma::uword rises = 0;
  while (rises + 1 < losses.size() &&
         losses[losses.size() - 1 - rises] > losses[losses.size() - 2 - rises]) {
    ++rises;
  }
  return rises;
}

/// `ages`: how old the smallest loss of each history is, 0 if there is none.
inline SameAs stops(const std::vector<arma::uword>& ages, const std::vector<Losses>& histories,
                    arma::uword most) {
  const auto aged = [&](const std::function<arma::uword(std::size_t)>& age) {
    std::vector<arma::uword> all;
    for (std::size_t i = 0; i < histories.size(); ++i) all.push_back(age(i));
    return stops_for(all, most);
  };
  const auto by = [&](const Skips& skips, const Better& better) {
    return aged([&](std::size_t i) { return age_of(histories[i], skips, better); });
  };
  const auto is_nan = [](double x) { return std::isnan(x); };
  const auto below = [](double now, double best) { return now < best; };
  const auto any_number = [&](std::size_t i) { return !std::ranges::all_of(histories[i], is_nan); };
  const arma::umat expected = stops_for(ages, most);
  arma::umat at_0 = expected;
  arma::umat exactly = 0 * expected;
  arma::umat at_nan = expected;
  arma::umat against_one = 0 * expected;  // the loss `patience` entries before the last
  for (std::size_t i = 0; i < histories.size(); ++i) {
    const Losses& losses = histories[i];
    at_0(0, i) = any_number(i) ? 1 : 0;
    if (ages[i] > 0 && ages[i] <= most) exactly(ages[i], i) = 1;
    if (std::ranges::any_of(losses, is_nan)) at_nan.col(i).tail(most).ones();
    for (arma::uword k = 1; k <= most && k < losses.size(); ++k) {
      against_one(k, i) = losses.back() > losses[losses.size() - 1 - k] ? 1 : 0;
    }
  }
  SameAs comparison = same_as(expected);
  // NaN as the smallest: the first one, or any.
  for (const Better& better :
       {Better(below), Better([](double a, double b) { return !(a >= b); })}) {
    comparison.mistake({"nan_smallest", "A NaN was taken for the smallest loss."},
                       by([](double) { return false; }, better));
  }
  return comparison
      .mistake({"stop_late",
                "One epoch too late: with the smallest loss `patience` old it is time to stop."},
               aged([&](std::size_t i) { return ages[i] == 0 ? 0 : ages[i] - 1; }))
      .mistake({"stop_early", "One epoch too early: the last loss is 0 old, not 1."},
               aged([&](std::size_t i) { return any_number(i) ? ages[i] + 1 : 0; }))
      .mistake({"patience_0", "patience 0 means: never stop early."}, at_0)
      .mistake({"only_once",
                "It is time to stop only while the smallest loss is exactly `patience` old: later "
                "it is high time."},
               exactly)
      .mistake({"later_of_equal",
                "Of two equal losses the later one was taken: to reach the smallest loss again is "
                "no improvement."},
               by(is_nan, [](double now, double best) { return now <= best; }))
      .mistake({"greatest", "This looks at the greatest loss."},
               by(is_nan, [](double now, double best) { return now > best; }))
      .mistake(
          {"small_steps", "A small improvement was taken for none: any smaller loss is smaller."},
          by(is_nan, [](double now, double best) { return now < best - 1e-12; }))
      .mistake({"rises_counted",
                "This counts how often the loss rose in a row: a loss may fall and still be above "
                "the smallest."},
               aged([&](std::size_t i) { return rises_of(histories[i]); }))
      .mistake(
          {"all_rises",
           "This counts how often the loss rose: it may fall and still be above the smallest."},
          aged([&](std::size_t i) { return all_rises_of(histories[i]); }))
      .mistake({"against_one",
                "The last loss was compared with a single one before it: with the smallest of all "
                "it has to be."},
               against_one)
      .mistake({"infinite_skipped",
                "An infinite loss was passed over, as a NaN is: it counts as any other."},
               by([](double x) { return !std::isfinite(x); }, below))
      .mistake({"nan_not_counted", "A NaN makes the smallest loss older, as any entry does."},
               aged([&](std::size_t i) {
                 Losses numbers;
                 std::ranges::remove_copy_if(histories[i], std::back_inserter(numbers), is_nan);
                 return age_of(numbers, is_nan, below);
               }))
      .mistake({"nan_stops", "A NaN ends the training here: it is only never the smallest."},
               at_nan);
}

// ---- 7.5 train ----------------------------------------------------------------------------------

/// What a loop asked for, in turn. The loss of sample s is |theta - centre s|^2 / 2: its gradient
/// over a batch leads away from the mean of the batch's centres.
struct Recording {
  arma::mat centres;  // parameters x samples
  std::vector<arma::uvec> batches = {};
  std::vector<double> rates = {};       // of the steps
  std::vector<arma::vec> watched = {};  // theta, at each question to the watch
};

inline nn::LossAndGradient at(const arma::mat& centres, const arma::vec& theta) {
  const arma::mat misses = arma::repmat(theta, 1, centres.n_cols) - centres;
  return {.loss = arma::accu(arma::square(misses)) / 2 / static_cast<double>(centres.n_cols),
          .gradient = arma::mean(misses, 1)};
}

/// The centres of these samples; one that does not exist has none.
inline arma::mat centres_of(const Recording& recording, const arma::uvec& samples) {
  const arma::uvec known = samples(arma::find(samples < recording.centres.n_cols));
  return recording.centres.cols(known);
}

inline nn::Gradient gradient_into(Recording& recording) {
  return [&recording](const arma::vec& theta, const arma::uvec& samples) {
    recording.batches.push_back(samples);
    return at(centres_of(recording, samples), theta);
  };
}

inline nn::Step step_into(Recording& recording) {
  return [&recording](arma::vec& theta, const arma::vec& gradient, double rate) {
    recording.rates.push_back(rate);
    theta -= rate * gradient;
  };
}

/// Says 0, -1, -2, ...: it never seems to be time to stop.
inline nn::Watch watch_into(Recording& recording) {
  return [&recording](const arma::vec& theta) {
    recording.watched.push_back(theta);
    return 1.0 - static_cast<double>(recording.watched.size());
  };
}

/// What a loop comes to that takes these batches.
struct Course {
  arma::vec theta;
  arma::vec losses;             // of each epoch
  arma::vec batch_means = {};   // each epoch's mean over its batches,
  arma::vec batch_sums = {};    // their sum,
  arma::vec last_batches = {};  // and the loss of its last batch
};

/// `stale`: all gradients of an epoch are taken at the theta it begins with.
inline Course replay(arma::vec theta, const Recording& recording, arma::uword epochs,
                     const arma::vec& rates, bool stale = false) {
  const arma::uword steps = recording.batches.size() / epochs;  // of an epoch
  const arma::vec none = arma::zeros(epochs);
  Course course{
      .theta = {}, .losses = none, .batch_means = none, .batch_sums = none, .last_batches = none};
  arma::vec first = theta;
  for (arma::uword k = 0; k < steps * epochs; ++k) {
    const arma::uword epoch = k / steps;
    if (k % steps == 0) first = theta;
    const arma::uvec& samples = recording.batches[k];
    const nn::LossAndGradient here = at(centres_of(recording, samples), stale ? first : theta);
    const double share =
        static_cast<double>(samples.n_elem) / static_cast<double>(recording.centres.n_cols);
    course.losses(epoch) += here.loss * share;
    course.batch_means(epoch) += here.loss / static_cast<double>(steps);
    course.batch_sums(epoch) += here.loss;
    course.last_batches(epoch) = here.loss;
    if (k < rates.n_elem) theta -= rates(k) * here.gradient;
  }
  course.theta = theta;
  return course;
}

/// theta after training, from `start`.
inline CloseTo trained(const arma::vec& expected, const arma::vec& start,
                       const Recording& recording, arma::uword epochs) {
  const Course stale = replay(start, recording, epochs, arma::vec(recording.rates), true);
  return close_to(expected)
      .mistake(
          {"theta_copied",
           "theta is as before: a copy of it has learnt. Change the theta that you were given."},
          start)
      .mistake({"stale_gradients",
                "All gradients of an epoch were taken at the theta it began with: a gradient "
                "belongs to where the step before it led."},
               stale.theta);
}

/// history.losses
inline CloseTo losses_of(const arma::vec& expected, const arma::vec& start,
                         const Recording& recording, arma::uword epochs) {
  const Course course = replay(start, recording, epochs, arma::vec(recording.rates));
  return close_to(expected)
      .mistake({"mean_of_batches",
                "This is the mean of the batches' losses, in which a short batch counts as much as "
                "a full one: the mean is over samples."},
               course.batch_means)
      .mistake({"batches_summed", "The losses of the batches were added up: a mean is asked for."},
               course.batch_sums)
      .mistake({"batches_over_samples",
                "The losses of the batches were added up as they are: each is a mean over its own "
                "samples, so a full batch counts for more."},
               course.batch_sums / static_cast<double>(recording.centres.n_cols))
      .mistake({"last_batch_alone", "This is the loss of the epoch's last batch alone."},
               course.last_batches)
      .mistake(
          {"losses_summed", "The losses of all samples were added up: divide by their number."},
          expected * static_cast<double>(recording.centres.n_cols));
}

/// The rates of all steps, `steps` in each epoch.
inline CloseTo rates_of(const arma::vec& expected, const nn::TrainingSettings& settings,
                        arma::uword steps) {
  const auto rates = [&](const std::function<arma::uword(arma::uword)>& times_of_step) {
    arma::vec all(expected.n_elem);
    for (arma::uword k = 0; k < all.n_elem; ++k) {
      all(k) = settings.learning_rate *
               std::pow(settings.decay_factor, static_cast<double>(times_of_step(k)));
    }
    return all;
  };
  return close_to(expected)
      .mistake({"rate_constant", "The rate never fell: step_decay says what it is in each epoch."},
               rates([](arma::uword) { return 0; }))
      .mistake({"epoch_from_1",
                "The rate of the first epoch has fallen already: step_decay counts epochs from 0."},
               rates([&](arma::uword k) { return (k / steps + 1) / settings.decay_every; }))
      .mistake({"steps_for_epochs",
                "The rate falls after a number of batches: decay_every counts epochs."},
               rates([&](arma::uword k) { return k / settings.decay_every; }));
}

inline constexpr Misconception loss_of_each_batch{
    "loss_of_each_batch", "How many losses the history has: an epoch has one, not each batch."};
inline constexpr Misconception schedule_ignored{
    "schedule_ignored", "The schedule was not asked: it is there, so it says the rate."};
inline constexpr Misconception nothing_watched{
    "nothing_watched", "Nothing was watched, although there are validation samples."};
inline constexpr Misconception same_order{
    "same_order",
    "The batches of an epoch are made anew: its order is not that of the epoch before."};
inline constexpr Misconception empty_called{
    "empty_called", "An empty std::function must not be called; as a condition it is false."};
inline constexpr Misconception went_on{"went_on",
                                       "Training went on although the watch has returned nothing."};
inline constexpr Misconception nothing_listed{
    "nothing_listed", "When the watch returns nothing, there is no loss for the history."};
inline constexpr Misconception guard_late{
    "guard_late",
    "Look at the loss and at the gradient before the step: theta has to stay as it is."};
inline constexpr Misconception only_loss{
    "only_loss", "Here the loss is finite and the gradient is not: both have to be looked at."};
inline constexpr Misconception only_gradient{
    "only_gradient", "Here the gradient is finite and the loss is not: both have to be looked at."};
inline constexpr Misconception only_nan{
    "only_nan", "An infinite number is not finite either, and it is no NaN."};
inline constexpr Misconception extra_draw{
    "extra_draw",
    "The batches of the second epoch, which one call of mini_batches after another would make: "
    "nothing else draws from rng."};
inline constexpr Misconception epochs_miscounted{
    "epochs_miscounted", "How many gradients were asked for: one for each batch of each epoch."};
inline constexpr Misconception broken_epoch{
    "broken_epoch", "An epoch that broke off is in no list of the history, and nobody watches it."};

/// How many entries the watch has made, where the smallest of its losses stands at `best`.
inline CloseToNumber watched_until(arma::uword best, arma::uword patience, arma::uword epochs) {
  const double expected = static_cast<double>(best + patience + 1);
  return close_to(expected)
      .mistake({"never_early",
                "Training never ends early: ask should_stop after each question to the watch, with "
                "what was watched."},
               static_cast<double>(epochs + 1))
      .mistake({"one_epoch_more", "Training went on for one epoch too many."}, expected + 1);
}

/// Where training broke down: the epoch and the number of steps before.
inline SameAs broke_at(arma::uword epoch, arma::uword step, arma::uword steps_in_epoch,
                       arma::uword epochs) {
  return same_as(arma::uvec{epoch, step})
      .mistake({"breakdown_not_the_end",
                "Training went on after the breakdown, and broke down again: it ends there."},
               arma::uvec{epochs - 1, step})
      .mistake({"breakdown_epoch_from_1", "Epochs count from 0, in a breakdown, too."},
               arma::uvec{epoch + 1, step})
      .mistake({"steps_of_epoch", "Steps are counted over all epochs, not in each one anew."},
               arma::uvec{epoch, step % steps_in_epoch})
      .mistake({"broken_step_counted", "The step that was not taken does not count."},
               arma::uvec{epoch, step + 1});
}

inline arma::uvec as_numbers(const std::optional<nn::Breakdown>& breakdown) {
  if (!breakdown) return {};
  return {breakdown->epoch, breakdown->step};
}

/// What the schedule was asked for.
inline SameAs epochs_asked(const arma::uvec& expected, arma::uword steps) {
  arma::uvec each_step(expected.n_elem * steps);
  for (arma::uword k = 0; k < each_step.n_elem; ++k) each_step(k) = k / steps;
  return same_as(expected)
      .mistake({"schedule_from_1", "The schedule is asked for epochs that count from 0."},
               expected + 1)
      .mistake({"schedule_each_step", "The schedule is asked once an epoch, not for each step."},
               each_step);
}

// ---- 7.6 network_gradient, 7.7 train_network ----------------------------------------------------

inline constexpr Misconception two_networks{
    "two_networks",
    "Both passes, forward and back, are those of the network with the parameters theta."};

inline CloseToNumber loss_at_theta(double expected, const nn::Network& network,
                                   const arma::vec& theta, nn::LossFunction loss,
                                   const arma::mat& X, const arma::mat& T) {
  using namespace support;
  const arma::mat outputs = outputs_of(with_parameters(network, theta), X);
  return close_to(expected)
      .samples(X.n_cols)
      .mistake({"own_parameters",
                "These are the parameters that `network` has: those in theta take their place."},
               loss_of(loss, outputs_of(network, X), T))
      .mistake({"always_squares", "This is the mean squared error: `loss` says which one it is."},
               loss_of(nn::LossFunction::mean_squared_error, outputs, T));
}

inline CloseTo gradient_at_theta(const arma::vec& expected, arma::uword samples) {
  return close_to(expected, 1e-7)
      .samples(samples)
      .mistake({"averaged_twice",
                "The gradient was divided by m once more: 1/m stands in the loss already."},
               expected / static_cast<double>(samples))
      .mistake({"gradient_downhill", "This points downhill: it is the step that goes down."},
               -expected);
}

/// The parameters of the trained network.
inline CloseTo network_trained(const arma::vec& expected, const arma::vec& start) {
  return close_to(expected, 1e-6)
      .mistake({"network_as_before",
                "The network is as before: theta is a vector of its own, and what it has learnt "
                "has to come back."},
               start);
}

inline constexpr Misconception decay_lost{
    "decay_lost", "The rate did not fall: the settings go to the loop as they are."};

/// With another loss than the mean squared error; `by_squares` is what that would give.
inline CloseTo by_loss(const arma::vec& expected, const arma::vec& by_squares) {
  return close_to(expected).mistake(
      {"squares_everywhere", "This is what the mean squared error gives: `loss` says which it is."},
      by_squares);
}

/// What was watched while a network was trained.
inline CloseTo validation_of(const arma::vec& expected, const arma::vec& of_training) {
  return close_to(expected, 1e-6)
      .mistake({"training_watched", "This is the loss of the training samples."}, of_training)
      .mistake(
          {"first_network_watched",
           "This is the loss of the first network, again and again: the watch is given a theta."},
          expected(0) * arma::ones(expected.n_elem));
}

// ---- 7.8 ridge_gradient, ridge_solution ---------------------------------------------------------

struct Ridge {
  arma::mat X;
  arma::vec y;
  double lambda;
};

inline CloseToNumber ridge_loss(double expected, const arma::vec& w, const Ridge& at) {
  const double m = static_cast<double>(at.y.n_elem);
  const double squares = arma::accu(arma::square(at.X.t() * w - at.y));
  const double size = arma::accu(arma::square(w));
  return close_to(expected)
      .samples(at.y.n_elem)
      .mistake({"squares_alone", "The term of lambda is missing in J."}, squares / m)
      .mistake({"all_over_m", "lambda is not divided by m: 1/m stands before the squares alone."},
               (squares + at.lambda * size) / m)
      .mistake({"squares_summed", "The squares were added up: J has their mean."},
               squares + at.lambda * size)
      .mistake({"squares_halved", "The squares were halved: this J has no 1/2."},
               squares / m / 2 + at.lambda * size)
      .mistake({"w_halved", "The term of lambda was halved: this J has no 1/2."},
               squares / m + at.lambda * size / 2)
      .mistake({"lambda_missing", "lambda is missing before |w|^2."}, squares / m + size)
      .mistake({"lambda_less", "The term of lambda is subtracted in J: it is added."},
               squares / m - at.lambda * size)
      .mistake({"absolute_w", "This has |w| in it: it is the square of w that is penalised."},
               squares / m + at.lambda * std::sqrt(size));
}

inline CloseTo ridge_slopes(const arma::vec& expected, const arma::vec& w, const Ridge& at) {
  const double m = static_cast<double>(at.y.n_elem);
  const arma::vec of_squares = 2 / m * at.X * (at.X.t() * w - at.y);
  const arma::vec of_w = 2 * at.lambda * w;
  return close_to(expected)
      .samples(at.y.n_elem)
      .mistake({"squares_alone_slope", "The term of lambda is missing."}, of_squares)
      .mistake({"not_averaged", "1/m is missing: the squares are averaged."}, m * of_squares + of_w)
      .mistake({"w_without_2", "The square of w gives a factor 2 as well."}, of_squares + of_w / 2)
      .mistake(
          {"slope_over_m", "lambda is divided by m here: 1/m stands before the squares alone."},
          of_squares + of_w / m)
      .mistake({"slope_without_lambda", "lambda is missing before the slope of |w|^2."},
               of_squares + 2 * w)
      .mistake({"lambda_subtracted", "The term of lambda has the wrong sign."}, of_squares - of_w)
      .mistake({"residuals_turned",
                "The residuals have the wrong sign: they are predictions less targets."},
               -of_squares + of_w);
}

inline CloseTo ridge_weights(const arma::vec& expected, const Ridge& at) {
  const double m = static_cast<double>(at.y.n_elem);
  const auto solved = [&](double lambda) {
    const arma::mat left = at.X * at.X.t() + lambda * arma::eye(at.X.n_rows, at.X.n_rows);
    return arma::vec(arma::pinv(left) * at.X * at.y);
  };
  return close_to(expected, 1e-8)
      .mistake({"lambda_without_m",
                "1/m stands before the squares alone: what does that make of lambda, when both "
                "sides are multiplied by m?"},
               solved(at.lambda))
      .mistake(
          {"lambda_over_m",
           "lambda was divided by m: multiply both sides of the derivation by m, and look again."},
          solved(at.lambda / m))
      .mistake({"everywhere", "lambda was added to every entry of the matrix: look at what I is."},
               arma::vec(arma::pinv(arma::mat(at.X * at.X.t() + m * at.lambda)) * at.X * at.y))
      .mistake({"no_lambda", "lambda is not used: this is plain least squares."}, solved(0));
}

}  // namespace misconceptions
