// What lesson 12's tape does: the gradients of lessons 04 and 10 once more, a network trained with
// it, a network for which nobody ever derived a gradient, what all this costs, and how the numbers
// compare with those of PyTorch.
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
#include "10_resnet/resnet.hpp"
#include "12_autodiff/autodiff.hpp"
#include "12_autodiff/frameworks.hpp"
#include "lab/experiment.hpp"

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
TapedNetwork tape_dense(Tape& tape, const Network& network, const Samples& samples) {
  TapedNetwork taped;
  NodeIndex x = tape_leaf(tape, samples.X);
  for (const DenseLayer& layer : network.layers) {
    const NodeIndex W = tape_leaf(tape, layer.weights);
    const NodeIndex b = tape_leaf(tape, layer.bias);
    taped.parameters.insert(taped.parameters.end(), {W, b});
    x = tape_add_bias(tape, tape_product(tape, W, x), b);
    if (layer.activation == Activation::tanh) x = tape_tanh(tape, x);
    if (layer.activation == Activation::relu) x = tape_relu(tape, x);
  }
  taped.loss = tape_loss(tape, x, tape_leaf(tape, samples.T));
  return taped;
}

/// The gradient of lesson 10, by hand.
arma::vec resnet_gradient_by_hand(const ResidualNetwork& network, const Samples& samples) {
  const ResidualPass pass = resnet_forward(network, samples.X);
  const Loss loss = softmax_cross_entropy(pass.last.A, samples.T);
  return flatten_resnet_gradient(resnet_backward(network, pass, loss.gradient));
}

arma::vec resnet_gradient_by_tape(const ResidualNetwork& network, const Samples& samples) {
  Tape tape;
  const TapedNetwork taped = tape_resnet(tape, network, samples.X, samples.T);
  return taped_gradient(tape, taped);
}

// ---- same_gradient ------------------------------------------------------------------------------

void same_gradient(Run& run) {
  Rng rng = run.rng("same_gradient");
  const Samples samples = random_samples(4, 3, 50, rng);
  Table table{.columns = {{"network"}, {"parameters"}, {"largest entry"}, {"equal to 1e-12"}}};
  const auto compare = [&](const std::string& name, const arma::vec& by_hand,
                           const arma::vec& by_tape) {
    const double difference = arma::abs(by_hand - by_tape).max();
    table.rows.push_back(
        {name, by_hand.n_elem, arma::abs(by_hand).max(), difference <= 1e-12 ? "yes" : "no"});
  };
  for (const auto& [activation, name] : std::vector<std::pair<Activation, std::string>>{
           {Activation::tanh, "tanh"}, {Activation::relu, "ReLU"}}) {
    const Network dense =
        make_network({4, 8, 8, 3}, activation, Activation::identity, Initialiser::he, rng);
    const std::vector<DenseCache> caches = network_forward(dense, samples.X);
    const Loss loss = softmax_cross_entropy(caches.back().A, samples.T);
    Tape tape;
    const TapedNetwork taped = tape_dense(tape, dense, samples);
    compare("lesson 04, " + name, flatten_gradients(backward(dense, caches, loss.gradient)),
            taped_gradient(tape, taped));
  }
  for (const auto& [activation, name] : std::vector<std::pair<Activation, std::string>>{
           {Activation::tanh, "tanh"}, {Activation::relu, "ReLU"}}) {
    const ResidualNetwork residual =
        make_residual_network({4, 6, 6, 6, 6, 3}, activation, Initialiser::he, rng);
    compare("lesson 10, " + name, resnet_gradient_by_hand(residual, samples),
            resnet_gradient_by_tape(residual, samples));
  }
  run.say("The gradient by hand and the gradient by tape, on 50 samples:");
  run.print(table);
}

// ---- resnet -------------------------------------------------------------------------------------

using ResnetGradient = arma::vec (*)(const ResidualNetwork&, const Samples&);

