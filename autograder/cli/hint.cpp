#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/state.hpp"
#include "judge/words.hpp"

namespace gradus::cli {

int hint(const judge::Course& course, const std::string& called) {
  State state = read_state(course);
  const std::string id = called.empty() ? state.task : called;
  if (id.empty()) {
    throw judge::CannotJudge("there is no task to mend: say ./gradus check, or ./gradus hint 1.2");
  }
  const judge::Lesson& lesson = course.lesson(id);
  const judge::Task* task = lesson.find_task(id);
  if (task == nullptr) {
    throw judge::CannotJudge(fmt::format("{} is no task of lesson {}; its tasks are {} to {}", id,
                                         lesson.id, lesson.tasks.front().id,
                                         lesson.tasks.back().id));
  }
  int& shown = state.hints[id];
  const int all = static_cast<int>(task->hints.size());
  const bool more = shown < all;
  if (more) ++shown;
  for (int i = more ? shown - 1 : 0; i < shown; ++i) {
    fmt::print("Hint {} of {} for task {}:\n  {}\n", i + 1, all, id,
               base::wrap(task->hints[static_cast<std::size_t>(i)], 76, 2));
  }
  if (!more) {
    fmt::print("These were all the hints there are. To read again: lessons/{}/README.md\n",
               lesson.folder);
  } else if (shown < all) {
    fmt::print("Still stuck? ./gradus hint {}\n", id);
  }
  write_state(course, state);
  return 0;
}

}  // namespace gradus::cli
