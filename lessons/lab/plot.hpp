// Pictures as plain data: fill in a Figure, then save() it. A figure is a grid of panels; a panel
// shows curves, points or bars over a pair of axes (with decision regions behind them if wanted),
// or a heat map, or a page of small images, or a drawing of neurons. Colours, markers, dashes,
// ticks, legends and the room for every label are chosen here, so that a lesson only states its
// numbers and what they mean.
//
//   const Series loss{.name = "training", .y = history.loss};
//   save({.name = "loss",
//         .panels = {{.x_label = "epoch", .y_label = "loss", .series = {loss}, .log_y = true}}},
//        "pictures");
//
// In braces, members come in the order in which they are declared; those left out have the values
// that stand here. Any text may hold Unicode (σ, ∂, ²) and any character that gnuplot would take
// for a command.
#pragma once

#include <armadillo>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace nn {

enum class Mark {
  line,             // the points joined by a line
  points,           // a marker at each point
  line_and_points,  // both
  bars,             // a bar from 0 to y; several series stand side by side
  steps             // y holds until the next x: a learning rate by epoch
};

/// One curve, cloud of points, or set of bars. Values that are not finite (or not positive on a
/// logarithmic axis) are a gap in the picture, and stand in the CSV.
struct Series {
  std::string name;  // in the legend; no name, no legend entry
  arma::vec x;       // n; empty: 0, 1, 2, ...
  arma::vec y;       // n
  Mark mark = Mark::line;
  arma::vec low;   // n or empty: with high, the uncertainty of y: a line gets a shaded band
  arma::vec high;  // n or empty: from low to high, any other mark gets whiskers
  std::optional<arma::uword> style;  // colour and marker; empty: by name, the same in all panels
};

struct Range {
  double low;
  double high;
};

/// A thin line right across the panel: chance level, the epoch of the best weights.
struct ReferenceLine {
  double at;
  std::string name;  // in the legend
};

/// The class that a classifier gives to each point of a grid, as tinted areas behind the series.
/// Class k has the tint of style k: give the points of class k `.style = k`.
struct Regions {
  arma::vec x;         // columns of the grid, evenly spaced, ascending
  arma::vec y;         // rows of the grid, evenly spaced, ascending
  arma::umat classes;  // y.n_elem x x.n_elem
};

/// A matrix as coloured cells, row 0 at the top. Of at most twelve columns the numbers are printed
/// in the cells; otherwise a scale of the colours stands beside them.
struct HeatMap {
  arma::mat values;                       // rows x columns; not finite: a grey cell
  std::vector<std::string> row_names;     // one a row, or empty: 0, 1, 2, ...
  std::vector<std::string> column_names;  // one a column, or empty: 0, 1, 2, ...
  int decimals = 2;                       // of the printed numbers
  bool diverging = false;      // white at 0, blue below, orange above: for correlations, weights
  std::optional<Range> range;  // of the colours; empty: of the values (diverging: symmetric)
};

/// A page of small images (digits), each with a caption below it: the least value of all is white,
/// the greatest black.
struct ImagePage {
  std::vector<arma::mat> images;      // all of one size, one entry a pixel, row 0 at the top
  std::vector<std::string> captions;  // one an image, or empty
  arma::uword columns = 10;
};

/// A drawing of neurons and of what flows between them.
struct Diagram {
  /// A circle with a name in it, or only the name, at a place that the lesson chooses: one unit is
  /// a comfortable distance between two neurons, and y grows upwards.
  struct Node {
    std::string name;
    double x = 0;
    double y = 0;
    bool circle = true;                // false: only the name
    std::optional<arma::uword> style;  // the circle's tint; empty: white
  };

  /// From the border of one node to that of another, with a name on it.
  struct Arrow {
    arma::uword from;  // indices of nodes
    arma::uword to;
    std::string name;
    double at = 0.5;                   // where the name stands: 0 at the start, 1 at the head
    std::optional<arma::uword> style;  // its colour and dashes; empty: gray
  };

  std::vector<Node> nodes;
  std::vector<Arrow> arrows;
};

/// One pair of axes, or one heat map, page of images or diagram. Labels carry the unit: "time (s)".
struct Panel {
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<Series> series;
  std::vector<std::string> x_names;  // bar charts: the names of x = 0, 1, 2, ...
  std::optional<Regions> regions;
  std::optional<HeatMap> heat_map;
  std::optional<ImagePage> images;
  std::optional<Diagram> diagram;
  std::vector<ReferenceLine> horizontal;
  std::vector<ReferenceLine> vertical;
  std::optional<Range> x_range;  // empty: all there is to see, and a little room
  std::optional<Range> y_range;
  bool log_x = false;
  bool log_y = false;
  bool same_scale = false;  // one unit of x is as long as one unit of y: for maps of a plane
};

struct Figure {
  std::string name;   // stem of the files: letters, digits, "_" and "-"
  std::string title;  // above all panels; may be empty
  std::vector<Panel> panels;
  arma::uword columns = 0;  // of the grid of panels; 0: chosen by their number
  bool share_x = false;     // small multiples: all panels have the same x axis, labelled only
  bool share_y = false;     // in the bottom row; the same y axis, only in the left column
};

struct Saved {
  std::vector<std::filesystem::path> files;  // what was written
  std::string problem;  // empty, or one line that says why there are no pictures
};

/// Writes NAME.csv, NAME.png and NAME.svg into `folder`, which is made if need be. The CSV has the
/// numbers behind the picture, one a line, in full precision: panel,series,x,y (and low,high where
/// a series has them). A cell of a heat map is "row name",column name,value; a pixel "image k:
/// caption", index in its column-major matrix,value; a point of regions "region of class k",x,y; a
/// node "node NAME",x,y and an arrow "arrow NAME",name of its start,name of its end.
/// The same figure gives the same bytes every time. Without gnuplot only the CSV is written.
/// Throws std::invalid_argument if parts of the figure do not fit together, and
/// std::runtime_error, with the path, if a file cannot be written.
Saved save(const Figure& figure, const std::filesystem::path& folder);

/// Bars that count how many of `values` fall into each of `bins` equal parts of low ... high (the
/// last part includes high). Values outside, or not finite, are not counted. x: middle of each bin.
/// Throws std::invalid_argument if bins is 0 or low is not below high.
Series histogram(const std::string& name, const arma::vec& values, arma::uword bins, double low,
                 double high);

/// The same from the least to the greatest finite value.
Series histogram(const std::string& name, const arma::vec& values, arma::uword bins);

/// The points of a grid as samples, 2 x (x.n_elem * y.n_elem): the input of a classifier.
arma::mat grid_points(const arma::vec& x, const arma::vec& y);

/// Regions from the classes that a classifier gave to grid_points(x, y), one a point.
/// Throws std::invalid_argument if their number differs.
Regions regions(const arma::vec& x, const arma::vec& y, const arma::uvec& classes);

}  // namespace nn
