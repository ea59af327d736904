#include "lab/plot.hpp"

#include <sys/stat.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>

#include "lab/plot/axes.hpp"
#include "lab/plot/parts.hpp"
#include "lab/plot/script.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/temporary_folder.hpp"

using namespace nn;

namespace {

const double nan_value = std::numeric_limits<double>::quiet_NaN();
const double infinity = std::numeric_limits<double>::infinity();

bool gnuplot_is_here() {
  return std::system("gnuplot --version >/dev/null 2>&1") == 0;
}

std::string script_of(const Figure& figure) {
  TemporaryFolder folder;
  const std::string path = (folder.path() / "script").string();
  plot::compose(figure, "a.png", "a.svg", std::fopen(path.c_str(), "w"));
  return folder.read("script");
}

std::string csv_of(const Figure& figure) {
  std::ostringstream out;
  plot::write_csv(figure, out);
  return out.str();
}

Figure figure_of(Panel panel) {
  return {.name = "figure", .panels = {std::move(panel)}};
}

// One of everything, with gaps, on two kinds of axes.
Figure everything() {
  const arma::vec x = arma::linspace(-1, 1, 4);
  const arma::vec y = {1, nan_value, 3, 4};
  Figure figure{.name = "everything", .title = "All kinds of panels"};
  figure.panels.push_back(
      {.title = "lines",
       .x_label = "epoch",
       .y_label = "loss",
       .series =
           {{.name = "line", .x = x, .y = y, .low = y - 0.5, .high = y + 0.5},
            {.name = "both", .x = x, .y = y, .mark = Mark::line_and_points},
            {.name = "steps", .x = x, .y = y, .mark = Mark::steps},
            {.name = "points", .x = x, .y = y, .mark = Mark::points, .low = y, .high = 2 * y}},
       .horizontal = {{.at = 2, .name = "chance"}},
       .vertical = {{.at = 0}},
       .log_y = true});
  figure.panels.push_back({.series = {{.name = "bars", .y = {1, -2, infinity}, .mark = Mark::bars}},
                           .x_names = {"first", "second", "third"}});
  figure.panels.push_back(
      {.series = {{.x = {0.1}, .y = {0.2}, .mark = Mark::points, .style = 1}},
       .regions = Regions{.x = {0, 1}, .y = {0, 1}, .classes = {{0, 1}, {1, 1}}},
       .same_scale = true});
  figure.panels.push_back({.heat_map = HeatMap{.values = {{1, nan_value}, {-infinity, 4}}}});
  figure.panels.push_back(
      {.images = ImagePage{.images = {arma::eye(3, 3), arma::ones(3, 3)}, .captions = {"a", "b"}}});
  figure.panels.push_back(
      {.diagram = Diagram{.nodes = {{"x", 0, 0, false}, {.name = "z", .x = 1, .style = 0}},
                          .arrows = {{0, 1, "w"}, {.from = 1, .to = 0, .style = 1}}}});
  figure.panels.push_back({.title = "nothing", .series = {{.y = {nan_value, infinity}}}});
  return figure;
}

}  // namespace

TEST_CASE("the CSV has one line a point, in full precision", "[common][plot]") {
  const Panel panel{.title = "loss", .series = {{.name = "a", .x = {1, 2}, .y = {0.1, 1.0 / 3}}}};
  CHECK(csv_of(figure_of(panel)) ==
        "panel,series,x,y\n"
        "loss,a,1,0.1\n"
        "loss,a,2,0.3333333333333333\n");
}

TEST_CASE("a series without x counts from 0", "[common][plot]") {
  const Panel panel{.series = {{.name = "a", .y = {5, 6}}}};
  CHECK(csv_of(figure_of(panel)) == "panel,series,x,y\n1,a,0,5\n1,a,1,6\n");
}

TEST_CASE("values that are not finite stand in the CSV", "[common][plot]") {
  const Panel panel{.series = {{.name = "a", .y = {nan_value, infinity, -infinity}}}};
  CHECK(csv_of(figure_of(panel)) == "panel,series,x,y\n1,a,0,nan\n1,a,1,inf\n1,a,2,-inf\n");
}

