// Lesson 12: the last derivative by hand. A tape records every operation of a computation; played
// backwards, it gives the gradient of anything that was computed with it.
//
// The tape is plain data: node k is what the k-th operation made, counted from 0, and its inputs
// are earlier nodes. What does not fit throws std::invalid_argument, with the message that the
// contract shows; an operation then leaves the tape as it was (tape_resnet, which records many, may
// leave a part behind). A node that is not on the tape is refused first, a before b and logits
// before targets: "tape_add: node 7 is not on the tape, which has 5 nodes".
#pragma once

#include <armadillo>
#include <vector>

#include "10_resnet/resnet.hpp"

namespace nn {

enum class Operation {
  leaf,            // a number, a parameter, data: nothing went in
  add,             // A + B
  multiply,        // A % B, entry by entry
  matrix_product,  // A B
  add_bias,        // A with b added to every column
  relu,
  tanh,
  softmax_cross_entropy  // of logits A and targets B: 1x1
};

using NodeIndex = arma::uword;

struct Node {
  Operation operation = Operation::leaf;
  std::vector<NodeIndex> inputs;  // one or two, in the order of the arguments; none for a leaf
  arma::mat value;
};

struct Tape {
  std::vector<Node> nodes;
};

/// Each appends one node to the tape, leaves the others as they are, and returns its index.
NodeIndex tape_leaf(Tape& tape, const arma::mat& value);
/// Throws "tape_add: b is 2x3, expected 3x3", and likewise tape_multiply.
NodeIndex tape_add(Tape& tape, NodeIndex a, NodeIndex b);
NodeIndex tape_multiply(Tape& tape, NodeIndex a, NodeIndex b);
/// Throws "tape_product: b is 2x5, expected 3x5": as many rows as a has columns.
NodeIndex tape_product(Tape& tape, NodeIndex a, NodeIndex b);
/// b is one column. Throws "tape_add_bias: b is 2x1, expected 3x1".
NodeIndex tape_add_bias(Tape& tape, NodeIndex a, NodeIndex b);
NodeIndex tape_relu(Tape& tape, NodeIndex a);
NodeIndex tape_tanh(Tape& tape, NodeIndex a);
/// The loss of lesson 03, with its 1/m: finite, and exact, at logits of +-1000. The targets are
/// taken as constant: the loss sends nothing back to them. Throws "tape_loss: targets is 2x5,
/// expected 3x5".
NodeIndex tape_loss(Tape& tape, NodeIndex logits, NodeIndex targets);

/// The gradient of node `output`, which is 1x1, with respect to each node of the tape, in order:
/// each has its node's shape, with zeros where the output does not depend on it. A node that is
/// used more than once gets the sum of what comes back on all ways. The derivative of ReLU at 0 is
/// 0. Throws "tape_gradients: node 4 is 2x3, expected 1x1".
std::vector<arma::mat> tape_gradients(const Tape& tape, NodeIndex output);

/// The places of a residual network's parameters, in the order of flatten_resnet (lesson 10): the
/// first layer's weights and bias, W1, b, W2 of each block, the last layer's weights and bias.
struct TapedNetwork {
  std::vector<NodeIndex> parameters;
  NodeIndex loss = 0;
};

/// Records the whole residual network of lesson 10, from a leaf for each parameter to its softmax
/// cross-entropy, at the end of the tape. Activations may be identity, relu and tanh, in each layer
/// and block its own.
/// Throws "tape_resnet: activation 1 is not on the tape" for any other (its number in Activation).
TapedNetwork tape_resnet(Tape& tape, const ResidualNetwork& network, const arma::mat& X,
                         const arma::mat& targets);

/// The gradient of a recorded network in one vector, in the order of flatten_resnet.
arma::vec taped_gradient(const Tape& tape, const TapedNetwork& network);

// Sources: Wengert, A Simple Automatic Derivative Evaluation Program (1964); Griewank and Walther,
// Evaluating Derivatives (2008), chapter 3; Baydin et al., Automatic Differentiation in Machine
// Learning: a Survey (2018).

}  // namespace nn
