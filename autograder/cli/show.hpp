// Prints a lesson's result for a student, at 80 columns: the tasks as a table, then the one to be
// mended next, in so few lines that both stand on a terminal of 24.
#pragma once

#include <fmt/color.h>

#include <string>

#include "judge/course.hpp"
#include "judge/result.hpp"

namespace gradus::cli {

struct ShowOptions {
  bool colour = false;   // the output is a terminal
  bool verbose = false;  // every failing test in full
};

/// `file` is what the student edits, as a path to type.
std::string show(const judge::Lesson& lesson, const judge::LessonResult& result,
                 const std::string& file, const ShowOptions& options);

/// `text` in this colour, where the output has any and NO_COLOR is not set.
std::string paint(const std::string& text, fmt::terminal_color colour, bool coloured);

/// Points as a student reads them, with at most one decimal: "25.2", "10".
std::string points(double number);

/// The task to be mended or written next: one of this lesson or of an earlier one; nothing if all
/// passes.
std::string task_to_mend(const judge::LessonResult& result);

}  // namespace gradus::cli
