// grading.toml: what a class gets by its rules, and what a bad file is told.
#include <string>
#include <vector>

#include "gradebook/class_list.hpp"
#include "gradebook/late.hpp"
#include "gradebook/rules.hpp"
#include "gradebook/school.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;

namespace {

using Cells = std::vector<std::vector<std::string>>;

struct RuledSchool : School {
  Cells roster{{"name", "login", "group", "handed_in 01"}};
  std::vector<std::string> lessons;

  std::string grade(const std::string& rules, const std::string& only = "") {
    GradeOptions given = options();
    if (roster.size() > 1) given.class_list = read_class_list(roster, "roster.csv");
    if (!rules.empty()) given.rules = read_rules(rules, "grading.toml", course);
    given.only = only;
    given.lessons = lessons;
    report = gradus::gradebook::grade(course, given);
    const std::string text = csv();
    return text.substr(text.find('\n') + 1);
  }

  std::vector<std::string> notes_of(const std::string& name) const {
    for (const Row& row : report.grades[0].rows) {
      if (row.submission == name) return row.notes;
    }
    return {};
  }

  GradeReport report;
};

constexpr const char* late_rules = R"(
[late]
penalty = "10%"
grace_minutes = 15
cutoff_days = 3
[lessons.01]
due = 2026-03-02T12:00:00
)";

Time at(const std::string& text) {
  return time_in(text).value();
}

}  // namespace

TEST_CASE("a day that has begun is a day late, after the grace, and nothing counts at last",
          "[gradebook]") {
  Rules rules{.percent_a_day = 10, .grace = 900, .cutoff_days = 3};
  const auto days = [&](const std::string& time) {
    return lateness(rules, "01", at("2026-03-02 12:00"), {.told = at(time)}).days;
  };
  CHECK(days("2026-03-02 11:59") == 0);
  CHECK(days("2026-03-02 12:15") == 0);
  CHECK(days("2026-03-02 12:16") == 1);
  CHECK(days("2026-03-03 12:00") == 1);
  CHECK(days("2026-03-03 12:01") == 2);
  CHECK(rule(rules, {.days = 2, .unknown = ""}, 7.5, 10, 0).points_off == 2.0);
  CHECK(rule(rules, {.days = 2, .unknown = ""}, 1.5, 10, 0).points_off == 1.5);
  CHECK(rule(rules, {.days = 2, .unknown = ""}, 7.5, 10, 1).points_off == 1.0);
  CHECK(rule(rules, {.days = 2, .unknown = ""}, 7.5, 10, 5).free_days == 2);
  CHECK(rule(rules, {.days = 4, .unknown = ""}, 7.5, 10, 5).points_off == 7.5);
  CHECK(rule(rules, {.days = 4, .unknown = ""}, 7.5, 10, 5).free_days == 0);
  INFO("What is not known costs nothing, and says so.");
  CHECK_FALSE(lateness(rules, "01", 1, {.modified = at("2026-03-03")}).days);
  CHECK_FALSE(lateness(rules, "01", 1, {.late = true}).days);
  CHECK(lateness(rules, "01", 1, {.late = false}).days == 0);
  rules.file_times = true;
  CHECK(lateness(rules, "01", at("2026-03-02"), {.modified = at("2026-03-03")}).days == 1);
}

TEST_CASE("times are read as people and systems write them", "[gradebook]") {
  CHECK(at("2026-03-02T12:00:00+02:00") == at("2026-03-02 10:00Z"));
  CHECK(at("2026-03-02-12-00-00") == at("2026-03-02 12:00"));
  CHECK(at("2026-03-02") == at("2026-03-02 23:59:59"));
  CHECK(time_text(at("2026-03-02 9:05")) == "2026-03-02 09:05");
  CHECK(at("Monday, 2 March 2026, 12:05 AM") == at("2026-03-02 00:05"));
  CHECK(at("Monday, 2 March 2026, 12:05 PM") == at("2026-03-02 12:05"));
  CHECK(at("2 March 2026, 23:58") == at("Monday, 2 March 2026, 11:58 PM"));
  for (const char* bad :
       {"", "2026-13-01", "2026-02-30", "2026-03-02 25:00", "soon", "2026", "2 Mai 2026, 10:00",
        "30 February 2026, 10:00", "2 March 2026, 13:00 PM"}) {
    CHECK_FALSE(time_in(bad));
  }
}

