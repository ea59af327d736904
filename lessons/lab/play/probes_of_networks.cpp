#include "lab/play/probes.hpp"

#include <algorithm>
#include <cmath>

#include "01_activations/activations.hpp"
#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "common/contract.hpp"

namespace nn::play {

void expect(const std::string& what, const arma::mat& got, const arma::mat& expected) {
  if (arma::size(got) != arma::size(expected)) {
    throw Wrong{what + " is " + shape(got.n_rows, got.n_cols) + ", expected " +
                shape(expected.n_rows, expected.n_cols)};
  }
  for (arma::uword i = 0; i < got.n_elem; ++i) {
    const double limit = 1e-6 * std::max(1.0, std::abs(expected(i)));
    if (std::abs(got(i) - expected(i)) <= limit) continue;  // false for a NaN
    throw Wrong{what + ": got " + number(got(i)) + ", expected " + number(expected(i))};
  }
}
void expect(const std::string& what, double got, double expected) {
  expect(what, arma::mat{got}, arma::mat{expected});
}

Network small_network() {
  Network network;
  network.layers = {{.weights = scalar(2.0), .bias = {0.5}, .activation = Activation::identity},
                    {.weights = scalar(3.0), .bias = {-1.0}, .activation = Activation::identity}};
  return network;
}

const arma::vec& small_theta() {
  static const arma::vec theta = {2.0, 0.5, 3.0, -1.0};
  return theta;
}

std::vector<Probe> probes_of_networks() {
  return {
      {"1.1", "sigmoid, sigmoid_derivative",
       [] {
         expect("sigmoid(0)", sigmoid(scalar(0.0)), scalar(0.5));
         expect("sigmoid_derivative(0)", sigmoid_derivative(scalar(0.0)), scalar(0.25));
       }},
      {"1.2", "tanh_activation, tanh_derivative",
       [] {
         expect("tanh_activation(0)", tanh_activation(scalar(0.0)), scalar(0.0));
         expect("tanh_derivative(0)", tanh_derivative(scalar(0.0)), scalar(1.0));
       }},
      {"1.3", "relu, relu_derivative",
       [] {
         expect("relu(-2, 3)", relu({{-2.0, 3.0}}), {{0.0, 3.0}});
         expect("relu_derivative(-2, 3)", relu_derivative({{-2.0, 3.0}}), {{0.0, 1.0}});
       }},
      {"1.4", "leaky_relu, leaky_relu_derivative",
       [] {
         expect("leaky_relu(-2, 3) with slope 0.5", leaky_relu({{-2.0, 3.0}}, 0.5), {{-1.0, 3.0}});
         expect("leaky_relu_derivative(-2, 3) with slope 0.5",
                leaky_relu_derivative({{-2.0, 3.0}}, 0.5), {{0.5, 1.0}});
       }},
      {"1.5", "softmax",
       [] {
         expect("softmax(0, 0)", softmax(arma::vec{0.0, 0.0}), arma::vec{0.5, 0.5});
       }},
      {"1.6", "activate, activation_derivative",
       [] {
         expect("activate(identity, 2)", activate(Activation::identity, scalar(2.0)), scalar(2.0));
         expect("activation_derivative(identity, 2)",
                activation_derivative(Activation::identity, scalar(2.0)), scalar(1.0));
       }},
      {"2.1", "dense_forward",
       [] {
         const DenseLayer layer{.weights = {{1.0, 2.0}}, .bias = {3.0}};
         expect("dense_forward: Z", dense_forward(layer, {{1.0, 0.0}, {1.0, 2.0}}).Z, {{6.0, 7.0}});
       }},
      {"2.2", "weight_deviation",
       [] { expect("weight_deviation(he, 2, 5)", weight_deviation(Initialiser::he, 2, 5), 1.0); }},
      {"2.3", "make_layer",
       [] {
         Rng rng(1);
         expect("make_layer(2, 1, identity, constant): weights",
                make_layer(2, 1, Activation::identity, Initialiser::constant, rng).weights,
                {{1.0, 1.0}});
       }},
      {"2.4", "make_network",
       [] {
         Rng rng(1);
         const Network network = make_network({2, 3, 1}, Activation::tanh, Activation::identity,
                                              Initialiser::xavier, rng);
         expect("make_network({2, 3, 1}): layers", static_cast<double>(network.layers.size()), 2);
       }},
      {"2.5", "network_forward",
       [] {
         const std::vector<DenseCache> caches = network_forward(small_network(), scalar(1.0));
         if (caches.size() != 2) {
           throw Wrong{"network_forward: got " + std::to_string(caches.size()) +
                       " caches, expected 2"};
         }
         expect("network_forward: the output", caches.back().A, scalar(6.5));
       }},
      {"2.7", "parameter_count",
       [] {
         expect("parameter_count of 1-1-1", static_cast<double>(parameter_count(small_network())),
                4);
       }},
      {"3.1", "mean_squared_error",
       [] {
         const Loss loss = mean_squared_error(scalar(6.5), scalar(6.0));
         expect("mean_squared_error(6.5, 6)", loss.value, 0.25);
         expect("mean_squared_error: gradient", loss.gradient, scalar(1.0));
       }},
      {"3.2", "binary_cross_entropy",
       [] {
         expect("binary_cross_entropy(0, 1)", binary_cross_entropy(scalar(0.0), scalar(1.0)).value,
                std::log(2.0));
       }},
      {"3.3", "softmax_cross_entropy",
       [] {
         const Loss loss = softmax_cross_entropy(arma::vec{0.0, 0.0}, arma::vec{1.0, 0.0});
         expect("softmax_cross_entropy(0, 0)", loss.value, std::log(2.0));
         expect("softmax_cross_entropy: gradient", loss.gradient, arma::vec{-0.5, 0.5});
       }},
      {"3.4", "evaluate_loss",
       [] {
         expect("evaluate_loss(mean_squared_error, 6.5, 6)",
                evaluate_loss(LossFunction::mean_squared_error, scalar(6.5), scalar(6.0)).value,
                0.25);
       }},
      {"4.1", "nine_forward",
       [] {
         const NineParameters p{.w1 = 1, .w4 = 1, .w5 = 2, .w6 = 3, .b3 = 1};
         expect("nine_forward: y", nine_forward(p, 1.0, -2.0).y, 3.0);
       }},
      {"4.2", "nine_gradient",
       [] {
         const NineParameters p{.w1 = 1, .w5 = 2};
         const NineCache cache{.x1 = 1, .z1 = 1, .h1 = 1, .y = 2};
         expect("nine_gradient: w1", nine_gradient(p, cache, 1.0).w1, 4.0);
         expect("nine_gradient: w5", nine_gradient(p, cache, 1.0).w5, 2.0);
       }},
      {"4.3", "nine_step",
       [] {
         const NineParameters p{.w1 = 1, .w5 = 2};
         expect("nine_step: w5", nine_step(p, 1.0, 0.0, 1.0, 0.1).w5, 1.8);
       }},
      {"4.4", "dense_backward",
       [] {
         const DenseLayer layer{.weights = scalar(2.0), .bias = {0.0}};
         const DenseCache cache{.X = {{1.0, 3.0}}, .Z = {{2.0, 6.0}}, .A = {{2.0, 6.0}}};
         const DenseGradient gradient = dense_backward(layer, cache, {{1.0, 1.0}});
         expect("dense_backward: weights", gradient.weights, scalar(4.0));
         expect("dense_backward: bias", gradient.bias, arma::vec{2.0});
       }},
      {"4.5", "backward",
       [] {
         const Network network = small_network();
         const std::vector<DenseCache> caches = {
             {.X = scalar(1.0), .Z = scalar(2.5), .A = scalar(2.5)},
             {.X = scalar(2.5), .Z = scalar(6.5), .A = scalar(6.5)}};
         const std::vector<DenseGradient> gradients = backward(network, caches, scalar(1.0));
         if (gradients.size() != 2) throw Wrong{"backward: not one gradient a layer"};
         expect("backward: the first layer's weights", gradients[0].weights, scalar(3.0));
       }},
      {"4.6", "flatten, flatten_gradients",
       [] { expect("flatten", flatten(small_network()), small_theta()); }},
      {"4.7", "unflatten",
       [] {
         Network zeros = small_network();
         for (DenseLayer& layer : zeros.layers) layer.weights.zeros();
         expect("unflatten: the last weights", unflatten(small_theta(), zeros).layers.at(1).weights,
                scalar(3.0));
       }},
  };
}

}  // namespace nn::play
