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

#include "base/files.hpp"
#include "base/parallel.hpp"
#include "base/stop.hpp"
#include "gradebook/csv.hpp"
#include "gradebook/journal.hpp"
#include "gradebook/key.hpp"
#include "gradebook/notes.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/scratch.hpp"
#include "gradebook/submission.hpp"

namespace gradus::gradebook {
namespace {

using judge::CannotJudge;
using judge::Control;

constexpr int attempts = 2;
constexpr unsigned only_mine = 0600;  // grades are for their owner's eyes
constexpr unsigned most_jobs = 256;   // as many user ids as there are to lend

std::string stack_name(judge::Stack stack) {
  return stack == judge::Stack::own ? "own" : "reference";
}

/// The lessons to grade, each once, in the order of the course.
std::vector<const judge::Lesson*> chosen_lessons(const judge::Course& course,
                                                 const std::vector<std::string>& called) {
  std::set<std::string> ids;
  for (const std::string& name : called) ids.insert(course.lesson(name).id);
  std::vector<const judge::Lesson*> lessons;
  for (const judge::Lesson& lesson : course.lessons) {
    if (called.empty() || ids.contains(lesson.id)) lessons.push_back(&lesson);
  }
  return lessons;
}

std::vector<judge::Stack> chosen_stacks(Stacks stacks) {
  if (stacks == Stacks::both) return {judge::Stack::reference, judge::Stack::own};
  return {stacks == Stacks::own ? judge::Stack::own : judge::Stack::reference};
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

Judge judge_of(const judge::Course& course) {
  return [&course](const auto& lesson, const auto& answers, const auto& options) {
    return judge::judge_answers(course, lesson, answers, options);
  };
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
  Grader(judge::Course course, OutFolder out, const GradeOptions& options, const Observer& observer)
      : course_(std::move(course)),
        options_(options),
        observer_(observer),
        judge_(options.judge ? options.judge : judge_of(course_)),
        lessons_(chosen_lessons(course_, options.lessons)),
        collection_(collect(course_, options.paths, options.out, options.limits, options.policy)),
        out_(std::move(out)),
        seed_(out_.seed(options.seed)),
        journal_(out_.journal()) {
    report_.notes = collection_.notes;
    report_.lost = collection_.lost;
    report_.notes.insert(report_.notes.end(), journal_.problems().begin(),
                         journal_.problems().end());
  }

  GradeReport run() {
    plan();
    judge_open_items();
    report_.interrupted = report_.reused + report_.judged + report_.not_judged < items_.size();
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
    for (const judge::Lesson* lesson : lessons_) {
      // Nothing decides about what nobody has handed in, and the files to hash are long.
      hashes.push_back(anybody_answers(*lesson) ? lesson_hash(course_, *lesson) : "");
      folders.push_back(lesson->folder);
    }
    lesson_hashes_ = hashes;
    for (const judge::Stack stack : chosen_stacks(options_.stacks)) {
      Grades& grades = report_.grades.emplace_back();
      grades.stack = stack;
      grades.lessons = folders;
      for (const Submission& one : collection_.submissions) plan_row(grades, one);
    }
  }

  bool anybody_answers(const judge::Lesson& lesson) const {
    return std::ranges::any_of(collection_.submissions, [&](const Submission& one) {
      return one.answers.contains(lesson.id);
    });
  }

  void plan_row(Grades& grades, const Submission& one) {
    const std::size_t row = grades.rows.size();
    grades.rows.push_back(
        {.submission = one.name, .from = one.from, .notes = one.notes, .cells = {}});
    for (std::size_t column = 0; column < lessons_.size(); ++column) {
      const judge::Lesson& lesson = *lessons_[column];
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
        cell.not_judged = base::one_line(unreadable, 500);
        ++report_.not_judged;
      } else if (known && known->result.complete()) {
        cell = {.earned = known->result.earned(),
                .possible = cell.possible,
                .reused = true,
                .not_judged = ""};
        ++report_.reused;
      } else if (one.answers.contains(lesson.id)) {
        std::vector<std::size_t>& equal = groups_of_[lesson.id + key];
        if (equal.empty()) groups_.push_back(&equal);
        equal.push_back(items_.size());
      } else {
        missing_.push_back(items_.size());
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
  std::string why_unreadable(const Submission& one, const judge::Lesson& lesson,
                             judge::Stack stack) const {
    if (one.unreadable.contains(lesson.id)) return one.unreadable.at(lesson.id);
    if (stack != judge::Stack::own) return "";
    for (const judge::Lesson* earlier : course_.before(lesson)) {
      if (one.unreadable.contains(earlier->id)) {
        return fmt::format("{} comes before it: {}", earlier->folder,
                           one.unreadable.at(earlier->id));
      }
    }
    return "";
  }

  // ---- judging
  // -----------------------------------------------------------------------------------

  void judge_open_items() {
    tell("", "");
    for (const std::size_t item : missing_) record(items_[item], not_handed_in(items_[item]));
    if (groups_.empty()) return;
    const base::StopSignals signals;
    ScratchRoot scratch;
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t wanted = options_.jobs == 0 ? cores : options_.jobs;
    const auto users = lend_users(
        static_cast<unsigned>(std::min({wanted, groups_.size(), std::size_t{most_jobs}})));
    const Control control(course_, judge_);
    const auto in_slots = [&](std::size_t count, const auto& work) {
      base::run_in_slots(static_cast<unsigned>(users.size()), count, base::StopSignals::requested,
                         [&](unsigned slot, std::size_t i) {
                           const auto& user = users[slot];
                           work(i, Desk{.scratch = scratch,
                                        .control = control,
                                        .user = user ? std::optional(user->uid()) : std::nullopt});
                         });
    };
    const std::vector<std::size_t> columns = columns_to_judge();
    if (options_.control) {
      in_slots(columns.size(), [&](std::size_t i, const Desk& desk) { prove(columns[i], desk); });
    }
    in_slots(groups_.size(),
             [&](std::size_t i, const Desk& desk) { judge_group(*groups_[i], desk); });
  }

  /// The lessons of which something is to be judged.
  std::vector<std::size_t> columns_to_judge() const {
    std::set<std::size_t> columns;
    for (const auto* group : groups_) columns.insert(items_[group->front()].column);
    return {columns.begin(), columns.end()};
  }

  /// A file that is not there needs no machine to be judged.
  judge::LessonResult not_handed_in(const Item& item) const {
    const judge::Lesson& lesson = *lessons_[item.column];
    judge::LessonResult result{.lesson = lesson.id,
                               .stack = stack_name(report_.grades[item.grades].stack)};
    for (const judge::Task& task : lesson.tasks) {
      const std::string words = lesson.file_name() + " was not handed in.";
      result.tasks.push_back({.id = task.id,
                              .possible = static_cast<double>(task.points),
                              .cases = {{.name = "handed in",
                                         .task = task.id,
                                         .category = judge::Category::missing,
                                         .message = words}}});
    }
    return result;
  }

  /// Where and as whom one slot works.
  struct Desk {
    ScratchRoot& scratch;
    const Control& control;
    std::optional<unsigned> user;

    judge::JudgeOptions options(const GradeOptions& grading, judge::Stack stack,
                                const std::string& seed, const ScratchFolder& folder) const {
      return {.stack = stack,
              .policy = grading.policy,
              .uid = user,
              .seed = seed,
              .graded = true,
              .only_task = {},
              .scratch = folder.path(),
              .stop = base::StopSignals::descriptor()};
    }
  };

  /// Runs the control answers of a lesson. A machine that cannot judge them judges nobody.
  void prove(std::size_t column, const Desk& desk) {
    const judge::Lesson& lesson = *lessons_[column];
    tell("control answers, " + lesson.folder, "");
    std::string why;
    for (int attempt = 0; attempt < attempts; ++attempt) {
      try {
        const ScratchFolder folder(desk.scratch);
        desk.control.prove(lesson,
                           desk.options(options_, report_.grades.front().stack, seed_, folder));
        return;
      } catch (const judge::Stopped&) {
        return;
      } catch (const std::exception& error) {
        why = base::one_line(error.what(), 500);
      }
    }
    {
      const std::lock_guard guard(mutex_);
      faults_[column] = why;
      report_.notes.push_back(lesson.folder + ": nobody is judged: " + why);
    }
    tell("", why);
  }

  /// Equal answers are judged once.
  void judge_group(const std::vector<std::size_t>& group, const Desk& desk) {
    const Item& first = items_[group.front()];
    const judge::Lesson& lesson = *lessons_[first.column];
    const auto fault = faults_.find(first.column);  // nothing is added to it any more
    if (fault != faults_.end()) {
      for (const std::size_t item : group) leave_open(items_[item], fault->second);
      return;
    }
    const std::string name = collection_.submissions[first.row].name + ", " + lesson.folder;
    tell(name, "");
    std::string why;
    for (int attempt = 0; attempt < attempts; ++attempt) {
      try {
        const std::optional<judge::LessonResult> result = attempt_to_judge(first, desk, why);
        if (!result) continue;
        for (const std::size_t item : group) record(items_[item], *result);
        return;
      } catch (const judge::Stopped&) {
        return;
      }
    }
    why = base::one_line(why, 500);
    for (const std::size_t item : group) {
      leave_open(items_[item], why);
      tell(name, fmt::format("{}, {}: not judged: {}",
                             collection_.submissions[items_[item].row].name, lesson.folder, why));
    }
  }

  void leave_open(const Item& item, const std::string& why) {
    const std::lock_guard guard(mutex_);
    cell(item).not_judged = why;
    ++report_.not_judged;
  }

  /// Nothing, and the reason in `why`, when there is no verdict on every test case.
  std::optional<judge::LessonResult> attempt_to_judge(const Item& item, const Desk& desk,
                                                      std::string& why) const {
    const judge::Lesson& lesson = *lessons_[item.column];
    const Submission& submission = collection_.submissions[item.row];
    try {
      const ScratchFolder folder(desk.scratch);
      const judge::JudgeOptions judging =
          desk.options(options_, report_.grades[item.grades].stack, seed_, folder);
      judge::LessonResult result = options_.control
                                       ? desk.control.judge(lesson, submission.answers, judging)
                                       : judge_(lesson, submission.answers, judging);
      if (result.complete()) return result;
      why = "some test cases did not run";
      if (!result.notes.empty()) why += ": " + result.notes.front();
    } catch (const judge::Stopped&) {
      throw;
    } catch (const std::exception& error) {
      why = error.what();
    } catch (...) {
      why = "an unknown error";
    }
    return std::nullopt;
  }

  void record(const Item& item, const judge::LessonResult& result) {
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
               .steps = items_.size(),
               .known = report_.reused,
               .note = current},
              message);
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
          if (!cell.earned && !report_.interrupted && !faults_.contains(column)) {
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
    for (const judge::Lesson* lesson : lessons_) {
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
    base::write_atomically(out_.grades(), csv_text(report_.grades.front()), only_mine);
    if (report_.grades.size() > 1) {
      base::write_atomically(out_.own_grades(), csv_text(report_.grades.back()), only_mine);
    }
  }

  judge::Course course_;
  const GradeOptions& options_;
  const Observer& observer_;
  Judge judge_;
  std::vector<const judge::Lesson*> lessons_;
  Collection collection_;  // read before the seed: the processes that unpack archives never had it
  OutFolder out_;
  std::string seed_;
  Journal journal_;
  std::vector<std::string> lesson_hashes_;
  std::vector<Item> items_;
  // What the journal does not know, as indices of items: what is to be judged, in groups of equal
  // answers and in the order of the class, and what was not handed in.
  std::map<std::string, std::vector<std::size_t>> groups_of_;  // by lesson and key
  std::vector<const std::vector<std::size_t>*> groups_;
  std::vector<std::size_t> missing_;
  std::map<std::size_t, std::string> faults_;  // by column: why the machine cannot judge the lesson
  std::mutex mutex_;  // for report_, faults_ and observer_ while slots work
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

GradeReport grade(const judge::Course& course, const GradeOptions& options,
                  const Observer& observer) {
  // What is wrong with the command should cost no time.
  for (const std::filesystem::path& path : options.paths) require_path(path);
  const std::vector<const judge::Lesson*> lessons = chosen_lessons(course, options.lessons);
  OutFolder out(options.out);
  return Grader(options.prepare ? options.prepare(lessons) : course, std::move(out), options,
                observer)
      .run();
}

}  // namespace gradus::gradebook
