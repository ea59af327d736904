#include "lab/plot/style.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "base/text.hpp"

namespace nn::plot {
namespace {

struct Rgb {
  double red;
  double green;
  double blue;
};

// Okabe and Ito's palette, which people with any kind of colour vision can tell apart. Its yellow
// is too light for a thin line on white, so a gray takes its place; black comes last.
constexpr std::array<Rgb, 8> palette = {{{0, 114, 178},
                                         {213, 94, 0},
                                         {0, 158, 115},
                                         {204, 121, 167},
                                         {230, 159, 0},
                                         {86, 180, 233},
                                         {0, 0, 0},
                                         {120, 120, 120}}};

std::string hex(const Rgb& rgb) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02X%02X%02X", static_cast<unsigned>(std::lround(rgb.red)),
                static_cast<unsigned>(std::lround(rgb.green)),
                static_cast<unsigned>(std::lround(rgb.blue)));
  return text;
}

// `share` 0: a, 1: b.
Rgb mix(const Rgb& a, const Rgb& b, double share) {
  return {a.red + (b.red - a.red) * share, a.green + (b.green - a.green) * share,
          a.blue + (b.blue - a.blue) * share};
}

constexpr Rgb white = {255, 255, 255};

// From light to dark in both printing and gray; the diverging one has white in its middle.
constexpr std::array<Rgb, 4> sequential = {
    {{247, 251, 255}, {158, 202, 225}, {49, 130, 189}, {8, 48, 107}}};
constexpr std::array<Rgb, 5> two_sided = {
    {{5, 48, 97}, {90, 160, 205}, {255, 255, 255}, {240, 155, 75}, {150, 55, 0}}};

template <std::size_t n>
Rgb along(const std::array<Rgb, n>& colors, double place) {
  const double position = std::clamp(place, 0.0, 1.0) * static_cast<double>(n - 1);
  const std::size_t first = std::min(static_cast<std::size_t>(position), n - 2);
  return mix(colors[first], colors[first + 1], position - static_cast<double>(first));
}

double letter_width(char letter) {
  constexpr std::string_view narrow = "iljtfrI.,:;'|!()[]/ -";
  constexpr std::string_view wide = "mwMW%=+<>@";
  if (narrow.find(letter) != std::string_view::npos) return 0.38;
  if (wide.find(letter) != std::string_view::npos) return 0.90;
  if (letter >= 'A' && letter <= 'Z') return 0.72;
  return 0.63;
}

}  // namespace

double text_width(const std::string& text, double size) {
  double width = 0;
  for (const char letter : text) {
    const bool continues = (static_cast<unsigned char>(letter) & 0xC0U) == 0x80U;
    if (!continues) width += letter_width(letter);
  }
  return width * size;
}

FittedText fit(const std::string& text, double size, double width) {
  const double needed = text_width(text, size);
  if (needed <= width) return {text, size};
  const double smaller = std::max(size * width / needed, 0.75 * size);
  const double characters =
      std::floor(static_cast<double>(display_width(text)) * width / text_width(text, smaller));
  return {shorten(text, static_cast<std::size_t>(std::max(characters, 1.0))), smaller};
}

std::string color(arma::uword style) {
  return hex(palette[style % palette.size()]);
}

std::string tint(arma::uword style) {
  return hex(mix(palette[style % palette.size()], white, 0.68));
}

// After eight styles the colours repeat, and the dashes are shifted by one, so that sixty-four
// lines differ.
std::string dashes(arma::uword style) {
  constexpr std::array<const char*, 5> patterns = {"solid", "(14,5)", "(5,3)", "(16,4,5,4)",
                                                   "(26,5)"};
  return patterns[(style + style / palette.size()) % patterns.size()];
}

std::string reference_look(arma::uword style) {
  constexpr std::array<const char*, 4> patterns = {"(8,6)", "(24,6)", "(16,5,4,5)", "solid"};
  // The grays differ only because gnuplot's svg terminal keeps the last dashes for the same colour.
  constexpr std::array<const char*, 4> grays = {"#555555", "#444444", "#666666", "#333333"};
  return std::string("lw 2 lc rgb '") + grays[style % grays.size()] + "' dt " +
         patterns[style % patterns.size()];
}

int marker(arma::uword style) {
  // Filled circle, square, triangle, diamond, downward triangle, then the same ones hollow.
  constexpr std::array<int, 9> types = {7, 5, 9, 13, 11, 6, 4, 8, 12};
  return types[style % types.size()];
}

std::string heat_color(double place, bool diverging) {
  if (!std::isfinite(place)) return "#DDDDDD";
  return hex(diverging ? along(two_sided, place) : along(sequential, place));
}

std::string gray(double place) {
  if (!std::isfinite(place)) return "#FFFFFF";
  return hex(mix(white, {0, 0, 0}, std::clamp(place, 0.0, 1.0)));
}

std::string text_on(const std::string& color) {
  const int red = std::stoi(color.substr(1, 2), nullptr, 16);
  const int green = std::stoi(color.substr(3, 2), nullptr, 16);
  const int blue = std::stoi(color.substr(5, 2), nullptr, 16);
  const double lightness = 0.299 * red + 0.587 * green + 0.114 * blue;  // as the eye weighs them
  return lightness > 140 ? "#000000" : "#FFFFFF";
}

Styles styles(const Figure& figure) {
  Styles found;
  for (const Panel& panel : figure.panels) {
    for (const Series& series : panel.series) {
      if (!series.style) found.series.try_emplace(series.name, found.series.size());
    }
    for (const std::vector<ReferenceLine>& lines : {panel.horizontal, panel.vertical}) {
      for (const ReferenceLine& line : lines) {
        found.references.try_emplace(line.name, found.references.size());
      }
    }
  }
  return found;
}

arma::uword style_of(const Series& series, const Styles& styles) {
  return series.style ? *series.style : styles.series.at(series.name);
}

}  // namespace nn::plot
