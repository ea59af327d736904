// Lesson 01 as nobody should write it: for the engine that crashes and hangs.
#include "01_activations/activations.hpp"

#include <csignal>

namespace nn {

arma::mat sigmoid(const arma::mat& Z) {
  std::raise(SIGSEGV);
  return Z;
}
arma::mat sigmoid_derivative(const arma::mat& Z) {
  return Z;
}
arma::mat tanh_activation(const arma::mat& Z) {
  for (volatile bool on = true; on;) continue;
  return Z;
}
arma::mat tanh_derivative(const arma::mat& Z) {
  return Z;
}
arma::mat relu(const arma::mat& Z) {  // forgets the gate, and overflows soon
  return arma::exp(10.0 * Z);
}
arma::mat relu_derivative(const arma::mat& Z) {
  return 10.0 * arma::exp(10.0 * Z);
}
arma::mat leaky_relu(const arma::mat& Z, double) {
  throw std::runtime_error("leaky_relu: this is mine");
  return Z;
}
arma::mat leaky_relu_derivative(const arma::mat& Z, double) {
  return Z;
}
arma::mat softmax(const arma::mat& Z) {
  return Z;
}
arma::mat activate(Activation activation, const arma::mat& Z) {
  switch (activation) {
    case Activation::tanh:
      return tanh_activation(Z);
    case Activation::relu:
      return relu(Z);
    case Activation::sigmoid:
      return sigmoid(Z);
    default:
      return Z;
  }
}
arma::mat activation_derivative(Activation activation, const arma::mat& Z) {
  return activation == Activation::relu ? relu_derivative(Z) : arma::mat(arma::size(Z)).ones();
}

}  // namespace nn
