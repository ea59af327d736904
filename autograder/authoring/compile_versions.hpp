// Many versions of one solution, each with one function changed, compiled at once.
//
// Compiling a file costs the same half second for its headers whatever else it holds, and an audit
// judges a hundred versions. So one file holds the changed function of each version under a name of
// its own, `relu__3`. The object of version 3 is that file's, with the symbol renamed to `relu`; it
// is linked in front of the unchanged solution, and the linker takes the first definition of a
// symbol. What cannot be made so (the change is in no single function of the contract, or does not
// compile) has no object here, and is compiled by itself.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/box.hpp"
#include "judge/course.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;

/// The objects to be linked for each version, in this order; empty for a version that has to be
/// compiled by itself.
using VersionObjects = std::vector<std::vector<std::filesystem::path>>;

/// `texts` are versions of `solution`. The objects are written to `folder`.
VersionObjects compile_versions(const Course& course, const Lesson& lesson,
                                const std::string& solution, const std::vector<std::string>& texts,
                                const std::filesystem::path& folder);

/// How a version of a file is written into the file of all versions: what follows the unchanged
/// part, or an empty string if the change does not stay within one function of the contract.
/// Exposed for the tests.
std::string renamed_function(const Lesson& lesson, const std::string& solution,
                             const std::string& text, std::size_t number);

}  // namespace gradus::authoring
