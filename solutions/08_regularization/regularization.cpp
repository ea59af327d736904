// Lesson 08, regularization: a solution. Yours may differ and be as good: read it once yours
// passes.
#include "08_regularization/regularization.hpp"

#include <sstream>
#include <string>

#include "common/contract.hpp"

namespace nn {

// Task 8.1  Squares.
Penalty l2_penalty(const Network& network, double lambda) {
  Penalty penalty;
  for (const DenseLayer& layer : network.layers) {
    penalty.value += lambda * arma::accu(arma::square(layer.weights));
    const arma::vec dW = 2.0 * lambda * arma::vectorise(layer.weights);
    penalty.gradient = arma::join_cols(penalty.gradient, dW, arma::zeros(layer.bias.n_elem));
  }
  return penalty;
}

// Task 8.2  Absolute values.
Penalty l1_penalty(const Network& network, double lambda) {
  Penalty penalty;
  for (const DenseLayer& layer : network.layers) {
    penalty.value += lambda * arma::accu(arma::abs(layer.weights));
    const arma::vec dW = lambda * arma::sign(arma::vectorise(layer.weights));
    penalty.gradient = arma::join_cols(penalty.gradient, dW, arma::zeros(layer.bias.n_elem));
  }
  return penalty;
}

// Task 8.3  Exact zeros.
Network soft_threshold(const Network& network, double amount) {
  std::ostringstream got;
  got << "amount is " << amount << ", expected at least 0";
  require(amount >= 0.0, "soft_threshold", got.str());

  Network shrunk = network;
  for (DenseLayer& layer : shrunk.layers) {
    // A weight nearer to 0 than `amount` would change its sign: it stops at 0.
    const arma::mat size = arma::clamp(arma::abs(layer.weights) - amount, 0.0, arma::datum::inf);
    layer.weights = arma::sign(layer.weights) % size;
  }
  return shrunk;
}

// Task 8.4  Dropout.
arma::mat dropout_mask(arma::uword rows, arma::uword cols, double keep, Rng& rng) {
  std::ostringstream got;
  got << "keep is " << keep << ", expected more than 0 and at most 1";
  require(keep > 0.0 && keep <= 1.0, "dropout_mask", got.str());

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
  require(pass.caches.size() == count, "dropout_backward",
          "pass.caches has length " + std::to_string(pass.caches.size()) + ", expected " +
              std::to_string(count));
  require(pass.masks.size() == count - 1, "dropout_backward",
          "pass.masks has length " + std::to_string(pass.masks.size()) + ", expected " +
              std::to_string(count - 1));

  std::vector<DenseGradient> gradients(count);
  arma::mat at_output = dA;
  for (std::size_t i = count; i-- > 0;) {
    gradients[i] = dense_backward(network.layers[i], pass.caches[i], at_output);
    if (i > 0) at_output = gradients[i].X % pass.masks[i - 1];
  }
  return gradients;
}

// Task 8.5  The best weights so far.
bool keep_best(BestWeights& best, double loss, arma::uword epoch, const Network& network) {
  if (!(loss < best.loss)) return false;  // false for a NaN, too
  best = {.loss = loss, .epoch = epoch, .theta = flatten(network)};
  return true;
}

Network restore_best(const BestWeights& best, const Network& network) {
  require(!best.theta.empty(), "restore_best", "there are no best weights yet");
  return unflatten(best.theta, network);
}

// Task 8.6  All of it in one gradient.
arma::vec regularised_gradient(const Network& network, const arma::mat& X, const arma::mat& T,
                               LossFunction loss, const Regularisation& regularisation, Rng& rng) {
  arma::vec gradient;
  if (regularisation.keep < 1.0) {
    const DropoutPass pass = dropout_forward(network, X, regularisation.keep, rng);
    const arma::mat dA = evaluate_loss(loss, pass.caches.back().A, T).gradient;
    gradient = flatten_gradients(dropout_backward(network, pass, dA));
  } else {
    const std::vector<DenseCache> caches = network_forward(network, X);
    const arma::mat dA = evaluate_loss(loss, caches.back().A, T).gradient;
    gradient = flatten_gradients(backward(network, caches, dA));
  }
  gradient += l1_penalty(network, regularisation.l1).gradient;
  gradient += l2_penalty(network, regularisation.l2).gradient;
  return gradient;
}

}  // namespace nn
