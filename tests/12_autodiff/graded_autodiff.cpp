// The graded tests of lesson 12. Inputs come from a seed that no submission knows. What a gradient
// should be comes from the complex step: with x + i h in place of x, the imaginary part of f is h
// f'(x), exact to the last digit if h is tiny. It needs no derivative and no sweep.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <complex>
#include <stdexcept>
#include <string>
#include <vector>

#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "10_resnet/resnet.hpp"
#include "12_autodiff/autodiff.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/diagnosis.hpp"
#include "support/seed.hpp"

using namespace nn;

namespace {

using Complex = std::complex<double>;
using Indices = std::vector<NodeIndex>;

/// The name of an operation, so that a failing test does not print a number.
std::string name(Operation operation) {
  const std::vector<std::string> names = {"leaf",     "add",  "multiply", "matrix_product",
                                          "add_bias", "relu", "tanh",     "softmax_cross_entropy"};
  const auto number = static_cast<std::size_t>(operation);
  return number < names.size() ? names[number] : "none of the eight";
}

// ---- what an operation computes, in complex numbers ---------------------------------------------

/// -(1/m) sum of T log(softmax(Z)). T is taken as real: it is constant.
Complex cross_entropy(const arma::cx_mat& Z, const arma::cx_mat& T) {
  Complex total = 0.0;
  for (arma::uword s = 0; s < Z.n_cols; ++s) {
    const double largest = arma::real(Z.col(s)).max();
    Complex sum = 0.0;
    for (arma::uword i = 0; i < Z.n_rows; ++i) sum += std::exp(Z(i, s) - largest);
    for (arma::uword i = 0; i < Z.n_rows; ++i) {
      total += std::real(T(i, s)) * (std::log(sum) + largest - Z(i, s));
    }
  }
  return total / static_cast<double>(Z.n_cols);
}

arma::cx_mat compute(Operation operation, const arma::cx_mat& A, const arma::cx_mat& B) {
  if (operation == Operation::add) return A + B;
  if (operation == Operation::multiply) return A % B;
  if (operation == Operation::matrix_product) return A * B;
  if (operation == Operation::softmax_cross_entropy) {
    arma::cx_mat loss(1, 1);
    loss(0, 0) = cross_entropy(A, B);
    return loss;
  }
  arma::cx_mat result = A;
  if (operation == Operation::add_bias) result.each_col() += B.col(0);
  for (Complex& z : result) {
    if (operation == Operation::relu) z = std::real(z) > 0.0 ? z : 0.0;
    if (operation == Operation::tanh) z = std::tanh(z);
  }
  return result;
}

/// The values of all nodes, computed once more from those of the leaves, with `step` added to entry
/// `entry` of node `moved`. An input that is no earlier node has nothing to add: it is skipped.
std::vector<arma::cx_mat> replay(const Tape& tape, NodeIndex moved, arma::uword entry,
                                 Complex step) {
  std::vector<arma::cx_mat> values;
  for (const Node& node : tape.nodes) {
    if (node.operation == Operation::leaf) {
      values.emplace_back(node.value, arma::zeros(arma::size(node.value)));
    } else {
      values.push_back(
          compute(node.operation, values.at(node.inputs.at(0)), values.at(node.inputs.back())));
    }
    if (values.size() == moved + 1) values.back().at(entry) += step;
  }
  return values;
}

/// d(output)/d(node), by the complex step.
arma::mat derivative(const Tape& tape, NodeIndex output, NodeIndex node) {
  const double h = 1e-30;
  arma::mat result = arma::zeros(arma::size(tape.nodes.at(node).value));
  for (arma::uword entry = 0; entry < result.n_elem; ++entry) {
    result(entry) = std::imag(replay(tape, node, entry, Complex(0.0, h)).at(output)(0, 0)) / h;
  }
  return result;
}

/// The same tape with the values that follow from its leaves.
Tape replayed(Tape tape) {
  const std::vector<arma::cx_mat> values = replay(tape, tape.nodes.size(), 0, 0.0);
  for (std::size_t k = 0; k < values.size(); ++k) tape.nodes[k].value = arma::real(values[k]);
  return tape;
}

// ---- tapes that are written down by the tests ---------------------------------------------------

NodeIndex put_leaf(Tape& tape, const arma::mat& value) {
  tape.nodes.push_back({.operation = Operation::leaf, .inputs = {}, .value = value});
  return tape.nodes.size() - 1;
}

NodeIndex put(Tape& tape, Operation operation, const Indices& inputs) {
  const auto value = [&](NodeIndex k) {
    const arma::mat& real = tape.nodes.at(k).value;
    return arma::cx_mat(real, arma::zeros(arma::size(real)));
  };
  const arma::mat result =
      arma::real(compute(operation, value(inputs.front()), value(inputs.back())));
  tape.nodes.push_back({.operation = operation, .inputs = inputs, .value = result});
  return tape.nodes.size() - 1;
}

/// The sum of all entries of a node, each with a weight of its own, as a 1x1 node: r' A c.
NodeIndex put_weighted_sum(Tape& tape, NodeIndex a, Rng& rng) {
  const arma::mat A = tape.nodes.at(a).value;
  const NodeIndex r = put_leaf(tape, uniform_matrix(1, A.n_rows, 0.5, 1.5, rng));
  const NodeIndex c = put_leaf(tape, uniform_matrix(A.n_cols, 1, -1.5, -0.5, rng));
  return put(tape, Operation::matrix_product, {put(tape, Operation::matrix_product, {r, a}), c});
}

/// Numbers of size 0.3 to 1, of both signs: none of them, nor a product of them, is near 0.
arma::mat numbers(arma::uword rows, arma::uword cols, Rng& rng) {
  arma::mat M = uniform_matrix(rows, cols, 0.3, 1.0, rng);
  for (double& x : M) x = uniform(rng) < 0.5 ? x : -x;
  M(0) = std::abs(M(0));  // at least one of each sign
  M(M.n_elem - 1) = -std::abs(M(M.n_elem - 1));
  return M;
}

/// Columns of positive numbers that sum to 1.
arma::mat probabilities(arma::uword rows, arma::uword cols, Rng& rng) {
  arma::mat T = uniform_matrix(rows, cols, 0.1, 1.0, rng);
  for (arma::uword s = 0; s < cols; ++s) T.col(s) /= arma::accu(T.col(s));
  return T;
}

/// One-hot columns.
arma::mat one_hot_targets(arma::uword rows, arma::uword cols, Rng& rng) {
  arma::mat T = arma::zeros(rows, cols);
  for (arma::uword s = 0; s < cols; ++s) T(uniform_index(rows, rng), s) = 1.0;
  return T;
}

// ---- what learners write in place of the sweep --------------------------------------------------

enum class Wrong {
  none,
  overwritten,
  forwards,
  no_seed,
  seed_value,
  again,
  stopped,
  last_node,
  not_from_output,
  own_factor,
  no_factor,
  same_once,
  product_left,
  product_right,
  product_untransposed,
  product_order,
  bias_first,
  bias_mean,
  bias_total,
  relu_at_zero,
  relu_value,
  relu_passes,
  relu_gate,
  tanh_twice,
  tanh_input,
  tanh_passes,
  loss_no_m,
  loss_entries,
  loss_not_above,
  loss_logits,
  loss_softmax,
  loss_sign,
  targets_too,
  inputs_alone
};

struct NamedWrong {
  Wrong wrong;
  std::string sentence;
};

const std::vector<NamedWrong> all_wrongs = {
    {Wrong::overwritten,
     "A share was assigned where another one had come in before: all shares of a node count."},
    {Wrong::forwards,
     "The nodes handed on what they had not got yet: who sends to node k, earlier nodes or later "
     "ones?"},
    {Wrong::no_seed, "Nothing came back at all: what is d(output)/d(output)?"},
    {Wrong::seed_value,
     "The sweep began with the output's own value: what is d(output)/d(output)?"},
    {Wrong::again, "A node handed on again what it had handed on before: each share goes on once."},
    {Wrong::stopped,
     "The sweep ended at a node that nothing came back to: others may stand before it."},
    {Wrong::last_node,
     "This is the gradient of the last node: `output` says which one is asked for."},
    {Wrong::not_from_output, "The output handed nothing on: the sweep begins with its own node."},
    {Wrong::own_factor,
     "multiply gave each factor its own value: what does a product grow by, when one factor "
     "grows?"},
    {Wrong::no_factor, "multiply handed its gradient on as it was: that is the rule of add."},
    {Wrong::same_once, "A node that is both inputs of an operation gets both shares."},
    {Wrong::product_left,
     "In a matrix product, the share of the left factor lacks a transpose: write its shapes down."},
    {Wrong::product_right,
     "In a matrix product, the share of the right factor lacks a transpose: write its shapes "
     "down."},
    {Wrong::product_untransposed,
     "In a matrix product, both shares lack a transpose: write their shapes down."},
    {Wrong::product_order,
     "In a matrix product, the factors of the shares stand in the wrong order."},
    {Wrong::bias_first, "The bias heard of the first column alone: it was added to every column."},
    {Wrong::bias_mean,
     "The bias got a mean over the columns: where does 1/m stand in this course?"},
    {Wrong::bias_total,
     "Each entry of the bias got the sum over all rows: it was added to one row."},
    {Wrong::relu_at_zero, "The slope of ReLU at 0 is 0 in this course."},
    {Wrong::relu_value, "relu multiplied by its value: its slope is asked for, which is 0 or 1."},
    {Wrong::relu_passes, "relu let everything through: where is its slope?"},
    {Wrong::relu_gate, "relu looked at what came back: its slope depends on what went in."},
    {Wrong::tanh_twice,
     "The slope of tanh was taken at its output by a formula that is meant for its input."},
    {Wrong::tanh_input,
     "The slope of tanh was taken at its input by a formula that is meant for its output."},
    {Wrong::tanh_passes, "tanh let everything through: where is its slope?"},
    {Wrong::loss_no_m, "The gradient of the loss lacks its 1/m."},
    {Wrong::loss_entries,
     "The gradient of the loss is that of a mean over all entries: 1/m counts samples."},
    {Wrong::loss_not_above, "The loss did not multiply by what came to it from above."},
    {Wrong::loss_logits, "The gradient of the loss takes the logits for probabilities."},
    {Wrong::loss_softmax, "The gradient of the loss is softmax alone: where are the targets?"},
    {Wrong::loss_sign, "The gradient of the loss has the wrong sign."},
    {Wrong::targets_too, "The targets are constant: the loss sends nothing back to them."},
    {Wrong::inputs_alone,
     "Nodes in the middle lost their gradient: every node of the tape has one."}};

/// The shares of one node, right but for `wrong`.
std::vector<arma::mat> shares(const Tape& tape, const Node& node, const arma::mat& G, Wrong wrong) {
  if (node.operation == Operation::leaf) return {};
  const arma::mat& A = tape.nodes[node.inputs.front()].value;
  const arma::mat& B = tape.nodes[node.inputs.back()].value;
  const arma::mat& V = node.value;
  switch (node.operation) {
    case Operation::add:
      return {G, G};
    case Operation::multiply:
      if (wrong == Wrong::own_factor) return {G % A, G % B};
      if (wrong == Wrong::no_factor) return {G, G};
      return {G % B, G % A};
    case Operation::matrix_product: {
      const bool square = arma::size(A) == arma::size(B) && A.is_square();
      if (square && wrong == Wrong::product_left) return {G * B, A.t() * G};
      if (square && wrong == Wrong::product_right) return {G * B.t(), A * G};
      if (square && wrong == Wrong::product_untransposed) return {G * B, A * G};
      if (square && wrong == Wrong::product_order) return {B.t() * G, G * A.t()};
      return {G * B.t(), A.t() * G};
    }
    case Operation::add_bias:
      if (wrong == Wrong::bias_first) return {G, G.col(0)};
      if (wrong == Wrong::bias_mean) return {G, arma::mean(G, 1)};
      if (wrong == Wrong::bias_total) return {G, arma::accu(G) * arma::ones(G.n_rows, 1)};
      return {G, arma::sum(G, 1)};
    case Operation::relu: {
      arma::mat slope = A;
      for (double& a : slope) a = a > 0.0 || (wrong == Wrong::relu_at_zero && a == 0.0) ? 1.0 : 0.0;
      if (wrong == Wrong::relu_value) return {G % V};
      if (wrong == Wrong::relu_passes) return {G};
      if (wrong == Wrong::relu_gate) return {arma::clamp(G, 0.0, arma::datum::inf)};
      return {G % slope};
    }
    case Operation::tanh:
      if (wrong == Wrong::tanh_twice) return {G % (1.0 - arma::square(arma::tanh(V)))};
      if (wrong == Wrong::tanh_input) return {G % (1.0 - arma::square(A))};
      if (wrong == Wrong::tanh_passes) return {G};
      return {G % (1.0 - arma::square(V))};
    default: {
      const double m = static_cast<double>(A.n_cols);
      arma::mat P = A;
      for (arma::uword s = 0; s < P.n_cols; ++s) {
        P.col(s) = arma::exp(A.col(s) - A.col(s).max());
        P.col(s) /= arma::accu(P.col(s));
      }
      const double g = G(0, 0);
      const arma::mat right = g * (P - B) / m;
      if (wrong == Wrong::loss_no_m) return {m * right};
      if (wrong == Wrong::loss_entries) return {right / static_cast<double>(A.n_rows)};
      if (wrong == Wrong::loss_not_above) return {(P - B) / m};
      if (wrong == Wrong::loss_logits) return {g * (A - B) / m};
      if (wrong == Wrong::loss_softmax) return {g * P / m};
      if (wrong == Wrong::loss_sign) return {-right};
      if (wrong == Wrong::targets_too) return {right, -g * arma::log(P) / m};
      return {right};
    }
  }
}

/// A recursion that hands on all that a node has, whenever something comes in.
void hand_on_again(const Tape& tape, NodeIndex k, std::vector<arma::mat>& gradients) {
  const Node& node = tape.nodes[k];
  const std::vector<arma::mat> sent = shares(tape, node, gradients[k], Wrong::again);
  for (std::size_t i = 0; i < sent.size(); ++i) {
    gradients[node.inputs[i]] += sent[i];
    hand_on_again(tape, node.inputs[i], gradients);
  }
}

/// A whole sweep, right but for `wrong`.
std::vector<arma::mat> sweep(const Tape& tape, NodeIndex output, Wrong wrong) {
  std::vector<arma::mat> gradients;
  for (const Node& node : tape.nodes) gradients.push_back(arma::zeros(arma::size(node.value)));
  const NodeIndex start = wrong == Wrong::last_node ? tape.nodes.size() - 1 : output;
  if (wrong != Wrong::no_seed) gradients[start].ones();
  if (wrong == Wrong::seed_value) gradients[start] = tape.nodes[start].value;
  if (wrong == Wrong::again) {
    hand_on_again(tape, start, gradients);
    return gradients;
  }
  for (NodeIndex step = 0; step <= start; ++step) {
    if (wrong == Wrong::not_from_output && step == 0) continue;
    const NodeIndex k = wrong == Wrong::forwards ? step : start - step;
    if (wrong == Wrong::stopped && gradients[k].is_zero()) break;
    const Node& node = tape.nodes[k];
    const std::vector<arma::mat> sent = shares(tape, node, gradients[k], wrong);
    for (std::size_t i = 0; i < sent.size(); ++i) {
      const bool again = i == 1 && node.inputs[0] == node.inputs[1];
      if (wrong == Wrong::same_once && again) continue;
      arma::mat& gradient = gradients[node.inputs[i]];
      gradient = wrong == Wrong::overwritten ? sent[i] : arma::mat(gradient + sent[i]);
    }
  }
  if (wrong != Wrong::inputs_alone) return gradients;
  for (std::size_t k = 0; k < gradients.size(); ++k) {
    if (tape.nodes[k].operation != Operation::leaf) gradients[k].zeros();
  }
  return gradients;
}

bool all_agree(const std::vector<arma::mat>& a, const std::vector<arma::mat>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (!support::agrees(a[k], b[k], support::default_tolerance)) return false;
  }
  return true;
}

