#include "lab/play/learner.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "08_regularization/regularization.hpp"
#include "common/contract.hpp"

namespace nn::play {
namespace {

void add_part(std::vector<Part>& parts, const std::string& name, arma::uword count, bool weights,
              arma::uword depth) {
  const arma::uword begin = parts.empty() ? 0 : parts.back().begin + parts.back().count;
  parts.push_back(
      {.name = name, .begin = begin, .count = count, .weights = weights, .depth = depth});
}

/// The first entry that is not finite.
std::optional<arma::uvec> not_finite(const arma::mat& values) {
  for (arma::uword i = 0; i < values.n_elem; ++i) {
    if (std::isfinite(values(i))) continue;
    return arma::uvec{i % values.n_rows, i / values.n_rows};
  }
  return std::nullopt;
}

}  // namespace

Learner::Learner(const Settings& settings, const Samples& samples, Link& link)
    : settings_(settings), samples_(samples), link_(link) {
  std::vector<arma::uword> widths = {samples.X.n_rows};
  widths.insert(widths.end(), settings.widths.begin(), settings.widths.end());
  widths.push_back(samples.outputs());

  state_.rng = Rng(settings.seed);
  state_.optimizer.method = settings.method;
  state_.optimizer.adam.weight_decay = settings.method == Method::adamw ? settings.decay : 0.0;
  rate_ = settings.rate;
  if (settings.skips) {
    const Link::In in = link.in("10.3 make_residual_network");
    residual_ =
        make_residual_network(widths, settings.activation, settings.initialiser, state_.rng);
    state_.theta = flatten_resnet(residual_);
    add_part(parts_, "W1", residual_.first.weights.n_elem, true, 0);
    add_part(parts_, "b1", residual_.first.bias.n_elem, false, 0);
    for (arma::uword k = 0; k < residual_.blocks.size(); ++k) {
      const ResidualBlock& block = residual_.blocks[k];
      const std::string number = std::to_string(k + 2);
      add_part(parts_, "block " + number + " W1", block.W1.n_elem, true, k + 1);
      add_part(parts_, "block " + number + " b", block.b.n_elem, false, k + 1);
      add_part(parts_, "block " + number + " W2", block.W2.n_elem, true, k + 1);
    }
    const arma::uword last = residual_.blocks.size() + 1;
    add_part(parts_, "W" + std::to_string(last + 1), residual_.last.weights.n_elem, true, last);
    add_part(parts_, "b" + std::to_string(last + 1), residual_.last.bias.n_elem, false, last);
  } else {
    const Link::In in = link.in("2.4 make_network");
    plain_ = make_network(widths, settings.activation, Activation::identity, settings.initialiser,
                          state_.rng);
    state_.theta = flatten(plain_);
    for (arma::uword k = 0; k < plain_.layers.size(); ++k) {
      const std::string number = std::to_string(k + 1);
      add_part(parts_, "W" + number, plain_.layers[k].weights.n_elem, true, k);
      add_part(parts_, "b" + number, plain_.layers[k].bias.n_elem, false, k);
    }
  }
  require_length(settings.skips ? "flatten_resnet" : "flatten", "theta", state_.theta.n_elem,
                 parts_.back().begin + parts_.back().count);
  penalised_.zeros(state_.theta.n_elem);
  for (const Part& part : parts_) {
    if (part.weights && part.count > 0) {
      penalised_.subvec(part.begin, part.begin + part.count - 1).ones();
    }
  }
  state_.optimizer.adam.decays = penalised_;
  watch();
}

LossAndGradient Learner::gradient_at(const arma::vec& theta, const arma::uvec& batch) {
  const arma::mat X = samples_.X.cols(batch);
  const arma::mat T = samples_.T.cols(batch);
  const Regularisation held{.l1 = settings_.l1, .l2 = settings_.l2, .keep = settings_.keep};
  if (!settings_.skips) {
    if (!settings_.penalised()) {
      const Link::In in = link_.in("7.6 network_gradient");
      return network_gradient(plain_, theta, settings_.loss, X, T);
    }
    const Link::In in = link_.in("8.5 regularised_gradient");
    return regularised_gradient(plain_, theta, settings_.loss, X, T, held, state_.rng);
  }
  const Link::In in = link_.in("10.5 resnet_backward");
  const ResidualNetwork moved = unflatten_resnet(theta, residual_);
  const ResidualPass pass = resnet_forward(moved, X);
  const Loss at_output = evaluate_loss(settings_.loss, pass.last.A, T);
  LossAndGradient all{
      .loss = at_output.value,
      .gradient = flatten_resnet_gradient(resnet_backward(moved, pass, at_output.gradient))};
  if (held.l1 > 0.0) {
    const LossAndGradient penalty = l1_penalty(theta, penalised_, held.l1);
    all.loss += penalty.loss;
    all.gradient += penalty.gradient;
  }
  if (held.l2 > 0.0) {
    const LossAndGradient penalty = l2_penalty(theta, penalised_, held.l2);
    all.loss += penalty.loss;
    all.gradient += penalty.gradient;
  }
  return all;
}

double Learner::rate_of(arma::uword epoch) {
  if (settings_.schedule == "step") {
    const Link::In in = link_.in("7.3 step_decay");
    return step_decay(settings_.rate, epoch, std::max<arma::uword>(1, settings_.epochs / 4), 0.5);
  }
  if (settings_.schedule == "cosine") {
    const Link::In in = link_.in("9.5 cosine_rate");
    return cosine_rate(settings_.rate, epoch, settings_.epochs, settings_.epochs / 20);
  }
  if (settings_.schedule == "plateau") {
    const Link::In in = link_.in("9.6 plateau_rate");
    return plateau_rate(settings_.rate, watched_, 10, 0.5);
  }
  return settings_.rate;
}

/// The validation loss of each epoch, where something is decided by it.
void Learner::watch() {
  if (settings_.patience == 0 && settings_.schedule != "plateau") return;
  if (samples_.X_validation.is_empty()) return;
  watched_.push_back(score(samples_.X_validation, samples_.T_validation).loss);
}

void Learner::epoch(const BeforeStep& before_step) {
  if (!over_.empty()) return;
  rate_ = rate_of(state_.epoch);
  // One epoch at a time: so everything can be seen between two, and taken back.
  const TrainingSettings one{.epochs = 1, .batch_size = settings_.batch, .learning_rate = rate_};
  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& batch) {
    link_.beat();
    before_step(batch);
    LossAndGradient here = gradient_at(theta, batch);
    gradient_ = here.gradient;
    if (!std::isfinite(here.loss) || !here.gradient.is_finite()) {
      find_breakdown(theta, batch, here.loss);
    }
    return here;
  };
  // Plain gradient descent needs lesson 07 alone.
  const Step step = [&](arma::vec& theta, const arma::vec& g, double rate) {
    if (settings_.method == Method::gradient_descent) {
      sgd_step(theta, g, rate);
    } else {
      optimizer_step(theta, g, rate, state_.optimizer);
    }
    ++state_.step;
  };
  const Link::In in = link_.in("7.5 train");
  const History history = train(state_.theta, gradient, step, samples_.X.n_cols, one, state_.rng);
  if (!breakdown_.is_null() || history.breakdown) {
    if (breakdown_.is_null()) breakdown_ = {{"what", "train stopped"}};
    over_ = "NaN";
    return;
  }
  state_.epoch += 1;
  losses_.push_back(history.losses.empty() ? arma::datum::nan : history.losses.back());
  watch();
  if (settings_.patience > 0) {
    const Link::In asked = link_.in("7.4 should_stop");
    if (should_stop(watched_, settings_.patience)) over_ = "patience";
  }
  if (state_.epoch >= settings_.epochs) over_ = "epochs";
}

