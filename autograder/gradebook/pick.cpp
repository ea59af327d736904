#include "gradebook/pick.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace gradus::gradebook {

InnerPath::InnerPath(const std::string& text) {
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find_first_of("/\\", start), text.size());
    const std::string part = text.substr(start, end - start);
    start = end + 1;
    if (part.empty() || part == ".") continue;
    climbs = climbs || part == "..";
    hidden = hidden || (part != ".." && is_hidden(part));
    parts.push_back(part);
  }
}

std::string InnerPath::text() const {
  return fmt::format("{}", fmt::join(parts, "/"));
}

Pick::Rank Pick::rank(const LessonFile& file, const InnerPath& path) const {
  const std::size_t depth = path.parts.size();
  const bool at_home = depth > 1 && path.parts[depth - 2] == file.folder;
  return {path.parts.back() != file.name, !at_home, depth, path.text()};
}

std::optional<std::size_t> Pick::wants(const InnerPath& path) {
  if (path.parts.empty() || path.climbs || path.hidden) return std::nullopt;
  for (std::size_t lesson = 0; lesson < files_.size(); ++lesson) {
    if (!same_ignoring_case(path.parts.back(), files_[lesson].name)) continue;
    Slot& slot = slots_[lesson];
    ++slot.seen;
    if (slot.best && *slot.best <= rank(files_[lesson], path)) return std::nullopt;
    return lesson;
  }
  return std::nullopt;
}

void Pick::take(std::size_t lesson, const InnerPath& path) {
  slots_[lesson].best = rank(files_[lesson], path);
}

bool Pick::empty() const {
  return std::ranges::none_of(slots_, [](const Slot& slot) { return slot.best.has_value(); });
}

void Pick::explain(Notes& notes) const {
  for (std::size_t lesson = 0; lesson < files_.size(); ++lesson) {
    const Slot& slot = slots_[lesson];
    if (!slot.best) continue;
    const auto& [other_capitals, elsewhere, depth, path] = *slot.best;
    if (slot.seen > 1) {
      notes.add(
          fmt::format("{} is there {} times, this one is graded", files_[lesson].name, slot.seen),
          path);
    } else if (other_capitals) {
      notes.add("taken for " + files_[lesson].name, path);
    }
  }
}

}  // namespace gradus::gradebook
