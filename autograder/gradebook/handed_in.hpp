// What learning systems make of a file's name when all submissions are downloaded at once:
//   Moodle      Jane Doe_1234567_assignsubmission_file_activations.cpp, or a folder
//               Jane Doe_1234567_assignsubmission_file_ with activations.cpp in it
//   Canvas      doejane_LATE_123_456_activations-1.cpp   (person, number of the file, second
//   attempt) Blackboard  Homework 1_jdoe_attempt_2024-03-01-12-30-45_activations.cpp
// and people, who add their name: jane_activations.cpp, activations_jane.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gradebook/guess.hpp"

namespace gradus::gradebook {

enum class System { moodle, canvas, blackboard, people };

struct HandedIn {
  System system;
  std::string person;          // the same for all that one person handed in: "doejane_123"
  std::string shown;           // what the person is called in the grades
  std::string file;            // as the person called it; empty for a folder
  std::string attempt;         // Blackboard's time
  std::uint64_t received = 0;  // Canvas's number of the file: a later one is higher
  bool late = false;           // says Canvas
  /// What the system adds or the person typed: an online text, Blackboard's list of what was sent.
  bool aside = false;
};

/// Whose the file or folder of this name is, by the rules of a learning system.
std::optional<HandedIn> by_system(const std::string& name);

/// The same for a lesson's file with a person's name in front of it or behind. Not for
/// "01_activations.cpp" and "Copy of activations.cpp", which name nobody.
std::optional<HandedIn> by_person(const std::string& name, const std::vector<LessonFile>& files);

/// Blackboard's names begin with the assignment. Takes that away from all of them, as far as it is
/// certain what it is: "Homework 1_jdoe" -> "jdoe".
std::vector<std::string> without_assignment(const std::vector<std::string>& heads);

}  // namespace gradus::gradebook
