#include "gradebook/handed_in.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace gradus::gradebook {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

/// Names begin with what the system wrote, and end with what the person did. So each rule takes the
/// first place that fits: nobody can write somebody else's name into one's own file.
std::optional<HandedIn> moodle(const std::string& name) {
  for (const std::string_view mark : {"_assignsubmission_", "_assignfeedback_"}) {
    const std::size_t place = name.find(mark);
    if (place == std::string::npos) continue;
    const std::size_t number = name.rfind('_', place - 1);
    if (place == 0 || number == std::string::npos || number == 0) continue;
    if (!is_number(std::string_view(name).substr(number + 1, place - number - 1))) continue;
    const std::size_t kind = place + mark.size();
    const std::size_t end = std::min(name.find('_', kind), name.size());
    const std::string file = end < name.size() ? name.substr(end + 1) : "";
    const bool is_file = mark == "_assignsubmission_" && name.substr(kind, end - kind) == "file";
    // A folder keeps the name that it has: some versions end it with '_'.
    return HandedIn{.system = System::moodle,
                    .person = name.substr(0, place),
                    .shown = file.empty() ? name : name.substr(0, end),
                    .file = file,
                    .aside = !is_file};
  }
  return std::nullopt;
}

/// 2024-03-01-12-30-45 at this place.
bool is_time_at(const std::string& name, std::size_t place) {
  constexpr std::string_view form = "dddd-dd-dd-dd-dd-dd";
  if (name.size() < place + form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == 'd' ? !is_digit(name[place + i]) : name[place + i] != '-') return false;
  }
  return true;
}

std::optional<HandedIn> blackboard(const std::string& name) {
  constexpr std::string_view mark = "_attempt_";
  constexpr std::size_t time_size = 19;
  for (std::size_t place = name.find(mark); place != std::string::npos;
       place = name.find(mark, place + 1)) {
    const std::size_t time = place + mark.size();
    if (place == 0 || !is_time_at(name, time)) continue;
    const std::string rest = name.substr(time + time_size);
    if (!rest.empty() && !rest.starts_with('_') && rest != ".txt") continue;
    return HandedIn{.system = System::blackboard,
                    .person = name.substr(0, place),
                    .shown = name.substr(0, place),
                    .file = rest.starts_with('_') ? rest.substr(1) : "",
                    .attempt = name.substr(time, time_size),
                    .aside = rest == ".txt"};
  }
  return std::nullopt;
}

/// "activations-1.cpp" -> "activations.cpp".
std::string without_attempt(const std::string& name) {
  const std::size_t dot = std::min(name.rfind('.'), name.size());
  const std::size_t dash = name.rfind('-', dot);
  if (dash == std::string::npos || dash == 0 || dash + 1 >= dot) return name;
  if (!is_number(std::string_view(name).substr(dash + 1, dot - dash - 1))) return name;
  return name.substr(0, dash) + name.substr(dot);
}

std::vector<std::string> split(const std::string& name) {
  std::vector<std::string> parts(1);
  for (const char c : name) {
    if (c == '_') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::optional<HandedIn> canvas(const std::string& name) {
  const std::vector<std::string> parts = split(name);
  std::string who;
  for (std::size_t i = 0; i + 2 < parts.size(); ++i) {
    who += (i == 0 ? "" : "_") + parts[i];
    const bool late = parts[i + 1] == "LATE";
    const std::size_t id = i + (late ? 2 : 1);
    if (who.empty() || id + 1 >= parts.size() || !is_number(parts[id])) continue;
    const bool numbered = is_number(parts[id + 1]) && parts[id + 1].size() < 19;
    const bool typed = id + 2 == parts.size() && parts[id + 1].ends_with(".html");
    if (!typed && (!numbered || id + 2 >= parts.size())) continue;
    std::size_t file = 0;
    for (std::size_t part = 0; part < id + (typed ? 1 : 2); ++part) file += parts[part].size() + 1;
    if (file >= name.size()) continue;
    const std::string person = who + "_" + parts[id];
    return HandedIn{.system = System::canvas,
                    .person = person,
                    .shown = person,
                    .file = without_attempt(name.substr(file)),
                    .received = typed ? 0 : std::stoull(parts[id + 1]),
                    .late = late,
                    .aside = typed};
  }
  return std::nullopt;
}

std::string start_of(const std::string& head) {
  const std::size_t end = head.rfind('_');
  return end == std::string::npos ? "" : head.substr(0, end + 1);
}

}  // namespace

std::optional<HandedIn> by_system(const std::string& name) {
  if (std::optional<HandedIn> found = moodle(name)) return found;
  if (std::optional<HandedIn> found = blackboard(name)) return found;
  return canvas(name);
}

std::optional<HandedIn> by_person(const std::string& name, const std::vector<LessonFile>& files) {
  const std::optional<Guess> found = guess(name, files);
  if (!found || found->whose.empty()) return std::nullopt;
  const bool in_front = name.starts_with(found->whose);
  const std::size_t file =
      in_front ? name.find_first_not_of(" _-.", found->whose.size()) : std::size_t{0};
  return HandedIn{.system = System::people,
                  .person = found->whose,
                  .shown = found->whose,
                  .file = name.substr(file)};
}

std::vector<std::string> without_assignment(const std::vector<std::string>& heads) {
  std::string common = heads.empty() ? "" : heads.front();
  std::map<std::string, std::set<std::string>> by_start;
  for (const std::string& head : heads) {
    common.erase(std::ranges::mismatch(common, head).in1, common.end());
    by_start[start_of(head)].insert(head);
  }
  common = start_of(common);
  // Without a beginning that all share, these are several assignments if each has several people.
  // Otherwise the whole names stay: a '_' in a person's name could make one person of two.
  const bool several = common.empty() && std::ranges::all_of(by_start, [](const auto& one) {
                         return one.second.size() > 1;
                       });
  std::vector<std::string> people;
  for (const std::string& head : heads) {
    people.push_back(head.substr(several ? start_of(head).size() : common.size()));
  }
  return people;
}

}  // namespace gradus::gradebook
