// Submissions that are folders, and folders of submissions.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "gradebook/collect.hpp"
#include "gradebook/support.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using gradus::gradebook::collect;
using gradus::gradebook::Collection;
using gradus::gradebook::Limits;
using gradus::gradebook::Submission;
using gradus::judge::CannotJudge;

namespace {

struct Class {
  TemporaryFolder folder;
  judge::Course course = small_course(archive_folder / "course");

  fs::path operator/(const fs::path& name) const { return folder / name; }

  Collection all() const { return collect(course, {folder.path()}); }

  Submission one(const fs::path& path, const Limits& limits = {}) const {
    const Collection collection = collect(course, {folder / path}, {}, limits);
    REQUIRE(collection.submissions.size() == 1);
    return collection.submissions.front();
  }
};

std::vector<std::string> names(const Collection& collection) {
  std::vector<std::string> result;
  for (const Submission& one : collection.submissions) result.push_back(one.name);
  return result;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a folder that holds a lesson file is one submission, named after it", "[gradebook]") {
  Class files;
  write(files / "anna/activations.cpp", "a");
  write(files / "anna/deep/er/losses.cpp", "l");
  const Submission anna = files.one("anna");
  CHECK(anna.name == "anna");
  CHECK(anna.from == files / "anna");
  CHECK(anna.answers == judge::Answers{{"01", "a"}, {"03", "l"}});
  CHECK(anna.notes.empty());
  CHECK(files.one("anna/").name == "anna");
}

TEST_CASE("a folder that holds a lesson's folder, or lessons, is one submission", "[gradebook]") {
  Class files;
  write(files / "a/02_forward_pass/forward_pass.cpp", "f");
  write(files / "b/lessons/01_activations/activations.cpp", "a");
  CHECK(files.one("a").answers == judge::Answers{{"02", "f"}});
  CHECK(files.one("b").answers == judge::Answers{{"01", "a"}});
  INFO("A student's folder may begin with a number of its own.");
  write(files / "class/07_mueller/activations.cpp", "m");
  CHECK(files.one("class").name == "07_mueller");
}

TEST_CASE("any other folder is a class: each visible folder and archive in it hands in",
          "[gradebook]") {
  Class files;
  write(files / "anna10/activations.cpp", "10");
  write(files / "anna2/activations.cpp", "2");
  write(files / "empty/readme.txt", "nothing");
  pack(files / "Bert.tar.gz", Format::tar_gz, {{.name = "activations.cpp", .text = "b"}});
  pack(files / "without ending", Format::zip, {{.name = "activations.cpp", .text = "w"}});
  write(files / ".hidden/activations.cpp", "h");
  write(files / "__MACOSX/activations.cpp", "m");
  write(files / "expected.csv", "submission,total\n");
  const Collection collection = files.all();
  REQUIRE(names(collection) == Names{"anna2", "anna10", "Bert", "empty", "without ending"});
  CHECK(collection.submissions[2].answers.at("01") == "b");
  CHECK(collection.submissions[3].answers.empty());
  CHECK(collection.submissions[4].answers.at("01") == "w");
  REQUIRE(collection.lost.size() == 2);
  CHECK(mentions(collection.lost, "expected.csv: neither a folder nor an archive"));
  CHECK(mentions(collection.lost, ".hidden: hidden, and not looked into"));
}

TEST_CASE("the folder for the results is not taken for a submission", "[gradebook]") {
  Class files;
  write(files / "anna/activations.cpp", "a");
  write(files / "results/grades.csv", "");
  const Collection collection = collect(files.course, {files.folder.path()}, files / "results");
  REQUIRE(names(collection) == Names{"anna"});
  CHECK_THROWS_AS(collect(files.course, {files / "anna"}, files / "anna"), CannotJudge);
}

TEST_CASE("a lesson file alone is a submission, named after the folder it lies in", "[gradebook]") {
  Class files;
  write(files / "anna/activations.cpp", "a");
  const Submission anna = files.one("anna/activations.cpp");
  CHECK(anna.name == "anna");
  CHECK(anna.answers == judge::Answers{{"01", "a"}});
}

TEST_CASE("a path that is nothing of all this is one clear error", "[gradebook]") {
  Class files;
  write(files / "notes.txt", "hello");
  fs::create_directories(files / "empty");
  ::mkfifo((files / "pipe").c_str(), 0600);
  for (const char* name : {"notes.txt", "empty", "pipe", "not there"}) {
    INFO(name);
    const std::string error = error_of([&] { collect(files.course, {files / name}); });
    CHECK(mentions({error}, (files / name).string()));
  }
  CHECK_THROWS_AS(collect(files.course, {}), CannotJudge);
}

TEST_CASE("among several paths one that is nothing does not stop the others", "[gradebook]") {
  Class files;
  write(files / "anna/activations.cpp", "a");
  write(files / "notes.txt", "hello");
  fs::create_directories(files / "empty");
  const Collection collection =
      collect(files.course, {files / "notes.txt", files / "empty", files / "anna"});
  INFO("As with a shell's class/*: a person with an empty folder keeps a row.");
  REQUIRE(names(collection) == Names{"anna", "empty"});
  CHECK(mentions(collection.lost, "notes.txt"));
  CHECK_THROWS_AS(collect(files.course, {files / "anna", files / "not there"}), CannotJudge);
}

TEST_CASE("two submissions never have one name", "[gradebook]") {
  Class files;
  write(files / "a/anna/activations.cpp", "1");
  write(files / "b/anna/activations.cpp", "2");
  write(files / "b/anna (2)/activations.cpp", "3");
  const Collection collection = collect(files.course, {files / "a", files / "b"});
  REQUIRE(names(collection) == Names{"anna", "anna (2)", "anna (2) (2)"});
  INFO("Whose is whose is told by where they were read.");
  CHECK(mentions(collection.submissions[0].notes, (files / "a/anna").string()));
  CHECK(mentions(collection.submissions[1].notes, (files / "b/anna").string()));
}

TEST_CASE("who really has a name keeps it, whatever else is printed alike", "[gradebook]") {
  Class files;
  write(files / "class/vic\001tim/activations.cpp", "forged");
  write(files / "class/victim/activations.cpp", "honest");
  const Collection collection = collect(files.course, {files / "class"});
  REQUIRE(names(collection) == Names{"victim", "victim (2)"});
  CHECK(collection.submissions[0].answers.at("01") == "honest");
}

TEST_CASE("of several files with one name, the one in the lesson's folder is graded",
          "[gradebook]") {
  Class files;
  write(files / "anna/old/deep/activations.cpp", "deep");
  write(files / "anna/x/activations.cpp", "x");
  write(files / "anna/b/activations.cpp", "b");
  write(files / "anna/lessons/empty.txt", "");
  // In a class: by itself, a folder with several folders that answer one lesson could be one.
  const auto anna = [&] { return files.all().submissions.at(0); };
  CHECK(anna().answers.at("01") == "b");  // the highest, then the first in the alphabet
  CHECK(mentions(anna().notes, "activations.cpp is there 3 times"));
  write(files / "anna/far/far/away/01_activations/activations.cpp", "home");
  CHECK(anna().answers.at("01") == "home");
  CHECK(mentions(anna().notes, "far/far/away/01_activations/activations.cpp"));
}

TEST_CASE("a name in other capitals is taken when there is no better one", "[gradebook]") {
  Class files;
  write(files / "anna/Activations.CPP", "A");
  CHECK(files.one("anna").answers.at("01") == "A");
  CHECK(mentions(files.one("anna").notes, "taken for activations.cpp: Activations.CPP"));
  write(files / "anna/zzz/activations.cpp", "a");
  CHECK(files.one("anna").answers.at("01") == "a");
}

TEST_CASE("hidden files and what macOS leaves are no answers", "[gradebook]") {
  Class files;
  write(files / "anna/lessons/._activations.cpp", "mac");
  write(files / "anna/.git/activations.cpp", "git");
  write(files / "anna/__MACOSX/activations.cpp", "mac");
  CHECK(files.one("anna").answers.empty());
  CHECK(files.one("anna").notes.empty());
}

TEST_CASE("no link is followed, wherever it stands", "[gradebook]") {
  Class files;
  write(files / "secret/activations.cpp", "secret");
  write(files / "class/file/x.txt", "");
  write(files / "class/folder/x.txt", "");
  fs::create_symlink(files / "secret/activations.cpp", files / "class/file/activations.cpp");
  fs::create_directory_symlink(files / "secret", files / "class/folder/lessons");
  fs::create_directory_symlink(files / "secret", files / "class/whole");
  fs::create_symlink(files / "secret", files / "class/archive.zip");
  fs::create_symlink("/nowhere", files / "class/broken");
  const Collection collection = collect(files.course, {files / "class"});
  REQUIRE(names(collection) == Names{"archive", "broken", "file", "folder", "whole"});
  for (const Submission& one : collection.submissions) {
    INFO(one.name);
    CHECK(one.answers.empty());
    CHECK(one.unreadable.contains("01"));
    CHECK(mentions(one.notes, "a link"));
  }
}

TEST_CASE("pipes, sockets and devices are not opened", "[gradebook]") {
  ::alarm(60);  // opening a pipe would wait for ever
  Class files;
  fs::create_directories(files / "class/anna");
  ::mkfifo((files / "class/anna/activations.cpp").c_str(), 0666);
  ::mkfifo((files / "class/pipe.zip").c_str(), 0666);
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  const std::string socket_path = (files / "class/anna/losses.cpp").string();
  REQUIRE(socket_path.size() < sizeof address.sun_path);
  std::ranges::copy(socket_path, address.sun_path);
  REQUIRE(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  const Collection collection = collect(files.course, {files / "class"});
  ::close(listener);
  REQUIRE(names(collection) == Names{"anna"});
  CHECK(collection.submissions[0].answers.empty());
  CHECK(mentions(collection.submissions[0].notes, "neither a file nor a folder"));
  CHECK(unreadable(collection.submissions[0]) == "01 03");
  CHECK(mentions(collection.lost, "pipe.zip"));
  CHECK(files.one("class/anna").answers.empty());
  ::alarm(0);
}

TEST_CASE("a second hard link to a file is a file", "[gradebook]") {
  Class files;
  write(files / "anna/copy.txt", "a");
  fs::create_hard_link(files / "anna/copy.txt", files / "anna/activations.cpp");
  CHECK(files.one("anna").answers.at("01") == "a");
}

TEST_CASE("a file of more than 1 MiB is refused, and the next best is taken", "[gradebook]") {
  Class files;
  write(files / "anna/activations.cpp", std::string(1 << 20, ' '));
  CHECK(files.one("anna").answers.at("01").size() == 1 << 20);
  write(files / "anna/activations.cpp", std::string((1 << 20) + 1, ' '));
  CHECK(files.one("anna").answers.empty());
  CHECK(unreadable(files.one("anna")) == "01");
  CHECK(mentions(files.one("anna").notes, "longer than 1024 KiB"));
  write(files / "anna/small/activations.cpp", "a");
  CHECK(files.one("anna").answers.at("01") == "a");
  INFO("A sparse file can claim to have terabytes.");
  fs::resize_file(files / "anna/activations.cpp", std::uintmax_t{1} << 40);
  CHECK(files.one("anna").answers.at("01") == "a");
}

TEST_CASE("depth and number of files are limited, the highest come first", "[gradebook]") {
  Class files;
  write(files / "anna/zz/activations.cpp", "a");
  fs::path deep = files / "anna/lessons";
  for (int i = 0; i < 30; ++i) deep /= "d";
  write(deep / "losses.cpp", "l");
  const Submission anna = files.one("anna");
  CHECK(anna.answers == judge::Answers{{"01", "a"}});
  CHECK(mentions(anna.notes, "too many folders in folders"));
  CHECK(unreadable(anna) == "02 03");
  for (int i = 0; i < 300; ++i) write(files / "anna/aa/bb" / std::to_string(i), "");
  const Submission limited =
      collect(files.course, {files.folder.path()}, {}, {.entries = 100}).submissions.at(0);
  CHECK(limited.answers == judge::Answers{{"01", "a"}});
  CHECK(mentions(limited.notes, "only the first 100"));
  CHECK(unreadable(limited) == "02 03");
}

TEST_CASE("what cannot be read becomes a note", "[gradebook]") {
  if (is_root()) return;  // who can read everything
  Class files;
  write(files / "class/closed/activations.cpp", "a");
  write(files / "class/inner/x/activations.cpp", "a");
  write(files / "class/file/activations.cpp", "a");
  write(files / "class/archive.zip", "a");
  fs::permissions(files / "class/closed", fs::perms::none);
  fs::permissions(files / "class/inner/x", fs::perms::none);
  fs::permissions(files / "class/file/activations.cpp", fs::perms::none);
  fs::permissions(files / "class/archive.zip", fs::perms::none);
  const Collection collection = collect(files.course, {files / "class"});
  REQUIRE(names(collection) == Names{"archive", "closed", "file", "inner"});
  for (const Submission& one : collection.submissions) {
    INFO(one.name);
    CHECK(one.answers.empty());
    CHECK(one.unreadable.contains("01"));
    CHECK(mentions(one.notes, "cannot be read (Permission denied)"));
  }
  fs::permissions(files / "class/closed", fs::perms::owner_all);
  fs::permissions(files / "class/inner/x", fs::perms::owner_all);
}

TEST_CASE("a name of any bytes becomes one that a terminal can show", "[gradebook]") {
  Class files;
  const std::vector<std::string> hostile{"Jörg \"the\" O'Neil",
                                         "a\nb",
                                         "\x1b[31mred\x1b[0m",
                                         "=cmd|'/c calc'!A1",
                                         "\xff\xfe not UTF-8",
                                         "\xe2\x80\xae"
                                         "exe.cpp",
                                         "\t",
                                         "李雷"};
  for (const std::string& name : hostile) write(files / name / "activations.cpp", name);
  const Collection collection = files.all();
  REQUIRE(collection.submissions.size() == hostile.size());
  for (const Submission& one : collection.submissions) {
    INFO(one.name);
    CHECK(one.name.find_first_of("\n\t\x1b\r") == std::string::npos);
    CHECK(one.name.find("\xe2\x80\xae") == std::string::npos);
    CHECK_FALSE(one.name.empty());
    CHECK(one.answers.size() == 1);
  }
  const Names all = names(collection);
  for (const char* name : {"Jörg \"the\" O'Neil", "a b", "red", "unnamed", "李雷"}) {
    CHECK(std::ranges::find(all, name) != all.end());
  }
}

TEST_CASE("loose files of a bulk download are put together by person", "[gradebook]") {
  Class files;
  write(files / "Jane Doe_1234567_assignsubmission_file_activations.cpp", "j1");
  write(files / "Jane Doe_1234567_assignsubmission_file_forward_pass.cpp", "j2");
  write(files / "roebob_LATE_12_901_activations-1.cpp", "b1");
  write(files / "roebob_LATE_12_902_losses.cpp", "b3");
  write(files / "roebob_LATE_12_903_notes.txt", "");
  const Collection collection = files.all();
  REQUIRE(names(collection) == Names{"Jane Doe_1234567_assignsubmission_file", "roebob_12"});
  CHECK(collection.submissions[0].answers == judge::Answers{{"01", "j1"}, {"02", "j2"}});
  CHECK(collection.submissions[1].answers == judge::Answers{{"01", "b1"}, {"03", "b3"}});
}

TEST_CASE("the archives in a person's folder are read", "[gradebook]") {
  Class files;
  const std::vector<Packed> content{{.name = "x/activations.cpp", .text = "a"}};
  const std::string folder = "Jane Doe_1234567_assignsubmission_file";
  pack(files / folder / "submit.zip", Format::zip, content);
  CHECK(files.all().submissions[0].answers == judge::Answers{{"01", "a"}});
  CHECK(mentions(files.all().submissions[0].notes, "read from the archive in it: submit.zip"));

  INFO("Every archive in it is read; what lies beside them comes first.");
  pack(files / folder / "second.zip", Format::zip,
       {{.name = "activations.cpp", .text = "second"}, {.name = "losses.cpp", .text = "l"}});
  CHECK(files.all().submissions[0].answers == judge::Answers{{"01", "second"}, {"03", "l"}});
  CHECK(mentions(files.all().submissions[0].notes, "activations.cpp is there 2 times"));

  write(files / folder / "activations.cpp", "loose");
  CHECK(files.all().submissions[0].answers == judge::Answers{{"01", "loose"}, {"03", "l"}});
}
