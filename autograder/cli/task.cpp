#include "cli/task.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "judge/source.hpp"

namespace gradus::cli {

const judge::Task& task_of(const judge::Lesson& lesson, const std::string& id) {
  const judge::Task* task = lesson.find_task(id);
  if (task != nullptr) return *task;
  throw judge::CannotJudge(fmt::format("{} is no task of lesson {}; its tasks are {} to {}", id,
                                       lesson.id, lesson.tasks.front().id, lesson.tasks.back().id));
}

bool names_task(const std::string& what) {
  return what.find('.') != std::string::npos;
}

std::string part_of(const std::string& text, const std::string& task) {
  const judge::Source source(text);
  for (const judge::Region& region : source.regions()) {
    if (region.task == task) return source.lines(region.first_line, region.last_line);
  }
  return "";
}

std::string with_part(const std::string& text, const std::string& task, const std::string& part) {
  const std::string old = part_of(text, task);
  const std::size_t place = text.find(old);
  if (old.empty() || place == std::string::npos) {
    throw judge::CannotJudge(
        fmt::format("the line `// Task {} ...` is no longer in your file, so nobody knows where "
                    "the task begins: "
                    "put it back, or reset the whole lesson",
                    task));
  }
  return text.substr(0, place) + part + text.substr(place + old.size());
}

}  // namespace gradus::cli
