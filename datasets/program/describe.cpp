#include "datasets/program/describe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace gradus::cli {
namespace {

constexpr std::size_t width = 80;
constexpr std::size_t indent = 12;

std::vector<arma::uword> counts(const arma::mat& one_hot) {
  std::vector<arma::uword> result;
  for (arma::uword k = 0; k < one_hot.n_rows; ++k) {
    result.push_back(static_cast<arma::uword>(arma::accu(one_hot.row(k))));
  }
  return result;
}

std::string shape_of(const nn::Dataset& data) {
  std::string text = fmt::format("{} x {}", data.X.n_rows, data.X.n_cols);
  if (!data.X_validation.empty()) text += fmt::format(" / {}", data.X_validation.n_cols);
  return text;
}

// "500 each", or the number of samples in each class.
std::string count_text(const arma::mat& one_hot) {
  const std::vector<arma::uword> all = counts(one_hot);
  const bool equal = std::ranges::count(all, all[0]) == static_cast<std::ptrdiff_t>(all.size());
  return equal ? fmt::format("{} each", all[0]) : fmt::format("{}", fmt::join(all, ", "));
}

std::string target_of(const nn::Dataset& data) {
  if (data.classes == 0) {
    return fmt::format("target from {:.6g} to {:.6g}, on average {:.6g}", data.T.min(),
                       data.T.max(), arma::mean(arma::vectorise(data.T)));
  }
  std::string text = fmt::format("{} classes: {}", data.classes, count_text(data.T));
  if (!data.T_validation.empty()) text += " / " + count_text(data.T_validation);
  return text;
}

std::string indented(const std::string& text) {
  return std::string(indent, ' ') + nn::wrap(text, width - indent, indent) + '\n';
}

}  // namespace

std::string describe(const nn::Dataset& data) {
  std::string text = fmt::format("{:<12}{:<18}{}\n", data.name, shape_of(data),
                                 nn::shorten(data.source, width - 30));
  text += indented(target_of(data));
  if (data.features.size() <= 10) {
    text += indented(fmt::format("features: {}", fmt::join(data.features, ", ")));
  }
  return text;
}

nlohmann::json to_json(const nn::Dataset& data) {
  nlohmann::json json = {{"name", data.name},
                         {"source", data.source},
                         {"features", data.X.n_rows},
                         {"samples", data.X.n_cols},
                         {"validation_samples", data.X_validation.n_cols},
                         {"classes", data.classes}};
  if (data.classes > 0) {
    json["counts"] = counts(data.T);
    if (!data.T_validation.empty()) json["validation_counts"] = counts(data.T_validation);
  } else {
    json["target"] = {{"least", data.T.min()},
                      {"greatest", data.T.max()},
                      {"mean", arma::mean(arma::vectorise(data.T))}};
  }
  return json;
}

}  // namespace gradus::cli
