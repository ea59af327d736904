#include <fmt/format.h>
#include <utf8.h>

#include <iterator>

#include "base/text.hpp"
#include "reporting/gradebooks.hpp"
#include "reporting/their_table.hpp"

namespace gradus::reporting {
namespace {

/// In UTF-16, the lower byte first, with the mark in front.
std::string utf16_with_mark(const std::string& text) {
  std::string valid;
  utf8::replace_invalid(text.begin(), text.end(), std::back_inserter(valid));
  std::u16string units;
  utf8::utf8to16(valid.begin(), valid.end(), std::back_inserter(units));
  std::string bytes = "\xff\xfe";
  for (const char16_t unit : units) {
    bytes += static_cast<char>(unit & 0xff);
    bytes += static_cast<char>(unit >> 8);
  }
  return bytes;
}

std::string new_title(const judge::Lesson& lesson) {
  return fmt::format("{} [Total Pts: {} Score]", column_title(lesson), lesson.points());
}

/// Last name and first name of "Doe, Jane" and of "Jane Doe".
std::pair<std::string, std::string> parts_of(const std::string& full) {
  const std::size_t comma = full.find(',');
  if (comma != std::string::npos) {
    return {base::trimmed(full.substr(0, comma)), base::trimmed(full.substr(comma + 1))};
  }
  const std::size_t gap = full.rfind(' ');
  if (gap == std::string::npos) return {full, ""};
  return {full.substr(gap + 1), full.substr(0, gap)};
}

Filled new_blackboard_table(const ClassBook& book) {
  Filled filled;
  Table out{{"Last Name", "First Name", "Username", "Student ID"}};
  for (const judge::Lesson* lesson : book.lessons()) out[0].push_back(new_title(*lesson));
  for (const std::string& name : book.names()) {
    const Person person = book.marks(name);
    const auto [last, first] = parts_of(person.full_name);
    out.push_back({text_cell(last), text_cell(first),
                   exact_cell(person.login.empty() ? person.name : person.login),
                   exact_cell(person.student_id)});
    add_marks(person, out.back());
    ++filled.rows;
  }
  filled.notes.push_back(
      "columns without Blackboard's number become text columns there: give its own export as "
      "--gradebook to fill in those that you have");
  filled.text = utf16_with_mark(csv_text(out, '\t'));
  return filled;
}

}  // namespace

Filled blackboard(const ClassBook& book, const std::string& theirs) {
  if (theirs.empty()) return new_blackboard_table(book);
  Filled filled;
  const TheirTable table(theirs, "Blackboard's table");
  const std::size_t username = table.need("Username");
  const std::optional<std::size_t> student_id = table.find("Student ID");
  const std::vector<std::size_t> kept =
      table.find_all({"Last Name", "First Name", "Username", "Student ID"});
  const std::vector<std::optional<std::size_t>> columns = table.lessons(book, '[');
  Table out{table.filled_head(kept, book, columns, new_title)};
  const KnownPeople people(book);
  std::set<std::string> found;
  for (std::size_t line = 1; line < table.rows(); ++line) {
    using By = KnownPeople::By;
    const auto name = people.find({{By::student_id, table.at(line, student_id)},
                                   {By::login, table.at(line, username)},
                                   {By::row, table.at(line, username)}});
    if (!name) continue;
    found.insert(*name);
    std::vector<std::string> row;
    for (const std::size_t column : kept) {
      const bool identifies = column == username || column == student_id;
      const std::string cell = table.at(line, column);
      row.push_back(identifies ? exact_cell(cell) : text_cell(cell));
    }
    add_marks(book.marks(*name), row);
    out.push_back(row);
    ++filled.rows;
  }
  say_who_is_left(book, found, filled);
  say_new_columns(book, columns, "Blackboard", filled);
  filled.text = utf16_with_mark(csv_text(out, '\t'));
  return filled;
}

}  // namespace gradus::reporting
