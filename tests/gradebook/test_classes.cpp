// Who is in a class: bulk downloads of learning systems, as they come and unpacked; and that nobody
// who handed something in is missing without a word.
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "gradebook/collect.hpp"
#include "gradebook/support.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;

namespace {

using Names = std::vector<std::string>;

/// The files of a class, to be given as one archive, as that archive in a folder of its own name,
/// or as an unpacked folder.
struct Downloads {
  TemporaryFolder folder;
  judge::Course course = small_course(archive_folder / "course");

  fs::path operator/(const fs::path& name) const { return folder / name; }

  Collection zipped(const std::vector<Packed>& entries) const {
    pack(folder / "zip/bulk.zip", Format::zip, entries);
    return collect(course, {folder / "zip/bulk.zip"});
  }

  Collection unpacked(const std::vector<Packed>& entries) const {
    fs::remove_all(folder / "class");
    for (const Packed& one : entries) write(folder / "class" / one.name, one.text);
    return collect(course, {folder / "class"});
  }
};

Names names(const Collection& collection) {
  Names result;
  for (const Submission& one : collection.submissions) result.push_back(one.name);
  return result;
}

std::string zip_of(const Downloads& downloads, const std::vector<Packed>& entries) {
  pack(downloads / "part.zip", Format::zip, entries);
  return read(downloads / "part.zip");
}

}  // namespace

TEST_CASE("Moodle's bulk download is read as it comes", "[gradebook]") {
  Downloads downloads;
  const std::string zip = zip_of(downloads, {{.name = "x/activations.cpp", .text = "bert"}});
  const auto check = [](const Collection& collection) {
    REQUIRE(names(collection) == Names{"Ann Lee_11_assignsubmission_file_",
                                       "Bert Roe_12_assignsubmission_file_",
                                       "Cem Su_13_assignsubmission_onlinetext_",
                                       "Group 7-Dora Ek_14_assignsubmission_file_"});
    const std::vector<Submission>& all = collection.submissions;
    CHECK(all[0].answers == judge::Answers{{"01", "ann"}, {"02", "ann"}});
    CHECK(mentions(all[0].notes, "a text that was typed online is not read"));
    CHECK(all[0].unreadable.empty());
    CHECK(all[1].answers == judge::Answers{{"01", "bert"}});
    INFO("Who typed something and sent no file has handed in, and nobody has read it.");
    CHECK(all[2].answers.empty());
    CHECK(unreadable(all[2]) == "01 02 03");
    CHECK(all[3].answers == judge::Answers{{"03", "dora"}});
    CHECK(collection.lost.empty());
  };
  const std::vector<Packed> folders{
      {.name = "Ann Lee_11_assignsubmission_file_/activations.cpp", .text = "ann"},
      {.name = "Ann Lee_11_assignsubmission_file_/forward_pass (1).cpp", .text = "ann"},
      {.name = "Ann Lee_11_assignsubmission_onlinetext_/onlinetext.html", .text = "<p>Hello"},
      {.name = "Bert Roe_12_assignsubmission_file_/submit.zip", .text = zip},
      {.name = "Cem Su_13_assignsubmission_onlinetext_/onlinetext.html", .text = "<p>int x;"},
      {.name = "Group 7-Dora Ek_14_assignsubmission_file_/losses.cpp", .text = "dora"}};
  check(downloads.zipped(folders));
  check(downloads.unpacked(folders));

  INFO("An archive in the folder of the class, and one with a folder around all, are the same.");
  pack(downloads / "weeks/week 1.zip", Format::zip, folders);
  check(collect(downloads.course, {downloads / "weeks"}));
  std::vector<Packed> around = folders;
  for (Packed& one : around) one.name.insert(0, "Homework/");
  check(downloads.zipped(around));
  check(downloads.unpacked(around));
}

TEST_CASE("nobody is lost in a flat download", "[gradebook]") {
  Downloads downloads;
  std::vector<Packed> files;
  for (int i = 0; i < 28; ++i) {
    const std::string ending = i % 4 == 0 ? " (1).cpp" : i % 4 == 1 ? "-1.cpp" : ".cpp";
    files.push_back({.name = "Student N" + std::to_string(i) + "_" + std::to_string(900 + i) +
                             "_assignsubmission_file_activations" + ending,
                     .text = std::to_string(i)});
  }
  files.push_back({.name = "Remote Test_7_assignsubmission_file_report.pdf", .text = "%PDF-"});
  for (const Collection& collection : {downloads.zipped(files), downloads.unpacked(files)}) {
    REQUIRE(collection.submissions.size() == 29);
    CHECK(collection.lost.empty());
    for (const Submission& one : collection.submissions) {
      INFO(one.name);
      CHECK(one.answers.contains("01") == (one.name.find("Remote") != 0));
      CHECK(one.unreadable.empty());
    }
    CHECK(mentions(collection.submissions[0].notes, "report.pdf"));
    CHECK(mentions(collection.submissions[1].notes, "taken for activations.cpp"));
  }
}

