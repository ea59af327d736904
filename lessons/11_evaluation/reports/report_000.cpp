// Report 000's result: the noisy line, with seventeen features of which one is needed.
#include <fmt/format.h>

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "05_gradient_checks/gradient_checks.hpp"
#include "06_data/data.hpp"
#include "07_training/training.hpp"
#include "08_regularization/regularization.hpp"
#include "09_optimizers/optimizers.hpp"
#include "11_evaluation/evaluation.hpp"
#include "11_evaluation/reports/reports.hpp"
#include "11_evaluation/reports/trainer.hpp"

namespace nn {
namespace {

constexpr arma::uword splits = 10;
constexpr LossFunction loss_function = LossFunction::mean_squared_error;

struct LineParts {
  arma::uword index;  // of the split
  TrainingData data;  // 120 samples to learn from, 40 for validation
  arma::mat X_test, T_test;
};

/// A random 60/20/20 split. Quartiles, means and deviations are those of the training part.
LineParts split_line(const Dataset& line, bool standardised, const Run& run, arma::uword index) {
  Rng split_rng = run.rng("split " + std::to_string(index));
  Rng noise_rng = run.rng("noise " + std::to_string(index));
  const std::vector<arma::uvec> parts = split_samples(line.X.n_cols, {0.6, 0.2, 0.2}, split_rng);
  const arma::rowvec z = line.X.row(1);
  const arma::rowvec z_training = z.cols(parts[0]);
  arma::mat X = engineer_features(line.X.row(0), z, quartiles(z_training), noise_rng).X;
  if (standardised) X = apply_standardisation(fit_standardisation(X.cols(parts[0])), X);
  return {.index = index,
          .data = {.X = X.cols(parts[0]),
                   .T = line.T.cols(parts[0]),
                   .X_validation = X.cols(parts[1]),
                   .T_validation = line.T.cols(parts[1])},
          .X_test = X.cols(parts[2]),
          .T_test = line.T.cols(parts[2])};
}

/// A cell of a grid: rate, momentum, l1, l2, batch size.
struct LineCell {
  double rate, momentum, l1, l2;
  arma::uword batch_size;
};

LineCell cell_of(const Configuration& c) {
  return {.rate = c.at(0),
          .momentum = c.at(1),
          .l1 = c.at(2),
          .l2 = c.at(3),
          .batch_size = static_cast<arma::uword>(c.at(4))};
}

/// 32 cells over the report's five settings, and the course's: three, with a stronger penalty.
const std::vector<std::vector<double>> reported_axes = {
    {0.0001, 0.001}, {0.5, 0.9}, {0.0, 0.01}, {0.0, 0.01}, {5, 120}};
const std::vector<std::vector<double>> best_axes = {{0.005}, {0.9}, {0.3, 0.4, 0.5}, {0.0}, {20}};

struct TrainedLine {
  BestWeights best;  // by the validation loss
  std::vector<double> training_loss, validation_loss;
  bool diverged = false;
};

/// 17-5-1 with ReLU. Every cell of a split begins with the same weights.
Network line_network(const LineParts& parts, Initialiser initialiser, const Run& run) {
  Rng rng = run.rng("weights " + std::to_string(parts.index));
  return make_network({parts.data.X.n_rows, 5, 1}, Activation::relu, Activation::identity,
                      initialiser, rng);
}

/// Gradient descent with momentum. The rate is halved when 10 epochs brought nothing, and the
/// training ends when 30 did not; the best weights are kept.
TrainedLine train_line(const Run& run, const LineParts& parts, const LineCell& cell,
                       Initialiser initialiser) {
  const TrainingData& data = parts.data;
  Rng batches_rng = run.rng("batches " + std::to_string(parts.index));
  Rng dropout_rng = run.rng("dropout");  // there is none: nothing is drawn
  const Network start = line_network(parts, initialiser, run);
  TrainedLine trained;
  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    return regularised_gradient(start, theta, loss_function, data.X.cols(samples),
                                data.T.cols(samples), {.l1 = cell.l1, .l2 = cell.l2}, dropout_rng);
  };
  Momentum momentum;
  momentum.beta = cell.momentum;
  const Step step = [&](arma::vec& theta, const arma::vec& g, double rate) {
    momentum_step(theta, g, rate, momentum);
  };
  const Watch watch = [&](const arma::vec& theta) -> std::optional<double> {
    const auto loss = [&](const arma::mat& X, const arma::mat& T) {
      return loss_at(start, theta, loss_function, X, T);
    };
    trained.training_loss.push_back(loss(data.X, data.T));
    const double now = loss(data.X_validation, data.T_validation);
    keep_best(trained.best, now, trained.validation_loss.size(), theta);
    trained.validation_loss.push_back(now);
    if (run.stopped()) return std::nullopt;
    return now;
  };
  const Schedule schedule = [&](arma::uword, const std::vector<double>& watched) {
    return plateau_rate(cell.rate, watched, 10, 0.5);
  };
  const TrainingSettings settings{.epochs = 200, .batch_size = cell.batch_size, .patience = 30};
  arma::vec theta = flatten(start);
  const History history =
      train(theta, gradient, step, data.X.n_cols, settings, batches_rng, watch, schedule);
  trained.diverged = history.breakdown || !std::isfinite(trained.training_loss.back());
  return trained;
}

/// One way to go about it, on one split: every cell of a grid, and the best by validation.
struct Searched {
  GridResult result;                 // scores: the smallest validation losses
  std::vector<TrainedLine> trained;  // one for each cell
  arma::uword diverged = 0;          // cells
  double mse = 0.0, mae = 0.0;       // on the test part, of the best cell
};

Searched search(const Run& run, const LineParts& parts,
                const std::vector<std::vector<double>>& axes, Initialiser initialiser) {
  Searched searched;
  searched.result = grid_search(grid(axes), [&](const Configuration& configuration) {
    searched.trained.push_back(train_line(run, parts, cell_of(configuration), initialiser));
    const TrainedLine& last = searched.trained.back();
    return last.diverged ? std::numeric_limits<double>::infinity() : last.best.loss;
  });
  for (const double score : searched.result.scores) searched.diverged += std::isinf(score);
  const TrainedLine& best = searched.trained.at(searched.result.best);
  const Network shape = line_network(parts, initialiser, run);
  const arma::mat output =
      network_forward(unflatten(best.best.theta, shape), parts.X_test).back().A;
  searched.mse = mean_squared_error(output, parts.T_test).value;
  searched.mae = mean_absolute_error(output.row(0), parts.T_test.row(0));
  return searched;
}

/// One of three ways, over all splits.
struct Way {
  std::string name;
  bool standardised;
  std::vector<std::vector<double>> axes;
  Initialiser initialiser;
  std::string measurement;
  std::vector<double> mse = {}, mae = {}, rmse = {}, diverged = {};
  double seconds = 0.0;
  Searched first = {};  // of the first split, for the figures
};

/// The validation loss of each cell: a bar for each, none for one that diverged.
Panel cells_panel(const Way& way) {
  Series bars{.name = way.name, .mark = Mark::bars};
  Panel panel{.title = fmt::format("{}: {} of {} cells diverge", way.name, way.first.diverged,
                                   way.first.result.scores.size()),
              .x_label = "cell of the grid",
              .y_label = "validation loss"};
  panel.log_y = true;
  panel.y_range = Range{0.5, 50.0};  // the same for both
  bars.x = arma::regspace(1, static_cast<double>(way.first.result.scores.size()));
  bars.y = arma::vec(way.first.result.scores);
  panel.series = {bars};
  return panel;
}

Panel losses_panel(const Way& way) {
  const TrainedLine& best = way.first.trained.at(way.first.result.best);
  return {.title = way.name + ", best cell",
          .x_label = "epoch",
          .y_label = "loss (MSE)",
          .series = {{.name = "training", .y = arma::vec(best.training_loss)},
                     {.name = "validation", .y = arma::vec(best.validation_loss)}},
          .vertical = {{.at = static_cast<double>(best.best.epoch), .name = "best weights"}},
          .log_y = true};
}

std::string described(const Configuration& c) {
  const LineCell cell = cell_of(c);
  return fmt::format("rate {}, momentum {}, l1 {}, l2 {}, batch {}", cell.rate, cell.momentum,
                     cell.l1, cell.l2, cell.batch_size);
}

}  // namespace

