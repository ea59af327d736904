#include "lab/table.hpp"

#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("a table has its units in the header and its numbers aligned right", "[common][table]") {
  Table table{.columns = {{"initialiser"}, {"spread", "", 3}, {"time", "s", 1}}};
  table.rows.push_back({"Xavier", 0.31415, 2});
  table.rows.push_back({"He", -12.5, 10.25});
  CHECK(markdown(table) ==
        "| initialiser |  spread | time (s) |\n"
        "|:------------|--------:|---------:|\n"
        "| Xavier      |   0.314 |      2.0 |\n"
        "| He          | -12.500 |     10.2 |\n");
}

TEST_CASE("numbers without stated decimals have four digits, whole numbers all of theirs",
          "[common][table]") {
  Table table{.columns = {{"n"}}};
  table.rows = {{1234567}, {0.123456}, {3.5e-11}, {0}};
  const std::vector<std::string> lines = lines_of(markdown(table));
  REQUIRE(lines.size() == 6);
  CHECK(lines[2] == "| 1234567 |");
  CHECK(lines[3] == "|  0.1235 |");
  CHECK(lines[4] == "| 3.5e-11 |");
  CHECK(lines[5] == "|       0 |");
}

TEST_CASE("values that are not finite are named", "[common][table]") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(Cell(infinity).printed(2) == "infinity");
  CHECK(Cell(-infinity).printed(2) == "-infinity");
  CHECK(Cell(std::numeric_limits<double>::quiet_NaN()).printed(2) == "NaN");
}

TEST_CASE("a number that is rounded to zero has no minus sign", "[common][table]") {
  CHECK(Cell(-0.001).printed(2) == "0.00");
  CHECK(Cell(-0.01).printed(2) == "-0.01");
}

TEST_CASE("a word among numbers stays in a column that is aligned right", "[common][table]") {
  Table table{.columns = {{"loss", "", 2}}};
  table.rows = {{0.25}, {"diverged"}};
  CHECK(markdown(table) ==
        "|     loss |\n"
        "|---------:|\n"
        "|     0.25 |\n"
        "| diverged |\n");
}

TEST_CASE("a letter of two bytes is as wide as any other", "[common][table]") {
  Table table{.columns = {{"f"}, {"∂f", "", 0}}};
  table.rows = {{"σ(z)", 1}, {"tanh", 2}};
  const std::vector<std::string> lines = lines_of(markdown(table));
  for (const std::string& line : lines) CHECK(display_width(line) == display_width(lines[0]));
}

TEST_CASE("an upright stroke or a line break in a cell does not end the cell", "[common][table]") {
  Table table{.columns = {{"max |E|"}}};
  table.rows = {{"two\nlines"}};
  const std::vector<std::string> lines = lines_of(markdown(table));
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "| max \\|E\\| |");
  CHECK(lines[2] == "| two lines |");
}

TEST_CASE("a table that is too wide for 80 columns has its texts shortened, never its numbers",
          "[common][table]") {
  Table table{.columns = {{"a long name of an experiment that goes on and on"},
                          {"another text of some length"},
                          {"accuracy", "", 12}}};
  table.rows.push_back({std::string(60, 'x'), std::string(40, 'y'), 0.123456789012});
  const std::string text = markdown(table);
  for (const std::string& line : lines_of(text)) CHECK(display_width(line) <= 80);
  CHECK(text.find("0.123456789012") != std::string::npos);
  CHECK(text.find("x…") != std::string::npos);
}

TEST_CASE("a table without rows still has its header", "[common][table]") {
  CHECK(markdown({.columns = {{"a"}}}) == "| a   |\n|:----|\n");
}

TEST_CASE("a row with a cell too many or too few is an error", "[common][table]") {
  Table table{.columns = {{"a"}, {"b"}}};
  table.rows = {{1, 2}, {3}};
  CHECK_THROWS_MATCHES(markdown(table), std::invalid_argument,
                       says("markdown", "row 1 has 1 cells, expected 2"));
}
