// Lesson 12: the last derivatives by hand. A tape records every operation of a computation, each
// with the rules of its derivative; played backwards, it gives the gradient of all that was
// computed.
#pragma once

#include <armadillo>
#include <functional>
#include <string>
#include <vector>

#include "07_training/training.hpp"
#include "10_resnet/resnet.hpp"
#include "common/contract.hpp"

namespace nn {

using NodeIndex = arma::uword;  // a node's place on the tape, counted from 0

/// What a rule may look at when the sweep visits its node.
struct Visit {
  const arma::mat& A;  // the value of the first input
  const arma::mat& B;  // ... of the last one: A again, if there is one input
  const arma::mat& V;  // the node's own value
  const arma::mat& G;  // its gradient, d(output)/dV
};

/// Adds an input's share to dA, the gradient of that input: `dA += at.G % at.B;`
using Rule = std::function<void(const Visit& at, arma::mat& dA)>;

struct Input {
  NodeIndex node = 0;  // an earlier one
  Rule rule;
};

struct Node {
  arma::mat value;
  std::vector<Input> inputs;    // none for a leaf
  bool wants_gradient = false;  // a parameter does, and what was made with one
};

struct Tape {
  std::vector<Node> nodes;
};

/// Throws "tape_value: node 7 is not on the tape, which has 5 nodes", for all that look nodes up.
inline const arma::mat& tape_value(const Tape& tape, NodeIndex node) {
  require(node < tape.nodes.size(), "tape_value",
          "node " + std::to_string(node) + " is not on the tape, which has " +
              std::to_string(tape.nodes.size()) + " nodes");
  return tape.nodes[node].value;
}

/// Each of these, and each operation, appends one node and returns its place. What is refused
/// leaves the tape as it was.
NodeIndex tape_constant(Tape& tape, arma::mat value);   // a leaf that wants no gradient: data
NodeIndex tape_parameter(Tape& tape, arma::mat value);  // a leaf that wants one
NodeIndex tape_record(Tape& tape, arma::mat value, std::vector<Input> inputs);

/// The gradient of node `output`, which must be 1x1, with respect to each node of the tape, of its
/// shape. A node that wants none gets an empty matrix, and no rule is asked for its share.
std::vector<arma::mat> tape_gradients(const Tape& tape, NodeIndex output);

/// A B; A + B; A % B. Refuse a b that does not fit. In the last two, b may also be one column, one
/// row or one number, which stands for each column, each row, each entry of A.
NodeIndex tape_product(Tape& tape, NodeIndex a, NodeIndex b);
NodeIndex tape_add(Tape& tape, NodeIndex a, NodeIndex b);
NodeIndex tape_multiply(Tape& tape, NodeIndex a, NodeIndex b);

/// Entry by entry. The slope of ReLU at 0 is 0.
NodeIndex tape_relu(Tape& tape, NodeIndex a);
NodeIndex tape_tanh(Tape& tape, NodeIndex a);
NodeIndex tape_exp(Tape& tape, NodeIndex a);
NodeIndex tape_log(Tape& tape, NodeIndex a);

/// As arma::sum: dimension 0 makes a row, the sum of each column; 1 makes a column.
NodeIndex tape_sum(Tape& tape, NodeIndex a, arma::uword dimension);

/// Where A's own entries stand, counted column by column: {{0, 2, 4}, {1, 3, 5}} if A is 2x3.
inline arma::umat places(const arma::mat& A) {
  return arma::reshape(arma::regspace<arma::umat>(0, A.n_elem - 1), A.n_rows, A.n_cols);
}
/// Entry i is A(places(i)), in the shape of `places`: with places(A).t(), for example, A'. Throws
/// "tape_gather: place 6 is outside 0 ... 5".
NodeIndex tape_gather(Tape& tape, NodeIndex a, const arma::umat& places);

/// The softmax cross-entropy of lesson 03, 1x1. Refuses targets of another shape.
NodeIndex tape_loss(Tape& tape, NodeIndex logits, const arma::mat& targets);

/// Records the residual network of lesson 10, its parameters in the order of flatten_resnet, and
/// returns the place of its softmax cross-entropy. Throws "tape_resnet: activation 1 is not on the
/// tape" for one that is not identity, relu or tanh.
NodeIndex tape_resnet(Tape& tape, const ResidualNetwork& network, const arma::mat& X,
                      const arma::mat& targets);

/// The loss, and the gradients of all parameters on the tape in one vector, for the loop of lesson
/// 07: in their order on the tape, each matrix column by column.
LossAndGradient taped_gradient(const Tape& tape, NodeIndex loss);

}  // namespace nn
