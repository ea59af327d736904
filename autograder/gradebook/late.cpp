#include "gradebook/late.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

#include "gradebook/notes.hpp"

namespace gradus::gradebook {
namespace {

constexpr Time day = 24 * 60 * 60;

std::string count(int number, const std::string& what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::optional<Time> time_of(const Rules& rules, const When& when) {
  if (when.told) return when.told;
  return rules.file_times && when.modified > 0 ? std::optional(when.modified) : std::nullopt;
}

/// The date that holds for somebody, and why it is another than that of the class.
struct Due {
  std::optional<Time> time;
  std::string reason;
};

Due due_for(const Rules& rules, const std::string& person, const std::string& lesson) {
  for (const Extension& one : rules.extensions) {
    if (one.person == person && one.lesson == lesson) return {one.due, one.reason};
  }
  const auto found = rules.due.find(lesson);
  return found == rules.due.end() ? Due{} : Due{found->second, ""};
}

class Ruler {
 public:
  Ruler(const Grading& grading, const Plan& plan, const GradeReport& report, Store& store)
      : grading_(grading), rules_(grading.rules), plan_(plan), report_(report), store_(store) {
    for (const Item& item : plan.items) items_[{item.grades, item.row, item.column}] = &item;
    for (std::size_t i = 0; i < submissions().size(); ++i) rows_[submissions()[i].name] = i;
  }

  void run() {
    for (std::size_t grades = 0; grades < report_.grades.size(); ++grades) {
      for (std::size_t row = 0; row < submissions().size(); ++row) {
        if (!submissions()[row].extra) rule_row(grades, row);
      }
    }
  }

 private:
  const std::vector<Submission>& submissions() const { return grading_.collection.submissions; }

  const Cell& cell(std::size_t grades, std::size_t row, std::size_t column) const {
    return report_.grades[grades].rows[row].cells[column];
  }

  /// The lessons in the order of this person's dates.
  std::vector<std::size_t> by_date(const Submission& one) const {
    std::vector<std::size_t> columns(grading_.lessons.size());
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    std::ranges::stable_sort(columns, [&](std::size_t a, std::size_t b) {
      return due_for(rules_, one.name, grading_.lessons[a]->id).time.value_or(0) <
             due_for(rules_, one.name, grading_.lessons[b]->id).time.value_or(0);
    });
    return columns;
  }

  void rule_row(std::size_t grades, std::size_t row) {
    const std::string stack = stack_name(report_.grades[grades].stack);
    const Submission& one = submissions()[row];
    int free =
        rules_.free_days - store_.free_days_elsewhere(plan_.people[row], stack, grading_.lessons);
    for (const std::size_t column : by_date(one)) {
      std::size_t chosen = row;
      Ruling ruling = rule_cell(grades, row, row, column, free);
      for (const std::size_t turn : turns_of(one, column)) {
        const Ruling other = rule_cell(grades, row, turn, column, free);
        if (chosen == row ||
            left(grades, turn, column, other) > left(grades, chosen, column, ruling)) {
          chosen = turn;
          ruling = other;
        }
      }
      free -= ruling.free_days;
      store_.set_ruling(plan_.people[row], grading_.lessons[column]->id, stack, ruling);
      if (chosen != row) take(grades, row, chosen, column);
    }
  }

  /// The attempts of which the best counts. While one of them is not judged, nobody knows which.
  std::vector<std::size_t> turns_of(const Submission& one, std::size_t column) const {
    std::vector<std::size_t> rows;
    for (const std::string& name : one.turns) {
      const std::size_t row = rows_.at(name);
      if (holds(submissions()[row], grading_.lessons[column]->id)) rows.push_back(row);
    }
    return rows;
  }

  double left(std::size_t grades, std::size_t row, std::size_t column, const Ruling& ruling) const {
    const std::optional<double>& earned = cell(grades, row, column).earned;
    return earned ? *earned - ruling.points_off : 1e9;  // it may be the best: not judged, then
  }

  /// What the rules say of the answer of `turn` as one of the person in `row`.
  Ruling rule_cell(std::size_t grades, std::size_t row, std::size_t turn, std::size_t column,
                   int free) const {
    const std::string& lesson = grading_.lessons[column]->id;
    const Submission& one = submissions()[turn];
    const Due due = due_for(rules_, submissions()[row].name, lesson);
    if (!one.kept.contains(lesson) || !due.time) return {};
    const auto found = one.when.find(lesson);
    const When when = found == one.when.end() ? When{} : found->second;
    const Cell& judged = cell(grades, turn, column);
    const Lateness late = lateness(rules_, lesson, *due.time, when);
    Ruling ruling = rule(rules_, late, judged.earned.value_or(0.0), judged.possible, free);
    ruling.handed_in = time_of(rules_, when);
    if (!ruling.remark.empty() && ruling.handed_in) {
      ruling.remark = fmt::format(
          "Handed in on {}, due {}{}: {}", time_text(*ruling.handed_in), time_text(*due.time),
          due.reason.empty() ? "" : " (extension: " + due.reason + ")", ruling.remark);
    }
    return ruling;
  }

  void take(std::size_t grades, std::size_t row, std::size_t turn, std::size_t column) {
    MarkRow mark = mark_of(grading_, plan_, report_, *items_.at({grades, turn, column}));
    mark.person = plan_.people[row];
    store_.set_mark(mark);
  }

  const Grading& grading_;
  const Rules& rules_;
  const Plan& plan_;
  const GradeReport& report_;
  Store& store_;
  std::map<std::array<std::size_t, 3>, const Item*> items_;
  std::map<std::string, std::size_t> rows_;  // by name
};

}  // namespace

Lateness lateness(const Rules& rules, const std::string& lesson, Time due, const When& when) {
  if (const std::optional<Time> time = time_of(rules, when)) {
    const Time after = *time - due;
    return {.days = after <= rules.grace ? 0 : static_cast<int>((after + day - 1) / day),
            .unknown = ""};
  }
  if (when.late) {
    if (!*when.late) return {.days = 0, .unknown = ""};
    return {.days = std::nullopt,
            .unknown = fmt::format("lesson {} is late, says Canvas, and not how late", lesson)};
  }
  return {.days = std::nullopt,
          .unknown = fmt::format("when lesson {} was handed in is not known", lesson)};
}

Ruling rule(const Rules& rules, const Lateness& late, double earned, double possible,
            int free_days) {
  Ruling ruling{.days_late = late.days};
  const int days = late.days.value_or(0);
  if (days == 0) return ruling;
  if (rules.cutoff_days && days > *rules.cutoff_days) {
    ruling.points_off = earned;
    ruling.remark = fmt::format("{} late, and after {} it counts nothing", count(days, "day"),
                                count(*rules.cutoff_days, "day"));
    return ruling;
  }
  ruling.free_days = std::clamp(free_days, 0, days);
  const double cost = rules.points_a_day + rules.percent_a_day / 100.0 * possible;
  ruling.points_off = std::min(earned, (days - ruling.free_days) * cost);
  ruling.remark = count(days, "day") + " late, ";
  if (ruling.free_days > 0) ruling.remark += count(ruling.free_days, "free day") + " used, ";
  ruling.remark += ruling.points_off > 0.0 ? judge::points_text(ruling.points_off) + " points off"
                                           : std::string("no points off");
  return ruling;
}

void say_unknown_times(const Rules& rules, const std::vector<const judge::Lesson*>& lessons,
                       Collection& collection) {
  const bool costs = rules.points_a_day > 0 || rules.percent_a_day > 0 || rules.cutoff_days;
  std::size_t unknown = 0;
  for (Submission& one : collection.submissions) {
    for (const judge::Lesson* lesson : lessons) {
      const Due due = due_for(rules, one.name, lesson->id);
      if (!costs || one.extra || !due.time || !one.kept.contains(lesson->id)) continue;
      const Lateness late = lateness(rules, lesson->id, *due.time, one.when[lesson->id]);
      if (late.days) continue;
      one.notes.push_back(late.unknown + ": nothing is taken off");
      ++unknown;
    }
  }
  if (unknown == 0) return;
  collection.notes.push_back(fmt::format(
      "{}: of {} it is not known when they were handed in, and nothing is taken off. Say it in the "
      "roster, in the column 'handed_in', or believe the files with times = \"files\"",
      rules.file, count(static_cast<int>(unknown), "answer")));
}

void apply_rules(const Grading& grading, const Plan& plan, const GradeReport& report,
                 Store& store) {
  Ruler(grading, plan, report, store).run();
}

}  // namespace gradus::gradebook
