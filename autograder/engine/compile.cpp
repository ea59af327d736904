#include "engine/compile.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "engine/result.hpp"
#include "engine/salvage.hpp"

namespace gradus::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_source = 1 << 20;  // bytes
constexpr std::size_t most_notes = 5;

fs::path object_path(const Lesson& lesson, const Box& box) {
  return box.folder / (lesson.name + ".o");
}

/// What a student's file may include: the lessons' headers, and not the answers beside them.
std::vector<fs::path> header_files(const Course& course) {
  std::vector<fs::path> headers;
  for (const auto& entry : fs::recursive_directory_iterator(course.headers)) {
    if (entry.path().extension() == ".hpp") headers.push_back(entry.path());
  }
  return headers;
}

Attempt compile_once(const Course& course, const Lesson& lesson, const Box& box,
                     const std::string& text) {
  write_file(box.folder / lesson.file_name(), text);
  std::vector<std::string> command = {course.compiler};
  command.insert(command.end(), course.compile_flags.begin(), course.compile_flags.end());
  // -Wmissing-declarations tells of a function whose parameters are not the header's.
  for (const char* flag : {"-Wmissing-declarations", "-fno-diagnostics-show-caret",
                           "-fdiagnostics-color=never", "-fmax-errors=100", "-c"}) {
    command.push_back(flag);
  }
  command.push_back("-I" + course.headers.string());
  command.insert(command.end(), {"-include", course.precompiled.string(), lesson.file_name(), "-o",
                                 object_path(lesson, box).string()});
  std::vector<fs::path> read = header_files(course);
  read.insert(read.end(), {course.precompiled, course.precompiled.string() + ".gch"});
  const sandbox::Finished finished =
      sandbox::run(tool_command(course, box, read, command),
                   {.working_directory = box.folder, .wall_seconds = 4 * compile_seconds});
  if (finished.exit_code == 125 || finished.exit_code == 127) {
    throw CannotJudge("the compiler cannot be started: " + clean(finished.output));
  }
  return {.ok = finished.ok(), .said = read_diagnostics(finished.output, lesson.file_name())};
}

/// The warnings that a student should read.
std::vector<std::string> notes(const Lesson& lesson, const std::vector<Diagnostic>& said) {
  std::vector<std::string> result;
  for (const Diagnostic& diagnostic : said) {
    if (diagnostic.error || diagnostic.line == 0 || result.size() == most_notes) continue;
    if (diagnostic.option != "-Wmissing-declarations") {
      result.push_back(
          clean(fmt::format("line {}: warning: {}", diagnostic.line, diagnostic.message), 400));
      continue;
    }
    // A helper of the student's own needs no declaration; a function of the contract has one.
    for (const Task& task : lesson.tasks) {
      for (const std::string& function : task.functions) {
        if (diagnostic.message.find("nn::" + function + "(") == std::string::npos) continue;
        result.push_back(clean(fmt::format("line {}: {} has other parameters here than in {}.hpp: "
                                           "the two must be the same",
                                           diagnostic.line, function, lesson.name),
                               400));
      }
    }
  }
  return result;
}

}  // namespace

Compiled compile(const Course& course, const Lesson& lesson, const std::string& text,
                 const Box& box) {
  Compiled compiled;
  if (text.size() > largest_source || text.find('\0') != std::string::npos) {
    compiled.left_out[""].push_back(
        fmt::format("{} is no text file of at most {} bytes", lesson.file_name(), largest_source));
    return compiled;
  }
  const auto attempt = [&](const std::string& part) {
    return compile_once(course, lesson, box, part);
  };
  Salvaged salvaged{.last = attempt(text), .left_out = {}};
  if (!salvaged.last.ok) salvaged = salvage(lesson, text, salvaged.last, attempt);
  compiled.left_out = salvaged.left_out;
  if (!salvaged.last.ok) return compiled;
  compiled.object = object_path(lesson, box);
  compiled.notes = notes(lesson, salvaged.last.said);
  return compiled;
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw CannotJudge(path.string() + " cannot be written: is the disk full?");
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw CannotJudge(path.string() + " cannot be read");
  return text.str();
}

}  // namespace gradus::engine
