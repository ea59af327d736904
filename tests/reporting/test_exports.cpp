// Each export is read again by a reader of that format, on a class whose names try to break it.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.hpp"
#include "reporting/class_report.hpp"
#include "reporting/feedback.hpp"
#include "reporting/gradebooks.hpp"
#include "reporting/graders.hpp"
#include "reporting/hostile_class.hpp"
#include "reporting/readers.hpp"
#include "reporting/spreadsheet.hpp"
#include "support/catch.hpp"

using namespace reporting_test;
using namespace gradus::reporting;
using nlohmann::json;

namespace {

const HostileClass& the_class() {
  static const HostileClass one;
  return one;
}

std::size_t column(const Rows& rows, const std::string& title) {
  const auto found = std::ranges::find(rows.at(0), title);
  INFO(title);
  REQUIRE(found != rows.at(0).end());
  return static_cast<std::size_t>(found - rows[0].begin());
}

std::vector<std::string> all_exports() {
  const HostileClass& one = the_class();
  const ClassBook book = one.book();
  const KnownSentences sentences = one.sentences();
  std::vector<std::string> texts{canvas(book, "").text, moodle(book, sentences).text,
                                 moodle_worksheet(book, sentences, "").text,
                                 from_utf16(blackboard(book, "").text), junit(book, sentences)};
  book.for_each([&](const Person& person) {
    const Feedback feedback = feedback_for(book, person, sentences);
    for (const std::string& text :
         {as_html(feedback), as_markdown(feedback), gradescope(book, person, sentences),
          prairielearn(book, person, sentences), github(book, person, sentences),
          classroom50(book, person, sentences)}) {
      texts.push_back(text);
    }
  });
  return texts;
}

}  // namespace

TEST_CASE("nothing that a graded test drew, printed or expected reaches a person", "[exports]") {
  const ClassBook book = the_class().book();
  json raw;
  to_json(raw, book.person("doejane_123").works[0].result);
  for (const std::string& secret : secrets) {
    REQUIRE(raw.dump().find(secret) != std::string::npos);  // it is there to be told
  }
  for (const std::string& text : all_exports()) {
    for (const std::string& secret : secrets) {
      const std::size_t at = text.find(secret);
      INFO(text.substr(at == std::string::npos ? 0 : at > 60 ? at - 60 : 0, 120));
      CHECK(at == std::string::npos);
    }
  }
}

TEST_CASE("Canvas takes the table, finds everybody, and computes nothing", "[exports]") {
  const ClassBook book = the_class().book();
  const Rows rows = read_csv(canvas(book, "").text);
  const std::vector<std::string> head{"Student",
                                      "ID",
                                      "SIS User ID",
                                      "SIS Login ID",
                                      "Section",
                                      "01 Activations",
                                      "02 The forward, pass",
                                      "03 Losses"};
  CHECK(rows[0] == head);
  CHECK(rows[1][0].find("Points Possible") != std::string::npos);
  CHECK(std::vector(rows[1].begin() + 5, rows[1].end()) == std::vector<std::string>(3, "10"));
  REQUIRE(rows.size() == names.size() + 2);
  std::set<std::string> students;
  for (std::size_t i = 2; i < rows.size(); ++i) {
    CHECK_FALSE(is_formula(rows[i][0]));
    students.insert(rows[i][0]);
    CHECK(std::vector(rows[i].begin() + 5, rows[i].end()) ==
          std::vector<std::string>{"3.33", "10", "0"});
  }
  for (const char* name : {"עדה לביא", "Zoë Ångström", "Jane Doe", "'+1+1", "'@SUM(A1)",
                           "Comma, Quote \" and 'apostrophe'"}) {
    INFO(name);
    CHECK(students.contains(name));
  }
  const std::size_t id = column(rows, "ID");
  CHECK(std::ranges::count_if(rows, [&](const auto& row) { return row[id] == "123"; }) == 1);
}

TEST_CASE("Canvas's own table comes back with the grades filled in", "[exports]") {
  const std::string theirs =
      "\xef\xbb\xbfStudent,ID,SIS User ID,SIS Login ID,Section ,Notes,01 Activations (77),"
      "Essay (9),Current Score\r\n"
      "    Points Possible,,,,,,10,5,(read only)\r\n"
      "\"Doe, Jane\",123,S7,jdoe,Mon,x,,4,80\r\n"
      "\"Nobody, Known\",999,S9,nk,Mon,y,1,2,3\r\n";
  const Filled filled = canvas(the_class().book(), theirs);
  const Rows rows = read_csv(filled.text);
  CHECK(rows[0] == std::vector<std::string>{"Student", "ID", "SIS User ID", "SIS Login ID",
                                            "Section", "01 Activations (77)",
                                            "02 The forward, pass", "03 Losses"});
  REQUIRE(rows.size() == 3);  // who is not in the class is left alone
  CHECK(rows[2] ==
        std::vector<std::string>{"Doe, Jane", "123", "S7", "jdoe", "Mon", "3.33", "10", "0"});
  CHECK(filled.rows == 1);
  CHECK(filled.notes.size() == 1 + 2);  // who has no row; columns to be created
  CHECK_THROWS_WITH(canvas(the_class().book(), "Name,ID\na,1\n"),
                    Catch::Contains("no column Student"));
}

