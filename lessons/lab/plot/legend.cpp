#include "lab/plot/legend.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "lab/plot/script.hpp"

namespace nn::plot {
namespace {

constexpr double line_height = 34;
constexpr double sample_width = 70;  // the line or marker beside a name, and the gaps

std::string look_of(const Series& series, arma::uword style) {
  const std::string line = " lw 3" + dashes(style);
  const std::string points = " ps 0.68" + marker(style);
  switch (series.mark) {
    case Mark::bars:
      return "boxes fs solid 1.0 noborder" + color(style);
    case Mark::points:
      return "points lw 2" + points + color(style);
    case Mark::line_and_points:
      return "linespoints" + line + points + color(style);
    case Mark::line:
    case Mark::steps:
      break;
  }
  return "lines" + line + color(style);
}

// The names, and how each is drawn.
using Entries = std::vector<std::pair<std::string, std::string>>;

Entries entries(const Figure& figure, const Styles& styles) {
  Entries all;
  const auto add = [&all](const std::string& name, const std::string& look) {
    const std::pair<std::string, std::string> entry(name, look);
    if (!name.empty() && std::ranges::find(all, entry) == all.end()) all.push_back(entry);
  };
  for (const Panel& panel : figure.panels) {
    for (const Series& series : panel.series) {
      add(series.name, look_of(series, style_of(series, styles)));
    }
    for (const std::vector<ReferenceLine>& lines : {panel.horizontal, panel.vertical}) {
      for (const ReferenceLine& line : lines) {
        add(line.name, "lines" + reference_look(styles.references.at(line.name)));
      }
    }
  }
  return all;
}

}  // namespace

Legend legend(const Figure& figure, const Styles& styles, double room) {
  Legend result;
  double longest = 0;
  const Entries all = entries(figure, styles);
  for (const auto& [name, look] : all) {
    result.parts += ", keyentry with " + look + " title " + gnuplot_text(name);
    longest = std::max(longest, text_width(name));
  }
  if (all.empty()) return result;
  result.width = sample_width + longest;
  const arma::uword columns = static_cast<arma::uword>(std::max(1.0, room / result.width));
  const arma::uword rows = (all.size() + columns - 1) / columns;
  result.height = line_height * static_cast<double>(rows);
  // gnuplot takes letters for as wide as digits, which is a seventh too much.
  result.key = " vertical maxrows " + std::to_string(rows) +
               " Left reverse noautotitle noenhanced samplen 2.5 spacing 1.2 width " +
               shortest(-0.15 * longest / text_width("0"));
  return result;
}

}  // namespace nn::plot
