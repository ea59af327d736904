#include "judge/build.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/files.hpp"
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

/// Two builds in one folder lose what the other has noted: they take turns. The launcher does the
/// same.
base::Descriptor wait_for_turn(const Course& course) {
  base::Descriptor lock(
      ::open((course.build / ".building").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (lock && ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    fmt::print(stderr, "Another ./gradus is building: waiting for it ...\n");
    ::flock(lock.get(), LOCK_EX);
  }
  return lock;
}

/// Ninja ends so after Ctrl-C: with 2 up to version 1.11, with 130 since.
bool was_stopped(int status) {
  return status == 2 || status == 130;
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
  const base::Descriptor turn = wait_for_turn(course);
  fmt::print(stderr, "Building what this needs (once; a minute or so) ...\n");
  const int status = base::run_in_foreground(ninja(course, targets, {}), true);
  if (status == 0) return;
  if (was_stopped(status)) {
    throw CannotJudge(
        "stopped while the course was being built: say the same again, and it goes on from there");
  }
  throw CannotJudge("the course's own files do not build; what the compiler said stands above");
}

std::string build_silently(const Course& course, const std::vector<std::string>& targets,
                           int stop) {
  const base::Descriptor turn = wait_for_turn(course);
  // All errors at once (-k 0), in English: they are read.
  const sandbox::Finished finished =
      sandbox::run(ninja(course, targets, {"-k", "0"}),
                   {.environment = {"LC_ALL=C"}, .wall_seconds = longest_build, .stop = stop});
  return finished.ok() ? "" : finished.output;
}

}  // namespace gradus::judge
