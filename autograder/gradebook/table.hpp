// The grades as a table for a terminal.
#pragma once

#include <string>

#include "gradebook/grade.hpp"

namespace gradus::gradebook {

/// One row a submission, one column a lesson, at most 80 columns wide (many lessons go into several
/// tables, one below the other); then what there is to say about each submission.
std::string print_table(const GradeReport& report);

}  // namespace gradus::gradebook