/// The mistakes that explain the gradients of all nodes at once, if it is no more than one: where
/// two explain the same numbers, neither is named.
std::vector<NamedWrong> fitting_wrongs(const std::vector<arma::mat>& actual, const Tape& tape,
                                       NodeIndex output) {
  std::vector<NamedWrong> fitting;
  for (const NamedWrong& named : all_wrongs) {
    if (all_agree(actual, sweep(tape, output, named.wrong))) fitting.push_back(named);
  }
  if (fitting.size() > 1) fitting.clear();
  return fitting;
}

/// The student's gradients of every node against the complex step.
void check_gradients(const Tape& tape, NodeIndex output) {
  const std::vector<arma::mat> actual = tape_gradients(tape, output);
  {
    INFO("There is one gradient for each node of the tape.");
    REQUIRE(actual.size() == tape.nodes.size());
  }
  const std::vector<NamedWrong> fitting = fitting_wrongs(actual, tape, output);
  for (NodeIndex k = 0; k < tape.nodes.size(); ++k) {
    support::CloseTo expected = close_to(derivative(tape, output, k));
    for (const NamedWrong& named : fitting) {
      expected.mistake(named.sentence, sweep(tape, output, named.wrong)[k]);
    }
    INFO("The gradient of node " << k << " (" << name(tape.nodes[k].operation) << "), where node "
                                 << output << " is the output:");
    CHECK_THAT(actual[k], expected);
  }
}

