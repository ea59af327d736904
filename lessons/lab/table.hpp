// A small table of results: plain text that fits a terminal, and at the same time Markdown, so that
// a lesson's page can show just what the program printed.
//
//   Table table{.columns = {{"initialiser"}, {"spread", "", 3}, {"time", "s", 1}}};
//   table.rows.push_back({"Xavier", 0.31415, 2});
//   // | initialiser | spread | time (s) |
//   // |:------------|-------:|---------:|
//   // | Xavier      |  0.314 |      2.0 |
#pragma once

#include <concepts>
#include <string>
#include <variant>
#include <vector>

namespace nn {

struct Column {
  std::string name;
  std::string unit;   // shown in brackets after the name
  int decimals = -1;  // of the numbers; -1: four significant digits, whole numbers in full
};

/// A text, or a number that is printed as its column says.
class Cell {
 public:
  Cell(const char* text) : content_(std::string(text)) {}
  Cell(std::string text) : content_(std::move(text)) {}
  template <typename Number>
  requires std::integral<Number> || std::floating_point<Number> Cell(Number number)
      : content_(static_cast<double>(number)), whole_(std::integral<Number>) {}

  bool is_number() const { return std::holds_alternative<double>(content_); }
  std::string printed(int decimals) const;

 private:
  std::variant<std::string, double> content_;
  bool whole_ = false;  // a whole number, which has decimals only where its column asks for them
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // each with one cell a column
};

/// The table as Markdown, at most 80 characters wide: if need be, texts are shortened ("…"),
/// numbers never. Columns that hold numbers are aligned right. Ends in a line break. Throws
/// std::invalid_argument if a row has more or fewer cells than there are columns.
std::string markdown(const Table& table);

}  // namespace nn
