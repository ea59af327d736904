#include "datasets/recipes/digit_strokes.hpp"

namespace nn::datasets {
namespace {

// "x y x y ...", easier to write and to read than two rows.
Stroke stroke(const arma::vec& numbers) {
  return {arma::reshape(numbers, 2, numbers.n_elem / 2)};
}

const std::vector<std::vector<Strokes>>& styles() {
  static const std::vector<std::vector<Strokes>> all = {
      // 0
      {{stroke({.55, .0, .15, .2, .05, .6, .4, 1, .85, .75, .95, .3, .55, .0})},
       {stroke({.7, .08, .35, .05, .08, .45, .3, .95, .75, .9, .95, .4, .6, .0, .4, .1})}},
      // 1
      {{stroke({.5, 0, .5, .5, .5, 1})},
       {stroke({.5, 0, .5, .35, .5, .7, .5, 1})},
       {stroke({.3, .25, .55, 0, .55, 0, .55, .5, .55, 1})},
       {stroke({.3, .25, .55, 0, .55, 0, .55, .5, .55, 1}), stroke({.25, 1, .55, 1, .85, 1})}},
      // 2
      {{stroke({.1, .25, .45, 0, .85, .2, .6, .6, .1, 1, .1, 1, .5, .97, .95, 1})},
       {stroke({.1, .2, .5, 0, .8, .25, .55, .7, .2, .97, .08, .85, .35, .8, .65, .98, .95, .9})}},
      // 3
      {{stroke({.15, .1, .55, 0, .8, .22, .4, .46, .4, .46, .88, .7, .55, 1, .1, .9})},
       {stroke({.15, .03, .8, .03, .8, .03, .4, .42, .4, .42, .88, .65, .6, 1, .1, .92})}},
      // 4
      {{stroke({.2, .05, .1, .55, .1, .55, .9, .52}), stroke({.72, .15, .65, .6, .62, 1})},
       {stroke({.65, 0, .05, .65, .05, .65, .95, .65}), stroke({.65, 0, .65, .5, .65, 1})},
       {stroke({.2, .0, .15, .45, .5, .5, .8, .4}), stroke({.85, .0, .8, .5, .72, 1})}},
      // 5
      {{stroke({.85, .02, .3, .03, .3, .03, .22, .43, .22, .43, .6, .38, .88, .68, .5, 1, .1, .9})},
       {stroke({.3, .03, .22, .43, .22, .43, .6, .4, .85, .7, .5, 1, .1, .9}),
        stroke({.3, .05, .9, .0})}},
      // 6
      {{stroke({.7, .0, .3, .35, .12, .75, .5, 1, .85, .75, .5, .52, .15, .75})},
       {stroke({.45, .0, .2, .4, .15, .8, .5, 1, .8, .8, .55, .58, .2, .78})}},
      // 7
      {{stroke({.1, .05, .85, .03, .85, .03, .6, .5, .4, 1})},
       {stroke({.1, .18, .12, .05, .12, .05, .9, .03, .9, .03, .6, .4, .5, 1})},
       {stroke({.1, .05, .85, .03, .85, .03, .6, .5, .4, 1}), stroke({.3, .5, .85, .5})}},
      // 8
      {{stroke({.5, .48, .18, .25, .5, 0, .82, .22, .5, .48, .12, .76, .5, 1, .88, .76, .5, .48})},
       {stroke({.8, .12, .45, 0, .2, .22, .55, .5, .85, .8, .45, 1, .15, .78, .5, .5, .8, .12})}},
      // 9
      {{stroke({.82, .25, .5, 0, .18, .27, .45, .52, .82, .25, .82, .25, .8, .6, .7, 1})},
       {stroke({.8, .15, .45, 0, .18, .27, .45, .5, .8, .2, .85, .6, .6, 1, .25, .95})}},
  };
  return all;
}

}  // namespace

Strokes draw_strokes(arma::uword digit, Rng& rng) {
  const std::vector<Strokes>& ways = styles()[digit];
  return ways[uniform_index(ways.size(), rng)];
}

arma::mat smooth(const arma::mat& points) {
  constexpr arma::uword steps = 10;
  const arma::uword last = points.n_cols - 1;
  arma::mat path(2, last * steps + 1);
  for (arma::uword i = 0; i < last; ++i) {
    const arma::vec a = points.col(i > 0 ? i - 1 : 0);
    const arma::vec b = points.col(i);
    const arma::vec c = points.col(i + 1);
    const arma::vec d = points.col(i + 1 < last ? i + 2 : last);
    for (arma::uword step = 0; step < steps; ++step) {
      const double t = static_cast<double>(step) / steps;
      path.col(i * steps + step) =
          b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }
  }
  path.col(last * steps) = points.col(last);
  return path;
}

}  // namespace nn::datasets
