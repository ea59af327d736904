#include "lab/plot/panel.hpp"

#include "base/text.hpp"
#include "lab/plot/series.hpp"
#include "lab/plot/tiles.hpp"

namespace nn::plot {
namespace {

void command_ticks(Script& script, const std::string& axis, const std::vector<Tick>& ticks,
                   const std::vector<double>& minor, bool labels, const std::string& options) {
  std::ostream& out = script.command();
  out << "set " << axis << "tics nomirror out scale 0.7*tick,0.4*tick " << options << " (";
  const char* comma = "";
  for (const Tick& tick : ticks) {
    std::string label = labels ? tick.label : "";
    // gnuplot takes a label with % for a number's format.
    for (std::size_t i = label.find('%'); i != std::string::npos; i = label.find('%', i + 2)) {
      label.insert(i, "%");
    }
    out << comma << gnuplot_text(label) << ' ' << shortest(tick.at);
    comma = ", ";
  }
  for (const double at : minor) {
    out << comma << "'' " << shortest(at) << " 1";
    comma = ", ";
  }
  out << ")\n";
}

void command_axes(Script& script, const Plan& plan) {
  const Panel& panel = *plan.panel;
  std::ostream& out = script.command();
  out << "unset logscale\nunset xzeroaxis\nunset border\nunset tics\nunset grid\nunset key\n";
  if (panel.images) {
    out << "set xrange [0:" << shortest(plan.box.width) << "] noextend\nset yrange ["
        << shortest(plan.box.height) << ":0] noextend\n";
    return;
  }
  out << "set xrange [" << shortest(plan.x.low) << ':' << shortest(plan.x.high)
      << "] noextend\nset yrange [" << shortest(plan.y.low) << ':' << shortest(plan.y.high)
      << "] noextend\n";
  if (plan.x.log) out << "set logscale x\n";
  if (plan.y.log) out << "set logscale y\n";
  if (!panel.heat_map) {
    out << "set border 3 lw 1.5 lc rgb '#555555'\n"
        << "set grid " << (panel.x_names.empty() ? "xtics " : "")
        << "ytics back lt 1 lw 1 dt solid lc "
        << "rgb '#DDDDDD'\n";
    if (plan.zero_line) out << "set xzeroaxis lt 1 lw 1.5 dt solid lc rgb '#555555'\n";
  }
  const std::string look = "textcolor rgb '#222222'";
  command_ticks(script, "x", plan.x.ticks, plan.x.minor, plan.x_labels,
                look + (plan.slanted ? " rotate by 45 right" : " norotate"));
  command_ticks(script, "y", plan.y.ticks, plan.y.minor, plan.y_labels, look);
  if (panel.heat_map) out << "set tics scale 0\n";
}

}  // namespace

void draw_panel(Script& script, const Plan& plan, const Styles& styles) {
  const Panel& panel = *plan.panel;
  const Box& box = plan.box;
  const double center = box.left + box.width / 2;
  const FittedText title = fit(panel.title, title_size, (plan.left + box.width + plan.right) / 1.1);
  script.text(center, box.top - 20, title.text, {.size = title.size, .bold = true});
  if (plan.x_labels) {
    const FittedText label = fit(panel.x_label, text_size, box.width + plan.left);
    const double down = plan.bottom - line_height / 2 - 6;
    script.text(center, box.bottom() + down, label.text, {.size = label.size});
  }
  if (plan.y_labels && !panel.y_label.empty()) {
    const FittedText label = fit(panel.y_label, text_size, box.height + plan.top);
    const double ticks = panel.images ? 0 : widest(plan.y.ticks) + tick_room;
    script.text(box.left - ticks - line_height / 2, box.top + box.height / 2, label.text,
                {.size = label.size, .upward = true});
  }
  script.place(box);
  command_axes(script, plan);
  if (panel.heat_map) {
    draw_heat_map(script, *panel.heat_map, box);
  } else if (panel.images) {
    draw_images(script, *panel.images, box);
  } else {
    draw_series(script, panel, {plan.x, plan.y}, styles);
  }
  script.forget_drawings();
}

}  // namespace nn::plot
