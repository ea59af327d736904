// How each function of lesson 04 crosses the process border.
#include "04_backprop/backprop.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::NineParameters, it.w1, it.w2, it.w3, it.w4, it.w5, it.w6, it.b1, it.b2, it.b3)
REMOTE_STRUCT(nn::NineCache, it.x1, it.x2, it.z1, it.z2, it.h1, it.h2, it.y)
REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::DenseCache, it.X, it.Z, it.A)
REMOTE_STRUCT(nn::Network, it.layers)
REMOTE_STRUCT(nn::DenseGradient, it.weights, it.bias, it.X)

REMOTE(nn::NineCache, nn::nine_forward,
       (const nn::NineParameters& parameters, double x1, double x2), (parameters, x1, x2))
REMOTE(nn::NineParameters, nn::nine_gradient,
       (const nn::NineParameters& parameters, const nn::NineCache& cache, double target),
       (parameters, cache, target))
REMOTE(nn::NineParameters, nn::nine_step,
       (const nn::NineParameters& parameters, double x1, double x2, double target,
        double learning_rate),
       (parameters, x1, x2, target, learning_rate))
REMOTE(nn::DenseGradient, nn::dense_backward,
       (const nn::DenseLayer& layer, const nn::DenseCache& cache, const arma::mat& dA),
       (layer, cache, dA))
REMOTE(std::vector<nn::DenseGradient>, nn::backward,
       (const nn::Network& network, const std::vector<nn::DenseCache>& caches, const arma::mat& dA),
       (network, caches, dA))
REMOTE(arma::vec, nn::flatten, (const nn::Network& network), (network))
REMOTE(arma::vec, nn::flatten_gradients, (const std::vector<nn::DenseGradient>& gradients),
       (gradients))
REMOTE(nn::Network, nn::unflatten, (const arma::vec& theta, const nn::Network& network),
       (theta, network))
