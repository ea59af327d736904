#include <cmath>
#include <string_view>

#include "common/contract.hpp"
#include "lab/plot/parts.hpp"

namespace nn::plot {
namespace {

using std::to_string;

std::string counted(arma::uword count, const std::string& things) {
  return to_string(count) + " " + things;
}

// Says where in the figure something does not fit.
struct Place {
  std::string text;
  void expect(bool holds, const std::string& message) const {
    require(holds, "save", text + ": " + message);
  }
  void same_count(const std::string& what, arma::uword got, arma::uword expected) const {
    expect(got == expected,
           what + " has " + counted(got, "values") + ", expected " + to_string(expected));
  }
};

bool shown(double value) {
  return std::abs(value) < 1e300;
}  // false for a NaN

void check(const Series& series, const Place& place) {
  const arma::uword n = series.y.n_elem;
  if (!series.x.is_empty()) place.same_count("x", series.x.n_elem, n);
  place.expect(series.low.is_empty() == series.high.is_empty(), "low and high belong together");
  if (!series.low.is_empty()) {
    place.same_count("low", series.low.n_elem, n);
    place.same_count("high", series.high.n_elem, n);
  }
}

void check(const Regions& regions, const Place& place) {
  place.expect(
      regions.classes.n_rows == regions.y.n_elem && regions.classes.n_cols == regions.x.n_elem,
      "regions: classes is " + shape(regions.classes.n_rows, regions.classes.n_cols) +
          ", expected " + shape(regions.y.n_elem, regions.x.n_elem));
  place.expect(regions.x.n_elem > 1 && regions.y.n_elem > 1, "regions: the grid needs 2x2 points");
  place.expect(regions.x.is_sorted("strictascend") && regions.y.is_sorted("strictascend"),
               "regions: x and y must ascend");
  place.expect(regions.x.is_finite() && regions.y.is_finite(), "regions: x or y is not finite");
}

void check(const HeatMap& map, const Place& place) {
  place.expect(!map.values.is_empty(), "the heat map has no values");
  if (!map.row_names.empty())
    place.same_count("row_names", map.row_names.size(), map.values.n_rows);
  if (!map.column_names.empty()) {
    place.same_count("column_names", map.column_names.size(), map.values.n_cols);
  }
}

void check(const ImagePage& page, const Place& place) {
  place.expect(!page.images.empty() && !page.images.front().is_empty(), "there are no images");
  place.expect(page.columns > 0, "the page of images has 0 columns, expected at least 1");
  if (!page.captions.empty())
    place.same_count("captions", page.captions.size(), page.images.size());
  const arma::mat& first = page.images.front();
  for (const arma::mat& image : page.images) {
    place.expect(image.n_rows == first.n_rows && image.n_cols == first.n_cols,
                 "an image is " + shape(image.n_rows, image.n_cols) + ", expected " +
                     shape(first.n_rows, first.n_cols) + " like the first");
  }
}

void check(const std::optional<Range>& range, bool log, const std::string& name,
           const Place& place) {
  if (!range) return;
  place.expect(range->low < range->high, name + ": low must be below high");
  place.expect(shown(range->low) && shown(range->high), name + " is not finite");
  place.expect(!log || range->low > 0, name + " must be above 0 on a logarithmic axis");
}

void check(const Panel& panel, const Place& place) {
  const int kinds = (panel.heat_map ? 1 : 0) + (panel.images ? 1 : 0) +
                    (!panel.series.empty() || panel.regions ? 1 : 0);
  place.expect(kinds <= 1, "a panel has either series, or a heat map, or images");
  place.expect(!panel.same_scale || (!panel.log_x && !panel.log_y),
               "same_scale does not go with a logarithmic axis");
  for (const Series& series : panel.series) {
    place.expect(panel.x_names.empty() || series.y.n_elem <= panel.x_names.size(),
                 "series \"" + series.name + "\" has " + counted(series.y.n_elem, "values") +
                     ", expected at most " + to_string(panel.x_names.size()) + ", the x_names");
    place.expect(!panel.log_x || series.mark != Mark::bars,
                 "bars do not go with a logarithmic x axis: name them with x_names instead");
  }
  check(panel.x_range, panel.log_x, "x_range", place);
  check(panel.y_range, panel.log_y, "y_range", place);
  for (const Series& series : panel.series) {
    check(series, Place{place.text + ", series \"" + series.name + "\""});
  }
  if (panel.regions) check(*panel.regions, place);
  if (panel.heat_map) check(*panel.heat_map, place);
  if (panel.heat_map) check(panel.heat_map->range, false, "the heat map's range", place);
  if (panel.images) check(*panel.images, place);
  if (panel.images) check(panel.images->range, false, "the images' range", place);
}

}  // namespace

void check(const Figure& figure) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  const Place place{"figure \"" + figure.name + "\""};
  place.expect(!figure.name.empty() && figure.name.find_first_not_of(allowed) == std::string::npos,
               "the name becomes a file name, so it has only letters, digits, \"_\" and \"-\"");
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
