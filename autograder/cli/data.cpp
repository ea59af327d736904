#include "cli/data.hpp"

#include "base/process.hpp"
#include "judge/build.hpp"

namespace gradus::cli {

int data(const judge::Course& course, const DataCommand& options) {
  judge::build(course, {"gradus-data"});
  const std::filesystem::path program = course.build / "gradus-data";
  if (!std::filesystem::exists(program)) {
    throw judge::CannotJudge("there is no " + program.string() + ": was the whole course built?");
  }
  std::vector<std::string> command = {program.string()};
  if (options.action == DataCommand::Action::add) {
    command.insert(command.end(), {"add", "--", options.what});
  }
  if (options.action == DataCommand::Action::remove) {
    command.insert(command.end(), {"remove", "--", options.what});
  }
  if (!options.json.empty()) {
    command.insert(command.begin() + 1, {"--json", options.json.string()});
  }
  return base::run_in_foreground(command, false);
}

}  // namespace gradus::cli
