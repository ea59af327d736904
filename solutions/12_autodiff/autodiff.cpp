// Lesson 12, automatic differentiation: a solution. Read it once your own passes.
#include "12_autodiff/autodiff.hpp"

#include <string>
#include <utility>

#include "01_activations/activations.hpp"
#include "03_losses/losses.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 12.1  The tape.
NodeIndex tape_constant(Tape& tape, arma::mat value) {
  return tape_record(tape, std::move(value), {});
}

NodeIndex tape_parameter(Tape& tape, arma::mat value) {
  const NodeIndex parameter = tape_constant(tape, std::move(value));
  tape.nodes[parameter].wants_gradient = true;
  return parameter;
}

NodeIndex tape_record(Tape& tape, arma::mat value, std::vector<Input> inputs) {
  bool wanted = false;
  for (const Input& input : inputs) {
    tape_value(tape, input.node);  // refuses what is not on the tape
    wanted = wanted || tape.nodes[input.node].wants_gradient;
  }
  tape.nodes.push_back(
      {.value = std::move(value), .inputs = std::move(inputs), .wants_gradient = wanted});
  return tape.nodes.size() - 1;
}

// Task 12.2  The sweep back.
std::vector<arma::mat> tape_gradients(const Tape& tape, NodeIndex output) {
  require_shape("tape_gradients", "output", tape_value(tape, output), 1, 1);

  std::vector<arma::mat> gradients(tape.nodes.size());
  for (NodeIndex k = 0; k < tape.nodes.size(); ++k) {
    const Node& node = tape.nodes[k];
    if (node.wants_gradient) gradients[k].zeros(arma::size(node.value));
  }
  if (!tape.nodes[output].wants_gradient) return gradients;

  gradients[output] = 1.0;  // d(output)/d(output)
  // Backwards: all that used node k stands behind it, so its gradient is complete by now.
  for (NodeIndex k = output + 1; k-- > 0;) {
    const Node& node = tape.nodes[k];
    for (const Input& input : node.inputs) {
      if (!tape.nodes[input.node].wants_gradient) continue;
      const arma::mat& A = tape.nodes[node.inputs.front().node].value;
      const arma::mat& B = tape.nodes[node.inputs.back().node].value;
      input.rule({.A = A, .B = B, .V = node.value, .G = gradients[k]}, gradients[input.node]);
    }
  }
  return gradients;
}

// Task 12.3  Products and sums.
namespace {

/// B in the shape of A: a column for each column, a row for each row, a number for each entry.
arma::mat stretched(const arma::mat& B, const arma::mat& A) {
  return arma::repmat(B, A.n_rows / B.n_rows, A.n_cols / B.n_cols);
}

/// The way back, to the shape of B: each of its entries gets the sum of all places it stood for.
arma::mat folded(const arma::mat& G, const arma::mat& B) {
  const arma::mat rows = B.n_rows == 1 ? arma::mat(arma::sum(G, 0)) : G;
  return B.n_cols == 1 ? arma::mat(arma::sum(rows, 1)) : rows;
}

void require_stretchable(const std::string& function, const arma::mat& B, const arma::mat& A) {
  require_shape(function, "b", B, B.n_rows == 1 ? 1 : A.n_rows, B.n_cols == 1 ? 1 : A.n_cols);
}

}  // namespace

NodeIndex tape_product(Tape& tape, NodeIndex a, NodeIndex b) {
  const arma::mat& A = tape_value(tape, a);
  const arma::mat& B = tape_value(tape, b);
  require_shape("tape_product", "b", B, A.n_cols, B.n_cols);
  return tape_record(tape, A * B,
                     {{a, [](const Visit& at, arma::mat& dA) { dA += at.G * at.B.t(); }},
                      {b, [](const Visit& at, arma::mat& dB) { dB += at.A.t() * at.G; }}});
}

NodeIndex tape_add(Tape& tape, NodeIndex a, NodeIndex b) {
  const arma::mat& A = tape_value(tape, a);
  const arma::mat& B = tape_value(tape, b);
  require_stretchable("tape_add", B, A);
  return tape_record(tape, A + stretched(B, A),
                     {{a, [](const Visit& at, arma::mat& dA) { dA += at.G; }},
                      {b, [](const Visit& at, arma::mat& dB) { dB += folded(at.G, at.B); }}});
}

NodeIndex tape_multiply(Tape& tape, NodeIndex a, NodeIndex b) {
  const arma::mat& A = tape_value(tape, a);
  const arma::mat& B = tape_value(tape, b);
  require_stretchable("tape_multiply", B, A);
  return tape_record(
      tape, A % stretched(B, A),
      {{a, [](const Visit& at, arma::mat& dA) { dA += at.G % stretched(at.B, at.A); }},
       {b, [](const Visit& at, arma::mat& dB) { dB += folded(at.G % at.A, at.B); }}});
}

