// Lesson 09: better steps than the gradient's own. Momentum, RMSProp, Adam and AdamW, and how the
// learning rate changes over the epochs.
//
// theta holds all parameters in one vector (flatten() of lesson 04), g the gradient at theta. Each
// step returns the new theta and changes the state, which is plain data: a state's vectors are
// empty before the first step, which stands for zeros. Everything is done entry by entry. What does
// not fit throws std::invalid_argument: "momentum_step: gradient is 3x1, expected 4x1", and
// likewise a vector of the state that is not empty, "momentum_step: velocity is 3x1, expected 4x1".
#pragma once

#include <armadillo>
#include <functional>
#include <vector>

#include "common/random.hpp"

namespace nn {

struct Momentum {
  double beta = 0.9;
  arma::vec velocity;  // v
};
/// v <- beta v + g,  theta - learning_rate v.
arma::vec momentum_step(Momentum& state, const arma::vec& theta, const arma::vec& gradient,
                        double learning_rate);

struct RmsProp {
  double rho = 0.9;
  double epsilon = 1e-8;
  arma::vec square;  // s
};
/// s <- rho s + (1 - rho) g^2,  theta - learning_rate g / (sqrt(s) + epsilon).
arma::vec rms_prop_step(RmsProp& state, const arma::vec& theta, const arma::vec& gradient,
                        double learning_rate);

struct Adam {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.0;  // used by adamw_step alone
  arma::vec decays;           // 1 where weight_decay acts, 0 where not (biases); empty: everywhere
  arma::uword steps = 0;      // t: steps taken
  arma::vec mean;             // m
  arma::vec square;           // s
};
/// t <- t + 1,  m <- beta1 m + (1 - beta1) g,  s <- beta2 s + (1 - beta2) g^2,
/// theta - learning_rate M / (sqrt(S) + epsilon), where M = m / (1 - beta1^t) and
/// S = s / (1 - beta2^t). Epsilon stands outside of the root, as in the paper's algorithm 1.
arma::vec adam_step(Adam& state, const arma::vec& theta, const arma::vec& gradient,
                    double learning_rate);

/// What adam_step returns, less learning_rate weight_decay theta (the old theta) where `decays`
/// is 1. Throws what adam_step throws, and "adamw_step: decays is 3x1, expected 4x1".
arma::vec adamw_step(Adam& state, const arma::vec& theta, const arma::vec& gradient,
                     double learning_rate);

/// From learning_rate down to 0 along half a cosine, after `warm_up` epochs of a straight rise:
/// epoch k = 0, 1, ... of the warm-up has learning_rate (k + 1) / (warm_up + 1); later ones have
/// learning_rate (1 + cos(pi (k - warm_up) / (epochs - warm_up))) / 2, and from `epochs` on it is
/// 0. Throws "cosine_rate: warm_up is 10, expected less than epochs, 10".
double cosine_rate(double learning_rate, arma::uword epoch, arma::uword epochs,
                   arma::uword warm_up);

/// The rate after the epochs whose validation losses are `losses`: learning_rate, times `factor`
/// for each time that `patience` epochs in a row brought no loss below the smallest before. After
/// each such cut the epochs are counted from 0 again. The first finite loss is an improvement; a
/// NaN never is. Throws "plateau_rate: patience is 0, expected at least 1".
double plateau_rate(double learning_rate, const std::vector<double>& losses, arma::uword patience,
                    double factor);

enum class Method { gradient_descent, momentum, rms_prop, adam, adamw };

/// One of the methods, with the state of each.
struct Optimizer {
  Method method = Method::gradient_descent;
  Momentum momentum;
  RmsProp rms_prop;
  Adam adam;  // for adam and adamw
};

/// One step of the method that is chosen; gradient_descent: theta - learning_rate g. Only the state
/// of this method changes. Throws what its step throws, gradient_descent "optimizer_step: gradient
/// is 3x1, expected 4x1".
arma::vec optimizer_step(Optimizer& optimizer, const arma::vec& theta, const arma::vec& gradient,
                         double learning_rate);

/// The gradient at theta of the loss over the samples in `batch`.
using BatchGradient = std::function<arma::vec(const arma::vec& theta, const arma::uvec& batch)>;
using RateOfEpoch = std::function<double(arma::uword epoch)>;  // epochs count from 0
/// Called after each epoch with the parameters; false ends the minimisation. It may be empty.
using AfterEpoch = std::function<bool(arma::uword epoch, const arma::vec& theta)>;

/// `epochs` times: makes mini-batches of the samples 0 ... samples-1 (lesson 07: one call of
/// mini_batches with rng an epoch), and for each takes an optimizer_step with the gradient of the
/// batch and the rate of the epoch. Ends early before a step whose gradient is not finite
/// (after_epoch is not called for that epoch), and when after_epoch says so. Returns the last
/// theta. Throws what mini_batches and optimizer_step throw.
arma::vec minimise(const arma::vec& theta, const BatchGradient& gradient, Optimizer& optimizer,
                   arma::uword samples, arma::uword batch_size, arma::uword epochs,
                   const RateOfEpoch& rate, Rng& rng, const AfterEpoch& after_epoch);

// Sources: Polyak, Some Methods of Speeding Up the Convergence of Iteration Methods (1964); Hinton,
// Neural Networks for Machine Learning, lecture 6e (2012); Kingma and Ba, Adam (2015); Loshchilov
// and Hutter, SGDR (2017) and Decoupled Weight Decay Regularization (2019).

}  // namespace nn
