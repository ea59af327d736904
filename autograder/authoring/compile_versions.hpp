// Many versions of one solution, each with one function changed, compiled and linked at once.
//
// Compiling a file costs the same half second for its headers whatever else it holds, linking the
// worker as much again, and an audit judges a hundred versions. So one file holds the solution's
// functions and the changed function of each version, all under names of their own: `relu__3`. What
// `relu` itself is, is chosen when the program is loaded, by a number in the program: the worker of
// version 3 is the same program with this number written over. What cannot be made so (the change
// is in no single function of the contract, or does not compile) has no worker here, and is
// compiled by itself.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/box.hpp"
#include "judge/course.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;

/// The worker of each version; empty for a version that has to be compiled by itself.
using VersionWorkers = std::vector<std::filesystem::path>;

/// `texts` are versions of `solution`. The workers are written to `folder`.
VersionWorkers compile_versions(const Course& course, const Lesson& lesson,
                                const std::string& solution, const std::vector<std::string>& texts,
                                const std::filesystem::path& folder);

/// How a version of a file is written into the file of all versions: what follows the unchanged
/// part, or an empty string if the change does not stay within one function of the contract.
/// Exposed for the tests.
std::string renamed_function(const Lesson& lesson, const std::string& solution,
                             const std::string& text, std::size_t number);

}  // namespace gradus::authoring
