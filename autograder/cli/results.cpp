#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

#include "cli/commands.hpp"
#include "engine/build.hpp"
#include "engine/compile.hpp"
#include "engine/experiment.hpp"
#include "engine/results.hpp"
#include "engine/scratch.hpp"
#include "engine/versions.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::cli {
namespace {

namespace fs = std::filesystem;

constexpr double longest_run = 4 * 3600;  // seconds, of one experiment with one seed

const engine::Lesson& lesson_with_results(const engine::Course& course) {
  for (const engine::Lesson& lesson : course.lessons) {
    if (fs::exists(course.root / "lessons" / lesson.folder / "results.toml")) return lesson;
  }
  throw engine::CannotJudge("no lesson has a results.toml: this course measures no results");
}

/// The experiments of all lines, each once.
std::set<std::string> experiments_of(const std::vector<engine::ResultLine>& lines,
                                     const std::vector<std::string>& only) {
  std::set<std::string> names;
  for (const engine::ResultLine& line : lines) {
    if (only.empty() || std::ranges::find(only, line.experiment) != only.end()) {
      names.insert(line.experiment);
    }
  }
  if (names.empty()) throw engine::CannotJudge("no line of results.toml needs these experiments");
  return names;
}

/// Runs every experiment with every seed, and reads what they measured.
engine::Measurements measure(const fs::path& program, const std::set<std::string>& experiments,
                             const ResultsCommand& options, const fs::path& folder) {
  std::vector<engine::Work> work;
  std::vector<fs::path> files;
  std::vector<std::string> failures;
  std::mutex mutex;
  for (unsigned i = 0; i < options.seeds; ++i) {
    for (const std::string& name : experiments) {
      const std::uint64_t seed = options.seed + i;
      const fs::path out = folder / fmt::format("{}-{}", name, seed);
      work.push_back([&, name, seed, out] {
        const sandbox::Finished finished = sandbox::run(
            {program.string(), name, "--seed", std::to_string(seed), "--out", out.string()},
            {.environment = {"OPENBLAS_NUM_THREADS=1"}, .wall_seconds = longest_run});
        const std::lock_guard lock(mutex);
        if (finished.ok() && fs::exists(out / "measurements.csv")) {
          files.push_back(out / "measurements.csv");
        } else {
          failures.push_back(fmt::format("{} with seed {}: {}", name, seed,
                                         finished.ok() ? "it measured nothing" : finished.output));
        }
      });
    }
  }
  const unsigned jobs =
      options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  engine::do_all(
      work, jobs,
      [&](std::size_t done, std::size_t all) {
        fmt::print(stderr, "results: {} of {} runs\n", done, all);
      },
      [&](const std::string& message) { failures.push_back(message); });
  if (!failures.empty()) throw engine::CannotJudge("an experiment fails: " + failures.front());
  return engine::read_measurements(files);
}

}  // namespace

int results(const engine::Course& course, const ResultsCommand& options) {
  if (!course.has_solutions()) {
    throw engine::CannotJudge("this course has no solutions/, and results are measured on them");
  }
  const engine::Lesson& lesson = lesson_with_results(course);
  const std::vector<engine::ResultLine> lines = engine::read_result_lines(course, lesson);
  const std::set<std::string> names = experiments_of(lines, options.experiments);
  engine::build(course, engine::experiment_targets(course, lesson, true));

  const engine::Scratch scratch;
  const fs::path program = engine::make_experiment(course, lesson, true, scratch.folder());
  const engine::Measurements now = measure(program, names, options, scratch.folder());
  const fs::path json = course.root / "docs" / "results.json";
  const fs::path page = course.root / "docs" / "results.md";
  engine::Measurements known;
  if (fs::exists(json)) known = engine::from_json(engine::read_file(json));

  std::vector<engine::ResultLine> measured;
  std::ranges::copy_if(lines, std::back_inserter(measured), [&](const engine::ResultLine& line) {
    return names.contains(line.experiment);
  });
  std::vector<std::string> problems;
  if (options.check) {
    problems = engine::out_of_date(measured, known, now);
    const bool current =
        fs::exists(page) && engine::read_file(page) == engine::results_page(lines, known);
    if (!current) problems.push_back("docs/results.md is not what docs/results.json makes");
  } else {
    // Measurements on other data (originals that are not here) stay on the page.
    for (const auto& [key, one] : now) known[key] = one;
    engine::write_file(json, engine::to_json(known));
    engine::write_file(page, engine::results_page(lines, known));
    fmt::print("written to docs/results.md and docs/results.json\n");
    problems = engine::missed_targets(measured, now);
  }
  for (const std::string& problem : problems) fmt::print("  ! {}\n", problem);
  if (problems.empty()) {
    fmt::print("{}\n",
               options.check ? "every number is as the page says" : "every target is reached");
  }
  return problems.empty() ? 0 : 1;
}

}  // namespace gradus::cli
