// What lesson 15's functions do: misses of a cache, the roof over a step, a benchmark on a machine
// that is disturbed, the same numbers in other ways, weights of few bits. One step in six ways is
// in reports.
#include <fmt/format.h>

#include <armadillo>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "00_warm_up/warm_up.hpp"
#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "06_data/data.hpp"
#include "07_training/training.hpp"
#include "15_fast/fast.hpp"
#include "15_fast/reports/reports.hpp"
#include "datasets/loader/dataset.hpp"
#include "lab/experiment.hpp"
#include "lab/helpers.hpp"
#include "lab/settings.hpp"

namespace nn {
namespace {

struct NamedOrder {
  std::string name;
  LoopOrder order;
};
const std::vector<NamedOrder> all_orders = {{"textbook", LoopOrder::textbook},
                                            {"columns", LoopOrder::columns},
                                            {"blocks", LoopOrder::blocks}};

// ---- orders -------------------------------------------------------------------------------------

void orders(Run& run) {
  const Cache cache{.numbers = 8, .lines = 64};
  const std::vector<arma::uword> sizes = {8, 16, 24, 32, 40, 48, 56, 64};
  Table table{.columns = {{"n"}, {"products"}, {"textbook"}, {"columns"}, {"blocks"}}};
  Figure figure{.name = "orders",
                .panels = {{.x_label = "n", .y_label = "misses a product", .log_y = true}}};
  arma::mat misses(sizes.size(), all_orders.size());
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    const arma::uword n = sizes[k];
    arma::uvec counts(all_orders.size());
    for (std::size_t o = 0; o < all_orders.size(); ++o) {
      counts(o) = cache_misses(loop_visits(n, n, n, all_orders[o].order, 8), cache);
      misses(k, o) = static_cast<double>(counts(o)) / static_cast<double>(n * n * n);
    }
    table.rows.push_back({n, n * n * n, counts(0), counts(1), counts(2)});
  }
  for (std::size_t o = 0; o < all_orders.size(); ++o) {
    figure.panels[0].series.push_back({.name = all_orders[o].name,
                                       .x = arma::conv_to<arma::vec>::from(sizes),
                                       .y = misses.col(o),
                                       .mark = Mark::line_and_points});
  }
  run.say(
      "Misses of n x n times n x n, in a cache of 64 lines of 8 numbers. The blocks are 8 x 8:");
  run.print(table);
  run.save(figure);
}

// ---- roofline -----------------------------------------------------------------------------------

void roofline(Run& run) {
  const Machine machine{.flops = 20e9, .bytes = 10e9};
  Table table{.columns = {{"samples"},
                          {"flops"},
                          {"bytes"},
                          {"flops a byte", "", 2},
                          {"attainable", "Gflop/s", 1},
                          {"a sample", "µs", 1}}};
  Series steps{.name = "a step, batches of 1 to 1,024", .mark = Mark::points};
  for (const arma::uword samples : {1, 4, 16, 64, 256, 1024}) {
    const Work work = training_work(digit_widths, samples);
    const double intensity = work.flops / work.bytes;
    const double flops = attainable_flops(machine, work);
    table.rows.push_back({samples, static_cast<arma::uword>(work.flops),
                          static_cast<arma::uword>(work.bytes), intensity, flops / 1e9,
                          1e6 * work.flops / flops / static_cast<double>(samples)});
    steps.x = arma::join_cols(steps.x, arma::vec{intensity});
    steps.y = arma::join_cols(steps.y, arma::vec{flops / 1e9});
  }
  run.say(
      "The matrix products of a step of 400-64-10, on a machine of 20 Gflop/s and 10 GB/s, if "
      "nothing stays in a cache from one product to the next:");
  run.print(table);
  run.save({.name = "roofline",
            .panels = {{.x_label = "flops a byte",
                        .y_label = "Gflop/s",
                        .series = {roof("20 Gflop/s, 10 GB/s", machine), steps},
                        .log_x = true,
                        .log_y = true}}});
}

// ---- noise --------------------------------------------------------------------------------------

/// Calls that take a millisecond, but for one in ten, which is disturbed; and all become slower.
struct Disturbed {
  Rng& rng;
  double drift = 0.0;
  double now = 0.0;
  double calls = 0.0;

