// The verdict on a lesson as a student is told it: public tests alone, in the grader's way.
#pragma once

#include <string>

#include "judge/course.hpp"
#include "judge/judge.hpp"

namespace gradus::cli {

struct VerdictOptions {
  std::string only_task;  // "1.2"; empty: the whole lesson
  bool solution = false;  // of the reference solution
  std::string stack;      // "own", "reference"; empty: reference where the course has solutions
  bool built = false;     // its kit is known to be up to date
  int stop = -1;          // a descriptor: when it is readable, judge::Stopped is thrown
};

/// Builds what this needs and judges; what was judged before, and has not changed, is not judged
/// again. Throws CannotJudge where a file is not there, or not every test ran.
judge::LessonResult verdict(const judge::Course& course, const judge::Lesson& lesson,
                            const VerdictOptions& options);

/// The file that is judged, as a path from the course's folder: "lessons/01_activations/...".
std::string judged_file(const judge::Lesson& lesson, bool solution);

/// No task is written, as far as a look can tell: each one still says todo.
bool is_stub(const std::string& text, const judge::Lesson& lesson);

/// The student's file is one.
bool is_untouched(const judge::Course& course, const judge::Lesson& lesson);

}  // namespace gradus::cli
