#include "reporting/gradebooks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "gradebook/notes.hpp"
#include "reporting/feedback.hpp"

namespace gradus::reporting {
namespace {

using judge::CannotJudge;

std::string cell(const std::optional<double>& points, const std::string& none = "") {
  return points ? judge::points_text(*points) : none;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) {
    return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c);
  });
  return text;
}

/// Small letters and digits alone: "01_activations" and "01 Activations" are one title.
std::string essence(const std::string& text) {
  std::string kept;
  for (const char letter : lower(text)) {
    if (static_cast<unsigned char>(letter) >= 0x80 ||
        std::isalnum(static_cast<unsigned char>(letter))) {
      kept += letter;
    }
  }
  return kept;
}

bool names(const std::string& title, const judge::Lesson& lesson) {
  const std::string given = essence(title);
  return given == essence(column_title(lesson)) || given == essence(lesson.folder) ||
         given == essence(lesson.title) || given == essence(lesson.name);
}

/// Where a column with one of these titles is; nothing if there is none.
std::optional<std::size_t> find_column(const std::vector<std::string>& head,
                                       const std::vector<std::string>& titles) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    for (const std::string& title : titles) {
      if (lower(base::trimmed(head[i])) == lower(title)) return i;
    }
  }
  return std::nullopt;
}

std::size_t need_column(const std::vector<std::string>& head,
                        const std::vector<std::string>& titles, const std::string& where) {
  if (const auto found = find_column(head, titles)) return *found;
  throw CannotJudge(fmt::format("{} has no column {}, only {}. Export it once more, in English",
                                where, fmt::join(titles, " or "), fmt::join(head, ", ")));
}

/// The people of the class by one of their numbers or names.
using Index = std::map<std::string, std::string>;

void enter(Index& index, const std::string& key, const std::string& name) {
  if (!key.empty()) index.emplace(lower(key), name);
}

/// The row of grades for one of these keys, the first that is known.
std::optional<std::string> look_up(const std::vector<std::pair<const Index*, std::string>>& keys) {
  for (const auto& [index, key] : keys) {
    const auto found = index->find(lower(base::trimmed(key)));
    if (!key.empty() && found != index->end()) return found->second;
  }
  return std::nullopt;
}

struct Indices {
  Index canvas, number, username, email, participant, full_name, name;
};

Indices indices_of(const ClassBook& book) {
  Indices all;
  book.for_each([&](const Person& person) {
    enter(all.canvas, person.canvas_id, person.name);
    enter(all.number, person.student_id, person.name);
    enter(all.username, person.login, person.name);
    enter(all.email, person.email, person.name);
    enter(all.participant, person.moodle_id, person.name);
    enter(all.full_name, person.full_name, person.name);
    enter(all.name, person.name, person.name);
  });
  return all;
}

void say_who_is_left(const ClassBook& book, const std::set<std::string>& found, Filled& filled) {
  gradebook::Notes unknown;
  for (const std::string& name : book.names()) {
    if (!found.contains(name)) {
      unknown.add("grades here, and no row in their table", name);
    }
  }
  filled.notes = unknown.all();
}

void say_lost_columns(const std::vector<const judge::Lesson*>& created, Filled& filled,
                      const std::string& system) {
  for (const judge::Lesson* lesson : created) {
    filled.notes.push_back(fmt::format("{} has no column {}: it will be created there", system,
                                       column_title(*lesson)));
  }
}

std::string utf16_with_mark(const std::string& utf8) {
  std::string bytes = "\xff\xfe";
  const auto add = [&](unsigned unit) {
    bytes += static_cast<char>(unit & 0xff);
    bytes += static_cast<char>(unit >> 8);
  };
  for (std::size_t i = 0; i < utf8.size();) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    const std::size_t more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    unsigned code = more == 0 ? first : first & (0x3fU >> more);
    for (std::size_t k = 1; k <= more && i + k < utf8.size(); ++k) {
      code = code << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3fU);
    }
    i += more + 1;
    if (code < 0x10000) {
      add(code);
    } else {
      add(0xd800 + ((code - 0x10000) >> 10));
      add(0xdc00 + ((code - 0x10000) & 0x3ff));
    }
  }
  return bytes;
}

}  // namespace

std::string column_title(const judge::Lesson& lesson) {
  return lesson.id + " " + (lesson.title.empty() ? lesson.name : lesson.title);
}

