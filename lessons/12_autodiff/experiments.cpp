// What lesson 12's tape does: the gradients of lessons 04 and 10 once more, a network trained with
// it, a network for which nobody ever derived a gradient, what its operations can be put together
// to, what all this costs, and how the numbers compare with those of PyTorch.
#include <armadillo>
#include <cmath>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "07_training/training.hpp"
#include "09_optimizers/optimizers.hpp"
#include "10_resnet/model.hpp"
#include "10_resnet/resnet.hpp"
#include "12_autodiff/autodiff.hpp"
#include "lab/experiment.hpp"
#include "lab/helpers.hpp"
#include "lab/settings.hpp"

namespace nn {
namespace {

/// Samples and their classes.
struct Samples {
  arma::mat X;         // features x m
  arma::mat T;         // classes x m, one-hot
  arma::uvec classes;  // m
};

/// Normal numbers, each sample with a class that was drawn without looking at it.
Samples random_samples(arma::uword features, arma::uword classes, arma::uword m, Rng& rng) {
  Samples samples{
      .X = normal_matrix(features, m, rng), .T = arma::zeros(classes, m), .classes = arma::uvec(m)};
  for (arma::uword s = 0; s < m; ++s) {
    samples.classes(s) = uniform_index(classes, rng);
    samples.T(samples.classes(s), s) = 1.0;
  }
  return samples;
}

/// Two half circles that reach into each other, with a little noise.
Samples two_moons(arma::uword m, Rng& rng) {
  Samples samples{.X = arma::mat(2, m), .T = arma::zeros(2, m), .classes = arma::uvec(m)};
  for (arma::uword s = 0; s < m; ++s) {
    const arma::uword which = s % 2;
    const double angle = uniform(0.0, arma::datum::pi, rng);
    const double side = which == 0 ? 1.0 : -1.0;
    samples.X(0, s) = side * std::cos(angle) + (which == 0 ? -0.5 : 0.5) + 0.15 * normal(rng);
    samples.X(1, s) = side * (std::sin(angle) - 0.25) + 0.15 * normal(rng);
    samples.classes(s) = which;
    samples.T(which, s) = 1.0;
  }
  return samples;
}

/// A dense network of lesson 04 on the tape: the same few lines as tape_resnet, without skips.
NodeIndex tape_dense(Tape& tape, const Network& network, const arma::mat& X, const arma::mat& T) {
  NodeIndex x = tape_constant(tape, X);
  for (const DenseLayer& layer : network.layers) {
    const NodeIndex W = tape_parameter(tape, layer.weights);
    const NodeIndex b = tape_parameter(tape, layer.bias);
    x = tape_add(tape, tape_product(tape, W, x), b);
    if (layer.activation == Activation::tanh) x = tape_tanh(tape, x);
    if (layer.activation == Activation::relu) x = tape_relu(tape, x);
  }
  return tape_loss(tape, x, T);
}

/// A network that is put on the tape with the parameters in theta: returns the place of its loss.
using Recorded = std::function<NodeIndex(Tape& tape, const arma::vec& theta, const arma::mat& X,
                                         const arma::mat& T)>;

/// What the loop of lesson 07 asks for, by the tape.
Gradient by_tape(const Recorded& record, const Samples& samples) {
  return [record, samples](const arma::vec& theta, const arma::uvec& batch) {
    Tape tape;
    const NodeIndex loss = record(tape, theta, samples.X.cols(batch), samples.T.cols(batch));
    return taped_gradient(tape, loss);
  };
}

Recorded recorded(const Network& network) {
  return [network](Tape& tape, const arma::vec& theta, const arma::mat& X, const arma::mat& T) {
    return tape_dense(tape, unflatten(theta, network), X, T);
  };
}

Recorded recorded(const ResidualNetwork& network) {
  return [network](Tape& tape, const arma::vec& theta, const arma::mat& X, const arma::mat& T) {
    return tape_resnet(tape, unflatten_resnet(theta, network), X, T);
  };
}

/// The same by hand: lesson 04.
Gradient by_hand(const Network& network, const Samples& samples) {
  return [network, samples](const arma::vec& theta, const arma::uvec& batch) {
    return network_gradient(network, theta, LossFunction::softmax_cross_entropy,
                            samples.X.cols(batch), samples.T.cols(batch));
  };
}

/// By hand: lesson 10.
Gradient by_hand(const ResidualNetwork& network, const Samples& samples) {
  return [network, samples](const arma::vec& theta, const arma::uvec& batch) {
    return resnet_gradient(network, theta, LossFunction::softmax_cross_entropy,
                           samples.X.cols(batch), samples.T.cols(batch));
  };
}

arma::uvec all_of(const Samples& samples) {
  return arma::regspace<arma::uvec>(0, samples.X.n_cols - 1);
}

/// Gradient descent on all samples at once; the losses are those before each step.
arma::vec descend(arma::vec& theta, const Gradient& gradient, const Samples& samples,
                  arma::uword steps, double rate, Rng rng) {
  const History history =
      train(theta, gradient, sgd_step, samples.X.n_cols,
            {.epochs = steps, .batch_size = samples.X.n_cols, .learning_rate = rate}, rng);
  return history.losses;
}

/// The matrices of the parameters on the tape, in order.
std::vector<arma::mat> parameters_on(const Tape& tape) {
  std::vector<arma::mat> parameters;
  for (const Node& node : tape.nodes) {
    if (node.inputs.empty() && node.wants_gradient) parameters.push_back(node.value);
  }
  return parameters;
}

// ---- same_gradient ------------------------------------------------------------------------------

void same_gradient(Run& run) {
  Rng rng = run.rng("same_gradient");
  const Samples samples = random_samples(4, 3, 50, rng);
  Table table{.columns = {{"network"}, {"parameters"}, {"largest entry"}, {"equal to 1e-12"}}};
  const auto compare = [&](const std::string& name, const auto& network, const arma::vec& theta) {
    const arma::vec hand = by_hand(network, samples)(theta, all_of(samples)).gradient;
    const arma::vec tape = by_tape(recorded(network), samples)(theta, all_of(samples)).gradient;
    const double difference = arma::abs(hand - tape).max();
    table.rows.push_back(
        {name, theta.n_elem, arma::abs(hand).max(), difference <= 1e-12 ? "yes" : "no"});
  };
  const std::vector<std::pair<Activation, std::string>> both = {{Activation::tanh, "tanh"},
                                                                {Activation::relu, "ReLU"}};
  for (const auto& [activation, name] : both) {
    const Network dense =
        make_network({4, 8, 8, 3}, activation, Activation::identity, Initialiser::he, rng);
    compare("lesson 04, " + name, dense, flatten(dense));
  }
  for (const auto& [activation, name] : both) {
    const ResidualNetwork residual =
        make_residual_network({4, 6, 6, 6, 6, 3}, activation, Initialiser::he, rng);
    compare("lesson 10, " + name, residual, flatten_resnet(residual));
  }
  run.say("The gradient by hand and the gradient by tape, on 50 samples:");
  run.print(table);
}

// ---- resnet -------------------------------------------------------------------------------------

arma::uvec classes_of(const ResidualNetwork& network, const arma::mat& X) {
  return arma::index_max(resnet_forward(network, X).last.A, 0).t();
}

Panel map_of(const std::string& title, const ResidualNetwork& network, const Samples& samples) {
  const arma::vec x = arma::linspace(-2.0, 2.0, 60);
  const arma::vec y = arma::linspace(-1.4, 1.4, 42);
  Panel panel{.title = title, .x_label = "feature 0", .y_label = "feature 1"};
  panel.regions = regions(x, y, classes_of(network, grid_points(x, y)));
  for (const arma::uword k : {0, 1}) {
    const arma::uvec own = arma::find(samples.classes == k);
    const arma::mat points = samples.X.cols(own);
    panel.series.push_back({.name = "class " + std::to_string(k),
                            .x = points.row(0).t(),
                            .y = points.row(1).t(),
                            .mark = Mark::points,
                            .style = k});
  }
  panel.same_scale = true;
  return panel;
}

void resnet(Run& run) {
  Rng data_rng = run.rng("moons");
  Rng weights_rng = run.rng("weights");
  const Samples samples = two_moons(120, data_rng);
  const ResidualNetwork start =
      make_residual_network({2, 5, 5, 5, 2}, Activation::tanh, Initialiser::xavier, weights_rng);
  arma::vec theta_by_tape = flatten_resnet(start);
  arma::vec theta_by_hand = theta_by_tape;
  const Rng batches = run.rng("batches");
  const arma::vec by_tape_losses =
      descend(theta_by_tape, by_tape(recorded(start), samples), samples, 900, 0.03, batches);
  const arma::vec by_hand_losses =
      descend(theta_by_hand, by_hand(start, samples), samples, 900, 0.03, batches);
  const ResidualNetwork trained_by_tape = unflatten_resnet(theta_by_tape, start);
  const ResidualNetwork trained_by_hand = unflatten_resnet(theta_by_hand, start);

  Table table{.columns = {{"step"}, {"loss by tape", "", 6}, {"loss by hand", "", 6}}};
  for (const arma::uword step : {0, 10, 100, 300, 899}) {
    table.rows.push_back({step, by_tape_losses(step), by_hand_losses(step)});
  }
  run.print(table);
  const arma::vec right =
      arma::conv_to<arma::vec>::from(classes_of(trained_by_tape, samples.X) == samples.classes);
  run.say("The network trained by tape is right for " +
          std::to_string(static_cast<int>(arma::accu(right))) + " of 120 samples.");

  Panel curve{.title = "two gradients, one curve", .x_label = "step", .y_label = "loss"};
  curve.series.push_back({.name = "by tape", .y = by_tape_losses, .style = 2});
  const arma::uvec some = arma::regspace<arma::uvec>(0, 45, 899);
  curve.series.push_back({.name = "by hand, every 45th step",
                          .x = arma::conv_to<arma::vec>::from(some),
                          .y = by_hand_losses.elem(some),
                          .mark = Mark::points,
                          .style = 3});
  run.save({.name = "resnet",
            .panels = {curve, map_of("trained by tape", trained_by_tape, samples),
                       map_of("trained by hand", trained_by_hand, samples)},
            .columns = 3});
}

// ---- new_architecture ---------------------------------------------------------------------------

/// A network that no lesson has a derivative for. One block of shared weights is used three times,
/// and each time a gate decides, entry by entry, how much is added:
///   h = tanh(V X + c),  three times  h = h + tanh(W h + b) % tanh(U h + g),  logits = R h + r.
/// `parameters` are V, c, W, b, U, g, R, r.
NodeIndex tape_gated(Tape& tape, const std::vector<arma::mat>& parameters, const arma::mat& X,
                     const arma::mat& T) {
  std::vector<NodeIndex> P;
  for (const arma::mat& value : parameters) P.push_back(tape_parameter(tape, value));
  const auto affine = [&](std::size_t W, NodeIndex x) {
    return tape_add(tape, tape_product(tape, P[W], x), P[W + 1]);
  };
  NodeIndex h = tape_tanh(tape, affine(0, tape_constant(tape, X)));
  for (int again = 0; again < 3; ++again) {
    const NodeIndex news = tape_tanh(tape, affine(2, h));
    const NodeIndex gate = tape_tanh(tape, affine(4, h));
    h = tape_add(tape, h, tape_multiply(tape, news, gate));
  }
  return tape_loss(tape, affine(6, h), T);
}

/// The Taylor test of lesson 05 for a loss on the tape, with all samples at once.
TaylorTest taylor_test_of(const Gradient& gradient, const arma::vec& theta, const Samples& samples,
                          Rng& rng) {
  const ScalarFunction f = [&](const arma::vec& at) { return gradient(at, all_of(samples)).loss; };
  const arma::vec direction = arma::normalise(arma::vec(normal_matrix(theta.n_elem, 1, rng)));
  return taylor_test(f, gradient(theta, all_of(samples)).gradient, theta, direction, 0.1, 14);
}

void new_architecture(Run& run) {
  Rng rng = run.rng("gated");
  const Samples samples = two_moons(120, rng);
  const arma::uword h = 5;
  const std::vector<arma::mat> shapes = {normal_matrix(h, 2, rng),       normal_matrix(h, 1, rng),
                                         0.5 * normal_matrix(h, h, rng), normal_matrix(h, 1, rng),
                                         0.5 * normal_matrix(h, h, rng), normal_matrix(h, 1, rng),
                                         normal_matrix(2, h, rng),       normal_matrix(2, 1, rng)};
  arma::vec theta = joined(shapes);
  const Gradient gradient =
      by_tape([&](Tape& tape, const arma::vec& at, const arma::mat& X,
                  const arma::mat& T) { return tape_gated(tape, filled(shapes, at), X, T); },
              samples);

  const TaylorTest test = taylor_test_of(gradient, theta, samples, rng);
  Table table{.columns = {{"error"}, {"shrinks like e to the power", "", 2}}};
  table.rows.push_back({"without the gradient", fitted_order(test.steps, test.zeroth, 1e-11)});
  table.rows.push_back({"with the gradient", fitted_order(test.steps, test.first, 1e-11)});
  run.say("Taylor test of a network with gates and shared weights, " +
          std::to_string(theta.n_elem) + " parameters:");
  run.print(table);

  const arma::vec losses = descend(theta, gradient, samples, 300, 0.1, rng);
  Table training{.columns = {{"step"}, {"loss", "", 4}}};
  for (const arma::uword step : {0, 50, 100, 299}) training.rows.push_back({step, losses(step)});
  run.print(training);

  const Panel taylor{.title = "Taylor test",
                     .x_label = "step e",
                     .y_label = "error",
                     .series = {{.name = "without the gradient",
                                 .x = test.steps,
                                 .y = test.zeroth,
                                 .mark = Mark::line_and_points},
                                {.name = "with the gradient",
                                 .x = test.steps,
                                 .y = test.first,
                                 .mark = Mark::line_and_points}},
                     .log_x = true,
                     .log_y = true};
  const Panel curve{.title = "gradient descent",
                    .x_label = "step",
                    .y_label = "loss",
                    .series = {{.y = losses, .style = 0}}};
  run.save({.name = "new_architecture", .panels = {taylor, curve}, .columns = 2});
}

// ---- compositions -------------------------------------------------------------------------------

/// An operation that lesson 12 does not have: its value and its derivative, in one place.
NodeIndex tape_sin(Tape& tape, NodeIndex a) {
  return tape_record(tape, arma::sin(tape_value(tape, a)),
                     {{a, [](const Visit& at, arma::mat& dA) { dA += at.G % arma::cos(at.A); }}});
}

/// A times a number.
NodeIndex tape_times(Tape& tape, NodeIndex a, double number) {
  return tape_multiply(tape, a, tape_constant(tape, arma::mat{number}));
}

/// Entries greater than 0, each to a power: a^p = exp(p log(a)).
NodeIndex tape_power(Tape& tape, NodeIndex a, double exponent) {
  return tape_exp(tape, tape_times(tape, tape_log(tape, a), exponent));
}

/// Of each column. Less the largest entry, which changes nothing, no exponential overflows.
NodeIndex tape_softmax(Tape& tape, NodeIndex a) {
  const NodeIndex less = tape_constant(tape, -arma::max(tape_value(tape, a), 0));
  const NodeIndex E = tape_exp(tape, tape_add(tape, a, less));
  return tape_multiply(tape, E, tape_power(tape, tape_sum(tape, E, 0), -1.0));
}

/// Each column with mean 0 and variance 1, then times the gain and plus the shift, which are
/// columns.
NodeIndex tape_layer_norm(Tape& tape, NodeIndex x, NodeIndex gain, NodeIndex shift) {
  const double share = 1.0 / static_cast<double>(tape_value(tape, x).n_rows);
  const NodeIndex mean = tape_times(tape, tape_sum(tape, x, 0), share);
  const NodeIndex centred = tape_add(tape, x, tape_times(tape, mean, -1.0));
  const NodeIndex squares = tape_multiply(tape, centred, centred);
  const NodeIndex variance = tape_times(tape, tape_sum(tape, squares, 0), share);
  const NodeIndex above_0 = tape_add(tape, variance, tape_constant(tape, arma::mat{1e-5}));
  const NodeIndex normed = tape_multiply(tape, centred, tape_power(tape, above_0, -0.5));
  return tape_add(tape, tape_multiply(tape, normed, gain), shift);
}

/// One head: each word (a column of x) becomes a mean of the values of all words that it looks at,
/// which are itself and those before it. The weights are the softmax of K'Q.
NodeIndex tape_attention(Tape& tape, NodeIndex x, NodeIndex W_query, NodeIndex W_key,
                         NodeIndex W_value) {
  const NodeIndex Q = tape_product(tape, W_query, x);
  const NodeIndex K = tape_product(tape, W_key, x);
  const NodeIndex V = tape_product(tape, W_value, x);
  const arma::mat& keys = tape_value(tape, K);
  const double scale = 1.0 / std::sqrt(static_cast<double>(keys.n_rows));
  const arma::mat later = arma::trimatl(arma::ones(keys.n_cols, keys.n_cols), -1);
  const NodeIndex mask = tape_constant(tape, -1000.0 * later);
  const NodeIndex transposed = tape_gather(tape, K, places(keys).t());
  const NodeIndex scores = tape_times(tape, tape_product(tape, transposed, Q), scale);
  return tape_product(tape, V, tape_softmax(tape, tape_add(tape, scores, mask)));
}

/// What is tested: a function of parameters whose result goes into a softmax cross-entropy.
struct Composition {
  std::string name;
  std::vector<arma::mat> parameters;
  std::function<NodeIndex(Tape& tape, const std::vector<NodeIndex>& P)> logits;
};

void compositions(Run& run) {
  Rng rng = run.rng("compositions");
  const arma::uword width = 4, words = 6, letters = 5;
  const arma::mat X = normal_matrix(width, words, rng);
  const auto drawn = [&](arma::uword rows, arma::uword cols) -> arma::mat {
    return normal_matrix(rows, cols, rng);
  };
  const arma::uvec text = {3, 0, 2, 2, 4, 0};  // numbers of letters
  const std::vector<Composition> all = {
      {"sine", {X}, [](Tape& tape, const auto& P) { return tape_sin(tape, P[0]); }},
      {"softmax", {X}, [](Tape& tape, const auto& P) { return tape_softmax(tape, P[0]); }},
      {"embedding",
       {drawn(width, letters)},
       [&](Tape& tape, const auto& P) {
         return tape_gather(tape, P[0], places(tape_value(tape, P[0])).eval().cols(text));
       }},
      {"layer norm",
       {X, drawn(width, 1), drawn(width, 1)},
       [](Tape& tape, const auto& P) { return tape_layer_norm(tape, P[0], P[1], P[2]); }},
      {"causal attention",
       {X, drawn(width, width), drawn(width, width), drawn(width, width)},
       [](Tape& tape, const auto& P) { return tape_attention(tape, P[0], P[1], P[2], P[3]); }}};

  const Samples samples = random_samples(1, width, words, rng);
  Table table{.columns = {{"composition"},
                          {"parameters"},
                          {"nodes"},
                          {"without gradient", "", 2},
                          {"with gradient", "", 2}}};
  for (const Composition& one : all) {
    arma::uword nodes = 0;
    const Recorded record = [&](Tape& tape, const arma::vec& theta, const arma::mat&,
                                const arma::mat& T) {
      std::vector<NodeIndex> P;
      for (const arma::mat& value : filled(one.parameters, theta)) {
        P.push_back(tape_parameter(tape, value));
      }
      const NodeIndex loss = tape_loss(tape, one.logits(tape, P), T);
      nodes = tape.nodes.size();
      return loss;
    };
    const arma::vec theta = joined(one.parameters);
    const TaylorTest test = taylor_test_of(by_tape(record, samples), theta, samples, rng);
    table.rows.push_back({one.name, theta.n_elem, nodes,
                          fitted_order(test.steps, test.zeroth, 1e-11),
                          fitted_order(test.steps, test.first, 1e-11)});
  }
  run.say("Taylor tests: the error shrinks like e to this power, without and with the gradient:");
  run.print(table);
}

// ---- cost ---------------------------------------------------------------------------------------

void cost(Run& run) {
  Rng rng = run.rng("cost");
  const Samples samples = random_samples(4, 3, 50, rng);
  Table table{.columns = {{"blocks"},
                          {"parameters"},
                          {"nodes"},
                          {"numbers on the tape"},
                          {"operations"},
                          {"differences"}}};
  for (const arma::uword blocks : {1, 2, 4, 8, 16}) {
    std::vector<arma::uword> widths(blocks + 3, 10);
    widths.front() = 4;
    widths.back() = 3;
    const ResidualNetwork network =
        make_residual_network(widths, Activation::tanh, Initialiser::xavier, rng);
    Tape tape;
    tape_resnet(tape, network, samples.X, samples.T);
    arma::uword numbers = 0;
    arma::uword operations = 0;
    for (const Node& node : tape.nodes) {
      numbers += node.value.n_elem;
      operations += node.inputs.empty() ? 0 : 1;
    }
    const arma::uword parameters = resnet_parameter_count(network);
    table.rows.push_back(
        {blocks, parameters, tape.nodes.size(), numbers, operations, 2 * parameters * operations});
  }
  run.say(
      "Width 10, 4 inputs, 3 outputs, 50 samples. The sweep visits each operation once; central "
      "differences record the whole tape anew, twice for each parameter:");
  run.print(table);
}

// ---- three_layers -------------------------------------------------------------------------------

/// Numbers between -1 and 1 that a program in any language can make again.
arma::mat numbers(arma::uword rows, arma::uword cols, double k) {
  arma::mat M(rows, cols);
  for (arma::uword i = 0; i < rows; ++i) {
    for (arma::uword j = 0; j < cols; ++j) M(i, j) = std::sin(k + 2.0 * i + 3.0 * j + 5.0 * i * j);
  }
  return M;
}

/// The network that README.md writes in PyTorch and in Keras, too.
void three_layers(Run& run) {
  Samples samples{.X = numbers(2, 60, 10.0), .T = arma::zeros(2, 60), .classes = arma::uvec(60)};
  for (arma::uword s = 0; s < 60; ++s) {
    samples.classes(s) = samples.X(0, s) * samples.X(1, s) > 0.0 ? 1 : 0;
    samples.T(samples.classes(s), s) = 1.0;
  }
  const std::vector<arma::uword> widths = {2, 8, 8, 2};
  Network network;
  for (arma::uword k = 0; k < 3; ++k) {
    const arma::mat W = numbers(widths[k + 1], widths[k], static_cast<double>(k)) /
                        std::sqrt(static_cast<double>(widths[k]));
    network.layers.push_back({.weights = W,
                              .bias = arma::zeros(widths[k + 1]),
                              .activation = k < 2 ? Activation::tanh : Activation::identity});
  }
  arma::vec theta = flatten(network);
  const Gradient gradient = by_tape(recorded(network), samples);
  const arma::vec losses = descend(theta, gradient, samples, 201, 0.5, run.rng("batches"));
  Table table{.columns = {{"step"}, {"loss", "", 14}}};
  for (const arma::uword step : {0, 1, 2, 3, 4, 5, 10, 100, 200}) {
    table.rows.push_back({step, losses(step)});
  }
  run.print(table);
}

// ---- frameworks ---------------------------------------------------------------------------------

/// What docs/frameworks/compare.py asks for.
struct FrameworkSettings {
  std::vector<arma::uword> widths;  // inputs, hidden layers, classes
  bool residual = false;
  Activation activation = Activation::tanh;  // of the hidden layers
  Optimizer optimizer;
  arma::uword samples = 0;
  arma::uword batch = 0;
  arma::uword steps = 0;
  double rate = 0.0;
};

FrameworkSettings framework_settings() {
  FrameworkSettings settings;
  settings.widths = whole_settings("WIDTHS", "4,8,8,3", 1000);
  if (settings.widths.size() < 2 || settings.widths.back() < 2) {
    refuse_setting("WIDTHS", setting("WIDTHS", ""), "inputs, and at least 2 classes, as in 4,3");
  }
  settings.residual = choice_setting<bool>("NETWORK", {{"plain", false}, {"residual", true}});
  settings.activation = choice_setting<Activation>(
      "ACTIVATION", {{"tanh", Activation::tanh}, {"relu", Activation::relu}});
  settings.optimizer.method =
      choice_setting<Method>("OPTIMIZER", {{"sgd", Method::gradient_descent},
                                           {"momentum", Method::momentum},
                                           {"rms_prop", Method::rms_prop},
                                           {"adam", Method::adam},
                                           {"adamw", Method::adamw}});
  settings.optimizer.adam.weight_decay = 0.01;  // used by adamw alone
  settings.samples = whole_setting("SAMPLES", "60", 100000);
  settings.batch = whole_setting("BATCH", "20", 100000);
  settings.steps = whole_setting("STEPS", "20", 100000);
  settings.rate = positive_setting("RATE", "0.1", 1000.0);
  return settings;
}

/// A network, and its derivatives taken in two ways.
struct TwoWays {
  std::vector<arma::mat> parameters;  // as they are before training
  Gradient by_hand;
  Gradient by_tape;
};

template <typename AnyNetwork>
TwoWays two_ways(const AnyNetwork& start, const arma::vec& theta, const Samples& samples) {
  Tape tape;
  recorded(start)(tape, theta, samples.X, samples.T);
  return {.parameters = parameters_on(tape),
          .by_hand = by_hand(start, samples),
          .by_tape = by_tape(recorded(start), samples)};
}

TwoWays network_of(const FrameworkSettings& settings, const Samples& samples, Rng& rng) {
  const Initialiser initialiser =
      settings.activation == Activation::relu ? Initialiser::he : Initialiser::xavier;
  if (settings.residual) {
    const ResidualNetwork start =
        make_residual_network(settings.widths, settings.activation, initialiser, rng);
    return two_ways(start, flatten_resnet(start), samples);
  }
  const Network start =
      make_network(settings.widths, settings.activation, Activation::identity, initialiser, rng);
  return two_ways(start, flatten(start), samples);
}

/// Normal numbers around a centre for each class, so that there is something to learn.
Samples clusters(const FrameworkSettings& settings, Rng& rng) {
  const arma::uword classes = settings.widths.back();
  Samples samples = random_samples(settings.widths.front(), classes, settings.samples, rng);
  const arma::mat centres = normal_matrix(settings.widths.front(), classes, rng);
  samples.X += centres.cols(samples.classes);
  return samples;
}

struct Trained {
  std::vector<double> losses;       // of each step's batch, before the step
  std::vector<arma::uvec> batches;  // of each step
  arma::vec theta;                  // after the last step
};

/// The loop of lesson 07. It ends with an epoch, so the last steps may be too many: they change
/// nothing, and nothing is noted of them.
Trained train_in_batches(const FrameworkSettings& settings, arma::vec theta,
                         const Gradient& gradient, Rng rng) {
  Optimizer optimizer = settings.optimizer;
  Trained trained;
  const Gradient noted = [&](const arma::vec& at, const arma::uvec& batch) {
    const LossAndGradient now = gradient(at, batch);
    if (trained.losses.size() < settings.steps) {
      trained.losses.push_back(now.loss);
      trained.batches.push_back(batch);
    }
    return now;
  };
  arma::uword taken = 0;
  const Step step = [&](arma::vec& at, const arma::vec& now, double rate) {
    if (taken++ < settings.steps) optimizer_step(at, now, rate, optimizer);
  };
  const arma::uword steps_of_epoch = (settings.samples + settings.batch - 1) / settings.batch;
  const History history = train(theta, noted, step, settings.samples,
                                {.epochs = (settings.steps + steps_of_epoch - 1) / steps_of_epoch,
                                 .batch_size = settings.batch,
                                 .learning_rate = settings.rate},
                                rng);
  if (history.breakdown) {
    throw std::runtime_error("the loss of step " + std::to_string(history.breakdown->step) +
                             " is not finite: choose a smaller GRADUS_RATE");
  }
  trained.theta = theta;
  return trained;
}

/// What docs/frameworks/compare.py reads.
void write_files(const std::filesystem::path& folder, const FrameworkSettings& settings,
                 const Samples& samples, const std::vector<arma::mat>& parameters,
                 const Trained& by_hand, const Trained& by_tape) {
  CsvFile said(folder / "frameworks_settings.csv", "name,value");
  const Optimizer& optimizer = settings.optimizer;
  said.row("widths", listed(settings.widths, " "));
  said.row("network", settings.residual ? "residual" : "plain");
  said.row("activation", settings.activation == Activation::relu ? "relu" : "tanh");
  said.row("optimizer", setting("OPTIMIZER", "sgd"));
  said.row("rate", settings.rate);
  said.row("momentum_beta", optimizer.momentum.beta);
  said.row("rms_prop_rho", optimizer.rms_prop.rho);
  said.row("rms_prop_epsilon", optimizer.rms_prop.epsilon);
  said.row("adam_beta1", optimizer.adam.beta1);
  said.row("adam_beta2", optimizer.adam.beta2);
  said.row("adam_epsilon", optimizer.adam.epsilon);
  said.row("adamw_decay", optimizer.adam.weight_decay);
  said.close();

  CsvFile data(folder / "frameworks_data.csv", "sample,class,features");
  for (arma::uword s = 0; s < samples.X.n_cols; ++s) {
    data.row(s, samples.classes(s), listed(arma::vec(samples.X.col(s)), " "));
  }
  data.close();

  CsvFile steps(folder / "frameworks_batches.csv", "step,samples");
  for (std::size_t k = 0; k < by_tape.batches.size(); ++k) {
    steps.row(k, listed(by_tape.batches[k], " "));
  }
  steps.close();

  CsvFile weights(folder / "frameworks_weights.csv", "parameter,row,column,start,by_hand,by_tape");
  const std::vector<arma::mat> end_by_hand = filled(parameters, by_hand.theta);
  const std::vector<arma::mat> end_by_tape = filled(parameters, by_tape.theta);
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    for (arma::uword i = 0; i < parameters[p].n_rows; ++i) {
      for (arma::uword j = 0; j < parameters[p].n_cols; ++j) {
        weights.row(p, i, j, parameters[p](i, j), end_by_hand[p](i, j), end_by_tape[p](i, j));
      }
    }
  }
  weights.close();

