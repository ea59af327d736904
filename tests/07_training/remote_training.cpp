// How each function of lesson 07 crosses the process border.
#include "07_training/training.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::DenseLayer, it.weights, it.bias, it.activation)
REMOTE_STRUCT(nn::Network, it.layers)
REMOTE_STRUCT(nn::LossAndGradient, it.loss, it.gradient)
REMOTE_STRUCT(nn::TrainingSettings, it.epochs, it.batch_size, it.learning_rate, it.decay_every,
              it.decay_factor, it.patience)
REMOTE_STRUCT(nn::Breakdown, it.epoch, it.step)
REMOTE_STRUCT(nn::History, it.losses, it.watched, it.breakdown)
REMOTE_STRUCT(nn::TrainingData, it.X, it.T, it.X_validation, it.T_validation)

REMOTE(std::vector<arma::uvec>, nn::mini_batches,
       (arma::uword samples, arma::uword batch_size, nn::Rng& rng), (samples, batch_size, rng))
REMOTE(void, nn::sgd_step, (arma::vec & theta, const arma::vec& gradient, double rate),
       (theta, gradient, rate))
REMOTE(double, nn::step_decay,
       (double learning_rate, arma::uword epoch, arma::uword every, double factor),
       (learning_rate, epoch, every, factor))
REMOTE(bool, nn::should_stop, (const std::vector<double>& losses, arma::uword patience),
       (losses, patience))
REMOTE(nn::History, nn::train,
       (arma::vec & theta, const nn::Gradient& gradient, const nn::Step& step, arma::uword samples,
        const nn::TrainingSettings& settings, nn::Rng& rng, const nn::Watch& watch,
        const nn::Schedule& schedule),
       (theta, gradient, step, samples, settings, rng, watch, schedule))
REMOTE(nn::LossAndGradient, nn::network_gradient,
       (const nn::Network& network, const arma::vec& theta, nn::LossFunction loss,
        const arma::mat& X, const arma::mat& T),
       (network, theta, loss, X, T))
REMOTE(nn::History, nn::train_network,
       (nn::Network & network, const nn::TrainingData& data, nn::LossFunction loss,
        const nn::TrainingSettings& settings, nn::Rng& rng),
       (network, data, loss, settings, rng))
REMOTE(nn::LossAndGradient, nn::ridge_gradient,
       (const arma::vec& w, const arma::mat& X, const arma::vec& y, double lambda),
       (w, X, y, lambda))
REMOTE(arma::vec, nn::ridge_solution, (const arma::mat& X, const arma::vec& y, double lambda),
       (X, y, lambda))
