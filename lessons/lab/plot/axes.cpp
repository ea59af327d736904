#include "lab/plot/axes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.hpp"

namespace nn::plot {
namespace {

// A share of the range as room on each side, so that no curve runs along the border. A range that
// is above 0 does not get a label below 0 by this.
Range with_room(const arma::vec& values, bool log, double share) {
  if (values.is_empty()) return log ? Range{0.1, 10} : Range{0, 1};
  double low = log ? std::log10(values.min()) : values.min();
  double high = log ? std::log10(values.max()) : values.max();
  double room = share * (high - low);
  // Closer than that, ticks could not tell the values apart.
  if (high - low < std::max(1e-9 * std::max(std::abs(low), std::abs(high)), 1e-290)) {
    room = log ? 0.5 : std::abs(low) < 1e-280 ? 1 : 0.1 * std::abs(low);
  }
  low -= room;
  high += room;
  if (log) return {std::pow(10, low), std::pow(10, high)};
  if (values.min() > 0 && low < 0) low = 0;
  if (values.max() < 0 && high > 0) high = 0;
  return {low, high};
}

// The round number that divides the axis into about `count` parts.
double tick_step(const Axis& axis, double count) {
  const double least = (axis.high - axis.low) / count;
  const double power = std::pow(10, std::floor(std::log10(least)));
  double step = 10 * power;
  for (const double times : {5.0, 2.0, 1.0}) {
    if (times * power > 0.9 * least) step = times * power;
  }
  return axis.whole_numbers ? std::max(step, 1.0) : step;
}

bool has_few_decades(const Axis& axis) {
  return axis.log && axis.high / axis.low < 200;
}

// From the middle of the first cell to the middle of the last, and half a cell more.
Range edges(const arma::vec& grid) {
  const double half = (grid.back() - grid.front()) / static_cast<double>(grid.n_elem - 1) / 2;
  return {grid.front() - half, grid.back() + half};
}

bool has_bars(const Panel& panel) {
  return std::ranges::any_of(panel.series, [](const Series& s) { return s.mark == Mark::bars; });
}

// All values that stand on an axis, as far as they can be drawn.
arma::vec seen(const std::vector<arma::vec>& parts, const std::vector<ReferenceLine>& lines,
               bool log) {
  arma::vec all;
  for (const arma::vec& part : parts) all = arma::join_cols(all, part);
  for (const ReferenceLine& line : lines) all = arma::join_cols(all, arma::vec{line.at});
  all = drawable(all, log);
  return all.elem(arma::find_finite(all));
}

}  // namespace

arma::vec drawable(arma::vec values, bool log) {
  return values.transform([log](double value) {
    const bool shown = std::abs(value) < 1e300 && (!log || value > 1e-300);  // false for a NaN
    return shown ? value : std::numeric_limits<double>::quiet_NaN();
  });
}

arma::vec abscissa(const Series& series) {
  if (!series.x.is_empty() || series.y.is_empty()) return series.x;
  return arma::regspace(0, static_cast<double>(series.y.n_elem) - 1);
}

double bar_spacing(const Panel& panel) {
  if (!panel.x_names.empty()) return 1;
  double least = std::numeric_limits<double>::infinity();
  for (const Series& series : panel.series) {
    if (series.mark != Mark::bars || series.y.n_elem < 2) continue;
    least = std::min(least, arma::abs(arma::diff(abscissa(series))).min());
  }
  return std::isfinite(least) ? least : 1;
}

Axis x_axis(const Panel& panel) {
  const double half = has_bars(panel) ? bar_spacing(panel) / 2 : 0;
  bool only_lines = true;
  std::vector<arma::vec> parts;
  for (const Series& series : panel.series) {
    only_lines = only_lines && (series.mark == Mark::line || series.mark == Mark::steps);
    parts.push_back(abscissa(series));
  }
  arma::vec values = seen(parts, panel.vertical, panel.log_x);
  const bool whole_numbers = !values.is_empty() && arma::all(values == arma::floor(values));
  if (half > 0) values = arma::join_cols(values - half, values + half);

  Range range = with_room(values, panel.log_x, only_lines ? 0 : 0.03);
  if (!panel.x_names.empty()) range = {-0.6, static_cast<double>(panel.x_names.size()) - 0.4};
  if (panel.regions) range = edges(panel.regions->x);
  if (panel.x_range) range = *panel.x_range;
  return {range.low, range.high, panel.log_x, whole_numbers};
}

Axis y_axis(const Panel& panel) {
  std::vector<arma::vec> parts;
  for (const Series& series : panel.series) {
    parts.insert(parts.end(), {series.y, series.low, series.high});
  }
  const bool stand_on_zero = has_bars(panel) && !panel.log_y;
  if (stand_on_zero) parts.push_back({0.0});
  const arma::vec values = seen(parts, panel.horizontal, panel.log_y);
  const bool whole_numbers = !values.is_empty() && arma::all(values == arma::floor(values));

  Range range = with_room(values, panel.log_y, 0.05);
  if (stand_on_zero && values.max() > 0 && values.min() == 0) range.low = 0;
  if (stand_on_zero && values.min() < 0 && values.max() == 0) range.high = 0;
  if (panel.regions) range = edges(panel.regions->y);
  if (panel.y_range) range = *panel.y_range;
  return {range.low, range.high, panel.log_y, whole_numbers};
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

std::string tick_places(const Axis& axis, double count) {
  if (!axis.log) return shortest(tick_step(axis, count));
  // gnuplot itself has ticks at the powers of ten only.
  if (!has_few_decades(axis)) return "autofreq";
  const double decades = std::log10(axis.high / axis.low);
  std::string places;
  for (int exponent = -320; exponent < 309; ++exponent) {
    for (const int digit : {1, 2, 3, 4, 5, 6, 7, 8, 9}) {
      const double place = digit * std::pow(10, exponent);
      const bool shown = digit == 1 || digit == 2 || digit == 5 || decades < 1;
      if (!shown || place < axis.low || place > axis.high) continue;
      places += (places.empty() ? "" : ", ") + shortest(place);
    }
  }
  return places.empty() ? "autofreq" : "(" + places + ")";
}

std::string tick_format(const Axis& axis) {
  const bool plain = axis.low > 0.9e-3 && axis.high < 2e4;
  return !axis.log || plain || has_few_decades(axis) ? "'%h'" : "'10^{%T}'";
}

}  // namespace nn::plot
