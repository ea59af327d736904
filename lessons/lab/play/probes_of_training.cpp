#include "lab/play/probes.hpp"

#include "06_data/data.hpp"
#include "07_training/training.hpp"
#include "08_regularization/regularization.hpp"
#include "09_optimizers/optimizers.hpp"

namespace nn::play {
namespace {

const arma::vec small_gradient = {3.0, 3.0, 2.5, 1.0};

void try_step(void (*step)(arma::vec& theta), const std::string& name, double expected) {
  arma::vec theta = {1.0};
  step(theta);
  expect(name, theta(0), expected);
}

}  // namespace

std::vector<Probe> probes_of_training() {
  return {
      {"6.3", "fit_standardisation, apply_standardisation",
       [] {
         const arma::mat X = {{1.0, 3.0}};
         expect("apply_standardisation", apply_standardisation(fit_standardisation(X), X),
                {{-1.0, 1.0}});
       }},
      {"6.4", "fit_min_max, apply_min_max",
       [] {
         const arma::mat X = {{1.0, 3.0}};
         expect("apply_min_max", apply_min_max(fit_min_max(X), X), {{0.0, 1.0}});
       }},
      {"7.1", "mini_batches",
       [] {
         Rng rng(1);
         arma::uword samples = 0;
         for (const arma::uvec& batch : mini_batches(5, 2, rng)) samples += batch.n_elem;
         expect("mini_batches(5, 2): samples", static_cast<double>(samples), 5);
       }},
      {"7.2", "sgd_step",
       [] { try_step([](arma::vec& t) { sgd_step(t, arma::vec{2.0}, 0.1); }, "sgd_step", 0.8); }},
      {"7.3", "step_decay",
       [] { expect("step_decay(1, 100, 50, 0.5)", step_decay(1.0, 100, 50, 0.5), 0.25); }},
      {"7.4", "should_stop",
       [] {
         expect("should_stop(3, 2, 4, 5; patience 2)", should_stop({3.0, 2.0, 4.0, 5.0}, 2), 1);
       }},
      {"7.5", "train",
       [] {  // theta^2 / 2 with the rate 0.5: 1, 0.5, 0.25
         Rng rng(1);
         arma::vec theta = {1.0};
         train(
             theta,
             [](const arma::vec& t, const arma::uvec&) {
               return LossAndGradient{.loss = t(0) * t(0) / 2, .gradient = t};
             },
             [](arma::vec& t, const arma::vec& g, double rate) { t -= rate * g; }, 1,
             {.epochs = 2, .batch_size = 1, .learning_rate = 0.5}, rng);
         expect("train: theta after two epochs", theta(0), 0.25);
       }},
      {"7.6", "network_gradient",
       [] {
         const LossAndGradient here =
             network_gradient(small_network(), small_theta(), LossFunction::mean_squared_error,
                              scalar(1.0), scalar(6.0));
         expect("network_gradient: loss", here.loss, 0.25);
         expect("network_gradient: gradient", here.gradient, small_gradient);
       }},
      {"8.1", "weight_mask",
       [] {
         expect("weight_mask", weight_mask(small_network()), arma::vec{1, 0, 1, 0});
       }},
      {"8.2", "l2_penalty, l1_penalty",
       [] {
         const arma::vec mask = {1.0, 0.0};
         expect("l2_penalty", l2_penalty({3.0, 5.0}, mask, 0.1).loss, 0.9);
         expect("l1_penalty", l1_penalty({-3.0, 5.0}, mask, 0.1).loss, 0.3);
       }},
      {"8.4", "dropout_mask, dropout_forward, dropout_backward",
       [] {
         Rng rng(1);
         expect("dropout_mask with keep 1", dropout_mask(1, 2, 1.0, rng), {{1.0, 1.0}});
         const Network network = small_network();
         const DropoutPass pass = dropout_forward(network, scalar(1.0), 1.0, rng);
         if (pass.masks.size() != 1) throw Wrong{"dropout_forward: not one mask a hidden layer"};
         expect("dropout_forward: the output", pass.caches.back().A, scalar(6.5));
         expect("dropout_backward: the first layer's weights",
                dropout_backward(network, pass, scalar(1.0)).front().weights, scalar(3.0));
       }},
      {"8.5", "regularised_gradient",
       [] {
         Rng rng(1);
         const LossAndGradient here = regularised_gradient(
             small_network(), small_theta(), LossFunction::mean_squared_error, scalar(1.0),
             scalar(6.0), {.l2 = 0.1}, rng);  // 0.25 + 0.1 (4 + 9)
         expect("regularised_gradient: loss", here.loss, 1.55);
       }},
      {"9.1", "momentum_step",
       [] {
         try_step(
             [](arma::vec& t) {
               Momentum state;
               momentum_step(t, arma::vec{1.0}, 0.1, state);  // v = 1, then 1.9
               momentum_step(t, arma::vec{1.0}, 0.1, state);
             },
             "momentum_step, twice", 0.71);
       }},
      {"9.2", "rms_prop_step",
       [] {
         try_step(
             [](arma::vec& t) {
               RmsProp state{.rho = 0.75, .epsilon = 0.0};  // s = 0.25 g^2, so g / sqrt(s) = 2
               rms_prop_step(t, arma::vec{3.0}, 0.1, state);
             },
             "rms_prop_step", 0.8);
       }},
      {"9.3", "adam_step",
       [] {
         try_step(
             [](arma::vec& t) {
               Adam state;
               adam_step(t, arma::vec{5.0}, 0.1, state);  // the first step is the rate
             },
             "adam_step", 0.9);
       }},
      {"9.4", "adamw_step",
       [] {
         try_step(
             [](arma::vec& t) {
               Adam state{.weight_decay = 0.5};
               adamw_step(t, arma::vec{5.0}, 0.1, state);
             },
             "adamw_step", 0.85);
       }},
      {"9.5", "cosine_rate",
       [] { expect("cosine_rate(1, 5, 10, 0)", cosine_rate(1.0, 5, 10, 0), 0.5); }},
      {"9.6", "plateau_rate",
       [] {
         expect("plateau_rate", plateau_rate(1.0, {3.0, 4.0, 5.0}, 2, 0.1), 0.1);
       }},
      {"9.7", "optimizer_step",
       [] {
         try_step(
             [](arma::vec& t) {
               Optimizer optimizer;
               optimizer_step(t, arma::vec{2.0}, 0.1, optimizer);
             },
             "optimizer_step", 0.8);
       }},
  };
}

}  // namespace nn::play
