#include "authoring/results_target.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "judge/course.hpp"

namespace gradus::authoring {

using namespace judge;

std::optional<double> finite_number(const std::string& text) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end || !std::isfinite(value)) return std::nullopt;
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
