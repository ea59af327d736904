// Lesson 12, automatic differentiation: a solution. Read it once your own passes.
#include "12_autodiff/autodiff.hpp"

#include <string>

#include "01_activations/activations.hpp"
#include "03_losses/losses.hpp"
#include "common/contract.hpp"

namespace nn {
namespace {

/// The value of a node, which must be on the tape. `function` is the name that the message shows.
const arma::mat& value_of(const char* function, const Tape& tape, NodeIndex node) {
  require(node < tape.nodes.size(), function,
          "node " + std::to_string(node) + " is not on the tape, which has " +
              std::to_string(tape.nodes.size()) + " nodes");
  return tape.nodes[node].value;
}

NodeIndex record(Tape& tape, Operation operation, const std::vector<NodeIndex>& inputs,
                 const arma::mat& value) {
  tape.nodes.push_back({.operation = operation, .inputs = inputs, .value = value});
  return tape.nodes.size() - 1;
}

}  // namespace

// Task 12.1  A leaf, a sum, a product of entries.
NodeIndex tape_leaf(Tape& tape, const arma::mat& value) {
  return record(tape, Operation::leaf, {}, value);
}

NodeIndex tape_add(Tape& tape, NodeIndex a, NodeIndex b) {
  const arma::mat& A = value_of("tape_add", tape, a);
  const arma::mat& B = value_of("tape_add", tape, b);
  require_shape("tape_add", "b", B, A.n_rows, A.n_cols);
  return record(tape, Operation::add, {a, b}, A + B);
}

NodeIndex tape_multiply(Tape& tape, NodeIndex a, NodeIndex b) {
  const arma::mat& A = value_of("tape_multiply", tape, a);
  const arma::mat& B = value_of("tape_multiply", tape, b);
  require_shape("tape_multiply", "b", B, A.n_rows, A.n_cols);
  return record(tape, Operation::multiply, {a, b}, A % B);
}

// Task 12.2  The two operations of a layer.
NodeIndex tape_product(Tape& tape, NodeIndex a, NodeIndex b) {
  const arma::mat& A = value_of("tape_product", tape, a);
  const arma::mat& B = value_of("tape_product", tape, b);
  require_shape("tape_product", "b", B, A.n_cols, B.n_cols);
  return record(tape, Operation::matrix_product, {a, b}, A * B);
}

NodeIndex tape_add_bias(Tape& tape, NodeIndex a, NodeIndex b) {
  arma::mat sum = value_of("tape_add_bias", tape, a);
  const arma::mat& bias = value_of("tape_add_bias", tape, b);
  require_shape("tape_add_bias", "b", bias, sum.n_rows, 1);
  sum.each_col() += bias.col(0);
  return record(tape, Operation::add_bias, {a, b}, sum);
}

// Task 12.3  Two activations.
NodeIndex tape_relu(Tape& tape, NodeIndex a) {
  return record(tape, Operation::relu, {a}, relu(value_of("tape_relu", tape, a)));
}

NodeIndex tape_tanh(Tape& tape, NodeIndex a) {
  return record(tape, Operation::tanh, {a}, arma::tanh(value_of("tape_tanh", tape, a)));
}

// Task 12.4  The loss.
NodeIndex tape_loss(Tape& tape, NodeIndex logits, NodeIndex targets) {
  const arma::mat& Z = value_of("tape_loss", tape, logits);
  const arma::mat& T = value_of("tape_loss", tape, targets);
  require_shape("tape_loss", "targets", T, Z.n_rows, Z.n_cols);
  const double loss = softmax_cross_entropy(Z, T).value;
  return record(tape, Operation::softmax_cross_entropy, {logits, targets}, arma::mat{loss});
}

// Task 12.5  The sweep back.
std::vector<arma::mat> tape_gradients(const Tape& tape, NodeIndex output) {
  const arma::mat& value = value_of("tape_gradients", tape, output);
  require_shape("tape_gradients", "node " + std::to_string(output), value, 1, 1);

  // What a node sends back to each of its inputs, G being its own gradient.
  const auto shares = [&](const Node& node, const arma::mat& G) -> std::vector<arma::mat> {
    if (node.operation == Operation::leaf) return {};
    const arma::mat& A = tape.nodes[node.inputs.front()].value;
    const arma::mat& B = tape.nodes[node.inputs.back()].value;  // A again, if there is one input
    if (node.operation == Operation::add) return {G, G};
    if (node.operation == Operation::multiply) return {G % B, G % A};
    if (node.operation == Operation::matrix_product) return {G * B.t(), A.t() * G};
    if (node.operation == Operation::add_bias) return {G, arma::sum(G, 1)};
    if (node.operation == Operation::relu) return {G % relu_derivative(A)};
    if (node.operation == Operation::tanh) return {G % (1.0 - arma::square(node.value))};
    return {G(0, 0) * softmax_cross_entropy(A, B).gradient};  // the targets get nothing
  };

  std::vector<arma::mat> gradients;
  for (const Node& node : tape.nodes) gradients.push_back(arma::zeros(arma::size(node.value)));
  gradients[output] = 1.0;  // d(output)/d(output)
  // Backwards: all that used node k stands behind it, so its gradient is complete by now.
  for (NodeIndex k = output + 1; k-- > 0;) {
    const Node& node = tape.nodes[k];
    const std::vector<arma::mat> sent = shares(node, gradients[k]);
    for (std::size_t i = 0; i < sent.size(); ++i) gradients[node.inputs[i]] += sent[i];
  }
  return gradients;
}

// Task 12.6  The residual network.
TapedNetwork tape_resnet(Tape& tape, const ResidualNetwork& network, const arma::mat& X,
                         const arma::mat& targets) {
  TapedNetwork taped;
  const auto parameter = [&](const arma::mat& value) {
    taped.parameters.push_back(tape_leaf(tape, value));
    return taped.parameters.back();
  };
  const auto bend = [&](Activation activation, NodeIndex z) {
    if (activation == Activation::identity) return z;
    if (activation == Activation::relu) return tape_relu(tape, z);
    require(activation == Activation::tanh, "tape_resnet",
            "activation " + std::to_string(static_cast<int>(activation)) + " is not on the tape");
    return tape_tanh(tape, z);
  };
  const auto layer = [&](const arma::mat& weights, const arma::mat& bias, Activation activation,
                         NodeIndex x) {
    const NodeIndex W = parameter(weights);
    const NodeIndex b = parameter(bias);
    return bend(activation, tape_add_bias(tape, tape_product(tape, W, x), b));
  };

  NodeIndex x = tape_leaf(tape, X);
  x = layer(network.first.weights, network.first.bias, network.first.activation, x);
  for (const ResidualBlock& block : network.blocks) {
    const NodeIndex a = layer(block.W1, block.b, block.activation, x);
    x = tape_add(tape, x, tape_product(tape, parameter(block.W2), a));
  }
  x = layer(network.last.weights, network.last.bias, network.last.activation, x);
  taped.loss = tape_loss(tape, x, tape_leaf(tape, targets));
  return taped;
}

// Task 12.7  The gradient in one vector.
arma::vec taped_gradient(const Tape& tape, const TapedNetwork& network) {
  const std::vector<arma::mat> gradients = tape_gradients(tape, network.loss);
  arma::vec flat;
  for (const NodeIndex k : network.parameters) {
    flat = arma::join_cols(flat, arma::vectorise(gradients.at(k)));
  }
  return flat;
}

}  // namespace nn