TEST_CASE("the CSV has columns for low and high where a series has them", "[common][plot]") {
  const Panel panel{
      .series = {{.name = "a", .y = {2}, .low = {1}, .high = {3}}, {.name = "b", .y = {4}}}};
  CHECK(csv_of(figure_of(panel)) == "panel,series,x,y,low,high\n1,a,0,2,1,3\n1,b,0,4,,\n");
}

TEST_CASE("commas, quotes and line breaks in names are quoted in the CSV", "[common][plot]") {
  const Panel panel{.title = "a,b", .series = {{.name = "say \"x\"\n", .y = {1}}}};
  CHECK(csv_of(figure_of(panel)) == "panel,series,x,y\n\"a,b\",\"say \"\"x\"\"\n\",0,1\n");
}

TEST_CASE("panels of the same title have their number before it in the CSV", "[common][plot]") {
  const Panel panel{.title = "t", .series = {{.y = {1}}}};
  Figure figure{.name = "f", .panels = {panel, panel}};
  figure.panels.push_back({.series = {{.y = {1}}}});
  CHECK(csv_of(figure) == "panel,series,x,y\n1 t,,0,1\n2 t,,0,1\n3,,0,1\n");
}

TEST_CASE("reference lines, named bars, cells, regions and pixels stand in the CSV",
          "[common][plot]") {
  CHECK(csv_of(figure_of({.horizontal = {{0.5, "chance"}}, .vertical = {{7, "best"}}})) ==
        "panel,series,x,y\n1,chance,,0.5\n1,best,7,\n");
  CHECK(csv_of(figure_of({.series = {{.y = {3, 4}}}, .x_names = {"zero", "one"}})) ==
        "panel,series,x,y\n1,,zero,3\n1,,one,4\n");
  CHECK(csv_of(figure_of({.heat_map = HeatMap{.values = {{1, 2}}, .row_names = {"r"}}})) ==
        "panel,series,x,y\n1,r,0,1\n1,r,1,2\n");
  CHECK(csv_of(figure_of({.regions = Regions{{0, 1}, {5, 6}, {{0, 1}, {2, 3}}}})) ==
        "panel,series,x,y\n"
        "1,region of class 0,0,5\n1,region of class 2,0,6\n"
        "1,region of class 1,1,5\n1,region of class 3,1,6\n");
  CHECK(csv_of(figure_of({.images = ImagePage{.images = {{{1, 2}}}, .captions = {"7"}}})) ==
        "panel,series,x,y\n1,image 1: 7,0,1\n1,image 1: 7,1,2\n");
  CHECK(csv_of(figure_of(
            {.diagram = Diagram{.nodes = {{"x", 0, 2}, {"z", 1, 3}}, .arrows = {{0, 1, "w"}}}})) ==
        "panel,series,x,y\n1,node x,0,2\n1,node z,1,3\n1,arrow w,x,z\n");
}

TEST_CASE("a histogram counts each value once, the greatest in the last bin", "[common][plot]") {
  const Series series = histogram("h", {0, 0.5, 1, 1.5, 4, nan_value, infinity, -1}, 4, 0, 4);
  CHECK(series.mark == Mark::bars);
  CHECK_THAT(series.x, close_to(arma::vec{0.5, 1.5, 2.5, 3.5}));
  CHECK_THAT(series.y, close_to(arma::vec{2, 2, 0, 1}));
}

TEST_CASE("a histogram without a range counts every finite value", "[common][plot]") {
  CHECK(arma::accu(histogram("h", {-3, 7, nan_value, 2}, 5).y) == 3);
  CHECK(arma::accu(histogram("h", {2, 2, 2}, 5).y) == 3);
  CHECK(arma::accu(histogram("h", {}, 5).y) == 0);
}

TEST_CASE("a histogram without bins or of an empty range is an error", "[common][plot]") {
  CHECK_THROWS_AS(histogram("h", {1}, 0, 0, 1), std::invalid_argument);
  CHECK_THROWS_AS(histogram("h", {1}, 3, 1, 1), std::invalid_argument);
}

