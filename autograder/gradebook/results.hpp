// What is in a folder of results, for whoever asks: exports, feedback, the class report, a page.
//
// Everything stands in one SQLite file, results.sqlite (store.hpp writes it, schema.hpp says what
// is in it). This is the reading side, and the one thing that may be written besides: an override.
// What has no function here can be asked with ask(), in SQL, as any other tool can. A reader never
// disturbs a grader at work: it sees each verdict whole, or not yet.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gradebook/member.hpp"
#include "judge/result.hpp"

namespace gradus::gradebook {

class Database;  // database.hpp
struct Verdict;  // verdicts.hpp
class Verdicts;

struct TaskInfo {
  std::string id;                      // "1.2"
  std::vector<std::string> functions;  // {"tanh_derivative"}
  double possible = 0.0;
};

/// A lesson that the last run graded.
struct LessonInfo {
  std::string id;      // "01"
  std::string folder;  // "01_activations"
  std::string title;
  std::string file;  // "activations.cpp"
  double possible = 0.0;
  std::vector<TaskInfo> tasks;
};

/// Somebody who has a row in grades.csv.
struct PersonInfo {
  std::int64_t id = 0;  // in this file, for the functions below
  std::string name;     // the row: unique, on one line
  std::string from;     // where the submission was read
  std::vector<std::string> notes;
  Member member;  // by the roster
};

/// One lesson of one person.
struct Mark {
  std::string lesson;            // "01"
  std::optional<double> earned;  // by the tests; nothing if it was not judged
  std::optional<double> points;  // what counts: an override, or `earned` without what is taken off
  double possible = 0.0;
  std::string not_judged;       // why, when `earned` is empty
  bool handed_in = false;       // false: judged as missing
  std::string override_reason;  // empty: there is no override
  double points_off = 0.0;      // for a hand-in that was late
  std::string remark;           // why `points` are not `earned`, in a sentence for the person
  double weight = 1.0;          // in the total
  std::int64_t verdict = 0;     // 0: none
};

class Results {
 public:
  /// Opens `out`/results.sqlite. Throws CannotJudge when there is none, or it is no such file.
  explicit Results(const std::filesystem::path& out);
  Results(Results&&) noexcept;
  ~Results();

  std::string stack() const;                // of grades.csv: "reference" or "own"
  std::vector<LessonInfo> lessons() const;  // in the order of the course
  std::vector<PersonInfo> people() const;   // in the order of grades.csv, those who are missing too
  std::optional<PersonInfo> person(const std::string& name) const;

  /// One a lesson, in the order of lessons(). `stack`: "reference" or "own"; empty: the one that
  /// grades.csv has.
  std::vector<Mark> marks(std::int64_t person, const std::string& stack = "") const;
  /// The whole verdict: tasks with points, cases with message and time.
  std::optional<judge::LessonResult> verdict(std::int64_t id) const;
  /// The same with its key, its hashes and its time.
  std::optional<Verdict> whole_verdict(std::int64_t id) const;

  /// What was handed in for the lesson, as it was judged; nothing if it was not.
  std::optional<std::string> answer(std::int64_t person, const std::string& lesson) const;

  /// The mark of this lesson is `points` from now on, whatever the tests say; nothing takes that
  /// back. Kept over runs of `grade`.
  void override_mark(const std::string& person, const std::string& lesson,
                     std::optional<double> points, const std::string& reason);

  /// Rows of an SQL query, each value as text ("" for NULL). `values` are bound to ?1, ?2, ...
  void ask(const std::string& sql, const std::vector<std::string>& values,
           const std::function<void(const std::vector<std::string>& row)>& visit) const;

 private:
  std::filesystem::path out_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Verdicts> verdicts_;
};

}  // namespace gradus::gradebook
