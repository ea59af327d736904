// The graded tests of lesson 07. Inputs come from a seed that no submission knows; what is expected
// comes from the formulas, from the batches that the loop itself asked for, or from
// finite differences: no test knows which order a generator will give. Statistical bounds are at
// least six standard errors wide, so that they hold for every seed.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "07_training/misconceptions.hpp"
#include "07_training/training.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/inputs.hpp"
#include "support/networks.hpp"
#include "support/seed.hpp"

using namespace nn;
using namespace misconceptions;
using namespace support;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

arma::umat equal_lengths(arma::uword count, arma::uword length) {
  return arma::umat(count, 1, arma::fill::value(length));
}

/// A loop over samples that are spread out, as drawn.
struct Setup {
  Recording recording;
  arma::vec start;
  TrainingSettings settings;
  arma::uword steps;  // in an epoch

  arma::uword samples() const { return recording.centres.n_cols; }
};

/// `full` whole batches and a short one in each epoch.
Setup random_setup(arma::uword full, arma::uword epochs, Rng& rng) {
  const arma::uword size = between(3, 5, rng);
  const arma::uword samples = full * size + between(1, size - 1, rng);
  const arma::uword parameters = between(2, 4, rng);
  return {
      .recording = {.centres = normal_matrix(parameters, samples, rng)},
      .start = 3 * normal_matrix(parameters, 1, rng),
      .settings = {.epochs = epochs, .batch_size = size, .learning_rate = uniform(0.2, 0.6, rng)},
      .steps = full + 1};
}

History run(Setup& setup, arma::vec& theta, Rng& rng, const Watch& watch = {},
            const Schedule& schedule = {}) {
  return train(theta, gradient_into(setup.recording), step_into(setup.recording), setup.samples(),
               setup.settings, rng, watch, schedule);
}

}  // namespace

// ---- 7.1 mini_batches ---------------------------------------------------------------------------

TEST_CASE("7.1 each sample is in one batch, and only the last batch may be short", "[07][7.1]") {
  Rng rng = test_rng("7.1 a");
  Rng theirs = test_rng("7.1 a theirs");
  for (int i = 0; i < 12; ++i) {
    const arma::uword size = between(2, 9, rng);
    const arma::uword full = between(1, 6, rng);
    const arma::uword rest = i % 3 == 0 ? 0 : between(1, size - 1, rng);
    const arma::uword samples = full * size + rest;
    arma::uvec expected(full, arma::fill::value(size));
    if (rest > 0) expected = arma::join_cols(expected, arma::uvec{rest});
    const std::vector<arma::uvec> batches = mini_batches(samples, size, theirs);
    UNSCOPED_INFO("The lengths of the batches of " << samples << " samples, " << size
                                                   << " at a time:");
    REQUIRE_THAT(lengths(batches), lengths_of(expected, samples, size));
    INFO("All samples of all batches, sorted: each of 0 ... " << samples - 1 << " once.");
    CHECK_THAT(arma::umat(arma::sort(in_order(batches))), each_sample_once(samples));
  }
}

TEST_CASE("7.1 rng alone decides, and every order of three samples occurs equally often",
          "[07][7.1]") {
  Rng rng = test_rng("7.1 b");
  check_every_order(rng);
}

TEST_CASE("7.1 few samples, none, and a batch_size of 0", "[07][7.1]") {
  Rng rng = test_rng("7.1 d");
  Rng theirs = test_rng("7.1 d theirs");
  const arma::uword count = between(3, 9, rng);
  INFO("Batches of one sample each, one sample in all, and none.");
  CHECK_THAT(lengths(mini_batches(count, 1, theirs)), same_as(equal_lengths(count, 1)));
  CHECK_THAT(lengths(mini_batches(1, between(2, 1000000, rng), theirs)),
             same_as(equal_lengths(1, 1)));
  CHECK(mini_batches(0, count, theirs).empty());
  CHECK_REFUSED(mini_batches(count, 0, theirs),
                "mini_batches: batch_size is 0, expected at least 1");
}

