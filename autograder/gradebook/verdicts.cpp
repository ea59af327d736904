#include "gradebook/verdicts.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "gradebook/forms.hpp"

namespace gradus::gradebook {
namespace {

using judge::CaseResult;
using judge::LessonResult;
using judge::TaskResult;
using nlohmann::json;

constexpr double second = 1e6;  // in microseconds
constexpr std::size_t checksum_bytes = 8;

/// The id of a text, which stands in the file once; nothing for an empty one.
std::optional<std::int64_t> text_id(Database& database, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto hash = static_cast<std::int64_t>(base::Sha256().add(text).number() >> 32);
  {
    const Lent known = database.query("SELECT id FROM texts WHERE hash = ? AND text = ?");
    known->add(hash).add(text);
    if (known->step()) return known->integer(0);
  }
  database.query("INSERT INTO texts(hash, text) VALUES(?, ?)")->add(hash).add(text).run();
  return database.last_id();
}

/// The same for a list, as a JSON array.
template <typename T>
std::optional<std::int64_t> list_id(Database& database, const std::vector<T>& list) {
  return list.empty() ? std::nullopt : text_id(database, dumped(list));
}

std::string waits_text(const TaskResult& task) {
  json waits;
  to_json(waits, task);
  return dumped(waits.at("waits_for"));
}

std::optional<std::int64_t> waits_id(Database& database, const TaskResult& task) {
  if (task.waits_for.empty()) return std::nullopt;
  return text_id(database, waits_text(task));
}

void read_waits(const std::string& text, TaskResult& task) {
  if (text.empty()) return;
  TaskResult waiting;
  from_json({{"id", task.id},
             {"earned", task.earned},
             {"possible", task.possible},
             {"compiler", json::array()},
             {"compiler_raw", json::array()},
             {"waits_for", json::parse(text)},
             {"cases", json::array()}},
            waiting);
  task.waits_for = waiting.waits_for;
}

std::int64_t in_microseconds(double seconds) {
  return std::llround(seconds * second);
}

double in_seconds(std::int64_t microseconds) {
  return static_cast<double>(microseconds) / second;
}

// ---- the times of all cases: seven bits a byte, the lowest first, the last one without the eighth

void add_number(std::string& bytes, std::uint64_t number) {
  for (; number >= 128; number /= 128) bytes += static_cast<char>(number % 128 + 128);
  bytes += static_cast<char>(number);
}

/// Throws std::out_of_range where there is none.
std::uint64_t take_number(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 63; shift += 7) {
    if (bytes.empty()) break;
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte % 128) << shift;
    if (byte < 128) return number;
  }
  throw std::out_of_range("no number");
}

std::string times_of(const LessonResult& result) {
  std::string times;
  for (const TaskResult& task : result.tasks) {
    for (const CaseResult& one : task.cases) {
      add_number(times, static_cast<std::uint64_t>(std::max(in_microseconds(one.seconds), {})));
    }
  }
  return times;
}

// ---- checksums ----------------------------------------------------------------------------------

void add(base::Sha256& hash, std::int64_t number) {
  hash.add(std::to_string(number));
}

void add(base::Sha256& hash, const std::vector<std::string>& list) {
  hash.add(list.empty() ? "" : dumped(list));
}

void add(base::Sha256& hash, double number) {
  add(hash, std::bit_cast<std::int64_t>(number));
}

/// Of all that is kept, whatever rows and ids it is kept in.
std::string checksum(const Verdict& verdict) {
  base::Sha256 hash;
  const LessonResult& result = verdict.result;
  hash.add(verdict.lesson).add(verdict.stack).add(verdict.key).add(verdict.answer_hash);
  hash.add(verdict.lesson_hash).add(verdict.toolchain).add(verdict.judged_at);
  hash.add(result.output).add(times_of(result));
  add(hash, in_microseconds(result.seconds));
  add(hash, result.notes);
  for (const TaskResult& task : result.tasks) {
    hash.add(task.id).add(task.waits_for.empty() ? "" : waits_text(task));
    add(hash, task.earned);
    add(hash, task.possible);
    add(hash, task.compiler);
    add(hash, task.compiler_raw);
    add(hash, static_cast<std::int64_t>(task.cases.size()));
    for (const CaseResult& one : task.cases) {
      hash.add(one.name).add(one.graded ? "graded" : "").add(to_string(one.category));
      hash.add(one.message);
      add(hash, one.diagnosis);
      add(hash, one.told);
    }
  }
  return hash.bytes().substr(0, checksum_bytes);
}

