#include "judge/build.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/process.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::judge {

void build(const Course& course, const std::vector<std::string>& targets) {
  const bool ours = ::access(course.build.c_str(), W_OK) == 0;
  if (!ours || !std::filesystem::exists(course.build / "build.ninja")) return;
  std::vector<std::string> command = {"ninja", "-C", course.build.string()};
  command.insert(command.end(), targets.begin(), targets.end());

  // A dry run tells in a few milliseconds whether there is anything to do.
  std::vector<std::string> dry = command;
  dry.push_back("-n");
  const sandbox::Finished plan = sandbox::run(dry, {.wall_seconds = 60});
  if (plan.ok() && plan.output.find("no work to do") != std::string::npos) return;

  fmt::print(stderr, "Building what this needs (once; some minutes) ...\n");
  const int status = base::run_in_foreground(command, true);
  if (status == 0) return;
  throw CannotJudge("the course's own files do not build; what the compiler said stands above");
}

}  // namespace gradus::judge
