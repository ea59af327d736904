// Hints are given one at a time, the mildest first.
#pragma once

#include <string>

#include "judge/course.hpp"

namespace gradus::cli {

/// One more hint for this task, or, after the last, that there are no more. It is remembered how
/// many were given. Throws CannotJudge where there is no such task.
std::string next_hint(const judge::Course& course, const std::string& task);

}  // namespace gradus::cli
