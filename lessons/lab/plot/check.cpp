#include <cmath>
#include <string_view>

#include "common/contract.hpp"
#include "lab/plot/parts.hpp"

namespace nn::plot {
namespace {

using std::to_string;

// Says where in the figure something does not fit.
struct Place {
  std::string text;
  void expect(bool holds, const std::string& message) const {
    require(holds, "save", text + ": " + message);
  }
  void same_count(const std::string& what, arma::uword got, arma::uword expected) const {
    expect(got == expected,
           what + " has " + to_string(got) + " values, expected " + to_string(expected));
  }
};

void check(const Series& series, const Place& place) {
  const arma::uword n = series.y.n_elem;
  if (!series.x.is_empty()) place.same_count("x", series.x.n_elem, n);
  place.expect(series.low.is_empty() == series.high.is_empty(), "low and high belong together");
  if (series.low.is_empty()) return;
  place.same_count("low", series.low.n_elem, n);
  place.same_count("high", series.high.n_elem, n);
}

void check(const Regions& regions, const Place& place) {
  const arma::umat& classes = regions.classes;
  place.expect(classes.n_rows == regions.y.n_elem && classes.n_cols == regions.x.n_elem,
               "regions: classes is " + shape(classes.n_rows, classes.n_cols) + ", expected " +
                   shape(regions.y.n_elem, regions.x.n_elem));
  for (const arma::vec& grid : {regions.x, regions.y}) {
    place.expect(grid.n_elem > 1 && grid.is_finite() && grid.is_sorted("strictascend"),
                 "regions: x and y must ascend, from two finite values on");
  }
}

void check(const HeatMap& map, const Place& place) {
  const arma::mat& values = map.values;
  place.expect(!values.is_empty(), "the heat map has no values");
  if (!map.row_names.empty()) place.same_count("row_names", map.row_names.size(), values.n_rows);
  if (!map.column_names.empty()) {
    place.same_count("column_names", map.column_names.size(), values.n_cols);
  }
}

void check(const ImagePage& page, const Place& place) {
  place.expect(!page.images.empty() && !page.images.front().is_empty(), "there are no images");
  place.expect(page.columns > 0, "the page of images has 0 columns, expected at least 1");
  if (!page.captions.empty()) {
    place.same_count("captions", page.captions.size(), page.images.size());
  }
  const arma::mat& first = page.images.front();
  for (const arma::mat& image : page.images) {
    place.expect(arma::size(image) == arma::size(first),
                 "an image is " + shape(image.n_rows, image.n_cols) + ", expected " +
                     shape(first.n_rows, first.n_cols) + " like the first");
  }
}

void check(const Diagram& diagram, const Place& place) {
  place.expect(!diagram.nodes.empty(), "the diagram has no nodes");
  const std::size_t count = diagram.nodes.size();
  for (const Diagram::Node& node : diagram.nodes) {
    place.expect(std::isfinite(node.x) && std::isfinite(node.y),
                 "node \"" + node.name + "\" has no finite place");
  }
  for (const Diagram::Arrow& arrow : diagram.arrows) {
    place.expect(arrow.from < count && arrow.to < count && arrow.from != arrow.to,
                 "arrow \"" + arrow.name + "\" goes from node " + to_string(arrow.from) + " to " +
                     to_string(arrow.to) + ", expected two of the " + to_string(count));
  }
}

void check(const std::optional<Range>& range, bool log, const std::string& name,
           const Place& place) {
  if (!range) return;
  place.expect(range->low < range->high && std::isfinite(range->high - range->low),
               name + ": low must be below high, and both finite");
  place.expect(!log || range->low > 0, name + " must be above 0 on a logarithmic axis");
}

void check(const Panel& panel, const Place& place) {
  const int kinds = (panel.heat_map ? 1 : 0) + (panel.images ? 1 : 0) + (panel.diagram ? 1 : 0) +
                    (!panel.series.empty() || panel.regions ? 1 : 0);
  place.expect(kinds <= 1, "a panel has either series, or a heat map, or images, or a diagram");
  place.expect(!panel.same_scale || (!panel.log_x && !panel.log_y),
               "same_scale does not go with a logarithmic axis");
  for (const Series& series : panel.series) {
    place.expect(panel.x_names.empty() || series.y.n_elem <= panel.x_names.size(),
                 "series \"" + series.name + "\" has " + to_string(series.y.n_elem) +
                     " values, expected at most " + to_string(panel.x_names.size()) +
                     ", the x_names");
    place.expect(!panel.log_x || series.mark != Mark::bars,
                 "bars do not go with a logarithmic x axis: name them with "
                 "x_names instead");
    check(series, Place{place.text + ", series \"" + series.name + "\""});
  }
  check(panel.x_range, panel.log_x, "x_range", place);
  check(panel.y_range, panel.log_y, "y_range", place);
  if (panel.regions) check(*panel.regions, place);
  if (panel.heat_map) check(*panel.heat_map, place);
  if (panel.heat_map) check(panel.heat_map->range, false, "the heat map's range", place);
  if (panel.images) check(*panel.images, place);
  if (panel.diagram) check(*panel.diagram, place);
}

}  // namespace

void check(const Figure& figure) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  const Place place{"figure \"" + figure.name + "\""};
  place.expect(!figure.name.empty() && figure.name.find_first_not_of(allowed) == std::string::npos,
               "the name becomes a file name, so it has only letters, digits, "
               "\"_\" and \"-\"");
  place.expect(!figure.panels.empty(), "it has no panels");
  for (const Panel& panel : figure.panels) {
    const Panel& first = figure.panels.front();
    place.expect(!figure.share_x || panel.log_x == first.log_x, "share_x needs equal log_x");
    place.expect(!figure.share_y || panel.log_y == first.log_y, "share_y needs equal log_y");
  }
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    check(figure.panels[i], Place{place.text + ", panel " + to_string(i + 1)});
  }
}

}  // namespace nn::plot