Filled canvas(const ClassBook& book, const std::string& theirs) {
  Filled filled;
  Table out;
  std::vector<const judge::Lesson*> created;
  if (theirs.empty()) {
    gradebook::Notes unknown;
    std::vector<std::string> head{"Student", "ID", "SIS User ID", "SIS Login ID", "Section"};
    std::vector<std::string> possible{"    Points Possible", "", "", "", ""};
    for (const judge::Lesson* lesson : book.lessons()) {
      head.push_back(text_cell(column_title(*lesson)));
      possible.push_back(std::to_string(lesson->points()));
    }
    out = {head, possible};
    book.for_each([&](const Person& person) {
      if (person.canvas_id.empty() && person.student_id.empty() && person.login.empty()) {
        unknown.add(
            "no ID of Canvas is known, so the name alone counts; with --gradebook, Canvas's "
            "own export, it is certain who is meant",
            person.name);
      }
      std::vector<std::string> row{text_cell(person.shown()), exact_cell(person.canvas_id),
                                   exact_cell(person.student_id), exact_cell(person.login),
                                   text_cell(person.section)};
      for (const Work& work : person.works) row.push_back(cell(work.points));
      out.push_back(row);
      ++filled.rows;
    });
    filled.notes = unknown.all();
    filled.text = csv_text(out);
    return filled;
  }
  const Table table = parse_csv(theirs);
  if (table.empty()) throw CannotJudge("Canvas's gradebook is empty");
  const std::vector<std::string>& head = table.front();
  const std::size_t student = need_column(head, {"Student"}, "Canvas's gradebook");
  const std::size_t id = need_column(head, {"ID"}, "Canvas's gradebook");
  need_column(head, {"Section"}, "Canvas's gradebook");
  const auto number = find_column(head, {"SIS User ID"});
  const auto login = find_column(head, {"SIS Login ID"});
  std::vector<std::size_t> kept;  // what identifies people
  for (const char* title : {"Student", "ID", "SIS User ID", "SIS Login ID", "Integration ID",
                            "Root Account", "Section"}) {
    if (const auto column = find_column(head, {title})) kept.push_back(*column);
  }
  std::vector<std::optional<std::size_t>> columns;  // one a lesson
  for (const judge::Lesson* lesson : book.lessons()) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < head.size() && !found; ++i) {
      const std::size_t bracket = head[i].rfind(" (");
      if (bracket != std::string::npos && names(head[i].substr(0, bracket), *lesson)) found = i;
    }
    if (!found) created.push_back(lesson);
    columns.push_back(found);
  }
  std::vector<std::string> first;
  for (const std::size_t i : kept) first.push_back(head[i]);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    first.push_back(columns[i] ? head[*columns[i]] : column_title(*book.lessons()[i]));
  }
  out.push_back(first);
  const Indices known = indices_of(book);
  std::set<std::string> found;
  for (std::size_t line = 1; line < table.size(); ++line) {
    const auto at = [&](std::optional<std::size_t> column) {
      return column && *column < table[line].size() ? table[line][*column] : std::string();
    };
    std::vector<std::string> row;
    for (const std::size_t i : kept) row.push_back(exact_cell(at(i)));
    row[0] = text_cell(at(student));
    if (base::trimmed(at(student)) == "Points Possible") {
      row[0] = at(student);
      for (std::size_t i = 0; i < columns.size(); ++i) {
        row.push_back(columns[i] ? at(*columns[i]) : std::to_string(book.lessons()[i]->points()));
      }
      out.push_back(row);
      continue;
    }
    const auto name = look_up({{&known.canvas, at(id)},
                               {&known.number, at(number)},
                               {&known.username, at(login)},
                               {&known.email, at(login)},
                               {&known.name, at(login)},
                               {&known.full_name, at(student)},
                               {&known.name, at(student)}});
    if (!name) continue;  // not ours to change
    found.insert(*name);
    for (const Work& work : book.person(*name).works) row.push_back(cell(work.points));
    out.push_back(row);
    ++filled.rows;
  }
  say_who_is_left(book, found, filled);
  say_lost_columns(created, filled, "Canvas");
  filled.text = csv_text(out);
  return filled;
}

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
      row.push_back(cell(person.works[i].points, "-"));
      Feedback one{.name = feedback.name,
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
  Filled filled;
  const auto comment_for = [&](const Person& person) {
    return exact_cell(as_html_fragment(feedback_for(book, person, sentences)));
  };
  if (theirs.empty()) {
    Table out{{"Identifier", "Full name", "Grade", "Maximum Grade", "Last modified (grade)",
               "Feedback comments"}};
    gradebook::Notes unknown;
    book.for_each([&](const Person& person) {
      if (person.moodle_id.empty()) {
        unknown.add(
            "left out: the number of the participant is not known; give Moodle's own "
            "worksheet as --gradebook",
            person.name);
        return;
      }
      out.push_back({"Participant " + exact_cell(person.moodle_id), text_cell(person.shown()),
                     cell(person.total), judge::points_text(person.maximum), "-",
                     comment_for(person)});
      ++filled.rows;
    });
    filled.notes = unknown.all();
    filled.text = csv_text(out);
    return filled;
  }
  Table table = parse_csv(theirs);
  if (table.empty()) throw CannotJudge("the worksheet is empty");
  const std::vector<std::string> head = table.front();
  const std::string where = "the worksheet";
  const std::size_t identifier = need_column(head, {"Identifier"}, where);
  const std::size_t grade = need_column(head, {"Grade"}, where);
  need_column(head, {"Last modified (grade)"}, where);
  const auto maximum = find_column(head, {"Maximum Grade"});
  const auto comments = find_column(head, {"Feedback comments"});
  const auto full_name = find_column(head, {"Full name"});
  const auto email = find_column(head, {"Email address"});
  const auto number = find_column(head, {"ID number"});
  const Indices known = indices_of(book);
  std::set<std::string> found;
  for (std::size_t line = 1; line < table.size(); ++line) {
    std::vector<std::string>& row = table[line];
    row.resize(head.size());
    const auto at = [&](std::optional<std::size_t> column) {
      return column ? row[*column] : std::string();
    };
    const std::string id = at(identifier);
    const auto name = look_up({{&known.participant, id.substr(id.rfind(' ') + 1)},
                               {&known.number, at(number)},
                               {&known.email, at(email)},
                               {&known.full_name, at(full_name)},
                               {&known.name, at(full_name)}});
    if (!name) continue;
    found.insert(*name);
    const Person person = book.person(*name);
    const std::optional<double> most = base::to_number(at(maximum));
    if (most && person.total && *person.total > *most + 1e-9) {
      throw CannotJudge(fmt::format(
          "{}: {} points, and the assignment's maximum is {}, so Moodle refuses the whole file: "
          "set the maximum grade to {}, or export with --lessons what this assignment is about",
          person.shown(), judge::points_text(*person.total), at(maximum),
          judge::points_text(person.maximum)));
    }
    if (person.total) row[grade] = cell(person.total);
    if (comments) row[*comments] = comment_for(person);
    ++filled.rows;
  }
  for (std::size_t line = 1; line < table.size(); ++line) {
    for (std::size_t i = 0; i < table[line].size(); ++i) {
      if (i == full_name) table[line][i] = text_cell(table[line][i]);
    }
  }
  if (!comments)
    filled.notes.push_back(
        "the worksheet has no column Feedback comments: it is "
        "switched off for this assignment");
  filled.text = csv_text(table);
  return filled;
}

