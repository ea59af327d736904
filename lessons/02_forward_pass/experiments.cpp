// What lesson 02's functions do, in pictures: a neuron and a layer with their numbers, the spread
// of the activations through ten layers, and one image through a network that has learnt nothing.
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "02_forward_pass/forward_pass.hpp"
#include "lab/experiment.hpp"

namespace nn {
namespace {

// ---- layer --------------------------------------------------------------------------------------

std::string number(double value) {
  std::string text = std::to_string(std::lround(value));
  return value < 0 ? "−" + text.substr(1) : text;
}

/// One neuron, with letters: what it multiplies, adds, and bends.
Panel one_neuron() {
  Diagram drawing{.nodes = {{"x(0)", 0, 2, false},
                            {"x(1)", 0, 1, false},
                            {"x(2)", 0, 0, false},
                            {.name = "z", .x = 2, .y = 1, .style = 0},
                            {"b", 2, 2, false},
                            {"a", 4, 1, false}}};
  for (arma::uword j = 0; j < 3; ++j) {
    drawing.arrows.push_back({j, 3, "w(" + std::to_string(j) + ")", 0.4, 0});
  }
  drawing.arrows.push_back({4, 3, ""});
  drawing.arrows.push_back({3, 5, "activation", 0.45});
  return {.title = "one neuron", .diagram = drawing};
}

/// The layer worked by hand on the lesson's page, with the numbers of one sample: x at the left,
/// the weights on the arrows, z and a as dense_forward finds them.
Panel one_layer(const DenseLayer& layer, const arma::vec& x) {
  const DenseCache cache = dense_forward(layer, x);
  Diagram drawing;
  for (arma::uword j = 0; j < x.n_rows; ++j) {
    drawing.nodes.push_back({number(x(j)), 0, 2.0 - static_cast<double>(j), false});
  }
  for (arma::uword i = 0; i < layer.bias.n_elem; ++i) {
    const double y = 1.7 - 1.4 * static_cast<double>(i);
    const arma::uword sum = drawing.nodes.size();
    drawing.nodes.push_back({.name = "z = " + number(cache.Z(i)), .x = 2.4, .y = y, .style = i});
    drawing.nodes.push_back({"bias " + number(layer.bias(i)), 2.4, y + 0.75, false});
    drawing.nodes.push_back({"a = " + number(cache.A(i)), 3.9, y, false});
    for (arma::uword j = 0; j < x.n_rows; ++j) {
      drawing.arrows.push_back(
          {.from = j, .to = sum, .name = number(layer.weights(i, j)), .at = 0.3, .style = i});
    }
    drawing.arrows.push_back({sum + 1, sum, ""});
    drawing.arrows.push_back({sum, sum + 2, "ReLU", 0.45});
  }
  return {.title = "a layer of two neurons", .diagram = drawing};
}

void layer(Run& run) {
  const DenseLayer example{
      .weights = {{1, 0, -1}, {2, 1, 0}}, .bias = {10, 20}, .activation = Activation::relu};
  const arma::vec x = {1, 2, 3};
  run.save({.name = "layer", .panels = {one_neuron(), one_layer(example, x)}, .columns = 2});
}

// ---- initialisers -------------------------------------------------------------------------------

constexpr arma::uword depth = 10;
constexpr arma::uword width = 50;  // of the input and of every layer
constexpr arma::uword samples = 500;

struct NamedInitialiser {
  Initialiser initialiser;
  std::string name;
};

const std::vector<NamedInitialiser> all_initialisers = {{Initialiser::zeros, "zeros"},
                                                        {Initialiser::constant, "constant"},
                                                        {Initialiser::small_normal, "small_normal"},
                                                        {Initialiser::one_over_n, "one_over_n"},
                                                        {Initialiser::xavier, "xavier"},
                                                        {Initialiser::he, "he"}};

/// The activations of ten layers, 50 x 500 each, given normal numbers. Every call starts from the
/// same random numbers, so that two initialisers differ in nothing but the size of the weights.
std::vector<arma::mat> through_ten_layers(const Run& run, Activation activation,
                                          Initialiser initialiser) {
  Rng data_rng = run.rng("data");
  Rng weights_rng = run.rng("weights");
  const arma::mat X = normal_matrix(width, samples, data_rng);
  const std::vector<arma::uword> widths(depth + 1, width);
  const Network network = make_network(widths, activation, activation, initialiser, weights_rng);

  std::vector<arma::mat> activations;
  for (const DenseCache& cache : network_forward(network, X)) activations.push_back(cache.A);
  return activations;
}

double spread(const arma::mat& A) {
  return arma::stddev(arma::vectorise(A));
}

/// Whether all neurons of a layer give the same number, up to rounding, for each sample.
bool neurons_alike(const arma::mat& A) {
  const arma::rowvec differences = arma::max(A, 0) - arma::min(A, 0);
  return differences.max() <= 1e-9 * arma::abs(A).max();
}

/// One row of three panels: how the activations of layers 1, 4 and 10 are distributed.
void add_histograms(Figure& figure, const std::string& name,
                    const std::vector<arma::mat>& activations, Range range) {
  for (const arma::uword layer : {1, 4, 10}) {
    const arma::vec A = arma::vectorise(activations.at(layer - 1));
    Series bars = histogram("", A, 25, range.low, range.high);
    bars.y /= static_cast<double>(A.n_elem);
    figure.panels.push_back({.title = name + ", layer " + std::to_string(layer),
                             .x_label = "activation",
                             .y_label = "share",
                             .series = {bars},
                             .y_range = Range{0.0, 0.3}});  // what is higher is cut off
  }
}

/// All initialisers with one activation: a table, a panel of curves, and a figure of histograms.
Panel compare_initialisers(Run& run, Activation activation, const std::string& name, Range range) {
  Table table{
      .columns = {{name}, {"layer 1"}, {"layer 2"}, {"layer 5"}, {"layer 10"}, {"neurons"}}};
  Panel curves{.title = name, .x_label = "layer", .y_label = "standard deviation of A"};
  curves.log_y = true;
  Figure histograms{.name = "histograms_" + name, .columns = 3, .share_x = true, .share_y = true};

  for (const NamedInitialiser& named : all_initialisers) {
    const std::vector<arma::mat> A = through_ten_layers(run, activation, named.initialiser);
    arma::vec by_layer(depth);
    for (arma::uword i = 0; i < depth; ++i) by_layer(i) = spread(A.at(i));

    const bool alike = neurons_alike(A.back());
    table.rows.push_back({named.name, by_layer(0), by_layer(1), by_layer(4), by_layer(9),
                          alike ? "all alike" : "differ"});
    curves.series.push_back({.name = named.name,
                             .x = arma::regspace(1, depth),
                             .y = by_layer,
                             .mark = Mark::line_and_points});
    if (!alike) add_histograms(histograms, named.name, A, range);
  }
  run.print(table);
  // An unfinished make_layer may make all neurons alike everywhere: then there is no panel.
  if (!histograms.panels.empty()) run.save(histograms);
  return curves;
}

void initialisers(Run& run) {
  run.say("The standard deviation of the activations in a network of ten layers of width 50:");
  const Panel tanh = compare_initialisers(run, Activation::tanh, "tanh", {-1.0, 1.0});
  const Panel relu = compare_initialisers(run, Activation::relu, "relu", {0.0, 3.0});
  run.save({.name = "spread", .panels = {tanh, relu}, .columns = 2});
}

// ---- one_sample ---------------------------------------------------------------------------------

void one_sample(Run& run) {
  Rng weights_rng = run.rng("weights");
  Rng data_rng = run.rng("data");
  const Network network = make_network({784, 128, 10}, Activation::relu, Activation::softmax,
                                       Initialiser::small_normal, weights_rng);
  const arma::mat pixels = uniform_matrix(28, 28, 0.0, 1.0, data_rng);
  const arma::mat X = arma::vectorise(pixels);  // 784 x 1: one sample

  const std::vector<DenseCache> caches = network_forward(network, X);
  const arma::vec Z = caches.back().Z.col(0);
  const arma::vec probabilities = caches.back().A.col(0);

  Table table{.columns = {{"class"}, {"Z of the last layer", "", 4}, {"probability", "", 4}}};
  for (arma::uword i = 0; i < probabilities.n_elem; ++i) {
    table.rows.push_back({i, Z(i), probabilities(i)});
  }
  run.print(table);
  run.say("The network has " + std::to_string(parameter_count(network)) +
          " parameters, and it says that the image shows class " +
          std::to_string(predict_classes(network, X).at(0)) + ".");

  const Panel image{.title = "one sample of random pixels",
                    .images = ImagePage{.images = {pixels}, .columns = 1}};
  const Panel bars{.title = "what the network makes of it",
                   .x_label = "class",
                   .y_label = "probability",
                   .series = {{.y = probabilities, .mark = Mark::bars}},
                   .y_range = Range{0.0, 0.25}};
  run.save({.name = "one_sample", .panels = {image, bars}, .columns = 2});
}

}  // namespace

const std::vector<Experiment> experiments = {
    {"layer", layer}, {"initialisers", initialisers}, {"one_sample", one_sample}};

}  // namespace nn
