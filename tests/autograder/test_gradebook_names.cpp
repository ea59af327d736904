// Names, tables and progress: what people see.
#include <algorithm>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "autograder/gradebook_support.hpp"
#include "gradebook/columns.hpp"
#include "gradebook/csv.hpp"
#include "gradebook/grade.hpp"
#include "gradebook/names.hpp"
#include "gradebook/progress.hpp"
#include "gradebook/table.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;

namespace {

Row row(const std::string& name, const std::vector<double>& points) {
  Row result{.submission = name, .from = {}, .notes = {}, .cells = {}};
  for (const double earned : points) {
    result.cells.push_back({.earned = earned, .possible = 100, .not_judged = ""});
  }
  return result;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

bool fits(const std::string& text) {
  return std::ranges::all_of(lines(text), [](const auto& line) { return columns(line) <= 80; });
}

}  // namespace

TEST_CASE("names are listed as people list them", "[gradebook]") {
  std::vector<std::string> names{"b", "anna10", "Anna2", "anna", "anna02b", "C", "10", "9"};
  std::ranges::sort(names, natural_less);
  CHECK(names ==
        std::vector<std::string>{"9", "10", "anna", "Anna2", "anna02b", "anna10", "b", "C"});
  CHECK_FALSE(natural_less("a", "a"));
  INFO("Two names that differ only in capitals or zeros still have an order.");
  CHECK(natural_less("A", "a") != natural_less("a", "A"));
  CHECK(natural_less("a01", "a1") != natural_less("a1", "a01"));
}

TEST_CASE("a loose file tells its person and its lesson, or is none", "[gradebook]") {
  const std::vector<LessonFile> files{{"02", "02_forward_pass", "forward_pass.cpp"},
                                      {"07", "07_pass", "pass.cpp"}};
  const auto moodle = loose_file("Jane Doe_12_assignsubmission_file_forward_pass.cpp", files);
  REQUIRE(moodle);
  CHECK(moodle->person == "Jane Doe_12_assignsubmission_file");
  CHECK(moodle->lesson == 0);
  const auto canvas = loose_file("doejane_123_456_pass-2.cpp", files);
  REQUIRE(canvas);
  CHECK(canvas->person == "doejane_123");
  CHECK(canvas->lesson == 1);
  for (const char* name : {"pass.cpp", "_pass.cpp", "anna_pass-1.cpp", "anna_pass.hpp", ""}) {
    INFO(name);
    CHECK_FALSE(loose_file(name, files));
  }
}

TEST_CASE("a cell of a CSV file is quoted, and never a formula", "[gradebook]") {
  CHECK(csv_cell("anna") == "anna");
  CHECK(csv_cell("O'Neil, \"Jo\"") == "\"O'Neil, \"\"Jo\"\"\"");
  CHECK(csv_cell("=1+1") == "'=1+1");
  CHECK(csv_cell("+49 30") == "'+49 30");
  CHECK(csv_cell("@sum(a1)") == "'@sum(a1)");
  CHECK(csv_cell("-2+3,cmd") == "\"'-2+3,cmd\"");
  CHECK(csv_cell("\t=1") == "' =1");
  CHECK(csv_cell("\r=1") == "'=1");
  CHECK(csv_cell("-12.5") == "-12.5");
  CHECK(csv_cell("a\nb\x1b[31mc\x01") == "a bc");
  CHECK(csv_cell("\xff") == "\xef\xbf\xbd");
  CHECK(csv_cell("") == "");
}

TEST_CASE("the grades as CSV have a row a submission and a column a lesson", "[gradebook]") {
  Grades grades{.lessons = {"01_activations", "02_forward_pass"},
                .rows = {row("Jörg, the", {6.666666, 100}), row("=x", {0, 50})}};
  CHECK(csv_text(grades) ==
        "submission,01_activations,02_forward_pass,total,maximum\n"
        "\"Jörg, the\",6.67,100,106.67,200\n"
        "'=x,0,50,50,200\n");
  INFO("What nobody decided is empty, not 0, and so is the total.");
  grades.rows[1].cells[0].earned.reset();
  CHECK(lines(csv_text(grades))[2] == "'=x,,50,,200");
}

TEST_CASE("width is counted in columns of a terminal", "[gradebook]") {
  CHECK(columns("Jörg") == 4);
  CHECK(columns("李雷") == 4);
  CHECK(columns("Jo\xcc\x88rg") == 4);  // o and a combining diaeresis
  CHECK(shorten("Jörg", 4) == "Jörg");
  CHECK(shorten("Jörgen", 4) == "Jör…");
  CHECK(shorten("李雷李", 4) == "李…");
  CHECK(shorten("abc", 0).empty());
  CHECK(pad_left("ö", 3) == "  ö");
  CHECK(pad_right("ö", 3) == "ö  ");
}

TEST_CASE("the table shows points, totals and maxima", "[gradebook]") {
  GradeReport report;
  report.grades.push_back({.lessons = {"01_activations", "02_forward_pass"},
                           .rows = {row("anna", {6.666666, 100}), row("bert", {0, 50})}});
  report.grades[0].rows[1].cells[0].earned.reset();
  report.grades[0].rows[1].notes = {"01_activations not judged: no disk"};
  report.judged = 3;
  report.not_judged = 1;
  CHECK(print_table(report) ==
        "submission    01   02   total\n"
        "anna        6.67  100  106.67\n"
        "bert           ?   50       ?\n"
        "maximum      100  100     200\n"
        "\n"
        "bert: 01_activations not judged: no disk\n"
        "\n"
        "3 judged, 0 known from before, 1 not judged\n");
  CHECK(report.exit_status() == 2);
}

TEST_CASE("the table is never wider than 80 columns", "[gradebook]") {
  GradeReport report;
  Grades grades;
  std::vector<double> points;
  for (int i = 0; i < 13; ++i) {
    grades.lessons.push_back((i < 10 ? "0" : "") + std::to_string(i) + "_a_lesson");
    points.push_back(66.666666);
  }
  grades.rows.push_back(row(std::string(200, 'n'), points));
  grades.rows.push_back(row("李雷" + std::string(50, 'x') + "\x1b[31m\n=", points));
  grades.rows[0].notes = {std::string(300, 'w'),
                          "words and words and words and words and words "
                          "and words and words and more words"};
  report.grades = {grades, grades};
  report.grades[1].stack = engine::Stack::own;
  report.notes = {std::string(100, 'p') + "/expected.csv is skipped"};
  const std::string text = print_table(report);
  CHECK(fits(text));
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find(" 12 ") != std::string::npos);
  CHECK(text.find("own earlier lessons") != std::string::npos);
}

