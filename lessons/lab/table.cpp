#include "lab/table.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "base/text.hpp"
#include "common/contract.hpp"

namespace nn {
using namespace gradus::base;

namespace {

constexpr std::size_t page_width = 80;
constexpr std::size_t least_width = 8;  // to which a column of texts may be shortened

// A column as it will be printed.
struct Printed {
  std::string header;
  std::vector<std::string> cells;
  bool numbers = false;
  std::size_t width = 0;
};

Printed print_column(const Table& table, std::size_t index) {
  const Column& column = table.columns[index];
  Printed printed;
  printed.header =
      markdown_cell(column.unit.empty() ? column.name : column.name + " (" + column.unit + ")");
  printed.width = std::max<std::size_t>(display_width(printed.header), 3);
  for (const std::vector<Cell>& row : table.rows) {
    printed.numbers = printed.numbers || row[index].is_number();
    printed.cells.push_back(markdown_cell(row[index].printed(column.decimals)));
    printed.width = std::max(printed.width, display_width(printed.cells.back()));
  }
  return printed;
}

// "| " and " |" around the table and " | " between the columns belong to its width.
std::size_t table_width(const std::vector<Printed>& columns) {
  std::size_t width = 1;
  for (const Printed& column : columns) width += column.width + 3;
  return width;
}

void fit_page(std::vector<Printed>& columns) {
  while (table_width(columns) > page_width) {
    Printed* widest = nullptr;
    for (Printed& column : columns) {
      if (column.numbers || column.width <= least_width) continue;
      if (widest == nullptr || column.width > widest->width) widest = &column;
    }
    if (widest == nullptr) return;  // only numbers are left
    --widest->width;
  }
}

std::string aligned(const std::string& text, const Printed& column) {
  const std::string shown = column.numbers ? text : shorten(text, column.width);
  const std::string room = padding(shown, column.width);
  return column.numbers ? room + shown : shown + room;
}

}  // namespace

std::string Cell::printed(int decimals) const {
  if (!is_number()) return std::get<std::string>(content_);
  const double number = std::get<double>(content_);
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "infinity" : "-infinity";
  char text[400];
  if (decimals >= 0) {
    std::snprintf(text, sizeof text, "%.*f", std::min(decimals, 17), number);
  } else {
    std::snprintf(text, sizeof text, whole_ ? "%.0f" : "%.4g", number);
  }
  const bool is_zero = std::string_view(text).find_first_of("123456789") == std::string_view::npos;
  return is_zero && text[0] == '-' ? text + 1 : text;  // 0.00, not -0.00
}

std::string markdown(const Table& table) {
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    require(table.rows[i].size() == table.columns.size(), "markdown",
            "row " + std::to_string(i) + " has " + std::to_string(table.rows[i].size()) +
                " cells, expected " + std::to_string(table.columns.size()));
  }
  std::vector<Printed> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) columns.push_back(print_column(table, i));
  fit_page(columns);

  std::string text;
  for (const Printed& column : columns) text += "| " + aligned(column.header, column) + ' ';
  text += "|\n";
  for (const Printed& column : columns) {
    const std::string dashes(column.width + 1, '-');
    text += column.numbers ? "|" + dashes + ":" : "|:" + dashes;
  }
  text += "|\n";
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    for (const Printed& column : columns) text += "| " + aligned(column.cells[row], column) + ' ';
    text += "|\n";
  }
  return text;
}

}  // namespace nn
