#include "judge/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
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
          {"misconceptions", result.told},
          {"message", result.message},
          {"seconds", result.seconds}};
}

void to_json(nlohmann::json& json, const Wait& wait) {
  json = {{"task", wait.task},     {"lesson", wait.lesson}, {"function", wait.function},
          {"caller", wait.caller}, {"direct", wait.direct}, {"category", to_string(wait.why)}};
}

void from_json(const nlohmann::json& json, Wait& wait) {
  wait = {.task = json.at("task"),
          .lesson = json.at("lesson"),
          .function = json.at("function"),
          .caller = json.at("caller"),
          .direct = json.at("direct"),
          .why = category_from(json.at("category"))};
}

}  // namespace

void to_json(nlohmann::json& json, const TaskResult& result) {
  json = {{"id", result.id},
          {"earned", result.earned},
          {"possible", result.possible},
          {"compiler", result.compiler},
          {"waits_for", nlohmann::json::array()},
          {"compiler_raw", result.compiler_raw},
          {"cases", nlohmann::json::array()}};
  for (const Wait& wait : result.waits_for) {
    nlohmann::json entry;
    to_json(entry, wait);
    json["waits_for"].push_back(entry);
  }
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
  for (const nlohmann::json& entry : json.value("waits_for", nlohmann::json::array())) {
    from_json(entry, result.waits_for.emplace_back());
  }
  result.compiler_raw = json.value("compiler_raw", std::vector<std::string>());
  for (const nlohmann::json& entry : json.at("cases")) {
    result.cases.push_back({.name = entry.at("name"),
                            .task = result.id,
                            .graded = entry.at("graded"),
                            .category = category_from(entry.at("category")),
                            .diagnosis = entry.at("diagnosis"),
                            .message = entry.at("message"),
                            .seconds = entry.at("seconds"),
                            .told = entry.value("misconceptions", std::vector<std::string>())});
  }
}

std::string to_string(Category category) {
  for (const auto& [value, name] : category_names) {
    if (value == category) return name;
  }
  return "not_judged";
}

Category category_from(const std::string& name) {
  for (const auto& [value, known] : category_names) {
    if (name == known) return value;
  }
  throw std::invalid_argument("there is no category " + name);
}

bool TaskResult::passed() const {
  return std::ranges::all_of(
      cases, [](const CaseResult& one) { return one.category == Category::passed; });
}

Category state_of(const TaskResult& task) {
  if (task.passed()) return Category::passed;
  if (!task.compiler.empty()) return Category::not_compiled;
  const bool untouched = std::ranges::all_of(
      task.cases, [](const CaseResult& one) { return one.category == Category::not_written; });
  return untouched ? Category::not_written : Category::wrong;
}

double TaskResult::seconds() const {
  return std::accumulate(cases.begin(), cases.end(), 0.0,
                         [](double sum, const CaseResult& one) { return sum + one.seconds; });
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

std::string points_text(const std::optional<double>& points, const std::string& none) {
  return points ? points_text(*points) : none;
}

}  // namespace gradus::judge
