// Grading a class: what is judged, what is reused, and what happens when something goes wrong.
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "gradebook/grade.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/results.hpp"
#include "gradebook/school.hpp"
#include "gradebook/support.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;

namespace {

constexpr const char* head = "submission,01_activations,02_forward_pass,03_losses,total,maximum\n";

}  // namespace

TEST_CASE("a class is graded: results, CSV and report agree", "[gradebook]") {
  School school;
  const GradeReport report = grade(school.course, school.options());
  CHECK(school.csv() == std::string(head) + "anna,7.5,10,0,17.5,30\nbert,3,0,4,7,30\n");
  CHECK(school.verdicts() == 6);
  CHECK(report.judged == 6);
  CHECK(report.reused == 0);
  CHECK(report.exit_status() == 0);
  REQUIRE(report.grades.size() == 1);
  REQUIRE(report.grades[0].rows.size() == 2);
  CHECK(report.grades[0].rows[0].total().points == 17.5);
  CHECK(mentions(report.grades[0].rows[0].notes, "not there: losses.cpp"));
}

TEST_CASE("only the lessons that are asked for are graded, in the order of the course",
          "[gradebook]") {
  School school;
  GradeOptions options = school.options();
  options.lessons = {"losses", "01", "losses"};
  grade(school.course, options);
  CHECK(school.csv() ==
        "submission,01_activations,03_losses,total,maximum\nanna,7.5,0,7.5,20\nbert,3,4,7,20\n");
  options.lessons = {"99"};
  CHECK_THROWS_AS(grade(school.course, options), judge::CannotJudge);
  INFO("What nobody handed in is said, because it counts.");
  fs::remove(school.folder / "class/bert/losses.cpp");
  CHECK(mentions(grade(school.course, school.options()).notes, "nobody has handed in losses.cpp"));
}

TEST_CASE("a second run judges only what has changed", "[gradebook]") {
  School school;
  grade(school.course, school.options());
  GradeReport report = grade(school.course, school.options());
  CHECK(report.judged == 0);
  CHECK(report.reused == 6);

  write(school.folder / "class/anna/activations.cpp", "9");
  write(school.folder / "class/carl/losses.cpp", "1");
  report = grade(school.course, school.options());
  CHECK(report.judged == 1 + 2);  // that carl has no forward_pass.cpp is bert's verdict as well
  CHECK(report.reused == 6);
  CHECK(school.csv() ==
        std::string(head) + "anna,9,10,0,19,30\nbert,3,0,4,7,30\ncarl,0,0,1,1,30\n");
  CHECK(school.verdicts() == 9);

  INFO("Another seed, toolchain or lesson: everything is judged again.");
  GradeOptions options = school.options();
  options.seed = "4711";
  CHECK(grade(school.course, options).judged == 9);
  CHECK(grade(school.course, school.options()).judged == 0);  // the seed was kept
  school.course.tools.versions = "a compiler 2.0";
  CHECK(grade(school.course, school.options()).judged == 9);
  write(school.course.lessons[1].judge, "mended tests of lesson 02");
  CHECK(grade(school.course, school.options()).judged == 3);
  INFO("What decides no verdict changes none: the catalogue, the drawings.");
  write(school.folder / "course/tests/02_forward_pass/mistakes.toml", "new");
  write(school.folder / "course/lessons/lab/plot.hpp", "new");
  CHECK(grade(school.course, school.options()).judged == 0);
  INFO("A contract's header decides this lesson and those after it.");
  write(school.folder / "course/lessons/02_forward_pass/forward_pass.hpp", "new");
  CHECK(grade(school.course, school.options()).judged == 6);
}

TEST_CASE("grading other lessons or another class into one folder loses nothing", "[gradebook]") {
  School school;
  write(school.folder / "second class/dora/activations.cpp", "1");
  GradeOptions options = school.options();
  options.lessons = {"01"};
  grade(school.course, options);
  options.lessons = {"02"};
  grade(school.course, options);
  options.paths = {school.folder / "second class"};
  grade(school.course, options);
  CHECK(school.csv() == "submission,02_forward_pass,total,maximum\ndora,0,0,10\n");
  CHECK(school.verdicts() == 5);
  CHECK(grade(school.course, school.options()).reused == 4);
}

TEST_CASE("with both stacks there are two verdicts and two tables", "[gradebook]") {
  School school;
  GradeOptions options = school.options();
  options.stacks = Stacks::both;
  options.judge = [](const auto& lesson, const auto&, const judge::JudgeOptions& judging) {
    return verdict(lesson, judging.stack == judge::Stack::own ? 1 : 2);
  };
  const GradeReport report = grade(school.course, options);
  CHECK(report.judged == 12);
  REQUIRE(report.grades.size() == 2);
  CHECK(school.csv() == std::string(head) + "anna,2,2,0,4,30\nbert,2,0,2,4,30\n");
  CHECK(read(school.folder / "out/grades-own.csv") ==
        std::string(head) + "anna,1,1,0,2,30\nbert,1,0,1,2,30\n");
  INFO("With its own stack, a change in lesson 1 reaches lessons 2 and 3.");
  write(school.folder / "class/anna/activations.cpp", "changed");
  CHECK(grade(school.course, options).judged == 1 + 3);
  INFO("Who is regraded alone needs both as well: one of the two tables would be out of date.");
  options.only = "anna";
  options.stacks = Stacks::reference;
  CHECK(error_of([&] { grade(school.course, options); }).find("with --stack both") !=
        std::string::npos);
  options.stacks = Stacks::both;
  CHECK(grade(school.course, options).judged == 6);
  INFO("And the class once more with one of them leaves one table.");
  options.only.clear();
  options.stacks = Stacks::reference;
  grade(school.course, options);
  CHECK(!std::filesystem::exists(school.folder / "out/grades-own.csv"));
}

