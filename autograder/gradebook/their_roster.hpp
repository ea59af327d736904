// The class as a learning system's own table has it, so that --roster takes what one downloads.
#pragma once

#include <string>
#include <vector>

namespace gradus::gradebook {

/// The same people as a roster (class_list.hpp), if the table is Canvas's gradebook, Moodle's
/// grading worksheet (with the time of each hand-in) or list of participants, or Blackboard's Grade
/// Center, in English; any other table as it is.
std::vector<std::vector<std::string>> as_roster(std::vector<std::vector<std::string>> table);

}  // namespace gradus::gradebook