// ---- recording ----------------------------------------------------------------------------------

bool same(const Node& a, const Node& b) {
  return a.operation == b.operation && a.inputs == b.inputs &&
         arma::size(a.value) == arma::size(b.value) &&
         arma::approx_equal(a.value, b.value, "absdiff", 0.0);
}

/// Whether the first nodes of `after` are the nodes of `before`.
bool begins_with(const Tape& after, const Tape& before) {
  if (after.nodes.size() < before.nodes.size()) return false;
  for (std::size_t k = 0; k < before.nodes.size(); ++k) {
    if (!same(after.nodes[k], before.nodes[k])) return false;
  }
  return true;
}

/// One node was appended to `before`: this one, with a value that `value` matches.
void check_recorded(const Tape& before, const Tape& after, NodeIndex index, Operation operation,
                    const Indices& inputs, const support::CloseTo& value) {
  const std::size_t place = before.nodes.size();
  INFO("The tape had " << place << " nodes before.");
  {
    INFO("Each call appends one node.");
    REQUIRE(after.nodes.size() == place + 1);
  }
  {
    INFO("What is returned is the new node's place on the tape, counted from 0.");
    CHECK(index == place);
  }
  const Node& node = after.nodes.back();
  {
    INFO("The node remembers which operation made it.");
    CHECK(name(node.operation) == name(operation));
  }
  {
    INFO("The node remembers its inputs, in the order of the arguments.");
    CHECK(node.inputs == inputs);
  }
  CHECK_THAT(node.value, value);
  INFO("The nodes before the new one stay as they were.");
  CHECK(begins_with(after, before));
}

void check_unchanged(const Tape& after, const Tape& before) {
  INFO("What is refused leaves the tape as it was: look before you append.");
  CHECK(after.nodes.size() == before.nodes.size());
  CHECK(begins_with(after, before));
}

/// A tape of leaves with these shapes.
Tape leaves(const std::vector<std::pair<arma::uword, arma::uword>>& shapes, Rng& rng) {
  Tape tape;
  for (const auto& [rows, cols] : shapes) put_leaf(tape, numbers(rows, cols, rng));
  return tape;
}

/// A times B by loops.
arma::mat loop_product(const arma::mat& A, const arma::mat& B) {
  arma::mat product(A.n_rows, B.n_cols);
  for (arma::uword i = 0; i < A.n_rows; ++i) {
    for (arma::uword j = 0; j < B.n_cols; ++j) {
      double sum = 0.0;
      for (arma::uword k = 0; k < A.n_cols; ++k) sum += A(i, k) * B(k, j);
      product(i, j) = sum;
    }
  }
  return product;
}

// ---- residual networks --------------------------------------------------------------------------

ResidualNetwork random_network(const std::vector<Activation>& activations, arma::uword inputs,
                               arma::uword h, arma::uword outputs, Rng& rng) {
  ResidualNetwork network;
  const std::size_t last = activations.size() - 1;
  network.first = {
      .weights = numbers(h, inputs, rng), .bias = numbers(h, 1, rng), .activation = activations[0]};
  for (std::size_t i = 1; i < last; ++i) {
    network.blocks.push_back({.W1 = numbers(h, h, rng),
                              .b = numbers(h, 1, rng),
                              .W2 = numbers(h, h, rng),
                              .activation = activations[i]});
  }
  network.last = {.weights = numbers(outputs, h, rng),
                  .bias = numbers(outputs, 1, rng),
                  .activation = activations[last]};
  return network;
}

const std::vector<Activation> mixed = {Activation::tanh, Activation::relu, Activation::identity,
                                       Activation::tanh, Activation::identity};

std::vector<arma::mat> parameters_of(const ResidualNetwork& network) {
  std::vector<arma::mat> all = {network.first.weights, network.first.bias};
  for (const ResidualBlock& block : network.blocks)
    all.insert(all.end(), {block.W1, block.b, block.W2});
  all.insert(all.end(), {network.last.weights, network.last.bias});
  return all;
}

enum class Slip {
  none,
  no_skip,
  no_W2,
  W2_first,
  bent_after,
  straight,
  first_straight,
  one_block,
  last_straight,
  skip_from_first,
  bent_twice,
  W1_twice,
  as_first
};

arma::mat bent(Activation activation, const arma::mat& Z) {
  if (activation == Activation::tanh) return arma::tanh(Z);
  if (activation == Activation::relu) return arma::clamp(Z, 0.0, arma::datum::inf);
  return Z;
}

/// The loss of a residual network, right but for `slip`.
double network_loss(const ResidualNetwork& network, const arma::mat& X, const arma::mat& T,
                    Slip slip = Slip::none) {
  const auto affine = [](const arma::mat& W, const arma::vec& b, const arma::mat& x) {
    arma::mat Z = loop_product(W, x);
    Z.each_col() += b;
    return Z;
  };
  arma::mat x = affine(network.first.weights, network.first.bias, X);
  if (slip != Slip::first_straight) x = bent(network.first.activation, x);
  const arma::mat first = x;
  for (const ResidualBlock& block : network.blocks) {
    if (slip == Slip::one_block && &block != &network.blocks.front()) break;
    Activation activation = block.activation;
    if (slip == Slip::straight || slip == Slip::bent_after) activation = Activation::identity;
    if (slip == Slip::as_first) activation = network.first.activation;
    const arma::mat& inner = slip == Slip::W2_first ? block.W2 : block.W1;
    const arma::mat& outer = slip == Slip::W2_first || slip == Slip::W1_twice ? block.W1 : block.W2;
    const arma::mat A = bent(activation, affine(inner, block.b, x));
    const arma::mat added = slip == Slip::no_W2 ? A : loop_product(outer, A);
    if (slip == Slip::no_skip) {
      x = added;
    } else {
      x = (slip == Slip::skip_from_first ? first : x) + added;
    }
    if (slip == Slip::bent_after || slip == Slip::bent_twice) x = bent(block.activation, x);
  }
  x = affine(network.last.weights, network.last.bias, x);
  if (slip != Slip::last_straight) x = bent(network.last.activation, x);
  const arma::mat none = arma::zeros(arma::size(x));
  return std::real(cross_entropy(arma::cx_mat(x, none), arma::cx_mat(T, none)));
}

