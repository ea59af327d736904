// Everything about a class as an .xlsx: grades, tasks, what is wrong, and what was noted.
#pragma once

#include <filesystem>

#include "reporting/class_book.hpp"
#include "reporting/told.hpp"

namespace gradus::reporting {

/// Writes the file, for its owner alone. Texts are texts there: nothing that a submission wrote is
/// ever computed. Throws CannotJudge when it cannot be written.
void write_spreadsheet(const ClassBook& book, const KnownSentences& sentences,
                       const std::filesystem::path& file);

}  // namespace gradus::reporting
