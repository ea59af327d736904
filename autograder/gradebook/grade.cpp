#include "gradebook/grade.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "base/files.hpp"
#include "base/stop.hpp"
#include "base/text.hpp"
#include "gradebook/attempts.hpp"
#include "gradebook/collect.hpp"
#include "gradebook/csv.hpp"
#include "gradebook/judging.hpp"
#include "gradebook/late.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/people.hpp"
#include "gradebook/plan.hpp"
#include "gradebook/results.hpp"
#include "gradebook/store.hpp"

namespace gradus::gradebook {
namespace {

constexpr unsigned only_mine = 0600;  // grades are for their owner's eyes

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

/// Notes on a row: which lessons are not there, and which could not be judged.
void say_what_is_missing(const Grading& grading, const Submission& one, const Faults& faults,
                         bool interrupted, Row& row) {
  std::vector<std::string> missing;
  std::map<std::string, std::vector<std::string>> not_judged;  // why, and which lessons
  for (std::size_t column = 0; column < grading.lessons.size(); ++column) {
    const judge::Lesson& lesson = *grading.lessons[column];
    const Cell& cell = row.cells[column];
    if (!cell.earned && !interrupted && !faults.contains(column)) {
      not_judged[cell.not_judged].push_back(lesson.folder);
    }
    if (!holds(one, lesson.id)) missing.push_back(lesson.file_name());
  }
  for (const auto& [why, lessons] : not_judged) {
    std::erase(row.notes, why);  // said once is enough
    row.notes.push_back(fmt::format("{} not judged: {}", fmt::join(lessons, ", "), why));
  }
  if (!missing.empty()) {
    row.notes.push_back(fmt::format("not there: {}", fmt::join(missing, ", ")));
  }
}

void say_what_is_missing(const Grading& grading, const Faults& faults, GradeReport& report) {
  const std::vector<Submission>& submissions = grading.collection.submissions;
  for (Grades& grades : report.grades) {
    for (std::size_t row = 0; row < grades.rows.size(); ++row) {
      say_what_is_missing(grading, submissions[row], faults, report.interrupted, grades.rows[row]);
    }
  }
  for (const judge::Lesson* lesson : grading.lessons) {
    const auto handed_in = [&](const Submission& one) { return holds(one, lesson->id); };
    if (std::ranges::any_of(submissions, handed_in)) continue;
    report.notes.push_back(
        fmt::format("nobody has handed in {}; it counts all the same, --lessons leaves it out",
                    lesson->file_name()));
  }
}

/// The grades as the folder has them, of everybody.
Grades read_grades(const Results& results, judge::Stack stack) {
  Grades grades{.stack = stack};
  for (const LessonInfo& lesson : results.lessons()) grades.lessons.push_back(lesson.folder);
  for (const PersonInfo& person : results.people()) {
    Row& row = grades.rows.emplace_back(Row{.submission = person.name, .from = person.from});
    for (const Mark& mark : results.marks(person.id, stack_name(stack))) {
      row.cells.push_back({.earned = mark.earned,
                           .possible = mark.possible,
                           .not_judged = mark.not_judged,
                           .verdict = mark.verdict,
                           .points = mark.points,
                           .weight = mark.weight,
                           .remark = mark.remark});
    }
  }
  return grades;
}

/// What counts, as it is kept: attempts have no row any more.
void show_what_counts(const Grades& kept, Grades& shown) {
  std::map<std::string, const Row*> rows;
  for (const Row& row : kept.rows) rows[row.submission] = &row;
  std::erase_if(shown.rows, [&](const Row& row) { return !rows.contains(row.submission); });
  for (Row& row : shown.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const bool reused = row.cells[i].reused;
      row.cells[i] = rows.at(row.submission)->cells[i];
      row.cells[i].reused = reused;
      const std::string& remark = row.cells[i].remark;
      if (!remark.empty()) row.notes.push_back(shown.lessons[i] + ": " + remark);
    }
  }
}

/// What is known when grading was interrupted.
void show_what_is_known(const Collection& collection, Grades& shown) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < shown.rows.size(); ++i) {
    if (collection.submissions[i].extra) continue;
    for (Cell& cell : shown.rows[i].cells) cell.points = cell.earned;
    rows.push_back(std::move(shown.rows[i]));
  }
  shown.rows = std::move(rows);
}

void write_results(const Grading& grading, const Plan& plan, const OutFolder& out,
                   GradeReport& report, Store& store) {
  Transaction change = store.change();
  for (const Item& item : plan.items) {
    const Cell& cell = report.grades[item.grades].rows[item.row].cells[item.column];
    if (!cell.earned) store.set_mark(mark_of(grading, plan, report, item));
  }
  apply_rules(grading, plan, report, store);
  const std::string only =
      grading.options.only.empty() ? "" : grading.collection.submissions.front().name;
  store.set_decisions(grading.rules.decisions, only, report.notes);
  if (report.judged > 0) store.tidy();
  change.commit();
  const Results results(out.path());
  for (std::size_t i = 0; i < report.grades.size(); ++i) {
    const Grades kept = read_grades(results, report.grades[i].stack);
    base::write_atomically(i == 0 ? out.grades() : out.own_grades(), csv_text(kept), only_mine);
    show_what_counts(kept, report.grades[i]);
  }
  // What an earlier run with both stacks has left says no longer what is so.
  if (report.grades.size() == 1) std::filesystem::remove(out.own_grades());
}

