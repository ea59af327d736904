#include "datasets/originals/check_mat.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "common/contract.hpp"
#include "datasets/originals/labels.hpp"
#include "datasets/originals/read_text.hpp"

namespace nn::datasets {
namespace {

std::string size_of(const arma::mat& matrix) {
  return shape(matrix.n_rows, matrix.n_cols);
}

std::string list_of(const std::vector<MatVariable>& variables) {
  std::vector<std::string> names;
  for (const MatVariable& one : variables) {
    const std::string size = one.problem.empty() ? size_of(one.values) + " " : "";
    names.push_back(fmt::format("{} ({}{})", one.name, size, one.type));
  }
  return shorten(fmt::format("{}", fmt::join(names, ", ")), 200);
}

// The numbers of a variable, which must be there, real and finite.
const arma::mat& numbers(const std::vector<MatVariable>& variables, const std::string& name) {
  auto found = std::ranges::find(variables, name, &MatVariable::name);
  if (found == variables.end()) {
    found = std::ranges::find_if(
        variables, [&](const MatVariable& one) { return lower(one.name) == lower(name); });
  }
  if (found == variables.end()) {
    const bool inside = std::ranges::any_of(variables, [](const MatVariable& one) {
      return one.type == "struct" || one.type == "group";
    });
    throw std::runtime_error(fmt::format("it has no variable {}; it has {}{}", name,
                                         list_of(variables),
                                         inside ? ", and what is inside of these must be saved as "
                                                  "variables of its own (in MATLAB: save -struct)"
                                                : ""));
  }
  if (!found->problem.empty()) {
    throw std::runtime_error(name + " " + found->problem +
                             (found->problem.starts_with("is damaged")
                                  ? "; copy or download the file again"
                                  : ", expected a matrix of real numbers: save it again as one"));
  }
  const arma::mat& values = found->values;
  const arma::uvec bad = arma::find_nonfinite(values);
  if (!bad.empty()) {
    throw std::runtime_error(fmt::format(
        "{} holds {} in row {}, column {}, expected finite numbers", name, shortest(values(bad(0))),
        bad(0) % values.n_rows + 1, bad(0) / values.n_rows + 1));
  }
  return values;
}

struct Part {
  arma::mat X;       // features x n
  arma::mat labels;  // 1 x n or classes x n
};

Part part_of(const std::vector<MatVariable>& variables, const std::string& data,
             const std::string& labels, const Recipe& recipe) {
  Part part{numbers(variables, data), numbers(variables, labels)};
  const arma::uword features = recipe.features.size();
  if (part.X.n_rows != features) arma::inplace_trans(part.X);
  if (part.X.n_rows != features) {
    throw std::runtime_error(
        fmt::format("{} is {}, expected {} features x samples, or samples x {}", data,
                    size_of(part.X.t()), features, features));
  }
  const arma::uword n = part.X.n_cols;
  const auto fits = [&](const arma::mat& C) {
    return C.n_cols == n && (C.n_rows == 1 || C.n_rows == recipe.classes);
  };
  if (!fits(part.labels)) arma::inplace_trans(part.labels);
  if (!fits(part.labels)) {
    throw std::runtime_error(
        fmt::format("{} is {}, expected {}x{} (one-hot) or 1x{}, as {} has {} samples", labels,
                    size_of(part.labels.t()), recipe.classes, n, n, data, n));
  }
  return part;
}

}  // namespace

Samples check_divided(const std::vector<MatVariable>& variables, const Recipe& recipe) {
  const Part training = part_of(variables, "Yt", "Ct", recipe);
  const Part validation = part_of(variables, "Yv", "Cv", recipe);
  const double first = first_label(training.labels, recipe.classes);
  return {.X = training.X,
          .T = one_hot_labels(training.labels, first, recipe.classes, "Ct"),
          .X_validation = validation.X,
          .T_validation = one_hot_labels(validation.labels, first, recipe.classes, "Cv")};
}

Samples check_undivided(const std::vector<MatVariable>& variables, const Recipe& recipe) {
  const Part part = part_of(variables, "X", "y", recipe);
  const double first = first_label(part.labels, recipe.classes);
  arma::mat T = one_hot_labels(part.labels, first, recipe.classes, "y");
  // MATLAB counts from 1, so a file of digits writes the digit 0 as 10.
  if (recipe.name == "digits" && part.labels.n_rows == 1 && first == 1) T = arma::shift(T, 1, 0);
  return {.X = part.X, .T = T};
}

}  // namespace nn::datasets
