// The verdict on one lesson of one submission, and its form as JSON (documented in docs/author.md).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace gradus::judge {

/// Why a test case failed, from the student's point of view.
enum class Category {
  passed,
  not_written,   // the task still says todo()
  missing,       // the file does not define the function (or with other parameters)
  not_compiled,  // the task's code does not compile, and was left out
  wrong,         // a wrong value, or no error where one is due
  threw,         // an exception that the test does not expect
  crashed,       // a signal
  exited,        // the code ended the program
  time_limit,    // no answer in time
  protocol,      // an answer that cannot be read: memory was overwritten, or worse
  not_judged,    // the test did not run; never the student's fault
};

std::string to_string(Category category);
/// Throws std::invalid_argument for a name that is no category.
Category category_from(const std::string& name);

struct CaseResult {
  std::string name;     // the test's sentence
  std::string task;     // "1.2"
  bool graded = false;  // from graded_*.cpp: never shown to a student
  Category category = Category::not_judged;
  std::vector<std::string> diagnosis;  // the misconceptions that fit, one sentence each
  std::string message;                 // what the test says: look here, then the numbers
  double seconds = 0.0;
  std::vector<std::string> told = {};  // the names of those that were told: "misconceptions"
  // Not part of the JSON: what goes wrong anywhere and fits here, until settle_guesses().
  std::vector<std::string> general = {};
  // For the audit, and not part of the JSON: the .mistake()s of the test
  // ("by_rows, misconceptions.hpp:31") that could be, and were, named.
  std::vector<std::string> offered = {};
  std::vector<std::string> named = {};
  std::vector<std::string> alike = {};  // "a and b": one value would be told as both
  bool machine_may = false;  // have ended it so: no memory, or a machine that stood still
};

/// An earlier task of the student's that fails, and that a task's code calls.
struct Wait {
  std::string task;                // "7.3"
  std::string lesson;              // "07"
  std::string function;            // of it, that is called
  std::string caller;              // the function that calls it
  bool direct = true;              // false: through other tasks' functions
  Category why = Category::wrong;  // or not_written, not_compiled
};

struct TaskResult {
  std::string id;
  double earned = 0.0;
  double possible = 0.0;
  std::vector<std::string> compiler;           // why its code was left out, if it was
  std::vector<std::string> compiler_raw = {};  // the same in the compiler's own words, all of them
  std::vector<CaseResult> cases;
  std::vector<Wait> waits_for;  // what is to be mended first, if it fails

  bool passed() const;
  double seconds() const;  // of its cases
};

/// The state of a whole task: passed, not_compiled, not_written (all of it), or else wrong.
Category state_of(const TaskResult& task);

/// A failure that a machine could have caused as well as the student.
struct Doubt {
  std::string cause;      // in one line
  bool may_pass = false;  // a fault of a moment: judging once more may tell
};

struct LessonResult {
  std::string lesson;  // "01"
  std::string stack;   // whose earlier lessons: "reference" or "own"
  std::vector<TaskResult> tasks;
  std::vector<std::string> notes;  // what else is worth saying: warnings, a changed signature
  std::string output;              // what the student's code printed, cleaned
  std::vector<Doubt> doubts;       // not part of the JSON: settled before anything is kept
  double seconds = 0.0;

  double earned() const;
  double possible() const;
  bool passed() const;
  /// True when every case was judged. A result that was not must never become a mark.
  bool complete() const;
};

/// The version of the JSON forms, counted up when a field changes its meaning or goes.
inline constexpr int json_version = 1;

void to_json(nlohmann::json& json, const TaskResult& result);
void from_json(const nlohmann::json& json, TaskResult& result);
void to_json(nlohmann::json& json, const LessonResult& result);
void from_json(const nlohmann::json& json, LessonResult& result);

/// Points as people write them: 10, 6.67; `none` where there are none.
std::string points_text(double points);
std::string points_text(const std::optional<double>& points, const std::string& none);

}  // namespace gradus::judge
