#include "engine/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "engine/catalogue.hpp"
#include "engine/compile.hpp"
#include "engine/experiment.hpp"
#include "engine/judge.hpp"
#include "engine/page.hpp"
#include "engine/scratch.hpp"
#include "engine/source.hpp"

namespace gradus::engine {
namespace {

/// Judges variants of a lesson's solution, several at a time, and collects what is wrong with it.
class Audit {
 public:
  Audit(const Course& course, const Lesson& lesson, AuditReport& report)
      : course_(course),
        lesson_(lesson),
        report_(report),
        catalogue_(read_catalogue(course, lesson)),
        stub_(read_file(course.student_file(lesson))),
        solution_(read_file(course.solution_file(lesson))) {}

  void check_manifest() {
    require_count(catalogue_.mistakes.size(), fewest_mistakes, "mistakes");
    require_count(catalogue_.alternatives.size(), fewest_alternatives, "alternatives");
    const std::string page = read_file(course_.root / "lessons" / lesson_.folder / "README.md");
    for (const Task& task : lesson_.tasks) {
      if (task.hints.size() < fewest_hints) {
        problem(fmt::format("task {} has {} hints, expected at least {}", task.id,
                            task.hints.size(), fewest_hints));
      }
      require_named(task, stub_, "the stub");
      require_named(task, solution_, "the solution");
      if (page.find(task.id) == std::string::npos) {
        problem(fmt::format("task {} is not named in README.md", task.id));
      }
      check_hints(task);
    }
  }

  /// Everything that is to be judged, each for itself.
  std::vector<std::function<void()>> work() {
    std::vector<std::function<void()>> all = {[this] { check_stub(); },
                                              [this] { check_solution(); }};
    for (const Mistake& mistake : catalogue_.mistakes) {
      all.push_back([this, &mistake] { check_mistake(mistake); });
    }
    for (const Alternative& alternative : catalogue_.alternatives) {
      all.push_back([this, &alternative] { check_alternative(alternative); });
    }
    return all;
  }

  void problem(const std::string& sentence) {
    const std::lock_guard lock(mutex_);
    report_.problems.push_back(sentence);
  }

 private:
  void require_count(std::size_t count, std::size_t least, const std::string& of) {
    if (count >= least) return;
    problem(fmt::format("mistakes.toml has {} {}, expected at least {}", count, of, least));
  }

  void require_named(const Task& task, const std::string& text, const std::string& where) {
    const Source source(text);
    const bool marked = std::ranges::any_of(
        source.regions(), [&](const Region& region) { return region.task == task.id; });
    if (!marked) problem(fmt::format("{} has no line `// Task {} ...`", where, task.id));
  }

  /// A hint must not be the solution's own statement.
  void check_hints(const Task& task) {
    std::size_t start = 0;
    while (start < solution_.size()) {
      const std::size_t end = std::min(solution_.find('\n', start), solution_.size());
      std::string line = solution_.substr(start, end - start);
      start = end + 1;
      line.erase(0, std::min(line.find_first_not_of(' '), line.size()));
      if (line.size() < 20 || line.starts_with("//") || !line.ends_with(';')) continue;
      for (const std::string& hint : task.hints) {
        if (hint.find(line) == std::string::npos) continue;
        problem(fmt::format("a hint of task {} gives the solution's own line `{}`", task.id, line));
      }
    }
  }

  LessonResult judge_text(const std::string& text, const std::string& only_task) const {
    const Scratch scratch;
    return judge(course_, lesson_, {{lesson_.id, text}},
                 {.policy = sandbox::Policy::best_effort,
                  .only_task = only_task,
                  .scratch = scratch.folder()});
  }

  template <typename Visit>
  static void for_each_case(const LessonResult& result, Visit visit) {
    for (const TaskResult& task : result.tasks) {
      for (const CaseResult& one : task.cases) visit(one);
    }
  }

