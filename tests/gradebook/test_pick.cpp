// Which file answers which lesson: exact names and guessed ones, what the course gave out, and what
// cannot be read.
#include <filesystem>
#include <string>
#include <vector>

#include "gradebook/collect.hpp"
#include "gradebook/support.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;

namespace {

/// A course with stubs and experiments, and one person, Anna, in a class.
struct Desk {
  TemporaryFolder folder;
  judge::Course course = small_course(folder / "course");

  Desk() {
    for (const judge::Lesson& lesson : course.lessons) {
      given(lesson.folder + "/" + lesson.file_name(), "stub of " + lesson.name + "\n");
      given(lesson.folder + "/" + lesson.name + ".hpp", "contract");
      given(lesson.folder + "/experiments.cpp", "experiments of " + lesson.name);
    }
  }

  void given(const fs::path& file, const std::string& text) {
    write(folder / "course/lessons" / file, text);
  }
  void anna(const fs::path& file, const std::string& text) {
    write(folder / "class/anna" / file, text);
  }
  Submission read(const Limits& limits = {}) const {
    return collect(course, {folder / "class"}, {}, limits).submissions.at(0);
  }
};

}  // namespace

TEST_CASE("a renamed file is taken, and that is said", "[gradebook]") {
  for (const char* name :
       {"activations (1).cpp", "activations-1.cpp", "activations - Copy.cpp",
        "activations_copy.cpp", "Kopie von activations.cpp", "activations.cpp.txt",
        "activations.cc", "activations.cxx", "activations.CPP", "01_activations.cpp",
        "cosic_activations.cpp", "x/activations (2).cc"}) {
    INFO(name);
    Desk desk;
    desk.anna(name, "a");
    const Submission anna = desk.read();
    CHECK(anna.answers == judge::Answers{{"01", "a"}});
    CHECK(anna.notes ==
          std::vector<std::string>{"taken for activations.cpp: " + std::string(name)});
    CHECK(anna.unreadable.empty());
  }
}

TEST_CASE("an exact name wins over a guessed one, the best guess over others", "[gradebook]") {
  Desk desk;
  desk.anna("my activations.cpp", "mine");
  CHECK(desk.read().answers.at("01") == "mine");
  desk.anna("activations (2).cpp", "2");
  desk.anna("activations (10).cpp", "10");
  CHECK(desk.read().answers.at("01") == "10");
  CHECK(mentions(desk.read().notes,
                 "3 files could be meant for activations.cpp, this one is "
                 "graded: activations (10).cpp"));
  desk.anna("deep/in/folders/activations.cpp", "exact");
  CHECK(desk.read().answers.at("01") == "exact");
  CHECK(mentions(desk.read().notes, "not taken, as there is a better name for activations.cpp: "));
  desk.anna("activations (10).cpp", "exact");
  desk.anna("activations (2).cpp", "exact");
  desk.anna("my activations.cpp", "exact");
  INFO("Copies are no choice.");
  CHECK(desk.read().notes.empty());
}

TEST_CASE("what could have been meant and is not taken is named", "[gradebook]") {
  for (const char* name : {"activations.pdf", "activations.cpp.bak", "my_activations.docx",
                           "activations.hpp.cpp/x.cpp", "main.cpp", "activation.cpp",
                           "01_activations/main.cpp", "report.pdf", "test_activations.cpp"}) {
    INFO(name);
    Desk desk;
    desk.anna(name, "a");
    CHECK(desk.read().answers.empty());
    CHECK(mentions(desk.read().notes, std::string("not taken")));
    CHECK(mentions(desk.read().notes, name));
  }
}

TEST_CASE("what the course gave out is nobody's answer, a stub is", "[gradebook]") {
  Desk desk;
  judge::Lesson last;
  last.id = "11";
  last.name = "experiments";
  last.folder = "11_experiments";
  last.tasks = desk.course.lessons.front().tasks;
  desk.course.lessons.push_back(last);
  desk.given("11_experiments/experiments.cpp", "stub of 11");

  INFO("The whole course, with one answer in a folder of its own.");
  for (const char* id : {"01_activations", "02_forward_pass", "03_losses"}) {
    const std::string name = std::string(id).substr(3);
    desk.anna("lessons/" + std::string(id) + "/" + name + ".cpp", "stub of " + name + "\r\n");
    desk.anna("lessons/" + std::string(id) + "/" + name + ".hpp", "contract");
    desk.anna("lessons/" + std::string(id) + "/experiments.cpp", "experiments of " + name);
  }
  desk.anna("03_losses/experiments.cpp", "experiments of losses, changed");
  desk.anna("old/experiments.cpp", "experiments of losses");
  CHECK_FALSE(desk.read().answers.contains("11"));
  CHECK(desk.read().answers.size() == 3);
  desk.anna("lesson11/experiments.cpp", "mine");
  CHECK(desk.read().answers.at("11") == "mine");
  CHECK(desk.read().notes.empty());
  INFO("A stub is an answer, and anything else of that name a better one.");
  CHECK(desk.read().answers.at("01") == "stub of activations\n");
  desk.anna("work/activations.cpp", "mine");
  CHECK(desk.read().answers.at("01") == "mine");
  CHECK(desk.read().notes.empty());
}

