// What several lessons count together.
#pragma once

#include <optional>

namespace gradus::gradebook {

struct Total {
  std::optional<double> points = 0.0;  // nothing when a lesson is not judged
  double maximum = 0.0;
};

/// The sum of points by weight; of one lesson alone, its points. The marks have `points`,
/// `possible` and `weight`.
template <typename Marks>
Total total_of(const Marks& marks) {
  Total total;
  for (const auto& mark : marks) {
    const double weight = marks.size() == 1 ? 1.0 : mark.weight;
    total.maximum += weight * mark.possible;
    if (!mark.points || !total.points) {
      total.points.reset();
    } else {
      *total.points += weight * *mark.points;
    }
  }
  return total;
}

}  // namespace gradus::gradebook
