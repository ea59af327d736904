#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "cli/board.hpp"
#include "cli/commands.hpp"
#include "cli/show.hpp"
#include "cli/state.hpp"
#include "cli/task.hpp"
#include "cli/verdict.hpp"

namespace gradus::cli {
namespace {

/// The first lesson that is not finished, or the last if all are.
const judge::Lesson& first_unfinished(const judge::Course& course) {
  const Next next = next_of(look(course));
  return next.lesson == nullptr ? course.lessons.back() : *next.lesson;
}

/// Remembers which task a hint will be wanted for.
void remember(const judge::Course& course, const judge::LessonResult& result) {
  State state = read_state(course);
  state.task.clear();
  for (const judge::TaskResult& task : result.tasks) {
    if (!task.passed() && state.task.empty()) state.task = task.id;
  }
  write_state(course, state);
}

}  // namespace

int check(const judge::Course& course, const CheckCommand& options) {
  const judge::Lesson& lesson =
      options.what.empty() ? first_unfinished(course) : course.lesson(options.what);
  const bool one_task = names_task(options.what);
  if (one_task) task_of(lesson, options.what);
  const judge::LessonResult result = verdict(course, lesson,
                                             {.only_task = one_task ? options.what : "",
                                              .solution = options.solution,
                                              .stack = options.stack});
  const std::string file = judged_file(lesson, options.solution);
  fmt::print("{}", show(lesson, result, file, ::isatty(STDOUT_FILENO) == 1));
  if (!options.solution) remember(course, result);
  if (result.passed() && !options.solution && !one_task) {
    fmt::print("Lesson {} is finished. See it work: ./gradus run {}   Go on: ./gradus check\n",
               lesson.id, lesson.id);
  }
  if (!options.json.empty()) {
    const nlohmann::json json = {
        {"version", judge::json_version}, {"command", "check"}, {"file", file}, {"result", result}};
    base::write_file(options.json, json.dump(2) + "\n");
  }
  return result.passed() ? 0 : 1;
}

}  // namespace gradus::cli
