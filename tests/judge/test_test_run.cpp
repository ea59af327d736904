// The trusted tests break down: by a value that came back, or because the machine fails.
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "judge/compile.hpp"
#include "judge/report.hpp"
#include "judge/test_run.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace gradus::judge;
namespace fs = std::filesystem;

/// Stands in for a trusted test program with three cases, of which `b` does as it is told.
constexpr const char* program = R"script(#!/bin/sh
report=$(sed 's/.*"report":"\([^"]*\)".*/\1/' "$GRADUS_SESSION")
rm "$GRADUS_SESSION"
names="a
b
c"
case "$*" in
  *--list-test-names-only*) echo "$names"; exit 3 ;;
  *--input-file*) names=$(cat "$2") ;;
esac
about='"tags":"[01][1.1]","file":"graded_activations.cpp"'
for name in $names; do
  echo "{\"start\":\"$name\",$about}" >>"$report"
  [ "$name" != b ] || { printf '{"case":"half a li' >>"$report"; @ACTION@; }
  echo "{\"case\":\"$name\",$about,\"passed\":true,\"seconds\":0,\"failures\":[]}" >>"$report"
done
echo '{"done":true}' >>"$report"
)script";

struct Bench {
  TemporaryFolder folder;
  Course course;
  Lesson lesson;

  explicit Bench(const std::string& action) {
    lesson.id = "01";
    lesson.name = "activations";
    lesson.folder = "01_activations";
    lesson.tasks = {{.id = "1.1", .functions = {"sigmoid"}, .points = 9}};
    lesson.judge = folder.path() / "judge";
    std::string text = program;
    const std::string mark = "@ACTION@";
    text.replace(text.find(mark), mark.size(), action);
    gradus::base::write_file(lesson.judge, text);
    ::chmod(lesson.judge.c_str(), 0755);
  }

  std::string run() {
    const Box box{.policy = gradus::sandbox::Policy::off, .folder = folder.path() / "box"};
    return run_tests(course, lesson, "/bin/true", box, {.scratch = folder.path()});
  }
};

}  // namespace

TEST_CASE("a value that breaks a test costs that case, and the others are run", "[judge]") {
  Bench bench("kill -SEGV $$");
  const std::vector<CaseResult> cases = read_report(bench.run(), bench.lesson, {});
  REQUIRE(cases.size() == 3);
  CHECK(std::ranges::count(cases, Category::passed, &CaseResult::category) == 2);
  const auto broken = std::ranges::find(cases, std::string("b"), &CaseResult::name);
  REQUIRE(broken != cases.end());
  CHECK(broken->category == Category::protocol);
  CHECK(broken->task == "1.1");
  CHECK(broken->graded);
  CHECK(broken->message.find("the test itself crashed") != std::string::npos);
  CHECK(award(bench.lesson, cases, "").earned() == 6);
}

TEST_CASE("tests that give up are no verdict", "[judge]") {
  Bench bench("exit 3");
  CHECK_THROWS_AS(bench.run(), CannotJudge);
}

TEST_CASE("tests that cannot be started are no verdict", "[judge]") {
  Bench bench("exit 0");
  fs::remove(bench.lesson.judge);
  CHECK_THROWS(bench.run());
}
