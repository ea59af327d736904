#include "gradebook/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.hpp"
#include "gradebook/key.hpp"

namespace gradus::gradebook {
namespace {

std::vector<judge::Stack> chosen_stacks(Stacks stacks) {
  if (stacks == Stacks::both) return {judge::Stack::reference, judge::Stack::own};
  return {stacks == Stacks::own ? judge::Stack::own : judge::Stack::reference};
}

bool anybody_answers(const Collection& collection, const judge::Lesson& lesson) {
  return std::ranges::any_of(collection.submissions, [&](const Submission& one) {
    return one.answers.contains(lesson.id);
  });
}

/// Why a lesson must not be judged: the answer, or one that it stands on, could not be read.
std::string why_unreadable(const judge::Course& course, const Submission& one,
                           const judge::Lesson& lesson, judge::Stack stack) {
  if (one.unreadable.contains(lesson.id)) return one.unreadable.at(lesson.id);
  if (stack != judge::Stack::own) return "";
  for (const judge::Lesson* earlier : course.before(lesson)) {
    if (one.unreadable.contains(earlier->id)) {
      return fmt::format("{} comes before it: {}", earlier->folder, one.unreadable.at(earlier->id));
    }
  }
  return "";
}

class Planner {
 public:
  Planner(const Grading& grading, const Journal& journal, GradeReport& report)
      : grading_(grading), journal_(journal), report_(report) {}

  Plan run() {
    std::vector<std::string> folders;
    for (const judge::Lesson* lesson : grading_.lessons) {
      // Nothing decides about what nobody has handed in, and the files to hash are long.
      const bool answered = anybody_answers(grading_.collection, *lesson);
      plan_.lesson_hashes.push_back(answered ? lesson_hash(grading_.course, *lesson) : "");
      folders.push_back(lesson->folder);
    }
    for (const judge::Stack stack : chosen_stacks(grading_.options.stacks)) {
      report_.grades.push_back({.stack = stack, .lessons = folders});
      for (const Submission& one : grading_.collection.submissions) add_row(one);
    }
    return std::move(plan_);
  }

 private:
  void add_row(const Submission& one) {
    Grades& grades = report_.grades.back();
    Row& row =
        grades.rows.emplace_back(Row{.submission = one.name, .from = one.from, .notes = one.notes});
    for (std::size_t column = 0; column < grading_.lessons.size(); ++column) {
      plan_.items.push_back(
          {.grades = report_.grades.size() - 1, .row = grades.rows.size() - 1, .column = column});
      row.cells.push_back(add_cell(one, *grading_.lessons[column], grades.stack));
    }
  }

  /// The cell of the last item; where the verdict is open, the item is put where it belongs.
  Cell add_cell(const Submission& one, const judge::Lesson& lesson, judge::Stack stack) {
    Item& item = plan_.items.back();
    const std::size_t index = plan_.items.size() - 1;
    item.submission_hash = submission_hash(grading_.course, lesson, one.answers, stack);
    item.key = verdict_key(grading_.course, {.submission_hash = item.submission_hash,
                                             .lesson_hash = plan_.lesson_hashes[item.column],
                                             .stack = stack,
                                             .policy = grading_.options.policy,
                                             .seed = grading_.seed});
    Cell cell{.possible = static_cast<double>(lesson.points()), .not_judged = "not reached"};
    const std::string unreadable = why_unreadable(grading_.course, one, lesson, stack);
    if (!unreadable.empty()) {
      cell.not_judged = base::one_line(unreadable, 500);
      ++report_.not_judged;
      return cell;
    }
    const std::optional<Entry> known = journal_.find(one.name, lesson.id, item.key);
    if (known && known->result.complete()) {
      ++report_.reused;
      return {.earned = known->result.earned(), .possible = cell.possible, .reused = true};
    }
    if (one.answers.contains(lesson.id)) {
      const auto [group, is_new] = group_of_.try_emplace(lesson.id + item.key, plan_.groups.size());
      if (is_new) plan_.groups.emplace_back();
      plan_.groups[group->second].push_back(index);
    } else {
      plan_.missing.push_back(index);
    }
    return cell;
  }

  const Grading& grading_;
  const Journal& journal_;
  GradeReport& report_;
  Plan plan_;
  std::map<std::string, std::size_t> group_of_;  // by lesson and key
};

}  // namespace

std::vector<std::size_t> Plan::columns_to_judge() const {
  std::set<std::size_t> columns;
  for (const std::vector<std::size_t>& group : groups) columns.insert(items[group.front()].column);
  return {columns.begin(), columns.end()};
}

Plan make_plan(const Grading& grading, const Journal& journal, GradeReport& report) {
  return Planner(grading, journal, report).run();
}

std::string stack_name(judge::Stack stack) {
  return stack == judge::Stack::own ? "own" : "reference";
}

}  // namespace gradus::gradebook
