// The public tests of lesson 07: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the first ones out.
#include <armadillo>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>
#include <vector>

#include "07_training/misconceptions.hpp"
#include "07_training/training.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/networks.hpp"

using namespace nn;
using namespace misconceptions;
using support::line;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

/// One parameter; the loss of sample s is (theta - centre s)^2 / 2.
Recording samples_at(const arma::rowvec& centres) {
  return {.centres = centres};
}

/// The loop over these samples, with a step of its own: what it asks for is recorded.
History run(arma::vec& theta, Recording& recording, const TrainingSettings& settings,
            const Watch& watch = {}, const Schedule& schedule = {}) {
  Rng rng(1);
  return train(theta, gradient_into(recording), step_into(recording), recording.centres.n_cols,
               settings, rng, watch, schedule);
}

/// The example that README.md works by hand: two samples (x, t) = (1, 3) and (3, 2), and (2, 4) to
/// judge by. The line y = x misses them by -2 and 1, and the judge by -2.
const TrainingData example{.X = {{1, 3}},
                           .T = {{3, 2}},
                           .X_validation = 2 * arma::ones(1, 1),
                           .T_validation = 4 * arma::ones(1, 1)};
constexpr LossFunction squares = LossFunction::mean_squared_error;

/// Rate 1/4, all samples in one batch: all numbers stay fractions of 2, 4, 8, ...
TrainingSettings quarter(arma::uword epochs) {
  return {.epochs = epochs, .batch_size = 10, .learning_rate = 0.25};
}

}  // namespace

// ---- 7.1 mini_batches ---------------------------------------------------------------------------

TEST_CASE("7.1 ten samples in batches of four make 4, 4 and 2", "[07][7.1]") {
  Rng rng(1);
  const std::vector<arma::uvec> batches = mini_batches(10, 4, rng);
  UNSCOPED_INFO("The lengths of the batches, in order: 4 + 4 + 2 = 10.");
  REQUIRE_THAT(lengths(batches), lengths_of({4, 4, 2}, 10, 4));
  INFO("All samples of all batches, sorted: each of 0 ... 9 once.");
  CHECK_THAT(arma::umat(arma::sort(in_order(batches))), each_sample_once(10));
}

TEST_CASE("7.1 the order is random, and another one at each call", "[07][7.1]") {
  Rng rng(1);
  std::set<std::vector<arma::uword>> orders;
  for (int i = 0; i < 5; ++i) {
    const arma::uvec order = in_order(mini_batches(30, 7, rng));
    INFO(not_shuffled);
    CHECK_FALSE(order.is_sorted());
    CHECK_THAT(arma::umat(arma::sort(order)), each_sample_once(30));
    orders.insert(arma::conv_to<std::vector<arma::uword>>::from(order));
  }
  INFO("How many of five calls with the same rng gave a new order. " << rng_copied);
  CHECK(orders.size() == 5);
}

TEST_CASE("7.1 rng alone decides, and every order may come", "[07][7.1]") {
  Rng rng(1);
  check_every_order(rng);
}

TEST_CASE("7.1 a batch is drawn from all samples", "[07][7.1]") {
  Rng rng(1);
  const std::vector<arma::uvec> batches = mini_batches(2000, 50, rng);
  REQUIRE(batches.size() == 40);
  arma::vec means(40);
  for (std::size_t i = 0; i < 40; ++i) {
    means(i) = arma::mean(arma::conv_to<arma::vec>::from(batches[i]));
  }
  INFO(
      "How far the mean sample numbers of 40 batches spread, against what 50 random samples would "
      "give, near 1. "
      << batches_shuffled);
  CHECK(arma::stddev(means) / (2000 / std::sqrt(12.0 * 50)) < 1.75);
}

