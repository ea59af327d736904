// What lesson 09's functions do, in pictures: ways down a narrow valley, rates over the epochs,
// Adam's first steps, one network under each method, and how much a wrong rate costs.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "00_warm_up/warm_up.hpp"
#include "02_forward_pass/forward_pass.hpp"
#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "07_training/training.hpp"
#include "08_regularization/regularization.hpp"
#include "09_optimizers/optimizers.hpp"
#include "base/text.hpp"
#include "datasets/loader/dataset.hpp"
#include "lab/experiment.hpp"

namespace nn {
namespace {

struct NamedMethod {
  Method method;
  std::string name;
};

const std::vector<NamedMethod> all_methods = {{Method::gradient_descent, "gradient descent"},
                                              {Method::momentum, "momentum"},
                                              {Method::rms_prop, "RMSProp"},
                                              {Method::adam, "Adam"},
                                              {Method::adamw, "AdamW"}};

Optimizer new_optimizer(Method method) {
  Optimizer optimizer;
  optimizer.method = method;
  return optimizer;
}

// ---- valley -------------------------------------------------------------------------------------

constexpr double steepness = 100.0;  // of y against x

double height(const arma::vec& theta) {
  return (theta(0) * theta(0) + steepness * theta(1) * theta(1)) / 2.0;
}

arma::vec slope(const arma::vec& theta) {
  return {theta(0), steepness * theta(1)};
}

using RateOfStep = std::function<double(arma::uword step)>;

/// theta before the first step, and after each: 2 x (steps + 1).
arma::mat path(Optimizer optimizer, arma::vec theta, const RateOfStep& rate, arma::uword steps) {
  arma::mat points(2, steps + 1);
  points.col(0) = theta;
  for (arma::uword i = 0; i < steps; ++i) {
    optimizer_step(theta, slope(theta), rate(i), optimizer);
    points.col(i + 1) = theta;
  }
  return points;
}

/// The points of the valley at this height, as a closed curve.
Series contour(double level) {
  const arma::vec angle = arma::linspace(0.0, 2.0 * arma::datum::pi, 121);
  return {.x = std::sqrt(2.0 * level) * arma::cos(angle),
          .y = std::sqrt(2.0 * level / steepness) * arma::sin(angle),
          .style = 23};  // a gray line
}

constexpr arma::uword most_steps = 2000;

/// After how many steps f is below 0.01 and stays there; most_steps if never.
arma::uword steps_needed(const arma::mat& points) {
  arma::uword steps = most_steps;
  while (steps > 0 && height(points.col(steps - 1)) < 0.01) --steps;
  return steps;
}

struct Walker {
  std::string name;
  Method method;
  bool falling;  // the rate, along a cosine over 100 steps
};

struct Walk {
  double rate = 0.0;
  arma::uword needed = most_steps + 1;
  arma::mat points;
};

/// The walk with the rate that needs the fewest steps.
Walk best_walk(const Walker& walker) {
  Walk best;
  for (const double rate :
       {0.001, 0.0018, 0.0032, 0.0056, 0.01, 0.018, 0.032, 0.056, 0.1, 0.18, 0.32, 0.56, 1.0}) {
    const RateOfStep rate_of_step = [&](arma::uword step) {
      return walker.falling ? cosine_rate(rate, step, 100, 0) : rate;
    };
    const arma::mat points =
        path(new_optimizer(walker.method), {-10.0, 1.0}, rate_of_step, most_steps);
    const arma::uword needed = steps_needed(points);
    if (needed < best.needed) best = {.rate = rate, .needed = needed, .points = points};
  }
  return best;
}

Panel map_of(const std::string& title, const arma::mat& points) {
  Panel panel{.title = title,
              .x_label = "x",
              .y_label = "y",
              .x_range = Range{-11.0, 5.0},
              .y_range = Range{-1.5, 1.5},
              .same_scale = true};
  for (const double level : {0.5, 4.0, 16.0, 36.0, 64.0}) panel.series.push_back(contour(level));
  panel.series.push_back(
      {.x = points.row(0).t(), .y = points.row(1).t(), .mark = Mark::line_and_points, .style = 0});
  return panel;
}

void valley(Run& run) {
  const std::vector<Walker> walkers = {{"gradient descent", Method::gradient_descent, false},
                                       {"momentum", Method::momentum, false},
                                       {"RMSProp", Method::rms_prop, false},
                                       {"RMSProp, cosine", Method::rms_prop, true},
                                       {"Adam", Method::adam, false}};
  Table table{.columns = {{"method"},
                          {"best rate"},
                          {"steps to f < 0.01"},
                          {"x, step 10", "", 2},
                          {"y, step 10", "", 2}}};
  Figure figure{.name = "valley", .columns = 1, .share_x = true};
  for (const Walker& walker : walkers) {
    const Walk walk = best_walk(walker);
    table.rows.push_back(
        {walker.name, walk.rate, walk.needed, walk.points(0, 10), walk.points(1, 10)});
    figure.panels.push_back(
        map_of(walker.name + ", rate " + shortest(walk.rate), walk.points.head_cols(61)));
  }
  run.say(
      "f(x, y) = (x² + 100 y²) / 2 from (-10, 1), where f is 100. Each method has the best of 13 "
      "rates from 0.001 to 1. Counted are the steps after which f stays below 0.01.");
  run.print(table);
  run.save(figure);
}

// ---- schedules ----------------------------------------------------------------------------------

void schedules(Run& run) {
  constexpr arma::uword epochs = 100;
  constexpr arma::uword size = 50;
  constexpr double rate = 0.1;
  Panel rates{.title = "the rate", .x_label = "epoch", .y_label = "learning rate"};
  Panel losses{.title = "the loss", .x_label = "epoch", .y_label = "loss", .log_y = true};
  Table table{.columns = {{"schedule"}, {"rate in epoch 50"}, {"rate in epoch 99"}, {"last loss"}}};

  using Losses = std::vector<double>;
  struct Named {
    std::string name;
    Schedule rate;
  };
  const std::vector<Named> all = {
      {"constant", [](arma::uword, const Losses&) { return rate; }},
      {"step decay",
       [](arma::uword epoch, const Losses&) { return step_decay(rate, epoch, 25, 0.5); }},
      {"cosine",
       [](arma::uword epoch, const Losses&) { return cosine_rate(rate, epoch, epochs, 10); }},
      {"plateau",
       [](arma::uword, const Losses& watched) { return plateau_rate(rate, watched, 5, 0.5); }}};
  for (const Named& schedule : all) {
    // |theta|²/2 with a gradient that is never exact, as that of a mini-batch.
    Rng noise = run.rng("noise");
    Rng order = run.rng("order");
    const auto loss = [](const arma::vec& theta) { return arma::dot(theta, theta) / 2.0; };
    const Gradient gradient = [&](const arma::vec& theta, const arma::uvec&) {
      return LossAndGradient{.loss = loss(theta),
                             .gradient = theta + normal_matrix(size, 1, noise)};
    };
    arma::vec rates_used(epochs);
    const Schedule recorded = [&](arma::uword epoch, const Losses& watched) {
      return rates_used(epoch) = schedule.rate(epoch, watched);
    };
    arma::vec theta = 5.0 * arma::ones(size);
    const TrainingSettings settings{.epochs = epochs, .batch_size = 1};
    const History history = train(theta, gradient, sgd_step, 10, settings, order, loss, recorded);
    if (history.losses.size() < epochs) return run.say("train() ended before its last epoch.");
    rates.series.push_back({.name = schedule.name, .y = rates_used});
    losses.series.push_back({.name = schedule.name, .y = arma::vec(history.watched)});
    table.rows.push_back({schedule.name, rates_used(50), rates_used(99), history.watched.back()});
  }
  run.print(table);
  run.save({.name = "schedules", .panels = {rates, losses}, .columns = 2});
}

// ---- without_correction -------------------------------------------------------------------------

/// Adam as it would be if M were m and S were s.
void uncorrected_step(arma::vec& theta, const arma::vec& gradient, double rate, Adam& state) {
  if (state.mean.is_empty()) state.mean = state.square = arma::zeros(theta.n_elem);
  state.mean = state.beta1 * state.mean + (1.0 - state.beta1) * gradient;
  state.square = state.beta2 * state.square + (1.0 - state.beta2) * arma::square(gradient);
  theta -= rate * state.mean / (arma::sqrt(state.square) + state.epsilon);
}

void without_correction(Run& run) {
  constexpr arma::uword steps = 50;
  constexpr double rate = 0.3;
  struct Variant {
    std::string name;
    void (*step)(arma::vec&, const arma::vec&, double, Adam&);
  };
  Panel lengths{.title = "gradient 1 all the time",
                .x_label = "step",
                .y_label = "length of the step / learning rate"};
  Panel way{.title = "x on the way to 0", .x_label = "step", .y_label = "x"};
  Table table{.columns = {{"Adam"},
                          {"step 1", "", 3},
                          {"step 2", "", 3},
                          {"step 10", "", 3},
                          {"step 50", "", 3},
                          {"farthest x", "", 2}}};
  for (const Variant& variant :
       {Variant{"corrected", adam_step}, Variant{"not corrected", uncorrected_step}}) {
    Adam constant;
    Adam state;
    arma::vec at = {0.0};
    arma::vec x = {-3.0};
    arma::vec length(steps);
    arma::vec places(steps + 1);
    places(0) = x(0);
    for (arma::uword i = 0; i < steps; ++i) {
      const double before = at(0);
      variant.step(at, {1.0}, 1.0, constant);
      length(i) = before - at(0);
      const arma::vec gradient = x;  // of x²/2
      variant.step(x, gradient, rate, state);
      places(i + 1) = x(0);
    }
    lengths.series.push_back({.name = variant.name,
                              .x = arma::regspace(1, static_cast<double>(steps)),
                              .y = length,
                              .mark = Mark::line_and_points});
    way.series.push_back({.name = variant.name, .y = places, .mark = Mark::line_and_points});
    table.rows.push_back({variant.name, length(0), length(1), length(9), length(49), places.max()});
  }
  run.say(
      "The length of a step, in learning rates, for a gradient that is 1 all the time; and how far "
      "x²/2 from x = -3 with rate 0.3 goes beyond 0:");
  run.print(table);
  run.save({.name = "without_correction", .panels = {lengths, way}, .columns = 2});
}

// ---- what the experiments with networks share ---------------------------------------------------

constexpr LossFunction softmax = LossFunction::softmax_cross_entropy;

double loss_of(const Network& network, const TrainingData& data) {
  return loss_at(network, flatten(network), softmax, data.X, data.T);
}

double validation_accuracy(const Network& network, const TrainingData& data) {
  return accuracy(predict_classes(network, data.X_validation), most_likely(data.T_validation));
}

/// A 2-20-20-5 network for such data.
Network new_network(const TrainingData& data, Rng& rng) {
  return make_network({data.X.n_rows, 20, 20, data.T.n_rows}, Activation::relu,
                      Activation::identity, Initialiser::he, rng);
}

/// 1,000 samples of Peaks.
TrainingData peaks_data(const Run& run, const Dataset& data) {
  Rng samples = run.rng("samples");
  const arma::uvec chosen = permutation(data.X.n_cols, samples).head(1000);
  return {.X = data.X.cols(chosen),
          .T = data.T.cols(chosen),
          .X_validation = data.X_validation,
          .T_validation = data.T_validation};
}

std::string source_of(const Dataset& data) {
  return "Data: 1000 samples of " + data.name + " (" + data.source + ").";
}

// ---- same_network -------------------------------------------------------------------------------

void same_network(Run& run) {
  const Dataset set = load_dataset("peaks");
  // The losses that are shown are those of all training samples: they are watched.
  TrainingData data = peaks_data(run, set);
  const TrainingData all = data;
  data.X_validation = data.X;
  data.T_validation = data.T;
  Rng weights = run.rng("weights");
  const Network start = new_network(data, weights);
  const std::vector<double> rates = {0.1, 0.03, 0.01, 0.01,
                                     0.01};  // good ones of the next experiment

  Panel curves{.x_label = "epoch", .y_label = "training loss", .log_y = true};
  Table table{.columns = {{"method"},
                          {"rate"},
                          {"loss, 5 epochs", "", 3},
                          {"40 epochs", "", 3},
                          {"accuracy", "", 3}}};
  Progress progress = run.progress("training", all_methods.size());
  for (std::size_t i = 0; i < all_methods.size() && !run.stopped(); ++i) {
    Rng order = run.rng("order");
    Optimizer optimizer = new_optimizer(all_methods[i].method);
    optimizer.adam.weight_decay = 0.01;
    Network network = start;
    const TrainingSettings settings{.epochs = 40, .learning_rate = rates[i]};
    const History history = train_with(network, data, softmax, optimizer, settings, order);
    if (history.breakdown) return run.say("train_with() ended before its last epoch.");
    progress.step(all_methods[i].name);
    curves.series.push_back({.name = all_methods[i].name, .y = arma::vec(history.watched)});
    table.rows.push_back({all_methods[i].name, rates[i], history.watched.at(5),
                          history.watched.back(), validation_accuracy(network, all)});
  }
  run.say(source_of(set));
  run.print(table);
  run.save({.name = "same_network", .panels = {curves}});
}

// ---- rate_sensitivity ---------------------------------------------------------------------------

constexpr arma::uword repeats = 3;

/// The mean loss after 10 epochs, over several first weights; infinite if one of them broke down.
double loss_after(const Run& run, const TrainingData& data, Method method, double rate) {
  Rng weights = run.rng("weights");
  Rng order = run.rng("order");
  double sum = 0.0;
  for (arma::uword i = 0; i < repeats; ++i) {
    Network network = new_network(data, weights);
    Optimizer optimizer = new_optimizer(method);
    train_with(network, data, softmax, optimizer, {.epochs = 10, .learning_rate = rate}, order);
    sum += loss_of(network, data);
  }
  return std::isfinite(sum) ? sum / static_cast<double>(repeats) : arma::datum::inf;
}

void rate_sensitivity(Run& run) {
  const Dataset set = load_dataset("peaks");
  TrainingData data = peaks_data(run, set);
  data.X_validation.reset();  // nothing is watched
  data.T_validation.reset();
  const arma::vec rates = {1e-4, 3.2e-4, 1e-3, 3.2e-3, 0.01, 0.032, 0.1, 0.32, 1, 3.2, 10};

  Panel curves{.x_label = "learning rate",
               .y_label = "training loss after 10 epochs",
               .y_range = Range{0.3, 5.0},
               .log_x = true,
               .log_y = true};
  Table table{.columns = {{"method"},
                          {"best rate"},
                          {"its loss", "", 3},
                          {"loss at 0.1", "", 3},
                          {"rates within 25%"}}};
  constexpr std::size_t methods = 4;  // AdamW is Adam here: nothing decays
  Progress progress = run.progress("training", methods * rates.n_elem);
  for (std::size_t i = 0; i < methods; ++i) {
    arma::vec losses(rates.n_elem);
    for (arma::uword k = 0; k < rates.n_elem; ++k) {
      if (run.stopped()) return;
      losses(k) = loss_after(run, data, all_methods[i].method, rates(k));
      progress.step(all_methods[i].name);
    }
    const arma::uword best = losses.index_min();
    const arma::uvec near = arma::find(losses <= 1.25 * losses(best));
    table.rows.push_back({all_methods[i].name, rates(best), losses(best), losses(6),
                          shortest(rates(near.front())) + " to " + shortest(rates(near.back()))});
    curves.series.push_back(
        {.name = all_methods[i].name, .x = rates, .y = losses, .mark = Mark::line_and_points});
  }
  run.say(source_of(set) + " The mean of " + std::to_string(repeats) + " runs:");
  run.print(table);
  run.save({.name = "rate_sensitivity", .panels = {curves}});
}

// ---- symmetry -----------------------------------------------------------------------------------

constexpr arma::uword bits = 6;

/// All rows of six bits, -1 or 1, one a column; the target is 1 where the row reads the same from
/// both ends.
TrainingData mirror_data() {
  TrainingData data{.X = arma::mat(bits, 1U << bits), .T = arma::mat(1, 1U << bits)};
  for (arma::uword i = 0; i < data.X.n_cols; ++i) {
    for (arma::uword k = 0; k < bits; ++k) data.X(k, i) = (i >> k) % 2 == 1 ? 1.0 : -1.0;
    data.T(0, i) = arma::approx_equal(data.X.col(i), arma::reverse(data.X.col(i)), "absdiff", 0.0);
  }
  return data;
}

/// How many of the 64 rows the network takes for what they are.
arma::uword right_rows(const Network& network, const TrainingData& data) {
  return arma::accu((network_forward(network, data.X).back().A > 0.0) == (data.T > 0.5));
}

void symmetry(Run& run) {
  const TrainingData data = mirror_data();
  constexpr arma::uword most_sweeps = 1425;  // the paper's
  Table table{.columns = {{"method"}, {"runs of 10 that learn it"}, {"sweeps, median"}}};
  Table weights{.columns = {{"hidden unit"}, {"w1"}, {"w2"}, {"w3"}, {"w4"}, {"w5"}, {"w6"}}};
  for (Column& column : weights.columns) column.decimals = 2;
  Progress progress = run.progress("training", 20);
  for (const Method method : {Method::gradient_descent, Method::momentum}) {
    Rng rng = run.rng("weights");
    std::vector<double> sweeps;
    for (int repeat = 0; repeat < 10 && !run.stopped(); ++repeat, progress.step()) {
      Network network = make_network({bits, 2, 1}, Activation::sigmoid, Activation::identity,
                                     Initialiser::xavier, rng);
      Optimizer optimizer = new_optimizer(method);
      arma::uword sweep = 0;
      const TrainingSettings some{.epochs = 25, .batch_size = 64, .learning_rate = 1.0};
      while (sweep < most_sweeps && right_rows(network, data) < data.X.n_cols) {
        train_with(network, data, LossFunction::binary_cross_entropy, optimizer, some, rng);
        sweep += some.epochs;
      }
      if (right_rows(network, data) < data.X.n_cols) continue;
      sweeps.push_back(static_cast<double>(sweep));
      if (method != Method::momentum || weights.rows.size() > 0) continue;
      for (arma::uword unit = 0; unit < 2; ++unit) {
        weights.rows.push_back({std::to_string(unit + 1)});
        for (arma::uword k = 0; k < bits; ++k) {
          weights.rows.back().emplace_back(network.layers[0].weights(unit, k));
        }
      }
    }
    table.rows.push_back({method == Method::momentum ? "momentum" : "gradient descent",
                          sweeps.size(),
                          sweeps.empty() ? Cell("-") : Cell(arma::median(arma::vec(sweeps)))});
  }
  run.print(table);
  run.print(weights);
}

// ---- digits -------------------------------------------------------------------------------------

void digits(Run& run) {
  const Dataset data = load_dataset("digits");
  Rng split = run.rng("split");
  Rng weights = run.rng("weights");
  Rng order = run.rng("order");
  const arma::uvec shuffled = permutation(data.X.n_cols, split);  // the samples come by class
  const arma::uword count = data.X.n_cols * 4 / 5;
  const arma::uvec training = shuffled.head(count);
  const arma::uvec validation = shuffled.tail(shuffled.n_elem - count);

  // One mean and one deviation for all pixels: many pixels never change, and have no own.
  const arma::vec pixels = arma::vectorise(data.X.cols(training));
  const arma::mat X = (data.X - arma::mean(pixels)) / arma::stddev(pixels);
  const TrainingData parts{.X = X.cols(training),
                           .T = data.T.cols(training),
                           .X_validation = X.cols(validation),
                           .T_validation = data.T.cols(validation)};
  const Network start = make_network({data.X.n_rows, 64, data.classes}, Activation::relu,
                                     Activation::identity, Initialiser::he, weights);

  constexpr arma::uword epochs = 20;
  Adam adam;
  adam.weight_decay = 0.1;
  adam.decays = weight_mask(start);
  std::vector<double> accuracies;
  Progress progress = run.progress("training", epochs + 1);
  // train_with() cannot show how it goes: here is what is in it, with another watch.
  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    return network_gradient(start, theta, softmax, parts.X.cols(samples), parts.T.cols(samples));
  };
  const Step step = [&](arma::vec& theta, const arma::vec& g, double rate) {
    adamw_step(theta, g, rate, adam);
  };
  const Watch watch = [&](const arma::vec& theta) -> std::optional<double> {
    accuracies.push_back(validation_accuracy(unflatten(theta, start), parts));
    progress.step();
    if (run.stopped()) return std::nullopt;
    return -accuracies.back();
  };
  arma::vec theta = flatten(start);
  train(theta, gradient, step, parts.X.n_cols, {.epochs = epochs}, order, watch,
        [](arma::uword epoch, const std::vector<double>&) {
          return cosine_rate(0.003, epoch, epochs, 1);
        });
  accuracies.erase(accuracies.begin());  // before training
  if (accuracies.size() < epochs) return run.say("The training ended before its last epoch.");

  Table table{.columns = {{"epoch"}, {"learning rate", "", 5}, {"validation accuracy", "", 3}}};
  for (const arma::uword epoch : {0, 1, 4, 9, 19}) {
    table.rows.push_back({epoch, cosine_rate(0.003, epoch, epochs, 1), accuracies[epoch]});
  }
  run.say("Data: " + data.name + " (" + data.source + "), " + std::to_string(count) +
          " samples to learn from and " + std::to_string(validation.n_elem) + " to judge by.");
  run.print(table);
  run.save({.name = "digits",
            .panels = {{.x_label = "epoch",
                        .y_label = "validation accuracy",
                        .series = {{.y = arma::vec(accuracies), .mark = Mark::line_and_points}}}}});
}

}  // namespace

const std::vector<Experiment> experiments = {{"valley", valley},
                                             {"schedules", schedules},
                                             {"without_correction", without_correction},
                                             {"same_network", same_network},
                                             {"rate_sensitivity", rate_sensitivity},
                                             {"symmetry", symmetry},
                                             {"digits", digits}};

}  // namespace nn
