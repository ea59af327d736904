// The graded tests of lesson 07. Inputs come from a seed that no submission knows; what is expected
// comes from loops over single numbers, from small systems of equations solved by hand, or from
// what must hold in every order of the samples: no test knows which order a generator will give.
// Statistical bounds are at least six standard errors wide, so that they hold for every seed.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "07_training/training.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Uniform among low ... high.
arma::uword between(arma::uword low, arma::uword high, Rng& rng) {
  return low + uniform_index(high - low + 1, rng);
}

/// A 1x1 matrix.
arma::mat one(double number) {
  return arma::mat(1, 1, arma::fill::value(number));
}

bool carry_on(const History&) {
  return true;
}

// ---- batches ------------------------------------------------------------------------------------

/// The lengths of batches, as a column.
arma::umat lengths(const std::vector<arma::uvec>& batches) {
  arma::umat result(batches.size(), 1);
  for (std::size_t i = 0; i < batches.size(); ++i) result(i) = batches[i].n_elem;
  return result;
}

/// All samples, one batch after the other.
std::vector<arma::uword> in_order(const std::vector<arma::uvec>& batches) {
  std::vector<arma::uword> order;
  for (const arma::uvec& batch : batches) order.insert(order.end(), batch.begin(), batch.end());
  return order;
}

/// `count` lengths that are all `length`.
arma::umat equal_lengths(arma::uword count, arma::uword length) {
  return arma::umat(count, 1, arma::fill::value(length));
}

/// The lengths, and one more.
arma::umat with_last(const arma::umat& lengths, arma::uword last) {
  return arma::join_cols(lengths, arma::umat(1, 1, arma::fill::value(last)));
}

// ---- a network, one number at a time ------------------------------------------------------------

double bend(Activation activation, double z) {
  if (activation == Activation::tanh) return std::tanh(z);
  if (activation == Activation::sigmoid) return 1.0 / (1.0 + std::exp(-z));
  return z;
}

/// The derivative of bend, from what it returned.
double slope(Activation activation, double a) {
  if (activation == Activation::tanh) return 1.0 - a * a;
  if (activation == Activation::sigmoid) return a * (1.0 - a);
  return 1.0;
}

/// X, then the A of every layer.
std::vector<arma::mat> loop_forward(const Network& network, const arma::mat& X) {
  std::vector<arma::mat> all = {X};
  for (const DenseLayer& layer : network.layers) {
    arma::mat A(layer.weights.n_rows, X.n_cols);
    for (arma::uword i = 0; i < A.n_rows; ++i) {
      for (arma::uword s = 0; s < A.n_cols; ++s) {
        double z = layer.bias(i);
        for (arma::uword j = 0; j < layer.weights.n_cols; ++j) {
          z += layer.weights(i, j) * all.back()(j, s);
        }
        A(i, s) = bend(layer.activation, z);
      }
    }
    all.push_back(A);
  }
  return all;
}

double loop_loss(LossFunction loss, const arma::mat& outputs, const arma::mat& targets) {
  double sum = 0.0;
  for (arma::uword s = 0; s < outputs.n_cols; ++s) {
    double exponentials = 0.0;
    for (arma::uword i = 0; i < outputs.n_rows; ++i) {
      const double a = outputs(i, s);
      const double t = targets(i, s);
      exponentials += std::exp(a);
      if (loss == LossFunction::mean_squared_error) sum += (a - t) * (a - t);
      if (loss == LossFunction::binary_cross_entropy) sum += std::log(1.0 + std::exp(a)) - t * a;
      if (loss == LossFunction::softmax_cross_entropy) sum -= t * a;
    }
    if (loss == LossFunction::softmax_cross_entropy) sum += std::log(exponentials);
  }
  return sum / static_cast<double>(outputs.n_cols);
}

arma::mat loop_loss_gradient(LossFunction loss, const arma::mat& outputs,
                             const arma::mat& targets) {
  const double m = static_cast<double>(outputs.n_cols);
  arma::mat gradient(arma::size(outputs));
  for (arma::uword s = 0; s < outputs.n_cols; ++s) {
    double exponentials = 0.0;
    for (arma::uword i = 0; i < outputs.n_rows; ++i) exponentials += std::exp(outputs(i, s));
    for (arma::uword i = 0; i < outputs.n_rows; ++i) {
      const double a = outputs(i, s);
      const double t = targets(i, s);
      double d = 2.0 * (a - t);  // mean squared error
      if (loss == LossFunction::binary_cross_entropy) d = 1.0 / (1.0 + std::exp(-a)) - t;
      if (loss == LossFunction::softmax_cross_entropy) d = std::exp(a) / exponentials - t;
      gradient(i, s) = d / m;
    }
  }
  return gradient;
}

std::vector<DenseGradient> loop_gradients(const Network& network, LossFunction loss,
                                          const arma::mat& X, const arma::mat& T) {
  const std::vector<arma::mat> A = loop_forward(network, X);
  arma::mat dA = loop_loss_gradient(loss, A.back(), T);
  std::vector<DenseGradient> gradients(network.layers.size());
  for (std::size_t l = network.layers.size(); l-- > 0;) {
    const DenseLayer& layer = network.layers[l];
    DenseGradient gradient{.weights = arma::zeros(arma::size(layer.weights)),
                           .bias = arma::zeros(arma::size(layer.bias)),
                           .X = arma::zeros(arma::size(A[l]))};
    for (arma::uword i = 0; i < layer.weights.n_rows; ++i) {
      for (arma::uword s = 0; s < X.n_cols; ++s) {
        const double dz = dA(i, s) * slope(layer.activation, A[l + 1](i, s));
        gradient.bias(i) += dz;
        for (arma::uword j = 0; j < layer.weights.n_cols; ++j) {
          gradient.weights(i, j) += dz * A[l](j, s);
          gradient.X(j, s) += dz * layer.weights(i, j);
        }
      }
    }
    dA = gradient.X;
    gradients[l] = gradient;
  }
  return gradients;
}

/// How a step may be taken: the first is right, each of the others is a mistake.
enum class Way { down, up, weights_only, last_layer_only, divided_by_m_again };

void loop_step(Network& network, const std::vector<DenseGradient>& gradients, double rate,
               Way way = Way::down) {
  if (way == Way::up) rate = -rate;
  if (way == Way::divided_by_m_again) rate /= static_cast<double>(gradients[0].X.n_cols);
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    if (way == Way::last_layer_only && l + 1 < network.layers.size()) continue;
    DenseLayer& layer = network.layers[l];
    for (arma::uword i = 0; i < layer.weights.n_elem; ++i) {
      layer.weights(i) -= rate * gradients[l].weights(i);
    }
    if (way == Way::weights_only) continue;
    for (arma::uword i = 0; i < layer.bias.n_elem; ++i) {
      layer.bias(i) -= rate * gradients[l].bias(i);
    }
  }
}

/// What a network is before training and after each epoch of a single batch; rates[k] is that of
/// epoch k + 1.
std::vector<Network> full_batches(Network network, LossFunction loss, const arma::mat& X,
                                  const arma::mat& T, const std::vector<double>& rates,
                                  Way way = Way::down) {
  std::vector<Network> all = {network};
  for (const double rate : rates) {
    loop_step(network, loop_gradients(network, loss, X, T), rate, way);
    all.push_back(network);
  }
  return all;
}

arma::vec loop_losses(const std::vector<Network>& networks, LossFunction loss, const arma::mat& X,
                      const arma::mat& T) {
  arma::vec losses(networks.size());
  for (std::size_t k = 0; k < networks.size(); ++k) {
    losses(k) = loop_loss(loss, loop_forward(networks[k], X).back(), T);
  }
  return losses;
}

/// The share of samples whose largest output is in the row of the largest target.
arma::vec loop_accuracies(const std::vector<Network>& networks, const arma::mat& X,
                          const arma::mat& T) {
  arma::vec accuracies(networks.size());
  for (std::size_t k = 0; k < networks.size(); ++k) {
    const arma::mat outputs = loop_forward(networks[k], X).back();
    double right = 0.0;
    for (arma::uword s = 0; s < X.n_cols; ++s) {
      right += outputs.col(s).index_max() == T.col(s).index_max() ? 1.0 : 0.0;
    }
    accuracies(k) = right / static_cast<double>(X.n_cols);
  }
  return accuracies;
}

// ---- inputs -------------------------------------------------------------------------------------

/// A network with weights and biases between -1 and 1: tanh, and identity in the last layer.
Network random_network(const std::vector<arma::uword>& widths, Rng& rng) {
  Network network;
  for (std::size_t i = 1; i < widths.size(); ++i) {
    network.layers.push_back(
        {.weights = uniform_matrix(widths[i], widths[i - 1], -1.0, 1.0, rng),
         .bias = uniform_matrix(widths[i], 1, -1.0, 1.0, rng),
         .activation = i + 1 == widths.size() ? Activation::identity : Activation::tanh});
  }
  return network;
}

/// A network of one weight and one bias: y = w x + b.
Network line(double w, double b) {
  return {.layers = {{.weights = one(w), .bias = {b}, .activation = Activation::identity}}};
}

/// One-hot columns with random classes.
arma::mat random_targets(arma::uword classes, arma::uword samples, Rng& rng) {
  arma::mat T(classes, samples, arma::fill::zeros);
  for (arma::uword s = 0; s < samples; ++s) T(uniform_index(classes, rng), s) = 1.0;
  return T;
}

/// `samples` times the same sample, so that the order of samples does not matter.
TrainingData same_sample(double x, double t, arma::uword samples) {
  return {.X = arma::mat(1, samples, arma::fill::value(x)),
          .T = arma::mat(1, samples, arma::fill::value(t)),
          .X_validation = {},
          .T_validation = {}};
}

/// All samples in one batch, the rate constant, no early stopping.
TrainingSettings plain(LossFunction loss, arma::uword epochs, double rate) {
  return {.loss = loss, .epochs = epochs, .batch_size = 1000, .learning_rate = rate};
}

std::string name(LossFunction loss) {
  if (loss == LossFunction::mean_squared_error) return "mean_squared_error";
  if (loss == LossFunction::binary_cross_entropy) return "binary_cross_entropy";
  return "softmax_cross_entropy";
}

/// What a network's layers hold, in one column.
arma::vec all_parameters(const Network& network) {
  arma::vec all;
  for (const DenseLayer& layer : network.layers) {
    all = arma::join_cols(all, arma::vectorise(layer.weights), layer.bias);
  }
  return all;
}

