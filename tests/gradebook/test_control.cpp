// Control answers: a machine that cannot judge a right answer judges nobody.
#include <algorithm>
#include <atomic>
#include <functional>
#include <string>

#include "gradebook/control.hpp"
#include "gradebook/grade.hpp"
#include "gradebook/school.hpp"
#include "gradebook/support.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;
using judge::Category;

namespace {

constexpr const char* head = "submission,01_activations,02_forward_pass,03_losses,total,maximum\n";

/// The school with solutions that deserve 10 points and stubs that deserve none.
struct Machine : School {
  Machine() {
    for (const judge::Lesson& lesson : course.lessons) {
      write(course.solution_file(lesson), "10 is the reference");
      write(course.student_file(lesson), "0 todo(\"f\")");
    }
  }

  GradeOptions options(const Judge& judge) const {
    GradeOptions result = School::options();
    result.judge = judge;
    result.control = true;
    return result;
  }
};

bool is_reference(const judge::Lesson& lesson, const judge::Answers& answers) {
  return answers.at(lesson.id).find("reference") != std::string::npos;
}

/// Full points are a pass, and nothing else is.
judge::LessonResult fair(const judge::Lesson& lesson, const judge::Answers& answers,
                         const judge::JudgeOptions& options) {
  judge::LessonResult result = judge_by_text(lesson, answers, options);
  if (result.earned() == 10) result.tasks[0].cases[0].category = Category::passed;
  return result;
}

judge::LessonResult doubtful(const judge::Lesson& lesson, bool may_pass) {
  judge::LessonResult result = verdict(lesson, 0, Category::crashed);
  result.doubts.push_back({.cause = "the compiler was killed", .may_pass = may_pass});
  return result;
}

}  // namespace

TEST_CASE("a machine that fails the reference judges nobody, and says why once", "[gradebook]") {
  Machine machine;
  std::vector<std::string> messages;
  const GradeReport report = grade(
      machine.course, machine.options([](const auto& lesson, const auto& answers, const auto&) {
        return lesson.id == "02" ? doubtful(lesson, true)
                                 : fair(lesson, answers, judge::JudgeOptions{});
      }),
      [&](const auto&, const std::string& message) {
        if (!message.empty()) messages.push_back(message);
      });
  CHECK(report.exit_status() == 2);
  INFO("Lesson 02 has no marks but for who handed in nothing.");
  CHECK(machine.csv() == std::string(head) + "anna,7.5,,0,,30\nbert,3,0,4,7,30\n");
  REQUIRE(messages.size() == 1);
  CHECK(messages[0] ==
        "this machine cannot judge 02_forward_pass: the reference solution itself gets 0 of 10 "
        "points here: the compiler was killed");
  INFO("Nothing is kept that would be reused when the fault is gone.");
  CHECK(grade(machine.course, machine.options(fair)).judged == 1);
  CHECK(machine.csv() == std::string(head) + "anna,7.5,10,0,17.5,30\nbert,3,0,4,7,30\n");
}

TEST_CASE("a machine that gives the stub points judges nobody", "[gradebook]") {
  Machine machine;
  const GradeReport report =
      grade(machine.course, machine.options([](const auto& lesson, const auto&, const auto&) {
        judge::LessonResult result = verdict(lesson, 10, Category::passed);
        return result;
      }));
  CHECK(report.judged == 2);  // what was not handed in
  CHECK(report.not_judged == 4);
  CHECK(mentions(report.notes, "the unfinished stub gets 10 of 10 points here"));
}

TEST_CASE("a failure that the control answers share is no verdict", "[gradebook]") {
  Machine machine;
  std::atomic<int> calls = 0;
  INFO("The disk fills up when anna's turn has come.");
  const GradeReport report =
      grade(machine.course,
            machine.options([&](const auto& lesson, const auto& answers, const auto& judging) {
              const bool full = calls++ >= 6;  // two control answers a lesson came first
              return full ? doubtful(lesson, true) : fair(lesson, answers, judging);
            }));
  CHECK(report.not_judged == 4);
  CHECK(machine.csv() == std::string(head) + "anna,,,0,,30\nbert,,0,,,30\n");
}

TEST_CASE("a failure that the control answers do not share is the submission's", "[gradebook]") {
  Machine machine;
  const bool may_pass = GENERATE(true, false);
  std::atomic<int> submissions = 0;
  const GradeReport report =
      grade(machine.course,
            machine.options([&](const auto& lesson, const auto& answers, const auto& judging) {
              const bool control =
                  is_reference(lesson, answers) || answers.at(lesson.id).starts_with("0 todo");
              if (!control) ++submissions;
              return control ? fair(lesson, answers, judging) : doubtful(lesson, may_pass);
            }));
  CHECK(report.exit_status() == 0);
  CHECK(machine.csv() == std::string(head) + "anna,0,0,0,0,30\nbert,0,0,0,0,30\n");
  INFO("What may have been a fault of a moment is judged twice.");
  CHECK(submissions == (may_pass ? 8 : 4));
}

TEST_CASE("a fault of a moment costs nobody a point", "[gradebook]") {
  Machine machine;
  std::atomic<bool> once = false;
  const GradeReport report =
      grade(machine.course,
            machine.options([&](const auto& lesson, const auto& answers, const auto& judging) {
              const bool first = answers.at(lesson.id) == "7.5" && !once.exchange(true);
              return first ? doubtful(lesson, true) : fair(lesson, answers, judging);
            }));
  CHECK(report.exit_status() == 0);
  CHECK(machine.csv() == std::string(head) + "anna,7.5,10,0,17.5,30\nbert,3,0,4,7,30\n");
}

TEST_CASE("a stub into which somebody has written answers is no control answer", "[gradebook]") {
  Machine machine;
  write(machine.course.student_file(machine.course.lessons[0]), "10 points by the instructor");
  CHECK(grade(machine.course, machine.options(fair)).exit_status() == 0);
}

TEST_CASE("nothing is built and nothing judged before paths and --out were looked at",
          "[gradebook]") {
  Machine machine;
  int prepared = 0;
  GradeOptions options = machine.options(fair);
  options.lessons = {"01", "03"};
  options.prepare = [&](const std::vector<const judge::Lesson*>& lessons) {
    ++prepared;
    CHECK(lessons.size() == 2);
    return machine.course;
  };
  options.paths = {machine.folder / "nobody"};
  CHECK_THROWS_AS(grade(machine.course, options), judge::CannotJudge);
  options.paths = {machine.folder / "class"};
  options.out = machine.folder / "class/anna/activations.cpp";
  CHECK_THROWS_AS(grade(machine.course, options), judge::CannotJudge);
  CHECK(prepared == 0);
  options.out = machine.folder / "out";
  grade(machine.course, options);
  CHECK(prepared == 1);
}