Filled blackboard(const ClassBook& book, const std::string& theirs) {
  Filled filled;
  Table out;
  if (theirs.empty()) {
    std::vector<std::string> head{"Last Name", "First Name", "Username", "Student ID"};
    for (const judge::Lesson* lesson : book.lessons()) {
      head.push_back(
          fmt::format("{} [Total Pts: {} Score]", column_title(*lesson), lesson->points()));
    }
    out.push_back(head);
    book.for_each([&](const Person& person) {
      const std::string& full = person.full_name;
      const std::size_t gap = full.rfind(' ');
      const std::string username = person.login.empty() ? person.name : person.login;
      std::vector<std::string> row{
          text_cell(gap == std::string::npos ? full : full.substr(gap + 1)),
          text_cell(gap == std::string::npos ? "" : full.substr(0, gap)), exact_cell(username),
          exact_cell(person.student_id)};
      for (const Work& work : person.works) row.push_back(cell(work.points));
      out.push_back(row);
      ++filled.rows;
    });
    filled.notes.push_back(
        "columns without Blackboard's number become text columns there: give its own export as "
        "--gradebook to fill in those that you have");
    filled.text = utf16_with_mark(csv_text(out, '\t'));
    return filled;
  }
  Table table = parse_csv(theirs);
  if (table.empty()) throw CannotJudge("Blackboard's grades are empty");
  const std::vector<std::string> head = table.front();
  const std::size_t username = need_column(head, {"Username"}, "Blackboard's table");
  const auto student_id = find_column(head, {"Student ID"});
  std::vector<std::optional<std::size_t>> columns;
  std::vector<const judge::Lesson*> created;
  std::vector<std::string> first;
  std::vector<std::size_t> kept;
  for (const char* title : {"Last Name", "First Name", "Username", "Student ID"}) {
    if (const auto column = find_column(head, {title})) {
      kept.push_back(*column);
      first.push_back(title);
    }
  }
  for (const judge::Lesson* lesson : book.lessons()) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < head.size() && !found; ++i) {
      const std::size_t bracket = head[i].find(" [");
      if (bracket != std::string::npos && names(head[i].substr(0, bracket), *lesson)) found = i;
    }
    columns.push_back(found);
    if (found) {
      first.push_back(head[*found]);
    } else {
      created.push_back(lesson);
      first.push_back(
          fmt::format("{} [Total Pts: {} Score]", column_title(*lesson), lesson->points()));
    }
  }
  out.push_back(first);
  const Indices known = indices_of(book);
  std::set<std::string> found;
  for (std::size_t line = 1; line < table.size(); ++line) {
    const auto at = [&](std::optional<std::size_t> column) {
      return column && *column < table[line].size() ? table[line][*column] : std::string();
    };
    const auto name = look_up({{&known.username, at(username)},
                               {&known.number, at(student_id)},
                               {&known.name, at(username)}});
    if (!name) continue;
    found.insert(*name);
    std::vector<std::string> row;
    for (const std::size_t i : kept) {
      const bool identifies = i == username || i == student_id;
      row.push_back(identifies ? exact_cell(at(i)) : text_cell(at(i)));
    }
    for (const Work& work : book.person(*name).works) row.push_back(cell(work.points));
    out.push_back(row);
    ++filled.rows;
  }
  say_who_is_left(book, found, filled);
  say_lost_columns(created, filled, "Blackboard");
  filled.text = utf16_with_mark(csv_text(out, '\t'));
  return filled;
}

}  // namespace gradus::reporting