/// The loop of lesson 07, on all samples at once; losses(k) is the loss before step k.
ResidualNetwork descend(const Run& run, const ResidualNetwork& start, const Samples& samples,
                        ResnetGradient gradient, arma::vec& losses) {
  Rng rng = run.rng("batches");
  const Gradient of_all = [&](const arma::vec& theta, const arma::uvec&) {
    const ResidualNetwork now = unflatten_resnet(theta, start);
    const arma::mat logits = resnet_forward(now, samples.X).last.A;
    return LossAndGradient{.loss = softmax_cross_entropy(logits, samples.T).value,
                           .gradient = gradient(now, samples)};
  };
  const TrainingSettings settings{
      .epochs = losses.n_elem, .batch_size = samples.X.n_cols, .learning_rate = 0.03};
  arma::vec theta = flatten_resnet(start);
  losses = train(theta, of_all, sgd_step, samples.X.n_cols, settings, rng).losses;
  return unflatten_resnet(theta, start);
}

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
  arma::vec by_tape_losses(900);
  arma::vec by_hand_losses(900);
  const ResidualNetwork by_tape =
      descend(run, start, samples, resnet_gradient_by_tape, by_tape_losses);
  const ResidualNetwork by_hand =
      descend(run, start, samples, resnet_gradient_by_hand, by_hand_losses);

  Table table{.columns = {{"step"}, {"loss by tape", "", 6}, {"loss by hand", "", 6}}};
  for (const arma::uword step : {0, 10, 100, 300, 899}) {
    table.rows.push_back({step, by_tape_losses(step), by_hand_losses(step)});
  }
  run.print(table);
  const arma::vec right =
      arma::conv_to<arma::vec>::from(classes_of(by_tape, samples.X) == samples.classes);
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
            .panels = {curve, map_of("trained by tape", by_tape, samples),
                       map_of("trained by hand", by_hand, samples)},
            .columns = 3});
}

// ---- new_architecture ---------------------------------------------------------------------------

/// A network that no lesson has a derivative for. One block of shared weights is used three times,
/// and each time a gate decides, entry by entry, how much is added:
///   h = tanh(V X + c),  three times  h = h + tanh(W h + b) % tanh(U h + g),  logits = R h + r.
/// `parameters` are V, c, W, b, U, g, R, r.
TapedNetwork tape_gated(Tape& tape, const std::vector<arma::mat>& parameters,
                        const Samples& samples) {
  TapedNetwork taped;
  for (const arma::mat& value : parameters) taped.parameters.push_back(tape_leaf(tape, value));
  const auto affine = [&](std::size_t W, NodeIndex x) {
    return tape_add_bias(tape, tape_product(tape, taped.parameters[W], x), taped.parameters[W + 1]);
  };
  NodeIndex h = tape_tanh(tape, affine(0, tape_leaf(tape, samples.X)));
  for (int again = 0; again < 3; ++again) {
    const NodeIndex news = tape_tanh(tape, affine(2, h));
    const NodeIndex gate = tape_tanh(tape, affine(4, h));
    h = tape_add(tape, h, tape_multiply(tape, news, gate));
  }
  taped.loss = tape_loss(tape, affine(6, h), tape_leaf(tape, samples.T));
  return taped;
}

/// All numbers of the matrices, one below the other.
arma::vec joined(const std::vector<arma::mat>& parameters) {
  arma::vec theta;
  for (const arma::mat& matrix : parameters) {
    theta = arma::join_cols(theta, arma::vectorise(matrix));
  }
  return theta;
}