// Task 12.4  Entry by entry.
NodeIndex tape_relu(Tape& tape, NodeIndex a) {
  return tape_record(
      tape, relu(tape_value(tape, a)),
      {{a, [](const Visit& at, arma::mat& dA) { dA += at.G % relu_derivative(at.A); }}});
}

NodeIndex tape_tanh(Tape& tape, NodeIndex a) {
  return tape_record(
      tape, arma::tanh(tape_value(tape, a)),
      {{a, [](const Visit& at, arma::mat& dA) { dA += at.G % (1.0 - arma::square(at.V)); }}});
}

NodeIndex tape_exp(Tape& tape, NodeIndex a) {
  return tape_record(tape, arma::exp(tape_value(tape, a)),
                     {{a, [](const Visit& at, arma::mat& dA) { dA += at.G % at.V; }}});
}

NodeIndex tape_log(Tape& tape, NodeIndex a) {
  return tape_record(tape, arma::log(tape_value(tape, a)),
                     {{a, [](const Visit& at, arma::mat& dA) { dA += at.G / at.A; }}});
}

// Task 12.5  Sums, places and the loss.
NodeIndex tape_sum(Tape& tape, NodeIndex a, arma::uword dimension) {
  return tape_record(tape, arma::sum(tape_value(tape, a), dimension),
                     {{a, [](const Visit& at, arma::mat& dA) { dA += stretched(at.G, at.A); }}});
}

NodeIndex tape_gather(Tape& tape, NodeIndex a, const arma::umat& places) {
  const arma::mat& A = tape_value(tape, a);
  arma::mat V(arma::size(places));
  for (arma::uword i = 0; i < places.n_elem; ++i) {
    const bool found = places(i) < A.n_elem;
    if (!found) {  // so that nobody writes a message for each of a million places
      require(found, "tape_gather",
              "place " + std::to_string(places(i)) + " is outside 0 ... " +
                  std::to_string(A.n_elem - 1));
    }
    V(i) = A(places(i));
  }
  const Rule bring_back = [places](const Visit& at, arma::mat& dA) {
    for (arma::uword i = 0; i < places.n_elem; ++i) dA(places(i)) += at.G(i);
  };
  return tape_record(tape, std::move(V), {{a, bring_back}});
}

NodeIndex tape_loss(Tape& tape, NodeIndex logits, const arma::mat& targets) {
  const arma::mat& Z = tape_value(tape, logits);
  require_shape("tape_loss", "targets", targets, Z.n_rows, Z.n_cols);
  const Loss loss = softmax_cross_entropy(Z, targets);
  const Rule scale = [gradient = loss.gradient](const Visit& at, arma::mat& dZ) {
    dZ += at.G(0, 0) * gradient;
  };
  return tape_record(tape, arma::mat{loss.value}, {{logits, scale}});
}

// Task 12.6  The residual network.
NodeIndex tape_resnet(Tape& tape, const ResidualNetwork& network, const arma::mat& X,
                      const arma::mat& targets) {
  const auto bend = [&](Activation activation, NodeIndex z) {
    if (activation == Activation::identity) return z;
    if (activation == Activation::relu) return tape_relu(tape, z);
    require(activation == Activation::tanh, "tape_resnet",
            "activation " + std::to_string(static_cast<int>(activation)) + " is not on the tape");
    return tape_tanh(tape, z);
  };
  const auto layer = [&](const arma::mat& weights, const arma::vec& bias, Activation activation,
                         NodeIndex x) {
    const NodeIndex W = tape_parameter(tape, weights);
    const NodeIndex b = tape_parameter(tape, bias);
    return bend(activation, tape_add(tape, tape_product(tape, W, x), b));
  };

  NodeIndex x = tape_constant(tape, X);
  x = layer(network.first.weights, network.first.bias, network.first.activation, x);
  for (const ResidualBlock& block : network.blocks) {
    const NodeIndex a = layer(block.W1, block.b, block.activation, x);
    x = tape_add(tape, x, tape_product(tape, tape_parameter(tape, block.W2), a));
  }
  x = layer(network.last.weights, network.last.bias, network.last.activation, x);
  return tape_loss(tape, x, targets);
}

// Task 12.7  Loss and gradient, for the loop of lesson 07.
LossAndGradient taped_gradient(const Tape& tape, NodeIndex loss) {
  const std::vector<arma::mat> gradients = tape_gradients(tape, loss);
  LossAndGradient taped{.loss = tape_value(tape, loss)(0, 0), .gradient = {}};
  for (NodeIndex k = 0; k < tape.nodes.size(); ++k) {
    const Node& node = tape.nodes[k];
    const bool parameter = node.inputs.empty() && node.wants_gradient;
    if (parameter) taped.gradient = arma::join_cols(taped.gradient, arma::vectorise(gradients[k]));
  }
  return taped;
}

}  // namespace nn
