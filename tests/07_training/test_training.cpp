// The public tests of lesson 07: read them, run them, break your code and see what they say.
// Every expected number can be checked on paper; README.md works the first ones out.
#include <algorithm>
#include <armadillo>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "07_training/training.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// A 1x1 matrix.
arma::mat one(double number) {
  return arma::mat(1, 1, arma::fill::value(number));
}

/// A network of one weight and one bias: y = w x + b.
Network line(double w, double b) {
  return {.layers = {{.weights = one(w), .bias = {b}, .activation = Activation::identity}}};
}

/// The example that README.md works by hand: two samples (x, t) = (1, 3) and (3, 2), and (2, 4) to
/// judge by. The line y = x misses them by -2 and 1, and the judge by -2.
const TrainingData example{
    .X = {{1, 3}}, .T = {{3, 2}}, .X_validation = one(2), .T_validation = one(4)};

/// Rate 1/4, both samples in one batch: all numbers stay fractions of 2, 4, 8, ...
TrainingSettings example_settings(arma::uword epochs) {
  return {.loss = LossFunction::mean_squared_error,
          .epochs = epochs,
          .batch_size = 2,
          .learning_rate = 0.25};
}

bool carry_on(const History&) {
  return true;
}

/// The lengths of batches, as a column.
arma::umat lengths(const std::vector<arma::uvec>& batches) {
  arma::umat result(batches.size(), 1);
  for (std::size_t i = 0; i < batches.size(); ++i) result(i) = batches[i].n_elem;
  return result;
}

/// All samples of all batches, in ascending order.
arma::umat sorted_samples(const std::vector<arma::uvec>& batches) {
  std::vector<arma::uword> samples;
  for (const arma::uvec& batch : batches) samples.insert(samples.end(), batch.begin(), batch.end());
  std::sort(samples.begin(), samples.end());
  return arma::uvec(samples);
}

std::string described(const std::optional<arma::uword>& layer) {
  return layer ? "layer " + std::to_string(*layer) : "no layer";
}

std::string described(const std::optional<Breakdown>& breakdown) {
  if (!breakdown) return "none";
  return "epoch " + std::to_string(breakdown->epoch) + ", step " + std::to_string(breakdown->step) +
         ", layer " + std::to_string(breakdown->layer);
}

/// A layer's cache for one sample.
DenseCache cache_of(double z, double a) {
  return {.X = one(1), .Z = one(z), .A = one(a)};
}

}  // namespace

// ---- 7.1 mini_batches ---------------------------------------------------------------------------

TEST_CASE("7.1 ten samples in batches of four make 4, 4 and 2", "[07][7.1]") {
  Rng rng(1);
  const std::vector<arma::uvec> batches = mini_batches(10, 4, rng);
  {
    INFO("The lengths of the batches, in order: 4 + 4 + 2 = 10.");
    REQUIRE_THAT(lengths(batches),
                 same_as(arma::uvec{4, 4, 2})
                     .mistake("The samples that do not fill a batch are missing: they are to be "
                              "learnt from, too.",
                              arma::uvec{4, 4})
                     .mistake("The last batch is as long as the others: 10 samples do not fill "
                              "three batches of four.",
                              arma::uvec{4, 4, 4})
                     .mistake("batch_size is how many samples a batch has, not how many batches "
                              "there are.",
                              arma::uvec{3, 3, 2, 2}));
  }
  INFO("All samples of all batches, sorted: each of 0 ... 9 once.");
  CHECK_THAT(sorted_samples(batches),
             same_as(arma::regspace<arma::uvec>(0, 9))
                 .mistake("Samples are counted from 0.", arma::regspace<arma::uvec>(1, 10)));
}

