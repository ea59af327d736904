// What lesson 04's functions do: the small network of nine parameters as a drawing, the slopes of
// its loss, and the network in training, one sample at a time.
#include <fmt/format.h>

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "04_backprop/backprop.hpp"
#include "lab/experiment.hpp"

namespace nn {
namespace {

// ---- the nine parameters ------------------------------------------------------------------------

const std::vector<std::string> names = {"w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "b3"};

arma::vec numbers(const NineParameters& p) {
  return {p.w1, p.w2, p.w3, p.w4, p.w5, p.w6, p.b1, p.b2, p.b3};
}

NineParameters parameters_of(const arma::vec& n) {
  return {.w1 = n(0),
          .w2 = n(1),
          .w3 = n(2),
          .w4 = n(3),
          .w5 = n(4),
          .w6 = n(5),
          .b1 = n(6),
          .b2 = n(7),
          .b3 = n(8)};
}

/// The network that README.md works by hand.
const NineParameters example{.w1 = 0.4,
                             .w2 = -0.6,
                             .w3 = 0.5,
                             .w4 = 1.0,
                             .w5 = 0.9,
                             .w6 = -0.6,
                             .b1 = 0.1,
                             .b2 = -0.1,
                             .b3 = 0.2};

double squared_error(const NineParameters& parameters, double x1, double x2, double target) {
  const double error = nine_forward(parameters, x1, x2).y - target;
  return error * error;
}

/// A mistake from real life: neuron 2 (w2, w4 and b2) is switched by the ReLU of neuron 1.
NineParameters wrong_gate_gradient(const NineParameters& parameters, const NineCache& cache,
                                   double target) {
  NineParameters gradient = nine_gradient(parameters, cache, target);
  const double dz2 = cache.z1 > 0.0 ? 2.0 * (cache.y - target) * parameters.w6 : 0.0;
  gradient.w2 = dz2 * cache.x1;
  gradient.w4 = dz2 * cache.x2;
  gradient.b2 = dz2;
  return gradient;
}

NineParameters wrong_gate_step(const NineParameters& parameters, double x1, double x2,
                               double target, double learning_rate) {
  const NineCache cache = nine_forward(parameters, x1, x2);
  const arma::vec gradient = numbers(wrong_gate_gradient(parameters, cache, target));
  return parameters_of(numbers(parameters) - learning_rate * gradient);
}

// ---- the data -----------------------------------------------------------------------------------

/// target = n1^2 + n2 + noise, where all three are whole numbers, each equally likely.
struct Recipe {
  std::string name;
  arma::uword n1;       // 0 ... n1 - 1
  arma::uword n2_from;  // n2_from ...
  arma::uword n2_to;    // ... n2_to - 1
  arma::uword noise;    // 0 ... noise - 1
};

const Recipe narrow{"narrow", 5, 3, 7, 5};
const Recipe wide{"wide", 20, 0, 50, 10};

/// Three rows (n1, n2 and the target), one column a sample.
arma::mat generate(const Recipe& recipe, arma::uword rows, Rng& rng) {
  arma::mat data(3, rows);
  for (arma::uword i = 0; i < rows; ++i) {
    const auto n1 = static_cast<double>(uniform_index(recipe.n1, rng));
    const auto n2 =
        static_cast<double>(recipe.n2_from + uniform_index(recipe.n2_to - recipe.n2_from, rng));
    const auto noise = static_cast<double>(uniform_index(recipe.noise, rng));
    data(0, i) = n1;
    data(1, i) = n2;
    data(2, i) = n1 * n1 + n2 + noise;
  }
  return data;
}

/// Each quantity of `data` moved and stretched so that the one of `reference` goes from 0 to 1.
arma::mat min_max_scaled(arma::mat data, const arma::mat& reference) {
  const arma::vec low = arma::min(reference, 1);
  const arma::vec range = arma::max(reference, 1) - low;
  data.each_col() -= low;
  data.each_col() /= range;
  return data;
}

// ---- training -----------------------------------------------------------------------------------

using Step = NineParameters (*)(const NineParameters&, double, double, double, double);

struct Trained {
  NineParameters parameters;
  arma::vec loss;  // of each epoch; it ends early if a number is no longer finite
};

/// `epochs` times through the samples, in their order, with one step for each. The loss of an epoch
/// is the mean of the squared errors, each taken just before its step.
Trained train(NineParameters parameters, const arma::mat& data, double learning_rate,
              arma::uword epochs, Step step = nine_step) {
  Trained trained{parameters, arma::vec(epochs)};
  for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
    double sum = 0.0;
    for (arma::uword i = 0; i < data.n_cols; ++i) {
      const double x1 = data(0, i);
      const double x2 = data(1, i);
      const double target = data(2, i);
      sum += squared_error(trained.parameters, x1, x2, target);
      trained.parameters = step(trained.parameters, x1, x2, target, learning_rate);
    }
    trained.loss(epoch) = sum / static_cast<double>(data.n_cols);
    if (!std::isfinite(trained.loss(epoch))) {
      trained.loss.resize(epoch + 1);
      break;
    }
  }
  return trained;
}

constexpr arma::uword rows = 100;
constexpr arma::uword epochs = 300;
constexpr double usual_rate = 0.005;

const NineParameters base{.w1 = 1.0,
                          .w2 = 0.5,
                          .w3 = 1.0,
                          .w4 = -0.5,
                          .w5 = 1.0,
                          .w6 = 1.0,
                          .b1 = 0.5,
                          .b2 = 0.0,
                          .b3 = 0.5};

arma::vec epoch_numbers(const Trained& trained) {
  return arma::regspace(1, static_cast<double>(trained.loss.n_elem));
}

/// The loss of the tenth epoch, or of the last one if there are fewer.
double tenth_epoch(const Trained& trained) {
  return trained.loss(std::min<arma::uword>(10, trained.loss.n_elem) - 1);
}

// ---- drawings -----------------------------------------------------------------------------------

/// "0.225", with a minus sign that is as wide as a plus.
std::string brief(double value) {
  const std::string text = fmt::format("{:.4g}", value + 0.0);
  return value < 0 ? "−" + text.substr(1) : text;
}

/// The network of nine parameters, with these names for its seven numbers and its arrows.
Diagram nine_drawing(const std::vector<std::string>& numbers_in,
                     const std::vector<std::string>& weights,
                     const std::vector<std::string>& biases) {
  return {.nodes = {{numbers_in[0], 0, 2, false},
                    {numbers_in[1], 0, 0, false},
                    {.name = numbers_in[2], .x = 2.6, .y = 2, .style = 0},
                    {.name = numbers_in[3], .x = 2.6, .y = 0, .style = 1},
                    {numbers_in[4], 4.4, 2, false},
                    {numbers_in[5], 4.4, 0, false},
                    {.name = numbers_in[6], .x = 6.4, .y = 1, .style = 2},
                    {biases[0], 2.6, 2.9, false},
                    {biases[1], 2.6, -0.9, false},
                    {biases[2], 6.4, 1.9, false},
                    {"loss", 8, 1, false}},
          .arrows = {{0, 2, weights[0], 0.35, 0},
                     {0, 3, weights[1], 0.3, 1},
                     {1, 2, weights[2], 0.3, 0},
                     {1, 3, weights[3], 0.35, 1},
                     {4, 6, weights[4], 0.4, 0},
                     {5, 6, weights[5], 0.4, 1},
                     {2, 4, "ReLU", 0.45},
                     {3, 5, "ReLU", 0.45},
                     {7, 2, ""},
                     {8, 3, ""},
                     {9, 6, ""},
                     {6, 10, ""}}};
}

void drawings(Run& run) {
  // The way back of sample A: each derivative stands where its parameter stands.
  const NineCache cache = nine_forward(example, 0.5, 0.8);
  const NineParameters d = nine_gradient(example, cache, 0.34);
  Diagram back =
      nine_drawing({"x1", "x2", brief(d.b1), brief(d.b2), brief(d.b3 * example.w5),
                    brief(d.b3 * example.w6), brief(d.b3)},
                   {brief(d.w1), brief(d.w2), brief(d.w3), brief(d.w4), brief(d.w5), brief(d.w6)},
                   {brief(d.b1), brief(d.b2), brief(d.b3)});
  for (Diagram::Arrow& arrow : back.arrows) {
    std::swap(arrow.from, arrow.to);
    arrow.at = 1.0 - arrow.at;
    if (arrow.name == "ReLU") arrow.name = "gate";
  }
  run.save({.name = "nine",
            .panels = {
                {.title = "forward",
                 .diagram = nine_drawing({"x1", "x2", "z1", "z2", "h1", "h2", "y"},
                                         {"w1", "w2", "w3", "w4", "w5", "w6"}, {"b1", "b2", "b3"})},
                {.title = "back, sample A: each derivative in its place", .diagram = back}}});

  // One entry of dW = dZ X': a product for each sample.
  const DenseLayer hidden{.weights = {{example.w1, example.w3}, {example.w2, example.w4}},
                          .bias = {example.b1, example.b2},
                          .activation = Activation::relu};
  const arma::mat X = {{0.5, 1.0, -1.0, -0.5}, {0.8, 0.5, 0.5, 1.0}};  // samples A, B, C and D
  const arma::mat dA = {{0.45, 0.36, 0.36, -0.9}, {-0.3, -0.24, -0.24, 0.6}};
  const DenseCache all = dense_forward(hidden, X);
  const arma::mat dZ = dA % activation_derivative(hidden.activation, all.Z);
  const DenseGradient gradient = dense_backward(hidden, all, dA);
  Diagram sum{.nodes = {{.name = brief(gradient.weights(0, 0)), .x = 6, .y = 1.5, .style = 0},
                        {"dW(0, 0)", 6, 2.3, false},
                        {"sample", -1.4, 4, false},
                        {"X(0, s)", 0, 4, false},
                        {"dZ(0, s)", 1.6, 4, false},
                        {"product", 3.4, 4, false}},
              .arrows = {}};
  for (arma::uword s = 0; s < 4; ++s) {
    const double y = 3.0 - static_cast<double>(s);
    const arma::uword product = sum.nodes.size() + 3;
    sum.nodes.push_back({std::string(1, "ABCD"[s]), -1.4, y, false});
    sum.nodes.push_back({brief(X(0, s)), 0, y, false});
    sum.nodes.push_back({"times " + brief(dZ(0, s)), 1.6, y, false});
    sum.nodes.push_back({brief(X(0, s) * dZ(0, s)), 3.4, y, false});
    sum.arrows.push_back({product - 1, product, ""});
    sum.arrows.push_back({.from = product, .to = 0, .name = "", .style = 0});
  }
  run.save({.name = "one_entry", .panels = {{.diagram = sum}}});
}

// ---- slopes -------------------------------------------------------------------------------------

void slopes(Run& run) {
  const double x1 = 0.5;  // sample A of README.md
  const double x2 = 0.8;
  const double target = 0.34;
  const arma::vec here = numbers(example);
  const arma::vec gradient = numbers(nine_gradient(example, nine_forward(example, x1, x2), target));
  const double loss = squared_error(example, x1, x2, target);

  Figure figure{.name = "slopes", .columns = 3, .share_y = true};
  for (arma::uword i = 0; i < 9; ++i) {
    const arma::vec values = here(i) + arma::linspace(-1.2, 1.2, 121);
    arma::vec losses(values.n_elem);
    for (arma::uword k = 0; k < values.n_elem; ++k) {
      arma::vec moved = here;
      moved(i) = values(k);
      losses(k) = squared_error(parameters_of(moved), x1, x2, target);
    }
    figure.panels.push_back(
        {.x_label = names[i],
         .y_label = "loss",
         .series = {{.name = "loss", .x = values, .y = losses},
                    {.name = "tangent", .x = values, .y = loss + gradient(i) * (values - here(i))},
                    {.x = arma::vec{here(i)},
                     .y = arma::vec{loss},
                     .mark = Mark::points,
                     .style = arma::uword{4}}},
         .y_range = Range{-0.1, 0.6}});
  }
  run.save(figure);
}

// ---- wrong_gate ---------------------------------------------------------------------------------

/// The example network as two layers, and its derivatives as backward() finds them.
NineParameters gradient_by_matrices(const NineParameters& p, double x1, double x2, double target) {
  const Network network{
      .layers = {{.weights = {{p.w1, p.w3}, {p.w2, p.w4}},
                  .bias = {p.b1, p.b2},
                  .activation = Activation::relu},
                 {.weights = {{p.w5, p.w6}}, .bias = {p.b3}, .activation = Activation::identity}}};
  const std::vector<DenseCache> caches = network_forward(network, arma::vec{x1, x2});
  const arma::vec theta =
      flatten_gradients(backward(network, caches, 2.0 * (caches.back().A - target)));
  // In theta the layers stay together: w1, w2, w3, w4, b1, b2, then w5, w6, b3.
  return {.w1 = theta(0),
          .w2 = theta(1),
          .w3 = theta(2),
          .w4 = theta(3),
          .w5 = theta(6),
          .w6 = theta(7),
          .b1 = theta(4),
          .b2 = theta(5),
          .b3 = theta(8)};
}

/// How much the loss changes when a parameter is moved a little up and a little down.
arma::vec gradient_by_differences(double x1, double x2, double target) {
  const double step = 1e-5;
  const arma::vec here = numbers(example);
  arma::vec gradient(9);
  for (arma::uword i = 0; i < 9; ++i) {
    arma::vec up = here;
    arma::vec down = here;
    up(i) += step;
    down(i) -= step;
    gradient(i) = (squared_error(parameters_of(up), x1, x2, target) -
                   squared_error(parameters_of(down), x1, x2, target)) /
                  (2.0 * step);
  }
  return gradient;
}

void wrong_gate(Run& run) {
  const double x1 = -1.0;  // sample C of README.md, where only neuron 2 is alive
  const double x2 = 0.5;
  const double target = -0.6;
  const NineCache cache = nine_forward(example, x1, x2);
  const arma::vec by_hand = numbers(nine_gradient(example, cache, target));
  const arma::vec by_matrices = numbers(gradient_by_matrices(example, x1, x2, target));
  const arma::vec by_differences = gradient_by_differences(x1, x2, target);
  const arma::vec wrong = numbers(wrong_gate_gradient(example, cache, target));
  Table derivatives{.columns = {{"parameter"},
                                {"nine_gradient", "", 4},
                                {"backward", "", 4},
                                {"moved a little", "", 4},
                                {"wrong gate", "", 4}}};
  for (arma::uword i = 0; i < 9; ++i) {
    // + 0.0 makes 0 of -0.
    derivatives.rows.push_back({names[i], by_hand(i) + 0.0, by_matrices(i) + 0.0,
                                std::round(by_differences(i) * 1e6) / 1e6 + 0.0, wrong(i) + 0.0});
  }
  run.say("The derivatives of the loss of sample C:");
  run.print(derivatives);
  run.say("The loss of the last of 300 epochs, for twenty sets of 100 rows each:");
  Table losses{
      .columns = {
          {"data"}, {"gradient"}, {"least", "", 4}, {"median", "", 4}, {"greatest", "", 4}}};
  Figure figure{.name = "wrong_gate", .columns = 2};
  for (const Recipe& recipe : {narrow, wide}) {
    Panel panel{.title = recipe.name, .x_label = "epoch", .y_label = "loss"};
    panel.log_y = true;
    for (const bool right : {true, false}) {
      const std::string name = right ? "right" : "wrong gate";
      Rng rng = run.rng("data " + recipe.name);  // the same data for both
      arma::vec last(20);
      for (arma::uword k = 0; k < last.n_elem; ++k) {
        const arma::mat data = generate(recipe, rows, rng);
        const Trained trained = train(base, min_max_scaled(data, data), usual_rate, epochs,
                                      right ? nine_step : wrong_gate_step);
        last(k) = trained.loss.back();
        if (k == 0) {
          panel.series.push_back({.name = name, .x = epoch_numbers(trained), .y = trained.loss});
        }
      }
      losses.rows.push_back({recipe.name, name, last.min(), arma::median(last), last.max()});
    }
    figure.panels.push_back(panel);
  }
  run.print(losses);
  run.save(figure);
}

// ---- initial_weights ----------------------------------------------------------------------------

struct Start {
  std::string name;
  NineParameters parameters;
};

std::vector<Start> all_starts(Run& run) {
  Rng rng = run.rng("weights");
  const NineParameters large{.w1 = 2.0,
                             .w2 = 2.5,
                             .w3 = 3.0,
                             .w4 = -2.0,
                             .w5 = -2.5,
                             .w6 = 3.5,
                             .b1 = -3.0,
                             .b2 = 2.0,
                             .b3 = 3.0};
  return {{"base", base},
          {"large", large},
          {"tiny", parameters_of(numbers(base) / 1000.0)},
          {"ones", parameters_of(arma::ones(9))},
          {"random", parameters_of(1.5 * normal_matrix(9, 1, rng))}};
}

/// For how many of the samples each neuron is alive: "100, 3".
std::string alive(const NineParameters& parameters, const arma::mat& data) {
  arma::uword first = 0;
  arma::uword second = 0;
  for (arma::uword i = 0; i < data.n_cols; ++i) {
    const NineCache cache = nine_forward(parameters, data(0, i), data(1, i));
    first += cache.z1 > 0.0;
    second += cache.z2 > 0.0;
  }
  return std::to_string(first) + ", " + std::to_string(second);
}

void initial_weights(Run& run) {
  Table summary{.columns = {{"data"},
                            {"weights"},
                            {"loss, epoch 1", "", 4},
                            {"epoch 10", "", 4},
                            {"last epoch", "", 5},
                            {"alive at the end"}}};
  Table first{.columns = {{"narrow"}}};
  Table second = first;
  for (const std::string& name : names) {
    first.rows.push_back({name});
    second.rows.push_back({name});
  }
  Figure figure{.name = "initial_weights", .columns = 2};
  const std::vector<Start> starts = all_starts(run);
  for (const Recipe& recipe : {narrow, wide}) {
    Rng rng = run.rng("data " + recipe.name);
    arma::mat data = generate(recipe, rows, rng);
    data = min_max_scaled(data, data);
    Panel panel{.title = recipe.name, .x_label = "epoch", .y_label = "loss"};
    panel.log_x = panel.log_y = true;
    for (std::size_t k = 0; k < starts.size(); ++k) {
      const Trained trained = train(starts[k].parameters, data, usual_rate, epochs);
      panel.series.push_back(
          {.name = starts[k].name, .x = epoch_numbers(trained), .y = trained.loss});
      summary.rows.push_back({recipe.name, starts[k].name, trained.loss(0), tenth_epoch(trained),
                              trained.loss.back(), alive(trained.parameters, data)});
      if (recipe.name != narrow.name) continue;
      Table& table = k < 3 ? first : second;
      table.columns.push_back({starts[k].name});
      table.columns.push_back({"after"});
      const arma::vec before = numbers(starts[k].parameters);
      const arma::vec after = numbers(trained.parameters);
      for (arma::uword i = 0; i < 9; ++i) {
        table.rows[i].emplace_back(before(i));
        table.rows[i].emplace_back(after(i));
      }
    }
    figure.panels.push_back(panel);
  }
  run.say("The loss, and for how many of the 100 rows neurons 1 and 2 are alive:");
  run.print(summary);
  run.say("The parameters before and after 300 epochs on the narrow data:");
  run.print(first);
  run.print(second);
  run.save(figure);
}

// ---- learning_rates -----------------------------------------------------------------------------

/// How a training ended, in a word or two.
std::string outcome(const arma::vec& loss) {
  if (!std::isfinite(loss.back())) return "not finite: stopped";
  return loss.back() < loss.front() ? "fell" : "diverged";
}

void learning_rates(Run& run) {
  Table table{
      .columns = {
          {"data"}, {"rate"}, {"epoch 1"}, {"epoch 10"}, {"last epoch"}, {"loss"}, {"alive"}}};
  Figure figure{.name = "learning_rates", .columns = 2};
  for (const Recipe& recipe : {narrow, wide}) {
    Rng rng = run.rng("data " + recipe.name);
    arma::mat data = generate(recipe, rows, rng);
    data = min_max_scaled(data, data);
    Panel panel{.title = recipe.name, .x_label = "epoch", .y_label = "loss"};
    panel.log_x = panel.log_y = true;
    for (const char* const rate : {"5e-5", "0.005", "0.01", "0.1", "1"}) {
      const Trained trained = train(base, data, std::stod(rate), epochs);
      table.rows.push_back({recipe.name, rate, trained.loss(0), tenth_epoch(trained),
                            trained.loss.back(), outcome(trained.loss),
                            alive(trained.parameters, data)});
      panel.series.push_back({.name = rate, .x = epoch_numbers(trained), .y = trained.loss});
    }
    figure.panels.push_back(panel);
  }
  run.say(
      "The loss of three epochs for five learning rates, and for how many rows neurons 1 and 2 are "
      "alive at the end:");
  run.print(table);
  run.save(figure);
}

// ---- data_size ----------------------------------------------------------------------------------

/// What a trained network is worth on some rows, in the units of the data.
struct Quality {
  double mean_square = 0.0;
  double r_squared = 0.0;
  double mape = 0.0;  // mean absolute percentage error
};

Quality quality(const NineParameters& parameters, const arma::mat& data,
                const arma::mat& training) {
  const arma::mat scaled = min_max_scaled(data, training);
  const double low = training.row(2).min();
  const double range = training.row(2).max() - low;
  arma::rowvec predictions(data.n_cols);
  for (arma::uword i = 0; i < data.n_cols; ++i) {
    predictions(i) = low + range * nine_forward(parameters, scaled(0, i), scaled(1, i)).y;
  }
  const arma::rowvec targets = data.row(2);
  const arma::rowvec errors = predictions - targets;
  const arma::rowvec spread = targets - arma::mean(targets);
  return {.mean_square = arma::mean(arma::square(errors)),
          .r_squared = 1.0 - arma::accu(arma::square(errors)) / arma::accu(arma::square(spread)),
          .mape = 100.0 * arma::mean(arma::abs(errors / targets))};
}

void data_size(Run& run) {
  const arma::uword repetitions = 20;
  const arma::uword steps = 60000;
  const arma::vec sizes = {10, 30, 100, 300, 1000};
  run.say("Means over twenty training sets of each size, of 60,000 steps each:");
  Table table{.columns = {{"rows"},
                          {"training loss", "", 2},
                          {"held-out loss", "", 2},
                          {"R^2", "", 3},
                          {"held-out R^2", "", 3},
                          {"MAPE", "%", 1},
                          {"held-out MAPE", "%", 1}}};
  Series seen{.name = "training", .x = sizes, .mark = Mark::line_and_points};
  Series unseen{.name = "held out", .x = sizes, .mark = Mark::line_and_points};
  for (Series* series : {&seen, &unseen}) {
    series->y = series->low = series->high = arma::zeros(sizes.n_elem);
  }

  Progress progress = run.progress("training", sizes.n_elem * repetitions);
  for (arma::uword k = 0; k < sizes.n_elem; ++k) {
    Rng rng = run.rng("data");
    const auto count = static_cast<arma::uword>(sizes(k));
    arma::mat inside(3, repetitions);
    arma::mat outside(3, repetitions);
    for (arma::uword r = 0; r < repetitions; ++r) {
      const arma::mat training = generate(narrow, count, rng);
      const arma::mat held_out = generate(narrow, 1000, rng);
      const Trained trained =
          train(base, min_max_scaled(training, training), usual_rate, steps / count);
      const Quality a = quality(trained.parameters, training, training);
      const Quality b = quality(trained.parameters, held_out, training);
      inside.col(r) = arma::vec{a.mean_square, a.r_squared, a.mape};
      outside.col(r) = arma::vec{b.mean_square, b.r_squared, b.mape};
      progress.step();
    }
    const arma::vec a = arma::mean(inside, 1);
    const arma::vec b = arma::mean(outside, 1);
    table.rows.push_back({count, a(0), b(0), a(1), b(1), a(2), b(2)});
    seen.y(k) = a(0);
    seen.low(k) = inside.row(0).min();
    seen.high(k) = inside.row(0).max();
    unseen.y(k) = b(0);
    unseen.low(k) = outside.row(0).min();
    unseen.high(k) = outside.row(0).max();
  }
  run.print(table);
  Panel panel{.x_label = "rows to learn from",
              .y_label = "mean squared error, in the units of the data",
              .series = {seen, unseen},
              .horizontal = {{2.0, "variance of the noise"}}};
  panel.log_x = panel.log_y = true;
  run.save({.name = "data_size", .panels = {panel}});
}

}  // namespace

const std::vector<Experiment> experiments = {{"drawings", drawings},
                                             {"slopes", slopes},
                                             {"wrong_gate", wrong_gate},
                                             {"initial_weights", initial_weights},
                                             {"learning_rates", learning_rates},
                                             {"data_size", data_size}};

}  // namespace nn
