#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/files.hpp"
#include "cli/board.hpp"
#include "cli/commands.hpp"
#include "cli/show.hpp"
#include "cli/verdict.hpp"
#include "cli/zip_file.hpp"

namespace gradus::cli {
namespace {

/// "  04    60 of 100 in the tests that you can read; does not compile: 4.2"
std::string line(const Standing& one) {
  if (one.untouched) return fmt::format("  {}  nothing is written yet\n", one.lesson->id);
  std::string broken;
  for (const judge::TaskResult& task : one.result.tasks) {
    if (!task.compiler.empty())
      broken += (broken.empty() ? "; does not compile: " : ", ") + task.id;
  }
  return fmt::format("  {} {:>5} of {} in the tests that you can read{}\n", one.lesson->id,
                     points(one.result.earned()), points(one.result.possible()), broken);
}

}  // namespace

int submit(const judge::Course& course, const SubmitCommand& options) {
  std::vector<const judge::Lesson*> wanted;
  for (const std::string& called : options.lessons) wanted.push_back(&course.lesson(called));
  std::vector<Standing> handed_in;
  for (const Standing& one : look(course)) {
    const bool named = std::ranges::find(wanted, one.lesson) != wanted.end();
    if (wanted.empty() ? !one.untouched : named) handed_in.push_back(one);
  }
  if (handed_in.empty()) {
    throw judge::CannotJudge("nothing is written yet in any lesson: there is nothing to hand in");
  }
  ZipFile zip(options.out);
  for (const Standing& one : handed_in) {
    zip.add(judged_file(*one.lesson, false), base::read_file(course.student_file(*one.lesson)));
  }
  zip.finish();

  for (const Standing& one : handed_in) fmt::print("{}", line(one));
  fmt::print("{} holds these files: hand it in as it is.\n", options.out.string());
  return 0;
}

}  // namespace gradus::cli
