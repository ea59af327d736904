// The panels that are made of coloured cells: heat maps and pages of images.
#pragma once

#include <string>
#include <vector>

#include "lab/plot/script.hpp"

namespace nn::plot {

void draw_heat_map(Script& script, const HeatMap& map, const Box& box);
void draw_images(Script& script, const ImagePage& page, const Box& box);

/// The height of a page that is `width` wide.
double images_height(const ImagePage& page, double width);

/// A number as a cell of a heat map shows it.
std::string printed(double value, int decimals);

/// True if every printed number fits into a cell of this size.
bool prints_values(const HeatMap& map, double cell_width, double cell_height);

/// "0", "1", "2", ... if there are no names.
std::vector<std::string> names_or_numbers(const std::vector<std::string>& names, arma::uword count);

}  // namespace nn::plot
