#include <algorithm>
#include <cmath>

#include "lab/plot/grid.hpp"
#include "lab/plot/panel.hpp"
#include "lab/plot/parts.hpp"

namespace nn::plot {
namespace {

constexpr std::size_t most_in_shared_legend = 12;

arma::uword grid_columns(const Figure& figure) {
  const arma::uword count = figure.panels.size();
  if (figure.columns > 0) return std::min(figure.columns, count);
  if (count <= 3) return count;
  return count == 4 ? 2 : count <= 9 ? 3 : 4;
}

// The picture grows with the number of columns, but less: text stays legible at half size.
double picture_width(arma::uword columns) {
  constexpr double widths[] = {1060, 1400, 1680, 1880};
  return widths[std::min<arma::uword>(columns, 4) - 1];
}

void share_axis(std::vector<Plan>& plans, Axis Plan::*axis) {
  std::vector<Axis> axes;
  for (const Plan& plan : plans) {
    if (has_axes(*plan.panel)) axes.push_back(plan.*axis);
  }
  if (axes.empty()) return;
  const Axis common = common_axis(axes);
  for (Plan& plan : plans) {
    if (has_axes(*plan.panel)) plan.*axis = common;
  }
}

std::vector<Plan> first_plans(const Figure& figure, arma::uword columns, const Styles& styles) {
  std::vector<Plan> plans;
  for (arma::uword i = 0; i < figure.panels.size(); ++i) {
    const Panel& panel = figure.panels[i];
    Plan plan{
        .panel = &panel, .legend = legend(panel, styles), .x = x_axis(panel), .y = y_axis(panel)};
    plan.x_labels = !figure.share_x || i + columns >= figure.panels.size();
    plan.y_labels = !figure.share_y || i % columns == 0;
    for (const Series& series : panel.series) {
      plan.zero_line = plan.zero_line || series.mark == Mark::bars;
    }
    plans.push_back(plan);
  }
  if (figure.share_x) share_axis(plans, &Plan::x);
  if (figure.share_y) share_axis(plans, &Plan::y);
  return plans;
}

}  // namespace

std::string compose(const Figure& figure, const std::string& png, const std::string& svg) {
  const Styles styles = plot::styles(figure);
  const arma::uword columns = grid_columns(figure);
  std::vector<Plan> plans = first_plans(figure, columns, styles);

  std::vector<Legend> legends;
  for (const Plan& plan : plans) legends.push_back(plan.legend);
  const Legend all = merged(legends);
  const bool beside = plans.size() == 1 && !all.empty() && legend_width(all) < 420;
  const bool shared = plans.size() > 1 && all.size() <= most_in_shared_legend;

  Grid grid(plans, columns, beside ? legend_width(all) + edge : 0);
  grid.plan(picture_width(columns));
  const double width = std::ceil(grid.place_columns());
  double bottom = grid.place_rows(figure.title.empty() ? 6 : 56, !shared && !beside);
  const Box shared_box = {edge, bottom, width - 2 * edge, 0};
  if (shared) bottom += legend_height(all, shared_box.width);

  Script script(width, std::ceil(bottom + 8));
  const FittedText title = fit(figure.title, figure_size, (width - 2 * edge) / 1.1);
  script.text(width / 2, 34, title.text, {.size = title.size, .bold = true});
  if (shared) draw_legend_rows(script, all, shared_box);
  for (const Plan& plan : plans) {
    if (beside) {
      draw_legend_column(script, plan.legend, plan.box.right() + edge, plan.box.top);
    } else if (!shared) {
      draw_legend_rows(script, plan.legend,
                       {plan.cell_left, plan.box.bottom() + plan.bottom, plan.cell_width, 0});
    }
    draw_panel(script, plan, styles);
  }
  return script.finish(png, svg);
}

}  // namespace nn::plot