TEST_CASE("7.1 an even division, one large batch, and a batch_size of 0", "[07][7.1]") {
  Rng rng(1);
  CHECK_THAT(lengths(mini_batches(6, 3, rng)), lengths_of({3, 3}, 6, 3));
  UNSCOPED_INFO("A batch_size beyond the number of samples makes one batch of them all.");
  CHECK_THAT(lengths(mini_batches(3, 100, rng)), same_as(arma::uvec{3}));
  UNSCOPED_INFO(no_samples);
  CHECK(mini_batches(0, 4, rng).empty());
  INFO("Task 7.1 a: require() makes the message.");
  CHECK_REFUSED(mini_batches(10, 0, rng), "mini_batches: batch_size is 0, expected at least 1");
}

// ---- 7.2 sgd_step -------------------------------------------------------------------------------

TEST_CASE("7.2 theta moves down the gradient", "[07][7.2]") {
  const arma::vec start = {1, 2, 3};
  const arma::vec gradient = {4, -8, 0};
  arma::vec theta = start;
  sgd_step(theta, gradient, 0.5);
  INFO("By hand: (1 - 0.5 times 4, 2 + 0.5 times 8, 3 - 0) = (-1, 6, 3).");
  CHECK_THAT(theta, stepped({-1, 6, 3}, start, gradient, 0.5));
}

TEST_CASE("7.2 a gradient that does not fit is refused", "[07][7.2]") {
  arma::vec theta = {1, 2, 3, 4};
  INFO("There has to be one derivative for each parameter.");
  CHECK_REFUSED(sgd_step(theta, {1, 2, 3}, 0.1), "sgd_step: gradient is 3x1, expected 4x1");
  INFO("theta stays as it is, and what fits is not refused.");
  CHECK_THAT(theta, close_to(arma::vec{1, 2, 3, 4}));
  CHECK_NOTHROW(sgd_step(theta, {1, 2, 3, 4}, 0.1));
}

// ---- 7.3 step_decay -----------------------------------------------------------------------------

TEST_CASE("7.3 the rate halves after every 50 epochs", "[07][7.3]") {
  const std::vector<arma::uword> epochs = {0, 10, 30, 49, 50, 99, 150};
  arma::vec rates(7);
  for (std::size_t i = 0; i < 7; ++i) rates(i) = step_decay(0.8, epochs[i], 50, 0.5);
  INFO("The rates of epochs 0, 10, 30, 49, 50, 99, 150. Halved 0, 0, 0, 0, 1, 1 and 3 times.");
  CHECK_THAT(rates, decayed({0.8, 0.8, 0.8, 0.8, 0.4, 0.4, 0.1}, 0.8, epochs, 50, 0.5));
}

TEST_CASE("7.3 factor may be any number, and every = 0 means never", "[07][7.3]") {
  {
    const std::vector<arma::uword> epochs = {5, 6, 7, 12};
    arma::vec rates(4);
    for (std::size_t i = 0; i < 4; ++i) rates(i) = step_decay(2.0, epochs[i], 4, 0.1);
    INFO("2 times 0.1 in epochs 5, 6 and 7, and three times over in epoch 12: 0.002.");
    CHECK_THAT(rates, decayed({0.2, 0.2, 0.2, 0.002}, 2.0, epochs, 4, 0.1));
  }
  UNSCOPED_INFO("4,000,000,001 epochs of 2,000,000,000 each: twice. An int holds no such number.");
  CHECK_THAT(step_decay(2.0, 4000000001, 2000000000, 0.25), close_to(0.125));
  INFO("every = 0 asks for a rate that does not change. Nothing may be divided by it.");
  CHECK_THAT(step_decay(0.3, 1000, 0, 0.5), close_to(0.3));
}

// ---- 7.4 should_stop ----------------------------------------------------------------------------

TEST_CASE("7.4 it is time to stop when the smallest loss is old enough", "[07][7.4]") {
  const std::vector<Losses> histories = {{3, 2, 4, 5}, {3, 2, 5, 4, 6}, {5, 4, 3}, {1, 3, 2, 4, 3}};
  INFO(
      "A column for each of 3 2 4 5, 3 2 5 4 6, 5 4 3 and 1 3 2 4 3, and in it the answers for "
      "patience 0, 1, 2, 3, 4, 5: 1 is stop. The smallest losses are 2, 3, 0 and 4 old.");
  CHECK_THAT(answers(histories, 5), stops({2, 3, 0, 4}, histories, 5));
}

