// The graded tests of lesson 08. Inputs come from a seed that no submission knows; what is expected
// comes from the formulas and from finite differences.
#include <armadillo>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "08_regularization/misconceptions.hpp"
#include "08_regularization/regularization.hpp"
#include "common/contract.hpp"
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

/// Parameters of both signs, some of them 0, and a mask that spares some.
struct Penalised {
  arma::vec theta, mask;
  double lambda;
};

Penalised random_penalised(Rng& rng) {
  const arma::uword count = between(6, 12, rng);
  Penalised one{.theta = 2 * normal_matrix(count, 1, rng),
                .mask = arma::ones(count),
                .lambda = uniform(0.1, 0.4, rng)};
  one.theta(0) = uniform(0.1, 0.3, rng);  // small, but not 0
  one.theta(2) = 0.0;
  one.theta(3) = -std::abs(one.theta(3)) - 1;
  for (const arma::uword spared : {1, 4}) one.mask(spared) = 0.0;
  return one;
}

/// The caches of a forward pass through these masks.
DropoutPass pass_of(const Network& network, const arma::mat& X, const Masks& masks) {
  DropoutPass pass{.caches = {}, .masks = masks};
  arma::mat given = X;
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const DenseLayer& layer = network.layers[k];
    const arma::mat Z = layer.weights * given + arma::repmat(arma::vec(layer.bias), 1, X.n_cols);
    const arma::mat A = bent(layer.activation, Z);
    pass.caches.push_back({.X = given, .Z = Z, .A = A});
    given = k < masks.size() ? arma::mat(A % masks[k]) : A;
  }
  return pass;
}

/// dW and db of all layers, in the order of flatten(), of (1/m) sum (A - T)^2; on the way back the
/// gradient goes through these masks.
arma::vec back_through(const Network& network, const DropoutPass& pass, arma::mat dA,
                       const Masks& masks) {
  arma::vec all;
  for (std::size_t k = network.layers.size(); k-- > 0;) {
    const bool last = k + 1 == network.layers.size();
    const arma::mat A = pass.caches[k].A;
    const arma::mat dZ = last ? dA : arma::mat(dA % (1 - A % A));  // tanh
    const arma::mat dW = dZ * pass.caches[k].X.t();
    all = arma::join_cols(arma::vectorise(dW), arma::sum(dZ, 1), all);
    dA = network.layers[k].weights.t() * dZ;
    if (k > 0) dA %= masks[k - 1];
  }
  return all;
}

arma::vec joined(const std::vector<DenseGradient>& gradients) {
  arma::vec all;
  for (const DenseGradient& one : gradients) {
    all = arma::join_cols(all, arma::vectorise(one.weights), one.bias);
  }
  return all;
}

constexpr LossFunction squares = LossFunction::mean_squared_error;

}  // namespace

// ---- 8.1, 8.2, 8.3: masks and penalties ---------------------------------------------------------

TEST_CASE("8.1 the mask of networks of any depth", "[08][8.1]") {
  Rng rng = test_rng("8.1 a");
  for (const arma::uword hidden : {0, 1, 3}) {
    std::vector<arma::uword> widths = {between(2, 4, rng)};
    for (arma::uword i = 0; i <= hidden; ++i) widths.push_back(between(2, 5, rng));
    const Network network = random_network(widths, rng);
    CHECK_THAT(weight_mask(network), masked(ones_at_weights(network), network));
  }
}

TEST_CASE("8.2 L2 and L1 of any parameters and any mask", "[08][8.2]") {
  Rng rng = test_rng("8.2 a");
  for (int i = 0; i < 3; ++i) {
    const Penalised one = random_penalised(rng);
    const auto& [theta, mask, lambda] = one;
    const arma::vec w = mask % theta;
    const LossAndGradient l2 = l2_penalty(theta, mask, lambda);
    CHECK_THAT(l2.loss, l2_value(lambda * arma::accu(arma::square(w)), theta, mask, lambda));
    CHECK_THAT(l2.gradient, l2_slope(2 * lambda * w, theta, mask, lambda));
    const LossAndGradient l1 = l1_penalty(theta, mask, lambda);
    CHECK_THAT(l1.loss, l1_value(lambda * arma::accu(arma::abs(w)), theta, mask, lambda));
    CHECK_THAT(l1.gradient, l1_slope(lambda * arma::sign(w), theta, mask, lambda));
  }
}

