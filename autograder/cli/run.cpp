#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.hpp"
#include "engine/build.hpp"
#include "engine/experiment.hpp"
#include "engine/foreground.hpp"
#include "engine/scratch.hpp"
#include "engine/words.hpp"

namespace gradus::cli {
namespace fs = std::filesystem;

int run(const engine::Course& course, const RunOptions& options) {
  const engine::Lesson& lesson = course.lesson(options.lesson);
  for (const std::string& name : options.experiments) {
    const auto& known = lesson.experiments;
    if (std::ranges::find(known, name, &engine::Experiment::name) != known.end()) continue;
    std::string text = fmt::format("lesson {} has no experiment {}; it has\n", lesson.id, name);
    for (const engine::Experiment& one : known) {
      text += fmt::format("  {:<14} {}\n", one.name, engine::wrap_text(one.shows, 55, 25));
    }
    throw engine::CannotJudge(text);
  }
  if (options.solution && !course.has_solutions()) {
    throw engine::CannotJudge("this course has no solutions/: leave out --solution");
  }
  engine::build(course, engine::experiment_targets(course, lesson, options.solution));

  const engine::Scratch scratch;
  const fs::path out =
      options.out.empty() ? course.root / "build" / "figures" / lesson.folder : options.out;
  std::vector<std::string> command = {
      engine::make_experiment(course, lesson, options.solution, scratch.folder()).string()};
  command.insert(command.end(), options.experiments.begin(), options.experiments.end());
  command.insert(command.end(), {"--seed", std::to_string(options.seed), "--out", out.string()});
  return engine::run_in_foreground(command, false);
}

}  // namespace gradus::cli
