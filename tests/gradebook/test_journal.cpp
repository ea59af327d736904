// The journal: what is written stays, whatever happens to the one who writes.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "gradebook/journal.hpp"
#include "gradebook/key.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/support.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;

namespace {

Entry entry(const std::string& submission, const std::string& key, double points) {
  static const TemporaryFolder folder;
  static const judge::Course course = small_course(folder.path());
  return {.submission = submission,
          .lesson = "01",
          .stack = "reference",
          .key = key,
          .submission_hash = "s",
          .lesson_hash = "l",
          .toolchain = "t",
          .result = verdict(course.lessons[0], points),
          .notes = {"a note"},
          .when = now_utc()};
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

}  // namespace

TEST_CASE("what was appended is found again, also by the next grader", "[gradebook]") {
  TemporaryFolder folder;
  {
    Journal journal(folder / "j");
    journal.append(entry("anna", "k1", 7.5));
    CHECK(journal.find("anna", "01", "k1")->result.earned() == 7.5);
  }
  Journal journal(folder / "j");
  const auto found = journal.find("anna", "01", "k1");
  REQUIRE(found);
  CHECK(found->notes == std::vector<std::string>{"a note"});
  CHECK(found->result.tasks[0].cases[0].message == "a message");
  CHECK(found->when.size() == 20);
  CHECK(journal.problems().empty());
  CHECK_FALSE(journal.find("anna", "01", "k2"));
  CHECK_FALSE(journal.find("anna", "02", "k1"));
  CHECK_FALSE(journal.find("bert", "01", "k1"));
}

TEST_CASE("of several verdicts under one key the last counts", "[gradebook]") {
  TemporaryFolder folder;
  Journal journal(folder / "j");
  journal.append(entry("anna", "k1", 1));
  journal.append(entry("anna", "k2", 2));
  journal.append(entry("anna", "k1", 3));
  CHECK(journal.find("anna", "01", "k1")->result.earned() == 3);
  CHECK(journal.find("anna", "01", "k2")->result.earned() == 2);
}

TEST_CASE("a line holds everything, and its strings may be any bytes", "[gradebook]") {
  Entry one = entry("an\"na\n", "k", 1);
  one.notes = {"\xff\xfe\n\x1b"};
  one.result.output = std::string("\0\x80", 2);
  const std::string line = to_line(one);
  CHECK(lines(line) == 1);
  const auto read = from_line(line);
  REQUIRE(read);
  CHECK(read->submission == "an\"na\n");
  for (const char* bad :
       {"", "{}", "[]", "null", "{\"version\":1}", "{\"version\":\"x\"}", "{{{{"}) {
    INFO(bad);
    CHECK_FALSE(from_line(bad));
  }
}

TEST_CASE("a last line that was torn at any byte is cut off, and the journal goes on",
          "[gradebook]") {
  TemporaryFolder folder;
  const std::string first = to_line(entry("anna", "k", 1));
  const std::string last = to_line(entry("bert", "k", 2));
  for (std::size_t size = 0; size < last.size(); ++size) {
    write(folder / "j", first + last.substr(0, size));
    Journal journal(folder / "j");
    INFO(size << " bytes of " << last.size());
    REQUIRE(journal.find("anna", "01", "k"));
    REQUIRE_FALSE(journal.find("bert", "01", "k"));
    REQUIRE(journal.problems().size() == (size == 0 ? 0 : 1));
    if (size % 50 != 1) continue;  // a sync takes its time
    journal.append(entry("carl", "k", 3));
    REQUIRE(lines(read(folder / "j")) == 2);
    REQUIRE(Journal(folder / "j").find("carl", "01", "k"));
  }
}

TEST_CASE("one bit that flips anywhere in a line is noticed", "[gradebook]") {
  const std::string line = to_line(entry("anna", "k", 7.5));
  REQUIRE(from_line(line));
  for (std::size_t bit = 0; bit < 8 * (line.size() - 1); ++bit) {
    std::string damaged = line;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    if (from_line(damaged)) FAIL("bit " << bit << " of " << line);
  }
}

TEST_CASE("a damaged line in the middle is reported and ignored", "[gradebook]") {
  TemporaryFolder folder;
  const std::string anna = to_line(entry("anna", "k", 1));
  std::string bert = to_line(entry("bert", "k", 2));
  const std::string carl = to_line(entry("carl", "k", 3));
  bert[bert.size() / 2] = '\0';
  write(folder / "j", anna + bert + "\n" + carl);
  Journal journal(folder / "j");
  CHECK(journal.find("anna", "01", "k"));
  CHECK_FALSE(journal.find("bert", "01", "k"));
  CHECK(journal.find("carl", "01", "k")->result.earned() == 3);
  REQUIRE(journal.problems().size() == 2);
  CHECK(mentions(journal.problems(), "line 2 is damaged"));
  CHECK(mentions(journal.problems(), "line 3 is damaged"));
}

TEST_CASE("a journal longer than one reading is read whole", "[gradebook]") {
  TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 500; ++i) {
    Entry one = entry("s" + std::to_string(i), "k", i);
    one.result.output = std::string(static_cast<std::size_t>(i) * 7, 'o');
    text += to_line(one);
  }
  write(folder / "j", text);
  Journal journal(folder / "j");
  CHECK(journal.problems().empty());
  for (int i = 0; i < 500; ++i) {
    REQUIRE(journal.find("s" + std::to_string(i), "01", "k")->result.earned() == i);
  }
  int count = 0;
  for (const Entry& one : entries(folder / "j")) count += one.result.earned() == count;
  CHECK(count == 500);
}

