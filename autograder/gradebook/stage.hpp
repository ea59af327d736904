// As root, submissions are compiled by a user of their own, and that user may not be able to read
// the course: it may lie in a home folder that is closed to others.
#pragma once

#include <filesystem>
#include <vector>

#include "judge/course.hpp"

namespace gradus::gradebook {

/// Can every user read what compiling and linking these lessons need?
bool readable_by_all(const judge::Course& course, const std::vector<const judge::Lesson*>& lessons);

/// Copies what compiling and linking these lessons need into `folder`, readable by all, and returns
/// the course with those paths. Tests and solutions' sources stay where they are. Throws
/// CannotJudge when that fails, or when `folder` itself is closed to others.
judge::Course stage(const judge::Course& course, const std::vector<const judge::Lesson*>& lessons,
                    const std::filesystem::path& folder);

}  // namespace gradus::gradebook