TEST_CASE("what was graded on people's own earlier lessons is what exports and pages read",
          "[gradebook]") {
  School school;
  GradeOptions options = school.options();
  options.stacks = Stacks::own;
  grade(school.course, options);
  const std::string csv = school.csv();
  {
    const Results results(school.folder / "out");
    CHECK(results.stack() == "own");
    CHECK(results.marks(results.person("anna")->id)[0].earned == 7.5);
  }
  INFO("Who is regraded alone needs the same: the others' marks would be empty.");
  options.only = "anna";
  options.stacks = Stacks::reference;
  CHECK(error_of([&] { grade(school.course, options); }).find("with --stack own") !=
        std::string::npos);
  CHECK(school.csv() == csv);
  options.stacks = Stacks::own;
  grade(school.course, options);
  CHECK(school.csv() == csv);
}

TEST_CASE("a judgement that fails touches no other, and leaves its cell empty", "[gradebook]") {
  School school;
  write(school.folder / "class/carl/losses.cpp", "4 by carl");
  GradeOptions options = school.options();
  std::atomic<int> attempts = 0;
  std::vector<std::string> messages;
  SECTION("because it throws") {
    options.judge = [&](const auto& lesson, const auto& answers, const auto& judging) {
      if (lesson.id == "03" && answers.contains("03") && answers.contains("01")) {
        ++attempts;
        throw judge::CannotJudge("no disk\n\x1b[31mleft");
      }
      return judge_by_text(lesson, answers, judging);
    };
  }
  SECTION("because it throws what is no exception") {
    options.judge = [&](const auto& lesson, const auto& answers, const auto& judging) {
      if (lesson.id == "03" && answers.contains("03") && answers.contains("01")) {
        ++attempts;
        throw 42;
      }
      return judge_by_text(lesson, answers, judging);
    };
  }
  SECTION("because test cases did not run") {
    options.judge = [&](const auto& lesson, const auto& answers, const auto& judging) {
      if (lesson.id == "03" && answers.contains("03") && answers.contains("01")) {
        ++attempts;
        return verdict(lesson, 10, judge::Category::not_judged);
      }
      return judge_by_text(lesson, answers, judging);
    };
  }
  const GradeReport report =
      grade(school.course, options, [&](const auto&, const std::string& message) {
        if (!message.empty()) messages.push_back(message);
      });
  CHECK(attempts == 2);
  CHECK(report.not_judged == 1);
  CHECK(report.exit_status() == 2);
  CHECK(school.csv() ==
        std::string(head) + "anna,7.5,10,0,17.5,30\nbert,3,0,,,30\ncarl,0,0,4,4,30\n");
  CHECK(school.verdicts() == 8);
  CHECK(mentions(report.grades[0].rows[1].notes, "03_losses not judged: "));
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].find("bert, 03_losses: not judged: ") == 0);
  CHECK(messages[0].find('\x1b') == std::string::npos);

  INFO("When the cause is gone, only that is judged.");
  options.judge = judge_by_text;
  CHECK(grade(school.course, options).judged == 1);
}

TEST_CASE("a judgement that fails once is tried again, and counts", "[gradebook]") {
  School school;
  GradeOptions options = school.options();
  std::atomic<int> calls = 0;
  options.judge = [&](const auto& lesson, const auto& answers, const auto& judging) {
    if (calls++ == 0) throw std::runtime_error("for a moment");
    return judge_by_text(lesson, answers, judging);
  };
  const GradeReport report = grade(school.course, options);
  CHECK(report.judged == 6);
  CHECK(report.exit_status() == 0);
}

