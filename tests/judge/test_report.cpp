// From what the trusted tests report to cases, tasks and points; and the words and the JSON of it.
#include <nlohmann/json.hpp>

#include "judge/report.hpp"
#include "judge/words.hpp"
#include "support/catch.hpp"

namespace {

using namespace gradus::judge;

Lesson lesson() {
  Lesson result;
  result.id = "01";
  result.name = "activations";
  result.folder = "01_activations";
  result.tasks = {{.id = "1.1", .functions = {"sigmoid"}, .points = 10},
                  {.id = "1.2", .functions = {"softmax"}, .points = 5}};
  return result;
}

nlohmann::json line(const std::string& name, const std::string& tags, bool passed) {
  return {{"case", name},
          {"tags", tags},
          {"file", "/x/tests/01_activations/graded_activations.cpp"},
          {"line", 1},
          {"passed", passed},
          {"seconds", 0.5},
          {"ending",
           {{"kind", "none"}, {"signal", 0}, {"exit_status", 0}, {"function", ""}, {"detail", ""}}},
          {"failures", nlohmann::json::array()}};
}

nlohmann::json failure(const std::string& message, const std::string& thrown) {
  return {{"line", 1},
          {"expression", "f(x)"},
          {"thrown", thrown},
          {"message", message},
          {"negated", false},
          {"wants_error", false},
          {"nothing_thrown", false},
          {"named", nlohmann::json::array()},
          {"explained", false},
          {"diagnosis", nlohmann::json::array()},
          {"general", nlohmann::json::array()},
          {"info", {"look here"}}};
}

CaseResult only_case(const nlohmann::json& report,
                     const std::map<std::string, std::vector<std::string>>& left_out = {}) {
  const std::vector<CaseResult> cases =
      read_report(report.dump() + "\n{\"done\":true}\n", lesson(), left_out);
  REQUIRE(cases.size() == 1);
  return cases.front();
}

CaseResult passed_case(const std::string& task) {
  return {.name = task, .task = task, .category = Category::passed};
}

CaseResult failed_case(const std::string& task) {
  return {.name = task, .task = task, .category = Category::wrong};
}

}  // namespace

TEST_CASE("half of a task's points are for its public cases, half for its graded ones", "[judge]") {
  const CaseResult graded_pass{
      .name = "1.1", .task = "1.1", .graded = true, .category = Category::passed};
  CaseResult graded_fail = graded_pass;
  graded_fail.category = Category::wrong;
  const std::vector<CaseResult> cases = {passed_case("1.1"), failed_case("1.1"), graded_pass,
                                         graded_fail,        graded_fail,        graded_fail,
                                         passed_case("1.2")};
  const LessonResult result = award(lesson(), cases, "");
  CHECK(result.tasks[0].earned == 10.0 * (0.5 + 0.25) / 2);
  CHECK(result.tasks[1].earned == 5.0);  // one kind of cases has all
  CHECK(result.possible() == 15.0);
  CHECK_FALSE(result.passed());
  CHECK(result.complete());

  std::vector<CaseResult> one_more = cases;
  one_more.push_back(passed_case("1.1"));
  INFO("A new public case moves nothing in the graded half.");
  CHECK(award(lesson(), one_more, "").tasks[0].earned == 10.0 * (2.0 / 3 + 0.25) / 2);
}

TEST_CASE("a task without a case and a case without a task are errors of the course", "[judge]") {
  CHECK_THROWS_AS(award(lesson(), {passed_case("1.1")}, ""), CannotJudge);
  CHECK_THROWS_AS(award(lesson(), {passed_case("1.1"), passed_case("1.2"), passed_case("9.9")}, ""),
                  CannotJudge);
}

TEST_CASE("a result with no case, or with one that was not judged, is not complete", "[judge]") {
  CHECK_FALSE(LessonResult{}.complete());
  CaseResult open = passed_case("1.1");
  open.category = Category::not_judged;
  CHECK_FALSE(award(lesson(), {open, passed_case("1.2")}, "").complete());
}

