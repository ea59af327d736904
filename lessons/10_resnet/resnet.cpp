// Lesson 10, skip connections: the file that you edit. README.md beside it explains every task,
// resnet.hpp says what each function promises.
//
// Check your work with      ./gradus check 10
// or one task of it with    ./gradus check 10.1
#include "10_resnet/resnet.hpp"

#include <string>

#include "common/contract.hpp"

namespace nn {

// Task 10.1  A block, forward.
//   a. Reject an X that does not fit, with require_shape() from common/contract.hpp. How many rows
//      must X have? Any number of columns will do.
//   b. Z and A come about as in a dense layer (task 2.1), with W1 and b.
//   c. What does the block make of A, and what of X? Only their sum leaves it.
//   d. The cache keeps X, Z, A and the output: the way back needs the first three.
ResidualCache residual_forward(const ResidualBlock& block, const arma::mat& X) {
  todo("10.1 residual_forward", block, X);
}

// Task 10.2  A block, backward.
//   a. Reject a d_output that has not the output's shape, with require_shape().
//   b. Go back through W2 to A, and from A to Z: two lines, dA and dZ. The derivative of the
//      activation is a function of Z.
//   c. W2 multiplies A, W1 multiplies X, b is added to each sample: what are dW2, dW1 and db?
//   d. X reaches the output in two ways. dX is the sum of what comes back along both.
ResidualGradient residual_backward(const ResidualBlock& block, const ResidualCache& cache,
                                   const arma::mat& d_output) {
  todo("10.2 residual_backward", block, cache, d_output);
}

// Task 10.3  A new network.
//   a. How many hidden layers has widths? The inputs and the outputs do not count. Refuse fewer
//      than two with require() and the message in resnet.hpp. Mind short lists: arma::uword and
//      std::size_t have no negative numbers, and 1 - 2 is a huge one.
//   b. Refuse hidden widths that are not all the same, with the message in resnet.hpp.
//   c. make_layer() of lesson 02 draws a plain layer. Which layers are plain?
//   d. Each hidden layer after the first is a block. Draw its W1 and its W2 as the weights of a
//      layer from h to h, in this order. A block has one bias.
//   e. Which activation have the first layer, the blocks, and the last layer?
ResidualNetwork make_residual_network(const std::vector<arma::uword>& widths,
                                      Activation hidden_activation, Initialiser initialiser,
                                      Rng& rng) {
  todo("10.3 make_residual_network", widths, hidden_activation, initialiser, rng);
}

// Task 10.4  Through the whole network.
//   a. dense_forward(), then residual_forward() for each block, then dense_forward().
//   b. What does the first block read? What does the second one read?
//   c. Keep each cache, in order.
ResidualPass resnet_forward(const ResidualNetwork& network, const arma::mat& X) {
  todo("10.4 resnet_forward", network, X);
}

// Task 10.5  And back.
//   a. Refuse a pass that has not one cache for each block, with require_length() from
//      common/contract.hpp.
//   b. The same steps as in 10.4, in the opposite order: each is given what the one before it (on
//      the way back) found for its X.
//   c. The gradients stand in the order of the network, whatever the order in which you find them.
ResidualNetworkGradient resnet_backward(const ResidualNetwork& network, const ResidualPass& pass,
                                        const arma::mat& dA) {
  todo("10.5 resnet_backward", network, pass, dA);
}

// Task 10.6  All parameters in one vector.
//   a. The order: the first layer's weights (column by column) and bias, of each block W1, b and
//      W2, the last layer's weights and bias. arma::vectorise(M) and arma::join_cols() help.
//   b. The gradient goes into the same places. The dX are no derivatives of parameters.
arma::vec flatten_resnet(const ResidualNetwork& network) {
  todo("10.6 flatten_resnet", network);
}

arma::vec flatten_resnet_gradient(const ResidualNetworkGradient& gradient) {
  todo("10.6 flatten_resnet_gradient", gradient);
}

// Task 10.7  And back into a network.
//   a. Refuse a theta that is too short or too long, with require_length().
//   b. Begin with a copy of `network`: it has the shapes and the activations.
//   c. Fill in the numbers in the order of 10.6. Keep a place in theta that moves on.
ResidualNetwork unflatten_resnet(const arma::vec& theta, const ResidualNetwork& network) {
  todo("10.7 unflatten_resnet", theta, network);
}

// Task 10.8  How large is it?
//   a. resnet_parameter_count looks at the network: which of its matrices and vectors does training
//      change?
//   b. reported_parameter_count looks at widths alone, and keeps the rules of task 10.3, under its
//      own name. A function of your own, above, can serve both.
//   c. n counts all widths. For which of them is n - 3 the number of blocks?
arma::uword resnet_parameter_count(const ResidualNetwork& network) {
  todo("10.8 resnet_parameter_count", network);
}

arma::uword reported_parameter_count(const std::vector<arma::uword>& widths) {
  todo("10.8 reported_parameter_count", widths);
}

}  // namespace nn
