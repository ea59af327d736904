#include "lab/plot/style.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace nn::plot {
namespace {

// Okabe and Ito's palette, which people with any kind of colour vision can tell apart. Its yellow
// is too light for a thin line on white, so a gray takes its place; black comes last.
constexpr std::array<const char*, 8> palette = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                "#E69F00", "#56B4E9", "#000000", "#787878"};
constexpr std::array<const char*, 8> tints = {"#ADD2E6", "#F2CBAD", "#ADE0D2", "#EFD4E3",
                                              "#F7E0AD", "#C9E7F8", "#ADADAD", "#D4D4D4"};

}  // namespace

double text_width(const std::string& text) {
  return 0.58 * text_size * static_cast<double>(display_width(text));
}

double widest(const std::vector<std::string>& texts) {
  double width = 0;
  for (const std::string& text : texts) width = std::max(width, text_width(text));
  return width;
}

double fitting_size(const std::string& text, double size, double width) {
  const double needed = text_width(text) * size / text_size;
  return needed <= width ? size : size * width / needed;
}

std::string color(arma::uword style) {
  return std::string(" lc rgb '") + palette[style % palette.size()] + "'";
}

std::string tint(arma::uword style) {
  return std::string("'") + tints[style % tints.size()] + "'";
}

// After eight styles the colours repeat, and the dashes are shifted by one, so that forty lines
// differ.
std::string dashes(arma::uword style) {
  constexpr std::array<const char*, 5> patterns = {"solid", "(14,5)", "(5,3)", "(16,4,5,4)",
                                                   "(26,5)"};
  return std::string(" dt ") + patterns[(style + style / palette.size()) % patterns.size()];
}

std::string marker(arma::uword style) {
  // Filled circle, square, triangle, diamond, downward triangle, then the same ones hollow.
  constexpr std::array<int, 9> types = {7, 5, 9, 13, 11, 6, 4, 8, 12};
  return " pt " + std::to_string(types[style % types.size()]);
}

std::string reference_look(arma::uword style) {
  constexpr std::array<const char*, 4> patterns = {"(8,6)", "(24,6)", "(16,5,4,5)", "solid"};
  // The grays differ only because gnuplot's svg terminal keeps the last dashes for the same colour.
  constexpr std::array<const char*, 4> grays = {"#555555", "#444444", "#666666", "#333333"};
  return std::string(" lw 2 lc rgb '") + grays[style % grays.size()] + "' dt " +
         patterns[style % patterns.size()];
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
