// Reads what the trusted tests report (tests/support/report.cpp), and makes test cases and points
// of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "judge/course.hpp"
#include "judge/result.hpp"

namespace gradus::judge {

/// The cases in a report, one JSON object a line. `left_out` has the tasks that do not compile,
/// with the compiler's words, as Compiled::left_out: a function that is missing because of that
/// says so. `earlier` are the lessons that this one is built on. Throws CannotJudge on a report
/// that is damaged or has no last line, {"done": true}.
std::vector<CaseResult> read_report(const std::string& report, const Lesson& lesson,
                                    const std::map<std::string, std::vector<std::string>>& left_out,
                                    const std::vector<const Lesson*>& earlier = {});

/// Half of a task's points are shared among its public cases, half among its graded ones. With
/// `only_task`, the lesson is that task. Throws CannotJudge when a task has no case, or a case no
/// task. What general detectors guess becomes a part of the diagnosis by settle_guesses().
LessonResult award(const Lesson& lesson, const std::vector<CaseResult>& cases,
                   const std::string& only_task);

/// What goes wrong anywhere is a guess (CaseResult::general). It is told, with the diagnosis, in
/// tasks of which no case knows the mistake, and which wait for no other task.
void settle_guesses(LessonResult& result);

}  // namespace gradus::judge
