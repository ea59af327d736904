#include "11_evaluation/reports/trainer.hpp"

#include <algorithm>
#include <optional>

#include "00_warm_up/warm_up.hpp"
#include "06_data/data.hpp"
#include "08_regularization/regularization.hpp"

namespace nn {
namespace {

/// 1 for every weight and 0 for every bias, in the order of theta: where a penalty acts. A network
/// without random numbers has 1 in its weights alone.
arma::vec penalised(const Widths& widths, const ModelChoice& choice, Rng& rng) {
  ModelChoice ones = choice;
  ones.initialiser = Initialiser::constant;
  return make_model(widths, ones, rng).theta;
}

Optimizer optimizer_for(const Recipe& recipe, const arma::vec& weights) {
  Optimizer optimizer;
  optimizer.method = recipe.method;
  if (recipe.method == Method::adamw) {
    optimizer.adam.weight_decay = recipe.l2;
    optimizer.adam.decays = weights;
  }
  return optimizer;
}

void record_part(const Model& model, const arma::mat& X, const arma::mat& T, LossFunction loss,
                 std::vector<double>& losses, std::vector<double>& accuracies) {
  if (X.is_empty()) return;
  const arma::mat output =
      in_blocks(X, [&](const arma::mat& block) { return model.output(model.theta, block); });
  losses.push_back(evaluate_loss(loss, output, T).value);
  if (T.n_rows > 1) accuracies.push_back(accuracy(most_likely(output), most_likely(T)));
}

}  // namespace

Trained train_model(const Run& run, const std::string& name, const TrainingData& data,
                    const Widths& widths, const Recipe& recipe, Record record, const Tell& tell) {
  Rng weights_rng = run.rng("weights" + name);
  Rng batches_rng = run.rng("batches" + name);
  Trained trained{.model = make_model(widths, recipe.model, weights_rng)};
  const Model& model = trained.model;
  const arma::vec weights = penalised(widths, recipe.model, weights_rng);
  const bool penalty = recipe.l2 > 0.0 && recipe.method != Method::adamw;

  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    LossAndGradient here = model.gradient(theta, data.X.cols(samples), data.T.cols(samples));
    if (recipe.averaged_twice) average_again(here.gradient, model.in_last_layer, samples.n_elem);
    if (penalty) here.gradient += l2_penalty(theta, weights, recipe.l2).gradient;
    return here;
  };
  Optimizer optimizer = optimizer_for(recipe, weights);
  const Step step = [&](arma::vec& theta, const arma::vec& g, double rate) {
    optimizer_step(theta, g, rate, optimizer);
  };

  const auto look = [&] {
    const LossFunction loss = recipe.model.loss;
    if (record == Record::each_epoch) {
      record_part(model, data.X, data.T, loss, trained.training_loss, trained.training_accuracy);
    }
    record_part(model, data.X_validation, data.T_validation, loss, trained.validation_loss,
                trained.validation_accuracy);
  };
  arma::uword epochs = 0;  // done
  Stopwatch stopwatch;
  const Watch watch = [&](const arma::vec& theta) -> std::optional<double> {
    trained.seconds += stopwatch.seconds();
    trained.model.theta = theta;
    if (record != Record::last_epoch || epochs == recipe.epochs) look();
    if (tell && epochs > 0) tell(trained);
    ++epochs;
    stopwatch = Stopwatch();
    if (run.stopped()) return std::nullopt;
    return trained.validation_loss.empty() ? arma::datum::nan : trained.validation_loss.back();
  };
  Schedule schedule;
  if (recipe.cosine) {
    schedule = [&](arma::uword epoch, const std::vector<double>&) {
      return cosine_rate(recipe.learning_rate, epoch, recipe.epochs, recipe.warm_up);
    };
  }
  const TrainingSettings settings{.epochs = recipe.epochs,
                                  .batch_size = recipe.batch_size,
                                  .learning_rate = recipe.learning_rate};
  arma::vec theta = model.theta;
  const History history =
      train(theta, gradient, step, data.X.n_cols, settings, batches_rng, watch, schedule);
  trained.model.theta = theta;
  trained.diverged = history.breakdown.has_value();
  if (trained.diverged) look();
  return trained;
}

Widths widths_for(const Dataset& data, const Widths& hidden) {
  Widths widths = hidden;
  widths.insert(widths.begin(), data.X.n_rows);
  widths.push_back(data.T.n_rows);
  return widths;
}

TrainingData parts_of(const Dataset& data) {
  return {.X = data.X,
          .T = data.T,
          .X_validation = data.X_validation,
          .T_validation = data.T_validation};
}

TrainingData split_parts(const arma::mat& X, const arma::mat& T, double share, Rng& rng) {
  const std::vector<arma::uvec> parts = split_samples(X.n_cols, {share, 1.0 - share}, rng);
  return {.X = X.cols(parts.at(0)),
          .T = T.cols(parts.at(0)),
          .X_validation = X.cols(parts.at(1)),
          .T_validation = T.cols(parts.at(1))};
}

std::string printed(const Widths& widths) {
  std::string text = std::to_string(widths.front());
  for (std::size_t i = 1; i < widths.size();) {
    std::size_t end = i;
    while (end < widths.size() && widths[end] == widths[i]) ++end;
    const std::size_t times = end - i;
    text += "-" + std::to_string(widths[i]);
    if (times > 3) {
      text += "x" + std::to_string(times);
      i = end;
    } else {
      ++i;
    }
  }
  return text;
}

std::vector<Panel> curve_panels(const std::string& title, const Trained& trained) {
  Panel loss{.title = title, .x_label = "epoch", .y_label = "loss", .log_y = true};
  loss.series = {curve("training", trained.training_loss),
                 curve("validation", trained.validation_loss)};
  Panel accuracies{.title = title, .x_label = "epoch", .y_label = "accuracy"};
  accuracies.series = {curve("training", trained.training_accuracy),
                       curve("validation", trained.validation_accuracy)};
  return {loss, accuracies};
}

}  // namespace nn
