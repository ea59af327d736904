#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "cli/board.hpp"
#include "cli/commands.hpp"
#include "cli/show.hpp"
#include "cli/state.hpp"
#include "cli/task.hpp"
#include "cli/verdict.hpp"
#include "judge/build.hpp"

namespace gradus::cli {
namespace {

/// The lesson at which the last check stopped, so that one hears when it is finished; or else the
/// first that is not finished, or the last if all are.
const judge::Lesson& lesson_at_hand(const judge::Course& course) {
  const std::string task = read_state(course).task;
  for (const judge::Lesson& lesson : course.lessons) {
    if (lesson.find_task(task) != nullptr) return lesson;
  }
  return first_unfinished(course);
}

/// Remembers which task a hint will be wanted for.
void remember(const judge::Course& course, const judge::LessonResult& result) {
  State state = read_state(course);
  state.task = task_to_mend(result);
  write_state(course, state);
}

/// A line on the terminal that says what is being done, until it is done.
class Doing {
 public:
  explicit Doing(const char* what) : terminal_(::isatty(STDERR_FILENO) == 1) {
    if (terminal_) fmt::print(stderr, "{}", what);
  }
  ~Doing() {
    if (terminal_) std::fputs("\r\x1B[K", stderr);
  }
  Doing(const Doing&) = delete;
  Doing& operator=(const Doing&) = delete;

 private:
  bool terminal_;
};

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
  const judge::Task& next = *(here + 1);
  return fmt::format("Task {} passes. Next: task {}, {}: ./gradus check {}", task, next.id,
                     next.functions.front(), next.id);
}

}  // namespace

int check(const judge::Course& course, const CheckCommand& options) {
  const judge::Lesson& lesson =
      options.what.empty() ? lesson_at_hand(course) : course.lesson(options.what);
  const bool one_task = names_task(options.what);
  if (one_task) task_of(lesson, options.what);
  judge::build(course, {"kit_" + lesson.id});
  const judge::LessonResult result = [&] {
    const Doing doing("Compiling your code, and testing it ...");
    return verdict(course, lesson,
                   {.only_task = one_task ? options.what : "",
                    .solution = options.solution,
                    .stack = options.stack,
                    .built = true});
  }();
  const std::string file = judged_file(lesson, options.solution);
  fmt::print("{}", show(lesson, result, file,
                        {.colour = ::isatty(STDOUT_FILENO) == 1, .verbose = options.verbose}));
  if (!options.solution) remember(course, result);
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
