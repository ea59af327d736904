#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/files.hpp"
#include "cli/zip_file.hpp"
#include "gradebook/out_folder.hpp"
#include "staff/commands.hpp"

namespace gradus::staff {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;

/// A file of reporting/graders/, and where it goes.
struct Part {
  std::string_view file;
  std::string_view goes_to;
};

struct System {
  std::string_view name;
  std::string_view zip;
  std::string_view folder;  // of what is there for every system
  bool with_course;
  std::vector<Part> parts;
  std::string_view next;
};

const std::array systems{System{"gradescope",
                                "autograder.zip",
                                "",
                                true,
                                {{"setup.sh", "setup.sh"}, {"run_autograder", "run_autograder"}},
                                "upload it at Configure Autograder"},
                         System{"prairielearn",
                                "prairielearn.zip",
                                "",
                                true,
                                {{"Dockerfile", "Dockerfile"}, {"run.sh", "run.sh"}},
                                "unpack it, and build the image with docker build"},
                         System{"github",
                                "github.zip",
                                ".github/graders/",
                                false,
                                {{"grade.yml", ".github/workflows/grade.yml"}},
                                "unpack it in a private repository that holds the course"}};

/// What grading needs of the course, as paths below it.
std::vector<std::string> files_for_grading(const fs::path& root) {
  constexpr std::array left_out{
      "build", ".git", ".gradus", "docs/results", "tests/journeys", "tests/submissions", ".ci"};
  return base::files_below(root, [&](const std::string& path) {
    return std::ranges::find(left_out, path) != left_out.end() ||
           fs::path(path).filename() == "figures";
  });
}

}  // namespace

int gradescope(const judge::Course& course, const GraderCommand& options) {
  const auto system = std::ranges::find(systems, options.system, &System::name);
  if (system == systems.end()) throw CannotJudge("--for " + options.system + " is not known");
  if (!course.has_solutions()) {
    throw CannotJudge(
        "this course has no solutions/, and a grader proves on them that it can judge");
  }
  std::vector<std::string> ids;
  for (const judge::Lesson& lesson : course.lessons) {
    const bool wanted = std::ranges::any_of(options.lessons, [&](const std::string& called) {
      return &course.lesson(called) == &lesson;
    });
    if (options.lessons.empty() || wanted) ids.push_back(lesson.id);
  }
  const fs::path to = options.to.empty() ? fs::path(system->zip) : options.to;
  const fs::path graders = course.root / "autograder" / "reporting" / "graders";
  cli::ZipFile zip(to, 0600);  // it holds the solutions and the secret
  const std::string folder(system->folder);
  for (const Part& part : system->parts) {
    zip.add(std::string(part.goes_to), base::read_file(graders / part.file), true);
  }
  for (const char* script : {"prepare.sh", "grade_one.sh"}) {
    zip.add(folder + script, base::read_file(graders / script), true);
  }
  zip.add(folder + "lessons", fmt::format("{}\n", fmt::join(ids, ",")));
  // A secret of its own: whoever learns it knows nothing of the class that is graded elsewhere.
  const base::TemporaryFolder secret;
  gradebook::OutFolder(secret.path()).seed();
  zip.add(folder + "grading.json", base::read_file(secret / "grading.json"));
  if (system->with_course) {
    for (const std::string& file : files_for_grading(course.root)) {
      zip.add("course/" + file, base::read_file(course.root / file),
              base::is_program(course.root / file));
    }
  }
  zip.finish();
  fmt::print("{}: lessons {}; {}.\n", to.string(), fmt::join(ids, ", "), system->next);
  return 0;
}

}  // namespace gradus::staff
