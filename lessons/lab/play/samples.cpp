#include "lab/play/samples.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

#include "06_data/data.hpp"
#include "base/files.hpp"
#include "common/contract.hpp"
#include "common/random.hpp"
#include "datasets/loader/dataset.hpp"
#include "datasets/originals/read_mat.hpp"
#include "datasets/originals/read_text.hpp"

namespace nn::play {
namespace {

constexpr arma::uword most_classes = 10;
constexpr arma::uword most_features = 1000;
constexpr double validation_part = 0.3;

arma::mat one_hot_columns(const arma::uvec& labels, arma::uword classes) {
  arma::mat T(classes, labels.n_elem, arma::fill::zeros);
  for (arma::uword i = 0; i < labels.n_elem; ++i) T(labels(i), i) = 1.0;
  return T;
}

/// A target of few whole numbers is a class; any other one a regression.
void set_targets(Samples& samples, const arma::rowvec& target) {
  std::set<double> values;
  bool whole = true;
  for (const double value : target) {
    whole = whole && value == std::round(value);
    if (values.size() <= most_classes) values.insert(value);
  }
  if (!whole || values.size() > most_classes || values.size() < 2) {
    samples.T = target;
    return;
  }
  const std::vector<double> names(values.begin(), values.end());
  arma::uvec labels(target.n_elem);
  for (arma::uword i = 0; i < target.n_elem; ++i) {
    const auto at = std::ranges::lower_bound(names, target(i));
    labels(i) = static_cast<arma::uword>(at - names.begin());
  }
  samples.classes = names.size();
  for (const double name : names) samples.class_names.push_back(number(name));
  samples.T = one_hot_columns(labels, samples.classes);
}

std::optional<double> number_in(const std::string& cell) {
  try {
    std::size_t end = 0;
    const double value = std::stod(cell, &end);
    if (end == cell.size()) return value;
  } catch (const std::exception&) {
  }
  return std::nullopt;
}

/// The last column is the target: numbers, or the names of classes.
Samples read_table(const std::string& bytes) {
  const datasets::TextTable table = datasets::read_text(bytes);
  if (table.rows.empty()) throw std::runtime_error("it holds no rows");
  const std::size_t columns = table.rows.front().size();
  if (columns < 2) {
    throw std::runtime_error("it has 1 column, expected features and, last, a target");
  }
  Samples samples;
  samples.X.set_size(columns - 1, table.rows.size());
  arma::rowvec target(table.rows.size());
  std::map<std::string, double> words;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    for (std::size_t k = 0; k < columns; ++k) {
      const std::string& cell = table.rows[i][k];
      const std::optional<double> value = number_in(cell);
      if (k + 1 == columns) {
        target(i) = value
                        ? *value
                        : words.try_emplace(cell, static_cast<double>(words.size())).first->second;
      } else if (value) {
        samples.X(k, i) = *value;
      } else {
        throw std::runtime_error("line " + std::to_string(table.lines[i]) + " has \"" + cell +
                                 "\" in column " + std::to_string(k + 1) +
                                 ", expected a number: only the last column, the target, may "
                                 "hold words");
      }
    }
  }
  if (words.size() > most_classes) {
    throw std::runtime_error("the last column, the target, holds " + std::to_string(words.size()) +
                             " different words, expected at most " + std::to_string(most_classes));
  }
  for (std::size_t k = 0; k + 1 < columns; ++k) {
    samples.features.push_back(k < table.header.size() && !table.header[k].empty()
                                   ? table.header[k]
                                   : "x" + std::to_string(k + 1));
  }
  set_targets(samples, target);
  for (const auto& [word, label] : words) {
    if (samples.classes == words.size()) {
      samples.class_names.at(static_cast<std::size_t>(label)) = word;
    }
  }
  return samples;
}

const arma::mat* find_variable(const std::vector<datasets::MatVariable>& variables,
                               const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    for (const datasets::MatVariable& one : variables) {
      if (datasets::lower(one.name) == name && one.problem.empty()) return &one.values;
    }
  }
  return nullptr;
}

