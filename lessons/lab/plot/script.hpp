// The text that gnuplot reads. Lengths are pixels of the picture, from its left and upper edges.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "lab/plot/style.hpp"

namespace nn::plot {

/// 'it''s': any text as a gnuplot string that means just this text. (Not named quoted: for a
/// std::string the compiler would silently prefer std::quoted, and gnuplot runs `commands` in
/// those.)
std::string gnuplot_text(const std::string& text);

struct Box {
  double left;
  double top;
  double width;
  double height;
  double right() const { return left + width; }
  double bottom() const { return top + height; }
};

enum class Align { left, center, right };

struct TextLook {
  Align align = Align::center;
  double size = text_size;
  bool bold = false;
  bool upward = false;
  std::string color = "#222222";
};

/// Numbers for gnuplot, one row a point; an empty row is a gap in a curve.
using Rows = std::vector<std::vector<double>>;

/// Collects the data blocks and the commands of one picture.
class Script {
 public:
  Script(double width, double height) : width_(width), height_(height) {}

  std::ostream& command() { return commands_; }

  /// Keeps the rows as a data block, and returns its name for the plot command: "$d3".
  std::string block(const Rows& rows);

  // Drawn with the next plot command, over the data, anywhere in the picture.
  void text(double x, double y, const std::string& text, const TextLook& look = {});
  void line(double x1, double y1, double x2, double y2, const std::string& look);
  void point(double x, double y, const std::string& look);
  void rectangle(const Box& box, const std::string& look);
  void arrow(const std::string& from, const std::string& to, const std::string& look);
  void forget_drawings();

  /// Where the axes of the next plot command stand.
  void place(const Box& box);

  /// The whole script, which draws png and svg.
  std::string finish(const std::string& png, const std::string& svg) const;

 private:
  std::string at(double x, double y) const;

  double width_;
  double height_;
  int blocks_ = 0;
  int drawings_ = 0;
  std::ostringstream data_;
  std::ostringstream commands_;
};

}  // namespace nn::plot
