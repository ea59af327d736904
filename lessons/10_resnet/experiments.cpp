// What lesson 10's functions do, in pictures and tables: the gradient on its way through plain and
// residual networks, the tests of the block, and report 003's networks, trained anew.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "00_warm_up/warm_up.hpp"
#include "03_losses/losses.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "07_training/training.hpp"
#include "09_optimizers/optimizers.hpp"
#include "10_resnet/model.hpp"
#include "10_resnet/resnet.hpp"
#include "datasets/loader/dataset.hpp"
#include "lab/experiment.hpp"
#include "lab/helpers.hpp"

namespace nn {
namespace {

using Widths = std::vector<arma::uword>;

/// {inputs, h, ..., h, outputs} with `hidden` times h.
Widths equal_widths(arma::uword inputs, arma::uword h, arma::uword hidden, arma::uword outputs) {
  Widths widths(hidden + 2, h);
  widths.front() = inputs;
  widths.back() = outputs;
  return widths;
}

/// The root of the mean square: how large the entries are, whatever their signs.
double size_of(const arma::mat& numbers) {
  return std::sqrt(arma::mean(arma::mean(arma::square(numbers))));
}

// ---- gradients_through_depth --------------------------------------------------------------------

struct NamedInitialiser {
  Initialiser initialiser;
  std::string name;
};

const std::vector<NamedInitialiser> three_initialisers = {{Initialiser::one_over_n, "one_over_n"},
                                                          {Initialiser::xavier, "xavier"},
                                                          {Initialiser::he, "he"}};

struct Sample {
  arma::mat X, T;
};

/// 200 samples of 5 normal numbers, each with one of 5 classes, drawn without looking at them.
Sample random_sample(const Run& run) {
  Rng rng = run.rng("data");
  Sample sample{.X = normal_matrix(5, 200, rng), .T = arma::zeros(5, 200)};
  for (arma::uword s = 0; s < 200; ++s) sample.T(uniform_index(5, rng), s) = 1.0;
  return sample;
}

/// The size of d(loss)/d(output of hidden layer k), for k = 1, 2, ..., of a plain network.
arma::vec plain_gradients(const Run& run, const Widths& widths, Initialiser initialiser) {
  Rng rng = run.rng("weights");
  const Sample sample = random_sample(run);
  const Network network =
      make_network(widths, Activation::relu, Activation::identity, initialiser, rng);
  const std::vector<DenseCache> caches = network_forward(network, sample.X);
  const Loss loss = softmax_cross_entropy(caches.back().A, sample.T);
  const std::vector<DenseGradient> gradients = backward(network, caches, loss.gradient);
  arma::vec sizes(widths.size() - 2);
  for (arma::uword k = 0; k < sizes.n_elem; ++k) sizes(k) = size_of(gradients.at(k + 1).X);
  return sizes;
}

/// The same of a residual network.
arma::vec residual_gradients(const Run& run, const Widths& widths, Initialiser initialiser) {
  Rng rng = run.rng("weights");
  const Sample sample = random_sample(run);
  const ResidualNetwork network = make_residual_network(widths, Activation::relu, initialiser, rng);
  const ResidualPass pass = resnet_forward(network, sample.X);
  const Loss loss = softmax_cross_entropy(pass.last.A, sample.T);
  const ResidualNetworkGradient gradient = resnet_backward(network, pass, loss.gradient);
  arma::vec sizes(widths.size() - 2);
  for (arma::uword k = 0; k + 1 < sizes.n_elem; ++k) sizes(k) = size_of(gradient.blocks.at(k).X);
  sizes(sizes.n_elem - 1) = size_of(gradient.last.X);
  return sizes;
}

void gradients_through_depth(Run& run) {
  Table table{.columns = {{"hidden layers"}, {"initialiser"}, {"plain"}, {"residual"}}};
  Figure figure{.name = "gradients_through_depth", .columns = 2};
  for (const arma::uword hidden : {5, 11, 31}) {
    const std::string of = ", " + std::to_string(hidden) + " hidden layers";
    Panel plain{.title = "plain" + of, .x_label = "hidden layer", .y_label = "size of dA"};
    Panel residual{.title = "residual" + of, .x_label = "hidden layer", .y_label = "size of dA"};
    Range range{1.0, 1.0};
    for (const NamedInitialiser& named : three_initialisers) {
      const Widths widths = equal_widths(5, 50, hidden, 5);
      const arma::vec layer = arma::regspace(1, static_cast<double>(hidden));
      const auto add = [&](Panel& panel, const arma::vec& sizes) {
        const arma::vec share = sizes / sizes.back();
        panel.series.push_back(
            {.name = named.name, .x = layer, .y = share, .mark = Mark::line_and_points});
        range = {std::min(range.low, share.min()), std::max(range.high, share.max())};
        return share.front();
      };
      const double without = add(plain, plain_gradients(run, widths, named.initialiser));
      const double with = add(residual, residual_gradients(run, widths, named.initialiser));
      table.rows.push_back({hidden, named.name, without, with});
    }
    for (Panel* panel : {&plain, &residual}) {
      panel->log_y = true;
      panel->y_range = Range{range.low / 3.0, range.high * 3.0};  // the same in both
      figure.panels.push_back(*panel);
    }
  }
  run.say(
      "The size of the gradient at the first hidden layer, as a part of that at the last one "
      "(ReLU, width 50, before training):");
  run.print(table);
  run.save(figure);
}

// ---- gradient_tests -----------------------------------------------------------------------------

constexpr arma::uword halvings = 20;
constexpr double rounding = 1e-12;  // errors below it say nothing, and are drawn as this

/// A direction of length 1.
arma::vec random_direction(arma::uword count, Rng& rng) {
  const arma::vec direction = normal_matrix(count, 1, rng);
  return direction / arma::norm(direction);
}

Panel error_panel(const std::string& title, const TaylorTest& test) {
  return {.title = title,
          .x_label = "step e",
          .y_label = "error",
          .series = {{.name = "without the gradient",
                      .x = test.steps,
                      .y = arma::clamp(test.zeroth, rounding, arma::datum::inf),
                      .mark = Mark::line_and_points},
                     {.name = "with the gradient",
                      .x = test.steps,
                      .y = arma::clamp(test.first, rounding, arma::datum::inf),
                      .mark = Mark::line_and_points}},
          .log_x = true,
          .log_y = true};
}

/// The slope of the errors; a function that is linear has none, as only rounding is left.
Cell slope_cell(const arma::vec& steps, const arma::vec& errors) {
  if (errors.max() < rounding) return "only rounding is left";
  return fitted_order(steps, errors, 1e-11);
}

void gradient_tests(Run& run) {
  Rng rng = run.rng("block");
  const arma::uword h = 4;
  const arma::uword m = 5;
  const ResidualBlock block{.W1 = normal_matrix(h, h, rng),
                            .b = normal_matrix(h, 1, rng),
                            .W2 = normal_matrix(h, h, rng),
                            .activation = Activation::tanh};
  const arma::mat X = normal_matrix(h, m, rng);
  const arma::mat U = normal_matrix(h, m, rng);  // d_output
  const arma::vec u = arma::vectorise(U);
  const ResidualGradient gradient =
      residual_backward(block, residual_forward(block, X), U);  // all of J'u

  Table table{.columns = {{"derivative"},
                          {"slope without gradient", "", 2},
                          {"slope with gradient", "", 2}}};
  Figure figure{.name = "gradient_tests", .columns = 3};
  const auto add = [&](const std::string& name, const TaylorTest& test) {
    table.rows.push_back(
        {name, slope_cell(test.steps, test.zeroth), slope_cell(test.steps, test.first)});
    figure.panels.push_back(error_panel(name, test));
  };
  const auto output = [](const ResidualBlock& changed, const arma::mat& input) {
    return arma::vec(arma::vectorise(residual_forward(changed, input).output));
  };
  // One test for each of the block's four inputs: the other three stay as they are.
  const auto test = [&](const std::string& name, const VectorFunction& F, const arma::mat& at,
                        const arma::mat& product) {
    const arma::vec d = random_direction(at.n_elem, rng);
    add(name, jacobian_test(F, arma::vectorise(product), arma::vectorise(at), u, d, 1.0, halvings));
  };
  const VectorFunction of_X = [&](const arma::vec& x) {
    return output(block, arma::reshape(x, h, m));
  };
  test(
      "dW1",
      [&](const arma::vec& w) {
        ResidualBlock changed = block;
        changed.W1 = arma::reshape(w, h, h);
        return output(changed, X);
      },
      block.W1, gradient.W1);
  test(
      "db",
      [&](const arma::vec& b) {
        ResidualBlock changed = block;
        changed.b = b;
        return output(changed, X);
      },
      block.b, gradient.b);
  test(
      "dW2",
      [&](const arma::vec& w) {
        ResidualBlock changed = block;
        changed.W2 = arma::reshape(w, h, h);
        return output(changed, X);
      },
      block.W2, gradient.W2);
  test("dX", of_X, X, gradient.X);
  test("dX, skip forgotten", of_X, X, gradient.X - U);

  const ResidualNetwork network =
      make_residual_network({2, 10, 10, 5}, Activation::tanh, Initialiser::xavier, rng);
  const arma::mat inputs = normal_matrix(2, 5, rng);
  const arma::mat targets = arma::eye(5, 5);  // five samples, one of each class
  const arma::vec theta = flatten_resnet(network);
  const ResidualPass pass = resnet_forward(network, inputs);
  const arma::vec g = flatten_resnet_gradient(
      resnet_backward(network, pass, softmax_cross_entropy(pass.last.A, targets).gradient));
  const ScalarFunction loss = [&](const arma::vec& point) {
    const ResidualNetwork moved = unflatten_resnet(point, network);
    return softmax_cross_entropy(resnet_forward(moved, inputs).last.A, targets).value;
  };
  add("whole network",
      taylor_test(loss, g, theta, random_direction(theta.n_elem, rng), 1.0, halvings));
  run.print(table);
  run.save(figure);
}

// ---- training, for the experiments below --------------------------------------------------------

/// How a network is made and trained. As it stands: as in report 003.
struct Recipe {
  ModelChoice model;
  bool averaged_twice = false;  // as in report 003: see average_again
  Method method = Method::gradient_descent;
  double learning_rate = 0.1;
  bool cosine = false;  // otherwise the rate never changes
  arma::uword batch_size = 32;
  arma::uword epochs = 200;
};

/// How training went, on the validation samples; entry 0 is before it.
struct Course {
  std::vector<double> loss;
  std::vector<double> accuracy;
  arma::uword parameters = 0;
  double first_gradient = 0.0;  // the size of dW of the first layer, before training
};

/// Called after each epoch with the accuracy; may be empty.
using Tell = std::function<void(double accuracy)>;

Course train_model(const Run& run, const Dataset& data, const Widths& widths, const Recipe& recipe,
                   bool each_epoch, const Tell& tell) {
  Rng weights_rng = run.rng("weights");
  Rng batches_rng = run.rng("batches");
  const Model model = make_model(widths, recipe.model, weights_rng);
  const LossAndGradient first = model.gradient(model.theta, data.X_validation, data.T_validation);
  Course course{.loss = {},
                .accuracy = {},
                .parameters = model.theta.n_elem,
                .first_gradient = size_of(first.gradient.head(widths[0] * widths[1]))};

  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    LossAndGradient here = model.gradient(theta, data.X.cols(samples), data.T.cols(samples));
    if (recipe.averaged_twice) average_again(here.gradient, model.in_last_layer, samples.n_elem);
    return here;
  };
  Optimizer optimizer;
  optimizer.method = recipe.method;
  const Step step = [&](arma::vec& theta, const arma::vec& g, double rate) {
    optimizer_step(theta, g, rate, optimizer);
  };
  arma::uword epochs = 0;  // done
  const Watch watch = [&](const arma::vec& theta) -> std::optional<double> {
    if (each_epoch || epochs == 0 || epochs == recipe.epochs) {
      const arma::mat output = model.output(theta, data.X_validation);
      course.loss.push_back(softmax_cross_entropy(output, data.T_validation).value);
      course.accuracy.push_back(accuracy(most_likely(output), most_likely(data.T_validation)));
    }
    if (tell && epochs > 0) tell(course.accuracy.back());
    ++epochs;
    if (run.stopped()) return std::nullopt;
    return course.loss.back();
  };
  Schedule schedule;
  if (recipe.cosine) {
    schedule = [&](arma::uword epoch, const std::vector<double>&) {
      return cosine_rate(recipe.learning_rate, epoch, recipe.epochs, 0);
    };
  }
  const TrainingSettings settings{.epochs = recipe.epochs,
                                  .batch_size = recipe.batch_size,
                                  .learning_rate = recipe.learning_rate};
  arma::vec theta = model.theta;
  train(theta, gradient, step, data.X.n_cols, settings, batches_rng, watch, schedule);
  return course;
}

// ---- eleven_of_six ------------------------------------------------------------------------------

void eleven_of_six(Run& run) {
  struct Attempt {
    std::string name;
    Recipe recipe;
  };
  Recipe report;
  report.cosine = true;
  report.epochs = 6;
  Recipe residual = report;
  residual.model.residual = true;
  Recipe adam = report;
  adam.model.activation = Activation::tanh;
  adam.model.initialiser = Initialiser::xavier;
  adam.method = Method::adam;
  adam.learning_rate = 0.004;
  adam.batch_size = 64;
  const std::vector<Attempt> attempts = {{"plain, as in the report", report},
                                         {"residual, all else equal", residual},
                                         {"plain, tanh, xavier, Adam", adam}};
  const Dataset data = load_dataset("peaks");
  run.say("Data: " + data.name + " (" + data.source + "). Eleven hidden layers of six units.");

  Table table{
      .columns = {{"network"}, {"parameters"}, {"first dW"}, {"accuracy after 6 epochs", "", 4}}};
  Panel panel{.x_label = "epoch",
              .y_label = "validation accuracy",
              .horizontal = {{.at = 0.2, .name = "guessing"}},
              .y_range = Range{0.0, 1.0}};
  Progress progress = run.progress("training", attempts.size() * report.epochs);
  for (const Attempt& attempt : attempts) {
    const Course course =
        train_model(run, data, equal_widths(data.X.n_rows, 6, 11, data.classes), attempt.recipe,
                    true, [&](double now) { progress.step("accuracy " + Cell(now).printed(3)); });
    table.rows.push_back(
        {attempt.name, course.parameters, course.first_gradient, course.accuracy.back()});
    panel.series.push_back(curve(attempt.name, course.accuracy, Mark::line_and_points));
  }
  run.print(table);
  run.save({.name = "eleven_of_six", .panels = {panel}});
}

// ---- twice_averaged -----------------------------------------------------------------------------

/// Gradient checks with one sample and with five, right and with the report's error.
void check_both(Run& run) {
  Table table{.columns = {{"samples in the check"},
                          {"error, right", "", 12},
                          {"error, 1/m twice", "", 12},
                          {"hidden layers", "", 3},
                          {"last layer", "", 3}}};
  table.columns[1].decimals = table.columns[2].decimals = -1;
  Rng rng = run.rng("check");
  const ResidualNetwork network =
      make_residual_network({2, 4, 4, 5}, Activation::tanh, Initialiser::xavier, rng);
  const arma::vec theta = flatten_resnet(network);
  for (const arma::uword m : {1, 5}) {
    const arma::mat X = normal_matrix(2, m, rng);
    const arma::mat T = arma::eye(5, m);
    const ScalarFunction loss = [&](const arma::vec& point) {
      const ResidualNetwork moved = unflatten_resnet(point, network);
      return softmax_cross_entropy(resnet_forward(moved, X).last.A, T).value;
    };
    const arma::vec numerical = numerical_gradient(loss, theta, 1e-5);
    const arma::vec right =
        resnet_gradient(network, theta, LossFunction::softmax_cross_entropy, X, T).gradient;
    const arma::uword in_last = network.last.weights.n_elem + network.last.bias.n_elem;
    arma::vec twice = right;
    average_again(twice, in_last, m);
    const arma::uword in_hidden = theta.n_elem - in_last;
    table.rows.push_back({m, relative_error(right, numerical), relative_error(twice, numerical),
                          arma::norm(twice.head(in_hidden)) / arma::norm(numerical.head(in_hidden)),
                          arma::norm(twice.tail(in_last)) / arma::norm(numerical.tail(in_last))});
  }
  run.say(
      "The relative error of a gradient check, and with the error, how large the gradient is as a "
      "part of the numerical one:");
  run.print(table);
}

void twice_averaged(Run& run) {
  check_both(run);

  Dataset data = load_dataset("peaks");
  Rng rng = run.rng("sample");
  const arma::uvec some = permutation(data.X.n_cols, rng).head(3000);
  data.X = arma::mat(data.X.cols(some));
  data.T = arma::mat(data.T.cols(some));
  run.say("Data: 3000 samples of " + data.name + " (" + data.source +
          "). Two hidden layers of 13 units, residual; 30 epochs at rate 0.1.");

  Table table{.columns = {{"batch size"},
                          {"right: loss", "", 3},
                          {"right: accuracy", "", 3},
                          {"twice: loss", "", 3},
                          {"twice: accuracy", "", 3}}};
  Panel right{.title = "right", .x_label = "epoch", .y_label = "validation loss"};
  Panel twice{
      .title = "1/m twice in hidden layers", .x_label = "epoch", .y_label = "validation loss"};
  const std::vector<arma::uword> batch_sizes = {8, 32, 128};
  Progress progress = run.progress("training", 2 * batch_sizes.size());
  for (const arma::uword batch_size : batch_sizes) {
    Recipe recipe;
    recipe.model.residual = true;
    recipe.batch_size = batch_size;
    recipe.epochs = 30;
    const Widths widths = equal_widths(data.X.n_rows, 13, 2, data.classes);
    const Course good = train_model(run, data, widths, recipe, true, {});
    progress.step();
    recipe.averaged_twice = true;
    const Course bad = train_model(run, data, widths, recipe, true, {});
    progress.step();
    table.rows.push_back(
        {batch_size, good.loss.back(), good.accuracy.back(), bad.loss.back(), bad.accuracy.back()});
    const std::string name = "batch size " + std::to_string(batch_size);
    right.series.push_back(curve(name, good.loss, Mark::line_and_points));
    twice.series.push_back(curve(name, bad.loss, Mark::line_and_points));
  }
  run.print(table);
  run.save({.name = "twice_averaged", .panels = {right, twice}, .columns = 2, .share_y = true});
}

// ---- parameter_counts ---------------------------------------------------------------------------

/// "2, 13, 13, 5", and "2, 6 (11 times), 5" for a long list.
std::string printed(const Widths& widths) {
  std::string text = std::to_string(widths.front());
  if (widths.size() > 6) {
    text += ", " + std::to_string(widths[1]) + " (" + std::to_string(widths.size() - 2) + " times)";
  } else {
    for (std::size_t i = 1; i + 1 < widths.size(); ++i) text += ", " + std::to_string(widths[i]);
  }
  return text + ", " + std::to_string(widths.back());
}

/// In how many independent directions of the parameters the network's outputs can move: the rank of
/// the matrix of all derivatives. The largest of up to forty networks of random numbers, as a
/// ReLU that is on, or off, for all samples takes some directions away.
arma::uword independent_directions(const Run& run, const Widths& widths, Activation activation) {
  Rng rng = run.rng("directions");
  const ResidualNetwork shapes = make_residual_network(widths, activation, Initialiser::zeros, rng);
  const arma::uword count = resnet_parameter_count(shapes);
  const arma::uword samples = 60;
  const arma::uword outputs = widths.back();
  arma::uword largest = 0;
  for (int draw = 0; draw < 40 && largest < count; ++draw) {
    const ResidualNetwork network = unflatten_resnet(normal_matrix(count, 1, rng), shapes);
    const arma::mat X = 3.0 * normal_matrix(widths.front(), samples, rng);
    arma::mat derivatives(count, samples * outputs);
    for (arma::uword s = 0; s < samples; ++s) {
      const ResidualPass pass = resnet_forward(network, arma::mat(X.col(s)));
      for (arma::uword i = 0; i < outputs; ++i) {
        arma::mat dA(outputs, 1, arma::fill::zeros);
        dA(i) = 1.0;  // the derivatives of output i of this sample
        derivatives.col(s * outputs + i) =
            flatten_resnet_gradient(resnet_backward(network, pass, dA));
      }
    }
    largest = std::max(largest, arma::rank(derivatives, 1e-9 * arma::norm(derivatives, "fro")));
  }
  return largest;
}

void parameter_counts(Run& run) {
  Rng rng = run.rng("weights");
  Table table{.columns = {{"widths"}, {"in the network"}, {"by the formula"}}};
  for (const Widths& widths :
       {Widths{2, 13, 13, 5}, Widths{5, 13, 13, 5}, Widths{2, 9, 9, 9, 5}, Widths{5, 9, 9, 9, 5},
        equal_widths(2, 5, 9, 5), equal_widths(5, 5, 9, 5), equal_widths(2, 6, 11, 5)}) {
    const ResidualNetwork network =
        make_residual_network(widths, Activation::relu, Initialiser::he, rng);
    table.rows.push_back(
        {printed(widths), resnet_parameter_count(network), reported_parameter_count(widths)});
  }
  run.say("Residual networks:");
  run.print(table);

  // The formula without its rules, in numbers that may be negative.
  const auto formula = [](const Widths& widths) {
    double sum = 0.0;
    for (std::size_t i = 1; i < widths.size(); ++i) {
      sum += static_cast<double>(widths[i - 1] * widths[i] + widths[i]);
    }
    return sum +
           static_cast<double>(widths[1] * widths[1]) * (static_cast<double>(widths.size()) - 3.0);
  };
  Table plain{.columns = {{"widths"}, {"in the network"}, {"by the formula", "", 0}}};
  for (const Widths& widths :
       {Widths{2, 13, 13, 5}, equal_widths(2, 6, 11, 5), Widths{2, 45, 5}, Widths{2, 5}}) {
    const Network network =
        make_network(widths, Activation::relu, Activation::identity, Initialiser::he, rng);
    plain.rows.push_back({printed(widths), parameter_count(network), formula(widths)});
  }
  run.say("Plain networks, for which the formula was not made:");
  run.print(plain);

  Table directions{.columns = {{"activation"}, {"numbers stored"}, {"independent directions"}}};
  const Widths widths = {2, 4, 4, 5};
  directions.rows.push_back({"tanh", reported_parameter_count(widths),
                             independent_directions(run, widths, Activation::tanh)});
  directions.rows.push_back({"relu", reported_parameter_count(widths),
                             independent_directions(run, widths, Activation::relu)});
  run.say("The residual network 2, 4, 4, 5 with random numbers in it:");
  run.print(directions);
}

// ---- tables -------------------------------------------------------------------------------------

struct Candidate {
  std::string name;
  std::vector<arma::uword> hidden;
  bool residual;
  std::string reported[2];  // for Peaks and for GMM
};

const std::vector<std::string> data_names = {"peaks", "gmm"};

/// Table 1: what report 003 trained with at most 500 parameters, and the cure of [6] x 11.
const std::vector<Candidate> small_networks = {
    {"[45]", {45}, false, {"0.9198", "0.9672"}},
    {"[17, 17]", {17, 17}, false, {"0.9304", "0.9560"}},
    {"[5, 10, 12, 15]", {5, 10, 12, 15}, false, {"0.9112", "0.9560"}},
    {"[15, 12, 10, 5]", {15, 12, 10, 5}, false, {"0.9266", "-"}},
    {"[6] x 11", Widths(11, 6), false, {"0.2005", "0.1994"}},
    {"R[13, 13]", {13, 13}, true, {"0.9064", "0.9672"}},
    {"R[9, 9, 9]", {9, 9, 9}, true, {"0.9200", "-"}},
    {"R[5] x 9", Widths(9, 5), true, {"0.9291", "0.9634"}},
    {"R[6] x 11", Widths(11, 6), true, {"-", "-"}}};

/// Table 2: depth and width.
const std::vector<Candidate> depths_and_widths = {
    {"[]", {}, false, {"-", "-"}},
    {"[10]", {10}, false, {"-", "-"}},
    {"[10] x 3", Widths(3, 10), false, {"-", "-"}},
    {"[10] x 5", Widths(5, 10), false, {"-", "-"}},
    {"[50]", {50}, false, {"-", "-"}},
    {"[50] x 3", Widths(3, 50), false, {"0.9342", "0.9710"}},
    {"R[10] x 3", Widths(3, 10), true, {"-", "-"}},
    {"R[10] x 5", Widths(5, 10), true, {"-", "-"}},
    {"R[50] x 3", Widths(3, 50), true, {"-", "-"}}};

struct NamedRecipe {
  std::string name;
  Recipe recipe;
};

std::vector<NamedRecipe> three_recipes() {
  Recipe reported;  // ReLU, one_over_n, rate 0.1, batches of 32, with the error
  reported.averaged_twice = true;
  Recipe descent;
  descent.model.initialiser = Initialiser::he;
  descent.learning_rate = 0.3;
  descent.cosine = true;
  Recipe adam;
  adam.model.activation = Activation::tanh;
  adam.model.initialiser = Initialiser::xavier;
  adam.method = Method::adam;
  adam.learning_rate = 0.005;
  adam.cosine = true;
  return {{"as reported", reported}, {"descent", descent}, {"Adam", adam}};
}

void one_table(Run& run, const std::string& title, const std::vector<Candidate>& candidates) {
  const std::vector<NamedRecipe> recipes = three_recipes();
  for (std::size_t set = 0; set < data_names.size() && !run.stopped(); ++set) {
    const Dataset data = load_dataset(data_names[set]);
    Table table{.columns = {{"hidden"}, {"parameters"}, {"report"}}};
    for (const NamedRecipe& named : recipes) table.columns.push_back({named.name, "", 4});
    Progress progress =
        run.progress(data.name, candidates.size() * recipes.size() * recipes.front().recipe.epochs);
    for (const Candidate& candidate : candidates) {
      Widths widths = candidate.hidden;
      widths.insert(widths.begin(), data.X.n_rows);
      widths.push_back(data.classes);
      std::vector<Cell> row = {candidate.name, 0, candidate.reported[set]};
      for (const NamedRecipe& named : recipes) {
        Recipe recipe = named.recipe;
        recipe.model.residual = candidate.residual;
        const std::string note = candidate.name + " " + named.name;
        const Course course =
            train_model(run, data, widths, recipe, false, [&](double) { progress.step(note); });
        row[1] = course.parameters;
        row.emplace_back(course.accuracy.back());
        if (run.stopped()) break;
      }
      if (run.stopped()) break;
      table.rows.push_back(row);
    }
    run.say(title + ": validation accuracy after 200 epochs, " + data.name + " (" + data.source +
            ").");
    run.print(table);
  }
}

void tables(Run& run) {
  one_table(run, "At most 500 parameters (R[6] x 11 has more)", small_networks);
  one_table(run, "Depth and width", depths_and_widths);
}

}  // namespace

const std::vector<Experiment> experiments = {{"gradients_through_depth", gradients_through_depth},
                                             {"gradient_tests", gradient_tests},
                                             {"eleven_of_six", eleven_of_six},
                                             {"twice_averaged", twice_averaged},
                                             {"parameter_counts", parameter_counts},
                                             {"tables", tables}};

}  // namespace nn
