#include "gradebook/class_list.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "gradebook/guess.hpp"
#include "gradebook/handed_in.hpp"
#include "gradebook/names.hpp"

namespace gradus::gradebook {
namespace {

using judge::CannotJudge;

/// All columns that are read, as they are named to whoever wrote another.
std::string known_columns() {
  return fmt::format("name, {}, section, group, handed_in", fmt::join(id_columns, ", "));
}

bool is_id(const std::string& column) {
  return std::ranges::find(id_columns, column) != id_columns.end();
}

/// "handed_in 01", and "handed_in" for all lessons.
bool is_time(const std::string& column) {
  return column == "handed_in" || column.starts_with("handed_in ");
}

/// One cell of a row goes where its column says.
void take_cell(const std::string& column, const std::string& cell, const std::string& place,
               Member& member) {
  if (column == "name") {
    member.name = cell;
  } else if (column == "section") {
    member.section = cell;
  } else if (column == "group") {
    member.group = cell;
  } else if (is_time(column)) {
    const std::optional<Time> time = time_in(cell);
    if (!time) {
      throw CannotJudge(fmt::format(
          "{}: got {} '{}', expected a time such as 2026-10-16 23:59. Mend it, or leave it empty",
          place, column, cell));
    }
    member.handed_in[base::trimmed(column.substr(std::string("handed_in").size()))] = *time;
  } else {
    member.ids[column] = cell;
  }
}

std::vector<std::string> columns_of(const std::vector<std::string>& head, const std::string& file,
                                    ClassList& list) {
  std::vector<std::string> columns;
  for (const std::string& cell : head) {
    const std::string column = folded(cell);
    const bool known = column == "name" || column == "section" || column == "group" ||
                       is_time(column) || is_id(column);
    if (!known) {
      list.notes.push_back(fmt::format("{}: the column '{}' is not read; those that are: {}", file,
                                       base::one_line(cell), known_columns()));
    } else if (std::ranges::find(columns, column) != columns.end()) {
      throw CannotJudge(fmt::format("{}, row 1: the column '{}' stands there twice, expected once",
                                    file, column));
    }
    columns.push_back(known ? column : "");
  }
  if (std::ranges::find(columns, "name") == columns.end()) {
    throw CannotJudge(fmt::format(
        "{}, row 1: got the columns {}, expected 'name', and of {} any. Name the columns in the "
        "first row",
        file, base::one_line(fmt::format("{}", fmt::join(head, ", "))), known_columns()));
  }
  return columns;
}

/// Members by what they are called. A name can be several members'.
class Directory {
 public:
  explicit Directory(const ClassList& list) {
    for (std::size_t i = 0; i < list.members.size(); ++i) {
      by_name_[folded(list.members[i].name)].push_back(i);
      for (const auto& [column, id] : list.members[i].ids)
        by_id_.try_emplace({column, folded(id)}, i);
    }
  }

  std::optional<std::size_t> find(const Submission& one) const {
    const std::optional<HandedIn> by = by_system(one.from.filename().string());
    if (by && (by->system == System::moodle || by->system == System::canvas)) {
      const std::string column = by->system == System::moodle ? "moodle_id" : "canvas_id";
      const std::string number = by->person.substr(by->person.rfind('_') + 1);
      if (const auto found = with_id(column, number)) return found;
    }
    // Of several attempts by one person, one has the name, and the others are "jdoe (2)".
    const std::string& called = one.attempt.empty() ? one.name : one.called;
    for (const std::string& column : id_columns) {
      if (const auto found = with_id(column, called)) return found;
    }
    const auto named = by_name_.find(folded(called));
    if (named == by_name_.end() || named->second.size() > 1) return std::nullopt;
    return named->second.front();
  }

 private:
  std::optional<std::size_t> with_id(const std::string& column, const std::string& id) const {
    const auto found = by_id_.find({column, folded(id)});
    return found == by_id_.end() ? std::nullopt : std::optional(found->second);
  }