/// The recorded network, written down by the tests; its parameters are in the order of the
/// contract.
TapedNetwork put_network(Tape& tape, const ResidualNetwork& network, const arma::mat& X,
                         const arma::mat& T) {
  TapedNetwork taped;
  const auto parameter = [&](const arma::mat& value) {
    taped.parameters.push_back(put_leaf(tape, value));
    return taped.parameters.back();
  };
  const auto layer = [&](const arma::mat& W, const arma::mat& b, Activation activation,
                         NodeIndex x) {
    const NodeIndex w = parameter(W);
    NodeIndex z = put(tape, Operation::matrix_product, {w, x});
    z = put(tape, Operation::add_bias, {z, parameter(b)});
    if (activation == Activation::relu) z = put(tape, Operation::relu, {z});
    if (activation == Activation::tanh) z = put(tape, Operation::tanh, {z});
    return z;
  };
  NodeIndex x = put_leaf(tape, X);
  x = layer(network.first.weights, network.first.bias, network.first.activation, x);
  for (const ResidualBlock& block : network.blocks) {
    const NodeIndex a = layer(block.W1, block.b, block.activation, x);
    const NodeIndex added = put(tape, Operation::matrix_product, {parameter(block.W2), a});
    x = put(tape, Operation::add, {x, added});
  }
  x = layer(network.last.weights, network.last.bias, network.last.activation, x);
  taped.loss = put(tape, Operation::softmax_cross_entropy, {x, put_leaf(tape, T)});
  return taped;
}

/// The entries of the parameters' gradients, one below the other.
arma::vec joined(const std::vector<arma::mat>& gradients, const Indices& places) {
  arma::vec all;
  for (const NodeIndex k : places) all = arma::join_cols(all, arma::vectorise(gradients.at(k)));
  return all;
}

}  // namespace

// ---- 12.1 tape_leaf, tape_add, tape_multiply ----------------------------------------------------

TEST_CASE("12.1 leaves hold any matrix and are numbered in order", "[12][12.1]") {
  Rng rng = test_rng("12.1 a");
  Tape tape = leaves({{2, 2}, {1, 3}}, rng);
  for (const auto& [rows, cols] :
       std::vector<std::pair<arma::uword, arma::uword>>{{1, 1}, {3, 1}, {1, 4}, {5, 2}}) {
    const Tape before = tape;
    const arma::mat value = numbers(rows, cols, rng);
    const NodeIndex index = tape_leaf(tape, value);
    check_recorded(before, tape, index, Operation::leaf, {}, close_to(value));
  }
}

TEST_CASE("12.1 sums of any two nodes are recorded", "[12][12.1]") {
  Rng rng = test_rng("12.1 b");
  Tape tape = leaves({{3, 2}, {4, 4}, {3, 2}, {3, 2}}, rng);
  for (const Indices& pair : std::vector<Indices>{{0, 3}, {2, 0}, {4, 5}, {1, 1}}) {
    const Tape before = tape;
    const arma::mat& A = before.nodes.at(pair[0]).value;
    const arma::mat& B = before.nodes.at(pair[1]).value;
    const NodeIndex index = tape_add(tape, pair[0], pair[1]);
    check_recorded(
        before, tape, index, Operation::add, pair,
        close_to(A + B).mistake("These are the entries' products: this is a sum.", A % B));
  }
}

TEST_CASE("12.1 products entry by entry of any two nodes are recorded", "[12][12.1]") {
  Rng rng = test_rng("12.1 c");
  Tape tape = leaves({{3, 3}, {1, 4}, {3, 3}, {1, 4}}, rng);
  for (const Indices& pair : std::vector<Indices>{{2, 0}, {1, 3}, {4, 2}, {0, 0}}) {
    const Tape before = tape;
    const arma::mat& A = before.nodes.at(pair[0]).value;
    const arma::mat& B = before.nodes.at(pair[1]).value;
    support::CloseTo expected = close_to(A % B).mistake("This is the sum.", A + B);
    if (A.is_square()) {
      expected.mistake(
          "This is the product of matrices: here, each entry meets the entry in its "
          "own place.",
          A * B);
    }
    const NodeIndex index = tape_multiply(tape, pair[0], pair[1]);
    check_recorded(before, tape, index, Operation::multiply, pair, expected);
  }
}

TEST_CASE("12.1 every wrong shape and every wrong index is refused", "[12][12.1]") {
  Rng rng = test_rng("12.1 d");
  const Tape before = leaves({{3, 2}, {2, 3}, {3, 1}, {1, 1}, {6, 1}}, rng);
  Tape tape = before;
  const std::vector<std::string> shapes = {"3x2", "2x3", "3x1", "1x1", "6x1"};
  INFO("Nodes 0 to 4 are 3x2, 2x3, 3x1, 1x1 and 6x1. Nothing is stretched to fit.");
  INFO("Is each index less than the number of nodes? Ask that before the value is looked at.");
  for (NodeIndex b = 1; b < 5; ++b) {
    CHECK_THROWS_MATCHES(tape_add(tape, 0, b), std::invalid_argument,
                         says("tape_add: b is " + shapes[b] + ", expected 3x2"));
    CHECK_THROWS_MATCHES(tape_multiply(tape, b, 0), std::invalid_argument,
                         says("tape_multiply: b is 3x2, expected " + shapes[b]));
  }
  CHECK_THROWS_MATCHES(tape_add(tape, 2, 5), std::invalid_argument,
                       says("tape_add: node 5 is not on the tape, which has 5 nodes"));
  CHECK_THROWS_MATCHES(tape_add(tape, 8, 6), std::invalid_argument,
                       says("tape_add: node 8 is not on the tape, which has 5 nodes"));
  CHECK_THROWS_MATCHES(tape_multiply(tape, 5, 1), std::invalid_argument,
                       says("tape_multiply: node 5 is not on the tape, which has 5 nodes"));
  CHECK_THROWS_MATCHES(tape_multiply(tape, 1, 5), std::invalid_argument,
                       says("tape_multiply: node 5 is not on the tape, which has 5 nodes"));
  check_unchanged(tape, before);
  INFO("What fits is not refused.");
  CHECK_NOTHROW(tape_add(tape, 0, 0));
  CHECK_NOTHROW(tape_multiply(tape, 1, 1));
}

// ---- 12.2 tape_product, tape_add_bias -----------------------------------------------------------

TEST_CASE("12.2 products of matrices of all shapes are recorded", "[12][12.2]") {
  Rng rng = test_rng("12.2 a");
  Tape tape = leaves({{3, 3}, {3, 3}, {3, 1}, {1, 3}, {2, 3}}, rng);
  for (const Indices& pair : std::vector<Indices>{{1, 0}, {0, 0}, {4, 2}, {3, 2}, {2, 3}, {4, 1}}) {
    const Tape before = tape;
    const arma::mat& A = before.nodes.at(pair[0]).value;
    const arma::mat& B = before.nodes.at(pair[1]).value;
    support::CloseTo expected = close_to(loop_product(A, B));
    if (arma::size(A) == arma::size(B)) {
      expected.mistake("This is B A: the first argument stands on the left.", loop_product(B, A))
          .mistake("These are products entry by entry: this is the product of matrices.", A % B)
          .mistake("The left factor is transposed.", loop_product(A.t(), B))
          .mistake("The right factor is transposed.", loop_product(A, B.t()));
    }
    const NodeIndex index = tape_product(tape, pair[0], pair[1]);
    INFO("A is " << shape(A.n_rows, A.n_cols) << ", B is " << shape(B.n_rows, B.n_cols) << ".");
    check_recorded(before, tape, index, Operation::matrix_product, pair, expected);
  }
}

TEST_CASE("12.2 a bias reaches every column, of one sample and of many", "[12][12.2]") {
  Rng rng = test_rng("12.2 b");
  Tape tape = leaves({{3, 3}, {3, 1}, {1, 5}, {1, 1}}, rng);
  for (const Indices& pair : std::vector<Indices>{{0, 1}, {2, 3}, {1, 1}}) {
    const Tape before = tape;
    const arma::mat& A = before.nodes.at(pair[0]).value;
    const arma::mat b = before.nodes.at(pair[1]).value;
    arma::mat sum = A;
    arma::mat first = A;
    arma::mat minus = A;
    arma::mat along = A;
    for (arma::uword i = 0; i < A.n_rows; ++i) {
      first(i, 0) += b(i, 0);
      for (arma::uword s = 0; s < A.n_cols; ++s) {
        sum(i, s) += b(i, 0);
        minus(i, s) -= b(i, 0);
        if (A.is_square()) along(i, s) += b(s, 0);
      }
    }
    const NodeIndex index = tape_add_bias(tape, pair[0], pair[1]);
    check_recorded(
        before, tape, index, Operation::add_bias, pair,
        close_to(sum)
            .mistake("Only the first column has the bias: it belongs to each column.", first)
            .mistake("The bias was subtracted.", minus)
            .mistake("The bias was added along the rows: each of its entries belongs to one row.",
                     along));
  }
}

