#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "cli/commands.hpp"
#include "cli/show.hpp"
#include "cli/state.hpp"
#include "gradebook/scratch.hpp"
#include "judge/build.hpp"
#include "judge/compile.hpp"
#include "judge/judge.hpp"

namespace gradus::cli {
namespace {

namespace fs = std::filesystem;

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

judge::Answers read_answers(const judge::Course& course, const judge::Lesson& lesson,
                            bool solution) {
  judge::Answers answers;
  const auto add = [&](const judge::Lesson& one) {
    const fs::path path = solution ? course.solution_file(one) : course.student_file(one);
    if (fs::exists(path)) answers[one.id] = base::read_file(path);
  };
  for (const judge::Lesson* earlier : course.before(lesson)) add(*earlier);
  add(lesson);
  if (!answers.contains(lesson.id)) {
    throw judge::CannotJudge(
        (solution ? course.solution_file(lesson) : course.student_file(lesson)).string() +
        " is not there");
  }
  return answers;
}

void remember(const judge::Course& course, const judge::Lesson& lesson,
              const judge::LessonResult& result, bool whole_lesson, State state) {
  state.task.clear();
  for (const judge::TaskResult& task : result.tasks) {
    if (!task.passed() && state.task.empty()) state.task = task.id;
  }
  if (whole_lesson && result.passed()) {
    state.finished[lesson.id] = fingerprint(course, lesson);
  }
  write_state(course, state);
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
  const bool own_stack =
      options.stack == "own" || (options.stack.empty() && !course.has_solutions());
  if (!own_stack && !course.has_solutions()) {
    throw judge::CannotJudge("this course has no solutions/: --stack reference cannot be had");
  }

  judge::build(course, {"kit_" + lesson.id});
  // A folder in which nothing can be executed, or without room, is not the student's fault.
  gradebook::ScratchRoot root;
  const gradebook::ScratchFolder scratch(root);
  judge::LessonResult result =
      judge::judge_answers(course, lesson, read_answers(course, lesson, options.solution),
                           {.stack = own_stack ? judge::Stack::own : judge::Stack::reference,
                            .policy = sandbox::Policy::best_effort,
                            .graded = false,
                            .only_task = one_task ? options.what : "",
                            .scratch = scratch.path(),
                            .kept = options.solution ? "" : course.build / "kept"});
  if (!result.complete()) throw judge::CannotJudge("not every test ran: " + lesson.folder);
  for (const judge::Doubt& doubt : result.doubts) {
    if (!doubt.may_pass) continue;
    result.notes.push_back("this may be the machine's fault, so try once more: " + doubt.cause);
    break;
  }

  const std::string folder = options.solution ? "solutions/" : "lessons/";
  const std::string file = folder + lesson.folder + "/" + lesson.file_name();
  fmt::print("{}", show(lesson, result, file, ::isatty(STDOUT_FILENO) == 1));
  if (!options.solution) remember(course, lesson, result, !one_task, state);
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
