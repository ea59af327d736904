// Networks that learn, by your own loop: ./gradus run 07
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "00_warm_up/warm_up.hpp"
#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "06_data/data.hpp"
#include "07_training/three_ways.hpp"
#include "07_training/training.hpp"
#include "datasets/loader/dataset.hpp"
#include "lab/experiment.hpp"
#include "lab/helpers.hpp"

namespace nn {
namespace {

// ---- what all experiments use -------------------------------------------------------------------

constexpr LossFunction softmax = LossFunction::softmax_cross_entropy;

/// Three significant digits: "0.125", "1.2e+03".
std::string brief(double number) {
  return fmt::format("{:.3g}", number);
}

/// How a training went, measured on all samples: entry 0 is before it, entry k after k epochs.
struct Curves {
  std::vector<double> training_loss, validation_loss;
  std::vector<double> training_accuracy, validation_accuracy;  // empty for one output
  std::optional<Breakdown> breakdown;
};

void measure(const Network& network, const arma::mat& X, const arma::mat& T, LossFunction loss,
             std::vector<double>& losses, std::vector<double>& accuracies) {
  const arma::mat output = in_blocks(
      X, [&](const arma::mat& block) { return network_forward(network, block).back().A; });
  losses.push_back(evaluate_loss(loss, output, T).value);
  if (T.n_rows > 1) accuracies.push_back(accuracy(most_likely(output), most_likely(T)));
}

/// The loop, with a watch that measures, shows how it goes, and ends the training after Ctrl-C.
Curves learn(const Run& run, Network& network, const TrainingData& data, LossFunction loss,
             const TrainingSettings& settings, Rng& rng, Progress& progress) {
  Curves curves;
  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    return network_gradient(network, theta, loss, data.X.cols(samples), data.T.cols(samples));
  };
  const Watch watch = [&](const arma::vec& theta) -> std::optional<double> {
    const Network now = unflatten(theta, network);
    measure(now, data.X, data.T, loss, curves.training_loss, curves.training_accuracy);
    measure(now, data.X_validation, data.T_validation, loss, curves.validation_loss,
            curves.validation_accuracy);
    std::string note = "loss " + brief(curves.training_loss.back());
    if (!curves.validation_accuracy.empty()) {
      note += fmt::format(", accuracy {:.1f}%", 100.0 * curves.validation_accuracy.back());
    }
    progress.step(note);
    if (run.stopped()) return std::nullopt;
    return curves.validation_loss.back();
  };
  arma::vec theta = flatten(network);
  curves.breakdown =
      train(theta, gradient, sgd_step, data.X.n_cols, settings, rng, watch).breakdown;
  network = unflatten(theta, network);
  return curves;
}

/// Training ended early: its other epochs need no waiting for.
void skip(Progress& progress, const Curves& curves, arma::uword epochs) {
  for (std::size_t entry = curves.training_loss.size(); entry <= epochs; ++entry) progress.step();
}

Panel loss_panel(const Curves& course) {
  return {.title = "loss",
          .x_label = "epoch",
          .y_label = "cross-entropy",
          .series = {curve("training", course.training_loss),
                     curve("validation", course.validation_loss)}};
}

Panel accuracy_panel(const Curves& course) {
  return {.title = "accuracy",
          .x_label = "epoch",
          .y_label = "share of right classes",
          .series = {curve("training", course.training_accuracy),
                     curve("validation", course.validation_accuracy)}};
}

TrainingData training_data(const Dataset& set) {
  return {
      .X = set.X, .T = set.T, .X_validation = set.X_validation, .T_validation = set.T_validation};
}

/// The first `count` of the samples in random order (they are sorted by class in the files).
TrainingData sample_of(const TrainingData& data, arma::uword count, Rng& rng) {
  const arma::uvec chosen = permutation(data.X.n_cols, rng).head(count);
  TrainingData result = data;
  result.X = data.X.cols(chosen);
  result.T = data.T.cols(chosen);
  return result;
}

/// What a network makes of the plane: the class of each point of a grid, and these samples on it.
Panel plane(const Network& network, const TrainingData& data, const std::string& title) {
  const arma::vec axis = 0.075 * arma::regspace(-40, 40);
  const arma::urowvec classes = predict_classes(network, grid_points(axis, axis));
  Panel panel{.title = title, .x_label = "x", .y_label = "y"};
  panel.regions = regions(axis, axis, classes.t());
  const arma::urowvec actual = most_likely(data.T);
  for (arma::uword k = 0; k < data.T.n_rows; ++k) {
    const arma::uvec of_class = arma::find(actual == k);
    const arma::mat X = data.X.cols(of_class);
    panel.series.push_back({.name = "class " + std::to_string(k),
                            .x = X.row(0).t(),
                            .y = X.row(1).t(),
                            .mark = Mark::points,
                            .style = k});
  }
  panel.x_range = panel.y_range = Range{-3.0, 3.0};
  panel.same_scale = true;
  return panel;
}

// ---- ridge --------------------------------------------------------------------------------------

constexpr double ridge_lambda = 0.001;
constexpr arma::uword ridge_epochs = 200;

struct RidgeProblem {
  arma::mat X;  // 200 features x 100 samples, singular values exp(0.3 N(0, 1))
  arma::vec y;  // X'w for normal w, with noise of deviation 0.05
};

RidgeProblem ridge_problem(Rng& rng) {
  arma::mat U, V;
  arma::vec ignored;
  arma::svd_econ(U, ignored, V, normal_matrix(200, 100, rng));
  const arma::vec singular_values = arma::exp(0.3 * normal_matrix(100, 1, rng));
  const arma::mat X = U * arma::diagmat(singular_values) * V.t();
  const arma::vec w = normal_matrix(200, 1, rng);
  return {.X = X, .y = X.t() * w + 0.05 * normal_matrix(100, 1, rng)};
}

double squared_error(const RidgeProblem& problem, const arma::vec& w) {
  return arma::mean(arma::square(problem.X.t() * w - problem.y));
}

/// Stochastic gradient descent on J, batch 10: the mean squared error of all samples, before it and
/// after each epoch.
arma::vec ridge_descent(const RidgeProblem& problem, double rate, arma::uword halved_every,
                        Rng& rng) {
  const Gradient gradient = [&](const arma::vec& w, const arma::uvec& samples) {
    return ridge_gradient(w, problem.X.cols(samples), problem.y(samples), ridge_lambda);
  };
  const Watch watch = [&](const arma::vec& w) { return squared_error(problem, w); };
  arma::vec w(problem.X.n_rows, arma::fill::zeros);
  const TrainingSettings settings{
      .epochs = ridge_epochs, .batch_size = 10, .learning_rate = rate, .decay_every = halved_every};
  return train(w, gradient, sgd_step, problem.X.n_cols, settings, rng, watch).watched;
}

struct RidgeWay {
  std::string name;
  double rate;
  arma::uword halved_every;  // 0: never
};

// Report 003 leaves out the factor 2 of the gradient, so its rate 0.1 is a rate of 0.05 here.
const std::vector<RidgeWay> ridge_ways = {
    {"as reported", 0.05, 50}, {"never halved", 0.05, 0}, {"ten times the rate", 0.5, 50}};

void ridge(Run& run) {
  constexpr arma::uword problems = 10;
  Rng problem_rng = run.rng("problem");
  Rng batch_rng = run.rng("batches");
  arma::vec optima(problems);
  std::vector<arma::mat> errors(ridge_ways.size(), arma::mat(ridge_epochs + 1, problems));
  Progress progress = run.progress("ten problems", problems);
  const Stopwatch watch;
  for (arma::uword i = 0; i < problems; ++i) {
    const RidgeProblem problem = ridge_problem(problem_rng);
    optima(i) = squared_error(problem, ridge_solution(problem.X, problem.y, ridge_lambda));
    for (std::size_t k = 0; k < ridge_ways.size(); ++k) {
      errors[k].col(i) =
          ridge_descent(problem, ridge_ways[k].rate, ridge_ways[k].halved_every, batch_rng);
    }
    progress.step();
  }
  const double seconds = watch.seconds();

  Table table{.columns = {{"ten problems"},
                          {"epoch 50", "", 4},
                          {"epoch 100", "", 4},
                          {"epoch 200", "", 4},
                          {"least", "", 4},
                          {"greatest", "", 4}}};
  Panel curves{.title = "ten problems: mean, least, greatest",
               .x_label = "epoch",
               .y_label = "mean squared error",
               .horizontal = {{arma::mean(optima), "closed form"}}};
  Panel rates{.title = "the rate",
              .x_label = "epoch",
              .y_label = "learning rate",
              .x_range = Range{0.0, ridge_epochs}};
  for (std::size_t k = 0; k < ridge_ways.size(); ++k) {
    const arma::vec means = arma::mean(errors[k], 1);
    const arma::rowvec last = errors[k].tail_rows(1);
    table.rows.push_back(
        {ridge_ways[k].name, means(50), means(100), means(200), last.min(), last.max()});
    curves.series.push_back({.name = ridge_ways[k].name,
                             .y = means,
                             .low = arma::min(errors[k], 1),
                             .high = arma::max(errors[k], 1),
                             .style = k});
    arma::vec by_epoch(ridge_epochs);
    for (arma::uword epoch = 0; epoch < ridge_epochs; ++epoch) {
      by_epoch(epoch) = step_decay(ridge_ways[k].rate, epoch, ridge_ways[k].halved_every, 0.5);
    }
    rates.series.push_back({.y = by_epoch, .mark = Mark::steps, .style = k});
  }
  table.rows.push_back({"closed form", "", "", arma::mean(optima), optima.min(), optima.max()});
  for (const std::size_t k : {0, 2}) {
    run.measure(k == 0 ? "ridge.same" : "ridge.best", "drawn anew for each seed",
                arma::mean(arma::vectorise(errors[k].tail_rows(1))), seconds / 3.0);
  }
  curves.log_y = rates.log_y = true;
  run.say("The mean squared error of stochastic gradient descent, and of the closed form:");
  run.print(table);
  run.save({.name = "ridge", .panels = {curves, rates}, .columns = 2});
}

// ---- softmax_regression -------------------------------------------------------------------------

Network softmax_network(const Dataset& set, Rng& rng) {
  return make_network({set.X.n_rows, set.classes}, Activation::identity, Activation::identity,
                      Initialiser::zeros, rng);
}

void softmax_regression(Run& run) {
  const Dataset set = load_dataset("peaks");
  Rng rng = run.rng("training");
  const TrainingData data = training_data(set);
  Network network = softmax_network(set, rng);
  const TrainingSettings settings{.epochs = 25, .batch_size = 200, .learning_rate = 0.03};
  Curves course;
  {
    Progress progress = run.progress("softmax regression", settings.epochs + 1);
    course = learn(run, network, data, softmax, settings, rng, progress);
  }
  run.say(source_of(set));
  Table table{.columns = {{"epoch"},
                          {"training loss", "", 4},
                          {"validation loss", "", 4},
                          {"training accuracy", "", 4},
                          {"validation accuracy", "", 4}}};
  for (const std::size_t k : {0, 1, 2, 5, 10, 25}) {
    if (k >= course.training_loss.size()) break;
    table.rows.push_back({k, course.training_loss[k], course.validation_loss[k],
                          course.training_accuracy[k], course.validation_accuracy[k]});
  }
  run.print(table);
  const TrainingData few = sample_of(data, 200, rng);
  run.save({.name = "softmax_regression",
            .panels = {loss_panel(course), accuracy_panel(course),
                       plane(network, few, "what it has learnt")},
            .columns = 3});
}

// ---- softmax_grid -------------------------------------------------------------------------------

const std::vector<double> grid_rates = {1e-4, 1e-3, 1e-2};
const std::vector<arma::uword> grid_batches = {50, 100, 200};

/// What the report looked at, and what there is to be seen.
struct GridRun {
  double mean_of_last_ten = 0.0;  // accuracies on the whole validation set
  arma::uword epochs = 0;         // that were made
  arma::uword batch = 0;
  arma::uvec right;  // of the validation samples, at the end: 1 or 0
};

GridRun grid_run(Run& run, const Dataset& set, const TrainingData& data, double rate,
                 arma::uword batch, arma::uword epochs, Rng& rng, Progress& progress) {
  Network network = softmax_network(set, rng);
  const TrainingSettings settings{
      .epochs = epochs, .batch_size = batch, .learning_rate = rate, .patience = 30};
  const Curves course = learn(run, network, data, softmax, settings, rng, progress);
  skip(progress, course, epochs);
  const arma::vec accuracies(course.validation_accuracy);
  const arma::urowvec actual = most_likely(data.T_validation);
  return {
      .mean_of_last_ten = arma::mean(accuracies.tail(std::min<arma::uword>(10, accuracies.n_elem))),
      .epochs = accuracies.n_elem - 1,
      .batch = batch,
      .right = (predict_classes(network, data.X_validation) == actual).t()};
}

/// The mean of ten accuracies, each on as many random validation samples as a batch has.
double on_small_samples(const GridRun& one, Rng& rng) {
  arma::uword right = 0;
  const arma::uword draws = 10 * one.batch;
  for (arma::uword i = 0; i < draws; ++i) right += one.right(uniform_index(one.right.n_elem, rng));
  return static_cast<double>(right) / static_cast<double>(draws);
}

/// The best of all runs, as a report finds it that measures on small samples; 500 such reports.
arma::vec best_on_small_samples(const std::vector<GridRun>& runs, Rng& rng) {
  arma::vec best(500, arma::fill::zeros);
  for (double& one : best) {
    for (const GridRun& grid_run : runs) one = std::max(one, on_small_samples(grid_run, rng));
  }
  return best;
}

struct GridSet {
  std::string name;
  double reported;  // by report 003
};

const std::vector<GridSet> grid_sets = {{"gmm", 0.5280}, {"peaks", 0.5825}, {"swiss_roll", 0.5345}};

/// The nine runs on one set; adds a row a run to the table, and a heat map.
std::vector<GridRun> grid_on(Run& run, const Dataset& set, const TrainingData& data,
                             arma::uword epochs, Progress& progress, Table& table, Figure& maps) {
  Rng rng = run.rng("grid " + set.name);
  HeatMap map{.values = arma::mat(3, 3, arma::fill::value(arma::datum::nan)),
              .row_names = {"0.0001", "0.001", "0.01"},
              .column_names = {"50", "100", "200"},
              .decimals = 3};
  std::vector<GridRun> runs;
  for (arma::uword i = 0; i < 3; ++i) {
    for (arma::uword j = 0; j < 3 && !run.stopped(); ++j) {
      runs.push_back(
          grid_run(run, set, data, grid_rates[i], grid_batches[j], epochs, rng, progress));
      const GridRun& one = runs.back();
      map.values(i, j) = one.mean_of_last_ten;
      table.rows.push_back(
          {set.name, map.row_names[i], one.batch, one.epochs, one.mean_of_last_ten});
    }
  }
  maps.panels.push_back(
      {.title = set.name, .x_label = "batch size", .y_label = "learning rate", .heat_map = map});
  return runs;
}

/// The grid of report 003 on its three sets. samples = 0: all training samples.
void grid(Run& run, const std::string& name, arma::uword samples, arma::uword epochs) {
  Table all{.columns = {{"data"}, {"rate"}, {"batch"}, {"epochs"}, {"accuracy", "", 4}}};
  Table best{.columns = {{"data"},
                         {"best run", "", 4},
                         {"on small samples", "", 4},
                         {"from", "", 4},
                         {"to", "", 4},
                         {"report 003", "", 4}}};
  Figure maps{.name = name, .columns = 3};
  Figure luck{.name = name + "_luck", .columns = 3};
  {
    Progress progress = run.progress("27 runs", 27 * (epochs + 1));
    for (const GridSet& one : grid_sets) {
      if (run.stopped()) break;
      const Dataset set = load_dataset(one.name);
      Rng rng = run.rng("samples");
      TrainingData data = training_data(set);
      if (samples > 0) data = sample_of(data, samples, rng);
      const Stopwatch watch;
      const std::vector<GridRun> runs = grid_on(run, set, data, epochs, progress, all, maps);
      const double seconds = watch.seconds();
      if (runs.size() < 9) break;  // Ctrl-C

      double best_run = 0.0;
      for (const GridRun& grid_run : runs) best_run = std::max(best_run, grid_run.mean_of_last_ten);
      const arma::vec small = arma::sort(best_on_small_samples(runs, rng));
      best.rows.push_back(
          {one.name, best_run, arma::mean(small), small(12), small(487), one.reported});
      if (samples == 0) {  // as report 003 did it
        run.measure("softmax_" + one.name + ".same", set.source, arma::mean(small), seconds);
        run.measure("softmax_" + one.name + ".best", set.source, best_run, seconds);
      }
      Panel panel{.title = one.name,
                  .x_label = "best of nine accuracies",
                  .y_label = "how many of 500 reports",
                  .series = {histogram("on small samples", small, 25)},
                  .vertical = {{best_run, "all samples"}, {one.reported, "report 003"}}};
      luck.panels.push_back(panel);
    }
  }
  run.say("Each run: the mean of the last ten accuracies on the whole validation set.");
  run.print(all);
  if (!best.rows.empty()) {
    run.say(
        "The best of the nine runs: on the whole validation set, and as 500 reports would find "
        "it that measure on samples of a batch's size (the mean, and from where to where 95% of "
        "them lie).");
    run.print(best);
  }
  run.save(maps);
  if (!luck.panels.empty()) run.save(luck);
}

void softmax_grid(Run& run) {
  grid(run, "softmax_grid", 2000, 30);
}

void softmax_grid_all(Run& run) {
  grid(run, "softmax_grid_all", 0, 200);
}

// ---- batch_sizes --------------------------------------------------------------------------------

/// Training and validation part of a data set; standardised as the training part asks for.
TrainingData divided(const arma::mat& X, const arma::mat& T, const std::vector<arma::uvec>& parts,
                     bool standardised) {
  arma::mat features = X;
  if (standardised) {
    features = apply_standardisation(fit_standardisation(X.cols(parts[0])), X);
  }
  return {.X = features.cols(parts[0]),
          .T = T.cols(parts[0]),
          .X_validation = features.cols(parts[1]),
          .T_validation = T.cols(parts[1])};
}

/// Report 000's division of its line. The test part stays unused here.
std::vector<arma::uvec> line_parts(const Dataset& set, Rng& rng) {
  return split_samples(set.X.n_cols, {0.6, 0.2, 0.2}, rng);
}

Network line_network(arma::uword inputs, Rng& rng) {
  return make_network({inputs, 5, 1}, Activation::relu, Activation::identity, Initialiser::he, rng);
}

const std::vector<double> line_rates = {0.001, 0.01, 0.1};
const std::vector<arma::uword> line_batches = {5, 20, 120};
const std::vector<std::string> line_batch_names = {"batch 5", "batch 20", "full batch"};
constexpr arma::uword line_seeds = 5;
constexpr arma::uword line_epochs = 100;

/// 100 epochs of a 2-5-1 network. Another seed is another division and other first weights.
Curves line_training(Run& run, const Dataset& set, double rate, arma::uword batch_size,
                     arma::uword seed, Progress& progress) {
  Rng rng = run.rng("seed " + std::to_string(seed));
  const TrainingData data = divided(set.X, set.T, line_parts(set, rng), true);
  Network network = line_network(2, rng);
  const TrainingSettings settings{
      .epochs = line_epochs, .batch_size = batch_size, .learning_rate = rate};
  const Curves course =
      learn(run, network, data, LossFunction::mean_squared_error, settings, rng, progress);
  skip(progress, course, line_epochs);
  return course;
}

void batch_sizes(Run& run) {
  const Dataset set = load_dataset("noisy_line");
  Table table{
      .columns = {
          {"batch"}, {"rate"}, {"steps"}, {"mean", "", 3}, {"least", "", 3}, {"greatest", "", 3}}};
  Panel curves{.title = "rate 0.01, one seed", .x_label = "epoch", .y_label = "validation loss"};
  curves.log_y = true;
  Panel bars{.title = "after 100 epochs, five seeds",
             .x_label = "learning rate",
             .y_label = "validation loss",
             .x_names = {"0.001", "0.01", "0.1"},
             .y_range = Range{0.0, 5.0}};  // what is higher is cut off
  Progress progress = run.progress("45 runs", 9 * line_seeds * (line_epochs + 1));
  for (std::size_t b = 0; b < 3 && !run.stopped(); ++b) {
    arma::mat losses(3, line_seeds, arma::fill::value(arma::datum::nan));
    for (std::size_t r = 0; r < 3; ++r) {
      for (arma::uword seed = 0; seed < line_seeds && !run.stopped(); ++seed) {
        const Curves course =
            line_training(run, set, line_rates[r], line_batches[b], seed, progress);
        losses(r, seed) = course.breakdown ? arma::datum::inf : course.validation_loss.back();
        if (r == 1 && seed == 0) {
          curves.series.push_back({.y = arma::vec(course.validation_loss), .style = b});
        }
      }
      if (run.stopped()) break;
      const arma::rowvec row = losses.row(r);
      table.rows.push_back({line_batch_names[b], bars.x_names[r],
                            line_epochs * (119 / line_batches[b] + 1), arma::mean(row), row.min(),
                            row.max()});
    }
    bars.series.push_back({.name = line_batch_names[b],
                           .y = arma::mean(losses, 1),
                           .mark = Mark::bars,
                           .low = arma::min(losses, 1),
                           .high = arma::max(losses, 1),
                           .style = b});
  }
  run.say(source_of(set) + " The mean squared error of the validation part after 100 epochs:");
  run.print(table);
  run.save({.name = "batch_sizes", .panels = {curves, bars}, .columns = 2});
}

// ---- three_ways ---------------------------------------------------------------------------------

/// Processor time of 2,000 steps, in microseconds a step: the least of seven, taken in turns.
arma::vec microseconds(const std::vector<std::function<void()>>& steps, Progress& progress) {
  constexpr int rounds = 7;
  constexpr int count = 2000;
  arma::vec least(steps.size(), arma::fill::value(arma::datum::inf));
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t way = 0; way < steps.size(); ++way) {
      const Stopwatch watch;
      for (int i = 0; i < count; ++i) steps[way]();
      least(way) = std::min(least(way), 1e6 * watch.seconds() / count);
    }
    progress.step();
  }
  return least;
}

