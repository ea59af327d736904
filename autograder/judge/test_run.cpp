#include "judge/test_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "base/files.hpp"
#include "base/text.hpp"
#include "judge/compile.hpp"
#include "judge/result.hpp"

namespace gradus::judge {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr unsigned worker_memory = 2048;  // MiB
constexpr unsigned worker_output = 64;    // KiB of what the student's code prints
// Bounds on waiting, in seconds. Processor time is bounded by the sandbox, whoever waits for what.
constexpr double wait_in_a_case = 2;
constexpr double wait_in_a_lesson = 10;
constexpr double longest_call = 3600;           // of a machine that hardly moves
constexpr double longest_judgement = 4 * 3600;  // likewise

std::vector<std::string> worker_command(const Course& course, const Lesson& lesson,
                                        const fs::path& worker, const Box& box) {
  std::vector<fs::path> libraries;  // that it loads; the system's may be read anyway
  std::ranges::copy_if(course.tools.worker_parts, std::back_inserter(libraries),
                       [](const fs::path& part) { return part.extension() == ".so"; });
  const sandbox::Confinement confinement{
      .profile = sandbox::Profile::run,
      .read = libraries,
      .uid = box.uid,
      .cpu_seconds = static_cast<unsigned>(lesson.seconds),
      .memory_mib = worker_memory,
      .file_size_kib = worker_output,
      .channel = true,
  };
  return sandbox::wrap(course.tools.sandbox, confinement, box.policy, {worker.string()});
}

/// What the report says so far.
struct Progress {
  std::set<std::string> ended;        // cases with a verdict
  std::optional<std::string> broken;  // the case that was begun last, and did not end
  bool done = false;
};

Progress progress_of(const std::string& report) {
  Progress progress;
  std::istringstream lines(report);
  for (std::string text; std::getline(lines, text);) {
    const json line = json::parse(text, nullptr, false);
    if (line.is_discarded()) continue;  // cut off: its writer died
    if (line.contains("start")) progress.broken = line.at("start").get<std::string>();
    if (line.contains("case")) {
      progress.ended.insert(line.at("case").get<std::string>());
      progress.broken.reset();
    }
    progress.done = progress.done || line.contains("done");
  }
  return progress;
}

class TestRun {
 public:
  TestRun(const Course& course, const Lesson& lesson, const fs::path& worker, const Box& box,
          const JudgeOptions& options)
      : lesson_(lesson),
        options_(options),
        box_(box),
        session_(options.scratch / "session.json"),
        report_(options.scratch / "report.jsonl") {
    const fs::path log = options.scratch / "output.txt";
    session_text_ =
        json{{"worker", worker_command(course, lesson, worker, box)},
             {"log", log.string()},
             {"report", report_.string()},
             {"seed", options.seed},
             {"ahead", !options.kept.empty()},  // a student waits, and has two processors
             {"parent", ::getpid()},
             {"call_seconds", longest_call},
             {"case_wait_seconds", wait_in_a_case},
             {"lesson_wait_seconds", wait_in_a_lesson}}
            .dump();
    base::write_file(report_, "");
    base::write_file(log, "");
  }

  /// The tests are started again as long as cases are left that have no verdict.
  std::string run() {
    std::vector<std::string> arguments = filter();
    while (true) {
      arguments.insert(arguments.end(), {"--reporter", "silent"});  // the report tells it all
      const sandbox::Finished finished = start(arguments);
      const std::string report = base::read_file(report_);
      const Progress progress = progress_of(report);
      if (progress.done) return report;
      const bool by_a_value = finished.signal != 0 && !finished.timed_out && progress.broken;
      if (!by_a_value) {
        throw CannotJudge(
            fmt::format("the tests of {} did not run to their end: the process {}\n{}",
                        lesson_.folder, sandbox::describe_end(finished.signal, finished.exit_code),
                        base::clean(finished.output, 1000)));
      }
      write_down(*progress.broken, finished.signal, report);
      arguments = what_is_left();
      if (arguments.empty()) {
        append({{"done", true}});
        return base::read_file(report_);
      }
    }
  }

