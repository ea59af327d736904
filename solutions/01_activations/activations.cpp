// Lesson 01: activations, the reference solution. Read it after you have written your own.
#include "01_activations/activations.hpp"

#include <algorithm>
#include <stdexcept>

namespace nn {

// Task 1.1  The sigmoid and its derivative.
arma::mat sigmoid(const arma::mat& Z) {
  // Where Z is below -709, exp(-Z) is infinity, and 1 / infinity is 0: the right limit. The twin
  // formula e^Z / (1 + e^Z) ends in infinity / infinity, which is NaN.
  return 1.0 / (1.0 + arma::exp(-Z));
}

arma::mat sigmoid_derivative(const arma::mat& Z) {
  // e^-Z / (1 + e^-Z)^2, which is the same at Z and -Z: of the two, the exponential that is at most
  // 1. A (1 - A) loses its digits where A is close to 1, and is 0 from about Z = 37 on.
  const arma::mat E = arma::exp(-arma::abs(Z));
  return E / arma::square(1.0 + E);
}

// Task 1.2  The hyperbolic tangent and its derivative.
arma::mat tanh_activation(const arma::mat& Z) {
  // The library's tanh never forms e^Z for a large Z, so nothing overflows.
  return arma::tanh(Z);
}

arma::mat tanh_derivative(const arma::mat& Z) {
  return 1.0 - arma::square(arma::tanh(Z));
}

// Task 1.3  ReLU and its derivative.
arma::mat relu(const arma::mat& Z) {
  return arma::clamp(Z, 0.0, arma::datum::inf);
}

arma::mat relu_derivative(const arma::mat& Z) {
  // Strictly greater: the graph has a corner at 0, where the course chooses the slope of the left.
  arma::mat derivative(arma::size(Z), arma::fill::none);
  std::ranges::transform(Z, derivative.begin(), [](double z) { return z > 0.0 ? 1.0 : 0.0; });
  return derivative;
}

// Task 1.4  Leaky ReLU and its derivative.
arma::mat leaky_relu(const arma::mat& Z, double slope) {
  // With 0 <= slope < 1, Z is the larger of the two where it is positive, slope Z elsewhere.
  return arma::max(Z, slope * Z);
}

arma::mat leaky_relu_derivative(const arma::mat& Z, double slope) {
  arma::mat derivative(arma::size(Z), arma::fill::value(slope));
  derivative.elem(arma::find(Z > 0.0)).ones();
  return derivative;
}

// Task 1.5  Softmax: each column becomes probabilities.
arma::mat softmax(const arma::mat& Z) {
  // Subtracting each column's maximum changes nothing, as e^-max cancels in the fraction, and
  // prevents overflow. The largest exponent is then 0, so that no column's sum is below 1.
  arma::mat A = Z;
  A.each_row() -= arma::max(Z, 0);
  A = arma::exp(A);
  A.each_row() /= arma::sum(A, 0);
  return A;
}

// Task 1.6  Choose by name.
arma::mat activate(Activation activation, const arma::mat& Z) {
  // No default: the compiler then warns if a name is added to Activation and forgotten here.
  switch (activation) {
    case Activation::identity:
      return Z;
    case Activation::sigmoid:
      return sigmoid(Z);
    case Activation::tanh:
      return tanh_activation(Z);
    case Activation::relu:
      return relu(Z);
    case Activation::leaky_relu:
      return leaky_relu(Z, leaky_slope);
    case Activation::softmax:
      return softmax(Z);
  }
  throw std::invalid_argument("activate: activation is not one of the names in Activation");
}

arma::mat activation_derivative(Activation activation, const arma::mat& Z) {
  switch (activation) {
    case Activation::identity:
      return arma::ones(arma::size(Z));
    case Activation::sigmoid:
      return sigmoid_derivative(Z);
    case Activation::tanh:
      return tanh_derivative(Z);
    case Activation::relu:
      return relu_derivative(Z);
    case Activation::leaky_relu:
      return leaky_relu_derivative(Z, leaky_slope);
    case Activation::softmax:
      break;  // An entry of a softmax depends on its whole column: lesson 03 has its derivative.
  }
  throw std::invalid_argument(
      "activation_derivative: activation is softmax, expected one that acts entry by entry");
}

}  // namespace nn
