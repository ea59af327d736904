// Microchips: those that pass (1) lie in a blob, those that fail (0) in a ring around it.
#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "base/progress.hpp"
#include "datasets/recipes/generators.hpp"

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

void add_chips(TextTable& table, int count, int label, double radius, double spread, Rng& rng) {
  for (int i = 0; i < count; ++i) {
    const Point point = draw(radius, spread, rng);
    table.rows.push_back(
        {fmt::format("{:.6f}", point.x), fmt::format("{:.6f}", point.y), std::to_string(label)});
    table.lines.push_back(table.rows.size());
  }
}

}  // namespace

FileContent make_microchips() {
  Progress progress("making the data set microchips", 1);
  Rng rng(3204);
  FileContent content{.is_text = true};
  add_chips(content.table, 58, 1, 0.57, 0.16, rng);
  add_chips(content.table, 60, 0, 0.81, 0.135, rng);
  progress.step();
  return content;
}

}  // namespace nn::datasets