  void check_stub() {
    for_each_case(judge_text(stub_, ""), [&](const CaseResult& one) {
      count(report_.cases);
      if (one.category == Category::not_written) return count(report_.fail_on_stub);
      problem(fmt::format("on the stub, \"{}\" is {}, expected not_written", one.name,
                          to_string(one.category)));
    });
  }

  void check_solution() {
    const LessonResult result = judge_text(solution_, "");
    for_each_case(result, [&](const CaseResult& one) {
      if (one.category == Category::passed) return count(report_.pass_on_solution);
      problem(fmt::format("on the solution, \"{}\" fails: {}", one.name, one.message));
    });
    for (const TaskResult& task : result.tasks) {
      const auto is_public = [](const CaseResult& one) { return !one.graded; };
      if (std::ranges::none_of(task.cases, is_public)) {
        problem(fmt::format("task {} has no public test", task.id));
      }
    }
  }

  /// The text shows what the experiments make now.
  void check_text() {
    const Scratch scratch;
    for (const std::string& sentence :
         check_page(course_, lesson_, run_experiments(course_, lesson_, scratch.folder()))) {
      problem(sentence);
    }
  }

  void check_mistake(const Mistake& mistake) {
    count(report_.mistakes);
    if (lesson_.find_task(mistake.task) == nullptr) {
      return problem(
          fmt::format("mistake \"{}\": there is no task {}", mistake.belief, mistake.task));
    }
    const LessonResult result = judge_text(
        apply_change(solution_, mistake.replace, mistake.with, mistake.belief), mistake.task);
    const TaskResult& task = result.tasks.front();
    if (!task.compiler.empty()) {
      return problem(fmt::format("mistake \"{}\" does not compile: {}", mistake.belief,
                                 task.compiler.front()));
    }
    if (task.passed()) {
      return problem(
          fmt::format("mistake \"{}\" is not caught by task {}", mistake.belief, task.id));
    }
    count(report_.caught);
    std::string said;
    for_each_case(result, [&](const CaseResult& one) {
      if (one.category == Category::passed) return;
      for (const std::string& sentence : one.diagnosis) said += sentence + "\n";
      said += one.message + "\n";
    });
    if (said.find(mistake.says) != std::string::npos) return count(report_.named);
    problem(fmt::format("mistake \"{}\" is caught, but the tests do not say \"{}\"; they say:\n{}",
                        mistake.belief, mistake.says, said));
  }

  void check_alternative(const Alternative& alternative) {
    count(report_.alternatives);
    const LessonResult result = judge_text(
        apply_change(solution_, alternative.replace, alternative.with, alternative.why), "");
    if (result.passed()) return count(report_.accepted);
    for_each_case(result, [&](const CaseResult& one) {
      if (one.category == Category::passed) return;
      problem(fmt::format("alternative \"{}\" is refused by \"{}\": {}", alternative.why, one.name,
                          one.message));
    });
  }

  void count(std::size_t& counter) {
    const std::lock_guard lock(mutex_);
    ++counter;
  }

  const Course& course_;
  const Lesson& lesson_;
  AuditReport& report_;
  Catalogue catalogue_;
  std::string stub_;
  std::string solution_;
  std::mutex mutex_;
};

}  // namespace

AuditReport audit(const Course& course, const Lesson& lesson, unsigned jobs,
                  const AuditProgress& progress) {
  AuditReport report{.lesson = lesson.id};
  Audit audit(course, lesson, report);
  audit.check_manifest();
  const std::vector<std::function<void()>> work = audit.work();
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> done = 0;
  const auto worker = [&] {
    for (std::size_t i = next++; i < work.size(); i = next++) {
      try {
        work[i]();
      } catch (const std::exception& error) {
        audit.problem(error.what());
      }
      progress(++done, work.size());
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(1U, jobs); ++i) threads.emplace_back(worker);
  }
  std::ranges::sort(report.problems);
  return report;
}

}  // namespace gradus::engine
