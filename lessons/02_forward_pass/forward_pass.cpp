// Lesson 02, the forward pass: the file that you edit. README.md beside it explains every task,
// forward_pass.hpp says what each function promises.
//
// Check your work with      ./gradus check 02
// or one task of it with    ./gradus check 2.1
#include "02_forward_pass/forward_pass.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "common/contract.hpp"

namespace nn {

// Task 2.1  One layer.
//   a. Reject an X that does not fit, with require_shape() from common/contract.hpp. How many rows
//      must X have? Any number of columns will do.
//   b. Z = W X + b. W X is one matrix product; b is one column, and Z has one for each sample.
//      In Armadillo, Z.each_col() stands for every column of Z.
//   c. A comes from Z by activate(), which you wrote in lesson 01.
//   d. Return the input as well as the results: lesson 04 needs all three.
DenseCache dense_forward(const DenseLayer& layer, const arma::mat& X) {
  todo("2.1 dense_forward", layer, X);
}

// Task 2.2  How far the first weights spread.
//   a. One formula for each Initialiser: they stand beside the names in forward_pass.hpp.
//   b. inputs and outputs are whole numbers. What is 1 / 8 in C++, and what is 1.0 / 8?
double weight_deviation(Initialiser initialiser, arma::uword inputs, arma::uword outputs) {
  todo("2.2 weight_deviation", initialiser, inputs, outputs);
}

// Task 2.3  A new layer.
//   a. normal_matrix(rows, cols, rng) from common/random.hpp draws numbers with deviation 1. How
//      do you give them the deviation of task 2.2? Which of the two counts is the rows of W?
//   b. Two initialisers draw nothing: their weights are all 0, or all 1.
//   c. Every bias is 0, whatever the initialiser. How many biases are there?
//   d. The layer remembers its activation.
DenseLayer make_layer(arma::uword inputs, arma::uword outputs, Activation activation,
                      Initialiser initialiser, Rng& rng) {
  todo("2.3 make_layer", inputs, outputs, activation, initialiser, rng);
}

// Task 2.4  A new network.
//   a. Refuse fewer than two widths and a width of 0, with require() from common/contract.hpp and
//      the messages in forward_pass.hpp.
//   b. One make_layer() for each two neighbours in widths. How many layers do three widths make?
//   c. Which layer has the output activation? Which have the hidden one?
//   d. Hand on rng itself, never a copy: a copy gives every layer the same numbers.
Network make_network(const std::vector<arma::uword>& widths, Activation hidden_activation,
                     Activation output_activation, Initialiser initialiser, Rng& rng) {
  todo("2.4 make_network", widths, hidden_activation, output_activation, initialiser, rng);
}

// Task 2.5  Through all layers.
//   a. Refuse a network without layers, with the message in forward_pass.hpp.
//   b. The first layer gets X. What does the second one get?
//   c. Keep the DenseCache of each layer, in order.
std::vector<DenseCache> network_forward(const Network& network, const arma::mat& X) {
  todo("2.5 network_forward", network, X);
}

// Task 2.6  From numbers to a class.
//   a. Run the network. Its output has one row a class and one column a sample.
//   b. One output cannot choose among classes: refuse it, with the message in forward_pass.hpp.
//   c. Find the row of the largest number in each column: which function of lesson 00 does that?
arma::urowvec predict_classes(const Network& network, const arma::mat& X) {
  todo("2.6 predict_classes", network, X);
}

// Task 2.7  How large is it?
//   a. Count the weights of every layer. M.n_elem is the number of entries of a matrix.
//   b. What else does training change?
arma::uword parameter_count(const Network& network) {
  todo("2.7 parameter_count", network);
}

}  // namespace nn
