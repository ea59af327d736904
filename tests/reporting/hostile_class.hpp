// A class whose names and answers are made to break every format, with verdicts whose graded tests
// hold numbers that must never come out.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gradebook/school.hpp"
#include "reporting/class_book.hpp"
#include "reporting/told.hpp"
#include "support/catch.hpp"

namespace reporting_test {

namespace fs = std::filesystem;
namespace judge = gradus::judge;
using gradebook_test::write;

/// What graded tests drew, printed and expected. They have no business anywhere.
inline const std::vector<std::string> secrets{"913.375", "731.25", "417", "5501", "66031", "88425"};

inline const std::string base_2 = "The logarithm has base 2: it has to be the natural one.";
inline const std::string markup = "<script>alert(1)</script>";

/// Names as folders have them.
inline const std::vector<std::string> names{"=cmd|' calc'!A0",
                                            "+1+1",
                                            "-2+3",
                                            "@SUM(A1)",
                                            "Comma, Quote \" and 'apostrophe'",
                                            "<script>alert(1)<",
                                            "עדה לביא",
                                            "Zoë Ångström",
                                            "doejane_123",
                                            "Jane Doe_1234567_assignsubmission_file_",
                                            "tab\tand\nnewline",
                                            "`code` | *star* [a](b)"};

inline judge::LessonResult verdict(const judge::Lesson& lesson, const judge::Answers& answers,
                                   const judge::JudgeOptions&) {
  const auto answer = answers.find(lesson.id);
  const bool there = answer != answers.end();
  const bool right = there && answer->second.starts_with("right");
  const auto fails = [&](judge::Category how) {
    return right ? judge::Category::passed : there ? how : judge::Category::missing;
  };
  judge::CaseResult open{.name = lesson.id + ".1 the loss of one half is log 2, \"by hand\"",
                         .task = lesson.tasks[0].id,
                         .category = fails(judge::Category::wrong),
                         .seconds = 0.25};
  judge::CaseResult graded{.name = "softmax of 5501 is 66031",
                           .task = lesson.tasks[0].id,
                           .graded = true,
                           .category = fails(judge::Category::wrong),
                           .seconds = 0.5};
  judge::CaseResult crash = graded;
  crash.name = "a crash on 5501";
  crash.category = fails(judge::Category::crashed);
  if (there && !right) {
    open.diagnosis = {"Only the first output was counted.", markup};
    open.message = "Got 3, expected 4.\n```\n" + markup + "\n\x1b[31mred\x01";
    graded.diagnosis = {base_2, "The result is exactly 417 times what is expected."};
    graded.message = "got 731.25, expected 913.375";
    crash.message = "it crashed on 5501";
  }
  judge::LessonResult result;
  result.lesson = lesson.id;
  result.stack = "reference";
  result.output = "88425";
  result.seconds = 0.75;
  result.tasks.push_back({.id = lesson.tasks[0].id,
                          .earned = right ? 10.0 : 10.0 / 3.0 * (there ? 1 : 0),
                          .possible = 10,
                          .cases = {open, graded, crash}});
  return result;
}

/// The class, graded: three lessons of 10 points. Everybody has lesson 01 wrong and lesson 02
/// right; nobody handed in lesson 03.
struct HostileClass {
  gradebook_test::TemporaryFolder folder;
  gradebook_test::TemporaryPlace place;
  judge::Course course = gradebook_test::small_course(folder / "course");
  std::optional<gradus::gradebook::ClassList> class_list;
  std::optional<gradus::gradebook::Rules> rules;

  explicit HostileClass(const std::vector<std::vector<std::string>>& roster = {},
                        const std::string& grading_toml = "") {
    if (!grading_toml.empty()) {
      rules = gradus::gradebook::read_rules(grading_toml, "grading.toml", course);
    }
    if (!roster.empty()) class_list = gradus::gradebook::read_class_list(roster, "roster.csv");
    const std::array<std::string, 3> titles{"Activations", "The forward, pass", "Losses"};
    for (std::size_t i = 0; i < titles.size(); ++i) course.lessons[i].title = titles[i];
    write(folder / "course/tests/01_activations/misconceptions.hpp",
          "inline constexpr Misconception base_2{\"base_2\", \"The logarithm has base 2: \"\n"
          "    \"it has to be the natural one.\"};\n");
    for (const std::string& name : names) {
      write(folder / "class" / name / "activations.cpp",
            "// Task 1.1\ndouble f() { // by " + markup + "\n  return 1; }\n");
      write(folder / "class" / name / "forward_pass.cpp", "right");
    }
    grade();
  }

  void grade() const {
    gradus::gradebook::GradeOptions options;
    options.paths = {folder / "class"};
    options.out = out();
    options.judge = verdict;
    options.control = false;
    options.class_list = class_list;
    options.rules = rules;
    const gradus::gradebook::GradeReport report = gradus::gradebook::grade(course, options);
    REQUIRE(report.not_judged == 0);
  }

  fs::path out() const { return folder / "out"; }
  gradus::reporting::ClassBook book() const { return {course, out()}; }
  gradus::reporting::KnownSentences sentences() const {
    return gradus::reporting::KnownSentences(course);
  }
};

}  // namespace reporting_test