TEST_CASE("the progress line shows a bar, counts, the time left and what it is at", "[gradebook]") {
  const Progress progress{
      .done = 12, .reused = 2, .total = 24, .current = "anna, 01_activations", .message = ""};
  CHECK(progress_line(progress, 60, 80) ==
        "[############------------]  12/24  about 72 s left  anna, 01_activations");
  CHECK(progress_line(progress, 600, 80).find("about 12 min left") != std::string::npos);
  CHECK(progress_line(progress, 60'000, 80).find("about 20.0 h left") != std::string::npos);
  CHECK(columns(progress_line(progress, 60, 40)) == 40);
  INFO("Before the first verdict there is nothing to estimate from.");
  CHECK(progress_line({.done = 2, .reused = 2, .total = 4, .current = "", .message = ""}, 60, 80) ==
        "[############------------]  2/4");
  CHECK(progress_line({}, 0, 80) == "[------------------------]  0/0");
}

TEST_CASE("progress is one line on a terminal, and few lines elsewhere", "[gradebook]") {
  std::string written;
  const auto write = [&](const std::string& text) { written += text; };
  {
    ProgressBar bar({.terminal = true, .width = 80, .write = write});
    for (std::size_t i = 0; i <= 100; ++i) {
      bar({.done = i,
           .reused = 0,
           .total = 100,
           .current = "\x1b]0;evil\a"
                      "x\ny",
           .message = ""});
    }
    CHECK(written.find('\n') == std::string::npos);
    CHECK(written.find("100/100") != std::string::npos);
    CHECK(written.find("evil") == std::string::npos);
    bar({.done = 1, .reused = 0, .total = 100, .current = "", .message = "anna: not judged"});
    CHECK(written.find("\r\x1b[Kanna: not judged\n[") != std::string::npos);
  }
  CHECK(written.ends_with("\r\x1b[K"));

  written.clear();
  ProgressBar log({.terminal = false, .width = 80, .write = write});
  for (std::size_t i = 0; i <= 100; ++i) {
    log({.done = i, .reused = 0, .total = 100, .current = "x", .message = ""});
  }
  CHECK(lines(written).size() == 2);  // the first and the last
  CHECK(written.find('\x1b') == std::string::npos);
}
