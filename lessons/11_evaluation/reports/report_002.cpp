// Report 002's results: nine parameters, trained one sample at a time, on insurance and on pairs
// of numbers.
#include <fmt/format.h>

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "03_losses/losses.hpp"
#include "04_backprop/backprop.hpp"
#include "06_data/data.hpp"
#include "09_optimizers/optimizers.hpp"
#include "11_evaluation/evaluation.hpp"
#include "11_evaluation/reports/reports.hpp"
#include "11_evaluation/reports/trainer.hpp"

namespace nn {

// ---- the nine parameters ------------------------------------------------------------------------

namespace {

struct Member {
  std::string name;
  double NineParameters::*pointer;
};
const std::vector<Member> members = {
    {"w1", &NineParameters::w1}, {"w2", &NineParameters::w2}, {"w3", &NineParameters::w3},
    {"w4", &NineParameters::w4}, {"w5", &NineParameters::w5}, {"w6", &NineParameters::w6},
    {"b1", &NineParameters::b1}, {"b2", &NineParameters::b2}, {"b3", &NineParameters::b3}};

NineParameters times(double factor, NineParameters parameters) {
  for (const Member& member : members) parameters.*member.pointer *= factor;
  return parameters;
}

NineParameters all_ones() {
  NineParameters parameters;
  for (const Member& member : members) parameters.*member.pointer = 1.0;
  return parameters;
}

NineParameters drawn(double deviation, Rng& rng) {
  NineParameters parameters;
  for (const Member& member : members) parameters.*member.pointer = deviation * normal(rng);
  return parameters;
}

const NineParameters base{
    .w1 = 1, .w2 = 0.5, .w3 = 1, .w4 = -0.5, .w5 = 1, .w6 = 1, .b1 = 0.5, .b2 = 0, .b3 = 0.5};
const NineParameters large{
    .w1 = 2, .w2 = 2.5, .w3 = 3, .w4 = -2, .w5 = -2.5, .w6 = 3.5, .b1 = -3, .b2 = 2, .b3 = 3};

struct Start {
  std::string name;
  NineParameters parameters;
};

std::vector<Start> all_starts(Rng& rng) {
  return {{"base", base},
          {"large", large},
          {"tiny", times(0.001, base)},
          {"ones", all_ones()},
          {"random", drawn(1.5, rng)}};
}

/// One step for one sample.
using Step = std::function<NineParameters(const NineParameters& parameters, double x1, double x2,
                                          double target, double rate)>;

/// The report's error: w2, w4 and b2 of the second neuron are switched by the first one's ReLU.
NineParameters wrong_gate_step(const NineParameters& parameters, double x1, double x2,
                               double target, double rate) {
  const NineCache cache = nine_forward(parameters, x1, x2);
  NineParameters next = nine_step(parameters, x1, x2, target, rate);
  const double dz2 = cache.z1 > 0.0 ? 2.0 * (cache.y - target) * parameters.w6 : 0.0;
  next.w2 = parameters.w2 - rate * dz2 * x1;
  next.w4 = parameters.w4 - rate * dz2 * x2;
  next.b2 = parameters.b2 - rate * dz2;
  return next;
}

// ---- training -----------------------------------------------------------------------------------

constexpr arma::uword epochs = 300;
constexpr double usual_rate = 0.005;

/// x1, x2 and the target of each sample, one a column, in their own units and from 0 to 1.
struct Samples {
  arma::mat raw;     // 3 x samples
  MinMax range;      // of each row
  arma::mat scaled;  // 3 x samples
};

Samples samples_of(const arma::mat& raw) {
  const MinMax range = fit_min_max(raw);
  return {.raw = raw, .range = range, .scaled = apply_min_max(range, raw)};
}

struct TrainedNine {
  NineParameters parameters;
  arma::vec losses;  // of each epoch; fewer if a number is no longer finite
};

/// As in the report: the samples in their order, and a constant rate. The loss of an epoch is the
/// mean of the squared errors, each taken just before its step.
TrainedNine train_nine(NineParameters parameters, const arma::mat& scaled, double rate,
                       const Step& step) {
  std::vector<double> losses;
  for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
    double sum = 0.0;
    for (arma::uword i = 0; i < scaled.n_cols; ++i) {
      const double x1 = scaled(0, i);
      const double x2 = scaled(1, i);
      const double target = scaled(2, i);
      const double error = nine_forward(parameters, x1, x2).y - target;
      sum += error * error;
      parameters = step(parameters, x1, x2, target, rate);
    }
    losses.push_back(sum / static_cast<double>(scaled.n_cols));
    if (!std::isfinite(losses.back())) break;
  }
  return {.parameters = parameters, .losses = arma::vec(losses)};
}

/// d(loss)/dy of one sample, given y, and its index.
using Slope = std::function<double(double y, arma::uword sample)>;

/// The course's way, for any loss: the samples in a new order in each epoch, and a rate that falls
/// to 0. nine_step knows squared errors alone, whose slope is 2 (y - target). With the target
/// y - slope / 2 it makes the step of any other loss.
NineParameters train_for(NineParameters parameters, const arma::mat& scaled, const Slope& slope,
                         double rate, Rng& rng) {
  for (arma::uword epoch = 0; epoch < epochs; ++epoch) {
    const double now = cosine_rate(rate, epoch, epochs, 0);
    for (const arma::uword i : permutation(scaled.n_cols, rng)) {
      const double x1 = scaled(0, i);
      const double x2 = scaled(1, i);
      const double y = nine_forward(parameters, x1, x2).y;
      parameters = nine_step(parameters, x1, x2, y - slope(y, i) / 2.0, now);
    }
  }
  return parameters;
}

// ---- what it is worth ---------------------------------------------------------------------------

arma::rowvec outputs(const NineParameters& parameters, const arma::mat& scaled) {
  arma::rowvec y(scaled.n_cols);
  for (arma::uword i = 0; i < scaled.n_cols; ++i) {
    y(i) = nine_forward(parameters, scaled(0, i), scaled(1, i)).y;
  }
  return y;
}

struct Quality {
  double loss;  // of the scaled targets
  double r_squared;
  double mape;  // in the units of the data
};

/// What the network is worth on `raw` samples, scaled as those that it learnt from.
Quality quality(const NineParameters& parameters, const arma::mat& raw, const MinMax& range) {
  const arma::mat scaled = apply_min_max(range, raw);
  const arma::rowvec y = outputs(parameters, scaled);
  arma::mat back = scaled;
  back.row(2) = y;
  const arma::rowvec predictions = undo_min_max(range, back).row(2);
  return {.loss = mean_squared_error(y, scaled.row(2)).value,
          .r_squared = r_squared(predictions, raw.row(2)),
          .mape = mean_absolute_percentage_error(predictions, raw.row(2))};
}

/// The slope of the squared error of a scaled target.
Slope squared_error(const arma::mat& scaled) {
  return [scaled](double y, arma::uword sample) { return 2.0 * (y - scaled(2, sample)); };
}

/// The slope of |y - target| / target in dollars, but for a factor that makes the mean slope 1.
Slope relative_error_slope(const Samples& samples) {
  const arma::rowvec shares = 1.0 / samples.raw.row(2);
  const arma::rowvec weights = shares / arma::mean(shares);
  const arma::rowvec targets = samples.scaled.row(2);
  return [weights, targets](double y, arma::uword sample) {
    return y > targets(sample) ? weights(sample) : -weights(sample);
  };
}

/// The network with the smallest training loss of several, each from a start of its own: some
/// starts leave a neuron that is alive for nobody, others one that makes no bend.
NineParameters best_of_starts(const arma::mat& scaled, arma::uword starts, const Run& run,
                              Rng& rng) {
  Progress progress = run.progress("starts", starts);
  NineParameters best = base;
  double smallest = arma::datum::inf;
  for (arma::uword k = 0; k < starts && !run.stopped(); ++k) {
    const NineParameters trained =
        train_for(drawn(1.0, rng), scaled, squared_error(scaled), 0.05, rng);
    const double loss = mean_squared_error(outputs(trained, scaled), scaled.row(2)).value;
    if (loss < smallest) best = trained;
    smallest = std::min(loss, smallest);
    progress.step(fmt::format("loss {:.5f}", smallest));
  }
  return best;
}

Series loss_curve(const std::string& name, const TrainedNine& trained) {
  return {.name = name,
          .x = arma::regspace(1, static_cast<double>(trained.losses.n_elem)),
          .y = trained.losses};
}

// ---- insurance, part by part --------------------------------------------------------------------

/// Loss curves for five rates; at 1 the loss explodes.
void show_rates(Run& run, const Dataset& data, const Samples& people) {
  Table table{.columns = {{"rate"}, {"epoch 1"}, {"last epoch"}, {"the same, from tiny weights"}}};
  Panel panel{.title = "five learning rates", .x_label = "epoch", .y_label = "training loss"};
  panel.log_x = panel.log_y = true;
  Panel close{.title = "the same, near its end",
              .x_label = "epoch",
              .y_label = "training loss",
              .log_x = true};
  for (const char* const rate : {"5e-5", "0.005", "0.01", "0.1", "1"}) {
    const Stopwatch watch;
    const TrainedNine trained = train_nine(base, people.scaled, std::stod(rate), wrong_gate_step);
    const double seconds = watch.seconds();
    const TrainedNine tiny =
        train_nine(times(0.001, base), people.scaled, std::stod(rate), wrong_gate_step);
    const double last = trained.losses.back();
    table.rows.push_back({rate, trained.losses.front(), last, tiny.losses.back()});
    panel.series.push_back(loss_curve(rate, trained));
    close.series.push_back(panel.series.back());
    if (rate == std::string("0.01")) {
      run.measure("insurance_rate_0.01.same", data.source, last, seconds);
    }
    if (rate == std::string("0.1")) {
      run.measure("insurance_rate_0.1.same", data.source, last, seconds);
    }
  }
  run.say("The report's training from its base weights, at five rates:");
  run.print(table);
  const double least = arma::vec(close.series[1].y).min();
  close.y_range = Range{0.95 * least, 1.5 * least};
  run.save({.name = "rates", .panels = {panel, close}, .columns = 2});
}

/// Five starts, and the weights before and after.
void show_starts(Run& run, const Samples& people) {
  Table summary{
      .columns = {{"weights"}, {"loss, last epoch", "", 6}, {"R^2", "", 3}, {"MAPE", "%", 1}}};
  Table first{.columns = {{"parameter"}}};
  for (const Member& member : members) first.rows.push_back({member.name});
  Table second = first;
  Rng rng = run.rng("random start");
  for (const Start& start : all_starts(rng)) {
    const TrainedNine trained = train_nine(start.parameters, people.scaled, usual_rate, nine_step);
    const Quality worth = quality(trained.parameters, people.raw, people.range);
    summary.rows.push_back({start.name, trained.losses.back(), worth.r_squared, worth.mape});
    Table& table = first.columns.size() < 7 ? first : second;
    table.columns.push_back({start.name, "", 4});
    table.columns.push_back({"after", "", 4});
    for (std::size_t i = 0; i < members.size(); ++i) {
      table.rows[i].emplace_back(start.parameters.*members[i].pointer);
      table.rows[i].emplace_back(trained.parameters.*members[i].pointer);
    }
  }
  run.say("Five starts, with the right gradient, at rate 0.005, and the weights before and after:");
  run.print(summary);
  run.print(first);
  run.print(second);
}

/// Training sets of 30 people and more: what the network is worth on them, and on all others.
void show_sizes(Run& run, const arma::mat& distinct) {
  constexpr arma::uword draws = 20;
  const arma::vec sizes = {30, 100, 300, 1000};
  Table table{.columns = {{"people"},
                          {"R^2", "", 3},
                          {"R^2, others", "", 3},
                          {"MAPE", "%", 1},
                          {"MAPE, others", "%", 1}}};
  Panel fit{.title = "R²", .x_label = "people to learn from", .y_label = "R²"};
  Panel error{.title = "MAPE", .x_label = "people to learn from", .y_label = "MAPE (%)"};
  fit.log_x = error.log_x = true;
  for (Panel* panel : {&fit, &error}) {
    for (const char* const name : {"on those", "on all others"}) {
      panel->series.push_back(
          {.name = name, .x = sizes, .y = arma::vec(sizes.n_elem), .mark = Mark::line_and_points});
    }
  }
  Rng rng = run.rng("sizes");
  Progress progress = run.progress("data sizes", sizes.n_elem * draws);
  for (arma::uword k = 0; k < sizes.n_elem && !run.stopped(); ++k) {
    std::vector<double> fits, other_fits, errors, other_errors;
    for (arma::uword draw = 0; draw < draws; ++draw) {
      const arma::uvec order = permutation(distinct.n_cols, rng);
      const auto count = static_cast<arma::uword>(sizes(k));
      const Samples seen = samples_of(distinct.cols(order.head(count)));
      const TrainedNine trained = train_nine(base, seen.scaled, usual_rate, nine_step);
      const Quality inside = quality(trained.parameters, seen.raw, seen.range);
      const Quality outside = quality(
          trained.parameters, distinct.cols(order.tail(distinct.n_cols - count)), seen.range);
      fits.push_back(inside.r_squared);
      other_fits.push_back(outside.r_squared);
      errors.push_back(inside.mape);
      other_errors.push_back(outside.mape);
      progress.step();
    }
    fit.series[0].y(k) = spread(fits).mean;
    fit.series[1].y(k) = spread(other_fits).mean;
    error.series[0].y(k) = spread(errors).mean;
    error.series[1].y(k) = spread(other_errors).mean;
    table.rows.push_back({sizes(k), spread(fits).mean, spread(other_fits).mean, spread(errors).mean,
                          spread(other_errors).mean});
  }
  run.say(fmt::format("Means of {} draws, on the people who were learnt from and on all others:",
                      draws));
  run.print(table);
  run.save({.name = "data_size", .panels = {fit, error}, .columns = 2});
}

/// The main result: squared error on all rows, as in the report and from the best of many starts.
void measure_squared_error(Run& run, const Dataset& data, const Samples& people, Table& table) {
  const Stopwatch same_watch;
  const TrainedNine wrong = train_nine(base, people.scaled, usual_rate, wrong_gate_step);
  const double same_seconds = same_watch.seconds();
  const TrainedNine right = train_nine(base, people.scaled, usual_rate, nine_step);
  Rng rng = run.rng("starts");
  const Stopwatch best_watch;
  const NineParameters best = best_of_starts(people.scaled, 40, run, rng);
  const double best_seconds = best_watch.seconds();
  if (run.stopped()) return;

  const auto add = [&](const std::string& name, double last_epoch, const Quality& worth) {
    table.rows.push_back({name, last_epoch, worth.loss, worth.r_squared, worth.mape});
  };
  const Quality same = quality(wrong.parameters, people.raw, people.range);
  const Quality ours = quality(best, people.raw, people.range);
  add("report, wrong gate", wrong.losses.back(), same);
  add("report, right gradient", right.losses.back(),
      quality(right.parameters, people.raw, people.range));
  add("best of 40 starts", ours.loss, ours);
  run.measure("insurance_loss.same", data.source, wrong.losses.back(), same_seconds);
  run.measure("insurance_loss.right", data.source, right.losses.back(), same_seconds);
  run.measure("insurance_loss.best", data.source, ours.loss, best_seconds);
  run.measure("insurance_r2.same", data.source, same.r_squared, same_seconds);
  run.measure("insurance_r2.best", data.source, ours.r_squared, best_seconds);
  run.measure("insurance_mape.same", data.source, same.mape, same_seconds);
}

/// The same nine parameters, trained on |y - target| / target, and judged by other people.
void measure_relative_error(Run& run, const Dataset& data, const arma::mat& distinct,
                            Table& table) {
  Rng rng = run.rng("relative error");
  const std::vector<arma::uvec> parts = split_samples(distinct.n_cols, {0.8, 0.2}, rng);
  const Stopwatch watch;
  const Samples seen = samples_of(distinct.cols(parts[0]));
  const NineParameters parameters =
      train_for(base, seen.scaled, relative_error_slope(seen), 0.005, rng);
  const double seconds = watch.seconds();
  const Quality inside = quality(parameters, seen.raw, seen.range);
  const Quality outside = quality(parameters, distinct.cols(parts[1]), seen.range);
  table.rows.push_back(
      {"relative error, 80%", inside.loss, inside.loss, inside.r_squared, inside.mape});
  table.rows.push_back(
      {"the same, other 20%", outside.loss, outside.loss, outside.r_squared, outside.mape});
  run.measure("insurance_mape.best", data.source, outside.mape, seconds);
}

/// The first 30 rows, as the report took them.
void measure_thirty_rows(Run& run, const Dataset& data, const arma::mat& raw, Table& table) {
  const Samples thirty = samples_of(raw.head_cols(30));
  for (const bool right : {false, true}) {
    const Stopwatch watch;
    const TrainedNine trained =
        train_nine(base, thirty.scaled, usual_rate, right ? Step(nine_step) : wrong_gate_step);
    const Quality worth = quality(trained.parameters, thirty.raw, thirty.range);
    const std::string suffix = right ? ".best" : ".same";
    run.measure("insurance_30_r2" + suffix, data.source, worth.r_squared, watch.seconds());
    run.measure("insurance_30_mape" + suffix, data.source, worth.mape, watch.seconds());
    table.rows.push_back({right ? "30 rows, right gradient" : "30 rows, wrong gate",
                          trained.losses.back(), worth.loss, worth.r_squared, worth.mape});
  }
}

}  // namespace

