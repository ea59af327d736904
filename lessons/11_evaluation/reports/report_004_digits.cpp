// Report 004's digits: 400-64-10, with its settings and with better ones, and what it gets wrong.
#include <fmt/format.h>

#include <algorithm>
#include <armadillo>
#include <optional>
#include <string>
#include <vector>

#include "00_warm_up/warm_up.hpp"
#include "01_activations/activations.hpp"
#include "06_data/data.hpp"
#include "08_regularization/regularization.hpp"
#include "09_optimizers/optimizers.hpp"
#include "11_evaluation/evaluation.hpp"
#include "11_evaluation/reports/reports.hpp"
#include "11_evaluation/reports/trainer.hpp"

namespace nn {
namespace {

/// The losses and accuracies of a training, at some of its epochs.
struct DigitCurves {
  std::vector<double> epochs, training_loss, test_loss, training_accuracy, test_accuracy;
};

/// Adds what the outputs for all training and all test digits are worth.
void add_point(DigitCurves& curves, arma::uword epoch, const arma::mat& output,
               const arma::mat& output_test, const TrainingData& parts) {
  curves.epochs.push_back(static_cast<double>(epoch));
  curves.training_loss.push_back(softmax_cross_entropy(output, parts.T).value);
  curves.test_loss.push_back(softmax_cross_entropy(output_test, parts.T_validation).value);
  curves.training_accuracy.push_back(accuracy(most_likely(output), most_likely(parts.T)));
  curves.test_accuracy.push_back(
      accuracy(most_likely(output_test), most_likely(parts.T_validation)));
}

/// How one network did on the digits.
struct TrainedDigits {
  std::string name;
  DigitCurves curves;
  arma::urowvec predicted;  // of the test part
  double seconds = 0.0;     // for training
};

/// As in the report: each pixel standardised for itself, sigmoids, all samples in one batch.
/// The first layer is written out: dense_forward would copy 1.6 million pixels in each of 5,130
/// epochs, and dense_backward would find the gradient of the pixels, which nobody needs.
TrainedDigits digits_as_reported(const Run& run, const TrainingData& parts) {
  constexpr arma::uword epochs = 5130;
  constexpr double rate = 0.001;
  const Standardisation scaling = fit_standardisation(parts.X);
  const arma::mat X = apply_standardisation(scaling, parts.X);
  const arma::mat X_test = apply_standardisation(scaling, parts.X_validation);
  Rng rng = run.rng("weights report");
  Network network = make_network({400, 64, 10}, Activation::sigmoid, Activation::identity,
                                 Initialiser::xavier, rng);
  DenseLayer& first = network.layers.front();
  DenseLayer& last = network.layers.back();
  TrainedDigits trained;
  trained.name = "as in the report";
  Progress progress = run.progress(trained.name, epochs);
  const Stopwatch watch;
  for (arma::uword epoch = 0; !run.stopped(); ++epoch) {
    const arma::mat Z = add_to_columns(weighted_sums(first.weights, X), first.bias);
    const DenseCache cache = dense_forward(last, sigmoid(Z));
    if (epoch % 30 == 0) {
      add_point(trained.curves, epoch, cache.A, network_forward(network, X_test).back().A, parts);
    }
    if (epoch == epochs) break;
    const Loss loss = softmax_cross_entropy(cache.A, parts.T);
    const DenseGradient gradient = dense_backward(last, cache, loss.gradient);
    const arma::mat dZ = gradient.X % sigmoid_derivative(Z);
    last.weights -= rate * gradient.weights;
    last.bias -= rate * gradient.bias;
    first.weights -= rate * dZ * X.t();
    first.bias -= rate * arma::sum(dZ, 1);
    progress.step(fmt::format("loss {:.3f}", loss.value));
  }
  trained.seconds = watch.seconds();
  trained.predicted = predict_classes(network, X_test);
  return trained;
}

/// One mean and one deviation for all pixels: a pixel that is nearly always white stays small.
struct OneForAll {
  double mean, deviation;
};
OneForAll fit_one_for_all(const arma::mat& X) {
  const arma::vec pixels = arma::vectorise(X);
  return {.mean = arma::mean(pixels), .deviation = arma::stddev(pixels)};
}
arma::mat apply_one_for_all(const OneForAll& scaling, const arma::mat& X) {
  return (X - scaling.mean) / scaling.deviation;
}

/// Each image moved by up to one pixel, up or down, to the left or to the right: it still shows the
/// same digit. What comes in at the edge is `background`.
arma::mat shifted(const arma::mat& X, double background, Rng& rng) {
  arma::mat moved(arma::size(X));
  for (arma::uword j = 0; j < X.n_cols; ++j) {
    arma::mat frame(22, 22, arma::fill::value(background));
    frame.submat(1, 1, 20, 20) = arma::reshape(X.col(j), 20, 20);
    const arma::uword down = uniform_index(3, rng);
    const arma::uword right = uniform_index(3, rng);
    moved.col(j) = arma::vectorise(frame.submat(down, right, down + 19, right + 19));
  }
  return moved;
}

/// The course's way with 400-64-10: Adam, batches of 32, 60 epochs, cosine, L2, and in each epoch
/// every image is moved a little. All numbers were chosen on other splits than those measured.
struct DigitSettings {
  std::string name;
  Activation activation;
  Initialiser initialiser;
  double learning_rate;
  double l2;
};
const DigitSettings relu_digits = {"ReLU, Adam", Activation::relu, Initialiser::he, 0.003, 3e-4};
const DigitSettings sigmoid_digits = {"sigmoid, Adam", Activation::sigmoid, Initialiser::xavier,
                                      0.01, 1e-4};

TrainedDigits digits_at_best(const Run& run, const TrainingData& parts,
                             const DigitSettings& settings) {
  constexpr arma::uword epochs = 60;
  Rng weights_rng = run.rng("weights " + settings.name);
  Rng batches_rng = run.rng("batches " + settings.name);
  Rng shifts_rng = run.rng("shifts " + settings.name);
  const OneForAll scaling = fit_one_for_all(parts.X);
  const arma::mat X = apply_one_for_all(scaling, parts.X);
  const arma::mat X_test = apply_one_for_all(scaling, parts.X_validation);
  const double background = (0.0 - scaling.mean) / scaling.deviation;
  const Network start = make_network({400, 64, 10}, settings.activation, Activation::identity,
                                     settings.initialiser, weights_rng);

  const LossFunction loss = LossFunction::softmax_cross_entropy;
  const Gradient gradient = [&](const arma::vec& theta, const arma::uvec& samples) {
    const arma::mat moved = shifted(X.cols(samples), background, shifts_rng);
    // With dropout off, regularised_gradient draws nothing.
    return regularised_gradient(start, theta, loss, moved, parts.T.cols(samples),
                                {.l2 = settings.l2}, shifts_rng);
  };
  Adam adam;
  const Step step = [&](arma::vec& theta, const arma::vec& g, double rate) {
    adam_step(theta, g, rate, adam);
  };
  const Schedule schedule = [&](arma::uword epoch, const std::vector<double>&) {
    return cosine_rate(settings.learning_rate, epoch, epochs, 0);
  };
  TrainedDigits trained;
  trained.name = settings.name;
  Progress progress = run.progress(settings.name, epochs);
  Stopwatch stopwatch;
  arma::uword done = 0;  // epochs
  const Watch watch = [&](const arma::vec& theta) -> std::optional<double> {
    trained.seconds += stopwatch.seconds();
    if (done > 0) {
      const Network network = unflatten(theta, start);
      add_point(trained.curves, done, network_forward(network, X).back().A,
                network_forward(network, X_test).back().A, parts);
      progress.step(fmt::format("loss {:.3f}", trained.curves.training_loss.back()));
    }
    ++done;
    stopwatch = Stopwatch();
    if (run.stopped()) return std::nullopt;
    return 0.0;  // nothing is judged by it
  };
  arma::vec theta = flatten(start);
  train(theta, gradient, step, X.n_cols, {.epochs = epochs}, batches_rng, watch, schedule);
  trained.predicted = predict_classes(unflatten(theta, start), X_test);
  return trained;
}

/// Up to 40 of the test digits that a network takes for another.
Figure misclassified_figure(const TrainedDigits& trained, const TrainingData& parts) {
  const arma::urowvec actual = most_likely(parts.T_validation);
  const arma::uvec wrong = misclassified(trained.predicted, actual);
  ImagePage page{.columns = 10};
  for (arma::uword k = 0; k < std::min<arma::uword>(40, wrong.n_elem); ++k) {
    const arma::uword i = wrong(k);
    // Two decimals are enough for a picture.
    page.images.push_back(arma::round(100.0 * arma::reshape(parts.X_validation.col(i), 20, 20)) /
                          100.0);
    page.captions.push_back(fmt::format("is {}, said {}", actual(i), trained.predicted(i)));
  }
  const std::string title = fmt::format("{} of {} test digits are misclassified ({})", wrong.n_elem,
                                        actual.n_elem, trained.name);
  return {.name = "misclassified", .title = title, .panels = {{.images = page}}};
}

Figure errors_figure(const std::vector<TrainedDigits>& all, const arma::urowvec& actual) {
  Panel panel{.title = "misclassified test digits",
              .x_label = "digit",
              .y_label = "how many were taken for another"};
  for (const TrainedDigits& trained : all) {
    const arma::urowvec errors = errors_per_class(trained.predicted, actual, 10);
    panel.series.push_back({.name = trained.name,
                            .y = arma::conv_to<arma::vec>::from(errors.t()),
                            .mark = Mark::bars});
  }
  for (arma::uword digit = 0; digit < 10; ++digit) panel.x_names.push_back(std::to_string(digit));
  return {.name = "errors_per_digit", .panels = {panel}};
}

Figure confusion_figure(const TrainedDigits& trained, const arma::urowvec& actual) {
  const arma::umat counts = confusion_matrix(trained.predicted, actual, 10);
  HeatMap map{.values = arma::conv_to<arma::mat>::from(counts), .decimals = 0};
  arma::mat mistakes = map.values;
  mistakes.diag().zeros();
  map.range = Range{0.0, std::max(1.0, mistakes.max())};  // the diagonal is off the scale
  return {.name = "confusion",
          .panels = {{.title = "test digits (" + trained.name + ")",
                      .x_label = "taken for",
                      .y_label = "is",
                      .heat_map = map}}};
}

Figure digit_curves(const std::vector<TrainedDigits>& all) {
  Figure figure{.name = "digit_curves", .columns = 2};
  for (const TrainedDigits& trained : all) {
    const DigitCurves& curves = trained.curves;
    const auto curve = [&](const std::string& name, const std::vector<double>& values) {
      return Series{.name = name, .x = arma::vec(curves.epochs), .y = arma::vec(values)};
    };
    figure.panels.push_back(
        {.title = trained.name,
         .x_label = "epoch",
         .y_label = "loss",
         .series = {curve("training", curves.training_loss), curve("test", curves.test_loss)},
         .log_y = true});
    figure.panels.push_back({.title = trained.name,
                             .x_label = "epoch",
                             .y_label = "accuracy",
                             .series = {curve("training", curves.training_accuracy),
                                        curve("test", curves.test_accuracy)}});
  }
  return figure;
}

}  // namespace

void digits(Run& run) {
  const Dataset data = load_dataset("digits");
  Rng rng = run.rng("split");
  const TrainingData parts = split_parts(data.X, data.T, 0.8, rng);
  const arma::urowvec actual = most_likely(parts.T_validation);
  run.say(source_of(data) + fmt::format(" {} digits to learn from, {} to be judged by, once.",
                                        parts.X.n_cols, actual.n_elem));

  // The short trainings come first: after Ctrl-C there is something to see.
  std::vector<TrainedDigits> all;
  const auto add = [&](const std::string& measurement, const TrainedDigits& trained) {
    all.push_back(trained);
    if (run.stopped()) return;  // it was not trained to its end
    run.measure(measurement, data.source, accuracy(trained.predicted, actual), trained.seconds);
  };
  add("digits_relu.best", digits_at_best(run, parts, relu_digits));
  if (!run.stopped()) add("digits_sigmoid.best", digits_at_best(run, parts, sigmoid_digits));
  if (!run.stopped()) add("digits.same", digits_as_reported(run, parts));

  Table table{.columns = {{"400-64-10"},
                          {"epochs"},
                          {"training", "", 4},
                          {"test", "", 4},
                          {"give or take", "", 4},
                          {"wrong digits"}}};
  for (const TrainedDigits& trained : all) {
    const double right = accuracy(trained.predicted, actual);
    table.rows.push_back(
        {trained.name, trained.curves.epochs.back(), trained.curves.training_accuracy.back(), right,
         accuracy_error(right, actual.n_elem), misclassified(trained.predicted, actual).n_elem});
  }
  run.say("Accuracies, and how many test digits are taken for others:");
  run.print(table);
  run.save(digit_curves(all));
  run.save(errors_figure(all, actual));
  run.save(confusion_figure(all.front(), actual));
  run.save(misclassified_figure(all.front(), parts));
}

}  // namespace nn
