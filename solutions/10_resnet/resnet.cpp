// Lesson 10, skip connections: a solution. Read it once your own passes.
#include "10_resnet/resnet.hpp"

#include <algorithm>
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

/// Calls visit(part) for each matrix and vector of parameters, in the order of theta. `whole` is a
/// network, or its gradient.
template <typename Whole, typename Visit>
void for_each_parameter(Whole& whole, const Visit& visit) {
  visit(whole.first.weights);
  visit(whole.first.bias);
  for (auto& block : whole.blocks) {
    visit(block.W1);
    visit(block.b);
    visit(block.W2);
  }
  visit(whole.last.weights);
  visit(whole.last.bias);
}

template <typename Whole>
arma::uword count_parameters(const Whole& whole) {
  arma::uword count = 0;
  for_each_parameter(whole, [&](const arma::mat& part) { count += part.n_elem; });
  return count;
}

template <typename Whole>
arma::vec in_one_vector(const Whole& whole) {
  arma::vec theta(count_parameters(whole), arma::fill::none);
  double* next = theta.memptr();
  for_each_parameter(whole, [&](const arma::mat& part) {
    next = std::copy(part.begin(), part.end(), next);  // column by column, as they lie in memory
  });
  return theta;
}

}  // namespace

// Task 10.1  A block, forward.
ResidualCache residual_forward(const ResidualBlock& block, const arma::mat& X) {
  require_shape("residual_forward", "X", X, block.W1.n_cols, X.n_cols);

  ResidualCache cache{.X = X, .Z = block.W1 * X};
  cache.Z.each_col() += block.b;
  cache.A = activate(block.activation, cache.Z);
  cache.output = X + block.W2 * cache.A;
  return cache;
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
          .X = d_output + block.W1.t() * dZ};  // X reaches the output straight, and through Z
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
  pass.blocks.reserve(network.blocks.size());  // or a vector that grows copies what it holds
  pass.first = dense_forward(network.first, X);
  const arma::mat* stream = &pass.first.A;  // h x samples: what each block adds something to
  for (const ResidualBlock& block : network.blocks) {
    pass.blocks.push_back(residual_forward(block, *stream));
    stream = &pass.blocks.back().output;
  }
  pass.last = dense_forward(network.last, *stream);
  return pass;
}

// Task 10.5  And back.
ResidualNetworkGradient resnet_backward(const ResidualNetwork& network, const ResidualPass& pass,
                                        const arma::mat& dA) {
  const std::size_t count = network.blocks.size();
  require_length("resnet_backward", "pass.blocks", pass.blocks.size(), count);

  ResidualNetworkGradient gradient;
  gradient.blocks.resize(count);
  gradient.last = dense_backward(network.last, pass.last, dA);
  const arma::mat* d_stream = &gradient.last.X;
  for (std::size_t i = count; i-- > 0;) {  // the last block first
    gradient.blocks[i] = residual_backward(network.blocks[i], pass.blocks[i], *d_stream);
    d_stream = &gradient.blocks[i].X;
  }
  gradient.first = dense_backward(network.first, pass.first, *d_stream);
  return gradient;
}

// Task 10.6  All parameters in one vector.
arma::vec flatten_resnet(const ResidualNetwork& network) {
  return in_one_vector(network);
}

arma::vec flatten_resnet_gradient(const ResidualNetworkGradient& gradient) {
  return in_one_vector(gradient);
}

// Task 10.7  And back into a network.
ResidualNetwork unflatten_resnet(const arma::vec& theta, const ResidualNetwork& network) {
  require_length("unflatten_resnet", "theta", theta.n_elem, resnet_parameter_count(network));

  ResidualNetwork filled = network;  // for its shapes and activations: each number is replaced
  arma::uword next = 0;
  const auto fill = [&](arma::mat& part) {  // column by column; a vector is a matrix, too
    std::copy_n(theta.begin() + next, part.n_elem, part.begin());
    next += part.n_elem;
  };
  for_each_parameter(filled, fill);
  return filled;
}

// Task 10.8  How large is it?
arma::uword resnet_parameter_count(const ResidualNetwork& network) {
  return count_parameters(network);
}

arma::uword reported_parameter_count(const std::vector<arma::uword>& widths) {
  require_residual_widths("reported_parameter_count", widths);
  arma::uword count = 0;
  for (std::size_t i = 1; i < widths.size(); ++i) count += widths[i - 1] * widths[i] + widths[i];
  return count + widths[1] * widths[1] * (widths.size() - 3);
}

}  // namespace nn