void three_ways(Run& run) {
  Rng rng = run.rng("steps");
  const TrainingData data = sample_of(training_data(load_dataset("peaks")), 32, rng);
  const Network network = make_network({2, 50, 50, 50, 5}, Activation::relu, Activation::identity,
                                       Initialiser::he, rng);
  const arma::mat& X = data.X;
  const arma::mat& T = data.T;
  std::vector<arma::vec> theta(3, flatten(network));
  KeptStep kept(network, theta[2]);
  ProductsAlone products(network, X);
  constexpr double rate = 0.01;
  Progress progress = run.progress("steps", 7);
  const arma::vec times = microseconds({[&] { step_by_copies(network, theta[0], X, T, rate); },
                                        [&] { step_in_views(network, theta[1], X, T, rate); },
                                        [&] { kept.step(X, T, rate); }, [&] { products.step(); }},
                                       progress);

  Table table{.columns = {{"2-50-50-50-5, 32 samples"},
                          {"time", "µs", 1},
                          {"times the products", "", 2},
                          {"loss at the end", "", 6}}};
  const std::vector<std::string> names = {"by copies", "in views", "in kept memory"};
  for (std::size_t way = 0; way < 3; ++way) {
    table.rows.push_back({names[way], times(way), times(way) / times(3),
                          loss_at(network, theta[way], softmax, X, T)});
  }
  table.rows.push_back({"the matrix products alone", times(3), 1.0, ""});
  run.say("One step, written three ways (three_ways.cpp), on this machine:");
  run.print(table);
}

