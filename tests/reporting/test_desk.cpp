
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.hpp"
#include "reporting/desk.hpp"
#include "reporting/gradebooks.hpp"
#include "reporting/hostile_class.hpp"
#include "reporting/readers.hpp"
#include "support/catch.hpp"

using namespace reporting_test;
using gradus::base::PageAnswer;
using gradus::base::PageRequest;
using gradus::reporting::Desk;
using nlohmann::json;

namespace {

/// A hostile class with the page's own files where the course has them.
struct Room {
  HostileClass graded;
  Desk desk{graded.course, graded.out()};

  Room() {
    const fs::path folder = "autograder/reporting/desk";
    fs::create_directories(graded.course.root / folder);
    for (const char* file : {"page.html", "desk.css", "desk.js"}) {
      fs::copy_file(fs::path(GRADUS_ROOT) / folder / file, graded.course.root / folder / file);
    }
  }
  PageAnswer ask(const std::string& method, const std::string& path,
                 const std::map<std::string, std::string>& parameters = {}) const {
    return desk.answer({.method = method, .path = path, .parameter = [&](const std::string& name) {
                          const auto found = parameters.find(name);
                          return found == parameters.end() ? "" : found->second;
                        }});
  }
  json get(const std::string& path,
           const std::map<std::string, std::string>& parameters = {}) const {
    const PageAnswer answer = ask("GET", path, parameters);
    REQUIRE(answer.status == 200);
    REQUIRE(answer.type.starts_with("application/json"));
    return json::parse(answer.body);
  }
};

}  // namespace

TEST_CASE("the page has a row for everybody, by the names that they have", "[desk]") {
  const Room room;
  const json rows = room.get("rows");
  CHECK(rows["lessons"].size() == 3);
  CHECK(rows["people"].size() == names.size());
  CHECK(rows["growing"] == false);
  CHECK(rows["done"] == 3 * names.size());
  CHECK(rows["steps"] == 3 * names.size());
  std::set<std::string> found;
  for (const json& person : rows["people"]) {
    found.insert(person["name"]);
    CHECK(person["cells"][0]["points"].get<double>() == Approx(10.0 / 3));
    CHECK(person["cells"][1]["points"] == 10.0);
    CHECK(person["cells"][2]["handed_in"] == false);
  }
  CHECK(found.contains("<script>alert(1)<"));
  CHECK(found.contains("עדה לביא"));
}

TEST_CASE("an answer stands beside what was found in it", "[desk]") {
  const Room room;
  const json work = room.get("work", {{"person", "+1+1"}, {"lesson", "01"}});
  CHECK(work["answer"].get<std::string>().find("double f()") != std::string::npos);
  CHECK(work["tasks"][0]["cases"].size() == 3);
  CHECK(work["tasks"][0]["cases"][1]["graded"] == true);
  CHECK(work["output"] == "88425");
  CHECK(work["tasks"][0]["cases"][0]["message"].get<std::string>().find('\x1b') ==
        std::string::npos);
  CHECK(room.get("work", {{"person", "+1+1"}, {"lesson", "03"}})["answer"].is_null());
  CHECK(room.ask("GET", "work", {{"person", "nobody"}, {"lesson", "01"}}).status == 400);
  CHECK(room.ask("GET", "work", {{"person", "+1+1"}, {"lesson", "77"}}).status == 400);
  CHECK(room.ask("GET", "../../results.sqlite").status == 404);
  CHECK(room.ask("GET", "override", {{"person", "+1+1"}}).status == 404);
}

TEST_CASE("a mark that is set by hand needs a reason, and reaches the exports", "[desk]") {
  const Room room;
  std::map<std::string, std::string> form{
      {"person", "doejane_123"}, {"lesson", "01"}, {"points", "7.5"}, {"reason", " "}};
  CHECK(room.ask("POST", "override", form).status == 400);
  form["reason"] = "Shown <b>in person</b>";
  for (const char* points : {"11", "-1", "many", "nan"}) {
    form["points"] = points;
    INFO(points);
    CHECK(room.ask("POST", "override", form).status == 400);
  }
  form["points"] = "7.5";
  const PageAnswer answer = room.ask("POST", "override", form);
  REQUIRE(answer.status == 200);
  const json work = json::parse(answer.body);
  CHECK(work["points"] == 7.5);
  CHECK(work["earned"].get<double>() == Approx(10.0 / 3));
  CHECK(work["override_reason"] == "Shown <b>in person</b>");
  const Rows rows = read_csv(gradus::reporting::canvas(room.graded.book(), "").text);
  CHECK(std::ranges::any_of(rows,
                            [](const auto& row) { return row[1] == "123" && row[5] == "7.5"; }));

  // Grading again, with another answer, changes nothing of it, and grades.csv has it.
  write(room.graded.folder / "class/doejane_123/activations.cpp", "another answer");
  room.graded.grade();
  const Rows grades = read_csv(gradus::base::read_file(room.graded.out() / "grades.csv"));
  CHECK(std::ranges::any_of(
      grades, [](const auto& row) { return row[0] == "doejane_123" && row[1] == "7.5"; }));

  form["points"] = "";
  const json back = json::parse(room.ask("POST", "override", form).body);
  CHECK(back["points"].get<double>() == Approx(10.0 / 3));
}

TEST_CASE("the page never makes markup of a text", "[desk]") {
  const Room room;
  const std::string script = room.ask("GET", "desk.js").body;
  REQUIRE(script.find("textContent") != std::string::npos);
  for (const char* way : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(",
                          "DOMParser", "srcdoc", "new Function", "setAttribute", "http"}) {
    INFO(way);
    CHECK(script.find(way) == std::string::npos);
  }
  const std::string page = room.ask("GET", "").body;
  for (const char* way : {"onclick", "onload", "style=", "<style", "javascript:", "http"}) {
    INFO(way);
    CHECK(page.find(way) == std::string::npos);
  }
}
