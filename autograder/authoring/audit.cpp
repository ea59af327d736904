#include "authoring/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <set>

#include "authoring/catalogue.hpp"
#include "authoring/page.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "judge/compile.hpp"
#include "judge/experiment.hpp"
#include "judge/judge.hpp"
#include "judge/source.hpp"

namespace gradus::authoring {

using namespace judge;
namespace {

namespace fs = std::filesystem;

/// Lists the versions of a lesson's solution that are to be judged, and collects what is wrong.
class Audit {
 public:
  Audit(const Course& course, const Lesson& lesson, AuditReport& report)
      : course_(course),
        lesson_(lesson),
        report_(report),
        catalogue_(read_catalogue(course, lesson)),
        page_(base::read_file(course.root / "lessons" / lesson.folder / "README.md")),
        stub_(base::read_file(course.student_file(lesson))),
        solution_(base::read_file(course.solution_file(lesson))) {
    for (Change& one : catalogue_.mistakes) {
      if (one.task.empty()) one.task = task_of(one);
    }
  }

  void check_manifest() {
    require_count(catalogue_.mistakes.size(), fewest_mistakes, "mistakes");
    require_count(catalogue_.alternatives.size(), fewest_alternatives, "alternatives");
    if (lesson_.milestone.empty()) problem("lesson.toml has no `milestone`");
    const fs::path folder = course_.root / "lessons" / lesson_.folder;
    const std::string header = base::read_file(folder / (lesson_.name + ".hpp"));
    for (const Task& task : lesson_.tasks) {
      if (task.hints.size() < fewest_hints) {
        problem(fmt::format("task {} has {} hints, expected at least {}", task.id,
                            task.hints.size(), fewest_hints));
      }
      const auto of_task = [&](const Change& mistake) { return mistake.task == task.id; };
      const auto mistakes = std::ranges::count_if(catalogue_.mistakes, of_task);
      require_count(static_cast<std::size_t>(mistakes), fewest_mistakes_of_a_task,
                    "mistakes of task " + task.id);
      require_named(task, stub_, "the stub");
      require_named(task, solution_, "the solution");
      if (page_.find(task.id) == std::string::npos) {
        problem(fmt::format("task {} is not named in README.md", task.id));
      }
      for (const std::string& function : task.functions) {
        if (header.find(" " + function + "(") != std::string::npos) continue;
        problem(
            fmt::format("task {}: {}.hpp does not declare {}", task.id, lesson_.name, function));
      }
      check_hints(task);
    }
    require_known_tasks(stub_, "the stub");
    require_known_tasks(solution_, "the solution");
    check_includes();
  }

  /// The stub, the solution, and every entry of the catalogue.
  std::vector<Version> versions() {
    std::vector<Version> all = {stub(), unchanged()};
    for (const Change& one : catalogue_.mistakes) {
      const auto make = [&] { return mistake(one); };
      add(all, make);
    }
    for (const Change& one : catalogue_.alternatives) {
      const auto make = [&] { return alternative(one); };
      add(all, make);
    }
    return all;
  }

  /// What the lesson's page says that tests say, a public one has said.
  void check_sayings() {
    for (const std::string& saying : sayings_of(page_)) {
      if (said_in_public_.find(saying) != std::string::npos) continue;
      problem(fmt::format("README.md: no public test said \"{}\" to any mistake", saying));
    }
  }

  /// Each .mistake() of the tests was named for a mistake of the catalogue, which really gives it.
  void check_origins() {
    for (const auto& [origin, case_name] : offered_) {
      if (named_.contains(origin)) continue;
      problem(fmt::format(
          "\"{}\": .mistake({}) is not proven: no entry of mistakes.toml makes it speak", case_name,
          origin));
    }
  }

  /// The text shows what the experiments make now.
  void check_text() {
    const base::TemporaryFolder scratch;
    for (const std::string& sentence :
         check_page(course_, lesson_, run_solution_experiments(course_, lesson_, scratch.path()))) {
      problem(sentence);
    }
  }

