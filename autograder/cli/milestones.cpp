#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.hpp"
#include "cli/commands.hpp"

namespace gradus::cli {

int milestones(const judge::Course& course) {
  struct Milestone {
    const judge::Lesson* lesson;
    const judge::Experiment* experiment;
  };
  std::vector<Milestone> all;
  for (const judge::Lesson& lesson : course.lessons) {
    for (const judge::Experiment& one : lesson.experiments) {
      if (!one.year.empty()) all.push_back({&lesson, &one});
    }
  }
  std::ranges::stable_sort(all, {}, [](const Milestone& one) { return one.experiment->year; });
  fmt::print("What the field remembers, done again by your own code\n");
  for (const auto& [lesson, experiment] : all) {
    const std::size_t indent = experiment->year.size() + 4;
    fmt::print("\n  {}  {}\n", experiment->year,
               base::wrap(experiment->paper, 79 - indent, indent));
    fmt::print("    {}\n", base::wrap(experiment->shows, 74, 4));
    fmt::print("    ./gradus run {} {}\n", lesson->id, experiment->name);
  }
  return 0;
}

}  // namespace gradus::cli
