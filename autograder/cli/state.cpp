#include "cli/state.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/files.hpp"

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
    json.at("task").get_to(state.task);
    json.at("hints").get_to(state.hints);
  } catch (const nlohmann::json::exception&) {
    return {};
  }
  return state;
}

void write_state(const judge::Course& course, const State& state) {
  const nlohmann::json json = {{"task", state.task}, {"hints", state.hints}};
  const fs::path path = state_file(course);
  std::error_code ignored;
  fs::create_directories(path.parent_path(), ignored);
  try {
    base::write_atomically(path, json.dump(2) + "\n");
  } catch (const std::runtime_error&) {  // a course that nobody may write to: nothing is remembered
  }
}

}  // namespace gradus::cli