// ---- 7.2 sgd_step -------------------------------------------------------------------------------

TEST_CASE("7.2 every parameter moves down its own derivative", "[07][7.2]") {
  Rng rng = test_rng("7.2 a");
  for (int i = 0; i < 5; ++i) {
    const arma::uword count = between(3, 9, rng);
    const arma::vec start = normal_matrix(count, 1, rng);
    const arma::vec gradient = 2 * normal_matrix(count, 1, rng);
    const double rate = uniform(0.1, 0.4, rng);
    arma::vec theta = start;
    sgd_step(theta, gradient, rate);
    CHECK_THAT(theta, stepped(start - rate * gradient, start, gradient, rate));
  }
}

TEST_CASE("7.2 the message of a refused gradient names both shapes", "[07][7.2]") {
  Rng rng = test_rng("7.2 b");
  const arma::uword count = between(4, 9, rng);
  arma::vec theta = normal_matrix(count, 1, rng);
  CHECK_REFUSED(sgd_step(theta, arma::ones(count + 1), 0.1),
                "sgd_step: gradient is " + shape(count + 1, 1) + ", expected " + shape(count, 1));
  CHECK_NOTHROW(sgd_step(theta, arma::ones(count), 0.1));
}

// ---- 7.3 step_decay -----------------------------------------------------------------------------

TEST_CASE("7.3 the rate falls after every whole period, and holds in between", "[07][7.3]") {
  Rng rng = test_rng("7.3 a");
  for (int i = 0; i < 4; ++i) {
    const arma::uword every = 2 * between(2, 4, rng);  // so that its half is no whole period
    const double rate = uniform(0.5, 2.0, rng);
    const double factor = uniform(0.6, 0.9, rng);
    std::vector<arma::uword> epochs;
    arma::vec rates(3 * every + 2);
    arma::vec expected(rates.n_elem);
    double now = rate;
    for (arma::uword epoch = 0; epoch < rates.n_elem; ++epoch) {
      epochs.push_back(epoch);
      rates(epoch) = step_decay(rate, epoch, every, factor);
      if (epoch == every || epoch == 2 * every || epoch == 3 * every) now *= factor;
      expected(epoch) = now;
    }
    INFO("The rates of epochs 0 ... " << rates.n_elem - 1 << ", with a factor of " << factor
                                      << " every " << every << " epochs.");
    CHECK_THAT(rates, decayed(expected, rate, epochs, every, factor));
  }
}

TEST_CASE("7.3 far ahead, with every = 1, and with every = 0", "[07][7.3]") {
  Rng rng = test_rng("7.3 b");
  const double rate = uniform(0.5, 2.0, rng);
  INFO("every = 1: the rate falls after each epoch, first after epoch 0.");
  CHECK_THAT(step_decay(rate, 0, 1, 0.1), close_to(rate));
  CHECK_THAT(1e3 * step_decay(rate, 3, 1, 0.1), close_to(rate));
  INFO("4,000,000,000 epochs of 2,000,000,000 each: twice.");
  CHECK_THAT(step_decay(rate, 4000000001, 2000000000, 0.25), close_to(rate / 16.0));
  INFO("every = 0 never changes the rate.");
  CHECK_THAT(step_decay(rate, between(1, 500, rng), 0, 0.5), close_to(rate));
}

// ---- 7.4 should_stop ----------------------------------------------------------------------------

