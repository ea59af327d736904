#include "cli/verdict.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/files.hpp"
#include "cli/task.hpp"
#include "judge/build.hpp"
#include "judge/scratch.hpp"

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

}  // namespace

judge::LessonResult verdict(const judge::Course& course, const judge::Lesson& lesson,
                            const VerdictOptions& options) {
  const bool own_stack =
      options.stack == "own" || (options.stack.empty() && !course.has_solutions());
  if (!options.built) judge::build(course, {"kit_" + lesson.id});
  // A folder in which nothing can be executed, or without room, is not the student's fault.
  judge::ScratchRoot root;
  const judge::ScratchFolder scratch(root);
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

bool is_stub(const std::string& text, const judge::Lesson& lesson) {
  return std::ranges::all_of(lesson.tasks, [&](const judge::Task& task) {
    return part_of(text, task.id).find("todo(") != std::string::npos;
  });
}

bool is_untouched(const judge::Course& course, const judge::Lesson& lesson) {
  return is_stub(base::read_file(course.student_file(lesson)), lesson);
}

}  // namespace gradus::cli
