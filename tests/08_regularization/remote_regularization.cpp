// How each function of lesson 08 crosses the process border.
#include "08_regularization/regularization.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::DenseCache, it.X, it.Z, it.A)
REMOTE_STRUCT(nn::Network, it.layers)
REMOTE_STRUCT(nn::DenseGradient, it.weights, it.bias, it.X)
REMOTE_STRUCT(nn::LossAndGradient, it.loss, it.gradient)
REMOTE_STRUCT(nn::TrainingSettings, it.epochs, it.batch_size, it.learning_rate, it.decay_every,
              it.decay_factor, it.patience)
REMOTE_STRUCT(nn::Breakdown, it.epoch, it.step)
REMOTE_STRUCT(nn::History, it.losses, it.watched, it.breakdown)
REMOTE_STRUCT(nn::TrainingData, it.X, it.T, it.X_validation, it.T_validation)
REMOTE_STRUCT(nn::DropoutPass, it.caches, it.masks)
REMOTE_STRUCT(nn::Regularisation, it.l1, it.l2, it.keep)
REMOTE_STRUCT(nn::BestWeights, it.loss, it.epoch, it.theta)

REMOTE(arma::vec, nn::weight_mask, (const nn::Network& network), (network))
REMOTE(nn::LossAndGradient, nn::l2_penalty,
       (const arma::vec& theta, const arma::vec& mask, double lambda), (theta, mask, lambda))
REMOTE(nn::LossAndGradient, nn::l1_penalty,
       (const arma::vec& theta, const arma::vec& mask, double lambda), (theta, mask, lambda))
REMOTE(void, nn::soft_threshold, (arma::vec & theta, const arma::vec& mask, double amount),
       (theta, mask, amount))
REMOTE(arma::mat, nn::dropout_mask, (arma::uword rows, arma::uword cols, double keep, nn::Rng& rng),
       (rows, cols, keep, rng))
REMOTE(nn::DropoutPass, nn::dropout_forward,
       (const nn::Network& network, const arma::mat& X, double keep, nn::Rng& rng),
       (network, X, keep, rng))
REMOTE(std::vector<nn::DenseGradient>, nn::dropout_backward,
       (const nn::Network& network, const nn::DropoutPass& pass, const arma::mat& dA),
       (network, pass, dA))
REMOTE(nn::LossAndGradient, nn::regularised_gradient,
       (const nn::Network& network, const arma::vec& theta, nn::LossFunction loss,
        const arma::mat& X, const arma::mat& T, const nn::Regularisation& regularisation,
        nn::Rng& rng),
       (network, theta, loss, X, T, regularisation, rng))
REMOTE(bool, nn::keep_best,
       (nn::BestWeights & best, double loss, arma::uword epoch, const arma::vec& theta),
       (best, loss, epoch, theta))
REMOTE(nn::History, nn::train_regularised,
       (nn::Network & network, const nn::TrainingData& data, nn::LossFunction loss,
        const nn::Regularisation& regularisation, const nn::TrainingSettings& settings,
        nn::Rng& rng),
       (network, data, loss, regularisation, settings, rng))
