// Lesson 04, backpropagation: a solution. Yours may differ and be as good: read it once your own
// passes.
#include "04_backprop/backprop.hpp"

#include <algorithm>

#include "common/contract.hpp"

namespace nn {

// Task 4.1  Nine parameters: from the inputs to the output.
NineCache nine_forward(const NineParameters& parameters, double x1, double x2) {
  const NineParameters& p = parameters;  // the formulas below fit their lines
  const double z1 = p.w1 * x1 + p.w3 * x2 + p.b1;
  const double z2 = p.w2 * x1 + p.w4 * x2 + p.b2;
  const double h1 = std::max(z1, 0.0);
  const double h2 = std::max(z2, 0.0);
  const double y = p.w5 * h1 + p.w6 * h2 + p.b3;
  return {.x1 = x1, .x2 = x2, .z1 = z1, .z2 = z2, .h1 = h1, .h2 = h2, .y = y};
}

// Task 4.2  Nine parameters: the derivatives.
NineParameters nine_gradient(const NineParameters& parameters, const NineCache& cache,
                             double target) {
  // From the loss back to z1 and z2: each line is the one before times one slope.
  const double dy = 2.0 * (cache.y - target);
  const double dh1 = dy * parameters.w5;
  const double dh2 = dy * parameters.w6;
  const double dz1 = cache.z1 > 0.0 ? dh1 : 0.0;
  const double dz2 = cache.z2 > 0.0 ? dh2 : 0.0;

  // A weight's derivative is that of the sum it stands in, times what the weight multiplies there.
  NineParameters gradient;
  gradient.w1 = dz1 * cache.x1;
  gradient.w2 = dz2 * cache.x1;
  gradient.w3 = dz1 * cache.x2;
  gradient.w4 = dz2 * cache.x2;
  gradient.w5 = dy * cache.h1;
  gradient.w6 = dy * cache.h2;
  gradient.b1 = dz1;
  gradient.b2 = dz2;
  gradient.b3 = dy;
  return gradient;
}

// Task 4.3  Nine parameters: one step downhill.
NineParameters nine_step(const NineParameters& parameters, double x1, double x2, double target,
                         double learning_rate) {
  const NineCache cache = nine_forward(parameters, x1, x2);
  const NineParameters gradient = nine_gradient(parameters, cache, target);

  NineParameters next = parameters;
  next.w1 -= learning_rate * gradient.w1;
  next.w2 -= learning_rate * gradient.w2;
  next.w3 -= learning_rate * gradient.w3;
  next.w4 -= learning_rate * gradient.w4;
  next.w5 -= learning_rate * gradient.w5;
  next.w6 -= learning_rate * gradient.w6;
  next.b1 -= learning_rate * gradient.b1;
  next.b2 -= learning_rate * gradient.b2;
  next.b3 -= learning_rate * gradient.b3;
  return next;
}

// Task 4.4  One dense layer.
DenseGradient dense_backward(const DenseLayer& layer, const DenseCache& cache,
                             const arma::mat& dA) {
  require_shape("dense_backward", "dA", dA, cache.Z.n_rows, cache.Z.n_cols);

  const arma::mat dZ = dA % activation_derivative(layer.activation, cache.Z);
  return {.weights = dZ * cache.X.t(),   // outputs x inputs: adds up over the samples
          .bias = arma::sum(dZ, 1),      // outputs
          .X = layer.weights.t() * dZ};  // inputs x samples
}

// Task 4.5  The whole network.
std::vector<DenseGradient> backward(const Network& network, const std::vector<DenseCache>& caches,
                                    const arma::mat& dA) {
  const std::size_t count = network.layers.size();
  require(count > 0, "backward", "network has 0 layers, expected at least 1");
  require_length("backward", "caches", caches.size(), count);

  std::vector<DenseGradient> gradients(count);
  arma::mat at_output = dA;  // the gradient at the output of layer i
  for (std::size_t i = count; i-- > 0;) {
    gradients[i] = dense_backward(network.layers[i], caches[i], at_output);
    at_output = gradients[i].X;  // the input of a layer is the output of the one before
  }
  return gradients;
}

// Task 4.6  All parameters in one vector.
arma::vec flatten(const Network& network) {
  arma::vec theta;
  for (const DenseLayer& layer : network.layers) {
    theta = arma::join_cols(theta, arma::vectorise(layer.weights), layer.bias);
  }
  return theta;
}

arma::vec flatten_gradients(const std::vector<DenseGradient>& gradients) {
  arma::vec theta;
  for (const DenseGradient& gradient : gradients) {
    theta = arma::join_cols(theta, arma::vectorise(gradient.weights), gradient.bias);
  }
  return theta;
}

// Task 4.7  And back.
Network unflatten(const arma::vec& theta, const Network& network) {
  require_length("unflatten", "theta", theta.n_elem, parameter_count(network));

  Network filled = network;  // for its shapes and activations: each number is replaced
  arma::uword next = 0;
  for (DenseLayer& layer : filled.layers) {
    // Armadillo visits the entries of a matrix column by column.
    for (double& weight : layer.weights) weight = theta[next++];
    for (double& bias : layer.bias) bias = theta[next++];
  }
  return filled;
}

}  // namespace nn
