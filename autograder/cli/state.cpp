#include "cli/state.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "judge/compile.hpp"

namespace gradus::cli {
namespace {

namespace fs = std::filesystem;

fs::path state_file(const judge::Course& course) {
  return course.root / ".gradus" / "state.json";
}

}  // namespace

State read_state(const judge::Course& course) {
  std::ifstream file(state_file(course));
  const nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
  State state;
  try {
    json.at("finished").get_to(state.finished);
    json.at("task").get_to(state.task);
    json.at("hints").get_to(state.hints);
  } catch (const nlohmann::json::exception&) {
    return {};
  }
  return state;
}

void write_state(const judge::Course& course, const State& state) {
  const nlohmann::json json = {
      {"finished", state.finished}, {"task", state.task}, {"hints", state.hints}};
  const fs::path path = state_file(course);
  const fs::path next = path.string() + ".next";
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  std::ofstream(next) << json.dump(2) << "\n";
  fs::rename(next, path, ignored);
}

std::string fingerprint(const judge::Course& course, const judge::Lesson& lesson) {
  std::vector<fs::path> files = {course.student_file(lesson)};
  for (const auto& entry : fs::directory_iterator(course.test_folder(lesson))) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::string text;
  for (const fs::path& path : files) text += judge::read_file(path) + '\0';
  return std::to_string(std::hash<std::string>{}(text));
}

}  // namespace gradus::cli
