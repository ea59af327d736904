// How pictures look: sizes in pixels, colours, dashes and markers, and which series has which.
#pragma once

#include <map>
#include <string>

#include "lab/plot.hpp"

namespace nn::plot {

inline constexpr double text_size = 20;    // all text but titles
inline constexpr double title_size = 22;   // of a panel
inline constexpr double figure_size = 26;  // the figure's title

/// About the room that a text of the usual size takes.
double text_width(const std::string& text);
double widest(const std::vector<std::string>& texts);

/// `size`, or less where the text would be wider than `width`.
double fitting_size(const std::string& text, double size, double width);

std::string color(arma::uword style);   // " lc rgb '#0072B2'"
std::string tint(arma::uword style);    // "'#ADD1E6'": the same, mixed with white
std::string dashes(arma::uword style);  // " dt (14,5)"
std::string marker(arma::uword style);  // " pt 7"
std::string reference_look(arma::uword style);

inline constexpr const char* sequential_palette =
    "0 '#F7FBFF', 1 '#9ECAE1', 2 '#3182BD', 3 '#08306B'";
inline constexpr const char* diverging_palette =
    "0 '#053061', 1 '#5AA0CD', 2 '#FFFFFF', 3 '#F09B4B', 4 '#963700'";
inline constexpr const char* gray_palette = "0 '#FFFFFF', 1 '#000000'";

/// Which style each name has, all over the figure.
struct Styles {
  std::map<std::string, arma::uword> series;
  std::map<std::string, arma::uword> references;
};
Styles styles(const Figure& figure);
arma::uword style_of(const Series& series, const Styles& styles);

}  // namespace nn::plot