/// Yt and Ct (Yv and Cv), as the course's sets have them, or X and y, where a sample is a row or a
/// column.
Samples read_variables(const std::filesystem::path& file, const std::string& bytes) {
  const std::vector<datasets::MatVariable> variables = datasets::read_mat(file, bytes);
  const arma::mat* X = find_variable(variables, {"yt", "x"});
  const arma::mat* T = find_variable(variables, {"ct", "y", "t", "c", "labels", "target"});
  if (X == nullptr || T == nullptr) {
    std::string names;
    for (const datasets::MatVariable& one : variables) names += " " + one.name;
    throw std::runtime_error("it holds" + (names.empty() ? " nothing" : names) +
                             ", expected X and y, or Yt and Ct");
  }
  Samples samples;
  samples.X = *X;
  arma::mat targets = *T;
  if (targets.n_cols != samples.X.n_cols && targets.n_rows == samples.X.n_cols) {
    targets = targets.t();
  } else if (targets.n_cols != samples.X.n_cols) {
    samples.X = samples.X.t();
    if (targets.n_cols != samples.X.n_cols) targets = targets.t();
  }
  if (targets.n_cols != samples.X.n_cols || targets.is_empty()) {
    throw std::runtime_error("its features are " + shape(X->n_rows, X->n_cols) +
                             " and its targets " + shape(T->n_rows, T->n_cols) +
                             ", expected as many of one as of the other");
  }
  if (targets.n_rows == 1) {
    set_targets(samples, targets);
  } else {
    samples.T = targets;
    samples.classes = targets.n_rows;
  }
  const arma::mat* validation_X = find_variable(variables, {"yv"});
  const arma::mat* validation_T = find_variable(variables, {"cv"});
  if (validation_X != nullptr && validation_T != nullptr && targets.n_rows > 1 &&
      validation_X->n_rows == samples.X.n_rows && validation_T->n_rows == samples.T.n_rows &&
      validation_X->n_cols == validation_T->n_cols) {
    samples.X_validation = *validation_X;
    samples.T_validation = *validation_T;
  }
  return samples;
}

Samples read_own(const std::filesystem::path& file, const std::string& name) {
  if (file.empty()) throw std::runtime_error("choose a file first: it is not kept");
  try {
    const std::string bytes = gradus::base::read_file(file);
    Samples samples =
        datasets::lower(name).ends_with(".mat") ? read_variables(file, bytes) : read_table(bytes);
    if (samples.classes > most_classes) {
      throw std::runtime_error("it has " + std::to_string(samples.classes) +
                               " classes, expected at most " + std::to_string(most_classes));
    }
    if (samples.X.n_rows > most_features) {
      throw std::runtime_error("it has " + std::to_string(samples.X.n_rows) +
                               " features, expected at most " + std::to_string(most_features));
    }
    if (samples.X.n_cols < 10) {
      throw std::runtime_error("it has " + std::to_string(samples.X.n_cols) +
                               " samples, expected at least 10");
    }
    samples.name = "file";
    samples.source = name;
    return samples;
  } catch (const std::exception& error) {
    throw std::runtime_error(name + ": " + error.what());
  }
}

Samples read_points(const std::string& text) {
  const std::vector<unsigned char> bytes = from_base64(text);
  const arma::uword count = bytes.size() / 3;
  Samples samples;
  samples.name = "points";
  samples.source = "set with the mouse";
  samples.features = {"x", "y"};
  samples.X.set_size(2, count);
  arma::uvec labels(count);
  for (arma::uword i = 0; i < count; ++i) {
    samples.X(0, i) = bytes[3 * i] / 127.5 - 1.0;
    samples.X(1, i) = bytes[3 * i + 1] / 127.5 - 1.0;
    labels(i) = std::min<arma::uword>(bytes[3 * i + 2], most_classes - 1);
  }
  samples.classes = std::max<arma::uword>(2, count == 0 ? 0 : labels.max() + 1);
  samples.T = one_hot_columns(labels, samples.classes);
  return samples;
}

Samples read_set(const std::string& name, Link& link) {
  const Link::In in = link.in("the data set " + name);
  Dataset set = load_dataset(name);
  Samples samples{.name = set.name,
                  .source = set.source,
                  .classes = set.classes,
                  .features = set.features,
                  .X = std::move(set.X),
                  .T = std::move(set.T),
                  .X_validation = std::move(set.X_validation),
                  .T_validation = std::move(set.T_validation)};
  if (name == "microchips") samples.class_names = {"rejected", "accepted"};
  return samples;
}