// ---- exploding ----------------------------------------------------------------------------------

struct Blast {
  std::string name;
  bool standardised;
  double rate;
};

const std::vector<Blast> blasts = {
    {"as they are", false, 0.01}, {"as they are", false, 0.00001}, {"standardised", true, 0.01}};

void exploding(Run& run) {
  const Dataset set = load_dataset("noisy_line");
  run.say(source_of(set) + " 17 features, among them x^3 and z^3; all samples in one batch.");
  Table table{
      .columns = {{"features"}, {"rate"}, {"first loss"}, {"last loss"}, {"where it broke"}}};
  Panel panel{.title = "the first ten epochs, one step in each",
              .x_label = "epoch",
              .y_label = "training loss",
              .x_range = Range{0.0, 10.0},
              .y_range = Range{1.0, 1e6}};  // one of them leaves it at once
  panel.log_y = true;
  Progress progress = run.progress("three runs", 3 * 201);
  for (const Blast& blast : blasts) {
    Rng rng = run.rng("training");
    const std::vector<arma::uvec> parts = line_parts(set, rng);
    const arma::rowvec z = set.X.row(1);
    const arma::rowvec training_z = z.cols(parts[0]);
    const Features features = engineer_features(set.X.row(0), z, quartiles(training_z), rng);
    const TrainingData data = divided(features.X, set.T, parts, blast.standardised);
    Network network = line_network(features.X.n_rows, rng);
    const TrainingSettings settings{.epochs = 200, .batch_size = 120, .learning_rate = blast.rate};
    const Curves course =
        learn(run, network, data, LossFunction::mean_squared_error, settings, rng, progress);
    skip(progress, course, 200);
    std::string where = "nowhere";
    if (course.breakdown) {
      const Breakdown& at = *course.breakdown;
      where = "epoch " + std::to_string(at.epoch) + ", step " + std::to_string(at.step);
    }
    table.rows.push_back({blast.name, brief(blast.rate), course.training_loss.front(),
                          course.training_loss.back(), where});
    Series losses = curve(blast.name + ", rate " + brief(blast.rate), course.training_loss);
    losses.y = losses.y.head(std::min<arma::uword>(11, losses.y.n_elem));
    losses.mark = Mark::line_and_points;
    panel.series.push_back(losses);
  }
  run.print(table);
  run.save({.name = "exploding", .panels = {panel}});
}

