#include "reporting/their_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "base/text.hpp"
#include "gradebook/names.hpp"
#include "gradebook/notes.hpp"

namespace gradus::reporting {
namespace {

using gradebook::folded;
using judge::CannotJudge;

/// Small letters and digits alone: "01_activations" and "01 Activations" are one title.
std::string essence(const std::string& text) {
  std::string kept;
  for (const char letter : folded(text)) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >= 0x80 || std::isalnum(byte)) kept += letter;
  }
  return kept;
}

bool names(const std::string& title, const judge::Lesson& lesson) {
  const std::string given = essence(title);
  return given == essence(column_title(lesson)) || given == essence(lesson.folder) ||
         given == essence(lesson.title) || given == essence(lesson.name);
}

}  // namespace

std::string column_title(const judge::Lesson& lesson) {
  return lesson.id + " " + (lesson.title.empty() ? lesson.name : lesson.title);
}

KnownPeople::KnownPeople(const ClassBook& book) {
  for (const std::string& name : book.names()) {
    const Person person = book.marks(name);
    const auto enter = [&](By by, const std::string& key) {
      if (!key.empty()) rows_.emplace(std::pair(by, folded(key)), name);
    };
    enter(By::canvas_id, person.canvas_id);
    enter(By::student_id, person.student_id);
    enter(By::login, person.login);
    enter(By::email, person.email);
    enter(By::moodle_id, person.moodle_id);
    enter(By::full_name, person.full_name);
    enter(By::row, name);
  }
}

std::optional<std::string> KnownPeople::find(
    const std::vector<std::pair<By, std::string>>& keys) const {
  for (const auto& [by, key] : keys) {
    const auto found = rows_.find({by, folded(key)});
    if (found != rows_.end()) return found->second;
  }
  return std::nullopt;
}

TheirTable::TheirTable(const std::string& text, const std::string& name)
    : name_(name), rows_(parse_csv(text)) {
  if (rows_.empty()) throw CannotJudge(name + " is empty. Export it once more");
}

std::string TheirTable::at(std::size_t row, std::optional<std::size_t> column) const {
  return column && *column < rows_[row].size() ? rows_[row][*column] : "";
}

std::optional<std::size_t> TheirTable::find(const std::string& title) const {
  const auto found = std::ranges::find(head(), folded(title), folded);
  return found == head().end() ? std::nullopt : std::optional<std::size_t>(found - head().begin());
}

std::size_t TheirTable::need(const std::string& title) const {
  if (const auto found = find(title)) return *found;
  throw CannotJudge(fmt::format("{} has no column {}, only {}. Export it once more, in English",
                                name_, title, fmt::join(head(), ", ")));
}

std::vector<std::size_t> TheirTable::find_all(const std::vector<std::string>& titles) const {
  std::vector<std::size_t> columns;
  for (const std::string& title : titles) {
    if (const auto column = find(title)) columns.push_back(*column);
  }
  return columns;
}

std::vector<std::optional<std::size_t>> TheirTable::lessons(const ClassBook& book,
                                                            char bracket) const {
  std::vector<std::optional<std::size_t>> columns;
  for (const judge::Lesson* lesson : book.lessons()) {
    const auto found = std::ranges::find_if(head(), [&](const std::string& title) {
      const std::size_t place = title.rfind(std::string(" ") + bracket);
      return place != std::string::npos && names(title.substr(0, place), *lesson);
    });
    columns.push_back(found == head().end() ? std::nullopt
                                            : std::optional<std::size_t>(found - head().begin()));
  }
  return columns;
}

std::vector<std::string> TheirTable::filled_head(
    const std::vector<std::size_t>& kept, const ClassBook& book,
    const std::vector<std::optional<std::size_t>>& columns,
    const std::function<std::string(const judge::Lesson& lesson)>& new_title) const {
  std::vector<std::string> titles;
  for (const std::size_t column : kept) titles.push_back(base::trimmed(head()[column]));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    titles.push_back(columns[i] ? base::trimmed(head()[*columns[i]])
                                : new_title(*book.lessons()[i]));
  }
  return titles;
}

void say_who_is_left(const ClassBook& book, const std::set<std::string>& found, Filled& filled) {
  gradebook::Notes unknown;
  for (const std::string& name : book.names()) {
    if (!found.contains(name)) unknown.add("grades here, and no row in their table", name);
  }
  for (std::string& note : unknown.all()) filled.notes.push_back(std::move(note));
}

void say_new_columns(const ClassBook& book, const std::vector<std::optional<std::size_t>>& columns,
                     const std::string& system, Filled& filled) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i]) continue;
    filled.notes.push_back(fmt::format("{} has no column {}: it will be created there", system,
                                       column_title(*book.lessons()[i])));
  }
}

void add_marks(const Person& person, std::vector<std::string>& row) {
  for (const Work& work : person.works) row.push_back(judge::points_text(work.points, ""));
}

}  // namespace gradus::reporting
