// Axes: the range that shows everything, and round numbers for its ticks.
#pragma once

#include <string>
#include <vector>

#include "lab/plot.hpp"

namespace nn::plot {

struct Tick {
  double at;
  std::string label;
};

struct Axis {
  double low = 0;
  double high = 1;
  bool log = false;
  bool whole_numbers = false;  // everything on it is a whole number: no ticks between them
  std::vector<Tick> ticks;
  std::vector<double> minor;  // ticks without a label

  bool shows(double value) const;
  double place(double value) const;  // 0 at the low end, 1 at the high end
};

/// What the picture can show of a value: it is finite, not beyond 1e300, and above 0 on a log axis.
bool drawable(double value, bool log);

/// The x of a series, which are 0, 1, 2, ... if it has none.
arma::vec abscissa(const Series& series);

/// From one group of bars to the next, in units of x.
double bar_spacing(const Panel& panel);

/// The range that shows all of the panel. The ticks are set later.
Axis x_axis(const Panel& panel);
Axis y_axis(const Panel& panel);

/// Ticks for the axis's range, about one every `spacing` of its `length`.
void set_ticks(Axis& axis, double length, double spacing);

/// The one axis that shows everything that these show.
Axis common_axis(const std::vector<Axis>& axes);

}  // namespace nn::plot
