// Prints a lesson's result for a student, at 80 columns.
#pragma once

#include <string>

#include "engine/course.hpp"
#include "engine/result.hpp"

namespace gradus::cli {

/// `file` is what the student edits, as a path to type. `colour`: the output is a terminal.
std::string show(const engine::Lesson& lesson, const engine::LessonResult& result,
                 const std::string& file, bool colour);

}  // namespace gradus::cli