void insurance(Run& run) {
  const Dataset data = load_dataset("insurance");
  const arma::mat raw = arma::join_cols(data.X.row(0), data.X.row(2), data.T);  // age, bmi, charges
  const arma::mat distinct = raw.cols(distinct_samples(arma::join_cols(data.X, data.T)));
  const Samples people = samples_of(raw);
  run.say(source_of(data) +
          fmt::format(" {} rows, {} of them different.", raw.n_cols, distinct.n_cols));
  Table table{.columns = {{"age, bmi -> charges"},
                          {"last epoch", "", 6},
                          {"loss", "", 6},
                          {"R^2", "", 3},
                          {"MAPE", "%", 1}}};
  measure_squared_error(run, data, people, table);
  measure_relative_error(run, data, distinct, table);
  measure_thirty_rows(run, data, raw, table);
  run.say(
      "Charges are scaled to 0 ... 1 in the losses. \"Last epoch\" is the report's loss: each "
      "error "
      "is taken just before its step. \"Loss\" is that of the network that training returns.");
  run.print(table);
  show_rates(run, data, people);
  show_starts(run, people);
  show_sizes(run, distinct);
}

// ---- generated_pairs ----------------------------------------------------------------------------

namespace {

/// target = n1^2 + n2 + noise: whole numbers, each from its range, upper end left out.
struct PairRecipe {
  std::string name;
  arma::uword n1;              // 0 ... n1 - 1
  arma::uword n2_from, n2_to;  // n2_from ... n2_to - 1
  arma::uword noise;           // 0 ... noise - 1
};
const std::vector<PairRecipe> pair_recipes = {{"narrow", 5, 3, 7, 5}, {"wide", 20, 0, 50, 10}};

arma::mat draw_pairs(const PairRecipe& recipe, arma::uword rows, Rng& rng) {
  arma::mat raw(3, rows);
  for (arma::uword i = 0; i < rows; ++i) {
    const auto n1 = static_cast<double>(uniform_index(recipe.n1, rng));
    const auto n2 =
        static_cast<double>(recipe.n2_from + uniform_index(recipe.n2_to - recipe.n2_from, rng));
    const auto noise = static_cast<double>(uniform_index(recipe.noise, rng));
    raw.col(i) = arma::vec{n1, n2, n1 * n1 + n2 + noise};
  }
  return raw;
}

}  // namespace