/// As many as were asked for, in random order, in the two parts. The shown code does the same.
void draw(Samples& all, const Settings& settings) {
  Rng rng(settings.seed);
  const arma::uvec order = permutation(all.X.n_cols, rng);
  const arma::uword watched =
      static_cast<arma::uword>(std::round(validation_part * static_cast<double>(settings.samples)));
  if (!all.X_validation.is_empty()) {
    const arma::uvec second = permutation(all.X_validation.n_cols, rng);
    const arma::uvec learnt = order.head(std::min(settings.samples - watched, order.n_elem));
    const arma::uvec seen = second.head(std::min(watched, second.n_elem));
    all.X = arma::mat(all.X.cols(learnt));
    all.T = arma::mat(all.T.cols(learnt));
    all.X_validation = arma::mat(all.X_validation.cols(seen));
    all.T_validation = arma::mat(all.T_validation.cols(seen));
    return;
  }
  const arma::uword count = std::min(settings.samples, order.n_elem);
  const arma::uword last =
      static_cast<arma::uword>(std::round(validation_part * static_cast<double>(count)));
  const arma::uvec learnt = order.head(count - last);
  const arma::uvec seen = order.subvec(count - last, arma::size(last, 1));
  all.X_validation = all.X.cols(seen);
  all.T_validation = all.T.cols(seen);
  all.X = arma::mat(all.X.cols(learnt));
  all.T = arma::mat(all.T.cols(learnt));
}

template <typename Fit, typename Apply>
void scale(Samples& samples, Fit fit, Apply apply) {
  const auto features = fit(samples.X);
  samples.X_validation = apply(features, samples.X_validation);
  samples.X = apply(features, samples.X);
  if (samples.classes > 0) return;
  const auto targets = fit(samples.T);
  samples.T_validation = apply(targets, samples.T_validation);
  samples.T = apply(targets, samples.T);
}

json points_of(const arma::mat& X, const arma::mat& T, const Samples& samples,
               const Settings& settings) {
  const arma::uword count = std::min<arma::uword>(1000, X.n_cols);
  json x = json::array(), y = json::array(), labels = json::array();
  for (arma::uword i = 0; i < count; ++i) {
    x.push_back(number_of(X(std::min(settings.x, X.n_rows - 1), i)));
    y.push_back(number_of(X(std::min(settings.y, X.n_rows - 1), i)));
    labels.push_back(samples.classes > 0 ? json(T.col(i).index_max()) : number_of(T(0, i)));
  }
  return {{"x", x}, {"y", y}, {"t", labels}};
}

}  // namespace

Samples choose_samples(const Settings& settings, const std::filesystem::path& file,
                       const std::string& file_name, Link& link) {
  Samples samples;
  if (settings.data == "points") {
    samples = read_points(settings.points);
  } else if (settings.data == "file") {
    const Link::In in = link.in("the file " + file_name);
    samples = read_own(file, file_name);
  } else {
    samples = read_set(settings.data, link);
  }
  for (arma::uword k = samples.features.size(); k < samples.X.n_rows; ++k) {
    samples.features.push_back("x" + std::to_string(k + 1));
  }
  for (arma::uword k = samples.class_names.size(); k < samples.classes; ++k) {
    samples.class_names.push_back(std::to_string(k));
  }
  if (settings.data != "points") draw(samples, settings);
  if (settings.scaling == "standardise") {
    const Link::In in = link.in("6.3 fit_standardisation, apply_standardisation");
    scale(samples, fit_standardisation, apply_standardisation);
  } else if (settings.scaling == "min_max") {
    const Link::In in = link.in("6.4 fit_min_max, apply_min_max");
    scale(samples, fit_min_max, apply_min_max);
  }
  return samples;
}

json message_of(const Samples& samples, const Settings& settings) {
  return {{"kind", "samples"},
          {"name", samples.name},
          {"source", samples.source},
          {"classes", samples.classes},
          {"features", samples.features},
          {"names", samples.class_names},
          {"training", points_of(samples.X, samples.T, samples, settings)},
          {"validation", points_of(samples.X_validation, samples.T_validation, samples, settings)},
          {"counts", {samples.X.n_cols, samples.X_validation.n_cols}}};
}

}  // namespace nn::play
