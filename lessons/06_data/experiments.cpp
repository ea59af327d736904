// What lesson 06's functions do to the course's data: the first look at a data set, new features,
// scaling, and two ways to fool oneself with a split.
#include <algorithm>
#include <armadillo>
#include <cmath>
#include <string>
#include <vector>

#include "06_data/data.hpp"
#include "datasets/loader/dataset.hpp"
#include "lab/experiment.hpp"

namespace nn {
namespace {

std::string source_of(const Dataset& data) {
  return "Data: " + data.name + " (" + data.source + "), " + std::to_string(data.X.n_cols) +
         " samples.";
}

double mean_square(const arma::rowvec& errors) {
  return arma::mean(arma::square(errors));
}

// ---- noisy_line ---------------------------------------------------------------------------------

void noisy_line(Run& run) {
  const Dataset data = load_dataset("noisy_line");
  const arma::rowvec x = data.X.row(0);
  const arma::rowvec z = data.X.row(1);
  const arma::rowvec y = data.T.row(0);

  Table head{.columns = {{"sample"}, {"x", "", 6}, {"z", "", 6}, {"y", "", 6}}};
  for (arma::uword i = 0; i < 5; ++i) head.rows.push_back({i, x(i), z(i), y(i)});
  run.say(source_of(data) + " The first five:");
  run.print(head);

  Rng rng = run.rng("split");
  const std::vector<arma::uvec> parts = split_samples(x.n_elem, {0.6, 0.2, 0.2}, rng);
  const std::vector<std::string> names = {"training", "validation", "test"};
  Panel scatter{.title = "y against x", .x_label = "x", .y_label = "y"};
  for (arma::uword k = 0; k < parts.size(); ++k) {
    scatter.series.push_back({.name = names.at(k),
                              .x = x.elem(parts[k]),
                              .y = y.elem(parts[k]),
                              .mark = Mark::points,
                              .style = k});
  }
  const arma::vec ends = {-5, 5};
  scatter.series.push_back({.name = "2x + 3", .x = ends, .y = 2 * ends + 3, .style = 3});

  const arma::vec bounds = quartiles(y);
  Panel counts{.title = "how y is distributed",
               .x_label = "y",
               .y_label = "samples",
               .series = {histogram("", y.t(), 20)}};
  for (const double bound : bounds) counts.vertical.push_back({.at = bound, .name = "quartiles"});
  run.save({.name = "noisy_line", .panels = {scatter, counts}, .columns = 2});
  run.say("The quartiles of y:");
  run.print({.columns = {{"quartile 1", "", 2}, {"quartile 2", "", 2}, {"quartile 3", "", 2}},
             .rows = {{bounds(0), bounds(1), bounds(2)}}});
}

// ---- features -----------------------------------------------------------------------------------

void features(Run& run) {
  const Dataset data = load_dataset("noisy_line");
  Rng split_rng = run.rng("split");
  Rng noise_rng = run.rng("noise");
  const std::vector<arma::uvec> parts = split_samples(data.X.n_cols, {0.6, 0.2, 0.2}, split_rng);

  // Everything that is learnt, the quartiles, comes from the training part.
  const arma::rowvec x = data.X.row(0);
  const arma::rowvec z = data.X.row(1);
  const arma::rowvec z_training = z.elem(parts.at(0)).t();
  const Features made = engineer_features(x, z, quartiles(z_training), noise_rng);

  const arma::mat X_training = made.X.cols(parts.at(0));
  const arma::rowvec y_training = arma::rowvec(data.T.row(0)).elem(parts.at(0)).t();
  const arma::mat R = correlation_matrix(arma::join_cols(X_training, y_training));
  const MinMax range = fit_min_max(X_training);

  Table table{.columns = {{"feature"},
                          {"sample 0", "", 2},
                          {"sample 1", "", 2},
                          {"least", "", 2},
                          {"greatest", "", 2},
                          {"with y", "", 2}}};
  for (arma::uword i = 0; i < made.names.size(); ++i) {
    table.rows.push_back({made.names[i], made.X(i, 0), made.X(i, 1), range.low(i), range.high(i),
                          R(i, R.n_cols - 1)});
  }
  run.say(source_of(data) +
          " Seventeen features of two samples; least, greatest and the correlation with y are "
          "those of the training part.");
  run.print(table);

  std::vector<std::string> names = made.names;
  names.push_back("y");
  run.save({.name = "correlations",
            .panels = {{.title = "correlation of all features and y (training part)",
                        .heat_map = HeatMap{.values = R,
                                            .row_names = names,
                                            .column_names = names,
                                            .decimals = 1,
                                            .diverging = true,
                                            .range = Range{-1.0, 1.0}}}}});
}

// ---- split_and_scale ----------------------------------------------------------------------------

/// The straight line y = slope s + offset with the least mean square error.
struct Line {
  double slope;
  double offset;
};
Line fit_line(const arma::rowvec& s, const arma::rowvec& y) {
  const double slope = arma::as_scalar(arma::cov(s, y)) / arma::var(s);
  return {.slope = slope, .offset = arma::mean(y) - slope * arma::mean(s)};
}

/// X, each `batch` of its samples standardised with its own mean and deviation: a mistake.
arma::mat each_batch_for_itself(const arma::mat& X, arma::uword batch) {
  arma::mat scaled(arma::size(X));
  for (arma::uword begin = 0; begin < X.n_cols; begin += batch) {
    const arma::uword last = std::min(begin + batch, X.n_cols) - 1;
    const arma::mat part = X.cols(begin, last);
    scaled.cols(begin, last) = apply_standardisation(fit_standardisation(part), part);
  }
  return scaled;
}

/// One line a part: what the training part's numbers make of it.
void add_parts(Table& table, const std::string& split, const arma::mat& X,
               const std::vector<arma::uvec>& parts) {
  const std::vector<std::string> names =
      parts.size() == 3 ? std::vector<std::string>{"training", "validation", "test"}
                        : std::vector<std::string>{"training", "test"};
  const Standardisation scaling = fit_standardisation(X.cols(parts.at(0)));
  for (arma::uword k = 0; k < parts.size(); ++k) {
    const arma::mat part = X.cols(parts[k]);
    const Standardisation before = fit_standardisation(part);
    const Standardisation after = fit_standardisation(apply_standardisation(scaling, part));
    table.rows.push_back({split, names.at(k), part.n_cols, before.mean(0), before.deviation(0),
                          // + 0.0 and round: no -0.00
                          std::round(1e6 * after.mean(0)) / 1e6 + 0.0, after.deviation(0)});
  }
}

void split_and_scale(Run& run) {
  const Dataset data = load_dataset("noisy_line");
  const arma::mat X = data.X.row(0);
  const arma::rowvec y = data.T.row(0);
  Rng rng = run.rng("split");
  const std::vector<arma::uvec> three = split_samples(X.n_cols, {0.6, 0.2, 0.2}, rng);
  const std::vector<arma::uvec> two = split_samples(X.n_cols, {0.8, 0.2}, rng);

  Table parts{.columns = {{"split"},
                          {"part"},
                          {"samples"},
                          {"mean", "", 2},
                          {"deviation", "", 2},
                          {"new mean", "", 2},
                          {"new dev.", "", 2}}};
  add_parts(parts, "60/20/20", X, three);
  add_parts(parts, "80/20", X, two);
  run.say(source_of(data) +
          " Feature x, before and after it is standardised with the numbers of "
          "its training part:");
  run.print(parts);

  // A straight line, learnt from the scaled training part and asked about the test part.
  const arma::mat X_training = X.cols(two.at(0));
  const arma::mat X_test = X.cols(two.at(1));
  const arma::rowvec y_training = y.elem(two.at(0)).t();
  const arma::rowvec y_test = y.elem(two.at(1)).t();
  const Standardisation scaling = fit_standardisation(X_training);
  const Line line = fit_line(apply_standardisation(scaling, X_training), y_training);
  const auto error = [&](const arma::rowvec& s) {
    return mean_square(line.slope * s + line.offset - y_test);
  };

  Table errors{.columns = {{"how the test part is scaled"}, {"mean square error", "", 2}}};
  errors.rows.push_back(
      {"with the training part's numbers", error(apply_standardisation(scaling, X_test))});
  for (const arma::uword batch :
       {X_test.n_cols, arma::uword{10}, arma::uword{5}, arma::uword{2}, arma::uword{1}}) {
    const std::string samples = batch == 1 ? " sample for itself" : " samples for themselves";
    errors.rows.push_back(
        {"each " + std::to_string(batch) + samples, error(each_batch_for_itself(X_test, batch))});
  }
  run.say("A straight line, learnt from the standardised training part, on the test part:");
  run.print(errors);

  Figure figure{.name = "scaled_test_part", .columns = 2, .share_x = true, .share_y = true};
  const auto add_panel = [&](const std::string& title, const arma::mat& scaled) {
    const arma::vec ends = {-2.2, 2.2};
    figure.panels.push_back({.title = title,
                             .x_label = "scaled x (deviations)",
                             .y_label = "y",
                             .series = {{.name = "test samples",
                                         .x = scaled.row(0).t(),
                                         .y = y_test.t(),
                                         .mark = Mark::points,
                                         .style = 0},
                                        {.name = "line learnt from the training part",
                                         .x = ends,
                                         .y = line.slope * ends + line.offset,
                                         .style = 7}}});
  };
  add_panel("with the training part's numbers", apply_standardisation(scaling, X_test));
  add_panel("each 5 samples for themselves", each_batch_for_itself(X_test, 5));
  run.save(figure);

  // One sample of the test part is broken. Who asked all the data has broken the training part,
  // too.
  arma::mat X_broken = X;
  X_broken(two.at(1)(0)) = 1000.0;
  Table broken{.columns = {{"where the numbers come from"},
                           {"mean", "", 2},
                           {"deviation", "", 2},
                           {"least", "", 3},
                           {"greatest", "", 3}}};
  const auto add_row = [&](const std::string& name, const arma::mat& learnt_from) {
    const Standardisation numbers = fit_standardisation(learnt_from);
    const arma::mat scaled = apply_min_max(fit_min_max(learnt_from), X_training);
    broken.rows.push_back(
        {name, numbers.mean(0), numbers.deviation(0), scaled.min(), scaled.max()});
  };
  add_row("the training part", X_training);
  add_row("all the data", X_broken);
  run.say(
      "One x of the test part is 1000 by mistake. Mean and deviation that are learnt, and the "
      "least and greatest x of the training part after min-max scaling:");
  run.print(broken);
}

// ---- leak ---------------------------------------------------------------------------------------

/// The targets of the nearest neighbours: for each column of X_test, the target of the column of
/// X_training that is nearest to it.
arma::rowvec nearest_targets(const arma::mat& X_training, const arma::rowvec& y_training,
                             const arma::mat& X_test) {
  arma::rowvec predicted(X_test.n_cols);
  for (arma::uword i = 0; i < X_test.n_cols; ++i) {
    const arma::mat distances = X_training.each_col() - X_test.col(i);
    predicted(i) = y_training(arma::index_min(arma::sum(arma::square(distances), 0)));
  }
  return predicted;
}

void leak(Run& run) {
  const Dataset data = load_dataset("insurance");
  const arma::mat rows = arma::join_cols(data.X, data.T);  // a duplicate has the same target, too
  const arma::uvec distinct = distinct_samples(rows);
  run.say(source_of(data) + " Different ones among them: " + std::to_string(distinct.n_elem) + ".");

  const arma::mat once = rows.cols(distinct);
  const arma::mat twice = arma::join_rows(once, once);
  Table table{.columns = {{"data"},
                          {"test samples"},
                          {"seen before", "%", 0},
                          {"mean error", "$", 0},
                          {"R²", "", 3}}};
  Figure figure{.name = "leak", .columns = 2, .share_x = true, .share_y = true};
  const auto judge = [&](const std::string& name, const arma::mat& all) {
    Rng rng = run.rng("split");
    const std::vector<arma::uvec> parts = split_samples(all.n_cols, {0.8, 0.2}, rng);
    const arma::mat training = all.cols(parts.at(0));
    const arma::mat test = all.cols(parts.at(1));
    const arma::uword features = data.X.n_rows;
    const Standardisation scaling = fit_standardisation(training.head_rows(features));
    const arma::rowvec actual = test.row(features);
    const arma::rowvec predicted = nearest_targets(
        apply_standardisation(scaling, training.head_rows(features)), training.row(features),
        apply_standardisation(scaling, test.head_rows(features)));

    // How many kinds of rows both parts have: those of the one and of the other, less those of both
    // together.
    const arma::uvec training_kinds = distinct_samples(training);
    const arma::uvec test_kinds = distinct_samples(test);
    const arma::uvec all_kinds = distinct_samples(arma::join_rows(training, test));
    const double shared =
        static_cast<double>(training_kinds.n_elem + test_kinds.n_elem - all_kinds.n_elem);
    const double r2 = 1.0 - mean_square(predicted - actual) / arma::var(actual, 1);
    table.rows.push_back({name, test.n_cols,
                          100.0 * shared / static_cast<double>(test_kinds.n_elem),
                          arma::mean(arma::abs(predicted - actual)), r2});
    const arma::vec ends = {0.0, 65.0};
    figure.panels.push_back({.title = name,
                             .x_label = "actual charges (1000 $)",
                             .y_label = "nearest neighbour's charges (1000 $)",
                             .series = {{.name = "test samples",
                                         .x = actual.t() / 1000.0,
                                         .y = predicted.t() / 1000.0,
                                         .mark = Mark::points,
                                         .style = 0},
                                        {.name = "equal", .x = ends, .y = ends, .style = 7}}});
  };
  judge("every row twice", twice);
  judge("every row once", once);
  run.print(table);
  run.save(figure);
}

// ---- sorted_classes -----------------------------------------------------------------------------

void sorted_classes(Run& run) {
  const Dataset data = load_dataset("peaks");
  const arma::uword m = data.X.n_cols;
  const arma::uword cut = m * 8 / 10;
  Rng rng = run.rng("split");
  const std::vector<arma::uvec> as_it_came = {arma::regspace<arma::uvec>(0, cut - 1),
                                              arma::regspace<arma::uvec>(cut, m - 1)};
  const std::vector<arma::uvec> shuffled = split_samples(m, {0.8, 0.2}, rng);

  run.say(source_of(data) + " Samples of each class in an 80/20 split:");
  Table table{.columns = {{"split"}, {"part"}}};
  std::vector<std::string> classes;
  for (arma::uword k = 0; k < data.classes; ++k) {
    classes.push_back("class " + std::to_string(k));
    table.columns.push_back({classes.back()});
  }
  Figure figure{.name = "sorted_classes", .columns = 2, .share_y = true};
  const auto add = [&](const std::string& name, const std::vector<arma::uvec>& parts) {
    Panel panel{.title = name, .y_label = "samples", .x_names = classes};
    for (arma::uword k = 0; k < 2; ++k) {
      const std::string part = k == 0 ? "training" : "test";
      const arma::vec counts = arma::sum(data.T.cols(parts.at(k)), 1);  // T is one-hot
      panel.series.push_back({.name = part, .y = counts, .mark = Mark::bars});
      std::vector<Cell> row = {name, part};
      for (const double count : counts) row.emplace_back(static_cast<arma::uword>(count));
      table.rows.push_back(row);
    }
    figure.panels.push_back(panel);
  };
  add("cut as it came", as_it_came);
  add("shuffled first", shuffled);
  run.print(table);
  run.save(figure);
}

}  // namespace

const std::vector<Experiment> experiments = {{"noisy_line", noisy_line},
                                             {"features", features},
                                             {"split_and_scale", split_and_scale},
                                             {"leak", leak},
                                             {"sorted_classes", sorted_classes}};

}  // namespace nn
