// Lesson 01: the functions that bend the straight line.
//
// Z holds one sample a column. Every function returns a new matrix of Z's shape and leaves Z as it
// was. All results are finite for every finite Z, at -1000 and at 1000 too. Each derivative is
// dA/dZ, entry by entry: its argument is Z, what went in, and not A, what came out.
#pragma once

#include <armadillo>

namespace nn {

/// A = 1 / (1 + e^-Z), between 0 and 1.                dA/dZ = A (1 - A)
arma::mat sigmoid(const arma::mat& Z);
arma::mat sigmoid_derivative(const arma::mat& Z);

/// A = (e^Z - e^-Z) / (e^Z + e^-Z), between -1 and 1.  dA/dZ = 1 - A^2
arma::mat tanh_activation(const arma::mat& Z);
arma::mat tanh_derivative(const arma::mat& Z);

/// A = Z where Z > 0, else 0.  dA/dZ = 1 where Z > 0, else 0: at 0 the course chooses 0.
arma::mat relu(const arma::mat& Z);
arma::mat relu_derivative(const arma::mat& Z);

/// A = Z where Z > 0, else slope Z, with 0 <= slope < 1.  dA/dZ = 1 where Z > 0, else slope.
arma::mat leaky_relu(const arma::mat& Z, double slope);
arma::mat leaky_relu_derivative(const arma::mat& Z, double slope);

/// A(i, j) = e^Z(i, j) / sum over k of e^Z(k, j): each column becomes probabilities, which are not
/// negative and add up to 1. Z is classes x samples, with at least one class.
arma::mat softmax(const arma::mat& Z);

/// What a layer can do to its Z. identity leaves it as it is: A = Z, dA/dZ = 1.
enum class Activation { identity, sigmoid, tanh, relu, leaky_relu, softmax };

/// The slope of Activation::leaky_relu.
inline constexpr double leaky_slope = 0.01;

/// The function above that `activation` names, applied to Z.
arma::mat activate(Activation activation, const arma::mat& Z);

/// Its derivative. Each entry of a softmax depends on its whole column, so there is no derivative
/// entry by entry, and Activation::softmax throws std::invalid_argument,
/// "activation_derivative: activation is softmax, expected one that acts entry by entry".
arma::mat activation_derivative(Activation activation, const arma::mat& Z);

// Sources: Goodfellow, Bengio and Courville, Deep Learning (2016), sections 4.1, 6.2.2 and 6.3;
// Maas, Hannun and Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models (2013).

}  // namespace nn
