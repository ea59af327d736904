// How each function of lesson 08 crosses the process border.
#include "08_regularization/regularization.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::DenseCache, it.X, it.Z, it.A)
REMOTE_STRUCT(nn::Network, it.layers)
REMOTE_STRUCT(nn::DenseGradient, it.weights, it.bias, it.X)
REMOTE_STRUCT(nn::Penalty, it.value, it.gradient)
REMOTE_STRUCT(nn::DropoutPass, it.caches, it.masks)
REMOTE_STRUCT(nn::BestWeights, it.loss, it.epoch, it.theta)
REMOTE_STRUCT(nn::Regularisation, it.l1, it.l2, it.keep)

REMOTE(nn::Penalty, nn::l2_penalty, (const nn::Network& network, double lambda), (network, lambda))
REMOTE(nn::Penalty, nn::l1_penalty, (const nn::Network& network, double lambda), (network, lambda))
REMOTE(nn::Network, nn::soft_threshold, (const nn::Network& network, double amount),
       (network, amount))
REMOTE(arma::mat, nn::dropout_mask, (arma::uword rows, arma::uword cols, double keep, nn::Rng& rng),
       (rows, cols, keep, rng))
REMOTE(nn::DropoutPass, nn::dropout_forward,
       (const nn::Network& network, const arma::mat& X, double keep, nn::Rng& rng),
       (network, X, keep, rng))
REMOTE(std::vector<nn::DenseGradient>, nn::dropout_backward,
       (const nn::Network& network, const nn::DropoutPass& pass, const arma::mat& dA),
       (network, pass, dA))
REMOTE(bool, nn::keep_best,
       (nn::BestWeights & best, double loss, arma::uword epoch, const nn::Network& network),
       (best, loss, epoch, network))
REMOTE(nn::Network, nn::restore_best, (const nn::BestWeights& best, const nn::Network& network),
       (best, network))
REMOTE(arma::vec, nn::regularised_gradient,
       (const nn::Network& network, const arma::mat& X, const arma::mat& T, nn::LossFunction loss,
        const nn::Regularisation& regularisation, nn::Rng& rng),
       (network, X, T, loss, regularisation, rng))
