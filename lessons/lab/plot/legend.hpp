// Legends: which names a panel explains, and how they are drawn, in a column or in rows.
#pragma once

#include <string>
#include <vector>

#include "lab/plot/script.hpp"
#include "lab/plot/style.hpp"

namespace nn::plot {

struct LegendEntry {
  std::string name;
  Mark mark = Mark::line;
  arma::uword style = 0;
  bool band = false;
  bool reference = false;
  bool operator==(const LegendEntry&) const = default;
};
using Legend = std::vector<LegendEntry>;

Legend legend(const Panel& panel, const Styles& styles);
/// The entries of all panels, each once.
Legend merged(const std::vector<Legend>& legends);

double legend_width(const Legend& legend);                 // as one column
double legend_height(const Legend& legend, double width);  // as rows, not wider than this
void draw_legend_column(Script& script, const Legend& legend, double left, double top);
void draw_legend_rows(Script& script, const Legend& legend, const Box& box);

}  // namespace nn::plot
