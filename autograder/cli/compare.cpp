#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/screen.hpp"
#include "cli/task.hpp"
#include "cli/verdict.hpp"

namespace gradus::cli {
namespace {

constexpr std::size_t side_by_side = 140;  // columns, at least

std::string in_two_columns(const std::string& left, const std::string& right, std::size_t width) {
  const std::vector<std::string> yours = base::lines_of(left);
  const std::vector<std::string> theirs = base::lines_of(right);
  const std::size_t half = (width - 3) / 2;
  std::string text;
  for (std::size_t i = 0; i < std::max(yours.size(), theirs.size()); ++i) {
    const std::string one = base::shorten(i < yours.size() ? yours[i] : "", half);
    const std::string other = base::shorten(i < theirs.size() ? theirs[i] : "", half);
    text += fmt::format("{}{} | {}\n", one, base::padding(one, half), other);
  }
  return text;
}

}  // namespace

int compare(const judge::Course& course, const std::string& what) {
  const judge::Lesson& lesson = course.lesson(what);
  const judge::Task& task = task_of(lesson, what);
  if (!course.has_solutions()) {
    throw judge::CannotJudge("this course has no solutions/, so there is nothing to compare with");
  }
  if (!verdict(course, lesson, {.only_task = task.id}).passed()) {
    fmt::print("Task {} does not pass yet: the reference is shown once it does.\n", task.id);
    return 1;
  }
  const std::string yours = part_of(base::read_file(course.student_file(lesson)), task.id);
  const std::string reference = part_of(base::read_file(course.solution_file(lesson)), task.id);
  const std::size_t columns = screen_columns();
  if (columns >= side_by_side) {
    fmt::print("{}", in_two_columns("Yours\n\n" + yours, "The reference\n\n" + reference, columns));
  } else {
    fmt::print("---- yours {0}\n\n{1}\n---- the reference {0}\n\n{2}", std::string(50, '-'), yours,
               reference);
  }
  return 0;
}

}  // namespace gradus::cli