TEST_CASE("7.4 the age of the smallest loss is compared with patience", "[07][7.4]") {
  Rng rng = test_rng("7.4 a");
  std::vector<Losses> histories;
  std::vector<arma::uword> ages;
  for (int i = 0; i < 10; ++i) {
    const arma::uword count = between(6, 12, rng);
    const arma::uword best = between(1, count - 3, rng);
    Losses losses;
    for (arma::uword k = 0; k < count; ++k) losses.push_back(uniform(1.0, 2.0, rng));
    losses[best] = uniform(0.2, 0.9, rng);
    if (i % 2 == 1) losses[count - 2] = losses[best];  // again: no improvement
    if (i % 3 == 1) losses[0] = not_a_number;
    if (i % 3 == 2) losses[count - 1] = infinite;
    histories.push_back(losses);
    ages.push_back(count - 1 - best);
  }
  INFO("A column for each of ten histories, and in it the answers for patience 0 ... 13.");
  CHECK_THAT(answers(histories, 13), stops(ages, histories, 13));
}

TEST_CASE("7.4 losses that still fall, that never change, and that are none", "[07][7.4]") {
  Rng rng = test_rng("7.4 b");
  const double little = uniform(1e-9, 1e-5, rng);
  const arma::uword count = between(3, 8, rng);
  Losses slowly;
  for (int k = 0; k < 8; ++k) slowly.push_back(0.5 - k * little);
  const std::vector<Losses> histories = {
      slowly, Losses(count, 0.25), {}, Losses(count, not_a_number), {1.0, 0.5 + little, 3, 2, 4}};
  INFO("The losses that count are 0, " << count - 1 << ", 0, 0 and 3 old.");
  CHECK_THAT(answers(histories, 9), stops({0, count - 1, 0, 0, 3}, histories, 9));
}

// ---- 7.5 train ----------------------------------------------------------------------------------

TEST_CASE("7.5 theta and the losses follow from the batches that were asked for", "[07][7.5]") {
  Rng rng = test_rng("7.5 a");
  Rng theirs = test_rng("7.5 a theirs");
  for (const arma::uword full : {1, 2, 4}) {
    const arma::uword epochs = between(3, 5, rng);
    Setup setup = random_setup(full, epochs, rng);
    arma::vec theta = setup.start;
    const History history = run(setup, theta, theirs);
    {
      INFO(setup.samples() << " samples, batches of " << setup.settings.batch_size << ", " << epochs
                           << " epochs.");
      REQUIRE(setup.recording.batches.size() == epochs * setup.steps);
      const arma::uvec order = in_order(setup.recording.batches);
      REQUIRE(order.n_elem == epochs * setup.samples());
      for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
        const arma::uvec part =
            order.subvec(epoch * setup.samples(), (epoch + 1) * setup.samples() - 1);
        REQUIRE_THAT(arma::umat(arma::sort(part)), each_sample_once(setup.samples()));
      }
    }
    REQUIRE(setup.recording.rates.size() == setup.recording.batches.size());
    UNSCOPED_INFO(loss_of_each_batch);
    REQUIRE(history.losses.size() == epochs);
    const arma::vec rates(epochs * setup.steps, arma::fill::value(setup.settings.learning_rate));
    const Course expected = replay(setup.start, setup.recording, epochs, rates);
    CHECK_THAT(theta, trained(expected.theta, setup.start, setup.recording, epochs));
    CHECK_THAT(arma::vec(history.losses),
               losses_of(expected.losses, setup.start, setup.recording, epochs));
  }
}

TEST_CASE("7.5 two epochs and then three more are five epochs, if the same rng goes on",
          "[07][7.5]") {
  Rng rng = test_rng("7.5 b");
  Rng once = test_rng("7.5 b theirs");
  Rng twice = once;
  Setup setup = random_setup(2, 5, rng);
  arma::vec at_once = setup.start;
  run(setup, at_once, once);
  arma::vec in_two = setup.start;
  setup.settings.epochs = 2;
  run(setup, in_two, twice);
  setup.settings.epochs = 3;
  run(setup, in_two, twice);
  UNSCOPED_INFO("Nothing but mini_batches draws from rng, and it draws from rng itself. "
                << same_order);
  CHECK_THAT(in_two, close_to(at_once));
  CHECK(arma::norm(at_once - setup.start) > 1e-3);
  INFO("No epochs: theta is as before, and there is no loss.");
  setup.settings.epochs = 0;
  CHECK(run(setup, in_two, twice).losses.empty());
  CHECK_THAT(in_two, close_to(at_once));
}