  std::function<void()> task(double milliseconds) {
    return [this, milliseconds] {
      const double extra = uniform(rng) < 0.1 ? uniform(0.0, 5.0, rng) : 0.0;
      now += 1e-3 * (milliseconds * (1.0 + drift * calls) + extra);
      calls += 1.0;
    };
  }
  Clock clock() {
    return [this] { return now; };
  }
};

void noise(Run& run) {
  Rng rng = run.rng("noise");
  const arma::uword trials = 400, rounds = 11;
  const BenchmarkSettings once{.warm_up = 0, .rounds = 1, .least_seconds = 0.0};
  arma::mat told(trials, 4);
  for (arma::uword k = 0; k < trials; ++k) {
    Disturbed machine{.rng = rng};
    std::vector<double> values;
    for (arma::uword round = 0; round < rounds; ++round) {
      const Spread one = seconds_a_call(machine.task(1.0), machine.clock(), once);
      values.push_back(1e3 * one.median);
    }
    const Spread spread = spread_of(values);
    told.row(k) =
        arma::rowvec{values.front(), arma::mean(arma::vec(values)), spread.median, spread.low};
  }
  Table table{.columns = {{"told"}, {"mean", "ms", 3}, {"worst", "ms", 3}, {"within 5%", "%", 0}}};
  const std::vector<std::string> names = {"one round", "mean of 11", "median of 11", "least of 11"};
  for (arma::uword what = 0; what < 4; ++what) {
    const arma::uvec near = arma::abs(told.col(what) - 1.0) < 0.05;
    const double share = 100.0 * static_cast<double>(arma::accu(near)) / trials;
    table.rows.push_back(
        {names[what], arma::mean(told.col(what)), arma::max(told.col(what)), share});
  }
  run.say("A task of 1 ms; one call in ten takes up to 5 ms longer. What 400 measurements tell:");
  run.print(table);

  Table ratios{
      .columns = {{"timed"}, {"ratio, mean of 400", "", 3}, {"least", "", 3}, {"greatest", "", 3}}};
  arma::mat ratio(trials, 2);
  const BenchmarkSettings settings{.warm_up = 1, .rounds = rounds, .least_seconds = 0.002};
  for (arma::uword k = 0; k < trials; ++k) {
    Disturbed one{.rng = rng, .drift = 0.01};
    const double slow = seconds_a_call(one.task(1.1), one.clock(), settings).median;
    const double fast = seconds_a_call(one.task(1.0), one.clock(), settings).median;
    Disturbed other{.rng = rng, .drift = 0.01};
    ratio(k, 0) = slow / fast;
    ratio(k, 1) = time_ratio(other.task(1.1), other.task(1.0), other.clock(), settings).median;
  }
  const std::vector<std::string> ways = {"one after the other", "round by round"};
  for (arma::uword way = 0; way < 2; ++way) {
    ratios.rows.push_back({ways[way], arma::mean(ratio.col(way)), arma::min(ratio.col(way)),
                           arma::max(ratio.col(way))});
  }
  run.say(
      "A task of 1.1 ms against one of 1 ms, on a machine that becomes slower by 1% of a "
      "millisecond with each call:");
  run.print(ratios);
}

// ---- same_numbers -------------------------------------------------------------------------------

/// All of the gradient in one vector, as flatten_gradients has it.
arma::vec flat(const Workspace& space) {
  arma::vec all;
  for (std::size_t l = 0; l < space.dW.size(); ++l) {
    all = arma::join_cols(all, arma::vectorise(space.dW[l]), space.db[l]);
  }
  return all;
}

void same_numbers(Run& run) {
  Rng rng = run.rng("numbers");
  Table table{.columns = {{"what"}, {"against"}, {"to 1e-12"}}};
  const auto add = [&](const std::string& what, const std::string& against, double difference) {
    table.rows.push_back({what, against, difference < 1e-12 ? "equal" : "differ"});
  };
  const arma::mat A = normal_matrix(37, 50, rng);
  const arma::mat B = normal_matrix(50, 29, rng);
  for (const NamedOrder& one : all_orders) {
    add("loops, " + one.name, "A * B", arma::abs(loop_product(A, B, one.order, 8) - A * B).max());
  }
  const Network network = digit_network(rng);
  const Samples samples = random_samples(50, rng);
  const LossAndGradient right =
      network_gradient(network, flatten(network), softmax_loss, samples.X, samples.T);
  Workspace space = make_workspace(network, 64);
  const double loss = gradient_into(space, network, samples.X, samples.T);
  add("buffers, the loss", "lessons 02 and 03", std::abs(loss - right.loss));
  add("buffers, the gradient", "lessons 03 and 04", arma::abs(flat(space) - right.gradient).max());
  for (const arma::uword count : {2, 3, 7}) {
    const std::vector<Part> parts = cut_batch(50, count);
    std::vector<Workspace> spaces(count, make_workspace(network, 25));
    gradient_of_parts(spaces, parts, network, parted(samples, parts), false);
    add(fmt::format("{} parts, the gradient", count), "lessons 03 and 04",
        arma::abs(flat(spaces[0]) - right.gradient).max());
  }
  run.say("50 samples of 400-64-10, and a product of 37x50 and 50x29:");
  run.print(table);
}

// ---- bits ---------------------------------------------------------------------------------------

using Layers = std::vector<Quantised>;

/// All weights with the scale of the greatest of the matrix.
Quantised quantise_matrix(const arma::mat& W, arma::uword bits) {
  const Quantised row = quantise_rows(arma::vectorise(W).t(), bits);
  return {.values = arma::reshape(row.values, W.n_rows, W.n_cols),
          .scales = row.scales(0) * arma::ones(W.n_rows)};
}

arma::mat logits_of(const Network& network, const Layers& layers, const arma::mat& X) {
  arma::mat A = X;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    A = quantised_product(layers[l], A);
    A.each_col() += network.layers[l].bias;
    if (l + 1 < layers.size()) A = arma::clamp(A, 0.0, arma::datum::inf);
  }
  return A;
}