TEST_CASE("four judgements at once give the same grades as one", "[gradebook]") {
  School school;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "s" + std::to_string(i);
    write(school.folder / "class" / name / "activations.cpp",
          std::to_string(i % 10) + " by " + name);
  }
  GradeOptions options = school.options();
  options.jobs = 1;
  options.seed = "1";
  grade(school.course, options);
  const std::string alone = school.csv();
  const auto order = [&] {
    std::vector<std::string> result;
    for (const std::string& line : result_lines(options.out)) {
      auto json = nlohmann::json::parse(line);
      json.erase("when");
      result.push_back(json.dump());
    }
    return result;
  };
  const auto alone_order = order();

  options.jobs = 4;
  options.out = school.folder / "out4";
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  std::mutex mutex;
  std::map<fs::path, int> scratch;  // each folder, once
  std::set<unsigned> users;
  options.judge = [&](const auto& lesson, const auto& answers, const auto& judging) {
    const int now = ++running;
    {
      const std::lock_guard guard(mutex);
      most = std::max<int>(most, now);
      ++scratch[judging.scratch];
      if (judging.uid) users.insert(*judging.uid);
      struct stat status {};
      if (::stat(judging.scratch.c_str(), &status) != 0 || (status.st_mode & 0777) != 0700 ||
          status.st_uid != ::geteuid() || !fs::is_empty(judging.scratch)) {
        throw std::runtime_error("not a folder to judge in");
      }
      write(judging.scratch / "left/behind", "x");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(answers.size() * 3));
    --running;
    return judge_by_text(lesson, answers, judging);
  };
  CHECK(grade(school.course, options).exit_status() == 0);
  CHECK(read(options.out / "grades.csv") == alone);
  CHECK(order() == alone_order);
  CHECK(most <= 4);
  CHECK(scratch.size() == 24);  // one for each file that was handed in
  CHECK(users.size() == (is_root() ? 4 : 0));
  for (const auto& [path, times] : scratch) {
    CHECK(times == 1);
    CHECK_FALSE(fs::exists(path));
  }
}

TEST_CASE("every judgement of a run has the folder's seed, and the policy", "[gradebook]") {
  School school;
  GradeOptions options = school.options();
  std::mutex mutex;
  std::set<std::string> seeds;
  options.judge = [&](const auto& lesson, const auto& answers, const auto& judging) {
    const std::lock_guard guard(mutex);
    seeds.insert(judging.seed);
    if (!judging.graded || judging.policy != gradus::sandbox::Policy::required) throw 1;
    return judge_by_text(lesson, answers, judging);
  };
  CHECK(grade(school.course, options).exit_status() == 0);
  REQUIRE(seeds.size() == 1);
  CHECK(OutFolder(options.out).seed() == *seeds.begin());
  CHECK(seeds.begin()->size() == 32);  // 128 bits
}

TEST_CASE("equal answers are judged once, and what is not handed in not at all", "[gradebook]") {
  School school;
  for (const char* name : {"carl", "dora", "emil"}) {
    write(school.folder / "class" / name / "activations.cpp", "7.5");
  }
  GradeOptions options = school.options();
  std::atomic<int> calls = 0;
  options.judge = [&](const auto& lesson, const auto& answers, const auto& judging) {
    ++calls;
    return judge_by_text(lesson, answers, judging);
  };
  const GradeReport report = grade(school.course, options);
  CHECK(calls == 4);  // anna's two files and bert's two
  CHECK(report.judged == 15);
  CHECK(school.verdicts() == 15);
  CHECK(report.grades[0].rows[4].total().points == 7.5);
}

TEST_CASE("grades are for their owner's eyes", "[gradebook]") {
  School school;
  grade(school.course, school.options());
  for (const char* name : {"grades.csv", "results.sqlite", "grading.json"}) {
    struct stat status {};
    REQUIRE(::stat((school.folder / "out" / name).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  }
}

TEST_CASE("progress goes up by one a verdict, and ends at the total", "[gradebook]") {
  School school;
  std::size_t last = 0;
  grade(school.course, school.options(),
        [&](const gradus::base::Stand& progress, const std::string&) {
          CHECK(progress.steps == 6);
          CHECK(progress.done >= last);
          CHECK(progress.done <= last + 1);
          last = progress.done;
        });
  CHECK(last == 6);
}

TEST_CASE("a hostile class is graded to the end", "[gradebook]") {
  School school;
  const fs::path place = school.folder / "class";
  fs::create_symlink("/etc/passwd", place / "=link");
  fs::create_directories(place / "pipe");
  ::mkfifo((place / "pipe/activations.cpp").c_str(), 0666);
  write(place / "a,\"b\"\n=c/activations.cpp", "6");
  write(place / "broken.zip", "PK\x03\x04 and no more");
  pack(place / "links.tgz", Format::tar_gz,
       {{.name = "activations.cpp", .type = AE_IFLNK, .symlink = "/etc/passwd"},
        {.name = "../forward_pass.cpp", .text = "10"},
        {.name = "losses.cpp", .text = "2"}});
  const GradeReport report = grade(school.course, school.options());
  INFO("What could not be read is no 0.");
  CHECK(report.exit_status() == 2);
  CHECK(school.csv() == std::string(head) +
                            "'=link,,,,,30\n"
                            "\"a,\"\"b\"\" =c\",6,0,0,6,30\n"
                            "anna,7.5,10,0,17.5,30\n"
                            "bert,3,0,4,7,30\n"
                            "broken,,,,,30\n"
                            "links,,,2,,30\n"
                            "pipe,,0,0,,30\n");
  INFO("A newline does not come through: each row is one line, and is known again.");
  CHECK(grade(school.course, school.options()).judged == 0);
}
