#include <algorithm>

#include "lab/plot/series.hpp"

namespace nn::plot {

// One block for each stretch without a gap: a filled curve does not know gaps.
void add_band(Script& script, const Series& series, const Axes& axes, arma::uword style,
              Layers& layers) {
  const arma::vec x = abscissa(series);
  Rows stretch;
  for (arma::uword i = 0; i <= x.n_elem; ++i) {
    if (i < x.n_elem && drawable(x(i), axes.x.log) && drawable(series.low(i), axes.y.log) &&
        drawable(series.high(i), axes.y.log)) {
      stretch.push_back({x(i), series.low(i), series.high(i)});
    } else if (!stretch.empty()) {
      layers.areas.push_back(script.block(stretch) +
                             " using 1:2:3 with filledcurves fs transparent solid 0.22 noborder" +
                             ink(color(style)));
      stretch.clear();
    }
  }
}

void add_whiskers(Script& script, const arma::vec& x, const Series& series, const Axes& axes,
                  const std::string& color, Layers& layers) {
  Rows rows;
  for (arma::uword i = 0; i < x.n_elem; ++i) {
    if (!drawable(series.low(i), axes.y.log) || !drawable(series.high(i), axes.y.log)) continue;
    if (!visible(series, x, i, axes)) continue;
    rows.push_back({x(i), series.low(i), 0, series.high(i) - series.low(i)});
  }
  if (rows.empty()) return;
  // Arrows whose heads are at right angles. (gnuplot 5.4 leaves a hole in the middle of
  // yerrorbars.)
  layers.points.push_back(script.block(rows) +
                          " using 1:2:3:4 with vectors heads size screen 0.005,90 lw 2 dt solid" +
                          ink(color));
}

// Bar number `index` of the `count` that stand side by side at each x.
void add_bars(Script& script, const Panel& panel, const Series& series, const Axes& axes,
              arma::uword index, arma::uword count, arma::uword style, Layers& layers) {
  const double share = !panel.x_names.empty() ? 0.8 : count > 1 ? 0.9 : 1.0;
  const double width = bar_spacing(panel) * share / static_cast<double>(count);
  const double shift = (static_cast<double>(index) - (static_cast<double>(count) - 1) / 2) * width;
  const double base = axes.y.log ? axes.y.low : 0.0;
  const arma::vec x = abscissa(series) + shift;
  Rows rows;
  for (arma::uword i = 0; i < x.n_elem; ++i) {
    if (!visible(series, x, i, axes)) continue;
    rows.push_back({x(i), series.y(i), x(i) - width / 2, x(i) + width / 2,
                    std::min(base, series.y(i)), std::max(base, series.y(i))});
  }
  if (!rows.empty()) {
    layers.areas.push_back(script.block(rows) +
                           " using 1:2:3:4:5:6 with boxxyerror fs solid 1.0 border lc rgb "
                           "'#FFFFFF' lw 1" +
                           ink(color(style)));
  }
  if (!series.low.is_empty()) add_whiskers(script, x, series, axes, "#000000", layers);
}

// Each row of the grid is a few long rectangles, one for each stretch of one class. Each reaches
// half a cell over its right and upper neighbours, which are drawn later: so no hairline shows
// between them.
void add_regions(Script& script, const Regions& regions, Layers& layers) {
  const arma::uword columns = regions.x.n_elem;
  const double step_x = (regions.x.back() - regions.x.front()) / static_cast<double>(columns - 1);
  const double step_y =
      (regions.y.back() - regions.y.front()) / static_cast<double>(regions.y.n_elem - 1);
  const double right = regions.x.back() + step_x / 2;
  const double top = regions.y.back() + step_y / 2;
  Rows boxes;
  for (arma::uword row = 0; row < regions.y.n_elem; ++row) {
    const double low = regions.y(row) - step_y / 2;
    for (arma::uword column = 0; column < columns; ++column) {
      const arma::uword k = regions.classes(row, column);
      if (column > 0 && regions.classes(row, column - 1) == k) continue;
      arma::uword last = column;
      while (last + 1 < columns && regions.classes(row, last + 1) == k) ++last;
      const double left = regions.x(column) - step_x / 2;
      const double end = std::min(regions.x(last) + step_x, right);
      const double code = std::stoi(tint(k).substr(1), nullptr, 16);
      boxes.push_back({left, low, left, end, low, std::min(low + 1.5 * step_y, top), code});
    }
  }
  layers.areas.push_back(script.block(boxes) +
                         " using 1:2:3:4:5:6:7 with boxxyerror fs solid 1.0 noborder lc rgb "
                         "variable");
}

}  // namespace nn::plot