TEST_CASE("7.1 the order is random, and another one at each call", "[07][7.1]") {
  Rng rng(1);
  std::set<std::vector<arma::uword>> orders;
  for (int i = 0; i < 5; ++i) {
    std::vector<arma::uword> order;
    for (const arma::uvec& batch : mini_batches(30, 7, rng)) {
      order.insert(order.end(), batch.begin(), batch.end());
    }
    INFO("Thirty samples that come in ascending order have not been shuffled.");
    CHECK_FALSE(std::is_sorted(order.begin(), order.end()));
    INFO("How many different samples there are in all batches together:");
    CHECK(std::set<arma::uword>(order.begin(), order.end()).size() == 30);
    orders.insert(order);
  }
  INFO(
      "How many of five calls with the same rng gave a new order. Draw from rng itself, which "
      "each draw moves on: a copy of it, or a generator of your own, starts all over again.");
  CHECK(orders.size() == 5);
}

TEST_CASE("7.1 an even division, one large batch, and a batch_size of 0", "[07][7.1]") {
  Rng rng(1);
  {
    INFO("6 samples in batches of 3: 3 and 3, and nothing after them.");
    CHECK_THAT(lengths(mini_batches(6, 3, rng)),
               same_as(arma::uvec{3, 3})
                   .mistake("The last batch is empty: when the samples come out even, there is "
                            "nothing left.",
                            arma::uvec{3, 3, 0}));
  }
  {
    INFO("A batch_size beyond the number of samples makes one batch of them all.");
    CHECK_THAT(lengths(mini_batches(3, 100, rng)), same_as(arma::uvec{3}));
  }
  INFO("Task 7.1 a: require() makes the message.");
  CHECK_THROWS_MATCHES(mini_batches(10, 0, rng), std::invalid_argument,
                       says("mini_batches: batch_size is 0, expected at least 1"));
}

// ---- 7.2 sgd_step -------------------------------------------------------------------------------

TEST_CASE("7.2 weights and biases of every layer move down their gradients", "[07][7.2]") {
  Network network{
      .layers = {
          {.weights = {{1, 2}}, .bias = {3}, .activation = Activation::tanh},
          {.weights = arma::vec{-1, 4}, .bias = {0, 10}, .activation = Activation::identity}}};
  const std::vector<DenseGradient> gradients = {
      {.weights = {{4, -8}}, .bias = {2}, .X = arma::zeros(2, 3)},
      {.weights = arma::vec{6, 0}, .bias = {-4, 12}, .X = arma::zeros(1, 3)}};
  sgd_step(network, gradients, 0.5);
  REQUIRE(network.layers.size() == 2);
  {
    INFO("Layer 0 by hand: W = (1 - 0.5 times 4, 2 + 0.5 times 8) = (-1, 6).");
    CHECK_THAT(
        network.layers[0].weights,
        close_to({{-1, 6}})
            .mistake("This goes up: the gradient points to where the loss grows.", {{3, -2}})
            .mistake("The weights are as before: each layer has to move.", {{1, 2}})
            .mistake("learning_rate is not used: this is W - dW.", {{-3, 10}})
            .mistake("This is the step alone, without the weights it starts from.", {{-2, 4}})
            .mistake("The gradient was divided by the number of samples: 1/m is in it "
                     "already.",
                     {{1 - 2.0 / 3, 2 + 4.0 / 3}}));
  }
  {
    INFO("Layer 0 by hand: b = 3 - 0.5 times 2 = 2.");
    CHECK_THAT(
        network.layers[0].bias,
        close_to(arma::vec{2})
            .mistake("The bias is as before: training moves biases as it moves weights.",
                     arma::vec{3})
            .mistake("This goes up: the gradient points to where the loss grows.", arma::vec{4}));
  }
  INFO("Layer 1 by hand: W = (-1 - 3, 4 - 0), b = (0 + 2, 10 - 6).");
  CHECK_THAT(network.layers[1].weights,
             close_to(arma::vec{-4, 4})
                 .mistake("The weights are as before: each layer has to move.", arma::vec{-1, 4}));
  CHECK_THAT(network.layers[1].bias, close_to(arma::vec{2, 4}));
}

