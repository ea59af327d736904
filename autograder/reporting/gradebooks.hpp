// The tables that learning systems take in.
//
// A system knows its people and its columns by numbers of its own. So the surest way is to give it
// back its own table, with the grades filled in: `theirs`, as it was exported there. Without one, a
// table is made from what the roster and the names of the hand-ins tell. Each system has a file of
// its own; their_table.hpp has what they share.
#pragma once

#include <string>
#include <vector>

#include "reporting/class_book.hpp"
#include "reporting/csv_file.hpp"
#include "reporting/told.hpp"

namespace gradus::reporting {

struct Filled {
  std::string text;                // the file
  std::vector<std::string> notes;  // who is not in their table, what was left out
  std::size_t rows = 0;            // people with grades
};

/// Canvas: Student, ID, SIS User ID, SIS Login ID, Section, one column a lesson, and the row
/// "Points Possible". A column of `theirs` whose title is a lesson's ("01 Activations (4711)") is
/// filled in; without one, Canvas creates the assignment.
Filled canvas(const ClassBook& book, const std::string& theirs);

/// Moodle's import of grades: idnumber, username, email, one column a lesson, and its feedback.
/// "-" is no grade.
Filled moodle(const ClassBook& book, const KnownSentences& sentences);

/// Moodle's offline grading worksheet, of one assignment: Identifier, Grade, Last modified (grade),
/// Feedback comments. Only the grade and the comment of `theirs` are changed.
Filled moodle_worksheet(const ClassBook& book, const KnownSentences& sentences,
                        const std::string& theirs);

/// Blackboard's Grade Center: Last Name, First Name, Username, and one column a lesson, which is
/// known by the number at the end of its title ("01 Activations [Total Pts: 50 Score] |4711"). In
/// UTF-16 with tabs, as Blackboard writes it.
Filled blackboard(const ClassBook& book, const std::string& theirs);

/// "01 Activations"
std::string column_title(const judge::Lesson& lesson);

}  // namespace gradus::reporting
