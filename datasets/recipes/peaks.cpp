// Peaks: five classes of the plane, the levels of MATLAB's function of that name.
#include <array>
#include <cmath>
#include <vector>

#include "base/progress.hpp"
#include "datasets/recipes/recipes.hpp"

namespace nn::datasets {
namespace {

constexpr arma::uword grid = 256;  // points a side, over [-3, 3]
constexpr arma::uword levels = 5;
constexpr double noise = 0.0565;

double height(double x, double y) {
  const double x3 = x * x * x;
  const double y5 = y * y * y * y * y;
  return 3 * (1 - x) * (1 - x) * std::exp(-x * x - (y + 1) * (y + 1)) -
         10 * (x / 5 - x3 - y5) * std::exp(-x * x - y * y) -
         std::exp(-(x + 1) * (x + 1) - y * y) / 3;
}

double coordinate(arma::uword i) {
  return -3 + 6 * static_cast<double>(i) / (grid - 1);
}

// The grid's points by class: five levels of equal width between its least and greatest height.
using Point = std::array<double, 2>;
std::array<std::vector<Point>, levels> points_by_class() {
  arma::mat heights(grid, grid);
  for (arma::uword i = 0; i < grid; ++i) {
    for (arma::uword j = 0; j < grid; ++j) heights(i, j) = height(coordinate(i), coordinate(j));
  }
  const double least = heights.min();
  const double width = (heights.max() - least) / levels;
  std::array<std::vector<Point>, levels> points;
  for (arma::uword i = 0; i < grid; ++i) {
    for (arma::uword j = 0; j < grid; ++j) {
      const auto level = static_cast<arma::uword>((heights(i, j) - least) / width);
      points[std::min(level, levels - 1)].push_back({coordinate(i), coordinate(j)});
    }
  }
  return points;
}

Labelled draw(const std::array<std::vector<Point>, levels>& points, arma::uword each, Rng& rng) {
  Labelled samples{arma::mat(2, levels * each), arma::uvec(levels * each)};
  for (arma::uword i = 0; i < levels * each; ++i) {
    const arma::uword level = i / each;
    const Point& point = points[level][uniform_index(points[level].size(), rng)];
    samples.classes(i) = level;
    samples.X(0, i) = point[0] + noise * normal(rng);
    samples.X(1, i) = point[1] + noise * normal(rng);
  }
  redraw_labels(samples.classes, levels, rng);
  return samples;
}

}  // namespace

Samples make_peaks() {
  Progress progress("making the data set peaks", 2);
  Rng rng(1001);
  const std::array<std::vector<Point>, levels> points = points_by_class();
  const Labelled training = draw(points, 5000, rng);
  progress.step();
  const Labelled validation = draw(points, 1250, rng);
  progress.step();
  return divided(training, validation, levels);
}

}  // namespace nn::datasets
