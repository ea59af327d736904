#include "gradebook/grade.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>

#include "gradebook/csv.hpp"
#include "gradebook/descriptor.hpp"
#include "gradebook/hash.hpp"
#include "gradebook/journal.hpp"
#include "gradebook/notes.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/scratch.hpp"
#include "gradebook/slots.hpp"
#include "gradebook/submission.hpp"

namespace gradus::gradebook {
namespace {

using engine::CannotJudge;

constexpr int attempts = 2;
constexpr unsigned most_jobs = 256;  // as many user ids as there are to lend

std::string stack_name(engine::Stack stack) {
  return stack == engine::Stack::own ? "own" : "reference";
}

/// The lessons to grade, each once, in the order of the course.
std::vector<const engine::Lesson*> chosen_lessons(const engine::Course& course,
                                                  const std::vector<std::string>& called) {
  std::set<std::string> ids;
  for (const std::string& name : called) ids.insert(course.lesson(name).id);
  std::vector<const engine::Lesson*> lessons;
  for (const engine::Lesson& lesson : course.lessons) {
    if (called.empty() || ids.contains(lesson.id)) lessons.push_back(&lesson);
  }
  return lessons;
}

std::vector<engine::Stack> chosen_stacks(Stacks stacks) {
  if (stacks == Stacks::both) return {engine::Stack::reference, engine::Stack::own};
  return {stacks == Stacks::own ? engine::Stack::own : engine::Stack::reference};
}

std::vector<std::optional<sandbox::UidLease>> lend_users(unsigned slots) {
  std::vector<std::optional<sandbox::UidLease>> users;
  try {
    while (users.size() < slots) users.push_back(sandbox::UidLease::take_if_root());
  } catch (const std::runtime_error& error) {  // other graders have the rest: fewer slots, then
    if (users.empty()) throw CannotJudge(error.what());
  }
  return users;
}

/// One verdict that is due.
struct Item {
  std::size_t grades;  // index into GradeReport::grades
  std::size_t row;
  std::size_t column;
  std::string submission_hash;
  std::string key;
};

class Grader {
 public:
  Grader(const engine::Course& course, const GradeOptions& options, const Observer& observer)
      : course_(course),
        options_(options),
        observer_(observer),
        lessons_(chosen_lessons(course, options.lessons)),
        collection_(collect(course, options.paths, options.out, options.limits, options.policy)),
        out_(options.out),
        seed_(out_.seed(options.seed)),
        journal_(out_.journal()) {
    report_.notes = collection_.notes;
    report_.lost = collection_.lost;
    report_.notes.insert(report_.notes.end(), journal_.problems().begin(),
                         journal_.problems().end());
  }

  GradeReport run() {
    plan();
    const std::size_t judged_by_now = judge_open_items();
    report_.interrupted = judged_by_now < open_.size();
    say_what_is_missing();
    if (!report_.interrupted) write_results();
    return std::move(report_);
  }

 private:
  // ---- before
  // ------------------------------------------------------------------------------------

  void plan() {
    std::vector<std::string> hashes;
    std::vector<std::string> folders;
    for (const engine::Lesson* lesson : lessons_) {
      hashes.push_back(lesson_hash(course_, *lesson));
      folders.push_back(lesson->folder);
    }
    lesson_hashes_ = hashes;
    for (const engine::Stack stack : chosen_stacks(options_.stacks)) {
      Grades& grades = report_.grades.emplace_back();
      grades.stack = stack;
      grades.lessons = folders;
      for (const Submission& one : collection_.submissions) plan_row(grades, one);
    }
  }

  void plan_row(Grades& grades, const Submission& one) {
    const std::size_t row = grades.rows.size();
    grades.rows.push_back(
        {.submission = one.name, .from = one.from, .notes = one.notes, .cells = {}});
    for (std::size_t column = 0; column < lessons_.size(); ++column) {
      const engine::Lesson& lesson = *lessons_[column];
      const std::string content = submission_hash(course_, lesson, one.answers, grades.stack);
      const std::string key = verdict_key(course_, {.submission_hash = content,
                                                    .lesson_hash = lesson_hashes_[column],
                                                    .stack = grades.stack,
                                                    .policy = options_.policy,
                                                    .seed = seed_});
      Cell cell{.earned = {}, .possible = double(lesson.points()), .not_judged = "not reached"};
      const std::optional<Entry> known = journal_.find(one.name, lesson.id, key);
      const std::string unreadable = why_unreadable(one, lesson, grades.stack);
      if (!unreadable.empty()) {
        cell.not_judged = one_line(unreadable, 500);
        ++report_.not_judged;
      } else if (known && known->result.complete()) {
        cell = {.earned = known->result.earned(),
                .possible = cell.possible,
                .reused = true,
                .not_judged = ""};
        ++report_.reused;
      } else {
        open_.push_back(items_.size());
      }
      grades.rows[row].cells.push_back(cell);
      items_.push_back({.grades = report_.grades.size() - 1,
                        .row = row,
                        .column = column,
                        .submission_hash = content,
                        .key = key});
    }
  }

