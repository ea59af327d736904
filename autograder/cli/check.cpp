#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/show.hpp"
#include "cli/state.hpp"
#include "cli/verdict.hpp"

namespace gradus::cli {
namespace {

/// The first lesson whose file has changed since it passed, or the last if all are finished.
const judge::Lesson& first_unfinished(const judge::Course& course, const State& state) {
  for (const judge::Lesson& lesson : course.lessons) {
    const auto found = state.finished.find(lesson.id);
    const bool finished =
        found != state.finished.end() && found->second == fingerprint(course, lesson);
    if (!finished) return lesson;
  }
  return course.lessons.back();
}

void remember(const judge::Course& course, const judge::Lesson& lesson,
              const judge::LessonResult& result, bool whole_lesson, State state) {
  state.task = task_to_mend(result);
  if (whole_lesson && result.passed()) {
    state.finished[lesson.id] = fingerprint(course, lesson);
  }
  write_state(course, state);
}

/// What to do after a task, or a lesson, that passes.
std::string go_on(const judge::Lesson& lesson, const std::string& task) {
  if (task.empty()) {
    return fmt::format(
        "Lesson {} is finished. See it work: ./gradus run {}   Go on: ./gradus check", lesson.id,
        lesson.id);
  }
  const auto here = std::ranges::find(lesson.tasks, task, &judge::Task::id);
  if (here == lesson.tasks.end() || here + 1 == lesson.tasks.end()) {
    return fmt::format("Task {} passes. The whole lesson: ./gradus check {}", task, lesson.id);
  }
  return fmt::format("Task {} passes. Next: task {}, {}: ./gradus check {}", task, (here + 1)->id,
                     (here + 1)->functions.front(), (here + 1)->id);
}

}  // namespace

int check(const judge::Course& course, const CheckCommand& options) {
  const State state = read_state(course);
  const judge::Lesson& lesson =
      options.what.empty() ? first_unfinished(course, state) : course.lesson(options.what);
  const bool one_task = options.what.find('.') != std::string::npos;
  if (one_task && lesson.find_task(options.what) == nullptr) {
    throw judge::CannotJudge(fmt::format("{} is no task of lesson {}; its tasks are {} to {}",
                                         options.what, lesson.id, lesson.tasks.front().id,
                                         lesson.tasks.back().id));
  }
  const judge::LessonResult result = verdict(course, lesson,
                                             {.only_task = one_task ? options.what : "",
                                              .solution = options.solution,
                                              .stack = options.stack});
  const std::string file = judged_file(lesson, options.solution);
  fmt::print("{}", show(lesson, result, file,
                        {.colour = ::isatty(STDOUT_FILENO) == 1, .verbose = options.verbose}));
  if (!options.solution) remember(course, lesson, result, !one_task, state);
  if (result.passed() && !options.solution) {
    fmt::print("{}\n", go_on(lesson, one_task ? options.what : ""));
  }
  if (!options.json.empty()) {
    const nlohmann::json json = {
        {"version", judge::json_version}, {"command", "check"}, {"file", file}, {"result", result}};
    base::write_file(options.json, json.dump(2) + "\n");
  }
  return result.passed() ? 0 : 1;
}

}  // namespace gradus::cli