  std::map<std::string, std::vector<std::size_t>> by_name_;
  std::map<std::pair<std::string, std::string>, std::size_t> by_id_;
};

}  // namespace

ClassList read_class_list(const std::vector<std::vector<std::string>>& table,
                          const std::string& file) {
  if (table.size() < 2) {
    throw CannotJudge(file + ": got no people, expected a row of column names and a row a person");
  }
  ClassList list;
  const std::vector<std::string> columns = columns_of(table.front(), file, list);
  std::map<std::pair<std::string, std::string>, std::size_t> first;  // row with this ID
  for (std::size_t row = 1; row < table.size(); ++row) {
    const std::vector<std::string>& cells = table[row];
    const std::string place = fmt::format("{}, row {}", file, row + 1);
    if (cells.size() > columns.size()) {
      throw CannotJudge(
          fmt::format("{}: got {} cells, expected {} as in row 1. Put a cell with the delimiter in "
                      "it in quotes",
                      place, cells.size(), columns.size()));
    }
    Member member;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string cell = base::one_line(base::trimmed(cells[i]));
      if (columns[i].empty() || cell.empty()) continue;
      take_cell(columns[i], cell, place, member);
      if (!is_id(columns[i])) continue;
      const auto [other, is_new] = first.try_emplace({columns[i], folded(cell)}, row + 1);
      if (!is_new) {
        throw CannotJudge(fmt::format("{}: got {} '{}', which row {} has; expected one of its own",
                                      place, columns[i], cell, other->second));
      }
    }
    if (member.name.empty()) throw CannotJudge(place + ": got no name, expected one in each row");
    list.members.push_back(std::move(member));
  }
  return list;
}

void compare(const ClassList& list, const judge::Course& course, Collection& collection) {
  const Directory directory(list);
  std::vector<std::vector<std::size_t>> of_member(list.members.size());  // their submissions
  std::size_t unknown = 0;
  NameRegister names;
  for (std::size_t i = 0; i < collection.submissions.size(); ++i) {
    Submission& one = collection.submissions[i];
    names.unique(one.name);
    if (const std::optional<std::size_t> member = directory.find(one)) {
      of_member[*member].push_back(i);
      one.member = list.members[*member];
    } else {
      one.notes.push_back("nobody in the roster, or several by this name");
      ++unknown;
    }
  }
  const bool uncertain = unknown > 0 || !collection.lost.empty();
  std::set<std::string> groups;  // that have handed in
  for (std::size_t m = 0; m < list.members.size(); ++m) {
    if (!of_member[m].empty()) groups.insert(folded(list.members[m].group));
  }
  groups.erase("");
  std::size_t missing = 0;
  for (std::size_t m = 0; m < list.members.size(); ++m) {
    if (!of_member[m].empty()) continue;
    const std::string& name = list.members[m].name;
    if (groups.contains(folded(list.members[m].group))) {
      collection.submissions.push_back({.name = names.unique(name), .member = list.members[m]});
      continue;
    }
    ++missing;
    Submission none{.name = names.unique(name),
                    .notes = {"handed in nothing, says the roster"},
                    .member = list.members[m]};
    if (uncertain) {
      for (const judge::Lesson& lesson : course.lessons) {
        none.unreadable[lesson.id] = "what is nobody's in the roster may be theirs";
      }
    }
    collection.submissions.push_back(std::move(none));
  }
  std::ranges::stable_sort(collection.submissions, [](const Submission& a, const Submission& b) {
    return natural_less(a.name, b.name);
  });
  std::ranges::copy(list.notes, std::back_inserter(collection.notes));
  collection.notes.push_back(
      fmt::format("the roster: people {}, without a submission {}; submissions of nobody in it {}",
                  list.members.size(), missing, unknown));
}

}  // namespace gradus::gradebook
