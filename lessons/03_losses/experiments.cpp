// What lesson 03's functions do, in pictures: each loss against its input, the textbook's formulas
// where they break, a loss with the gradient of another one, and what each measure does not see.
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "01_activations/activations.hpp"
#include "03_losses/losses.hpp"
#include "lab/experiment.hpp"

namespace nn {
namespace {

// ---- curves -------------------------------------------------------------------------------------

/// Value and slope of a loss for one sample, while one of its outputs goes through `inputs`.
struct Curve {
  arma::vec value;
  arma::vec slope;
};

/// Row 0 of the sample is the output that moves; the others are 0.
Curve curve(LossFunction function, const arma::vec& inputs, const arma::vec& target) {
  Curve result{.value = arma::vec(inputs.n_elem), .slope = arma::vec(inputs.n_elem)};
  for (arma::uword i = 0; i < inputs.n_elem; ++i) {
    arma::mat sample(target.n_elem, 1, arma::fill::zeros);
    sample(0) = inputs(i);
    const Loss loss = evaluate_loss(function, sample, target);
    result.value(i) = loss.value;
    result.slope(i) = loss.gradient(0);
  }
  return result;
}

struct NamedTarget {
  std::string name;
  arma::vec target;
};

struct LossToDraw {
  LossFunction function;
  std::string title;
  std::string short_name;  // in the table
  std::string input;
  std::vector<NamedTarget> targets;
};

void curves(Run& run) {
  const std::vector<LossToDraw> losses = {
      {LossFunction::mean_squared_error,
       "squared error",
       "squared",
       "prediction",
       {{"target 1", {1}}, {"target 0", {0}}}},
      {LossFunction::binary_cross_entropy,
       "binary cross-entropy",
       "binary",
       "logit",
       {{"target 1", {1}}, {"target 0", {0}}, {"target 0.3", {0.3}}}},
      {LossFunction::softmax_cross_entropy,
       "softmax cross-entropy",
       "softmax",
       "logit of class 0",
       {{"class 0 is right", {1, 0, 0}}, {"class 1 is right", {0, 1, 0}}}}};

  const arma::vec inputs = arma::linspace(-6, 6, 121);
  const arma::vec few = {-6, -1, 0, 1, 6};
  std::vector<Panel> values;
  std::vector<Panel> slopes;
  Table table{
      .columns = {{"loss"}, {"target"}, {"at -6"}, {"at -1"}, {"at 0"}, {"at 1"}, {"at 6"}}};
  for (const LossToDraw& loss : losses) {
    Panel value{.title = loss.title, .x_label = loss.input, .y_label = "loss of one sample"};
    Panel slope{.x_label = loss.input, .y_label = "gradient"};
    for (const NamedTarget& named : loss.targets) {
      const Curve drawn = curve(loss.function, inputs, named.target);
      value.series.push_back({.name = named.name, .x = inputs, .y = drawn.value});
      slope.series.push_back({.name = named.name, .x = inputs, .y = drawn.slope});
      const arma::vec at = curve(loss.function, few, named.target).value;
      table.rows.push_back({loss.short_name, named.name, at(0), at(1), at(2), at(3), at(4)});
    }
    value.y_range = Range{-0.3, 7.0};  // the squared error goes on to 49
    slope.y_range = Range{-3.0, 3.0};
    values.push_back(value);
    slopes.push_back(slope);
  }
  run.print(table);
  values.insert(values.end(), slopes.begin(), slopes.end());
  run.save({.name = "curves", .panels = values, .columns = 3});
}

// ---- overflow -----------------------------------------------------------------------------------

double binary_value(double logit, double target) {
  const arma::mat Z(1, 1, arma::fill::value(logit));
  const arma::mat T(1, 1, arma::fill::value(target));
  return binary_cross_entropy(Z, T).value;
}

/// The loss as a textbook defines it, typed in without a thought.
double textbook(double logit, double target) {
  const double a = 1 / (1 + std::exp(-logit));
  return target == 1 ? -std::log(a) : -std::log(1 - a);
}

Panel compare(const std::string& title, double target, const arma::vec& logits) {
  Series typed{.name = "typed in", .x = logits, .y = logits, .mark = Mark::points};
  Series yours{.name = "binary_cross_entropy", .x = logits, .y = logits};
  for (arma::uword i = 0; i < logits.n_elem; ++i) {
    typed.y(i) = textbook(logits(i), target);
    yours.y(i) = binary_value(logits(i), target);
  }
  return {.title = title, .x_label = "logit", .y_label = "loss", .series = {yours, typed}};
}

void overflow(Run& run) {
  Table table{.columns = {{"target"}, {"logit"}, {"typed in"}, {"binary_cross_entropy"}}};
  for (const double logit : {0.0, 20.0, 36.0, 37.0, 1000.0}) {
    table.rows.push_back({0, logit, textbook(logit, 0), binary_value(logit, 0)});
  }
  for (const double logit : {-20.0, -700.0, -709.0, -710.0, -1000.0}) {
    table.rows.push_back({1, logit, textbook(logit, 1), binary_value(logit, 1)});
  }
  run.print(table);

  Panel near = compare("target 0", 0, arma::linspace(30, 42, 61));
  near.y_range = Range{29.0, 43.0};
  Panel far = compare("target 1", 1, arma::linspace(-760, -660, 41));
  far.y_range = Range{650.0, 770.0};
  run.save({.name = "overflow", .panels = {near, far}, .columns = 2});
}

// ---- mismatch -----------------------------------------------------------------------------------

constexpr int steps = 60;

void mismatch(Run& run) {
  const arma::mat target(1, 1, arma::fill::ones);
  arma::vec matching(steps + 1);
  arma::vec foreign(steps + 1);
  arma::mat z = -8 * arma::ones(1, 1);  // sure, and wrong
  arma::mat w = z;
  for (int step = 0; step <= steps; ++step) {
    const Loss loss = binary_cross_entropy(z, target);
    matching(step) = loss.value;
    z -= loss.gradient;  // gradient descent with a learning rate of 1

    foreign(step) = binary_cross_entropy(w, target).value;
    // The gradient of the squared error of A = sigmoid(w), back through the sigmoid.
    w -= mean_squared_error(sigmoid(w), target).gradient % sigmoid_derivative(w);
  }

  Table table{.columns = {{"step"}, {"with its own gradient"}, {"with that of MSE"}}};
  for (const int step : {0, 1, 5, 10, 20, 60}) {
    table.rows.push_back({step, matching(step), foreign(step)});
  }
  run.print(table);
  run.save({.name = "mismatch",
            .panels = {{.x_label = "step",
                        .y_label = "binary cross-entropy",
                        .series = {{.name = "with its own gradient", .y = matching},
                                   {.name = "with that of the squared error", .y = foreign}}}}});
}

// ---- measures -----------------------------------------------------------------------------------

std::vector<Cell> measured(const std::string& name, const arma::rowvec& p, const arma::rowvec& t) {
  return {name, mean_absolute_error(p, t), root_mean_squared_error(p, t), r_squared(p, t),
          mean_absolute_percentage_error(p, t)};
}

void measures(Run& run) {
  Rng rng = run.rng("data");
  // 200 targets from 10 to 20, and predictions with normal errors of deviation 1.
  const arma::rowvec t = uniform_matrix(1, 200, 10, 20, rng);
  const arma::rowvec p = t + normal_matrix(1, 200, rng);

  arma::rowvec outlier = p;
  outlier(0) += 100;
  arma::rowvec near_zero = t;
  near_zero(0) = 0.01;
  arma::rowvec near_zero_p = p;
  near_zero_p(0) = 1.01;
  const arma::rowvec narrow = 15 + (t - 15) / 10;  // targets from 14.5 to 15.5
  const arma::rowvec mean(200, arma::fill::value(arma::mean(t)));

  Table table{
      .columns = {
          {"predictions"}, {"MAE", "", 2}, {"RMSE", "", 2}, {"R^2", "", 2}, {"MAPE", "%", 1}}};
  table.rows = {measured("errors of deviation 1", p, t),
                measured("one of them is wrong by 100", outlier, t),
                measured("one target is 0.01", near_zero_p, near_zero),
                measured("same errors, narrow targets", narrow + (p - t), narrow),
                measured("same in thousandths", 1000 * p, 1000 * t),
                measured("always the mean", mean, t)};
  run.print(table);
}

// ---- confusion ----------------------------------------------------------------------------------

/// Each row divided by its sum: what became of the samples of each class.
arma::mat shares(const arma::umat& counts) {
  arma::mat result = arma::conv_to<arma::mat>::from(counts);
  for (arma::uword i = 0; i < result.n_rows; ++i) result.row(i) /= arma::accu(result.row(i));
  return result;
}

void confusion(Run& run) {
  constexpr arma::uword classes = 5;
  const std::vector<arma::uword> samples = {800, 80, 60, 40, 20};  // class 0 is frequent
  Rng rng = run.rng("classifier");

  // A classifier that errs: 6% of the frequent class are taken for any other one, a tenth of the
  // others for class 0, and classes 3 and 4 look alike to it.
  std::vector<arma::uword> actual_list;
  std::vector<arma::uword> predicted_list;
  for (arma::uword label = 0; label < classes; ++label) {
    for (arma::uword s = 0; s < samples[label]; ++s) {
      arma::uword answer = label;
      const double chance = uniform(rng);
      if (label == 0 && chance < 0.06) answer = 1 + uniform_index(classes - 1, rng);
      if (label > 0 && chance < 0.1) answer = 0;
      if (label > 2 && chance > 0.6) answer = label == 3 ? 4 : 3;
      actual_list.push_back(label);
      predicted_list.push_back(answer);
    }
  }
  const arma::urowvec actual(actual_list);
  const arma::urowvec predicted(predicted_list);
  const arma::urowvec always_0(actual.n_elem, arma::fill::zeros);

  const arma::umat counts = confusion_matrix(predicted, actual, classes);
  const arma::vec found = shares(counts).diag();
  const arma::vec found_0 = shares(confusion_matrix(always_0, actual, classes)).diag();
  Table table{
      .columns = {
          {"class"}, {"samples"}, {"the classifier finds", "", 3}, {"\"always 0\" finds", "", 3}}};
  for (arma::uword i = 0; i < classes; ++i) {
    table.rows.push_back({std::to_string(i), samples[i], found(i), found_0(i)});
  }
  table.rows.push_back({"accuracy", 1000, accuracy(predicted, actual), accuracy(always_0, actual)});
  table.rows.push_back({"mean of the classes", "", arma::mean(found), arma::mean(found_0)});
  run.print(table);

  const Panel in_numbers{
      .title = "samples",
      .x_label = "predicted class",
      .y_label = "actual class",
      .heat_map = HeatMap{.values = arma::conv_to<arma::mat>::from(counts), .decimals = 0}};
  const Panel in_shares{.title = "share of the row",
                        .x_label = "predicted class",
                        .y_label = "actual class",
                        .heat_map = HeatMap{.values = shares(counts), .range = Range{0.0, 1.0}}};
  run.save({.name = "confusion", .panels = {in_numbers, in_shares}, .columns = 2});
}

}  // namespace

const std::vector<Experiment> experiments = {{"curves", curves},
                                             {"overflow", overflow},
                                             {"mismatch", mismatch},
                                             {"measures", measures},
                                             {"confusion", confusion}};

}  // namespace nn
