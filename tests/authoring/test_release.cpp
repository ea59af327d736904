// What students get: the texts without the staff's parts, and how a copy is brought up to date.
#include <filesystem>
#include <string>

#include "authoring/give_out.hpp"
#include "authoring/students_copy.hpp"
#include "base/files.hpp"
#include "support/catch.hpp"

using namespace gradus::authoring;
namespace base = gradus::base;
namespace fs = std::filesystem;
using gradus::judge::CannotJudge;

namespace {

StudentsCopy course_of(const std::string& stub, const std::string& header) {
  return {{"lessons/00/a.cpp", {stub, false}}, {"lessons/00/a.hpp", {header, false}}};
}

/// A folder that a copy was given out into.
struct GivenOut {
  base::TemporaryFolder room;
  fs::path folder = room / "copy";
  fs::path stub = folder / "lessons/00/a.cpp", header = folder / "lessons/00/a.hpp";

  explicit GivenOut(const StudentsCopy& copy) { give_out(copy, folder); }
};

}  // namespace

TEST_CASE("what stands between the marks is the staff's", "[release]") {
  CHECK(without_staff_parts("a\n<!-- staff -->\nb\n<!-- end of staff -->\nc\n", "x.md") ==
        "a\nc\n");
  CHECK_THROWS_AS(without_staff_parts("<!-- staff -->\nb\n", "x.md"), CannotJudge);
  CHECK_THROWS_AS(without_staff_parts("<!-- end of staff -->\n", "x.md"), CannotJudge);
  CHECK_THROWS_AS(
      without_staff_parts("<!-- staff -->\n<!-- staff -->\n<!-- end of staff -->\n", "x"),
      CannotJudge);
}

TEST_CASE("a text that speaks of what is not in the copy is found", "[release]") {
  const std::vector<std::string> course = {"docs/student.md", "docs/author.md",
                                           "solutions/00/a.cpp", "lessons/00/a.cpp"};
  const auto sentences = [&](const std::string& text) {
    return what_is_not_there({{"docs/student.md", {text, false}}, {"lessons/00/a.cpp", {}}}, course,
                             {"grade", "test"});
  };
  CHECK(sentences("[here](student.md#top), [stub](../lessons/00/a.cpp), [all](../lessons/), "
                  "[web](https://example.org/author) ./gradus check 00, a test")
            .empty());
  for (const char* text :
       {"[gone](nowhere.md)", "[author](author.md)", "see author.md", "it lies in solutions/",
        "./gradus grade", "say ./gradus test 04", "with `--solution`", "--stack own"}) {
    INFO(text);
    CHECK(!sentences(text).empty());
  }
}

TEST_CASE("a copy is given out into a new or empty folder alone", "[release]") {
  const base::TemporaryFolder room;
  const StudentsCopy copy = {{"gradus", {"#!/bin/sh\n", true}},
                             {"lessons/00/a.cpp", {"stub", false}}};
  fs::create_directory(room / "empty");
  give_out(copy, room / "empty");
  CHECK(base::read_file(room / "empty/lessons/00/a.cpp") == "stub");
  CHECK((fs::status(room / "empty/gradus").permissions() & fs::perms::owner_exec) ==
        fs::perms::owner_exec);
  CHECK_THROWS_AS(give_out(copy, room / "empty"), CannotJudge);
  base::write_file(room / "file", "");
  CHECK_THROWS_AS(give_out(copy, room / "file"), CannotJudge);
  CHECK_THROWS_AS(give_out(copy, room / "file/below"), CannotJudge);
  fs::create_directories(room / "full/of things");
  CHECK_THROWS_AS(give_out(copy, room / "full"), CannotJudge);
  CHECK_THROWS_AS(bring_up_to_date(copy, room / "full"), CannotJudge);
  CHECK_THROWS_AS(bring_up_to_date(copy, room / "nowhere"), CannotJudge);
}

