#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "authoring/audit.hpp"
#include "authoring/mutate.hpp"
#include "authoring/page.hpp"
#include "authoring/trivial.hpp"
#include "authoring/versions.hpp"
#include "base/files.hpp"
#include "base/parallel.hpp"
#include "base/progress.hpp"
#include "judge/build.hpp"
#include "judge/compile.hpp"
#include "judge/experiment.hpp"
#include "judge/result.hpp"
#include "staff/commands.hpp"

namespace gradus::staff {
namespace {

nlohmann::json to_json(const std::vector<authoring::Undeserved>& undeserved) {
  nlohmann::json json = nlohmann::json::array();
  for (const authoring::Undeserved& one : undeserved) {
    json.push_back({{"kind", one.kind},
                    {"task_alone", one.task_alone},
                    {"seed", one.seed},
                    {"seeds", one.seeds},
                    {"case", one.case_name},
                    {"task", one.task},
                    {"points", one.points},
                    {"crashes", one.crashes}});
  }
  return json;
}

nlohmann::json to_json(const authoring::AuditReport& report) {
  return {{"lesson", report.lesson},
          {"holds", report.holds()},
          {"cases", report.cases},
          {"fail_on_stub", report.fail_on_stub},
          {"pass_on_solution", report.pass_on_solution},
          {"mistakes", report.mistakes},
          {"caught", report.caught},
          {"named", report.named},
          {"alternatives", report.alternatives},
          {"accepted", report.accepted},
          {"undeserved", to_json(report.undeserved)},
          {"problems", report.problems}};
}

void print(const judge::Lesson& lesson, const authoring::AuditReport& report) {
  fmt::print("{}  {}\n", lesson.folder,
             report.holds() ? "holds together" : "does NOT hold together");
  fmt::print("  tests that fail on the stub      {:>3} of {}\n", report.fail_on_stub, report.cases);
  fmt::print("  tests that pass on the solution  {:>3} of {}\n", report.pass_on_solution,
             report.cases);
  fmt::print("  mistakes caught                  {:>3} of {}\n", report.caught, report.mistakes);
  fmt::print("  mistakes named in public         {:>3} of {}\n", report.named, report.mistakes);
  fmt::print("  alternatives accepted            {:>3} of {}\n", report.accepted,
             report.alternatives);
  fmt::print("  answers paid for nothing         {:>3}\n", report.undeserved.size());
  for (const std::string& problem : report.problems) fmt::print("  ! {}\n", problem);
}

nlohmann::json to_json(const std::string& lesson, const authoring::SweepReport& report) {
  nlohmann::json survivors = nlohmann::json::array();
  for (const authoring::Mutant& one : report.survivors) {
    survivors.push_back({{"line", one.line}, {"task", one.task}, {"was", one.was}, {"is", one.is}});
  }
  return {{"lesson", lesson},
          {"changes", report.all},
          {"not_compiled", report.not_compiled},
          {"killed", report.killed},
          {"explained", report.explained},
          {"survivors", survivors},
          {"problems", report.problems}};
}

void print(const judge::Lesson& lesson, const authoring::SweepReport& report) {
  fmt::print("{}  {} changes: {} do not compile, {} are noticed by a test, {} change nothing, {}\n",
             lesson.folder, report.all, report.not_compiled, report.killed, report.explained,
             report.survivors.empty() ? "none survives"
                                      : fmt::format("{} survive", report.survivors.size()));
  for (const authoring::Mutant& one : report.survivors) {
    fmt::print("  ! {}, line {}, task {}\n      was  {}\n      is   {}\n", lesson.file_name(),
               one.line, one.task.empty() ? "none" : one.task, one.was,
               one.is.empty() ? "(deleted)" : one.is);
  }
  for (const std::string& problem : report.problems) fmt::print("  ! {}\n", problem);
}

void print(const judge::Lesson& lesson, const std::vector<authoring::Undeserved>& undeserved) {
  fmt::print("{}  {}\n", lesson.folder,
             undeserved.empty() ? "gives points only for something" : "gives points for nothing");
  for (const std::string& one : authoring::sentences(undeserved)) fmt::print("  ! {}\n", one);
}

}  // namespace

int audit(const judge::Course& course, const AuditCommand& options) {
  if (!course.has_solutions()) {
    throw judge::CannotJudge("this course has no solutions/, and an audit needs them");
  }
  ::setenv("GRADUS_ORIGINALS", "no", 1);  // the texts show what the generated data sets give
  std::vector<const judge::Lesson*> lessons;
  for (const judge::Lesson& lesson : course.lessons) {
    if (options.lesson.empty() || &course.lesson(options.lesson) == &lesson)
      lessons.push_back(&lesson);
  }
  std::vector<std::string> targets;
  for (const judge::Lesson* lesson : lessons) {
    targets.push_back("kit_" + lesson->id);
    targets.push_back("reference_" + lesson->id);
    targets.push_back(authoring::trivial_target(*lesson));
    if (!options.points) targets.push_back(judge::experiment_target(*lesson, true));
  }
  judge::build(course, targets);
  for (const judge::Lesson* lesson : lessons) {
    if (!options.update) break;
    const base::TemporaryFolder scratch;
    authoring::update_page(course, *lesson,
                           judge::run_solution_experiments(course, *lesson, scratch.path()));
  }

  const unsigned jobs = base::slots_for(options.jobs);
  nlohmann::json json = {{"version", judge::json_version},
                         {"command", options.points   ? "audit --points"
                                     : options.mutate ? "audit --mutate"
                                                      : "audit"},
                         {"lessons", nlohmann::json::array()}};
  bool all_hold = true;
  for (const judge::Lesson* lesson : lessons) {
    if (options.points) {
      const std::vector<authoring::Undeserved> undeserved =
          authoring::find_undeserved(course, *lesson);
      print(*lesson, undeserved);
      json["lessons"].push_back({{"lesson", lesson->id}, {"undeserved", to_json(undeserved)}});
      all_hold = all_hold && undeserved.empty();
      continue;
    }
    base::Progress progress(lesson->folder);
    if (options.mutate) {
      const authoring::SweepReport report = authoring::sweep(course, *lesson, jobs, progress);
      base::clear_progress_line();
      print(*lesson, report);
      json["lessons"].push_back(to_json(lesson->id, report));
      all_hold = all_hold && report.survivors.empty() && report.problems.empty();
      continue;
    }
    const authoring::AuditReport report = authoring::audit(course, *lesson, jobs, progress);
    base::clear_progress_line();
    print(*lesson, report);
    json["lessons"].push_back(to_json(report));
    all_hold = all_hold && report.holds();
  }
  if (!options.json.empty()) base::write_file(options.json, json.dump(2) + "\n");
  return all_hold ? 0 : 1;
}

}  // namespace gradus::staff
