#include "lab/plot/tiles.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "base/text.hpp"

namespace nn::plot {
namespace {

constexpr double caption_height = 28;
constexpr double image_gap = 14;

// Which values the ends of the colour scale stand for.
Range color_range(const std::optional<Range>& given, double least, double most, bool diverging) {
  if (given) return *given;
  if (diverging) {
    const double reach = std::max(std::abs(least), std::abs(most));
    return {-reach, reach};
  }
  return {least, most};
}

double place_in(const Range& range, double value) {
  if (!std::isfinite(value)) return std::numeric_limits<double>::quiet_NaN();
  if (range.low == range.high) return 0.5;
  return (value - range.low) / (range.high - range.low);
}

Range finite_range(const arma::mat& values) {
  const arma::vec finite = values.elem(arma::find_finite(values));
  if (finite.is_empty()) return {0, 1};
  return {finite.min(), finite.max()};
}

double code(const std::string& color) {
  return std::stoi(color.substr(1), nullptr, 16);
}

// A strip of colours to the right of the map, for cells too small to print their numbers.
void draw_scale(Script& script, const HeatMap& map, const Range& range, const Box& box) {
  constexpr int steps = 48;
  const double left = box.right() + 24;
  for (int i = 0; i < steps; ++i) {
    // Each step reaches to the bottom, and the next one covers it: no hairlines between them.
    const double top = box.bottom() - box.height * (i + 1) / steps;
    const double bottom = std::min(box.bottom(), top + 2 * box.height / steps);
    const std::string fill = heat_color((i + 0.5) / steps, map.diverging);
    script.rectangle({left, top, 24, bottom - top}, "fs solid 1.0 noborder fc rgb '" + fill + "'");
  }
  for (const double place : {0.0, 0.5, 1.0}) {
    const double value = range.low + place * (range.high - range.low);
    script.text(left + 34, box.bottom() - place * box.height, printed(value, map.decimals),
                {.align = Align::left});
  }
}

}  // namespace

std::string printed(double value, int decimals) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  char text[400];
  std::snprintf(text, sizeof text, "%.*f", std::clamp(decimals, 0, 17), value);
  std::string result = text;
  const bool is_zero = result.find_first_of("123456789") == std::string::npos;
  if (result.front() == '-') result = (is_zero ? "" : "−") + result.substr(1);
  return result;
}

bool prints_values(const HeatMap& map, double cell_width, double cell_height) {
  double widest = 0;
  for (const double value : map.values) {
    widest = std::max(widest, text_width(printed(value, map.decimals)));
  }
  return widest + 6 <= cell_width && text_size + 4 <= cell_height;
}

std::vector<std::string> names_or_numbers(const std::vector<std::string>& names,
                                          arma::uword count) {
  if (!names.empty()) return names;
  std::vector<std::string> numbers;
  for (arma::uword i = 0; i < count; ++i) numbers.push_back(std::to_string(i));
  return numbers;
}

void draw_heat_map(Script& script, const HeatMap& map, const Box& box) {
  const arma::uword n_rows = map.values.n_rows;
  const arma::uword n_cols = map.values.n_cols;
  const double width = box.width / static_cast<double>(n_cols);
  const double height = box.height / static_cast<double>(n_rows);
  const Range found = finite_range(map.values);
  const Range range = color_range(map.range, found.low, found.high, map.diverging);
  const bool print = prints_values(map, width, height);

  Rows cells;
  for (arma::uword row = 0; row < n_rows; ++row) {
    for (arma::uword column = 0; column < n_cols; ++column) {
      const double value = map.values(row, column);
      const std::string fill = heat_color(place_in(range, value), map.diverging);
      const double x = static_cast<double>(column);
      const double y = static_cast<double>(row);
      cells.push_back({x, y, x - 0.5, x + 0.5, y - 0.5, y + 0.5, code(fill)});
      if (print) {
        script.text(box.left + (x + 0.5) * width, box.top + (y + 0.5) * height,
                    printed(value, map.decimals), {.color = text_on(fill)});
      }
    }
  }
  if (!print) draw_scale(script, map, range, box);
  // Many cells are one image, which is much smaller than as many rectangles.
  const std::string look =
      cells.size() > 900
          ? " using 1:2:(int($7)/65536):(int($7)/256%256):(int($7)%256) with rgbimage"
          : " using 1:2:3:4:5:6:7 with boxxyerror fs solid 1.0 border lc rgb '#FFFFFF' lc rgb "
            "variable";
  script.command() << "plot " << script.block(cells) << look << " notitle\n";
}

double images_height(const ImagePage& page, double width) {
  const arma::mat& first = page.images.front();
  const double columns = static_cast<double>(page.columns);
  const double image_width = (width - (columns - 1) * image_gap) / columns;
  const double image_height =
      image_width * static_cast<double>(first.n_rows) / static_cast<double>(first.n_cols);
  const double rows = std::ceil(static_cast<double>(page.images.size()) / columns);
  const double below = page.captions.empty() ? image_gap : caption_height + image_gap / 2;
  return rows * (image_height + below);
}

// The axes count pixels of the picture, from the box's upper left corner.
void draw_images(Script& script, const ImagePage& page, const Box& box) {
  const arma::mat& first = page.images.front();
  const double n_rows = static_cast<double>(first.n_rows);
  const double n_cols = static_cast<double>(first.n_cols);
  const double columns = static_cast<double>(page.columns);
  const double width = (box.width - (columns - 1) * image_gap) / columns;
  const double scale = width / n_cols;
  const double height = n_rows * scale;
  const double below = page.captions.empty() ? image_gap : caption_height + image_gap / 2;

  Range all = finite_range(first);
  for (const arma::mat& image : page.images) {
    const Range one = finite_range(image);
    all = {std::min(all.low, one.low), std::max(all.high, one.high)};
  }
  const Range range = color_range(page.range, all.low, all.high, page.diverging);

  std::vector<std::string> parts;
  for (std::size_t k = 0; k < page.images.size(); ++k) {
    const double left = static_cast<double>(k % page.columns) * (width + image_gap);
    const double top = static_cast<double>(k / page.columns) * (height + below);
    Rows pixels;
    for (arma::uword row = 0; row < first.n_rows; ++row) {
      for (arma::uword column = 0; column < first.n_cols; ++column) {
        const double place = place_in(range, page.images[k](row, column));
        const std::string ink = page.diverging ? heat_color(place, true) : gray(place);
        const int rgb = std::stoi(ink.substr(1), nullptr, 16);
        pixels.push_back({left + (static_cast<double>(column) + 0.5) * scale,
                          top + (static_cast<double>(row) + 0.5) * scale,
                          static_cast<double>(rgb >> 16), static_cast<double>((rgb >> 8) & 255),
                          static_cast<double>(rgb & 255)});
      }
    }
    parts.push_back(script.block(pixels) + " using 1:2:3:4:5 with rgbimage notitle");
    script.rectangle({box.left + left, box.top + top, width, height},
                     "fs empty border lc rgb '#AAAAAA' lw 1");
    if (!page.captions.empty()) {
      const FittedText caption = fit(page.captions[k], text_size, width + image_gap);
      script.text(box.left + left + width / 2, box.top + top + height + caption_height / 2,
                  caption.text, {.size = caption.size});
    }
  }
  script.command() << "plot ";
  for (std::size_t k = 0; k < parts.size(); ++k) {
    script.command() << (k == 0 ? "" : ", \\\n  ") << parts[k];
  }
  script.command() << '\n';
}

}  // namespace nn::plot
