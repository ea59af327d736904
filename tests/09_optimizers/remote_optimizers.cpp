// How each function of lesson 09 crosses the process border.
#include "09_optimizers/optimizers.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::Network, it.layers)
REMOTE_STRUCT(nn::TrainingSettings, it.epochs, it.batch_size, it.learning_rate, it.decay_every,
              it.decay_factor, it.patience)
REMOTE_STRUCT(nn::Breakdown, it.epoch, it.step)
REMOTE_STRUCT(nn::History, it.losses, it.watched, it.breakdown)
REMOTE_STRUCT(nn::TrainingData, it.X, it.T, it.X_validation, it.T_validation)
REMOTE_STRUCT(nn::Momentum, it.beta, it.velocity)
REMOTE_STRUCT(nn::RmsProp, it.rho, it.epsilon, it.square)
REMOTE_STRUCT(nn::Adam, it.beta1, it.beta2, it.epsilon, it.weight_decay, it.decays, it.steps,
              it.mean, it.square)
REMOTE_STRUCT(nn::Optimizer, it.method, it.momentum, it.rms_prop, it.adam)

REMOTE(void, nn::momentum_step,
       (arma::vec & theta, const arma::vec& gradient, double rate, nn::Momentum& state),
       (theta, gradient, rate, state))
REMOTE(void, nn::rms_prop_step,
       (arma::vec & theta, const arma::vec& gradient, double rate, nn::RmsProp& state),
       (theta, gradient, rate, state))
REMOTE(void, nn::adam_step,
       (arma::vec & theta, const arma::vec& gradient, double rate, nn::Adam& state),
       (theta, gradient, rate, state))
REMOTE(void, nn::adamw_step,
       (arma::vec & theta, const arma::vec& gradient, double rate, nn::Adam& state),
       (theta, gradient, rate, state))
REMOTE(double, nn::cosine_rate,
       (double learning_rate, arma::uword epoch, arma::uword epochs, arma::uword warm_up),
       (learning_rate, epoch, epochs, warm_up))
REMOTE(double, nn::plateau_rate,
       (double learning_rate, const std::vector<double>& losses, arma::uword patience,
        double factor),
       (learning_rate, losses, patience, factor))
REMOTE(void, nn::optimizer_step,
       (arma::vec & theta, const arma::vec& gradient, double rate, nn::Optimizer& optimizer),
       (theta, gradient, rate, optimizer))
REMOTE(nn::History, nn::train_with,
       (nn::Network & network, const nn::TrainingData& data, nn::LossFunction loss,
        nn::Optimizer& optimizer, const nn::TrainingSettings& settings, nn::Rng& rng,
        const nn::Schedule& schedule),
       (network, data, loss, optimizer, settings, rng, schedule))
