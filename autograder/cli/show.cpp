#include "cli/show.hpp"

#include <fmt/color.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "judge/words.hpp"

namespace gradus::cli {
namespace {

using judge::CaseResult;
using judge::Category;
using judge::TaskResult;

constexpr std::size_t width = 80;
constexpr std::size_t most_lines = 24;   // of one failing case
constexpr std::size_t most_output = 12;  // lines that the student's own code printed

class Page {
 public:
  explicit Page(bool colour) : colour_(colour) {}

  void line(const std::string& text = "") { text_ += text + "\n"; }

  /// A paragraph, wrapped, with `indent` spaces before each line.
  void paragraph(const std::string& text, std::size_t indent) {
    line(std::string(indent, ' ') + base::wrap(text, width - indent, indent));
  }

  std::string paint(const std::string& text, fmt::terminal_color colour) const {
    return colour_ ? fmt::format(fmt::fg(colour), "{}", text) : text;
  }

  const std::string& text() const { return text_; }

 private:
  bool colour_;
  std::string text_;
};

/// The state of a whole task, from its cases: what the student should hear first.
Category state_of(const TaskResult& task) {
  for (const CaseResult& one : task.cases) {
    if (one.category != Category::passed) return one.category;
  }
  return Category::passed;
}

bool all_are(const TaskResult& task, Category category) {
  return std::ranges::all_of(task.cases,
                             [&](const CaseResult& one) { return one.category == category; });
}

void add_task_line(Page& page, const judge::Task& task, const TaskResult& marks) {
  const bool passed = marks.passed();
  const bool untouched = all_are(marks, Category::not_written);
  const std::string mark = passed      ? page.paint("✓", fmt::terminal_color::green)
                           : untouched ? "·"
                                       : page.paint("✗", fmt::terminal_color::red);
  std::string functions = fmt::format("{}", fmt::join(task.functions, ", "));
  if (functions.size() > 38) functions = functions.substr(0, 35) + "...";
  const std::string points = fmt::format("{:>5} of {:>2}", judge::points_text(marks.earned),
                                         judge::points_text(marks.possible));
  const std::string state = state_of(marks) == Category::not_compiled ? "  does not compile"
                            : untouched                               ? "  not written yet"
                                                                      : "";
  page.line(fmt::format("  {} {:<4} {:<38} {}{}", mark, task.id, functions, points, state));
}

void add_case(Page& page, const CaseResult& one) {
  page.line("  " + page.paint("✗ ", fmt::terminal_color::red) + base::wrap(one.name, width - 4, 4));
  for (const std::string& sentence : one.diagnosis) page.paragraph(sentence, 6);
  std::size_t count = 0;
  for (const std::string& text : base::lines_of(one.message)) {
    if (base::trimmed(text).empty()) continue;
    if (++count > most_lines) {
      page.line("      ...");
      break;
    }
    page.paragraph(text, 6);
  }
}

void add_failures(Page& page, const judge::Task& task, const TaskResult& marks) {
  page.line();
  const auto failed = std::ranges::count_if(
      marks.cases, [](const CaseResult& one) { return one.category != Category::passed; });
  if (!marks.compiler.empty()) {
    page.line(fmt::format("Task {} does not compile, and was left out:", task.id));
    for (const std::string& message : marks.compiler) page.paragraph(message, 6);
  } else {
    page.line(fmt::format("Task {}: {} of {} tests fail.", task.id, failed, marks.cases.size()));
  }
  for (const CaseResult& one : marks.cases) {
    const bool said_already = one.category == Category::not_compiled && !marks.compiler.empty();
    if (one.category == Category::passed || said_already) continue;
    add_case(page, one);
  }
  page.line(fmt::format("      A hint: ./gradus hint {}", task.id));
}

}  // namespace

std::string show(const judge::Lesson& lesson, const judge::LessonResult& result,
                 const std::string& file, bool colour) {
  Page page(colour);
  page.line(fmt::format("Lesson {}  {}", lesson.id, lesson.title));
  page.line(fmt::format("  Your file: {}", file));
  page.line();
  const TaskResult* next = nullptr;
  bool untouched = true;
  for (const TaskResult& marks : result.tasks) {
    add_task_line(page, *lesson.find_task(marks.id), marks);
    if (!marks.passed() && next == nullptr) next = &marks;
    untouched = untouched && all_are(marks, Category::not_written);
  }
  for (const std::string& note : result.notes) page.paragraph(note, 2);
  for (const TaskResult& marks : result.tasks) {
    const bool says_enough = marks.passed() || all_are(marks, Category::not_written);
    if (!says_enough) add_failures(page, *lesson.find_task(marks.id), marks);
  }
  if (!result.output.empty()) {
    page.line("\nYour code printed:");
    const std::vector<std::string> lines = base::lines_of(result.output);
    for (std::size_t i = 0; i < std::min(lines.size(), most_output); ++i) {
      page.line("  | " + base::shorten(lines[i], width - 4));
    }
    if (lines.size() > most_output) page.line("  | ...");
  }
  page.line();
  page.line(fmt::format("Points: {} of {}, in the tests that you can read.",
                        judge::points_text(result.earned()),
                        judge::points_text(result.possible())));
  if (next == nullptr) return page.text();
  if (untouched && result.tasks.size() > 1) {
    page.paragraph(
        "Nothing is written yet, so every test fails: that is how each lesson starts. Read "
        "lessons/" +
            lesson.folder + "/README.md, then write one task after the other.",
        0);
  }
  if (all_are(*next, Category::not_written)) {
    page.paragraph(
        fmt::format("Next: {} A hint: ./gradus hint {}", next->cases.front().message, next->id), 0);
  } else {
    page.paragraph(
        fmt::format("Next: mend task {}, then say ./gradus check {} again.", next->id, lesson.id),
        0);
  }
  return page.text();
}

}  // namespace gradus::cli
