#include "lab/plot/script.hpp"

#include <iomanip>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#include <gnuplot-iostream.h>
#pragma GCC diagnostic pop

#include "base/text.hpp"
#include "lab/plot/style.hpp"

namespace nn::plot {

// In single quotes gnuplot substitutes nothing (no `command`, no @macro, no \n); a quote is
// doubled.
std::string gnuplot_text(const std::string& text) {
  std::string result = "'";
  for (const char letter : one_line(text)) {
    if (letter == '\'') result += '\'';
    result += letter;
  }
  return result + "'";
}

Script::Script(std::FILE* file, double width, double height)
    : gnuplot_(std::make_unique<gnuplotio::Gnuplot>(file)), width_(width), height_(height) {
  *gnuplot_ << std::defaultfloat << std::setprecision(12) << "set encoding utf8\n";
}

Script::~Script() = default;

// gnuplot-iostream ends its data with a line "e", and so does this block.
std::string Script::data(const arma::mat& rows) {
  const std::string name = "$d" + std::to_string(++blocks_);
  *gnuplot_ << name << " << e\n";
  gnuplot_->send1d(rows);
  return name;
}

std::string Script::right(double pixels) const {
  return shortest(pixels / width_);
}

std::string Script::up(double pixels) const {
  return shortest(pixels / height_);
}

// The terminals differ: a PNG's font size counts in points, 4/3 of a pixel, and an SVG's markers,
// dashes, ticks and lines of text are larger. The factors make the two pictures alike.
void Script::finish(const std::string& png, const std::string& svg) {
  const std::string look = " enhanced background '#ffffff' size " + shortest(width_) + "," +
                           shortest(height_) + " font 'DejaVu Sans," + shortest(text_size) + "'";
  *gnuplot_ << "set terminal pngcairo" << look
            << " fontscale 0.75 pointscale 2.3 dashlength 1.1\ntick = 1\nnear "
               "= 0.2\nset output "
            << gnuplot_text(png) << '\n'
            << commands_.str() << "set terminal svg" << look
            << " dashlength 0.6\ntick = 0.57\nnear = 0.7\n"
            << "set output " << gnuplot_text(svg) << '\n'
            << commands_.str() << "unset output\n";
}

}  // namespace nn::plot