TEST_CASE("each way to fail has its category", "[judge]") {
  nlohmann::json report = line("1.1 a fact", "[01][1.1]", true);
  CHECK(only_case(report).category == Category::passed);
  CHECK(only_case(report).task == "1.1");
  CHECK(only_case(report).graded);

  report["passed"] = false;
  CHECK(only_case(report).category == Category::wrong);  // asserted nothing
  report["failures"] = nlohmann::json::array({failure("1 == 2", "")});
  CHECK(only_case(report).category == Category::wrong);
  CHECK(only_case(report).message.find("look here") == 0);
  report["failures"] =
      nlohmann::json::array({failure("Task 1.1 is not written yet", "not_implemented")});
  CHECK(only_case(report).category == Category::not_written);
  report["failures"] = nlohmann::json::array({failure("index out of bounds", "exception")});
  CHECK(only_case(report).category == Category::threw);
  report["failures"] = nlohmann::json::array({failure("nn::softmax", "missing")});
  CHECK(only_case(report).category == Category::missing);
  CHECK(only_case(report, {{"1.2", {"line 3: an error"}}}).category == Category::not_compiled);
  report["ending"]["kind"] = "crashed";
  report["ending"]["signal"] = 11;
  CHECK(only_case(report).category == Category::crashed);
}

TEST_CASE("a refusal that did not come is told with the call and what was expected", "[judge]") {
  nlohmann::json report = line("1.1 a fact", "[01][1.1]", false);
  report["failures"] = nlohmann::json::array({failure("", "")});
  nlohmann::json& one = report["failures"][0];
  one["expression"] = "sigmoid(Z), std::invalid_argument, says(\"Z is 2x3\")";
  one["wants_error"] = true;
  one["nothing_thrown"] = true;
  CHECK(only_case(report).message ==
        "look here\nNothing was thrown by\nsigmoid(Z)\n"
        "expected: std::invalid_argument, says(\"Z is 2x3\")");

  one["expression"] = "sigmoid(Z), CannotJudge";  // no standard exception: it stays in one piece
  CHECK(only_case(report).message == "look here\nNothing was thrown by\nsigmoid(Z), CannotJudge");

  one["nothing_thrown"] = false;
  one["expression"] = "sigmoid(Z), std::invalid_argument, says(\"Z is 2x3\")";
  one["message"] = "Z is wrong should say: Z is 2x3\nbut it says: Z is wrong";
  CHECK(only_case(report).message ==
        "look here\nIn sigmoid(Z)\nwhat is thrown should say: Z is 2x3\n"
        "but it says: Z is wrong");

  one["thrown"] = "std::runtime_error";
  one["message"] = "Z is 2x3";
  CHECK(only_case(report).message == "This is a std::runtime_error: Z is 2x3\nlook here\n");
}

TEST_CASE("what should hold is told without the test's own code", "[judge]") {
  nlohmann::json report = line("1.1 a fact", "[01][1.1]", false);
  report["failures"] = nlohmann::json::array({failure("484 (0x1e4) == 0", "")});
  nlohmann::json& one = report["failures"][0];
  one["expression"] = "ones == 0";
  CHECK(only_case(report).message == "look here\nShould hold: ones == 0\nbut it is: 484 == 0");
  one["expression"] = "P.is_finite()";
  one["message"] = "false";
  CHECK(only_case(report).message == "look here\nShould hold: P.is_finite()");
  one["negated"] = true;
  one["expression"] = "!(should_stop({}, 1))";
  one["message"] = "!true";
  CHECK(only_case(report).message == "look here\nShould not hold: should_stop({}, 1)");
  one["expression"] = "!(a == b)";
  one["message"] = "!(3 == 3)";
  CHECK(only_case(report).message == "look here\nShould not hold: a == b\nand it does: 3 == 3");
}

TEST_CASE("what a test says to look at is one paragraph", "[judge]") {
  nlohmann::json report = line("1.1 a fact", "[01][1.1]", false);
  report["failures"] = nlohmann::json::array({failure("1 == 2", "")});
  report["failures"][0]["info"] = {"Look here.", "And there.", "A matrix\n  1 2", "At last."};
  CHECK(only_case(report).message.starts_with(
      "Look here. And there.\nA matrix\n  1 2\nAt last.\nShould hold"));
}