TEST_CASE("compacting keeps what counts, in the order that is asked for", "[gradebook]") {
  TemporaryFolder folder;
  Journal journal(folder / "j");
  journal.append(entry("bert", "k", 1));
  journal.append(entry("other class", "old", 2));
  journal.append(entry("anna", "old", 3));
  journal.append(entry("anna", "k", 4));
  journal.append(entry("other class", "new", 5));
  journal.append(entry("carl", "old", 6));
  journal.compact({{"anna", "01", "reference", "k"},
                   {"bert", "01", "reference", "k"},
                   {"carl", "01", "reference", "k"}});  // carl could not be judged this time
  std::vector<std::string> kept;
  for (const Entry& one : entries(folder / "j")) kept.push_back(one.submission + one.key);
  CHECK(kept == std::vector<std::string>{"annak", "bertk", "other classnew"});
  INFO("The journal can be used on.");
  CHECK(journal.find("anna", "01", "k")->result.earned() == 4);
  journal.append(entry("dora", "k", 7));
  CHECK(Journal(folder / "j").find("dora", "01", "k"));
  CHECK(lines(read(folder / "j")) == 4);
}

TEST_CASE("a full disk is an error, and leaves no half line", "[gradebook]") {
  TemporaryFolder folder;
  {
    Journal journal(folder / "j");
    journal.append(entry("anna", "k", 1));
  }
  const std::string before = read(folder / "j");
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{before.size() + 100, before.size() + 100};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    Journal journal(folder / "j");
    const std::string error = error_of([&] { journal.append(entry("bert", "k", 2)); });
    ::_exit(error.find("cannot be written") == std::string::npos ? 1 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(read(folder / "j") == before);
}

TEST_CASE("a journal that is no plain file is refused", "[gradebook]") {
  TemporaryFolder folder;
  write(folder / "elsewhere", "");
  fs::create_symlink(folder / "elsewhere", folder / "link");
  fs::create_directories(folder / "folder");
  ::mkfifo((folder / "pipe").c_str(), 0600);
  for (const char* name : {"link", "folder", "pipe"}) {
    INFO(name);
    CHECK(error_of([&] { Journal journal(folder / name); }).find(name) != std::string::npos);
  }
}

TEST_CASE("the results' folder has one grader at a time", "[gradebook]") {
  TemporaryFolder folder;
  {
    const OutFolder first(folder / "a/b");
    CHECK(mentions({error_of([&] { OutFolder second(folder / "a/b"); })}, "another grader"));
    const OutFolder elsewhere(folder / "c");
  }
  CHECK(error_of([&] { OutFolder again(folder / "a/b"); }).empty());
  write(folder / "file", "");
  CHECK_FALSE(error_of([&] { OutFolder out(folder / "file"); }).empty());
  CHECK_FALSE(error_of([&] { OutFolder out(""); }).empty());
}

TEST_CASE("a folder has one seed, which is secret, until another is given", "[gradebook]") {
  TemporaryFolder folder;
  const OutFolder out(folder / "a");
  const std::string drawn = out.seed();
  CHECK(drawn.size() == 32);  // 128 bits
  CHECK(out.seed() == drawn);
  CHECK(OutFolder(folder / "b").seed() != drawn);
  const auto rights = fs::status(folder / "a/grading.json").permissions();
  CHECK(rights == (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(out.seed("18446744073709551615") == "18446744073709551615");
  CHECK(out.seed() == "18446744073709551615");
  for (const char* damaged : {"", "{}", "{\"seed\":\"12x\"}", "{\"seed\":12}", "{\"seed\":\"\"}"}) {
    INFO(damaged);
    write(folder / "a/grading.json", damaged);
    CHECK(mentions({error_of([&] { out.seed(); })}, "is damaged"));
  }
  CHECK(mentions({error_of([&] { out.seed("my seed"); })}, "--seed is my seed, expected"));
  CHECK(out.seed("5") == "5");
}

TEST_CASE("a verdict's key changes with whatever decides the verdict", "[gradebook]") {
  TemporaryFolder root;
  judge::Course course = small_course(root.path());
  course.tools.sandbox = root / "build/gradus-sandbox";
  course.tools.worker_parts = {root / "build/worker_main.o"};
  course.lessons[0].reference = {root / "build/reference_01.o"};
  course.lessons[0].entries = {root / "build/entries_01.o"};
  course.lessons[1].reference = {root / "build/reference_02.o"};
  const std::vector<std::string> deciding{"build/judge_02",
                                          "build/gradus-sandbox",
                                          "build/worker_main.o",
                                          "build/entries_01.o",
                                          "build/reference_01.o",
                                          "lessons/02_forward_pass/forward_pass.hpp",
                                          "lessons/02_forward_pass/lesson.toml",
                                          "lessons/common/contract.hpp",
                                          "lessons/01_activations/activations.hpp"};
  const std::vector<std::string> others{"lessons/02_forward_pass/forward_pass.cpp",
                                        "lessons/02_forward_pass/README.md",
                                        "lessons/02_forward_pass/.swp.hpp",
                                        "lessons/lab/plot.hpp",
                                        "build/reference_02.o",
                                        "build/judge_01",
                                        "build/judge_03",
                                        "tests/02_forward_pass/mistakes.toml"};
  for (const std::string& file : deciding) write(root / file, "1");
  for (const std::string& file : others) write(root / file, "1");
  const judge::Lesson& lesson = course.lessons[1];
  const std::string before = lesson_hash(course, lesson);
  CHECK(lesson_hash(course, lesson) == before);
  for (const std::string& file : others) write(root / file, "2");
  CHECK(lesson_hash(course, lesson) == before);
  for (const std::string& file : deciding) {
    INFO(file);
    write(root / file, "2");
    CHECK(lesson_hash(course, lesson) != before);
    write(root / file, "1");
  }

  const judge::Answers answers{{"01", "one"}, {"02", "two"}, {"03", "three"}};
  const auto hash = [&](judge::Answers changed, judge::Stack stack) {
    return submission_hash(course, lesson, changed, stack);
  };
  using enum judge::Stack;
  CHECK(hash(answers, reference) == hash({{"02", "two"}}, reference));
  CHECK(hash(answers, own) != hash({{"02", "two"}}, own));
  CHECK(hash(answers, own) == hash({{"01", "one"}, {"02", "two"}}, own));
  CHECK(hash({}, reference) != hash({{"02", ""}}, reference));

  const KeyParts parts{.submission_hash = "a", .lesson_hash = "b", .seed = "1"};
  const std::string key = verdict_key(course, parts);
  CHECK(verdict_key(course, parts) == key);
  KeyParts changed = parts;
  changed.seed = "2";
  CHECK(verdict_key(course, changed) != key);
  changed = parts;
  changed.stack = own;
  CHECK(verdict_key(course, changed) != key);
  changed = parts;
  changed.policy = gradus::sandbox::Policy::off;
  CHECK(verdict_key(course, changed) != key);
  course.tools.versions = "a compiler 1.1";
  CHECK(verdict_key(course, parts) != key);
}
