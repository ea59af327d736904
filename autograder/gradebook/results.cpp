#include "gradebook/results.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gradebook/database.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/schema.hpp"
#include "gradebook/verdicts.hpp"
#include "judge/course.hpp"

namespace gradus::gradebook {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;

constexpr const char* of_people =
    "SELECT id, name, source, notes, full_name, section, team, student_id, login, email, "
    "canvas_id, moodle_id FROM people WHERE place NOTNULL";

PersonInfo person_in(Query& row) {
  PersonInfo person{.id = row.integer(0),
                    .name = row.text(1),
                    .from = row.text(2),
                    .notes = list_of(row.text(3)),
                    .member = {.name = row.text(4), .section = row.text(5), .group = row.text(6)}};
  int column = 7;
  for (const std::string& called : id_columns) {
    const std::string id = row.text(column++);
    if (!id.empty()) person.member.ids[called] = id;
  }
  return person;
}

}  // namespace

Results::Results(const fs::path& out) : out_(out) {
  const fs::path file = out / database_name;
  if (!fs::exists(file)) {
    throw CannotJudge(fmt::format(
        "{}: is not there: this is no folder of results. Name the --out of ./gradus grade",
        file.string()));
  }
  database_ = std::make_unique<Database>(file, Access::read);
  verdicts_ = std::make_unique<Verdicts>(*database_);
  const auto number = [&](const char* sql) {
    const Lent row = database_->query(sql);
    return row->step() ? row->integer(0) : 0;
  };
  if (number("PRAGMA application_id") != application_id ||
      number("PRAGMA user_version") != schema_version) {
    throw CannotJudge(
        fmt::format("{}: is no file of results, or one of another version of Gradus: "
                    "say ./gradus grade again",
                    file.string()));
  }
}

Results::Results(Results&&) noexcept = default;
Results::~Results() = default;

std::vector<LessonInfo> Results::lessons() const {
  std::vector<LessonInfo> lessons;
  {
    const Lent row = database_->query(
        "SELECT lesson, folder, title, file, points FROM lessons "
        "WHERE place NOTNULL ORDER BY place");
    while (row->step()) {
      lessons.push_back({.id = row->text(0),
                         .folder = row->text(1),
                         .title = row->text(2),
                         .file = row->text(3),
                         .possible = row->real(4)});
    }
  }
  for (LessonInfo& lesson : lessons) {
    const Lent row = database_->query(
        "SELECT task, functions, points FROM tasks WHERE lesson = ? ORDER BY place");
    row->add(lesson.id);
    while (row->step()) {
      lesson.tasks.push_back(
          {.id = row->text(0), .functions = list_of(row->text(1)), .possible = row->real(2)});
    }
  }
  return lessons;
}

std::vector<PersonInfo> Results::people() const {
  std::vector<PersonInfo> people;
  const Lent row = database_->query(std::string(of_people) + " ORDER BY place");
  while (row->step()) people.push_back(person_in(*row));
  return people;
}

std::optional<PersonInfo> Results::person(const std::string& name) const {
  const Lent row = database_->query(std::string(of_people) + " AND name = ?");
  row->add(name);
  return row->step() ? std::optional(person_in(*row)) : std::nullopt;
}

std::string Results::stack() const {
  const Lent row = database_->query("SELECT value FROM settings WHERE name = 'stack'");
  return row->step() ? row->text(0) : "reference";
}

std::vector<Mark> Results::marks(std::int64_t person, const std::string& given) const {
  const std::string wanted = given.empty() ? stack() : given;
  std::vector<Mark> marks;
  const Lent row = database_->query(
      "SELECT l.lesson, v.earned, o.points, l.points, m.not_judged, m.answer, m.verdict, o.reason, "
      "coalesce(r.points_off, 0), r.remark, l.weight "
      "FROM lessons l LEFT JOIN marks m ON m.lesson = l.lesson AND m.person = ? AND m.stack = ? "
      "LEFT JOIN verdicts v ON v.id = m.verdict LEFT JOIN people p ON p.id = m.person "
      "LEFT JOIN rulings r ON r.person = m.person AND r.lesson = m.lesson AND r.stack = m.stack "
      "LEFT JOIN overrides o ON o.person = p.name AND o.lesson = m.lesson "
      "WHERE l.place NOTNULL ORDER BY l.place");
  row->add(person).add(wanted);
  while (row->step()) {
    const std::optional<double> earned = row->maybe_real(1);
    const double off = row->real(8);
    const std::string set_by_hand = row->text(7);
    std::optional<double> points = row->maybe_real(2);
    if (!points && earned) points = *earned - off;
    marks.push_back({.lesson = row->text(0),
                     .earned = earned,
                     .points = points,
                     .possible = row->real(3),
                     .not_judged = row->text(4),
                     .handed_in = !row->is_null(5),
                     .override_reason = set_by_hand,
                     .points_off = off,
                     .remark = set_by_hand.empty() ? row->text(9) : "Set by hand: " + set_by_hand,
                     .weight = row->real(10),
                     .verdict = row->integer(6)});
  }
  return marks;
}

std::optional<Verdict> Results::whole_verdict(std::int64_t id) const {
  return verdicts_->read(id);
}

std::optional<judge::LessonResult> Results::verdict(std::int64_t id) const {
  std::optional<Verdict> whole = whole_verdict(id);
  return whole ? std::optional(std::move(whole->result)) : std::nullopt;
}

std::optional<std::string> Results::answer(std::int64_t person, const std::string& lesson) const {
  const Lent row = database_->query(
      "SELECT a.text FROM marks m JOIN answers a ON a.id = m.answer "
      "WHERE m.person = ? AND m.lesson = ? LIMIT 1");
  row->add(person).add(lesson);
  return row->step() ? std::optional(row->text(0)) : std::nullopt;
}

void Results::ask(const std::string& sql, const std::vector<std::string>& values,
                  const std::function<void(const std::vector<std::string>& row)>& visit) const {
  Query rows(*database_, sql);
  for (const std::string& value : values) rows.add(value);
  while (rows.step()) {
    std::vector<std::string> row;
    for (int i = 0; i < rows.columns(); ++i) row.push_back(rows.text(i));
    visit(row);
  }
}

void Results::override_mark(const std::string& person, const std::string& lesson,
                            std::optional<double> points, const std::string& reason) {
  Database database(out_ / database_name, Access::write);
  if (points) {
    database.query("INSERT OR REPLACE INTO overrides VALUES(?, ?, ?, ?, ?, 'serve')")
        ->add(person)
        .add(lesson)
        .add(*points)
        .add(reason)
        .add(now_utc())
        .run();
  } else {
    database.query("DELETE FROM overrides WHERE person = ? AND lesson = ?")
        ->add(person)
        .add(lesson)
        .run();
  }
}

}  // namespace gradus::gradebook
