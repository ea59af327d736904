// CSV as learning systems write and read it.
#pragma once

#include <string>
#include <vector>

namespace gradus::reporting {

using Table = std::vector<std::vector<std::string>>;

/// The cells of a CSV file as RFC 4180 has it, with any line ends. A mark of the encoding is passed
/// over, UTF-16 is read as well (Blackboard), and the delimiter is the one of , ; and tab that the
/// first line has most of. Throws CannotJudge when a quote is not closed.
Table parse_csv(const std::string& text);

/// UTF-8; lines end in \n.
std::string csv_text(const Table& table, char delimiter = ',');

/// A text that a spreadsheet would take for a formula gets an apostrophe; control characters and
/// marks of direction go. Not for what identifies somebody (exact_cell).
std::string text_cell(const std::string& text);

/// A cell that has to come back as it is; line breaks and control characters go.
std::string exact_cell(const std::string& text);

}  // namespace gradus::reporting
