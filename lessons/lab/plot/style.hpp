// How pictures look: sizes, colours, dashes and markers, and which series has which.
#pragma once

#include <map>
#include <string>

#include "lab/plot.hpp"

namespace nn::plot {

inline constexpr double text_size = 20;    // all text but titles
inline constexpr double title_size = 22;   // of a panel
inline constexpr double figure_size = 26;  // the figure's title
inline constexpr double line_height = 30;

/// The room that a text of this size takes, from DejaVu Sans's letter widths, rounded up.
double text_width(const std::string& text, double size = text_size);

/// A text made to fit: in smaller letters, and if that is not enough, without its end.
struct FittedText {
  std::string text;
  double size;
};
FittedText fit(const std::string& text, double size, double width);

std::string color(arma::uword style);   // "#0072B2"; the palette of Okabe and Ito
std::string tint(arma::uword style);    // the same, mixed with white
std::string dashes(arma::uword style);  // gnuplot's dash type
std::string reference_look(arma::uword style);
int marker(arma::uword style);  // gnuplot's point type

/// The colour of a value whose place in the range is 0 ... 1; NaN: light gray.
std::string heat_color(double place, bool diverging);
std::string gray(double place);                 // 0: white, 1: black
std::string text_on(const std::string& color);  // black or white, whichever is legible on it

/// Which style each name has, all over the figure.
struct Styles {
  std::map<std::string, arma::uword> series;
  std::map<std::string, arma::uword> references;
};
Styles styles(const Figure& figure);
arma::uword style_of(const Series& series, const Styles& styles);

}  // namespace nn::plot
