// Where everything stands: the grid of panels, the room around them, and the legend.
#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "lab/plot/legend.hpp"
#include "lab/plot/panel.hpp"
#include "lab/plot/parts.hpp"

namespace nn::plot {
namespace {

// Lengths are pixels of the picture.
constexpr double edge = 20;        // free room at its border
constexpr double label_room = 40;  // beside or below an axis
constexpr double tick_room = 38;   // the gaps around an axis's numbers
constexpr double number_room = 62;
constexpr double title_room = 50;   // of a panel
constexpr double scale_room = 120;  // of a heat map's colour scale

struct Layout {
  arma::uword rows;
  arma::uword columns;
  double left = 0;  // of all panels
  double right = edge;
  double top = edge;
  double bottom = edge;
  double gap_x = 0;  // between panels
  double gap_y = 0;
  double width = 0;  // of the axes of each panel
  double height = 0;

  double picture_width() const {
    const double n = static_cast<double>(columns);
    return std::ceil(left + right + (n - 1) * gap_x + n * width);
  }
  double picture_height() const {
    const double n = static_cast<double>(rows);
    return std::ceil(top + bottom + (n - 1) * gap_y + n * height);
  }
};

arma::uword grid_columns(const Figure& figure) {
  const arma::uword count = figure.panels.size();
  if (figure.columns > 0) return std::min(figure.columns, count);
  if (count <= 3) return count;
  return count == 4 ? 2 : count <= 9 ? 3 : 4;
}

void share_axis(std::vector<Plan>& plans, Axis Plan::*axis) {
  std::vector<Axis> axes;
  for (const Plan& plan : plans) {
    if (has_axes(*plan.panel)) axes.push_back(plan.*axis);
  }
  for (Plan& plan : plans) {
    if (has_axes(*plan.panel)) plan.*axis = common_axis(axes);
  }
}

std::vector<Plan> first_plans(const Figure& figure, arma::uword columns) {
  std::vector<Plan> plans;
  for (arma::uword i = 0; i < figure.panels.size(); ++i) {
    plans.push_back(first_plan(figure.panels[i]));
    plans.back().x_labels = !figure.share_x || i + columns >= figure.panels.size();
    plans.back().y_labels = !figure.share_y || i % columns == 0;
  }
  if (figure.share_x) share_axis(plans, &Plan::x);
  if (figure.share_y) share_axis(plans, &Plan::y);
  return plans;
}

// The room that the widest of the panels needs on each side of its axes.
double room_left(const std::vector<Plan>& plans) {
  double room = edge;
  for (const Plan& plan : plans) {
    const double numbers = plan.y_names.empty() ? number_room : widest(plan.y_names);
    const double ticks = !has_names(*plan.panel) ? 0 : numbers + tick_room;
    room = std::max(room, ticks + (plan.panel->y_label.empty() ? 0 : label_room));
  }
  return room;
}

double room_below(const std::vector<Plan>& plans) {
  double room = edge;
  for (const Plan& plan : plans) {
    const double names = slanted(plan) ? 0.71 * widest(plan.x_names) : text_size;
    const double ticks = !has_names(*plan.panel) ? 0 : names + tick_room;
    room = std::max(room, ticks + (plan.panel->x_label.empty() ? 0 : label_room));
  }
  return room;
}

double usual_height(const Plan& plan, arma::uword columns, double width) {
  constexpr double heights[] = {540, 400, 330, 270};
  const double usual = heights[std::min<arma::uword>(columns, 4) - 1];
  if (plan.panel->heat_map) return std::max(usual, 34 * static_cast<double>(plan.y_names.size()));
  if (plan.panel->diagram) {
    return std::min(largest_unit * (plan.y.high - plan.y.low), width * aspect(plan));
  }
  if (plan.panel->same_scale) return std::min(1.4 * usual, width * aspect(plan));
  if (!plan.panel->images || columns > 1) return usual;
  const Mosaic page = mosaic(*plan.panel->images, width);
  return page.scale * static_cast<double>(page.pixels.n_rows);
}

// A picture grows with the number of its columns, but less: text stays legible at half size.
Layout arrange(const Figure& figure, std::vector<Plan>& plans, arma::uword columns) {
  constexpr double widths[] = {1060, 1400, 1680, 1880};
  const double picture = widths[std::min<arma::uword>(columns, 4) - 1];
  Layout layout{.rows = (plans.size() + columns - 1) / columns, .columns = columns};
  const bool titles =
      std::ranges::any_of(plans, [](const Plan& p) { return !p.panel->title.empty(); });
  layout.left = room_left(plans);
  layout.top = (figure.title.empty() ? 10 : 60) + (titles ? title_room : 10);

  for (const Plan& plan : plans) {
    if (plan.panel->heat_map && !prints_values(*plan.panel->heat_map)) layout.right = scale_room;
  }
  const double n = static_cast<double>(columns);
  layout.gap_x = layout.right + (figure.share_y ? edge / 2 : layout.left);
  layout.width = (picture - layout.left - layout.right - (n - 1) * layout.gap_x) / n;
  double widest_map = 0;  // of a plane
  for (const Plan& plan : plans) {
    layout.height = std::max(layout.height, usual_height(plan, columns, layout.width));
  }
  for (const Plan& plan : plans) {
    const bool map = plan.panel->same_scale || plan.panel->diagram;
    widest_map = std::max(widest_map, map ? layout.height / aspect(plan) : layout.width);
  }
  layout.width = std::min(layout.width, widest_map);
  for (Plan& plan : plans) {
    plan.width = layout.width;
    plan.height = layout.height;
  }
  layout.bottom = room_below(plans);
  layout.gap_y = (figure.share_x ? edge : layout.bottom) + (titles ? title_room : 0);
  return layout;
}

}  // namespace

void compose(const Figure& figure, const std::string& png, const std::string& svg,
             std::FILE* file) {
  const Styles styles = plot::styles(figure);
  const arma::uword columns = grid_columns(figure);
  std::vector<Plan> plans = first_plans(figure, columns);
  Layout layout = arrange(figure, plans, columns);

  // The legend stands beside a single panel, otherwise below all.
  Legend legend = plot::legend(figure, styles, 0);
  const bool beside = plans.size() == 1 && legend.width < 420;
  if (beside) {
    layout.right += legend.width + edge;
  } else {
    legend = plot::legend(figure, styles, layout.picture_width() - 2 * edge);
    layout.bottom += legend.height;
  }
  const double width = layout.picture_width();
  const double height = layout.picture_height();
  Script script(file, width, height);
  std::ostream& out = script.commands();
  out << "set multiplot layout " << layout.rows << ',' << columns << " title "
      << gnuplot_text(figure.title) << " noenhanced font 'DejaVu Sans:Bold,"
      << shortest(fitting_size(figure.title, figure_size, width - 2 * edge)) << "' margins screen "
      << script.right(layout.left) << ", " << script.right(width - layout.right) << ", "
      << script.up(layout.bottom) << ", " << script.up(height - layout.top) << " spacing screen "
      << script.right(layout.gap_x) << ", " << script.up(layout.gap_y) << '\n';
  for (const Plan& plan : plans) {
    out << "reset\nset minussign\nunset key\n";
    const bool last = &plan == &plans.back();
    if (last && !legend.parts.empty()) {
      const std::string below = "at screen 0.5, screen " + script.up((edge + legend.height) / 2);
      out << "set key " << (beside ? "at graph 1.02, graph 1 left top" : below + " center center")
          << legend.key << '\n';
    }
    draw_panel(script, plan, styles, last ? legend.parts : "");
  }
  out << "unset multiplot\n";
  script.finish(png, svg);
}

}  // namespace nn::plot
