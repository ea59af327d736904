// What lesson 13's functions do: filters made by hand, the same numbers in two ways, gradients
// through deep networks with and without norms. Networks that learn digits are in reports.
#include <fmt/format.h>

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "12_autodiff/autodiff.hpp"
#include "13_convolution/convolution.hpp"
#include "13_convolution/reports/reports.hpp"
#include "datasets/loader/dataset.hpp"
#include "lab/experiment.hpp"
#include "lab/helpers.hpp"

namespace nn {
namespace {

// ---- filters ------------------------------------------------------------------------------------

/// Filters of 3x3 pixels that somebody made up, one a row.
struct NamedFilter {
  std::string name;
  arma::mat weights;
};
const std::vector<NamedFilter> made_by_hand = {
    {"edges from left to right", {{-1, 0, 1}, {-1, 0, 1}, {-1, 0, 1}}},
    {"edges from top to bottom", {{-1, -1, -1}, {0, 0, 0}, {1, 1, 1}}},
    {"mean", arma::mat(3, 3, arma::fill::value(1.0 / 9))},
    {"unlike the pixels around", {{-1, -1, -1}, {-1, 8, -1}, {-1, -1, -1}}}};

void filters(Run& run) {
  const Dataset data = load_dataset("digits");
  const ImageShape image{.height = 20, .width = 20, .channels = 1};
  const arma::vec digit = data.X.col(2503);  // a five
  arma::mat all;
  for (const NamedFilter& filter : made_by_hand) {
    all = arma::join_cols(all, arma::vectorise(filter.weights).t());
  }
  const arma::vec no_bias = arma::zeros(all.n_rows);
  const arma::mat maps =
      correlate(digit, image, all, no_bias, {.size = 3, .stride = 1, .padding = 1});
  Figure figure{.name = "filters", .panels = {}, .columns = 5};
  const auto add = [&](const std::string& title, const arma::vec& pixels) {
    const arma::mat shown = arma::round(100.0 * arma::reshape(pixels, 20, 20)) / 100.0;
    figure.panels.push_back({.title = title, .images = ImagePage{.images = {shown}, .columns = 1}});
  };
  add("a five", digit);
  for (std::size_t f = 0; f < made_by_hand.size(); ++f) {
    add(made_by_hand[f].name, maps.col(0).subvec(400 * f, 400 * f + 399));
  }

  Table table{.columns = {{"size"}, {"stride"}, {"padding"}, {"map"}, {"products a map"}}};
  for (const Window& window : {Window{.size = 3}, Window{.size = 3, .stride = 1, .padding = 1},
                               Window{.size = 3, .stride = 2, .padding = 1}, Window{.size = 5},
                               Window{.size = 5, .stride = 3}, Window{.size = 20}}) {
    const ImageShape made = convolved_shape(image, window, 1);
    table.rows.push_back({window.size, window.stride, window.padding,
                          shape(made.height, made.width),
                          pixel_count(made) * window.size * window.size});
  }
  run.say("What one filter makes of 20x20 pixels:");
  run.print(table);
  run.save(figure);
}

// ---- same_numbers -------------------------------------------------------------------------------

void same_numbers(Run& run) {
  Rng rng = run.rng("images");
  Table table{.columns = {{"image"},
                          {"size, stride, padding"},
                          {"filters"},
                          {"result"},
                          {"values"},
                          {"gradients"}}};
  const std::vector<std::pair<ImageShape, Window>> all = {
      {{.height = 6, .width = 6}, {.size = 3}},
      {{.height = 20, .width = 20}, {.size = 5, .stride = 1, .padding = 2}},
      {{.height = 9, .width = 7, .channels = 3}, {.size = 3, .stride = 2, .padding = 1}},
      {{.height = 10, .width = 10, .channels = 6}, {.size = 5}},
      {{.height = 8, .width = 5, .channels = 4}, {.size = 1}}};
  for (const auto& [image, window] : all) {
    const arma::uword maps = 4, samples = 3;
    const arma::mat X = normal_matrix(pixel_count(image), samples, rng);
    const arma::mat filters = normal_matrix(maps, window.size * window.size * image.channels, rng);
    const arma::vec bias = normal_matrix(maps, 1, rng);
    const arma::mat Y = correlate(X, image, filters, bias, window);

    Tape tape;
    const NodeIndex x = tape_parameter(tape, X);
    const NodeIndex w = tape_parameter(tape, filters);
    const NodeIndex b = tape_parameter(tape, bias);
    const NodeIndex y = tape_convolution(tape, x, image, w, b, window);
    const arma::mat dY = normal_matrix(Y.n_rows, Y.n_cols, rng);
    const NodeIndex weighted = tape_multiply(tape, y, tape_constant(tape, dY));
    const std::vector<arma::mat> by_tape =
        tape_gradients(tape, tape_sum(tape, tape_sum(tape, weighted, 0), 1));
    const CorrelationGradient by_hand = correlate_backward(X, image, filters, window, dY);
    const double values = arma::abs(Y - tape_value(tape, y)).max();
    const double gradients = std::max({arma::abs(by_hand.X - by_tape[x]).max(),
                                       arma::abs(by_hand.filters - by_tape[w]).max(),
                                       arma::abs(by_hand.bias - by_tape[b]).max()});
    const ImageShape made = convolved_shape(image, window, maps);
    const auto in_words = [](const ImageShape& it) {
      return shape(it.height, it.width) + fmt::format("x{}", it.channels);
    };
    const auto equal = [](double difference) { return difference < 1e-12 ? "equal" : "differ"; };
    table.rows.push_back({in_words(image),
                          fmt::format("{}, {}, {}", window.size, window.stride, window.padding),
                          maps, in_words(made), equal(values), equal(gradients)});
  }
  run.say("Loops and one product of matrices; the gradient by hand and by tape, to 1e-12:");
  run.print(table);
}

// ---- depth --------------------------------------------------------------------------------------

enum class Norm { none, batch, layer };

/// The size of d(loss)/d(output of layer k) in a network of ReLU layers whose weights are `scale`
/// times what He says.
arma::vec gradients_through(const Run& run, Norm norm, double scale, arma::uword layers) {
  const arma::uword width = 30, samples = 60, classes = 5;
  Rng rng = run.rng("network");
  Tape tape;
  NodeIndex x = tape_constant(tape, normal_matrix(width, samples, rng));
  std::vector<NodeIndex> outputs;
  const double deviation = scale * std::sqrt(2.0 / static_cast<double>(width));
  RunningStatistics unused;
  for (arma::uword k = 0; k < layers; ++k) {
    const NodeIndex W = tape_parameter(tape, deviation * normal_matrix(width, width, rng));
    x = tape_product(tape, W, x);
    const NodeIndex gain = tape_parameter(tape, arma::ones(width, 1));
    const NodeIndex shift = tape_parameter(tape, arma::zeros(width, 1));
    if (norm == Norm::batch) x = tape_batch_norm(tape, x, gain, shift, unused);
    if (norm == Norm::layer) x = tape_layer_norm(tape, x, gain, shift);
    x = tape_relu(tape, x);
    outputs.push_back(x);
  }
  const NodeIndex W = tape_parameter(tape, normal_matrix(classes, width, rng) / std::sqrt(30.0));
  arma::mat T = arma::zeros(classes, samples);
  for (arma::uword s = 0; s < samples; ++s) T(uniform_index(classes, rng), s) = 1.0;
  const NodeIndex loss = tape_loss(tape, tape_product(tape, W, x), T);
  const std::vector<arma::mat> gradients = tape_gradients(tape, loss);
  arma::vec sizes(layers);
  for (arma::uword k = 0; k < layers; ++k) {
    sizes(k) = std::sqrt(arma::mean(arma::mean(arma::square(gradients[outputs[k]]))));
  }
  return sizes;
}

void depth(Run& run) {
  constexpr arma::uword layers = 30;
  const std::vector<std::pair<Norm, std::string>> norms = {
      {Norm::none, "none"}, {Norm::batch, "batch norm"}, {Norm::layer, "layer norm"}};
  Table table{.columns = {{"weights"}, {"norm"}, {"layer 1 / layer 30"}, {"a layer", "", 2}}};
  Figure figure{.name = "depth", .panels = {}, .columns = 3, .share_y = true};
  for (const double scale : {0.7, 1.0, 1.4}) {
    Panel panel{.title = fmt::format("weights {} times He's", scale),
                .x_label = "layer",
                .y_label = "size of the gradient",
                .log_y = true};
    for (const auto& [norm, name] : norms) {
      const arma::vec sizes = gradients_through(run, norm, scale, layers);
      panel.series.push_back(
          {.name = name, .x = arma::regspace(1, layers), .y = sizes, .mark = Mark::line});
      const double ratio = sizes(0) / sizes(layers - 1);
      table.rows.push_back({fmt::format("{} times He's", scale), name, fmt::format("{:.1e}", ratio),
                            std::pow(ratio, 1.0 / (layers - 1))});
    }
    figure.panels.push_back(panel);
  }
  run.say(
      "The gradient in the first layer over that in the last one, and what this is for each layer "
      "on the way back:");
  run.print(table);
  run.save(figure);
}

}  // namespace

const std::vector<Experiment> experiments = {
    {"filters", filters}, {"same_numbers", same_numbers},
    {"depth", depth},     {"translation", translation},
    {"lenet", lenet},     {"frameworks", image_frameworks}};

}  // namespace nn
