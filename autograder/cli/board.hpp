// Where a student stands in the course, derived from the code as it is now: which tasks pass, what
// the code can do by now, and what comes next.
#pragma once

#include <string>
#include <vector>

#include "judge/course.hpp"
#include "judge/result.hpp"

namespace gradus::cli {

struct Standing {
  const judge::Lesson* lesson = nullptr;
  bool untouched = true;       // nothing is written: it was not judged
  judge::LessonResult result;  // without tasks, if untouched

  bool finished() const { return !untouched && result.passed(); }
  /// Whether this task passes.
  bool passes(const std::string& task) const;
};

/// Judges the lessons in which something is written, and has changed since.
std::vector<Standing> look(const judge::Course& course);

/// What to do next.
struct Next {
  const judge::Lesson* lesson = nullptr;
  std::string task;  // the one that check would name
};

/// Of the first lesson that is not finished; empty when all is done.
Next next_of(const std::vector<Standing>& standings);

/// That lesson, or the last if all are finished.
const judge::Lesson& first_unfinished(const judge::Course& course);

}  // namespace gradus::cli
