// Runs the trusted tests of a lesson against a worker. The tests are trusted, what comes back from
// the worker is not: where a value makes a test itself break down, that case has failed, and the
// others are run all the same.
#pragma once

#include <filesystem>
#include <string>

#include "judge/box.hpp"
#include "judge/course.hpp"
#include "judge/judge.hpp"

namespace gradus::judge {

/// The report of the tests (report.hpp), one JSON object a line, of every case that was asked for.
/// Throws CannotJudge when the tests cannot be started or give up, Stopped when options.stop says.
std::string run_tests(const Course& course, const Lesson& lesson,
                      const std::filesystem::path& worker, const Box& box,
                      const JudgeOptions& options);

}  // namespace gradus::judge
