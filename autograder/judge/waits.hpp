// One mistake costs every task that calls the function it is in. Which tasks these are is read off
// the student's own text, so that what is to be mended first can be said first.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "judge/course.hpp"
#include "judge/judge.hpp"
#include "judge/result.hpp"

namespace gradus::judge {

/// What is known of tasks, by their ids: passed, not_written, not_compiled, or wrong.
using TaskStates = std::map<std::string, Category>;

/// Fills TaskResult::waits_for of each task that fails: with the failing tasks that its code calls,
/// directly or through others, and that wait for none themselves. `lessons` are those whose
/// functions are the student's own, up to this one; `states`, what is known of their tasks beside
/// `result` itself and the texts.
void add_waits(LessonResult& result, const std::vector<const Lesson*>& lessons,
               const Answers& answers, TaskStates states);

/// "train calls your step_decay, and 7.3 does not pass: mend that first." `lesson` is the one that
/// is read.
std::string sentence(const Wait& wait, const std::string& lesson);

}  // namespace gradus::judge