TEST_CASE("12.2 every factor and every bias that does not fit is refused", "[12][12.2]") {
  Rng rng = test_rng("12.2 c");
  const Tape before = leaves({{3, 2}, {3, 2}, {1, 3}, {2, 1}, {3, 3}}, rng);
  Tape tape = before;
  INFO("Nodes 0 to 4 are 3x2, 3x2, 1x3, 2x1 and 3x3.");
  CHECK_THROWS_MATCHES(tape_product(tape, 0, 1), std::invalid_argument,
                       says("tape_product: b is 3x2, expected 2x2"));
  CHECK_THROWS_MATCHES(tape_product(tape, 4, 3), std::invalid_argument,
                       says("tape_product: b is 2x1, expected 3x1"));
  CHECK_THROWS_MATCHES(tape_product(tape, 5, 3), std::invalid_argument,
                       says("tape_product: node 5 is not on the tape, which has 5 nodes"));
  CHECK_THROWS_MATCHES(tape_product(tape, 3, 5), std::invalid_argument,
                       says("tape_product: node 5 is not on the tape, which has 5 nodes"));
  CHECK_THROWS_MATCHES(tape_add_bias(tape, 0, 3), std::invalid_argument,
                       says("tape_add_bias: b is 2x1, expected 3x1"));
  CHECK_THROWS_MATCHES(tape_add_bias(tape, 0, 2), std::invalid_argument,
                       says("tape_add_bias: b is 1x3, expected 3x1"));
  CHECK_THROWS_MATCHES(tape_add_bias(tape, 0, 1), std::invalid_argument,
                       says("tape_add_bias: b is 3x2, expected 3x1"));
  CHECK_THROWS_MATCHES(tape_add_bias(tape, 6, 2), std::invalid_argument,
                       says("tape_add_bias: node 6 is not on the tape, which has 5 nodes"));
  CHECK_THROWS_MATCHES(tape_add_bias(tape, 0, 5), std::invalid_argument,
                       says("tape_add_bias: node 5 is not on the tape, which has 5 nodes"));
  check_unchanged(tape, before);
  INFO("What fits is not refused.");
  CHECK_NOTHROW(tape_product(tape, 4, 0));
  CHECK_NOTHROW(tape_add_bias(tape, 3, 3));
}

// ---- 12.3 tape_relu, tape_tanh ------------------------------------------------------------------

TEST_CASE("12.3 relu of any node is recorded", "[12][12.3]") {
  Rng rng = test_rng("12.3 a");
  Tape tape = leaves({{4, 3}, {1, 5}}, rng);
  for (arma::uword i = 0; i < 4; ++i) {  // each row and each column has a negative number
    double& z = tape.nodes[0].value(i, (i + 1) % 3);
    z = -std::abs(z);
  }
  tape.nodes[0].value(1, 1) = 0.0;
  for (const NodeIndex a : {0, 1, 2}) {
    const Tape before = tape;
    const arma::mat& A = before.nodes.at(a).value;
    arma::mat expected = A;
    arma::mat slope = A;
    arma::mat leaky = A;
    for (arma::uword i = 0; i < A.n_elem; ++i) {
      expected(i) = std::max(A(i), 0.0);
      slope(i) = A(i) > 0.0 ? 1.0 : 0.0;
      leaky(i) = A(i) > 0.0 ? A(i) : leaky_slope * A(i);
    }
    const NodeIndex index = tape_relu(tape, a);
    check_recorded(
        before, tape, index, Operation::relu, {a},
        close_to(expected)
            .mistake("This is the derivative: the tape records the value.", slope)
            .mistake("This is the leaky ReLU.", leaky)
            .mistake("This is the absolute value: what is negative becomes 0.", arma::abs(A)));
  }
}

TEST_CASE("12.3 tanh of any node is recorded", "[12][12.3]") {
  Rng rng = test_rng("12.3 b");
  Tape tape = leaves({{3, 4}, {5, 1}}, rng);
  for (const NodeIndex a : {1, 0, 2}) {
    const Tape before = tape;
    const arma::mat& A = before.nodes.at(a).value;
    arma::mat expected = A;
    arma::mat sigmoid_of = A;
    for (arma::uword i = 0; i < A.n_elem; ++i) {
      const double q = std::exp(2.0 * A(i));
      expected(i) = (q - 1.0) / (q + 1.0);
      sigmoid_of(i) = 1.0 / (1.0 + std::exp(-A(i)));
    }
    const NodeIndex index = tape_tanh(tape, a);
    check_recorded(before, tape, index, Operation::tanh, {a},
                   close_to(expected)
                       .mistake("This is the derivative: the tape records the value.",
                                1.0 - arma::square(expected))
                       .mistake("This is the sigmoid: tanh lies between -1 and 1.", sigmoid_of));
  }
}

TEST_CASE("12.3 relu and tanh are finite at 1000 and refuse what is not there", "[12][12.3]") {
  Rng rng = test_rng("12.3 c");
  const double large = uniform(800.0, 1200.0, rng);
  Tape tape;
  put_leaf(tape, {{large, -large, 0.0, -1e-3}});
  put_leaf(tape, numbers(2, 2, rng));
  const Tape before = tape;
  {
    INFO("tanh is 1 and -1 far from 0. A quotient of exponentials overflows there.");
    const NodeIndex index = tape_tanh(tape, 0);
    check_recorded(before, tape, index, Operation::tanh, {0},
                   close_to({{1.0, -1.0, 0.0, std::tanh(-1e-3)}}));
  }
  tape = before;
  check_recorded(before, tape, tape_relu(tape, 0), Operation::relu, {0},
                 close_to({{large, 0.0, 0.0, 0.0}}));
  tape = before;
  CHECK_THROWS_MATCHES(tape_tanh(tape, 2), std::invalid_argument,
                       says("tape_tanh: node 2 is not on the tape, which has 2 nodes"));
  CHECK_THROWS_MATCHES(tape_relu(tape, 3), std::invalid_argument,
                       says("tape_relu: node 3 is not on the tape, which has 2 nodes"));
  check_unchanged(tape, before);
}

// ---- 12.4 tape_loss -----------------------------------------------------------------------------

TEST_CASE("12.4 the loss of logits and targets on any nodes", "[12][12.4]") {
  Rng rng = test_rng("12.4 a");
  for (const auto& [rows, cols] :
       std::vector<std::pair<arma::uword, arma::uword>>{{3, 5}, {2, 1}, {4, 4}}) {
    Tape tape = leaves({{2, 2}}, rng);
    const NodeIndex targets = put_leaf(tape, probabilities(rows, cols, rng));
    const NodeIndex logits = put_leaf(tape, uniform_matrix(rows, cols, -3.0, 3.0, rng));
    const arma::mat& Z = tape.nodes[logits].value;
    const arma::mat& T = tape.nodes[targets].value;
    double sum = 0.0;
    double twice = 0.0;  // softmax of softmax
    for (arma::uword s = 0; s < cols; ++s) {
      double total = 0.0;
      for (arma::uword i = 0; i < rows; ++i) total += std::exp(Z(i, s));
      double total_twice = 0.0;
      for (arma::uword i = 0; i < rows; ++i) total_twice += std::exp(std::exp(Z(i, s)) / total);
      for (arma::uword i = 0; i < rows; ++i) {
        sum -= T(i, s) * (Z(i, s) - std::log(total));
        twice -= T(i, s) * (std::exp(Z(i, s)) / total - std::log(total_twice));
      }
    }
    const Tape before = tape;
    const double m = static_cast<double>(cols);
    const NodeIndex index = tape_loss(tape, logits, targets);
    check_recorded(before, tape, index, Operation::softmax_cross_entropy, {logits, targets},
                   close_to(arma::mat{sum / m})
                       .samples(cols)
                       .mistake("This is the mean over all entries: 1/m counts samples.",
                                arma::mat{sum / m / static_cast<double>(rows)})
                       .mistake("Softmax was taken twice: the loss takes it itself, of the logits.",
                                arma::mat{twice / m}));
  }
}

