#include "cli/command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/data.hpp"

namespace gradus::cli {
namespace {

namespace fs = std::filesystem;

constexpr int exit_cannot_judge = 2;

void add_check(CLI::App& app, const judge::Course& course, Chosen& chosen) {
  static CheckCommand options;
  CLI::App* command =
      app.add_subcommand("check", "Build and test a lesson, and say what to do next");
  command->add_option("lesson", options.what,
                      "a lesson (01) or a task (1.2); without it, the one you are at");
  command->add_flag("--verbose", options.verbose, "show every failing test in full");
  if (course.has_solutions()) {
    command->add_flag("--solution", options.solution, "test the reference solution");
    command->add_option("--stack", options.stack, "whose earlier lessons to build on")
        ->check(CLI::IsMember({"own", "reference"}));
  }
  command->add_option("--json", options.json, "also write the result to this file");
  command->callback([&] { chosen = [](const judge::Course& c) { return check(c, options); }; });
}

void add_hint(CLI::App& app, Chosen& chosen) {
  static std::string task;
  CLI::App* command = app.add_subcommand("hint", "One more hint, the mildest first");
  command->add_option("task", task, "a task (1.2); without it, the one you are at");
  command->callback([&] { chosen = [](const judge::Course& c) { return hint(c, task); }; });
}

void add_watch(CLI::App& app, Chosen& chosen) {
  static std::string lesson;
  CLI::App* command = app.add_subcommand("watch", "Check a lesson each time you save it");
  command->add_option("lesson", lesson, "a lesson (01); without it, the first not finished");
  command->callback([&] { chosen = [](const judge::Course& c) { return watch(c, lesson); }; });
}

/// A command that names one thing.
void add_named(CLI::App& app, Chosen& chosen, const char* command, const char* help,
               const char* what, int (*act)(const judge::Course&, const std::string&)) {
  const auto named = std::make_shared<std::string>();
  CLI::App* added = app.add_subcommand(command, help);
  added->add_option(what, *named)->required();
  added->callback([&chosen, named, act] {
    chosen = [named, act](const judge::Course& c) { return act(c, *named); };
  });
}

void add_submit(CLI::App& app, Chosen& chosen) {
  static SubmitCommand options;
  CLI::App* command = app.add_subcommand("submit", "Check, and make the archive to hand in");
  command->add_option("lesson", options.lessons, "lessons (01); without any, all you began");
  command->add_option("--out", options.out, "the archive")->capture_default_str();
  command->callback([&] { chosen = [](const judge::Course& c) { return submit(c, options); }; });
}

void add_run(CLI::App& app, const judge::Course& course, Chosen& chosen) {
  static RunCommand options;
  CLI::App* command = app.add_subcommand("run", "Run a lesson's experiments on your own code");
  command->add_option("lesson", options.lesson, "a lesson (01)")->required();
  command->add_option("experiment", options.experiments, "names of experiments; without any, all");
  if (course.has_solutions()) {
    command->add_flag("--solution", options.solution, "run them on the reference solutions");
  }
  command->add_option("--seed", options.seed, "the seed of all that is random")
      ->capture_default_str();
  command->add_option("--out", options.out, "the folder for pictures and numbers");
  command->callback([&] { chosen = [](const judge::Course& c) { return run(c, options); }; });
}

void add_milestones(CLI::App& app, Chosen& chosen) {
  app.add_subcommand("milestones", "What the field remembers, by your own code")->callback([&] {
    chosen = milestones;
  });
}

void add_play(CLI::App& app, const judge::Course& course, Chosen& chosen) {
  static PlayCommand options;
  CLI::App* command = app.add_subcommand("play", "A page on which your own network learns, live");
  command->add_option("setting", options.setting, "what the page's address has behind its #");
  command->add_option("--port", options.port, "this port; without it, any that is free")
      ->check(CLI::Range(1024, 65535));
  command->add_flag("--no-browser", options.quiet, "only print the address");
  if (course.has_solutions()) {
    command->add_flag("--solution", options.solution, "play with the reference solutions");
  }
  command->callback([&] { chosen = [](const judge::Course& c) { return play(c, options); }; });
}

void add_data(CLI::App& app, Chosen& chosen) {
  static DataCommand options;
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
  add->callback([] { options.action = DataCommand::Action::add; });
  remove->callback([] { options.action = DataCommand::Action::remove; });
  command->callback([&] { chosen = [](const judge::Course& c) { return data(c, options); }; });
}

void add_book(CLI::App& app, Chosen& chosen) {
  static BookCommand options;
  CLI::App* command = app.add_subcommand("book", "The lessons as a book, for a browser");
  command->add_option("folder", options.folder, "where to; without it, build/book");
  command->add_flag("--pdf", options.pdf, "also as one PDF, which Chromium prints");
  command->callback([&] { chosen = [](const judge::Course& c) { return book(c, options); }; });
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

/// The commands of another program, where the course has it (staff/main.cpp).
std::string commands_of_staff(const judge::Course& course) {
  std::error_code none;
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(course.root / "autograder" / "staff", none)) {
    if (entry.path().extension() == ".cpp") names.insert(entry.path().stem());
  }
  names.erase("main");
  if (names.empty()) return "";
  return fmt::format("For those who teach: ./gradus {}.\n", fmt::join(names, ", "));
}

/// course.json lies beside this program.
fs::path folder_of_this_program() {
  std::error_code error;
  const fs::path program = fs::canonical("/proc/self/exe", error);
  if (!error) return program.parent_path();
  throw judge::CannotJudge("/proc/self/exe cannot be read (" + error.message() +
                           "): is /proc mounted? Neither the sandbox nor the tools work without");
}

}  // namespace

int command_line(int argc, char** argv, const AddCommands& more, const std::string& also) {
  std::signal(SIGCHLD, SIG_DFL);  // whoever ignores it never hears how a process ended
  try {
    const judge::Course course = judge::read_course(folder_of_this_program());
    // Where experiments find the data sets, wherever they are started.
    ::setenv("GRADUS_DATA", (course.root / ".gradus" / "data").c_str(), 0);
    CLI::App app{"Gradus: deep learning from scratch in C++, in lessons that a program can grade.",
                 "./gradus"};
    app.require_subcommand(0, 1);
    app.footer((more ? also : commands_of_staff(course)) +
               "Exit status: 0 as asked, 1 judged and fell short, 2 it could not be judged.");
    Chosen chosen = board;
    add_check(app, course, chosen);
    add_watch(app, chosen);
    add_hint(app, chosen);
    add_run(app, course, chosen);
    add_milestones(app, chosen);
    add_play(app, course, chosen);
    add_named(app, chosen, "reset", "A task or a lesson as it was given out", "task", reset);
    add_named(app, chosen, "debug", "gdb, where a failing test calls your function", "task", debug);
    if (course.has_solutions()) {
      add_named(app, chosen, "compare", "Your answer beside the reference's, once it passes",
                "task", compare);
    }
    add_submit(app, chosen);
    add_data(app, chosen);
    add_book(app, chosen);
    if (more) more(app, course, chosen);
    try {
      app.parse(arguments(argc, argv));
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? 0 : exit_cannot_judge;
    }
    return chosen(course);
  } catch (const std::exception& error) {
    fmt::print(stderr, "gradus: {}\n", base::wrap(error.what(), 72, 8));
    return exit_cannot_judge;
  }
}

}  // namespace gradus::cli
