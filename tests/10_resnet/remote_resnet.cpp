// How each function of lesson 10 crosses the process border.
#include "10_resnet/resnet.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::DenseCache, it.X, it.Z, it.A)
REMOTE_STRUCT(nn::DenseGradient, it.weights, it.bias, it.X)
REMOTE_STRUCT(nn::ResidualBlock, it.W1, it.b, it.W2, it.activation)
REMOTE_STRUCT(nn::ResidualCache, it.X, it.Z, it.A, it.output)
REMOTE_STRUCT(nn::ResidualGradient, it.W1, it.b, it.W2, it.X)
REMOTE_STRUCT(nn::ResidualNetwork, it.first, it.blocks, it.last)
REMOTE_STRUCT(nn::ResidualPass, it.first, it.blocks, it.last)
REMOTE_STRUCT(nn::ResidualNetworkGradient, it.first, it.blocks, it.last)

REMOTE(nn::ResidualCache, nn::residual_forward,
       (const nn::ResidualBlock& block, const arma::mat& X), (block, X))
REMOTE(nn::ResidualGradient, nn::residual_backward,
       (const nn::ResidualBlock& block, const nn::ResidualCache& cache, const arma::mat& d_output),
       (block, cache, d_output))
REMOTE(nn::ResidualNetwork, nn::make_residual_network,
       (const std::vector<arma::uword>& widths, nn::Activation hidden_activation,
        nn::Initialiser initialiser, nn::Rng& rng),
       (widths, hidden_activation, initialiser, rng))
REMOTE(nn::ResidualPass, nn::resnet_forward,
       (const nn::ResidualNetwork& network, const arma::mat& X), (network, X))
REMOTE(nn::ResidualNetworkGradient, nn::resnet_backward,
       (const nn::ResidualNetwork& network, const nn::ResidualPass& pass, const arma::mat& dA),
       (network, pass, dA))
REMOTE(arma::vec, nn::flatten_resnet, (const nn::ResidualNetwork& network), (network))
REMOTE(arma::vec, nn::flatten_resnet_gradient, (const nn::ResidualNetworkGradient& gradient),
       (gradient))
REMOTE(nn::ResidualNetwork, nn::unflatten_resnet,
       (const arma::vec& theta, const nn::ResidualNetwork& network), (theta, network))
REMOTE(arma::uword, nn::resnet_parameter_count, (const nn::ResidualNetwork& network), (network))
REMOTE(arma::uword, nn::reported_parameter_count, (const std::vector<arma::uword>& widths),
       (widths))