TEST_CASE("7.5 the rate of an epoch is the one that step_decay gives it", "[07][7.5]") {
  Rng rng = test_rng("7.5 c");
  Rng theirs = test_rng("7.5 c theirs");
  Setup setup = random_setup(2, 9, rng);
  setup.settings.decay_every = between(2, 3, rng);
  setup.settings.decay_factor = uniform(0.6, 0.9, rng);
  arma::vec theta = setup.start;
  run(setup, theta, theirs);
  arma::vec expected(9 * setup.steps);
  double rate = setup.settings.learning_rate;
  for (arma::uword epoch = 0; epoch < 9; ++epoch) {
    if (epoch > 0 && epoch % setup.settings.decay_every == 0) rate *= setup.settings.decay_factor;
    for (arma::uword k = 0; k < setup.steps; ++k) expected(epoch * setup.steps + k) = rate;
  }
  CHECK_THAT(arma::vec(setup.recording.rates), rates_of(expected, setup.settings, setup.steps));
}

TEST_CASE("7.5 what is watched goes into the history, and to the schedule", "[07][7.5]") {
  Rng rng = test_rng("7.5 d");
  Rng theirs = test_rng("7.5 d theirs");
  const arma::uword epochs = between(4, 6, rng);
  Setup setup = random_setup(2, epochs, rng);
  const arma::vec said = normal_matrix(epochs + 1, 1, rng);
  std::vector<arma::vec> seen;
  const Watch watch = [&](const arma::vec& theta) {
    seen.push_back(theta);
    return said(std::min<arma::uword>(seen.size(), epochs + 1) - 1);
  };
  std::vector<arma::uword> asked;
  std::vector<double> last;  // of the losses that the schedule was given
  const arma::vec rates = uniform_matrix(epochs, 1, 0.1, 0.5, rng);
  const Schedule schedule = [&](arma::uword epoch, const Losses& watched) {
    asked.push_back(epoch);
    last.push_back(watched.empty() ? not_a_number : watched.back());
    return rates(std::min(epoch, epochs - 1));
  };
  arma::vec theta = setup.start;
  const History history = run(setup, theta, theirs, watch, schedule);
  CHECK_THAT(arma::vec(history.watched), close_to(said));
  UNSCOPED_INFO(schedule_ignored);
  REQUIRE_FALSE(asked.empty());
  REQUIRE_THAT(arma::umat(arma::uvec(asked)),
               epochs_asked(arma::regspace<arma::uvec>(0, epochs - 1), setup.steps));
  CHECK_THAT(arma::vec(last), close_to(arma::vec(said.head(epochs))));
  CHECK_THAT(arma::vec(setup.recording.rates),
             close_to(arma::vec(arma::repelem(rates, setup.steps, 1))));
  INFO("The watch sees theta as it is: first the one before training, at the end the last one.");
  REQUIRE(seen.size() == epochs + 1);
  CHECK_THAT(seen.front(), close_to(setup.start));
  CHECK_THAT(seen.back(), close_to(theta));
}

TEST_CASE("7.5 training ends when the watch or patience says so", "[07][7.5]") {
  Rng rng = test_rng("7.5 e");
  Rng theirs = test_rng("7.5 e theirs");
  for (const bool by_patience : {true, false}) {
    Setup setup = random_setup(1, 20, rng);
    const arma::uword best = between(2, 4, rng);
    const arma::uword patience = by_patience ? between(2, 4, rng) : 0;
    const arma::uword ends = between(7, 12, rng);
    setup.settings.patience = patience;
    arma::uword questions = 0;
    const Watch watch = [&](const arma::vec&) -> std::optional<double> {
      const arma::uword question = questions++;
      if (!by_patience && question == ends) return std::nullopt;
      const double distance = static_cast<double>(question) - static_cast<double>(best);
      return 1.0 + std::abs(distance);
    };
    arma::vec theta = setup.start;
    const History history = run(setup, theta, theirs, watch);
    if (by_patience) {
      INFO("The smallest loss is that after " << best << " epochs, and patience is " << patience);
      CHECK_THAT(static_cast<double>(history.watched.size()), watched_until(best, patience, 20));
    } else {
      INFO("The watch returns nothing after " << ends << " epochs. " << went_on);
      CHECK(setup.recording.rates.size() == ends * setup.steps);
      INFO(nothing_listed);
      CHECK(history.watched.size() == ends);
    }
  }
}

