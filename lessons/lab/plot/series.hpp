// The inside of a panel with axes: regions, bands, bars, lines, points and reference lines.
#pragma once

#include <string>
#include <vector>

#include "lab/plot/axes.hpp"
#include "lab/plot/script.hpp"
#include "lab/plot/style.hpp"

namespace nn::plot {

struct Axes {
  const Axis& x;
  const Axis& y;
};

/// The parts of one plot command, from the back to the front.
struct Layers {
  std::vector<std::string> areas;
  std::vector<std::string> lines;
  std::vector<std::string> points;
};

/// " lc rgb '#0072B2'": the colour of a part of the plot command.
std::string ink(const std::string& color);

/// True if point `i` of the series, whose abscissa is x, can be drawn.
bool visible(const Series& series, const arma::vec& x, arma::uword i, const Axes& axes);

void add_regions(Script& script, const Regions& regions, Layers& layers);

/// The shaded area between low and high.
void add_band(Script& script, const Series& series, const Axes& axes, arma::uword style,
              Layers& layers);

/// Upright strokes from low to high.
void add_whiskers(Script& script, const arma::vec& x, const Series& series, const Axes& axes,
                  const std::string& color, Layers& layers);

/// Bars, of which this series is number `index` of the `count` that stand side by side.
void add_bars(Script& script, const Panel& panel, const Series& series, const Axes& axes,
              arma::uword index, arma::uword count, arma::uword style, Layers& layers);

/// The plot command for everything in the panel.
void draw_series(Script& script, const Panel& panel, const Axes& axes, const Styles& styles);

}  // namespace nn::plot
