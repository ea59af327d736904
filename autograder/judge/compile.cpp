#include "judge/compile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "judge/compiler_words.hpp"
#include "judge/mask.hpp"
#include "judge/recipes.hpp"
#include "judge/result.hpp"
#include "judge/salvage.hpp"

namespace gradus::judge {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_source = 1 << 20;  // bytes
constexpr std::size_t most_notes = 5;
constexpr double longest_compilation = 600;  // seconds: of a machine that hardly moves

fs::path object_path(const Lesson& lesson, const Box& box) {
  return box.folder / (lesson.name + ".o");
}

std::vector<std::string> compile_command(const Course& course, const Lesson& lesson,
                                         const Box& box) {
  std::vector<std::string> command = {course.tools.compiler};
  command.insert(command.end(), course.tools.compile_flags.begin(),
                 course.tools.compile_flags.end());
  command.insert(command.end(), {"-fdiagnostics-color=never", "-c"});
  command.push_back("-I" + course.headers.string());
  command.insert(command.end(), {"-include", course.tools.precompiled.string(), lesson.file_name(),
                                 "-o", object_path(lesson, box).string()});
  std::vector<fs::path> read = header_files(course);
  read.insert(read.end(), {course.tools.precompiled, course.tools.compiled_header});
  return boxed(course, box, read, command);
}

/// Compiles one text after another, and remembers what any of them lets suspect.
class Compiler {
 public:
  Compiler(const Course& course, const Lesson& lesson, const Box& box)
      : lesson_(lesson), box_(box), command_(compile_command(course, lesson, box)) {}

  Attempt operator()(const std::string& text) {
    base::write_file(box_.folder / lesson_.file_name(), text);
    const sandbox::Finished finished = sandbox::run(
        command_,
        {.working_directory = box_.folder, .wall_seconds = longest_compilation, .stop = box_.stop});
    if (finished.stopped) throw Stopped();
    if (finished.exit_code == 125 || finished.exit_code == 127) {
      throw CannotJudge("the compiler cannot be started: " + base::clean(finished.output));
    }
    Attempt attempt{.ok = finished.ok(),
                    .said = read_diagnostics(finished.output, lesson_.file_name())};
    say_what_stands_there(attempt.said, text);
    if (!attempt.ok && suspicion_.empty()) {
      suspicion_ = suspicion_of(finished, attempt.said, std::ranges::count(text, '\n') + 1);
    }
    for (Diagnostic& diagnostic : attempt.said) {
      const std::string sentence = diagnostic.error ? recipe_sentence(diagnostic.message) : "";
      if (sentence.empty()) continue;
      diagnostic.message = sentence;
      diagnostic.recipe = true;
    }
    return attempt;
  }

  const std::string& suspicion() const { return suspicion_; }

 private:
  const Lesson& lesson_;
  const Box& box_;
  const std::vector<std::string> command_;
  std::string suspicion_;
};

/// Compiles the text with its recipes checked. Where an assertion is itself what does not compile,
/// it is left away: it must never cost anything that is right.
Attempt compile_checked(const std::string& text, Recipes& checked, Compiler& compiler) {
  checked = with_recipes_checked(text);
  Attempt attempt = compiler(checked.text);
  for (const bool last : {false, true}) {
    std::set<std::size_t> doubtful;
    for (const Diagnostic& one : attempt.said) {
      const bool own = checked.lines.contains(one.line) && !one.recipe;
      if (one.error && own) doubtful.insert(one.line);
    }
    if (attempt.ok || doubtful.empty()) break;
    checked = last ? Recipes{.text = text, .lines = {}} : with_recipes_checked(text, doubtful);
    attempt = compiler(checked.text);
  }
  return attempt;
}

/// The warnings that a student should read.
std::vector<std::string> notes(const Lesson& lesson, const std::vector<Diagnostic>& said) {
  std::vector<std::string> result;
  for (const Diagnostic& diagnostic : said) {
    if (diagnostic.error || diagnostic.line == 0 || result.size() == most_notes) continue;
    const std::string& words = diagnostic.message;
    if (!words.starts_with("no previous declaration for '") &&
        !words.starts_with("no previous prototype for ")) {
      result.push_back(base::clean(told(diagnostic), longest_told));
      continue;
    }
    // A helper of the student's own needs no declaration; a function of the contract has one.
    for (const Task& task : lesson.tasks) {
      for (const std::string& function : task.functions) {
        // g++ says "for 'arma::mat nn::relu(int)'", clang++ "for function 'relu'".
        const bool meant = words.find("nn::" + function + "(") != std::string::npos ||
                           words.ends_with(" function '" + function + "'");
        if (!meant) continue;
        result.push_back(
            base::clean(fmt::format("line {}: {} has other parameters here than in {}.hpp: "
                                    "the two must be the same",
                                    diagnostic.line, function, lesson.name),
                        400));
      }
    }
  }
  return result;
}

}  // namespace

std::vector<fs::path> header_files(const Course& course) {
  std::vector<fs::path> headers;
  for (const auto& entry : fs::recursive_directory_iterator(course.headers)) {
    if (entry.path().extension() == ".hpp") headers.push_back(entry.path());
  }
  return headers;
}

Compiled compile(const Course& course, const Lesson& lesson, const std::string& text,
                 const Box& box) {
  Compiled compiled;
  if (text.size() > largest_source || text.find('\0') != std::string::npos) {
    compiled.left_out[""].push_back(
        fmt::format("{} is no text file of at most {} bytes", lesson.file_name(), largest_source));
    return compiled;
  }
  Compiler compiler(course, lesson, box);
  Recipes checked;
  const std::string own_lines = without_line_directives(text);
  if (own_lines != text) {
    compiled.notes.push_back("#line is not followed: what is said here names the file's own lines");
  }
  Salvaged salvaged{.last = compile_checked(own_lines, checked, compiler)};
  if (!salvaged.last.ok) {
    salvaged = salvage(lesson, checked.text, salvaged.last, std::ref(compiler));
  }
  compiled.left_out = salvaged.left_out;
  compiled.compiler_raw = salvaged.compiler_raw;
  compiled.suspicion = compiler.suspicion();
  if (!salvaged.last.ok) return compiled;
  compiled.object = object_path(lesson, box);
  std::ranges::move(notes(lesson, salvaged.last.said), std::back_inserter(compiled.notes));
  return compiled;
}

std::string suspicion_of(const sandbox::Finished& finished, const std::vector<Diagnostic>& said,
                         std::size_t lines) {
  if (finished.timed_out)
    return fmt::format("the compiler gave no answer in {:.0f} s", finished.seconds);
  if (finished.signal != 0 || finished.exit_code != 1) {
    return "the compiler " + sandbox::describe_end(finished.signal, finished.exit_code);
  }
  const std::string words = words_of_the_machine(finished.output);
  if (!words.empty()) return base::clean("the compiler says: " + words, 300);
  const bool located = std::ranges::any_of(
      said, [&](const Diagnostic& one) { return one.error && one.line >= 1 && one.line <= lines; });
  if (located) return "";
  const std::string first = finished.output.substr(0, finished.output.find('\n'));
  return base::clean("the compiler failed and named no line of the file: " + first, 300);
}

}  // namespace gradus::judge