 private:
  std::vector<std::string> filter() const {
    std::string words = options_.only_task.empty() ? "" : "[" + options_.only_task + "]";
    if (!options_.graded) words += "[#test_" + lesson_.name + "]";
    if (words.empty()) return {};
    return {"--filenames-as-tags", words};
  }

  sandbox::Finished start(const std::vector<std::string>& arguments) const {
    // It holds the secret: nobody else may read it at any moment, and the tests remove it.
    base::write_file(session_, "");
    fs::permissions(session_, fs::perms::owner_read | fs::perms::owner_write);
    base::write_file(session_, session_text_);
    const fs::path& program = options_.program.empty() ? lesson_.judge : options_.program;
    std::vector<std::string> command = {program.string()};
    command.insert(command.end(), arguments.begin(), arguments.end());
    std::vector<std::string> environment = {"GRADUS_SESSION=" + session_.string(),
                                            "OPENBLAS_NUM_THREADS=1"};
    environment.insert(environment.end(), options_.environment.begin(), options_.environment.end());
    const sandbox::Finished finished = sandbox::run(
        command,
        {.environment = environment, .wall_seconds = longest_judgement, .stop = box_.stop});
    if (finished.stopped) throw Stopped();
    return finished;
  }

  void append(const json& line) const {
    std::string text = base::read_file(report_);
    text.erase(text.rfind('\n') + 1);  // the process may have died in the middle of a line
    base::write_file(report_, text + line.dump() + "\n");
  }

  /// The case in which the tests broke down, as a case that has failed. Its tags and its file stand
  /// in the line that told its start.
  void write_down(const std::string& name, int signal, const std::string& report) const {
    json line;
    std::istringstream lines(report);
    for (std::string text; std::getline(lines, text);) {
      const json one = json::parse(text, nullptr, false);
      if (one.is_object() && one.value("start", "") == name) line = one;
    }
    append({{"case", name},
            {"tags", line.at("tags")},
            {"file", line.at("file")},
            {"failures", json::array()},
            {"passed", false},
            {"seconds", 0.0},
            {"ending",
             {{"kind", "test_broke"},
              {"signal", signal},
              {"exit_status", 0},
              {"function", ""},
              {"detail", sandbox::describe_end(signal, -1)}}}});
  }

  /// Arguments for the cases that have no verdict yet; none when all have.
  std::vector<std::string> what_is_left() const {
    const std::set<std::string> ended = progress_of(base::read_file(report_)).ended;
    std::string names;
    for (const std::string& name : all_names()) {
      if (!ended.contains(name)) names += name + "\n";
    }
    if (names.empty()) return {};
    const fs::path file = options_.scratch / "left.txt";
    base::write_file(file, names);
    return {"--input-file", file.string()};
  }

  /// The names of the cases that were asked for. Catch2 2 and 3 have different words for it.
  std::vector<std::string> all_names() const {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"--list-test-names-only"},
          std::vector<std::string>{"--list-tests", "--verbosity", "quiet"}}) {
      std::vector<std::string> arguments = filter();
      arguments.insert(arguments.end(), words.begin(), words.end());
      const sandbox::Finished finished = start(arguments);
      std::vector<std::string> names;
      std::istringstream lines(finished.output);
      for (std::string line; std::getline(lines, line);) {
        if (!line.empty()) names.push_back(line);
      }
      // Catch2 2 ends with the number of names when it lists them.
      if (finished.signal == 0 && !names.empty() &&
          (finished.ok() || finished.exit_code == static_cast<int>(names.size() & 0xFF))) {
        return names;
      }
    }
    throw CannotJudge("the tests of " + lesson_.folder + " do not say what cases they have");
  }

  const Lesson& lesson_;
  const JudgeOptions& options_;
  const Box& box_;
  fs::path session_;
  fs::path report_;
  std::string session_text_;
};

}  // namespace

std::string run_tests(const Course& course, const Lesson& lesson, const fs::path& worker,
                      const Box& box, const JudgeOptions& options) {
  return TestRun(course, lesson, worker, box, options).run();
}

}  // namespace gradus::judge
