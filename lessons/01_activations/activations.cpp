// Lesson 01: activations. This is the only file you edit.
//
// README.md beside this file explains each task, and activations.hpp says what each function
// promises. Replace a line with todo(...) by your answer, save, and see how far you are:
//     ./gradus check 01        all tasks
//     ./gradus check 1.1       one task
//     ./gradus hint 1.1        a nudge, if you are stuck
#include "01_activations/activations.hpp"

#include <stdexcept>

#include "common/contract.hpp"

namespace nn {

// Task 1.1  The sigmoid and its derivative.
//   a. Write 1 / (1 + e^-Z). arma::exp() works on every entry of a matrix at once.
//   b. Try it at -1000 and 1000. Is there a form of the formula that ends in infinity / infinity?
//   c. The derivative is A (1 - A), with A = sigmoid(Z). You are given Z, so A is yours to compute.
//      Multiply entry by entry: in Armadillo that is %, while * is the matrix product.
arma::mat sigmoid(const arma::mat& Z) {
  todo("1.1 sigmoid", Z);
}

arma::mat sigmoid_derivative(const arma::mat& Z) {
  todo("1.1 sigmoid_derivative", Z);
}

// Task 1.2  The hyperbolic tangent and its derivative.
//   a. Armadillo has this function. Why is it safer than the formula with four exponentials?
//   b. The derivative is 1 - A^2, entry by entry, and again you are given Z.
arma::mat tanh_activation(const arma::mat& Z) {
  todo("1.2 tanh_activation", Z);
}

arma::mat tanh_derivative(const arma::mat& Z) {
  todo("1.2 tanh_derivative", Z);
}

// Task 1.3  ReLU and its derivative.
//   a. Keep what is positive, and replace the rest by 0.
//   b. The derivative is the slope of that graph: one number to the right of 0, another to the
//      left. At 0 itself the contract in activations.hpp decides.
//   c. Z > 0 is a matrix of whole numbers (umat). arma::conv_to makes a mat of it.
arma::mat relu(const arma::mat& Z) {
  todo("1.3 relu", Z);
}

arma::mat relu_derivative(const arma::mat& Z) {
  todo("1.3 relu_derivative", Z);
}

// Task 1.4  Leaky ReLU and its derivative.
//   a. Like ReLU, but what is not positive is multiplied by `slope` and not replaced by 0.
//   b. The derivative has two values only. Which one belongs at 0 stands in activations.hpp.
arma::mat leaky_relu(const arma::mat& Z, double slope) {
  todo("1.4 leaky_relu", Z, slope);
}

arma::mat leaky_relu_derivative(const arma::mat& Z, double slope) {
  todo("1.4 leaky_relu_derivative", Z, slope);
}

// Task 1.5  Softmax: each column becomes probabilities.
//   a. First on paper: add the same number to a whole column. What happens to its softmax?
//   b. Use that to make every exponent 0 or less, so that e^1000 never comes up.
//   c. Divide each column by its own sum. arma::sum(M, 0) gives one number a column.
arma::mat softmax(const arma::mat& Z) {
  todo("1.5 softmax", Z);
}

// Task 1.6  Choose by name.
//   a. A switch with one case for each Activation. Every case calls a function you have written,
//      except identity, which needs none.
//   b. The slope of Activation::leaky_relu is leaky_slope.
//   c. The derivative of softmax is refused: throw std::invalid_argument("..."), and let it say
//      what activations.hpp asks for.
//   d. The compiler also wants to know what happens after the switch. Throw there, too.
arma::mat activate(Activation activation, const arma::mat& Z) {
  todo("1.6 activate", activation, Z);
}

arma::mat activation_derivative(Activation activation, const arma::mat& Z) {
  todo("1.6 activation_derivative", activation, Z);
}

}  // namespace nn