namespace {

/// A comparison that failed.
nlohmann::json compared(const std::vector<std::string>& named,
                        const std::vector<std::string>& general) {
  nlohmann::json one = failure("Got 2, expected 1.", "");
  one["explained"] = true;
  one["diagnosis"] = named;
  one["general"] = general;
  one["named"] = named;
  return one;
}

LessonResult judged(const std::vector<nlohmann::json>& reports) {
  std::string text;
  for (const nlohmann::json& report : reports) text += report.dump() + "\n";
  LessonResult result = award(lesson(), read_report(text + "{\"done\":true}\n", lesson(), {}), "");
  settle_guesses(result);
  return result;
}

}  // namespace

TEST_CASE("a general guess is made only where no case of the task knows the mistake", "[judge]") {
  nlohmann::json guessed = line("1.1 a fact", "[01][1.1]", false);
  guessed["failures"] = nlohmann::json::array({compared({}, {"exactly half"})});
  nlohmann::json other_task = guessed;
  other_task["tags"] = "[01][1.2]";
  nlohmann::json known = guessed;
  known["failures"] = nlohmann::json::array({compared({"the mean over rows"}, {})});
  using Said = std::vector<std::string>;

  const LessonResult both = judged({known, guessed, other_task});
  CHECK(both.tasks[0].cases[0].diagnosis == Said{"the mean over rows"});
  CHECK(both.tasks[0].cases[1].diagnosis.empty());
  CHECK(both.tasks[0].cases[1].message == "look here\nGot 2, expected 1.");
  CHECK(both.tasks[1].cases[0].diagnosis == Said{"exactly half"});

  INFO("A sentence that stands by the assertion names the mistake as well.");
  known["failures"] = nlohmann::json::array({failure("1 == 2", "")});
  known["failures"][0]["named"] = {"by_rows"};
  CHECK(judged({guessed, known, other_task}).tasks[0].cases[0].diagnosis.empty());
}

TEST_CASE("of a case's failures the one that names the mistake is told", "[judge]") {
  nlohmann::json report = line("1.1 a fact", "[01][1.1]", false);
  report["failures"] =
      nlohmann::json::array({compared({}, {"exactly half"}), compared({"the mean over rows"}, {})});
  CHECK(only_case(report).diagnosis == std::vector<std::string>{"the mean over rows"});
  CHECK(only_case(report).told == std::vector<std::string>{"the mean over rows"});
  report["failures"][0]["thrown"] = "exception";
  CHECK(only_case(report).category == Category::threw);
  CHECK(only_case(report).diagnosis.empty());
}

TEST_CASE("a damaged report is an error, never a mark", "[judge]") {
  CHECK_THROWS_AS(read_report("{\"case\": \"1.1\"", lesson(), {}), CannotJudge);
  const std::string whole = line("1.1 a fact", "[01][1.1]", true).dump() + "\n";
  CHECK_THROWS_AS(read_report(whole, lesson(), {}), CannotJudge);  // the last line is missing
}

TEST_CASE("a result survives its JSON", "[judge]") {
  LessonResult result = award(lesson(), {passed_case("1.1"), failed_case("1.2")}, "");
  result.stack = "own";
  result.notes = {"a note"};
  const nlohmann::json json = result;
  const LessonResult back = json.get<LessonResult>();
  CHECK(back.earned() == 10.0);
  CHECK(back.stack == "own");
  CHECK(back.notes == result.notes);
  CHECK(back.tasks[1].cases[0].category == Category::wrong);
  CHECK_THROWS_AS(category_from("forged"), std::invalid_argument);
}

TEST_CASE("points are written as people write them", "[judge]") {
  CHECK(points_text(10.0) == "10");
  CHECK(points_text(20.0 / 3.0) == "6.67");
  CHECK(points_text(0.0) == "0");
  CHECK(points_text(1234567.0) == "1234567");
}
