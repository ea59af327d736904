#include "gradebook/their_roster.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string_view>

#include "base/text.hpp"
#include "gradebook/names.hpp"

namespace gradus::gradebook {
namespace {

using Table = std::vector<std::vector<std::string>>;

/// Which of their columns is which of ours.
struct Renamed {
  std::string_view theirs;  // in small letters
  std::string_view ours;    // "first" and "last" are put together to a name
};

struct Download {
  std::vector<std::string_view> signs;  // columns that it has, and that nobody writes by hand
  std::vector<Renamed> columns;
};

const std::array<Download, 4>& downloads() {
  static const std::array<Download, 4> all{
      // Canvas's gradebook
      Download{.signs = {"student", "id", "section"},
               .columns = {{"student", "name"},
                           {"id", "canvas_id"},
                           {"sis user id", "id"},
                           {"sis login id", "login"},
                           {"section", "section"}}},
      // Moodle's grading worksheet
      Download{.signs = {"identifier", "full name"},
               .columns = {{"identifier", "moodle_id"},
                           {"full name", "name"},
                           {"id number", "id"},
                           {"email address", "email"},
                           {"group", "group"},
                           {"last modified (submission)", "handed_in"}}},
      // Blackboard's Grade Center
      Download{.signs = {"last name", "first name", "username"},
               .columns = {{"last name", "last"},
                           {"first name", "first"},
                           {"username", "login"},
                           {"student id", "id"}}},
      // Moodle's list of participants: "Surname" up to Moodle 4.0
      Download{.signs = {"first name", "email address"},
               .columns = {{"first name", "first"},
                           {"last name", "last"},
                           {"surname", "last"},
                           {"id number", "id"},
                           {"username", "login"},
                           {"email address", "email"}}},
  };
  return all;
}

bool has_column(const std::vector<std::string>& head, std::string_view column) {
  return std::ranges::find(head, column) != head.end();
}

/// "Participant 1234567" is number 1234567; "-" and "N/A" are nothing.
std::string cell_of(std::string_view ours, const std::string& theirs) {
  const std::string cell = base::trimmed(theirs);
  if (cell == "-" || cell == "N/A") return "";
  if (ours != "moodle_id") return cell;
  const auto digit = [](char letter) { return std::isdigit(static_cast<unsigned char>(letter)); };
  return {std::ranges::find_if(cell, digit), cell.end()};
}

/// Canvas has rows that are nobody's: the points possible, how grades are posted, and the student
/// that teachers see a course as.
bool nobody_in_canvas(std::map<std::string_view, std::string>& cells) {
  if (!cells.contains("canvas_id")) return false;
  return cells["canvas_id"].empty() || (cells["name"] == "Student, Test" && cells["id"].empty());
}

/// The columns of a roster that such a download fills in; "first" and "last" are its name.
std::vector<std::string> our_columns(const std::vector<std::string>& head,
                                     const Download& download) {
  std::vector<std::string> ours{"name"};
  for (const Renamed& column : download.columns) {
    const bool part = column.ours == "name" || column.ours == "first" || column.ours == "last";
    if (!part && has_column(head, column.theirs)) ours.emplace_back(column.ours);
  }
  return ours;
}

/// One row of theirs, by the names of our columns; "first" and "last", too.
std::map<std::string_view, std::string> our_cells(const std::vector<std::string>& theirs,
                                                  const std::vector<std::string>& head,
                                                  const Download& download) {
  std::map<std::string_view, std::string> cells;
  for (const Renamed& column : download.columns) {
    const auto found = std::ranges::find(head, column.theirs);
    const auto place = static_cast<std::size_t>(found - head.begin());
    if (found == head.end()) continue;
    cells[column.ours] = place < theirs.size() ? cell_of(column.ours, theirs[place]) : "";
  }
  return cells;
}

Table as_ours(const Table& table, const std::vector<std::string>& head, const Download& download) {
  Table roster{our_columns(head, download)};
  for (std::size_t line = 1; line < table.size(); ++line) {
    std::map<std::string_view, std::string> cells = our_cells(table[line], head, download);
    cells["name"] = base::trimmed(cells["name"] + cells["first"] + " " + cells["last"]);
    if (nobody_in_canvas(cells)) continue;
    std::vector<std::string>& row = roster.emplace_back();
    for (const std::string& column : roster.front()) row.push_back(cells[column]);
  }
  return roster;
}

}  // namespace

std::vector<std::vector<std::string>> as_roster(std::vector<std::vector<std::string>> table) {
  if (table.empty()) return table;
  std::vector<std::string> head;
  for (const std::string& cell : table.front()) head.push_back(base::trimmed(folded(cell)));
  for (const Download& download : downloads()) {
    const auto there = [&](std::string_view sign) { return has_column(head, sign); };
    if (!has_column(head, "name") && std::ranges::all_of(download.signs, there)) {
      return as_ours(table, head, download);
    }
  }
  return table;
}

}  // namespace gradus::gradebook
