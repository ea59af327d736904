#include "cli/state.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "base/files.hpp"
#include "base/hash.hpp"

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
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  try {
    base::write_atomically(path, json.dump(2) + "\n");
  } catch (const std::runtime_error&) {  // a course that nobody may write to: nothing is remembered
  }
}

std::string fingerprint(const judge::Course& course, const judge::Lesson& lesson) {
  std::vector<fs::path> files = {course.student_file(lesson)};
  for (const auto& entry : fs::directory_iterator(course.test_folder(lesson))) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  base::Sha256 hash;
  for (const fs::path& path : files) hash.add(base::read_file(path));
  return hash.hex();
}

}  // namespace gradus::cli