  /// Why a lesson must not be judged: the answer, or one that it stands on, could not be read.
  std::string why_unreadable(const Submission& one, const engine::Lesson& lesson,
                             engine::Stack stack) const {
    if (one.unreadable.contains(lesson.id)) return one.unreadable.at(lesson.id);
    if (stack != engine::Stack::own) return "";
    for (const engine::Lesson* earlier : course_.before(lesson)) {
      if (one.unreadable.contains(earlier->id)) {
        return fmt::format("{} comes before it: {}", earlier->folder,
                           one.unreadable.at(earlier->id));
      }
    }
    return "";
  }

  // ---- judging
  // -----------------------------------------------------------------------------------

  /// Returns how many items were taken up.
  std::size_t judge_open_items() {
    tell("", "");
    if (open_.empty()) return 0;
    const StopSignals signals;
    ScratchRoot scratch;
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t wanted = options_.jobs == 0 ? cores : options_.jobs;
    const auto users =
        lend_users(static_cast<unsigned>(std::min({wanted, open_.size(), std::size_t{most_jobs}})));
    std::size_t taken_up = 0;
    run_in_slots(static_cast<unsigned>(users.size()), open_.size(), StopSignals::requested,
                 [&](unsigned slot, std::size_t i) {
                   {
                     const std::lock_guard guard(mutex_);
                     ++taken_up;
                   }
                   const auto& user = users[slot];
                   judge_item(items_[open_[i]], scratch,
                              user ? std::optional(user->uid()) : std::nullopt);
                 });
    return taken_up;
  }

  void judge_item(const Item& item, ScratchRoot& scratch, std::optional<unsigned> user) {
    const Submission& submission = collection_.submissions[item.row];
    const engine::Lesson& lesson = *lessons_[item.column];
    const std::string name = submission.name + ", " + lesson.folder;
    tell(name, "");
    std::string why;
    for (int attempt = 0; attempt < attempts; ++attempt) {
      const std::optional<engine::LessonResult> result = attempt_to_judge(
          lesson, submission, report_.grades[item.grades].stack, scratch, user, why);
      if (!result) continue;
      record(item, *result);
      return;
    }
    why = one_line(why, 500);
    {
      const std::lock_guard guard(mutex_);
      cell(item).not_judged = why;
      ++report_.not_judged;
    }
    tell(name, fmt::format("{}: not judged: {}", name, why));
  }

  /// Nothing, and the reason in `why`, when there is no verdict on every test case.
  std::optional<engine::LessonResult> attempt_to_judge(const engine::Lesson& lesson,
                                                       const Submission& submission,
                                                       engine::Stack stack, ScratchRoot& scratch,
                                                       std::optional<unsigned> user,
                                                       std::string& why) const {
    try {
      const ScratchFolder folder(scratch);
      const engine::JudgeOptions judging{.stack = stack,
                                         .policy = options_.policy,
                                         .uid = user,
                                         .seed = seed_,
                                         .graded = true,
                                         .only_task = {},
                                         .scratch = folder.path()};
      engine::LessonResult result =
          options_.judge ? options_.judge(lesson, submission.answers, judging)
                         : engine::judge(course_, lesson, submission.answers, judging);
      if (result.complete()) return result;
      why = "some test cases did not run";
      if (!result.notes.empty()) why += ": " + result.notes.front();
    } catch (const std::exception& error) {
      why = error.what();
    } catch (...) {
      why = "an unknown error";
    }
    return std::nullopt;
  }

