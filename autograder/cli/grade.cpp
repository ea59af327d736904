#include "gradebook/grade.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <functional>

#include "cli/commands.hpp"
#include "engine/build.hpp"
#include "engine/scratch.hpp"
#include "engine/stage.hpp"
#include "gradebook/progress.hpp"
#include "gradebook/table.hpp"

namespace gradus::cli {
namespace {

std::optional<std::uint64_t> parse_seed(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error == std::errc{} && end == text.data() + text.size()) return seed;
  throw engine::CannotJudge("--seed is " + text + ", expected a whole number from 0 to 2^64 - 1");
}

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
  // What is wrong with the command should cost no time.
  const std::optional<std::uint64_t> seed = parse_seed(options.seed);
  std::vector<std::string> kits;
  for (const engine::Lesson& lesson : course.lessons) kits.push_back("kit_" + lesson.id);
  for (const std::string& called : options.lessons) course.lesson(called);
  engine::build(course, kits);
  require_sandbox(course, options.policy);

  const gradebook::GradeOptions grading{.paths = options.paths,
                                        .out = options.out,
                                        .lessons = options.lessons,
                                        .jobs = options.jobs,
                                        .stacks = parse_stack(options.stack),
                                        .seed = seed,
                                        .policy = options.policy};
  const engine::Scratch copy;
  const bool closed = ::geteuid() == 0 && !engine::readable_by_all(course);
  gradebook::GradeReport report;
  {
    gradebook::ProgressBar bar;
    report = gradebook::grade(closed ? engine::stage(course, copy.folder()) : course, grading,
                              std::ref(bar));
  }
  fmt::print("{}", gradebook::print_table(report));
  if (!report.interrupted) {
    fmt::print("Grades: {}\nDetails: {}\n", (options.out / "grades.csv").string(),
               (options.out / "results.jsonl").string());
  }
  return report.exit_status();
}

}  // namespace gradus::cli
