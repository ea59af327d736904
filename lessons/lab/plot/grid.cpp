#include "lab/plot/grid.hpp"

#include <algorithm>

#include "lab/plot/tiles.hpp"

namespace nn::plot {
namespace {

constexpr double title_room = 46;    // of a panel's title
constexpr double scale_room = 130;   // of a heat map's colour scale
constexpr double least_width = 120;  // of axes, however long the labels beside them are

double axes_height(const Panel& panel, arma::uword columns) {
  constexpr double heights[] = {540, 400, 330, 270};
  const double usual = heights[std::min<arma::uword>(columns, 4) - 1];
  if (!panel.heat_map) return usual;
  return std::max(usual, 34 * static_cast<double>(panel.heat_map->values.n_rows));
}

bool is_square(const Plan& plan) {
  return plan.panel->same_scale && has_axes(*plan.panel);
}

// True if the heat map's numbers fit into its cells in a panel of this width.
bool prints(const Plan& plan, double cell) {
  const HeatMap& map = *plan.panel->heat_map;
  return prints_values(map,
                       (cell - plan.left - plan.right) / static_cast<double>(map.values.n_cols),
                       plan.height / static_cast<double>(map.values.n_rows));
}

// A few small images are not blown up; beside other panels they are at most as high as these.
void fit_images(Plan& plan, bool has_neighbours) {
  const double largest = has_neighbours ? 400 : 260;  // width of one image
  const ImagePage& page = *plan.panel->images;
  const double columns = static_cast<double>(page.columns);
  plan.box.width = std::min(plan.box.width, columns * largest);
  const double height = images_height(page, plan.box.width);
  if (has_neighbours && height > plan.height) plan.box.width *= plan.height / height;
  plan.height = images_height(page, plan.box.width);
}

}  // namespace

Grid::Grid(std::vector<Plan>& plans, arma::uword columns, double beside)
    : plans_(plans), columns_(columns), beside_(beside) {}

void Grid::plan(double picture_width) {
  const double cell = picture_width / static_cast<double>(columns_);
  plan_heights(cell - 110);
  for (Plan& plan : plans_) {
    plan_y(plan);
    plan.right = edge;
    if (plan.panel->heat_map && !prints(plan, cell)) plan.right += scale_room;
  }
  align();
  // What the x axis needs depends on its width, and its width on what it needs.
  for (int round = 0; round < 3; ++round) {
    width_ = picture_width;
    for (arma::uword i = 0; i < columns_; ++i) width_ -= plans_[i].left + plans_[i].right;
    width_ = std::max(width_ / static_cast<double>(columns_), least_width);
    for (Plan& plan : plans_) plan_x(plan, width_);
    align();
  }
  for (Plan& plan : plans_) {
    plan.top = plan.panel->title.empty() ? edge : title_room;
    plan.box.width = width_;
    if (plan.panel->images) fit_images(plan, plans_.size() > 1 && columns_ > 1);
    if (is_square(plan)) {
      plan.box.width = std::min(width_, plan.height / aspect(plan));
      plan.height = plan.box.width * aspect(plan);
    }
  }
}

double Grid::place_columns() {
  double left = 0;
  for (arma::uword column = 0; column < columns_; ++column) {
    double width = 0;
    for (std::size_t i = column; i < plans_.size(); i += columns_) {
      width = std::max(width, plans_[i].box.width);
    }
    for (std::size_t i = column; i < plans_.size(); i += columns_) {
      Plan& plan = plans_[i];
      plan.cell_left = left;
      plan.cell_width = plan.left + width + plan.right;
      plan.box.left = left + plan.left + (width - plan.box.width) / 2;
    }
    left += plans_[column].left + width + plans_[column].right;
  }
  return left + beside_;
}

double Grid::place_rows(double top, bool legends_below) {
  for (std::size_t first = 0; first < plans_.size(); first += columns_) {
    const std::size_t last = std::min<std::size_t>(first + columns_, plans_.size());
    double above = 0;
    double height = 0;
    double below = 0;
    for (std::size_t i = first; i < last; ++i) {
      const Plan& plan = plans_[i];
      const double legend = legends_below ? legend_height(plan.legend, plan.cell_width) : 0;
      above = std::max(above, plan.top);
      height = std::max(height, plan.height);
      below = std::max(below, plan.bottom + legend);
    }
    for (std::size_t i = first; i < last; ++i) {
      plans_[i].box.top = top + above + (height - plans_[i].height) / 2;
      plans_[i].box.height = plans_[i].height;
    }
    top += above + height + below + 8;
  }
  return top;
}

void Grid::plan_heights(double width) {
  for (std::size_t first = 0; first < plans_.size(); first += columns_) {
    const std::size_t last = std::min<std::size_t>(first + columns_, plans_.size());
    double height = 0;
    for (std::size_t i = first; i < last; ++i) {
      const double usual = axes_height(*plans_[i].panel, columns_);
      const double square =
          is_square(plans_[i]) ? std::min(1.4 * usual, width * aspect(plans_[i])) : usual;
      height = std::max(height, square);
    }
    for (std::size_t i = first; i < last; ++i) plans_[i].height = height;
  }
}

void Grid::align() {
  for (arma::uword column = 0; column < columns_; ++column) {
    double left = 0;
    double right = 0;
    for (std::size_t i = column; i < plans_.size(); i += columns_) {
      left = std::max(left, plans_[i].left);
      right = std::max(right, plans_[i].right);
    }
    for (std::size_t i = column; i < plans_.size(); i += columns_) {
      plans_[i].left = left;
      plans_[i].right = right;
    }
  }
}

}  // namespace nn::plot
