// What the roster knows of people stands in every table, in the field that the system reads.
#include <algorithm>

#include "reporting/gradebooks.hpp"
#include "reporting/hostile_class.hpp"
#include "reporting/readers.hpp"
#include "reporting/spreadsheet.hpp"
#include "support/catch.hpp"

using namespace reporting_test;
using namespace gradus::reporting;

namespace {

constexpr const char* formula_name = "=SUM(A1), \"Bo\"";

/// Names and IDs as they are in no well-behaved university: each is the name of a folder.
const HostileClass& the_class() {
  static const HostileClass one({
      {"name", "id", "login", "email", "canvas_id", "moodle_id", "section", "group"},
      {formula_name, "007", "=cmd|' calc'!A0", "a+b@x.edu", "11", "901", "=Mon", ""},
      {"Zoë Ångström", "008", "zoe", "-zoe@x.edu", "12", "902", "Tue, 9:00", ""},
      {"Jane Doe", "009", "jane", "jane@x.edu", "13", "1234567", "@Wed", ""},
      {"Doe, J.", "010", "doejane_123", "jdoe@x.edu", "124", "904", "", ""},
  });
  return one;
}

std::vector<std::string> begin_of(std::vector<std::string> row, std::size_t count) {
  row.resize(count);
  return row;
}

using Cells = std::vector<std::string>;

}  // namespace

TEST_CASE("Canvas's table has the roster's IDs, as they are, and its sections", "[exports]") {
  const Rows rows = read_csv(canvas(the_class().book(), "").text);
  CHECK(begin_of(row_with(rows, "007"), 5) ==
        Cells{std::string("'") + formula_name, "11", "007", "=cmd|' calc'!A0", "'=Mon"});
  CHECK(begin_of(row_with(rows, "008"), 5) ==
        Cells{"Zoë Ångström", "12", "008", "zoe", "Tue, 9:00"});
  CHECK(begin_of(row_with(rows, "009"), 5) == Cells{"Jane Doe", "13", "009", "jane", "'@Wed"});
  CHECK(begin_of(row_with(rows, "010"), 5) == Cells{"Doe, J.", "124", "010", "doejane_123", ""});
}

TEST_CASE("rows of a given gradebook are found by ID before they are found by name", "[exports]") {
  const std::string canvas_table =
      "Student,ID,SIS User ID,SIS Login ID,Section\nPoints Possible,,,,\n"
      "Jane Doe,13,,,a\nZoë Ångström,99,009,,b\nwhoever,98,,doejane_123,c\nnobody,97,none,none,d\n";
  const Rows rows = read_csv(canvas(the_class().book(), canvas_table).text);
  REQUIRE(rows.size() == 2 + 3);
  CHECK(rows[2][1] == "13");
  CHECK(rows[4][3] == "doejane_123");
  const std::string worksheet =
      "Identifier,Full name,ID number,Email address,Grade,Last modified (grade)\n"
      "Participant 5,Jane Doe,,JDOE@x.edu,,-\nParticipant 902,x,,,,-\n";
  CHECK(moodle_worksheet(the_class().book(), the_class().sentences(), worksheet).rows == 2);
  const std::string blackboard_table =
      "Last Name,First Name,Username,Student ID\nDoe,Jane,other,009\nA,B,zoe,\n";
  CHECK(blackboard(the_class().book(), blackboard_table).rows == 2);
}

TEST_CASE("Moodle's import takes everybody whom the roster knows", "[exports]") {
  const Filled filled = moodle(the_class().book(), the_class().sentences());
  CHECK(filled.rows == 4);
  const Rows rows = read_csv(filled.text);
  CHECK(begin_of(row_with(rows, "008"), 4) == Cells{"008", "zoe", "-zoe@x.edu", "Zoë Ångström"});
  const Rows sheet =
      read_csv(moodle_worksheet(the_class().book(), the_class().sentences(), "").text);
  CHECK(row_with(sheet, "Zoë Ångström")[0] == "Participant 902");
}

TEST_CASE("Blackboard and the spreadsheet have login, number and section", "[exports]") {
  const Rows rows = read_csv(from_utf16(blackboard(the_class().book(), "").text), '\t');
  CHECK(begin_of(row_with(rows, "zoe"), 4) == Cells{"Ångström", "Zoë", "zoe", "008"});
  const gradebook_test::TemporaryFolder folder;
  write_spreadsheet(the_class().book(), the_class().sentences(), folder / "grades.xlsx");
  const auto sheet = read_sheet(read_zip(folder / "grades.xlsx"), "sheet1");
  const auto zoe = std::ranges::find_if(
      sheet, [](const auto& row) { return row.contains("E") && row.at("E") == "008"; });
  REQUIRE(zoe != sheet.end());
  CHECK(zoe->at("B") == "Zoë Ångström");
  CHECK(zoe->at("C") == "-zoe@x.edu");
  CHECK(zoe->at("D") == "zoe");
  CHECK(zoe->at("F") == "Tue, 9:00");
}

TEST_CASE("what the roster says is kept with the results", "[exports]") {
  const Person person = the_class().book().marks("Zoë Ångström");
  CHECK(person.full_name == "Zoë Ångström");
  CHECK(person.email == "-zoe@x.edu");
  CHECK(person.canvas_id == "12");
  CHECK(the_class().book().marks("+1+1").login.empty());
}
