// What a late day costs, and a mark that was set by hand, in every export.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "reporting/class_report.hpp"
#include "reporting/desk.hpp"
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

/// Zoë: lesson 01 has 3.33 of 10 by the tests, 2 days late: 1.33; lesson 02 counts twice; lesson 03
/// is 7 by hand. 28.33 of 40.
const HostileClass& the_class() {
  static const HostileClass one(
      {{"name", "id", "login", "moodle_id", "handed_in 01"},
       {"Zoë Ångström", "008", "zoe", "902", "2026-03-03 18:00"}},
      "[late]\npenalty = 1\n[lessons.01]\ndue = 2026-03-02T12:00:00\n[lessons.02]\nweight = 2\n"
      "[[override]]\nperson = \"zoe\"\nlesson = \"03\"\npoints = 7\nreason = \"oral "
      "<b>exam</b>\"\n");
  return one;
}

Person zoe() {
  return the_class().book().person("Zoë Ångström");
}

constexpr const char* why =
    "Handed in on 2026-03-03 18:00, due 2026-03-02 12:00: 2 days late, 2 points off. By the tests: "
    "3.33 of 10.";

std::vector<std::string> marks_in(const Rows& rows, std::size_t first) {
  const std::vector<std::string> row = row_with(rows, "008");
  return {row.begin() + static_cast<std::ptrdiff_t>(first), row.end()};
}

bool holds(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("the gradebooks have what counts", "[exports]") {
  const std::vector<std::string> marks{"1.33", "10", "7"};
  const ClassBook book = the_class().book();
  CHECK(marks_in(read_csv(canvas(book, "").text), 5) == marks);
  CHECK(marks_in(read_csv(from_utf16(blackboard(book, "").text), '\t'), 4) == marks);
  const Rows moodles = read_csv(moodle(book, the_class().sentences()).text);
  CHECK(marks_in(moodles, 4)[0] == "1.33");
  CHECK(holds(marks_in(moodles, 4)[1], "2 days late, 2 points off"));
  const Rows sheet = read_csv(moodle_worksheet(book, the_class().sentences(), "").text);
  CHECK(row_with(sheet, "Participant 902")[2] == "28.33");
  CHECK(row_with(sheet, "Participant 902")[3] == "40");
  const ClassBook one(the_class().course, the_class().out(), {"02"});
  const Rows alone = read_csv(moodle_worksheet(one, the_class().sentences(), "").text);
  CHECK(row_with(alone, "Participant 902")[3] == "10");  // of one lesson alone, its points
}

TEST_CASE("what graders put out has what counts, and why", "[exports]") {
  const ClassBook book = the_class().book();
  const KnownSentences sentences = the_class().sentences();
  const json gs = json::parse(gradescope(book, zoe(), sentences));
  CHECK(gs["score"].get<double>() == Approx(28.3333).margin(1e-3));
  CHECK(holds(gs["output"], why));
  const json pl = json::parse(prairielearn(book, zoe(), sentences));
  CHECK(pl["score"].get<double>() == Approx(28.3333 / 40).margin(1e-3));
  double sum = 0.0;
  const json gh = json::parse(github(book, zoe(), sentences));
  for (const json& test : gh["tests"]) {
    sum += test["score"].get<double>();
  }
  CHECK(sum == Approx(1.3333 + 10 + 7).margin(1e-3));
  CHECK(json::parse(classroom50(book, zoe(), sentences))["score"] == 28);
  const Element root = Xml::read(junit(book, sentences));
  std::vector<std::string> points;
  for (const Element* suite : root.all("testsuite")) {
    if (!suite->at("name").starts_with("Zoë")) continue;
    points.push_back(suite->all("property").at(0)->at("value"));
  }
  CHECK(points == std::vector<std::string>{"1.33", "10", "7"});
}

TEST_CASE("the person and who teaches are told what was taken off, and why", "[exports]") {
  const ClassBook book = the_class().book();
  const Feedback feedback = feedback_for(book, zoe(), the_class().sentences());
  for (const std::string& text : {as_html(feedback), as_markdown(feedback)}) {
    CHECK(holds(text, "28.33 of 40"));
    CHECK(holds(text, "1.33 of 10"));
    CHECK(holds(text, "2 days late, 2 points off"));
    CHECK_FALSE(holds(text, "<b>"));
  }
  CHECK(holds(class_report(book), "oral &lt;b&gt;exam"));
  const Desk desk(the_class().course, the_class().out());
  const auto get = [&](const std::string& path) {
    return json::parse(desk.answer({.method = "GET",
                                    .path = path,
                                    .parameter =
                                        [](const std::string& name) {
                                          return name == "lesson" ? "01" : "Zoë Ångström";
                                        }})
                           .body);
  };
  CHECK(get("work")["remark"] == why);
  CHECK(get("work")["points"].get<double>() == Approx(1.3333).margin(1e-3));
  const gradebook_test::TemporaryFolder folder;
  write_spreadsheet(book, the_class().sentences(), folder / "grades.xlsx");
  const auto rows = read_sheet(read_zip(folder / "grades.xlsx"), "sheet1");
  CHECK(std::ranges::any_of(rows, [](const auto& row) {
    return row.contains("L") && holds(row.at("L"), "03: Set by hand: oral <b>exam</b>");
  }));
}