TEST_CASE("8.2 a mask of another length is refused by both", "[08][8.2]") {
  Rng rng = test_rng("8.2 b");
  const arma::uword count = between(4, 8, rng);
  const std::string shapes = "mask is " + shape(count - 1, 1) + ", expected " + shape(count, 1);
  const arma::vec theta = normal_matrix(count, 1, rng);
  CHECK_REFUSED(l2_penalty(theta, arma::ones(count - 1), 1.0), "l2_penalty: " + shapes);
  CHECK_REFUSED(l1_penalty(theta, arma::ones(count - 1), 1.0), "l1_penalty: " + shapes);
  CHECK_NOTHROW(l2_penalty(theta, arma::ones(count), 1.0));
  CHECK_NOTHROW(l1_penalty(theta, arma::ones(count), 1.0));
}

TEST_CASE("8.3 soft thresholding, entry by entry", "[08][8.3]") {
  Rng rng = test_rng("8.3 a");
  for (int i = 0; i < 3; ++i) {
    const Penalised one = random_penalised(rng);
    const double amount = uniform(0.4, 0.8, rng);
    arma::vec expected = arma::clamp(arma::abs(one.theta) - amount, 0, arma::datum::inf);
    expected = one.mask % arma::sign(one.theta) % expected + (1 - one.mask) % one.theta;
    arma::vec theta = one.theta;
    soft_threshold(theta, one.mask, amount);
    CHECK_THAT(theta, shrunk(expected, one.theta, one.mask, amount));
    INFO("Much makes every masked entry exactly 0.");
    soft_threshold(theta, one.mask, 100.0);
    CHECK(arma::accu(arma::abs(theta % one.mask)) == 0.0);
  }
}

TEST_CASE("8.3 what does not fit is refused", "[08][8.3]") {
  Rng rng = test_rng("8.3 b");
  const arma::uword count = between(3, 8, rng);
  arma::vec theta = normal_matrix(count, 1, rng);
  CHECK_REFUSED(soft_threshold(theta, arma::ones(count + 1), 0.5),
                "soft_threshold: mask is " + shape(count + 1, 1));
  CHECK_REFUSED(soft_threshold(theta, arma::ones(count), -0.25),
                "soft_threshold: amount is -0.25, expected at least 0");
  CHECK_NOTHROW(soft_threshold(theta, arma::ones(count), 0.5));
}

// ---- 8.4 dropout --------------------------------------------------------------------------------

TEST_CASE("8.4 dropout in three layers: what each was given, and what it made", "[08][8.4]") {
  Rng rng = test_rng("8.4 b");
  const Network network = random_network({3, 4, 4, 2}, rng);
  const arma::mat X = uniform_matrix(3, 9, -1.0, 1.0, rng);
  const double keep = uniform(0.4, 0.8, rng);
  Rng same = rng;
  const Masks masks = drawn_masks(network, 9, keep, same);
  const DropoutPass expected = pass_of(network, X, masks);
  const DropoutPass pass = dropout_forward(network, X, keep, rng);
  REQUIRE(pass.caches.size() == 3);
  REQUIRE_THAT(rows_of(pass.masks), rows_of_masks(network));
  CHECK_THAT(pass.masks[0], close_to(masks[0]));
  CHECK_THAT(pass.masks[1], second_mask(masks[1], masks[0]));
  CHECK_THAT(pass.caches[0].X, close_to(X));
  for (std::size_t k = 0; k < 2; ++k) {
    INFO("Layer " << k << ", and what the next one was given.");
    CHECK_THAT(pass.caches[k].A, kept_in_cache(expected.caches[k].A, masks[k]));
    CHECK_THAT(pass.caches[k + 1].X, given_to_next(expected.caches[k].A, masks[k]));
  }
  CHECK_THAT(pass.caches[2].A, close_to(expected.caches[2].A));
  CHECK(rng.draws() == same.draws());
}

TEST_CASE("8.4 the backward pass with dropout has the right gradient", "[08][8.4]") {
  Rng rng = test_rng("8.4 c");
  for (int i = 0; i < 2; ++i) {
    const Network network = random_network({2, 4, 4, 3}, rng);
    const arma::mat X = uniform_matrix(2, 9, -1.0, 1.0, rng);
    const arma::mat T = uniform_matrix(3, 9, -1.0, 1.0, rng);
    const Masks masks = drawn_masks(network, 9, 0.6, rng);
    const DropoutPass pass = pass_of(network, X, masks);
    const arma::mat dA = 2.0 / 9.0 * (pass.caches.back().A - T);
    const auto with = [&](const Masks& changed) {
      return back_through(network, pass, dA, changed);
    };
    const std::vector<DenseGradient> gradients = dropout_backward(network, pass, dA);
    REQUIRE(gradients.size() == 3);
    CHECK_THAT(joined(gradients),
               gradient_through(slopes_of(network, squares, X, T, masks), masks, with));
  }
}

