#include "gradebook/csv.hpp"

#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "judge/result.hpp"

namespace gradus::gradebook {
namespace {

std::string points_cell(const std::optional<double>& points) {
  return points ? judge::points_text(*points) : "";
}

}  // namespace

std::string csv_cell(const std::string& text) {
  constexpr std::size_t longest = 1000;
  std::string cell = base::one_line(text, longest);
  // The first character as it was given: cleaning has made a space of a tab.
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
  const bool formula_now =
      !cell.empty() && std::string_view("=+-@").find(cell.front()) != std::string_view::npos;
  if ((formula || formula_now) && !base::to_number(cell)) cell.insert(0, "'");
  return base::csv_cell(cell);
}

std::string csv_text(const Grades& grades) {
  std::string text = "submission";
  for (const std::string& lesson : grades.lessons) text += "," + csv_cell(lesson);
  text += ",total,maximum\n";
  for (const Row& row : grades.rows) {
    text += csv_cell(row.submission);
    for (const Cell& cell : row.cells) text += "," + points_cell(cell.points);
    const Total total = row.total();
    text += "," + points_cell(total.points) + "," + judge::points_text(total.maximum) + "\n";
  }
  return text;
}

}  // namespace gradus::gradebook
