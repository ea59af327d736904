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

TEST_CASE("what stands in place of the same code is one table, called by that code",
          "[authoring]") {
  const Catalogue catalogue = read(R"(
["a / m"]
by_rows = "a / rows"
"1/m is missing" = ["a", "m * a / m"]
alternative."a factor" = "1 / m * a"
equivalent."m is 1" = ["a * m", "a"]
["b"]
task = "3.2"
b_squared = "b * b"
)");
  REQUIRE(catalogue.mistakes.size() == 4);
  const Change& several = catalogue.mistakes[0];  // TOML keeps keys in their order as text
  CHECK(several.replace == "a / m");
  CHECK(several.with == "a");
  CHECK(several.name == "1/m is missing");
  CHECK(several.task.empty());  // that in which it stands
  CHECK(catalogue.mistakes[1].with == "m * a / m");
  CHECK(catalogue.mistakes[2].name == "by_rows");
  CHECK(catalogue.mistakes[3].task == "3.2");
  REQUIRE(catalogue.alternatives.size() == 1);
  CHECK(catalogue.alternatives[0].name == "a factor");
  CHECK(catalogue.alternatives[0].with == "1 / m * a");
  REQUIRE(catalogue.equivalents.size() == 2);
  CHECK(catalogue.equivalents[1].replace == "a / m");
}

TEST_CASE("an entry that is no code is refused", "[authoring]") {
  CHECK_THROWS_MATCHES(read("[\"a / m\"]\nby_rows = 1\n"), CannotJudge,
                       says("`by_rows` in place of `a / m` is neither code nor a list of it"));
  CHECK_THROWS_MATCHES(read("[[mistake]]\nreplace = \"a\"\n"), CannotJudge,
                       says("`mistake` is no table"));
}

TEST_CASE("the code that a change replaces is found, however its lines are broken", "[authoring]") {
  const std::string text = "f(a,\n  b);\nif (a) {\n  g(a);\n  return 1;\n}\nreturn 1;\n";
  const auto with_x = [&](const std::string& replace) {
    return apply_change(text, {.replace = replace, .with = "X", .name = "the change"});
  };
  CHECK(with_x("f(a, b);") == "X\nif (a) {\n  g(a);\n  return 1;\n}\nreturn 1;\n");
  // From the only beginning to the next end.
  CHECK(with_x("if (a) ... return 1;") == "f(a,\n  b);\nX\n}\nreturn 1;\n");
  CHECK_THROWS_MATCHES(
      with_x("return 1;"), CannotJudge,
      says("the change: `return 1;` stands more than once in the solution (lines 5 and "
           "7), expected exactly once: lengthen it"));
  CHECK_THROWS_MATCHES(with_x("return 1; ... }"), CannotJudge, says("stands more than once"));
  for (const char* missing : {"h(a)", "fa", "f(a,b);", "if (a) ... h(a)", ""}) {
    CHECK_THROWS_MATCHES(with_x(missing), CannotJudge, says("stands nowhere"));
  }
}

TEST_CASE("what stands before the code or behind it leaves the code there", "[authoring]") {
  const auto with = [](const std::string& code) {
    return apply_change("f(a);\ng(a);\n", {.replace = "f(a);", .with = code, .name = "n"});
  };
  CHECK(with("... h(a);") == "f(a);\n h(a);\ng(a);\n");
  CHECK(with("h(a); ...") == "h(a); \nf(a);\ng(a);\n");
  CHECK(with("\n  ...\n  h(a);") == "f(a);\n\n  h(a);\ng(a);\n");
  CHECK(with("h(...);") == "h(...);\ng(a);\n");
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
