// Names, tables and progress: what people see.
#include <algorithm>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "gradebook/csv.hpp"
#include "gradebook/grade.hpp"
#include "gradebook/guess.hpp"
#include "gradebook/handed_in.hpp"
#include "gradebook/names.hpp"
#include "gradebook/support.hpp"
#include "gradebook/table.hpp"
#include "gradebook/text.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;

namespace {

Row row(const std::string& name, const std::vector<double>& points) {
  Row result{.submission = name, .from = {}, .notes = {}, .cells = {}};
  for (const double earned : points) {
    result.cells.push_back({.earned = earned, .possible = 100, .points = earned});
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
  return std::ranges::all_of(
      lines(text), [](const auto& line) { return gradus::base::display_width(line) <= 80; });
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

TEST_CASE("a name tells how well it fits a lesson", "[gradebook]") {
  const std::vector<LessonFile> files{{"00", "00_warm_up", "warm_up.cpp"},
                                      {"01", "01_activations", "activations.cpp"},
                                      {"02", "02_forward_pass", "forward_pass.cpp"},
                                      {"07", "07_pass", "pass.cpp"}};
  const auto fits = [&](Fit fit, std::size_t lesson, const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      INFO(name);
      const std::optional<Guess> one = guess(name, files);
      REQUIRE(one);
      CHECK(one->fit == fit);
      CHECK(one->lesson == lesson);
    }
  };
  fits(Fit::exact, 1, {"activations.cpp"});
  fits(Fit::capitals, 1, {"Activations.cpp", "ACTIVATIONS.CPP"});
  fits(Fit::renamed, 1,
       {"activations (1).cpp",
        "activations-1.cpp",
        "activations - Copy.cpp",
        "activations_copy.cpp",
        "Kopie von activations.cpp",
        "activations.cpp.txt",
        "activations.cc",
        "activations.cxx",
        "Activations (2).CPP",
        "01_activations.cpp",
        "activations%20(1).cpp",
        "activations(1) - Copy (2).cpp",
        "Copy of activations.cpp",
        "activations (copy).cpp",
        "activations copy 2.cpp",
        "activations - Kopie.cpp",
        "01-activations (1).cpp.txt",
        "activations.c++",
        "activations[1].cpp",
        "activations.cpp.cpp",
        "activations - Copie.cpp",
        "activations.C",
        "activations_final_v2.cpp",
        "Kopie von activations (1).cc"});
  fits(Fit::renamed, 0, {"warmup.cpp", "warm-up.cpp", "WarmUp.cpp", "Warm Up (1).cpp"});
  fits(Fit::extended, 1,
       {"cosic_activations.cpp", "anna 01 activations (1).cpp", "forward_pass_activations.cpp",
        "activations_cosic-1.cc", "m\xc3\xbcller activations.cpp"});
  fits(Fit::ending, 1, {"activations.txt", "activations", "activations (1).txt"});
  fits(Fit::extended, 2, {"my_forward_pass.cpp"});
  CHECK(guess("activations (12).cpp", files)->number == 12);
  CHECK(guess("anna_01_activations.cpp", files)->whose == "anna");
  CHECK(guess("01_activations.cpp", files)->whose.empty());
  for (const char* name : {"activations.hpp", "activations.pdf", "activations.cpp.pdf",
                           "activations.cpp~", "activations.o", "activation.cpp",
                           "reactivations.cpp", "test_activations.cpp", "graded_warm_up.cpp", "",
                           "cpp", ".cpp", "notes about activations.txt", "activations.cpp.bak"}) {
    INFO(name);
    CHECK_FALSE(guess(name, files));
  }
}

TEST_CASE("a name from a learning system tells its person and file", "[gradebook]") {
  const auto read = [](const std::string& name) {
    const std::optional<HandedIn> one = by_system(name);
    return one ? one->person + "|" + one->file + (one->aside ? "|aside" : "") +
                     (one->late ? "|late" : "")
               : "none";
  };
  CHECK(read("Jane Doe_12_assignsubmission_file_forward_pass.cpp") ==
        "Jane Doe_12|forward_pass.cpp");
  CHECK(read("Jane Doe_12_assignsubmission_file_") == "Jane Doe_12|");
  CHECK(read("Group A-Jane Doe_12_assignsubmission_file") == "Group A-Jane Doe_12|");
  CHECK(read("Jane Doe_12_assignsubmission_onlinetext_onlinetext.html") ==
        "Jane Doe_12|onlinetext.html|aside");
  CHECK(read("doejane_123_456_pass-2.cpp") == "doejane_123|pass.cpp");
  CHECK(read("doejane_LATE_123_456_my_pass.cpp") == "doejane_123|my_pass.cpp|late");
  CHECK(read("doejane_123_text.html") == "doejane_123|text.html|aside");
  CHECK(read("Homework 1_jdoe_attempt_2024-03-01-12-30-45_pass.cpp") == "Homework 1_jdoe|pass.cpp");
  CHECK(read("Homework 1_jdoe_attempt_2024-03-01-12-30-45.txt") == "Homework 1_jdoe||aside");
  INFO("What the person wrote comes last, and names nobody else.");
  CHECK(read("A B_1_assignsubmission_file_C D_2_assignsubmission_file_pass.cpp") ==
        "A B_1|C D_2_assignsubmission_file_pass.cpp");
  CHECK(read("doejane_1_2_roebob_3_4_pass.cpp") == "doejane_1|roebob_3_4_pass.cpp");
  CHECK(read("H_jdoe_attempt_2024-03-01-12-30-45_H_roe_attempt_2024-03-01-12-30-46_pass.cpp") ==
        "H_jdoe|H_roe_attempt_2024-03-01-12-30-46_pass.cpp");
  for (const char* name : {"", "_", "pass.cpp", "anna_pass.cpp", "_1_assignsubmission_file_x",
                           "x_assignsubmission_file_", "a_1_b.cpp", "a_1_2", "a_1_2_",
                           "H_jdoe_attempt_2024-03-01_x", "_attempt_2024-03-01-12-30-45.txt"}) {
    INFO(name);
    CHECK(read(name) == "none");
  }
}

TEST_CASE("a name in front of a lesson's file is its person", "[gradebook]") {
  const std::vector<LessonFile> files{{"02", "02_forward_pass", "forward_pass.cpp"},
                                      {"07", "07_pass", "pass.cpp"}};
  const auto person = [&](const std::string& name) {
    const std::optional<HandedIn> one = by_person(name, files);
    return one ? one->person + "|" + one->file : "none";
  };
  CHECK(person("anna_forward_pass.cpp") == "anna|forward_pass.cpp");
  CHECK(person("anna_07_pass.cpp") == "anna|07_pass.cpp");
  CHECK(person("Anna Maria - pass (1).cpp") == "Anna Maria|pass (1).cpp");
  CHECK(person("anna_pass-1.cpp") == "anna|pass-1.cpp");
  CHECK(person("pass_anna lee (1).cpp") == "anna lee (1|pass_anna lee (1).cpp");
  for (const char* name : {"pass.cpp", "_pass.cpp", "07_pass.cpp", "anna_pass.hpp", "",
                           "Copy of pass.cpp", "test_pass.cpp"}) {
    INFO(name);
    CHECK(person(name) == "none");
  }
}

TEST_CASE("Blackboard's assignment is taken away as far as that is certain", "[gradebook]") {
  using Names = std::vector<std::string>;
  CHECK(without_assignment({"Homework 1_jdoe"}) == Names{"jdoe"});
  CHECK(without_assignment({"Homework 1_jdoe", "Homework 1_jdoe2", "Homework 1_roe"}) ==
        Names{"jdoe", "jdoe2", "roe"});
  CHECK(without_assignment({"H 1_doe", "X 2_doe", "H 1_roe", "X 2_roe"}) ==
        Names{"doe", "doe", "roe", "roe"});
  INFO("Two people are never made one.");
  CHECK(without_assignment({"H_a_1", "H_a_2", "H_b_1", "H_b_2"}) ==
        Names{"a_1", "a_2", "b_1", "b_2"});
  CHECK(without_assignment({"A_x", "B_x"}) == Names{"A_x", "B_x"});
}

TEST_CASE("text is read in the forms in which editors save it", "[gradebook]") {
  const std::string source = "// \xc3\xbc\nint x = 1;\n";
  const auto wide = [](const std::string& mark, bool little) {
    std::string bytes = mark;
    for (const char16_t c : std::u16string(u"// \u00fc\nint x = 1;\n")) {
      const char low = static_cast<char>(c & 0xff);
      const char high = static_cast<char>(c >> 8);
      bytes += little ? low : high;
      bytes += little ? high : low;
    }
    return bytes;
  };
  for (const std::string& bytes :
       {source, "\xef\xbb\xbf" + source, wide("\xff\xfe", true), wide("\xfe\xff", false),
        wide("", true), wide("", false), std::string("// \xc3\xbc\r\nint x = 1;\r\n"),
        std::string("// \xc3\xbc\rint x = 1;\r")}) {
    CHECK(as_text(bytes).text == source);
    CHECK(as_text(bytes).why_not.empty());
  }
  CHECK(as_text("").why_not.empty());
  CHECK(as_text("// Latin 1: \xfc").text == "// Latin 1: \xfc");
  INFO("A pair of units is one character.");
  CHECK(as_text(std::string("\xff\xfe/\0/\0\x3d\xd8\x00\xde", 10)).text == "//\xf0\x9f\x98\x80");
}

TEST_CASE("what is no text says what it is", "[gradebook]") {
  using namespace std::string_literals;
  for (const auto& [bytes, why] :
       std::vector<std::pair<std::string, std::string>>{{"%PDF-1.7 ...", "PDF"},
                                                        {"PK\x03\x04 ...", "archive"},
                                                        {"{\\rtf1\\ansi int x;}", "RTF"},
                                                        {"<!DOCTYPE html><html>", "web page"},
                                                        {" \n<HTML><body>", "web page"},
                                                        {"\x7f"
                                                         "ELF\x02\x01",
                                                         "compiled"},
                                                        {"int x;\0 int y;"s, "no text"},
                                                        {"\xff\xfe odd!"s, "no text"},
                                                        {"\x01\x02\x03\x04\x05\x06", "no text"}}) {
    INFO(why);
    CHECK(as_text(bytes).why_not.find(why) != std::string::npos);
    CHECK(as_text(bytes).text.empty());
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
  grades.rows[1].cells[0].points.reset();
  CHECK(lines(csv_text(grades))[2] == "'=x,,50,,200");
}

TEST_CASE("the table shows points, totals and maxima", "[gradebook]") {
  GradeReport report;
  report.grades.push_back({.lessons = {"01_activations", "02_forward_pass"},
                           .rows = {row("anna", {6.666666, 100}), row("bert", {0, 50})}});
  report.grades[0].rows[1].cells[0].points.reset();
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

TEST_CASE("what is nobody's is named, all of it, and the exit status says so", "[gradebook]") {
  GradeReport report;
  report.grades.push_back({.lessons = {"01_activations"}, .rows = {row("anna", {10})}});
  report.judged = 1;
  CHECK(report.exit_status() == 0);
  for (int i = 0; i < 30; ++i) {
    report.lost.push_back("notes " + std::to_string(i) + ".txt: neither a folder nor an archive");
  }
  CHECK(report.exit_status() == 2);
  const std::string text = print_table(report);
  CHECK(fits(text));
  CHECK(text.find("Somebody may be missing") != std::string::npos);
  for (int i = 0; i < 30; ++i) {
    CHECK(text.find("\nnotes " + std::to_string(i) + ".txt: ") != std::string::npos);
  }
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
  grades.rows[0].notes = {
      "words and words and words and words and words "
      "and words and words and more words"};
  report.grades = {grades, grades};
  report.grades[1].stack = judge::Stack::own;
  const std::string text = print_table(report);
  CHECK(fits(text));
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find(" 12 ") != std::string::npos);
  CHECK(text.find("own earlier lessons") != std::string::npos);
}
