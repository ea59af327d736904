// The panels that are made of coloured cells: heat maps and pages of images.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/text.hpp"
#include "lab/plot/panel.hpp"

namespace nn::plot {
namespace {

constexpr double caption_height = 34;
constexpr double largest_image = 260;  // the width that a small image is blown up to

// Which values the ends of the colours stand for.
Range color_range(const arma::mat& values, bool diverging) {
  const arma::vec finite = values.elem(arma::find_finite(values));
  if (finite.is_empty()) return {0, 1};
  const double reach = arma::abs(finite).max();
  const Range range = diverging ? Range{-reach, reach} : Range{finite.min(), finite.max()};
  if (range.low < range.high) return range;
  return {range.low - 0.5, range.high + 0.5};
}

void command_colors(std::ostream& out, const Range& range, const std::string& palette) {
  out << "set palette defined (" << palette << ")\nset cbrange [" << shortest(range.low) << ':'
      << shortest(range.high) << "]\nunset colorbox\n";
}

// A number as a cell shows it.
std::string printed(double value, int decimals) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  char text[400];
  std::snprintf(text, sizeof text, "%.*f", std::clamp(decimals, 0, 17), value);
  const std::string result = text;
  if (result.front() != '-') return result;
  const bool is_zero = result.find_first_of("123456789") == std::string::npos;
  return (is_zero ? "" : "−") + result.substr(1);
}

// Black or white, whichever is legible on the colour at this place (0 ... 1) of the palette.
std::string ink_on(double place, bool diverging) {
  const bool dark = diverging ? place < 0.24 || place > 0.83 : place > 0.55;
  return dark ? "'#FFFFFF'" : "'#000000'";
}

void command_values(std::ostream& out, const HeatMap& map, const Range& range) {
  for (arma::uword row = 0; row < map.values.n_rows; ++row) {
    for (arma::uword column = 0; column < map.values.n_cols; ++column) {
      const double value = map.values(row, column);
      const double place = (value - range.low) / (range.high - range.low);
      out << "set label " << gnuplot_text(printed(value, map.decimals)) << " at " << column << ", "
          << row << " center front noenhanced textcolor rgb "
          << ink_on(std::isfinite(value) ? place : 0.4, map.diverging) << '\n';
    }
  }
}

}  // namespace

bool prints_values(const HeatMap& map) {
  return map.values.n_cols <= 12;
}

std::string heat_map_parts(Script& script, const Plan& plan) {
  const HeatMap& map = *plan.panel->heat_map;
  const Range range = map.range ? *map.range : color_range(map.values, map.diverging);
  std::ostream& out = script.commands();
  command_colors(out, range, map.diverging ? diverging_palette : sequential_palette);
  arma::mat cells(map.values.n_elem, 3);  // column, row, value
  for (arma::uword i = 0; i < map.values.n_elem; ++i) {
    cells(i, 0) = static_cast<double>(i / map.values.n_rows);
    cells(i, 1) = static_cast<double>(i % map.values.n_rows);
    cells(i, 2) = map.values(i);
  }
  if (prints_values(map)) {
    command_values(out, map, range);
  } else {
    out << "set colorbox user origin graph 1.03, graph 0 size screen " << script.right(24)
        << ", graph 1 noborder\nset cbtics " << shortest((range.high - range.low) / 2)
        << " scale 0\nset format cb '%." << std::clamp(map.decimals, 0, 17) << "f'\n";
  }
  const std::string look = " with boxxyerror fs solid 1.0 border lc rgb '#FFFFFF' lc ";
  const auto part = [&](const arma::uvec& chosen, const std::string& columns) {
    if (chosen.is_empty()) return std::string();
    return ", " + script.data(cells.rows(chosen)) + " using 1:2:(0.5):(0.5)" + columns;
  };
  const std::string empty = part(arma::find_nonfinite(map.values), look + "rgb '#DDDDDD'");
  return part(arma::find_finite(map.values), ":3" + look + "palette") + empty;
}

Mosaic mosaic(const ImagePage& page, double width) {
  const arma::mat& first = page.images.front();
  const arma::uword columns = std::min<arma::uword>(page.columns, page.images.size());
  const arma::uword rows = (page.images.size() + columns - 1) / columns;
  const arma::uword gap = 1 + first.n_cols / 8;
  const arma::uword step_x = first.n_cols + gap;
  Mosaic result;
  result.scale = std::min(width / static_cast<double>(page.columns * step_x - gap),
                          largest_image / static_cast<double>(first.n_cols));
  const arma::uword caption = static_cast<arma::uword>(std::ceil(caption_height / result.scale));
  const arma::uword step_y = first.n_rows + (page.captions.empty() ? gap : caption);
  result.pixels.set_size(rows * step_y, columns * step_x - gap);
  result.pixels.fill(arma::datum::nan);
  for (std::size_t k = 0; k < page.images.size(); ++k) {
    const arma::uword x = k % columns * step_x;
    const arma::uword y = k / columns * step_y;
    result.pixels.submat(y, x, arma::size(first)) = page.images[k];
    const double half_width = static_cast<double>(first.n_cols) / 2;
    const double half_height = static_cast<double>(first.n_rows) / 2;
    result.frames.insert_rows(
        k, arma::rowvec{static_cast<double>(x) + half_width - 0.5,
                        static_cast<double>(y) + half_height - 0.5, half_width, half_height});
  }
  return result;
}

std::string image_parts(Script& script, const Plan& plan) {
  const ImagePage& page = *plan.panel->images;
  Mosaic all = mosaic(page, plan.width);
  const Range range = color_range(all.pixels, false);
  all.pixels.replace(arma::datum::nan, range.low);
  std::ostream& out = script.commands();
  command_colors(out, range, gray_palette);
  out << "set size ratio -1\nset xrange [-0.5:" << all.pixels.n_cols << "-0.5]\nset yrange ["
      << all.pixels.n_rows << "-0.5:-0.5]\n";
  const double room = 2 * all.frames(0, 2) * all.scale + 10;
  for (std::size_t k = 0; k < page.captions.size(); ++k) {
    const arma::rowvec frame = all.frames.row(k);
    out << "set label " << gnuplot_text(page.captions[k]) << " at " << shortest(frame(0)) << ", "
        << shortest(frame(1) + frame(3) + caption_height / 2 / all.scale)
        << " center front noenhanced font ',"
        << shortest(fitting_size(page.captions[k], text_size, room)) << "'\n";
  }
  const std::string frames = script.data(all.frames);
  const std::string pixels = script.data(all.pixels);
  return ", " + pixels + " matrix with image, " + frames +
         " using 1:2:3:4 with boxxyerror lt 1 lw 1 lc rgb '#AAAAAA' fs empty "
         "border";
}

}  // namespace nn::plot
