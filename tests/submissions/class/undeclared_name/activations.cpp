// Task 1.6  Choose by name.
arma::mat activate(Activation activation, const arma::mat& Z) {
  switch (activation) {
    case Activation::identity:
      return Z;
    case Activation::sigmoid:
      return sigmoid(Z);
    default:
      return tanh_activaton(Z);
  }
}

arma::mat activation_derivative(Activation activation, const arma::mat& Z) {
  if (activation == Activation::sigmoid) return sigmoid_derivative(z);
  return Z;
}
