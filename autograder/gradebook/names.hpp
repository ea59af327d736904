// Names of submissions.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "gradebook/guess.hpp"
#include "judge/course.hpp"

namespace gradus::gradebook {

std::vector<LessonFile> lesson_files(const judge::Course& course);

/// Gives each submission a name of its own: "anna", "anna (2)".
class NameRegister {
 public:
  std::string unique(const std::string& name);

 private:
  std::set<std::string> taken_;
};

/// As two spellings of a name or an ID are compared: without blanks around, in small letters.
std::string folded(const std::string& text);

/// The order in which people list names: anna2 before anna10, capitals like small letters.
bool natural_less(const std::string& a, const std::string& b);

}  // namespace gradus::gradebook
