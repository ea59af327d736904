// LeNet and a dense network learn the digits, with the same loop, and are then shown digits that
// have moved.
#include <fmt/format.h>

#include <algorithm>
#include <armadillo>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "00_warm_up/warm_up.hpp"
#include "03_losses/losses.hpp"
#include "06_data/data.hpp"
#include "07_training/training.hpp"
#include "09_optimizers/optimizers.hpp"
#include "10_resnet/model.hpp"
#include "11_evaluation/evaluation.hpp"
#include "12_autodiff/autodiff.hpp"
#include "13_convolution/convolution.hpp"
#include "13_convolution/reports/reports.hpp"
#include "datasets/loader/dataset.hpp"
#include "lab/experiment.hpp"
#include "lab/helpers.hpp"

namespace nn {
namespace {

constexpr arma::uword side = 20;  // of a digit, in pixels

// ---- the two networks, as the loop of lesson 07 sees them ---------------------------------------

Model lenet_model(const LeNet& net, Rng& rng) {
  const std::vector<arma::mat> start = make_lenet(net, rng);
  Model model{.theta = joined(start), .in_last_layer = 0, .gradient = {}, .output = {}};
  model.gradient = [=](const arma::vec& theta, const arma::mat& X, const arma::mat& T) {
    Tape tape;
    const NodeIndex logits = tape_lenet(tape, net, filled(start, theta), X);
    return taped_gradient(tape, tape_loss(tape, logits, T));
  };
  model.output = [=](const arma::vec& theta, const arma::mat& X) {
    const std::vector<arma::mat> parameters = filled(start, theta);
    arma::mat logits(net.classes, X.n_cols);
    constexpr arma::uword most = 100;  // a tape of all samples would be large
    for (arma::uword first = 0; first < X.n_cols; first += most) {
      const arma::uword last = std::min(first + most, X.n_cols) - 1;
      Tape tape;
      const NodeIndex node = tape_lenet(tape, net, parameters, X.cols(first, last));
      logits.cols(first, last) = tape_value(tape, node);
    }
    return logits;
  };
  return model;
}

Model dense_model(Rng& rng) {
  return make_model({side * side, 64, 10}, {.initialiser = Initialiser::he}, rng);
}

// ---- digits that move ---------------------------------------------------------------------------

/// The image, moved down and to the right; what comes in at the edge is `paper`.
arma::vec moved(const arma::vec& pixels, int down, int right, double paper) {
  const int n = static_cast<int>(side);
  arma::mat image(side, side, arma::fill::value(paper));
  for (int column = std::max(0, right); column < std::min(n, n + right); ++column) {
    for (int row = std::max(0, down); row < std::min(n, n + down); ++row) {
      image(row, column) = pixels((row - down) + n * (column - right));
    }
  }
  return arma::vectorise(image);
}

arma::mat all_moved(const arma::mat& X, int down, int right, double paper) {
  arma::mat result(arma::size(X));
  for (arma::uword s = 0; s < X.n_cols; ++s) result.col(s) = moved(X.col(s), down, right, paper);
  return result;
}

/// Each by up to one pixel, up or down, to the left or to the right.
arma::mat each_moved(arma::mat X, double paper, Rng& rng) {
  for (arma::uword s = 0; s < X.n_cols; ++s) {
    const int down = static_cast<int>(uniform_index(3, rng)) - 1;
    const int right = static_cast<int>(uniform_index(3, rng)) - 1;
    X.col(s) = moved(X.col(s), down, right, paper);
  }
  return X;
}

/// 4,000 digits to learn from and 1,000 to be judged by, with one mean and one deviation for all
/// pixels: a pixel that is nearly always white stays small.
struct Digits {
  std::string source;
  arma::mat X, T, X_test, T_test;
  double paper;  // the value of a white pixel
};

Digits load_digits(const Run& run) {
  const Dataset data = load_dataset("digits");
  Rng rng = run.rng("split");
  const std::vector<arma::uvec> parts = split_samples(data.X.n_cols, {0.8, 0.2}, rng);
  const arma::vec pixels = arma::vectorise(data.X.cols(parts[0]));
  const double mean = arma::mean(pixels), deviation = arma::stddev(pixels);
  const arma::mat X = (data.X - mean) / deviation;
  return {.source = data.source,
          .X = X.cols(parts[0]),
          .T = data.T.cols(parts[0]),
          .X_test = X.cols(parts[1]),
          .T_test = data.T.cols(parts[1]),
          .paper = (0.0 - mean) / deviation};
}

double accuracy_of(const Model& model, const arma::mat& X, const arma::mat& T) {
  return accuracy(most_likely(model.output(model.theta, X)), most_likely(T));
}

// ---- training -----------------------------------------------------------------------------------

struct HowToLearn {
  arma::uword epochs;
  double learning_rate;
  bool move_images;
};

struct Learnt {
  std::string name;
  Model model;
  std::vector<double> losses;    // of training, by epoch
  std::vector<double> accuracy;  // of the test part after each epoch, where it was recorded
  double seconds = 0.0;
};

/// The loop of lesson 07 with Adam and a rate that falls along a cosine.
Learnt learn(const Run& run, const std::string& name, Model model, const Digits& digits,
             const HowToLearn& how, bool record) {
  Rng batches = run.rng("batches " + name);
  Rng shifts = run.rng("shifts " + name);
  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    const arma::mat X = digits.X.cols(samples);
    return model.gradient(theta, how.move_images ? each_moved(X, digits.paper, shifts) : X,
                          digits.T.cols(samples));
  };
  Adam adam;
  const Step step = [&](arma::vec& theta, const arma::vec& g, double rate) {
    adam_step(theta, g, rate, adam);
  };
  const Schedule schedule = [&](arma::uword epoch, const std::vector<double>&) {
    return cosine_rate(how.learning_rate, epoch, how.epochs, 0);
  };
  Learnt learnt{.name = name};
  Progress progress = run.progress(name, how.epochs);
  bool begun = false;
  Stopwatch stopwatch;
  const Watch watch = [&](const arma::vec& theta) -> std::optional<double> {
    learnt.seconds += stopwatch.seconds();
    if (begun && record) {
      const arma::mat logits = model.output(theta, digits.X_test);
      learnt.accuracy.push_back(accuracy(most_likely(logits), most_likely(digits.T_test)));
    }
    if (begun) progress.step(record ? fmt::format("accuracy {:.4f}", learnt.accuracy.back()) : "");
    begun = true;
    stopwatch = Stopwatch();
    if (run.stopped()) return std::nullopt;
    return 0.0;  // nothing is judged by it
  };
  const TrainingSettings settings{.epochs = how.epochs, .batch_size = 32};
  learnt.losses =
      train(model.theta, gradient, step, digits.X.n_cols, settings, batches, watch, schedule)
          .losses;
  learnt.model = std::move(model);
  return learnt;
}

// ---- what is shown of them ----------------------------------------------------------------------

/// Accuracies on test digits that have moved by 0, 1, ... pixels: the mean over four directions.
arma::vec by_shift(const Learnt& learnt, const Digits& digits, arma::uword samples) {
  const arma::mat X = digits.X_test.head_cols(samples);
  const arma::mat T = digits.T_test.head_cols(samples);
  arma::vec result(5);
  result(0) = accuracy_of(learnt.model, X, T);
  for (int k = 1; k < 5; ++k) {
    double sum = 0.0;
    for (const auto& [down, right] :
         std::vector<std::pair<int, int>>{{k, 0}, {-k, 0}, {0, k}, {0, -k}}) {
      sum += accuracy_of(learnt.model, all_moved(X, down, right, digits.paper), T);
    }
    result(k) = sum / 4.0;
  }
  return result;
}

/// A table, and a panel, of both networks against the shift.
Panel tell_of_shifts(Run& run, const std::vector<Learnt>& both, const Digits& digits,
                     arma::uword samples) {
  Table table{.columns = {{"moved by (pixels)"}}};
  Panel panel{.title = "digits that have moved", .x_label = "pixels", .y_label = "accuracy"};
  std::vector<arma::vec> all;
  for (const Learnt& learnt : both) {
    table.columns.push_back({learnt.name, "", 3});
    all.push_back(by_shift(learnt, digits, samples));
    panel.series.push_back({.name = learnt.name, .y = all.back(), .mark = Mark::line_and_points});
  }
  for (arma::uword k = 0; k < 5; ++k) {
    table.rows.push_back({k, all[0](k), all[1](k)});
  }
  run.say("Accuracy on test digits that have moved, the mean of four directions:");
  run.print(table);
  return panel;
}

/// The images in the rows of a matrix, each `height` pixels high. Two decimals are enough.
ImagePage page_of(const arma::mat& rows, arma::uword height, arma::uword columns) {
  ImagePage page{.columns = columns};
  for (arma::uword k = 0; k < rows.n_rows; ++k) {
    page.images.push_back(
        arma::round(100.0 * arma::reshape(rows.row(k), height, rows.n_cols / height)) / 100.0);
  }
  return page;
}

/// The first filters of a LeNet, and what its two stages make of one digit.
std::vector<Panel> insight(const Learnt& learnt, const LeNet& net, const arma::vec& digit,
                           Rng& rng) {
  const std::vector<arma::mat> P = filled(make_lenet(net, rng), learnt.model.theta);
  Tape tape;
  NodeIndex x = tape_constant(tape, digit);
  ImageShape image = net.image;
  const auto stage = [&](const Window& window, std::size_t k) {
    x = tape_convolution(tape, x, image, tape_constant(tape, P[k]), tape_constant(tape, P[k + 1]),
                         window);
    image = convolved_shape(image, window, P[k].n_rows);
    x = tape_relu(tape, tape_max_pool(tape, x, image, net.pool));
    image = convolved_shape(image, net.pool, image.channels);
    const arma::mat maps =
        arma::reshape(tape_value(tape, x), image.height * image.width, image.channels).t();
    return page_of(maps, image.height, k == 0 ? 3 : 4);
  };
  return {{.title = "a digit", .images = page_of(digit.t(), side, 1)},
          {.title = "six filters, 5x5", .images = page_of(P[0], net.first.size, 3)},
          {.title = "six maps, 10x10", .images = stage(net.first, 0)},
          {.title = "sixteen maps, 3x3", .images = stage(net.second, 2)}};
}

/// The networks, with their numbers of parameters.
void tell_of_sizes(Run& run, const std::vector<Learnt>& both, const Digits& digits) {
  Table table{.columns = {{"network"},
                          {"parameters"},
                          {"training loss", "", 4},
                          {"accuracy", "", 4},
                          {"give or take", "", 4},
                          {"wrong"}}};
  for (const Learnt& learnt : both) {
    const double right = accuracy_of(learnt.model, digits.X_test, digits.T_test);
    const arma::uword samples = digits.X_test.n_cols;
    table.rows.push_back({learnt.name, learnt.model.theta.n_elem, learnt.losses.back(), right,
                          accuracy_error(right, samples),
                          std::lround((1.0 - right) * static_cast<double>(samples))});
  }
  run.print(table);
}

}  // namespace

