// Lesson 02, the forward pass: a solution. Yours may differ and be as good: read it once your own
// passes.
#include "02_forward_pass/forward_pass.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "00_warm_up/warm_up.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 2.1  One layer.
DenseCache dense_forward(const DenseLayer& layer, const arma::mat& X) {
  require_shape("dense_forward", "X", X, layer.weights.n_cols, X.n_cols);

  DenseCache cache{.X = X, .Z = arma::repmat(layer.bias, 1, X.n_cols)};  // outputs x samples
  cache.Z += layer.weights * X;  // in place: nothing is made that is not kept
  cache.A = activate(layer.activation, cache.Z);
  return cache;
}

// Task 2.2  How far the first weights spread.
double weight_deviation(Initialiser initialiser, arma::uword inputs, arma::uword outputs) {
  // As doubles, because 1 / outputs is 0 in whole numbers.
  const double n_in = static_cast<double>(inputs);
  const double n_out = static_cast<double>(outputs);
  switch (initialiser) {
    case Initialiser::zeros:
    case Initialiser::constant:
      return 0.0;
    case Initialiser::small_normal:
      return 0.01;
    case Initialiser::one_over_n:
      return 1.0 / n_out;
    case Initialiser::xavier:
      return std::sqrt(2.0 / (n_in + n_out));
    case Initialiser::he:
      return std::sqrt(2.0 / n_in);
  }
  throw std::invalid_argument("weight_deviation: initialiser is none of the six");
}

// Task 2.3  A new layer.
DenseLayer make_layer(arma::uword inputs, arma::uword outputs, Activation activation,
                      Initialiser initialiser, Rng& rng) {
  // All six are one formula, mean + deviation N(0, 1): zeros and constant have deviation 0. They
  // draw numbers that they do not use, so every initialiser moves rng on by the same amount.
  const double mean = initialiser == Initialiser::constant ? 1.0 : 0.0;
  const double deviation = weight_deviation(initialiser, inputs, outputs);
  const arma::mat weights = mean + deviation * normal_matrix(outputs, inputs, rng);
  return {.weights = weights, .bias = arma::zeros(outputs), .activation = activation};
}

// Task 2.4  A new network.
Network make_network(const std::vector<arma::uword>& widths, Activation hidden_activation,
                     Activation output_activation, Initialiser initialiser, Rng& rng) {
  require(widths.size() >= 2, "make_network",
          "widths has length " + std::to_string(widths.size()) + ", expected at least 2");
  for (std::size_t i = 0; i < widths.size(); ++i) {
    require(widths[i] > 0, "make_network",
            "widths[" + std::to_string(i) + "] is 0, expected at least 1");
  }

  Network network;
  const std::size_t last = widths.size() - 1;
  for (std::size_t i = 1; i <= last; ++i) {
    const Activation activation = i == last ? output_activation : hidden_activation;
    network.layers.push_back(make_layer(widths[i - 1], widths[i], activation, initialiser, rng));
  }
  return network;
}

// Task 2.5  Through all layers.
std::vector<DenseCache> network_forward(const Network& network, const arma::mat& X) {
  require(!network.layers.empty(), "network_forward", "network has 0 layers, expected at least 1");

  std::vector<DenseCache> caches;
  caches.reserve(network.layers.size());  // or a vector that grows copies what it holds
  for (const DenseLayer& layer : network.layers) {
    // The first layer reads the data, each other one what the layer before it made.
    caches.push_back(dense_forward(layer, caches.empty() ? X : caches.back().A));
  }
  return caches;
}

// Task 2.6  From numbers to a class.
arma::urowvec predict_classes(const Network& network, const arma::mat& X) {
  const arma::mat output = network_forward(network, X).back().A;  // classes x samples
  // The largest of one number is always row 0: an answer, but never one that was meant.
  require(output.n_rows >= 2, "predict_classes", "network has 1 output, expected at least 2");

  return most_likely(output);
}

// Task 2.7  How large is it?
arma::uword parameter_count(const Network& network) {
  arma::uword count = 0;
  for (const DenseLayer& layer : network.layers) {
    count += layer.weights.n_elem + layer.bias.n_elem;
  }
  return count;
}

}  // namespace nn