TEST_CASE("Moodle's import has no user that it does not know", "[exports]") {
  // One unknown user fails the whole import, so who is known by no number is left out, and named.
  const Filled filled = moodle(the_class().book(), the_class().sentences());
  CHECK(filled.rows < names.size());
  CHECK(gradebook_test::mentions(filled.notes, "left out"));
  const Rows rows = read_csv(filled.text);
  CHECK(rows[0][0] == "idnumber");
  column(rows, "01 Activations feedback");
}

TEST_CASE("Moodle's worksheet comes back with grade and comment, and all else as it was",
          "[exports]") {
  const std::string theirs =
      "Identifier,\"Full name\",\"Email address\",Status,Grade,\"Maximum Grade\",\"Grade can be "
      "changed\",\"Last modified (submission)\",\"Last modified (grade)\",\"Feedback comments\"\n"
      "\"Participant 1234567\",\"Jane Doe\",j@x.edu,\"Submitted for grading - "
      "\",,30.00,Yes,\"Monday, 2 March 2026, 9:00 AM\",-,\n"
      "\"Participant 55\",\"Somebody Else\",s@x.edu,\"No submission - \",,30.00,Yes,-,-,\n";
  const Filled filled = moodle_worksheet(the_class().book(), the_class().sentences(), theirs);
  const Rows before = read_csv(theirs);
  const Rows rows = read_csv(filled.text);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0] == before[0]);
  CHECK(rows[2] == before[2]);
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    if (rows[0][i] != "Grade" && rows[0][i] != "Feedback comments")
      CHECK(rows[1][i] == before[1][i]);
  }
  CHECK(rows[1][column(rows, "Grade")] == "13.33");
  const std::string& comment = rows[1][column(rows, "Feedback comments")];
  CHECK(comment.find(base_2) != std::string::npos);
  CHECK(comment.find("&lt;script&gt;") != std::string::npos);
  std::string too_low = theirs;
  too_low.replace(too_low.find("30.00"), 5, "12.00");
  CHECK_THROWS_WITH(moodle_worksheet(the_class().book(), the_class().sentences(), too_low),
                    Catch::Contains("Moodle refuses"));

  const Rows made =
      read_csv(moodle_worksheet(the_class().book(), the_class().sentences(), "").text);
  column(made, "Last modified (grade)");
  REQUIRE(made.size() == 2);  // of the others, the participant's number is not known
  CHECK(made[1][column(made, "Identifier")] == "Participant 1234567");
}

TEST_CASE("Blackboard's columns are found by their numbers", "[exports]") {
  const std::string theirs =
      "\"Last Name\",\"First Name\",Username,\"Student ID\",\"02 The forward, pass [Total Pts: 10 "
      "Score] |4711\"\n\"Doe\",\"Jane\",doejane_123,S7,\n";
  const Filled filled = blackboard(the_class().book(), theirs);
  const Rows rows = read_csv(from_utf16(filled.text), '\t');
  REQUIRE(rows.size() == 2);
  CHECK(rows[1][column(rows, "Username")] == "doejane_123");
  CHECK(rows[1][column(rows, "02 The forward, pass [Total Pts: 10 Score] |4711")] == "10");
  CHECK(rows[1][column(rows, "01 Activations [Total Pts: 10 Score]")] == "3.33");

  const Rows made = read_csv(from_utf16(blackboard(the_class().book(), "").text), '\t');
  REQUIRE(made.size() == names.size() + 1);
  const std::size_t user = column(made, "Username");
  CHECK(std::ranges::any_of(made, [&](const auto& row) { return row[user] == "Zoë Ångström"; }));
  for (const auto& row : made) CHECK_FALSE((is_formula(row[0]) || is_formula(row[1])));
}

