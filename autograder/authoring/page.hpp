// Checks that what a lesson's text shows is what the course's own code makes now: figures, and
// the tables between a comment and `<!-- end -->`. The comment says where the table is from:
//
//   <!-- made by: ./gradus run 01 curves -->      what an experiment of the lesson prints
//   <!-- from the page of results: HEADING -->    the first table below ### HEADING there
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;

/// Compares README.md and figures/ with what the experiments wrote to `made` (on the reference,
/// with seed 1). Returns one sentence for each thing that is out of date or missing.
std::vector<std::string> check_page(const Course& course, const Lesson& lesson,
                                    const std::filesystem::path& made);

/// Writes the tables and figures anew from `made`.
void update_page(const Course& course, const Lesson& lesson, const std::filesystem::path& made);

/// What the page says that tests say: in its section "Common mistakes ...", each block quote, and
/// the first cell of each row of a table, if it is written as code.
std::vector<std::string> sayings_of(const std::string& page);

/// The same text, but for numbers that agree to nine digits (mathematical libraries may differ in
/// the last ones).
bool same_numbers(const std::string& a, const std::string& b);

}  // namespace gradus::authoring
