// What gnuplot reads: blocks of data, and the commands that draw them into a PNG and an SVG.
#pragma once

#include <cstdio>
#include <memory>
#include <sstream>
#include <string>

#include "lab/plot.hpp"

namespace gnuplotio {
class Gnuplot;
}

namespace nn::plot {

/// 'it''s': any text as a gnuplot string that means just this text. (Not named quoted: for a
/// std::string the compiler would silently prefer std::quoted, and gnuplot runs `commands` in
/// those.)
std::string gnuplot_text(const std::string& text);

class Script {
 public:
  /// Begins a script in `file` (which this closes) for a picture of this size in pixels.
  Script(std::FILE* file, double width, double height);
  ~Script();

  /// Sends the numbers, one row of the matrix a line; returns their name for the plot command:
  /// "$d3".
  std::string data(const arma::mat& rows);

  /// The commands of the picture, where lengths are shares of its width and height.
  std::ostream& commands() { return commands_; }
  std::string right(double pixels) const;
  std::string up(double pixels) const;

  /// Ends the script, which draws png and svg.
  void finish(const std::string& png, const std::string& svg);

 private:
  std::unique_ptr<gnuplotio::Gnuplot> gnuplot_;
  double width_;
  double height_;
  int blocks_ = 0;
  std::ostringstream commands_;
};

}  // namespace nn::plot
