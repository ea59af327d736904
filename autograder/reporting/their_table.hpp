// A learning system's own table, which gets its grades filled in: whose row is whose, and which
// column is which lesson's.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "reporting/class_book.hpp"
#include "reporting/csv_file.hpp"
#include "reporting/gradebooks.hpp"

namespace gradus::reporting {

/// The people of a class by what a system knows them by. Capitals count like small letters.
class KnownPeople {
 public:
  enum class By { canvas_id, student_id, login, email, moodle_id, full_name, row };

  explicit KnownPeople(const ClassBook& book);

  /// The row of grades for the first of these keys that is known.
  std::optional<std::string> find(const std::vector<std::pair<By, std::string>>& keys) const;

 private:
  std::map<std::pair<By, std::string>, std::string> rows_;
};

class TheirTable {
 public:
  /// `name` is what messages call it: "Canvas's gradebook". Throws CannotJudge when it is empty.
  TheirTable(const std::string& text, const std::string& name);

  const std::vector<std::string>& head() const { return rows_.front(); }
  std::size_t rows() const { return rows_.size(); }  // with the head, which is row 0
  std::vector<std::string>& row(std::size_t row) { return rows_[row]; }
  const Table& table() const { return rows_; }

  /// A cell; "" where the row, or the table, has no such column.
  std::string at(std::size_t row, std::optional<std::size_t> column) const;

  /// Where the column of this title is.
  std::optional<std::size_t> find(const std::string& title) const;
  /// The same. Throws CannotJudge when there is none.
  std::size_t need(const std::string& title) const;
  std::vector<std::size_t> find_all(const std::vector<std::string>& titles) const;

  /// The column of each lesson. Its title stands in front of the last `bracket`: "01 Activations
  /// (4711)".
  std::vector<std::optional<std::size_t>> lessons(const ClassBook& book, char bracket) const;

  /// The head of what they get back: the columns that are kept, then the lessons', as `columns` has
  /// them. `new_title` names those that they do not have yet.
  std::vector<std::string> filled_head(
      const std::vector<std::size_t>& kept, const ClassBook& book,
      const std::vector<std::optional<std::size_t>>& columns,
      const std::function<std::string(const judge::Lesson& lesson)>& new_title) const;

 private:
  std::string name_;
  Table rows_;
};

/// Says of whom there are grades here and no row there.
void say_who_is_left(const ClassBook& book, const std::set<std::string>& found, Filled& filled);

/// Says which lessons have no column there.
void say_new_columns(const ClassBook& book, const std::vector<std::optional<std::size_t>>& columns,
                     const std::string& system, Filled& filled);

/// A person's marks, one cell a lesson.
void add_marks(const Person& person, std::vector<std::string>& row);

}  // namespace gradus::reporting
