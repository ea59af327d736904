#include "authoring/trivial.hpp"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <tuple>

#include "base/files.hpp"
#include "judge/compile.hpp"
#include "judge/judge.hpp"
#include "remote/trivial_kinds.hpp"

namespace gradus::authoring {

using namespace judge;
namespace {

using remote::Trivial;
using remote::trivial_names;

struct Run {
  Trivial kind = Trivial::right;
  std::string task_alone;
  unsigned seed = 1;
};

std::vector<std::string> functions_of(const Task& task) {
  std::vector<std::string> names;
  for (const std::string& function : task.functions) names.push_back("nn::" + function);
  return names;
}

std::string name_of(Trivial kind) {
  return trivial_names[static_cast<std::size_t>(kind)];
}

std::vector<Run> all_runs(const Lesson& lesson) {
  std::vector<Run> runs;
  for (std::size_t i = 1; i < trivial_names.size(); ++i) {
    const auto kind = static_cast<Trivial>(i);
    // What is refused depends on no seed.
    const unsigned seeds = kind == Trivial::justified ? 1 : trivial_seeds;
    for (unsigned seed = 1; seed <= seeds; ++seed) {
      runs.push_back({.kind = kind, .seed = seed});
    }
    if (kind == Trivial::by_heart) continue;  // each task is known by heart in the runs above
    for (const Task& task : lesson.tasks) runs.push_back({.kind = kind, .task_alone = task.id});
  }
  return runs;
}

nlohmann::json to_json(const Run& run, const Lesson& lesson) {
  std::vector<std::string> functions;
  for (const Task& task : lesson.tasks) {
    if (!run.task_alone.empty() && task.id != run.task_alone) continue;
    for (const std::string& name : functions_of(task)) functions.push_back(name);
  }
  std::vector<std::string> tests;
  // Public cases are the same with every seed; knowing them by heart begins with asking them.
  const bool only_graded = run.seed > 1 && run.kind != Trivial::by_heart;
  if (!run.task_alone.empty()) tests.push_back("[" + run.task_alone + "]");
  if (only_graded) tests.push_back("[#graded_" + lesson.name + "]");
  // Whether a case breaks down after its first failure is tried with one seed.
  return {{"kind", name_of(run.kind)},
          {"functions", functions},
          {"tests", tests},
          {"seed", run.seed},
          {"brief", run.seed > 1}};
}

struct Known {
  std::string task;
  bool graded = false;
  double points = 0.0;
};

/// What each case is worth, by its name.
std::map<std::string, Known> worth(const LessonResult& right) {
  std::map<std::string, Known> known;
  for (const TaskResult& task : right.tasks) {
    for (const CaseResult& one : task.cases) {
      if (one.category != Category::passed) {
        throw CannotJudge(fmt::format("on the reference, \"{}\" fails: {}", one.name, one.message));
      }
      known[one.name] = {.task = task.id,
                         .graded = one.graded,
                         .points = task.possible / static_cast<double>(task.cases.size())};
    }
  }
  return known;
}

/// One entry for the same case with the same kind of answer, whatever the seed.
std::vector<Undeserved> gather(const std::string& found, const std::vector<Run>& runs,
                               const std::map<std::string, Known>& known) {
  std::map<std::tuple<std::string, std::string, std::string>, Undeserved> gathered;
  std::istringstream lines(found);
  std::size_t done = 0;
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json json = nlohmann::json::parse(line);
    if (json.contains("runs")) {
      done = json.at("runs");
      continue;
    }
    const Run& run = runs.at(json.at("run"));
    const std::string name = json.at("case");
    Undeserved one{.kind = name_of(run.kind),
                   .task_alone = run.task_alone,
                   .seed = run.seed,
                   .case_name = name};
    if (!known.contains(name)) {
      throw CannotJudge(
          fmt::format("a run of the answer \"{}\" judged nothing", name_of(run.kind)));
    }
    const Known& it = known.at(name);
    one.task = it.task;
    one.crashes = json.at("what") != "passed";
    if (!one.crashes) {
      if (run.kind == Trivial::by_heart && !it.graded) continue;  // it is asked the right function
      one.points = it.points;
    }
    Undeserved& entry =
        gathered.try_emplace({one.case_name, one.kind, one.task_alone}, one).first->second;
    ++entry.seeds;
  }
  // Nothing found is a proof only if something was looked for.
  if (done != runs.size()) {
    throw CannotJudge(fmt::format("{} of {} runs of answers without a thought came to an end", done,
                                  runs.size()));
  }
  std::vector<Undeserved> result;
  for (const auto& [key, one] : gathered) {
    // What passes when nothing is solved is no news beside other tasks that are.
    const bool known_already =
        !one.task_alone.empty() && gathered.contains({one.case_name, one.kind, ""});
    if (!known_already) result.push_back(one);
  }
  return result;
}

}  // namespace

std::string trivial_target(const Lesson& lesson) {
  return "trivial_" + lesson.id;
}

std::vector<Undeserved> find_undeserved(const Course& course, const Lesson& lesson) {
  const base::TemporaryFolder scratch;
  const std::vector<Run> runs = all_runs(lesson);
  const std::filesystem::path plan = scratch.path() / "plan.json";
  const std::filesystem::path found = scratch.path() / "found.jsonl";
  nlohmann::json json = {{"found", found.string()}, {"runs", nlohmann::json::array()}};
  for (const Run& run : runs) json["runs"].push_back(to_json(run, lesson));
  base::write_file(plan, json.dump());
  base::write_file(found, "");
  const std::filesystem::path box = scratch.path() / "judge";
  std::filesystem::create_directory(box);
  const auto best_effort = sandbox::Policy::best_effort;
  const Box where{.policy = best_effort, .folder = scratch.path()};
  const LessonResult right =
      judge_answers(course, lesson, {},
                    {.policy = best_effort,
                     .scratch = box,
                     .worker = link_worker(course, lesson, lesson.reference, where),
                     .program = lesson.trivial,
                     .environment = {"GRADUS_TRIVIAL=" + plan.string()}});
  return gather(base::read_file(found), runs, worth(right));
}

std::vector<std::string> sentences(const std::vector<Undeserved>& undeserved) {
  std::map<std::string, std::string> by_case;
  for (const Undeserved& one : undeserved) {
    const std::string start =
        one.crashes ? fmt::format("\"{}\" ends all tests with the answers", one.case_name)
                    : fmt::format("\"{}\" gives {} points for nothing: it passes with the answers",
                                  one.case_name, points_text(one.points));
    std::string& text =
        by_case.try_emplace(one.case_name + (one.crashes ? " !" : ""), start).first->second;
    const std::string where = one.task_alone.empty()
                                  ? fmt::format("seed {}, {} in all", one.seed, one.seeds)
                                  : "to task " + one.task_alone + " alone";
    text += fmt::format(" {} ({}),", one.kind, where);
  }
  std::vector<std::string> result;
  for (const auto& [name, text] : by_case) result.push_back(text.substr(0, text.size() - 1));
  return result;
}

}  // namespace gradus::authoring