/// The matrices of `parameters`, filled with the numbers in theta.
std::vector<arma::mat> filled(std::vector<arma::mat> parameters, const arma::vec& theta) {
  arma::uword next = 0;
  for (arma::mat& matrix : parameters) {
    for (double& number : matrix) number = theta(next++);
  }
  return parameters;
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

  const ScalarFunction f = [&](const arma::vec& at) {
    Tape tape;
    const TapedNetwork taped = tape_gated(tape, filled(shapes, at), samples);
    return tape.nodes.at(taped.loss).value(0, 0);
  };
  const auto gradient = [&](const arma::vec& at) {
    Tape tape;
    const TapedNetwork taped = tape_gated(tape, filled(shapes, at), samples);
    return taped_gradient(tape, taped);
  };
  const arma::vec direction = arma::normalise(arma::vec(normal_matrix(theta.n_elem, 1, rng)));
  const TaylorTest test = taylor_test(f, gradient(theta), theta, direction, 0.1, 14);
  Table table{.columns = {{"error"}, {"shrinks like e to the power", "", 2}}};
  table.rows.push_back({"without the gradient", fitted_order(test.steps, test.zeroth, 1e-11)});
  table.rows.push_back({"with the gradient", fitted_order(test.steps, test.first, 1e-11)});
  run.say("Taylor test of a network with gates and shared weights, " +
          std::to_string(theta.n_elem) + " parameters:");
  run.print(table);

  arma::vec losses(300);
  for (double& loss : losses) {
    loss = f(theta);
    theta -= 0.1 * gradient(theta);
  }
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
    const TapedNetwork taped = tape_resnet(tape, network, samples.X, samples.T);
    arma::uword numbers = 0;
    arma::uword operations = 0;
    for (const Node& node : tape.nodes) {
      numbers += node.value.n_elem;
      operations += node.operation == Operation::leaf ? 0 : 1;
    }
    arma::uword parameters = 0;
    for (const NodeIndex k : taped.parameters) parameters += tape.nodes.at(k).value.n_elem;
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
  Table table{.columns = {{"step"}, {"loss", "", 14}}};
  for (int step = 0; step <= 200; ++step) {
    Tape tape;
    const TapedNetwork taped = tape_dense(tape, network, samples);
    if (step <= 5 || step == 10 || step == 100 || step == 200) {
      table.rows.push_back({step, tape.nodes.at(taped.loss).value(0, 0)});
    }
    network = unflatten(flatten(network) - 0.5 * taped_gradient(tape, taped), network);
  }
  run.print(table);
}

// ---- frameworks ---------------------------------------------------------------------------------

using Differentiate = std::function<LossAndGradient(const arma::vec& theta, const Samples& batch)>;

/// A network, and its derivatives taken in two ways.
struct TwoWays {
  std::vector<arma::mat> parameters;  // as they are before training
  Differentiate by_hand;
  Differentiate by_tape;
};

LossAndGradient played_back(const Tape& tape, const TapedNetwork& taped) {
  return {.loss = tape.nodes.at(taped.loss).value(0, 0), .gradient = taped_gradient(tape, taped)};
}

std::vector<arma::mat> values(const Tape& tape, const std::vector<NodeIndex>& nodes) {
  std::vector<arma::mat> all;
  for (const NodeIndex k : nodes) all.push_back(tape.nodes.at(k).value);
  return all;
}

Initialiser initialiser_for(Activation activation) {
  return activation == Activation::relu ? Initialiser::he : Initialiser::xavier;
}

/// By hand: lesson 04.
TwoWays plain_network(const FrameworkSettings& settings, const Samples& samples, Rng& rng) {
  const Network start = make_network(settings.widths, settings.activation, Activation::identity,
                                     initialiser_for(settings.activation), rng);
  Tape tape;
  const TapedNetwork taped = tape_dense(tape, start, samples);
  return {.parameters = values(tape, taped.parameters),
          .by_hand =
              [start](const arma::vec& theta, const Samples& batch) {
                return network_gradient(start, theta, LossFunction::softmax_cross_entropy, batch.X,
                                        batch.T);
              },
          .by_tape =
              [start](const arma::vec& theta, const Samples& batch) {
                Tape once;
                const TapedNetwork network = tape_dense(once, unflatten(theta, start), batch);
                return played_back(once, network);
              }};
}

/// By hand: lesson 10.
TwoWays residual_network(const FrameworkSettings& settings, const Samples& samples, Rng& rng) {
  const ResidualNetwork start = make_residual_network(settings.widths, settings.activation,
                                                      initialiser_for(settings.activation), rng);
  Tape tape;
  const TapedNetwork taped = tape_resnet(tape, start, samples.X, samples.T);
  return {.parameters = values(tape, taped.parameters),
          .by_hand =
              [start](const arma::vec& theta, const Samples& batch) {
                const ResidualNetwork network = unflatten_resnet(theta, start);
                const ResidualPass pass = resnet_forward(network, batch.X);
                const Loss loss = softmax_cross_entropy(pass.last.A, batch.T);
                return LossAndGradient{loss.value, flatten_resnet_gradient(resnet_backward(
                                                       network, pass, loss.gradient))};
              },
          .by_tape =
              [start](const arma::vec& theta, const Samples& batch) {
                Tape once;
                const TapedNetwork network =
                    tape_resnet(once, unflatten_resnet(theta, start), batch.X, batch.T);
                return played_back(once, network);
              }};
}

