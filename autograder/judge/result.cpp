#include "judge/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace gradus::judge {
namespace {

constexpr std::array<std::pair<Category, const char*>, 11> category_names{{
    {Category::passed, "passed"},
    {Category::not_written, "not_written"},
    {Category::missing, "missing"},
    {Category::not_compiled, "not_compiled"},
    {Category::wrong, "wrong"},
    {Category::threw, "threw"},
    {Category::crashed, "crashed"},
    {Category::exited, "exited"},
    {Category::time_limit, "time_limit"},
    {Category::protocol, "protocol"},
    {Category::not_judged, "not_judged"},
}};

void to_json(nlohmann::json& json, const CaseResult& result) {
  json = {{"name", result.name},
          {"graded", result.graded},
          {"category", to_string(result.category)},
          {"diagnosis", result.diagnosis},
          {"message", result.message},
          {"seconds", result.seconds}};
}

void to_json(nlohmann::json& json, const TaskResult& result) {
  json = {{"id", result.id},
          {"earned", result.earned},
          {"possible", result.possible},
          {"compiler", result.compiler},
          {"cases", nlohmann::json::array()}};
  for (const CaseResult& one : result.cases) {
    nlohmann::json entry;
    to_json(entry, one);
    json["cases"].push_back(entry);
  }
}

void from_json(const nlohmann::json& json, TaskResult& result) {
  result.id = json.at("id");
  result.earned = json.at("earned");
  result.possible = json.at("possible");
  result.compiler = json.at("compiler");
  for (const nlohmann::json& entry : json.at("cases")) {
    result.cases.push_back({.name = entry.at("name"),
                            .task = result.id,
                            .graded = entry.at("graded"),
                            .category = category_from(entry.at("category")),
                            .diagnosis = entry.at("diagnosis"),
                            .message = entry.at("message"),
                            .seconds = entry.at("seconds")});
  }
}

/// The length in bytes of the UTF-8 character that starts at `place`, or 0 if there is none.
std::size_t character_length(const std::string& text, std::size_t place, std::uint32_t& code) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(place);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length == 0 || place + length > text.size()) return 0;
  code = length == 1 ? first : first & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(place + i) & 0xC0) != 0x80) return 0;
    code = (code << 6) | (byte(place + i) & 0x3F);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return overlong || surrogate || code > 0x10FFFF ? 0 : length;
}

/// Control characters, and the marks that change the direction of writing or are invisible.
bool is_unwanted(std::uint32_t code) {
  if (code == '\n' || code == '\t') return false;
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x061C ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x2069) || code == 0xFEFF;
}

/// The length of the terminal escape sequence that starts at `place`, or 0.
std::size_t escape_length(const std::string& text, std::size_t place) {
  if (text[place] != '\x1B' || place + 1 >= text.size()) return 0;
  std::size_t end = place + 2;
  if (text[place + 1] == '[') {  // CSI: parameters, then one final byte @ ... ~
    while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
    return std::min(end + 1, text.size()) - place;
  }
  if (text[place + 1] == ']') {  // OSC: up to BEL or ESC
    while (end < text.size() && text[end] != '\a' && text[end] != '\x1B') ++end;
    return std::min(end + 1, text.size()) - place;
  }
  return 2;
}

}  // namespace

std::string to_string(Category category) {
  for (const auto& [value, name] : category_names) {
    if (value == category) return name;
  }
  return "not_judged";
}

Category category_from(const std::string& name) {
  if (name == "test_broke") return Category::protocol;  // the report's word
  for (const auto& [value, known] : category_names) {
    if (name == known) return value;
  }
  throw std::invalid_argument("there is no category " + name);
}

bool TaskResult::passed() const {
  return std::ranges::all_of(
      cases, [](const CaseResult& one) { return one.category == Category::passed; });
}

double LessonResult::earned() const {
  double sum = 0.0;
  for (const TaskResult& task : tasks) sum += task.earned;
  return sum;
}

double LessonResult::possible() const {
  double sum = 0.0;
  for (const TaskResult& task : tasks) sum += task.possible;
  return sum;
}

bool LessonResult::passed() const {
  return std::ranges::all_of(tasks, &TaskResult::passed);
}

bool LessonResult::complete() const {
  return !tasks.empty() && std::ranges::all_of(tasks, [](const TaskResult& task) {
    return !task.cases.empty() && std::ranges::all_of(task.cases, [](const CaseResult& one) {
      return one.category != Category::not_judged;
    });
  });
}

void to_json(nlohmann::json& json, const LessonResult& result) {
  json = {{"lesson", result.lesson},          {"stack", result.stack},
          {"earned", result.earned()},        {"possible", result.possible()},
          {"tasks", nlohmann::json::array()}, {"notes", result.notes},
          {"output", result.output},          {"seconds", result.seconds}};
  for (const TaskResult& task : result.tasks) {
    nlohmann::json entry;
    to_json(entry, task);
    json["tasks"].push_back(entry);
  }
}

void from_json(const nlohmann::json& json, LessonResult& result) {
  result = {};
  result.lesson = json.at("lesson");
  result.stack = json.at("stack");
  result.notes = json.at("notes");
  result.output = json.at("output");
  result.seconds = json.at("seconds");
  for (const nlohmann::json& entry : json.at("tasks")) {
    TaskResult task;
    from_json(entry, task);
    result.tasks.push_back(task);
  }
}

std::string points_text(double points) {
  const double rounded = std::round(points * 100.0) / 100.0;
  return fmt::format("{}", rounded);
}

std::string clean(const std::string& text, std::size_t longest) {
  std::string result;
  for (std::size_t place = 0; place < text.size();) {
    if (const std::size_t escape = escape_length(text, place)) {
      place += escape;
      continue;
    }
    std::uint32_t code = 0;
    const std::size_t length = character_length(text, place, code);
    const std::string character = length == 0 ? "\uFFFD" : text.substr(place, length);
    place += std::max<std::size_t>(length, 1);
    if (length > 0 && is_unwanted(code)) continue;
    if (result.size() + character.size() > longest) return result + "…";
    result += character;
  }
  return result;
}

}  // namespace gradus::judge
