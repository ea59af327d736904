#include "lab/plot.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "base/files.hpp"
#include "base/text.hpp"
#include "common/contract.hpp"
#include "lab/plot/parts.hpp"

namespace nn {
using namespace gradus::base;

namespace {

namespace fs = std::filesystem;

std::string xml_text(std::string text) {
  text = one_line(text);
  replace_all(text, "&", "&amp;");
  replace_all(text, "<", "&lt;");
  return text;
}

// What gnuplot 5.4 writes is made to look the same where its font is missing, has bold titles and
// sharp pixels, and is announced by its own title.
std::string polished(std::string svg, const Figure& figure) {
  const std::string fonts = "\"DejaVu Sans, Verdana, Arial, sans-serif\"";
  replace_all(svg, "font-family=\"DejaVu Sans:Bold\"",
              "font-family=" + fonts + " font-weight=\"bold\"");
  replace_all(svg, "font-family=\"DejaVu Sans\"", "font-family=" + fonts);
  replace_all(svg, "<image ", "<image style=\"image-rendering: pixelated\" ");
  replace_all(svg, "<title>Gnuplot</title>",
              "<title>" + xml_text(figure.title.empty() ? figure.name : figure.title) + "</title>");
  return svg;
}

}  // namespace

Saved save(const Figure& figure, const fs::path& folder) {
  plot::check(figure);
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path csv = folder / (figure.name + ".csv");
  const fs::path png = folder / (figure.name + ".png");
  const fs::path svg = folder / (figure.name + ".svg");

  std::ostringstream numbers;
  plot::write_csv(figure, numbers);
  write_file(csv, numbers.str());

  // A picture from an earlier run would not fit the new numbers.
  fs::remove(png, error);
  fs::remove(svg, error);
  std::string problem = plot::run_gnuplot(figure, png.string(), svg.string()).problem;
  if (problem.empty() && !(fs::exists(png) && fs::exists(svg))) {
    problem = "gnuplot ended without a picture";
  }
  if (!problem.empty()) {
    fs::remove(png, error);
    fs::remove(svg, error);
    return {.files = {csv}, .problem = problem};
  }
  write_file(svg, polished(read_file(svg), figure));
  return {.files = {csv, png, svg}, .problem = ""};
}

Series histogram(const std::string& name, const arma::vec& values, arma::uword bins, double low,
                 double high) {
  require(bins > 0, "histogram", "bins is 0, expected at least 1");
  require(low < high, "histogram", "low must be below high");
  const double width = (high - low) / static_cast<double>(bins);
  Series series{.name = name, .mark = Mark::bars};
  series.x = low + width * (arma::regspace(0, static_cast<double>(bins) - 1) + 0.5);
  series.y.zeros(bins);
  for (const double value : values) {
    if (!(value >= low && value <= high)) continue;
    const arma::uword bin = static_cast<arma::uword>((value - low) / width);
    series.y(std::min(bin, bins - 1)) += 1;
  }
  return series;
}

Series histogram(const std::string& name, const arma::vec& values, arma::uword bins) {
  const arma::vec finite = values.elem(arma::find_finite(values));
  if (finite.is_empty()) return histogram(name, finite, bins, 0, 1);
  const double low = finite.min();
  const double high = finite.max();
  // All values are the same: the bins still need a width.
  const double room = low == high ? std::max(0.5, 0.01 * std::abs(low)) : 0;
  return histogram(name, finite, bins, low - room, high + room);
}

arma::mat grid_points(const arma::vec& x, const arma::vec& y) {
  arma::mat points(2, x.n_elem * y.n_elem);
  for (arma::uword i = 0; i < points.n_cols; ++i) {
    points(0, i) = x(i / y.n_elem);
    points(1, i) = y(i % y.n_elem);
  }
  return points;
}

Regions regions(const arma::vec& x, const arma::vec& y, const arma::uvec& classes) {
  require(classes.n_elem == x.n_elem * y.n_elem, "regions",
          "classes has " + std::to_string(classes.n_elem) + " values, expected " +
              std::to_string(x.n_elem * y.n_elem) + ", one a grid point");
  return {.x = x, .y = y, .classes = arma::reshape(classes, y.n_elem, x.n_elem)};
}

}  // namespace nn
