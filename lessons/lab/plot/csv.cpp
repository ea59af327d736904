#include <ostream>

#include "base/text.hpp"
#include "lab/plot/axes.hpp"
#include "lab/plot/parts.hpp"
#include "lab/plot/tiles.hpp"

namespace nn::plot {
namespace {

// What the lines of one panel begin with.
class Lines {
 public:
  Lines(std::ostream& out, const std::string& panel, bool bands)
      : out_(out), panel_(csv_cell(panel)), bands_(bands) {}

  void add(const std::string& series, const std::string& x, const std::string& y,
           const std::string& low = "", const std::string& high = "") {
    out_ << panel_ << ',' << csv_cell(series) << ',' << csv_cell(x) << ',' << y;
    if (bands_) out_ << ',' << low << ',' << high;
    out_ << '\n';
  }

 private:
  std::ostream& out_;
  std::string panel_;
  bool bands_;
};

void write(const Series& series, const std::vector<std::string>& x_names, Lines& lines) {
  const arma::vec x = abscissa(series);
  for (arma::uword i = 0; i < series.y.n_elem; ++i) {
    // A bar chart's x is the place of a name.
    const bool named = x(i) >= 0 && x(i) < static_cast<double>(x_names.size()) &&
                       x(i) == static_cast<double>(static_cast<arma::uword>(x(i)));
    const std::string where = named ? x_names[static_cast<arma::uword>(x(i))] : shortest(x(i));
    if (series.low.is_empty()) {
      lines.add(series.name, where, shortest(series.y(i)));
    } else {
      lines.add(series.name, where, shortest(series.y(i)), shortest(series.low(i)),
                shortest(series.high(i)));
    }
  }
}

void write(const Regions& regions, Lines& lines) {
  for (arma::uword column = 0; column < regions.x.n_elem; ++column) {
    for (arma::uword row = 0; row < regions.y.n_elem; ++row) {
      lines.add("region of class " + std::to_string(regions.classes(row, column)),
                shortest(regions.x(column)), shortest(regions.y(row)));
    }
  }
}

void write(const HeatMap& map, Lines& lines) {
  const std::vector<std::string> rows = names_or_numbers(map.row_names, map.values.n_rows);
  const std::vector<std::string> columns = names_or_numbers(map.column_names, map.values.n_cols);
  for (arma::uword row = 0; row < map.values.n_rows; ++row) {
    for (arma::uword column = 0; column < map.values.n_cols; ++column) {
      lines.add(rows[row], columns[column], shortest(map.values(row, column)));
    }
  }
}

void write(const ImagePage& page, Lines& lines) {
  for (std::size_t k = 0; k < page.images.size(); ++k) {
    std::string name = "image " + std::to_string(k + 1);
    if (!page.captions.empty()) name += ": " + page.captions[k];
    for (arma::uword i = 0; i < page.images[k].n_elem; ++i) {
      lines.add(name, std::to_string(i), shortest(page.images[k](i)));
    }
  }
}

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

}  // namespace

void write_csv(const Figure& figure, std::ostream& out) {
  const bool bands = has_bands(figure);
  out << "panel,series,x,y" << (bands ? ",low,high" : "") << '\n';
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const Panel& panel = figure.panels[i];
    Lines lines(out, panel_name(figure, i), bands);
    for (const Series& series : panel.series) write(series, panel.x_names, lines);
    for (const ReferenceLine& line : panel.horizontal) lines.add(line.name, "", shortest(line.at));
    for (const ReferenceLine& line : panel.vertical) lines.add(line.name, shortest(line.at), "");
    if (panel.regions) write(*panel.regions, lines);
    if (panel.heat_map) write(*panel.heat_map, lines);
    if (panel.images) write(*panel.images, lines);
  }
}

}  // namespace nn::plot
