#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/data.hpp"
#include "judge/words.hpp"

namespace {

namespace base = gradus::base;
namespace cli = gradus::cli;
namespace judge = gradus::judge;
namespace sandbox = gradus::sandbox;

constexpr int exit_cannot_judge = 2;

using Command = std::function<int(const judge::Course&)>;

void add_check(CLI::App& app, Command& chosen) {
  static cli::CheckCommand options;
  CLI::App* command =
      app.add_subcommand("check", "Build and test a lesson, and say what to do next");
  command->add_option("lesson", options.what,
                      "a lesson (01) or a task (1.2); without it, the first that is not finished");
  command->add_flag("--verbose", options.verbose, "show every failing test in full");
  command->add_flag("--solution", options.solution, "test the reference solution");
  command->add_option("--stack", options.stack, "whose earlier lessons to build on")
      ->check(CLI::IsMember({"own", "reference"}));
  command->add_option("--json", options.json, "also write the result to this file");
  command->callback(
      [&] { chosen = [](const judge::Course& c) { return cli::check(c, options); }; });
}

void add_hint(CLI::App& app, Command& chosen) {
  static std::string task;
  CLI::App* command = app.add_subcommand("hint", "One more hint, the mildest first");
  command->add_option("task", task, "a task (1.2); without it, the one you are at");
  command->callback([&] { chosen = [](const judge::Course& c) { return cli::hint(c, task); }; });
}

void add_watch(CLI::App& app, Command& chosen) {
  static std::string lesson;
  CLI::App* command = app.add_subcommand("watch", "Check a lesson each time you save it");
  command->add_option("lesson", lesson, "a lesson (01); without it, the first not finished");
  command->callback([&] { chosen = [](const judge::Course& c) { return cli::watch(c, lesson); }; });
}

/// A command that names one thing.
void add_named(CLI::App& app, Command& chosen, const char* command, const char* help,
               const char* what, int (*act)(const judge::Course&, const std::string&)) {
  const auto named = std::make_shared<std::string>();
  CLI::App* added = app.add_subcommand(command, help);
  added->add_option(what, *named)->required();
  added->callback([&chosen, named, act] {
    chosen = [named, act](const judge::Course& c) { return act(c, *named); };
  });
}

void add_submit(CLI::App& app, Command& chosen) {
  static cli::SubmitCommand options;
  CLI::App* command = app.add_subcommand("submit", "Check, and make the archive to hand in");
  command->add_option("lesson", options.lessons, "lessons (01); without any, all you began");
  command->add_option("--out", options.out, "the archive")->capture_default_str();
  command->callback(
      [&] { chosen = [](const judge::Course& c) { return cli::submit(c, options); }; });
}

void add_run(CLI::App& app, Command& chosen) {
  static cli::RunCommand options;
  CLI::App* command = app.add_subcommand("run", "Run a lesson's experiments on your own code");
  command->add_option("lesson", options.lesson, "a lesson (01)")->required();
  command->add_option("experiment", options.experiments, "names of experiments; without any, all");
  command->add_flag("--solution", options.solution, "run them on the reference solutions");
  command->add_option("--seed", options.seed, "the seed of all that is random")
      ->capture_default_str();
  command->add_option("--out", options.out, "the folder for pictures and numbers");
  command->callback([&] { chosen = [](const judge::Course& c) { return cli::run(c, options); }; });
}

void add_grade(CLI::App& app, Command& chosen) {
  static cli::GradeCommand options;
  CLI::App* command = app.add_subcommand("grade", "Grade submissions: folders or archives");
  command->add_option("path", options.paths, "submissions, or folders of them")->required();
  command->add_option("--out", options.out, "the folder for grades.csv and results.jsonl")
      ->required();
  command->add_option("--lessons", options.lessons, "only these lessons, such as 00,01")
      ->delimiter(',');
  command->add_option("--jobs", options.jobs, "how many submissions at once; 0: one a processor");
  command->add_option("--stack", options.stack, "whose earlier lessons to build on")
      ->check(CLI::IsMember({"own", "reference", "both"}))
      ->capture_default_str();
  command->add_option("--seed", options.seed,
                      "the seed of the graded tests; without it, a secret one");
  command->add_flag_callback(
      "--unsafe-no-sandbox", [] { options.policy = sandbox::Policy::off; },
      "grade although this system cannot confine submissions: they can then do anything you can");
  command->callback(
      [&] { chosen = [](const judge::Course& c) { return cli::grade(c, options); }; });
}

void add_audit(CLI::App& app, Command& chosen) {
  static cli::AuditCommand options;
  CLI::App* command = app.add_subcommand("audit", "Prove that a lesson holds together");
  command->add_option("lesson", options.lesson, "a lesson (01); without it, all");
  command->add_option("--jobs", options.jobs, "how many judgements at once; 0: one a processor");
  command->add_flag("--update", options.update, "write the texts' tables and figures anew");
  command->add_flag("--mutate", options.mutate,
                    "change one operator, number, name or statement of the solution at a time, and "
                    "list the changes that no test notices");
  command->add_flag("--points", options.points,
                    "only look for points that constants, echoes and empty answers would earn");
  command->add_option("--json", options.json, "also write the result to this file");
  command->callback(
      [&] { chosen = [](const judge::Course& c) { return cli::audit(c, options); }; });
}

void add_results(CLI::App& app, Command& chosen) {
  static cli::ResultsCommand options;
  CLI::App* command =
      app.add_subcommand("results", "Measure what the reports did: docs/results.md");
  command->add_option("experiment", options.experiments, "only these; without any, all");
  command->add_option("--seeds", options.seeds, "how many runs of each")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--seed", options.seed, "the first run's seed")->capture_default_str();
  command->add_option("--jobs", options.jobs, "how many runs at once; 0: one a processor");
  command->add_flag("--check", options.check,
                    "write nothing: fail when a number on the page is out of date");
  command->add_flag("--page", options.page,
                    "measure nothing: the page anew (with --check: as it is) from what is known");
  command->add_option("--runs", options.runs,
                      "keep the runs in this folder; those that are there are not made again");
  command->callback(
      [&] { chosen = [](const judge::Course& c) { return cli::results(c, options); }; });
}

void add_data(CLI::App& app, Command& chosen) {
  static cli::DataCommand options;
  CLI::App* command =
      app.add_subcommand("data", "List the data sets, draw them; take in originals");
  command->require_subcommand(0, 1);
  command->add_option("--json", options.json, "also write the list to this file");
  CLI::App* add = command->add_subcommand("add", "Use an original, as the course gave it out");
  add->add_option("name", options.name, "a data set, such as peaks")->required();
  add->add_option("file", options.file, "a .mat file or a CSV file; its structure is checked");
  add->add_option("--json", options.json, "also write what was found to this file");
  CLI::App* remove = command->add_subcommand("remove", "Use the generated set again");
  remove->add_option("name", options.name, "a data set, such as peaks")->required();
  add->callback([] { options.action = cli::DataCommand::Action::add; });
  remove->callback([] { options.action = cli::DataCommand::Action::remove; });
  command->callback([&] { chosen = [](const judge::Course& c) { return cli::data(c, options); }; });
}

/// The command line, from its end, as CLI11 takes it; `help check` is `check --help`.
std::vector<std::string> arguments(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  std::ranges::reverse(words);
  return words;
}

/// course.json lies beside this program.
std::filesystem::path folder_of_this_program() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::canonical("/proc/self/exe", error);
  if (!error) return program.parent_path();
  throw judge::CannotJudge("/proc/self/exe cannot be read (" + error.message() +
                           "): is /proc mounted? Neither the sandbox nor the tools work without");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Gradus: deep learning from scratch in C++, in lessons that a program can grade.",
               "./gradus"};
  app.require_subcommand(0, 1);
  app.footer(
      "Also: ./gradus test runs the tests of the project, test 04 those of lesson 04.\n"
      "Exit status: 0 as asked, 1 judged and fell short, 2 it could not be judged.");
  Command chosen = cli::board;
  add_check(app, chosen);
  add_watch(app, chosen);
  add_hint(app, chosen);
  add_run(app, chosen);
  add_named(app, chosen, "reset", "A task or a lesson as it was given out", "task", cli::reset);
  add_named(app, chosen, "debug", "gdb, where a failing test calls your function", "task",
            cli::debug);
  add_named(app, chosen, "compare", "Your answer beside the reference's, once it passes", "task",
            cli::compare);
  add_submit(app, chosen);
  add_grade(app, chosen);
  add_audit(app, chosen);
  add_data(app, chosen);
  add_results(app, chosen);
  std::signal(SIGCHLD, SIG_DFL);  // whoever ignores it never hears how a process ended
  try {
    app.parse(arguments(argc, argv));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_cannot_judge;
  }
  try {
    const judge::Course course = judge::read_course(folder_of_this_program());
    // Where experiments find the data sets, wherever they are started.
    ::setenv("GRADUS_DATA", (course.root / ".gradus" / "data").c_str(), 0);
    return chosen(course);
  } catch (const std::exception& error) {
    fmt::print(stderr, "gradus: {}\n", base::wrap(error.what(), 72, 8));
    return exit_cannot_judge;
  }
}