/// Epoch, step and layer.
arma::umat as_numbers(const Breakdown& breakdown) {
  return arma::uvec{breakdown.epoch, breakdown.step, breakdown.layer};
}

std::string described(const std::optional<arma::uword>& layer) {
  return layer ? "layer " + std::to_string(*layer) : "no layer";
}

const char* const no_breakdown =
    "History::breakdown is empty, although training met a number that is not finite.";

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
    const arma::umat without_rest = equal_lengths(full, size);
    const arma::umat expected = rest == 0 ? without_rest : with_last(without_rest, rest);
    const std::vector<arma::uvec> batches = mini_batches(samples, size, theirs);
    {
      INFO("The lengths of the batches of " << samples << " samples, " << size << " at a time:");
      REQUIRE_THAT(
          lengths(batches),
          same_as(expected)
              .mistake("The samples that do not fill a batch are missing: they are to be learnt "
                       "from, too.",
                       without_rest)
              .mistake("The last batch is as long as the others, although fewer samples are left.",
                       with_last(without_rest, size))
              .mistake("The last batch is empty: when the samples come out even, there is nothing "
                       "left.",
                       with_last(expected, 0))
              .mistake("The short batch comes first: the contract has it last.",
                       arma::flipud(expected))
              .mistake(
                  "The samples that are left over belong into a batch of their own.",
                  rest == 0 ? expected : with_last(equal_lengths(full - 1, size), size + rest)));
    }
    std::vector<arma::uword> samples_seen = in_order(batches);
    std::sort(samples_seen.begin(), samples_seen.end());
    const arma::uvec from_0 = arma::regspace<arma::uvec>(0, samples - 1);
    INFO("All samples of all batches, sorted: each of 0 ... " << samples - 1 << " once.");
    CHECK_THAT(arma::umat(arma::uvec(samples_seen)),
               same_as(from_0).mistake("Samples are counted from 0.", from_0 + 1));
  }
}

TEST_CASE("7.1 a batch is drawn from all samples, not from neighbours", "[07][7.1]") {
  Rng rng = test_rng("7.1 b");
  const std::vector<arma::uvec> batches = mini_batches(2000, 50, rng);
  REQUIRE_THAT(lengths(batches), same_as(equal_lengths(40, 50)));
  const std::vector<arma::uword> order = in_order(batches);
  arma::vec samples(2000);
  arma::vec means(40);
  for (std::size_t i = 0; i < 2000; ++i) samples(i) = static_cast<double>(order[i]);
  for (std::size_t i = 0; i < 40; ++i)
    means(i) = arma::mean(arma::conv_to<arma::vec>::from(batches[i]));
  {
    INFO("Correlation of a sample's number with its place, near 0:");
    // 2,000 pairs: the standard error is 0.022.
    CHECK_THAT(
        arma::as_scalar(arma::cor(samples, arma::regspace(0, 1999))),
        close_to(0.0, 0.16)
            .mistake("The samples come in their old order: nothing was shuffled.", 1.0)
            .mistake("The samples come in their old order, from the last to the first.", -1.0));
  }
  INFO(
      "How far the mean sample numbers of the batches spread, against what 50 random samples "
      "would give, near 1. Consecutive samples in a batch give about 7: shuffle the samples, not "
      "the batches.");
  // 40 means: the standard error is 11%.
  CHECK_THAT(arma::stddev(means) / (std::sqrt(2000.0 * 2000.0 / 12.0) / std::sqrt(50.0)),
             close_to(1.0, 0.75));
}

TEST_CASE("7.1 every order of three samples occurs equally often", "[07][7.1]") {
  Rng rng = test_rng("7.1 c");
  arma::vec counts(6, arma::fill::zeros);
  for (int i = 0; i < 240; ++i) {
    const std::vector<arma::uword> order = in_order(mini_batches(3, 2, rng));
    REQUIRE(order.size() == 3);
    // The six orders as numbers 0 ... 5.
    const arma::uword which = 2 * order[0] + (order[1] > order[2] ? 1 : 0);
    REQUIRE(which < 6);
    counts(which) += 1.0;
  }
  INFO("How often each of the six orders came up in 240 calls; 40 is the mean.");
  // The standard error is 5.8.
  CHECK_THAT(counts, close_to(40.0 * arma::ones(6), 0.9));
}

TEST_CASE("7.1 rng alone decides: same state, same batches, and the state moves on", "[07][7.1]") {
  Rng rng = test_rng("7.1 d");
  Rng twin = rng;
  const std::uint64_t before = rng.draws();
  const std::vector<arma::uword> first = in_order(mini_batches(60, 8, rng));
  const std::vector<arma::uword> repeated = in_order(mini_batches(60, 8, twin));
  const std::vector<arma::uword> next = in_order(mini_batches(60, 8, rng));
  REQUIRE(first.size() == 60);
  INFO("Made from two generators in the same state. All randomness has to come from rng.");
  CHECK(first == repeated);
  INFO("Two calls in turn gave the same batches: draw from rng itself, so that it moves on.");
  CHECK(first != next);
  INFO("rng itself has to move on: a copy of it moves on alone.");
  CHECK(rng.draws() > before);
}

TEST_CASE("7.1 few samples, none, and a batch_size of 0", "[07][7.1]") {
  Rng rng = test_rng("7.1 e");
  Rng theirs = test_rng("7.1 e theirs");
  {
    INFO("Batches of one sample each.");
    CHECK_THAT(lengths(mini_batches(4, 1, theirs)), same_as(equal_lengths(4, 1)));
  }
  {
    INFO("One sample, however large the batches.");
    const arma::uword size = between(2, 1000000, rng);
    CHECK_THAT(lengths(mini_batches(1, size, theirs)), same_as(equal_lengths(1, 1)));
  }
  {
    INFO("No samples, no batches.");
    CHECK(mini_batches(0, 3, theirs).empty());
  }
  CHECK_THROWS_MATCHES(mini_batches(between(1, 9, rng), 0, theirs), std::invalid_argument,
                       says("mini_batches: batch_size is 0, expected at least 1"));
}

// ---- 7.2 sgd_step -------------------------------------------------------------------------------

TEST_CASE("7.2 every weight and every bias moves down its own gradient", "[07][7.2]") {
  Rng rng = test_rng("7.2 a");
  for (std::size_t layers = 1; layers <= 4; ++layers) {
    std::vector<arma::uword> widths;
    for (std::size_t i = 0; i <= layers; ++i) widths.push_back(between(1, 5, rng));
    const Network before = random_network(widths, rng);
    std::vector<DenseGradient> gradients;
    for (const DenseLayer& layer : before.layers) {
      gradients.push_back(
          {.weights = normal_matrix(layer.weights.n_rows, layer.weights.n_cols, rng),
           .bias = normal_matrix(layer.bias.n_elem, 1, rng),
           .X = normal_matrix(layer.weights.n_cols, 7, rng)});
    }
    const double rate = uniform(0.1, 0.9, rng);
    Network network = before;
    sgd_step(network, gradients, rate);
    INFO("A network of " << layers << " layers, gradients of 7 samples.");
    REQUIRE(network.layers.size() == layers);
    for (std::size_t l = 0; l < layers; ++l) {
      const arma::mat& W = before.layers[l].weights;
      const arma::mat& dW = gradients[l].weights;
      const arma::vec& b = before.layers[l].bias;
      const arma::vec& db = gradients[l].bias;
      const char* const uphill = "This goes up: the gradient points to where the loss grows.";
      const char* const again =
          "The gradient was divided by the number of samples: 1/m is in it already.";
      const char* const no_rate = "learning_rate is not used.";
      const char* const replaced = "This is the step alone, without what it starts from.";
      INFO("Layer " << l << ":");
      CHECK_THAT(network.layers[l].weights,
                 close_to(W - rate * dW)
                     .mistake(uphill, W + rate * dW)
                     .mistake("The weights are as before: each layer has to move.", W)
                     .mistake(again, W - rate / 7.0 * dW)
                     .mistake(no_rate, W - dW)
                     .mistake("learning_rate was multiplied in twice.", W - rate * rate * dW)
                     .mistake("The weights were multiplied with something: a step is subtracted.",
                              W % (1.0 - rate * dW))
                     .mistake("The gradient was scaled to another length: the step is as long as "
                              "rate and gradient make it.",
                              W - rate * arma::normalise(dW))
                     .mistake(replaced, -rate * dW));
      CHECK_THAT(
          network.layers[l].bias,
          close_to(b - rate * db)
              .mistake(uphill, b + rate * db)
              .mistake("The bias is as before: training moves biases as it moves weights.", b)
              .mistake(again, b - rate / 7.0 * db)
              .mistake(no_rate, b - db)
              .mistake(replaced, -rate * db));
    }
  }
}

TEST_CASE("7.2 a step forth and a step back end where they began", "[07][7.2]") {
  Rng rng = test_rng("7.2 b");
  const Network before = random_network({3, 4, 2}, rng);
  const Network direction = random_network({3, 4, 2}, rng);
  std::vector<DenseGradient> gradients;
  for (const DenseLayer& layer : direction.layers) {
    gradients.push_back(
        {.weights = layer.weights, .bias = layer.bias, .X = arma::zeros(layer.weights.n_cols, 5)});
  }
  Network network = before;
  sgd_step(network, gradients, 0.0);
  REQUIRE(network.layers.size() == 2);
  {
    INFO("A rate of 0 moves nothing.");
    CHECK_THAT(all_parameters(network), close_to(all_parameters(before)));
  }
  sgd_step(network, gradients, 0.75);
  {
    INFO("All weights and biases of both layers, after a step of rate 0.75.");
    CHECK_THAT(all_parameters(network),
               close_to(arma::vec(all_parameters(before) - 0.75 * all_parameters(direction))));
  }
  sgd_step(network, gradients, -0.75);
  INFO("The rate -0.75 goes the same way back.");
  CHECK_THAT(all_parameters(network), close_to(all_parameters(before)));
  INFO("A step leaves the activations alone.");
  CHECK((network.layers[0].activation == Activation::tanh &&
         network.layers[1].activation == Activation::identity));
}

