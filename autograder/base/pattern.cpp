#include "base/pattern.hpp"

#include <array>
#include <stdexcept>

namespace gradus::base {

Pattern::Pattern(const std::string& expression) {
  const int failed = regcomp(&compiled_, expression.c_str(), REG_EXTENDED);
  if (failed == 0) return;
  std::array<char, 200> why{};
  regerror(failed, &compiled_, why.data(), why.size());
  throw std::invalid_argument("Pattern \"" + expression + "\": " + why.data());
}

Pattern::~Pattern() {
  regfree(&compiled_);
}

std::optional<Pattern::Match> Pattern::find(const std::string& text, std::size_t from) const {
  if (from > text.size()) return std::nullopt;
  regmatch_t place{static_cast<regoff_t>(from), static_cast<regoff_t>(text.size())};
  const int flags = from == 0 ? REG_STARTEND : REG_STARTEND | REG_NOTBOL;
  if (regexec(&compiled_, text.c_str(), 1, &place, flags) != 0) return std::nullopt;
  const auto begin = static_cast<std::size_t>(place.rm_so);
  return Match{.begin = begin, .size = static_cast<std::size_t>(place.rm_eo) - begin};
}

}  // namespace gradus::base
