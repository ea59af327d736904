// How each function of lesson 01 crosses the border to the process that runs the student's code.
#include "01_activations/activations.hpp"
#include "remote/remote.hpp"

REMOTE(arma::mat, nn::sigmoid, (const arma::mat& Z), (Z))
REMOTE(arma::mat, nn::sigmoid_derivative, (const arma::mat& Z), (Z))
REMOTE(arma::mat, nn::tanh_activation, (const arma::mat& Z), (Z))
REMOTE(arma::mat, nn::tanh_derivative, (const arma::mat& Z), (Z))
REMOTE(arma::mat, nn::relu, (const arma::mat& Z), (Z))
REMOTE(arma::mat, nn::relu_derivative, (const arma::mat& Z), (Z))
REMOTE(arma::mat, nn::leaky_relu, (const arma::mat& Z, double slope), (Z, slope))
REMOTE(arma::mat, nn::leaky_relu_derivative, (const arma::mat& Z, double slope), (Z, slope))
REMOTE(arma::mat, nn::softmax, (const arma::mat& Z), (Z))
REMOTE(arma::mat, nn::activate, (nn::Activation activation, const arma::mat& Z), (activation, Z))
REMOTE(arma::mat, nn::activation_derivative, (nn::Activation activation, const arma::mat& Z),
       (activation, Z))
