// The class as the university knows it (--roster): who ought to have handed in.
#pragma once

#include <string>
#include <vector>

#include "gradebook/collect.hpp"
#include "gradebook/member.hpp"

namespace gradus::gradebook {

struct ClassList {
  std::vector<Member> members;
  std::vector<std::string> notes;  // columns that are not read
};

/// The members in a table whose first row names the columns: name, and as many of id, login, email,
/// canvas_id, moodle_id, section, group, handed_in and "handed_in 01" as there are. Throws
/// CannotJudge for a row without a name, with too many cells, or with an ID that another row has;
/// `file` is what the message calls the table.
ClassList read_class_list(const std::vector<std::vector<std::string>>& table,
                          const std::string& file);

/// Finds each submission's member, which it then has, by an ID, or by a name that only one member
/// has, capitals like small letters, and gives each member without a submission one of their own.
/// It is empty, so that each lesson has 0 points; but while something is nobody's, it may be
/// theirs, and their lessons are not judged. What there is to say stands in the notes.
void compare(const ClassList& list, const judge::Course& course, Collection& collection);

}  // namespace gradus::gradebook
