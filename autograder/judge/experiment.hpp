// Makes the program that runs a lesson's experiments.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/compile.hpp"
#include "judge/course.hpp"

namespace gradus::judge {

/// Links lesson's experiments with the student's files of this lesson and all before it, or
/// with the reference solutions. The targets of experiment_targets() must be built. Throws
/// CannotJudge if a student's file does not compile as a whole.
std::filesystem::path make_experiment(const Course& course, const Lesson& lesson, bool solution,
                                      const std::filesystem::path& folder);

/// What has to be built before (engine/build.hpp).
std::vector<std::string> experiment_targets(const Course& course, const Lesson& lesson,
                                            bool solution);

/// The names of the experiments that are not heavy.
std::vector<std::string> light_experiments(const Lesson& lesson);

/// Runs the light experiments of the lesson on the reference, with seed 1, and returns the folder
/// below `folder` that holds what they wrote. Throws CannotJudge when one fails.
std::filesystem::path run_experiments(const Course& course, const Lesson& lesson,
                                      const std::filesystem::path& folder);

}  // namespace gradus::judge