/// Whoever is to be regraded, and their attempts; nobody else.
void leave_one(const std::string& called, Collection& collection) {
  const std::vector<std::size_t> rows = People(collection.submissions).find(called);
  if (rows.size() != 1) {
    throw judge::CannotJudge(fmt::format(
        "--only {}: {} in what was handed in are called so, expected one. Write the name of a row "
        "of grades.csv, or an ID of the roster (--roster)",
        base::one_line(called), rows.empty() ? "none" : std::to_string(rows.size())));
  }
  std::vector<Submission> left{std::move(collection.submissions[rows.front()])};
  const std::vector<std::string> turns = left.front().turns;
  for (Submission& one : collection.submissions) {
    if (one.extra && std::ranges::find(turns, one.name) != turns.end()) {
      left.push_back(std::move(one));
    }
  }
  collection = {.submissions = std::move(left)};
}

/// The lessons that are regraded: those that the folder has marks of.
std::vector<const judge::Lesson*> regraded_lessons(Store& store, const OutFolder& out,
                                                   const std::vector<const judge::Lesson*>& asked,
                                                   const GradeOptions& options) {
  std::vector<const judge::Lesson*> lessons = store.graded(asked);
  if (lessons.empty() || (!options.lessons.empty() && lessons.size() < asked.size())) {
    throw judge::CannotJudge(
        fmt::format("--only {}: got lessons that the last run in {} has not graded, expected some "
                    "of its. Grade "
                    "the class first, without --only",
                    base::one_line(options.only), options.out.string()));
  }
  const std::vector<judge::Stack> stacks = chosen_stacks(options.stacks);
  const std::string stack = stacks.size() > 1 ? "both" : judge::stack_name(stacks.front());
  const bool two_tables = std::filesystem::exists(out.own_grades());
  const std::string known = two_tables ? "both" : Results(options.out).stack();
  if (stack != known) {
    throw judge::CannotJudge(
        fmt::format("--only {}: got --stack {}, and the class in {} was graded with --stack {}: "
                    "say that here, too",
                    base::one_line(options.only), stack, options.out.string(), known));
  }
  return lessons;
}

/// What was handed in becomes rows of people, by the roster and the rules.
Rules make_rows(const judge::Course& course, const GradeOptions& options,
                const std::vector<const judge::Lesson*>& lessons, Collection& collection) {
  Rules rules = options.rules.value_or(Rules{});
  if (options.class_list) compare(*options.class_list, course, collection);
  join_attempts(rules, options.rules.has_value(), collection);
  take_times_of_roster(course, collection);
  find_people(rules, collection.submissions, options.class_list.has_value(), collection.notes);
  if (!options.only.empty()) leave_one(options.only, collection);
  say_unknown_times(rules, lessons, collection);
  return rules;
}

/// Somebody who reads results.sqlite holds up a commit: it waits, as long as that takes.
bool wait_for_reader(double seconds, Store& store, const Observer& observer, double& told) {
  constexpr double before_it_is_said = 5;
  constexpr double until_it_is_said_again = 60;
  if (seconds == 0) told = 0;
  if (seconds >= told + (told == 0 ? before_it_is_said : until_it_is_said_again)) {
    told = seconds;
    observer({}, fmt::format("{}: another program is reading it, and verdicts have to wait for it "
                             "({:.0f} s so far); nothing is lost",
                             store.database().file().string(), seconds));
  }
  return !base::StopSignals::requested();
}

}  // namespace

GradeReport grade(const judge::Course& given, const GradeOptions& options,
                  const Observer& given_observer) {
  std::mutex telling;
  const Observer observer = [&](const base::Stand& stand, const std::string& message) {
    const std::lock_guard guard(telling);
    if (given_observer) given_observer(stand, message);
  };
  // What is wrong with the command should cost no time.
  for (const std::filesystem::path& path : options.paths) require_path(path);
  const std::vector<const judge::Lesson*> asked = chosen_lessons(given, options.lessons);
  const OutFolder out(options.out);

  const judge::Course course = options.prepare ? options.prepare(asked) : given;
  std::vector<const judge::Lesson*> lessons = chosen_lessons(course, options.lessons);
  Store store(out.path());
  store.database().on_busy([&, told = 0.0](double seconds) mutable {
    return wait_for_reader(seconds, store, observer, told);
  });
  if (!options.only.empty()) lessons = regraded_lessons(store, out, lessons, options);
  // Before the seed is read: the processes that unpack archives never had it.
  Transaction reading = store.change();
  Collection collection = collect(
      course, options.paths, options.out, options.limits, options.policy,
      [&](Submission& submission) { store.keep_answers(submission); },
      options.rules && options.rules->attempts == Attempts::best);
  reading.commit();
  const Rules rules = make_rows(course, options, lessons, collection);
  const std::string seed = out.seed(options.seed);

  GradeReport report{.notes = collection.notes, .lost = collection.lost};
  std::ranges::copy(store.problems(), std::back_inserter(report.notes));
  const Grading grading{course, options, lessons, collection, seed, rules};
  const Plan plan = make_plan(grading, store, report);
  const Faults faults = judge_what_is_due(grading, plan, store, report, observer);
  report.interrupted = report.reused + report.judged + report.not_judged < plan.items.size();
  say_what_is_missing(grading, faults, report);
  if (!report.interrupted) {
    write_results(grading, plan, out, report, store);
  } else {
    for (Grades& grades : report.grades) show_what_is_known(collection, grades);
  }
  return report;
}

}  // namespace gradus::gradebook