TEST_CASE("Canvas's bulk download is read as it comes", "[gradebook]") {
  Downloads downloads;
  const std::string zip =
      zip_of(downloads, {{.name = "lessons/01_activations/activations.cpp", .text = "carl"}});
  const std::vector<Packed> files{
      {.name = "annlee_11_901_activations.cpp", .text = "ann, first week"},
      {.name = "annlee_LATE_11_977_activations-1.cpp", .text = "ann, second week"},
      {.name = "annlee_LATE_11_902_forward_pass.cpp", .text = "ann"},
      {.name = "annlee_11_905_notes.txt", .text = "hello"},
      {.name = "roecarl_13_903_submit.zip", .text = zip},
      {.name = "suli_14_904_report.pdf", .text = "%PDF-"},
      {.name = "tybo_15_text.html", .text = "<p>int x;"}};
  for (const Collection& collection : {downloads.zipped(files), downloads.unpacked(files)}) {
    REQUIRE(names(collection) == Names{"annlee_11", "roecarl_13", "suli_14", "tybo_15"});
    const std::vector<Submission>& all = collection.submissions;
    CHECK(all[0].answers == judge::Answers{{"01", "ann, second week"}, {"02", "ann"}});
    CHECK(mentions(all[0].notes, "handed in late"));
    CHECK(mentions(all[0].notes,
                   "activations.cpp is there 2 times, this one is graded: "
                   "annlee_LATE_11_977_activations-1.cpp"));
    CHECK(all[1].answers == judge::Answers{{"01", "carl"}});
    CHECK(all[2].answers.empty());
    CHECK(all[2].unreadable.empty());
    CHECK(mentions(all[2].notes, "report.pdf"));
    CHECK(unreadable(all[3]) == "01 02 03");
    CHECK(collection.lost.empty());
  }
}

TEST_CASE("Blackboard's bulk download is read as it comes: the last attempt counts",
          "[gradebook]") {
  Downloads downloads;
  const std::string first = "_attempt_2024-03-01-12-30-45";
  const std::string last = "_attempt_2024-03-02-08-00-00";
  const std::string broken = "PK\x03\x04 and no more";
  const std::vector<Packed> files{
      {.name = "Homework 1_ann" + first + ".txt", .text = "Name: Ann"},
      {.name = "Homework 1_ann" + first + "_activations.cpp", .text = "old"},
      {.name = "Homework 1_ann" + first + "_losses.cpp", .text = "only there"},
      {.name = "Homework 1_ann" + last + ".txt", .text = "Name: Ann"},
      {.name = "Homework 1_ann" + last + "_activations (2).cpp", .text = "new"},
      {.name = "Homework 1_bert" + first + "_activations.cpp", .text = "old"},
      {.name = "Homework 1_bert" + last + "_submit.zip", .text = broken},
      {.name = "Homework 1_cem" + first + ".txt", .text = "Name: Cem"}};
  for (const Collection& collection : {downloads.zipped(files), downloads.unpacked(files)}) {
    REQUIRE(names(collection) == Names{"ann", "bert", "cem"});
    const std::vector<Submission>& all = collection.submissions;
    CHECK(all[0].answers == judge::Answers{{"01", "new"}, {"03", "only there"}});
    CHECK(mentions(all[0].notes, "handed in 2 times; the last attempt counts: 2024-03-02"));
    CHECK(mentions(all[0].notes, "from an earlier attempt"));
    INFO("Nobody knows what was in the last attempt, so the one before it does not count.");
    CHECK(all[1].answers.empty());
    CHECK(unreadable(all[1]) == "01 02 03");
    CHECK(unreadable(all[2]) == "01 02 03");
    CHECK(all[2].notes.size() == 1);
    CHECK(collection.lost.empty());
  }
}

