#include "gradebook/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/text.hpp"
#include "gradebook/key.hpp"

namespace gradus::gradebook {
namespace {

bool anybody_answers(const Collection& collection, const judge::Lesson& lesson) {
  return std::ranges::any_of(collection.submissions,
                             [&](const Submission& one) { return one.kept.contains(lesson.id); });
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
  Planner(const Grading& grading, Store& store, GradeReport& report)
      : grading_(grading), store_(store), report_(report) {}

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
    write_down();
    return std::move(plan_);
  }

 private:
  /// From now on the store says of everybody what is known and what is not.
  void write_down() {
    Transaction change = store_.change();
    const bool one_alone = !grading_.options.only.empty();
    if (!one_alone) {
      store_.forget_places();
      store_.set_lessons(grading_.lessons, grading_.rules);
      store_.set_stack(stack_name(report_.grades.front().stack));
    }
    const std::vector<Submission>& submissions = grading_.collection.submissions;
    for (std::size_t row = 0; row < submissions.size(); ++row) {
      std::optional<std::size_t> place(row);
      if (submissions[row].extra) place.reset();
      if (one_alone && place) place = store_.place_among_others(submissions[row]);
      plan_.people.push_back(store_.set_person(submissions[row], place));
    }
    for (const Item& item : plan_.items) store_.set_mark(mark_of(grading_, plan_, report_, item));
    change.commit();
  }

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
    const std::string hash = submission_hash(grading_.course, lesson, one, stack);
    item.key = verdict_key(grading_.course, {.submission_hash = hash,
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
    // Equal answers have one key: it is looked up once. Who is regraded is judged afresh.
    const auto [known, first_time] = known_.try_emplace(lesson.id + item.key);
    const bool look = first_time && grading_.options.only.empty();
    if (look) known->second = store_.find(lesson.id, item.key);
    if (known->second) {
      ++report_.reused;
      return {.earned = known->second->earned,
              .possible = cell.possible,
              .reused = true,
              .verdict = known->second->id};
    }
    if (one.kept.contains(lesson.id)) {
      const auto [group, is_new] = group_of_.try_emplace(lesson.id + item.key, plan_.groups.size());
      if (is_new) plan_.groups.emplace_back();
      plan_.groups[group->second].push_back(index);
    } else {
      plan_.missing.push_back(index);
    }
    return cell;
  }

  const Grading& grading_;
  Store& store_;
  GradeReport& report_;
  Plan plan_;
  std::unordered_map<std::string, std::optional<Store::Known>> known_;  // by lesson and key
  std::unordered_map<std::string, std::size_t> group_of_;               // by lesson and key
};

}  // namespace

std::vector<std::size_t> Plan::columns_to_judge() const {
  std::set<std::size_t> columns;
  for (const std::vector<std::size_t>& group : groups) columns.insert(items[group.front()].column);
  return {columns.begin(), columns.end()};
}

Plan make_plan(const Grading& grading, Store& store, GradeReport& report) {
  return Planner(grading, store, report).run();
}

std::vector<judge::Stack> chosen_stacks(Stacks stacks) {
  if (stacks == Stacks::both) return {judge::Stack::reference, judge::Stack::own};
  return {stacks == Stacks::own ? judge::Stack::own : judge::Stack::reference};
}

MarkRow mark_of(const Grading& grading, const Plan& plan, const GradeReport& report,
                const Item& item) {
  const Submission& one = grading.collection.submissions[item.row];
  const std::string& lesson = grading.lessons[item.column]->id;
  const auto answer = one.kept.find(lesson);
  const Cell& cell = report.grades[item.grades].rows[item.row].cells[item.column];
  return {.person = plan.people[item.row],
          .lesson = lesson,
          .stack = stack_name(report.grades[item.grades].stack),
          .verdict = cell.verdict,
          .not_judged = cell.not_judged,
          .answer = answer == one.kept.end() ? 0 : answer->second.id};
}

}  // namespace gradus::gradebook