TEST_CASE("7.2 the message of a refused list names both lengths", "[07][7.2]") {
  Rng rng = test_rng("7.2 c");
  const Network before = random_network({2, 3, 3, 1}, rng);
  for (const arma::uword count : {0, 1, 2, 4, 5}) {
    std::vector<DenseGradient> gradients;
    for (arma::uword i = 0; i < count; ++i) {
      const DenseLayer& layer = before.layers[std::min<arma::uword>(i, 2)];
      gradients.push_back({.weights = layer.weights, .bias = layer.bias, .X = arma::zeros(3, 2)});
    }
    Network network = before;
    INFO("Three layers, " << count << " gradients.");
    CHECK_THROWS_MATCHES(
        sgd_step(network, gradients, 0.1), std::invalid_argument,
        says("sgd_step: gradients has length " + std::to_string(count) + ", expected 3"));
  }
  INFO("What fits is not refused.");
  Network network = before;
  std::vector<DenseGradient> gradients;
  for (const DenseLayer& layer : before.layers) {
    gradients.push_back({.weights = layer.weights, .bias = layer.bias, .X = arma::zeros(3, 2)});
  }
  CHECK_NOTHROW(sgd_step(network, gradients, 0.1));
}

// ---- 7.3 step_decay -----------------------------------------------------------------------------

TEST_CASE("7.3 the rate falls after every whole period, and holds in between", "[07][7.3]") {
  Rng rng = test_rng("7.3 a");
  for (int i = 0; i < 4; ++i) {
    const arma::uword every = between(3, 7, rng);
    const double rate = uniform(0.5, 2.0, rng);
    const double factor = uniform(0.3, 0.9, rng);
    const arma::uword epochs = 3 * every + 2;
    arma::vec rates(epochs);
    for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
      rates(epoch) = step_decay(rate, epoch, every, factor);
    }
    // Each epoch's rate, when it has fallen count(epoch) times.
    const auto fallen = [&](const std::function<double(arma::uword)>& count) {
      arma::vec result(epochs);
      for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
        result(epoch) = rate * std::pow(factor, count(epoch));
      }
      return result;
    };
    const auto whole = [&](arma::uword epoch) { return static_cast<double>(epoch / every); };
    const auto by_periods = [&](const std::function<double(double)>& of) {
      arma::vec result(epochs);
      for (arma::uword epoch = 0; epoch < epochs; ++epoch) result(epoch) = of(whole(epoch));
      return result;
    };
    // The right rates, one period at a time: no division is needed.
    arma::vec expected(epochs);
    double now = rate;
    for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
      if (epoch == every || epoch == 2 * every || epoch == 3 * every) now *= factor;
      expected(epoch) = now;
    }
    arma::vec compounded(epochs);  // the fallen rate falls again in each epoch
    now = rate;
    for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
      now *= std::pow(factor, whole(epoch));
      compounded(epoch) = now;
    }
    arma::vec multiplied = expected;
    for (arma::uword epoch = every; epoch < epochs; ++epoch) {
      multiplied(epoch) = rate * factor * whole(epoch);
    }
    INFO("The rates of epochs 0 ... " << epochs - 1 << ", with a factor of " << factor << " every "
                                      << every << " epochs.");
    CHECK_THAT(
        rates,
        close_to(expected)
            .mistake("The rate falls one epoch too early: epoch every - 1 still belongs to the "
                     "period before.",
                     fallen([&](arma::uword epoch) { return whole(epoch + 1); }))
            .mistake("The rate falls one epoch too late: `every` epochs are over when epoch "
                     "`every` begins.",
                     fallen([&](arma::uword epoch) { return epoch == 0 ? 0.0 : whole(epoch - 1); }))
            .mistake("The rate falls with every epoch: `every` says how many epochs it holds.",
                     fallen([](arma::uword epoch) { return static_cast<double>(epoch); }))
            .mistake("The rate falls gradually: it is meant to fall in steps, after whole periods.",
                     fallen([&](arma::uword epoch) {
                       return static_cast<double>(epoch) / static_cast<double>(every);
                     }))
            .mistake("The rate falls only once: after two periods it falls again.",
                     fallen([&](arma::uword epoch) { return std::min(1.0, whole(epoch)); }))
            .mistake("The rate has fallen before the first period is over.",
                     fallen([&](arma::uword epoch) { return whole(epoch) + 1.0; }))
            .mistake("The rate falls in one epoch of each period and is the old one again in the "
                     "next: it has to stay down.",
                     fallen([&](arma::uword epoch) {
                       return epoch > 0 && epoch % every == 0 ? 1.0 : 0.0;
                     }))
            .mistake("The rate is halved: the argument `factor` says what it is multiplied by.",
                     [&] {
                       arma::vec halved(epochs);
                       for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
                         halved(epoch) = rate * std::pow(0.5, whole(epoch));
                       }
                       return halved;
                     }())
            .mistake("The rate grows: `factor` multiplies it.",
                     fallen([&](arma::uword epoch) { return -whole(epoch); }))
            .mistake("The rate has fallen again in each epoch: learning_rate is what training "
                     "began with, so only whole periods count.",
                     compounded)
            .mistake("The rate falls within each period and jumps back at its end: it is whole "
                     "periods that count.",
                     fallen([&](arma::uword epoch) { return static_cast<double>(epoch % every); }))
            .mistake("Something is subtracted from the rate: `factor` multiplies it.",
                     by_periods([&](double periods) { return rate - factor * periods; }))
            .mistake("The rate is divided by something that grows: `factor` multiplies it.",
                     by_periods([&](double periods) { return rate / (1.0 + factor * periods); }))
            .mistake("This is an exponential function of `factor`: it is `factor` itself that "
                     "multiplies the rate.",
                     by_periods([&](double periods) { return rate * std::exp(-factor * periods); }))
            .mistake("The factor was multiplied by the number of periods: falling twice is "
                     "multiplying by it twice.",
                     multiplied));
  }
}

TEST_CASE("7.3 every = 0 never changes the rate", "[07][7.3]") {
  Rng rng = test_rng("7.3 b");
  for (int i = 0; i < 4; ++i) {
    const double rate = uniform(0.1, 2.0, rng);
    const arma::uword epoch = i == 0 ? 0 : between(1, 500, rng);
    INFO("Epoch " << epoch << ", every = 0:");
    CHECK_THAT(
        step_decay(rate, epoch, 0, 0.5),
        close_to(rate).mistake("This rate is 0: every = 0 asks for one that never changes.", 0.0));
  }
  INFO("Epoch 6, every = 3:");
  CHECK(step_decay(1.0, 6, 3, 0.5) < 1.0);
}

TEST_CASE("7.3 far ahead, and with every = 1", "[07][7.3]") {
  Rng rng = test_rng("7.3 c");
  const double rate = uniform(0.5, 2.0, rng);
  INFO("every = 1: the rate falls after each epoch, first after epoch 0.");
  CHECK_THAT(step_decay(rate, 0, 1, 0.1), close_to(rate));
  CHECK_THAT(1e3 * step_decay(rate, 3, 1, 0.1), close_to(rate));
  INFO("4,000,000,000 epochs of 2,000,000,000 each: twice.");
  CHECK_THAT(step_decay(rate, 4000000001, 2000000000, 0.25), close_to(rate / 16.0));
  INFO("Before the first period is over nothing changes, however long it is.");
  CHECK_THAT(step_decay(rate, 4000000001, 5000000000, 0.25), close_to(rate));
}

// ---- 7.4 should_stop ----------------------------------------------------------------------------

namespace {

/// should_stop for patience 0 ... most: 1 where it says stop.
arma::umat answers(const std::vector<double>& losses, arma::uword most) {
  arma::umat result(most + 1, 1);
  for (arma::uword patience = 0; patience <= most; ++patience) {
    result(patience) = should_stop(losses, patience) ? 1 : 0;
  }
  return result;
}

/// What answers() gives when the smallest loss is `age` epochs old.
arma::umat stops_up_to(arma::uword age, arma::uword most) {
  arma::umat result(most + 1, 1, arma::fill::zeros);
  for (arma::uword patience = 1; patience <= std::min(age, most); ++patience) result(patience) = 1;
  return result;
}

arma::umat with_patience_0(arma::umat answers) {
  answers(0) = 1;
  return answers;
}

const char* const ask = "For patience 0, 1, 2, ...: 1 is stop, 0 is go on.";

}  // namespace

TEST_CASE("7.4 the age of the smallest loss is compared with patience", "[07][7.4]") {
  Rng rng = test_rng("7.4 a");
  // The answers to ten histories below each other, so that no two mistakes look alike.
  const auto add = [](arma::umat& all, const arma::umat& more) {
    all = arma::join_cols(all, more);
  };
  arma::umat got, right, late, early, zero_stops, greatest, counted, from_start, rising, inverse;
  for (int i = 0; i < 10; ++i) {
    const arma::uword count = between(6, 12, rng);
    const arma::uword best = between(1, count - 3, rng);  // at least two epochs ago
    std::vector<double> losses;
    for (arma::uword k = 0; k < count; ++k) losses.push_back(uniform(1.0, 2.0, rng));
    losses[best] = uniform(0.2, 0.9, rng);
    const arma::uword age = count - 1 - best;
    const arma::uword largest = arma::vec(losses).index_max();
    arma::uword rises = 0;  // how many losses in a row were larger than the one before
    while (rises + 1 < count && losses[count - 1 - rises] > losses[count - 2 - rises]) ++rises;
    const arma::uword most = count + 1;
    add(got, answers(losses, most));
    add(right, stops_up_to(age, most));
    add(late, stops_up_to(age - 1, most));
    add(early, stops_up_to(age + 1, most));
    add(zero_stops, with_patience_0(stops_up_to(age, most)));
    add(greatest, stops_up_to(count - 1 - largest, most));
    add(counted, stops_up_to(count, most));
    add(from_start, stops_up_to(best, most));
    add(rising, stops_up_to(rises, most));
    add(inverse, 1 - stops_up_to(age, most));
  }
  INFO(
      "Ten histories of 6 ... 12 losses, and for each the answers for patience 0, 1, 2, ...: 1 is "
      "stop, 0 is go on.");
  CHECK_THAT(got,
             same_as(right)
                 .mistake("One epoch too late: with the smallest loss `patience` epochs old it is "
                          "time to stop.",
                          late)
                 .mistake("One epoch too early: the last loss is 0 epochs old, not 1.", early)
                 .mistake("patience 0 means: never stop early.", zero_stops)
                 .mistake("This looks at the greatest loss.", greatest)
                 .mistake("This counts the losses, not how old the smallest one is.", counted)
                 .mistake("This counts from the beginning: how long ago was the smallest loss?",
                          from_start)
                 .mistake("This counts how often the loss rose in a row: a loss may fall and still "
                          "be above the smallest.",
                          rising)
                 .mistake("Stop and go on are swapped.", inverse));
}

