// grades.csv: one row a submission; `submission`, one column a lesson, `total`, `maximum`.
//
// As RFC 4180 has it, except that lines end in a line feed; UTF-8. A cell that could not be judged
// is empty, and so is the total of its row.
#pragma once

#include <string>

#include "gradebook/grade.hpp"

namespace gradus::gradebook {

/// A cell that holds `text`, quoted where needed. A spreadsheet takes a text that starts with
/// = + - @ or a tab for a formula, and would compute it: such a text gets a ' in front.
std::string csv_cell(const std::string& text);

std::string csv_text(const Grades& grades);

}  // namespace gradus::gradebook
