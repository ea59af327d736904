// Tapes that tests write down node by node, and rules that were recorded, asked by the tests' own
// sweep: a lesson that records something is tested without the student's lesson 12.
#pragma once

#include <armadillo>
#include <utility>
#include <vector>

#include "12_autodiff/autodiff.hpp"
#include "12_autodiff/plain_rule.hpp"
#include "support/catch.hpp"
#include "support/misconception.hpp"

namespace misconceptions {

using namespace nn;

inline constexpr Misconception in_a_rule{
    "in_a_rule",
    "A rule was called, long after its function had returned: has its share the shape of the "
    "input, and does it take copies along, not references?"};

// ---- tapes that the tests write down ------------------------------------------------------------

using support::PlainRule;

inline NodeIndex put(Tape& tape, arma::mat value, std::vector<Input> inputs, bool wants_gradient) {
  tape.nodes.push_back(
      {.value = std::move(value), .inputs = std::move(inputs), .wants_gradient = wants_gradient});
  return tape.nodes.size() - 1;
}

inline NodeIndex put_constant(Tape& tape, arma::mat value) {
  return put(tape, std::move(value), {}, false);
}

inline NodeIndex put_parameter(Tape& tape, arma::mat value) {
  return put(tape, std::move(value), {}, true);
}

/// A constant has no rule here: whoever asks for one ends in an exception.
inline NodeIndex put_made(Tape& tape, const arma::mat& value, NodeIndex a, PlainRule to_a,
                          NodeIndex b, PlainRule to_b) {
  const bool wants_a = tape.nodes[a].wants_gradient;
  const bool wants_b = tape.nodes[b].wants_gradient;
  return put(tape, value, {{a, wants_a ? Rule(to_a) : Rule()}, {b, wants_b ? Rule(to_b) : Rule()}},
             wants_a || wants_b);
}

inline NodeIndex put_add(Tape& tape, NodeIndex a, NodeIndex b) {
  return put_made(tape, tape.nodes[a].value + tape.nodes[b].value, a, {.g = 1}, b, {.g = 1});
}

inline NodeIndex put_multiply(Tape& tape, NodeIndex a, NodeIndex b) {
  return put_made(tape, tape.nodes[a].value % tape.nodes[b].value, a, {.b = 1}, b, {.a = 1});
}

inline NodeIndex put_exp(Tape& tape, NodeIndex a) {
  return put(tape, arma::exp(tape.nodes[a].value), {{a, PlainRule{.v = 1}}},
             tape.nodes[a].wants_gradient);
}

/// The sum of all entries, 1x1.
inline NodeIndex put_total(Tape& tape, NodeIndex a) {
  return put(tape, arma::mat{arma::accu(tape.nodes[a].value)}, {{a, PlainRule{.g = 1}}},
             tape.nodes[a].wants_gradient);
}

inline bool same_matrix(const arma::mat& a, const arma::mat& b) {
  return arma::size(a) == arma::size(b) && arma::approx_equal(a, b, "absdiff", 0.0);
}

/// Whether the first nodes of `after` are the nodes of `before`.
inline bool begins_with(const Tape& after, const Tape& before) {
  if (after.nodes.size() < before.nodes.size()) return false;
  for (std::size_t k = 0; k < before.nodes.size(); ++k) {
    const Node& a = after.nodes[k];
    const Node& b = before.nodes[k];
    if (!same_matrix(a.value, b.value) || a.wants_gradient != b.wants_gradient) return false;
    if (a.inputs.size() != b.inputs.size()) return false;
    for (std::size_t i = 0; i < a.inputs.size(); ++i) {
      if (a.inputs[i].node != b.inputs[i].node) return false;
    }
  }
  return true;
}

/// What the tests of errors look at afterwards.
inline void check_unchanged(const Tape& after, const Tape& before) {
  INFO("What is refused leaves the tape as it was: look before you append.");
  CHECK(after.nodes.size() == before.nodes.size());
  CHECK(begins_with(after, before));
}

// ---- the rules that were recorded, asked by the tests' own sweep --------------------------------

/// The gradient of each node, if that of the last one is G: zeros where nothing comes back.
inline std::vector<arma::mat> swept(const Tape& tape, const arma::mat& G) {
  std::vector<arma::mat> gradients;
  for (const Node& node : tape.nodes) gradients.push_back(arma::zeros(arma::size(node.value)));
  if (!gradients.empty()) gradients.back() = G;
  for (NodeIndex k = tape.nodes.size(); k-- > 0;) {
    const Node& node = tape.nodes[k];
    for (const Input& input : node.inputs) {
      INFO("Node " << k << " has an input that is no earlier node, or that has no rule.");
      REQUIRE(input.node < k);
      if (!tape.nodes[input.node].wants_gradient) continue;
      REQUIRE(input.rule);
      const arma::mat& A = tape.nodes[node.inputs.front().node].value;
      const arma::mat& B = tape.nodes[node.inputs.back().node].value;
      INFO(in_a_rule);
      input.rule({.A = A, .B = B, .V = node.value, .G = gradients[k]}, gradients[input.node]);
    }
  }
  return gradients;
}

}  // namespace misconceptions