TEST_CASE("7.4 any smaller loss is smaller, and an equal one is not", "[07][7.4]") {
  const std::vector<Losses> histories = {
      {4, 1, 1, 3, 2, 3}, {7, 7, 7}, {0.5, 0.5 - 1e-13, 0.5 - 2e-13}};
  INFO("A column for each of 4 1 1 3 2 3, 7 7 7 and three that fall from 0.5 by 1e-13 each, as");
  INFO("above. The losses that count are 4, 2 and 0 old.");
  CHECK_THAT(answers(histories, 6), stops({4, 2, 0}, histories, 6));
}

TEST_CASE("7.4 an infinite loss is one of the losses", "[07][7.4]") {
  const std::vector<Losses> histories = {
      {infinite, infinite, infinite}, {infinite, 3, infinite}, {infinite, 4, 4, 6, 5}};
  INFO("A column for each of inf inf inf, inf 3 inf and inf 4 4 6 5. The smallest losses are");
  INFO("2, 1 and 3 old.");
  CHECK_THAT(answers(histories, 4), stops({2, 1, 3}, histories, 4));
}

TEST_CASE("7.4 without a smallest loss training goes on", "[07][7.4]") {
  const std::vector<Losses> nothing = {{}, {not_a_number, not_a_number, not_a_number}};
  INFO("An empty list has no smallest loss, and one of NaN alone has none, either.");
  CHECK_THAT(answers(nothing, 3), stops({0, 0}, nothing, 3));
  INFO("One that rises has one.");
  CHECK(should_stop({1, 2, 3, 4}, 1));
}

TEST_CASE("7.4 a NaN is never the smallest loss", "[07][7.4]") {
  const std::vector<Losses> histories = {
      {not_a_number, 5, 6, 7}, {2, not_a_number, not_a_number}, {2, 3, not_a_number, 4, 6, 5, 5}};
  INFO(
      "Of NaN 5 6 7 the smallest is the 5, 2 old, of 2 NaN NaN the 2, 2 old, too, and of 2 3 NaN 4 "
      "6 5 5 the 2, 6 old. Nothing is smaller than a NaN, and a NaN is smaller than nothing: what "
      "does your comparison make of that?");
  CHECK_THAT(answers(histories, 7), stops({2, 2, 6}, histories, 7));
}

// ---- 7.5 train ----------------------------------------------------------------------------------

TEST_CASE("7.5 two epochs of one batch", "[07][7.5]") {
  Recording recording = samples_at({1, 5});
  arma::vec theta = {1};
  const History history = run(theta, recording, quarter(2));
  UNSCOPED_INFO(epochs_miscounted);
  REQUIRE(recording.batches.size() == 2);
  UNSCOPED_INFO("By hand: the gradients are 1 - 3 = -2 and 1.5 - 3, so theta is 1, 1.5, 1.875.");
  CHECK_THAT(theta, trained({1.875}, {1}, recording, 2));
  UNSCOPED_INFO(loss_of_each_batch);
  REQUIRE(history.losses.size() == 2);
  INFO("By hand: (0 + 16)/2/2 = 4 at theta = 1, and (0.25 + 12.25)/2/2 = 3.125 at theta = 1.5.");
  CHECK_THAT(arma::vec(history.losses), losses_of({4, 3.125}, {1}, recording, 2));
}

TEST_CASE("7.5 each batch is a step from where the last one led", "[07][7.5]") {
  // Three samples with the same centre, so that their order does not matter.
  Recording recording = samples_at({3, 3, 3});
  arma::vec theta = {1};
  const History history =
      run(theta, recording, {.epochs = 1, .batch_size = 2, .learning_rate = 0.5});
  UNSCOPED_INFO("3 samples in batches of 2 are two steps: the short batch makes one, too.");
  REQUIRE(recording.rates.size() == 2);
  UNSCOPED_INFO("By hand: each step goes half of the way to 3, from 1 to 2 to 2.5.");
  CHECK_THAT(theta, trained({2.5}, {1}, recording, 1));
  INFO("By hand: two samples had the loss 2, the third one 1/2. The mean of three is 1.5.");
  CHECK_THAT(arma::vec(history.losses), losses_of({1.5}, {1}, recording, 1));
}

