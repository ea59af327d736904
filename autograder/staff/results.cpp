#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "authoring/results_page.hpp"
#include "authoring/versions.hpp"
#include "base/files.hpp"
#include "base/parallel.hpp"
#include "base/progress.hpp"
#include "judge/build.hpp"
#include "judge/compile.hpp"
#include "judge/experiment.hpp"
#include "sandbox/sandbox.hpp"
#include "staff/commands.hpp"

namespace gradus::staff {
namespace {

namespace fs = std::filesystem;

constexpr double longest_run = 4 * 3600;  // seconds, of one experiment with one seed

const judge::Lesson& lesson_with_results(const judge::Course& course) {
  for (const judge::Lesson& lesson : course.lessons) {
    if (fs::exists(course.root / "lessons" / lesson.folder / "results.toml")) return lesson;
  }
  throw judge::CannotJudge("no lesson has a results.toml: this course measures no results");
}

/// An experiment: lesson and name.
using Name = std::pair<std::string, std::string>;

/// What results.toml says.
struct Plan {
  std::vector<authoring::ResultLine> lines;
  std::vector<authoring::ResultFigure> figures;
  std::vector<authoring::ResultConclusion> conclusions;
  std::vector<authoring::LongExperiment> long_ones;
};

/// The experiments of all lines and conclusions, each once; only those asked for, if any are.
/// Throws CannotJudge if one is asked for that there is not.
std::set<Name> experiments_of(const Plan& plan, const std::vector<std::string>& only) {
  std::set<Name> names;
  std::set<std::string> known;
  const auto add = [&](const std::string& lesson, const std::string& experiment) {
    known.insert(experiment);
    if (only.empty() || std::ranges::find(only, experiment) != only.end()) {
      names.emplace(lesson, experiment);
    }
  };
  for (const authoring::ResultLine& line : plan.lines) add(line.lesson, line.experiment);
  for (const authoring::ResultConclusion& one : plan.conclusions) {
    add(one.lesson, one.same);
    add(one.lesson, one.right);
  }
  for (const std::string& asked : only) {
    if (known.contains(asked)) continue;
    throw judge::CannotJudge(fmt::format("no result is measured by an experiment {}, only by {}",
                                         asked, fmt::join(known, ", ")));
  }
  return names;
}

/// Builds the programs of the lessons whose experiments are needed.
void build_programs(const judge::Course& course, const std::set<Name>& experiments) {
  std::set<std::string> targets;
  for (const auto& [id, name] : experiments) {
    targets.insert(judge::experiment_target(course.lesson(id), true));
  }
  judge::build(course, {targets.begin(), targets.end()});
}

/// The folder of what one experiment made with one seed.
fs::path run_folder(const fs::path& runs, const Name& experiment, std::uint64_t seed) {
  return runs / fmt::format("{}-{}-{}", experiment.first, experiment.second, seed);
}

/// Runs every experiment with every seed, and reads what they measured. Those that fail are told in
/// `failures`; what the others measured is kept.
authoring::Measurements measure(const judge::Course& course, const Plan& plan,
                                const std::set<Name>& experiments, const ResultsCommand& options,
                                const fs::path& runs, std::vector<std::string>& failures) {
  std::vector<authoring::Work> work;
  std::vector<fs::path> files;
  std::mutex mutex;
  for (unsigned i = 0; i < options.seeds; ++i) {
    for (const Name& experiment : experiments) {
      if (i >= authoring::seeds_of(plan.long_ones, experiment.first, experiment.second)) continue;
      const std::uint64_t seed = options.seed + i;
      const fs::path out = run_folder(runs, experiment, seed);
      const std::string program =
          judge::experiment_program(course, course.lesson(experiment.first), true).string();
      if (fs::exists(out)) {
        files.push_back(out / "measurements.csv");
        continue;
      }
      work.push_back([&, name = experiment.second, seed, out, program] {
        const fs::path unfinished = out.string() + ".part";
        fs::remove_all(unfinished);
        const sandbox::Finished finished = sandbox::run(
            {program, name, "--seed", std::to_string(seed), "--out", unfinished.string()},
            {.environment = {"OPENBLAS_NUM_THREADS=1"}, .wall_seconds = longest_run});
        if (!finished.ok() || !fs::exists(unfinished / "measurements.csv")) {
          throw judge::CannotJudge(
              fmt::format("{} with seed {}: {}", name, seed,
                          finished.ok() ? "it measured nothing" : finished.output));
        }
        fs::rename(unfinished, out);
        const std::lock_guard lock(mutex);
        files.push_back(out / "measurements.csv");
      });
    }
  }
  base::Progress progress("results");
  authoring::do_all(work, base::slots_for(options.jobs), progress,
                    [&](const std::string& message) { failures.push_back(message); });
  return authoring::read_measurements(files);
}

/// Whether a run was made with generated data alone. What is drawn from an original, its digits for
/// one, is not the project's to show.
bool of_generated_data(const fs::path& run) {
  for (const auto& [key, measured] : authoring::read_measurements({run / "measurements.csv"})) {
    if (authoring::is_original(key.second)) return false;
  }
  return true;
}

/// Copies the figures of the runs with the first seed, as far as they were made, to `folder`.
void keep_figures(const std::vector<authoring::ResultFigure>& figures, const fs::path& runs,
                  std::uint64_t seed, const fs::path& folder) {
  for (const authoring::ResultFigure& figure : figures) {
    const fs::path run = run_folder(runs, {figure.lesson, figure.experiment}, seed);
    const fs::path made = run / figure.file_name();
    if (!fs::exists(made) || !of_generated_data(run)) continue;
    fs::create_directories(folder);
    fs::copy_file(made, folder / figure.file_name(), fs::copy_options::overwrite_existing);
  }
}

}  // namespace

int results(const judge::Course& course, const ResultsCommand& options) {
  if (!course.has_solutions()) {
    throw judge::CannotJudge("this course has no solutions/, and results are measured on them");
  }
  const judge::Lesson& lesson = lesson_with_results(course);
  Plan plan{.lines = authoring::read_result_lines(course, lesson),
            .figures = authoring::read_result_figures(course, lesson),
            .conclusions = authoring::read_result_conclusions(course, lesson),
            .long_ones = authoring::read_long_experiments(course, lesson)};
  const std::set<Name> names = experiments_of(plan, options.experiments);

  const fs::path json = course.root / "docs" / "results.json";
  const fs::path page = course.root / "docs" / "results.md";
  const fs::path pictures = course.root / "docs" / "results";
  authoring::Measurements known;
  if (fs::exists(json)) known = authoring::from_json(base::read_file(json));

  std::vector<std::string> problems;
  authoring::Measurements now = known;
  if (!options.page) {
    const base::TemporaryFolder scratch;
    const fs::path runs = options.runs.empty() ? scratch.path() : fs::path(options.runs);
    fs::create_directories(runs);
    build_programs(course, names);
    now = measure(course, plan, names, options, runs, problems);
    if (!options.check) keep_figures(plan.figures, runs, options.seed, pictures);
  }
  std::erase_if(plan.figures, [&](const authoring::ResultFigure& figure) {
    return !fs::exists(pictures / figure.file_name());
  });
  for (authoring::ResultFigure& figure : plan.figures) {
    if (figure.is_text()) figure.text = base::read_file(pictures / figure.file_name());
  }
  const auto made_page = [&] {
    return authoring::results_page(plan.lines, known, plan.figures, plan.conclusions);
  };
  Plan measured = plan;
  std::erase_if(measured.lines, [&](const authoring::ResultLine& line) {
    return !names.contains({line.lesson, line.experiment});
  });
  std::erase_if(measured.conclusions, [&](const authoring::ResultConclusion& one) {
    return !names.contains({one.lesson, one.same}) || !names.contains({one.lesson, one.right});
  });
  if (options.check) {
    std::ranges::copy(authoring::out_of_date(measured.lines, known, now),
                      std::back_inserter(problems));
    std::ranges::copy(authoring::judged_otherwise(measured.conclusions, known, now),
                      std::back_inserter(problems));
    const bool current = fs::exists(page) && base::read_file(page) == made_page();
    if (!current) problems.push_back("docs/results.md is not what docs/results.json makes");
  } else {
    // Measurements on other data (originals that are not here) stay on the page.
    for (const auto& [key, one] : now) known[key] = one;
    base::write_file(json, authoring::to_json(known));
    base::write_file(page, made_page());
    fmt::print("written to docs/results.md and docs/results.json\n");
    std::ranges::copy(authoring::missed_targets(measured.lines, now), std::back_inserter(problems));
  }
  for (const std::string& problem : problems) fmt::print("  ! {}\n", problem);
  if (problems.empty()) {
    fmt::print("{}\n",
               options.check ? "every number is as the page says" : "every target is reached");
  }
  return problems.empty() ? 0 : 1;
}

}  // namespace gradus::staff
