// Lesson 08, regularization: a solution. Yours may differ and be as good: read it once yours
// passes.
#include "08_regularization/regularization.hpp"

#include "05_gradient_checks/gradient_checks.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 8.1  Which parameters?
arma::vec weight_mask(const Network& network) {
  Network ones = network;
  for (DenseLayer& layer : ones.layers) {
    layer.weights.ones();
    layer.bias.zeros();
  }
  return flatten(ones);
}

// Task 8.2  Squares and absolute values.
LossAndGradient l2_penalty(const arma::vec& theta, const arma::vec& mask, double lambda) {
  require_shape("l2_penalty", "mask", mask, theta.n_elem, 1);
  const arma::vec w = mask % theta;
  return {.loss = lambda * arma::dot(w, w), .gradient = 2.0 * lambda * w};
}

LossAndGradient l1_penalty(const arma::vec& theta, const arma::vec& mask, double lambda) {
  require_shape("l1_penalty", "mask", mask, theta.n_elem, 1);
  const arma::vec w = mask % theta;
  return {.loss = lambda * arma::accu(arma::abs(w)), .gradient = lambda * arma::sign(w)};
}

// Task 8.3  Exact zeros.
void soft_threshold(arma::vec& theta, const arma::vec& mask, double amount) {
  require_shape("soft_threshold", "mask", mask, theta.n_elem, 1);
  require(amount >= 0.0, "soft_threshold", "amount is " + number(amount) + ", expected at least 0");

  // A weight nearer to 0 than `amount` would change its sign: it stops at 0.
  const arma::vec size = arma::clamp(arma::abs(theta) - amount * mask, 0.0, arma::datum::inf);
  theta = arma::sign(theta) % size;
}

// Task 8.4  Dropout.
arma::mat dropout_mask(arma::uword rows, arma::uword cols, double keep, Rng& rng) {
  require(keep > 0.0 && keep <= 1.0, "dropout_mask",
          "keep is " + number(keep) + ", expected more than 0 and at most 1");

  arma::mat mask(rows, cols);
  for (double& entry : mask) entry = uniform(rng) < keep ? 1.0 / keep : 0.0;
  return mask;
}

DropoutPass dropout_forward(const Network& network, const arma::mat& X, double keep, Rng& rng) {
  require(!network.layers.empty(), "dropout_forward", "network has 0 layers, expected at least 1");

  DropoutPass pass;
  arma::mat input = X;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    pass.caches.push_back(dense_forward(network.layers[i], input));
    if (i + 1 == network.layers.size()) break;
    const arma::mat& A = pass.caches.back().A;
    pass.masks.push_back(dropout_mask(A.n_rows, A.n_cols, keep, rng));
    input = A % pass.masks.back();
  }
  return pass;
}

std::vector<DenseGradient> dropout_backward(const Network& network, const DropoutPass& pass,
                                            const arma::mat& dA) {
  const std::size_t count = network.layers.size();
  require(count > 0, "dropout_backward", "network has 0 layers, expected at least 1");
  require_length("dropout_backward", "pass.caches", pass.caches.size(), count);
  require_length("dropout_backward", "pass.masks", pass.masks.size(), count - 1);

  std::vector<DenseGradient> gradients(count);
  arma::mat at_output = dA;
  for (std::size_t i = count; i-- > 0;) {
    gradients[i] = dense_backward(network.layers[i], pass.caches[i], at_output);
    if (i > 0) at_output = gradients[i].X % pass.masks[i - 1];
  }
  return gradients;
}

// Task 8.5  All of it in one gradient.
LossAndGradient regularised_gradient(const Network& network, const arma::vec& theta,
                                     LossFunction loss, const arma::mat& X, const arma::mat& T,
                                     const Regularisation& regularisation, Rng& rng) {
  LossAndGradient result;
  if (regularisation.keep < 1.0) {
    const Network moved = unflatten(theta, network);
    const DropoutPass pass = dropout_forward(moved, X, regularisation.keep, rng);
    const Loss at_output = evaluate_loss(loss, pass.caches.back().A, T);
    result.loss = at_output.value;
    result.gradient = flatten_gradients(dropout_backward(moved, pass, at_output.gradient));
  } else {
    result = network_gradient(network, theta, loss, X, T);
  }

  const arma::vec mask = weight_mask(network);
  for (const LossAndGradient& penalty :
       {l1_penalty(theta, mask, regularisation.l1), l2_penalty(theta, mask, regularisation.l2)}) {
    result.loss += penalty.loss;
    result.gradient += penalty.gradient;
  }
  return result;
}

// Task 8.6  The best weights so far.
bool keep_best(BestWeights& best, double loss, arma::uword epoch, const arma::vec& theta) {
  if (!(loss < best.loss)) return false;  // false for a NaN, too
  best = {.loss = loss, .epoch = epoch, .theta = theta};
  return true;
}

// Task 8.7  A network learns, held back.
History train_regularised(Network& network, const TrainingData& data, LossFunction loss,
                          const Regularisation& regularisation, const TrainingSettings& settings,
                          Rng& rng) {
  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    return regularised_gradient(network, theta, loss, data.X.cols(samples), data.T.cols(samples),
                                regularisation, rng);
  };
  BestWeights best;
  arma::uword epoch = 0;
  Watch validation;
  if (!data.X_validation.is_empty()) {
    validation = [&](const arma::vec& theta) {
      const double now = loss_at(network, theta, loss, data.X_validation, data.T_validation);
      keep_best(best, now, epoch++, theta);
      return now;
    };
  }
  arma::vec theta = flatten(network);
  const History history =
      train(theta, gradient, sgd_step, data.X.n_cols, settings, rng, validation);
  network = unflatten(best.theta.is_empty() ? theta : best.theta, network);
  return history;
}

}  // namespace nn