  CsvFile losses(folder / "frameworks_losses.csv", "step,by_hand,by_tape");
  for (std::size_t k = 0; k < by_tape.losses.size(); ++k) {
    losses.row(k, by_hand.losses[k], by_tape.losses[k]);
  }
  losses.close();
}

void frameworks(Run& run) {
  const FrameworkSettings settings = framework_settings();
  Rng data_rng = run.rng("frameworks data");
  Rng weights_rng = run.rng("frameworks weights");
  const Rng batches_rng = run.rng("frameworks batches");
  const Samples samples = clusters(settings, data_rng);
  const TwoWays network = network_of(settings, samples, weights_rng);
  const arma::vec start = joined(network.parameters);
  const Trained by_hand = train_in_batches(settings, start, network.by_hand, batches_rng);
  const Trained by_tape = train_in_batches(settings, start, network.by_tape, batches_rng);

  Table table{.columns = {{"step"}, {"by hand", "", 12}, {"by tape", "", 12}}};
  for (arma::uword k = 0; k < settings.steps; ++k) {
    if (k < 5 || k + 1 == settings.steps) {
      table.rows.push_back({k, by_hand.losses[k], by_tape.losses[k]});
    }
  }
  run.say("The losses of this course, by hand and by tape, at widths " +
          listed(settings.widths, ", ") + ":");
  run.print(table);
  // The table is a file in this run's folder, and the other files go there, too.
  const std::filesystem::path folder = run.files().front().parent_path();
  write_files(folder, settings, samples, network.parameters, by_hand, by_tape);
}

}  // namespace

const std::vector<Experiment> experiments = {
    {"same_gradient", same_gradient}, {"resnet", resnet}, {"new_architecture", new_architecture},
    {"compositions", compositions},   {"cost", cost},     {"three_layers", three_layers},
    {"frameworks", frameworks}};

}  // namespace nn
