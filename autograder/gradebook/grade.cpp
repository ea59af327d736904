#include "gradebook/grade.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "base/files.hpp"
#include "gradebook/collect.hpp"
#include "gradebook/csv.hpp"
#include "gradebook/judging.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/plan.hpp"
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

bool has_handed_in(const Submission& one, const judge::Lesson& lesson) {
  return one.kept.contains(lesson.id) || one.unreadable.contains(lesson.id);
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
    if (!has_handed_in(one, lesson)) missing.push_back(lesson.file_name());
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
    const auto handed_in = [&](const Submission& one) { return has_handed_in(one, *lesson); };
    if (std::ranges::any_of(submissions, handed_in)) continue;
    report.notes.push_back(
        fmt::format("nobody has handed in {}; it counts all the same, --lessons leaves it out",
                    lesson->file_name()));
  }
}

void write_results(const Grading& grading, const Plan& plan, const OutFolder& out,
                   GradeReport& report, Store& store) {
  Transaction change = store.change();
  for (const Item& item : plan.items) {
    const Cell& cell = report.grades[item.grades].rows[item.row].cells[item.column];
    if (!cell.earned) store.set_mark(mark_of(grading, plan, report, item));
  }
  if (report.judged > 0) store.tidy();
  change.commit();
  const auto overrides = store.overrides();
  for (const Item& item : plan.items) {
    const auto set = overrides.find(
        {grading.collection.submissions[item.row].name, grading.lessons[item.column]->id});
    if (set == overrides.end()) continue;
    report.grades[item.grades].rows[item.row].cells[item.column].earned = set->second;
  }
  base::write_atomically(out.grades(), csv_text(report.grades.front()), only_mine);
  if (report.grades.size() > 1) {
    base::write_atomically(out.own_grades(), csv_text(report.grades.back()), only_mine);
  }
}

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

GradeReport grade(const judge::Course& given, const GradeOptions& options,
                  const Observer& observer) {
  // What is wrong with the command should cost no time.
  for (const std::filesystem::path& path : options.paths) require_path(path);
  const std::vector<const judge::Lesson*> asked = chosen_lessons(given, options.lessons);
  const OutFolder out(options.out);

  const judge::Course course = options.prepare ? options.prepare(asked) : given;
  const std::vector<const judge::Lesson*> lessons = chosen_lessons(course, options.lessons);
  Store store(out.path());
  // Before the seed is read: the processes that unpack archives never had it.
  Transaction reading = store.change();
  Collection collection =
      collect(course, options.paths, options.out, options.limits, options.policy,
              [&](Submission& submission) { store.keep_answers(submission); });
  reading.commit();
  if (options.class_list) compare(*options.class_list, course, collection);
  const std::string seed = out.seed(options.seed);

  GradeReport report{.notes = collection.notes, .lost = collection.lost};
  std::ranges::copy(store.problems(), std::back_inserter(report.notes));
  const Grading grading{course, options, lessons, collection, seed};
  const Plan plan = make_plan(grading, store, report);
  const Faults faults = judge_what_is_due(grading, plan, store, report, observer);
  report.interrupted = report.reused + report.judged + report.not_judged < plan.items.size();
  say_what_is_missing(grading, faults, report);
  if (!report.interrupted) write_results(grading, plan, out, report, store);
  return report;
}

}  // namespace gradus::gradebook
