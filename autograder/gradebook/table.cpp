#include "gradebook/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/text.hpp"
#include "judge/result.hpp"

namespace gradus::gradebook {
namespace {

constexpr std::size_t page = 80;
constexpr std::size_t widest_name = 32;  // columns
constexpr std::size_t gap = 2;

/// Texts of one column, top to bottom: head, one a submission, the maximum.
using Column = std::vector<std::string>;

std::string points(const std::optional<double>& value) {
  return judge::points_text(value, "?");
}

std::size_t width(const Column& column) {
  std::size_t widest = 0;
  for (const std::string& text : column) widest = std::max(widest, base::display_width(text));
  return widest;
}

Column name_column(const Grades& grades) {
  Column column{"submission"};
  for (const Row& row : grades.rows) {
    column.push_back(base::shorten(base::one_line(row.submission), widest_name));
  }
  column.emplace_back("maximum");
  return column;
}

/// The lessons' columns and the total.
std::vector<Column> point_columns(const Grades& grades) {
  std::vector<Column> result;
  for (std::size_t lesson = 0; lesson < grades.lessons.size(); ++lesson) {
    Column& column = result.emplace_back();
    column.push_back(grades.lessons[lesson].substr(0, grades.lessons[lesson].find('_')));
    for (const Row& row : grades.rows) column.push_back(points(row.cells[lesson].points));
    column.push_back(grades.rows.empty() ? "" : points(grades.rows.front().cells[lesson].possible));
  }
  Column& total = result.emplace_back(Column{"total"});
  for (const Row& row : grades.rows) total.push_back(points(row.total().points));
  total.push_back(grades.rows.empty() ? "" : points(grades.rows.front().total().maximum));
  return result;
}

std::string table(const Grades& grades) {
  const Column names = name_column(grades);
  const std::vector<Column> all = point_columns(grades);
  std::string text;
  for (std::size_t first = 0; first < all.size();) {
    std::size_t taken = width(names);
    std::size_t last = first;  // one behind the last column that fits
    while (last < all.size() && (last == first || taken + gap + width(all[last]) <= page)) {
      taken += gap + width(all[last++]);
    }
    if (first > 0) text += "\n";
    for (std::size_t line = 0; line < names.size(); ++line) {
      text += names[line] + base::padding(names[line], width(names));
      for (std::size_t i = first; i < last; ++i) {
        text += fmt::format("{:>{}}", all[i][line], gap + width(all[i]));
      }
      text += "\n";
    }
    first = last;
  }
  return text;
}

/// In lines of at most 80 columns; all but the first are indented.
std::string paragraph(const std::string& text) {
  return base::wrap(text, page - 4, 4) + "\n";
}

std::string notes(const GradeReport& report) {
  std::string text;
  for (const std::string& note : report.notes) text += paragraph(base::one_line(note, 1000));
  if (report.grades.empty()) return text;
  const std::vector<Row>& rows = report.grades.front().rows;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    std::vector<std::string> said;
    for (const Grades& grades : report.grades) {  // both stacks have most notes in common
      for (const std::string& note : grades.rows[row].notes) {
        if (std::ranges::find(said, note) == said.end()) said.push_back(note);
      }
    }
    const std::string name = base::shorten(base::one_line(rows[row].submission), widest_name);
    for (const std::string& note : said)
      text += paragraph(name + ": " + base::one_line(note, 1000));
  }
  return text;
}

}  // namespace

std::string print_table(const GradeReport& report) {
  std::string text;
  for (const Grades& grades : report.grades) {
    if (report.grades.size() > 1) {
      text += grades.stack == judge::Stack::own ? "\non the students' own earlier lessons\n"
                                                : "on the reference's earlier lessons\n";
    }
    text += table(grades);
  }
  const std::string remarks = notes(report);
  if (!remarks.empty()) text += "\n" + remarks;
  if (!report.lost.empty()) {
    text += "\nNobody's, and not graded. Somebody may be missing above:\n";
    for (const std::string& line : report.lost) text += paragraph(base::one_line(line, 1000));
  }
  text +=
      fmt::format("\n{} judged, {} known from before, {} not judged{}\n", report.judged,
                  report.reused, report.not_judged,
                  report.interrupted ? "; interrupted: the same command goes on from here" : "");
  return text;
}

}  // namespace gradus::gradebook
