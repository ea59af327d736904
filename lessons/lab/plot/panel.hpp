// One panel: what is decided about it before anything is drawn, and the drawing.
#pragma once

#include <string>
#include <vector>

#include "lab/plot/axes.hpp"
#include "lab/plot/script.hpp"
#include "lab/plot/style.hpp"

namespace nn::plot {

/// With which axes and labels a panel is drawn, and how large the room within its axes is.
struct Plan {
  const Panel* panel = nullptr;
  Axis x;
  Axis y;
  std::vector<std::string> x_names;  // in place of numbers at 0, 1, 2, ...; of bars and columns
  std::vector<std::string> y_names;  // of rows
  bool x_labels = true;              // false where a shared axis is labelled in another panel
  bool y_labels = true;
  double width = 0;
  double height = 0;
};

/// The range of the axes and the names on them.
Plan first_plan(const Panel& panel);
bool has_axes(const Panel& panel);   // and not tiles or nodes
bool has_names(const Panel& panel);  // or numbers beside its left and lower border

/// Height over width of axes on which a unit is equally long in both directions.
double aspect(const Plan& plan);

/// Names that are too long to stand side by side.
bool slanted(const Plan& plan);

/// The plot command and all that is set before it. `legend` is drawn with it.
void draw_panel(Script& script, const Plan& plan, const Styles& styles, const std::string& legend);

/// The parts of the plot command, as ", $d1 using 1:2 with lines": of a panel with axes
/// (series.cpp) or with tiles (tiles.cpp).
std::string series_parts(Script& script, const Plan& plan, const Styles& styles);
std::string heat_map_parts(Script& script, const Plan& plan);
std::string image_parts(Script& script, const Plan& plan);
std::string diagram_parts(Script& script, const Plan& plan);  // in diagram.cpp

/// True if the numbers stand in the cells; otherwise a scale of colours stands beside them.
bool prints_values(const HeatMap& map);

/// The drawing with the room around it. One unit is at most so many pixels.
Range diagram_x(const Diagram& diagram);
Range diagram_y(const Diagram& diagram);
inline constexpr double largest_unit = 150;

/// All images of a page as one, with gaps (NaN) between them and below them.
struct Mosaic {
  arma::mat pixels;
  arma::mat frames;  // images x 4: the middle, half the width and half the
                     // height of each
  double scale;      // pixels of the picture to one of the mosaic
};
Mosaic mosaic(const ImagePage& page, double width);

}  // namespace nn::plot