void Learner::restore(const LearnerState& state) {
  state_ = state;
  losses_.resize(std::min<std::size_t>(losses_.size(), state.epoch));
  watched_.resize(std::min<std::size_t>(watched_.size(), state.epoch + 1));
  over_.clear();
  breakdown_ = nullptr;
  gradient_.reset();
  rate_ = rate_of(state.epoch);
}

Learner::Outputs Learner::forward(const arma::mat& X) const {
  Outputs all;
  if (settings_.skips) {
    const Link::In in = link_.in("10.4 resnet_forward");
    ResidualPass pass = resnet_forward(unflatten_resnet(state_.theta, residual_), X);
    all.hidden.push_back(std::move(pass.first.A));
    for (ResidualCache& cache : pass.blocks) all.hidden.push_back(std::move(cache.output));
    all.outputs = std::move(pass.last.A);
  } else {
    const Link::In in = link_.in("2.5 network_forward");
    std::vector<DenseCache> caches = network_forward(unflatten(state_.theta, plain_), X);
    require_length("network_forward", "caches", caches.size(), plain_.layers.size());
    all.outputs = std::move(caches.back().A);
    caches.pop_back();
    for (DenseCache& cache : caches) all.hidden.push_back(std::move(cache.A));
  }
  if (all.outputs.n_rows != samples_.outputs() || all.outputs.n_cols != X.n_cols) {
    require_shape(settings_.skips ? "resnet_forward" : "network_forward", "the output", all.outputs,
                  samples_.outputs(), X.n_cols);
  }
  return all;
}