TEST_CASE("8.4 a network and a pass that do not fit are refused", "[08][8.4]") {
  Rng rng = test_rng("8.4 d");
  const Network network = random_network({3, 4, 2}, rng);
  const arma::mat X = uniform_matrix(3, 5, -1.0, 1.0, rng);
  CHECK_REFUSED(dropout_mask(2, 2, -0.5, rng),
                "dropout_mask: keep is -0.5, expected more than 0 and at most 1");
  check_passes_refused(network, pass_of(network, X, {arma::ones(4, 5)}), arma::ones(2, 5));
  INFO("One layer has no mask, and draws nothing.");
  Rng theirs = test_rng("8.4 d theirs");
  const Network one = random_network({3, 2}, rng);
  CHECK(dropout_forward(one, X, 0.5, theirs).masks.empty());
  CHECK(theirs.draws() == 0);
}

// ---- 8.5 regularised_gradient -------------------------------------------------------------------

TEST_CASE("8.5 loss, penalties and dropout together have the right gradient", "[08][8.5]") {
  Rng rng = test_rng("8.5 a");
  for (const LossFunction loss : {squares, LossFunction::softmax_cross_entropy}) {
    for (const double keep : {1.0, 0.6}) {
      const arma::uword m = between(6, 9, rng);
      const Network shapes = random_network({2, 4, 3, 3}, rng);
      const Network network = random_network({2, 4, 3, 3}, rng);
      const arma::mat X = normal_matrix(2, m, rng);
      const arma::mat T = random_one_hot(arma::SizeMat(3, m), rng);
      const Parts parts{
          .theta = parameters_of(network),
          .own = parameters_of(shapes),
          .mask = ones_at_weights(network),
          .by = {.l1 = uniform(0.1, 0.3, rng), .l2 = uniform(0.4, 0.6, rng), .keep = keep},
          .samples = m};
      const arma::vec w = parts.mask % parts.theta;
      const double penalty =
          parts.by.l1 * arma::accu(arma::abs(w)) + parts.by.l2 * arma::accu(arma::square(w));
      const arma::vec added = parts.by.l1 * arma::sign(w) + 2 * parts.by.l2 * w;
      const Rng before = rng;
      Rng same = rng;
      const Masks masks = keep < 1 ? drawn_masks(network, m, keep, same) : Masks{};
      const double plain = loss_of(loss, outputs_of(network, X, masks), T);
      const arma::vec slope = slopes_of(network, loss, X, T, masks);
      const LossAndGradient at =
          regularised_gradient(shapes, parts.theta, loss, X, T, parts.by, rng);
      INFO("keep is " << keep);
      if (keep == 1.0) {
        CHECK_THAT(at.loss, regularised_loss(plain + penalty, plain, parts));
        CHECK_THAT(at.gradient, regularised(slope + added, slope, parts));
        INFO(drawn_for_nothing);
        CHECK(rng.draws() == before.draws());
        continue;
      }
      const double hidden = 7.0 * static_cast<double>(m);
      CHECK_THAT(static_cast<double>(rng.draws() - before.draws()), dropout_draws(hidden));
      Rng again = before;
      const Masks turned = drawn_masks(network, m, 1 - keep, again);
      CHECK_THAT(at.loss, dropped_loss(plain, penalty, loss_of(loss, outputs_of(network, X), T),
                                       loss_of(loss, outputs_of(network, X, turned), T)));
      const DropoutPass pass = pass_of(network, X, masks);
      const arma::mat y = pass.caches.back().A;
      const arma::mat dA = loss == squares
                               ? arma::mat(2.0 / m * (y - T))
                               : arma::mat((arma::normalise(arma::exp(y), 1, 0) - T) / m);
      const Masks ones = {arma::ones(4, m), arma::ones(3, m)};
      CHECK_THAT(at.gradient, dropped(slope, back_through(network, pass, dA, ones), added, keep));
      rng = same;
    }
  }
}

// ---- 8.6 keep_best ------------------------------------------------------------------------------

TEST_CASE("8.6 over a whole training the smallest loss is kept, of equal ones the first",
          "[08][8.6]") {
  Rng rng = test_rng("8.6 a");
  std::vector<double> losses;
  for (int i = 0; i < 12; ++i) losses.push_back(uniform(-2.0, -1.0, rng));
  const arma::uword first = between(1, 5, rng);
  losses[first] = losses[first + 4] = -3.0;
  losses[0] = std::numeric_limits<double>::quiet_NaN();
  BestWeights best;
  double smallest = std::numeric_limits<double>::infinity();
  for (arma::uword epoch = 0; epoch < losses.size(); ++epoch) {
    const bool better = losses[epoch] < smallest;
    if (better) smallest = losses[epoch];
    const arma::vec theta = static_cast<double>(epoch) * arma::ones(3);
    INFO("Epoch " << epoch << ", loss " << losses[epoch] << ". " << equal_is_no_better);
    REQUIRE(keep_best(best, losses[epoch], epoch, theta) == better);
  }
  CHECK(best.epoch == first);
  CHECK_THAT(best.loss, close_to(-3.0));
  CHECK_THAT(best.theta, close_to(arma::vec(static_cast<double>(first) * arma::ones(3))));
}

