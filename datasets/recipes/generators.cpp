#include "datasets/recipes/generators.hpp"

#include <algorithm>
#include <stdexcept>

namespace nn::datasets {
namespace {

// clang-format off
constexpr Generator generators[] = {
    {"peaks", 1, ".mat", make_peaks},
    {"gmm", 3, ".mat", make_gmm},
    {"swiss_roll", 2, ".mat", make_swiss_roll},
    {"microchips", 2, ".txt", make_microchips},
    {"digits", 2, ".mat", make_digits},
    {"insurance", 2, ".csv", make_insurance},
    {"noisy_line", 1, ".csv", make_noisy_line},
};
// clang-format on

arma::mat one_hot(const arma::uvec& classes, arma::uword count) {
  arma::mat T(count, classes.n_elem, arma::fill::zeros);
  for (arma::uword i = 0; i < classes.n_elem; ++i) T(classes(i), i) = 1;
  return T;
}

// Rounded as the file will round them, so that a set is the same before and after it was written.
MatVariable single(const std::string& name, const arma::mat& values) {
  const arma::fmat rounded = arma::conv_to<arma::fmat>::from(values);
  return {.name = name, .type = "single", .values = arma::conv_to<arma::mat>::from(rounded)};
}

}  // namespace

const Generator& find_generator(const std::string& name) {
  const auto* found =
      std::ranges::find_if(generators, [&](const Generator& one) { return one.name == name; });
  if (found == std::end(generators)) throw std::logic_error("no generator for " + name);
  return *found;
}

FileContent divided_file(const Labelled& training, const Labelled& validation,
                         arma::uword classes) {
  return {.variables = {single("Yt", training.X), single("Ct", one_hot(training.classes, classes)),
                        single("Yv", validation.X),
                        single("Cv", one_hot(validation.classes, classes))}};
}

void redraw_labels(arma::uvec& classes, arma::uword count, Rng& rng) {
  constexpr double probability = 0.02;
  for (arma::uword& label : classes) {
    if (uniform(rng) < probability) label = uniform_index(count, rng);
  }
}

}  // namespace nn::datasets
