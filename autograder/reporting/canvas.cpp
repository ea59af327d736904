#include "base/text.hpp"
#include "gradebook/notes.hpp"
#include "reporting/gradebooks.hpp"
#include "reporting/their_table.hpp"

namespace gradus::reporting {
namespace {

Filled new_canvas_table(const ClassBook& book) {
  Filled filled;
  gradebook::Notes unknown;
  std::vector<std::string> head{"Student", "ID", "SIS User ID", "SIS Login ID", "Section"};
  std::vector<std::string> possible{"    Points Possible", "", "", "", ""};
  for (const judge::Lesson* lesson : book.lessons()) {
    head.push_back(text_cell(column_title(*lesson)));
    possible.push_back(std::to_string(lesson->points()));
  }
  Table out{head, possible};
  for (const std::string& name : book.names()) {
    const Person person = book.marks(name);
    if (person.canvas_id.empty() && person.student_id.empty() && person.login.empty()) {
      unknown.add(
          "no ID of Canvas is known, so the name alone counts; with --gradebook, Canvas's "
          "own export, it is certain who is meant",
          person.name);
    }
    out.push_back({text_cell(person.shown()), exact_cell(person.canvas_id),
                   exact_cell(person.student_id), exact_cell(person.login),
                   text_cell(person.section)});
    add_marks(person, out.back());
    ++filled.rows;
  }
  filled.notes = unknown.all();
  filled.text = csv_text(out);
  return filled;
}

/// Whose row this is: by ID, SIS User ID, SIS Login ID, name, as Canvas itself looks for it.
std::optional<std::string> whose(const TheirTable& table, std::size_t row,
                                 const KnownPeople& people) {
  using By = KnownPeople::By;
  const std::string student = table.at(row, table.find("Student"));
  const std::string login = table.at(row, table.find("SIS Login ID"));
  return people.find({{By::canvas_id, table.at(row, table.find("ID"))},
                      {By::student_id, table.at(row, table.find("SIS User ID"))},
                      {By::login, login},
                      {By::email, login},
                      {By::row, login},
                      {By::full_name, student},
                      {By::row, student}});
}

}  // namespace

Filled canvas(const ClassBook& book, const std::string& theirs) {
  if (theirs.empty()) return new_canvas_table(book);
  Filled filled;
  const TheirTable table(theirs, "Canvas's gradebook");
  const std::size_t student = table.need("Student");
  table.need("ID");
  table.need("Section");
  const std::vector<std::size_t> kept =
      table.find_all({"Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID",
                      "Root Account", "Section"});
  const std::vector<std::optional<std::size_t>> columns = table.lessons(book, '(');
  Table out{table.filled_head(kept, book, columns, column_title)};
  const KnownPeople people(book);
  std::set<std::string> found;
  for (std::size_t line = 1; line < table.rows(); ++line) {
    std::vector<std::string> row;
    for (const std::size_t column : kept) row.push_back(exact_cell(table.at(line, column)));
    if (base::trimmed(table.at(line, student)) == "Points Possible") {
      row[0] = table.at(line, student);
      for (std::size_t i = 0; i < columns.size(); ++i) {
        row.push_back(columns[i] ? table.at(line, columns[i])
                                 : std::to_string(book.lessons()[i]->points()));
      }
      out.push_back(row);
      continue;
    }
    const std::optional<std::string> name = whose(table, line, people);
    if (!name) continue;  // not ours to change
    found.insert(*name);
    row[0] = text_cell(table.at(line, student));
    add_marks(book.marks(*name), row);
    out.push_back(row);
    ++filled.rows;
  }
  say_who_is_left(book, found, filled);
  say_new_columns(book, columns, "Canvas", filled);
  filled.text = csv_text(out);
  return filled;
}

}  // namespace gradus::reporting
