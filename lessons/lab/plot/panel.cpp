#include "lab/plot/panel.hpp"

#include "base/text.hpp"
#include "lab/plot/parts.hpp"

namespace nn::plot {
namespace {

// "('one' 0, 'two' 1)"
std::string name_places(const std::vector<std::string>& names) {
  std::string places;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string name = gnuplot_text(names[i]);
    // gnuplot takes a label with % for a number's format.
    for (std::size_t at = name.find('%'); at != std::string::npos; at = name.find('%', at + 2)) {
      name.insert(at, "%");
    }
    places += (i == 0 ? "" : ", ") + name + ' ' + std::to_string(i);
  }
  return "(" + places + ")";
}

void command_range(std::ostream& out, const std::string& letter, const Axis& axis) {
  out << "set " << letter << "range [" << shortest(axis.low) << ':' << shortest(axis.high)
      << "] noextend\n";
}

void command_ticks(std::ostream& out, const std::string& letter, const Axis& axis,
                   const std::vector<std::string>& names, double length, double spacing,
                   bool labels) {
  if (axis.log) out << "set logscale " << letter << '\n';
  out << "set format " << letter << ' ' << (labels ? tick_format(axis) : "''") << "\nset " << letter
      << "tics ";
  if (names.empty() || !labels) {
    out << tick_places(axis, length / spacing) << '\n';
  } else {
    out << name_places(names) << " noenhanced\n";
  }
}

void command_axes(Script& script, const Plan& plan) {
  const Panel& panel = *plan.panel;
  std::ostream& out = script.commands();
  command_range(out, "x", plan.x);
  command_range(out, "y", plan.y);
  if (!has_names(panel)) {
    out << "unset border\nunset tics\n";
    return;
  }
  out << "set tics nomirror out scale " << (panel.heat_map ? "0" : "0.7*tick, 0.4*tick")
      << " textcolor rgb '#222222'\n";
  command_ticks(out, "x", plan.x, plan.x_names, plan.width, plan.x.whole_numbers ? 60 : 90,
                plan.x_labels);
  command_ticks(out, "y", plan.y, plan.y_names, plan.height, 55, plan.y_labels);
  if (slanted(plan)) out << "set xtics rotate by 45 right\n";
  if (panel.heat_map) {
    out << "unset border\n";
    return;
  }
  out << "set border 3 lw 1.5 lc rgb '#555555'\n"
      << "set grid " << (panel.x_names.empty() ? "xtics" : "noxtics")
      << " ytics back lt 1 lw 1 lc rgb '#DDDDDD'\n";
  if (panel.same_scale) out << "set size ratio -1\n";
}

}  // namespace

bool has_axes(const Panel& panel) {
  return !panel.heat_map && has_names(panel);
}

bool has_names(const Panel& panel) {
  return !panel.images && !panel.diagram;
}

std::vector<std::string> names_or_numbers(const std::vector<std::string>& names,
                                          arma::uword count) {
  if (!names.empty()) return names;
  std::vector<std::string> numbers;
  for (arma::uword i = 0; i < count; ++i) numbers.push_back(std::to_string(i));
  return numbers;
}

Plan first_plan(const Panel& panel) {
  Plan plan;
  plan.panel = &panel;
  if (has_axes(panel)) {
    plan.x = x_axis(panel);
    plan.y = y_axis(panel);
    plan.x_names = panel.x_names;
  } else if (panel.heat_map) {
    const arma::mat& values = panel.heat_map->values;
    plan.x = {-0.5, static_cast<double>(values.n_cols) - 0.5};
    plan.y = {static_cast<double>(values.n_rows) - 0.5, -0.5};  // row 0 is at the top
    plan.x_names = names_or_numbers(panel.heat_map->column_names, values.n_cols);
    plan.y_names = names_or_numbers(panel.heat_map->row_names, values.n_rows);
  } else if (panel.diagram) {
    const Range x = diagram_x(*panel.diagram);
    const Range y = diagram_y(*panel.diagram);
    plan.x = {x.low, x.high};
    plan.y = {y.low, y.high};
  }
  return plan;
}

double aspect(const Plan& plan) {
  return (plan.y.high - plan.y.low) / (plan.x.high - plan.x.low);
}

bool slanted(const Plan& plan) {
  return (widest(plan.x_names) + 6) * static_cast<double>(plan.x_names.size()) > plan.width;
}

void draw_panel(Script& script, const Plan& plan, const Styles& styles, const std::string& legend) {
  const Panel& panel = *plan.panel;
  std::ostream& out = script.commands();
  out << "set title " << gnuplot_text(panel.title)
      << " noenhanced offset 0, -near font 'DejaVu Sans:Bold,"
      << shortest(fitting_size(panel.title, title_size, plan.width + 60)) << "'\n";
  const std::string x_label = gnuplot_text(plan.x_labels ? panel.x_label : "");
  const std::string y_label = gnuplot_text(plan.y_labels ? panel.y_label : "");
  out << "set xlabel " << x_label << " noenhanced offset 0, near\nset ylabel " << y_label
      << " noenhanced offset near, 0\n";
  command_axes(script, plan);
  const std::string parts = panel.heat_map  ? heat_map_parts(script, plan)
                            : panel.images  ? image_parts(script, plan)
                            : panel.diagram ? diagram_parts(script, plan)
                                            : series_parts(script, plan, styles);
  // NaN: the axes, even where there is nothing to show.
  out << "plot NaN" << parts << legend << '\n';
}

}  // namespace nn::plot
