#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/commands.hpp"
#include "engine/audit.hpp"
#include "engine/build.hpp"
#include "engine/compile.hpp"
#include "engine/experiment.hpp"
#include "engine/page.hpp"
#include "engine/result.hpp"
#include "engine/scratch.hpp"

namespace gradus::cli {
namespace {

nlohmann::json to_json(const engine::AuditReport& report) {
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
          {"problems", report.problems}};
}

void print(const engine::Lesson& lesson, const engine::AuditReport& report) {
  fmt::print("{}  {}\n", lesson.folder,
             report.holds() ? "holds together" : "does NOT hold together");
  fmt::print("  tests that fail on the stub      {:>3} of {}\n", report.fail_on_stub, report.cases);
  fmt::print("  tests that pass on the solution  {:>3} of {}\n", report.pass_on_solution,
             report.cases);
  fmt::print("  mistakes caught                  {:>3} of {}\n", report.caught, report.mistakes);
  fmt::print("  mistakes named                   {:>3} of {}\n", report.named, report.mistakes);
  fmt::print("  alternatives accepted            {:>3} of {}\n", report.accepted,
             report.alternatives);
  for (const std::string& problem : report.problems) fmt::print("  ! {}\n", problem);
}

}  // namespace

int audit(const engine::Course& course, const AuditCommand& options) {
  if (!course.has_solutions()) {
    throw engine::CannotJudge("this course has no solutions/, and an audit needs them");
  }
  std::vector<const engine::Lesson*> lessons;
  for (const engine::Lesson& lesson : course.lessons) {
    if (options.lesson.empty() || &course.lesson(options.lesson) == &lesson)
      lessons.push_back(&lesson);
  }
  std::vector<std::string> targets;
  for (const engine::Lesson* lesson : lessons) {
    targets.push_back("kit_" + lesson->id);
    for (const std::string& one : engine::experiment_targets(course, *lesson, true)) {
      targets.push_back(one);
    }
  }
  engine::build(course, targets);
  for (const engine::Lesson* lesson : lessons) {
    if (!options.update) break;
    const engine::Scratch scratch;
    engine::update_page(course, *lesson,
                        engine::run_experiments(course, *lesson, scratch.folder()));
  }

  const unsigned jobs =
      options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  nlohmann::json json = {{"version", engine::json_version},
                         {"command", "audit"},
                         {"lessons", nlohmann::json::array()}};
  bool all_hold = true;
  for (const engine::Lesson* lesson : lessons) {
    std::mutex line;
    const engine::AuditReport report =
        engine::audit(course, *lesson, jobs, [&](std::size_t done, std::size_t all) {
          const std::lock_guard lock(line);
          fmt::print(stderr, "\r{}: {} of {}{}", lesson->folder, done, all,
                     done == all ? "\n" : "");
        });
    print(*lesson, report);
    json["lessons"].push_back(to_json(report));
    all_hold = all_hold && report.holds();
  }
  if (!options.json.empty()) engine::write_file(options.json, json.dump(2) + "\n");
  return all_hold ? 0 : 1;
}

}  // namespace gradus::cli