TEST_CASE("7.5 each epoch visits every sample once, in a new order", "[07][7.5]") {
  Recording recording = samples_at(arma::rowvec(20, arma::fill::zeros));
  arma::vec theta = {1};
  run(theta, recording, {.epochs = 2, .batch_size = 8});
  UNSCOPED_INFO("20 samples in batches of 8, twice: 8, 8, 4, 8, 8, 4.");
  REQUIRE_THAT(lengths(recording.batches), same_as(arma::uvec{8, 8, 4, 8, 8, 4}));
  const arma::uvec order = in_order(recording.batches);
  CHECK_THAT(arma::umat(arma::sort(order.head(20))), each_sample_once(20));
  CHECK_THAT(arma::umat(arma::sort(order.tail(20))), each_sample_once(20));
  UNSCOPED_INFO(same_order);
  REQUIRE(arma::accu(order.head(20) != order.tail(20)) > 0);
  Rng same(1);
  mini_batches(20, 8, same);
  const arma::uvec second = in_order(mini_batches(20, 8, same));
  INFO(extra_draw);
  REQUIRE(second.n_elem == 20);
  CHECK(arma::accu(order.tail(20) != second) == 0);
}

TEST_CASE("7.5 the rate falls as step_decay says", "[07][7.5]") {
  Recording recording = samples_at({0, 0, 0});
  arma::vec theta = {8};
  const TrainingSettings settings{
      .epochs = 5, .batch_size = 1, .learning_rate = 0.8, .decay_every = 2, .decay_factor = 0.5};
  run(theta, recording, settings);
  INFO("Three steps an epoch: 0.8 in epochs 0 and 1, 0.4 in 2 and 3, 0.2 in epoch 4.");
  CHECK_THAT(arma::vec(recording.rates),
             rates_of({0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.2, 0.2, 0.2},
                      settings, 3));
}

TEST_CASE("7.5 the watch is asked before training and after each epoch", "[07][7.5]") {
  Recording recording = samples_at({3, 3});
  arma::vec theta = {1};
  const History history = run(theta, recording, quarter(2), watch_into(recording));
  UNSCOPED_INFO("Two epochs are three questions: before the first, and after each.");
  REQUIRE(recording.watched.size() == 3);
  INFO("By hand: theta is 1, then 1.5, then 1.875.");
  const arma::vec asked = {recording.watched[0](0), recording.watched[1](0),
                           recording.watched[2](0)};
  CHECK_THAT(asked, close_to(arma::vec{1, 1.5, 1.875}));
  INFO("The watch has said 0, -1 and -2.");
  CHECK_THAT(arma::vec(history.watched), close_to(arma::vec{0, -1, -2}));
}

TEST_CASE("7.5 a watch and a schedule may be empty", "[07][7.5]") {
  Recording recording = samples_at({3, 3});
  arma::vec theta = {1};
  INFO(empty_called);
  const History history = run(theta, recording, quarter(2));
  CHECK(history.watched.empty());
  CHECK(history.losses.size() == 2);
}

TEST_CASE("7.5 the schedule says the rate, if there is one", "[07][7.5]") {
  Recording recording = samples_at({3, 3, 3});
  arma::vec theta = {1};
  std::vector<arma::uword> epochs;
  std::vector<std::size_t> watched;
  const Schedule schedule = [&](arma::uword epoch, const Losses& so_far) {
    epochs.push_back(epoch);
    watched.push_back(so_far.size());
    return 0.5 / static_cast<double>(epochs.size());
  };
  run(theta, recording, {.epochs = 2, .batch_size = 2}, watch_into(recording), schedule);
  UNSCOPED_INFO(schedule_ignored);
  REQUIRE_FALSE(epochs.empty());
  UNSCOPED_INFO("The epochs that the schedule was asked for.");
  REQUIRE_THAT(arma::umat(arma::uvec(epochs)), epochs_asked({0, 1}, 2));
  UNSCOPED_INFO("Two steps an epoch, at the rates that the schedule has said: 1/2 and 1/4.");
  CHECK_THAT(arma::vec(recording.rates), close_to(arma::vec{0.5, 0.5, 0.25, 0.25}));
  INFO("It is given what was watched so far: one loss before epoch 0, two before epoch 1.");
  CHECK(watched == std::vector<std::size_t>{1, 2});
}

