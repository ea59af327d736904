#include "lab/plot/legend.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace nn::plot {
namespace {

constexpr double sample_width = 52;  // the line, marker or bar that stands beside a name
constexpr double sample_gap = 10;
constexpr double entry_gap = 30;

double entry_width(const LegendEntry& entry) {
  return sample_width + sample_gap + text_width(entry.name);
}

void draw_entry(Script& script, const LegendEntry& entry, double left, double middle,
                double width) {
  const double right = left + sample_width;
  const std::string ink = " lc rgb '" + color(entry.style) + "'";
  const std::string fill = "noborder fc rgb '" + color(entry.style) + "'";
  if (entry.reference) {
    script.line(left, middle, right, middle, reference_look(entry.style));
  } else if (entry.mark == Mark::bars) {
    script.rectangle({left + 14, middle - 9, 26, 18}, "fs solid 1.0 " + fill);
  } else {
    if (entry.band && entry.mark == Mark::line) {
      script.rectangle({left, middle - 9, sample_width, 18}, "fs transparent solid 0.22 " + fill);
    }
    if (entry.mark != Mark::points) {
      script.line(left, middle, right, middle, "lw 3 dt " + dashes(entry.style) + ink);
    }
    if (entry.mark == Mark::points || entry.mark == Mark::line_and_points) {
      script.point(left + sample_width / 2, middle,
                   "pt " + std::to_string(marker(entry.style)) + " ps 0.68 lw 2" + ink);
    }
  }
  const FittedText name = fit(entry.name, text_size, width - sample_width - sample_gap);
  script.text(right + sample_gap, middle, name.text, {.align = Align::left, .size = name.size});
}

// The entries by rows, as many in each row as fit.
std::vector<Legend> in_rows(const Legend& legend, double width) {
  std::vector<Legend> rows;
  double used = 0;
  for (const LegendEntry& entry : legend) {
    const double needed = entry_width(entry) + entry_gap;
    if (rows.empty() || used + needed > width + entry_gap) {
      rows.emplace_back();
      used = 0;
    }
    rows.back().push_back(entry);
    used += needed;
  }
  return rows;
}

}  // namespace

Legend legend(const Panel& panel, const Styles& styles) {
  Legend entries;
  const auto add = [&entries](const LegendEntry& entry) {
    const bool known = std::find(entries.begin(), entries.end(), entry) != entries.end();
    if (!entry.name.empty() && !known) entries.push_back(entry);
  };
  for (const Series& series : panel.series) {
    add({.name = series.name,
         .mark = series.mark,
         .style = style_of(series, styles),
         .band = !series.low.is_empty()});
  }
  for (const std::vector<ReferenceLine>& lines : {panel.horizontal, panel.vertical}) {
    for (const ReferenceLine& line : lines) {
      add({.name = line.name, .style = styles.references.at(line.name), .reference = true});
    }
  }
  return entries;
}

Legend merged(const std::vector<Legend>& legends) {
  Legend all;
  for (const Legend& legend : legends) {
    for (const LegendEntry& entry : legend) {
      if (std::find(all.begin(), all.end(), entry) == all.end()) all.push_back(entry);
    }
  }
  return all;
}

double legend_width(const Legend& legend) {
  double width = 0;
  for (const LegendEntry& entry : legend) width = std::max(width, entry_width(entry));
  return width;
}

double legend_height(const Legend& legend, double width) {
  return line_height * static_cast<double>(in_rows(legend, width).size());
}

void draw_legend_column(Script& script, const Legend& legend, double left, double top) {
  double middle = top + line_height / 2;
  for (const LegendEntry& entry : legend) {
    draw_entry(script, entry, left, middle, entry_width(entry));
    middle += line_height;
  }
}

void draw_legend_rows(Script& script, const Legend& legend, const Box& box) {
  double middle = box.top + line_height / 2;
  for (const Legend& row : in_rows(legend, box.width)) {
    double width = -entry_gap;
    for (const LegendEntry& entry : row) width += entry_width(entry) + entry_gap;
    double left = box.left + std::max(0.0, (box.width - width) / 2);
    for (const LegendEntry& entry : row) {
      draw_entry(script, entry, left, middle, std::min(entry_width(entry), box.width));
      left += entry_width(entry) + entry_gap;
    }
    middle += line_height;
  }
}

}  // namespace nn::plot
