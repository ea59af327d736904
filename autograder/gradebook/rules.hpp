// grading.toml: what those who teach have decided: when lessons are due and what a late day costs,
// what counts how much, which attempt counts, and single decisions, each with its reason.
// docs/instructor.md shows one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gradebook/when.hpp"
#include "judge/course.hpp"

namespace gradus::gradebook {

/// A person's own date for a lesson.
struct Extension {
  std::string person;  // as the file calls them: a row, a name, or an ID
  std::string lesson;  // "01"
  Time due = 0;
  std::string reason;
  std::string place;  // "grading.toml:12"
};

/// A mark that counts, whatever the tests say.
struct Decision {
  std::string person;
  std::string lesson;
  double points = 0.0;
  std::string reason;
  std::string place;
};

enum class Attempts { last, best };

struct Rules {
  std::string file;  // its name; empty: there is none
  Attempts attempts = Attempts::last;
  bool file_times = false;  // the files' own times are believed as well
  // What a day costs that has begun.
  double points_a_day = 0.0;
  double percent_a_day = 0.0;       // of the lesson's points
  Time grace = 0;                   // seconds after which a hand-in is late
  int free_days = 0;                // of each person, for the whole course
  std::optional<int> cutoff_days;   // later than that nothing counts
  std::map<std::string, Time> due;  // by lesson
  std::map<std::string, double> weights;
  std::vector<Extension> extensions;
  std::vector<Decision> decisions;

  double weight(const std::string& lesson) const;
};

/// Throws CannotJudge for what is wrong in `text`, a line for each: where it stands, what was got,
/// what was expected, and what to do. `file` is what the messages call it.
Rules read_rules(const std::string& text, const std::string& file, const judge::Course& course);

}  // namespace gradus::gradebook
