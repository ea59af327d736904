#include "cli/hint.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/board.hpp"
#include "cli/commands.hpp"
#include "cli/state.hpp"
#include "cli/task.hpp"

namespace gradus::cli {

std::string next_hint(const judge::Course& course, const std::string& id) {
  const judge::Lesson& lesson = course.lesson(id);
  const judge::Task& task = task_of(lesson, id);
  const auto words = [&](int number) {
    return fmt::format("Hint {} of {} for task {}:\n  {}\n", number, task.hints.size(), id,
                       base::wrap(task.hints.at(static_cast<std::size_t>(number - 1)), 76, 2));
  };
  State state = read_state(course);
  int& shown = state.hints[id];
  const int all = static_cast<int>(task.hints.size());
  if (shown >= all) {
    std::string text;
    for (int number = 1; number <= all; ++number) text += words(number);
    return text +
           fmt::format("These were all the hints there are. To read again: lessons/{}/README.md\n",
                       lesson.folder);
  }
  ++shown;
  write_state(course, state);
  return words(shown) + (shown < all ? fmt::format("Still stuck? ./gradus hint {}\n", id) : "");
}

int hint(const judge::Course& course, const std::string& called) {
  std::string id = called.empty() ? read_state(course).task : called;
  if (id.empty()) id = next_of(look(course)).task;
  if (id.empty()) throw judge::CannotJudge("every task passes: no hint is needed");
  fmt::print("{}", next_hint(course, id));
  return 0;
}

}  // namespace gradus::cli
