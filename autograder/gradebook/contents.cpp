#include "gradebook/contents.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "gradebook/handed_in.hpp"

namespace gradus::gradebook {
namespace {

constexpr std::size_t most_others = 1'000'000;  // a whole class may be in one archive

/// Can there be an answer behind this name? Behind figure.png there is none, whatever it is.
bool could_hide(const std::string& name) {
  return name.find('.') == std::string::npos || without_archive_ending(name) || is_source(name);
}

}  // namespace

void Contents::came_at(Time modified) {
  for (Found& one : files) one.modified = modified;
}

bool could_answer(const InnerPath& path, const std::vector<LessonFile>& files) {
  if (path.parts.empty() || path.climbs || path.hidden || path.passed_over) return false;
  const std::string& name = path.parts.back();
  if (guess(name, files)) return true;
  const std::optional<HandedIn> handed_in = by_system(name);
  return handed_in && guess(handed_in->file, files);
}

bool could_matter(const InnerPath& path, const std::vector<LessonFile>& files) {
  if (path.parts.empty() || path.hidden || path.passed_over) return false;
  if (path.parts.size() <= 2 || is_source(path.parts.back())) return true;
  const auto names_lesson = [&](const std::string& part) {
    return part == "lessons" ||
           std::ranges::any_of(files, [&](const LessonFile& f) { return part == f.folder; });
  };
  return names_lesson(path.parts.back()) || names_lesson(path.parts[path.parts.size() - 2]) ||
         lesson_in(path.parts.back(), files).has_value();
}

void Contents::unread(const std::string& why, const std::string& path,
                      const std::vector<LessonFile>& lessons) {
  const InnerPath inner(path);
  if (inner.hidden || inner.passed_over) return;
  if (could_answer(inner, lessons)) {
    files.push_back({.path = inner, .shown = path, .trouble = why});
  } else if (inner.parts.empty() || inner.climbs || could_hide(inner.parts.back())) {
    gaps.push_back({.why = why, .where = path});
  } else {
    remarks.push_back({.why = why, .where = path});
  }
}

void Contents::other(const InnerPath& path, bool folder, const std::vector<LessonFile>& lessons) {
  if (others.size() < most_others && could_matter(path, lessons)) {
    others.push_back(path.text() + (folder ? "/" : ""));
  }
}

void Contents::add(Contents more, const std::string& folder) {
  const std::string start = folder.empty() ? "" : folder + "/";
  for (Found& one : more.files) {
    if (!folder.empty()) one.path = InnerPath(start + one.path.text());
    one.shown = start + one.shown;
    files.push_back(std::move(one));
  }
  for (const std::string& path : more.others) others.push_back(start + path);
  for (Gap& gap : more.gaps) gaps.push_back({.why = gap.why, .where = start + gap.where});
  for (Gap& gap : more.remarks) remarks.push_back({.why = gap.why, .where = start + gap.where});
  std::ranges::move(more.notes, std::back_inserter(notes));
}

}  // namespace gradus::gradebook
