// Report 004's results: a check of its gradients, and the microchips.
#include <fmt/format.h>

#include <algorithm>
#include <armadillo>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "05_gradient_checks/gradient_checks.hpp"
#include "06_data/data.hpp"
#include "07_training/training.hpp"
#include "11_evaluation/evaluation.hpp"
#include "11_evaluation/reports/reports.hpp"
#include "11_evaluation/reports/trainer.hpp"

namespace nn {

// ---- gradient_check -----------------------------------------------------------------------------

namespace {

/// A network, and the samples on which its gradient is checked.
struct Check {
  Network network;
  arma::mat X, T;
};

/// 3-[2,2,3]-1 with sigmoids, as in the report, and five samples.
Check draw_check(Rng& rng) {
  return {.network = make_network({3, 2, 2, 3, 1}, Activation::sigmoid, Activation::identity,
                                  Initialiser::xavier, rng),
          .X = normal_matrix(3, 5, rng),
          .T = {{1, 0, 0, 1, 1}}};
}

/// max|E| of each layer, with central differences of this step, and with two of them combined.
struct CheckErrors {
  arma::vec plain, combined;
};

CheckErrors check_errors(const Check& check) {
  const LossFunction function = LossFunction::binary_cross_entropy;
  const ScalarFunction loss = [&](const arma::vec& theta) {
    return loss_at(check.network, theta, function, check.X, check.T);
  };
  const arma::vec theta = flatten(check.network);
  const arma::vec analytic = loss_gradient(check.network, function, check.X, check.T);

  // The error of central differences is c step^2 + O(step^4): a combination of two steps is free
  // of the first part, and may use steps so long that rounding does not matter.
  const double step = 2e-3;
  const arma::vec combined =
      (4.0 * numerical_gradient(loss, theta, step / 2.0) - numerical_gradient(loss, theta, step)) /
      3.0;
  return {.plain = layer_errors(check.network, analytic, numerical_gradient(loss, theta, 1e-5)),
          .combined = layer_errors(check.network, analytic, combined)};
}

}  // namespace

void gradient_check(Run& run) {
  constexpr arma::uword networks = 20;
  const Stopwatch watch;
  Rng rng = run.rng("networks");
  arma::mat plain(4, networks);
  arma::mat combined(4, networks);
  Check check;
  for (arma::uword i = 0; i < networks; ++i) {
    check = draw_check(rng);
    const CheckErrors errors = check_errors(check);
    plain.col(i) = errors.plain;
    combined.col(i) = errors.combined;
  }

  const auto brief = [](double error) { return fmt::format("{:.1e}", error); };
  Table table{.columns = {{"layer"}, {"widths"}, {"step 1e-5"}, {"steps 2e-3 and 1e-3"}}};
  for (arma::uword i = 0; i < 4; ++i) {
    const DenseLayer& layer = check.network.layers.at(i);
    table.rows.push_back({i, printed({layer.weights.n_cols, layer.weights.n_rows}),
                          brief(plain.row(i).max()), brief(combined.row(i).max())});
  }
  run.say("The largest error |backpropagation - differences| in each layer, of twenty networks:");
  run.print(table);
  // In units of 1e-12, which fit a page of results.
  run.measure("gradient_check.same", "generated", 1e12 * plain.max(), watch.seconds());
  run.measure("gradient_check.best", "generated", 1e12 * combined.max(), watch.seconds());
}

// ---- microchips ---------------------------------------------------------------------------------

namespace {

constexpr arma::uword splits = 30;

/// A part of the chips: two tests each, and one target, 1 for accepted.
struct Chips {
  arma::mat X, T;
};

struct ChipSplit {
  Chips training, test;  // 94 and 24 chips
  Standardisation scaling;
};

ChipSplit split_chips(const Dataset& data, Rng& rng) {
  const TrainingData parts = split_parts(data.X, data.T.row(1), 0.8, rng);
  return {.training = {.X = parts.X, .T = parts.T},
          .test = {.X = parts.X_validation, .T = parts.T_validation},
          .scaling = fit_standardisation(parts.X)};
}

/// The test part stands where curves of a validation part are made. Nothing is chosen by it.
TrainingData scaled_parts(const ChipSplit& split) {
  return {.X = apply_standardisation(split.scaling, split.training.X),
          .T = split.training.T,
          .X_validation = apply_standardisation(split.scaling, split.test.X),
          .T_validation = split.test.T};
}

/// One output is a logit: above 0, the probability is above one half.
arma::urowvec accepted(const arma::mat& logits) {
  return arma::conv_to<arma::urowvec>::from(logits > 0.0);
}

double chip_accuracy(const arma::mat& logits, const arma::mat& T) {
  return accuracy(accepted(logits), arma::conv_to<arma::urowvec>::from(T));
}

/// A trained network for the microchips. Entry 0 of the losses is before training.
struct TrainedChips {
  std::function<arma::mat(const arma::mat& X)> output;
  arma::uword first_accuracy = 0;  // the epoch of entry 0 of the accuracies
  std::vector<double> training_loss, test_loss, training_accuracy, test_accuracy;
};

/// A network of the report: its hidden widths, and how its rate falls.
struct ReportedChips {
  Widths hidden;
  double rate;
  double later_rate;  // from epoch 5,000 on
};

const std::vector<ReportedChips> reported_chips = {
    {{2, 3, 2}, 0.01, 0.01}, {{4}, 0.01, 0.01}, {{4, 4}, 0.1, 0.04}};

/// As in the report: sigmoids, all chips in one batch, gradient descent, 10,000 epochs.
TrainedChips train_as_reported(const Run& run, const ChipSplit& split,
                               const ReportedChips& reported, Rng& rng) {
  const TrainingData parts = scaled_parts(split);
  Widths widths = reported.hidden;
  widths.insert(widths.begin(), parts.X.n_rows);
  widths.push_back(1);
  Network network =
      make_network(widths, Activation::sigmoid, Activation::identity, Initialiser::xavier, rng);
  TrainedChips trained;
  const LossFunction loss = LossFunction::binary_cross_entropy;
  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    return network_gradient(network, theta, loss, parts.X.cols(samples), parts.T.cols(samples));
  };
  const Watch watch = [&](const arma::vec& theta) -> std::optional<double> {
    const Network now = unflatten(theta, network);
    const auto look = [&](const arma::mat& X, const arma::mat& T, std::vector<double>& losses,
                          std::vector<double>& accuracies) {
      const arma::mat logits = network_forward(now, X).back().A;
      losses.push_back(evaluate_loss(loss, logits, T).value);
      accuracies.push_back(chip_accuracy(logits, T));
    };
    look(parts.X, parts.T, trained.training_loss, trained.training_accuracy);
    look(parts.X_validation, parts.T_validation, trained.test_loss, trained.test_accuracy);
    if (run.stopped()) return std::nullopt;
    return trained.test_loss.back();
  };
  const TrainingSettings settings{.epochs = 10000,
                                  .batch_size = parts.X.n_cols,
                                  .learning_rate = reported.rate,
                                  .decay_every = 5000,
                                  .decay_factor = reported.later_rate / reported.rate};
  arma::vec theta = flatten(network);
  train(theta, gradient, sgd_step, parts.X.n_cols, settings, rng, watch);
  network = unflatten(theta, network);
  trained.output = [network](const arma::mat& X) { return network_forward(network, X).back().A; };
  return trained;
}

/// The two tests, their squares and their product: 5 x chips. What is accepted lies inside of a
/// closed curve, and an ellipse is a straight line in these five.
arma::mat with_squares(const arma::mat& X) {
  return arma::join_cols(X, arma::square(X), X.row(0) % X.row(1));
}

/// What the network is given: the two tests alone, or the five numbers of with_squares.
enum class ChipInputs { tests, squares };

/// The course's way with [4, 4]: one network, all chips in one batch, 300 epochs. Its numbers were
/// chosen on other splits than those measured.
TrainedChips train_at_best(const Run& run, const ChipSplit& split, ChipInputs inputs,
                           const std::string& name) {
  const bool squares = inputs == ChipInputs::squares;
  TrainingData parts = scaled_parts(split);
  if (squares) {
    parts.X = with_squares(parts.X);
    parts.X_validation = with_squares(parts.X_validation);
  }
  Recipe recipe;
  recipe.model = {.activation = Activation::tanh,
                  .initialiser = Initialiser::xavier,
                  .loss = LossFunction::binary_cross_entropy};
  recipe.method = Method::adam;
  recipe.learning_rate = 0.03;
  recipe.cosine = true;
  recipe.batch_size = parts.X.n_cols;
  recipe.epochs = 300;
  recipe.l2 = squares ? 0.01 : 0.002;

  TrainedChips curves;
  curves.first_accuracy = 1;
  const Tell tell = [&](const Trained& so_far) {
    const auto right = [&](const arma::mat& X, const arma::mat& T) {
      return chip_accuracy(so_far.model.output(so_far.model.theta, X), T);
    };
    curves.training_accuracy.push_back(right(parts.X, parts.T));
    curves.test_accuracy.push_back(right(parts.X_validation, parts.T_validation));
  };
  const Trained trained =
      train_model(run, name, parts, {parts.X.n_rows, 4, 4, 1}, recipe, Record::each_epoch, tell);
  curves.training_loss = trained.training_loss;
  curves.test_loss = trained.validation_loss;
  curves.output = [squares, model = trained.model](const arma::mat& X) {
    return model.output(model.theta, squares ? with_squares(X) : X);
  };
  return curves;
}

double largest(const std::vector<double>& values) {
  return *std::max_element(values.begin(), values.end());
}

/// The class that a network gives to each place of the plane, and the chips in it.
Panel boundary_panel(const std::string& title, const ChipSplit& split,
                     const TrainedChips& trained) {
  const arma::vec x = arma::linspace(-1.0, 1.25, 151);
  const arma::mat grid = apply_standardisation(split.scaling, grid_points(x, x));
  Panel panel{.title = title, .x_label = "test 1", .y_label = "test 2"};
  panel.regions = regions(x, x, accepted(trained.output(grid)).t());
  const auto add = [&](const std::string& name, const Chips& chips, double target,
                       arma::uword style) {
    const arma::mat X = chips.X.cols(arma::find(chips.T == target));
    panel.series.push_back(
        {.name = name, .x = X.row(0).t(), .y = X.row(1).t(), .mark = Mark::points, .style = style});
  };
  add("rejected", split.training, 0.0, 0);
  add("accepted", split.training, 1.0, 1);
  add("rejected, test part", split.test, 0.0, 2);
  add("accepted, test part", split.test, 1.0, 3);
  panel.same_scale = true;
  return panel;
}

/// About 200 of the values, against their epochs: a curve has no more to show.
Series thinned(const std::string& name, const std::vector<double>& values, arma::uword first) {
  const arma::uword step = values.size() / 200 + 1;
  const arma::uvec places = arma::regspace<arma::uvec>(0, step, values.size() - 1);
  return {.name = name,
          .x = arma::conv_to<arma::vec>::from(places + first),
          .y = arma::vec(arma::vec(values).elem(places))};
}

std::string printed_list(const Widths& hidden) {
  std::string text;
  for (const arma::uword width : hidden) {
    text += (text.empty() ? "[" : ", ") + std::to_string(width);
  }
  return text + "]";
}

/// The report's three networks and the course's on one split: boundaries, curves, a table.
void show_one_split(Run& run, const ChipSplit& split) {
  Table table{.columns = {{"network"},
                          {"epochs"},
                          {"training", "", 3},
                          {"test", "", 3},
                          {"test, luckiest epoch", "", 3}}};
  Figure boundaries{.name = "boundaries", .columns = 2};
  Figure curves{.name = "microchip_curves", .columns = 2};
  Progress progress = run.progress("one split", reported_chips.size() + 2);
  const auto add = [&](const std::string& hidden, const std::string& how,
                       const TrainedChips& trained) {
    const std::string title = hidden + " " + how;
    table.rows.push_back({title, trained.test_loss.size() - 1, trained.training_accuracy.back(),
                          trained.test_accuracy.back(), largest(trained.test_accuracy)});
    boundaries.panels.push_back(boundary_panel(title, split, trained));
    curves.panels.push_back({.title = title,
                             .x_label = "epoch",
                             .y_label = "loss",
                             .series = {thinned("training", trained.training_loss, 0),
                                        thinned("test", trained.test_loss, 0)}});
    curves.panels.push_back(
        {.title = title,
         .x_label = "epoch",
         .y_label = "accuracy",
         .series = {thinned("training", trained.training_accuracy, trained.first_accuracy),
                    thinned("test", trained.test_accuracy, trained.first_accuracy)},
         .y_range = Range{0.2, 1.0}});
    progress.step(title);
  };
  for (const ReportedChips& reported : reported_chips) {
    Rng rng = run.rng("weights of one split");
    std::string how = fmt::format("at {}", reported.rate);
    if (reported.later_rate < reported.rate) how += fmt::format(", {}", reported.later_rate);
    add(printed_list(reported.hidden), how, train_as_reported(run, split, reported, rng));
  }
  const std::string name = " of one split";
  add("[4, 4]", "Adam", train_at_best(run, split, ChipInputs::tests, name));
  add("[4, 4]", "Adam, squares", train_at_best(run, split, ChipInputs::squares, name));
  run.say(
      "Accuracies on one split. The last column is that of the test part's best epoch: the number "
      "that nobody may report.");
  run.print(table);
  run.save(boundaries);
  run.save(curves);
}

}  // namespace