TEST_CASE("the course's own folders hold no answers", "[gradebook]") {
  Desk desk;
  desk.anna("repo/lessons/01_activations/activations.cpp", "stub of activations");
  desk.anna("repo/solutions/01_activations/activations.cpp", "solution");
  desk.anna("repo/tests/submissions/class/x/losses.cpp", "attack");
  desk.anna("repo/autograder/cli/losses.cpp", "tool");
  desk.anna("repo/lessons/common/table.cpp", "shared");
  CHECK(desk.read().answers == judge::Answers{{"01", "stub of activations"}});
  CHECK(desk.read().notes.empty());
  INFO("Without lessons beside them they are a person's own.");
  desk.anna("solutions/forward_pass.cpp", "mine");
  CHECK(desk.read().answers.at("02") == "mine");
}

TEST_CASE("a file that is no text is not judged, and no copy takes its place", "[gradebook]") {
  Desk desk;
  desk.anna("activations.cpp", "%PDF-1.7");
  desk.anna("losses.cpp", "int x;\n" + std::string(1, '\0'));
  CHECK(unreadable(desk.read()) == "01 03");
  CHECK(desk.read().unreadable.at("01") ==
        "a file is not taken, because it is a PDF: activations.cpp");
  desk.anna("my_activations.cpp", "another");
  desk.anna("stub/activations.cpp", "stub of activations");
  CHECK(unreadable(desk.read()) == "01 03");
  desk.anna("copy/activations.cpp", "text");
  CHECK(desk.read().answers == judge::Answers{{"01", "text"}});
  CHECK(mentions(desk.read().notes, "it is a PDF"));
  INFO("A text that nobody needs may be anything.");
  desk.anna("forward_pass.txt", "%PDF-");
  CHECK(unreadable(desk.read()) == "03");
}

TEST_CASE("UTF-16 and the line ends of other systems are read", "[gradebook]") {
  Desk desk;
  desk.anna("activations.cpp", std::string("\xff\xfei\0n\0t\0\r\0\n\0", 12));
  desk.anna("losses.cpp", "\xef\xbb\xbfint x;\rint y;");
  CHECK(desk.read().answers == judge::Answers{{"01", "int\n"}, {"03", "int x;\nint y;"}});
}

TEST_CASE("what programs fill is passed over before any limit counts", "[gradebook]") {
  Desk desk;
  for (const char* junk : {"build", ".git", "node_modules", "CMakeFiles", ".vs", "__MACOSX", "venv",
                           "cmake-build-debug"}) {
    for (int i = 0; i < 30; ++i) desk.anna(fs::path(junk) / "x" / std::to_string(i), "");
    desk.anna(fs::path(junk) / "activations.cpp", "junk");
  }
  desk.anna("lessons/01_activations/activations.cpp", "a");
  const Submission folder = desk.read({.entries = 20});
  CHECK(folder.answers == judge::Answers{{"01", "a"}});
  CHECK(folder.unreadable.empty());
  CHECK(folder.notes.empty());

  std::vector<Packed> entries;
  for (const char* junk : {"build", ".git", "x/node_modules"}) {
    for (int i = 0; i < 30; ++i) {
      entries.push_back(
          {.name = std::string(junk) + "/" + std::to_string(i), .text = std::string(1 << 20, 'o')});
    }
  }
  entries.push_back({.name = "lessons/01_activations/activations.cpp", .text = "a"});
  fs::remove_all(desk.folder / "class/anna");
  pack(desk.folder / "class/anna.tar.gz", Format::tar_gz, entries);
  const Submission archive = desk.read({.entries = 20, .unpacked_bytes = 1 << 20});
  CHECK(archive.answers == judge::Answers{{"01", "a"}});
  CHECK(archive.unreadable.empty());
}

TEST_CASE("twenty thousand files before the lessons hide nothing", "[gradebook]") {
  Desk desk;
  for (int i = 0; i < 20'000; ++i) desk.anna("aaa/" + std::to_string(i) + ".txt", "");
  desk.anna("lessons/01_activations/activations.cpp", "a");
  desk.anna("zzz/forward_pass.cpp", "f");
  CHECK(desk.read().answers == judge::Answers{{"01", "a"}, {"02", "f"}});
  CHECK(desk.read().unreadable.empty());
}

TEST_CASE("compressed data is no archive that hides an answer", "[gradebook]") {
  Desk desk;
  desk.anna("activations.cpp", "a");
  desk.anna("data/train-images.gz", "\x1f\x8b data");
  CHECK(desk.read().unreadable.empty());
  desk.anna("losses.cpp.gz", "\x1f\x8b data");
  CHECK(unreadable(desk.read()) == "02 03");
  fs::remove(desk.folder / "class/anna/losses.cpp.gz");
  CHECK(desk.read().unreadable.empty());
  desk.anna("work.tar.lz", "LZIP");
  CHECK(unreadable(desk.read()) == "02 03");
}

TEST_CASE("archives are read under every policy", "[gradebook]") {
  Desk desk;
  pack(desk.folder / "class/anna.zip", Format::zip, {{.name = "activations.cpp", .text = "a"}});
  for (const auto policy : {gradus::sandbox::Policy::required, gradus::sandbox::Policy::best_effort,
                            gradus::sandbox::Policy::off}) {
    const Collection collection = collect(desk.course, {desk.folder / "class"}, {}, {}, policy);
    CHECK(collection.submissions.at(0).answers == judge::Answers{{"01", "a"}});
  }
  INFO("What the machine lacks is nobody's 0.");
  desk.course.tools.archive_reader = desk.folder / "not there";
  CHECK(mentions({error_of([&] { collect(desk.course, {desk.folder / "class"}); })},
                 "archives cannot be read"));
}
