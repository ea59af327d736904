#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <sstream>

#include "base/files.hpp"
#include "base/run.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/task.hpp"
#include "cli/verdict.hpp"

namespace gradus::cli {
namespace {

namespace fs = std::filesystem;

std::string git(const judge::Course& course, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"git", "-C", course.root.string()});
  const base::Finished finished = base::run(arguments);
  return finished.ok() ? finished.output : "";
}

/// The stub as the course gave it out: a released copy keeps it, elsewhere git remembers it.
std::string stub_of(const judge::Course& course, const judge::Lesson& lesson) {
  const fs::path kept = course.root / ".stubs" / lesson.file_name();
  if (fs::exists(kept)) return base::read_file(kept);
  const std::string path = judged_file(lesson, false);
  std::istringstream commits(git(course, {"log", "--format=%H", "--", path}));
  for (std::string commit; std::getline(commits, commit);) {
    const std::string text = git(course, {"show", commit + ":" + path});
    if (is_stub(text, lesson)) return text;
  }
  throw judge::CannotJudge(
      fmt::format("the first {} is not to be had: neither .stubs/ nor git has it", path));
}

/// The `#include` lines of the stub that `text` has lost stand before its first one again: a stub's
/// task may need them.
std::string with_includes_of(const std::string& stub, std::string text) {
  const std::vector<std::string> has = base::lines_of(text);
  std::string lost;
  for (const std::string& line : base::lines_of(stub)) {
    if (line.starts_with("#include") && std::ranges::find(has, line) == has.end()) {
      lost += line + "\n";
    }
  }
  const std::size_t first = text.starts_with("#include") ? 0 : text.find("\n#include") + 1;
  return text.insert(first, lost);  // none: at the beginning
}

/// Keeps the student's text, and says where.
fs::path keep(const judge::Course& course, const judge::Lesson& lesson, const std::string& text) {
  const fs::path folder = course.root / ".gradus" / "before_reset";
  fs::create_directories(folder);
  const std::string name =
      fmt::format("{}_{:%Y-%m-%d_%H-%M-%S}", lesson.name, fmt::localtime(std::time(nullptr)));
  fs::path path = folder / (name + ".cpp");
  for (int i = 2; fs::exists(path); ++i) path = folder / fmt::format("{}_{}.cpp", name, i);
  base::write_file(path, text);
  return path.lexically_relative(course.root);
}

}  // namespace

int reset(const judge::Course& course, const std::string& what) {
  const judge::Lesson& lesson = course.lesson(what);
  const fs::path file = course.student_file(lesson);
  const std::string text = base::read_file(file);
  std::string fresh = stub_of(course, lesson);
  if (names_task(what)) {
    const judge::Task& task = task_of(lesson, what);
    fresh = with_includes_of(fresh, with_part(text, task.id, part_of(fresh, task.id)));
  }
  if (fresh == text) {
    fmt::print("{} is as the course gave it out: nothing to do.\n", what);
    return 0;
  }
  const fs::path kept = keep(course, lesson, text);
  base::write_atomically(file, fresh);
  fmt::print("{} is as the course gave it out.\nWhat you had: {}\n",
             names_task(what) ? "Task " + what : judged_file(lesson, false), kept.string());
  return 0;
}

}  // namespace gradus::cli
