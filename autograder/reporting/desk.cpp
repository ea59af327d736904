#include "reporting/desk.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/file.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "reporting/class_book.hpp"

namespace gradus::reporting {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t longest_text = 1 << 20;

json number_or_null(const std::optional<double>& number) {
  return number ? json(*number) : json();
}

std::string text_of(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

base::PageAnswer as_json(const std::string& text) {
  return {.body = text, .type = "application/json; charset=utf-8"};
}

/// Whether a grader is at work in this folder.
bool is_growing(const fs::path& folder) {
  const base::Descriptor lock(::open((folder / "grading.lock").c_str(), O_RDONLY | O_CLOEXEC));
  return lock && ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0;
}

json to_json(const judge::TaskResult& task, const judge::Lesson& lesson) {
  const judge::Task* known = lesson.find_task(task.id);
  json cases = json::array();
  for (const judge::CaseResult& one : task.cases) {
    json diagnosis = json::array();
    for (const std::string& sentence : one.diagnosis) diagnosis.push_back(base::clean(sentence));
    cases.push_back({{"name", base::one_line(one.name)},
                     {"graded", one.graded},
                     {"category", judge::to_string(one.category)},
                     {"diagnosis", diagnosis},
                     {"message", base::clean(one.message)},
                     {"seconds", one.seconds}});
  }
  json compiler = json::array();
  for (const std::string& line : task.compiler) compiler.push_back(base::clean(line));
  return {
      {"id", task.id},
      {"functions", known == nullptr ? "" : fmt::format("{}", fmt::join(known->functions, ", "))},
      {"earned", task.earned},
      {"possible", task.possible},
      {"passed", task.passed()},
      {"compiler", compiler},
      {"cases", cases}};
}

}  // namespace

Desk::Desk(const judge::Course& course, const fs::path& folder) : course_(course), folder_(folder) {
  const ClassBook book(course, folder);  // there is something
}

base::PageAnswer Desk::answer(const base::PageRequest& request) const {
  try {
    if (request.method == "POST") {
      if (request.path != "override") return {.body = "no such thing\n", .status = 404};
      const std::string reason = base::trimmed(request.parameter("reason"));
      const std::string points = base::trimmed(request.parameter("points"));
      const std::optional<double> number = base::to_number(points);
      const judge::Lesson& lesson = course_.lesson(request.parameter("lesson"));
      if (reason.empty()) throw judge::CannotJudge("a mark that is set by hand needs a reason");
      if (!points.empty() && (!number || !(*number >= 0.0 && *number <= lesson.points()))) {
        throw judge::CannotJudge(fmt::format("{} is no number of points from 0 to {}",
                                             base::one_line(points), lesson.points()));
      }
      ClassBook(course_, folder_)
          .override_mark(request.parameter("person"), lesson, number, reason);
      return as_json(work(request.parameter("person"), lesson.id));
    }
    if (request.path.empty()) return file("page.html", "text/html; charset=utf-8");
    if (request.path == "desk.css") return file("desk.css", "text/css; charset=utf-8");
    if (request.path == "desk.js") return file("desk.js", "text/javascript; charset=utf-8");
    if (request.path == "rows") return as_json(rows());
    if (request.path == "work") {
      return as_json(work(request.parameter("person"), request.parameter("lesson")));
    }
    return {.body = "no such thing\n", .type = "text/plain", .status = 404};
  } catch (const judge::CannotJudge& error) {
    return {.body = base::clean(error.what()) + "\n",
            .type = "text/plain; charset=utf-8",
            .status = 400};
  }
}

std::string Desk::rows() const {
  const ClassBook book(course_, folder_);
  json lessons = json::array();
  for (const judge::Lesson* lesson : book.lessons()) {
    lessons.push_back({{"id", lesson->id},
                       {"title", lesson->title},
                       {"file", lesson->file_name()},
                       {"possible", lesson->points()}});
  }
  json people = json::array();
  std::size_t done = 0;
  for (const std::string& name : book.names()) {
    const Person person = book.marks(name);
    json cells = json::array();
    for (const Work& work : person.works) {
      done += work.points || !work.not_judged.empty() ? 1 : 0;
      cells.push_back({{"points", number_or_null(work.points)},
                       {"earned", number_or_null(work.earned)},
                       {"possible", work.possible},
                       {"handed_in", work.handed_in},
                       {"remark", base::one_line(work.explained())}});
    }
    people.push_back({{"name", person.name},
                      {"shown", base::one_line(person.shown())},
                      {"total", number_or_null(person.total)},
                      {"maximum", person.maximum},
                      {"cells", cells}});
  }
  return text_of({{"lessons", lessons},
                  {"people", people},
                  {"growing", is_growing(folder_)},
                  {"done", done},
                  {"steps", book.lessons().size() * book.names().size()}});
}

std::string Desk::work(const std::string& name, const std::string& called) const {
  const ClassBook book(course_, folder_);
  const judge::Lesson& lesson = course_.lesson(called);
  const auto column = std::ranges::find(book.lessons(), &lesson);
  if (column == book.lessons().end()) {
    throw judge::CannotJudge("lesson " + lesson.id + " was not graded");
  }
  const Person person = book.person(name);
  const Work& work = person.works[static_cast<std::size_t>(column - book.lessons().begin())];
  json tasks = json::array();
  for (const judge::TaskResult& task : work.result.tasks) tasks.push_back(to_json(task, lesson));
  json notes = json::array();
  for (const std::string& note : person.notes) notes.push_back(base::clean(note));
  for (const std::string& note : work.result.notes) notes.push_back(base::clean(note));
  const std::optional<std::string> answer = book.answer(name, lesson);
  return text_of({{"person", person.name},
                  {"shown", base::one_line(person.shown())},
                  {"lesson", lesson.id},
                  {"points", number_or_null(work.points)},
                  {"earned", number_or_null(work.earned)},
                  {"possible", work.possible},
                  {"not_judged", base::clean(work.not_judged)},
                  {"remark", base::clean(work.explained())},
                  {"override_reason", base::clean(work.override_reason)},
                  {"answer", answer ? json(base::clean(*answer, longest_text)) : json()},
                  {"output", base::clean(work.result.output)},
                  {"notes", notes},
                  {"tasks", tasks}});
}

base::PageAnswer Desk::file(const std::string& name, const std::string& type) const {
  const fs::path folder = course_.root / "autograder" / "reporting" / "desk";
  return {.body = base::read_file(folder / name), .type = type};
}

}  // namespace gradus::reporting