void bits(Run& run) {
  const Dataset set = load_dataset("digits");
  Rng rng = run.rng("training");
  const std::vector<arma::uvec> parts = split_samples(set.X.n_cols, {0.75, 0.25}, rng);
  const TrainingData data{.X = set.X.cols(parts[0]), .T = set.T.cols(parts[0])};
  const arma::mat X = set.X.cols(parts[1]);
  const arma::urowvec actual = most_likely(set.T.cols(parts[1]));
  Network network = digit_network(rng);
  const Stopwatch stopwatch;
  train_network(network, data, softmax_loss, {.epochs = 15, .batch_size = 32, .learning_rate = 0.1},
                rng);
  const double seconds = stopwatch.seconds();
  const arma::urowvec exact = predict_classes(network, X);

  arma::uword weights = 0, others = 0;
  for (const DenseLayer& layer : network.layers) {
    weights += layer.weights.n_elem;
    others += layer.bias.n_elem;
  }
  Table table{.columns = {{"bits a weight"},
                          {"bytes"},
                          {"accuracy", "", 3},
                          {"other answers"},
                          {"one scale a matrix", "", 3}}};
  table.rows.push_back({64, 8 * (weights + others), accuracy(exact, actual), 0, "–"});
  std::vector<double> width, by_rows, by_matrix;
  for (arma::uword bits = 8; bits >= 2; --bits) {
    Layers rows, matrices;
    for (const DenseLayer& layer : network.layers) {
      rows.push_back(quantise_rows(layer.weights, bits));
      matrices.push_back(quantise_matrix(layer.weights, bits));
    }
    const arma::urowvec predicted = most_likely(logits_of(network, rows, X));
    width.push_back(static_cast<double>(bits));
    by_rows.push_back(accuracy(predicted, actual));
    by_matrix.push_back(accuracy(most_likely(logits_of(network, matrices, X)), actual));
    // A scale and a bias of 8 bytes for each row.
    table.rows.push_back({bits, weights * bits / 8 + 16 * others, by_rows.back(),
                          arma::uword{arma::accu(predicted != exact)}, by_matrix.back()});
  }
  run.measure("bits.exact", set.source, accuracy(exact, actual), seconds);
  run.measure("bits.eight", set.source, by_rows.front(), seconds);
  run.say(fmt::format("{} 400-64-10 with quantised weights and inputs, {} samples to judge by:",
                      source_of(set), X.n_cols));
  run.print(table);
  run.save({.name = "bits",
            .panels = {{.x_label = "bits a weight",
                        .y_label = "accuracy",
                        .series = {{.name = "a scale for each row",
                                    .x = arma::vec(width),
                                    .y = arma::vec(by_rows),
                                    .mark = Mark::line_and_points},
                                   {.name = "one for each matrix",
                                    .x = arma::vec(width),
                                    .y = arma::vec(by_matrix),
                                    .mark = Mark::line_and_points}},
                        .horizontal = {{accuracy(exact, actual), "64 bits"}}}}});
}