TEST_CASE("7.2 a list of gradients that does not fit is refused", "[07][7.2]") {
  const DenseGradient gradient{.weights = one(1), .bias = arma::vec{1.0}, .X = one(1)};
  Network two = line(1, 0);
  two.layers.push_back(two.layers[0]);
  INFO("There has to be one gradient for each layer.");
  CHECK_THROWS_MATCHES(sgd_step(two, {gradient}, 0.1), std::invalid_argument,
                       says("sgd_step: gradients has length 1, expected 2"));
  CHECK_THROWS_MATCHES(sgd_step(two, {gradient, gradient, gradient}, 0.1), std::invalid_argument,
                       says("sgd_step: gradients has length 3, expected 2"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(sgd_step(two, {gradient, gradient}, 0.1));
}

// ---- 7.3 step_decay -----------------------------------------------------------------------------

TEST_CASE("7.3 the rate halves after every 50 epochs", "[07][7.3]") {
  arma::vec rates(5);
  const std::vector<arma::uword> epochs = {0, 49, 50, 99, 150};
  for (std::size_t i = 0; i < epochs.size(); ++i) rates(i) = step_decay(0.8, epochs[i], 50, 0.5);
  INFO("The rates of epochs 0, 49, 50, 99, 150. Halved 0, 0, 1, 1 and 3 times.");
  CHECK_THAT(
      rates,
      close_to(arma::vec{0.8, 0.8, 0.4, 0.4, 0.1})
          .mistake("The rate falls one epoch too early: epoch 49 is still among the first "
                   "50.",
                   arma::vec{0.8, 0.4, 0.4, 0.2, 0.1})
          .mistake("The rate falls one epoch too late: epoch 50 is no longer among the "
                   "first 50.",
                   arma::vec{0.8, 0.8, 0.8, 0.4, 0.2})
          .mistake("The rate falls only once: after 100 and 150 epochs it falls again.",
                   arma::vec{0.8, 0.8, 0.4, 0.4, 0.4})
          .mistake("The rate falls gradually: it is meant to fall in steps, after whole "
                   "periods.",
                   arma::vec{0.8, 0.8 * std::pow(0.5, 0.98), 0.4, 0.8 * std::pow(0.5, 1.98), 0.1})
          .mistake("The rate falls with every epoch: `every` says how many epochs it holds.",
                   arma::vec{0.8, 0.8 * std::pow(0.5, 49), 0.8 * std::pow(0.5, 50),
                             0.8 * std::pow(0.5, 99), 0.8 * std::pow(0.5, 150)}));
}

TEST_CASE("7.3 factor may be any number, and every = 0 means never", "[07][7.3]") {
  {
    INFO("2 times 0.1, three times over: 0.002.");
    CHECK_THAT(step_decay(2.0, 7, 2, 0.1),
               close_to(0.002).mistake("This halves: the argument `factor` was not used.", 0.25));
  }
  INFO("every = 0 asks for a rate that does not change. Nothing may be divided by it.");
  CHECK_THAT(step_decay(0.3, 1000, 0, 0.5), close_to(0.3));
}

TEST_CASE("7.3 a factor of 1 changes nothing", "[07][7.3]") {
  CHECK_THAT(step_decay(0.7, 123, 10, 1.0), close_to(0.7));
  INFO("A factor of 1/2 does change it.");
  CHECK(step_decay(0.7, 123, 10, 0.5) < 0.7);
}

// ---- 7.4 should_stop ----------------------------------------------------------------------------

TEST_CASE("7.4 it is time to stop when the smallest loss is patience epochs old", "[07][7.4]") {
  const std::vector<double> losses = {3, 2, 4, 5};
  {
    INFO("Of 3, 2, 4, 5 the smallest is the 2, and two epochs have come after it.");
    CHECK(should_stop(losses, 2));
  }
  {
    INFO("The smallest is more than one epoch old.");
    CHECK(should_stop(losses, 1));
  }
  {
    INFO("The smallest is not three epochs old yet.");
    CHECK_FALSE(should_stop(losses, 3));
  }
  INFO("The last loss is the smallest, so it is 0 epochs old.");
  CHECK_FALSE(should_stop({5, 4, 3}, 1));
}

TEST_CASE("7.4 of equal losses the first one counts", "[07][7.4]") {
  INFO("The first of the two smallest losses is three epochs old, the second one two.");
  CHECK(should_stop({4, 1, 1, 2, 3}, 3));
  INFO("A loss that never changes never improves.");
  CHECK(should_stop({7, 7, 7}, 2));
  INFO("Three epochs are not four.");
  CHECK_FALSE(should_stop({4, 1, 1, 2, 3}, 4));
}

TEST_CASE("7.4 an empty history and patience 0 never stop", "[07][7.4]") {
  INFO("An empty history has no smallest loss.");
  CHECK_FALSE(should_stop({}, 1));
  INFO("patience 0 means: never stop early.");
  CHECK_FALSE(should_stop({1, 2, 3, 4}, 0));
  CHECK_FALSE(should_stop({}, 0));
  INFO("With a patience of 1 the same history does stop.");
  CHECK(should_stop({1, 2, 3, 4}, 1));
}

TEST_CASE("7.4 a NaN is never the smallest loss", "[07][7.4]") {
  {
    INFO(
        "Of NaN, 5, 6, 7 the smallest is the 5, two epochs old. Nothing is smaller than a NaN, "
        "and a NaN is smaller than nothing: what does your comparison make of that?");
    CHECK_FALSE(should_stop({not_a_number, 5, 6, 7}, 3));
    CHECK(should_stop({not_a_number, 5, 6, 7}, 2));
  }
  INFO("Of 2, NaN, NaN the smallest is the 2.");
  CHECK(should_stop({2, not_a_number, not_a_number}, 2));
  INFO("NaN alone: there is no smallest loss.");
  CHECK_FALSE(should_stop({not_a_number, not_a_number, not_a_number}, 1));
}

// ---- 7.5 first_broken_layer ---------------------------------------------------------------------

TEST_CASE("7.5 the first layer with a NaN is found", "[07][7.5]") {
  const std::vector<DenseCache> caches = {cache_of(1, 1), cache_of(not_a_number, not_a_number),
                                          cache_of(not_a_number, not_a_number)};
  INFO("Layers are counted from 0, and the first broken one is asked for.");
  CHECK(described(first_broken_layer(caches)) == "layer 1");
  INFO("The same without the healthy layer.");
  CHECK(described(first_broken_layer({caches[1], caches[2]})) == "layer 0");
}

TEST_CASE("7.5 infinity is not finite either", "[07][7.5]") {
  INFO("Z of layer 0 is infinite, A is 1: a sigmoid hides it.");
  CHECK(described(first_broken_layer({cache_of(infinite, 1), cache_of(2, 2)})) == "layer 0");
  INFO("Minus infinity is infinite, too.");
  CHECK(described(first_broken_layer({cache_of(2, 2), cache_of(-infinite, 0)})) == "layer 1");
  INFO("Here Z is finite and A is not.");
  CHECK(described(first_broken_layer({cache_of(2, infinite), cache_of(2, 2)})) == "layer 0");
}

TEST_CASE("7.5 large numbers are no reason to worry", "[07][7.5]") {
  INFO("1e308 is large, and finite.");
  CHECK(described(first_broken_layer({cache_of(1e308, 1e308), cache_of(-1e308, 0)})) == "no layer");
  INFO("Without layers there is nothing broken.");
  CHECK(described(first_broken_layer({})) == "no layer");
  INFO("What is infinite is not finite.");
  CHECK(described(first_broken_layer({cache_of(1e308, 1e308), cache_of(infinite, infinite)})) ==
        "layer 1");
}

// ---- 7.6 train ----------------------------------------------------------------------------------

TEST_CASE("7.6 two epochs of one batch, as worked by hand", "[07][7.6]") {
  Network network = line(1, 0);
  Rng rng(1);
  const History history = train(network, example, example_settings(2), rng, carry_on);
  {
    INFO("Entry 0 is before training: (4 + 1) / 2 = 2.5. Then 2.125 and 1.90625.");
    INFO("README.md works these numbers out.");
    CHECK_THAT(arma::vec(history.training_loss),
               close_to(arma::vec{2.5, 2.125, 1.90625})
                   .samples(2)
                   .mistake("Entry 0 is missing: the loss before the first step belongs in the "
                            "history.",
                            arma::vec{2.125, 1.90625})
                   .mistake("The loss did not move: is there a step?", arma::vec{2.5, 2.5, 2.5})
                   .mistake("These are the losses of before each epoch: take them after it.",
                            arma::vec{2.5, 2.5, 2.125}));
  }
  REQUIRE(network.layers.size() == 1);
  INFO("The network itself has learnt: w = 1 - 1/4 + 1/8 and b = 0 + 1/4 + 3/8.");
  CHECK_THAT(network.layers[0].weights, close_to(one(0.875)));
  CHECK_THAT(network.layers[0].bias,
             close_to(arma::vec{0.625}).mistake("The bias has not moved.", arma::vec{0}));
}

TEST_CASE("7.6 the validation samples are measured, and not learnt from", "[07][7.6]") {
  Network network = line(1, 0);
  Rng rng(1);
  const History history = train(network, example, example_settings(2), rng, carry_on);
  INFO("The line misses (2, 4) by 2, then by 2.25, then by 1.625.");
  CHECK_THAT(
      arma::vec(history.validation_loss),
      close_to(arma::vec{4, 5.0625, 2.640625})
          .mistake("This is the loss of the training samples.", arma::vec{2.5, 2.125, 1.90625}));
  CHECK_THAT(network.layers.at(0).weights, close_to(one(0.875)));
}

TEST_CASE("7.6 without validation samples that part of the history is empty", "[07][7.6]") {
  Network network = line(1, 0);
  Rng rng(1);
  const TrainingData data{.X = example.X, .T = example.T, .X_validation = {}, .T_validation = {}};
  const History history = train(network, data, example_settings(2), rng, carry_on);
  CHECK(history.training_loss.size() == 3);
  CHECK(history.validation_loss.empty());
  CHECK(history.validation_accuracy.empty());
  INFO("One output chooses no class, so there is no accuracy.");
  CHECK(history.training_accuracy.empty());
}

TEST_CASE("7.6 the accuracy counts the samples whose largest output is the right one",
          "[07][7.6]") {
  // Two inputs, two outputs, W = I: each sample is taken for the class of its larger feature.
  const TrainingData data{.X = {{2, 1, 3, 0}, {1, 2, 0, 5}},  // taken for 0, 1, 0, 1
                          .T = {{1, 1, 1, 0}, {0, 0, 0, 1}},  // and they are 0, 0, 0, 1
                          .X_validation = {{9, 8}, {1, 2}},   // taken for 0, 0
                          .T_validation = {{0, 1}, {1, 0}}};  // and they are 1, 0
  Network network{
      .layers = {
          {.weights = {{1, 0}, {0, 1}}, .bias = {0, 0}, .activation = Activation::identity}}};
  Rng rng(1);
  TrainingSettings settings{.epochs = 0};
  const History history = train(network, data, settings, rng, carry_on);
  INFO(
      "Three of four training samples are right, one of two validation samples. With no epoch, "
      "there is entry 0 alone.");
  CHECK_THAT(
      arma::vec(history.training_accuracy),
      close_to(arma::vec{0.75})
          .mistake("This counts the right samples: the accuracy is their share.", arma::vec{3})
          .mistake("This is the share of the wrong samples.", arma::vec{0.25}));
  CHECK_THAT(arma::vec(history.validation_accuracy), close_to(arma::vec{0.5}));
}

TEST_CASE("7.6 each batch is one step, and the last short one is a step, too", "[07][7.6]") {
  // Three times the same sample, so that the order does not matter: by hand, a step goes half of
  // the way to the target, from 1 to 2 to 2.5 (to 2.75).
  const TrainingData data{
      .X = {{1, 1, 1}}, .T = {{3, 3, 3}}, .X_validation = {}, .T_validation = {}};
  TrainingSettings settings = example_settings(1);
  settings.learning_rate = 0.125;
  Network network = line(1, 0);
  Rng rng(1);
  const History history = train(network, data, settings, rng, carry_on);
  INFO("3 samples in batches of 2: two steps, and the line then gives 2.5, so the loss is 0.25.");
  CHECK_THAT(arma::vec(history.training_loss),
             close_to(arma::vec{4, 0.25})
                 .mistake("This is one step: the samples that do not fill a batch make one more.",
                          arma::vec{4, 1})
                 .mistake("This is one step for each sample: a batch makes one step.",
                          arma::vec{4, 0.0625})
                 .mistake("This is the loss before the last step: measure when the epoch is over.",
                          arma::vec{4, 1}));
}

TEST_CASE("7.6 single samples, in one order or the other", "[07][7.6]") {
  TrainingSettings settings = example_settings(1);
  settings.batch_size = 1;
  settings.learning_rate = 0.0625;
  Network network = line(1, 0);
  Rng rng(1);
  train(network, example, settings, rng, carry_on);
  const arma::vec line_after = {network.layers.at(0).weights(0), network.layers.at(0).bias(0)};
  // By hand: (1, 3) first leads to w = 5/4, b = 1/4 and then to (1/2, 0). (3, 2) first leads to
  // w = 5/8, b = -1/8 and then to (15/16, 3/16).
  const arma::vec first_first = {0.5, 0};
  const arma::vec second_first = {0.9375, 0.1875};
  const bool first = arma::norm(line_after - first_first) < arma::norm(line_after - second_first);
  const char* const mixed_up =
      "A sample was paired with the target of the other: choose the same columns of X and of T.";
  INFO(
      "(w, b) by hand: (0.5, 0), or (0.9375, 0.1875), depending on which sample comes first. The "
      "second step starts from where the first one ended.");
  CHECK_THAT(line_after,
             close_to(first ? first_first : second_first)
                 .mistake("Both steps were taken from the first weights: the gradient of a batch "
                          "is taken at the weights that the batch before it left.",
                          arma::vec{0.875, 0.125})
                 .mistake(mixed_up, arma::vec{0.9375, 0.0625})
                 .mistake(mixed_up, arma::vec{1.125, 0.125}));
}

TEST_CASE("7.6 the rate of epoch 1 is the full one, and it falls as step_decay says", "[07][7.6]") {
  Network network = line(1, 0);
  Rng rng(1);
  TrainingSettings settings = example_settings(2);
  settings.decay_every = 1;
  settings.decay_factor = 0.5;
  const History history = train(network, example, settings, rng, carry_on);
  INFO("Rate 1/4 in epoch 1, 1/8 in epoch 2. Entry 2 by hand: the misses are -1.75 and 0.875.");
  CHECK_THAT(arma::vec(history.training_loss),
             close_to(arma::vec{2.5, 2.125, 1.9140625})
                 .mistake("The rate never fell.", arma::vec{2.5, 2.125, 1.90625})
                 .mistake("The rate of the first epoch has fallen already: step_decay counts "
                          "epochs from 0.",
                          arma::vec{2.5, 2.15625, 2.0439453125}));
}

TEST_CASE("7.6 patience ends the training when the validation loss no longer falls", "[07][7.6]") {
  // The line learns to pass through (1, 4). The validation sample wants it to stay at 0.
  const TrainingData data{.X = one(1), .T = one(4), .X_validation = one(1), .T_validation = one(0)};
  TrainingSettings settings = example_settings(10);
  settings.learning_rate = 0.125;  // each step goes half of the way: 0, 2, 3, 3.5
  settings.patience = 2;
  Network network = line(0, 0);
  Rng rng(1);
  const History history = train(network, data, settings, rng, carry_on);
  INFO("The validation loss is 0, 4, 9, ...: after epoch 2 its smallest value is 2 epochs old.");
  CHECK_THAT(arma::vec(history.validation_loss),
             close_to(arma::vec{0, 4, 9})
                 .mistake("Training went on one epoch too long.", arma::vec{0, 4, 9, 12.25})
                 .mistake("Training ended one epoch too early.", arma::vec{0, 4})
                 .mistake("Training never ends early: ask should_stop after each epoch, with the "
                          "validation loss.",
                          arma::square(4.0 - 4.0 * arma::exp2(-arma::regspace(0, 10)))));
  INFO("The output after two steps is 3: the last weights are kept, not the best ones.");
  CHECK_THAT(network.layers.at(0).weights, close_to(one(1.5)));
}

TEST_CASE("7.6 each_epoch sees every entry, and ends the training with false", "[07][7.6]") {
  std::vector<std::size_t> seen;
  const EachEpoch stop_at_three = [&](const History& history) {
    seen.push_back(history.training_loss.size());
    return seen.size() < 3;
  };
  Network network = line(1, 0);
  Rng rng(1);
  const History history = train(network, example, example_settings(10), rng, stop_at_three);
  INFO("It is called when the history has 1, 2 and 3 entries, and its third answer is false.");
  CHECK_THAT(
      arma::vec(arma::conv_to<arma::vec>::from(seen)),
      close_to(arma::vec{1, 2, 3})
          .mistake("It is asked for entry 0, too: before the first epoch.", arma::vec{2, 3, 4})
          .mistake("Training went on although each_epoch has returned false.",
                   arma::regspace(1, 11)));
  INFO("Training ends with the false.");
  CHECK(history.training_loss.size() == 3);
}

TEST_CASE("7.6 each_epoch may be empty", "[07][7.6]") {
  Network network = line(1, 0);
  Rng rng(1);
  INFO("An empty std::function must not be called; as a condition it is false.");
  const History history = train(network, example, example_settings(2), rng, EachEpoch());
  CHECK(history.training_loss.size() == 3);
}

TEST_CASE("7.6 a forward pass that breaks ends the training, and the layer is named", "[07][7.6]") {
  // 1e200 times 1e200 is more than a double can hold: Z of the second layer is infinite.
  Network network = line(1, 0);
  network.layers.push_back(line(1e200, 0).layers[0]);
  const TrainingData data{.X = one(1e200), .T = one(0), .X_validation = {}, .T_validation = {}};
  Rng rng(1);
  const History history = train(network, data, example_settings(5), rng, carry_on);
  INFO("The first step of epoch 1 is not taken, because layer 1 is infinite.");
  CHECK(described(history.breakdown) == "epoch 1, step 0, layer 1");
  INFO("Entry 0 was recorded, epoch 1 was not.");
  CHECK(history.training_loss.size() == 1);
  INFO("The network keeps its weights.");
  CHECK_THAT(network.layers.at(0).weights, close_to(one(1)));
  CHECK_THAT(network.layers.at(0).bias, close_to(arma::vec{0.0}));
}

TEST_CASE("7.6 a loss that breaks alone is a breakdown, too", "[07][7.6]") {
  // A rate so large that the miss becomes -1e100 times what it was: 1, -1e100, 1e200. The square of
  // the last one is infinite, while the output itself is not.
  const TrainingData data{.X = one(1), .T = one(0), .X_validation = {}, .T_validation = {}};
  TrainingSettings settings = example_settings(5);
  settings.learning_rate = 2.5e99;
  Network network = line(1, 0);
  Rng rng(1);
  const History history = train(network, data, settings, rng, carry_on);
  INFO(
      "Two steps go well. Before the third, in epoch 3, the loss is infinite, and no layer: so "
      "the layer is the number of layers, 1.");
  CHECK(described(history.breakdown) == "epoch 3, step 2, layer 1");
  INFO("Entries 0, 1 and 2.");
  REQUIRE(history.training_loss.size() == 3);
  CHECK_THAT(network.layers.at(0).weights / 5e199, close_to(one(1)));
}

TEST_CASE("7.6 targets that do not fit are refused", "[07][7.6]") {
  Network network = line(1, 0);
  Rng rng(1);
  TrainingData data = example;
  data.T = {{3, 2, 1}};
  INFO("Each sample has one target: X has 2 columns, T has 3.");
  CHECK_THROWS_MATCHES(train(network, data, example_settings(1), rng, carry_on),
                       std::invalid_argument, says("train: T has 3 columns, expected 2"));
  data = example;
  data.T_validation = {{3, 2}};
  INFO("The same for the validation samples.");
  CHECK_THROWS_MATCHES(train(network, data, example_settings(1), rng, carry_on),
                       std::invalid_argument,
                       says("train: T_validation has 2 columns, expected 1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(train(network, example, example_settings(1), rng, carry_on));
}

// ---- 7.7 ridge_solution, ridge_gradient ---------------------------------------------------------

TEST_CASE("7.7 the closed form, for one feature", "[07][7.7]") {
  // X X' = 1 + 9 = 10, m lambda = 2 times 3 = 6, X y = 2 + 30 = 32.
  INFO("w = 32 / (10 + 6) = 2 by hand.");
  CHECK_THAT(
      ridge_solution({{1, 3}}, {2, 10}, 3.0),
      close_to(arma::vec{2})
          .mistake("1/m stands before the squares alone: what does that make of lambda, "
                   "when both sides are multiplied by m?",
                   arma::vec{32.0 / 13})
          .mistake("lambda is not used: this is plain least squares.", arma::vec{3.2})
          .mistake("lambda was divided by m: multiply both sides of the derivation by m, "
                   "and look again.",
                   arma::vec{32.0 / 11.5})
          .mistake("lambda has the wrong sign: it makes w smaller, not larger.", arma::vec{8}));
}

TEST_CASE("7.7 the gradient, for one feature", "[07][7.7]") {
  // At w = 1 the residuals are (-1, -7): X times them is -1 - 21 = -22, and lambda w is 3.
  INFO("(2/2) times (-22) + 2 times 3 times 1 = -16 by hand.");
  CHECK_THAT(ridge_gradient({1}, {{1, 3}}, {2, 10}, 3.0),
             close_to(arma::vec{-16})
                 .mistake("The term of lambda is missing.", arma::vec{-22})
                 .mistake("1/m is missing: the squares are averaged.", arma::vec{-38})
                 .mistake("The square of w gives a factor 2 as well.", arma::vec{-19})
                 .mistake("lambda is not divided by m: 1/m stands before the squares alone.",
                          arma::vec{-19})
                 .mistake("The term of lambda has the wrong sign.", arma::vec{-28})
                 .mistake("The residuals have the wrong sign: they are predictions less targets.",
                          arma::vec{28}));
  INFO("At the solution w = 2 the gradient is 0: (2/2) times (0 - 12) + 12.");
  CHECK_THAT(ridge_gradient({2}, {{1, 3}}, {2, 10}, 3.0), close_to(arma::vec{0}));
}

TEST_CASE("7.7 two features keep their places", "[07][7.7]") {
  // X X' = diag(5, 4), m lambda = 3, X y = (8, 12).
  const arma::mat X = {{1, 0, 2}, {0, 2, 0}};
  const arma::vec y = {2, 6, 3};
  INFO("w = (8 / (5 + 3), 12 / (4 + 3)) by hand.");
  CHECK_THAT(ridge_solution(X, y, 1.0), close_to(arma::vec{1, 12.0 / 7}));
  INFO("At w = (1, 0): residuals (-1, -6, -1), X times them (-3, -12), and lambda w = (1, 0).");
  CHECK_THAT(ridge_gradient({1, 0}, X, y, 1.0), close_to(arma::vec{0, -8}));
}

TEST_CASE("7.7 a y that does not fit is refused", "[07][7.7]") {
  INFO("X has 5 samples, y has 4 targets.");
  CHECK_THROWS_MATCHES(ridge_solution(arma::ones(2, 5), arma::ones(4), 1.0), std::invalid_argument,
                       says("ridge_solution: y is 4x1, expected 5x1"));
  CHECK_THROWS_MATCHES(ridge_gradient(arma::ones(2), arma::ones(2, 5), arma::ones(4), 1.0),
                       std::invalid_argument, says("ridge_gradient: y is 4x1, expected 5x1"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(ridge_solution(arma::ones(2, 5), arma::ones(5), 1.0));
  CHECK_NOTHROW(ridge_gradient(arma::ones(2), arma::ones(2, 5), arma::ones(5), 1.0));
}
