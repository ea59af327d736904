// The results: what is written stays, whatever happens to the one who writes.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/hash.hpp"
#include "gradebook/key.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/schema.hpp"
#include "gradebook/school.hpp"
#include "gradebook/store.hpp"
#include "gradebook/support.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;

namespace {

Verdict a_verdict(const std::string& key, double points) {
  static const TemporaryFolder folder;
  static const judge::Course course = small_course(folder.path());
  return {.lesson = "01",
          .stack = "reference",
          .key = key,
          .answer_hash = "aa",
          .lesson_hash = "bb",
          .toolchain = "t",
          .result = verdict(course.lessons[0], points),
          .judged_at = now_utc()};
}

/// A verdict in which everything is that can be.
Verdict full_verdict() {
  Verdict one = a_verdict("f0", 1);
  judge::TaskResult& task = one.result.tasks[0];
  task.compiler = {"'x' is not declared"};
  task.compiler_raw = {"error: 'x' was not declared", "note: \xff\xfe"};
  task.waits_for = {{.task = "7.3", .lesson = "07", .function = "f", .caller = "g"}};
  task.cases[0].told = {"no_slope"};
  task.cases[0].diagnosis = {"The slope is missing.", "A second sentence."};
  task.cases[0].seconds = 0.1234567;
  task.cases.push_back({.name = "another", .task = task.id, .category = judge::Category::passed});
  one.result.notes = {"a warning"};
  one.result.output = std::string("a\0b\n\x80", 5);
  one.result.seconds = 2.5;
  return one;
}

std::string as_json(const judge::LessonResult& result) {
  nlohmann::json json;
  to_json(json, result);
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::int64_t id_of(Store& store, const std::string& key) {
  return store.find("01", key).value_or(Store::Known{}).id;
}

/// Anna's mark was set by hand, and she has used two free days for lesson 01.
void decide(Store& store) {
  store.database().execute("INSERT INTO overrides VALUES('anna', '01', 5, 'ill', 'now', 'serve')");
  store.set_ruling(store.set_person({.name = "anna"}, 0), "01", "reference", {.free_days = 2});
}

bool mark_is_set(Store& store) {
  return store.database()
      .query("SELECT 1 FROM overrides WHERE person = 'anna' AND points = 5")
      ->step();
}

int free_days_used(Store& store) {
  return store.free_days_elsewhere(store.set_person({.name = "anna"}, 0), "reference", {});
}

}  // namespace

TEST_CASE("a verdict comes back as it was written, also for the next grader", "[gradebook]") {
  const TemporaryFolder folder;
  Verdict one = full_verdict();
  Store(folder.path()).record(one, {});
  Store store(folder.path());
  CHECK(store.problems().empty());
  const auto known = store.find("01", "f0");
  REQUIRE(known);
  CHECK(known->earned == 1);
  const auto read = Verdicts(store.database()).read(known->id);
  REQUIRE(read);
  one.result.tasks[0].cases[0].seconds = 0.123457;  // microseconds
  one.result.lesson = "01";
  CHECK(as_json(read->result) == as_json(one.result));
  CHECK(read->toolchain == "t");
  CHECK(read->answer_hash == "aa");
  CHECK(read->judged_at.size() == 20);
  CHECK_FALSE(store.find("01", "f1"));
  CHECK_FALSE(store.find("02", "f0"));
}

TEST_CASE("of several verdicts under one key the last counts", "[gradebook]") {
  const TemporaryFolder folder;
  Store store(folder.path());
  store.record(a_verdict("01", 1), {});
  store.record(a_verdict("02", 2), {});
  store.record(a_verdict("01", 3), {});
  CHECK(store.find("01", "01")->earned == 3);
  CHECK(store.find("01", "02")->earned == 2);
}

TEST_CASE("long texts are kept once, and what nobody's mark goes by is dropped", "[gradebook]") {
  const TemporaryFolder folder;
  Store store(folder.path());
  const auto size_with = [&](int from, int to) {
    for (int i = from; i < to; ++i) {
      Verdict one = a_verdict(gradus::base::to_hex(std::to_string(10000 + i)), i);
      one.result.tasks[0].cases[0].message = std::string(4000, 'm');
      store.record(one, {{.person = i, .lesson = "01", .stack = "reference"}});
    }
    return fs::file_size(folder / "results.sqlite");
  };
  const auto few = size_with(0, 10);
  CHECK(size_with(10, 60) < few + 50 * 1000);
  const std::string gone = gradus::base::to_hex("10007");
  REQUIRE(store.find("01", gone));
  store.set_mark({.person = 7, .lesson = "01", .stack = "reference", .not_judged = "no"});
  Transaction change = store.change();
  store.tidy();
  change.commit();
  CHECK_FALSE(store.find("01", gone));
  CHECK(store.find("01", gradus::base::to_hex("10008")));
}

TEST_CASE("a bit that flips in a verdict is noticed, and costs that verdict alone", "[gradebook]") {
  const TemporaryFolder folder;
  Verdict one = full_verdict();
  one.result.tasks[0].cases[0].message = "MESSAGE of the one";
  {
    Store store(folder.path());
    store.record(one, {});
    store.record(a_verdict("02", 2), {});
  }
  const fs::path file = folder / "results.sqlite";
  const std::string whole = read(file);
  std::size_t noticed = 0;
  for (const char* words :
       {"MESSAGE of the one", "The slope is", "no_slope", "wrong", "a warning"}) {
    INFO(words);
    std::string damaged = whole;
    for (std::size_t at = 0; (at = damaged.find(words, at)) != std::string::npos; ++at) {
      damaged[at] = static_cast<char>(damaged[at] ^ 1);
    }
    write(file, damaged);
    Store store(folder.path());
    noticed += store.find("01", "f0") ? 0 : 1;
  }
  CHECK(noticed == 5);
}

TEST_CASE("a damaged file is put aside, and what is whole in it counts", "[gradebook]") {
  const TemporaryFolder folder;
  {
    Store store(folder.path());
    for (int i = 0; i < 200; ++i)
      store.record(a_verdict(gradus::base::to_hex(std::to_string(100 + i)), i), {});
    decide(store);
  }
  const fs::path file = folder / "results.sqlite";
  const std::string whole = read(file);
  REQUIRE(whole.size() > 8 * 4096);
  std::size_t saved = 0;
  std::size_t aside = 0;
  std::size_t decided = 0;  // times that what a person decided still counts
  std::size_t used = 0;     // times that free days that were used are not given again
  for (std::size_t page = 0; page < whole.size() / 4096; ++page) {
    INFO("page " << page);
    std::string damaged = whole;
    for (std::size_t i = 0; i < 4096; ++i) damaged[page * 4096 + i] = '\x5a';
    fs::remove_all(folder.path());
    write(file, damaged);
    Store store(folder.path());
    std::size_t known = 0;
    for (int i = 0; i < 200; ++i)
      known += id_of(store, gradus::base::to_hex(std::to_string(100 + i))) != 0;
    saved += known;
    aside += fs::exists(folder / "results.sqlite.damaged-1");
    if (known < 200) CHECK_FALSE(store.problems().empty());
    store.record(a_verdict("ff", 3), {});
    CHECK(store.find("01", "ff"));
    decided += mark_is_set(store) ? 1 : 0;
    used += free_days_used(store) == 2 ? 1 : 0;
    if (!mark_is_set(store)) CHECK(mentions(store.problems(), "may be lost"));
  }
  CHECK(aside > 5);
  CHECK(decided > aside / 2);
  CHECK(used > aside / 2);
  CHECK(saved > 200 * 5);
}

TEST_CASE("a file of an older form is put aside, and what people have decided counts on",
          "[gradebook]") {
  const TemporaryFolder folder;
  const auto is_of_form = [&](int version) {
    Database(folder / "results.sqlite", Access::write)
        .execute("PRAGMA user_version = " + std::to_string(version));
  };
  {
    Store store(folder.path());
    store.record(a_verdict("01", 1), {});
    decide(store);
  }
  is_of_form(schema_version - 1);
  write(folder / "results.sqlite.new", "of somebody who was killed here");
  {
    Store store(folder.path());
    CHECK(mentions(store.problems(), "of an older Gradus"));
    CHECK_FALSE(mentions(store.problems(), "may be lost"));
    CHECK(mark_is_set(store));
    CHECK(free_days_used(store) == 2);
    CHECK_FALSE(store.find("01", "01"));
  }
  const std::string aside = "results.sqlite.form-" + std::to_string(schema_version - 1) + "-1";
  CHECK(fs::exists(folder / aside));
  CHECK_FALSE(fs::exists(folder / "results.sqlite.new"));
  CHECK(Store(folder.path()).problems().empty());

  INFO("What a newer Gradus wrote is not touched.");
  is_of_form(schema_version + 1);
  const std::string before = read(folder / "results.sqlite");
  CHECK(error_of([&] { Store(folder.path()); }).find("this Gradus reads form") !=
        std::string::npos);
  CHECK(read(folder / "results.sqlite") == before);
}

TEST_CASE("a file that was cut at any page is put aside, or whole", "[gradebook]") {
  const TemporaryFolder folder;
  {
    Store store(folder.path());
    for (int i = 0; i < 100; ++i)
      store.record(a_verdict(gradus::base::to_hex(std::to_string(100 + i)), i), {});
  }
  const fs::path file = folder / "results.sqlite";
  const std::string whole = read(file);
  for (std::size_t size = 0; size < whole.size(); size += 2048) {
    INFO(size << " bytes of " << whole.size());
    fs::remove_all(folder.path());
    write(file, whole.substr(0, size));
    Store store(folder.path());
    if (size > 0) CHECK_FALSE(store.problems().empty());
    store.record(a_verdict("ff", 3), {});
    CHECK(store.find("01", "ff"));
  }
}

TEST_CASE("a verdict waits for whoever reads the file, and is written then", "[gradebook]") {
  const TemporaryFolder folder;
  Store store(folder.path());
  store.record(a_verdict("01", 1), {});
  store.record(a_verdict("02", 2), {});
  Database reader(folder / "results.sqlite", Access::read);
  auto rows = std::make_unique<Query>(reader, "SELECT key FROM verdicts");
  REQUIRE(rows->step());
  int asked = 0;
  store.database().on_busy([&](double) {
    if (++asked == 3) rows.reset();
    return true;
  });
  store.record(a_verdict("03", 3), {});
  CHECK(asked == 3);
  CHECK(store.find("01", "03"));

  INFO("Whoever does not wait on is told, and the file is as it was.");
  rows = std::make_unique<Query>(reader, "SELECT key FROM verdicts");
  REQUIRE(rows->step());
  store.database().on_busy([](double) { return false; });
  CHECK(error_of([&] { store.record(a_verdict("04", 4), {}); }).find("locked") !=
        std::string::npos);
  rows.reset();
  CHECK_FALSE(store.find("01", "04"));
  store.record(a_verdict("04", 4), {});
  CHECK(store.find("01", "04"));
}

TEST_CASE("a full disk is an error, and leaves no half verdict", "[gradebook]") {
  const TemporaryFolder folder;
  Store(folder.path()).record(a_verdict("01", 1), {});
  const auto before = fs::file_size(folder / "results.sqlite");
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{before + 100, before + 100};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    Store store(folder.path());
    Verdict large = a_verdict("02", 2);
    large.result.output = std::string(100'000, 'x');
    const std::string error = error_of([&] { store.record(large, {}); });
    const bool goes_on = store.find("01", "01").has_value() && !store.find("01", "02");
    ::_exit(error.find("cannot be written") == std::string::npos ? 1 : goes_on ? 0 : 2);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
  Store store(folder.path());
  CHECK(store.problems().empty());
  CHECK(store.find("01", "01"));
}

TEST_CASE("what is no plain file, or another's, is refused", "[gradebook]") {
  const TemporaryFolder folder;
  write(folder / "elsewhere", "");
  for (const char* name : {"link", "folder", "pipe", "theirs"}) {
    fs::create_directories(folder / name);
  }
  fs::create_symlink(folder / "elsewhere", folder / "link/results.sqlite");
  fs::create_directories(folder / "folder/results.sqlite");
  ::mkfifo((folder / "pipe/results.sqlite").c_str(), 0600);
  Database(folder / "theirs/results.sqlite", Access::create).execute("CREATE TABLE t(x)");
  for (const char* name : {"link", "folder", "pipe", "theirs"}) {
    INFO(name);
    CHECK(error_of([&] { const Store store(folder / name); }).find(name) != std::string::npos);
  }
}

TEST_CASE("results of an older Gradus are left as they are, and said", "[gradebook]") {
  School school;
  write(school.folder / "out/results.jsonl", "{\"version\":1}\n");
  const GradeReport report = grade(school.course, school.options());
  CHECK(mentions(report.notes, "was written by an older Gradus and is left as it is"));
  CHECK(read(school.folder / "out/results.jsonl") == "{\"version\":1}\n");
  CHECK(report.judged == 6);
  CHECK(grade(school.course, school.options()).notes.empty());
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
  const auto hash = [&](const judge::Answers& changed, judge::Stack stack) {
    Submission one;
    for (const auto& [id, digest] : changed) one.kept[id].digest = digest;
    return submission_hash(course, lesson, one, stack);
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