  const std::string& solution() const { return solution_; }

  /// No answer that was made without a thought earns a point.
  void check_points() {
    report_.undeserved = find_undeserved(course_, lesson_);
    for (const std::string& one : sentences(report_.undeserved)) problem(one);
  }

  void problem(const std::string& sentence) {
    const std::lock_guard lock(mutex_);
    report_.problems.push_back(sentence);
  }

 private:
  /// The task of the region in which a change begins; empty if it stands in none.
  std::string task_of(const Change& change) const {
    std::size_t place = 0;
    try {
      place = find_replaced(solution_, change.replace, change.name).begin;
    } catch (const CannotJudge&) {
      return "";  // versions() says so
    }
    const auto line =
        static_cast<std::size_t>(std::count(
            solution_.begin(), solution_.begin() + static_cast<std::ptrdiff_t>(place), '\n')) +
        1;
    const Source source(solution_);
    for (const Region& region : source.regions()) {
      if (region.first_line <= line && line <= region.last_line) return region.task;
    }
    return "";
  }

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

  void require_known_tasks(const std::string& text, const std::string& where) {
    const Source source(text);
    for (const Region& region : source.regions()) {
      if (region.task.empty() || lesson_.find_task(region.task) != nullptr) continue;
      problem(fmt::format("{} has a task {}, which lesson.toml does not name", where, region.task));
    }
  }

  /// A lesson must work where no later one exists.
  void check_includes() {
    for (const char* part : {"lessons", "solutions", "tests"}) {
      const fs::path folder = course_.root / part / lesson_.folder;
      for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        const std::string extension = entry.path().extension();
        if (extension != ".cpp" && extension != ".hpp") continue;
        const std::string text = base::read_file(entry.path());
        for (const Lesson& later : course_.lessons) {
          if (later.id <= lesson_.id) continue;
          if (text.find("#include \"" + later.folder + "/") == std::string::npos) continue;
          problem(fmt::format("{}/{}/{} includes the later lesson {}", part, lesson_.folder,
                              entry.path().filename().string(), later.folder));
        }
      }
    }
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

  /// An entry of the catalogue that does not fit the solution is a problem of its own.
  template <typename Make>
  void add(std::vector<Version>& versions, const Make& make) {
    try {
      versions.push_back(make());
    } catch (const std::exception& error) {
      problem(error.what());
    }
  }

  template <typename Visit>
  static void for_each_case(const LessonResult& result, Visit visit) {
    for (const TaskResult& task : result.tasks) {
      for (const CaseResult& one : task.cases) visit(one);
    }
  }

  Version stub() {
    return {.text = stub_, .judged = [this](const LessonResult& result) {
              for_each_case(result, [&](const CaseResult& one) {
                count(report_.cases);
                if (one.category == Category::not_written) return count(report_.fail_on_stub);
                problem(fmt::format("on the stub, \"{}\" is {}, expected not_written", one.name,
                                    to_string(one.category)));
              });
            }};
  }

  Version unchanged() {
    return {.text = solution_, .judged = [this](const LessonResult& result) {
              for_each_case(result, [&](const CaseResult& one) {
                for (const std::string& origin : one.offered) offered_.emplace(origin, one.name);
                for (const std::string& two : one.alike) {
                  problem(fmt::format(
                      "\"{}\": {} are the same number here, and both would be told: choose others",
                      one.name, two));
                }
                if (one.category == Category::passed) return count(report_.pass_on_solution);
                problem(fmt::format("on the solution, \"{}\" fails: {}", one.name, one.message));
              });
              for (const TaskResult& task : result.tasks) {
                const auto is_public = [](const CaseResult& one) { return !one.graded; };
                if (std::ranges::any_of(task.cases, is_public)) continue;
                problem(fmt::format("task {} has no public test", task.id));
              }
            }};
  }