TEST_CASE("Gradescope takes results.json as it is", "[exports]") {
  const ClassBook book = the_class().book();
  const json read = json::parse(gradescope(book, book.person("+1+1"), the_class().sentences()));
  const std::set<std::string> known{"score",         "execution_time",     "output",
                                    "output_format", "test_output_format", "test_name_format",
                                    "visibility",    "stdout_visibility",  "extra_data",
                                    "tests",         "leaderboard"};
  for (const auto& [key, value] : read.items()) CHECK(known.contains(key));
  CHECK(read["score"].get<double>() == Approx(13.33).margin(0.01));
  CHECK(read["execution_time"].is_number());
  CHECK(read["visibility"] == "visible");
  CHECK(read["stdout_visibility"] == "hidden");
  REQUIRE(read["tests"].size() == 3);
  const std::set<std::string> of_test{"score",  "max_score", "status",        "name", "name_format",
                                      "number", "output",    "output_format", "tags", "visibility"};
  double sum = 0.0;
  for (const json& test : read["tests"]) {
    for (const auto& [key, value] : test.items()) CHECK(of_test.contains(key));
    CHECK((test["status"] == "passed" || test["status"] == "failed"));
    CHECK(test["number"].is_string());
    CHECK(test["visibility"] == "visible");  // one hidden test would hide the total
    CHECK(test["score"] <= test["max_score"]);
    sum += test["score"].get<double>();
  }
  CHECK(sum == Approx(read["score"].get<double>()).margin(0.01));
  const std::string output = read["tests"][0]["output"];
  CHECK(output.find(base_2) != std::string::npos);
  CHECK(output.find("2 of 2 hidden tests fail: crashes; gives a wrong result.") !=
        std::string::npos);
  CHECK(output.find('\x1b') == std::string::npos);
}

TEST_CASE("PrairieLearn, GitHub Classroom and Classroom 50 take their results", "[exports]") {
  const ClassBook book = the_class().book();
  const Person person = book.person("-2+3");
  const json pl = json::parse(prairielearn(book, person, the_class().sentences()));
  CHECK(pl["gradable"] == true);
  CHECK(pl["score"].get<double>() == Approx(13.3333 / 30).margin(1e-3));
  REQUIRE(pl["tests"].size() == 3);
  CHECK(pl["tests"][1]["points"] == 10.0);
  CHECK(pl["tests"][1]["max_points"] == 10.0);

  const std::string line = github_output(github(book, person, the_class().sentences()));
  REQUIRE(line.starts_with("result="));
  REQUIRE(line.find('\n') == line.size() - 1);  // one line, whatever a message holds
  const json gh = json::parse(from_base64(line.substr(7, line.size() - 8)));
  CHECK(gh["version"] == 1);
  CHECK(gh["status"] == "fail");
  CHECK(gh["max_score"] == 30.0);
  REQUIRE(gh["tests"].size() == 3);
  for (const char* key :
       {"name", "status", "score", "message", "test_code", "filename", "line_no", "duration"}) {
    CHECK(gh["tests"][0].contains(key));
  }
  CHECK(gh["tests"][0]["status"] == "fail");
  CHECK(gh["tests"][1]["status"] == "pass");

  const json fifty = json::parse(classroom50(book, person, the_class().sentences()));
  CHECK(fifty["schema"] == "classroom50/result/v1");
  for (const char* key : {"classroom", "assignment", "assignment_type", "owner", "submission",
                          "commit", "release", "review", "datetime"}) {
    CHECK(fifty.contains(key));
  }
  CHECK(fifty["score"].is_number_integer());
  CHECK(fifty["max-score"] == 30);
  CHECK(fifty["tests"][1]["passed"] == true);
  CHECK(fifty["tests"][1]["max-score"] == 10);
}

TEST_CASE("JUnit's XML is XML, and its sums are those of its cases", "[exports]") {
  const Element root = Xml::read(junit(the_class().book(), the_class().sentences()));
  CHECK(root.name == "testsuites");
  std::size_t failures = 0;
  std::size_t skipped = 0;
  const std::vector<const Element*> suites = root.all("testsuite");
  CHECK(suites.size() == 3 * names.size());
  for (const Element* suite : suites) {
    CHECK(std::stoul(suite->at("tests")) == suite->all("testcase").size());
    CHECK(std::stoul(suite->at("failures")) == suite->all("failure").size());
    CHECK(std::stoul(suite->at("skipped")) == suite->all("skipped").size());
    failures += suite->all("failure").size();
    skipped += suite->all("skipped").size();
  }
  CHECK(failures == names.size());
  CHECK(skipped == names.size());
  CHECK(root.at("failures") == std::to_string(failures));
  CHECK(root.at("tests") == std::to_string(3 * names.size()));
  CHECK(root.at("skipped") == std::to_string(skipped));
  CHECK(root.all("failure")[0]->at("type") == "wrong");
}

