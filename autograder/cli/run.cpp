#include <fmt/format.h>

#include <algorithm>

#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "judge/build.hpp"
#include "judge/experiment.hpp"
#include "judge/words.hpp"

namespace gradus::cli {
namespace fs = std::filesystem;

namespace {

/// "  curves         the loss over the epochs"
std::string line(const judge::Lesson& lesson, const judge::Experiment& one) {
  std::size_t width = 14;
  for (const judge::Experiment& other : lesson.experiments) {
    width = std::max(width, other.name.size());
  }
  return fmt::format("  {:<{}} {}\n", one.name, width,
                     base::wrap(one.shows, 69 - width, width + 11));
}

std::string choice(const judge::Lesson& lesson, const std::string& sentence) {
  std::string text = sentence + "\n";
  for (const judge::Experiment& one : lesson.experiments) text += line(lesson, one);
  return text;
}

}  // namespace

int run(const judge::Course& course, const RunCommand& options) {
  const judge::Lesson& lesson = course.lesson(options.lesson);
  for (const std::string& name : options.experiments) {
    const auto& known = lesson.experiments;
    if (std::ranges::find(known, name, &judge::Experiment::name) != known.end()) continue;
    throw judge::CannotJudge(
        choice(lesson, fmt::format("lesson {} has no experiment {}; it has", lesson.id, name)));
  }
  std::vector<std::string> names = options.experiments;
  if (names.empty()) names = judge::light_experiments(lesson);
  if (names.empty()) throw judge::CannotJudge(choice(lesson, "name one of"));

  if (options.solution) {
    judge::build(course, {judge::experiment_target(lesson, true)});
  } else {
    judge::build_own_experiments(course, lesson);
  }
  const fs::path out =
      options.out.empty() ? course.root / "build" / "figures" / lesson.folder : options.out;
  std::vector<std::string> command = {
      judge::experiment_program(course, lesson, options.solution).string()};
  command.insert(command.end(), names.begin(), names.end());
  command.insert(command.end(), {"--seed", std::to_string(options.seed), "--out", out.string()});
  const int status = base::run_in_foreground(command, false);
  if (options.experiments.empty() && names.size() < lesson.experiments.size()) {
    fmt::print("\nThese take longer, and run when you name them:\n");
    for (const judge::Experiment& one : lesson.experiments) {
      if (one.heavy) fmt::print("{}", line(lesson, one));
    }
  }
  return status;
}

}  // namespace gradus::cli