TEST_CASE("7.4 of equal smallest losses the first one counts", "[07][7.4]") {
  Rng rng = test_rng("7.4 b");
  for (int i = 0; i < 6; ++i) {
    const arma::uword count = between(7, 11, rng);
    const arma::uword first = between(0, 2, rng);
    const arma::uword last = between(first + 2, count - 2, rng);
    std::vector<double> losses;
    for (arma::uword k = 0; k < count; ++k) losses.push_back(uniform(1.0, 2.0, rng));
    losses[first] = losses[last] = 0.5;
    INFO("The smallest loss stands at " << first << " and at " << last << " of " << count << ". "
                                        << ask);
    CHECK_THAT(answers(losses, count + 1),
               same_as(stops_up_to(count - 1 - first, count + 1))
                   .mistake("Of two equal losses the later one was taken: to reach the smallest "
                            "loss again is no improvement.",
                            stops_up_to(count - 1 - last, count + 1)));
  }
  const arma::uword count = between(3, 8, rng);
  INFO("Equal losses, all of them: the first is " << count - 1 << " epochs old. " << ask);
  CHECK_THAT(answers(std::vector<double>(count, 0.25), count + 1),
             same_as(stops_up_to(count - 1, count + 1)));
}

TEST_CASE("7.4 a loss that still falls, a short history and an empty one go on", "[07][7.4]") {
  Rng rng = test_rng("7.4 c");
  std::vector<double> falling;
  for (int k = 0; k < 8; ++k) falling.push_back(10.0 - k - uniform(0.0, 0.5, rng));
  INFO("The last loss is the smallest. " << ask);
  CHECK_THAT(answers(falling, 9), same_as(stops_up_to(0, 9))
                                      .mistake("patience 0 means: never stop early.",
                                               with_patience_0(stops_up_to(0, 9))));
  const double little = uniform(1e-9, 1e-5, rng);
  INFO("Each loss is less than the one before by " << little << ", which is less all the same. "
                                                   << ask);
  std::vector<double> slowly;
  for (int k = 0; k < 8; ++k) slowly.push_back(0.5 - k * little);
  CHECK_THAT(answers(slowly, 9),
             same_as(stops_up_to(0, 9))
                 .mistake("A small improvement was taken for none: any smaller loss is smaller.",
                          stops_up_to(7, 9)));
  INFO("A single loss is its own smallest. " << ask);
  CHECK_THAT(answers({uniform(0.1, 1.0, rng)}, 3), same_as(stops_up_to(0, 3)));
  INFO("An empty history has no smallest loss. " << ask);
  CHECK_THAT(answers({}, 3), same_as(stops_up_to(0, 3)));
  INFO("Where the first loss is the smallest, there is an end to patience. " << ask);
  std::vector<double> rising = falling;
  std::ranges::reverse(rising);
  CHECK_THAT(answers(rising, 9), same_as(stops_up_to(7, 9)));
}

TEST_CASE("7.4 a NaN is never the smallest, wherever it stands", "[07][7.4]") {
  Rng rng = test_rng("7.4 d");
  for (arma::uword place = 0; place < 6; ++place) {
    std::vector<double> losses = {1.9, 1.5, 0.6, 1.2, 1.7, 1.4};
    for (double& loss : losses) loss += uniform(0.0, 0.1, rng);
    losses[place] = not_a_number;
    const arma::uword best = place == 2 ? 3 : 2;
    INFO("Loss " << place << " of six is NaN; the smallest of the others stands at " << best << ". "
                 << ask);
    CHECK_THAT(answers(losses, 7),
               same_as(stops_up_to(5 - best, 7))
                   .mistake("A NaN was taken for the smallest loss.", stops_up_to(5 - place, 7)));
  }
  {
    INFO("Several NaN, one number, which is three epochs old. " << ask);
    CHECK_THAT(
        answers({not_a_number, not_a_number, 3.0, not_a_number, not_a_number, not_a_number}, 7),
        same_as(stops_up_to(3, 7))
            .mistake("A NaN was taken for the smallest loss.", stops_up_to(5, 7)));
  }
  {
    INFO("Infinity is larger than any number: the smallest of inf, 3, 4 is one epoch old. " << ask);
    CHECK_THAT(answers({infinite, 3.0, 4.0}, 4), same_as(stops_up_to(1, 4)));
  }
  INFO("NaN alone: there is no smallest loss, so there is nothing to stop for. " << ask);
  CHECK_THAT(answers(std::vector<double>(5, not_a_number), 5),
             same_as(stops_up_to(0, 5))
                 .mistake("A NaN was taken for the smallest loss.", stops_up_to(4, 5)));
}

// ---- 7.5 first_broken_layer ---------------------------------------------------------------------

namespace {

/// Caches of four layers, for five samples; all entries are finite.
std::vector<DenseCache> healthy_caches(Rng& rng) {
  std::vector<DenseCache> caches;
  for (int i = 0; i < 4; ++i) {
    const arma::uword width = between(2, 5, rng);
    caches.push_back({.X = caches.empty() ? normal_matrix(3, 5, rng) : caches.back().A,
                      .Z = normal_matrix(width, 5, rng),
                      .A = normal_matrix(width, 5, rng)});
  }
  return caches;
}

double& any_entry(arma::mat& matrix, Rng& rng) {
  return matrix(uniform_index(matrix.n_elem, rng));
}

}  // namespace

TEST_CASE("7.5 one bad entry anywhere in Z or A breaks a layer", "[07][7.5]") {
  Rng rng = test_rng("7.5 a");
  for (const double bad : {not_a_number, infinite, -infinite}) {
    for (const bool in_Z : {true, false}) {
      for (arma::uword layer = 0; layer < 4; ++layer) {
        std::vector<DenseCache> caches = healthy_caches(rng);
        any_entry(in_Z ? caches[layer].Z : caches[layer].A, rng) = bad;
        INFO("One entry of " << (in_Z ? "Z" : "A") << " of layer " << layer << " of 0 ... 3 is "
                             << bad << ". Not finite means NaN, infinite or minus infinite; Z and "
                             << "A both count.");
        CHECK(described(first_broken_layer(caches)) == described(layer));
      }
    }
  }
}

TEST_CASE("7.5 of several broken layers the first one is named", "[07][7.5]") {
  Rng rng = test_rng("7.5 b");
  for (arma::uword first = 0; first < 3; ++first) {
    std::vector<DenseCache> caches = healthy_caches(rng);
    for (arma::uword layer = first; layer < 4; ++layer) {
      any_entry(caches[layer].Z, rng) = layer == first ? infinite : not_a_number;
      any_entry(caches[layer].A, rng) = not_a_number;
    }
    INFO("Layers " << first << " ... 3 are broken. It is the first that tells where it began.");
    CHECK(described(first_broken_layer(caches)) == described(first));
  }
  std::vector<DenseCache> caches = healthy_caches(rng);
  any_entry(caches[3].Z, rng) = not_a_number;
  any_entry(caches[1].A, rng) = infinite;
  INFO(
      "Z of layer 3 has a NaN, and A of layer 1 is infinite. The first layer is asked for, "
      "whichever of its matrices it is.");
  CHECK(described(first_broken_layer(caches)) == "layer 1");
}

TEST_CASE("7.5 finite numbers of any size are healthy", "[07][7.5]") {
  Rng rng = test_rng("7.5 c");
  std::vector<DenseCache> caches = healthy_caches(rng);
  {
    INFO("All entries are finite.");
    CHECK(described(first_broken_layer(caches)) == "no layer");
  }
  caches[1].Z.fill(1.5e308);
  caches[2].A.fill(-1.5e308);
  caches[0].A.zeros();
  {
    INFO("1.5e308 is finite, though the sum of two such numbers is not: look at each entry.");
    CHECK(described(first_broken_layer(caches)) == "no layer");
  }
  INFO("Without layers there is nothing broken.");
  CHECK(described(first_broken_layer({})) == "no layer");
  INFO("One entry of layer 2 is not finite.");
  caches[2].A(0) = infinite;
  caches[2].Z(0) = infinite;
  CHECK(described(first_broken_layer(caches)) == "layer 2");
}

// ---- 7.6 train: what it does to the network -----------------------------------------------------

TEST_CASE("7.6 with all samples in one batch, each epoch is one step down the gradient",
          "[07][7.6]") {
  Rng rng = test_rng("7.6 a");
  Rng theirs = test_rng("7.6 a theirs");
  for (const LossFunction loss :
       {LossFunction::mean_squared_error, LossFunction::binary_cross_entropy,
        LossFunction::softmax_cross_entropy}) {
    const Network before = random_network({3, 4, 2}, rng);
    const TrainingData data{.X = uniform_matrix(3, 6, -1.0, 1.0, rng),
                            .T = random_targets(2, 6, rng),
                            .X_validation = {},
                            .T_validation = {}};
    const std::vector<double> rates(3, 0.2);
    const auto losses_of = [&](Way way) {
      return loop_losses(full_batches(before, loss, data.X, data.T, rates, way), loss, data.X,
                         data.T);
    };
    Network network = before;
    const History history = train(network, data, plain(loss, 3, 0.2), theirs, carry_on);
    const std::vector<Network> expected = full_batches(before, loss, data.X, data.T, rates);
    const arma::vec right = losses_of(Way::down);
    INFO("A 3-4-2 network, 6 samples, 3 epochs, " << name(loss) << ".");
    CHECK_THAT(
        arma::vec(history.training_loss),
        close_to(right)
            .mistake("Training goes up: the loss grows with every step.", losses_of(Way::up))
            .mistake("The biases do not learn.", losses_of(Way::weights_only))
            .mistake("Only the last layer learns.", losses_of(Way::last_layer_only))
            .mistake("The steps are too small by the number of samples: 1/m is in the loss's "
                     "gradient already.",
                     losses_of(Way::divided_by_m_again))
            .mistake("The network does not learn: the loss stays the same.",
                     arma::vec(4, arma::fill::value(right(0))))
            .mistake("Entry 0 is missing: the loss before the first step belongs in the history.",
                     right.tail(3))
            .mistake("These are the losses of before each epoch: take them after it.",
                     arma::join_cols(right.head(1), right.head(3)))
            .mistake("There is one epoch too few.", right.head(3)));
    REQUIRE(network.layers.size() == 2);
    for (std::size_t l = 0; l < 2; ++l) {
      INFO("Layer " << l << " after training:");
      CHECK_THAT(network.layers[l].weights,
                 close_to(expected.back().layers[l].weights)
                     .mistake("The weights are those of before training: the network itself has to "
                              "change, not a copy of it.",
                              before.layers[l].weights));
      CHECK_THAT(network.layers[l].bias,
                 close_to(expected.back().layers[l].bias)
                     .mistake("The bias is that of before training.", before.layers[l].bias));
    }
  }
}

