#include "11_evaluation/reports/trainer.hpp"

#include <algorithm>

#include "06_data/data.hpp"

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

/// The outputs for many samples, some columns at a time: what these need stays in the cache.
arma::mat outputs(const Model& model, const arma::mat& X) {
  constexpr arma::uword at_once = 256;
  arma::mat all;
  for (arma::uword first = 0; first < X.n_cols; first += at_once) {
    const arma::uword last = std::min(first + at_once, X.n_cols) - 1;
    const arma::mat some = model.output(model.theta, X.cols(first, last));
    if (all.is_empty()) all.set_size(some.n_rows, X.n_cols);
    all.cols(first, last) = some;
  }
  return all;
}

void record_part(const Model& model, const Sample& part, std::vector<double>& losses,
                 std::vector<double>& accuracies, LossFunction loss) {
  if (part.X.is_empty()) return;
  const arma::mat output = outputs(model, part.X);
  losses.push_back(evaluate_loss(loss, output, part.T).value);
  if (part.T.n_rows > 1) {
    accuracies.push_back(accuracy(classes_of(output), classes_of(part.T)));
  }
}

Series curve(const std::string& name, const std::vector<double>& values) {
  return {.name = name, .y = arma::vec(values)};
}

}  // namespace

Trained train_model(const Run& run, const std::string& name, const Parts& parts,
                    const Widths& widths, const Recipe& recipe, Record record, const Tell& tell) {
  Rng weights_rng = run.rng("weights" + name);
  Rng batches_rng = run.rng("batches" + name);
  Trained trained{.model = make_model(widths, recipe.model, weights_rng)};
  const arma::vec weights = penalised(widths, recipe.model, weights_rng);
  const bool penalty = recipe.l2 > 0.0 && recipe.method != Method::adamw;

  const auto look = [&](bool training) {
    const LossFunction loss = recipe.model.loss;
    if (training) {
      record_part(trained.model, {.X = parts.X, .T = parts.T}, trained.training_loss,
                  trained.training_accuracy, loss);
    }
    record_part(trained.model, {.X = parts.X_validation, .T = parts.T_validation},
                trained.validation_loss, trained.validation_accuracy, loss);
  };
  if (record == Record::each_epoch) look(true);

  const BatchGradient gradient = [&](const arma::vec& theta, const arma::uvec& batch) {
    arma::vec g =
        trained.model.gradient(theta, {.X = parts.X.cols(batch), .T = parts.T.cols(batch)});
    if (penalty) g += 2.0 * recipe.l2 * weights % theta;
    return g;
  };
  const RateOfEpoch rate = [&](arma::uword epoch) {
    if (!recipe.cosine) return recipe.learning_rate;
    return cosine_rate(recipe.learning_rate, epoch, recipe.epochs, recipe.warm_up);
  };
  Optimizer optimizer = optimizer_for(recipe, weights);
  arma::uword done = 0;  // epochs
  Stopwatch watch;
  const AfterEpoch after_epoch = [&](arma::uword epoch, const arma::vec& theta) {
    trained.seconds += watch.seconds();
    trained.model.theta = theta;
    done = epoch + 1;
    if (record == Record::each_epoch || done == recipe.epochs) look(record == Record::each_epoch);
    if (tell) tell(trained);
    watch = Stopwatch();
    return !run.stopped();
  };
  trained.model.theta = minimise(trained.model.theta, gradient, optimizer, parts.X.n_cols,
                                 recipe.batch_size, recipe.epochs, rate, batches_rng, after_epoch);
  trained.diverged = done < recipe.epochs && !run.stopped();
  if (trained.diverged) look(record == Record::each_epoch);
  return trained;
}

Widths widths_for(const Dataset& data, const Widths& hidden) {
  Widths widths = hidden;
  widths.insert(widths.begin(), data.X.n_rows);
  widths.push_back(data.T.n_rows);
  return widths;
}

Parts parts_of(const Dataset& data) {
  return {.X = data.X,
          .T = data.T,
          .X_validation = data.X_validation,
          .T_validation = data.T_validation};
}

Parts split_parts(const arma::mat& X, const arma::mat& T, double share, Rng& rng) {
  const std::vector<arma::uvec> parts = split_samples(X.n_cols, {share, 1.0 - share}, rng);
  return {.X = X.cols(parts.at(0)),
          .T = T.cols(parts.at(0)),
          .X_validation = X.cols(parts.at(1)),
          .T_validation = T.cols(parts.at(1))};
}

arma::urowvec classes_of(const arma::mat& columns) {
  return arma::index_max(columns, 0);
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

std::string source_of(const Dataset& data) {
  return "Data: " + data.name + " (" + data.source + ").";
}

}  // namespace nn
