#include "gradebook/store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "gradebook/names.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/schema.hpp"

namespace gradus::gradebook {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;

std::int64_t number_of(Database& database, const std::string& sql) {
  const Lent row = database.query(sql);
  return row->step() ? row->integer(0) : 0;
}

/// What is wrong with the file, in SQLite's words; empty if nothing is.
std::string damage(Database& database) try {
  const Lent row = database.query("PRAGMA quick_check(1)");
  const std::string said = row->step() ? row->text(0) : "";
  return said == "ok" ? "" : said;
} catch (const CannotJudge& error) {
  return error.what();
}

/// Calls visit(row) for the rows of a table that may be damaged, as far as they can be reached from
/// one of its ends. False where that need not have been all.
template <typename Visit>
bool each_readable(Database& database, const std::string& select, const std::string& order,
                   Visit visit) {
  bool all = true;
  for (const char* direction : {"", " DESC"}) {
    try {
      Query rows(database, fmt::format("{} ORDER BY {}{}", select, order, direction));
      while (rows.step()) {
        try {
          visit(rows);
        } catch (const CannotJudge&) {  // this row cannot be read; the next one may be
          all = false;
        }
      }
      return all;
    } catch (const CannotJudge&) {
      all = false;
    }
  }
  return false;
}

/// The file under another name besides, as it is: results.sqlite.damaged-1.
fs::path keep_beside(const fs::path& file, const std::string& ending) {
  fs::path aside = file;
  for (int i = 1; fs::exists(aside); ++i) aside = fmt::format("{}.{}-{}", file.string(), ending, i);
  std::error_code no_links;  // some network drives have none
  fs::create_hard_link(file, aside, no_links);
  if (no_links) fs::copy_file(file, aside);
  return aside;
}

}  // namespace

Store::Store(const fs::path& out) {
  const fs::path file = out / database_name;
  const bool is_new = !fs::exists(fs::symlink_status(file));
  if (is_new && fs::exists(out / "results.jsonl")) {
    problems_.push_back(fmt::format(
        "{}: was written by an older Gradus and is left as it is; verdicts now go to {}, and "
        "everything is graded again",
        (out / "results.jsonl").string(), database_name));
  }
  open(file);
}

void Store::open(const fs::path& file) {
  database_ = std::make_unique<Database>(file, Access::create);
  verdicts_ = std::make_unique<Verdicts>(*database_);
  std::string wrong = damage(*database_);
  if (!wrong.empty()) {
    rescue(file, wrong);
    return;
  }
  const std::int64_t is = number_of(*database_, "PRAGMA application_id");
  const std::int64_t version = number_of(*database_, "PRAGMA user_version");
  const bool empty = number_of(*database_, "SELECT count(*) FROM sqlite_master") == 0;
  if (!empty && is == application_id && version < schema_version) {
    take_over(file, version);
    return;
  }
  if (!empty && (is != application_id || version != schema_version)) {
    throw CannotJudge(fmt::format(
        "{}: is {}. Name another folder for --out, or move this file away", file.string(),
        is != application_id
            ? std::string("no file of results")
            : fmt::format("of form {}, and this Gradus reads form {}", version, schema_version)));
  }
  // EXTRA waits for the folder as well: a verdict that was told of is never rolled back.
  database_->execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;");
  if (!empty) return;
  Transaction transaction(*database_);
  database_->execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};",
                                 application_id, schema_version));
  database_->execute(schema);
  transaction.commit();
}

/// Takes over what a damaged file still holds whole: verdicts by their checksums, and what people
/// have decided. Marks and answers come with the class.
void Store::rescue(const fs::path& file, const std::string& why) {
  std::size_t saved = 0;
  const std::string aside = begin_anew(file, "damaged", [&](Database& old) {
    Verdicts whole(old);
    each_readable(old, "SELECT rowid FROM verdicts", "rowid", [&](Query& row) {
      if (const std::optional<Verdict> verdict = whole.read(row.integer(0))) {
        verdicts_->write(*verdict);
        ++saved;
      }
    });
    take_decisions(old);
  });
  problems_.push_back(
      fmt::format("{}: was damaged ({}). {} verdicts in it are whole and count; the rest is graded "
                  "again. The damaged file is now {}",
                  file.string(), why, saved, aside));
}

/// Of a file of an older form only what people have decided: a new grader judges everything anew.
void Store::take_over(const fs::path& file, std::int64_t version) {
  const std::string aside = begin_anew(file, fmt::format("form-{}", version),
                                       [&](Database& old) { take_decisions(old); });
  problems_.push_back(
      fmt::format("{}: was of form {}, of an older Gradus. Marks that were set by hand and free "
                  "days that were used count; everything is graded again. The old file is now {}",
                  file.string(), version, aside));
}