TEST_CASE("late days, weights and an override make the mark that counts everywhere",
          "[gradebook]") {
  RuledSchool school;
  school.roster = {{"name", "login", "handed_in 01"},
                   {"Anna Abel", "anna", "2026-03-03 18:00"},
                   {"Bert", "bert", ""}};
  const std::string rules = std::string(late_rules) +
                            "[lessons.02]\nweight = 2\n[[override]]\nperson = \"Bert\"\nlesson = "
                            "\"03\"\npoints = 9\nreason = \"oral exam\"\n";
  CHECK(school.grade(rules) == "anna,5.5,10,0,25.5,40\nbert,3,0,9,12,40\n");
  CHECK(mentions(school.notes_of("anna"),
                 "Handed in on 2026-03-03 18:00, due 2026-03-02 12:00: 2 days late, 2 points off"));
  CHECK(mentions(school.notes_of("bert"), "Set by hand: oral exam"));
  CHECK(mentions(school.notes_of("bert"), "when lesson 01 was handed in is not known"));
  CHECK(mentions(school.report.notes, "of 1 answer it is not known"));
  const Results results(school.folder / "out");
  const std::vector<Mark> marks = results.marks(results.person("anna")->id);
  CHECK(marks[0].earned == 7.5);
  CHECK(marks[0].points == 5.5);
  std::vector<std::string> sum;
  results.ask("SELECT sum(points * weight), max(points_off) FROM grades WHERE person = 'anna'", {},
              [&](const auto& row) { sum = row; });
  CHECK(sum == std::vector<std::string>{"25.5", "2.0"});
  INFO("Without the file, the tests' points count again, and nothing was judged anew.");
  CHECK(school.grade("") == "anna,7.5,10,0,17.5,30\nbert,3,0,4,7,30\n");
  CHECK(school.report.judged == 0);
}

TEST_CASE("an extension moves the date, and free days are spent once in the course",
          "[gradebook]") {
  RuledSchool school;
  school.roster = {{"name", "login", "handed_in"},
                   {"Anna Abel", "anna", "2026-03-03 18:00"},
                   {"Bert", "bert", "2026-03-03 18:00"}};
  const std::string rules =
      "[late]\npenalty = 1\nfree_days = 3\n[lessons.01]\ndue = 2026-03-02T12:00:00\n"
      "[lessons.02]\ndue = 2026-03-01T12:00:00\n[[extension]]\nperson = \"BERT\"\nlesson = "
      "\"1\"\ndue = 2026-03-04\nreason = \"ill\"\n";
  INFO("Anna: lesson 02 takes 3 free days, for lesson 01 none is left.");
  CHECK(school.grade(rules) == "anna,5.5,10,0,15.5,30\nbert,3,0,4,7,30\n");
  CHECK(mentions(school.notes_of("anna"), "3 days late, 3 free days used, no points off"));
}

TEST_CASE("free days that another lesson took in an earlier run are spent", "[gradebook]") {
  RuledSchool school;
  school.roster = {{"name", "login", "handed_in"}, {"Anna Abel", "anna", "2026-03-03 18:00"}};
  const std::string rules =
      "[late]\npenalty = 1\nfree_days = 4\n[lessons.01]\ndue = 2026-03-02T12:00:00\n"
      "[lessons.02]\ndue = 2026-03-01T12:00:00\n";
  school.lessons = {"02"};
  CHECK(school.grade(rules).starts_with("anna,10,10,10\n"));
  INFO("3 of 4 are gone, and lesson 01 came 2 days late.");
  school.lessons = {"01"};
  CHECK(school.grade(rules).starts_with("anna,6.5,6.5,10\n"));
  INFO("Said again, it takes none of its own twice.");
  CHECK(school.grade(rules).starts_with("anna,6.5,6.5,10\n"));
}