// ---- rows of one verdict ------------------------------------------------------------------------

void remove_rows(Database& database, std::int64_t id) {
  for (const char* table : {"task_results", "case_results"}) {
    database.query(fmt::format("DELETE FROM {} WHERE verdict = ?", table))->add(id).run();
  }
}

bool says_nothing(const CaseResult& one) {
  return one.category == judge::Category::passed && one.diagnosis.empty() && one.told.empty() &&
         one.message.empty();
}

void write_cases(Database& database, std::int64_t id, const LessonResult& result) {
  std::int64_t place = -1;
  for (const TaskResult& task : result.tasks) {
    for (const CaseResult& one : task.cases) {
      ++place;
      if (says_nothing(one)) continue;
      database.query("INSERT INTO case_results VALUES(?, ?, ?, ?, ?, ?)")
          ->add(id)
          .add(place)
          .add(to_string(one.category))
          .add(list_id(database, one.diagnosis))
          .add(list_id(database, one.told))
          .add(text_id(database, one.message))
          .run();
    }
  }
}

void write_tasks(Database& database, std::int64_t id, const LessonResult& result) {
  for (std::size_t number = 0; number < result.tasks.size(); ++number) {
    const TaskResult& task = result.tasks[number];
    const bool says_nothing = task.earned == task.possible && task.compiler.empty() &&
                              task.compiler_raw.empty() && task.waits_for.empty();
    if (says_nothing) continue;
    database.query("INSERT INTO task_results VALUES(?, ?, ?, ?, ?, ?)")
        ->add(id)
        .add(static_cast<std::int64_t>(number))
        .add(task.earned)
        .add(list_id(database, task.compiler))
        .add(list_id(database, task.compiler_raw))
        .add(waits_id(database, task))
        .run();
  }
}

void read_tasks(Database& database, std::int64_t id, LessonResult& result) {
  const Lent rows = database.query(
      "SELECT t.place, t.earned, c.text, r.text, w.text FROM task_results t "
      "LEFT JOIN texts c ON c.id = t.compiler LEFT JOIN texts r ON r.id = t.compiler_raw "
      "LEFT JOIN texts w ON w.id = t.waits_for WHERE t.verdict = ?");
  rows->add(id);
  while (rows->step()) {
    TaskResult& task = result.tasks.at(static_cast<std::size_t>(rows->integer(0)));
    task.earned = rows->real(1);
    task.compiler = list_of(rows->text(2));
    task.compiler_raw = list_of(rows->text(3));
    read_waits(rows->text(4), task);
  }
}

void read_cases(Database& database, std::int64_t id, const std::vector<CaseResult*>& cases) {
  const Lent rows = database.query(
      "SELECT c.place, c.category, d.text, k.text, m.text FROM case_results c "
      "LEFT JOIN texts d ON d.id = c.diagnosis LEFT JOIN texts k ON k.id = c.misconceptions "
      "LEFT JOIN texts m ON m.id = c.message WHERE c.verdict = ?");
  rows->add(id);
  while (rows->step()) {
    CaseResult& one = *cases.at(static_cast<std::size_t>(rows->integer(0)));
    one.category = judge::category_from(rows->text(1));
    one.diagnosis = list_of(rows->text(2));
    one.told = list_of(rows->text(3));
    one.message = rows->text(4);
  }
}