TEST_CASE("12.4 the loss is exact at logits of plus and minus 1000", "[12][12.4]") {
  Rng rng = test_rng("12.4 b");
  const double large = uniform(800.0, 1000.0, rng);
  Tape tape;
  put_leaf(tape, {{large, -large, -large}, {-large, large, -large - 1000.0}});
  put_leaf(tape, {{1.0, 1.0, 1.0}, {0.0, 0.0, 0.0}});
  const Tape before = tape;
  INFO("Only sample 1 is wrong, by twice the logit: the mean is that over 3.");
  const NodeIndex index = tape_loss(tape, 0, 1);
  check_recorded(before, tape, index, Operation::softmax_cross_entropy, {0, 1},
                 close_to(arma::mat{2.0 * large / 3.0}));
}

TEST_CASE("12.4 a node may be its own target, and what does not fit is refused", "[12][12.4]") {
  Rng rng = test_rng("12.4 c");
  Tape tape = leaves({{2, 3}, {3, 2}, {2, 4}}, rng);
  const NodeIndex p = put_leaf(tape, arma::mat{{0.5, 0.5}, {0.5, 0.5}});
  const Tape before = tape;
  {
    INFO("Equal logits: each class has probability 1/2, and the loss is log(2).");
    check_recorded(before, tape, tape_loss(tape, p, p), Operation::softmax_cross_entropy, {p, p},
                   close_to(arma::mat{std::log(2.0)}));
  }
  tape = before;
  CHECK_THROWS_MATCHES(tape_loss(tape, 0, 1), std::invalid_argument,
                       says("tape_loss: targets is 3x2, expected 2x3"));
  CHECK_THROWS_MATCHES(tape_loss(tape, 2, 0), std::invalid_argument,
                       says("tape_loss: targets is 2x3, expected 2x4"));
  CHECK_THROWS_MATCHES(tape_loss(tape, 0, 4), std::invalid_argument,
                       says("tape_loss: node 4 is not on the tape, which has 4 nodes"));
  CHECK_THROWS_MATCHES(tape_loss(tape, 5, 0), std::invalid_argument,
                       says("tape_loss: node 5 is not on the tape, which has 4 nodes"));
  check_unchanged(tape, before);
}

// ---- 12.5 tape_gradients ------------------------------------------------------------------------

TEST_CASE("12.5 sums and products of a node that is used many times", "[12][12.5]") {
  Rng rng = test_rng("12.5 a");
  Tape tape = leaves({{2, 3}, {2, 3}, {2, 3}}, rng);
  const NodeIndex ab = put(tape, Operation::multiply, {0, 1});
  const NodeIndex square = put(tape, Operation::multiply, {ab, ab});
  const NodeIndex sum = put(tape, Operation::add, {square, 0});
  const NodeIndex more = put(tape, Operation::multiply, {sum, 2});
  const NodeIndex all = put(tape, Operation::add, {more, 0});
  const NodeIndex twice = put(tape, Operation::add, {all, all});
  check_gradients(tape, put_weighted_sum(tape, put(tape, Operation::add, {twice, 1}), rng));
}

TEST_CASE("12.5 matrix products, square and not, and of a matrix with itself", "[12][12.5]") {
  Rng rng = test_rng("12.5 b");
  Tape tape = leaves({{3, 3}, {3, 3}, {3, 2}}, rng);
  const NodeIndex ab = put(tape, Operation::matrix_product, {0, 1});
  const NodeIndex square = put(tape, Operation::matrix_product, {ab, ab});
  const NodeIndex tall = put(tape, Operation::matrix_product, {square, 2});
  check_gradients(tape, put_weighted_sum(tape, tall, rng));
}

TEST_CASE("12.5 a matrix product where all shapes are square", "[12][12.5]") {
  Rng rng = test_rng("12.5 l");
  Tape tape = leaves({{3, 3}, {3, 3}}, rng);
  const NodeIndex targets = put_leaf(tape, probabilities(3, 3, rng));
  const NodeIndex ab = put(tape, Operation::matrix_product, {0, 1});
  check_gradients(tape, put(tape, Operation::softmax_cross_entropy, {ab, targets}));
}

TEST_CASE("12.5 a bias gets the sum over the columns", "[12][12.5]") {
  Rng rng = test_rng("12.5 c");
  Tape tape = leaves({{3, 4}, {3, 1}}, rng);
  const NodeIndex shifted = put(tape, Operation::add_bias, {0, 1});
  const NodeIndex bias_twice = put(tape, Operation::add_bias, {1, 1});
  const NodeIndex both = put(tape, Operation::add_bias, {shifted, bias_twice});
  check_gradients(tape, put_weighted_sum(tape, both, rng));
}

TEST_CASE("12.5 relu and tanh multiply by their slopes, and that of relu at 0 is 0", "[12][12.5]") {
  Rng rng = test_rng("12.5 d");
  Tape tape;
  const arma::mat signs = {{1, -1, 1}, {1, 0, -1}, {-1, 1, 1}};  // both in each row and column
  put_leaf(tape, signs % uniform_matrix(3, 3, 0.3, 1.0, rng));
  const NodeIndex kept = put(tape, Operation::relu, {0});
  check_gradients(tape, put_weighted_sum(tape, kept, rng));

  Tape curved;
  put_leaf(curved, numbers(3, 3, rng));
  const NodeIndex once = put(curved, Operation::tanh, {0});
  check_gradients(curved, put_weighted_sum(curved, once, rng));
}

TEST_CASE("12.5 the loss in the middle of a computation", "[12][12.5]") {
  Rng rng = test_rng("12.5 e");
  Tape tape;
  const NodeIndex logits = put_leaf(tape, uniform_matrix(3, 5, -2.0, 2.0, rng));
  const NodeIndex targets = put_leaf(tape, probabilities(3, 5, rng));
  const NodeIndex factor = put_leaf(tape, arma::mat{uniform(2.2, 3.8, rng)});
  const NodeIndex loss = put(tape, Operation::softmax_cross_entropy, {logits, targets});
  const NodeIndex more = put(tape, Operation::multiply, {loss, factor});
  check_gradients(tape, more);
}

TEST_CASE("12.5 logits of 1000 and a node that is its own target", "[12][12.5]") {
  Rng rng = test_rng("12.5 f");
  {
    const double large = uniform(800.0, 1000.0, rng);
    Tape tape;
    put_leaf(
        tape,
        {{-large, large, 0.0, -large}, {large, -large, large, 0.0}, {0.0, 0.0, -large, large}});
    put_leaf(tape, {{1, 1, 0, 0}, {0, 0, 0, 0}, {0, 0, 1, 1}});
    const NodeIndex loss = put(tape, Operation::softmax_cross_entropy, {0, 1});
    INFO("Softmax is one-hot here, up to rounding, and samples 1 and 3 are right.");
    check_gradients(tape, loss);
  }
  Tape tape;
  const NodeIndex p = put_leaf(tape, probabilities(3, 4, rng));
  INFO("The node is logits and targets at once: its gradient is what comes back to the logits.");
  check_gradients(tape, put(tape, Operation::softmax_cross_entropy, {p, p}));
}

TEST_CASE("12.5 nodes that the output does not depend on get zeros", "[12][12.5]") {
  Rng rng = test_rng("12.5 g");
  Tape tape = leaves({{2, 2}, {2, 2}, {1, 3}, {2, 1}}, rng);
  const NodeIndex ab = put(tape, Operation::matrix_product, {0, 1});
  put(tape, Operation::multiply, {ab, 1});  // leads nowhere
  put(tape, Operation::tanh, {2});
  const NodeIndex output = put_weighted_sum(tape, ab, rng);
  const NodeIndex later = put(tape, Operation::multiply, {output, output});
  put(tape, Operation::add_bias, {later, output});
  check_gradients(tape, output);
}

TEST_CASE("12.5 the output may be a leaf, or the only node", "[12][12.5]") {
  Rng rng = test_rng("12.5 h");
  Tape tape;
  put_leaf(tape, arma::mat{uniform(2.0, 3.0, rng)});
  check_gradients(tape, 0);
  put_leaf(tape, arma::mat{uniform(2.0, 3.0, rng)});
  put_leaf(tape, numbers(2, 3, rng));
  put(tape, Operation::multiply, {0, 1});
  check_gradients(tape, 1);
}