TEST_CASE("of several attempts the last counts, or the best", "[gradebook]") {
  RuledSchool school;
  const auto attempt = [&](const std::string& time, const std::string& text) {
    write(school.folder / "class" / ("HW_carl_attempt_" + time + "_activations.cpp"), text);
  };
  attempt("2026-03-01-10-00-00", "8");
  attempt("2026-03-02-10-00-00", "6");
  CHECK(school.grade("attempts = \"last\"") ==
        "anna,7.5,10,0,17.5,30\nbert,3,0,4,7,30\ncarl,6,0,0,6,30\n");
  CHECK(school.grade("attempts = \"best\"") ==
        "anna,7.5,10,0,17.5,30\nbert,3,0,4,7,30\ncarl,8,0,0,8,30\n");
  CHECK(mentions(school.notes_of("carl"), "2 attempts, the best counts"));
  CHECK(school.report.grades[0].rows.size() == 3);
  INFO("A late attempt may be worth less than an early one.");
  const std::string late =
      "attempts = \"best\"\n[late]\npenalty = 5\n[lessons.01]\ndue = 2026-03-01\n";
  attempt("2026-03-03-10-00-00", "10");
  CHECK(school.grade(late).find("carl,8,0,0,8,30\n") != std::string::npos);
  INFO("What is known is not judged again.");
  school.grade(late);
  CHECK(school.report.judged == 0);
  INFO("The roster knows all attempts as its own.");
  school.roster = {{"name", "login"}, {"Anna", "anna"}, {"Bert", "bert"}, {"Carl Cox", "carl"}};
  CHECK(school.grade(late) == "anna,7.5,10,0,17.5,30\nbert,3,0,4,7,30\ncarl,8,0,0,8,30\n");
  CHECK(mentions(school.report.notes, "submissions of nobody in it 0"));
}

TEST_CASE("of a person's folders the last counts, and none where that is not known",
          "[gradebook]") {
  RuledSchool school;
  school.roster = {{"name", "login"}, {"Anna Abel", "anna"}, {"Bert", "bert"}};
  write(school.folder / "class/Anna Abel/activations.cpp", "9");
  const fs::path first = school.folder / "class/anna/activations.cpp";
  const fs::path second = school.folder / "class/Anna Abel/activations.cpp";
  const auto now = fs::last_write_time(first);
  fs::last_write_time(second, now + std::chrono::hours(1));
  CHECK(school.grade("attempts = \"last\"") == "anna,9,10,0,19,30\nbert,3,0,4,7,30\n");
  CHECK(mentions(school.notes_of("anna"), "by the files' times"));
  fs::last_write_time(second, now);
  CHECK(school.grade("attempts = \"last\"") == "anna,,10,0,,30\nbert,3,0,4,7,30\n");
  CHECK(mentions(school.notes_of("anna"), "which is the last is not known"));
  CHECK(school.report.exit_status() == 2);
}

TEST_CASE("the downloads of all weeks beside each other make one row a person", "[gradebook]") {
  RuledSchool school;
  school.roster = {{"name", "canvas_id", "handed_in 01", "handed_in 03"},
                   {"Anna Abel", "7", "2026-03-02 13:00", "2026-03-02 13:00"},
                   {"Bert", "8", "", ""}};
  fs::remove_all(school.folder / "class");
  write(school.folder / "class/week 1/abelanna_7_100_activations.cpp", "8");
  write(school.folder / "class/week 1/bert_8_101_activations.cpp", "3");
  write(school.folder / "class/week 3/abelanna_LATE_7_200_losses.cpp", "6");
  GradeOptions options = school.options();
  options.paths = {school.folder / "class/week 1", school.folder / "class/week 3"};
  options.class_list = read_class_list(school.roster, "roster.csv");
  const std::string late = "\n[late]\npenalty = 1\n[lessons.01]\ndue = 2026-03-02T12:00:00\n";
  for (const char* which : {"attempts = \"last\"", "attempts = \"best\""}) {
    options.rules = read_rules(which + late, "grading.toml", school.course);
    grade(school.course, options);
    INFO(which << ": a day late in lesson 01, says the roster, and one point off");
    CHECK(school.csv() ==
          "submission,01_activations,02_forward_pass,03_losses,total,maximum\n"
          "abelanna_7,7,0,6,13,30\nbert_8,3,0,0,3,30\n");
  }
}

TEST_CASE("a group's hand-in counts for each of its members", "[gradebook]") {
  RuledSchool school;
  school.roster = {{"name", "login", "group"},
                   {"Anna Abel", "anna", "g1"},
                   {"Bert", "bert", ""},
                   {"Carla", "carla", "G1"},
                   {"Dora", "dora", "g2"}};
  CHECK(school.grade("") ==
        "anna,7.5,10,0,17.5,30\nbert,3,0,4,7,30\nCarla,7.5,10,0,17.5,30\nDora,0,0,0,0,30\n");
  CHECK(mentions(school.notes_of("Carla"), "handed in for the group G1 by anna"));
  CHECK(mentions(school.report.notes, "without a submission 1"));
}

