// What students get of the course: the files, and in the texts, nothing about what is not among
// them.
//
// A text is written for students. What is for those who teach stands between two lines
// `<!-- staff -->` and `<!-- end of staff -->` and does not go with it. Nobody has to remember
// that: a text that speaks of a file, a command or an option that students do not have is refused.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::authoring {

struct GivenFile {
  std::string text;
  bool program = false;  // may be executed
};

/// By path below the course's folder.
using StudentsCopy = std::map<std::string, GivenFile>;

/// Throws CannotJudge, with every reason, when the course cannot be given out as it is: a text
/// speaks of what is not there, a stub holds answers.
StudentsCopy students_copy(const judge::Course& course);

/// A text without what stands between the marks. Throws CannotJudge when one mark lacks the other.
std::string without_staff_parts(const std::string& text, const std::string& path);

/// One sentence for each thing that a text of the copy speaks of and that is not in the copy.
/// `course` are the paths of all files that the course has, `commands` those of its staff.
std::vector<std::string> what_is_not_there(const StudentsCopy& copy,
                                           const std::vector<std::string>& course,
                                           const std::vector<std::string>& commands);

}  // namespace gradus::authoring