/// A new file in the place of this one, with what `take` takes over: whoever is killed meanwhile
/// has changed nothing. Returns what the old one is called.
std::string Store::begin_anew(const fs::path& file, const std::string& ending,
                              const std::function<void(Database& old)>& take) {
  verdicts_.reset();
  database_.reset();
  const fs::path aside = keep_beside(file, ending);
  const fs::path draft = file.string() + ".new";
  fs::remove(draft);
  open(draft);
  {
    Database old(aside, Access::read);
    Transaction transaction(*database_);
    take(old);
    transaction.commit();
  }
  verdicts_.reset();
  database_.reset();
  fs::rename(draft, file);
  open(file);
  return aside.filename().string();
}

/// Marks that were set by hand, and what grading.toml has taken off: the free days that a lesson of
/// an earlier week has used stand nowhere else.
void Store::take_decisions(Database& old) {
  const bool overrides =
      each_readable(old, "SELECT person, lesson, points, reason, decided_at, source FROM overrides",
                    "person", [&](Query& row) {
                      database_->query("INSERT OR IGNORE INTO overrides VALUES(?, ?, ?, ?, ?, ?)")
                          ->add(row.text(0))
                          .add(row.text(1))
                          .add(row.real(2))
                          .add(row.text(3))
                          .add(row.text(4))
                          .add(row.text(5))
                          .run();
                    });
  const bool rulings = each_readable(
      old,
      "SELECT p.name, r.lesson, r.stack, r.points_off, r.free_days, r.days_late, r.handed_in, "
      "r.remark FROM rulings r JOIN people p ON p.id = r.person",
      "r.person", [&](Query& row) {
        const std::string name = row.text(0);
        database_->query("INSERT OR IGNORE INTO people(name) VALUES(?)")->add(name).run();
        database_
            ->query(
                "INSERT OR IGNORE INTO rulings SELECT id, ?, ?, ?, ?, ?, ?, ? FROM people "
                "WHERE name = ?")
            ->add(row.text(1))
            .add(row.text(2))
            .add(row.real(3))
            .add(row.integer(4))
            .add(row.maybe_integer(5))
            .add(row.maybe_integer(6))
            .add(row.text(7))
            .add(name)
            .run();
      });
  if (!overrides) {
    problems_.push_back("overrides that gradus serve was told may be lost: look at the marks");
  }
  if (!rulings) {
    problems_.push_back(
        "free days that were used for lessons of before may be lost: grade these lessons again, "
        "too");
  }
}

// ---- answers ------------------------------------------------------------------------------------

void Store::keep_answers(Submission& submission) {
  for (auto& [lesson, text] : submission.answers) {
    const std::string digest = base::Sha256().add(text).bytes();
    std::int64_t id = 0;
    {
      const Lent known = database_->query("SELECT id FROM answers WHERE digest = ?");
      known->add_blob(digest);
      if (known->step()) id = known->integer(0);
    }
    if (id == 0) {
      database_->query("INSERT INTO answers(digest, text) VALUES(?, ?)")
          ->add_blob(digest)
          .add(text)
          .run();
      id = database_->last_id();
    }
    submission.kept[lesson] = {.id = id, .digest = digest};
  }
  submission.answers.clear();
}

judge::Answers Store::answers(const Submission& submission) {
  const std::lock_guard guard(mutex_);
  judge::Answers answers;
  for (const auto& [lesson, kept] : submission.kept) {
    const Lent row = database_->query("SELECT text FROM answers WHERE id = ?");
    row->add(kept.id);
    const std::string text = row->step() ? row->text(0) : "";
    if (base::Sha256().add(text).bytes() != kept.digest) {
      throw CannotJudge(fmt::format("{}: an answer in it was damaged while it was in use",
                                    database_->file().string()));
    }
    answers[lesson] = text;
  }
  return answers;
}

// ---- who, and what ------------------------------------------------------------------------------

void Store::forget_places() {
  database_->execute("UPDATE people SET place = NULL; UPDATE lessons SET place = NULL;");
}

void Store::set_stack(const std::string& stack) {
  database_->query("INSERT OR REPLACE INTO settings VALUES('stack', ?)")->add(stack).run();
}

