// Grades a class: from folders and archives to grades.
//
//   grade.hpp       all of it, from the top
//   stage.hpp       a copy of the course for whoever judges and may not read it
//   collect.hpp     the paths on the command line as submissions: one text for each lesson
//     roster.hpp      who is in a class
//     handed_in.hpp   what learning systems make of names
//     guess.hpp       which lesson a file's name could answer
//     pick.hpp        which of a submission's files answers which lesson
//     given_out.hpp   what the course gave out, which is nobody's answer
//     contents.hpp    what is in a submission, before that is decided; contents_reader.hpp: how it
//                     is come by; inner_path.hpp: a path in it
//     spool.hpp       where the texts of a class are meanwhile
//     folder.hpp      reads a folder without following links or opening anything but plain files
//     unpack.hpp      has an archive read, by a program of its own, in the sandbox
//     archive.hpp     that program; message.hpp: what it says; whole.hpp: is the archive whole?
//     text.hpp        a file's bytes as text
//     names.hpp       names of submissions
//   class_list.hpp  who ought to have handed in; member.hpp: one of them; their_roster.hpp: the
//                   class as a learning system's own table has it
//   rules.hpp       grading.toml: dates, what a late day costs, single decisions
//   attempts.hpp    one row a person: attempts, groups; people.hpp: rows by what people call them
//   late.hpp        what counts in the end; when.hpp, ruling.hpp, total.hpp
//   out_folder.hpp  the folder of results: one grader at a time, one seed
//   store.hpp       results.sqlite: every verdict, written down at once
//     database.hpp    SQLite; schema.hpp: the tables; verdicts.hpp, forms.hpp: a verdict as rows
//   plan.hpp        which verdicts are due, and which are known
//     key.hpp         what a verdict depends on, as one key
//   judging.hpp     judges what is due, several submissions at once
//     control.hpp     is it the answer, or the machine? Answers that are known tell
//     cluster.hpp     has it judged by many machines (--slurm)
//   results.hpp     reads results.sqlite, for exports and pages
//     lines.hpp       the verdicts as lines of JSON
//   csv.hpp         grades.csv
//   table.hpp       the grades as a table
//   notes.hpp, limits.hpp: small things that the others share
//
// The way through: collect() reads every submission, and the store keeps the answers. For each of
// them and each lesson, make_plan() looks into the store under a key made of everything the verdict
// depends on; what is not there is judged by judge_what_is_due(), and written down. The grades are
// made from that.
//
// Everything that a submission contains is hostile: names, files, links, archives. What cannot be
// read never stops the others, and is never a 0: the lessons that it could answer are not judged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "gradebook/class_list.hpp"
#include "gradebook/cluster.hpp"
#include "gradebook/control.hpp"
#include "gradebook/limits.hpp"
#include "gradebook/rules.hpp"
#include "gradebook/total.hpp"
#include "judge/course.hpp"
#include "judge/judge.hpp"
#include "judge/result.hpp"
#include "sandbox/sandbox.hpp"

namespace gradus::gradebook {

/// judge::judge for a course that the caller knows; tests put their own here.
using Judge = Control::Judge;

/// Makes ready what judging these lessons needs, and returns the course as it is to be used then.
using Prepare = std::function<judge::Course(const std::vector<const judge::Lesson*>& lessons)>;

/// On whose earlier lessons lesson k is judged; with both, grades-own.csv holds the second verdict.
enum class Stacks { reference, own, both };

struct GradeOptions {
  std::vector<std::filesystem::path> paths;
  std::filesystem::path out;
  std::optional<ClassList> class_list;
  std::optional<Rules> rules;        // grading.toml
  std::string only;                  // judge this person afresh, and touch nothing else
  std::vector<std::string> lessons;  // as Course::lesson() takes them; empty: all
  unsigned jobs = 0;                 // judgements at the same time; 0: one for each core
  Stacks stacks = Stacks::reference;
  std::string seed;  // the secret of the graded tests; empty: that of `out`
  sandbox::Policy policy = sandbox::Policy::required;
  Prepare prepare =
      {};       // called when the paths and `out` have been looked at; empty: nothing to do
  Judge judge;  // empty: judge::judge
  bool control =
      true;  // prove by control answers that this machine can judge (gradebook/control.hpp)
  std::optional<ClusterOptions> cluster = {};  // where the work is done; nothing: here
  Limits limits;
};

/// One submission, one lesson: either points, or the reason why there are none. There is never a 0
/// that nobody decided.
struct Cell {
  std::optional<double> earned;  // by the tests
  double possible = 0.0;
  bool reused = false;       // known from before
  std::string not_judged;    // why, when `earned` is empty
  std::int64_t verdict = 0;  // in the store; 0: none
  // Once everything is judged:
  std::optional<double> points;  // what counts: a mark set by hand, or what a late day has left
  double weight = 1.0;           // in the total
  std::string remark;            // why these points are not those that were earned
};

struct Row {
  std::string submission;
  std::filesystem::path from;
  std::vector<std::string> notes;
  std::vector<Cell> cells;  // one a lesson, as in Grades::lessons

  Total total() const { return total_of(cells); }
};

struct Grades {
  judge::Stack stack = judge::Stack::reference;
  std::vector<std::string> lessons;  // folder names: "01_activations"
  std::vector<Row> rows;             // in the natural order of the submissions' names
};

struct GradeReport {
  std::vector<Grades> grades;      // one; with Stacks::both two, the reference stack first
  std::vector<std::string> notes;  // on the run as a whole
  std::vector<std::string> lost;   // what was handed in and belongs to nobody: see Collection::lost
  std::size_t judged = 0;
  std::size_t reused = 0;
  std::size_t not_judged = 0;
  bool interrupted = false;  // by SIGINT, SIGTERM or SIGHUP; no grades.csv was written

  /// 0: every submission was judged, whatever its marks. 2: something could not be.
  int exit_status() const { return interrupted || not_judged > 0 || !lost.empty() ? 2 : 0; }
};

/// How far it is. Called when work starts and after each verdict, by one thread at a time. Done are
/// verdicts, known those from before, and the note is "anna, 01_activations". `message`
/// is something that should be seen at once: a judgement failed, or (with no steps) results.sqlite
/// cannot be written yet.
using Observer = std::function<void(const base::Stand& stand, const std::string& message)>;

/// Judges every submission in `options.paths`, and writes verdicts and grades to `options.out`.
/// What is known already is not judged again, and what is equal is judged once. Before the first
/// judgement the machine has to prove that it can judge. A judgement that fails is tried once more,
/// then left empty and reported; the others go on. SIGINT, SIGTERM and SIGHUP end grading at once:
/// what has been judged is written down, what runs is killed. Throws CannotJudge when there is
/// nothing to grade, or the results cannot be written.
GradeReport grade(const judge::Course& course, const GradeOptions& options,
                  const Observer& observer = {});

}  // namespace gradus::gradebook