TEST_CASE("what a class's folder holds is a person, or is named", "[gradebook]") {
  Downloads downloads;
  for (const char* file :
       {"anna/activations.cpp", "bert/losses.cpp", "notes.txt", "carl.pdf", "Dora Ek.docx",
        "main.cpp", "build/x.o", ".DS_Store", "Thumbs.db", "desktop.ini", "~$anna.docx",
        ".~lock.anna.ods#", "__MACOSX/anna/activations.cpp", "._anna", ".git/activations.cpp",
        "index.html", "Grades-Course-1.csv", ".emil/activations.cpp", ".Rhistory"}) {
    write(downloads / "class" / file, "x");
  }
  const Collection collection = collect(downloads.course, {downloads / "class"});
  CHECK(names(collection) == Names{"anna", "bert"});
  CHECK(collection.notes.size() == 2);
  CHECK(collection.lost.size() == 6);
  for (const char* name : {"notes.txt", "carl.pdf", "Dora Ek.docx", "main.cpp", "build", ".emil"}) {
    INFO(name);
    CHECK(mentions(collection.lost, std::string(name) + ": "));
  }
}

TEST_CASE("a stray lesson file or folder does not make one person of a class", "[gradebook]") {
  for (const char* stray :
       {"lessons/x", "01_activations/x", "activations.cpp",
        "lessons/01_activations/activations.cpp", "01_activations/activations.cpp",
        "activations (1).cpp", "01_activations.cpp", "lessons/README.md"}) {
    INFO(stray);
    Downloads downloads;
    const std::string zip = zip_of(downloads, {{.name = "activations.cpp", .text = "c"}});
    write(downloads / "class/anna/activations.cpp", "a");
    write(downloads / "class/bert/01_activations/activations.cpp", "b");
    write(downloads / "class/carl.zip", zip);
    write(downloads / "class/dora/report.pdf", "%PDF-");
    write(downloads / "class" / stray, "stray");
    const Collection collection = collect(downloads.course, {downloads / "class"});
    CHECK(names(collection) == Names{"anna", "bert", "carl", "dora"});
    REQUIRE(collection.lost.size() == 1);
    CHECK(mentions(collection.lost, fs::path(stray).begin()->string() + ": a lesson's f"));
  }
  INFO("One person is enough where the stray folder holds nothing, or two where one sent no file.");
  for (const char* stray : {"lessons/x", "activations.cpp"}) {
    Downloads few;
    write(few / "class/anna/activations.cpp", "a");
    write(few / "class" / stray, "stray");
    if (stray == std::string("activations.cpp")) write(few / "class/bert/report.pdf", "%PDF-");
    const Collection collection = collect(few.course, {few / "class"});
    CHECK(names(collection).front() == "anna");
    CHECK(collection.lost.size() == 1);
  }
  INFO("In a download of a learning system, too.");
  Downloads downloads;
  const std::vector<Packed> files{{.name = "activations.cpp", .text = "stray"},
                                  {.name = "annlee_11_901_activations.cpp", .text = "a"},
                                  {.name = "roecarl_13_903_activations.cpp", .text = "c"}};
  for (const Collection& collection : {downloads.zipped(files), downloads.unpacked(files)}) {
    CHECK(names(collection) == Names{"annlee_11", "roecarl_13"});
    CHECK(collection.lost.size() == 1);
  }
}

TEST_CASE("loose files are put together by the names in them", "[gradebook]") {
  Downloads downloads;
  const std::vector<Packed> files{{.name = "cosic_activations.cpp", .text = "c"},
                                  {.name = "cosic_02_forward_pass.cpp", .text = "c"},
                                  {.name = "activations_doe.cpp", .text = "d"},
                                  {.name = "losses_doe.cpp", .text = "d"}};
  const Collection collection = downloads.unpacked(files);
  CHECK(names(collection) == Names{"cosic", "doe"});
  for (const Submission& one : collection.submissions) CHECK(one.answers.size() == 2);
}

TEST_CASE("one person's folder with copies stays one person's", "[gradebook]") {
  Downloads downloads;
  write(downloads / "anna/activations.cpp", "new");
  write(downloads / "anna/old/activations.cpp", "old");
  write(downloads / "anna/my forward_pass.cpp", "f");
  write(downloads / "anna/plots/a.png", "");
  const Collection folder = collect(downloads.course, {downloads / "anna"});
  REQUIRE(names(folder) == Names{"anna"});
  CHECK(folder.submissions[0].answers == judge::Answers{{"01", "new"}, {"02", "f"}});

  INFO("So does the whole course, with its tests and solutions.");
  for (const char* file : {"lessons/01_activations/activations.cpp",
                           "solutions/01_activations/activations.cpp", "tests/a/activations.cpp",
                           "tests/b/losses.cpp", "docs/x.md", "autograder/activations.cpp"}) {
    write(downloads / "course" / file, file);
  }
  const Collection course = collect(downloads.course, {downloads / "course"});
  REQUIRE(names(course) == Names{"course"});
  CHECK(course.submissions[0].answers ==
        judge::Answers{{"01", "lessons/01_activations/activations.cpp"}});
  CHECK(course.submissions[0].notes.empty());
}

