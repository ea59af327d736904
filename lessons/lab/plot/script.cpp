#include "lab/plot/script.hpp"

#include "base/text.hpp"

namespace nn::plot {
namespace {

// Positions need no more digits, and the script stays readable.
std::string brief(double number) {
  std::ostringstream text;
  text.precision(6);
  text << number;
  return text.str();
}

}  // namespace

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

std::string Script::at(double x, double y) const {
  return "screen " + brief(x / width_) + ", screen " + brief(1 - y / height_);
}

std::string Script::block(const Rows& rows) {
  const std::string name = "$d" + std::to_string(++blocks_);
  data_ << name << " << END\n";
  for (const std::vector<double>& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) data_ << (i == 0 ? "" : " ") << shortest(row[i]);
    data_ << '\n';
  }
  data_ << "END\n";
  return name;
}

void Script::text(double x, double y, const std::string& text, const TextLook& look) {
  if (text.empty()) return;
  const char* align = look.align == Align::left    ? " left"
                      : look.align == Align::right ? " right"
                                                   : " center";
  commands_ << "set label " << ++drawings_ << ' ' << gnuplot_text(text) << " at " << at(x, y)
            << align << (look.upward ? " rotate by 90" : " norotate") << " font 'DejaVu Sans"
            << (look.bold ? ":Bold," : ",") << look.size << "' textcolor rgb '" << look.color
            << "' front\n";
}

void Script::line(double x1, double y1, double x2, double y2, const std::string& look) {
  arrow(at(x1, y1), at(x2, y2), "front " + look);
}

void Script::arrow(const std::string& from, const std::string& to, const std::string& look) {
  commands_ << "set arrow " << ++drawings_ << " from " << from << " to " << to << " nohead " << look
            << '\n';
}

void Script::point(double x, double y, const std::string& look) {
  commands_ << "set label " << ++drawings_ << " '' at " << at(x, y) << " point " << look
            << " front\n";
}

void Script::rectangle(const Box& box, const std::string& look) {
  commands_ << "set object " << ++drawings_ << " rectangle from " << at(box.left, box.bottom())
            << " to " << at(box.right(), box.top) << " front " << look << '\n';
}

void Script::forget_drawings() {
  commands_ << "unset label\nunset arrow\nunset object\n";
  drawings_ = 0;
}

void Script::place(const Box& box) {
  commands_ << "set lmargin at screen " << brief(box.left / width_) << "\nset rmargin at screen "
            << brief(box.right() / width_) << "\nset tmargin at screen "
            << brief(1 - box.top / height_) << "\nset bmargin at screen "
            << brief(1 - box.bottom() / height_) << '\n';
}

std::string Script::finish(const std::string& png, const std::string& svg) const {
  const std::string commands = "set multiplot\n" + commands_.str() + "unset multiplot\n";
  const std::string size = " size " + brief(width_) + "," + brief(height_);
  const std::string look =
      size + " noenhanced background '#ffffff' font 'DejaVu Sans," + brief(text_size) + "'";
  // The terminals differ: a PNG's font size counts in points, 4/3 of a pixel, and an SVG's markers,
  // dashes and ticks are larger. The factors make the two pictures alike. Where gnuplot has no
  // cairo, its older png terminal draws the same, with coarser edges.
  return "set encoding utf8\n" + data_.str() +
         "if (strstrt(GPVAL_TERMINALS, 'pngcairo') > 0) set terminal pngcairo" + look +
         " fontscale 0.75 pointscale 2.3 dashlength 1.1; else set terminal png truecolor" + size +
         " font 'DejaVu Sans," + brief(0.75 * text_size) + "'\ntick = 1\nset output " +
         gnuplot_text(png) + "\n" + commands + "set terminal svg" + look +
         " dashlength 0.6\ntick = 0.57\nset output " + gnuplot_text(svg) + "\n" + commands +
         "unset output\n";
}

}  // namespace nn::plot
