// Digits: 5,000 pictures of 20 x 20 pixels, drawn with a pen. digit_strokes.cpp says where the pen
// goes for each digit; here a hand shakes, slants and scales it, and the ink falls on the pixels.
#include <algorithm>
#include <cmath>

#include "base/progress.hpp"
#include "datasets/recipes/digit_strokes.hpp"
#include "datasets/recipes/recipes.hpp"

namespace nn::datasets {
namespace {

constexpr arma::uword side = 20;
constexpr arma::uword each = 500;  // pictures of each digit

// How one picture was written.
struct Hand {
  double shake;   // of the points that the pen aims at
  double width;   // of the pen, in pixels
  double soft;    // how wide the edge of the ink is, in pixels
  arma::mat map;  // 2 x 2: slant, rotation and scale
  arma::vec middle;
};

Hand draw_hand(Rng& rng) {
  const double slant = 0.15 + 0.24 * normal(rng);  // most people lean to the right
  const double turn = 0.13 * normal(rng);
  const double tall = 14.2 * std::exp(0.08 * normal(rng));
  const double wide = 10.3 * std::exp(0.2 * normal(rng));
  Hand hand;
  hand.shake = 0.055 * std::exp(0.35 * normal(rng));
  hand.width = std::clamp(1.0 + 0.28 * normal(rng), 0.45, 1.8);
  hand.soft = uniform(0.7, 1.1, rng);
  const arma::mat scale = {{wide, 0}, {0, tall}};
  const arma::mat shear = {{1, -slant}, {0, 1}};
  const arma::mat rotation = {{std::cos(turn), -std::sin(turn)}, {std::sin(turn), std::cos(turn)}};
  hand.map = rotation * shear * scale;
  hand.middle = {9.5 + 0.5 * normal(rng), 9.5 + 0.5 * normal(rng)};
  return hand;
}

// The points that the pen goes through, 2 x n, in pixels.
arma::mat write(const Strokes& strokes, const Hand& hand, Rng& rng) {
  arma::mat path(2, 0);
  for (const Stroke& stroke : strokes) {
    arma::mat aims = stroke.points;
    for (double& one : aims) one += hand.shake * normal(rng);
    path = arma::join_rows(path, smooth(aims));
  }
  // The middle of what was written, not of the box it was meant for, goes to the middle.
  const arma::vec middle = (arma::max(path, 1) + arma::min(path, 1)) / 2;
  path.each_col() -= middle;
  path = hand.map * path;
  path.each_col() += hand.middle;
  return path;
}

// Pixel (row, column) is as dark as the nearest point of the path makes it.
arma::mat ink(const arma::mat& path, const Hand& hand) {
  arma::mat picture(side, side);
  for (arma::uword column = 0; column < side; ++column) {
    for (arma::uword row = 0; row < side; ++row) {
      double nearest = 1e9;
      for (arma::uword i = 0; i < path.n_cols; ++i) {
        const double x = path(0, i) - static_cast<double>(column);
        const double y = path(1, i) - static_cast<double>(row);
        nearest = std::min(nearest, x * x + y * y);
      }
      const double edge = (hand.width - std::sqrt(nearest)) / hand.soft;
      picture(row, column) = std::clamp(0.5 + edge / 2, 0.0, 1.0);
    }
  }
  return picture;
}

}  // namespace

Samples make_digits() {
  Progress progress("making the data set digits", 10 * each);
  Rng rng(1005);
  arma::mat X(side * side, 10 * each);
  arma::uvec digits(10 * each);
  for (arma::uword i = 0; i < 10 * each; ++i) {
    digits(i) = i / each;
    const Hand hand = draw_hand(rng);
    const arma::mat path = write(draw_strokes(digits(i), rng), hand, rng);
    X.col(i) = arma::vectorise(ink(path, hand));
    progress.step();
  }
  return {.X = X, .T = one_hot(digits, 10)};
}

}  // namespace nn::datasets