// ---- frameworks ---------------------------------------------------------------------------------

/// A step in buffers that are larger than the batch, the same in parts, and a quantised product,
/// for docs/frameworks/compare_fast.py.
void frameworks(Run& run) {
  const std::vector<arma::uword> widths = whole_settings("WIDTHS", "7,9,6,4", 1000);
  const arma::uword samples = whole_setting("SAMPLES", "11", 1000);
  const arma::uword count = whole_setting("PARTS", "3", 1000);
  Rng rng = run.rng("frameworks");
  Network network =
      make_network(widths, Activation::relu, Activation::identity, Initialiser::he, rng);
  for (DenseLayer& layer : network.layers) layer.bias = normal_matrix(layer.bias.n_elem, 1, rng);
  Samples data{.X = normal_matrix(widths.front(), samples, rng),
               .T = arma::zeros(widths.back(), samples)};
  for (arma::uword s = 0; s < samples; ++s) data.T(uniform_index(widths.back(), rng), s) = 1.0;

  Workspace space = make_workspace(network, samples + 3);
  const double loss = gradient_into(space, network, data.X, data.T);
  const std::vector<Part> parts = cut_batch(samples, count);
  std::vector<Workspace> spaces(count, make_workspace(network, samples));
  gradient_of_parts(spaces, parts, network, parted(data, parts), false);
  const arma::mat& W = network.layers.front().weights;
  const Quantised bytes = quantise_rows(W, 8);
  Table table{.columns = {{"loss", "", 12}, {"norm of the gradient", "", 12}}};
  table.rows.push_back({loss, arma::norm(flat(space))});
  run.print(table);

  CsvFile file(run.files().front().parent_path() / "fast.csv", "name,row,column,value");
  const auto add = [&](const std::string& name, const arma::mat& M) {
    for (arma::uword j = 0; j < M.n_cols; ++j) {
      for (arma::uword i = 0; i < M.n_rows; ++i) file.row(name, i, j, M(i, j));
    }
  };
  add("X", data.X);
  add("T", data.T);
  add("loss", arma::vec{loss});
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    add(fmt::format("W{}", l), network.layers[l].weights);
    add(fmt::format("b{}", l), network.layers[l].bias);
    add(fmt::format("dW{}", l), space.dW[l]);
    add(fmt::format("db{}", l), space.db[l]);
    add(fmt::format("parts_dW{}", l), spaces[0].dW[l]);
    add(fmt::format("parts_db{}", l), spaces[0].db[l]);
  }
  add("values", arma::conv_to<arma::mat>::from(bytes.values));
  add("scales", bytes.scales);
  add("product", quantised_product(bytes, data.X));
  file.close();
}

}  // namespace

const std::vector<Experiment> experiments = {{"orders", orders},
                                             {"roofline", roofline},
                                             {"noise", noise},
                                             {"same_numbers", same_numbers},
                                             {"bits", bits},
                                             {"six_ways", six_ways},
                                             {"frameworks", frameworks}};

}  // namespace nn
