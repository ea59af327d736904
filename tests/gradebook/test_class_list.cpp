// A roster beside the hand-ins: who is missing, who is unknown, and what a bad one is told.
#include <string>
#include <vector>

#include "gradebook/attempts.hpp"
#include "gradebook/class_list.hpp"
#include "gradebook/school.hpp"
#include "gradebook/their_roster.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;

namespace {

using Cells = std::vector<std::vector<std::string>>;

constexpr const char* first_row =
    "submission,01_activations,02_forward_pass,03_losses,total,maximum\n";

std::string error_in(const Cells& table) {
  return error_of([&] { read_class_list(table, "roster.csv"); });
}

}  // namespace

TEST_CASE("who is in the roster and handed in nothing has a row of zeros", "[gradebook]") {
  School school;
  GradeOptions options = school.options();
  options.class_list = read_class_list(
      {{"Name", "login"}, {"Anna Abel", "ANNA"}, {"Bert", ""}, {"Carla", "cc"}}, "roster.csv");
  const GradeReport report = grade(school.course, options);
  CHECK(school.csv() ==
        std::string(first_row) + "anna,7.5,10,0,17.5,30\nbert,3,0,4,7,30\nCarla,0,0,0,0,30\n");
  CHECK(report.exit_status() == 0);
  CHECK(mentions(report.grades[0].rows[2].notes, "handed in nothing"));
  CHECK(mentions(report.notes, "people 3, without a submission 1; submissions of nobody in it 0"));
}

TEST_CASE("while a submission is nobody's in the roster, who is missing has no zeros",
          "[gradebook]") {
  School school;
  GradeOptions options = school.options();
  options.class_list = read_class_list({{"name"}, {"anna"}, {"Robert"}}, "roster.csv");
  const GradeReport report = grade(school.course, options);
  CHECK(school.csv() ==
        std::string(first_row) + "anna,7.5,10,0,17.5,30\nbert,3,0,4,7,30\nRobert,,,,,30\n");
  CHECK(report.exit_status() == 2);
  CHECK(mentions(report.grades[0].rows[1].notes, "nobody in the roster"));
  INFO("Something that is lost may be theirs as well.");
  options.class_list = read_class_list({{"name"}, {"anna"}, {"bert"}, {"Carla"}}, "roster.csv");
  write(school.folder / "class/thesis.docx", "4");
  grade(school.course, options);
  CHECK(school.csv().find("Carla,,,,,30\n") != std::string::npos);
}

TEST_CASE("numbers of Canvas and Moodle find their people", "[gradebook]") {
  const ClassList list = read_class_list({{"name", "canvas_id", "moodle_id"},
                                          {"Jane Doe", "123", "7654321"},
                                          {"Jane Doe", "124", "1234567"}},
                                         "roster.csv");
  Collection two;
  two.submissions.push_back({.name = "doejane_124", .from = "c/doejane_124_9_losses.cpp"});
  two.submissions.push_back(
      {.name = "Jane Doe", .from = "c/Jane Doe_7654321_assignsubmission_file_losses.cpp"});
  compare(list, {}, two);
  CHECK(two.submissions.size() == 2);
  CHECK(mentions(two.notes, "without a submission 0; submissions of nobody in it 0"));
  INFO("Without a number, a name that two have is nobody's.");
  Collection one;
  one.submissions.push_back({.name = "Jane Doe", .from = "c/Jane Doe"});
  compare(list, {}, one);
  CHECK(one.submissions.size() == 3);
  CHECK(mentions(one.notes, "without a submission 2; submissions of nobody in it 1"));
}

