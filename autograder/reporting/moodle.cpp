#include <fmt/format.h>

#include "base/text.hpp"
#include "gradebook/notes.hpp"
#include "reporting/feedback.hpp"
#include "reporting/gradebooks.hpp"
#include "reporting/their_table.hpp"

namespace gradus::reporting {
namespace {

using judge::CannotJudge;

std::string comment_for(const ClassBook& book, const Person& person,
                        const KnownSentences& sentences) {
  return exact_cell(as_html_fragment(feedback_for(book, person, sentences)));
}

Filled new_worksheet(const ClassBook& book, const KnownSentences& sentences) {
  Filled filled;
  Table out{{"Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)",
             "Feedback comments"}};
  gradebook::Notes unknown;
  book.for_each([&](const Person& person) {
    if (person.moodle_id.empty()) {
      unknown.add(
          "left out: the number of the participant is not known; give Moodle's own worksheet as "
          "--gradebook",
          person.name);
      return;
    }
    out.push_back({"Participant " + exact_cell(person.moodle_id), text_cell(person.shown()),
                   judge::points_text(person.total, ""), judge::points_text(person.maximum), "-",
                   comment_for(book, person, sentences)});
    ++filled.rows;
  });
  filled.notes = unknown.all();
  filled.text = csv_text(out);
  return filled;
}

/// One grade over the assignment's maximum makes Moodle refuse the whole file.
void require_at_most(const std::string& maximum, const Person& person) {
  const std::optional<double> most = base::to_number(maximum);
  if (!most || !person.total || *person.total <= *most + 1e-9) return;
  throw CannotJudge(fmt::format(
      "{}: {} points, and the assignment's maximum is {}, so Moodle refuses the whole file: "
      "set the maximum grade to {}, or export with --lessons what this assignment is about",
      person.shown(), judge::points_text(*person.total), maximum,
      judge::points_text(person.maximum)));
}

}  // namespace

Filled moodle(const ClassBook& book, const KnownSentences& sentences) {
  Filled filled;
  std::vector<std::string> head{"idnumber", "username", "email", "full name"};
  for (const judge::Lesson* lesson : book.lessons()) {
    head.push_back(text_cell(column_title(*lesson)));
    head.push_back(text_cell(column_title(*lesson) + " feedback"));
  }
  Table out{head};
  gradebook::Notes unknown;
  book.for_each([&](const Person& person) {
    if (person.student_id.empty() && person.login.empty() && person.email.empty()) {
      unknown.add(
          "left out, as Moodle refuses a whole file for one user that it does not know: no ID "
          "number, user name or e-mail is known (moodle-worksheet needs none)",
          person.name);
      return;
    }
    std::vector<std::string> row{exact_cell(person.student_id), exact_cell(person.login),
                                 exact_cell(person.email), text_cell(person.shown())};
    const Feedback feedback = feedback_for(book, person, sentences);
    for (std::size_t i = 0; i < person.works.size(); ++i) {
      row.push_back(judge::points_text(person.works[i].points, "-"));
      const Feedback one{.name = feedback.name,
                         .earned = {feedback.earned[i]},
                         .possible = {feedback.possible[i]},
                         .remarks = {feedback.remarks[i]},
                         .lessons = {feedback.lessons[i]}};
      row.push_back(exact_cell(as_html_fragment(one)));
    }
    out.push_back(row);
    ++filled.rows;
  });
  filled.notes = unknown.all();
  filled.text = csv_text(out);
  return filled;
}

Filled moodle_worksheet(const ClassBook& book, const KnownSentences& sentences,
                        const std::string& theirs) {
  if (theirs.empty()) return new_worksheet(book, sentences);
  Filled filled;
  TheirTable table(theirs, "the worksheet");
  const std::size_t identifier = table.need("Identifier");
  const std::size_t grade = table.need("Grade");
  table.need("Last modified (grade)");
  const auto comments = table.find("Feedback comments");
  const auto full_name = table.find("Full name");
  const KnownPeople people(book);
  std::set<std::string> found;
  for (std::size_t line = 1; line < table.rows(); ++line) {
    using By = KnownPeople::By;
    std::vector<std::string>& row = table.row(line);
    row.resize(table.head().size());
    const std::string id = table.at(line, identifier);
    const std::string called = table.at(line, full_name);
    if (full_name) row[*full_name] = text_cell(called);
    const auto name = people.find({{By::moodle_id, id.substr(id.rfind(' ') + 1)},
                                   {By::student_id, table.at(line, table.find("ID number"))},
                                   {By::login, table.at(line, table.find("Username"))},
                                   {By::email, table.at(line, table.find("Email address"))},
                                   {By::full_name, called},
                                   {By::row, called}});
    if (!name) continue;
    found.insert(*name);
    const Person person = book.person(*name);
    require_at_most(table.at(line, table.find("Maximum Grade")), person);
    if (person.total) row[grade] = judge::points_text(*person.total);
    if (comments) row[*comments] = comment_for(book, person, sentences);
    ++filled.rows;
  }
  if (!comments) {
    filled.notes.push_back(
        "the worksheet has no column Feedback comments: it is switched off for this assignment");
  }
  say_who_is_left(book, found, filled);
  filled.text = csv_text(table.table());
  return filled;
}

}  // namespace gradus::reporting
