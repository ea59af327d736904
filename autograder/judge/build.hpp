// Builds what a command needs, and nothing else.
#pragma once

#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::judge {

/// Brings these targets of the build up to date; shows the build tool's progress if it takes long.
/// A build folder that this user cannot write, or a copy of one without its build.ninja, is taken
/// as it is: someone else has built it. Throws CannotJudge, with what the build printed, when it
/// fails.
void build(const Course& course, const std::vector<std::string>& targets);

}  // namespace gradus::judge
