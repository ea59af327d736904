// staff/: the commands of those who teach and write lessons. A file here, but main.cpp, has the
// name of the command that it holds: by that, ./gradus knows which program has it. Students get
// nothing of this.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "judge/course.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::staff {

struct GradeCommand {
  std::vector<std::filesystem::path> paths;
  std::filesystem::path out;
  std::filesystem::path roster;  // empty: none
  std::filesystem::path rules;   // grading.toml; empty: the one beside the roster, if there is one
  std::string only;              // one person, to be judged afresh; empty: all that is due
  std::vector<std::string> lessons;
  unsigned jobs = 0;  // 0: one for each processor
  std::string stack = "reference";
  std::string seed;  // empty: drawn, and kept with the results
  sandbox::Policy policy = sandbox::Policy::required;
  bool slurm = false;         // on a cluster, not here
  std::string slurm_options;  // of sbatch, separated by spaces
  bool built = false;         // a task of a cluster: whoever started it has built everything
};

int grade(const judge::Course& course, const GradeCommand& options);

struct ExportCommand {
  std::string format;                // one of export_formats()
  std::filesystem::path folder;      // that grade wrote
  std::filesystem::path to;          // a file, or a folder; empty: in `folder`
  std::filesystem::path gradebook;   // the system's own table, to be filled in; empty: none
  std::string only;                  // one person
  std::vector<std::string> lessons;  // as Course::lesson() takes them; empty: all that were graded
};

int export_grades(const judge::Course& course, const ExportCommand& options);
/// One a line, with what it is.
std::string export_formats();

struct SimilarCommand {
  std::filesystem::path folder;      // that grade wrote
  std::vector<std::string> lessons;  // as Course::lesson() takes them; empty: all that were graded
  std::filesystem::path to;          // the folder of the pages; empty: `folder`/similar
  unsigned most = 50;                // pairs of a lesson with a page of their own
};

int similar(const judge::Course& course, const SimilarCommand& options);

struct ServeCommand {
  std::filesystem::path folder;  // that grade wrote
  int port = 0;                  // 0: any that is free
};

int serve(const judge::Course& course, const ServeCommand& options);

struct GraderCommand {
  std::string system = "gradescope";  // or prairielearn, github
  std::vector<std::string> lessons;   // as Course::lesson() takes them; empty: all
  std::filesystem::path to;           // the .zip; empty: named after the system, here
};

/// A grader for another system, as an archive.
int gradescope(const judge::Course& course, const GraderCommand& options);

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

struct BenchCommand {
  unsigned rounds = 7;
  bool check = false;           // compare with docs/benchmarks.json instead of writing it
  bool whole_commands = false;  // audit and results as well, which take most of an hour
  bool tiny = false;            // does it work? The numbers say nothing, and are only printed
};

int bench(const judge::Course& course, const BenchCommand& options);

struct ReleaseCommand {
  std::filesystem::path folder;
  bool update = false;  // a copy that is there already
};

int release(const judge::Course& course, const ReleaseCommand& options);

}  // namespace gradus::staff