TEST_CASE("7.6 every batch makes a step, the last short one as well", "[07][7.6]") {
  Rng rng = test_rng("7.6 b");
  Rng theirs = test_rng("7.6 b theirs");
  for (int i = 0; i < 4; ++i) {
    // Copies of one sample: whatever the order, each step multiplies the miss by q.
    const double x = uniform(0.5, 1.0, rng);
    const double t = uniform(1.0, 2.0, rng);
    const arma::uword size = between(2, 4, rng);
    const arma::uword full = between(2, 3, rng);
    const arma::uword samples = size * full + 1;
    const double q = 1.0 - 2.0 * 0.05 * (x * x + 1.0);
    // The losses with that many steps an epoch.
    const auto losses_of = [&](double steps) {
      arma::vec losses(4);
      for (int k = 0; k < 4; ++k) losses(k) = t * t * std::pow(q, 2.0 * steps * k);
      return losses;
    };
    TrainingSettings settings = plain(LossFunction::mean_squared_error, 3, 0.05);
    settings.batch_size = size;
    Network network = line(0, 0);
    const History history = train(network, same_sample(x, t, samples), settings, theirs, carry_on);
    INFO(samples << " copies of one sample in batches of " << size << " make " << full + 1
                 << " steps an epoch.");
    CHECK_THAT(
        arma::vec(history.training_loss),
        close_to(losses_of(static_cast<double>(full + 1)))
            .mistake("There is one step too few in each epoch: the last short batch is a step, "
                     "too.",
                     losses_of(static_cast<double>(full)))
            .mistake("There is one step an epoch: each batch makes one.", losses_of(1.0))
            .mistake("There is one step for each sample: each batch makes one.",
                     losses_of(static_cast<double>(samples)))
            .mistake("There is one step too many in each epoch.",
                     losses_of(static_cast<double>(full + 2)))
            .mistake("The gradient of the last batch was divided by batch_size: it has fewer "
                     "samples, and its mean is over those.",
                     [&] {
                       const double last = 1.0 - (1.0 - q) / static_cast<double>(size);
                       arma::vec losses(4);
                       for (int k = 0; k < 4; ++k) {
                         const double miss =
                             t * std::pow(std::pow(q, static_cast<double>(full)) * last, k);
                         losses(k) = miss * miss;
                       }
                       return losses;
                     }()));
  }
}

namespace {

/// A line y = w x + b, and the loss that is recorded for it.
struct Outcome {
  double w = 0.0;
  double b = 0.0;
  double loss = 0.0;
  std::vector<arma::uword> order = {};
};

/// Ways to get an epoch wrong that only show when samples differ.
enum class Slip { none, targets_in_old_order, old_weights, last_batch_measured, batches_averaged };

constexpr arma::uword few = 5;  // samples, in batches of 2, 2 and 1
constexpr double small_rate = 0.15;

/// One epoch that visits the samples in this order, two at a time.
Outcome loop_epoch(const Outcome& start, const arma::mat& X, const arma::mat& T,
                   const std::vector<arma::uword>& order, Slip slip) {
  Outcome now{.w = start.w, .b = start.b, .order = order};
  double before_steps = 0.0;
  double last_batch = 0.0;
  for (arma::uword first = 0; first < few; first += 2) {
    const arma::uword count = std::min<arma::uword>(2, few - first);
    const Outcome at = slip == Slip::old_weights ? start : now;
    double dw = 0.0;
    double db = 0.0;
    double squares = 0.0;
    for (arma::uword k = first; k < first + count; ++k) {
      const double x = X(order[k]);
      const double t = T(slip == Slip::targets_in_old_order ? k : order[k]);
      const double miss = at.w * x + at.b - t;
      squares += miss * miss;
      dw += 2.0 * miss * x;
      db += 2.0 * miss;
    }
    const double m = static_cast<double>(count);
    before_steps += squares / m;
    last_batch = squares / m;
    now.w -= small_rate * dw / m;
    now.b -= small_rate * db / m;
  }
  for (arma::uword s = 0; s < few; ++s) {
    const double miss = now.w * X(s) + now.b - T(s);
    now.loss += miss * miss / static_cast<double>(few);
  }
  if (slip == Slip::last_batch_measured) now.loss = last_batch;
  if (slip == Slip::batches_averaged) now.loss = before_steps / 3.0;
  return now;
}

/// Of all orders, the one whose loss is nearest to this.
Outcome nearest_epoch(double loss, const Outcome& start, const arma::mat& X, const arma::mat& T,
                      Slip slip = Slip::none) {
  std::vector<arma::uword> order(few);
  std::iota(order.begin(), order.end(), 0);
  Outcome nearest{.loss = infinite};
  do {
    // Which of the two samples of a batch comes first does not matter, if each has its own target.
    const bool ascending = order[0] < order[1] && order[2] < order[3];
    if (slip != Slip::targets_in_old_order && !ascending) continue;
    const Outcome outcome = loop_epoch(start, X, T, order, slip);
    if (std::abs(outcome.loss - loss) < std::abs(nearest.loss - loss)) nearest = outcome;
  } while (std::next_permutation(order.begin(), order.end()));
  return nearest;
}

}  // namespace

TEST_CASE("7.6 each epoch visits every sample once, with its own target, in a new order",
          "[07][7.6]") {
  Rng rng = test_rng("7.6 c");
  const TrainingData data{.X = uniform_matrix(1, few, -1.0, 1.0, rng),
                          .T = uniform_matrix(1, few, -2.0, 2.0, rng),
                          .X_validation = {},
                          .T_validation = {}};
  TrainingSettings settings = plain(LossFunction::mean_squared_error, 8, small_rate);
  settings.batch_size = 2;
  Outcome now{.w = uniform(-1.0, 1.0, rng), .b = uniform(-1.0, 1.0, rng)};
  Network network = line(now.w, now.b);
  const History history = train(network, data, settings, rng, carry_on);
  {
    INFO("Eight epochs make nine entries.");
    REQUIRE(history.training_loss.size() == 9);
  }
  std::set<std::vector<arma::uword>> orders;
  for (int k = 1; k <= 8; ++k) {
    const double loss = history.training_loss[k];
    const Outcome next = nearest_epoch(loss, now, data.X, data.T);
    const auto with = [&](Slip slip) {
      return nearest_epoch(loss, now, data.X, data.T, slip).loss;
    };
    INFO("5 samples in batches of 2, 2 and 1, epoch "
         << k << ". The loss is that of the order of samples that comes nearest to yours.");
    REQUIRE_THAT(
        loss, close_to(next.loss)
                  .mistake("Samples and targets do not belong together: choose the same columns of "
                           "X and of T.",
                           with(Slip::targets_in_old_order))
                  .mistake("All steps of the epoch were taken from the weights it began with: the "
                           "gradient of a batch is taken at the weights that the batch before it "
                           "left.",
                           with(Slip::old_weights))
                  .mistake("This is the loss of the last batch: the history has that of all "
                           "training samples.",
                           with(Slip::last_batch_measured))
                  .mistake("This is the mean over the batches, each before its step: the history "
                           "has the loss of all samples after the epoch.",
                           with(Slip::batches_averaged)));
    now = next;
    orders.insert(now.order);
  }
  {
    INFO(
        "In how many different orders eight epochs visited the samples. Each epoch makes new "
        "batches.");
    CHECK(orders.size() > 1);
  }
  REQUIRE(network.layers.size() == 1);
  CHECK_THAT(network.layers[0].weights, close_to(one(now.w), 1e-8));
  CHECK_THAT(network.layers[0].bias, close_to(arma::vec{now.b}, 1e-8));
}

TEST_CASE("7.6 the rate of an epoch is the one that step_decay gives it", "[07][7.6]") {
  Rng rng = test_rng("7.6 d");
  const LossFunction loss = LossFunction::softmax_cross_entropy;
  const Network before = random_network({2, 3, 3}, rng);
  const TrainingData data{.X = uniform_matrix(2, 7, -1.0, 1.0, rng),
                          .T = random_targets(3, 7, rng),
                          .X_validation = {},
                          .T_validation = {}};
  TrainingSettings settings = plain(loss, 5, 0.4);
  settings.decay_every = 2;
  settings.decay_factor = uniform(0.3, 0.7, rng);
  const double d = settings.decay_factor;
  const auto losses_of = [&](std::vector<double> factors) {
    for (double& factor : factors) factor *= 0.4;
    return loop_losses(full_batches(before, loss, data.X, data.T, factors), loss, data.X, data.T);
  };
  Network network = before;
  const History history = train(network, data, settings, rng, carry_on);
  INFO(
      "decay_every = 2: the rate is full in epochs 1 and 2, has fallen once in 3 and 4 and twice "
      "in 5.");
  CHECK_THAT(
      arma::vec(history.training_loss),
      close_to(losses_of({1, 1, d, d, d * d}))
          .mistake("The rate falls one epoch too early: step_decay counts epochs from 0.",
                   losses_of({1, d, d, d * d, d * d}))
          .mistake("The rate falls one epoch too late.", losses_of({1, 1, 1, d, d}))
          .mistake("The rate never falls: ask step_decay in each epoch.",
                   losses_of({1, 1, 1, 1, 1}))
          .mistake("The fallen rate was handed to step_decay again: it expects the rate that "
                   "training began with.",
                   losses_of({1, 1, d, d * d, std::pow(d, 4)}))
          .mistake("The rate is halved: decay_factor says what it is multiplied by.",
                   losses_of({1, 1, 0.5, 0.5, 0.25}))
          .mistake("The rate falls in every epoch: it is decay_every that says how many "
                   "epochs it holds.",
                   losses_of({1, d, d * d, d * d * d, d * d * d * d})));
}