/// All cases in their order, with their times.
std::vector<CaseResult*> timed_cases(std::string_view times, LessonResult& result) {
  std::vector<CaseResult*> cases;
  for (TaskResult& task : result.tasks) {
    for (CaseResult& one : task.cases) {
      one.seconds = in_seconds(static_cast<std::int64_t>(take_number(times)));
      cases.push_back(&one);
    }
  }
  return cases;
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

const LessonResult& Verdicts::form(std::int64_t id) {
  const auto [place, is_new] = forms_.try_emplace(id);
  if (is_new) place->second = read_form(database_, id);
  return place->second;
}

std::int64_t Verdicts::find(const std::string& lesson, const std::string& key) {
  const Lent known = database_.query(
      "SELECT id FROM verdicts WHERE substr(key, 1, 4) = substr(?1, 1, 4) AND key = ?1 AND "
      "lesson = ?2");
  known->add_blob(base::from_hex(key)).add(lesson);
  return known->step() ? known->integer(0) : 0;
}

std::int64_t Verdicts::write(const Verdict& verdict) {
  const LessonResult& result = verdict.result;
  std::int64_t id = find(verdict.lesson, verdict.key);
  if (id != 0) remove_rows(database_, id);
  {
    const Lent row = database_.query(
        "INSERT OR REPLACE INTO verdicts VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    row->add(id != 0 ? std::optional(id) : std::nullopt)
        .add(verdict.lesson)
        .add_blob(base::from_hex(verdict.key))
        .add(verdict.stack)
        .add(form_of(database_, result))
        .add(result.earned())
        .add(result.possible())
        .add(in_microseconds(result.seconds))
        .add_blob(times_of(result))
        .add_blob(base::from_hex(verdict.answer_hash))
        .add(text_id(database_, verdict.lesson_hash))
        .add(text_id(database_, verdict.toolchain))
        .add(text_id(database_, result.output))
        .add(list_id(database_, result.notes))
        .add(verdict.judged_at)
        .add_blob(checksum(verdict))
        .run();
  }
  if (id == 0) id = database_.last_id();
  write_tasks(database_, id, result);
  write_cases(database_, id, result);
  return id;
}

namespace {

/// The row of a verdict, which may hold anything.
struct VerdictRow {
  Verdict verdict;
  std::int64_t form = 0;
  std::string times;
  std::string checksum;
};

std::optional<VerdictRow> read_row(Database& database, std::int64_t id) {
  const Lent row = database.query(
      "SELECT v.lesson, v.key, v.stack, v.time, v.answer_hash, h.text, t.text, o.text, n.text, "
      "v.judged_at, v.checksum, v.form, v.times FROM verdicts v "
      "LEFT JOIN texts h ON h.id = v.lesson_hash LEFT JOIN texts t ON t.id = v.toolchain "
      "LEFT JOIN texts o ON o.id = v.output LEFT JOIN texts n ON n.id = v.notes WHERE v.id = ?");
  row->add(id);
  if (!row->step()) return std::nullopt;
  VerdictRow found{.verdict = {.lesson = row->text(0),
                               .stack = row->text(2),
                               .key = base::to_hex(row->text(1)),
                               .answer_hash = base::to_hex(row->text(4)),
                               .lesson_hash = row->text(5),
                               .toolchain = row->text(6),
                               .result = {.lesson = row->text(0),
                                          .stack = row->text(2),
                                          .notes = list_of(row->text(8)),
                                          .output = row->text(7),
                                          .seconds = in_seconds(row->integer(3))},
                               .judged_at = row->text(9)},
                   .form = row->integer(11),
                   .times = row->text(12),
                   .checksum = row->text(10)};
  return found;
}

}  // namespace

std::optional<Verdict> Verdicts::read(std::int64_t id) try {
  std::optional<VerdictRow> row = read_row(database_, id);
  if (!row) return std::nullopt;
  row->verdict.result.tasks = form(row->form).tasks;
  read_tasks(database_, id, row->verdict.result);
  read_cases(database_, id, timed_cases(row->times, row->verdict.result));
  if (checksum(row->verdict) != row->checksum) return std::nullopt;
  return std::move(row->verdict);
} catch (const json::exception&) {  // a text that is damaged
  return std::nullopt;
} catch (const std::invalid_argument&) {  // a category
  return std::nullopt;
} catch (const std::out_of_range&) {  // a case of no task, or a time that is missing
  return std::nullopt;
}

}  // namespace gradus::gradebook