TEST_CASE("7.5 a watch that returns nothing ends the training", "[07][7.5]") {
  Recording recording = samples_at({3, 3});
  arma::vec theta = {1};
  int questions = 0;
  const Watch two_epochs = [&](const arma::vec&) -> std::optional<double> {
    if (++questions > 2) return std::nullopt;
    return 1.0;
  };
  const History history = run(theta, recording, quarter(10), two_epochs);
  UNSCOPED_INFO("The third question is that after two epochs. " << went_on);
  CHECK(recording.rates.size() == 2);
  UNSCOPED_INFO(nothing_listed);
  CHECK(history.watched.size() == 2);
  Recording unused = samples_at({3, 3});
  arma::vec same = {1};
  run(same, unused, quarter(10), [](const arma::vec&) { return std::nullopt; });
  INFO("Now it returns nothing to the very first question. " << went_on);
  CHECK(unused.rates.empty());
}

TEST_CASE("7.5 patience ends the training when the watched loss no longer falls", "[07][7.5]") {
  Recording recording = samples_at({3, 3});
  arma::vec theta = {1};
  TrainingSettings settings = quarter(10);
  settings.patience = 2;
  const Losses losses = {5, 4, 6, 4.5, 9, 9, 9, 9, 9, 9, 9};
  arma::uword next = 0;
  const Watch watch = [&](const arma::vec&) { return losses.at(next++); };
  const History history = run(theta, recording, settings, watch);
  INFO("The watch says 5, 4, 6, 4.5: now the 4 is 2 old.");
  CHECK_THAT(static_cast<double>(history.watched.size()), watched_until(1, 2, 10));
}

TEST_CASE("7.5 a loss or a gradient that is not finite ends the training", "[07][7.5]") {
  // Six good steps of three in an epoch, then something breaks.
  const LossAndGradient good{.loss = 1.0, .gradient = {1.0}};
  int calls = 0;
  LossAndGradient bad;
  const Gradient breaks = [&](const arma::vec&, const arma::uvec&) {
    return ++calls > 7 ? bad : good;
  };
  Recording recording = samples_at({0, 0, 0});
  const auto run_broken = [&](const LossAndGradient& broken, arma::vec& theta) {
    bad = broken;
    calls = 0;
    recording.watched.clear();
    Rng rng(1);
    return train(theta, breaks, step_into(recording), 3,
                 {.epochs = 5, .batch_size = 1, .learning_rate = 1.0}, rng, watch_into(recording));
  };
  arma::vec theta = {0};
  const History history = run_broken({.loss = not_a_number, .gradient = {1.0}}, theta);
  UNSCOPED_INFO("The loss of the second batch of epoch 2 is NaN, after seven steps. "
                << only_gradient);
  REQUIRE(history.breakdown.has_value());
  UNSCOPED_INFO("Epoch and step of the breakdown:");
  CHECK_THAT(arma::umat(as_numbers(history.breakdown)), broke_at(2, 7, 3, 5));
  UNSCOPED_INFO("Each of the seven steps took 1 from theta. " << guard_late);
  CHECK_THAT(theta, close_to(arma::vec{-7}));
  {
    INFO(broken_epoch);
    CHECK(history.losses.size() == 2);
    CHECK(history.watched.size() == 3);
  }
  {
    arma::vec again = {0};
    const History second = run_broken({.loss = 1.0, .gradient = {not_a_number}}, again);
    INFO("Now the gradient is NaN. " << only_loss);
    REQUIRE(second.breakdown.has_value());
    INFO("It is a new training, and its steps are counted anew.");
    CHECK_THAT(arma::umat(as_numbers(second.breakdown)), broke_at(2, 7, 3, 5));
  }
  for (const LossAndGradient& endless : {LossAndGradient{.loss = infinite, .gradient = {1.0}},
                                         LossAndGradient{.loss = 1.0, .gradient = {-infinite}}}) {
    arma::vec again = {0};
    INFO("Now the loss is " << endless.loss << " and the gradient " << endless.gradient(0) << ". "
                            << only_nan);
    CHECK(run_broken(endless, again).breakdown.has_value());
  }
}