TEST_CASE("7.5 a breakdown names epoch and step, and theta stays as it is", "[07][7.5]") {
  Rng rng = test_rng("7.5 f");
  Rng theirs = test_rng("7.5 f theirs");
  for (const double broken_number : {not_a_number, infinite, -infinite}) {
    for (const bool in_loss : {true, false}) {
      Setup setup = random_setup(2, 6, rng);
      const arma::uword epoch = between(1, 3, rng);
      const arma::uword step = epoch * setup.steps + between(1, setup.steps - 1, rng);
      const arma::uword place = uniform_index(setup.start.n_elem, rng);
      const Gradient right = gradient_into(setup.recording);
      arma::vec last = setup.start;  // theta at the latest question
      const Gradient breaks = [&](const arma::vec& theta, const arma::uvec& samples) {
        LossAndGradient here = right(theta, samples);
        last = theta;
        if (setup.recording.batches.size() <= step) return here;
        if (in_loss) here.loss = broken_number;
        if (!in_loss) here.gradient(place) = broken_number;
        return here;
      };
      arma::vec theta = setup.start;
      const History history = train(theta, breaks, step_into(setup.recording), setup.samples(),
                                    setup.settings, theirs, watch_into(setup.recording));
      UNSCOPED_INFO((in_loss ? only_gradient : only_loss));
      REQUIRE(history.breakdown.has_value());
      CHECK_THAT(arma::umat(as_numbers(history.breakdown)), broke_at(epoch, step, setup.steps, 6));
      INFO(guard_late);
      CHECK(setup.recording.rates.size() == step);
      CHECK_THAT(theta, close_to(last));
      INFO(broken_epoch);
      CHECK(history.losses.size() == epoch);
      CHECK(history.watched.size() == epoch + 1);
    }
  }
}

// ---- 7.6 network_gradient -----------------------------------------------------------------------

TEST_CASE("7.6 the gradient is the slope of the loss, for every loss and depth", "[07][7.6]") {
  Rng rng = test_rng("7.6 a");
  for (const LossFunction loss :
       {LossFunction::mean_squared_error, LossFunction::binary_cross_entropy,
        LossFunction::softmax_cross_entropy}) {
    for (const arma::uword hidden : {0, 1, 2}) {
      std::vector<arma::uword> widths(hidden + 2, 4);
      widths.front() = 2;
      widths.back() = 3;
      // As many as somebody may want to take in blocks, of which the last is shorter.
      const arma::uword m = hidden == 1 ? between(600, 700, rng) : between(5, 8, rng);
      const Network network = random_network(widths, rng);
      const Network moved = random_network(widths, rng);
      const arma::vec theta = parameters_of(moved);
      const arma::mat X = normal_matrix(2, m, rng);
      const arma::mat T = random_one_hot(arma::SizeMat(3, m), rng);
      const LossAndGradient here = network_gradient(network, theta, loss, X, T);
      INFO("Loss " << static_cast<int>(loss) << ", " << hidden << " hidden layers. "
                   << two_networks);
      CHECK_THAT(here.loss,
                 loss_at_theta(loss_of(loss, outputs_of(moved, X), T), network, theta, loss, X, T));
      CHECK_THAT(here.gradient, gradient_at_theta(slopes_of(moved, loss, X, T), m));
    }
  }
}