// ---- peaks --------------------------------------------------------------------------------------

void peaks(Run& run) {
  const Dataset set = load_dataset("peaks");
  Rng rng = run.rng("training");
  const TrainingData data = sample_of(training_data(set), 10000, rng);
  const TrainingData few = sample_of(data, 120, rng);
  Network network =
      make_network({2, 50, 50, 5}, Activation::relu, Activation::identity, Initialiser::he, rng);
  TrainingSettings settings{.batch_size = 50, .learning_rate = 0.1};
  Figure figure{.name = "peaks", .columns = 4, .share_x = true, .share_y = true};
  Table table{.columns = {{"epoch"}, {"training loss", "", 3}, {"validation accuracy", "", 3}}};
  Progress progress = run.progress("2-50-50-5 on peaks", 24);
  arma::uword done = 0;
  for (const arma::uword until : {0, 1, 5, 20}) {  // training goes on where it stopped
    settings.epochs = until - done;
    const Curves course = learn(run, network, data, softmax, settings, rng, progress);
    done += course.training_loss.size() - 1;  // less than `until` after Ctrl-C
    const double accuracy = course.validation_accuracy.back();
    table.rows.push_back({done, course.training_loss.back(), accuracy});
    figure.panels.push_back(
        plane(network, few,
              fmt::format("{} epoch{}, {:.0f}%", done, done == 1 ? "" : "s", 100.0 * accuracy)));
    if (run.stopped()) break;
  }
  run.say(source_of(set));
  run.print(table);
  run.save(figure);
}