TEST_CASE("12.5 a long chain and many ways", "[12][12.5]") {
  Rng rng = test_rng("12.5 i");
  const double x = uniform(0.5, 0.9, rng);
  Tape chain;
  NodeIndex last = put_leaf(chain, arma::mat{x});
  const NodeIndex step = put_leaf(chain, arma::mat{1.0});
  for (int i = 0; i < 400; ++i) last = put(chain, Operation::add, {last, step});
  const std::vector<arma::mat> of_chain = tape_gradients(chain, last);
  REQUIRE(of_chain.size() == 402);
  INFO("400 times a 1 is added: d/dx is 1, and the node that is used 400 times gets 400.");
  CHECK_THAT(of_chain[0], close_to(arma::mat{1.0}));
  CHECK_THAT(of_chain[1],
             close_to(arma::mat{400.0})
                 .mistake("A share was assigned where another one had come in before: all shares "
                          "of a node count.",
                          arma::mat{1.0}));

  Tape tree;
  last = put_leaf(tree, arma::mat{x});
  for (int i = 0; i < 10; ++i) last = put(tree, Operation::add, {last, last});
  const std::vector<arma::mat> of_tree = tape_gradients(tree, last);
  REQUIRE(of_tree.size() == 11);
  INFO("Ten doublings: 1024 ways lead from the output to node 0.");
  CHECK_THAT(of_tree[0], close_to(arma::mat{1024.0}));
}

TEST_CASE("12.5 the gradient of lesson 04's network to 1e-12", "[12][12.5]") {
  Rng rng = test_rng("12.5 j");
  Network network;
  network.layers = {
      {.weights = numbers(4, 3, rng), .bias = numbers(4, 1, rng), .activation = Activation::tanh},
      {.weights = numbers(4, 4, rng), .bias = numbers(4, 1, rng), .activation = Activation::relu},
      {.weights = numbers(3, 4, rng),
       .bias = numbers(3, 1, rng),
       .activation = Activation::identity}};
  const arma::mat X = numbers(3, 6, rng);
  const arma::mat T = one_hot_targets(3, 6, rng);

  const std::vector<DenseCache> caches = network_forward(network, X);
  const arma::mat dA = softmax_cross_entropy(caches.back().A, T).gradient;
  const arma::vec by_hand = flatten_gradients(backward(network, caches, dA));

  Tape tape;
  Indices places;
  NodeIndex x = put_leaf(tape, X);
  for (const DenseLayer& layer : network.layers) {
    const NodeIndex W = put_leaf(tape, layer.weights);
    const NodeIndex b = put_leaf(tape, layer.bias);
    places.insert(places.end(), {W, b});
    x = put(tape, Operation::add_bias, {put(tape, Operation::matrix_product, {W, x}), b});
    if (layer.activation == Activation::tanh) x = put(tape, Operation::tanh, {x});
    if (layer.activation == Activation::relu) x = put(tape, Operation::relu, {x});
  }
  const NodeIndex loss = put(tape, Operation::softmax_cross_entropy, {x, put_leaf(tape, T)});
  const std::vector<arma::mat> gradients = tape_gradients(tape, loss);
  REQUIRE(gradients.size() == tape.nodes.size());
  support::CloseTo expected = close_to(by_hand, 1e-12);
  for (const NamedWrong& named : fitting_wrongs(gradients, tape, loss)) {
    expected.mistake(named.sentence, joined(sweep(tape, loss, named.wrong), places));
  }
  INFO("Weights and biases of three layers, in the order of flatten:");
  CHECK_THAT(joined(gradients, places), expected);
}

TEST_CASE("12.5 the refusals name the node and its shape", "[12][12.5]") {
  Rng rng = test_rng("12.5 k");
  const Tape tape = leaves({{1, 1}, {1, 4}, {3, 1}, {2, 3}}, rng);
  INFO("Nodes 0 to 3 are 1x1, 1x4, 3x1 and 2x3.");
  CHECK_THROWS_MATCHES(tape_gradients(tape, 1), std::invalid_argument,
                       says("tape_gradients: node 1 is 1x4, expected 1x1"));
  CHECK_THROWS_MATCHES(tape_gradients(tape, 2), std::invalid_argument,
                       says("tape_gradients: node 2 is 3x1, expected 1x1"));
  CHECK_THROWS_MATCHES(tape_gradients(tape, 3), std::invalid_argument,
                       says("tape_gradients: node 3 is 2x3, expected 1x1"));
  CHECK_THROWS_MATCHES(tape_gradients(tape, 4), std::invalid_argument,
                       says("tape_gradients: node 4 is not on the tape, which has 4 nodes"));
  INFO("What fits is not refused.");
  CHECK_NOTHROW(tape_gradients(tape, 0));
}

// ---- 12.6 tape_resnet ---------------------------------------------------------------------------

TEST_CASE("12.6 the loss on the tape is the network's, and so is every parameter", "[12][12.6]") {
  Rng rng = test_rng("12.6 a");
  const ResidualNetwork network = random_network(mixed, 3, 4, 3, rng);
  const arma::mat X = numbers(3, 6, rng);
  const arma::mat T = one_hot_targets(3, 6, rng);
  const Tape before = leaves({{2, 2}, {1, 1}}, rng);
  Tape tape = before;
  const TapedNetwork taped = tape_resnet(tape, network, X, T);
  REQUIRE(taped.loss < tape.nodes.size());
  {
    const auto slipped = [&](Slip slip) { return arma::mat{network_loss(network, X, T, slip)}; };
    INFO("A network of three blocks, with tanh, relu, identity and tanh:");
    CHECK_THAT(
        tape.nodes[taped.loss].value,
        close_to(slipped(Slip::none))
            .samples(6)
            .mistake("The skip is missing: a block adds something to its input.",
                     slipped(Slip::no_skip))
            .mistake("W2 is missing: it stands between the bent numbers and the sum.",
                     slipped(Slip::no_W2))
            .mistake("W1 and W2 have changed places.", slipped(Slip::W2_first))
            .mistake("The sum was bent: the activation stands between W1 and W2.",
                     slipped(Slip::bent_after))
            .mistake("The sum was bent, too: the activation stands between W1 and W2 alone.",
                     slipped(Slip::bent_twice))
            .mistake("Nothing was bent inside the blocks.", slipped(Slip::straight))
            .mistake("Every block bends as the first layer does: each has its own activation.",
                     slipped(Slip::as_first))
            .mistake("W1 stands where W2 should be.", slipped(Slip::W1_twice))
            .mistake("The first layer has an activation, too.", slipped(Slip::first_straight))
            .mistake("Only the first block is there.", slipped(Slip::one_block))
            .mistake("Every skip comes from the first layer: a block adds to its own input.",
                     slipped(Slip::skip_from_first)));
  }
  const std::vector<arma::mat> values = parameters_of(network);
  REQUIRE(taped.parameters.size() == values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    INFO("Parameter " << i << " in the order of flatten_resnet:");
    REQUIRE(taped.parameters[i] < tape.nodes.size());
    CHECK(name(tape.nodes[taped.parameters[i]].operation) == "leaf");
    CHECK_THAT(tape.nodes[taped.parameters[i]].value, close_to(values[i]));
  }
  INFO("The tape may hold something before: it stays.");
  CHECK(begins_with(tape, before));
}

