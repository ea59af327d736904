// Judges what is due, several submissions at once, and writes each verdict down.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "gradebook/plan.hpp"

namespace gradus::gradebook {

/// By column: why this machine cannot judge the lesson.
using Faults = std::map<std::size_t, std::string>;

/// Fills in the cells that are open, until all are or a signal says stop. Each verdict is in the
/// store before it is in the report.
Faults judge_what_is_due(const Grading& grading, const Plan& plan, Store& store,
                         GradeReport& report, const Observer& observer);

}  // namespace gradus::gradebook
