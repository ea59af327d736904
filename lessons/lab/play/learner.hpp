// One network that learns, by the student's functions: what it is made of, one epoch of training,
// and what can be seen of it at any moment.
#pragma once

#include <armadillo>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "07_training/training.hpp"
#include "09_optimizers/optimizers.hpp"
#include "10_resnet/resnet.hpp"
#include "lab/play/link.hpp"
#include "lab/play/samples.hpp"
#include "lab/play/settings.hpp"

namespace nn::play {

/// Parameters that stand together in theta.
struct Part {
  std::string name;  // "W1", "b1"
  arma::uword begin, count;
  bool weights;  // or a bias
  arma::uword depth;
};

/// All that training changes, but for what it has noted of each epoch: small, as many are kept.
struct LearnerState {
  arma::vec theta;
  Optimizer optimizer;
  Rng rng{1};
  arma::uword epoch = 0, step = 0;
};

class Learner {
 public:
  /// A fresh network. `samples` lives as long as this.
  Learner(const Settings& settings, const Samples& samples, Link& link);

  /// Called before each step, with the samples of its batch; may throw to leave the epoch.
  using BeforeStep = std::function<void(const arma::uvec& batch)>;
  /// One epoch of lesson 07's train. Does nothing when training is over.
  void epoch(const BeforeStep& before_step);

  /// Why training is over, or empty: "NaN", "epochs", "patience".
  const std::string& over() const { return over_; }
  /// Where the first number appeared that is not finite, as a part of a message; null: nowhere.
  const json& breakdown() const { return breakdown_; }

  const LearnerState& state() const { return state_; }
  /// To a state that it was in.
  void restore(const LearnerState& state);
  /// The training loss of each epoch.
  const std::vector<double>& losses() const { return losses_; }

  /// The network's outputs, and what each hidden layer gave: neurons x samples.
  struct Outputs {
    arma::mat outputs;
    std::vector<arma::mat> hidden;
  };
  Outputs forward(const arma::mat& X) const;
  /// Loss and accuracy (of a regression: R^2 is not asked of the student; the loss alone).
  struct Score {
    double loss = 0.0;
    double accuracy = 0.0;
  };
  Score score(const arma::mat& X, const arma::mat& T) const;

  /// The masks that the next gradient over these samples will draw; empty without dropout.
  std::vector<arma::mat> masks(const arma::uvec& batch) const;

  std::vector<arma::mat> weights() const;  // of each layer, first layer first
  const std::vector<Part>& parts() const { return parts_; }
  const arma::vec& gradient() const { return gradient_; }  // the last one; empty before the first
  double rate() const { return rate_; }
  const Settings& settings() const { return settings_; }
  arma::uword parameters() const { return state_.theta.n_elem; }

 private:
  LossAndGradient gradient_at(const arma::vec& theta, const arma::uvec& batch);
  double rate_of(arma::uword epoch);
  void watch();
  void find_breakdown(const arma::vec& theta, const arma::uvec& batch, double loss);

  Settings settings_;
  const Samples& samples_;
  Link& link_;
  Network plain_;  // its shape, and the parameters that it began with
  ResidualNetwork residual_;
  std::vector<Part> parts_;
  arma::vec penalised_;  // 1 for each weight (with skips)
  LearnerState state_;
  std::vector<double> losses_;
  std::vector<double> watched_;  // the validation loss: before training, and after each epoch
  arma::vec gradient_;
  double rate_ = 0.0;
  std::string over_;
  json breakdown_;
};

}  // namespace nn::play
