#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/text.hpp"
#include "common/contract.hpp"
#include "datasets/loader/labels.hpp"
#include "datasets/loader/recognise_parts.hpp"

namespace nn::datasets {
namespace {

constexpr arma::uword pixels = 400;  // of a digit, 20 x 20

std::string size_of(const arma::mat& matrix) {
  return shape(matrix.n_rows, matrix.n_cols);
}

bool has(const std::vector<MatVariable>& variables, const std::string& name) {
  return std::ranges::find(variables, name, &MatVariable::name) != variables.end();
}

std::string list_of(const std::vector<MatVariable>& variables) {
  std::vector<std::string> names;
  for (const MatVariable& one : variables) {
    const bool whole = one.problem.empty();
    names.push_back(shorten(one.name, 20) + " (" + (whole ? size_of(one.values) + " " : "") +
                    one.type + ")");
    if (names.size() == 8 && variables.size() > 8) {
      names.push_back("...");
      break;
    }
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

// The numbers of a variable, which must be there, real and finite.
const arma::mat& numbers(const std::vector<MatVariable>& variables, const std::string& name,
                         const std::string& file) {
  const auto found = std::ranges::find(variables, name, &MatVariable::name);
  if (found == variables.end()) {
    throw std::runtime_error(
        fmt::format("{} has no variable {}; it has {}", file, name, list_of(variables)));
  }
  if (!found->problem.empty()) {
    throw std::runtime_error(fmt::format("{}: {} {}, expected a full matrix of real numbers", file,
                                         name, found->problem));
  }
  const arma::mat& values = found->values;
  for (arma::uword i = 0; i < values.n_elem; ++i) {
    if (std::isfinite(values(i))) continue;
    throw std::runtime_error(
        fmt::format("{}: {} holds {} in row {}, column {}, expected finite numbers", file, name,
                    shortest(values(i)), i % values.n_rows + 1, i / values.n_rows + 1));
  }
  return values;
}

struct Samples {
  arma::mat X;       // features x n
  arma::mat labels;  // 1 x n or K x n
};

// Data and labels with samples as columns: the size that both share is the number of samples.
Samples samples_of(const std::vector<MatVariable>& variables, const std::string& data,
                   const std::string& labels, const std::string& file) {
  const arma::mat& X = numbers(variables, data, file);
  const arma::mat& C = numbers(variables, labels, file);
  arma::uword n = 0;
  for (const arma::uword size : {X.n_rows, X.n_cols}) {
    if (size == C.n_rows || size == C.n_cols) n = std::max(n, size);
  }
  const arma::uword greatest = std::max(X.n_rows, X.n_cols);
  // One-hot labels may share the number of features with X; a vector of labels cannot mislead.
  const bool vector = C.n_rows == 1 || C.n_cols == 1;
  if (n < 2 || (n < greatest && greatest != pixels && !vector)) {
    throw std::runtime_error(
        fmt::format("{}: {} is {} and {} is {}, expected the same number of samples in both", file,
                    data, size_of(X), labels, size_of(C)));
  }
  if (X.n_rows == X.n_cols || (C.n_rows == C.n_cols)) {
    throw std::runtime_error(fmt::format(
        "{}: {} is {} and {} is {}: it cannot be told whether rows or columns are samples", file,
        data, size_of(X), labels, size_of(C)));
  }
  return {X.n_cols == n ? X : arma::mat(X.t()), C.n_cols == n ? C : arma::mat(C.t())};
}

std::vector<std::string> numbered(const std::string& name, arma::uword count, arma::uword first) {
  std::vector<std::string> names;
  for (arma::uword i = 0; i < count; ++i) names.push_back(name + std::to_string(i + first));
  return names;
}

struct Divided {
  const char* name;
  arma::uword features;
  arma::uword classes;
  double largest;  // of the values' sizes; a generous bound
};

constexpr Divided divided_sets[] = {{"peaks", 2, 5, 5}, {"gmm", 5, 5, 10}, {"swiss_roll", 2, 2, 4}};

// Yt, Ct, Yv, Cv: the layout of the course's own three.
Dataset divided(const std::vector<MatVariable>& variables, const std::string& file) {
  const Samples training = samples_of(variables, "Yt", "Ct", file);
  const Samples validation = samples_of(variables, "Yv", "Cv", file);
  const LabelForm form = label_form(training.labels, file + ": Ct");
  const arma::uword classes = class_count(training.labels, form);
  const arma::uword features = training.X.n_rows;
  const auto fits = [&](const Divided& one) {
    return one.features == features && one.classes == classes;
  };
  const auto* set = std::ranges::find_if(divided_sets, fits);
  if (set == std::end(divided_sets)) {
    fail_unknown(file, fmt::format("Yt has {} features and Ct {} classes", features, classes));
  }
  if (validation.X.n_rows != features) {
    throw std::runtime_error(fmt::format("{}: Yv has {} features, expected {} as Yt has", file,
                                         validation.X.n_rows, features));
  }
  require_range(training.X, -set->largest, set->largest, file, set->name);
  require_range(validation.X, -set->largest, set->largest, file, set->name);
  return {
      .name = set->name,
      .classes = classes,
      .features = features == 2 ? std::vector<std::string>{"x", "y"} : numbered("x", features, 1),
      .X = training.X,
      .T = one_hot_labels(training.labels, form, classes, file + ": Ct"),
      .X_validation = validation.X,
      .T_validation = one_hot_labels(validation.labels, form, classes, file + ": Cv")};
}

Dataset digits_of(const Samples& samples, const std::string& file) {
  const std::string where = file + ": y";
  const LabelForm form = label_form(samples.labels, where);
  const arma::uword classes = class_count(samples.labels, form);
  if (classes != 10) {
    throw std::runtime_error(fmt::format("{} has {} classes, expected 10 digits", where, classes));
  }
  require_range(samples.X, -50, 305, file,
                "digits");  // 0 ... 1 or 0 ... 255, and what resizing adds
  arma::mat T = one_hot_labels(samples.labels, form, classes, where);
  // MATLAB counts from 1, so the file writes the digit 0 as 10.
  if (form == LabelForm::from_one) T = arma::shift(T, 1, 0);
  return {.name = "digits",
          .classes = classes,
          .features = numbered("pixel ", pixels, 0),
          .X = samples.X,
          .T = T};
}

// X and y: the layout of the exercises' files.
Dataset undivided(const std::vector<MatVariable>& variables, const std::string& file) {
  const Samples samples = samples_of(variables, "X", "y", file);
  if (samples.X.n_rows == pixels) return digits_of(samples, file);
  if (samples.X.n_rows == 2) return microchips_of(samples.X, samples.labels, file);
  fail_unknown(file, fmt::format("X has {} features", samples.X.n_rows));
}

}  // namespace

Dataset recognise_mat(const std::vector<MatVariable>& variables, const std::string& file) {
  const auto any_of = [&](const std::vector<std::string>& names) {
    return std::ranges::any_of(names, [&](const auto& name) { return has(variables, name); });
  };
  if (any_of({"Yt", "Ct", "Yv", "Cv"})) return divided(variables, file);
  if (any_of({"X", "y"})) return undivided(variables, file);
  fail_unknown(file, "it holds " + list_of(variables));
}

}  // namespace nn::datasets