void translation(Run& run) {
  Digits digits = load_digits(run);
  digits.X = digits.X.head_cols(1000).eval();
  digits.T = digits.T.head_cols(1000).eval();
  const LeNet net;
  Rng lenet_rng = run.rng("weights lenet");
  Rng dense_rng = run.rng("weights dense");
  const HowToLearn how{.epochs = 8, .learning_rate = 0.003, .move_images = false};
  const std::vector<Learnt> both = {
      learn(run, "LeNet", lenet_model(net, lenet_rng), digits, how, false),
      learn(run, "400-64-10", dense_model(dense_rng), digits, how, false)};
  run.say(
      fmt::format("Data: digits ({}). Eight epochs with 1,000 digits, 1,000 others to be "
                  "judged by.",
                  digits.source));
  tell_of_sizes(run, both, digits);
  const Panel shifts = tell_of_shifts(run, both, digits, 300);
  run.save({.name = "translation", .panels = {shifts}});
  Rng any = run.rng("shapes");
  run.save(
      {.name = "maps", .panels = insight(both[0], net, digits.X_test.col(0), any), .columns = 4});
}

void lenet(Run& run) {
  const Digits digits = load_digits(run);
  const LeNet net;
  Rng lenet_rng = run.rng("weights lenet");
  Rng dense_rng = run.rng("weights dense");
  const HowToLearn how{.epochs = 20, .learning_rate = 0.003, .move_images = true};
  run.say(
      fmt::format("Data: digits ({}). {} digits to learn from, each moved by up to one pixel "
                  "in each epoch; {} to be judged by.",
                  digits.source, digits.X.n_cols, digits.X_test.n_cols));
  std::vector<Learnt> both = {learn(run, "400-64-10", dense_model(dense_rng), digits, how, true)};
  if (run.stopped()) return;
  both.insert(both.begin(), learn(run, "LeNet", lenet_model(net, lenet_rng), digits, how, true));
  if (!run.stopped()) {
    run.measure("lenet.best", digits.source,
                accuracy_of(both[0].model, digits.X_test, digits.T_test), both[0].seconds);
    run.measure("lenet.dense", digits.source,
                accuracy_of(both[1].model, digits.X_test, digits.T_test), both[1].seconds);
  }
  tell_of_sizes(run, both, digits);
  run.say(
      "The original, LeNet-5 of 1998, has 60,000 parameters, saw 60,000 digits of 32x32 pixels, "
      "and was wrong for 0.95 in 100 of 10,000 others; a dense network of 300 hidden units was "
      "wrong for 4.7.");
  Panel curves{.title = "test digits", .x_label = "epoch", .y_label = "accuracy"};
  for (const Learnt& learnt : both) {
    curves.series.push_back({.name = learnt.name,
                             .x = arma::regspace(1, static_cast<double>(learnt.accuracy.size())),
                             .y = arma::vec(learnt.accuracy)});
  }
  const Panel shifts = tell_of_shifts(run, both, digits, digits.X_test.n_cols);
  run.save({.name = "lenet", .panels = {curves, shifts}, .columns = 2});
  Rng any = run.rng("shapes");
  run.save({.name = "lenet_maps",
            .panels = insight(both[0], net, digits.X_test.col(0), any),
            .columns = 4});
}

}  // namespace nn
