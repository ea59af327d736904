#include "cli/data.hpp"

#include <csignal>

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
    command.insert(command.end(), {"add", "--", options.name});
    if (!options.file.empty()) command.push_back(options.file.string());
  }
  if (options.action == DataCommand::Action::remove) {
    command.insert(command.end(), {"remove", "--", options.name});
  }
  if (!options.json.empty()) {
    command.insert(command.begin() + 1, {"--json", options.json.string()});
  }
  const int status = base::run_in_foreground(command, false);
  if (status > 128 && status != 128 + SIGINT && options.action == DataCommand::Action::add) {
    throw judge::CannotJudge(options.file.string() +
                             " cannot be read: it makes the reader crash, or takes more time or "
                             "memory than a data set may. Copy or download it again");
  }
  return status;
}

}  // namespace gradus::cli
