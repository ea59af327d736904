#include <fmt/format.h>

#include <algorithm>

#include "authoring/give_out.hpp"
#include "authoring/students_copy.hpp"
#include "base/text.hpp"
#include "staff/commands.hpp"

namespace gradus::staff {
namespace {

namespace fs = std::filesystem;

/// Neither may lie in the other: the course would be given out with its own copy, or be
/// overwritten.
void require_outside(const fs::path& course, const fs::path& folder) {
  const fs::path place = fs::weakly_canonical(fs::absolute(folder)) / "";
  const auto is_in = [](const fs::path& inner, const fs::path& outer) {
    return inner.string().starts_with((outer / "").string());
  };
  if (is_in(place, course) || is_in(course / "", place.parent_path())) {
    throw judge::CannotJudge(
        fmt::format("{} lies in the course, or holds it ({}): name another folder", folder.string(),
                    course.string()));
  }
}

void print(const std::string& text) {
  fmt::print("{}\n", base::wrap(text, 76, 2));
}

}  // namespace

int release(const judge::Course& course, const ReleaseCommand& options) {
  require_outside(course.root, options.folder);
  const authoring::StudentsCopy copy = authoring::students_copy(course);
  if (!options.update) {
    authoring::give_out(copy, options.folder);
    print(
        fmt::format("{} files for students are in {}. It has no history: `git init` there if you "
                    "give it out as a repository. What you mend later goes there with ./gradus "
                    "release --update {}",
                    copy.size(), options.folder.string(), options.folder.string()));
    return 0;
  }
  const authoring::Update done = authoring::bring_up_to_date(copy, options.folder);
  for (const std::string& name : done.removed) print("removed: " + name);
  for (const std::string& name : done.written) print("brought up to date: " + name);
  for (const std::string& name : done.kept) {
    print(
        fmt::format("left as it is: {}, which its student has changed. The course's new one stands "
                    "beside it: {}{}",
                    name, name, authoring::beside));
  }
  if (done.removed.empty() && done.written.empty() && done.kept.empty()) {
    print("Nothing has changed since it was given out.");
  }
  return 0;
}

}  // namespace gradus::staff
