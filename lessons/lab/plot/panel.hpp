// One panel: what is decided about it before anything is drawn, and the drawing.
#pragma once

#include "lab/plot/axes.hpp"
#include "lab/plot/legend.hpp"
#include "lab/plot/script.hpp"
#include "lab/plot/style.hpp"

namespace nn::plot {

inline constexpr double edge = 20;       // free room at the border of a panel
inline constexpr double tick_room = 28;  // from an axis to the far side of its ticks' gap

/// Where a panel stands, and with which axes and labels. plot_grid.hpp fills it in.
struct Plan {
  const Panel* panel = nullptr;
  Legend legend;
  Axis x;
  Axis y;
  bool x_labels = true;  // false where a shared axis is labelled in another panel
  bool y_labels = true;
  bool slanted = false;    // names on the x axis too long to stand side by side
  bool zero_line = false;  // bars stand on it
  double left = 0;         // room around the axes
  double right = 0;
  double top = 0;
  double bottom = 0;
  double height = 0;     // of the axes
  Box box{};             // where the axes stand
  double cell_left = 0;  // where the panel stands, with everything around its axes
  double cell_width = 0;
};

bool has_axes(const Panel& panel);  // and not tiles
double widest(const std::vector<Tick>& ticks);

/// Height over width of axes on which a unit is equally long in both directions.
double aspect(const Plan& plan);

/// Sets the ticks for axes of the planned height, and the room to the left of them.
void plan_y(Plan& plan);

/// Sets the ticks for axes of this width, and the room below them, and beside them where labels
/// stand out.
void plan_x(Plan& plan, double width);

void draw_panel(Script& script, const Plan& plan, const Styles& styles);

}  // namespace nn::plot
