// How each function of lesson 09 crosses the process border.
#include "09_optimizers/optimizers.hpp"
#include "remote/remote.hpp"

REMOTE_STRUCT(nn::Momentum, it.beta, it.velocity)
REMOTE_STRUCT(nn::RmsProp, it.rho, it.epsilon, it.square)
REMOTE_STRUCT(nn::Adam, it.beta1, it.beta2, it.epsilon, it.weight_decay, it.decays, it.steps,
              it.mean, it.square)
REMOTE_STRUCT(nn::Optimizer, it.method, it.momentum, it.rms_prop, it.adam)

REMOTE(arma::vec, nn::momentum_step,
       (nn::Momentum & state, const arma::vec& theta, const arma::vec& gradient,
        double learning_rate),
       (state, theta, gradient, learning_rate))
REMOTE(arma::vec, nn::rms_prop_step,
       (nn::RmsProp & state, const arma::vec& theta, const arma::vec& gradient,
        double learning_rate),
       (state, theta, gradient, learning_rate))
REMOTE(arma::vec, nn::adam_step,
       (nn::Adam & state, const arma::vec& theta, const arma::vec& gradient, double learning_rate),
       (state, theta, gradient, learning_rate))
REMOTE(arma::vec, nn::adamw_step,
       (nn::Adam & state, const arma::vec& theta, const arma::vec& gradient, double learning_rate),
       (state, theta, gradient, learning_rate))
REMOTE(double, nn::cosine_rate,
       (double learning_rate, arma::uword epoch, arma::uword epochs, arma::uword warm_up),
       (learning_rate, epoch, epochs, warm_up))
REMOTE(double, nn::plateau_rate,
       (double learning_rate, const std::vector<double>& losses, arma::uword patience,
        double factor),
       (learning_rate, losses, patience, factor))
REMOTE(arma::vec, nn::optimizer_step,
       (nn::Optimizer & optimizer, const arma::vec& theta, const arma::vec& gradient,
        double learning_rate),
       (optimizer, theta, gradient, learning_rate))
REMOTE(arma::vec, nn::minimise,
       (const arma::vec& theta, const nn::BatchGradient& gradient, nn::Optimizer& optimizer,
        arma::uword samples, arma::uword batch_size, arma::uword epochs,
        const nn::RateOfEpoch& rate, nn::Rng& rng, const nn::AfterEpoch& after_epoch),
       (theta, gradient, optimizer, samples, batch_size, epochs, rate, rng, after_epoch))
