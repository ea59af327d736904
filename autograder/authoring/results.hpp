// docs/results.md: what the five reports measured, and what the course's own code makes of the same
// task. Every number is measured by an experiment of the last lessons, with several seeds:
//
//   lessons/11_evaluation/results.toml   the lines: what a report says, and which measurements
//   answer Run::measure(...)                     one measurement, written to measurements.csv
//   docs/results.json                     all measurements that the page was made from
//   docs/results/NAME.svg                 the figures, of the runs with the first seed
//   docs/results.md                       the page
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "judge/course.hpp"

namespace gradus::authoring {

using judge::Course;
using judge::Lesson;

/// A line of the page.
struct ResultLine {
  std::string report;          // "003": lines of one report stand together
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

/// A picture of the page: a [[figure]] of results.toml.
struct ResultFigure {
  std::string report;      // "004": it stands below the lines of this report
  std::string lesson;      // as in ResultLine
  std::string experiment;  // "digits"
  std::string file;        // "misclassified": the experiment saves it under this name
  std::string shows;       // what is to be seen, for those who cannot see it as well
  std::string file_name() const { return file + ".svg"; }
};

/// What the runs with several seeds came to.
struct Measured {
  std::size_t runs = 0;
  double mean = 0.0;
  double deviation = 0.0;  // between runs
  double smallest = 0.0;
  double largest = 0.0;
  double seconds = 0.0;  // of one run, on average
  double standard_error() const;
};

/// By name of the measurement and source of the data ("generated", "original, PeaksData.mat").
using Measurements = std::map<std::pair<std::string, std::string>, Measured>;

/// Whether a source of data is an original, and not generated.
bool is_original(const std::string& source);

/// Reads results.toml of the lesson that has one: its lines, and its figures. Both throw
/// CannotJudge, with the file and the entry that is wrong.
std::vector<ResultLine> read_result_lines(const Course& course, const Lesson& lesson);
std::vector<ResultFigure> read_result_figures(const Course& course, const Lesson& lesson);

/// All lines of measurements.csv files: name, source, seed, value, seconds. Throws CannotJudge,
/// with the file and the line, if one cannot be read or is not a finite number.
Measurements read_measurements(const std::vector<std::filesystem::path>& files);

/// docs/results.json, and what it holds. Throws CannotJudge if it is damaged.
std::string to_json(const Measurements& measurements);
Measurements from_json(const std::string& json);

/// The page. Data sources stand beside each other where there are several. `figures` are those that
/// are in docs/results.
std::string results_page(const std::vector<ResultLine>& lines, const Measurements& measurements,
                         const std::vector<ResultFigure>& figures = {});

/// One sentence for each measurement that has moved by more than its stated spread: by more than
/// three standard errors of the difference between `known` and `now`, and by more than the last
/// printed digit. One that is new, or is no longer made, is told as well; one source of several
/// that is no longer measured (an original file that is not here) is not.
std::vector<std::string> out_of_date(const std::vector<ResultLine>& lines,
                                     const Measurements& known, const Measurements& now);

/// One sentence for each line whose best settings were not measured, or miss the target by more
/// than its error: a claim smaller than its standard error is not made.
std::vector<std::string> missed_targets(const std::vector<ResultLine>& lines,
                                        const Measurements& measurements);

}  // namespace gradus::authoring