TEST_CASE("--only judges one person afresh and touches nobody else", "[gradebook]") {
  RuledSchool school;
  school.roster = {{"name", "login"}, {"Anna Abel", "anna"}, {"Bert Bork", "bert"}};
  school.grade("");
  write(school.folder / "class/anna/activations.cpp", "1");
  write(school.folder / "class/bert/activations.cpp", "2");
  CHECK(school.grade("", "bert bork") == "anna,7.5,10,0,17.5,30\nbert,2,0,4,6,30\n");
  CHECK(school.report.judged == 3);
  CHECK(school.report.reused == 0);
  REQUIRE(school.report.grades[0].rows.size() == 1);
  CHECK(school.grade("", "anna") == "anna,1,10,0,11,30\nbert,2,0,4,6,30\n");
  CHECK_THAT(error_of([&] { school.grade("", "nobody"); }), Catch::Contains("--only nobody: none"));
  INFO("Somebody who comes late gets a row where it belongs.");
  school.roster.push_back({"Arno", "arno"});
  write(school.folder / "class/arno/losses.cpp", "5");
  CHECK(school.grade("", "arno") == "anna,1,10,0,11,30\narno,0,0,5,5,30\nbert,2,0,4,6,30\n");
}

TEST_CASE("an override of the page and one of the file are one mechanism", "[gradebook]") {
  RuledSchool school;
  const std::string rules =
      "[[override]]\nperson = \"bert\"\nlesson = \"01\"\npoints = 9\nreason = \"oral\"\n";
  school.grade(rules);
  Results(school.folder / "out").override_mark("bert", "01", 5.0, "seen");
  CHECK(school.grade(rules).find("bert,5,0,4") != std::string::npos);
  CHECK(mentions(school.report.notes, "grading.toml:1: the mark of bert, lesson 01, was set"));
  Results(school.folder / "out").override_mark("bert", "01", std::nullopt, "");
  CHECK(school.grade(rules).find("bert,9,0,4") != std::string::npos);
  CHECK(school.grade("").find("bert,3,0,4") != std::string::npos);
}

TEST_CASE("each mistake in grading.toml is a line with its place and what to do", "[gradebook]") {
  RuledSchool school;
  const auto said = [&](const std::string& text) {
    return error_of([&] { read_rules(text, "grading.toml", school.course); });
  };
  CHECK(said("attempts = \"all\"\n[late]\npenalty = \"ten\"\ncutof = 3\n[lessons.99]\nweight = 1\n"
             "[lessons.01]\ndue = \"friday\"\nweight = -1\n") ==
        "grading.toml:1: got attempts = \"all\", expected \"last\" or \"best\". Write attempts = "
        "\"last\"\n"
        "grading.toml:3: got penalty = \"ten\", expected points, or percent of a lesson's points, "
        "a day. Write penalty = \"10%\"\n"
        "grading.toml:4: got the key cutof in [late], expected one of penalty, grace_minutes, "
        "free_days, cutoff_days. Mend its name, or take it out\n"
        "grading.toml:5: got the lesson 99, expected one of 01, 02, 03. Write its number\n"
        "grading.toml:8: got due = \"friday\", expected a day or a time. Write due = "
        "2026-10-16T23:59:00\n"
        "grading.toml:9: got weight = -1, expected a number from 0 to 1000000. Write weight = 2");
  CHECK_THAT(said("[late\n"), Catch::Contains("grading.toml:1: got no TOML"));
  CHECK_THAT(said("late = 3\n"), Catch::Contains("got late = 3, expected a table"));
  CHECK_THAT(said("[[override]]\nperson = \"a\"\nlesson = \"01\"\npoints = 11\n"),
             Catch::Contains("expected a number from 0 to 10") && Catch::Contains("got no reason"));
  CHECK_THAT(
      said("[[extension]]\nlesson = 1\n"),
      Catch::Contains("got no person") && Catch::Contains("got lesson = 1, expected a text"));
  school.roster = {{"name", "login"}, {"Anna", "anna"}, {"Bert", "bert"}};
  const std::string nobody =
      "[[override]]\nperson = \"zoe\"\nlesson = \"01\"\npoints = 1\nreason = \"r\"\n";
  CHECK_THAT(error_of([&] { school.grade(nobody); }),
             Catch::Contains("grading.toml:1: got person = \"zoe\", who is nobody here"));
}