/// Normal numbers around a centre for each class, so that there is something to learn.
Samples clusters(const FrameworkSettings& settings, Rng& rng) {
  const arma::uword classes = settings.widths.back();
  Samples samples = random_samples(settings.widths.front(), classes, settings.samples, rng);
  const arma::mat centres = normal_matrix(settings.widths.front(), classes, rng);
  samples.X += centres.cols(samples.classes);
  return samples;
}

/// The samples of each step: batches of lesson 07, epoch after epoch.
std::vector<arma::uvec> batches_of(const FrameworkSettings& settings, Rng& rng) {
  std::vector<arma::uvec> batches;
  while (batches.size() < settings.steps) {
    for (const arma::uvec& batch : mini_batches(settings.samples, settings.batch, rng)) {
      batches.push_back(batch);
    }
  }
  batches.resize(settings.steps);
  return batches;
}

struct Trained {
  std::vector<double> losses;  // of each step's batch, before the step
  arma::vec theta;             // after the last step
};

Trained train_in_batches(const FrameworkSettings& settings, arma::vec theta,
                         const Differentiate& differentiate, const Samples& samples,
                         const std::vector<arma::uvec>& batches) {
  Optimizer optimizer = settings.optimizer;
  Trained trained;
  for (const arma::uvec& batch : batches) {
    const LossAndGradient now = differentiate(
        theta,
        {.X = samples.X.cols(batch), .T = samples.T.cols(batch), .classes = samples.classes});
    if (!std::isfinite(now.loss)) {
      throw std::runtime_error("the loss of step " + std::to_string(trained.losses.size()) +
                               " is not finite: choose a smaller GRADUS_RATE");
    }
    trained.losses.push_back(now.loss);
    optimizer_step(theta, now.gradient, settings.rate, optimizer);
  }
  trained.theta = theta;
  return trained;
}

/// What docs/frameworks/compare.py reads.
void write_files(const std::filesystem::path& folder, const FrameworkSettings& settings,
                 const Samples& samples, const std::vector<arma::uvec>& batches,
                 const std::vector<arma::mat>& parameters, const Trained& by_hand,
                 const Trained& by_tape) {
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
  for (std::size_t k = 0; k < batches.size(); ++k) steps.row(k, listed(batches[k], " "));
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
  for (std::size_t k = 0; k < batches.size(); ++k) {
    losses.row(k, by_hand.losses[k], by_tape.losses[k]);
  }
  losses.close();
}

void frameworks(Run& run) {
  const FrameworkSettings settings = framework_settings();
  Rng data_rng = run.rng("frameworks data");
  Rng weights_rng = run.rng("frameworks weights");
  Rng batches_rng = run.rng("frameworks batches");
  const Samples samples = clusters(settings, data_rng);
  const TwoWays network = settings.residual ? residual_network(settings, samples, weights_rng)
                                            : plain_network(settings, samples, weights_rng);
  const std::vector<arma::uvec> batches = batches_of(settings, batches_rng);
  const arma::vec start = joined(network.parameters);
  const Trained by_hand = train_in_batches(settings, start, network.by_hand, samples, batches);
  const Trained by_tape = train_in_batches(settings, start, network.by_tape, samples, batches);

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
  write_files(folder, settings, samples, batches, network.parameters, by_hand, by_tape);
}

}  // namespace

const std::vector<Experiment> experiments = {
    {"same_gradient", same_gradient},       {"resnet", resnet},
    {"new_architecture", new_architecture}, {"cost", cost},
    {"three_layers", three_layers},         {"frameworks", frameworks}};

}  // namespace nn
