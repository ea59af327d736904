// Microchips: those that pass (1) lie in a blob, those that fail (0) in a ring around it.
#include <cmath>
#include <numbers>

#include "base/progress.hpp"
#include "datasets/recipes/recipes.hpp"

namespace nn::datasets {
namespace {

constexpr double centre_x = 0.02;
constexpr double centre_y = 0.19;
constexpr double lowest = -0.83;
constexpr double highest = 1.11;

struct Point {
  double x;
  double y;
};

// A direction of its own for each chip, and a distance from the centre; within the original's
// range.
Point draw(double radius, double spread, Rng& rng) {
  while (true) {
    const double angle = uniform(0, 2 * std::numbers::pi, rng);
    const double distance = std::abs(radius + spread * normal(rng));
    const Point point{centre_x + distance * std::cos(angle), centre_y + distance * std::sin(angle)};
    if (std::min(point.x, point.y) >= lowest && std::max(point.x, point.y) <= highest) return point;
  }
}

// 2 x count, with six decimals as in the original.
arma::mat draw_chips(arma::uword count, double radius, double spread, Rng& rng) {
  arma::mat X(2, count);
  for (arma::uword i = 0; i < count; ++i) {
    const Point point = draw(radius, spread, rng);
    X(0, i) = rounded(point.x, 6);
    X(1, i) = rounded(point.y, 6);
  }
  return X;
}

}  // namespace

Samples make_microchips() {
  Progress progress("making the data set microchips", 1);
  Rng rng(3204);
  const arma::mat passed = draw_chips(58, 0.57, 0.16, rng);
  const arma::mat failed = draw_chips(60, 0.81, 0.135, rng);
  progress.step();
  arma::uvec classes(118, arma::fill::zeros);
  classes.head(58).ones();
  return {.X = arma::join_rows(passed, failed), .T = one_hot(classes, 2)};
}

}  // namespace nn::datasets
