// Builds what a command needs, and nothing else.
#pragma once

#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::judge {

/// Is there nothing to do for these targets? A build folder that this user cannot write, or a copy
/// of one without its build.ninja, is taken as it is: someone else has built it.
bool is_built(const Course& course, const std::vector<std::string>& targets);

/// Brings these targets up to date; shows the build tool's progress if it takes long. Throws
/// CannotJudge when it fails, after what the build printed.
void build(const Course& course, const std::vector<std::string>& targets);

/// The same for what a student's files are a part of, as far as they compile, without a word.
/// Returns what was said when it failed; nothing when all is well. It ends early when `stop` can be
/// read (-1: never).
std::string build_silently(const Course& course, const std::vector<std::string>& targets,
                           int stop = -1);

}  // namespace gradus::judge
