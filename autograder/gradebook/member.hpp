// Somebody of the class, as the university and its systems know them.
#pragma once

#include <array>
#include <map>
#include <string>

#include "gradebook/when.hpp"

namespace gradus::gradebook {

/// The columns of a roster that identify somebody.
inline const std::array<std::string, 5> id_columns{"id", "login", "email", "canvas_id",
                                                   "moodle_id"};

/// One row of the roster; all empty for somebody whom it does not know.
struct Member {
  std::string name;
  std::map<std::string, std::string> ids;  // by column: {"login", "jdoe"}; none is empty
  std::string section;
  std::string group;  // of those who hand in together; empty: nobody else

  std::map<std::string, Time> handed_in;  // by lesson, as the column calls it; "": all others

  /// The ID in this column; "" for none.
  std::string id(const std::string& column) const {
    const auto found = ids.find(column);
    return found == ids.end() ? "" : found->second;
  }
};

}  // namespace gradus::gradebook
