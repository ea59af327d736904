// Lesson 12, automatic differentiation: the file that you edit. README.md beside it explains every
// task, autodiff.hpp says what each function promises.
//
// Check your work with      ./gradus check 12
// or one task of it with    ./gradus check 12.1
#include "12_autodiff/autodiff.hpp"

#include <string>
#include <utility>

#include "01_activations/activations.hpp"
#include "03_losses/losses.hpp"
#include "common/contract.hpp"

namespace nn {

// Task 12.1  The tape.
//   a. tape_record appends one Node to tape.nodes. What is the index of the last entry of a vector?
//   b. It refuses an input that is not on the tape: tape_value does that for you. Look before you
//      append.
//   c. When does a node want a gradient? A constant does not, a parameter does, and the node that
//      an operation makes wants one if one of its inputs does.
//   d. std::move(value) hands a matrix on without copying it. Ask nothing of it afterwards: it is
//      empty then.
NodeIndex tape_constant(Tape& tape, arma::mat value) {
  todo("12.1 tape_constant", tape, value);
}

NodeIndex tape_parameter(Tape& tape, arma::mat value) {
  todo("12.1 tape_parameter", tape, value);
}

NodeIndex tape_record(Tape& tape, arma::mat value, std::vector<Input> inputs) {
  todo("12.1 tape_record", tape, value, inputs);
}

// Task 12.2  The sweep back.
//   a. Refuse an output that is not on the tape, then one that is not 1x1.
//   b. Begin with zeros of each node's shape, where a gradient is wanted. One entry is not 0: what
//      is d(output)/d(output)?
//   c. Visit the nodes in an order in which each node has its whole gradient before it hands it on.
//      Who sends something to node k: earlier nodes, or later ones?
//   d. At a node, call the rule of each input, input.rule(at, gradient of that input). A Visit is
//      made with {.A = ..., .B = ..., .V = ..., .G = ...}. The rule adds the share by itself.
//   e. An input that wants no gradient is passed over.
std::vector<arma::mat> tape_gradients(const Tape& tape, NodeIndex output) {
  todo("12.2 tape_gradients", tape, output);
}

// Task 12.3  Products and sums: each operation with its derivative.
//   a. An operation takes the values of its inputs, makes the new value, and hands tape_record one
//      rule for each input. README.md has a whole one, tape_sin, and the table of all shares.
//      The new value first: when a node is appended, all nodes may move, and a reference to one
//      then points to where it was.
//   b. A rule adds: dA += ..., never dA = ....
//   c. b may be smaller than A. arma::repmat stretches a matrix: how often does a column, a row, a
//      number fit into A? One function for that, above tape_add in a `namespace { }`, is enough.
//   d. The share of a b that was stretched is the sum over all places that it stood for: arma::sum.
NodeIndex tape_product(Tape& tape, NodeIndex a, NodeIndex b) {
  todo("12.3 tape_product", tape, a, b);
}

NodeIndex tape_add(Tape& tape, NodeIndex a, NodeIndex b) {
  todo("12.3 tape_add", tape, a, b);
}

NodeIndex tape_multiply(Tape& tape, NodeIndex a, NodeIndex b) {
  todo("12.3 tape_multiply", tape, a, b);
}

// Task 12.4  Entry by entry.
//   a. The share is G times the slope, entry by entry.
//   b. Which slope is easier to say with what came out, at.V, and which with what went in, at.A?
NodeIndex tape_relu(Tape& tape, NodeIndex a) {
  todo("12.4 tape_relu", tape, a);
}

NodeIndex tape_tanh(Tape& tape, NodeIndex a) {
  todo("12.4 tape_tanh", tape, a);
}

NodeIndex tape_exp(Tape& tape, NodeIndex a) {
  todo("12.4 tape_exp", tape, a);
}

NodeIndex tape_log(Tape& tape, NodeIndex a) {
  todo("12.4 tape_log", tape, a);
}

// Task 12.5  Sums, places and the loss.
//   a. What a sum sends back stands for a whole column, or row: you have stretched such a thing.
//   b. tape_gather takes entry places(i) of A as its entry i. What does it send back, and where to,
//      if a place is named twice?
//   c. A rule is called long after the function has returned. What it needs from there it takes
//      along, in the brackets: [places](const Visit& at, arma::mat& dA) { ... }.
//   d. Lesson 03 gives the loss together with its gradient. The loss need not be the end of the
//      computation: at.G(0, 0) is what came back to it.
NodeIndex tape_sum(Tape& tape, NodeIndex a, arma::uword dimension) {
  todo("12.5 tape_sum", tape, a, dimension);
}

NodeIndex tape_gather(Tape& tape, NodeIndex a, const arma::umat& places) {
  todo("12.5 tape_gather", tape, a, places);
}

NodeIndex tape_loss(Tape& tape, NodeIndex logits, const arma::mat& targets) {
  todo("12.5 tape_loss", tape, logits, targets);
}

// Task 12.6  The residual network.
//   a. X is a constant. What training changes are parameters, in the order of flatten_resnet:
//      weights and bias of the first layer, W1, b, W2 of each block, weights and bias of the last.
//   b. An activation that is the identity records nothing.
//   c. x + W2 activation(W1 x + b) is four or five operations. x is used twice: that is the whole
//      skip. No derivative is written here.
NodeIndex tape_resnet(Tape& tape, const ResidualNetwork& network, const arma::mat& X,
                      const arma::mat& targets) {
  todo("12.6 tape_resnet", tape, network, X, targets);
}

// Task 12.7  Loss and gradient, for the loop of lesson 07.
//   a. One sweep from the loss gives the gradients of all nodes. Which of them are parameters?
//   b. Each becomes one column, column by column, as arma::vectorise makes it.
LossAndGradient taped_gradient(const Tape& tape, NodeIndex loss) {
  todo("12.7 taped_gradient", tape, loss);
}

}  // namespace nn