Learner::Score Learner::score(const arma::mat& X, const arma::mat& T) const {
  if (X.is_empty()) return {.loss = arma::datum::nan, .accuracy = arma::datum::nan};
  const arma::mat outputs = forward(X).outputs;
  const Link::In in = link_.in("3.4 evaluate_loss");
  Score score{.loss = evaluate_loss(settings_.loss, outputs, T).value};
  if (samples_.classes == 0) return score;
  arma::uword right = 0;
  for (arma::uword i = 0; i < X.n_cols; ++i) {
    right += outputs.col(i).index_max() == T.col(i).index_max() ? 1 : 0;
  }
  score.accuracy = static_cast<double>(right) / static_cast<double>(X.n_cols);
  return score;
}

std::vector<arma::mat> Learner::masks(const arma::uvec& batch) const {
  if (settings_.keep >= 1.0 || settings_.skips || batch.is_empty()) return {};
  const Link::In in = link_.in("8.4 dropout_forward");
  Rng copy = state_.rng;  // it draws what the next gradient draws
  return dropout_forward(unflatten(state_.theta, plain_), samples_.X.cols(batch), settings_.keep,
                         copy)
      .masks;
}

std::vector<arma::mat> Learner::weights() const {
  std::vector<arma::mat> all;
  if (settings_.skips) {
    const ResidualNetwork network = unflatten_resnet(state_.theta, residual_);
    all.push_back(network.first.weights);
    for (const ResidualBlock& block : network.blocks) all.push_back(block.W2 * block.W1);
    all.push_back(network.last.weights);
  } else {
    for (const DenseLayer& layer : unflatten(state_.theta, plain_).layers) {
      all.push_back(layer.weights);
    }
  }
  return all;
}

/// Forward, layer by layer, and then back: the first place that holds a number which is not finite.
void Learner::find_breakdown(const arma::vec& theta, const arma::uvec& batch, double loss) {
  if (!breakdown_.is_null()) return;
  breakdown_ = {{"epoch", state_.epoch},
                {"step", state_.step},
                {"loss", number_of(loss)},
                {"largest", number_of(arma::abs(theta).max())}};
  const auto found = [&](const std::string& what, arma::uword depth, const arma::uvec& place) {
    breakdown_["what"] = what;
    breakdown_["depth"] = depth;
    breakdown_["neuron"] = place(0);
    breakdown_["sample"] = place.n_elem > 1 ? batch(std::min(place(1), batch.n_elem - 1)) : 0;
  };
  for (const Part& part : parts_) {
    const arma::mat values(theta.memptr() + part.begin, part.count, 1);
    if (const auto place = not_finite(values)) {
      breakdown_["value"] = number_of(values((*place)(0)));
      breakdown_["what"] = "parameters";
      breakdown_["part"] = part.name;
      breakdown_["depth"] = part.depth;
      return;
    }
  }
  const arma::mat X = samples_.X.cols(batch);
  if (const auto place = not_finite(X)) return found("the input X", 0, *place);
  if (!settings_.skips) {
    const std::vector<DenseCache> caches = network_forward(unflatten(theta, plain_), X);
    for (arma::uword k = 0; k < caches.size(); ++k) {
      if (const auto place = not_finite(caches[k].Z)) return found("Z", k, *place);
      if (const auto place = not_finite(caches[k].A)) return found("A", k, *place);
    }
  } else {
    const ResidualPass pass = resnet_forward(unflatten_resnet(theta, residual_), X);
    if (const auto place = not_finite(pass.first.A)) return found("A", 0, *place);
    for (arma::uword k = 0; k < pass.blocks.size(); ++k) {
      if (const auto place = not_finite(pass.blocks[k].output))
        return found("output", k + 1, *place);
    }
    if (const auto place = not_finite(pass.last.A)) {
      return found("A", pass.blocks.size() + 1, *place);
    }
  }
  if (!std::isfinite(loss)) {
    breakdown_["what"] = "the loss";
    return;
  }
  for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) {  // as the gradient comes
    if (part->begin + part->count > gradient_.n_elem) continue;
    const arma::mat values(gradient_.memptr() + part->begin, part->count, 1);
    if (!not_finite(values)) continue;
    breakdown_["what"] = "the gradient";
    breakdown_["part"] = part->name;
    breakdown_["depth"] = part->depth;
    return;
  }
}

}  // namespace nn::play
