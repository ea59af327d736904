// results.jsonl, an export: each verdict of each person as one line of JSON (docs/author.md).
#pragma once

#include <functional>
#include <string>

#include "gradebook/results.hpp"

namespace gradus::gradebook {

/// Calls `write` with each line, its newline included: first those who are in grades.csv, in their
/// order and that of the lessons, then what else the folder holds. One at a time is in memory.
void write_lines(const Results& results, const std::function<void(const std::string&)>& write);

}  // namespace gradus::gradebook
