// The workshop behind plot.hpp. Lessons do not include this.
//
// save() checks the figure (check), writes its numbers (csv), composes a gnuplot script
// (layout, with a Grid of panels; panel fills one panel with what axes, series,
// tiles and legend know) and hands the script to gnuplot (gnuplot).
#pragma once

#include <iosfwd>
#include <string>

#include "lab/plot.hpp"

namespace nn::plot {

/// Throws std::invalid_argument unless all parts of the figure fit together.
void check(const Figure& figure);

void write_csv(const Figure& figure, std::ostream& out);

/// The whole script that draws the figure into the files png and svg.
std::string compose(const Figure& figure, const std::string& png, const std::string& svg);

struct GnuplotRun {
  std::string problem;   // empty, or one line that says why there is no picture
  std::string messages;  // what gnuplot said, which may be warnings only
};
GnuplotRun run_gnuplot(const std::string& script);

}  // namespace nn::plot