TEST_CASE("what a student has not touched is brought up to date", "[release]") {
  const GivenOut given(course_of("stub 1", "header 1"));
  base::write_file(given.folder / "notes.txt", "mine");
  StudentsCopy next = course_of("stub 2", "header 1");
  next["lessons/00/b.hpp"] = {"new", false};
  const Update done = bring_up_to_date(next, given.folder);
  CHECK(done.written == std::vector<std::string>{"lessons/00/a.cpp", "lessons/00/b.hpp"});
  CHECK(base::read_file(given.stub) == "stub 2");
  CHECK(base::read_file(given.folder / "lessons/00/b.hpp") == "new");
  CHECK(base::read_file(given.folder / "notes.txt") == "mine");
  const Update again = bring_up_to_date(next, given.folder);
  CHECK((again.written.empty() && again.kept.empty() && again.removed.empty()));
}

TEST_CASE("what a student has written is never written to", "[release]") {
  const GivenOut given(course_of("stub 1", "header 1"));
  base::write_file(given.stub, "an answer");
  CHECK(bring_up_to_date(course_of("stub 1", "header 2"), given.folder).kept.empty());
  CHECK(base::read_file(given.header) == "header 2");
  CHECK(!fs::exists(given.stub.string() + beside));

  const Update done = bring_up_to_date(course_of("stub 2", "header 2"), given.folder);
  CHECK(done.kept == std::vector<std::string>{"lessons/00/a.cpp"});
  CHECK(base::read_file(given.stub) == "an answer");
  CHECK(base::read_file(given.stub.string() + beside) == "stub 2");
  CHECK(bring_up_to_date(course_of("stub 2", "header 2"), given.folder).kept.empty());

  // Back to what the course once gave out: the course's file again.
  base::write_file(given.stub, "stub 1");
  bring_up_to_date(course_of("stub 3", "header 2"), given.folder);
  CHECK(base::read_file(given.stub) == "stub 3");
}

TEST_CASE("what the course no longer has goes, unless its student has changed it", "[release]") {
  StudentsCopy first = course_of("stub", "header");
  first["old/one.md"] = {"one", false};
  first["two.md"] = {"two", false};
  const GivenOut given(first);
  base::write_file(given.folder / "two.md", "two, and my notes");
  const Update done = bring_up_to_date(course_of("stub", "header"), given.folder);
  CHECK(done.removed == std::vector<std::string>{"old/one.md"});
  CHECK(!fs::exists(given.folder / "old"));
  CHECK(base::read_file(given.folder / "two.md") == "two, and my notes");
}

TEST_CASE("an update that was interrupted is said again, and loses nothing", "[release]") {
  const StudentsCopy next = course_of("stub 2", "header 2");
  const GivenOut given(course_of("stub 1", "header 1"));
  const std::string list = base::read_file(given.folder / ".release.json");
  bring_up_to_date(next, given.folder);
  SECTION("before the list was written") {
    base::write_file(given.folder / ".release.json", list);
    base::write_file(given.header, "header 1");
    base::write_file(given.stub, "stub 1");
  }
  SECTION("after the list was written") {
    base::write_file(given.header, "header 1");
    base::write_file(given.stub, "stub 1");
  }
  SECTION("among the files") {
    base::write_file(given.header, "header 1");
  }
  // In the meantime the course has gone on.
  const Update done = bring_up_to_date(course_of("stub 3", "header 3"), given.folder);
  CHECK(done.kept.empty());
  CHECK(base::read_file(given.stub) == "stub 3");
  CHECK(base::read_file(given.header) == "header 3");
}

TEST_CASE("nothing is written through a link", "[release]") {
  const GivenOut given(course_of("stub 1", "header 1"));
  const fs::path elsewhere = given.room / "elsewhere";
  fs::rename(given.folder / "lessons", elsewhere);
  fs::create_directory_symlink(elsewhere, given.folder / "lessons");
  CHECK_THROWS_AS(bring_up_to_date(course_of("stub 2", "header 1"), given.folder), CannotJudge);
  CHECK(base::read_file(elsewhere / "00/a.cpp") == "stub 1");
}
