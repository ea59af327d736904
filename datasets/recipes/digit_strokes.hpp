// Where the pen goes when it writes a digit.
#pragma once

#include <armadillo>
#include <vector>

#include "common/random.hpp"

namespace nn::datasets {

/// One move of the pen, without lifting it: points that it aims at, x to the right and y down, in a
/// box from 0 to 1.
struct Stroke {
  arma::mat points;  // 2 x n
};
using Strokes = std::vector<Stroke>;

/// One of the ways in which people write this digit.
Strokes draw_strokes(arma::uword digit, Rng& rng);

/// A smooth curve through the points, as 2 x m close points (Catmull and Rom's spline). A point
/// that stands twice in a row is a corner.
arma::mat smooth(const arma::mat& points);

}  // namespace nn::datasets