// ---- perceptron ---------------------------------------------------------------------------------

/// The four points of the square, and for each its class, 0 or 1.
TrainingData square(const arma::urowvec& classes) {
  return {.X = {{-1, 1, -1, 1}, {-1, -1, 1, 1}}, .T = one_hot(classes, 2)};
}

void perceptron(Run& run) {
  const std::vector<std::pair<std::string, arma::urowvec>> functions = {
      {"AND", {0, 0, 0, 1}}, {"OR", {0, 1, 1, 1}}, {"XOR", {0, 1, 1, 0}}};
  const TrainingSettings settings{.epochs = 80, .batch_size = 4, .learning_rate = 0.5};
  Rng rng = run.rng("training");
  Table table{.columns = {{"function"}, {"network"}, {"right of 4"}, {"loss", "", 3}}};
  Figure figure{.name = "perceptron", .columns = 4, .share_x = true, .share_y = true};
  const auto attempt = [&](const std::string& name, const arma::urowvec& classes,
                           const std::vector<arma::uword>& widths) {
    const TrainingData data = square(classes);
    Network network =
        make_network(widths, Activation::tanh, Activation::identity, Initialiser::xavier, rng);
    const History history = train_network(network, data, softmax, settings, rng);
    const arma::uword right = arma::accu(predict_classes(network, data.X) == classes);
    table.rows.push_back(
        {name, fmt::format("{}", fmt::join(widths, "-")), right, history.losses.back()});
    figure.panels.push_back(plane(network, data, fmt::format("{}, {} of 4", name, right)));
  };
  for (const auto& [name, classes] : functions) attempt(name, classes, {2, 2});
  attempt("XOR", functions.back().second, {2, 4, 2});
  run.print(table);
  run.save(figure);
}