void microchips(Run& run) {
  const Dataset data = load_dataset("microchips");
  run.say(source_of(data));
  Rng split_rng = run.rng("splits");
  Rng reported_rng = run.rng("report");
  std::vector<double> same, lucky, two_inputs, best;
  double same_seconds = 0.0;
  double best_seconds = 0.0;
  ChipSplit split;
  {
    Progress progress = run.progress("splits", splits);
    for (arma::uword i = 0; i < splits; ++i) {
      split = split_chips(data, split_rng);
      const Stopwatch same_watch;
      const TrainedChips reported =
          train_as_reported(run, split, reported_chips.back(), reported_rng);
      same_seconds += same_watch.seconds();
      const Stopwatch best_watch;
      const std::string name = " " + std::to_string(i);
      const TrainedChips ours = train_at_best(run, split, ChipInputs::squares, name);
      best_seconds += best_watch.seconds();
      const TrainedChips plain = train_at_best(run, split, ChipInputs::tests, name);
      if (run.stopped()) return;  // the last two are not trained to their end
      same.push_back(reported.test_accuracy.back());
      lucky.push_back(largest(reported.test_accuracy));
      two_inputs.push_back(plain.test_accuracy.back());
      best.push_back(ours.test_accuracy.back());
      progress.step(fmt::format("accuracy {:.3f}", spread(best).mean));
    }
  }
  Table table{.columns = {{"[4, 4], 30 splits"},
                          {"mean", "", 3},
                          {"give or take", "", 3},
                          {"least", "", 3},
                          {"greatest", "", 3}}};
  const auto add = [&](const std::string& name, const std::vector<double>& results) {
    const Spread all = spread(results);
    table.rows.push_back({name, all.mean, all.standard_error, all.smallest, all.largest});
    return all.mean;
  };
  run.measure("microchips.same", data.source, add("report, last epoch", same), same_seconds);
  run.measure("microchips.lucky", data.source, add("report, luckiest epoch", lucky), same_seconds);
  run.measure("microchips.two_inputs", data.source, add("tanh, Adam, L2", two_inputs),
              best_seconds);
  run.measure("microchips.best", data.source, add("tanh, Adam, L2, squares", best), best_seconds);
  run.print(table);
  run.say(fmt::format("One split has 24 test chips: an accuracy of 0.8 is known to {:.2f} there.",
                      accuracy_error(0.8, 24)));
  show_one_split(run, split);
}

}  // namespace nn
