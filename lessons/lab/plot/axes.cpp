#include "lab/plot/axes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nn::plot {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// What an axis has to show, collected value by value.
struct Extent {
  bool log = false;
  double low = infinity;
  double high = -infinity;
  bool whole_numbers = true;

  void add(double value) {
    if (!drawable(value, log)) return;
    low = std::min(low, value);
    high = std::max(high, value);
    if (value != std::floor(value)) whole_numbers = false;
  }
  void add(const arma::vec& values) {
    for (const double value : values) add(value);
  }
  bool empty() const { return low > high; }
};

// A twentieth of the range on each side, so that no curve runs along the border. A range that is
// above 0 does not get a label below 0 by this.
Range roomy(const Extent& extent, double room) {
  if (extent.empty()) return extent.log ? Range{0.1, 10} : Range{0, 1};
  double low = extent.log ? std::log10(extent.low) : extent.low;
  double high = extent.log ? std::log10(extent.high) : extent.high;
  // Closer than that, ticks could not tell the values apart.
  if (high - low < std::max(1e-9 * std::max(std::abs(low), std::abs(high)), 1e-290)) {
    const double half = extent.log ? 0.5 : (std::abs(low) < 1e-280 ? 1 : 0.1 * std::abs(low));
    low -= half;
    high += half;
  } else {
    const double margin = room * (high - low);
    low -= margin;
    high += margin;
  }
  if (extent.log) return {std::pow(10, low), std::pow(10, high)};
  if (extent.low > 0 && low < 0) low = 0;
  if (extent.high < 0 && high > 0) high = 0;
  return {low, high};
}

Axis make_axis(const Extent& extent, const std::optional<Range>& range, double room) {
  const Range shown = range ? *range : roomy(extent, room);
  return {.low = shown.low,
          .high = shown.high,
          .log = extent.log,
          .whole_numbers = extent.whole_numbers && !extent.empty()};
}

double half_step(const arma::vec& grid) {
  return (grid(grid.n_elem - 1) - grid(0)) / static_cast<double>(grid.n_elem - 1) / 2;
}

}  // namespace

arma::vec abscissa(const Series& series) {
  if (!series.x.is_empty() || series.y.is_empty()) return series.x;
  return arma::regspace(0, static_cast<double>(series.y.n_elem) - 1);
}

double bar_spacing(const Panel& panel) {
  if (!panel.x_names.empty()) return 1;
  arma::vec all;
  for (const Series& series : panel.series) {
    if (series.mark == Mark::bars) all = arma::join_cols(all, abscissa(series));
  }
  all = arma::sort(arma::vec(all.elem(arma::find_finite(all))));
  const arma::vec steps = arma::diff(all);
  // The same x in two series may differ by a rounding error.
  const arma::vec apart = steps.elem(arma::find(steps > 1e-9 * arma::accu(steps)));
  return apart.is_empty() ? 1 : apart.min();
}

bool drawable(double value, bool log) {
  return std::abs(value) < 1e300 && (!log || value > 1e-300);  // false for a NaN
}

bool Axis::shows(double value) const {
  return value >= low && value <= high;
}

double Axis::place(double value) const {
  if (log) return std::log(value / low) / std::log(high / low);
  return (value - low) / (high - low);
}

Axis x_axis(const Panel& panel) {
  Extent extent{.log = panel.log_x};
  bool only_lines = true;
  for (const Series& series : panel.series) {
    const bool is_line = series.mark == Mark::line || series.mark == Mark::steps;
    only_lines = only_lines && is_line;
    const arma::vec x = abscissa(series);
    extent.add(x);
    if (series.mark == Mark::bars) {
      const double half = bar_spacing(panel) / 2;
      const bool whole = extent.whole_numbers;
      extent.add(x - half);
      extent.add(x + half);
      extent.whole_numbers = whole;
    }
  }
  for (const ReferenceLine& line : panel.vertical) extent.add(line.at);
  if (panel.regions) {
    const arma::vec& x = panel.regions->x;
    const Range edges = {x.front() - half_step(x), x.back() + half_step(x)};
    return make_axis(extent, panel.x_range ? *panel.x_range : edges, 0);
  }
  if (!panel.x_names.empty()) {
    const double last = static_cast<double>(panel.x_names.size()) - 1;
    return make_axis(extent, Range{-0.6, last + 0.6}, 0);
  }
  return make_axis(extent, panel.x_range, only_lines ? 0 : 0.03);
}

Axis y_axis(const Panel& panel) {
  Extent extent{.log = panel.log_y};
  bool bars = false;
  for (const Series& series : panel.series) {
    extent.add(series.y);
    extent.add(series.low);
    extent.add(series.high);
    bars = bars || series.mark == Mark::bars;
  }
  for (const ReferenceLine& line : panel.horizontal) extent.add(line.at);
  if (panel.regions) {
    const arma::vec& y = panel.regions->y;
    const Range edges = {y.front() - half_step(y), y.back() + half_step(y)};
    return make_axis(extent, panel.y_range ? *panel.y_range : edges, 0);
  }
  if (bars) extent.add(0.0);  // not on a logarithmic axis: there the bars stand on its lower end
  Axis axis = make_axis(extent, panel.y_range, 0.05);
  if (bars && !panel.y_range && !axis.log) {  // bars stand on the axis
    if (extent.low == 0) axis.low = 0;
    if (extent.high == 0) axis.high = 0;
    if (axis.low == axis.high) axis.high = 1;
  }
  return axis;
}

Axis common_axis(const std::vector<Axis>& axes) {
  Axis all = axes.front();
  for (const Axis& axis : axes) {
    all.low = std::min(all.low, axis.low);
    all.high = std::max(all.high, axis.high);
    all.whole_numbers = all.whole_numbers && axis.whole_numbers;
  }
  return all;
}

}  // namespace nn::plot
