// mistakes.toml, and what a lesson's page says that tests say.
#include <filesystem>

#include "authoring/catalogue.hpp"
#include "authoring/page.hpp"
#include "base/files.hpp"
#include "judge/compile.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"

namespace {

using namespace gradus::authoring;
using namespace gradus::judge;

Catalogue read(const std::string& toml) {
  const gradus::base::TemporaryFolder scratch;
  std::filesystem::create_directories(scratch.path() / "tests" / "03_losses");
  gradus::base::write_file(scratch.path() / "tests" / "03_losses" / "mistakes.toml", toml);
  Course course;
  course.root = scratch.path();
  Lesson lesson;
  lesson.folder = "03_losses";
  return read_catalogue(course, lesson);
}

}  // namespace

TEST_CASE("mistakes in place of the same code stand together", "[authoring]") {
  const Catalogue catalogue = read(R"(
[[mistakes]]
replace = "a / m"
[mistakes.with]
by_rows = "a / rows"
"1/m is missing" = ["a", "m * a / m"]
)");
  REQUIRE(catalogue.mistakes.size() == 3);
  for (const Mistake& one : catalogue.mistakes) {
    CHECK(one.replace == "a / m");
    CHECK(one.task.empty());  // that in which it stands
    CHECK(one.belief == one.says);
  }
  const Mistake& several = catalogue.mistakes[0];  // TOML keeps keys in their order as text
  CHECK(several.says == "1/m is missing");
  CHECK(several.with == "a");
  CHECK(catalogue.mistakes[1].with == "m * a / m");
  CHECK(catalogue.mistakes[2].says == "by_rows");
}

TEST_CASE("an entry that lacks something is refused", "[authoring]") {
  CHECK_THROWS_MATCHES(read("[[mistakes]]\nreplace = \"a\"\n"), CannotJudge,
                       says("has no [mistakes.with]"));
  CHECK_THROWS_MATCHES(read("[[mistakes]]\nreplace = \"a\"\n[mistakes.with]\nx = 1\n"), CannotJudge,
                       says("neither code nor a list"));
  CHECK_THROWS_MATCHES(read("[[mistake]]\nbelief = \"b\"\nreplace = \"a\"\nsays = \"s\"\n"),
                       CannotJudge, says("no `with`"));
}

TEST_CASE("what a page says that tests say is found in its section, and nowhere else",
          "[authoring]") {
  const std::string page =
      "# Losses\n> a quotation of somebody\n\n| `code` | elsewhere |\n"
      "## Common mistakes, and how each one looks\n\n"
      "| the test says | what happened |\n|---|---|\n"
      "| `The sign is wrong` | `T - A` |\n"
      "| `` `a` \\| b `` | marks inside |\n\n"
      "> Only column 0 is right:\n> are the others treated alike?\n\n"
      "> another\n"
      "## Questions\n> not this\n";
  CHECK(sayings_of(page) ==
        std::vector<std::string>{"The sign is wrong", "`a` | b",
                                 "Only column 0 is right: are the others treated alike?",
                                 "another"});
}
