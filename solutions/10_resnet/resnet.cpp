// Lesson 10, skip connections: a solution. Read it once your own passes.
#include "10_resnet/resnet.hpp"

#include <string>

#include "common/contract.hpp"

namespace nn {
namespace {

/// The rules of a residual network, for tasks 10.3 and 10.8.
void require_residual_widths(const std::string& function, const std::vector<arma::uword>& widths) {
  // Inputs and outputs are not hidden. (1 - 2 is no negative number here, but a huge one.)
  const std::size_t hidden = widths.size() < 2 ? 0 : widths.size() - 2;
  require(hidden >= 2, function,
          "widths has " + std::to_string(hidden) + " hidden layer" + (hidden == 1 ? "" : "s") +
              ", expected at least 2");
  for (std::size_t i = 2; i <= hidden; ++i) {
    require(widths[i] == widths[1], function,
            "widths[" + std::to_string(i) + "] is " + std::to_string(widths[i]) + ", expected " +
                std::to_string(widths[1]) + " as widths[1]");
  }
}

}  // namespace

// Task 10.1  A block, forward.
ResidualCache residual_forward(const ResidualBlock& block, const arma::mat& X) {
  require_shape("residual_forward", "X", X, block.W1.n_cols, X.n_cols);

  arma::mat Z = block.W1 * X;  // h x samples
  Z.each_col() += block.b;
  const arma::mat A = activate(block.activation, Z);
  return {.X = X, .Z = Z, .A = A, .output = X + block.W2 * A};
}

// Task 10.2  A block, backward.
ResidualGradient residual_backward(const ResidualBlock& block, const ResidualCache& cache,
                                   const arma::mat& d_output) {
  require_shape("residual_backward", "d_output", d_output, cache.Z.n_rows, cache.Z.n_cols);

  const arma::mat dA = block.W2.t() * d_output;
  const arma::mat dZ = dA % activation_derivative(block.activation, cache.Z);
  return {.W1 = dZ * cache.X.t(),
          .b = arma::sum(dZ, 1),
          .W2 = d_output * cache.A.t(),
          // X reaches the output in two ways: straight, and through Z.
          .X = d_output + block.W1.t() * dZ};
}

// Task 10.3  A new network.
ResidualNetwork make_residual_network(const std::vector<arma::uword>& widths,
                                      Activation hidden_activation, Initialiser initialiser,
                                      Rng& rng) {
  require_residual_widths("make_residual_network", widths);
  const arma::uword h = widths[1];

  ResidualNetwork network;
  network.first = make_layer(widths.front(), h, hidden_activation, initialiser, rng);
  for (std::size_t i = 2; i + 1 < widths.size(); ++i) {  // the hidden layers after the first
    const DenseLayer inner = make_layer(h, h, hidden_activation, initialiser, rng);
    const DenseLayer outer = make_layer(h, h, hidden_activation, initialiser, rng);
    network.blocks.push_back({inner.weights, inner.bias, outer.weights, hidden_activation});
  }
  network.last = make_layer(h, widths.back(), Activation::identity, initialiser, rng);
  return network;
}

// Task 10.4  Through the whole network.
ResidualPass resnet_forward(const ResidualNetwork& network, const arma::mat& X) {
  ResidualPass pass;
  pass.first = dense_forward(network.first, X);
  arma::mat stream = pass.first.A;  // h x samples: what each block adds something to
  for (const ResidualBlock& block : network.blocks) {
    pass.blocks.push_back(residual_forward(block, stream));
    stream = pass.blocks.back().output;
  }
  pass.last = dense_forward(network.last, stream);
  return pass;
}

// Task 10.5  And back.
ResidualNetworkGradient resnet_backward(const ResidualNetwork& network, const ResidualPass& pass,
                                        const arma::mat& dA) {
  const std::size_t count = network.blocks.size();
  require(pass.blocks.size() == count, "resnet_backward",
          "pass.blocks has length " + std::to_string(pass.blocks.size()) + ", expected " +
              std::to_string(count));

  ResidualNetworkGradient gradient;
  gradient.blocks.resize(count);
  gradient.last = dense_backward(network.last, pass.last, dA);
  arma::mat d_stream = gradient.last.X;
  for (std::size_t i = count; i-- > 0;) {  // the last block first
    gradient.blocks[i] = residual_backward(network.blocks[i], pass.blocks[i], d_stream);
    d_stream = gradient.blocks[i].X;
  }
  gradient.first = dense_backward(network.first, pass.first, d_stream);
  return gradient;
}

// Task 10.6  All parameters in one vector.
arma::vec flatten_resnet(const ResidualNetwork& network) {
  arma::vec theta = arma::join_cols(arma::vectorise(network.first.weights), network.first.bias);
  for (const ResidualBlock& block : network.blocks)
    theta = arma::join_cols(theta, arma::vectorise(block.W1), block.b, arma::vectorise(block.W2));
  return arma::join_cols(theta, arma::vectorise(network.last.weights), network.last.bias);
}

arma::vec flatten_resnet_gradient(const ResidualNetworkGradient& gradient) {
  arma::vec theta = arma::join_cols(arma::vectorise(gradient.first.weights), gradient.first.bias);
  for (const ResidualGradient& block : gradient.blocks)
    theta = arma::join_cols(theta, arma::vectorise(block.W1), block.b, arma::vectorise(block.W2));
  return arma::join_cols(theta, arma::vectorise(gradient.last.weights), gradient.last.bias);
}

// Task 10.7  And back into a network.
ResidualNetwork unflatten_resnet(const arma::vec& theta, const ResidualNetwork& network) {
  const arma::uword expected = resnet_parameter_count(network);
  require(theta.n_elem == expected, "unflatten_resnet",
          "theta has length " + std::to_string(theta.n_elem) + ", expected " +
              std::to_string(expected));

  ResidualNetwork filled = network;  // for its shapes and activations: each number is replaced
  arma::uword next = 0;
  const auto fill = [&](arma::mat& numbers) {  // column by column; a vector is a matrix, too
    for (double& number : numbers) number = theta(next++);
  };
  fill(filled.first.weights);
  fill(filled.first.bias);
  for (ResidualBlock& block : filled.blocks) {
    fill(block.W1);
    fill(block.b);
    fill(block.W2);
  }
  fill(filled.last.weights);
  fill(filled.last.bias);
  return filled;
}

// Task 10.8  How large is it?
arma::uword resnet_parameter_count(const ResidualNetwork& network) {
  return flatten_resnet(network).n_elem;
}

arma::uword reported_parameter_count(const std::vector<arma::uword>& widths) {
  require_residual_widths("reported_parameter_count", widths);
  arma::uword count = 0;
  for (std::size_t i = 1; i < widths.size(); ++i) count += widths[i - 1] * widths[i] + widths[i];
  return count + widths[1] * widths[1] * (widths.size() - 3);
}

}  // namespace nn
