#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "cli/commands.hpp"
#include "engine/build.hpp"
#include "engine/compile.hpp"
#include "engine/scratch.hpp"

namespace gradus::cli {
namespace {

namespace fs = std::filesystem;

/// Compiles a student's file as it is: an experiment needs the whole of it.
fs::path compile_own(const engine::Course& course, const engine::Lesson& lesson,
                     const engine::Box& box) {
  const fs::path path = course.student_file(lesson);
  const engine::Compiled compiled = engine::compile(course, lesson, engine::read_file(path), box);
  if (compiled.left_out.empty()) return compiled.object;
  std::string text =
      fmt::format("lessons/{}/{} does not compile:\n", lesson.folder, lesson.file_name());
  for (const auto& [task, messages] : compiled.left_out) {
    for (const std::string& message : messages) text += "  " + message + "\n";
  }
  throw engine::CannotJudge(text + "See ./gradus check " + lesson.id);
}

fs::path link(const engine::Course& course, const engine::Lesson& lesson, bool solution,
              const engine::Box& box) {
  const fs::path program = box.folder / "experiment";
  std::vector<std::string> command = {course.compiler, "-o", program.string(),
                                      lesson.experiments_object.string()};
  std::vector<const engine::Lesson*> lessons = course.before(lesson);
  lessons.push_back(&lesson);
  for (const engine::Lesson* one : lessons) {
    if (solution) {
      for (const fs::path& object : one->reference) command.push_back(object.string());
    } else {
      command.push_back(compile_own(course, *one, box).string());
    }
  }
  for (const fs::path& part : course.experiment_parts) command.push_back(part.string());
  command.insert(command.end(), course.experiment_link_flags.begin(),
                 course.experiment_link_flags.end());
  const sandbox::Finished finished = sandbox::run(command);
  if (!finished.ok()) {
    throw engine::CannotJudge("the experiment cannot be linked: is a function missing?\n" +
                              finished.output);
  }
  return program;
}

/// Runs a program in the foreground, so that it has the terminal and Ctrl-C; its exit status.
int run_here(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::signal(SIGINT, SIG_IGN);  // the experiment deals with it, and this program waits for it
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGINT);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t process = 0;
  if (posix_spawn(&process, arguments[0], nullptr, &attributes, arguments.data(), environ) != 0) {
    throw engine::CannotJudge("cannot start " + command[0]);
  }
  int status = 0;
  ::waitpid(process, &status, 0);
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  fmt::print(stderr, "gradus: the experiment {}\n", sandbox::describe_end(WTERMSIG(status), -1));
  return 1;
}

}  // namespace

int run(const engine::Course& course, const RunOptions& options) {
  const engine::Lesson& lesson = course.lesson(options.lesson);
  for (const std::string& name : options.experiments) {
    const auto& known = lesson.experiments;
    if (std::ranges::find(known, name, &engine::Experiment::name) != known.end()) continue;
    std::string text = fmt::format("lesson {} has no experiment {}; it has\n", lesson.id, name);
    for (const engine::Experiment& one : known)
      text += fmt::format("  {:<16} {}\n", one.name, one.shows);
    throw engine::CannotJudge(text);
  }
  if (options.solution && !course.has_solutions()) {
    throw engine::CannotJudge("this course has no solutions/: leave out --solution");
  }
  std::vector<std::string> targets = {"precompiled", "run_kit_" + lesson.id};
  if (options.solution)
    targets.push_back("kit_" + lesson.id), targets.push_back("reference_" + lesson.id);
  engine::build(course, targets);

  const engine::Scratch scratch;
  const engine::Box box{.policy = sandbox::Policy::off, .uid = {}, .folder = scratch.folder()};
  const fs::path out =
      options.out.empty() ? course.root / "build" / "figures" / lesson.folder : options.out;
  std::vector<std::string> command = {link(course, lesson, options.solution, box).string()};
  command.insert(command.end(), options.experiments.begin(), options.experiments.end());
  command.insert(command.end(), {"--seed", std::to_string(options.seed), "--out", out.string()});
  return run_here(command);
}

}  // namespace gradus::cli
