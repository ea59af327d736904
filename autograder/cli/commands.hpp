// cli/: the program behind ./gradus. command_line.cpp reads the command line; each command is a
// function that returns the exit status: 0 as asked, 1 judged and fell short, 2 it could not be
// judged (they throw judge::CannotJudge for that).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::cli {

struct CheckCommand {
  std::string what;  // a lesson or a task; empty: the lesson that one is at
  bool solution = false;
  bool verbose = false;  // every failing test in full
  std::string stack;     // "own", "reference"; empty: reference where the course has solutions
  std::filesystem::path json;
};

/// Where the student stands: what ./gradus alone shows.
int board(const judge::Course& course);

/// What the field remembers, year by year, and the command that does it again with the student's
/// own code.
int milestones(const judge::Course& course);

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

struct PlayCommand {
  std::string setting;  // of the knobs, as the page's address has them behind its #
  int port = 0;         // 0: any that is free
  bool solution = false;
  bool quiet = false;  // opens no browser
};

/// A page on which the student's network learns, until Ctrl-C; saved files are compiled anew.
int play(const judge::Course& course, const PlayCommand& options);

struct BookCommand {
  std::filesystem::path folder;  // empty: build/book
  bool pdf = false;
};

/// The texts as pages for a browser, and as one PDF.
int book(const judge::Course& course, const BookCommand& options);

}  // namespace gradus::cli
