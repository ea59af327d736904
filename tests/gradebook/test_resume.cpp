// Graders that are killed or interrupted, and those that go on from there.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>

#include "gradebook/grade.hpp"
#include "gradebook/out_folder.hpp"
#include "gradebook/school.hpp"
#include "gradebook/support.hpp"
#include "support/catch.hpp"

using namespace gradebook_test;
using namespace gradus::gradebook;

namespace {

/// "anna 01": a judgement leaves this line behind in a file, also when its process is killed.
void leave_trace(const fs::path& file, const std::string& line) {
  const int trace = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string whole = line + "\n";
  if (::write(trace, whole.data(), whole.size()) < 0) std::abort();
  ::close(trace);
}

std::size_t lines_in(const fs::path& file) {
  const std::string text = read(file);
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

void wait_for_lines(const fs::path& file, std::size_t count) {
  for (int i = 0; i < 2000 && lines_in(file) < count; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  REQUIRE(lines_in(file) >= count);
}

}  // namespace

TEST_CASE("two graders never work in one folder", "[gradebook]") {
  School school;
  const OutFolder other(school.folder / "out");
  CHECK(mentions({error_of([&] { grade(school.course, school.options()); })}, "another grader"));
}

TEST_CASE("a grader that is killed loses nothing, and nothing is judged twice", "[gradebook]") {
  School school;
  for (int i = 0; i < 6; ++i) {
    for (const char* file : {"activations.cpp", "forward_pass.cpp", "losses.cpp"}) {
      const std::string name = "s" + std::to_string(i);
      write(school.folder / "class" / name / file, "5 by " + name);
    }
  }
  const std::size_t missing = 2;  // of anna and bert: known at once, and never judged
  const std::size_t all = 8 * 3 - missing;
  GradeOptions options = school.options();
  options.jobs = 2;
  const fs::path trace = school.folder / "trace";
  write(trace, "");
  options.judge = [&](const auto& lesson, const auto& answers, const auto& judging) {
    leave_trace(trace, lesson.id);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return judge_by_text(lesson, answers, judging);
  };
  std::set<std::string> known;
  std::size_t started_in_vain = 0;
  for (const std::size_t until : {5, 12, 19}) {
    const pid_t child = ::fork();
    if (child == 0) {
      grade(school.course, options);
      ::_exit(0);
    }
    wait_for_lines(trace, until);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    std::set<std::string> now;
    for (const std::string& line : result_lines(options.out)) {
      const auto json = nlohmann::json::parse(line);
      const std::string name = json.at("submission");
      CHECK(now.insert(name + " " + json.at("lesson").get<std::string>()).second);
    }
    CHECK(std::ranges::includes(now, known));
    CHECK(now.size() > known.size());
    known = now;
    started_in_vain = lines_in(trace) + missing - known.size();
    CHECK(started_in_vain <= 2 * 3);  // what the two slots were at, at each of the three kills
  }
  const GradeReport report = grade(school.course, options);
  CHECK(report.reused == known.size());
  CHECK(report.judged == all + missing - known.size());
  CHECK(lines_in(trace) == all + started_in_vain);
  CHECK(school.verdicts() == all + missing);
  CHECK(report.exit_status() == 0);
}

TEST_CASE("after an interrupt nothing new is begun, and the next run goes on", "[gradebook]") {
  School school;
  for (const char* name : {"anna", "bert"}) {
    for (const char* file : {"activations.cpp", "forward_pass.cpp", "losses.cpp"}) {
      write(school.folder / "class" / name / file, std::string("5 by ") + name);
    }
  }
  GradeOptions options = school.options();
  options.jobs = 1;
  const fs::path trace = school.folder / "trace";
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    fs::remove_all(options.out);
    write(trace, "");
    options.judge = [&](const auto& lesson, const auto& answers, const auto& judging) {
      leave_trace(trace, lesson.id);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      return judge_by_text(lesson, answers, judging);
    };
    const pid_t child = ::fork();
    if (child == 0) {
      const GradeReport report = grade(school.course, options);
      ::_exit(report.interrupted && report.exit_status() == 2 ? 77 : 1);
    }
    wait_for_lines(trace, 2);
    ::kill(child, signal);
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 77);
    const std::size_t finished = lines_in(trace);
    CHECK(finished < 6);
    CHECK(school.verdicts() == finished);
    CHECK_FALSE(fs::exists(options.out / "grades.csv"));
    const GradeReport report = grade(school.course, options);
    CHECK(report.reused == finished);
    CHECK(lines_in(trace) == 6);
  }
}
