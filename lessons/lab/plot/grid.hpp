// The grid of panels of a figure. Panels of one row have axes of the same height, those of one
// column begin and end at the same place, and all columns have axes of the same width.
#pragma once

#include <vector>

#include "lab/plot/panel.hpp"

namespace nn::plot {

class Grid {
 public:
  /// The plans (which must outlive this) say what each panel shows; the rest is filled in here.
  /// `beside` is the room for a legend to the right of everything.
  Grid(std::vector<Plan>& plans, arma::uword columns, double beside);

  /// Decides all sizes, for a picture of about this width.
  void plan(double picture_width);

  /// Places the axes from the left edge on; returns the width of the picture.
  double place_columns();

  /// Places the axes from `top` on; returns where the last row ends.
  double place_rows(double top, bool legends_below);

 private:
  void plan_heights(double width);
  void align();

  std::vector<Plan>& plans_;
  arma::uword columns_;
  double beside_;
  double width_ = 0;  // of the axes
};

}  // namespace nn::plot