TEST_CASE("the spreadsheet has a row for everybody, and texts are texts", "[exports]") {
  const gradebook_test::TemporaryFolder folder;
  const fs::path file = folder / "grades.xlsx";
  write_spreadsheet(the_class().book(), the_class().sentences(), file);
  const auto files = read_zip(file);
  const auto grades = read_sheet(files, "sheet1");
  REQUIRE(grades.size() == names.size() + 1);
  CHECK(grades[0].at("A") == "submission");
  CHECK(grades[0].at("G") == "01 Activations");
  std::set<std::string> found;
  for (std::size_t i = 1; i < grades.size(); ++i) {
    found.insert(grades[i].at("A"));
    CHECK(std::stod(grades[i].at("G")) == Approx(10.0 / 3).margin(0.01));
    CHECK(std::stod(grades[i].at("J")) == Approx(13.33).margin(0.01));
  }
  CHECK(found.contains("=cmd|' calc'!A0"));  // as a text it needs no apostrophe
  CHECK(found.contains("עדה לביא"));
  CHECK(read_sheet(files, "sheet2").size() == 3 * names.size() + 1);
  CHECK((fs::status(file).permissions() & (fs::perms::group_all | fs::perms::others_all)) ==
        fs::perms::none);
}

TEST_CASE("feedback says what is wrong in words, and is no markup of anybody's", "[exports]") {
  const ClassBook book = the_class().book();
  const Feedback feedback =
      feedback_for(book, book.person("`code` | *star* [a](b)"), the_class().sentences());
  const std::string html = as_html(feedback);
  CHECK(html.find(base_2) != std::string::npos);
  CHECK(html.find("Only the first output was counted.") != std::string::npos);
  CHECK(html.find("&lt;script&gt;") != std::string::npos);
  CHECK(html.find("<script") == std::string::npos);
  CHECK(html.find("Nothing was handed in.") != std::string::npos);
  CHECK(html.find("default-src 'none'") != std::string::npos);
  const std::string markdown = as_markdown(feedback);
  CHECK(markdown.find("# Feedback for \\`code\\` \\| \\*star\\* \\[a\\](b)") != std::string::npos);
  CHECK(markdown.find("````text") != std::string::npos);  // its own fence ends no block
  CHECK(markdown.find("13.33 of 30") != std::string::npos);
}

TEST_CASE("the class report has what the class did not understand", "[exports]") {
  const std::string report = class_report(the_class().book());
  CHECK(report.find(base_2) != std::string::npos);
  CHECK(report.find(std::to_string(names.size()) + " of " + std::to_string(names.size()) +
                    " people") != std::string::npos);
  CHECK(report.find("<script") == std::string::npos);
  CHECK(report.find("Who stopped where") != std::string::npos);
  CHECK(report.find("http") == report.find("http-equiv"));  // nothing from elsewhere
}

TEST_CASE("code in the report is nobody's", "[exports]") {
  const std::string answer =
      "// Task 1.1  by Jane\nint f(int a) {\n  // Jane was here\n  return a + 'x' + 12; /* J */ "
      "puts(\"I am Jane\");\n}\n// Task 1.2\nint g() { return 2; }\n";
  const std::string code = anonymous_code(answer, "1.1", 20);
  CHECK(code == "int f(int a) {\n  return a + 'x' + 12;  puts(\"...\");\n}\n");
  CHECK(anonymous_code(answer, "1.1", 1) == "int f(int a) {\n...\n");
  CHECK(anonymous_code(answer, "1.3", 9).empty());
}

TEST_CASE("an author's sentence may be told with its numbers, any other without", "[exports]") {
  const KnownSentences sentences = the_class().sentences();
  CHECK(sentences.may_be_told("01", base_2));
  CHECK_FALSE(sentences.may_be_told("02", base_2));
  CHECK_FALSE(sentences.may_be_told("01", "It is 32 times what is expected."));
  CHECK(sentences.may_be_told("01", "The sign is wrong."));
  CHECK(literals_of("f(\"a \\\"b\\\" \" // \"no\"\n  \"c\", \"d\")") ==
        std::set<std::string>{"a \"b\" c", "d"});
}

TEST_CASE("tables of learning systems are read as they come", "[exports]") {
  CHECK(parse_csv("a;b\r\n\"1;2\";\"x \"\"y\"\"\nz\"\r\n") ==
        Table{{"a", "b"}, {"1;2", "x \"y\"\nz"}});
  CHECK(parse_csv("\xef\xbb\xbf"
                  "a,b\n,\n") == Table{{"a", "b"}, {"", ""}});
  CHECK(parse_csv("a\tb,c\td\n") == Table{{"a", "b,c", "d"}});
  CHECK_THROWS_WITH(parse_csv("a,\"b\n"), Catch::Contains("a quote is not closed"));
  CHECK(parse_csv(csv_text({{"a,b", "c\"d"}, {"e\nf", ""}})) ==
        Table{{"a,b", "c\"d"}, {"e\nf", ""}});
}
