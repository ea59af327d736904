#include "cli/show.hpp"

#include <fmt/color.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "base/pattern.hpp"
#include "base/text.hpp"
#include "judge/waits.hpp"

namespace gradus::cli {
namespace {

using judge::CaseResult;
using judge::Category;
using judge::TaskResult;
using Lines = std::vector<std::string>;

constexpr std::size_t width = 80;
constexpr std::size_t height = 24;
constexpr std::size_t most_of_case = 12;  // lines of the failing test that is shown
constexpr std::size_t least_of_case = 6;  // ... even where the table is long
constexpr std::size_t most_others = 4;    // ... and of the names of its task's other ones
constexpr std::size_t most_of_note = 3;   // lines
constexpr std::size_t most_output = 12;   // lines that the student's own code printed

/// Adds a paragraph, wrapped, with `indent` spaces before each line. A command stays on one line.
void add_paragraph(Lines& lines, const std::string& text, std::size_t indent) {
  static const base::Pattern command(R"(\./gradus [a-z]+( [0-9][0-9.]*[0-9])?)");
  std::string whole = text;
  for (auto found = command.find(whole); found; found = command.find(whole, found->end())) {
    for (std::size_t at = found->begin; at < found->end(); ++at) {
      if (whole[at] == ' ') whole[at] = '\1';
    }
  }
  std::string wrapped = base::wrap(whole, width - indent, indent);
  std::ranges::replace(wrapped, '\1', ' ');
  for (const std::string& line : base::lines_of(std::string(indent, ' ') + wrapped)) {
    lines.push_back(line);
  }
}

/// At most `most` lines; the last one then says how to see the others.
Lines cut(Lines lines, std::size_t most, const std::string& more) {
  if (lines.size() <= most) return lines;
  lines.resize(most);
  lines.back() = more;
  return lines;
}

bool is_unwritten(const TaskResult& task) {
  return judge::state_of(task) == Category::not_written;
}

/// It waits for another task that this result has, so that one is mended first.
bool is_blocked(const TaskResult& task, const judge::LessonResult& result) {
  return std::ranges::any_of(task.waits_for, [&](const judge::Wait& wait) {
    return std::ranges::any_of(result.tasks,
                               [&](const TaskResult& one) { return one.id == wait.task; });
  });
}

/// The first task that is written and fails by itself, or else the first that is not written.
const TaskResult* next_of(const judge::LessonResult& result) {
  const TaskResult* next = nullptr;
  for (const TaskResult& task : result.tasks) {
    if (task.passed() || is_blocked(task, result)) continue;
    if (!is_unwritten(task)) return &task;
    if (next == nullptr) next = &task;
  }
  return next;
}

std::size_t failures(const TaskResult& task) {
  return static_cast<std::size_t>(std::ranges::count_if(
      task.cases, [](const CaseResult& one) { return one.category != Category::passed; }));
}

/// What the table says of a task that fails.
std::string words_for(const TaskResult& task) {
  if (task.passed()) return "";
  if (!task.waits_for.empty()) {
    Lines ids;
    for (const judge::Wait& wait : task.waits_for) ids.push_back(wait.task);
    if (ids.size() > 2) ids.resize(2);
    return fmt::format("waits for {}", fmt::join(ids, ", "));
  }
  switch (judge::state_of(task)) {
    case Category::not_written:
      return "not written yet";
    case Category::not_compiled:
      return "does not compile";
    default:
      return fmt::format("{} of {} tests fail", failures(task), task.cases.size());
  }
}

std::string table_line(const judge::Task& task, const TaskResult& marks,
                       const ShowOptions& options) {
  const std::string mark = marks.passed() ? paint("✓", fmt::terminal_color::green, options.colour)
                           : is_unwritten(marks)
                               ? "·"
                               : paint("✗", fmt::terminal_color::red, options.colour);
  std::string functions = fmt::format("{}", fmt::join(task.functions, ", "));
  if (functions.size() > 36) functions = functions.substr(0, 33) + "...";
  const std::string line =
      fmt::format("  {} {:<4} {:<36} {:>4} of {:>2}  {}", mark, task.id, functions,
                  points(marks.earned), points(marks.possible), words_for(marks));
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

void add_name(Lines& lines, const CaseResult& one, const ShowOptions& options) {
  lines.push_back("  " + paint("✗", fmt::terminal_color::red, options.colour) + " " +
                  base::shorten(one.name, width - 4));
}

/// A failing test, with all that is known.
Lines lines_of(const CaseResult& one, const ShowOptions& options) {
  Lines lines;
  add_name(lines, one, options);
  for (const std::string& sentence : one.diagnosis) add_paragraph(lines, sentence, 6);
  for (const std::string& text : base::lines_of(one.message)) {
    if (!base::trimmed(text).empty()) add_paragraph(lines, text, 6);
  }
  return lines;
}

/// The failing tests of a task, the one first that tells most.
std::vector<const CaseResult*> failing_cases(const TaskResult& task) {
  std::vector<const CaseResult*> cases;
  for (const CaseResult& one : task.cases) {
    // Why it does not compile is said once, for the task.
    const bool said_already = one.category == Category::not_compiled && !task.compiler.empty();
    if (one.category != Category::passed && !said_already) cases.push_back(&one);
  }
  std::stable_partition(cases.begin(), cases.end(),
                        [](const CaseResult* one) { return !one->diagnosis.empty(); });
  return cases;
}

/// What is said of a failing task before its tests: what to mend first, or why it does not compile.
Lines heading(const judge::LessonResult& result, const TaskResult& task,
              const ShowOptions& options) {
  Lines lines;
  if (task.compiler.empty()) {
    lines.push_back(
        fmt::format("Task {}: {} of {} tests fail.", task.id, failures(task), task.cases.size()));
  } else {
    lines.push_back(fmt::format("Task {} does not compile, and was left out:", task.id));
    const bool raw = options.verbose && !task.compiler_raw.empty();
    for (const std::string& message : raw ? task.compiler_raw : task.compiler) {
      add_paragraph(lines, message, 6);
    }
  }
  for (const judge::Wait& wait : task.waits_for) {
    add_paragraph(lines, judge::sentence(wait, result.lesson), 2);
  }
  return lines;
}

/// Failing tests in a line each, in at most `most` lines.
Lines names_of(const std::vector<const CaseResult*>& cases, std::size_t most,
               const ShowOptions& options) {
  Lines lines;
  for (const CaseResult* one : cases) add_name(lines, *one, options);
  if (most == 0) return {};
  return cut(lines, most, fmt::format("  ... and {} more", lines.size() + 1 - most));
}

/// One task, in about `room` lines: the failing test that tells most, and the names of the others.
Lines in_short(const judge::LessonResult& result, const TaskResult& task, std::size_t room,
               const ShowOptions& options) {
  const std::string more = fmt::format("      ... all of it: ./gradus check {} --verbose", task.id);
  Lines lines = cut(heading(result, task, options), most_of_case, more);
  std::vector<const CaseResult*> cases = failing_cases(task);
  if (cases.empty()) return lines;
  const CaseResult& first = *cases.front();
  cases.erase(cases.begin());
  const auto left = [&](std::size_t used) { return room - std::min(room, lines.size() + used); };
  const Lines others = names_of(cases, std::min(left(least_of_case), most_others), options);
  const std::size_t for_first = std::clamp(left(others.size()), least_of_case, most_of_case);
  Lines whole = lines_of(first, options);
  if (whole.size() > for_first) {  // half of a matrix tells nothing
    whole.resize(for_first - 1);
    const auto half = std::ranges::find(whole, std::string(6, ' ') + "got:");
    whole.erase(half, whole.end());
    whole.push_back(more);
  }
  lines.insert(lines.end(), whole.begin(), whole.end());
  lines.insert(lines.end(), others.begin(), others.end());
  return lines;
}

Lines in_full(const judge::LessonResult& result, const TaskResult& task,
              const ShowOptions& options) {
  Lines lines = heading(result, task, options);
  for (const CaseResult* one : failing_cases(task)) {
    const Lines more = lines_of(*one, options);
    lines.insert(lines.end(), more.begin(), more.end());
  }
  return lines;
}

Lines top(const judge::Lesson& lesson, const judge::LessonResult& result, const std::string& file,
          const ShowOptions& options) {
  Lines lines = {fmt::format("Lesson {}  {}", lesson.id, lesson.title)};
  const std::string with_file = lines.front() + ": " + file;
  if (with_file.size() <= width) {
    lines.front() = with_file;
  } else {
    lines.push_back("  Your file: " + file);
  }
  for (const TaskResult& marks : result.tasks) {
    lines.push_back(table_line(*lesson.find_task(marks.id), marks, options));
  }
  for (const std::string& note : result.notes) {
    Lines paragraph;
    add_paragraph(paragraph, note, 2);
    if (!options.verbose) paragraph = cut(paragraph, most_of_note, "  ... (--verbose)");
    lines.insert(lines.end(), paragraph.begin(), paragraph.end());
  }
  if (result.output.empty()) return lines;
  lines.push_back("Your code printed:");
  const Lines printed = base::lines_of(result.output);
  for (std::size_t i = 0; i < printed.size() && (options.verbose || i < most_output); ++i) {
    lines.push_back("  | " + base::shorten(printed[i], width - 4));
  }
  if (!options.verbose && printed.size() > most_output) lines.push_back("  | ...");
  return lines;
}

Lines bottom(const judge::Lesson& lesson, const judge::LessonResult& result) {
  Lines lines;
  add_paragraph(lines,
                fmt::format("Points: {} of {}, in the tests that you can read.",
                            points(result.earned()), points(result.possible())),
                0);
  const TaskResult* next = next_of(result);
  if (next == nullptr) return lines;
  const bool untouched = std::ranges::all_of(result.tasks, is_unwritten);
  if (untouched && result.tasks.size() > 1) {
    add_paragraph(lines,
                  "Nothing is written yet, so every test fails: that is how each lesson starts. "
                  "Read lessons/" +
                      lesson.folder + "/README.md, then write one task after the other.",
                  0);
  }
  const std::string task = task_to_mend(result);
  const std::string again = result.tasks.size() > 1 ? lesson.id : next->id;
  if (!next->waits_for.empty()) {
    const bool unwritten = next->waits_for.front().why == Category::not_written;
    add_paragraph(lines,
                  fmt::format("Next: {} task {}: ./gradus check {}. Then ./gradus check {} again.",
                              unwritten ? "write" : "mend", task, task, again),
                  0);
  } else if (is_unwritten(*next)) {
    add_paragraph(
        lines, fmt::format("Next: {} A hint: ./gradus hint {}", next->cases.front().message, task),
        0);
  } else {
    add_paragraph(lines,
                  fmt::format("Next: mend task {}, then say ./gradus check {} again. A hint: "
                              "./gradus hint {}",
                              task, again, task),
                  0);
  }
  return lines;
}

}  // namespace

std::string paint(const std::string& text, fmt::terminal_color colour, bool coloured) {
  const char* refused = std::getenv("NO_COLOR");  // no-color.org: whoever sets it wants none
  if (!coloured || (refused != nullptr && *refused != '\0')) return text;
  return fmt::format(fmt::fg(colour), "{}", text);
}

std::string points(double number) {
  return fmt::format("{}", std::round(number * 10.0) / 10.0);
}

std::string task_to_mend(const judge::LessonResult& result) {
  const TaskResult* next = next_of(result);
  if (next == nullptr) return "";
  return next->waits_for.empty() ? next->id : next->waits_for.front().task;
}

std::string show(const judge::Lesson& lesson, const judge::LessonResult& result,
                 const std::string& file, const ShowOptions& options) {
  Lines lines = top(lesson, result, file, options);
  const Lines end = bottom(lesson, result);
  const auto add = [&](const Lines& more) {
    lines.emplace_back();
    lines.insert(lines.end(), more.begin(), more.end());
  };
  if (options.verbose) {
    for (const TaskResult& task : result.tasks) {
      if (!task.passed() && !is_unwritten(task)) add(in_full(result, task, options));
    }
  } else {
    const TaskResult* next = next_of(result);
    // Two lines are the shell's: the command, and the next prompt. One is empty.
    const std::size_t used = lines.size() + end.size() + 3;
    if (next != nullptr && !is_unwritten(*next)) {
      add(in_short(result, *next, height > used ? height - used : 0, options));
    }
  }
  if (options.verbose) lines.emplace_back();
  lines.insert(lines.end(), end.begin(), end.end());
  return fmt::format("{}\n", fmt::join(lines, "\n"));
}

}  // namespace gradus::cli
