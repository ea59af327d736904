// cli/: the program behind ./gradus. main.cpp reads the command line; each command is a function
// that returns the exit status: 0 as asked, 1 judged and fell short, 2 it could not be judged (they
// throw judge::CannotJudge for that).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "judge/course.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::cli {

struct CheckCommand {
  std::string what;  // a lesson or a task; empty: the first lesson that is not finished
  bool solution = false;
  bool verbose = false;  // every failing test in full
  std::string stack;     // "own", "reference"; empty: reference where the course has solutions
  std::filesystem::path json;
};

/// Where the student stands: what ./gradus alone shows.
int board(const judge::Course& course);

int check(const judge::Course& course, const CheckCommand& options);

/// Checks at each save, until q; empty: the lesson that comes next.
int watch(const judge::Course& course, const std::string& lesson);

/// One more hint for a task; empty: the task that the last check stopped at.
int hint(const judge::Course& course, const std::string& task);

/// Puts a task ("1.2") or a lesson ("01") back to what the course gave out; keeps what was there.
int reset(const judge::Course& course, const std::string& what);

/// gdb, where the first failing test of a task calls the student's function.
int debug(const judge::Course& course, const std::string& task);

/// The student's answer to a task beside the reference's, once it passes.
int compare(const judge::Course& course, const std::string& task);

struct SubmitCommand {
  std::vector<std::string> lessons;  // empty: all in which something is written
  std::filesystem::path out = "hand-in.zip";
};

/// Checks, and writes the archive that the grader takes.
int submit(const judge::Course& course, const SubmitCommand& options);

struct RunCommand {
  std::string lesson;
  std::vector<std::string> experiments;  // empty: all of the lesson
  bool solution = false;
  std::uint64_t seed = 1;
  std::filesystem::path out;  // empty: build/figures/NN_name
};

int run(const judge::Course& course, const RunCommand& options);

struct GradeCommand {
  std::vector<std::filesystem::path> paths;
  std::filesystem::path out;
  std::vector<std::string> lessons;
  unsigned jobs = 0;  // 0: one for each processor
  std::string stack = "reference";
  std::string seed;  // empty: drawn, and kept with the results
  sandbox::Policy policy = sandbox::Policy::required;
};

int grade(const judge::Course& course, const GradeCommand& options);

struct AuditCommand {
  std::string lesson;  // empty: all
  unsigned jobs = 0;
  bool update = false;  // write the tables and figures of the texts anew
  bool mutate = false;  // sweep for missing tests instead
  bool points = false;  // only look for points that are given for nothing
  std::filesystem::path json;
};

int audit(const judge::Course& course, const AuditCommand& options);

struct ResultsCommand {
  std::vector<std::string> experiments;  // empty: all that results.toml names
  unsigned seeds = 5;
  std::uint64_t seed = 1;  // the first
  unsigned jobs = 0;
  bool check = false;  // compare with docs/results.md instead of writing it
  bool page = false;   // measure nothing: the page from the measurements that are there
  std::string runs;    // a folder that keeps the runs; those in it are not made again
};

int results(const judge::Course& course, const ResultsCommand& options);

}  // namespace gradus::cli
