// The class as the university knows it (--roster): who ought to have handed in.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gradebook/collect.hpp"

namespace gradus::gradebook {

/// One row of the roster.
struct Member {
  std::string name;
  std::map<std::string, std::string> ids;  // by column: {"login", "jdoe"}; none is empty
};

struct ClassList {
  std::vector<Member> members;
  std::vector<std::string> notes;  // columns that are not read
};

/// The members in a table whose first row names the columns: name, and as many of id, login, email,
/// canvas_id and moodle_id as there are. Throws CannotJudge for a row without a name, with too many
/// cells, or with an ID that another row has; `file` is what the message calls the table.
ClassList read_class_list(const std::vector<std::vector<std::string>>& table,
                          const std::string& file);

/// Finds each submission's member by an ID, or by a name that only one member has, capitals like
/// small letters, and gives each member without a submission one of their own. It is empty, so
/// that each lesson has 0 points; but while something is nobody's, it may be theirs, and their
/// lessons are not judged. What there is to say stands in the notes.
void compare(const ClassList& list, const judge::Course& course, Collection& collection);

}  // namespace gradus::gradebook
