// The legend: what the names in a figure mean.
#pragma once

#include <string>

#include "lab/plot/style.hpp"

namespace nn::plot {

struct Legend {
  std::string key;    // its look, for "set key"
  std::string parts;  // of the plot command: the entries, and nothing else
  double width = 0;
  double height = 0;
};

/// Each name of the figure once, in as many columns as `room` is wide enough for.
Legend legend(const Figure& figure, const Styles& styles, double room);

}  // namespace nn::plot
