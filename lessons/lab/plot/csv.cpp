#include <ostream>

#include "base/text.hpp"
#include "lab/plot/axes.hpp"
#include "lab/plot/parts.hpp"

namespace nn::plot {
using namespace gradus::base;

namespace {

// Its title, or its number if there is none, or both if another panel has the same title.
std::string panel_name(const Figure& figure, std::size_t index) {
  const std::string number = std::to_string(index + 1);
  const std::string& title = figure.panels[index].title;
  if (title.empty()) return number;
  std::size_t same = 0;
  for (const Panel& panel : figure.panels) same += panel.title == title ? 1 : 0;
  return same > 1 ? number + " " + title : title;
}

bool has_bands(const Figure& figure) {
  for (const Panel& panel : figure.panels) {
    for (const Series& series : panel.series) {
      if (!series.low.is_empty()) return true;
    }
  }
  return false;
}

// A bar chart's x is the place of a name.
std::string named(double x, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (x == static_cast<double>(i)) return names[i];
  }
  return shortest(x);
}

}  // namespace

void write_csv(const Figure& figure, std::ostream& out) {
  const bool bands = has_bands(figure);
  out << "panel,series,x,y" << (bands ? ",low,high" : "") << '\n';
  std::string panel_field;
  const auto line = [&](const std::string& series, const std::string& x, const std::string& y,
                        const std::string& low = "", const std::string& high = "") {
    out << panel_field << ',' << csv_cell(series) << ',' << csv_cell(x) << ',' << y;
    if (bands) out << ',' << low << ',' << high;
    out << '\n';
  };
  for (std::size_t p = 0; p < figure.panels.size(); ++p) {
    const Panel& panel = figure.panels[p];
    panel_field = csv_cell(panel_name(figure, p));
    for (const Series& series : panel.series) {
      const arma::vec x = abscissa(series);
      const bool band = !series.low.is_empty();
      for (arma::uword i = 0; i < series.y.n_elem; ++i) {
        line(series.name, named(x(i), panel.x_names), shortest(series.y(i)),
             band ? shortest(series.low(i)) : "", band ? shortest(series.high(i)) : "");
      }
    }
    for (const ReferenceLine& one : panel.horizontal) line(one.name, "", shortest(one.at));
    for (const ReferenceLine& one : panel.vertical) line(one.name, shortest(one.at), "");
    if (panel.regions) {
      const arma::umat& classes = panel.regions->classes;
      for (arma::uword i = 0; i < classes.n_elem; ++i) {
        line("region of class " + std::to_string(classes(i)),
             shortest(panel.regions->x(i / classes.n_rows)),
             shortest(panel.regions->y(i % classes.n_rows)));
      }
    }
    if (panel.heat_map) {
      const arma::mat& values = panel.heat_map->values;
      const auto rows = names_or_numbers(panel.heat_map->row_names, values.n_rows);
      const auto columns = names_or_numbers(panel.heat_map->column_names, values.n_cols);
      for (arma::uword row = 0; row < values.n_rows; ++row) {
        for (arma::uword column = 0; column < values.n_cols; ++column) {
          line(rows[row], columns[column], shortest(values(row, column)));
        }
      }
    }
    if (panel.diagram) {
      const std::vector<Diagram::Node>& nodes = panel.diagram->nodes;
      for (const Diagram::Node& node : nodes) {
        line("node " + node.name, shortest(node.x), shortest(node.y));
      }
      for (const Diagram::Arrow& arrow : panel.diagram->arrows) {
        line("arrow " + arrow.name, nodes[arrow.from].name, csv_cell(nodes[arrow.to].name));
      }
    }
    if (panel.images) {
      for (std::size_t k = 0; k < panel.images->images.size(); ++k) {
        const arma::mat& image = panel.images->images[k];
        std::string name = "image " + std::to_string(k + 1);
        if (!panel.images->captions.empty()) name += ": " + panel.images->captions[k];
        for (arma::uword i = 0; i < image.n_elem; ++i) {
          line(name, std::to_string(i), shortest(image(i)));
        }
      }
    }
  }
}

}  // namespace nn::plot
