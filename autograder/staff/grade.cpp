#include "gradebook/grade.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <optional>

#include "base/files.hpp"
#include "base/progress.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/stage.hpp"
#include "gradebook/table.hpp"
#include "gradebook/their_roster.hpp"
#include "judge/box.hpp"
#include "judge/build.hpp"
#include "judge/scratch.hpp"
#include "reporting/csv_file.hpp"
#include "staff/commands.hpp"

namespace gradus::staff {
namespace {

/// Grading on a machine that cannot confine submissions is refused, unless it was asked for.
void require_sandbox(const judge::Course& course, sandbox::Policy policy) {
  if (policy != sandbox::Policy::required) {
    fmt::print(stderr, "gradus: no sandbox: the submissions can do whatever you can do.\n");
    return;
  }
  const sandbox::Support support = sandbox::probe(course.tools.sandbox);
  if (support.full) return;
  throw judge::CannotJudge(
      "this system cannot confine submissions, so they are not run:\n" + support.text +
      "\nGrade on Linux 5.13 or later (a container is fine), or say --unsafe-no-sandbox if you "
      "trust every submission.");
}

gradebook::Stacks parse_stack(const std::string& stack) {
  if (stack == "own") return gradebook::Stacks::own;
  return stack == "both" ? gradebook::Stacks::both : gradebook::Stacks::reference;
}

gradebook::ClusterOptions cluster_of(const judge::Course& course, const GradeCommand& options) {
  gradebook::require_slurm();
  gradebook::ClusterOptions cluster{.tool = course.build / "gradus-staff",
                                    .sbatch = options.slurm_options};
  if (options.policy != sandbox::Policy::required) cluster.arguments = {"--unsafe-no-sandbox"};
  return cluster;
}

gradebook::ClassList read_roster(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  try {
    return gradebook::read_class_list(
        gradebook::as_roster(reporting::parse_csv(base::read_file(file))), name);
  } catch (const judge::CannotJudge& error) {
    const std::string what = error.what();
    throw judge::CannotJudge(what.starts_with(name) ? what : name + ": " + what);
  }
}

/// The rules that were named; without that, grading.toml beside the roster.
std::optional<gradebook::Rules> read_rules(const judge::Course& course,
                                           const GradeCommand& options) {
  std::filesystem::path file = options.rules;
  if (file.empty() && !options.roster.empty()) {
    file = options.roster.parent_path() / "grading.toml";
    if (!std::filesystem::exists(file)) return std::nullopt;
    fmt::print("Graded by {}, which lies beside the roster.\n", file.string());
  }
  if (file.empty()) return std::nullopt;
  return gradebook::read_rules(base::read_file(file), file.filename().string(), course);
}

}  // namespace

int grade(const judge::Course& course, const GradeCommand& options) {
  if (course.tools.sandbox.empty()) {
    throw judge::CannotJudge(
        "this build cannot grade (GRADUS_GRADING=OFF): on Linux, install libseccomp with its "
        "header (Debian: libseccomp-dev), remove the folder build, and say the same again");
  }
  if (!course.has_solutions() && options.stack != "own") {
    throw judge::CannotJudge("this course has no solutions/: say --stack own");
  }
  std::optional<judge::ScratchRoot> copy;  // of the course, where others cannot read it
  const auto prepare = [&](const std::vector<const judge::Lesson*>& lessons) {
    std::vector<std::string> kits;
    for (const judge::Lesson* lesson : lessons) kits.push_back("kit_" + lesson->id);
    if (!options.built) judge::build(course, kits);
    require_sandbox(course, options.policy);
    judge::require_wide_limits();
    const bool closed = ::geteuid() == 0 && !gradebook::readable_by_all(course, lessons);
    return closed ? gradebook::stage(course, lessons, copy.emplace().path()) : course;
  };
  std::optional<gradebook::ClusterOptions> cluster;
  if (options.slurm) cluster = cluster_of(course, options);
  std::optional<gradebook::ClassList> class_list;
  if (!options.roster.empty()) class_list = read_roster(options.roster);
  const gradebook::GradeOptions grading{.paths = options.paths,
                                        .out = options.out,
                                        .class_list = class_list,
                                        .rules = read_rules(course, options),
                                        .only = options.only,
                                        .lessons = options.lessons,
                                        .jobs = options.jobs,
                                        .stacks = parse_stack(options.stack),
                                        .seed = options.seed,
                                        .policy = options.policy,
                                        .prepare = prepare,
                                        .cluster = cluster};
  gradebook::GradeReport report;
  {
    base::Progress progress("grading");
    report = gradebook::grade(course, grading, [&](base::Stand stand, const std::string& message) {
      stand.note = fmt::format("{} of {}  {}", stand.done, stand.steps, stand.note);
      if (stand.steps > 0) progress.show(stand);
      if (!message.empty()) progress.say(message);
    });
  }
  fmt::print("{}", gradebook::print_table(report));
  if (!report.interrupted) {
    fmt::print("Grades: {}\nDetails: {}\n", (options.out / "grades.csv").string(),
               (options.out / gradebook::database_name).string());
  }
  return report.exit_status();
}

}  // namespace gradus::staff