TEST_CASE("7.6 the rate holds for all batches of an epoch", "[07][7.6]") {
  Rng rng = test_rng("7.6 s");
  const LossFunction loss = LossFunction::mean_squared_error;
  const Network before = random_network({2, 3, 3}, rng);
  // The same sample six times, so that the order of the samples changes nothing.
  const arma::mat x = uniform_matrix(2, 1, -1.0, 1.0, rng);
  const arma::mat t = random_targets(3, 1, rng);
  const TrainingData data{.X = arma::repmat(x, 1, 6),
                          .T = arma::repmat(t, 1, 6),
                          .X_validation = {},
                          .T_validation = {}};
  TrainingSettings settings = plain(loss, 3, 0.1);
  settings.batch_size = 2;
  settings.decay_every = 2;
  settings.decay_factor = uniform(0.3, 0.7, rng);
  const double d = settings.decay_factor;
  const auto losses_of = [&](std::vector<double> factors) {  // of nine steps
    for (double& factor : factors) factor *= 0.1;
    const arma::vec all = loop_losses(full_batches(before, loss, x, t, factors), loss, x, t);
    return arma::vec{all(0), all(3), all(6), all(9)};
  };
  const char* const counts_batches =
      "The rate falls with the number of batches: decay_every "
      "counts epochs.";
  Network network = before;
  const History history = train(network, data, settings, rng, carry_on);
  INFO("Three batches an epoch, decay_every = 2: full in epochs 1 and 2, fallen once in epoch 3.");
  CHECK_THAT(arma::vec(history.training_loss),
             close_to(losses_of({1, 1, 1, 1, 1, 1, d, d, d}))
                 .mistake(counts_batches, losses_of({1, 1, d, d, d * d, d * d, std::pow(d, 3),
                                                     std::pow(d, 3), std::pow(d, 4)}))
                 .mistake(counts_batches, losses_of({1, 1, 1, d, d, d, std::pow(d, 3),
                                                     std::pow(d, 3), std::pow(d, 3)})));
}

TEST_CASE("7.6 two epochs and then three more are five epochs, if the same rng goes on",
          "[07][7.6]") {
  Rng rng = test_rng("7.6 e");
  const Network before = random_network({2, 4, 3}, rng);
  const TrainingData data{.X = uniform_matrix(2, 11, -1.0, 1.0, rng),
                          .T = random_targets(3, 11, rng),
                          .X_validation = {},
                          .T_validation = {}};
  const auto settings_for = [](arma::uword epochs) {
    TrainingSettings settings = plain(LossFunction::softmax_cross_entropy, epochs, 0.3);
    settings.batch_size = 4;
    return settings;
  };
  Rng twin = rng;
  const std::uint64_t before_draws = rng.draws();
  Network at_once = before;
  train(at_once, data, settings_for(5), rng, carry_on);
  Network in_two = before;
  train(in_two, data, settings_for(2), twin, carry_on);
  train(in_two, data, settings_for(3), twin, carry_on);
  {
    INFO("rng has to move on by the draws of mini_batches: a copy of it moves on alone.");
    CHECK(rng.draws() > before_draws);
  }
  INFO(
      "All randomness comes from rng, in one call of mini_batches an epoch and in nothing else: "
      "so rng is in the same state after epoch 2 either way.");
  CHECK_THAT(all_parameters(in_two), close_to(all_parameters(at_once)));
  INFO("Five epochs do change the network.");
  CHECK_FALSE(support::agrees(all_parameters(at_once), all_parameters(before), 1e-9));
}

// ---- 7.6 train: the history ---------------------------------------------------------------------

TEST_CASE("7.6 losses and accuracies are those of all training and of all validation samples",
          "[07][7.6]") {
  Rng rng = test_rng("7.6 f");
  const LossFunction loss = LossFunction::softmax_cross_entropy;
  const Network before = random_network({2, 3, 3}, rng);
  const TrainingData data{.X = uniform_matrix(2, 12, -1.0, 1.0, rng),
                          .T = random_targets(3, 12, rng),
                          .X_validation = uniform_matrix(2, 7, -1.0, 1.0, rng),
                          .T_validation = random_targets(3, 7, rng)};
  Network network = before;
  const History history = train(network, data, plain(loss, 4, 0.5), rng, carry_on);
  const std::vector<Network> expected =
      full_batches(before, loss, data.X, data.T, std::vector<double>(4, 0.5));
  const arma::vec training_loss = loop_losses(expected, loss, data.X, data.T);
  const arma::vec validation_loss =
      loop_losses(expected, loss, data.X_validation, data.T_validation);
  const arma::vec training_accuracy = loop_accuracies(expected, data.X, data.T);
  const arma::vec validation_accuracy =
      loop_accuracies(expected, data.X_validation, data.T_validation);
  const std::vector<Network> with_validation =
      full_batches(before, loss, arma::join_rows(data.X, data.X_validation),
                   arma::join_rows(data.T, data.T_validation), std::vector<double>(4, 0.5));
  INFO("12 training samples, 7 validation samples, before training and after each of 4 epochs.");
  const char* const learnt =
      "The validation samples were learnt from: only the training samples are.";
  CHECK_THAT(arma::vec(history.training_loss),
             close_to(training_loss)
                 .mistake("This is the loss of the validation samples.", validation_loss)
                 .mistake(learnt, loop_losses(with_validation, loss, data.X, data.T)));
  CHECK_THAT(arma::vec(history.validation_loss),
             close_to(validation_loss)
                 .mistake("This is the loss of the training samples.", training_loss)
                 .mistake("Entry 0 is missing: the loss before the first step belongs in the "
                          "history.",
                          validation_loss.tail(4)));
  const char* const wrong_share = "This is the share of the wrong samples.";
  CHECK_THAT(arma::vec(history.training_accuracy),
             close_to(training_accuracy)
                 .mistake("This is the accuracy on the validation samples.", validation_accuracy)
                 .mistake("This is in percent: an accuracy is between 0 and 1.",
                          arma::vec(100.0 * training_accuracy))
                 .mistake(wrong_share, arma::vec(1.0 - training_accuracy)));
  CHECK_THAT(arma::vec(history.validation_accuracy),
             close_to(validation_accuracy)
                 .mistake("This is the accuracy on the training samples.", training_accuracy)
                 .mistake("This is in percent: an accuracy is between 0 and 1.",
                          arma::vec(100.0 * validation_accuracy))
                 .mistake(wrong_share, arma::vec(1.0 - validation_accuracy)));
  INFO("Nothing broke, so there is no breakdown.");
  CHECK_FALSE(history.breakdown.has_value());
}

TEST_CASE("7.6 the part of the history that has no data is empty", "[07][7.6]") {
  Rng rng = test_rng("7.6 g");
  Rng theirs = test_rng("7.6 g theirs");
  {
    const TrainingData data{.X = uniform_matrix(2, 6, -1.0, 1.0, rng),
                            .T = random_targets(3, 6, rng),
                            .X_validation = arma::mat(2, 0),
                            .T_validation = arma::mat(3, 0)};
    Network network = random_network({2, 3}, rng);
    TrainingSettings settings = plain(LossFunction::softmax_cross_entropy, 4, 0.1);
    settings.patience = 1;
    const History history = train(network, data, settings, theirs, carry_on);
    INFO("No validation samples: patience has nothing to watch, so all epochs are made.");
    CHECK(history.training_loss.size() == 5);
    CHECK(history.training_accuracy.size() == 5);
    CHECK(history.validation_loss.empty());
    CHECK(history.validation_accuracy.empty());
  }
  const TrainingData data{.X = uniform_matrix(3, 6, -1.0, 1.0, rng),
                          .T = uniform_matrix(1, 6, -1.0, 1.0, rng),
                          .X_validation = uniform_matrix(3, 4, -1.0, 1.0, rng),
                          .T_validation = uniform_matrix(1, 4, -1.0, 1.0, rng)};
  Network network = random_network({3, 2, 1}, rng);
  const History history =
      train(network, data, plain(LossFunction::mean_squared_error, 2, 0.1), theirs, carry_on);
  INFO("One output chooses among no classes: there are losses, and no accuracies.");
  CHECK(history.training_loss.size() == 3);
  CHECK(history.validation_loss.size() == 3);
  CHECK(history.training_accuracy.empty());
  CHECK(history.validation_accuracy.empty());
}

TEST_CASE("7.6 no epochs: the history has what was before training, and nothing learns",
          "[07][7.6]") {
  Rng rng = test_rng("7.6 h");
  const LossFunction loss = LossFunction::binary_cross_entropy;
  const Network before = random_network({2, 3, 2}, rng);
  const TrainingData data{.X = uniform_matrix(2, 5, -1.0, 1.0, rng),
                          .T = random_targets(2, 5, rng),
                          .X_validation = uniform_matrix(2, 3, -1.0, 1.0, rng),
                          .T_validation = random_targets(2, 3, rng)};
  Network network = before;
  const History history = train(network, data, plain(loss, 0, 0.5), rng, carry_on);
  INFO("epochs = 0: entry 0 alone.");
  CHECK_THAT(arma::vec(history.training_loss),
             close_to(loop_losses({before}, loss, data.X, data.T)));
  CHECK_THAT(arma::vec(history.validation_loss),
             close_to(loop_losses({before}, loss, data.X_validation, data.T_validation)));
  CHECK_THAT(arma::vec(history.training_accuracy),
             close_to(loop_accuracies({before}, data.X, data.T)));
  CHECK_THAT(all_parameters(network), close_to(all_parameters(before)));
}

// ---- 7.6 train: how it ends ---------------------------------------------------------------------

