// What is in results.sqlite, for everybody who asks it: docs/instructor.md shows how.
#pragma once

namespace gradus::gradebook {

/// PRAGMA application_id and user_version: that a file is one of ours, and of which form.
inline constexpr int application_id = 0x47726164;  // "Grad"
inline constexpr int schema_version = 4;

inline constexpr const char* schema = R"(
-- Of the last run those that have a place, in the order of the course and of grades.csv.
CREATE TABLE lessons(
  lesson TEXT PRIMARY KEY, folder TEXT NOT NULL, title TEXT NOT NULL, file TEXT NOT NULL,
  points REAL NOT NULL, place INTEGER, weight REAL NOT NULL DEFAULT 1) WITHOUT ROWID;
CREATE TABLE tasks(
  lesson TEXT NOT NULL, task TEXT NOT NULL, place INTEGER NOT NULL, points REAL NOT NULL,
  functions TEXT NOT NULL, PRIMARY KEY(lesson, task)) WITHOUT ROWID;
CREATE TABLE people(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, place INTEGER, source TEXT, notes TEXT,
  full_name TEXT, student_id TEXT, login TEXT, email TEXT, canvas_id TEXT, moodle_id TEXT,
  section TEXT, team TEXT);  -- from the roster: "" where it says nothing

-- What was handed in, each text once.
CREATE TABLE answers(id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, text TEXT NOT NULL);
-- What is often the same, once: messages, compilers. Found by the hash, then compared.
CREATE TABLE texts(id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, text TEXT NOT NULL);
CREATE INDEX texts_by_hash ON texts(hash);

-- What verdicts are about, once for all that are about the same tasks and test cases.
CREATE TABLE forms(id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE);
CREATE TABLE form_tasks(
  form INTEGER NOT NULL, place INTEGER NOT NULL, task TEXT NOT NULL, possible REAL NOT NULL,
  PRIMARY KEY(form, place)) WITHOUT ROWID;
CREATE TABLE form_cases(
  form INTEGER NOT NULL, place INTEGER NOT NULL, task INTEGER NOT NULL, name TEXT NOT NULL,
  graded INTEGER NOT NULL, PRIMARY KEY(form, place)) WITHOUT ROWID;

-- One for each lesson, answer, and all else that decides it: its key. Equal answers share theirs.
-- Times are microseconds: of the judgement, and in `times` those of all cases, in their order.
CREATE TABLE verdicts(
  id INTEGER PRIMARY KEY, lesson TEXT NOT NULL, key BLOB NOT NULL, stack TEXT NOT NULL,
  form INTEGER NOT NULL, earned REAL NOT NULL, possible REAL NOT NULL, time INTEGER NOT NULL,
  times BLOB NOT NULL, answer_hash BLOB NOT NULL, lesson_hash INTEGER, toolchain INTEGER,
  output INTEGER, notes INTEGER, judged_at TEXT NOT NULL, checksum BLOB NOT NULL);
CREATE INDEX verdicts_by_key ON verdicts(substr(key, 1, 4));
-- A task without a row has all its points; a case without a row has passed.
CREATE TABLE task_results(
  verdict INTEGER NOT NULL, place INTEGER NOT NULL, earned REAL NOT NULL, compiler INTEGER,
  compiler_raw INTEGER, waits_for INTEGER, PRIMARY KEY(verdict, place)) WITHOUT ROWID;
CREATE TABLE case_results(
  verdict INTEGER NOT NULL, place INTEGER NOT NULL, category TEXT NOT NULL, diagnosis INTEGER,
  misconceptions INTEGER, message INTEGER, PRIMARY KEY(verdict, place)) WITHOUT ROWID;

-- Which verdict counts for whom.
CREATE TABLE marks(
  person INTEGER NOT NULL, lesson TEXT NOT NULL, stack TEXT NOT NULL, verdict INTEGER,
  not_judged TEXT, answer INTEGER, PRIMARY KEY(person, lesson, stack)) WITHOUT ROWID;
CREATE INDEX marks_by_verdict ON marks(verdict);
-- What grading.toml takes off; handed_in in seconds since 1970.
CREATE TABLE rulings(
  person INTEGER NOT NULL, lesson TEXT NOT NULL, stack TEXT NOT NULL, points_off REAL NOT NULL,
  free_days INTEGER NOT NULL, days_late INTEGER, handed_in INTEGER, remark TEXT NOT NULL,
  PRIMARY KEY(person, lesson, stack)) WITHOUT ROWID;
-- It counts, whatever the verdict says, and nothing is taken off. source: serve, or grading.toml.
CREATE TABLE overrides(
  person TEXT NOT NULL, lesson TEXT NOT NULL, points REAL NOT NULL, reason TEXT NOT NULL,
  decided_at TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY(person, lesson)) WITHOUT ROWID;
CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE VIEW grades AS
  SELECT p.name AS person, m.lesson, m.stack, v.earned,
         coalesce(o.points, v.earned - coalesce(r.points_off, 0)) AS points,
         l.points AS possible, l.weight, coalesce(r.points_off, 0) AS points_off, r.remark,
         o.reason AS override_reason, m.not_judged
  FROM marks m JOIN people p ON p.id = m.person JOIN lessons l ON l.lesson = m.lesson
  LEFT JOIN verdicts v ON v.id = m.verdict
  LEFT JOIN rulings r ON r.person = m.person AND r.lesson = m.lesson AND r.stack = m.stack
  LEFT JOIN overrides o ON o.person = p.name AND o.lesson = m.lesson
  WHERE p.place IS NOT NULL AND l.place IS NOT NULL
  ORDER BY p.place, l.place;
CREATE VIEW failures AS
  SELECT p.name AS person, m.lesson, m.stack, t.task, f.name, f.graded, c.category,
         d.text AS diagnosis, k.text AS misconceptions, x.text AS message
  FROM people p JOIN marks m ON m.person = p.id JOIN lessons l ON l.lesson = m.lesson
  JOIN verdicts v ON v.id = m.verdict
  JOIN case_results c ON c.verdict = v.id AND c.category <> 'passed'
  JOIN form_cases f ON f.form = v.form AND f.place = c.place
  JOIN form_tasks t ON t.form = v.form AND t.place = f.task
  LEFT JOIN texts d ON d.id = c.diagnosis LEFT JOIN texts k ON k.id = c.misconceptions
  LEFT JOIN texts x ON x.id = c.message
  WHERE p.place IS NOT NULL AND l.place IS NOT NULL AND m.answer IS NOT NULL
  ORDER BY p.place, l.place, c.place;
)";

}  // namespace gradus::gradebook
