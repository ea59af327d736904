// How each function of lesson 07 crosses the process border.
#include "07_training/training.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::DenseCache, it.X, it.Z, it.A)
REMOTE_STRUCT(nn::Network, it.layers)
REMOTE_STRUCT(nn::DenseGradient, it.weights, it.bias, it.X)
REMOTE_STRUCT(nn::TrainingData, it.X, it.T, it.X_validation, it.T_validation)
REMOTE_STRUCT(nn::TrainingSettings, it.loss, it.epochs, it.batch_size, it.learning_rate,
              it.decay_every, it.decay_factor, it.patience)
REMOTE_STRUCT(nn::Breakdown, it.epoch, it.step, it.layer)
REMOTE_STRUCT(nn::History, it.training_loss, it.validation_loss, it.training_accuracy,
              it.validation_accuracy, it.breakdown)

REMOTE(std::vector<arma::uvec>, nn::mini_batches,
       (arma::uword samples, arma::uword batch_size, nn::Rng& rng), (samples, batch_size, rng))
REMOTE(void, nn::sgd_step,
       (nn::Network & network, const std::vector<nn::DenseGradient>& gradients,
        double learning_rate),
       (network, gradients, learning_rate))
REMOTE(double, nn::step_decay,
       (double learning_rate, arma::uword epoch, arma::uword every, double factor),
       (learning_rate, epoch, every, factor))
REMOTE(bool, nn::should_stop, (const std::vector<double>& losses, arma::uword patience),
       (losses, patience))
REMOTE(std::optional<arma::uword>, nn::first_broken_layer,
       (const std::vector<nn::DenseCache>& caches), (caches))
REMOTE(nn::History, nn::train,
       (nn::Network & network, const nn::TrainingData& data, const nn::TrainingSettings& settings,
        nn::Rng& rng, const nn::EachEpoch& each_epoch),
       (network, data, settings, rng, each_epoch))
REMOTE(arma::vec, nn::ridge_solution, (const arma::mat& X, const arma::vec& y, double lambda),
       (X, y, lambda))
REMOTE(arma::vec, nn::ridge_gradient,
       (const arma::vec& w, const arma::mat& X, const arma::vec& y, double lambda),
       (w, X, y, lambda))
