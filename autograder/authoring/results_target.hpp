// The target of a line of docs/results.md. For results_read.cpp and results_page.cpp alone.
#pragma once

#include <optional>
#include <string>

namespace gradus::authoring {

/// "at least 0.97": the number, and whether more is better.
struct Target {
  bool more = false;
  double value = 0.0;
};

/// Nothing for an empty target. Throws CannotJudge for one that says nothing.
std::optional<Target> parse_target(const std::string& target);

/// The whole of `text` as a finite number; nothing if it is anything else.
std::optional<double> finite_number(const std::string& text);

}  // namespace gradus::authoring
