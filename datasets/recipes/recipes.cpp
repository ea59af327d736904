#include "datasets/recipes/recipes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <stdexcept>

#include "base/text.hpp"

namespace nn::datasets {
namespace {

std::vector<std::string> pixels() {
  std::vector<std::string> names;
  for (int i = 0; i < 400; ++i) names.push_back(fmt::format("pixel {}", i));
  return names;
}

arma::mat single(const arma::mat& values) {
  return arma::conv_to<arma::mat>::from(arma::conv_to<arma::fmat>::from(values));
}

}  // namespace

const std::vector<Recipe>& recipes() {
  // clang-format off
  static const std::vector<Recipe> all = {
      {"peaks", 1, 5, {"x", "y"}, make_peaks},
      {"gmm", 3, 5, {"x1", "x2", "x3", "x4", "x5"}, make_gmm},
      {"swiss_roll", 2, 2, {"x", "y"}, make_swiss_roll},
      {"microchips", 2, 2, {"test 1", "test 2"}, make_microchips},
      {"digits", 2, 10, pixels(), make_digits},
      {"insurance", 2, 0,
       {"age", "sex", "bmi", "children", "smoker", "northwest", "southeast", "southwest"},
       make_insurance},
      {"noisy_line", 1, 0, {"x", "z"}, make_noisy_line},
  };
  // clang-format on
  return all;
}

const Recipe& find_recipe(const std::string& name) {
  std::vector<std::string> names;
  for (const Recipe& recipe : recipes()) {
    if (recipe.name == name) return recipe;
    names.push_back(recipe.name);
  }
  throw std::invalid_argument(fmt::format("there is no data set \"{}\"; there are {}",
                                          one_line(name), fmt::join(names, ", ")));
}

arma::mat one_hot(const arma::uvec& classes, arma::uword count) {
  arma::mat T(count, classes.n_elem, arma::fill::zeros);
  for (arma::uword i = 0; i < classes.n_elem; ++i) T(classes(i), i) = 1;
  return T;
}

Samples divided(const Labelled& training, const Labelled& validation, arma::uword classes) {
  return {.X = single(training.X),
          .T = one_hot(training.classes, classes),
          .X_validation = single(validation.X),
          .T_validation = one_hot(validation.classes, classes)};
}

void redraw_labels(arma::uvec& classes, arma::uword count, Rng& rng) {
  constexpr double probability = 0.02;
  for (arma::uword& label : classes) {
    if (uniform(rng) < probability) label = uniform_index(count, rng);
  }
}

double rounded(double number, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::round(number * scale) / scale;
}

}  // namespace nn::datasets