void generated_pairs(Run& run) {
  constexpr arma::uword sets = 20;
  Table table{
      .columns = {{"data"}, {"trained"}, {"loss", "", 5}, {"least", "", 5}, {"greatest", "", 5}}};
  Figure figure{.name = "pairs", .columns = 2};
  for (const PairRecipe& recipe : pair_recipes) {
    Rng rng = run.rng("data " + recipe.name);
    Rng order_rng = run.rng("order " + recipe.name);
    std::vector<double> wrong_losses, right_losses, best_losses;
    double wrong_seconds = 0.0;
    double best_seconds = 0.0;
    Panel panel{.title = recipe.name, .x_label = "epoch", .y_label = "training loss"};
    panel.log_y = true;
    for (arma::uword k = 0; k < sets; ++k) {
      const Samples pairs = samples_of(draw_pairs(recipe, 100, rng));
      const Stopwatch wrong_watch;
      const TrainedNine wrong = train_nine(base, pairs.scaled, usual_rate, wrong_gate_step);
      wrong_seconds += wrong_watch.seconds();
      const TrainedNine right = train_nine(base, pairs.scaled, usual_rate, nine_step);
      const Stopwatch best_watch;
      const NineParameters best =
          train_for(base, pairs.scaled, squared_error(pairs.scaled), 0.05, order_rng);
      best_seconds += best_watch.seconds();
      wrong_losses.push_back(wrong.losses.back());
      right_losses.push_back(right.losses.back());
      best_losses.push_back(quality(best, pairs.raw, pairs.range).loss);
      if (k > 0) continue;
      panel.series = {loss_curve("wrong gate", wrong), loss_curve("right gradient", right)};
    }
    figure.panels.push_back(panel);
    const auto add = [&](const std::string& trained, const std::vector<double>& losses) {
      const Spread all = spread(losses);
      table.rows.push_back({recipe.name, trained, all.mean, all.smallest, all.largest});
      return all.mean;
    };
    const std::string name = "pairs_" + recipe.name;
    run.measure(name + ".same", "generated", add("wrong gate", wrong_losses), wrong_seconds / sets);
    run.measure(name + ".right", "generated", add("right gradient", right_losses),
                wrong_seconds / sets);
    run.measure(name + ".best", "generated", add("right, rate falling from 0.05", best_losses),
                best_seconds / sets);
  }
  run.say(fmt::format("n1^2 + n2 + noise, {} sets of 100 rows, base weights, 300 epochs:", sets));
  run.print(table);
  run.save(figure);
}

}  // namespace nn
