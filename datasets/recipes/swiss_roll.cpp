// Swiss roll: two spirals, one inside the other.
#include <cmath>
#include <numbers>

#include "base/progress.hpp"
#include "datasets/recipes/recipes.hpp"

namespace nn::datasets {
namespace {

constexpr double noise = 0.0383;
constexpr double flipped = 0.02;

Labelled draw(arma::uword each, Rng& rng) {
  Labelled samples{arma::mat(2, 2 * each), arma::uvec(2 * each)};
  for (arma::uword i = 0; i < 2 * each; ++i) {
    const arma::uword spiral = i / each;
    const double along = static_cast<double>(i % each) / static_cast<double>(each - 1);
    const double angle = 4 * std::numbers::pi * along;
    const double radius = along + (spiral == 0 ? 0.0 : 0.2);
    samples.X(0, i) = radius * std::cos(angle) + noise * normal(rng);
    samples.X(1, i) = radius * std::sin(angle) + noise * normal(rng);
    samples.classes(i) = uniform(rng) < flipped ? 1 - spiral : spiral;
  }
  return samples;
}

}  // namespace

Samples make_swiss_roll() {
  Progress progress("making the data set swiss_roll", 2);
  Rng rng(1303);
  const Labelled training = draw(10000, rng);
  progress.step();
  const Labelled validation = draw(2500, rng);
  progress.step();
  return divided(training, validation, 2);
}

}  // namespace nn::datasets
