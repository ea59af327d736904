// docs/results.md: what the five reports measured, and what the course's own code makes of the same
// task. Every number is measured by an experiment of the last lessons, with several seeds:
//
//   lessons/11_evaluation/results.toml   the lines: what a report says, and which measurements
//   answer Run::measure(...)                     one measurement, written to measurements.csv
//   docs/results.json                     all measurements that the page was made from
//   docs/results/NAME.svg, NAME.md        figures and tables, of the runs with the first seed
//   docs/results.md                       the page
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;

/// A line of the page.
struct ResultLine {
  std::string report;          // "003", or a heading; its lines stand together
  std::string what;            // "GMM, widths 50, 50, 50"
  std::string measure;         // "accuracy", "MSE"
  std::string lesson;          // "07": whose experiment measures it; left out: this one's
  std::string experiment;      // "ridge"
  std::string reported;        // the report's figure, as it stands there
  std::string same;            // the measurement with the report's own settings; empty: none
  std::string best;            // ... with the course's best settings; empty: none
  std::string settings;        // those best settings, in words
  std::string target;          // what to beat: "at least 0.97395", "at most 1.30"; empty: none
  bool original_only = false;  // the target is one for the original data, not for generated
  double error = 0.0;          // the standard error of such a number: of the test part it is from
  int decimals = 4;
};

/// A picture of the page, or what an experiment prints: a [[figure]] of results.toml.
struct ResultFigure {
  std::string report;      // "004": it stands below the lines of this report
  std::string lesson;      // as in ResultLine
  std::string experiment;  // "digits"
  std::string file;        // "misclassified": the experiment saves it under this name; or NAME.md
  std::string shows;       // what is to be seen, for those who cannot see it as well
  std::string text;        // of NAME.md, as it is in docs/results
  bool is_text() const { return file.ends_with(".md"); }
  std::string file_name() const { return is_text() ? file : file + ".svg"; }
};

/// Something that a report concludes: that one kind of training has more of something than another.
/// Two experiments judge it by pairs of trainings, with the report's own settings and with the
/// right ones: they measure EXPERIMENT.NAME.more and EXPERIMENT.NAME.less, in percent of the pairs.
struct ResultConclusion {
  std::string report;
  std::string name;      // "rate"
  std::string says;      // "The rate 0.1 is the best"
  std::string compared;  // "0.1 with 0.01, one hidden layer"
  std::string lesson;    // as in ResultLine
  std::string same;      // "grid_reported": the experiment with the report's own settings
  std::string right;     // "grid_right"
};

/// An experiment that takes so long that it is run with fewer seeds than the others: a [[long]].
struct LongExperiment {
  std::string lesson;
  std::string experiment;
  std::int64_t seeds = 1;  // at most
};

/// With how many seeds at most an experiment is run.
std::int64_t seeds_of(const std::vector<LongExperiment>& long_ones, const std::string& lesson,
                      const std::string& experiment);

/// "at least 0.97": the number, and whether more is better.
struct Target {
  bool more = false;
  double value = 0.0;
};

/// The target in words; nothing for an empty one. Throws CannotJudge for one that says nothing.
std::optional<Target> parse_target(const std::string& target);

/// Reads results.toml of the lesson that has one: its lines, its figures and so on. All throw
/// CannotJudge, with the file and the entry that is wrong.
std::vector<ResultLine> read_result_lines(const Course& course, const Lesson& lesson);
std::vector<ResultFigure> read_result_figures(const Course& course, const Lesson& lesson);
std::vector<ResultConclusion> read_result_conclusions(const Course& course, const Lesson& lesson);
std::vector<LongExperiment> read_long_experiments(const Course& course, const Lesson& lesson);

}  // namespace gradus::authoring
