#include "reporting/class_book.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "base/pattern.hpp"
#include "gradebook/handed_in.hpp"
#include "gradebook/results.hpp"
#include "gradebook/total.hpp"

namespace gradus::reporting {

namespace fs = std::filesystem;
using judge::CannotJudge;

namespace {

std::vector<const judge::Lesson*> lessons_in(const judge::Course& course,
                                             const gradebook::Results& results,
                                             const std::vector<std::string>& only) {
  std::set<std::string> graded;
  for (const gradebook::LessonInfo& lesson : results.lessons()) graded.insert(lesson.id);
  std::set<std::string> wanted;
  for (const std::string& called : only) wanted.insert(course.lesson(called).id);
  std::vector<const judge::Lesson*> lessons;
  for (const judge::Lesson& lesson : course.lessons) {
    const bool asked = wanted.empty() || wanted.contains(lesson.id);
    if (asked && graded.contains(lesson.id)) lessons.push_back(&lesson);
  }
  return lessons;
}

/// Fills in what the name of a row tells and nothing else has said: "doejane_123" has Canvas's ID,
/// "Jane Doe_1234567_assignsubmission_file" a participant's number and a name.
void learn_from_name(Person& person) {
  static const base::Pattern canvas("^[^ ]+_[0-9]+$");
  const auto handed_in = gradebook::by_system(person.name);
  const bool by_moodle = handed_in && handed_in->system == gradebook::System::moodle;
  const std::string& called = by_moodle ? handed_in->person : person.name;  // "Jane Doe_1234567"
  const std::size_t gap = called.rfind('_');
  if (by_moodle) {
    if (person.full_name.empty()) person.full_name = called.substr(0, gap);
    if (person.moodle_id.empty()) person.moodle_id = called.substr(gap + 1);
  } else if (person.canvas_id.empty() && canvas.find(person.name)) {
    person.canvas_id = called.substr(gap + 1);
  }
}

}  // namespace

std::string Work::explained() const {
  if (remark.empty()) return "";
  if (!earned || !points || *earned == *points) return remark + ".";
  return fmt::format("{}. By the tests: {} of {}.", remark, judge::points_text(*earned),
                     judge::points_text(possible));
}

ClassBook::ClassBook(const judge::Course& course, const fs::path& folder,
                     const std::vector<std::string>& only)
    : course_(course),
      folder_(folder),
      results_(std::make_shared<gradebook::Results>(folder)),
      lessons_(lessons_in(course, *results_, only)) {
  for (const gradebook::PersonInfo& person : results_->people()) names_.push_back(person.name);
}

Person ClassBook::person(const std::string& name) const {
  Person person = marks(name);
  for (Work& work : person.works) {
    if (auto result = results_->verdict(work.verdict)) work.result = std::move(*result);
  }
  return person;
}

Person ClassBook::marks(const std::string& name) const {
  const std::optional<gradebook::PersonInfo> known = results_->person(name);
  if (!known) throw CannotJudge(fmt::format("nobody in {} is called {}", folder_.string(), name));
  const gradebook::Member& member = known->member;
  Person person{.name = name,
                .notes = known->notes,
                .full_name = member.name,
                .email = member.id("email"),
                .login = member.id("login"),
                .student_id = member.id("id"),
                .canvas_id = member.id("canvas_id"),
                .moodle_id = member.id("moodle_id"),
                .section = member.section,
                .group = member.group};
  learn_from_name(person);
  std::map<std::string, gradebook::Mark> marks;
  for (gradebook::Mark& mark : results_->marks(known->id)) marks[mark.lesson] = std::move(mark);
  for (const judge::Lesson* lesson : lessons_) {
    const gradebook::Mark& mark = marks[lesson->id];
    Work work{.earned = mark.earned,
              .points = mark.points,
              .possible = static_cast<double>(lesson->points()),
              .not_judged = mark.not_judged,
              .handed_in = mark.handed_in,
              .remark = mark.remark,
              .override_reason = mark.override_reason,
              .verdict = mark.verdict,
              .points_off = mark.override_reason.empty() ? mark.points_off : 0.0,
              .weight = mark.weight};
    person.works.push_back(std::move(work));
  }
  const gradebook::Total total = gradebook::total_of(person.works);
  person.total = total.points;
  person.maximum = total.maximum;
  return person;
}

std::optional<std::string> ClassBook::answer(const std::string& name,
                                             const judge::Lesson& lesson) const {
  const std::optional<gradebook::PersonInfo> known = results_->person(name);
  return known ? results_->answer(known->id, lesson.id) : std::nullopt;
}

void ClassBook::override_mark(const std::string& name, const judge::Lesson& lesson,
                              std::optional<double> points, const std::string& reason) const {
  results_->override_mark(name, lesson.id, points, reason);
}

void ClassBook::for_each(const std::function<void(const Person&)>& visit) const {
  for (const std::string& name : names_) visit(person(name));
}

}  // namespace gradus::reporting