// ---- digits -------------------------------------------------------------------------------------

TrainingData digit_data(const Dataset& set, Rng& rng) {
  return divided(set.X, set.T, split_samples(set.X.n_cols, {0.8, 0.2}, rng), false);
}

Network digit_network(Rng& rng) {
  return make_network({400, 64, 10}, Activation::relu, Activation::identity, Initialiser::he, rng);
}

/// The first validation samples, each with what the network takes it for.
ImagePage digit_page(const Network& network, const TrainingData& data, arma::uword count) {
  const arma::mat X = data.X_validation.head_cols(count);
  const arma::urowvec predicted = predict_classes(network, X);
  const arma::urowvec actual = most_likely(data.T_validation.head_cols(count));
  ImagePage page{.columns = 10};
  for (arma::uword i = 0; i < count; ++i) {
    page.images.push_back(arma::round(100.0 * arma::reshape(X.col(i), 20, 20)) / 100.0);
    const std::string label = std::to_string(predicted(i));
    page.captions.push_back(
        predicted(i) == actual(i) ? label : label + ", is " + std::to_string(actual(i)));
  }
  return page;
}

void digits(Run& run) {
  const Dataset set = load_dataset("digits");
  Rng rng = run.rng("training");
  const TrainingData data = digit_data(set, rng);
  const Network start = digit_network(rng);
  Table table{.columns = {{"400-64-10"},
                          {"epochs"},
                          {"steps"},
                          {"training loss", "", 3},
                          {"validation accuracy", "", 3}}};
  std::vector<Curves> courses;
  Network network;
  for (const arma::uword batch : {data.X.n_cols, arma::uword{32}}) {
    network = start;
    const std::string name = batch == 32 ? "batches of 32" : "all in one batch";
    Progress progress = run.progress(name, 11);
    const TrainingSettings settings{.epochs = 10, .batch_size = batch, .learning_rate = 0.1};
    courses.push_back(learn(run, network, data, softmax, settings, rng, progress));
    const Curves& course = courses.back();
    const arma::uword epochs = course.training_loss.size() - 1;
    table.rows.push_back({name, epochs, epochs * ((data.X.n_cols - 1) / batch + 1),
                          course.training_loss.back(), course.validation_accuracy.back()});
  }
  run.say(source_of(set));
  run.print(table);
  Panel accuracy{.title = "validation accuracy",
                 .x_label = "epoch",
                 .y_label = "share of right digits",
                 .series = {curve("all in one batch", courses[0].validation_accuracy),
                            curve("batches of 32", courses[1].validation_accuracy)}};
  Panel loss = loss_panel(courses[1]);
  loss.title = "loss, batches of 32";
  run.save({.name = "digits_curves", .panels = {accuracy, loss}, .columns = 2});
  run.save({.name = "digits",
            .title = "validation digits, and what the network takes them for",
            .panels = {{.images = digit_page(network, data, 30)}}});
}