TEST_CASE("12.6 with other numbers in the leaves, the tape computes another network",
          "[12][12.6]") {
  Rng rng = test_rng("12.6 b");
  const ResidualNetwork network = random_network(mixed, 2, 3, 4, rng);
  const ResidualNetwork other = random_network(mixed, 2, 3, 4, rng);
  const arma::mat X = numbers(2, 5, rng);
  const arma::mat T = one_hot_targets(4, 5, rng);
  Tape tape = leaves({{2, 2}}, rng);
  const TapedNetwork taped = tape_resnet(tape, network, X, T);
  const std::vector<arma::mat> values = parameters_of(other);
  REQUIRE(taped.parameters.size() == values.size());
  REQUIRE(taped.loss < tape.nodes.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    REQUIRE(taped.parameters[i] < tape.nodes.size());
    INFO("Parameter " << i << " in the order of flatten_resnet:");
    REQUIRE(arma::size(tape.nodes[taped.parameters[i]].value) == arma::size(values[i]));
    tape.nodes[taped.parameters[i]].value = values[i];
  }
  // What it would be if some of the parameters in the list were not those of the computation.
  ResidualNetwork old_weights = other;
  ResidualNetwork old_W2 = other;
  ResidualNetwork old_biases = other;
  old_weights.first.weights = network.first.weights;
  old_weights.last.weights = network.last.weights;
  old_biases.first.bias = network.first.bias;
  old_biases.last.bias = network.last.bias;
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    old_weights.blocks[i].W1 = network.blocks[i].W1;
    old_W2.blocks[i].W2 = network.blocks[i].W2;
    old_biases.blocks[i].b = network.blocks[i].b;
  }
  const auto loss_of = [&](const ResidualNetwork& one) {
    return arma::mat{network_loss(one, X, T)};
  };
  INFO(
      "Every parameter was replaced, and every operation done again. If the first loss was right, "
      "a parameter is on the tape twice, or something was computed off the tape.");
  CHECK_THAT(
      replayed(tape).nodes[taped.loss].value,
      close_to(loss_of(other))
          .mistake("The tape still computes the old network: the loss does not depend on the "
                   "leaves in `parameters`.",
                   loss_of(network))
          .mistake("The tape still computes with old weights: it does not use the leaves in "
                   "`parameters`.",
                   loss_of(old_weights))
          .mistake("The tape still computes with an old W2: it does not use the leaf in "
                   "`parameters`.",
                   loss_of(old_W2))
          .mistake("The tape still computes with old biases: it does not use the leaves in "
                   "`parameters`.",
                   loss_of(old_biases)));
}

TEST_CASE("12.6 each layer and block has its own activation", "[12][12.6]") {
  Rng rng = test_rng("12.6 c");
  const std::vector<std::vector<Activation>> choices = {
      {Activation::identity, Activation::tanh, Activation::tanh},
      {Activation::relu, Activation::identity, Activation::relu},
      {Activation::tanh, Activation::relu, Activation::relu, Activation::identity},
      {Activation::tanh, Activation::identity}};
  for (const std::vector<Activation>& activations : choices) {
    const ResidualNetwork network = random_network(activations, 3, 2, 2, rng);
    const arma::mat X = numbers(3, 4, rng);
    const arma::mat T = one_hot_targets(2, 4, rng);
    Tape tape;
    const TapedNetwork taped = tape_resnet(tape, network, X, T);
    REQUIRE(taped.loss < tape.nodes.size());
    INFO(activations.size() - 2 << " blocks.");
    CHECK_THAT(tape.nodes[taped.loss].value,
               close_to(arma::mat{network_loss(network, X, T)})
                   .mistake("The last layer's activation is missing.",
                            arma::mat{network_loss(network, X, T, Slip::last_straight)}));
    CHECK(taped.parameters.size() == 4 + 3 * network.blocks.size());
  }
}

TEST_CASE("12.6 other activations are refused wherever they stand", "[12][12.6]") {
  Rng rng = test_rng("12.6 d");
  const ResidualNetwork network = random_network(mixed, 3, 4, 3, rng);
  const arma::mat X = numbers(3, 6, rng);
  const arma::mat T = one_hot_targets(3, 6, rng);
  INFO("Activation counts identity 0, sigmoid 1, tanh 2, relu 3, leaky_relu 4, softmax 5.");
  for (const auto& [activation, number] : std::vector<std::pair<Activation, std::string>>{
           {Activation::sigmoid, "1"}, {Activation::leaky_relu, "4"}, {Activation::softmax, "5"}}) {
    std::vector<ResidualNetwork> refused(3, network);
    refused[0].first.activation = activation;
    refused[1].blocks[2].activation = activation;
    refused[2].last.activation = activation;
    for (const ResidualNetwork& one : refused) {
      Tape tape;
      CHECK_THROWS_MATCHES(tape_resnet(tape, one, X, T), std::invalid_argument,
                           says("tape_resnet: activation " + number + " is not on the tape"));
    }
  }
  INFO("The network itself is not refused.");
  Tape tape;
  CHECK_NOTHROW(tape_resnet(tape, network, X, T));
}

// ---- 12.7 taped_gradient ------------------------------------------------------------------------

TEST_CASE("12.7 the gradient of lesson 10's network to 1e-12", "[12][12.7]") {
  Rng rng = test_rng("12.7 a");
  const ResidualNetwork network = random_network(mixed, 3, 4, 3, rng);
  const arma::mat X = numbers(3, 6, rng);
  const arma::mat T = one_hot_targets(3, 6, rng);
  const ResidualPass pass = resnet_forward(network, X);
  const arma::mat dA = softmax_cross_entropy(pass.last.A, T).gradient;
  const arma::vec by_hand = flatten_resnet_gradient(resnet_backward(network, pass, dA));

  Tape tape = leaves({{2, 2}}, rng);
  const TapedNetwork taped = put_network(tape, network, X, T);
  INFO("first W, b, then W1, b, W2 of each block, then last W, b, each column by column:");
  CHECK_THAT(taped_gradient(tape, taped),
             close_to(by_hand, 1e-12)
                 .samples(6)
                 .mistake("These are the parameters themselves: asked for are their gradients.",
                          flatten_resnet(network)));
}

TEST_CASE("12.7 the parameters stand in the order in which they are asked for", "[12][12.7]") {
  Rng rng = test_rng("12.7 b");
  Tape tape = leaves({{2, 3}, {3, 2}, {2, 1}, {2, 2}}, rng);
  NodeIndex z = put(tape, Operation::matrix_product, {0, 1});
  z = put(tape, Operation::add_bias, {put(tape, Operation::multiply, {z, 3}), 2});
  const NodeIndex loss = put_weighted_sum(tape, put(tape, Operation::tanh, {z}), rng);
  put(tape, Operation::multiply, {loss, loss});  // the tape goes on after the loss

  const auto all = [&](const Indices& places, NodeIndex output) {
    std::vector<arma::mat> gradients;
    for (NodeIndex k = 0; k < tape.nodes.size(); ++k) {
      gradients.push_back(derivative(tape, output, k));
    }
    return joined(gradients, places);
  };
  std::vector<arma::mat> transposed;
  for (NodeIndex k = 0; k < 4; ++k) transposed.push_back(derivative(tape, loss, k).t());
  INFO("Nodes 2, 0, 3 and 1, in this order, each column by column:");
  CHECK_THAT(
      taped_gradient(tape, {.parameters = {2, 0, 3, 1}, .loss = loss}),
      close_to(all({2, 0, 3, 1}, loss))
          .mistake("The parameters are in the order of the tape: `parameters` says in which order "
                   "they are asked for.",
                   all({0, 1, 2, 3}, loss))
          .mistake("The parameters stand in reverse order.", all({1, 3, 0, 2}, loss))
          .mistake("A matrix goes into the vector column by column.",
                   joined(transposed, {2, 0, 3, 1}))
          .mistake(
              "This is the gradient of the last node: the network says which node is its loss.",
              all({2, 0, 3, 1}, tape.nodes.size() - 1)));
  INFO("One parameter alone:");
  CHECK_THAT(taped_gradient(tape, {.parameters = {3}, .loss = loss}), close_to(all({3}, loss)));
}

TEST_CASE("12.7 a loss that is not a single number is refused", "[12][12.7]") {
  Rng rng = test_rng("12.7 c");
  Tape tape = leaves({{2, 3}, {3, 2}}, rng);
  const NodeIndex product = put(tape, Operation::matrix_product, {0, 1});
  INFO("taped_gradient asks tape_gradients, which refuses it.");
  CHECK_THROWS_MATCHES(taped_gradient(tape, {.parameters = {0, 1}, .loss = product}),
                       std::invalid_argument, says("tape_gradients: node 2 is 2x2, expected 1x1"));
  const NodeIndex loss = put_weighted_sum(tape, product, rng);
  INFO("A parameter that the loss does not depend on has a gradient of zeros.");
  const NodeIndex idle = put_leaf(tape, numbers(2, 2, rng));
  CHECK_THAT(taped_gradient(tape, {.parameters = {idle, 0}, .loss = loss}),
             close_to(arma::join_cols(arma::zeros(4), arma::vectorise(derivative(tape, loss, 0)))));
}
