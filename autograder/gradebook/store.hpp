// results.sqlite: every verdict, on the disk before the next judgement starts. A grader that is
// killed at any moment, or loses its power, has lost nothing that it wrote: SQLite's rollback
// journal (never WAL, which needs shared memory and so no network drive), synchronous = EXTRA.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gradebook/collect.hpp"
#include "gradebook/database.hpp"
#include "gradebook/rules.hpp"
#include "gradebook/ruling.hpp"
#include "gradebook/verdicts.hpp"
#include "judge/course.hpp"

namespace gradus::gradebook {

/// One lesson of one person, as the file has it.
struct MarkRow {
  std::int64_t person = 0;
  std::string lesson;
  std::string stack;
  std::int64_t verdict = 0;  // 0: none, and then
  std::string not_judged;    // why
  std::int64_t answer = 0;   // 0: nothing was handed in
};

class Store {
 public:
  /// Opens or creates `out`/results.sqlite. Of a damaged one, and of one of an older form, what
  /// still counts is taken over; what does not is said in problems(), and the file is kept beside.
  /// The caller sees to it that it is the only one that writes (OutFolder). Throws CannotJudge.
  explicit Store(const std::filesystem::path& out);

  /// What was found wrong, one sentence each.
  const std::vector<std::string>& problems() const { return problems_; }
  Database& database() { return *database_; }

  /// Keeps the texts of a submission's answers, and takes them out of it: a class does not fit into
  /// memory.
  void keep_answers(Submission& submission);
  judge::Answers answers(const Submission& submission);

  /// All that follows, up to `commit`, is one change of the file.
  Transaction change() { return Transaction(*database_); }

  /// Who and what this run is about; everybody and every other lesson leaves the tables of grades.
  void set_lessons(const std::vector<const judge::Lesson*>& lessons, const Rules& rules);
  void forget_places();
  /// On whose earlier lessons the grades of grades.csv stand: "reference" or "own".
  void set_stack(const std::string& stack);
  std::int64_t set_person(const Submission& submission, std::optional<std::size_t> place);

  /// Where somebody who is graded alone stands: where they stood, or between the others by name.
  /// The row that they had as one who handed in nothing goes.
  std::size_t place_among_others(const Submission& submission);
  /// Of the lessons those that the last run graded.
  std::vector<const judge::Lesson*> graded(const std::vector<const judge::Lesson*>& lessons);

  /// The verdict that was reached under this key, if every test case was judged.
  struct Known {
    std::int64_t id = 0;
    double earned = 0.0;
  };
  std::optional<Known> find(const std::string& lesson, const std::string& key);

  void set_mark(const MarkRow& mark);

  void set_ruling(std::int64_t person, const std::string& lesson, const std::string& stack,
                  const Ruling& ruling);
  /// What somebody has used up with lessons that are not among these.
  int free_days_elsewhere(std::int64_t person, const std::string& stack,
                          const std::vector<const judge::Lesson*>& lessons);

  /// The decisions of grading.toml are these, and no others; of `only`, if that is not empty. Where
  /// gradus serve was told another mark, that stays, and is said.
  void set_decisions(const std::vector<Decision>& decisions, const std::string& only,
                     std::vector<std::string>& notes);

  /// Writes a verdict and for whom it counts, and waits until the disk has it. Several threads may
  /// call this at once. Throws CannotJudge when it cannot be written; the file is then as it was.
  std::int64_t record(const Verdict& verdict, std::vector<MarkRow> marks);

  /// Drops verdicts and texts that nobody's mark goes by.
  void tidy();

 private:
  void open(const std::filesystem::path& file);
  void rescue(const std::filesystem::path& file, const std::string& why);
  void take_over(const std::filesystem::path& file, std::int64_t version);
  std::string begin_anew(const std::filesystem::path& file, const std::string& ending,
                         const std::function<void(Database& old)>& take);
  void take_decisions(Database& old);

  std::unique_ptr<Database> database_;
  std::unique_ptr<Verdicts> verdicts_;
  std::vector<std::string> problems_;
  std::mutex mutex_;
};

}  // namespace gradus::gradebook
