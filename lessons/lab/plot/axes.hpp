// Axes: the range that shows everything, and what gnuplot is told about the ticks.
#pragma once

#include <string>
#include <vector>

#include "lab/plot.hpp"

namespace nn::plot {

struct Axis {
  double low = 0;
  double high = 1;
  bool log = false;
  bool whole_numbers = false;  // everything on it is a whole number: no ticks between them
};

/// The values, with a NaN for those that the picture cannot show: not finite, beyond 1e300, or not
/// above 0 on a log axis.
arma::vec drawable(arma::vec values, bool log);

/// The x of a series, which are 0, 1, 2, ... if it has none.
arma::vec abscissa(const Series& series);

/// From one group of bars to the next, in units of x.
double bar_spacing(const Panel& panel);

/// The range that shows all of a panel with series or regions.
Axis x_axis(const Panel& panel);
Axis y_axis(const Panel& panel);

/// The one axis that shows everything that these show.
Axis common_axis(const std::vector<Axis>& axes);

/// "0.2", or "(0.5, 1, 2)", or "autofreq": for "set xtics", about `count` ticks of round numbers.
std::string tick_places(const Axis& axis, double count);
std::string tick_format(const Axis& axis);

}  // namespace nn::plot