TEST_CASE("the tables that Canvas, Moodle and Blackboard give out are rosters", "[gradebook]") {
  SECTION("Canvas's gradebook, without the rows that are nobody") {
    const ClassList list = read_class_list(
        as_roster({{"Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01 (77)"},
                   {"    Points Possible", "", "", "", "", "60"},
                   {"Doe, Jane", "123", "s7", "jdoe", "A", "12"},
                   {"Student, Test", "9", "", "", "A", ""}}),
        "canvas.csv");
    REQUIRE(list.members.size() == 1);
    CHECK(list.members[0].name == "Doe, Jane");
    CHECK(list.members[0].id("canvas_id") == "123");
    CHECK(list.members[0].id("id") == "s7");
    CHECK(list.members[0].id("login") == "jdoe");
    CHECK(list.members[0].section == "A");
    CHECK(list.notes.empty());
  }
  SECTION("Moodle's worksheet, with the times") {
    const ClassList list = read_class_list(
        as_roster({{"Identifier", "Full name", "Email address", "Status", "Grade",
                    "Last modified (submission)", "Last modified (grade)"},
                   {"Participant 42", "Jane Doe", "j@x.org", "Submitted", "",
                    "Friday, 16 October 2026, 11:58 PM", "-"},
                   {"Participant 43", "Bo", "b@x.org", "No submission", "", "-", "-"}}),
        "worksheet.csv");
    REQUIRE(list.members.size() == 2);
    CHECK(list.members[0].id("moodle_id") == "42");
    CHECK(list.members[0].id("email") == "j@x.org");
    CHECK(list.members[0].handed_in.at("") == time_in("2026-10-16 23:58"));
    CHECK(list.members[1].handed_in.empty());
  }
  SECTION("Moodle's participants, and Blackboard's Grade Center") {
    const ClassList moodle = read_class_list(
        as_roster({{"First name", "Surname", "Email address", "Groups"}, {"Bo", "Li", "b@x", ""}}),
        "participants.csv");
    CHECK(moodle.members.at(0).name == "Bo Li");
    CHECK(moodle.members.at(0).id("email") == "b@x");
    const ClassList blackboard =
        read_class_list(as_roster({{"Last Name", "First Name", "Username", "Student ID"},
                                   {"Doe", "Jane", "jdoe", "4711"}}),
                        "gc.xls");
    CHECK(blackboard.members.at(0).name == "Jane Doe");
    CHECK(blackboard.members.at(0).id("login") == "jdoe");
    CHECK(blackboard.members.at(0).id("id") == "4711");
  }
  SECTION("A roster stays as it is, whatever else it has") {
    const Cells own{{"name", "first name", "username", "last name"}, {"Jane", "a", "b", "c"}};
    CHECK(as_roster(own) == own);
  }
}

TEST_CASE("several submissions of one person keep their rows while no rules say which counts",
          "[gradebook]") {
  Collection both;
  both.submissions.push_back({.name = "anna", .from = "a/anna"});
  both.submissions.push_back({.name = "Anna Abel", .from = "b/Anna Abel"});
  compare(read_class_list({{"name", "login"}, {"Anna Abel", "anna"}}, "roster.csv"), {}, both);
  join_attempts({}, false, both);
  REQUIRE(both.submissions.size() == 2);
  CHECK(mentions(both.submissions[0].notes, "one of 2 rows of Anna Abel"));
  CHECK(mentions(both.submissions[1].notes, "one of 2 rows of Anna Abel"));
}

TEST_CASE("a bad roster is told the row, what it has and what was expected", "[gradebook]") {
  CHECK_THAT(error_in({}), Catch::Contains("got no people"));
  CHECK_THAT(error_in({{"student"}, {"anna"}}),
             Catch::Contains("roster.csv, row 1: got the columns student, expected 'name'"));
  CHECK_THAT(error_in({{"name", "Name"}, {"anna", "b"}}), Catch::Contains("twice"));
  CHECK_THAT(error_in({{"name", "id"}, {"anna", "1"}, {"", "2"}}),
             Catch::Contains("roster.csv, row 3: got no name"));
  CHECK_THAT(error_in({{"name"}, {"Abel", "Anna"}}),
             Catch::Contains("row 2: got 2 cells, expected 1"));
  CHECK_THAT(error_in({{"name", "login"}, {"anna", "a"}, {"bert", "A"}}),
             Catch::Contains("row 3: got login 'A', which row 2 has"));
  CHECK_THAT(error_in({{"name", "handed_in 01"}, {"anna", "yesterday"}}),
             Catch::Contains("row 2: got handed_in 01 'yesterday', expected a time"));
  CHECK(mentions(read_class_list({{"name", "e-mail"}, {"anna", ""}}, "roster.csv").notes,
                 "the column 'e-mail' is not read"));
}