// ---- 7.6 network_gradient -----------------------------------------------------------------------

TEST_CASE("7.6 the loss and the gradient of a line, as README.md works them out", "[07][7.6]") {
  INFO("y = x misses (1, 3) and (3, 2) by -2 and 1. The network that is given is another line.");
  const Network other = line(5, 7);
  const LossAndGradient at = network_gradient(other, {1, 0}, squares, example.X, example.T);
  UNSCOPED_INFO("By hand: (4 + 1) / 2 = 2.5.");
  CHECK_THAT(at.loss, loss_at_theta(2.5, other, {1, 0}, squares, example.X, example.T));
  INFO("By hand: dw = (2/2)(-2 times 1 + 1 times 3) = 1, db = (2/2)(-2 + 1) = -1.");
  CHECK_THAT(at.gradient, gradient_at_theta({1, -1}, 2));
}

TEST_CASE("7.6 the mean is over all samples, also over many", "[07][7.6]") {
  const arma::mat X = arma::join_rows(arma::mat(1, 200, arma::fill::value(1.0)),
                                      arma::mat(1, 100, arma::fill::value(3.0)));
  const arma::mat T = arma::join_rows(arma::mat(1, 200, arma::fill::value(3.0)),
                                      arma::mat(1, 100, arma::fill::value(2.0)));
  const Network other = line(5, 7);
  INFO("y = x misses (1, 3), which is there 200 times, by -2, and (3, 2), 100 times, by 1.");
  const LossAndGradient at = network_gradient(other, {1, 0}, squares, X, T);
  {
    INFO("By hand: (200 times 4 + 100 times 1) / 300 = 3.");
    CHECK_THAT(at.loss, loss_at_theta(3, other, {1, 0}, squares, X, T));
  }
  INFO("By hand: dw = (2/300)(200 (-2 times 1) + 100 (1 times 3)), db = (2/300)(-400 + 100).");
  CHECK_THAT(at.gradient, gradient_at_theta({-2.0 / 3.0, -2}, 300));
}

TEST_CASE("7.6 two layers, and another loss", "[07][7.6]") {
  Network other = line(5, 7);
  other.layers.push_back(line(-3, 2).layers[0]);
  const arma::vec theta = {2, 1, -1, 4};  // y = -(2 x + 1) + 4
  const arma::mat X = {{1, 1}};           // the output is 1, and its probability 0.7311
  const arma::mat T = {{1, 0}};
  const LossFunction loss = LossFunction::binary_cross_entropy;
  const double p = 1 / (1 + std::exp(-1.0));
  const LossAndGradient at = network_gradient(other, theta, loss, X, T);
  UNSCOPED_INFO(
      "By hand: the output is 1 for both, and the mean of -log p and -log(1 - p) is asked for.");
  CHECK_THAT(at.loss,
             loss_at_theta(-(std::log(p) + std::log(1 - p)) / 2, other, theta, loss, X, T));
  // d(loss)/d(output) is (2 p - 1) / 2 for both samples together.
  const double d = (2 * p - 1) / 2;
  INFO("By hand, d = (2 p - 1) / 2 times (-1, -1, 3, 1) for w1, b1, w2, b2. " << two_networks);
  CHECK_THAT(at.gradient, gradient_at_theta(d * arma::vec{-1, -1, 3, 1}, 2));
}

// ---- 7.7 train_network --------------------------------------------------------------------------

