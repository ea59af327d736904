// The panels that are drawings of neurons: circles, arrows and names.
#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "lab/plot/panel.hpp"

namespace nn::plot {
namespace {

// Lengths are units of the drawing.
constexpr double radius = 0.32;
constexpr double margin = 0.45;  // from the middle of an outer node to the border

struct Point {
  double x;
  double y;
};

double unit(const Plan& plan) {
  return plan.width / (plan.x.high - plan.x.low);
}

// Half of the name's width and height, with some air.
double half_width(const std::string& name, const Plan& plan) {
  return (text_width(name) / 2 + 6) / unit(plan);
}

double half_height(const Plan& plan) {
  return (text_size / 2 + 6) / unit(plan);
}

// How far it is from the middle of a node to its border in the direction (dx, dy) of length 1.
double to_border(const Diagram::Node& node, double dx, double dy, const Plan& plan) {
  if (node.circle) return radius;
  const double across = half_width(node.name, plan) / std::max(std::abs(dx), 1e-9);
  const double along = half_height(plan) / std::max(std::abs(dy), 1e-9);
  return std::min(across, along);
}

struct Line {
  Point start;
  Point head;
};

Line line_of(const Diagram::Arrow& arrow, const Diagram& diagram, const Plan& plan) {
  const Diagram::Node& from = diagram.nodes[arrow.from];
  const Diagram::Node& to = diagram.nodes[arrow.to];
  const double length = std::max(std::hypot(to.x - from.x, to.y - from.y), 1e-9);
  const double dx = (to.x - from.x) / length;
  const double dy = (to.y - from.y) / length;
  const double leave = to_border(from, dx, dy, plan);
  const double arrive = to_border(to, dx, dy, plan);
  return {{from.x + leave * dx, from.y + leave * dy}, {to.x - arrive * dx, to.y - arrive * dy}};
}

void command_name(std::ostream& out, const std::string& name, Point at, double size) {
  out << "set label " << gnuplot_text(name) << " at " << shortest(at.x) << ", " << shortest(at.y)
      << " center front noenhanced font '," << shortest(size) << "'\n";
}

Range around(double low, double high) {
  return {low - margin, high + margin};
}

}  // namespace

Range diagram_x(const Diagram& diagram) {
  const auto [least, greatest] = std::ranges::minmax(diagram.nodes, {}, &Diagram::Node::x);
  return around(least.x, greatest.x);
}

Range diagram_y(const Diagram& diagram) {
  const auto [least, greatest] = std::ranges::minmax(diagram.nodes, {}, &Diagram::Node::y);
  return around(least.y, greatest.y);
}

// Arrows first, then what stands on them: the names' white ground, and the circles.
std::string diagram_parts(Script& script, const Plan& plan) {
  const Diagram& diagram = *plan.panel->diagram;
  std::ostream& out = script.commands();
  out << "set size ratio -1\n";
  std::string parts;
  std::string grounds;
  for (const Diagram::Arrow& arrow : diagram.arrows) {
    const auto [start, head] = line_of(arrow, diagram, plan);
    parts += ", " +
             script.data(arma::rowvec{start.x, start.y, head.x - start.x, head.y - start.y}) +
             " using 1:2:3:4 with vectors head filled size first 0.13,18 lw 2" +
             (arrow.style ? color(*arrow.style) + dashes(*arrow.style) : " lc rgb '#555555'");
    if (arrow.name.empty()) continue;
    const Point at = {start.x + arrow.at * (head.x - start.x),
                      start.y + arrow.at * (head.y - start.y)};
    command_name(out, arrow.name, at, text_size);
    grounds +=
        ", " +
        script.data(arma::rowvec{at.x, at.y, half_width(arrow.name, plan), half_height(plan)}) +
        " using 1:2:3:4 with boxxyerror fs solid 1.0 noborder lc rgb '#FFFFFF'";
  }
  parts += grounds;
  for (const Diagram::Node& node : diagram.nodes) {
    const double room = 2 * radius * unit(plan) - 16;
    command_name(out, node.name, {node.x, node.y},
                 node.circle ? fitting_size(node.name, text_size, room) : text_size);
    if (!node.circle) continue;
    const std::string circle = ", " + script.data(arma::rowvec{node.x, node.y, radius}) +
                               " using 1:2:3 with circles lw 2 ";
    parts += circle + "fs solid 1.0 border lc rgb '#333333' fc rgb " +
             (node.style ? tint(*node.style) : std::string("'#FFFFFF'"));
  }
  return parts;
}

}  // namespace nn::plot
