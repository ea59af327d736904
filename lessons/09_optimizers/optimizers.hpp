// Lesson 09: better steps than the gradient's own, and other rates, for the loop of lesson 07.
//
// A step changes theta and its state in place, entry by entry. The vectors of a state are empty
// before the first step, which stands for zeros. A gradient, or a vector of the state, that is not
// as long as theta is refused.
#pragma once

#include <armadillo>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "07_training/training.hpp"
#include "common/random.hpp"

namespace nn {

struct Momentum {
  double beta = 0.9;
  arma::vec velocity;  // v
};
/// v becomes beta v + g, then theta becomes theta - rate v.
void momentum_step(arma::vec& theta, const arma::vec& gradient, double rate, Momentum& state);

struct RmsProp {
  double rho = 0.9;
  double epsilon = 1e-8;
  arma::vec square;  // s
};
/// s becomes rho s + (1 - rho) g^2, then theta becomes theta - rate g / (sqrt(s) + epsilon).
void rms_prop_step(arma::vec& theta, const arma::vec& gradient, double rate, RmsProp& state);

struct Adam {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.0;  // used by adamw_step alone
  arma::vec decays;           // 1 where weight_decay acts, 0 where not; empty: everywhere
  arma::uword steps = 0;      // t: steps taken
  arma::vec mean;             // m
  arma::vec square;           // s
};
/// t becomes t + 1,  m becomes beta1 m + (1 - beta1) g,  s becomes beta2 s + (1 - beta2) g^2,
/// theta becomes theta - rate M / (sqrt(S) + epsilon), where M = m / (1 - beta1^t) and
/// S = s / (1 - beta2^t). Epsilon stands outside of the root, as in the paper's algorithm 1.
void adam_step(arma::vec& theta, const arma::vec& gradient, double rate, Adam& state);

/// Adam's step, and less rate weight_decay theta (the old theta) where `decays` is 1.
void adamw_step(arma::vec& theta, const arma::vec& gradient, double rate, Adam& state);

/// From learning_rate down to 0 along half a cosine, after `warm_up` epochs of a straight rise:
/// epoch k = 0, 1, ... of the warm-up has learning_rate (k + 1) / (warm_up + 1); later ones have
/// learning_rate (1 + cos(pi (k - warm_up) / (epochs - warm_up))) / 2, and from `epochs` on it is
/// 0. Refuses a warm_up that is not less than epochs.
double cosine_rate(double learning_rate, arma::uword epoch, arma::uword epochs,
                   arma::uword warm_up);

/// The rate after the epochs whose validation losses are `losses`: learning_rate, times `factor`
/// for each time that `patience` epochs in a row brought no loss below the smallest before. After
/// each such cut the epochs are counted from 0 again. The first finite loss is an improvement; a
/// NaN never is. Refuses a patience of 0.
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

/// One step of the chosen method; gradient_descent is sgd_step. Only this method's state changes.
void optimizer_step(arma::vec& theta, const arma::vec& gradient, double rate, Optimizer& optimizer);

/// train_network of lesson 07 with the optimizer's steps and this schedule, which may be empty. If
/// `decays` is empty, it becomes weight_mask of lesson 08: adamw spares the biases.
History train_with(Network& network, const TrainingData& data, LossFunction loss,
                   Optimizer& optimizer, const TrainingSettings& settings, Rng& rng,
                   const Schedule& schedule = {});

// Sources: Polyak, Some Methods of Speeding Up the Convergence of Iteration Methods (1964); Hinton,
// Neural Networks for Machine Learning, lecture 6e (2012); Kingma and Ba, Adam (2015); Loshchilov
// and Hutter, SGDR (2017) and Decoupled Weight Decay Regularization (2019).

}  // namespace nn