// ---- 8.7 train_regularised ----------------------------------------------------------------------

TEST_CASE("8.7 penalties are learnt, and the best weights are kept", "[08][8.7]") {
  Rng rng = test_rng("8.7 a");
  Rng theirs = test_rng("8.7 a theirs");
  for (int i = 0; i < 2; ++i) {
    const arma::uword m = between(5, 8, rng);
    const Network start = random_network({2, 4, 1}, rng);
    const Regularisation regularisation{.l1 = 0.01, .l2 = 0.02};
    const TrainingSettings settings{
        .epochs = 6, .batch_size = m, .learning_rate = uniform(0.05, 0.1, rng)};
    TrainingData data{.X = normal_matrix(2, m, rng),
                      .T = 3 + normal_matrix(1, m, rng),
                      .X_validation = normal_matrix(2, 4, rng),
                      .T_validation = {}};
    // By finite differences; the validation targets are what the network says after `best` epochs.
    const arma::uword best = between(2, 4, rng);
    std::vector<Network> course = {start};
    std::vector<Network> plain = {start};  // without penalties
    for (arma::uword epoch = 0; epoch < settings.epochs; ++epoch) {
      const Network& now = course.back();
      const arma::vec w = ones_at_weights(now) % parameters_of(now);
      const arma::vec slope = slopes_of(now, squares, data.X, data.T) +
                              regularisation.l1 * arma::sign(w) + 2 * regularisation.l2 * w;
      const Network& unheld = plain.back();
      plain.push_back(with_parameters(
          start, parameters_of(unheld) -
                     settings.learning_rate * slopes_of(unheld, squares, data.X, data.T)));
      course.push_back(with_parameters(start, parameters_of(now) - settings.learning_rate * slope));
    }
    data.T_validation = outputs_of(course[best], data.X_validation);
    const arma::vec validation =
        losses_of_all(course, squares, data.X_validation, data.T_validation);
    Network network = start;
    const History history =
        train_regularised(network, data, squares, regularisation, settings, theirs);
    arma::vec penalised = validation;
    for (arma::uword k = 0; k < validation.n_elem; ++k) {
      const arma::vec w = ones_at_weights(start) % parameters_of(course[k]);
      penalised(k) += regularisation.l1 * arma::accu(arma::abs(w)) +
                      regularisation.l2 * arma::accu(arma::square(w));
    }
    const arma::vec of_training = losses_of_all(course, squares, data.X, data.T);
    CHECK_THAT(arma::vec(history.watched), watched_plainly(validation, penalised, of_training));
    CHECK_THAT(
        parameters_of(network),
        held_back(parameters_of(course[best]), parameters_of(course.back()), parameters_of(start)));
    data.X_validation.reset();
    data.T_validation.reset();
    network = start;
    train_regularised(network, data, squares, regularisation, settings, theirs);
    INFO("Without validation samples the last weights are the result.");
    CHECK_THAT(parameters_of(network),
               learnt_with_penalty(parameters_of(course.back()), parameters_of(plain.back())));
  }
}

TEST_CASE("8.7 dropout draws a number for each hidden neuron, sample and epoch", "[08][8.7]") {
  Rng rng = test_rng("8.7 b");
  Rng with = test_rng("8.7 b theirs");
  Rng without = with;
  const arma::uword m = between(7, 11, rng);
  const arma::uword hidden = between(2, 5, rng);
  const Network start = random_network({2, hidden, 1}, rng);
  const TrainingData data{.X = normal_matrix(2, m, rng), .T = normal_matrix(1, m, rng)};
  const TrainingSettings settings{.epochs = 3, .batch_size = 3, .learning_rate = 0.01};
  Network dropped = start;
  Network kept = start;
  train_regularised(dropped, data, squares, {.keep = 0.5}, settings, with);
  train_regularised(kept, data, squares, {.keep = 1.0}, settings, without);
  INFO(hidden << " hidden neurons, " << m << " samples, 3 epochs. " << dropout_unused);
  CHECK(with.draws() - without.draws() == 3 * m * hidden);
  CHECK(arma::norm(parameters_of(dropped) - parameters_of(start)) > 1e-4);
  CHECK(arma::norm(parameters_of(dropped) - parameters_of(kept)) > 1e-4);
}