TEST_CASE("a class packed by hand is a class, a person's archive is not", "[gradebook]") {
  Downloads downloads;
  CHECK(names(downloads.zipped({{.name = "anna/activations.cpp", .text = "a"},
                                {.name = "bert/x/activations.cpp", .text = "b"},
                                {.name = "carl/report.pdf", .text = "c"}})) ==
        Names{"anna", "bert", "carl"});
  CHECK(names(downloads.zipped({{.name = "week 1/activations.cpp", .text = "a"},
                                {.name = "week 2/forward_pass.cpp", .text = "b"}})) ==
        Names{"bulk"});
  INFO("Nobody hands in for others: what lies in one's own archive is one's own.");
  const std::string forged = zip_of(
      downloads, {{.name = "Bert Roe_2_assignsubmission_file_/activations.cpp", .text = "x"}});
  write(downloads / "class/anna.zip", forged);
  write(downloads / "class/bert/activations.cpp", "b");
  CHECK(names(collect(downloads.course, {downloads / "class"})) == Names{"anna", "bert"});
}

TEST_CASE("a bulk archive that is damaged names who was found, and says so", "[gradebook]") {
  Downloads downloads;
  std::vector<Packed> files;
  for (int i = 10; i < 20; ++i) {
    files.push_back(
        {.name = "s" + std::to_string(i) + "_" + std::to_string(i) + "_9_activations.cpp",
         .text = std::string(2000, 'a')});
  }
  pack(downloads / "bulk.zip", Format::zip, files);
  const std::string whole = read(downloads / "bulk.zip");
  write(downloads / "bulk.zip", whole.substr(0, whole.size() / 2));
  const Collection collection = collect(downloads.course, {downloads / "bulk.zip"});
  CHECK(collection.submissions.size() > 2);
  REQUIRE(collection.lost.size() == 1);
  CHECK(mentions(collection.lost, "bulk.zip: the archive is damaged, or cut off: people may be"));
  for (const Submission& one : collection.submissions) CHECK(one.unreadable.contains("02"));
}

TEST_CASE("one person's part of a bulk archive has limits of its own", "[gradebook]") {
  Downloads downloads;
  std::vector<Packed> files;
  for (int i = 0; i < 300; ++i) {
    files.push_back({.name = "Big Al_1_assignsubmission_file_/x" + std::to_string(i) + ".txt"});
  }
  files.push_back({.name = "Big Al_1_assignsubmission_file_/activations.cpp", .text = "late"});
  files.push_back({.name = "Cy Su_2_assignsubmission_file_/activations.cpp", .text = "cy"});
  pack(downloads / "bulk.zip", Format::zip, files);
  const Collection collection =
      collect(downloads.course, {downloads / "bulk.zip"}, {}, {.entries = 100});
  REQUIRE(collection.submissions.size() == 2);
  CHECK(unreadable(collection.submissions[0]) == "01 02 03");
  CHECK(collection.submissions[1].answers == judge::Answers{{"01", "cy"}});
  CHECK(collection.submissions[1].unreadable.empty());
}

TEST_CASE("paths as a shell writes them out are put together like a class", "[gradebook]") {
  Downloads downloads;
  const std::vector<std::string> files{"annlee_11_901_activations.cpp",
                                       "annlee_LATE_11_902_losses.cpp",
                                       "Bo Ek_5_assignsubmission_file_/activations.cpp",
                                       "Bo Ek_5_assignsubmission_onlinetext_/onlinetext.html"};
  std::set<fs::path> paths;
  for (const std::string& file : files) {
    write(downloads / "class" / file, "x");
    paths.insert(downloads / "class" / *fs::path(file).begin());
  }
  const Collection collection = collect(downloads.course, {paths.begin(), paths.end()});
  CHECK(names(collection) == Names{"annlee_11", "Bo Ek_5_assignsubmission_file_"});
}
