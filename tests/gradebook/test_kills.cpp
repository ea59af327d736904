// A grader that is killed at random moments ends in what one ends in that nobody has disturbed.
// GRADUS_KILLS=300 kills more often than there is time for in the suite.
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <thread>

#include "gradebook/school.hpp"
#include "gradebook/support.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;

namespace {

using Clock = std::chrono::steady_clock;

/// Verdicts with texts of their own, and with texts that others have, too.
judge::LessonResult judge_with_words(const judge::Lesson& lesson, const judge::Answers& answers,
                                     const judge::JudgeOptions& judging) {
  judge::LessonResult result = judge_by_text(lesson, answers, judging);
  judge::CaseResult& one = result.tasks[0].cases[0];
  one.message = "got " + answers.at(lesson.id) + std::string(3000, '.');
  one.told = {"no_slope"};
  result.notes = {"a warning"};
  return result;
}

struct LargeSchool : School {
  LargeSchool() {
    for (int i = 0; i < 8; ++i) {
      const fs::path person = folder / "class" / ("person" + std::to_string(i));
      write(person / "activations.cpp", std::to_string(i % 5));
      write(person / "losses.cpp", std::to_string(i) + ".25");
      pack(person.string() + "-zip.zip", Format::zip, {{"losses.cpp", std::to_string(i) + ".5"}});
    }
  }

  GradeOptions options(const std::string& out) const {
    GradeOptions result = School::options();
    result.out = folder / out;
    result.seed = "17";
    result.jobs = 2;
    result.judge = judge_with_words;
    return result;
  }

  /// grades.csv and every verdict, but for the moments at which they were reached.
  std::string results(const std::string& out) const {
    std::string all = read(folder / out / "grades.csv");
    for (const std::string& line : result_lines(folder / out)) {
      nlohmann::json json = nlohmann::json::parse(line);
      json["when"] = "";
      all += json.dump() + "\n";
    }
    return all;
  }
};

/// Grades in a process of its own, and kills it after a while. True if it has ended before.
bool graded_within(const LargeSchool& school, const GradeOptions& options, Clock::duration time) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      ::_exit(grade(school.course, options).exit_status());
    } catch (const std::exception&) {
      ::_exit(99);
    }
  }
  std::this_thread::sleep_for(time);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status)) return false;
  CHECK(WEXITSTATUS(status) == 0);
  return true;
}

}  // namespace

TEST_CASE("killed at any moments, a grader ends where it would have ended", "[gradebook]") {
  const char* asked = std::getenv("GRADUS_KILLS");
  const int wanted = asked != nullptr ? std::atoi(asked) : 10;
  const LargeSchool school;
  const auto begin = Clock::now();
  grade(school.course, school.options("undisturbed"));
  const auto whole = Clock::now() - begin;
  const std::string expected = school.results("undisturbed");

  std::mt19937 dice(17);
  int kills = 0;
  while (kills < wanted) {
    const auto time = whole * (dice() % 1100) / 1000;
    if (!graded_within(school, school.options("out"), time)) {
      ++kills;
    } else {
      const bool the_same = school.results("out") == expected;
      CHECK(the_same);
      fs::remove_all(school.folder / "out");
    }
  }
  INFO("After " << kills << " kills the last grader is left alone.");
  grade(school.course, school.options("out"));
  const bool the_same = school.results("out") == expected;
  CHECK(the_same);
}