// ---- 7.7 train_network --------------------------------------------------------------------------

TEST_CASE("7.7 with all samples in one batch, each epoch is a step down the gradient",
          "[07][7.7]") {
  Rng rng = test_rng("7.7 a");
  Rng theirs = test_rng("7.7 a theirs");
  for (const LossFunction loss :
       {LossFunction::mean_squared_error, LossFunction::softmax_cross_entropy}) {
    const arma::uword m = between(5, 8, rng);
    const TrainingData data{.X = normal_matrix(2, m, rng),
                            .T = random_one_hot(arma::SizeMat(3, m), rng),
                            .X_validation = normal_matrix(2, 4, rng),
                            .T_validation = random_one_hot(arma::SizeMat(3, 4), rng)};
    const Network start = random_network({2, 4, 3}, rng);
    const TrainingSettings settings{.epochs = 4,
                                    .batch_size = m + 1,
                                    .learning_rate = uniform(0.1, 0.3, rng),
                                    .decay_every = 2};
    std::vector<Network> course = {start};
    for (arma::uword epoch = 0; epoch < 4; ++epoch) {
      const double rate = epoch < 2 ? settings.learning_rate : settings.learning_rate / 2;
      const Network& now = course.back();
      course.push_back(
          with_parameters(start, parameters_of(now) - rate * slopes_of(now, loss, data.X, data.T)));
    }
    const arma::vec losses = losses_of_all(course, loss, data.X, data.T);
    Network network = start;
    const History history = train_network(network, data, loss, settings, theirs);
    CHECK_THAT(parameters_of(network),
               network_trained(parameters_of(course.back()), parameters_of(start)));
    CHECK_THAT(arma::vec(history.losses), close_to(arma::vec(losses.head(4)), 1e-6).samples(m));
    INFO(nothing_watched);
    REQUIRE_FALSE(history.watched.empty());
    CHECK_THAT(
        arma::vec(history.watched),
        validation_of(losses_of_all(course, loss, data.X_validation, data.T_validation), losses));
  }
}

TEST_CASE("7.7 each sample keeps its own target, in batches of any size", "[07][7.7]") {
  Rng rng = test_rng("7.7 b");
  Rng theirs = test_rng("7.7 b theirs");
  // A line through all samples has nothing to learn.
  const double w = uniform(0.5, 2.0, rng);
  const double b = uniform(-1.0, 1.0, rng);
  const arma::mat X = normal_matrix(1, 11, rng);
  Network network = line(w, b);
  const History history =
      train_network(network, {.X = X, .T = w * X + b}, LossFunction::mean_squared_error,
                    {.epochs = 2, .batch_size = between(2, 4, rng), .learning_rate = 0.05}, theirs);
  INFO("The line goes through all samples. If it moves, a sample had the target of another.");
  CHECK_THAT(parameters_of(network), close_to(arma::vec{w, b}));
  CHECK(history.watched.empty());
  CHECK(history.losses.size() == 2);
}

TEST_CASE("7.7 patience looks at the validation loss", "[07][7.7]") {
  Rng rng = test_rng("7.7 c");
  Rng theirs = test_rng("7.7 c theirs");
  // The line learns to pass through (1, t). The validation sample wants it to stay at 0.
  const double t = uniform(2.0, 5.0, rng);
  const TrainingData data{.X = arma::ones(1, 1),
                          .T = t * arma::ones(1, 1),
                          .X_validation = arma::ones(1, 1),
                          .T_validation = arma::zeros(1, 1)};
  const arma::uword patience = between(3, 6, rng);
  Network network = line(0, 0);
  const History history = train_network(
      network, data, LossFunction::mean_squared_error,
      {.epochs = 20, .batch_size = 1, .learning_rate = 0.125, .patience = patience}, theirs);
  INFO("The validation loss rises from the beginning, and patience is " << patience);
  CHECK_THAT(static_cast<double>(history.watched.size()), watched_until(0, patience, 20));
}

