// The class report: what the class did not understand, as one page for whoever teaches.
#pragma once

#include <string>

#include "reporting/class_book.hpp"

namespace gradus::reporting {

/// One HTML file that needs nothing else: the distribution of points, the most frequent
/// misconceptions with code, tasks and people as a map, where people stopped, the slowest tasks.
/// Sentences and code come from graded tests, too: it is not for students.
std::string class_report(const ClassBook& book);

/// The code of a task in a submission, without comments and texts, which may tell whose it is; at
/// most `lines` lines. Empty if there is none.
std::string anonymous_code(const std::string& answer, const std::string& task, std::size_t lines);

}  // namespace gradus::reporting
