// Report 004's headlines: a check of its gradients, the microchips, and the digits.
#include <fmt/format.h>

#include <algorithm>
#include <armadillo>
#include <functional>
#include <string>
#include <vector>

#include "00_warm_up/warm_up.hpp"
#include "01_activations/activations.hpp"
#include "05_gradient_checks/gradient_checks.hpp"
#include "06_data/data.hpp"
#include "07_training/training.hpp"
#include "08_regularization/regularization.hpp"
#include "09_optimizers/optimizers.hpp"
#include "11_experiments/experiments.hpp"
#include "11_experiments/headlines/headlines.hpp"
#include "11_experiments/headlines/trainer.hpp"

namespace nn {

// ---- gradient_check -----------------------------------------------------------------------------

namespace {

/// A network, and the samples on which its gradient is checked.
struct Check {
  Network network;
  arma::mat X, T;
};

/// 3-[2,2,3]-1 with sigmoids, as in the report, and five samples.
Check draw_check(Rng& rng) {
  return {.network = make_network({3, 2, 2, 3, 1}, Activation::sigmoid, Activation::identity,
                                  Initialiser::xavier, rng),
          .X = normal_matrix(3, 5, rng),
          .T = {{1, 0, 0, 1, 1}}};
}

/// max|E| of each layer, with central differences of this step, and with two of them combined.
struct CheckErrors {
  arma::vec plain, combined;
};

CheckErrors check_errors(const Check& check) {
  const LossFunction function = LossFunction::binary_cross_entropy;
  const ScalarFunction loss = [&](const arma::vec& theta) {
    return loss_at(check.network, theta, function, check.X, check.T);
  };
  const arma::vec theta = flatten(check.network);
  const arma::vec analytic = loss_gradient(check.network, function, check.X, check.T);

  // The error of central differences is c step^2 + O(step^4): a combination of two steps is free
  // of the first part, and may use steps so long that rounding does not matter.
  const double step = 2e-3;
  const arma::vec combined =
      (4.0 * numerical_gradient(loss, theta, step / 2.0) - numerical_gradient(loss, theta, step)) /
      3.0;
  return {.plain = layer_errors(check.network, analytic, numerical_gradient(loss, theta, 1e-5)),
          .combined = layer_errors(check.network, analytic, combined)};
}

}  // namespace

void gradient_check(Run& run) {
  constexpr arma::uword networks = 20;
  const Stopwatch watch;
  Rng rng = run.rng("networks");
  arma::mat plain(4, networks);
  arma::mat combined(4, networks);
  Check check;
  for (arma::uword i = 0; i < networks; ++i) {
    check = draw_check(rng);
    const CheckErrors errors = check_errors(check);
    plain.col(i) = errors.plain;
    combined.col(i) = errors.combined;
  }

  const auto brief = [](double error) { return fmt::format("{:.1e}", error); };
  Table table{.columns = {{"layer"}, {"widths"}, {"step 1e-5"}, {"steps 2e-3 and 1e-3"}}};
  for (arma::uword i = 0; i < 4; ++i) {
    const DenseLayer& layer = check.network.layers.at(i);
    table.rows.push_back({i, printed({layer.weights.n_cols, layer.weights.n_rows}),
                          brief(plain.row(i).max()), brief(combined.row(i).max())});
  }
  run.say("The largest error |backpropagation - differences| in each layer, of twenty networks:");
  run.print(table);
  // In units of 1e-12, which fit a page of results.
  run.measure("gradient_check.same", "generated", 1e12 * plain.max(), watch.seconds());
  run.measure("gradient_check.best", "generated", 1e12 * combined.max(), watch.seconds());
}

// ---- microchips ---------------------------------------------------------------------------------

namespace {

constexpr arma::uword splits = 30;

/// A part of the chips: two tests each, and one target, 1 for accepted.
struct Chips {
  arma::mat X, T;
};

struct ChipSplit {
  Chips training, test;  // 94 and 24 chips
  Standardisation scaling;
};

ChipSplit split_chips(const Dataset& data, Rng& rng) {
  const Parts parts = split_parts(data.X, data.T.row(1), 0.8, rng);
  return {.training = {.X = parts.X, .T = parts.T},
          .test = {.X = parts.X_validation, .T = parts.T_validation},
          .scaling = fit_standardisation(parts.X)};
}

/// The test part stands where curves of a validation part are made. Nothing is chosen by it.
Parts scaled_parts(const ChipSplit& split) {
  return {.X = apply_standardisation(split.scaling, split.training.X),
          .T = split.training.T,
          .X_validation = apply_standardisation(split.scaling, split.test.X),
          .T_validation = split.test.T};
}

/// One output is a logit: above 0, the probability is above one half.
arma::urowvec accepted(const arma::mat& logits) {
  return arma::conv_to<arma::urowvec>::from(logits > 0.0);
}

double chip_accuracy(const arma::mat& logits, const arma::mat& T) {
  return accuracy(accepted(logits), arma::conv_to<arma::urowvec>::from(T));
}

/// A trained network for the microchips. Entry 0 of the losses is before training.
struct TrainedChips {
  std::function<arma::mat(const arma::mat& X)> output;
  arma::uword first_accuracy = 0;  // the epoch of entry 0 of the accuracies
  std::vector<double> training_loss, test_loss, training_accuracy, test_accuracy;
};

/// A network of the report: its hidden widths, and how its rate falls.
struct ReportedChips {
  Widths hidden;
  double rate;
  double later_rate;  // from epoch 5,000 on
};

const std::vector<ReportedChips> reported_chips = {
    {{2, 3, 2}, 0.01, 0.01}, {{4}, 0.01, 0.01}, {{4, 4}, 0.1, 0.04}};

/// As in the report: sigmoids, all chips in one batch, gradient descent, 10,000 epochs.
TrainedChips train_as_reported(const Run& run, const ChipSplit& split,
                               const ReportedChips& reported, Rng& rng) {
  const Parts parts = scaled_parts(split);
  Widths widths = reported.hidden;
  widths.insert(widths.begin(), parts.X.n_rows);
  widths.push_back(1);
  Network network =
      make_network(widths, Activation::sigmoid, Activation::identity, Initialiser::xavier, rng);
  TrainedChips trained;
  const EachEpoch each_epoch = [&](const History&) {
    trained.training_accuracy.push_back(
        chip_accuracy(network_forward(network, parts.X).back().A, parts.T));
    trained.test_accuracy.push_back(
        chip_accuracy(network_forward(network, parts.X_validation).back().A, parts.T_validation));
    return !run.stopped();
  };
  const History history = train(network,
                                {.X = parts.X,
                                 .T = parts.T,
                                 .X_validation = parts.X_validation,
                                 .T_validation = parts.T_validation},
                                {.loss = LossFunction::binary_cross_entropy,
                                 .epochs = 10000,
                                 .batch_size = parts.X.n_cols,
                                 .learning_rate = reported.rate,
                                 .decay_every = 5000,
                                 .decay_factor = reported.later_rate / reported.rate},
                                rng, each_epoch);
  trained.training_loss = history.training_loss;
  trained.test_loss = history.validation_loss;
  trained.output = [network](const arma::mat& X) { return network_forward(network, X).back().A; };
  return trained;
}

/// The course's way with [4, 4]. Its numbers were chosen on other splits than those measured.
Recipe chip_recipe(arma::uword batch_size, arma::uword epochs, double l2) {
  Recipe recipe;
  recipe.model = {.activation = Activation::tanh,
                  .initialiser = Initialiser::xavier,
                  .loss = LossFunction::binary_cross_entropy};
  recipe.method = Method::adam;
  recipe.learning_rate = 0.03;
  recipe.cosine = true;
  recipe.batch_size = batch_size;
  recipe.epochs = epochs;
  recipe.l2 = l2;
  return recipe;
}

/// With 94 chips the boundary depends on the first weights. So eight networks are trained, each
/// from its own, and a ninth of the same shape learns what they say on average: about the chips,
/// and about 400 places all over the plane, for which no chip is needed.
TrainedChips train_at_best(const Run& run, const ChipSplit& split, const std::string& name) {
  constexpr arma::uword teachers = 8;
  const Parts parts = scaled_parts(split);
  const Widths widths = {parts.X.n_rows, 4, 4, 1};
  Rng rng = run.rng("places" + name);
  const arma::mat places = arma::join_rows(uniform_matrix(2, 400, -2.2, 2.2, rng), parts.X);
  arma::mat opinion(1, places.n_cols, arma::fill::zeros);  // probabilities
  for (arma::uword k = 0; k < teachers; ++k) {
    const Trained teacher = train_model(run, name + ", teacher " + std::to_string(k), parts, widths,
                                        chip_recipe(16, 300, 3e-3), Record::last_epoch);
    opinion += sigmoid(teacher.model.output(teacher.model.theta, places)) / double(teachers);
  }

  TrainedChips curves;
  curves.first_accuracy = 1;
  const Tell tell = [&](const Trained& so_far) {
    const auto right = [&](const arma::mat& X, const arma::mat& T) {
      return chip_accuracy(so_far.model.output(so_far.model.theta, X), T);
    };
    curves.training_accuracy.push_back(right(parts.X, parts.T));
    curves.test_accuracy.push_back(right(parts.X_validation, parts.T_validation));
  };
  const Parts taught = {.X = places,
                        .T = opinion,
                        .X_validation = parts.X_validation,
                        .T_validation = parts.T_validation};
  const Trained trained = train_model(run, name + ", student", taught, widths,
                                      chip_recipe(32, 200, 0.0), Record::each_epoch, tell);
  curves.training_loss = trained.training_loss;
  curves.test_loss = trained.validation_loss;
  curves.output = [model = trained.model](const arma::mat& X) {
    return model.output(model.theta, X);
  };
  return curves;
}

double largest(const std::vector<double>& values) {
  return *std::max_element(values.begin(), values.end());
}

/// The class that a network gives to each place of the plane, and the chips in it.
Panel boundary_panel(const std::string& title, const ChipSplit& split,
                     const TrainedChips& trained) {
  const arma::vec x = arma::linspace(-1.0, 1.25, 151);
  const arma::mat grid = apply_standardisation(split.scaling, grid_points(x, x));
  Panel panel{.title = title, .x_label = "test 1", .y_label = "test 2"};
  panel.regions = regions(x, x, accepted(trained.output(grid)).t());
  const auto add = [&](const std::string& name, const Chips& chips, double target,
                       arma::uword style) {
    const arma::mat X = chips.X.cols(arma::find(chips.T == target));
    panel.series.push_back(
        {.name = name, .x = X.row(0).t(), .y = X.row(1).t(), .mark = Mark::points, .style = style});
  };
  add("rejected", split.training, 0.0, 0);
  add("accepted", split.training, 1.0, 1);
  add("rejected, test part", split.test, 0.0, 2);
  add("accepted, test part", split.test, 1.0, 3);
  panel.same_scale = true;
  return panel;
}

/// About 200 of the values, against their epochs: a curve has no more to show.
Series thinned(const std::string& name, const std::vector<double>& values, arma::uword first) {
  const arma::uword step = values.size() / 200 + 1;
  const arma::uvec places = arma::regspace<arma::uvec>(0, step, values.size() - 1);
  return {.name = name,
          .x = arma::conv_to<arma::vec>::from(places + first),
          .y = arma::vec(arma::vec(values).elem(places))};
}

std::string printed_list(const Widths& hidden) {
  std::string text;
  for (const arma::uword width : hidden) {
    text += (text.empty() ? "[" : ", ") + std::to_string(width);
  }
  return text + "]";
}

/// The report's three networks and the course's on one split: boundaries, curves, a table.
void show_one_split(Run& run, const ChipSplit& split) {
  Table table{.columns = {{"network"},
                          {"epochs"},
                          {"training", "", 3},
                          {"test", "", 3},
                          {"test, luckiest epoch", "", 3}}};
  Figure boundaries{.name = "boundaries", .columns = 2};
  Figure curves{.name = "microchip_curves", .columns = 2};
  Progress progress = run.progress("one split", reported_chips.size() + 1);
  const auto add = [&](const std::string& hidden, const std::string& how,
                       const TrainedChips& trained) {
    const std::string title = hidden + " " + how;
    table.rows.push_back({title, trained.test_loss.size() - 1, trained.training_accuracy.back(),
                          trained.test_accuracy.back(), largest(trained.test_accuracy)});
    boundaries.panels.push_back(boundary_panel(title, split, trained));
    curves.panels.push_back({.title = title,
                             .x_label = "epoch",
                             .y_label = "loss",
                             .series = {thinned("training", trained.training_loss, 0),
                                        thinned("test", trained.test_loss, 0)}});
    curves.panels.push_back(
        {.title = title,
         .x_label = "epoch",
         .y_label = "accuracy",
         .series = {thinned("training", trained.training_accuracy, trained.first_accuracy),
                    thinned("test", trained.test_accuracy, trained.first_accuracy)},
         .y_range = Range{0.2, 1.0}});
    progress.step(title);
  };
  for (const ReportedChips& reported : reported_chips) {
    Rng rng = run.rng("weights of one split");
    std::string how = fmt::format("at {}", reported.rate);
    if (reported.later_rate < reported.rate) how += fmt::format(", {}", reported.later_rate);
    add(printed_list(reported.hidden), how, train_as_reported(run, split, reported, rng));
  }
  add("[4, 4]", "at best", train_at_best(run, split, " of one split"));
  run.say(
      "Accuracies on one split. The last column is that of the test part's best epoch: the number "
      "that nobody may report.");
  run.print(table);
  run.save(boundaries);
  run.save(curves);
}

}  // namespace

void microchips(Run& run) {
  const Dataset data = load_dataset("microchips");
  run.say(source_of(data));
  Rng split_rng = run.rng("splits");
  Rng reported_rng = run.rng("report");
  std::vector<double> same, lucky, best;
  double same_seconds = 0.0;
  double best_seconds = 0.0;
  ChipSplit split;
  {
    Progress progress = run.progress("splits", splits);
    for (arma::uword i = 0; i < splits; ++i) {
      split = split_chips(data, split_rng);
      const Stopwatch same_watch;
      const TrainedChips reported =
          train_as_reported(run, split, reported_chips.back(), reported_rng);
      same_seconds += same_watch.seconds();
      const Stopwatch best_watch;
      const TrainedChips ours = train_at_best(run, split, " " + std::to_string(i));
      best_seconds += best_watch.seconds();
      if (run.stopped()) return;  // the last two are not trained to their end
      same.push_back(reported.test_accuracy.back());
      lucky.push_back(largest(reported.test_accuracy));
      best.push_back(ours.test_accuracy.back());
      progress.step(fmt::format("accuracy {:.3f}", spread(best).mean));
    }
  }
  Table table{.columns = {{"[4, 4], 30 splits"},
                          {"mean", "", 3},
                          {"give or take", "", 3},
                          {"least", "", 3},
                          {"greatest", "", 3}}};
  const auto add = [&](const std::string& name, const std::vector<double>& results) {
    const Spread all = spread(results);
    table.rows.push_back({name, all.mean, all.standard_error, all.smallest, all.largest});
    return all.mean;
  };
  run.measure("microchips.same", data.source, add("report, last epoch", same), same_seconds);
  run.measure("microchips.lucky", data.source, add("report, luckiest epoch", lucky), same_seconds);
  run.measure("microchips.best", data.source, add("the mean of eight, learnt", best), best_seconds);
  run.print(table);
  run.say(fmt::format("One split has 24 test chips: an accuracy of 0.8 is known to {:.2f} there.",
                      accuracy_error(0.8, 24)));
  show_one_split(run, split);
}

// ---- digits -------------------------------------------------------------------------------------

namespace {

/// The losses and accuracies of a training, at some of its epochs.
struct DigitCurves {
  std::vector<double> epochs, training_loss, test_loss, training_accuracy, test_accuracy;
};

/// Adds what the outputs for all training and all test digits are worth.
void add_point(DigitCurves& curves, arma::uword epoch, const arma::mat& output,
               const arma::mat& output_test, const Parts& parts) {
  curves.epochs.push_back(static_cast<double>(epoch));
  curves.training_loss.push_back(softmax_cross_entropy(output, parts.T).value);
  curves.test_loss.push_back(softmax_cross_entropy(output_test, parts.T_validation).value);
  curves.training_accuracy.push_back(accuracy(classes_of(output), classes_of(parts.T)));
  curves.test_accuracy.push_back(accuracy(classes_of(output_test), classes_of(parts.T_validation)));
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
TrainedDigits digits_as_reported(const Run& run, const Parts& parts) {
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

TrainedDigits digits_at_best(const Run& run, const Parts& parts, const DigitSettings& settings) {
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
  const BatchGradient gradient = [&](const arma::vec& theta, const arma::uvec& batch) {
    // With dropout off, regularised_gradient draws nothing.
    return regularised_gradient(unflatten(theta, start),
                                shifted(X.cols(batch), background, shifts_rng), parts.T.cols(batch),
                                loss, {.l2 = settings.l2}, shifts_rng);
  };
  const RateOfEpoch rate = [&](arma::uword epoch) {
    return cosine_rate(settings.learning_rate, epoch, epochs, 0);
  };
  TrainedDigits trained;
  trained.name = settings.name;
  Progress progress = run.progress(settings.name, epochs);
  Stopwatch watch;
  const AfterEpoch after_epoch = [&](arma::uword epoch, const arma::vec& theta) {
    trained.seconds += watch.seconds();
    const Network network = unflatten(theta, start);
    add_point(trained.curves, epoch + 1, network_forward(network, X).back().A,
              network_forward(network, X_test).back().A, parts);
    progress.step(fmt::format("loss {:.3f}", trained.curves.training_loss.back()));
    watch = Stopwatch();
    return !run.stopped();
  };
  Optimizer optimizer;
  optimizer.method = Method::adam;
  const arma::vec theta = minimise(flatten(start), gradient, optimizer, X.n_cols, 32, epochs, rate,
                                   batches_rng, after_epoch);
  trained.predicted = predict_classes(unflatten(theta, start), X_test);
  return trained;
}

/// Up to 40 of the test digits that a network takes for another.
Figure misclassified_figure(const TrainedDigits& trained, const Parts& parts) {
  const arma::urowvec actual = classes_of(parts.T_validation);
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
  const Parts parts = split_parts(data.X, data.T, 0.8, rng);
  const arma::urowvec actual = classes_of(parts.T_validation);
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
