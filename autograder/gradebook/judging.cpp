#include "gradebook/judging.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/parallel.hpp"
#include "base/stop.hpp"
#include "base/text.hpp"
#include "gradebook/cluster.hpp"
#include "gradebook/control.hpp"
#include "gradebook/key.hpp"
#include "judge/scratch.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::gradebook {
namespace {

using judge::CannotJudge;
using judge::ScratchFolder;
using judge::ScratchRoot;

constexpr int attempts = 2;
constexpr std::size_t most_jobs = 256;  // as many user ids as there are to lend

std::vector<std::optional<sandbox::UidLease>> lend_users(std::size_t slots) {
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

/// A file that is not there needs no machine to be judged.
judge::LessonResult not_handed_in(const judge::Lesson& lesson, judge::Stack stack) {
  judge::LessonResult result{.lesson = lesson.id, .stack = stack_name(stack)};
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
};

class Judging {
 public:
  Judging(const Grading& grading, const Plan& plan, Store& store, GradeReport& report,
          const Observer& observer)
      : grading_(grading),
        plan_(plan),
        store_(store),
        report_(report),
        observer_(observer),
        judge_(grading.options.judge ? grading.options.judge : judge_of(grading.course)) {}

  Faults run() {
    tell("", "");
    record_missing();
    if (!plan_.groups.empty()) grading_.options.cluster ? judge_elsewhere() : judge_groups();
    return std::move(faults_);
  }

 private:
  void judge_groups() {
    const base::StopSignals signals;
    ScratchRoot scratch;
    const std::size_t wanted = base::slots_for(grading_.options.jobs);
    const auto users = lend_users(std::min({wanted, plan_.groups.size(), most_jobs}));
    const Control control(grading_.course, judge_);
    const auto in_slots = [&](std::size_t count, const auto& work) {
      base::run_in_slots(static_cast<unsigned>(users.size()), count, base::StopSignals::requested,
                         [&](unsigned slot, std::size_t i) {
                           const auto& user = users[slot];
                           work(i, Desk{.scratch = scratch,
                                        .control = control,
                                        .user = user ? std::optional(user->uid()) : std::nullopt});
                         });
    };
    const std::vector<std::size_t> columns = plan_.columns_to_judge();
    if (grading_.options.control) {
      in_slots(columns.size(), [&](std::size_t i, const Desk& desk) { prove(columns[i], desk); });
    }
    in_slots(plan_.groups.size(),
             [&](std::size_t i, const Desk& desk) { judge_group(plan_.groups[i], desk); });
  }

  void judge_elsewhere() {
    const base::StopSignals signals;
    ClusterWork work{.course = &grading_.course,
                     .folder = std::filesystem::absolute(grading_.options.out) / "slurm",
                     .seed = grading_.seed};
    for (const std::vector<std::size_t>& group : plan_.groups) {
      const Item& first = plan_.items[group.front()];
      work.items.push_back(
          {.lesson = &lesson_of(first), .stack = stack_of(first), .key = first.key});
    }
    const auto first_of = [&](std::size_t i) { return plan_.items[plan_.groups[i].front()]; };
    work.answers = [&](std::size_t i) { return store_.answers(submission_of(first_of(i))); };
    work.judged = [&](std::size_t i, const auto& result) { record(plan_.groups[i], result); };
    work.not_judged = [&](std::size_t i, const std::string& why) { give_up(plan_.groups[i], why); };
    work.say = [&](const std::string& sentence) { tell("", sentence); };
    work.progress = [&](const std::string& note) { tell(note, ""); };
    judge_on_cluster(*grading_.options.cluster, work);
  }

  /// Runs the control answers of a lesson. A machine that cannot judge them judges nobody.
  void prove(std::size_t column, const Desk& desk) {
    const judge::Lesson& lesson = *grading_.lessons[column];
    tell("control answers, " + lesson.folder, "");
    std::string why;
    for (int attempt = 0; attempt < attempts; ++attempt) {
      try {
        const ScratchFolder folder(desk.scratch);
        desk.control.prove(lesson, options_for(report_.grades.front().stack, desk, folder));
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
    const Item& first = plan_.items[group.front()];
    const std::string& folder = lesson_of(first).folder;
    const auto fault = faults_.find(first.column);  // nothing is added to it any more
    if (fault != faults_.end()) {
      for (const std::size_t item : group) leave_open(plan_.items[item], fault->second);
      return;
    }
    const std::string name = submission_of(first).name + ", " + folder;
    tell(name, "");
    std::string why;
    for (int attempt = 0; attempt < attempts; ++attempt) {
      try {
        const std::optional<judge::LessonResult> result = attempt_to_judge(first, desk, why);
        if (!result) continue;
        record(group, *result);
        return;
      } catch (const judge::Stopped&) {
        return;
      }
    }
    give_up(group, why);
  }

  void give_up(const std::vector<std::size_t>& group, const std::string& reason) {
    const std::string why = base::one_line(reason, 500);
    for (const std::size_t index : group) {
      const Item& item = plan_.items[index];
      const std::string name = submission_of(item).name + ", " + lesson_of(item).folder;
      leave_open(item, why);
      tell(name, name + ": not judged: " + why);
    }
  }

  /// Nothing, and the reason in `why`, when there is no verdict on every test case.
  std::optional<judge::LessonResult> attempt_to_judge(const Item& item, const Desk& desk,
                                                      std::string& why) const {
    try {
      const judge::Answers answers = store_.answers(submission_of(item));
      const ScratchFolder folder(desk.scratch);
      const judge::JudgeOptions options = options_for(stack_of(item), desk, folder);
      judge::LessonResult result = grading_.options.control
                                       ? desk.control.judge(lesson_of(item), answers, options)
                                       : judge_(lesson_of(item), answers, options);
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

  judge::JudgeOptions options_for(judge::Stack stack, const Desk& desk,
                                  const ScratchFolder& folder) const {
    return {.stack = stack,
            .policy = grading_.options.policy,
            .uid = desk.user,
            .seed = grading_.seed,
            .graded = true,
            .scratch = folder.path(),
            .stop = base::StopSignals::descriptor()};
  }

  void leave_open(const Item& item, const std::string& why) {
    const std::lock_guard guard(mutex_);
    cell(item).not_judged = why;
    ++report_.not_judged;
  }

  /// Who did not hand a lesson in shares one verdict with all who did not.
  void record_missing() {
    std::map<std::pair<std::size_t, std::string>, std::vector<std::size_t>> by_key;
    for (const std::size_t index : plan_.missing) {
      const Item& item = plan_.items[index];
      by_key[{item.column, item.key}].push_back(index);
    }
    for (const auto& [key, group] : by_key) {
      const Item& first = plan_.items[group.front()];
      record(group, not_handed_in(lesson_of(first), stack_of(first)));
    }
  }

  /// One verdict for all items of the group.
  void record(const std::vector<std::size_t>& group, const judge::LessonResult& result) {
    const Item& first = plan_.items[group.front()];
    std::vector<MarkRow> marks;
    for (const std::size_t index : group) {
      marks.push_back(mark_of(grading_, plan_, report_, plan_.items[index]));
    }
    const std::int64_t id =
        store_.record({.lesson = lesson_of(first).id,
                       .stack = stack_name(stack_of(first)),
                       .key = first.key,
                       .answer_hash = submission_hash(grading_.course, lesson_of(first),
                                                      submission_of(first), stack_of(first)),
                       .lesson_hash = plan_.lesson_hashes[first.column],
                       .toolchain = grading_.course.tools.versions,
                       .result = result,
                       .judged_at = now_utc()},
                      std::move(marks));
    for (const std::size_t index : group) {
      const Item& item = plan_.items[index];
      {
        const std::lock_guard guard(mutex_);
        cell(item).earned = result.earned();
        cell(item).not_judged.clear();
        cell(item).verdict = id;
        ++report_.judged;
      }
      tell(submission_of(item).name + ", " + lesson_of(item).folder, "");
    }
  }

  const judge::Lesson& lesson_of(const Item& item) const { return *grading_.lessons[item.column]; }
  const Submission& submission_of(const Item& item) const {
    return grading_.collection.submissions[item.row];
  }
  judge::Stack stack_of(const Item& item) const { return report_.grades[item.grades].stack; }
  Cell& cell(const Item& item) {
    return report_.grades[item.grades].rows[item.row].cells[item.column];
  }

  void tell(const std::string& current, const std::string& message) {
    if (!observer_) return;
    const std::lock_guard guard(mutex_);
    observer_({.done = report_.reused + report_.judged + report_.not_judged,
               .steps = plan_.items.size(),
               .known = report_.reused,
               .note = current},
              message);
  }

  const Grading& grading_;
  const Plan& plan_;
  Store& store_;
  GradeReport& report_;
  const Observer& observer_;
  Judge judge_;
  Faults faults_;
  std::mutex mutex_;  // for report_, faults_ and observer_ while slots work
};

}  // namespace

Faults judge_what_is_due(const Grading& grading, const Plan& plan, Store& store,
                         GradeReport& report, const Observer& observer) {
  return Judging(grading, plan, store, report, observer).run();
}

}  // namespace gradus::gradebook
