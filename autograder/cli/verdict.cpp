#include "cli/verdict.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "base/files.hpp"
#include "gradebook/scratch.hpp"
#include "judge/build.hpp"
#include "judge/source.hpp"

namespace gradus::cli {
namespace {

namespace fs = std::filesystem;

judge::Answers read_answers(const judge::Course& course, const judge::Lesson& lesson,
                            bool solution) {
  judge::Answers answers;
  for (const judge::Lesson* one : course.up_to(lesson)) {
    const fs::path path = solution ? course.solution_file(*one) : course.student_file(*one);
    if (fs::exists(path)) answers[one->id] = base::read_file(path);
  }
  if (!answers.contains(lesson.id)) {
    throw judge::CannotJudge(judged_file(lesson, solution) + " is not there");
  }
  return answers;
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

}  // namespace

judge::LessonResult verdict(const judge::Course& course, const judge::Lesson& lesson,
                            const VerdictOptions& options) {
  const bool own_stack =
      options.stack == "own" || (options.stack.empty() && !course.has_solutions());
  if (!own_stack && !course.has_solutions()) {
    throw judge::CannotJudge("this course has no solutions/: --stack reference cannot be had");
  }
  judge::build(course, {"kit_" + lesson.id});
  // A folder in which nothing can be executed, or without room, is not the student's fault.
  gradebook::ScratchRoot root;
  const gradebook::ScratchFolder scratch(root);
  const Doing doing("Compiling your code, and testing it ...");
  judge::LessonResult result =
      judge::judge_answers(course, lesson, read_answers(course, lesson, options.solution),
                           {.stack = own_stack ? judge::Stack::own : judge::Stack::reference,
                            .policy = sandbox::Policy::best_effort,
                            .graded = false,
                            .only_task = options.only_task,
                            .scratch = scratch.path(),
                            .stop = options.stop,
                            .kept = options.solution ? "" : course.build / "kept"});
  if (!result.complete()) throw judge::CannotJudge("not every test ran: " + lesson.folder);
  for (const judge::Doubt& doubt : result.doubts) {
    if (!doubt.may_pass) continue;
    result.notes.push_back("this may be the machine's fault, so try once more: " + doubt.cause);
    break;
  }
  return result;
}

std::string judged_file(const judge::Lesson& lesson, bool solution) {
  return (solution ? "solutions/" : "lessons/") + lesson.folder + "/" + lesson.file_name();
}

bool is_untouched(const judge::Course& course, const judge::Lesson& lesson) {
  const std::string text = base::read_file(course.student_file(lesson));
  const judge::Source source(text);
  return std::ranges::all_of(lesson.tasks, [&](const judge::Task& task) {
    return std::ranges::any_of(source.regions(), [&](const judge::Region& region) {
      return region.task == task.id &&
             source.lines(region.first_line, region.last_line).find("todo(") != std::string::npos;
    });
  });
}

}  // namespace gradus::cli