TEST_CASE("7.6 training ends when the smallest validation loss is patience epochs old",
          "[07][7.6]") {
  Rng rng = test_rng("7.6 i");
  Rng theirs = test_rng("7.6 i theirs");
  for (int i = 0; i < 4; ++i) {
    // The output at x = 1 goes from 0 towards 1. The validation sample wants it to stop on the way.
    const double q = 0.75;  // of the miss is left after each step
    const double wish = uniform(0.3, 0.8, rng);
    arma::vec validation(31);
    for (int k = 0; k <= 30; ++k) validation(k) = std::pow(1.0 - std::pow(q, k) - wish, 2);
    const arma::uword best = validation.index_min();
    const arma::uword patience = between(2, 5, rng);
    const TrainingData data{
        .X = one(1), .T = one(1), .X_validation = one(1), .T_validation = one(wish)};
    TrainingSettings settings = plain(LossFunction::mean_squared_error, 30, (1.0 - q) / 4.0);
    settings.patience = patience;
    arma::uword calls = 0;
    Network network = line(0, 0);
    const History history = train(network, data, settings, theirs, [&](const History&) {
      ++calls;
      return true;
    });
    INFO("The validation loss is smallest after epoch " << best << ", and patience is " << patience
                                                        << ".");
    CHECK_THAT(arma::vec(history.validation_loss),
               close_to(arma::vec(validation.head(best + patience + 1)))
                   .mistake("Training went on one epoch too long.",
                            arma::vec(validation.head(best + patience + 2)))
                   .mistake("Training ended one epoch too early.",
                            arma::vec(validation.head(best + patience)))
                   .mistake("Training never ends early: ask should_stop after each epoch, with the "
                            "validation loss.",
                            validation));
    {
      INFO("each_epoch is called for every entry, for the last one, too.");
      CHECK(calls == history.validation_loss.size());
    }
    // w and b share the way to the target: each is half of the output.
    const double output = 1.0 - std::pow(q, static_cast<double>(best + patience));
    INFO(
        "The network keeps the weights of the last epoch. (To bring back the best ones is lesson "
        "08.)");
    CHECK_THAT(network.layers.at(0).weights,
               close_to(one(output / 2.0))
                   .mistake("These are the weights of the best epoch.",
                            one((1.0 - std::pow(q, static_cast<double>(best))) / 2.0)));
  }
}

TEST_CASE("7.6 patience 0 makes all epochs, whatever the validation loss does", "[07][7.6]") {
  Rng rng = test_rng("7.6 j");
  const TrainingData data{.X = one(1), .T = one(1), .X_validation = one(1), .T_validation = one(0)};
  const arma::uword epochs = between(4, 9, rng);
  Network network = line(0, 0);
  const History history =
      train(network, data, plain(LossFunction::mean_squared_error, epochs, 0.1), rng, carry_on);
  INFO("The validation loss grows in each of " << epochs << " epochs, and patience is 0.");
  CHECK(history.validation_loss.size() == epochs + 1);
}

TEST_CASE("7.6 each_epoch sees the history grow, and its false ends the training", "[07][7.6]") {
  Rng rng = test_rng("7.6 k");
  Rng theirs = test_rng("7.6 k theirs");
  const TrainingData data{.X = uniform_matrix(2, 6, -1.0, 1.0, rng),
                          .T = random_targets(2, 6, rng),
                          .X_validation = uniform_matrix(2, 3, -1.0, 1.0, rng),
                          .T_validation = random_targets(2, 3, rng)};
  for (const arma::uword last : {arma::uword{0}, between(1, 4, rng), arma::uword{5}}) {
    std::vector<History> seen;
    const Network before = random_network({2, 3, 2}, rng);
    Network network = before;
    const History history = train(network, data, plain(LossFunction::softmax_cross_entropy, 5, 0.2),
                                  theirs, [&](const History& so_far) {
                                    seen.push_back(so_far);
                                    return so_far.training_loss.size() <= last;
                                  });
    INFO("each_epoch returns false for entry " << last << " of 0 ... 5, so that is the last one.");
    REQUIRE(history.training_loss.size() == last + 1);
    {
      INFO("each_epoch is called once for each entry, for entry 0, too.");
      REQUIRE(seen.size() == last + 1);
    }
    for (arma::uword k = 0; k <= last; ++k) {
      INFO("Call " << k << " sees the entries 0 ... " << k << " of all four lists.");
      CHECK(seen[k].training_loss.size() == k + 1);
      CHECK(seen[k].validation_loss.size() == k + 1);
      CHECK(seen[k].training_accuracy.size() == k + 1);
      CHECK(seen[k].validation_accuracy.size() == k + 1);
    }
    CHECK_THAT(arma::vec(seen.back().training_loss), close_to(arma::vec(history.training_loss)));
    const std::vector<Network> expected =
        full_batches(before, LossFunction::softmax_cross_entropy, data.X, data.T,
                     std::vector<double>(last, 0.2));
    INFO("The network is that of epoch " << last << ".");
    CHECK_THAT(all_parameters(network), close_to(all_parameters(expected.back())));
  }
}

TEST_CASE("7.6 an empty each_epoch is not called", "[07][7.6]") {
  Rng rng = test_rng("7.6 l");
  const arma::uword epochs = between(1, 4, rng);
  Network network = line(uniform(rng), 0);
  INFO("each_epoch is empty: as a condition it is false, and calling it throws.");
  const History history =
      train(network, same_sample(1, 2, 3), plain(LossFunction::mean_squared_error, epochs, 0.1),
            rng, EachEpoch());
  CHECK(history.training_loss.size() == epochs + 1);
  INFO("And one epoch more:");
  const History longer =
      train(network, same_sample(1, 2, 3), plain(LossFunction::mean_squared_error, epochs + 1, 0.1),
            rng, EachEpoch());
  CHECK(longer.training_loss.size() == epochs + 2);
}

TEST_CASE("7.6 a breakdown names epoch and step, and the network keeps its last weights",
          "[07][7.6]") {
  Rng rng = test_rng("7.6 m");
  Rng theirs = test_rng("7.6 m theirs");
  // Each step multiplies the miss by -1e60: 1, -1e60, 1e120, -1e180, and the square of the last one
  // is infinite. So three steps go well, and what breaks is the loss alone.
  for (const arma::uword samples : {2, 3, 4}) {
    const double t = uniform(0.5, 1.0, rng);
    TrainingSettings settings = plain(LossFunction::mean_squared_error, 9, 2.5e59);
    settings.batch_size = 1;
    arma::uword calls = 0;
    Network network = line(0, 0);
    const History history =
        train(network, same_sample(1, t, samples), settings, theirs, [&](const History&) {
          ++calls;
          return true;
        });
    const arma::uword epoch = 3 / samples + 1;
    const arma::uword in_epoch = 3 % samples;
    INFO(samples << " samples, one a batch. Three steps go well; before the fourth the loss is "
                 << "infinite, and every layer is finite.");
    {
      INFO(no_breakdown);
      REQUIRE(history.breakdown.has_value());
    }
    INFO("Epoch, step and layer of the breakdown:");
    CHECK_THAT(
        as_numbers(*history.breakdown),
        same_as(arma::uvec{epoch, 3, 1})
            .mistake("The step is counted from the beginning of training, over all epochs.",
                     arma::uvec{epoch, in_epoch, 1})
            .mistake("step counts the steps that were taken before the one that was not.",
                     arma::uvec{epoch, 4, 1})
            .mistake("Epochs are counted from 1 here, as in the history.",
                     arma::uvec{epoch - 1, 3, 1})
            .mistake("All layers are finite, only the loss is not: look up which number that has.",
                     arma::uvec{epoch, 3, 0}));
    {
      INFO("The epoch that broke off is not recorded: entries 0 ... " << epoch - 1 << ".");
      CHECK(history.training_loss.size() == epoch);
    }
    {
      INFO("each_epoch is called for each entry, and not for the epoch that broke off.");
      CHECK(calls == epoch);
    }
    // The output is t + 1e180 t, half of it from w and half from b.
    INFO("w after three steps, in units of 1e180 t / 2:");
    CHECK_THAT(
        network.layers.at(0).weights / (0.5e180 * t),
        close_to(one(1.0))
            .mistake("These are not the weights that the last step made: keep those.", one(-1e-60))
            .mistake("One more step was taken: the guard comes before the step.", one(-1e60)));
  }
}

TEST_CASE("7.6 a breakdown names the first layer that is not finite", "[07][7.6]") {
  Rng rng = test_rng("7.6 n");
  Rng theirs = test_rng("7.6 n theirs");
  for (arma::uword broken = 0; broken < 4; ++broken) {
    // 1e200 goes through the layers before `broken`, whose weight of 1e200 makes Z infinite. Its
    // tanh makes that 1, so that all is finite again from there on, the loss, too.
    Network before;
    for (arma::uword l = 0; l < 4; ++l) {
      before.layers.push_back(
          {.weights = one(l == broken ? 1e200 : 1.0),
           .bias = {uniform(rng)},
           .activation = l == broken ? Activation::tanh : Activation::identity});
    }
    Network network = before;
    const History history =
        train(network, same_sample(1e200, 0, 2), plain(LossFunction::mean_squared_error, 3, 0.1),
              theirs, carry_on);
    INFO("Z of layer " << broken << " of 0 ... 3 is infinite, and its A is 1.");
    {
      INFO(no_breakdown);
      REQUIRE(history.breakdown.has_value());
    }
    INFO("Epoch, step and layer of the breakdown:");
    CHECK_THAT(as_numbers(*history.breakdown), same_as(arma::uvec{1, 0, broken}));
    INFO("Entry 0 is recorded whatever it is, and no step was taken.");
    CHECK(history.training_loss.size() == 1);
    CHECK_THAT(network.layers.at(broken).weights, close_to(before.layers[broken].weights));
    CHECK_THAT(network.layers.at(3).bias, close_to(before.layers[3].bias));
  }
}

