#include "gradebook/notes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace gradus::gradebook {
namespace {

constexpr std::size_t most_kinds = 20;

}  // namespace

void Notes::add(const std::string& what, const std::string& where) {
  const auto kind =
      std::find_if(kinds_.begin(), kinds_.end(), [&](const Kind& k) { return k.what == what; });
  if (kind != kinds_.end()) {
    ++kind->times;
  } else if (kinds_.size() < most_kinds) {
    kinds_.push_back({.what = what, .first = base::one_line(where, 80), .times = 1});
  }
}

std::vector<std::string> Notes::all() const {
  std::vector<std::string> notes;
  for (const Kind& kind : kinds_) {
    std::string note = kind.what;
    if (!kind.first.empty()) note += ": " + kind.first;
    if (kind.times > 1) note += fmt::format(" (and {} more)", kind.times - 1);
    notes.push_back(note);
  }
  return notes;
}

}  // namespace gradus::gradebook
