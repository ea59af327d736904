// A task as a student names it, and what is written of it in a file.
#pragma once

#include <string>

#include "judge/course.hpp"

namespace gradus::cli {

/// The task with this id in this lesson. Throws CannotJudge, naming the tasks there are.
const judge::Task& task_of(const judge::Lesson& lesson, const std::string& id);

/// Whether this names a task ("1.2") and not a lesson ("01").
bool names_task(const std::string& what);

/// The lines of `text` from the task's marker line to the next one; empty if it has none.
std::string part_of(const std::string& text, const std::string& task);

/// `text` with `part` in place of the task's lines. Throws CannotJudge if it has no such lines.
std::string with_part(const std::string& text, const std::string& task, const std::string& part);

}  // namespace gradus::cli
