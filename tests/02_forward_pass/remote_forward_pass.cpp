// How each function of lesson 02 crosses the process border.
#include "02_forward_pass/forward_pass.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::DenseCache, it.X, it.Z, it.A)
REMOTE_STRUCT(nn::Network, it.layers)

REMOTE(nn::DenseCache, nn::dense_forward, (const nn::DenseLayer& layer, const arma::mat& X),
       (layer, X))
REMOTE(double, nn::weight_deviation,
       (nn::Initialiser initialiser, arma::uword inputs, arma::uword outputs),
       (initialiser, inputs, outputs))
REMOTE(nn::DenseLayer, nn::make_layer,
       (arma::uword inputs, arma::uword outputs, nn::Activation activation,
        nn::Initialiser initialiser, nn::Rng& rng),
       (inputs, outputs, activation, initialiser, rng))
REMOTE(nn::Network, nn::make_network,
       (const std::vector<arma::uword>& widths, nn::Activation hidden_activation,
        nn::Activation output_activation, nn::Initialiser initialiser, nn::Rng& rng),
       (widths, hidden_activation, output_activation, initialiser, rng))
REMOTE(std::vector<nn::DenseCache>, nn::network_forward,
       (const nn::Network& network, const arma::mat& X), (network, X))
REMOTE(arma::urowvec, nn::predict_classes, (const nn::Network& network, const arma::mat& X),
       (network, X))
REMOTE(arma::uword, nn::parameter_count, (const nn::Network& network), (network))
