#include "cli/board.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

#include "base/progress.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/show.hpp"
#include "cli/verdict.hpp"
#include "judge/build.hpp"

namespace gradus::cli {
namespace {

/// "●●●○○": a dot for each task, filled if it passes.
std::string dots(const Standing& standing) {
  std::string text;
  for (const judge::Task& task : standing.lesson->tasks) {
    text += standing.passes(task.id) ? "●" : "○";
  }
  return text;
}

/// "Training" of "Training: a network learns".
std::string short_title(const judge::Lesson& lesson) {
  return lesson.title.substr(0, lesson.title.find(':'));
}

std::string row(const Standing& standing, const Next& next, bool colour) {
  const judge::Lesson& lesson = *standing.lesson;
  const bool here = next.lesson == &lesson;
  const std::string mark = standing.finished() ? paint("✓", fmt::terminal_color::green, colour)
                           : here              ? paint("▸", fmt::terminal_color::yellow, colour)
                                               : " ";
  const std::string title = base::shorten(short_title(lesson), 26);
  const std::string points =
      standing.untouched ? ""
                         : fmt::format("{:>5} of {:<3}", cli::points(standing.result.earned()),
                                       cli::points(standing.result.possible()));
  const std::string start =
      fmt::format("  {} {} {}{} {}{} {:<12}", mark, lesson.id, title, base::padding(title, 26),
                  dots(standing), base::padding(dots(standing), 8), points);
  const std::string line = start + (standing.finished() ? " " + lesson.milestone : "");
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

std::string advice(const Next& next, const std::vector<Standing>& standings) {
  if (next.lesson == nullptr) {
    return "All is done. See what it can do: ./gradus milestones\n";
  }
  const auto here = std::ranges::find(standings, next.lesson, &Standing::lesson);
  const judge::Task& task = *next.lesson->find_task(next.task);
  const std::string what = fmt::format("task {} {}", task.id, fmt::join(task.functions, ", "));
  if (here->untouched) {
    return fmt::format("Next: lesson {}, {}\n", next.lesson->id, what) +
           fmt::format("  Read   lessons/{}/README.md\n", next.lesson->folder) +
           fmt::format("  Write  lessons/{}/{}\n", next.lesson->folder, next.lesson->file_name()) +
           fmt::format("  Type   ./gradus watch {}\n", next.lesson->id);
  }
  return fmt::format("Next: {}\n", base::shorten(what, 70)) +
         fmt::format("  Type   ./gradus watch {}      stuck? ./gradus hint {}\n", next.lesson->id,
                     task.id);
}

/// The board as a terminal of 80 columns and 24 lines shows it.
std::string board_text(const std::vector<Standing>& standings, bool colour) {
  const Next next = next_of(standings);
  std::size_t tasks = 0;
  std::size_t done = 0;
  std::string rows;
  for (const Standing& one : standings) {
    tasks += one.lesson->tasks.size();
    done += static_cast<std::size_t>(std::ranges::count_if(
        one.lesson->tasks, [&](const judge::Task& task) { return one.passes(task.id); }));
    rows += row(one, next, colour);
  }
  return fmt::format("Gradus: {} of {} tasks\n\n{}\n{}", done, tasks, rows,
                     advice(next, standings));
}

}  // namespace

bool Standing::passes(const std::string& task) const {
  return std::ranges::any_of(
      result.tasks, [&](const judge::TaskResult& one) { return one.id == task && one.passed(); });
}

std::vector<Standing> look(const judge::Course& course) {
  std::vector<Standing> standings;
  std::vector<std::string> kits;
  for (const judge::Lesson& lesson : course.lessons) {
    standings.push_back(
        {.lesson = &lesson, .untouched = is_untouched(course, lesson), .result = {}});
    if (!standings.back().untouched) kits.push_back("kit_" + lesson.id);
  }
  if (kits.empty()) return standings;
  judge::build(course, kits);
  std::optional<base::Progress> progress;
  if (::isatty(STDERR_FILENO) == 1) progress.emplace("Looking at your lessons", kits.size());
  for (Standing& one : standings) {
    if (one.untouched) continue;
    one.result = verdict(course, *one.lesson, {.built = true});
    if (progress) progress->step(one.lesson->id);
  }
  return standings;
}

Next next_of(const std::vector<Standing>& standings) {
  const auto here = std::ranges::find_if_not(standings, &Standing::finished);
  if (here == standings.end()) return {};
  const judge::Lesson& lesson = *here->lesson;
  const std::string task = here->untouched ? "" : task_to_mend(here->result);
  // Where check would name a task of an earlier lesson, this lesson is begun at its start.
  return {&lesson, lesson.find_task(task) == nullptr ? lesson.tasks.front().id : task};
}

const judge::Lesson& first_unfinished(const judge::Course& course) {
  const Next next = next_of(look(course));
  return next.lesson == nullptr ? course.lessons.back() : *next.lesson;
}

int board(const judge::Course& course) {
  const std::string text = board_text(look(course), ::isatty(STDOUT_FILENO) == 1);
  base::clear_progress_line();
  fmt::print("{}", text);
  return 0;
}

}  // namespace gradus::cli