// ---- gradient_descent ---------------------------------------------------------------------------

// As report 001 did it: all samples in one batch, rate 0.01, 1,000 epochs, a line every 100.
void gradient_descent(Run& run) {
  const Dataset set = load_dataset("digits");
  Rng rng = run.rng("training");
  const TrainingData data = digit_data(set, rng);
  Network network = digit_network(rng);
  Curves course;
  {
    Progress progress = run.progress("gradient descent", 1001);
    const TrainingSettings settings{
        .epochs = 1000, .batch_size = data.X.n_cols, .learning_rate = 0.01};
    course = learn(run, network, data, softmax, settings, rng, progress);
  }
  Table table{.columns = {{"epoch"}, {"training loss", "", 4}, {"validation accuracy", "", 4}}};
  for (std::size_t k = 0; k < course.training_loss.size(); k += 100) {
    table.rows.push_back({k, course.training_loss[k], course.validation_accuracy[k]});
  }
  run.say(source_of(set));
  run.print(table);
  run.save({.name = "gradient_descent",
            .panels = {loss_panel(course), accuracy_panel(course)},
            .columns = 2});
}

}  // namespace

const std::vector<Experiment> experiments = {{"ridge", ridge},
                                             {"softmax_regression", softmax_regression},
                                             {"softmax_grid", softmax_grid},
                                             {"batch_sizes", batch_sizes},
                                             {"exploding", exploding},
                                             {"peaks", peaks},
                                             {"perceptron", perceptron},
                                             {"digits", digits},
                                             {"three_ways", three_ways},
                                             {"softmax_grid_all", softmax_grid_all},
                                             {"gradient_descent", gradient_descent}};

}  // namespace nn
