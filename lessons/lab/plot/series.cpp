// The inside of a panel with axes: regions, bands, bars, lines, points and reference lines.
#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "lab/plot/panel.hpp"

namespace nn::plot {
namespace {

// The parts of one plot command, from the back to the front.
struct Layers {
  std::string areas;
  std::string lines;
  std::string points;
};

// The class of each cell as a colour of the palette.
std::string regions_part(Script& script, const Regions& regions) {
  const auto place = [](const arma::vec& grid, const std::string& index) {
    const double step = (grid.back() - grid.front()) / static_cast<double>(grid.n_elem - 1);
    return "(" + shortest(grid.front()) + "+" + index + "*" + shortest(step) + ")";
  };
  std::ostream& out = script.commands();
  out << "set palette maxcolors 8 defined (";
  for (arma::uword k = 0; k < 8; ++k) out << (k == 0 ? "" : ", ") << k << ' ' << tint(k);
  out << ")\nset cbrange [0:7]\nunset colorbox\n";
  arma::mat classes = arma::conv_to<arma::mat>::from(regions.classes);
  classes.transform([](double k) { return std::fmod(k, 8); });
  return ", " + script.data(classes) + " matrix using " + place(regions.x, "$1") + ":" +
         place(regions.y, "$2") + ":3 with image";
}

// Where the bars of this series stand, beside those of the others.
struct Bars {
  arma::vec x;
  double width;
};
Bars place_bars(const Panel& panel, const Series& series) {
  double count = 0;
  double index = 0;
  for (const Series& other : panel.series) {
    if (&other == &series) index = count;
    if (other.mark == Mark::bars) ++count;
  }
  const double share = !panel.x_names.empty() ? 0.8 : count > 1 ? 0.9 : 1.0;
  const double width = bar_spacing(panel) * share / count;
  return {abscissa(series) + (index - (count - 1) / 2) * width, width};
}

// Each y holds until the next x. (gnuplot's own steps begin their dashes anew at every point.)
arma::mat corners(const arma::mat& rows) {
  arma::mat path(2 * rows.n_rows - 1, 2);
  for (arma::uword i = 0; i < path.n_rows; ++i) {
    path.row(i) = {rows((i + 1) / 2, 0), rows(i / 2, 1)};
  }
  return path;
}

// Smaller where there are many.
std::string point_size(arma::uword count) {
  return " ps " + shortest(count <= 60 ? 0.68 : count <= 300 ? 0.55 : count <= 1000 ? 0.42 : 0.28);
}

// On regions a point has a white rim.
std::string points_part(const std::string& data, arma::uword count, arma::uword style, bool rim) {
  const std::string points = ", " + data + " using 1:2 with points lw 2" + marker(style);
  const std::string size = point_size(count);
  if (!rim) return points + size + color(style);
  return points + size + "*1.5 lc rgb '#FFFFFF'" + points + size + color(style);
}

// Upright strokes from low to high: arrows whose heads are at right angles. (gnuplot 5.4 leaves a
// hole in the middle of yerrorbars.)
std::string whiskers_part(Script& script, const arma::vec& x, const arma::vec& low,
                          const arma::vec& high, const std::string& ink) {
  const arma::mat rows = arma::join_rows(x, low, high - low);
  return ", " + script.data(rows) +
         " using 1:2:(0):3 with vectors heads size screen 0.005,90 lw 2 dt "
         "solid" +
         ink;
}

void add_series(Script& script, const Plan& plan, const Series& series, arma::uword style,
                Layers& layers) {
  const arma::vec y = drawable(series.y, plan.y.log);
  const arma::uword count = arma::vec(y.elem(arma::find_finite(y))).n_elem;
  if (count == 0) return;
  const bool errors = !series.low.is_empty();
  const arma::vec low = drawable(series.low, plan.y.log);
  const arma::vec high = drawable(series.high, plan.y.log);
  const arma::vec x = drawable(abscissa(series), plan.x.log);

  if (series.mark == Mark::bars) {
    const Bars bars = place_bars(*plan.panel, series);
    const arma::vec width = arma::vec(x.n_elem).fill(bars.width);
    layers.areas += ", " + script.data(arma::join_rows(bars.x, y, width)) +
                    " using 1:2:3 with boxes fs solid 1.0 border lc rgb '#FFFFFF' lw 1" +
                    color(style);
    if (errors) layers.points += whiskers_part(script, bars.x, low, high, " lc rgb '#000000'");
    return;
  }
  if (errors && series.mark == Mark::line) {
    layers.areas += ", " + script.data(arma::join_rows(x, low, high)) +
                    " using 1:2:3 with filledcurves fs transparent solid 0.22 noborder" +
                    color(style);
  } else if (errors) {
    layers.points += whiskers_part(script, x, low, high, color(style));
  }
  arma::mat rows = arma::join_rows(x, y);
  if (series.mark == Mark::steps) rows = corners(rows);
  const std::string data = script.data(rows);
  const std::string look = " lw 3" + dashes(style) + color(style);
  const bool rim = plan.panel->regions.has_value();
  if (series.mark == Mark::line || series.mark == Mark::steps) {
    layers.lines += ", " + data + " using 1:2 with lines" + look;
  }
  if (series.mark == Mark::points) layers.points += points_part(data, count, style, rim);
  if (series.mark == Mark::line_and_points) {
    // Many markers on one curve would hide it: about twenty show the marker as well.
    const arma::uword stride = count > 40 ? (count + 19) / 20 : 1;
    layers.lines += ", " + data + " using 1:2 with linespoints" + look + marker(style) +
                    point_size(count / stride) + " pi " + std::to_string(stride);
  }
}

void command_references(Script& script, const Panel& panel, const Styles& styles) {
  const auto arrow = [&](const ReferenceLine& line, const std::string& from,
                         const std::string& to) {
    script.commands() << "set arrow from " << from << " to " << to << " nohead back"
                      << reference_look(styles.references.at(line.name)) << '\n';
  };
  for (const ReferenceLine& line : panel.horizontal) {
    const std::string at = ", first " + shortest(line.at);
    arrow(line, "graph 0" + at, "graph 1" + at);
  }
  for (const ReferenceLine& line : panel.vertical) {
    const std::string at = "first " + shortest(line.at);
    arrow(line, at + ", graph 0", at + ", graph 1");
  }
}

}  // namespace

std::string series_parts(Script& script, const Plan& plan, const Styles& styles) {
  Layers layers;
  if (plan.panel->regions) layers.areas = regions_part(script, *plan.panel->regions);
  for (const Series& series : plan.panel->series) {
    add_series(script, plan, series, style_of(series, styles), layers);
  }
  command_references(script, *plan.panel, styles);
  const std::string all = layers.areas + layers.lines + layers.points;
  if (all.empty()) {
    script.commands() << "set label 'no finite values' at graph 0.5, graph 0.5 center\n";
  }
  return all;
}

}  // namespace nn::plot