TEST_CASE("7.6 what does not fit is refused before anything happens", "[07][7.6]") {
  Rng rng = test_rng("7.6 o");
  Rng theirs = test_rng("7.6 o theirs");
  const TrainingData data{.X = uniform_matrix(3, 6, -1.0, 1.0, rng),
                          .T = random_targets(2, 6, rng),
                          .X_validation = uniform_matrix(3, 4, -1.0, 1.0, rng),
                          .T_validation = random_targets(2, 4, rng)};
  arma::uword calls = 0;
  const auto attempt = [&](const TrainingData& changed) {
    Network network = random_network({3, 4, 2}, rng);
    train(network, changed, plain(LossFunction::softmax_cross_entropy, 2, 0.1), theirs,
          [&](const History&) {
            ++calls;
            return true;
          });
  };
  for (const arma::uword columns : {1, 5, 7}) {
    TrainingData changed = data;
    changed.T = random_targets(2, columns, rng);
    CHECK_THROWS_MATCHES(attempt(changed), std::invalid_argument,
                         says("train: T has " + std::to_string(columns) + " columns, expected 6"));
    changed = data;
    changed.T_validation = random_targets(2, columns, rng);
    CHECK_THROWS_MATCHES(
        attempt(changed), std::invalid_argument,
        says("train: T_validation has " + std::to_string(columns) + " columns, expected 4"));
  }
  {
    INFO("Targets for validation samples that are not there.");
    TrainingData changed = data;
    changed.X_validation = arma::mat();
    CHECK_THROWS_MATCHES(attempt(changed), std::invalid_argument,
                         says("train: T_validation has 4 columns, expected 0"));
  }
  {
    INFO("X with the wrong number of features: network_forward says so by itself.");
    TrainingData changed = data;
    changed.X = uniform_matrix(5, 6, -1.0, 1.0, rng);
    CHECK_THROWS_MATCHES(attempt(changed), std::invalid_argument,
                         says("dense_forward: X is 5x6, expected 3x6"));
  }
  {
    INFO("Targets with the wrong number of classes: the loss says so by itself.");
    TrainingData changed = data;
    changed.T = random_targets(3, 6, rng);
    CHECK_THROWS_MATCHES(attempt(changed), std::invalid_argument,
                         says("softmax_cross_entropy: targets is 3x6, expected 2x6"));
  }
  INFO("How often each_epoch was called although something did not fit:");
  CHECK(calls == 0);
  INFO("What fits is not refused.");
  CHECK_NOTHROW(attempt(data));
}

// ---- 7.7 ridge_solution, ridge_gradient ---------------------------------------------------------

namespace {

/// The w with (X X' + penalty I) w = scale X y, for two features, by Cramer's rule.
arma::vec two_features(const arma::mat& X, const arma::vec& y, double penalty, double scale = 1.0) {
  double a = penalty;
  double b = 0.0;
  double d = penalty;
  double e = 0.0;
  double f = 0.0;
  for (arma::uword s = 0; s < X.n_cols; ++s) {
    a += X(0, s) * X(0, s);
    b += X(0, s) * X(1, s);
    d += X(1, s) * X(1, s);
    e += scale * X(0, s) * y(s);
    f += scale * X(1, s) * y(s);
  }
  const double determinant = a * d - b * b;
  return {(e * d - b * f) / determinant, (a * f - e * b) / determinant};
}

/// J, where `mean` multiplies the squares and `penalty` |w|^2. The contract has 1/m and lambda.
double loop_J(const arma::vec& w, const arma::mat& X, const arma::vec& y, double mean,
              double penalty) {
  double J = 0.0;
  for (arma::uword s = 0; s < X.n_cols; ++s) {
    double miss = -y(s);
    for (arma::uword j = 0; j < X.n_rows; ++j) miss += w(j) * X(j, s);
    J += mean * miss * miss;
  }
  for (const double weight : w) J += penalty * weight * weight;
  return J;
}

/// dJ/dw by central differences. J is a parabola along each axis, so that they are exact, whatever
/// the distance.
arma::vec difference_gradient(const arma::vec& w, const arma::mat& X, const arma::vec& y,
                              double mean, double penalty) {
  arma::vec gradient(w.n_elem);
  for (arma::uword j = 0; j < w.n_elem; ++j) {
    arma::vec ahead = w;
    arma::vec behind = w;
    ahead(j) += 1.0;
    behind(j) -= 1.0;
    gradient(j) = (loop_J(ahead, X, y, mean, penalty) - loop_J(behind, X, y, mean, penalty)) / 2.0;
  }
  return gradient;
}

}  // namespace

TEST_CASE("7.7 ridge_solution solves the normal equations, for two features", "[07][7.7]") {
  Rng rng = test_rng("7.7 a");
  for (int i = 0; i < 5; ++i) {
    const arma::uword m = between(5, 9, rng);
    const arma::mat X = uniform_matrix(2, m, -2.0, 2.0, rng);
    const arma::vec y = uniform_matrix(m, 1, -3.0, 3.0, rng);
    const double lambda = uniform(0.3, 0.8, rng);
    const double n = static_cast<double>(m);
    INFO("2 features, " << m << " samples, lambda " << lambda << ".");
    CHECK_THAT(
        ridge_solution(X, y, lambda),
        close_to(two_features(X, y, n * lambda))
            .mistake("1/m stands before the squares alone: what does that make of lambda, "
                     "when both sides are multiplied by m?",
                     two_features(X, y, lambda))
            .mistake("lambda was divided by m: multiply both sides of the derivation by m, "
                     "and look again.",
                     two_features(X, y, lambda / n))
            .mistake("lambda is not used: this is plain least squares.", two_features(X, y, 0.0))
            .mistake("lambda has the wrong sign: it makes w smaller, not larger.",
                     two_features(X, y, -n * lambda))
            .mistake("The factor 2 stands before both terms of the gradient, so it leaves "
                     "no trace in w.",
                     two_features(X, y, 2.0 * n * lambda))
            .mistake("The factor 2 stands before both terms of the gradient, so it leaves "
                     "no trace in w.",
                     two_features(X, y, 0.5 * n * lambda))
            .mistake("X y was divided by m, and X X' was not.",
                     two_features(X, y, n * lambda, 1.0 / n))
            .mistake("X y was divided by m, and X X' was not.",
                     two_features(X, y, lambda, 1.0 / n)));
  }
}

TEST_CASE("7.7 at ridge_solution the gradient of J is 0, for any shape of X", "[07][7.7]") {
  Rng rng = test_rng("7.7 b");
  const std::vector<std::vector<arma::uword>> shapes = {{1, 1}, {4, 9}, {6, 6}, {8, 3}, {5, 1}};
  for (const std::vector<arma::uword>& size : shapes) {
    const arma::mat X = uniform_matrix(size[0], size[1], -1.0, 1.0, rng);
    const arma::vec y = uniform_matrix(size[1], 1, -1.0, 1.0, rng);
    const double lambda = uniform(0.1, 0.5, rng);
    const double m = static_cast<double>(size[1]);
    const arma::vec w = ridge_solution(X, y, lambda);
    INFO(size[0] << " features, " << size[1] << " samples: w has one number for each feature.");
    REQUIRE(shape(w.n_rows, w.n_cols) == shape(size[0], 1));
    INFO("Where J is smallest, its gradient is 0.");
    CHECK_THAT(difference_gradient(w, X, y, 1.0 / m, lambda), close_to(arma::zeros(size[0])));
  }
}

TEST_CASE("7.7 without lambda and without noise, ridge_solution finds the weights that made y",
          "[07][7.7]") {
  Rng rng = test_rng("7.7 c");
  const arma::mat X = normal_matrix(3, 12, rng);
  const arma::vec w = uniform_matrix(3, 1, -2.0, 2.0, rng);
  arma::vec y(12);
  for (arma::uword s = 0; s < 12; ++s) {
    y(s) = w(0) * X(0, s) + w(1) * X(1, s) + w(2) * X(2, s);
  }
  INFO("lambda = 0: plain least squares, and y is X'w exactly.");
  CHECK_THAT(ridge_solution(X, y, 0.0), close_to(w, 1e-8));
}

TEST_CASE("7.7 ridge_gradient is the derivative of J", "[07][7.7]") {
  Rng rng = test_rng("7.7 d");
  const std::vector<std::vector<arma::uword>> shapes = {{3, 7}, {5, 4}, {4, 4}, {2, 1}};
  for (const std::vector<arma::uword>& size : shapes) {
    const arma::mat X = uniform_matrix(size[0], size[1], -1.0, 1.0, rng);
    const arma::vec y = uniform_matrix(size[1], 1, -1.0, 1.0, rng);
    const arma::vec w = uniform_matrix(size[0], 1, -1.0, 1.0, rng);
    const double lambda = uniform(0.2, 0.8, rng);
    const double m = static_cast<double>(size[1]);
    const auto gradient = [&](double mean, double penalty) {
      return difference_gradient(w, X, y, mean, penalty);
    };
    INFO(size[0] << " features, " << size[1] << " samples, lambda " << lambda << ".");
    CHECK_THAT(
        ridge_gradient(w, X, y, lambda),
        close_to(gradient(1.0 / m, lambda))
            .mistake("1/m is missing: the squares are averaged.", gradient(1.0, lambda))
            .mistake("lambda was divided by m: 1/m stands before the squares alone.",
                     gradient(1.0 / m, lambda / m))
            .mistake("lambda was multiplied by m: that belongs to the closed form, where both "
                     "sides are multiplied by m.",
                     gradient(1.0 / m, lambda * m))
            .mistake("The term of lambda is missing.", gradient(1.0 / m, 0.0))
            .mistake("The penalty's slope is the same for every w, as if it were |w|: it is |w|^2.",
                     gradient(1.0 / m, 0.0) + 2.0 * lambda * arma::sign(w))
            .mistake("The term of lambda has the wrong sign.", gradient(1.0 / m, -lambda))
            .mistake("The residuals have the wrong sign: they are predictions less targets.",
                     gradient(-1.0 / m, lambda))
            .mistake("The square of w gives a factor 2 as well.", gradient(1.0 / m, lambda / 2.0))
            .mistake("The square of the residuals gives a factor 2 as well.",
                     gradient(0.5 / m, lambda))
            .mistake("The factor 2 of the squares is missing, and 1/m as well.",
                     gradient(0.5, lambda / 2.0)));
  }
}

TEST_CASE("7.7 a y that does not fit is refused by both", "[07][7.7]") {
  Rng rng = test_rng("7.7 e");
  const arma::uword m = between(4, 7, rng);
  const arma::mat X = arma::ones(3, m);
  INFO("X is 3x" << m << ": one target for each column.");
  for (const arma::uword length : {arma::uword{3}, m - 1, m + 1}) {
    if (length == m) continue;
    const std::string problem =
        "y is " + std::to_string(length) + "x1, expected " + std::to_string(m) + "x1";
    CHECK_THROWS_MATCHES(ridge_solution(X, arma::ones(length), 1.0), std::invalid_argument,
                         says("ridge_solution: " + problem));
    CHECK_THROWS_MATCHES(ridge_gradient(arma::ones(3), X, arma::ones(length), 1.0),
                         std::invalid_argument, says("ridge_gradient: " + problem));
  }
  INFO("What fits is not refused.");
  CHECK_NOTHROW(ridge_solution(X, arma::ones(m), 1.0));
  CHECK_NOTHROW(ridge_gradient(arma::ones(3), X, arma::ones(m), 1.0));
}
