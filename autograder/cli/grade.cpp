#include "gradebook/grade.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <functional>
#include <optional>

#include "cli/commands.hpp"
#include "engine/build.hpp"
#include "engine/stage.hpp"
#include "engine/tools.hpp"
#include "gradebook/progress.hpp"
#include "gradebook/scratch.hpp"
#include "gradebook/table.hpp"

namespace gradus::cli {
namespace {

/// Grading on a machine that cannot confine submissions is refused, unless it was asked for.
void require_sandbox(const engine::Course& course, sandbox::Policy policy) {
  if (policy != sandbox::Policy::required) {
    fmt::print(stderr, "gradus: no sandbox: the submissions can do whatever you can do.\n");
    return;
  }
  const sandbox::Support support = sandbox::probe(course.sandbox);
  if (support.full) return;
  throw engine::CannotJudge(
      "this system cannot confine submissions, so they are not run:\n" + support.text +
      "\nGrade on Linux 5.13 or later (a container is fine), or say --unsafe-no-sandbox if you "
      "trust every submission.");
}

gradebook::Stacks parse_stack(const std::string& stack) {
  if (stack == "own") return gradebook::Stacks::own;
  return stack == "both" ? gradebook::Stacks::both : gradebook::Stacks::reference;
}

}  // namespace

int grade(const engine::Course& course, const GradeCommand& options) {
  if (!course.has_solutions() && options.stack != "own") {
    throw engine::CannotJudge("this course has no solutions/: say --stack own");
  }
  std::optional<gradebook::ScratchRoot> copy;  // of the course, where others cannot read it
  const auto prepare = [&](const std::vector<const engine::Lesson*>& lessons) {
    std::vector<std::string> kits;
    for (const engine::Lesson* lesson : lessons) kits.push_back("kit_" + lesson->id);
    engine::build(course, kits);
    require_sandbox(course, options.policy);
    engine::require_wide_limits();
    const bool closed = ::geteuid() == 0 && !engine::readable_by_all(course, lessons);
    return closed ? engine::stage(course, lessons, copy.emplace().path()) : course;
  };
  const gradebook::GradeOptions grading{.paths = options.paths,
                                        .out = options.out,
                                        .lessons = options.lessons,
                                        .jobs = options.jobs,
                                        .stacks = parse_stack(options.stack),
                                        .seed = options.seed,
                                        .policy = options.policy,
                                        .prepare = prepare};
  gradebook::GradeReport report;
  {
    gradebook::ProgressBar bar;
    report = gradebook::grade(course, grading, std::ref(bar));
  }
  fmt::print("{}", gradebook::print_table(report));
  if (!report.interrupted) {
    fmt::print("Grades: {}\nDetails: {}\n", (options.out / "grades.csv").string(),
               (options.out / "results.jsonl").string());
  }
  return report.exit_status();
}

}  // namespace gradus::cli