  Version mistake(const Change& mistake) {
    count(report_.mistakes);
    const std::string changed = apply_change(solution_, mistake);
    if (lesson_.find_task(mistake.task) == nullptr) {
      throw CannotJudge(
          fmt::format("mistake \"{}\": there is no task \"{}\": say `task = ...`, where what it "
                      "replaces stands in no task",
                      mistake.name, mistake.task));
    }
    return {.text = changed,
            .only_task = mistake.task,
            .judged = [this, &mistake](const LessonResult& result) { judged(mistake, result); }};
  }

  /// "by_rows (`arma::accu(R) / R.n_rows`)", as several mistakes may have one name.
  static std::string name_of(const Change& mistake) {
    const std::string code = base::trimmed(mistake.with);
    return fmt::format("{} (`{}`)", mistake.name,
                       base::shorten(code.substr(0, code.find('\n')), 60));
  }

  void judged(const Change& mistake, const LessonResult& result) {
    const TaskResult& task = result.tasks.front();
    if (!task.compiler.empty()) {
      return problem(
          fmt::format("mistake {} does not compile: {}", name_of(mistake), task.compiler.front()));
    }
    if (task.passed()) {
      return problem(fmt::format("mistake {} is not caught by task {}", name_of(mistake), task.id));
    }
    count(report_.caught);
    std::string said;  // by the public tests: a student reads no others
    bool named = false;
    for_each_case(result, [&](const CaseResult& one) {
      if (one.category == Category::passed) return;
      const std::lock_guard lock(mutex_);
      named_.insert(one.named.begin(), one.named.end());
      if (one.graded) return;
      const std::string words = words_of(one);
      said += words;
      named = named || std::ranges::find(one.told, mistake.name) != one.told.end() ||
              words.find(mistake.name) != std::string::npos;
      said_in_public_ += words;
    });
    if (named) return count(report_.named);
    problem(said.empty()
                ? fmt::format("mistake {} is caught by graded tests alone", name_of(mistake))
                : fmt::format("mistake {}: no public test says \"{}\"; they say:\n{}",
                              name_of(mistake), mistake.name, said));
  }

  static std::string words_of(const CaseResult& one) {
    std::string words;
    for (const std::string& sentence : one.diagnosis) words += sentence + "\n";
    return words + one.message + "\n";
  }

  Version alternative(const Change& alternative) {
    count(report_.alternatives);
    return {.text = apply_change(solution_, alternative),
            .judged = [this, &alternative](const LessonResult& result) {
              if (result.passed()) return count(report_.accepted);
              for_each_case(result, [&](const CaseResult& one) {
                if (one.category == Category::passed) return;
                problem(fmt::format("alternative \"{}\" is refused by \"{}\": {}", alternative.name,
                                    one.name, one.message));
              });
            }};
  }

  void count(std::size_t& counter) {
    const std::lock_guard lock(mutex_);
    ++counter;
  }

  const Course& course_;
  const Lesson& lesson_;
  AuditReport& report_;
  Catalogue catalogue_;
  std::string page_;
  std::string stub_;
  std::string solution_;
  std::mutex mutex_;
  std::map<std::string, std::string> offered_;  // each .mistake(), and a case that has it
  std::set<std::string> named_;                 // those that were told to a mistake
  std::string said_in_public_;                  // by public tests, to the mistakes
};

}  // namespace

AuditReport audit(const Course& course, const Lesson& lesson, unsigned jobs,
                  base::Progress& progress) {
  AuditReport report{.lesson = lesson.id};
  Audit audit(course, lesson, report);
  const auto failed = [&](const std::string& message) { audit.problem(message); };
  audit.check_manifest();
  // The experiments are run beside the judgements: they are the longest single piece of work.
  std::future<void> text = std::async(std::launch::async, [&] {
    base::Progress silent("the page");  // as the other one shows what is done
    do_all({[&] { audit.check_text(); }, [&] { audit.check_points(); }}, 1, silent, failed);
  });
  judge_versions(course, lesson, audit.solution(), audit.versions(), jobs, progress, failed);
  text.get();
  audit.check_origins();
  audit.check_sayings();
  std::ranges::sort(report.problems);
  return report;
}

}  // namespace gradus::authoring
