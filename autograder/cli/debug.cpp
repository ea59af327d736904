#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/task.hpp"
#include "cli/verdict.hpp"
#include "judge/build.hpp"

namespace gradus::cli {
namespace {

/// The name as Catch2 takes it on a command line, where these characters mean something.
std::string escaped(const std::string& name) {
  std::string text;
  for (const char c : name) {
    if (std::string("\\,[]\"*~").find(c) != std::string::npos) text += '\\';
    text += c;
  }
  return text;
}

}  // namespace

int debug(const judge::Course& course, const std::string& what) {
  const judge::Lesson& lesson = course.lesson(what);
  const judge::Task& task = task_of(lesson, what);
  if (base::find_command("gdb").empty()) {
    throw judge::CannotJudge("there is no gdb here; on Debian: sudo apt-get install gdb");
  }
  const judge::LessonResult result = verdict(course, lesson, {.only_task = task.id});
  const auto& cases = result.tasks.front().cases;
  const auto failing = std::ranges::find_if(
      cases, [](const judge::CaseResult& one) { return one.category != judge::Category::passed; });
  if (!result.tasks.front().compiler.empty()) {
    throw judge::CannotJudge(
        fmt::format("task {} does not compile: ./gradus check {}", what, what));
  }
  if (failing == cases.end()) {
    fmt::print("Task {} passes: there is nothing to look for.\n", what);
    return 0;
  }
  const std::string program = "test_" + lesson.id;  // the tests and your file, in one process
  judge::build(course, {program});
  fmt::print(
      "{}\n  n next line   s into a call   p X(0, 1) a value   up, down   c go on   q quit\n\n",
      base::wrap(fmt::format("gdb stops where \"{}\" calls your function.", failing->name), 80));
  std::fflush(stdout);  // before gdb speaks
  std::vector<std::string> command = {"gdb", "-q", "-ex", "set breakpoint pending on"};
  for (const std::string& function : task.functions) {
    command.insert(command.end(), {"-ex", "break nn::" + function});
  }
  command.insert(command.end(), {"-ex", "run", "--args", (course.build / program).string(),
                                 escaped(failing->name), "--break"});
  return base::run_in_foreground(command, false);
}

}  // namespace gradus::cli
