#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "lab/plot/panel.hpp"
#include "lab/plot/tiles.hpp"

namespace nn::plot {
namespace {

constexpr std::size_t longest_name = 32;  // of a row, a column or a group of bars

// Names at 0, 1, 2, ...; of many, as many as have room.
std::vector<Tick> name_ticks(const std::vector<std::string>& names, double length, double spacing) {
  const double step = length / static_cast<double>(names.size());
  const std::size_t stride = static_cast<std::size_t>(std::max(1.0, std::ceil(spacing / step)));
  std::vector<Tick> ticks;
  for (std::size_t i = 0; i < names.size(); i += stride) {
    ticks.push_back({static_cast<double>(i), shorten(names[i], longest_name)});
  }
  return ticks;
}

}  // namespace

bool has_axes(const Panel& panel) {
  return !panel.heat_map && !panel.images;
}

double widest(const std::vector<Tick>& ticks) {
  double width = 0;
  for (const Tick& tick : ticks) width = std::max(width, text_width(tick.label));
  return width;
}

void plan_y(Plan& plan) {
  const Panel& panel = *plan.panel;
  if (panel.heat_map) {
    const arma::uword rows = panel.heat_map->values.n_rows;
    plan.y = {.low = static_cast<double>(rows) - 0.5, .high = -0.5};
    plan.y.ticks = name_ticks(names_or_numbers(panel.heat_map->row_names, rows), plan.height, 26);
  } else if (has_axes(panel)) {
    set_ticks(plan.y, plan.height, 62);
  }
  plan.left = edge;
  if (panel.images || !plan.y_labels) return;
  plan.left += widest(plan.y.ticks) + tick_room + (panel.y_label.empty() ? 0 : line_height);
}

void plan_x(Plan& plan, double width) {
  const Panel& panel = *plan.panel;
  std::vector<std::string> names = panel.x_names;
  double spacing = 26;
  if (panel.heat_map) {
    const arma::uword columns = panel.heat_map->values.n_cols;
    plan.x = {.low = -0.5, .high = static_cast<double>(columns) - 0.5};
    names = names_or_numbers(panel.heat_map->column_names, columns);
    if (panel.heat_map->column_names.empty()) spacing = text_width(names.back()) + 14;
  }
  if (!names.empty()) {
    plan.x.ticks = name_ticks(names, width, spacing);
    plan.slanted = widest(plan.x.ticks) + 6 > width / static_cast<double>(plan.x.ticks.size());
  } else if (has_axes(panel)) {
    set_ticks(plan.x, width, plan.x.whole_numbers ? 70 : 110);
    if ((widest(plan.x.ticks) + 20) * static_cast<double>(plan.x.ticks.size()) > width) {
      set_ticks(plan.x, width, 200);
    }
  }
  plan.bottom = 10;
  if (panel.images || !plan.x_labels) return;
  plan.bottom += tick_room - 8 + text_size;
  if (plan.slanted) plan.bottom += 0.71 * widest(plan.x.ticks);
  if (!panel.x_label.empty()) plan.bottom += line_height;
  for (const Tick& tick : plan.x.ticks) {
    const double at = plan.x.place(tick.at) * width;
    const double label = text_width(tick.label);
    plan.left = std::max(plan.left, (plan.slanted ? 0.71 * label : label / 2) - at + 8);
    if (!plan.slanted) plan.right = std::max(plan.right, label / 2 - (width - at) + 8);
  }
}

double aspect(const Plan& plan) {
  return (plan.y.high - plan.y.low) / (plan.x.high - plan.x.low);
}

}  // namespace nn::plot
