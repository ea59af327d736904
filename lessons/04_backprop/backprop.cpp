// Lesson 04, backpropagation: the file that you edit. README.md beside it explains every task,
// backprop.hpp says what each function promises.
//
// Check your work with      ./gradus check 04
// or one task of it with    ./gradus check 4.1
#include "04_backprop/backprop.hpp"

#include <algorithm>

#include "common/contract.hpp"

namespace nn {

// Task 4.1  Nine parameters: from the inputs to the output.
//   a. The formulas stand beside the members of NineCache in backprop.hpp. Which weights lead to
//      neuron 1, and which to neuron 2?
//   b. std::max(z1, 0.0) is the ReLU of one number. Write 0.0: std::max wants two of one type.
//   c. Return all seven numbers, the inputs too: the way back needs them.
NineCache nine_forward(const NineParameters& parameters, double x1, double x2) {
  todo("4.1 nine_forward", parameters, x1, x2);
}

// Task 4.2  Nine parameters: the derivatives.
//   a. Begin at the end: what is the derivative of (y - target)^2 with respect to y?
//   b. y = w5 h1 + w6 h2 + b3. Five derivatives follow from a. at once: those of w5, w6 and b3,
//      and the two that lead on, those of h1 and h2.
//   c. Back through the ReLU, from h1 to z1 and from h2 to z2. Each neuron has a gate of its own:
//      when is it shut?
//   d. z1 and z2 are sums of the same form as y: the last six derivatives.
NineParameters nine_gradient(const NineParameters& parameters, const NineCache& cache,
                             double target) {
  todo("4.2 nine_gradient", parameters, cache, target);
}

// Task 4.3  Nine parameters: one step downhill.
//   a. Forward, then the gradient: you have both.
//   b. A derivative says which way the loss grows. Which way do you go?
//   c. Do not change a parameter before the last derivative is known.
NineParameters nine_step(const NineParameters& parameters, double x1, double x2, double target,
                         double learning_rate) {
  todo("4.3 nine_step", parameters, x1, x2, target, learning_rate);
}

// Task 4.4  One dense layer.
//   a. Reject a dA that does not fit, with require_shape(). dA has the shape of A; which other
//      matrix in the cache has it, too?
//   b. dZ is dA times the slope of the activation, entry by entry. activation_derivative() from
//      lesson 01 is given Z. In Armadillo, % multiplies entry by entry and * is the matrix product.
//   c. dW, db and dX stand in backprop.hpp. Write the shape of each beside it before you run it.
//   d. db belongs to the b that every sample shares: what happens to the columns of dZ?
DenseGradient dense_backward(const DenseLayer& layer, const DenseCache& cache,
                             const arma::mat& dA) {
  todo("4.4 dense_backward", layer, cache, dA);
}

// Task 4.5  The whole network.
//   a. Refuse a network without layers, with require(), and caches that are not one for each layer,
//      with require_length(): the messages stand in common/contract.hpp.
//   b. The last layer comes first. It is given dA. What is the layer before it given?
//   c. A whole number without a sign never falls below 0: for (std::size_t i = n; i-- > 0;) counts
//      from n - 1 down to 0, and ends.
//   d. The first layer's gradient stands first in what you return.
std::vector<DenseGradient> backward(const Network& network, const std::vector<DenseCache>& caches,
                                    const arma::mat& dA) {
  todo("4.5 backward", network, caches, dA);
}

// Task 4.6  All parameters in one vector.
//   a. For each layer, first layer first: its weights, column by column, then its bias.
//   b. arma::vectorise(M) puts the columns of M one below the other. arma::join_cols(a, b) puts
//      two vectors one below the other.
//   c. The gradients go into the same places. What of a DenseGradient is no parameter?
arma::vec flatten(const Network& network) {
  todo("4.6 flatten", network);
}

arma::vec flatten_gradients(const std::vector<DenseGradient>& gradients) {
  todo("4.6 flatten_gradients", gradients);
}

// Task 4.7  And back.
//   a. How many numbers must theta have? parameter_count() from lesson 02 knows. Refuse another
//      length with require_length().
//   b. A copy of network has the right shapes and activations. Only the numbers are replaced, in
//      the order of task 4.6.
//   c. Keep count of how far in theta you are.
Network unflatten(const arma::vec& theta, const Network& network) {
  todo("4.7 unflatten", theta, network);
}

}  // namespace nn
