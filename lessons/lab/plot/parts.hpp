// The workshop behind plot.hpp. Lessons do not include this.
//
// save() checks the figure (check), writes its numbers (csv), composes a gnuplot script (compose
// decides where everything stands; a panel is filled by series or tiles) and runs it (gnuplot).
#pragma once

#include <cstdio>
#include <iosfwd>
#include <string>
#include <vector>

#include "lab/plot.hpp"

namespace nn::plot {

/// Throws std::invalid_argument unless all parts of the figure fit together.
void check(const Figure& figure);

void write_csv(const Figure& figure, std::ostream& out);

/// "0", "1", "2", ... if there are no names.
std::vector<std::string> names_or_numbers(const std::vector<std::string>& names, arma::uword count);

/// Writes the script that draws the figure into the files png and svg, and closes it.
void compose(const Figure& figure, const std::string& png, const std::string& svg,
             std::FILE* script);

struct GnuplotRun {
  std::string problem;   // empty, or one line that says why there is no picture
  std::string messages;  // what gnuplot said, which may be warnings only
};
GnuplotRun run_gnuplot(const Figure& figure, const std::string& png, const std::string& svg);

}  // namespace nn::plot
