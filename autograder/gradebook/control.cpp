#include "gradebook/control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/files.hpp"
#include "judge/compile.hpp"

namespace gradus::gradebook {
namespace {

namespace fs = std::filesystem;
using judge::Answers;
using judge::CannotJudge;
using judge::CaseResult;
using judge::Category;
using judge::Course;
using judge::Doubt;
using judge::JudgeOptions;
using judge::Lesson;
using judge::LessonResult;
using judge::points_text;
using judge::Stack;
using judge::Stopped;
using judge::TaskResult;

/// Whatever went wrong first, in one line.
std::string cause(const LessonResult& result) {
  if (!result.doubts.empty()) return result.doubts.front().cause;
  for (const TaskResult& task : result.tasks) {
    if (!task.compiler.empty()) return task.compiler.front();
    for (const CaseResult& one : task.cases) {
      if (one.category == Category::passed) continue;
      const std::string& text = one.diagnosis.empty() ? one.message : one.diagnosis.front();
      return fmt::format("\"{}\": {}", one.name, text.substr(0, text.find('\n')));
    }
  }
  return "for no reason that is known";
}

/// The stub as it was given out. Where somebody has begun to write answers into it, a file without
/// any function takes its place.
std::string stub_text(const Course& course, const Lesson& lesson) {
  const fs::path file = course.student_file(lesson);
  std::string text = fs::exists(file) ? base::read_file(file) : "";
  std::size_t unfinished = 0;
  for (std::size_t at = 0; (at = text.find("todo(\"", at)) != std::string::npos; ++at) ++unfinished;
  if (unfinished >= lesson.tasks.size()) return text;
  return fmt::format("#include \"{}/{}.hpp\"\n", lesson.folder, lesson.name);
}

bool may_pass(const LessonResult& result) {
  return std::ranges::any_of(result.doubts, &Doubt::may_pass);
}

}  // namespace

LessonResult Control::judge_in(const std::string& folder, const Lesson& lesson,
                               const Answers& answers, JudgeOptions options) const {
  std::error_code error;
  // The user in whose name is judged has to get through to the new folder.
  fs::permissions(options.scratch, fs::perms::owner_all | fs::perms::others_exec, error);
  options.scratch /= folder;
  fs::remove_all(options.scratch, error);
  if (!fs::create_directory(options.scratch, error)) {
    throw CannotJudge(
        fmt::format("{} cannot be made: {}", options.scratch.string(), error.message()));
  }
  LessonResult result = judge_(lesson, answers, options);
  fs::remove_all(options.scratch, error);
  return result;
}

void Control::prove_reference(const Lesson& lesson, const JudgeOptions& options) const {
  JudgeOptions control = options;
  control.stack = Stack::reference;
  const Answers answers{{lesson.id, base::read_file(course_.solution_file(lesson))}};
  const LessonResult result = judge_in("reference", lesson, answers, control);
  if (result.complete() && result.passed()) return;
  throw CannotJudge(fmt::format("the reference solution itself gets {} of {} points here: {}",
                                points_text(result.earned()), points_text(result.possible()),
                                cause(result)));
}

void Control::prove_stub(const Lesson& lesson, const JudgeOptions& options) const {
  const LessonResult result =
      judge_in("stub", lesson, {{lesson.id, stub_text(course_, lesson)}}, options);
  if (result.earned() > 0) {
    throw CannotJudge(fmt::format("the unfinished stub gets {} of {} points here",
                                  points_text(result.earned()), points_text(result.possible())));
  }
  if (!result.complete() || !result.doubts.empty()) {
    throw CannotJudge("the unfinished stub cannot be judged here: " + cause(result));
  }
}

namespace {

/// Whatever `work` throws is the machine's fault.
template <typename Work>
void as_machine(const Lesson& lesson, Work work) try {
  work();
} catch (const Stopped&) {
  throw;
} catch (const std::exception& error) {
  throw CannotJudge(fmt::format("this machine cannot judge {}: {}", lesson.folder, error.what()));
}

}  // namespace

void Control::prove(const Lesson& lesson, const JudgeOptions& options) const {
  as_machine(lesson, [&] {
    if (course_.has_solutions()) prove_reference(lesson, options);
    prove_stub(lesson, options);
  });
}

/// A doubt is about something that failed: an answer that must pass tells all.
void Control::settle(const Lesson& lesson, const JudgeOptions& options) const {
  as_machine(lesson, [&] {
    course_.has_solutions() ? prove_reference(lesson, options) : prove_stub(lesson, options);
  });
}

LessonResult Control::judge(const Lesson& lesson, const Answers& answers,
                            const JudgeOptions& options) const {
  LessonResult result = judge_in("first", lesson, answers, options);
  if (result.doubts.empty()) return result;
  settle(lesson, options);
  if (!may_pass(result)) return result;
  result = judge_in("second", lesson, answers, options);
  if (may_pass(result)) settle(lesson, options);
  return result;
}

}  // namespace gradus::gradebook