TEST_CASE("7.7 two epochs, as README.md works them out", "[07][7.7]") {
  Network network = line(1, 0);
  Rng rng(1);
  const History history = train_network(network, example, squares, quarter(2), rng);
  UNSCOPED_INFO("By hand: w = 1 - 1/4 + 1/8 and b = 0 + 1/4 + 3/8.");
  CHECK_THAT(support::parameters_of(network), network_trained({0.875, 0.625}, {1, 0}));
  UNSCOPED_INFO("By hand: 2.5 before the first step, 2.125 before the second one.");
  CHECK_THAT(arma::vec(history.losses), close_to(arma::vec{2.5, 2.125}));
  UNSCOPED_INFO(nothing_watched);
  REQUIRE_FALSE(history.watched.empty());
  INFO("The line misses the validation sample (2, 4) by 2, then by 2.25, then by 1.625.");
  CHECK_THAT(arma::vec(history.watched),
             validation_of({4, 5.0625, 2.640625}, {2.5, 2.125, 1.90625}));
}

TEST_CASE("7.7 each sample keeps its own target", "[07][7.7]") {
  // y = x is right for every sample: nothing has to be learnt.
  Network network = line(1, 0);
  Rng rng(1);
  const TrainingData data{.X = {{1, 2, 3, 4, 5}}, .T = {{1, 2, 3, 4, 5}}};
  INFO("There are no validation samples here, so there is nothing to watch.");
  const History history = train_network(network, data, squares,
                                        {.epochs = 1, .batch_size = 1, .learning_rate = 0.01}, rng);
  UNSCOPED_INFO(
      "The line goes through all samples. If it moves, a sample had the target of another.");
  CHECK_THAT(support::parameters_of(network), close_to(arma::vec{1, 0}));
  CHECK(history.watched.empty());
  REQUIRE(history.losses.size() == 1);
  CHECK_THAT(arma::vec(history.losses), close_to(arma::vec{0}));
}

TEST_CASE("7.7 each step learns from the samples of its batch", "[07][7.7]") {
  Rng rng(1);
  Rng same = rng;
  Network network = line(1, 0);
  train_network(network, {.X = {{1, 3}}, .T = {{3, 2}}}, squares,
                {.epochs = 1, .batch_size = 1, .learning_rate = 0.25}, rng);
  const arma::uvec order = in_order(mini_batches(2, 1, same));
  REQUIRE_THAT(arma::umat(arma::sort(order)), each_sample_once(2));
  const arma::uword first = order(0);
  INFO("By hand: sample " << first << " came first.");
  CHECK_THAT(support::parameters_of(network), support::one_at_a_time(first));
}

TEST_CASE("7.7 every loss can be learnt, and is watched as it is", "[07][7.7]") {
  Network network = line(0, 0);
  Rng rng(1);
  const TrainingData data{.X = arma::ones(1, 1),
                          .T = arma::ones(1, 1),
                          .X_validation = arma::ones(1, 1),
                          .T_validation = arma::zeros(1, 1)};
  const History history = train_network(network, data, LossFunction::binary_cross_entropy,
                                        {.epochs = 1, .batch_size = 1, .learning_rate = 1.0}, rng);
  UNSCOPED_INFO(
      "By hand: the output 0 is the probability 1/2, and the target is 1: dw = db = -1/2.");
  CHECK_THAT(support::parameters_of(network), by_loss({0.5, 0.5}, {2, 2}));
  INFO("The validation sample has the target 0: log(1 + e^0), then log(1 + e^1).");
  CHECK_THAT(arma::vec(history.watched),
             by_loss({std::log(2.0), std::log(1 + std::exp(1.0))}, {0, 1}));
}

TEST_CASE("7.7 the settings are the loop's: the rate falls, and patience ends it", "[07][7.7]") {
  // The line learns to pass through (1, 4). The validation sample wants it to stay at 0.
  const TrainingData data{.X = arma::ones(1, 1),
                          .T = 4 * arma::ones(1, 1),
                          .X_validation = arma::ones(1, 1),
                          .T_validation = arma::zeros(1, 1)};
  Network network = line(0, 0);
  Rng rng(1);
  const History history = train_network(network, data, squares,
                                        {.epochs = 20,
                                         .batch_size = 1,
                                         .learning_rate = 0.125,
                                         .decay_every = 1,
                                         .decay_factor = 0.5,
                                         .patience = 3},
                                        rng);
  UNSCOPED_INFO("The validation loss rises from the beginning, and patience is 3.");
  CHECK_THAT(static_cast<double>(history.watched.size()), watched_until(0, 3, 20));
  INFO("The losses before the steps: y is 0, then 2, then, at half the rate, 2.5.");
  CHECK_THAT(arma::vec(history.losses),
             close_to(arma::vec{16, 4, 2.25}).mistake(decay_lost, arma::vec{16, 4, 1}));
}

