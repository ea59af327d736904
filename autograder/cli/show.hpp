// Prints a lesson's result for a student, at 80 columns.
#pragma once

#include <string>

#include "judge/course.hpp"
#include "judge/result.hpp"

namespace gradus::cli {

/// `file` is what the student edits, as a path to type. `colour`: the output is a terminal.
std::string show(const judge::Lesson& lesson, const judge::LessonResult& result,
                 const std::string& file, bool colour);

}  // namespace gradus::cli