void regression(Run& run) {
  const Dataset line = load_dataset("noisy_line");
  run.say(source_of(line) +
          fmt::format(" Means over {} splits, 60/20/20; network 17-5-1.", splits));
  std::vector<Way> ways = {
      {"raw", false, reported_axes, Initialiser::xavier, "regression.same"},
      {"standardised", true, reported_axes, Initialiser::xavier, "regression.standardised"},
      {"strong L1", true, best_axes, Initialiser::he, "regression.best"}};
  {
    Progress progress = run.progress("splits", splits * ways.size());
    for (arma::uword index = 0; index < splits; ++index) {
      for (Way& way : ways) {
        const Stopwatch watch;
        const LineParts parts = split_line(line, way.standardised, run, index);
        const Searched searched = search(run, parts, way.axes, way.initialiser);
        if (run.stopped()) return;
        if (index == 0) way.first = searched;
        way.mse.push_back(searched.mse);
        way.mae.push_back(searched.mae);
        way.rmse.push_back(std::sqrt(searched.mse));
        way.diverged.push_back(static_cast<double>(searched.diverged));
        way.seconds += watch.seconds();
        progress.step(fmt::format("test MSE {:.3f}", searched.mse));
      }
    }
  }
  Table table{.columns = {{"features"},
                          {"MSE", "", 3},
                          {"least", "", 2},
                          {"greatest", "", 2},
                          {"MAE", "", 3},
                          {"RMSE", "", 3},
                          {"diverged", "", 1},
                          {"cells"}}};
  Figure cells{.name = "cells", .columns = 1};
  Figure curves{.name = "line_losses", .columns = 3};
  for (const Way& way : ways) {
    const Spread mse = spread(way.mse);
    const double mae = spread(way.mae).mean;
    const double rmse = spread(way.rmse).mean;
    const double diverged = spread(way.diverged).mean;
    const arma::uword all = way.first.result.scores.size();
    table.rows.push_back({way.name, mse.mean, mse.smallest, mse.largest, mae, rmse, diverged, all});
    run.measure(way.measurement + ".mse", line.source, mse.mean, way.seconds);
    run.measure(way.measurement + ".mae", line.source, mae, way.seconds);
    run.measure(way.measurement + ".rmse", line.source, rmse, way.seconds);
    run.measure(way.measurement + ".diverged", line.source, diverged, way.seconds);
    if (all == 32) cells.panels.push_back(cells_panel(way));
    curves.panels.push_back(losses_panel(way));
  }
  run.print(table);
  for (const Way& way : ways) {
    run.say(fmt::format("Best cell of the first split, {}: {}.", way.name,
                        described(way.first.result.configurations.at(way.first.result.best))));
  }
  run.save(cells);
  run.save(curves);
}

}  // namespace nn
