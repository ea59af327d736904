#include "lab/plot/series.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nn::plot {
namespace {

// x and y of each point; an empty row where one cannot be drawn.
Rows curve(const Series& series, const Axes& axes) {
  const arma::vec x = abscissa(series);
  Rows rows(x.n_elem);
  for (arma::uword i = 0; i < x.n_elem; ++i) {
    if (visible(series, x, i, axes)) rows[i] = {x(i), series.y(i)};
  }
  return rows;
}

double point_size(std::size_t count) {
  return count <= 60 ? 0.68 : count <= 300 ? 0.55 : count <= 1000 ? 0.42 : 0.28;
}

// Dashes begin anew at each point of a step, so points in the middle of a level are left out.
Rows without_level_points(const Rows& rows) {
  Rows kept;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool level = i > 0 && i + 1 < rows.size() && !rows[i].empty() && !rows[i - 1].empty() &&
                       !rows[i + 1].empty() && rows[i - 1][1] == rows[i][1];
    if (!level) kept.push_back(rows[i]);
  }
  return kept;
}

void add_line(Script& script, const Series& series, const Axes& axes, arma::uword style,
              Layers& layers) {
  Rows rows = curve(series, axes);
  if (series.mark == Mark::steps) rows = without_level_points(rows);
  if (std::ranges::all_of(rows, &std::vector<double>::empty)) return;
  const std::string data = script.block(rows);
  layers.lines.push_back(data + " using 1:2 with " +
                         (series.mark == Mark::steps ? "steps" : "lines") + " lw 3 dt " +
                         dashes(style) + ink(color(style)));
}

void add_points(Script& script, const Series& series, const Axes& axes, arma::uword style,
                bool halo, Layers& layers) {
  Rows rows = curve(series, axes);
  std::erase(rows, std::vector<double>{});
  if (rows.empty()) return;
  // Many markers on one curve would hide it: about twenty show the marker as well.
  const bool many = series.mark == Mark::line_and_points && rows.size() > 40;
  const std::size_t stride = many ? (rows.size() + 19) / 20 : 1;
  const double size = point_size(rows.size() / stride);
  const std::string data =
      script.block(rows) + " every " + std::to_string(stride) + " using 1:2 with points pt ";
  if (halo) {
    layers.points.push_back(data + std::to_string(marker(style)) + " ps " + shortest(size * 1.5) +
                            ink("#FFFFFF") + " lw 3");
  }
  layers.points.push_back(data + std::to_string(marker(style)) + " ps " + shortest(size) +
                          ink(color(style)) + " lw 2");
}

void draw_references(Script& script, const Panel& panel, const Axes& axes, const Styles& styles) {
  for (const ReferenceLine& line : panel.horizontal) {
    const std::string look = "back " + reference_look(styles.references.at(line.name));
    if (!axes.y.shows(line.at)) continue;
    const std::string at = "first " + shortest(line.at);
    script.arrow("graph 0, " + at, "graph 1, " + at, look);
  }
  for (const ReferenceLine& line : panel.vertical) {
    const std::string look = "back " + reference_look(styles.references.at(line.name));
    if (!axes.x.shows(line.at)) continue;
    const std::string at = "first " + shortest(line.at);
    script.arrow(at + ", graph 0", at + ", graph 1", look);
  }
}

}  // namespace

std::string ink(const std::string& color) {
  return " lc rgb '" + color + "'";
}

bool visible(const Series& series, const arma::vec& x, arma::uword i, const Axes& axes) {
  return drawable(x(i), axes.x.log) && drawable(series.y(i), axes.y.log);
}

void draw_series(Script& script, const Panel& panel, const Axes& axes, const Styles& styles) {
  Layers layers;
  arma::uword bars = 0;
  for (const Series& series : panel.series) bars += series.mark == Mark::bars ? 1 : 0;
  arma::uword bar = 0;
  if (panel.regions) add_regions(script, *panel.regions, layers);
  for (const Series& series : panel.series) {
    const arma::uword style = style_of(series, styles);
    if (series.mark == Mark::bars) {
      add_bars(script, panel, series, axes, bar++, bars, style, layers);
      continue;
    }
    if (!series.low.is_empty() && series.mark == Mark::line) {
      add_band(script, series, axes, style, layers);
    } else if (!series.low.is_empty()) {
      add_whiskers(script, abscissa(series), series, axes, color(style), layers);
    }
    if (series.mark != Mark::points) add_line(script, series, axes, style, layers);
    if (series.mark == Mark::points || series.mark == Mark::line_and_points) {
      add_points(script, series, axes, style, panel.regions.has_value(), layers);
    }
  }
  if (layers.areas.empty() && layers.lines.empty() && layers.points.empty()) {
    script.command() << "set label 9999 'no finite values' at graph 0.5, graph 0.5 center\n";
  }
  draw_references(script, panel, axes, styles);

  script.command() << "plot NaN notitle";  // the axes, even where there is nothing to show
  for (const std::vector<std::string>& layer : {layers.areas, layers.lines, layers.points}) {
    for (const std::string& part : layer) script.command() << ", \\\n  " << part << " notitle";
  }
  script.command() << '\n';
}

}  // namespace nn::plot
