// Names: of files in a submission, of submissions, and of what learning systems hand out in bulk.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/course.hpp"

namespace gradus::gradebook {

/// The file that answers a lesson: {"01", "01_activations", "activations.cpp"}.
struct LessonFile {
  std::string lesson;
  std::string folder;
  std::string name;
};
std::vector<LessonFile> lesson_files(const engine::Course& course);

bool same_ignoring_case(std::string_view a, std::string_view b);

/// Hidden files, and what macOS adds to an archive; nothing in them is a submission's work.
bool is_hidden(std::string_view name);

/// "anna.zip" -> "anna"; nothing if the name does not end as an archive's does.
std::optional<std::string> without_archive_ending(const std::string& name);

/// Loose files of a bulk download: whose it is, and which lesson it answers.
///   Moodle  "Jane Doe_1234567_assignsubmission_file_activations.cpp"
///   Canvas  "doejane_LATE_123_456_activations-1.cpp"  (the last number differs from file to file,
///                                                      and -1 marks a second attempt)
struct LooseFile {
  std::string person;  // "Jane Doe_1234567_assignsubmission_file", "doejane_LATE_123"
  std::size_t lesson;  // index into `files`
};
std::optional<LooseFile> loose_file(const std::string& name, const std::vector<LessonFile>& files);

/// Gives each submission a name of its own: "anna", "anna (2)".
class NameRegister {
 public:
  std::string unique(const std::string& name);

 private:
  std::set<std::string> taken_;
};

/// The order in which people list names: anna2 before anna10, capitals like small letters.
bool natural_less(const std::string& a, const std::string& b);

}  // namespace gradus::gradebook