  void record(const Item& item, const engine::LessonResult& result) {
    const Submission& submission = collection_.submissions[item.row];
    journal_.append({.submission = submission.name,
                     .lesson = lessons_[item.column]->id,
                     .stack = stack_name(report_.grades[item.grades].stack),
                     .key = item.key,
                     .submission_hash = item.submission_hash,
                     .lesson_hash = lesson_hashes_[item.column],
                     .toolchain = course_.toolchain,
                     .result = result,
                     .notes = submission.notes,
                     .when = now_utc()});
    {
      const std::lock_guard guard(mutex_);
      cell(item).earned = result.earned();
      cell(item).not_judged.clear();
      ++report_.judged;
    }
    tell(submission.name + ", " + lessons_[item.column]->folder, "");
  }

  Cell& cell(const Item& item) {
    return report_.grades[item.grades].rows[item.row].cells[item.column];
  }

  void tell(const std::string& current, const std::string& message) {
    if (!observer_) return;
    const std::lock_guard guard(mutex_);
    observer_({.done = report_.reused + report_.judged + report_.not_judged,
               .reused = report_.reused,
               .total = items_.size(),
               .current = current,
               .message = message});
  }

  // ---- after
  // -------------------------------------------------------------------------------------

  void say_what_is_missing() {
    for (Grades& grades : report_.grades) {
      for (std::size_t row = 0; row < grades.rows.size(); ++row) {
        const Submission& one = collection_.submissions[row];
        std::vector<std::string> missing;
        std::map<std::string, std::vector<std::string>> not_judged;  // why, and which lessons
        for (std::size_t column = 0; column < lessons_.size(); ++column) {
          const Cell& cell = grades.rows[row].cells[column];
          const std::string& id = lessons_[column]->id;
          if (!cell.earned && !report_.interrupted) {
            not_judged[cell.not_judged].push_back(lessons_[column]->folder);
          }
          if (!one.answers.contains(id) && !one.unreadable.contains(id)) {
            missing.push_back(lessons_[column]->file_name());
          }
        }
        for (const auto& [why, lessons] : not_judged) {
          std::erase(grades.rows[row].notes, why);  // said once is enough
          grades.rows[row].notes.push_back(
              fmt::format("{} not judged: {}", fmt::join(lessons, ", "), why));
        }
        if (!missing.empty()) {
          grades.rows[row].notes.push_back(fmt::format("not there: {}", fmt::join(missing, ", ")));
        }
      }
    }
    for (const engine::Lesson* lesson : lessons_) {
      const bool handed_in =
          std::ranges::any_of(collection_.submissions, [&](const Submission& one) {
            return one.answers.contains(lesson->id) || one.unreadable.contains(lesson->id);
          });
      if (!handed_in) {
        report_.notes.push_back(
            fmt::format("nobody has handed in {}; it counts all the same, --lessons leaves it out",
                        lesson->file_name()));
      }
    }
  }

  void write_results() {
    std::vector<Journal::Wanted> order;
    for (const Item& item : items_) {
      const Grades& grades = report_.grades[item.grades];
      order.push_back({.submission = grades.rows[item.row].submission,
                       .lesson = lessons_[item.column]->id,
                       .stack = stack_name(grades.stack),
                       .key = item.key});
    }
    journal_.compact(order);
    write_atomically(out_.grades(), csv_text(report_.grades.front()));
    if (report_.grades.size() > 1) {
      write_atomically(out_.own_grades(), csv_text(report_.grades.back()));
    }
  }

  const engine::Course& course_;
  const GradeOptions& options_;
  const Observer& observer_;
  std::vector<const engine::Lesson*> lessons_;
  Collection collection_;  // read before the seed: the processes that unpack archives never had it
  OutFolder out_;
  std::uint64_t seed_;
  Journal journal_;
  std::vector<std::string> lesson_hashes_;
  std::vector<Item> items_;
  std::vector<std::size_t> open_;  // indices of the items that the journal does not know
  std::mutex mutex_;               // for report_ and observer_ while slots work
  GradeReport report_;
};

}  // namespace

std::optional<double> Row::total() const {
  double sum = 0.0;
  for (const Cell& cell : cells) {
    if (!cell.earned) return std::nullopt;
    sum += *cell.earned;
  }
  return sum;
}

double Row::maximum() const {
  return std::accumulate(cells.begin(), cells.end(), 0.0,
                         [](double sum, const Cell& cell) { return sum + cell.possible; });
}

GradeReport grade(const engine::Course& course, const GradeOptions& options,
                  const Observer& observer) {
  return Grader(course, options, observer).run();
}

}  // namespace gradus::gradebook
