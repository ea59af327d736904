// Lesson 12, automatic differentiation: the file that you edit. README.md beside it explains every
// task, autodiff.hpp says what each function promises.
//
// Check your work with      ./gradus check 12
// or one task of it with    ./gradus check 12.1
#include "12_autodiff/autodiff.hpp"

#include <string>

#include "01_activations/activations.hpp"
#include "03_losses/losses.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 12.1  A leaf, a sum, a product of entries.
//   a. Each of them appends one Node to tape.nodes: which operation, which inputs, which value.
//      What is the index of the last entry of a vector?
//   b. tape_add and tape_multiply refuse a node that is not on the tape (a first, then b), and a B
//      that has not the shape of A. The messages are in autodiff.hpp. Look before you append.
//   c. Every operation of this lesson looks up nodes and appends one. A helper for each of the two,
//      above this task in a `namespace { }`, saves much typing.
//   d. push_back may move all nodes to another place in memory. A reference to a node or to its
//      value is good until then, and not after.
NodeIndex tape_leaf(Tape& tape, const arma::mat& value) {
  todo("12.1 tape_leaf", tape, value);
}

NodeIndex tape_add(Tape& tape, NodeIndex a, NodeIndex b) {
  todo("12.1 tape_add", tape, a, b);
}

NodeIndex tape_multiply(Tape& tape, NodeIndex a, NodeIndex b) {
  todo("12.1 tape_multiply", tape, a, b);
}

// Task 12.2  The two operations of a layer.
//   a. tape_product is the product of matrices, A B. Which side of A must fit which side of B? b
//      must have as many rows as a has columns; its own columns are its affair.
//   b. tape_add_bias adds b, which is one column, to every column of A. In Armadillo,
//      M.each_col() += v needs a vector v; of a matrix with one column that is matrix.col(0).
NodeIndex tape_product(Tape& tape, NodeIndex a, NodeIndex b) {
  todo("12.2 tape_product", tape, a, b);
}

NodeIndex tape_add_bias(Tape& tape, NodeIndex a, NodeIndex b) {
  todo("12.2 tape_add_bias", tape, a, b);
}

// Task 12.3  Two activations.
//   a. Both have one input and the value that lesson 01 gave them.
//   b. Only the value is computed here. The derivative belongs into task 12.5.
NodeIndex tape_relu(Tape& tape, NodeIndex a) {
  todo("12.3 tape_relu", tape, a);
}

NodeIndex tape_tanh(Tape& tape, NodeIndex a) {
  todo("12.3 tape_tanh", tape, a);
}

// Task 12.4  The loss.
//   a. The value is the softmax cross-entropy of lesson 03, as a 1x1 matrix.
//   b. The message for targets of another shape has this function's own name.
NodeIndex tape_loss(Tape& tape, NodeIndex logits, NodeIndex targets) {
  todo("12.4 tape_loss", tape, logits, targets);
}

// Task 12.5  The sweep back.
//   a. Refuse an output that is not on the tape, then one that is not 1x1.
//   b. Begin with zeros of each node's shape. One entry is not 0: what is d(output)/d(output)?
//   c. Visit the nodes in an order in which each node has its whole gradient before it hands it on.
//      Who sends something to node k: earlier nodes, or later ones?
//   d. With G the gradient of the node, each operation sends a share to each of its inputs. These
//      are the rules of the table in README.md; write a switch with one case for each operation.
//      The G of a loss is a 1x1 matrix: the number in it is G(0, 0).
//   e. A node may be used twice, even by one operation, a % a. What has to happen to the shares?
std::vector<arma::mat> tape_gradients(const Tape& tape, NodeIndex output) {
  todo("12.5 tape_gradients", tape, output);
}

// Task 12.6  The residual network.
//   a. X and the targets are leaves, too, but no parameters.
//   b. Keep the node of each parameter in `parameters`, in the order of flatten_resnet: weights and
//      bias of the first layer, W1, b, W2 of each block, weights and bias of the last layer.
//   c. An activation that is the identity records nothing.
//   d. x + W2 activation(W1 x + b) is four or five nodes. x is used twice: that is the whole skip.
//   e. No derivative is written here.
TapedNetwork tape_resnet(Tape& tape, const ResidualNetwork& network, const arma::mat& X,
                         const arma::mat& targets) {
  todo("12.6 tape_resnet", tape, network, X, targets);
}

// Task 12.7  The gradient in one vector.
//   a. One sweep from the loss gives the gradients of all nodes. Which are asked for, in which
//      order?
//   b. Each becomes one column, column by column, as arma::vectorise makes it.
arma::vec taped_gradient(const Tape& tape, const TapedNetwork& network) {
  todo("12.7 taped_gradient", tape, network);
}

}  // namespace nn
