#include "judge/build.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/process.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::judge {
namespace {

constexpr double longest_build = 3600;  // seconds, of a student's files

std::vector<std::string> ninja(const Course& course, const std::vector<std::string>& targets,
                               const std::vector<std::string>& options) {
  std::vector<std::string> command = {"ninja", "-C", course.build.string()};
  command.insert(command.end(), options.begin(), options.end());
  command.insert(command.end(), targets.begin(), targets.end());
  return command;
}

}  // namespace

bool is_built(const Course& course, const std::vector<std::string>& targets) {
  const bool ours = ::access(course.build.c_str(), W_OK) == 0;
  if (!ours || !std::filesystem::exists(course.build / "build.ninja")) return true;
  // A dry run tells in a few milliseconds whether there is anything to do.
  const sandbox::Finished plan = sandbox::run(ninja(course, targets, {"-n"}));
  return plan.ok() && plan.output.find("no work to do") != std::string::npos;
}

void build(const Course& course, const std::vector<std::string>& targets) {
  if (is_built(course, targets)) return;
  fmt::print(stderr, "Building what this needs (once; some minutes) ...\n");
  if (base::run_in_foreground(ninja(course, targets, {}), true) == 0) return;
  throw CannotJudge("the course's own files do not build; what the compiler said stands above");
}

std::string build_silently(const Course& course, const std::vector<std::string>& targets) {
  // All errors at once (-k 0), in English: they are read.
  const sandbox::Finished finished =
      sandbox::run(ninja(course, targets, {"-k", "0"}),
                   {.environment = {"LC_ALL=C"}, .wall_seconds = longest_build});
  return finished.ok() ? "" : finished.output;
}

}  // namespace gradus::judge