TEST_CASE("7.7 targets that do not fit are refused", "[07][7.7]") {
  Network network = line(1, 0);
  Rng rng(1);
  TrainingData data = example;
  data.T = {{3, 2, 1}};
  UNSCOPED_INFO("Each sample has one target: X has 2 columns, T has 3.");
  CHECK_REFUSED(train_network(network, data, squares, quarter(1), rng),
                "train_network: T is 1x3, expected 1x2");
  data = example;
  data.T_validation = {{3, 2}};
  UNSCOPED_INFO("The same for the validation samples, and before anything has changed.");
  CHECK_REFUSED(train_network(network, data, squares, quarter(1), rng),
                "train_network: T_validation is 1x2, expected 1x1");
  CHECK_THAT(support::parameters_of(network), close_to(arma::vec{1, 0}));
  CHECK_ACCEPTED(train_network(network, example, squares, quarter(1), rng));
}

// ---- 7.8 ridge_gradient, ridge_solution ---------------------------------------------------------

TEST_CASE("7.8 J and its gradient, for one feature", "[07][7.8]") {
  const Ridge one{.X = {{1, 3, 2}}, .y = {5, 8, 6}, .lambda = 0.75};
  const LossAndGradient at = ridge_gradient({4}, one.X, one.y, one.lambda);
  UNSCOPED_INFO(
      "By hand: w = 4 misses by (-1, 4, 2), so J = (1 + 16 + 4) / 3 + 0.75 times 16 = 19.");
  CHECK_THAT(at.loss, ridge_loss(19, {4}, one));
  INFO("By hand: (2/3)(-1 times 1 + 4 times 3 + 2 times 2) + 2 times 0.75 times 4 = 16.");
  CHECK_THAT(at.gradient, ridge_slopes({16}, {4}, one));
}

TEST_CASE("7.8 the closed form, for one feature and for two", "[07][7.8]") {
  const Ridge one{.X = {{1, 3}}, .y = {2, 10}, .lambda = 3.0};
  UNSCOPED_INFO("By hand: w = (2 + 30) / (1 + 9 + 2 times 3) = 2.");
  CHECK_THAT(ridge_solution(one.X, one.y, one.lambda), ridge_weights({2}, one));
  // X X' = diag(5, 4), m lambda = 3, X y = (8, 12).
  const Ridge two{.X = {{1, 0, 2}, {0, 2, 0}}, .y = {2, 6, 3}, .lambda = 1.0};
  INFO("By hand: w = (8 / (5 + 3), 12 / (4 + 3)).");
  CHECK_THAT(ridge_solution(two.X, two.y, two.lambda), ridge_weights({1, 12.0 / 7}, two));
  INFO("There the gradient is 0.");
  CHECK_THAT(ridge_gradient({1, 12.0 / 7}, two.X, two.y, two.lambda).gradient,
             close_to(arma::vec{0, 0}));
}

TEST_CASE("7.8 a y that does not fit is refused", "[07][7.8]") {
  INFO("X has 5 samples, y has 4 targets.");
  const arma::mat X = arma::ones(2, 5);
  CHECK_REFUSED(ridge_solution(X, arma::ones(4), 1.0), "ridge_solution: y is 4x1, expected 5x1");
  CHECK_REFUSED(ridge_gradient(arma::ones(2), X, arma::ones(4), 1.0),
                "ridge_gradient: y is 4x1, expected 5x1");
  CHECK_ACCEPTED(ridge_solution(X, arma::ones(5), 1.0));
  CHECK_ACCEPTED(ridge_gradient(arma::ones(2), X, arma::ones(5), 1.0));
}
