// The program that runs a lesson's experiments: run_NN with the student's files of this and all
// earlier lessons, run_solution_NN with the reference (autograder/cmake/Lesson.cmake).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::judge {

/// The target of the build (build.hpp).
std::string experiment_target(const Lesson& lesson, bool solution);

/// Where that program stands. Throws CannotJudge when it was not built.
std::filesystem::path experiment_program(const Course& course, const Lesson& lesson, bool solution);

/// Builds it with the student's files. Throws CannotJudge when one does not compile, with its name
/// and what is wrong.
void build_own_experiments(const Course& course, const Lesson& lesson);

/// Why such a build failed, in words for the student, from what the build said.
std::string why_not_built(const Course& course, const Lesson& lesson, const std::string& said);

/// The names of the experiments that are not heavy.
std::vector<std::string> light_experiments(const Lesson& lesson);

/// Runs the light experiments of the lesson on the reference, with seed 1, and returns the folder
/// below `folder` that holds what they wrote. Throws CannotJudge when one fails.
std::filesystem::path run_solution_experiments(const Course& course, const Lesson& lesson,
                                               const std::filesystem::path& folder);

}  // namespace gradus::judge
