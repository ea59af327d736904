#include <stdexcept>

#include "sandbox/sandbox.hpp"

namespace gradus::sandbox {
namespace {

void require_meant(const Confinement& confinement, const std::vector<std::string>& command) {
  if (command.empty()) throw std::invalid_argument("wrap: command is empty, expected a program");
  if (confinement.cpu_seconds == 0) {
    throw std::invalid_argument("wrap: cpu_seconds is 0, expected at least 1");
  }
  if (confinement.memory_mib < 4) {
    throw std::invalid_argument("wrap: memory_mib is " + std::to_string(confinement.memory_mib) +
                                ", expected at least 4");
  }
  if (confinement.open_files < 8) {
    throw std::invalid_argument("wrap: open_files is " + std::to_string(confinement.open_files) +
                                ", expected at least 8");
  }
}

}  // namespace

bool confines(const std::filesystem::path& helper, Policy policy) {
  return policy == Policy::required || (policy == Policy::best_effort && !helper.empty());
}

std::vector<std::string> wrap(const std::filesystem::path& helper, const Confinement& confinement,
                              Policy policy, std::vector<std::string> command) {
  require_meant(confinement, command);
  if (!confines(helper, policy)) return command;

  std::vector<std::string> result = {helper.string()};
  const auto option = [&result](const char* name, const std::string& value) {
    result.emplace_back(name);
    result.push_back(value);
  };
  option("--profile", confinement.profile == Profile::run ? "run" : "compile");
  for (const auto& path : confinement.read) option("--read", path.string());
  for (const auto& path : confinement.execute) option("--execute", path.string());
  for (const auto& path : confinement.write) option("--write", path.string());
  if (confinement.uid) option("--uid", std::to_string(*confinement.uid));
  option("--cpu", std::to_string(confinement.cpu_seconds));
  option("--memory", std::to_string(confinement.memory_mib));
  option("--file-size", std::to_string(confinement.file_size_kib));
  option("--open-files", std::to_string(confinement.open_files));
  option("--parent", confinement.parent ? std::to_string(*confinement.parent) : "any");
  if (confinement.channel) result.emplace_back("--channel");
  if (policy == Policy::best_effort) result.emplace_back("--best-effort");
  result.emplace_back("--");
  result.insert(result.end(), command.begin(), command.end());
  return result;
}

}  // namespace gradus::sandbox
