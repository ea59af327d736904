// What holding a network back does: to the weights, to what it learns by heart, to a regression,
// and to what the next layer gets.
#include <armadillo>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "00_warm_up/warm_up.hpp"
#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "06_data/data.hpp"
#include "07_training/training.hpp"
#include "08_regularization/regularization.hpp"
#include "datasets/loader/dataset.hpp"
#include "lab/experiment.hpp"

namespace nn {
namespace {

/// One way to train: the penalties and the dropout, and how much soft_threshold takes a step.
struct Way {
  std::string name;
  Regularisation by{};
  double threshold = 0.0;  // times the learning rate, after each step
};

struct Trained {
  Network network;  // after the last epoch
  BestWeights best;
  std::vector<double> training, validation;  // the losses, before training and after each epoch
};

/// The loop, from the same first weights and with the same batches for each way.
Trained fit(Run& run, const Network& start, const TrainingData& data, LossFunction loss,
            const TrainingSettings& settings, const Way& way) {
  Rng batches_rng = run.rng("batches");
  Rng dropout_rng = run.rng("dropout");
  Trained trained;
  const arma::vec mask = weight_mask(start);
  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    return regularised_gradient(start, theta, loss, data.X.cols(samples), data.T.cols(samples),
                                way.by, dropout_rng);
  };
  const Step step = [&](arma::vec& theta, const arma::vec& g, double rate) {
    sgd_step(theta, g, rate);
    if (way.threshold > 0.0) soft_threshold(theta, mask, rate * way.threshold);
  };
  const Watch watch = [&](const arma::vec& theta) -> std::optional<double> {
    if (run.stopped()) return std::nullopt;
    trained.training.push_back(loss_at(start, theta, loss, data.X, data.T));
    const double now = loss_at(start, theta, loss, data.X_validation, data.T_validation);
    keep_best(trained.best, now, trained.validation.size(), theta);
    trained.validation.push_back(now);
    return now;
  };
  arma::vec theta = flatten(start);
  train(theta, gradient, step, data.X.n_cols, settings, batches_rng, watch);
  trained.network = unflatten(theta, start);
  return trained;
}

double accuracy_on(const Network& network, const arma::mat& X, const arma::mat& T) {
  return accuracy(predict_classes(network, X), most_likely(T));
}

/// 200 digits to learn from, and 1,000 to be judged by: few enough to be learnt by heart.
TrainingData few_digits(Run& run, std::string& source) {
  const Dataset digits = load_dataset("digits");
  source = digits.source;
  Rng rng = run.rng("split");
  const std::vector<arma::uvec> parts = split_samples(digits.X.n_cols, {0.04, 0.2, 0.76}, rng);
  const arma::mat X = digits.X.cols(parts[0]);
  const double mean = arma::mean(arma::vectorise(X));
  const double deviation = arma::stddev(arma::vectorise(X));
  return {.X = (X - mean) / deviation,
          .T = digits.T.cols(parts[0]),
          .X_validation = (digits.X.cols(parts[1]) - mean) / deviation,
          .T_validation = digits.T.cols(parts[1])};
}

Network digits_network(Run& run) {
  Rng rng = run.rng("weights");
  return make_network({400, 32, 10}, Activation::relu, Activation::identity, Initialiser::he, rng);
}

const TrainingSettings digits_settings{.epochs = 60, .batch_size = 20, .learning_rate = 0.05};
constexpr LossFunction digits_loss = LossFunction::softmax_cross_entropy;

// ---- overfitting --------------------------------------------------------------------------------

void overfitting(Run& run) {
  std::string source;
  const TrainingData data = few_digits(run, source);
  const std::vector<Way> ways = {{"nothing"},
                                 {"L2 0.01", {.l2 = 0.01}},
                                 {"L1 0.002", {.l1 = 0.002}},
                                 {"dropout 0.5", {.keep = 0.5}}};
  Table table{.columns = {{"held by"},
                          {"training", "", 3},
                          {"validation", "", 3},
                          {"accuracy", "", 3},
                          {"best epoch"},
                          {"best loss", "", 3}}};
  Panel by_heart{.title = "nothing holds it back", .x_label = "epoch", .y_label = "loss"};
  Panel held{.title = "validation loss", .x_label = "epoch", .y_label = "loss"};
  Progress progress = run.progress("training", ways.size());
  for (const Way& way : ways) {
    const Trained trained = fit(run, digits_network(run), data, digits_loss, digits_settings, way);
    table.rows.push_back({way.name, trained.training.back(), trained.validation.back(),
                          accuracy_on(trained.network, data.X_validation, data.T_validation),
                          trained.best.epoch, trained.best.loss});
    if (way.name == "nothing") {
      by_heart.series = {{.name = "training", .y = arma::vec(trained.training), .style = 4},
                         {.name = "validation", .y = arma::vec(trained.validation), .style = 0}};
      by_heart.vertical = {{.at = static_cast<double>(trained.best.epoch), .name = "best weights"}};
    }
    held.series.push_back(
        {.name = way.name, .y = arma::vec(trained.validation), .style = held.series.size()});
    progress.step(way.name);
  }
  run.say("Digits (" + source + "): 200 to learn from, 1,000 to be judged by; 400-32-10, ReLU.");
  run.print(table);
  run.say(
      "Without anything the training loss goes to nearly 0, and the validation loss stops falling "
      "and rises again. The best epoch is where early stopping would have restored the weights.");
  by_heart.y_range = Range{0.0, 1.5};  // they begin above 3
  held.y_range = Range{0.6, 1.0};      // the first curve is that of the left panel
  run.save({.name = "overfitting", .panels = {by_heart, held}, .columns = 2});
}

// ---- kink ---------------------------------------------------------------------------------------

void kink(Run& run) {
  const arma::vec w = arma::linspace(-1.0, 2.0, 301);
  const arma::vec loss = arma::square(w - 1.0) / 2.0;
  const std::vector<Series> curves = {
      {.name = "(w - 1)^2 / 2", .x = w, .y = loss},
      {.name = "with L2, 1.5 w^2", .x = w, .y = loss + 1.5 * arma::square(w)},
      {.name = "with L1, 1.5 |w|", .x = w, .y = loss + 1.5 * arma::abs(w)}};
  Table table{.columns = {{"curve"}, {"smallest at w", "", 2}}};
  for (const Series& one : curves) table.rows.push_back({one.name, w(one.y.index_min())});
  run.print(table);
  run.save({.name = "kink",
            .panels = {{.x_label = "w",
                        .y_label = "loss and penalty",
                        .series = curves,
                        .y_range = Range{0.0, 3.0}}}});
}

// ---- shrinking ----------------------------------------------------------------------------------

void shrinking(Run& run) {
  std::string source;
  const TrainingData data = few_digits(run, source);
  const std::vector<Way> ways = {{"nothing"},
                                 {"L2 0.01", {.l2 = 0.01}},
                                 {"L1 0.005", {.l1 = 0.005}},
                                 {"soft 0.005", {}, 0.005}};
  Table table{.columns = {{"held by"},
                          {"largest", "", 3},
                          {"mean size", "", 4},
                          {"below 0.001"},
                          {"exactly 0"},
                          {"accuracy", "", 3}}};
  Figure figure{.name = "shrinking", .columns = 2, .share_x = true, .share_y = true};
  Progress progress = run.progress("training", ways.size());
  for (const Way& way : ways) {
    const Trained trained = fit(run, digits_network(run), data, digits_loss, digits_settings, way);
    const arma::vec weights = arma::vectorise(trained.network.layers[0].weights);
    const arma::vec sizes = arma::abs(weights);
    table.rows.push_back({way.name, sizes.max(), arma::mean(sizes),
                          arma::uword(arma::accu(sizes < 1e-3)),
                          arma::uword(arma::accu(sizes == 0.0)),
                          accuracy_on(trained.network, data.X_validation, data.T_validation)});
    // A logarithm has no place for 0: those have a bar of their own, left of all others.
    const arma::vec others = arma::log10(arma::vec(sizes.elem(arma::find(sizes > 0.0))));
    figure.panels.push_back({.title = way.name,
                             .x_label = "log10 of the weight's size",
                             .y_label = "weights",
                             .series = {histogram("not 0", others, 24, -6.0, 0.0),
                                        {.name = "exactly 0",
                                         .x = {-6.625},
                                         .y = {static_cast<double>(arma::accu(sizes == 0.0))},
                                         .mark = Mark::bars}}});
    progress.step(way.name);
  }
  run.say("The 12,800 weights of the first layer, after 60 epochs on 200 digits (" + source + ").");
  run.print(table);
  run.say(
      "L2 makes all weights smaller and none 0. The gradient of L1 pushes them over 0 and back, so "
      "they end near 0; soft_threshold stops them at 0, where many of them are in the end.");
  run.save(figure);
}

// ---- regression ---------------------------------------------------------------------------------

constexpr arma::uword splits = 10;

/// Report 000's regression: features of the noisy line, 60/20/20, all statistics from the training
/// part. `test` gets the third part.
TrainingData regression_data(const Dataset& line, Rng& rng, arma::mat& X_test, arma::mat& T_test) {
  const std::vector<arma::uvec> parts = split_samples(line.X.n_cols, {0.6, 0.2, 0.2}, rng);
  const arma::rowvec x = line.X.row(0);
  const arma::rowvec z = line.X.row(1);
  const arma::rowvec z_training = z.cols(parts[0]);
  const arma::mat X = engineer_features(x, z, quartiles(z_training), rng).X;
  const Standardisation scaling = fit_standardisation(X.cols(parts[0]));
  const arma::mat scaled = apply_standardisation(scaling, X);
  X_test = scaled.cols(parts[2]);
  T_test = line.T.cols(parts[2]);
  return {.X = scaled.cols(parts[0]),
          .T = line.T.cols(parts[0]),
          .X_validation = scaled.cols(parts[1]),
          .T_validation = line.T.cols(parts[1])};
}

void regression(Run& run) {
  const Dataset line = load_dataset("noisy_line");
  const std::vector<Way> ways = {
      {"nothing"}, {"L2 0.01", {.l2 = 0.01}}, {"L1 0.01", {.l1 = 0.01}}, {"soft 0.01", {}, 0.01}};
  const TrainingSettings settings{.epochs = 150, .batch_size = 20, .learning_rate = 0.01};
  const LossFunction squares = LossFunction::mean_squared_error;
  Table table{.columns = {{"held by"},
                          {"last epoch", "", 3},
                          {"gain", "", 3},
                          {"±", "", 3},
                          {"best weights", "", 3},
                          {"gain", "", 3},
                          {"±", "", 3}}};
  Rng split_rng = run.rng("splits");
  arma::mat last(splits, ways.size());
  arma::mat restored(splits, ways.size());
  Progress progress = run.progress("training", splits);
  for (arma::uword i = 0; i < splits && !run.stopped(); ++i) {
    arma::mat X_test;
    arma::mat T_test;
    const TrainingData data = regression_data(line, split_rng, X_test, T_test);
    Rng weights_rng = run.rng("weights");
    const Network start = make_network({data.X.n_rows, 5, 1}, Activation::relu,
                                       Activation::identity, Initialiser::he, weights_rng);
    for (arma::uword k = 0; k < ways.size(); ++k) {
      const Trained trained = fit(run, start, data, squares, settings, ways[k]);
      last(i, k) = loss_at(start, flatten(trained.network), squares, X_test, T_test);
      restored(i, k) = loss_at(start, trained.best.theta, squares, X_test, T_test);
    }
    progress.step();
  }
  // Gains over the last epoch of the first way, split by split, and the standard error of the mean.
  Panel bars{.x_label = "held back by", .y_label = "gain in test MSE"};
  const auto gains = [&](const std::string& name, const arma::mat& errors) {
    const arma::mat gain = -(errors.each_col() - arma::vec(last.col(0)));
    const arma::vec mean = arma::mean(gain, 0).t();
    const arma::vec error = arma::stddev(gain, 0, 0).t() / std::sqrt(double(splits));
    return Series{
        .name = name, .y = mean, .mark = Mark::bars, .low = mean - error, .high = mean + error};
  };
  bars.series = {gains("last epoch", last), gains("best weights", restored)};
  const Series& at_end = bars.series[0];
  const Series& at_best = bars.series[1];
  for (arma::uword k = 0; k < ways.size(); ++k) {
    table.rows.push_back({ways[k].name, arma::mean(last.col(k)), at_end.y(k),
                          at_end.high(k) - at_end.y(k), arma::mean(restored.col(k)), at_best.y(k),
                          at_best.high(k) - at_best.y(k)});
    bars.x_names.push_back(ways[k].name);
  }
  run.say("Report 000's regression (" + line.source + "): test MSE, mean of 10 splits, 17-5-1.");
  run.print(table);
  run.say(
      "The noise alone has an MSE of about 1: nobody can do better than that on average. Gains are "
      "over the last epoch with nothing, split by split; ± is the standard error of their mean, "
      "and "
      "a gain of less than twice that may be luck.");
  run.save({.name = "regression", .panels = {bars}});
}

// ---- dropout ------------------------------------------------------------------------------------

void dropout(Run& run) {
  constexpr arma::uword masks = 2000;
  Rng rng = run.rng("network");
  const DenseLayer layer = make_layer(100, 40, Activation::identity, Initialiser::one_over_n, rng);
  const arma::mat A = arma::abs(normal_matrix(100, 1, rng));  // one sample of a ReLU layer
  const arma::vec without = dense_forward(layer, A).Z;
  arma::vec scaled = arma::zeros(40);
  arma::vec bare = arma::zeros(40);
  for (arma::uword k = 0; k < masks; ++k) {
    const arma::mat mask = dropout_mask(100, 1, 0.5, rng);
    scaled += dense_forward(layer, A % mask).Z / double(masks);
    bare += dense_forward(layer, A % arma::sign(mask)).Z / double(masks);
  }
  // The slope of the straight line through 0 that fits best.
  const auto slope = [&](const arma::vec& z) {
    return arma::dot(z, without) / arma::dot(without, without);
  };
  const arma::vec ends = {without.min(), without.max()};
  Table table{.columns = {{"kept outputs are"}, {"slope", "", 2}}};
  table.rows.push_back({"multiplied by 1/keep", slope(scaled)});
  table.rows.push_back({"left as they are", slope(bare)});
  run.say(
      "40 neurons of the next layer, keep = 0.5: the mean of z over 2,000 masks against z without "
      "dropout.");
  run.print(table);
  run.say(
      "With 1/keep the next layer gets on average what it gets without dropout, so nothing has to "
      "change when dropout is turned off. Without the factor it would get half.");
  run.save(
      {.name = "dropout",
       .panels = {
           {.x_label = "z without dropout",
            .y_label = "mean of z over 2,000 masks",
            .series = {
                {.name = "multiplied by 1/keep", .x = without, .y = scaled, .mark = Mark::points},
                {.name = "left as they are", .x = without, .y = bare, .mark = Mark::points},
                {.name = "z", .x = ends, .y = ends},
                {.name = "z / 2", .x = ends, .y = 0.5 * ends}}}}});
}

}  // namespace

const std::vector<Experiment> experiments = {{"overfitting", overfitting},
                                             {"kink", kink},
                                             {"shrinking", shrinking},
                                             {"regression", regression},
                                             {"dropout", dropout}};

}  // namespace nn