void Store::set_lessons(const std::vector<const judge::Lesson*>& lessons, const Rules& rules) {
  int place = 0;
  for (const judge::Lesson* lesson : lessons) {
    database_->query("INSERT OR REPLACE INTO lessons VALUES(?, ?, ?, ?, ?, ?, ?)")
        ->add(lesson->id)
        .add(lesson->folder)
        .add(lesson->title)
        .add(lesson->file_name())
        .add(static_cast<double>(lesson->points()))
        .add(place++)
        .add(rules.weight(lesson->id))
        .run();
    database_->query("DELETE FROM tasks WHERE lesson = ?")->add(lesson->id).run();
    int number = 0;
    for (const judge::Task& task : lesson->tasks) {
      database_->query("INSERT INTO tasks VALUES(?, ?, ?, ?, ?)")
          ->add(lesson->id)
          .add(task.id)
          .add(number++)
          .add(static_cast<double>(task.points))
          .add(dumped(task.functions))
          .run();
    }
  }
}

std::int64_t Store::set_person(const Submission& submission, std::optional<std::size_t> place) {
  const Lent row = database_->query(
      "INSERT INTO people(name, place, source, notes, full_name, student_id, login, email, "
      "canvas_id, moodle_id, section, team) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT(name) DO UPDATE SET place = excluded.place, source = excluded.source, "
      "notes = excluded.notes, full_name = excluded.full_name, student_id = excluded.student_id, "
      "login = excluded.login, email = excluded.email, canvas_id = excluded.canvas_id, "
      "moodle_id = excluded.moodle_id, section = excluded.section, team = excluded.team "
      "RETURNING id");
  row->add(submission.name)
      .add(place ? std::optional(static_cast<std::int64_t>(*place)) : std::nullopt)
      .add(submission.from.string())
      .add(dumped(submission.notes))
      .add(submission.member.name);
  for (const std::string& column : id_columns) row->add(submission.member.id(column));
  row->add(submission.member.section).add(submission.member.group);
  row->step();
  return row->integer(0);
}

std::size_t Store::place_among_others(const Submission& submission) {
  const Member& member = submission.member;
  if (!member.name.empty()) {
    database_
        ->query(
            "UPDATE people SET place = NULL WHERE full_name = ? AND student_id = ? AND login = ? "
            "AND email = ? AND name <> ? AND NOT EXISTS(SELECT 1 FROM marks WHERE person = "
            "people.id AND answer NOTNULL)")
        ->add(member.name)
        .add(member.id("id"))
        .add(member.id("login"))
        .add(member.id("email"))
        .add(submission.name)
        .run();
  }
  std::size_t place = 0;
  {
    const Lent row =
        database_->query("SELECT name, place FROM people WHERE place NOTNULL ORDER BY place");
    while (row->step()) {
      const auto here = static_cast<std::size_t>(row->integer(1));
      if (row->text(0) == submission.name) return here;
      if (natural_less(row->text(0), submission.name)) place = here + 1;
    }
  }
  database_->query("UPDATE people SET place = place + 1 WHERE place >= ?")
      ->add(static_cast<std::int64_t>(place))
      .run();
  return place;
}

std::vector<const judge::Lesson*> Store::graded(const std::vector<const judge::Lesson*>& lessons) {
  std::vector<const judge::Lesson*> graded;
  for (const judge::Lesson* lesson : lessons) {
    const Lent row = database_->query("SELECT 1 FROM lessons WHERE lesson = ? AND place NOTNULL");
    row->add(lesson->id);
    if (row->step()) graded.push_back(lesson);
  }
  return graded;
}

// ---- verdicts -----------------------------------------------------------------------------------

std::optional<Store::Known> Store::find(const std::string& lesson, const std::string& key) {
  const std::int64_t id = verdicts_->find(lesson, key);
  if (id == 0) return std::nullopt;
  const std::optional<Verdict> verdict = verdicts_->read(id);
  if (!verdict || verdict->key != key || !verdict->result.complete()) return std::nullopt;
  return Known{.id = id, .earned = verdict->result.earned()};
}

void Store::set_mark(const MarkRow& mark) {
  const auto id = [](std::int64_t value) {
    return value == 0 ? std::nullopt : std::optional(value);
  };
  database_
      ->query(
          "INSERT INTO marks(person, lesson, stack, verdict, not_judged, answer) "
          "VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT(person, lesson, stack) DO UPDATE SET "
          "verdict = excluded.verdict, not_judged = excluded.not_judged, answer = "
          "excluded.answer WHERE verdict IS NOT excluded.verdict OR not_judged IS NOT "
          "excluded.not_judged OR answer IS NOT excluded.answer")
      ->add(mark.person)
      .add(mark.lesson)
      .add(mark.stack)
      .add(id(mark.verdict))
      .add(mark.not_judged.empty() ? std::nullopt : std::optional(mark.not_judged))
      .add(id(mark.answer))
      .run();
}

