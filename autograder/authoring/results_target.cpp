#include "authoring/results_target.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/text.hpp"
#include "judge/course.hpp"

namespace gradus::authoring {

using namespace judge;

std::optional<double> finite_number(const std::string& text) {
  const std::optional<double> value = base::to_number(text);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return value;
}

std::optional<Target> parse_target(const std::string& target) {
  if (target.empty()) return std::nullopt;
  for (const bool more : {true, false}) {
    const std::string start = more ? "at least " : "at most ";
    if (!target.starts_with(start)) continue;
    const auto value = finite_number(target.substr(start.size()));
    if (value) return Target{more, *value};
  }
  throw CannotJudge(
      fmt::format("the target is `{}`, expected `at least NUMBER` or `at most NUMBER`", target));
}

}  // namespace gradus::authoring
