#include "gradebook/verdicts.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>

#include "base/hash.hpp"

namespace gradus::gradebook {
namespace {

using judge::CaseResult;
using judge::LessonResult;
using judge::TaskResult;
using nlohmann::json;

constexpr double second = 1e6;  // in microseconds
constexpr std::size_t digest_bytes = 16;
constexpr std::size_t checksum_bytes = 8;

std::string digest(const std::string& text) {
  return base::Sha256().add(text).bytes().substr(0, digest_bytes);
}

/// The id of a text, which stands in the file once; nothing for an empty one.
std::optional<std::int64_t> text_id(Database& database, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const std::string name = digest(text);
  {
    const Lent known = database.query("SELECT id FROM texts WHERE digest = ?");
    known->add_blob(name);
    if (known->step()) return known->integer(0);
  }
  database.query("INSERT INTO texts(digest, text) VALUES(?, ?)")->add_blob(name).add(text).run();
  return database.last_id();
}

/// The same for a list, as a JSON array.
template <typename T>
std::optional<std::int64_t> list_id(Database& database, const std::vector<T>& list) {
  return list.empty() ? std::nullopt : text_id(database, dumped(list));
}

std::optional<std::int64_t> waits_id(Database& database, const TaskResult& task) {
  if (task.waits_for.empty()) return std::nullopt;
  json waits;
  to_json(waits, task);
  return text_id(database, dumped(waits.at("waits_for")));
}

std::string checksum(const Verdict& verdict) {
  json result;
  to_json(result, verdict.result);
  base::Sha256 hash;
  hash.add(verdict.lesson).add(verdict.stack).add(verdict.key).add(verdict.answer_hash);
  hash.add(dumped(result));
  return hash.bytes().substr(0, checksum_bytes);
}

double in_microseconds(double seconds) {
  return std::round(seconds * second) / second;
}

void remove_rows(Database& database, std::int64_t id) {
  for (const char* table : {"task_results", "case_results"}) {
    database.query(fmt::format("DELETE FROM {} WHERE verdict = ?", table))->add(id).run();
  }
}

void write_cases(Database& database, std::int64_t id, const LessonResult& result) {
  int place = 0;
  for (std::size_t number = 0; number < result.tasks.size(); ++number) {
    for (const CaseResult& one : result.tasks[number].cases) {
      database.query("INSERT INTO case_results VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
          ->add(id)
          .add(place++)
          .add(static_cast<std::int64_t>(number))
          .add(text_id(database, one.name))
          .add(one.graded)
          .add(to_string(one.category))
          .add(list_id(database, one.diagnosis))
          .add(list_id(database, one.told))
          .add(text_id(database, one.message))
          .add(static_cast<std::int64_t>(std::llround(one.seconds * second)))
          .run();
    }
  }
}

void write_tasks(Database& database, std::int64_t id, const LessonResult& result) {
  for (std::size_t number = 0; number < result.tasks.size(); ++number) {
    const TaskResult& task = result.tasks[number];
    database.query("INSERT INTO task_results VALUES(?, ?, ?, ?, ?, ?, ?, ?)")
        ->add(id)
        .add(static_cast<std::int64_t>(number))
        .add(task.id)
        .add(task.earned)
        .add(task.possible)
        .add(list_id(database, task.compiler))
        .add(list_id(database, task.compiler_raw))
        .add(waits_id(database, task))
        .run();
  }
}

void read_tasks(Database& database, std::int64_t id, LessonResult& result) {
  const Lent rows = database.query(
      "SELECT t.task, t.earned, t.possible, c.text, r.text, w.text FROM task_results t "
      "LEFT JOIN texts c ON c.id = t.compiler LEFT JOIN texts r ON r.id = t.compiler_raw "
      "LEFT JOIN texts w ON w.id = t.waits_for WHERE t.verdict = ? ORDER BY t.place");
  rows->add(id);
  while (rows->step()) {
    const std::string waits = rows->text(5);
    const json task = {{"id", rows->text(0)},
                       {"earned", rows->real(1)},
                       {"possible", rows->real(2)},
                       {"compiler", list_of(rows->text(3))},
                       {"compiler_raw", list_of(rows->text(4))},
                       {"waits_for", waits.empty() ? json::array() : json::parse(waits)},
                       {"cases", json::array()}};
    from_json(task, result.tasks.emplace_back());
  }
}

void read_cases(Database& database, std::int64_t id, LessonResult& result) {
  const Lent rows = database.query(
      "SELECT c.task, n.text, c.graded, c.category, d.text, k.text, m.text, c.microseconds "
      "FROM case_results c LEFT JOIN texts n ON n.id = c.name "
      "LEFT JOIN texts d ON d.id = c.diagnosis LEFT JOIN texts k ON k.id = c.misconceptions "
      "LEFT JOIN texts m ON m.id = c.message WHERE c.verdict = ? ORDER BY c.place");
  rows->add(id);
  while (rows->step()) {
    TaskResult& task = result.tasks.at(static_cast<std::size_t>(rows->integer(0)));
    task.cases.push_back({.name = rows->text(1),
                          .task = task.id,
                          .graded = rows->integer(2) != 0,
                          .category = judge::category_from(rows->text(3)),
                          .diagnosis = list_of(rows->text(4)),
                          .message = rows->text(6),
                          .seconds = static_cast<double>(rows->integer(7)) / second,
                          .told = list_of(rows->text(5))});
  }
}

/// As it is; anything may be in it.
std::optional<Verdict> read_unchecked(Database& database, std::int64_t id, std::string& checksum) {
  const Lent row = database.query(
      "SELECT v.lesson, v.key, v.stack, v.seconds, v.answer_hash, h.text, t.text, o.text, n.text, "
      "v.judged_at, v.checksum FROM verdicts v LEFT JOIN texts h ON h.id = v.lesson_hash "
      "LEFT JOIN texts t ON t.id = v.toolchain LEFT JOIN texts o ON o.id = v.output "
      "LEFT JOIN texts n ON n.id = v.notes WHERE v.id = ?");
  row->add(id);
  if (!row->step()) return std::nullopt;
  Verdict verdict{.lesson = row->text(0),
                  .stack = row->text(2),
                  .key = base::to_hex(row->text(1)),
                  .answer_hash = base::to_hex(row->text(4)),
                  .lesson_hash = row->text(5),
                  .toolchain = row->text(6),
                  .result = {.lesson = row->text(0),
                             .stack = row->text(2),
                             .notes = list_of(row->text(8)),
                             .output = row->text(7),
                             .seconds = row->real(3)},
                  .judged_at = row->text(9)};
  checksum = row->text(10);
  read_tasks(database, id, verdict.result);
  read_cases(database, id, verdict.result);
  return verdict;
}

}  // namespace

std::string dumped(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<std::string> list_of(const std::string& text) {
  if (text.empty()) return {};
  return json::parse(text).get<std::vector<std::string>>();
}

std::string now_utc() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

std::int64_t write_verdict(Database& database, const Verdict& given) {
  Verdict verdict = given;
  verdict.result.lesson = verdict.lesson;
  verdict.result.stack = verdict.stack;
  verdict.result.seconds = in_microseconds(verdict.result.seconds);
  for (TaskResult& task : verdict.result.tasks) {
    for (CaseResult& one : task.cases) one.seconds = in_microseconds(one.seconds);
  }
  const LessonResult& result = verdict.result;
  const auto rest = [&](Query& query) -> Query& {
    return query.add(verdict.stack)
        .add(result.earned())
        .add(result.possible())
        .add(result.seconds)
        .add_blob(base::from_hex(verdict.answer_hash))
        .add(text_id(database, verdict.lesson_hash))
        .add(text_id(database, verdict.toolchain))
        .add(text_id(database, result.output))
        .add(list_id(database, result.notes))
        .add(verdict.judged_at)
        .add_blob(checksum(verdict));
  };
  std::int64_t id = 0;
  {
    const Lent known = database.query("SELECT id FROM verdicts WHERE key = ? AND lesson = ?");
    known->add_blob(base::from_hex(verdict.key)).add(verdict.lesson);
    if (known->step()) id = known->integer(0);
  }
  if (id != 0) {
    remove_rows(database, id);
    const Lent row = database.query(
        "UPDATE verdicts SET stack = ?, earned = ?, possible = ?, seconds = ?, answer_hash = ?, "
        "lesson_hash = ?, toolchain = ?, output = ?, notes = ?, judged_at = ?, checksum = ? "
        "WHERE id = ?");
    rest(*row).add(id).run();
  } else {
    const Lent row = database.query(
        "INSERT INTO verdicts(lesson, key, stack, earned, possible, seconds, answer_hash, "
        "lesson_hash, toolchain, output, notes, judged_at, checksum) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    row->add(verdict.lesson).add_blob(base::from_hex(verdict.key));
    rest(*row).run();
    id = database.last_id();
  }
  write_tasks(database, id, result);
  write_cases(database, id, result);
  return id;
}

std::optional<Verdict> read_verdict(Database& database, std::int64_t id) {
  try {
    std::string expected;
    std::optional<Verdict> verdict = read_unchecked(database, id, expected);
    if (verdict && checksum(*verdict) == expected) return verdict;
  } catch (const json::exception&) {        // a text that is damaged
  } catch (const std::invalid_argument&) {  // a category
  } catch (const std::out_of_range&) {      // a case of no task
  }
  return std::nullopt;
}

}  // namespace gradus::gradebook