// ---- what teachers decide -----------------------------------------------------------------------

void Store::set_ruling(std::int64_t person, const std::string& lesson, const std::string& stack,
                       const Ruling& ruling) {
  database_->query("INSERT OR REPLACE INTO rulings VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
      ->add(person)
      .add(lesson)
      .add(stack)
      .add(ruling.points_off)
      .add(ruling.free_days)
      .add(ruling.days_late)
      .add(ruling.handed_in)
      .add(ruling.remark)
      .run();
}

int Store::free_days_elsewhere(std::int64_t person, const std::string& stack,
                               const std::vector<const judge::Lesson*>& lessons) {
  int sum = 0;
  const Lent row =
      database_->query("SELECT lesson, free_days FROM rulings WHERE person = ? AND stack = ?");
  row->add(person).add(stack);
  while (row->step()) {
    const std::string lesson = row->text(0);
    const bool here =
        std::ranges::any_of(lessons, [&](const auto* one) { return one->id == lesson; });
    if (!here) sum += static_cast<int>(row->integer(1));
  }
  return sum;
}

void Store::set_decisions(const std::vector<Decision>& decisions, const std::string& only,
                          std::vector<std::string>& notes) {
  database_
      ->query("DELETE FROM overrides WHERE source = 'grading.toml' AND (?1 = '' OR person = ?1)")
      ->add(only)
      .run();
  for (const Decision& one : decisions) {
    if (!only.empty() && one.person != only) continue;
    const Lent row = database_->query(
        "INSERT OR IGNORE INTO overrides VALUES(?, ?, ?, ?, ?, 'grading.toml') RETURNING 1");
    row->add(one.person).add(one.lesson).add(one.points).add(one.reason).add(now_utc());
    if (row->step()) continue;
    notes.push_back(fmt::format(
        "{}: the mark of {}, lesson {}, was set to another on the page of gradus serve, which "
        "counts. Take it back there, or take the entry out",
        one.place, one.person, one.lesson));
  }
}

// ---- verdicts, written --------------------------------------------------------------------------

std::int64_t Store::record(const Verdict& verdict, std::vector<MarkRow> marks) try {
  const std::lock_guard guard(mutex_);
  Transaction transaction(*database_);
  const std::int64_t id = verdicts_->write(verdict);
  for (MarkRow& mark : marks) {
    mark.verdict = id;
    mark.not_judged.clear();
    set_mark(mark);
  }
  transaction.commit();
  return id;
} catch (const CannotJudge& error) {
  throw CannotJudge(
      fmt::format("a result cannot be written: {}; what was written before is safe", error.what()));
}

void Store::tidy() {
  database_->execute(
      "DELETE FROM verdicts WHERE id NOT IN (SELECT verdict FROM marks WHERE verdict NOTNULL);"
      "DELETE FROM task_results WHERE verdict NOT IN (SELECT id FROM verdicts);"
      "DELETE FROM case_results WHERE verdict NOT IN (SELECT id FROM verdicts);"
      "DELETE FROM forms WHERE id NOT IN (SELECT form FROM verdicts);"
      "DELETE FROM form_tasks WHERE form NOT IN (SELECT id FROM forms);"
      "DELETE FROM form_cases WHERE form NOT IN (SELECT id FROM forms);"
      "DELETE FROM answers WHERE id NOT IN (SELECT answer FROM marks WHERE answer NOTNULL);"
      "DELETE FROM texts WHERE id NOT IN (SELECT message FROM case_results WHERE message NOTNULL "
      "UNION "
      "SELECT diagnosis FROM case_results WHERE diagnosis NOTNULL UNION "
      "SELECT misconceptions FROM case_results WHERE misconceptions NOTNULL UNION "
      "SELECT compiler FROM task_results WHERE compiler NOTNULL UNION "
      "SELECT compiler_raw FROM task_results WHERE compiler_raw NOTNULL UNION "
      "SELECT waits_for FROM task_results WHERE waits_for NOTNULL UNION "
      "SELECT lesson_hash FROM verdicts WHERE lesson_hash NOTNULL UNION "
      "SELECT toolchain FROM verdicts WHERE toolchain NOTNULL UNION "
      "SELECT output FROM verdicts WHERE output NOTNULL UNION "
      "SELECT notes FROM verdicts WHERE notes NOTNULL);");
}

}  // namespace gradus::gradebook
