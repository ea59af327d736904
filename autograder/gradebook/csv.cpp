#include "gradebook/csv.hpp"

#include "base/text.hpp"
#include "judge/result.hpp"

namespace gradus::gradebook {
std::string csv_cell(const std::string& text) {
  constexpr std::size_t longest = 1000;
  return base::csv_cell(base::never_formula(text, base::one_line(text, longest)));
}

std::string csv_text(const Grades& grades) {
  std::string text = "submission";
  for (const std::string& lesson : grades.lessons) text += "," + csv_cell(lesson);
  text += ",total,maximum\n";
  for (const Row& row : grades.rows) {
    text += csv_cell(row.submission);
    for (const Cell& cell : row.cells) text += "," + judge::points_text(cell.points, "");
    const Total total = row.total();
    text +=
        "," + judge::points_text(total.points, "") + "," + judge::points_text(total.maximum) + "\n";
  }
  return text;
}

}  // namespace gradus::gradebook