TEST_CASE("7.7 the message of refused targets names both shapes", "[07][7.7]") {
  Rng rng = test_rng("7.7 d");
  const arma::uword m = between(3, 9, rng);
  TrainingData data{.X = arma::ones(1, m), .T = arma::ones(1, m + 1)};
  Network network = line(1, 0);
  CHECK_REFUSED(train_network(network, data, LossFunction::mean_squared_error, {}, rng),
                "train_network: T is " + shape(1, m + 1) + ", expected " + shape(1, m));
  data.T = arma::ones(1, m);
  data.X_validation = arma::ones(1, m + 2);
  data.T_validation = arma::ones(1, m);
  CHECK_REFUSED(train_network(network, data, LossFunction::mean_squared_error, {}, rng),
                "train_network: T_validation is " + shape(1, m) + ", expected " + shape(1, m + 2));
  data.T_validation = arma::ones(1, m + 2);
  CHECK_NOTHROW(train_network(network, data, LossFunction::mean_squared_error, {.epochs = 1}, rng));
}

// ---- 7.8 ridge_gradient, ridge_solution ---------------------------------------------------------

TEST_CASE("7.8 ridge_gradient is J and its slope", "[07][7.8]") {
  Rng rng = test_rng("7.8 a");
  for (int i = 0; i < 4; ++i) {
    const arma::uword features = between(2, 5, rng);
    const arma::uword m = between(6, 9, rng);
    const Ridge at{.X = normal_matrix(features, m, rng),
                   .y = normal_matrix(m, 1, rng),
                   .lambda = uniform(0.2, 1.0, rng)};
    const arma::vec w = normal_matrix(features, 1, rng);
    const arma::vec residuals = at.X.t() * w - at.y;
    const double J = arma::mean(arma::square(residuals)) + at.lambda * arma::dot(w, w);
    const arma::vec expected = 2 * at.X * residuals / static_cast<double>(m) + 2 * at.lambda * w;
    const LossAndGradient here = ridge_gradient(w, at.X, at.y, at.lambda);
    CHECK_THAT(here.loss, ridge_loss(J, w, at));
    CHECK_THAT(here.gradient, ridge_slopes(expected, w, at));
  }
}

TEST_CASE("7.8 ridge_solution solves the normal equations", "[07][7.8]") {
  Rng rng = test_rng("7.8 b");
  for (const arma::uword m : {7, 11, 3}) {  // at the end fewer samples than features
    const Ridge at{.X = normal_matrix(4, m, rng),
                   .y = normal_matrix(m, 1, rng),
                   .lambda = uniform(0.2, 1.0, rng)};
    // By another formula: w = X (X'X + m lambda I)^-1 y.
    const arma::mat left = at.X.t() * at.X + static_cast<double>(m) * at.lambda * arma::eye(m, m);
    const arma::vec expected = at.X * arma::vec(arma::inv(left) * at.y);
    CHECK_THAT(ridge_solution(at.X, at.y, at.lambda), ridge_weights(expected, at));
  }
}

TEST_CASE("7.8 a y that does not fit is refused by both", "[07][7.8]") {
  Rng rng = test_rng("7.8 c");
  const arma::uword m = between(3, 8, rng);
  const arma::mat X = normal_matrix(2, m, rng);
  const std::string shapes = "y is " + shape(m + 1, 1) + ", expected " + shape(m, 1);
  CHECK_REFUSED(ridge_solution(X, arma::ones(m + 1), 1.0), "ridge_solution: " + shapes);
  CHECK_REFUSED(ridge_gradient(arma::ones(2), X, arma::ones(m + 1), 1.0),
                "ridge_gradient: " + shapes);
  CHECK_NOTHROW(ridge_solution(X, arma::ones(m), 1.0));
  CHECK_NOTHROW(ridge_gradient(arma::ones(2), X, arma::ones(m), 1.0));
}