TEST_CASE("regions put the class of each grid point where the point is", "[common][plot]") {
  const arma::vec x = {0, 1, 2};
  const arma::vec y = {10, 20};
  const arma::mat points = grid_points(x, y);
  REQUIRE(points.n_rows == 2);
  REQUIRE(points.n_cols == 6);
  // A classifier that finds 100 x + y, which tells every point from the others.
  const arma::uvec classes =
      arma::conv_to<arma::uvec>::from(arma::vec(100 * points.row(0).t() + points.row(1).t()));
  const Regions result = regions(x, y, classes);
  for (arma::uword row = 0; row < 2; ++row) {
    for (arma::uword column = 0; column < 3; ++column) {
      CHECK(result.classes(row, column) == static_cast<arma::uword>(100 * x(column) + y(row)));
    }
  }
  CHECK_THROWS_AS(regions(x, y, arma::uvec(5)), std::invalid_argument);
}

TEST_CASE("parts of a figure that do not fit together are named", "[common][plot]") {
  const auto check = [](Panel panel) { plot::check(figure_of(std::move(panel))); };
  CHECK_THROWS_MATCHES(
      check({.series = {{.name = "loss", .x = {1, 2, 3}, .y = {1, 2}}}}), std::invalid_argument,
      says("figure \"figure\", panel 1, series \"loss\": x has 3 values, expected 2"));
  CHECK_THROWS_AS(check({.series = {{.y = {1}, .low = {1}}}}), std::invalid_argument);
  CHECK_THROWS_AS(check({.series = {{.y = {1, 2}}}, .x_names = {"one"}}), std::invalid_argument);
  CHECK_THROWS_AS(check({.x_range = Range{1, 1}}), std::invalid_argument);
  CHECK_THROWS_AS(check({.y_range = Range{0, infinity}}), std::invalid_argument);
  CHECK_THROWS_AS(check({.x_range = Range{0, 1}, .log_x = true}), std::invalid_argument);
  CHECK_THROWS_AS(check({.heat_map = HeatMap{}}), std::invalid_argument);
  CHECK_THROWS_AS(check({.heat_map = HeatMap{.values = {{1, 2}}, .column_names = {"one"}}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(check({.images = ImagePage{}}), std::invalid_argument);
  CHECK_THROWS_AS(check({.images = ImagePage{.images = {arma::eye(2, 2), arma::eye(3, 3)}}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(check({.diagram = Diagram{}}), std::invalid_argument);
  CHECK_THROWS_AS(check({.diagram = Diagram{.nodes = {{"x", nan_value}}}}), std::invalid_argument);
  CHECK_THROWS_MATCHES(
      check({.diagram = Diagram{.nodes = {{"x"}, {"z", 1}}, .arrows = {{0, 2, "w"}}}}),
      std::invalid_argument, says("arrow \"w\" goes from node 0 to 2, expected two of the 2"));
  CHECK_THROWS_AS(check({.regions = Regions{{0, 1}, {0, 1}, arma::umat(2, 3)}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(check({.series = {{.y = {1}}}, .heat_map = HeatMap{.values = arma::ones(1, 1)}}),
                  std::invalid_argument);
}

TEST_CASE("a figure's name cannot lead out of the folder", "[common][plot]") {
  for (const std::string name : {"", "../loss", "a/b", "a b", "a'b", "."}) {
    INFO("name: " << name);
    CHECK_THROWS_AS(plot::check({.name = name, .panels = {{}}}), std::invalid_argument);
  }
}

TEST_CASE("an arrow of a diagram runs from border to border", "[common][plot]") {
  // The circles have radius 0.32, and the nodes are 2 apart.
  const std::string script = script_of(figure_of(
      {.diagram = Diagram{.nodes = {{"x", 0, 5}, {"z", 2, 5}}, .arrows = {{0, 1, "w"}}}}));
  CHECK(script.find("0.32 5 1.36 0") != std::string::npos);
}

TEST_CASE("a text becomes a gnuplot string that means just this text", "[common][plot]") {
  CHECK(plot::gnuplot_text("plain") == "'plain'");
  CHECK(plot::gnuplot_text("it's `date` @x \"q\" \\n") == "'it''s `date` @x \"q\" \\n'");
  CHECK(plot::gnuplot_text("two\nlines") == "'two lines'");
}

TEST_CASE("no text of a figure stands in the script between double quotes", "[common][plot]") {
  // Between double quotes gnuplot would run what stands in `backquotes`.
  const std::string text = "`touch x` $(y) it's \"q\" @m %d a_b σ²";
  const Figure figure{
      .name = "f",
      .title = text,
      .panels = {
          {.title = text,
           .x_label = text,
           .y_label = text,
           .series = {{.name = text, .y = {1}, .mark = Mark::bars}},
           .x_names = {text},
           .horizontal = {{1, text}}},
          {.heat_map =
               HeatMap{.values = arma::ones(1, 1), .row_names = {text}, .column_names = {text}}},
          {.images = ImagePage{.images = {arma::eye(2, 2)}, .captions = {text}}},
          {.diagram = Diagram{.nodes = {{text}, {text, 1}}, .arrows = {{0, 1, text}}}}}};
  std::string script = script_of(figure);
  const std::string mark = "\"q\"";
  std::size_t found = 0;
  for (std::size_t at = script.find(mark); at != std::string::npos; at = script.find(mark)) {
    script.erase(at, mark.size());
    ++found;
  }
  CHECK(found > 0);
  CHECK(script.find('"') == std::string::npos);
}

TEST_CASE("ticks are round numbers inside the range", "[common][plot]") {
  using plot::tick_places;
  CHECK(tick_places({.low = 0, .high = 1}, 5) == "0.2");
  CHECK(tick_places({.low = -10, .high = 10}, 4) == "5");
  CHECK(tick_places({.low = 0, .high = 2, .whole_numbers = true}, 10) == "1");
  CHECK(tick_places({.low = 0, .high = 4e-5}, 4) == "1e-05");
  CHECK(tick_places({.low = 0.001, .high = 1, .log = true}, 5) == "autofreq");
  CHECK(tick_places({.low = 0.9, .high = 11, .log = true}, 5) == "(1, 2, 5, 10)");
}

TEST_CASE("long logarithmic axes are labelled with powers of ten", "[common][plot]") {
  CHECK(plot::tick_format({.low = 1e-12, .high = 1, .log = true}) == "'10^{%T}'");
  CHECK(plot::tick_format({.low = 0.001, .high = 1, .log = true}) == "'%h'");
  CHECK(plot::tick_format({.low = 0, .high = 1e-12}) == "'%h'");
}

TEST_CASE("axes and ticks survive every range of numbers", "[common][plot]") {
  for (const arma::vec& y : {arma::vec{}, arma::vec{0}, arma::vec{1e15, 1e15 + 1},
                             arma::vec{5e-324, 1e-323}, arma::vec{-1e299, 1e299}, arma::vec{1e308},
                             arma::vec{nan_value}, arma::vec{1e-300, 1e299}, arma::vec{7, 7}}) {
    for (const bool log : {false, true}) {
      INFO("y = " << y.t() << " log " << log);
      const plot::Axis axis = plot::y_axis({.series = {{.y = y}}, .log_y = log});
      REQUIRE(std::isfinite(axis.low));
      REQUIRE(std::isfinite(axis.high));
      REQUIRE(axis.low < axis.high);
      REQUIRE((!log || axis.low > 0));
      CHECK_FALSE(plot::tick_places(axis, 8).empty());
    }
  }
}

TEST_CASE("bars stand on the axis, and a positive range has no room below 0", "[common][plot]") {
  CHECK(plot::y_axis({.series = {{.y = {1, 5}, .mark = Mark::bars}}}).low == 0);
  CHECK(plot::y_axis({.series = {{.y = {0.01, 5}}}}).low == 0);
  CHECK(plot::y_axis({.series = {{.y = {-1, 5}}}}).low < -1);
}

TEST_CASE("every kind of panel is drawn without a complaint of gnuplot", "[common][plot]") {
  if (!gnuplot_is_here()) return;
  TemporaryFolder folder;
  const plot::GnuplotRun run = plot::run_gnuplot(everything(), (folder.path() / "a.png").string(),
                                                 (folder.path() / "a.svg").string());
  CHECK(run.problem == "");
  CHECK(run.messages == "");
  CHECK(folder.read("a.png").substr(1, 3) == "PNG");
  CHECK(folder.read("a.svg").find("</svg>") != std::string::npos);
}

TEST_CASE("the same figure gives the same bytes", "[common][plot]") {
  TemporaryFolder one;
  TemporaryFolder two;
  const Saved saved = save(everything(), one.path() / "made" / "on the way's");
  save(everything(), two.path());
  for (const std::filesystem::path& file : saved.files) {
    INFO(file);
    const std::string name = file.filename().string();
    const std::string content = one.read("made/on the way's/" + name);
    CHECK_FALSE(content.empty());
    CHECK((content == two.read(name)));
  }
  CHECK(saved.files.size() == (gnuplot_is_here() ? 3 : 1));
}

TEST_CASE("labels reach the picture letter by letter, and nothing in them is executed",
          "[common][plot]") {
  if (!gnuplot_is_here()) return;
  TemporaryFolder folder;
  const std::string trap = (folder.path() / "trap").string();
  const std::string text = "`touch " + trap + "` x_1 σ² it's 50% {/Bold b}";
  save({.name = "f",
        .title = text,
        .panels = {{.title = text,
                    .x_label = text,
                    .series = {{.name = text, .y = {1}, .mark = Mark::bars}},
                    .x_names = {text}}}},
       folder.path());
  CHECK_FALSE(folder.has("trap"));
  const std::string svg = folder.read("f.svg");
  CHECK(svg.find("<title>`touch ") != std::string::npos);
  CHECK(svg.find("` x_1 σ² it's 50% {/Bold b}</text>") != std::string::npos);
}

TEST_CASE("without gnuplot the CSV is written, and one line says what is missing",
          "[common][plot]") {
  TemporaryFolder folder;
  TemporaryVariable path("PATH", "");
  const Saved saved = save(everything(), folder.path());
  REQUIRE(saved.files.size() == 1);
  CHECK(saved.files[0] == folder.path() / "everything.csv");
  CHECK(folder.has("everything.csv"));
  CHECK(saved.problem ==
        "gnuplot is not installed, so no pictures: sudo apt-get install gnuplot-nox");
}

// A stand-in for gnuplot.
TEST_CASE("a gnuplot that fails without reading leaves the CSV and no old picture",
          "[common][plot]") {
  TemporaryFolder folder;
  const std::string program = (folder.path() / "gnuplot").string();
  std::ofstream(program) << "#!/bin/sh\necho 'no fonts at all' >&2\nexit 3\n";
  REQUIRE(chmod(program.c_str(), 0755) == 0);
  std::ofstream(folder.path() / "everything.png") << "of an earlier run";
  TemporaryVariable path("PATH", folder.path().string() + ":" + std::getenv("PATH"));
  const Saved saved = save(everything(), folder.path());
  CHECK(saved.files.size() == 1);
  CHECK(saved.problem == "gnuplot could not draw the picture: no fonts at all");
  CHECK_FALSE(folder.has("everything.png"));
}

TEST_CASE("a gnuplot that ends well but draws nothing is a problem, not a picture",
          "[common][plot]") {
  TemporaryFolder folder;
  const std::string program = (folder.path() / "gnuplot").string();
  std::ofstream(program) << "#!/bin/sh\nexit 0\n";
  REQUIRE(chmod(program.c_str(), 0755) == 0);
  TemporaryVariable path("PATH", folder.path().string() + ":" + std::getenv("PATH"));
  const Saved saved = save(everything(), folder.path());
  CHECK(saved.files.size() == 1);
  CHECK(saved.problem == "gnuplot ended without a picture");
  CHECK_FALSE(folder.has("everything.svg"));
}

TEST_CASE("a folder that cannot be made is an error with the path", "[common][plot]") {
  TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "in the way";
  CHECK_THROWS_MATCHES(save(everything(), folder.path() / "file" / "deeper"), std::runtime_error,
                       says("cannot be written", "file/deeper/everything.csv"));
}
