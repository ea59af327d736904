#include "judge/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/pattern.hpp"
#include "base/text.hpp"
#include "judge/words.hpp"
#include "remote/ending.hpp"

namespace gradus::judge {
namespace {

using End = remote::Ending::Kind;

/// The tag that names the task: "1.2" of "[01][1.2]".
std::string task_tag(const std::string& tags) {
  static const base::Pattern tag(R"(\[[0-9]+\.[0-9]+\])");
  const auto found = tag.find(tags);
  return found ? tags.substr(found->begin + 1, found->size - 2) : "";
}

/// Catch2 writes "300 (0x12c)", and "!(a == b)" of what should not hold.
std::string without_hexadecimal(std::string text) {
  static const base::Pattern hexadecimal(R"( \(0x[0-9a-f]+\))");
  while (const auto found = hexadecimal.find(text)) text.erase(found->begin, found->size);
  return text;
}
std::string without_not(const std::string& text) {
  if (!text.starts_with('!')) return text;
  const bool in_brackets = text.starts_with("!(") && text.ends_with(')');
  return in_brackets ? text.substr(2, text.size() - 3) : text.substr(1);
}

/// An assertion that nothing explains. What a call should have thrown comes as the arguments of the
/// assertion, `call, type, says("...")`.
std::string unexplained(const nlohmann::json& failure) {
  const std::string expression = failure.at("expression");
  const std::string message = failure.at("message");
  if (failure.at("wants_error").get<bool>()) {
    static const base::Pattern type(", std::[a-z_]+(, |$)");
    const auto typed = type.find(expression);
    const std::string call = typed ? expression.substr(0, typed->begin) : expression;
    if (failure.at("nothing_thrown").get<bool>()) {
      const std::string expected = typed ? "\nexpected: " + expression.substr(call.size() + 2) : "";
      return "Nothing was thrown by\n" + call + expected;
    }
    const std::size_t verdict = message.find("should say: ");
    if (verdict != std::string::npos) {
      return fmt::format("In {}\nwhat is thrown {}", call, message.substr(verdict));
    }
  }
  // A comparison is worth a look at its numbers; of a yes or no there is nothing more to say.
  const bool negated = failure.at("negated").get<bool>();
  const std::string first = fmt::format("{}: {}", negated ? "Should not hold" : "Should hold",
                                        negated ? without_not(expression) : expression);
  const std::string numbers = without_hexadecimal(negated ? without_not(message) : message);
  if (numbers == "true" || numbers == "false") return first;
  return fmt::format("{}\n{}: {}", first, negated ? "and it does" : "but it is", numbers);
}

/// How the case ended, if it gave no answer.
remote::Ending read_ending(const nlohmann::json& json) {
  const std::string name = json.at("kind");
  const auto kind = std::ranges::find(remote::ending_names, name);
  if (kind == remote::ending_names.end()) throw CannotJudge("the tests report an ending " + name);
  return {.kind = static_cast<End>(kind - remote::ending_names.begin()),
          .signal = json.at("signal"),
          .exit_status = json.at("exit_status"),
          .function = json.at("function"),
          .detail = json.at("detail"),
          .waited = json.value("waited", false),
          .seconds = json.value("seconds", 0.0)};
}

Category category_of(const remote::Ending& ending, const std::string& thrown) {
  switch (ending.kind) {
    case End::crashed:
      return Category::crashed;
    case End::exited:
      return Category::exited;
    case End::time_limit:
      return Category::time_limit;
    case End::protocol:
    case End::test_broke:
      return Category::protocol;
    case End::none:
      break;
  }
  if (thrown == "not_implemented") return Category::not_written;
  if (thrown == "missing") return Category::missing;
  return thrown.empty() ? Category::wrong : Category::threw;
}

/// Could a fault of a moment have ended the case like this? A processor that was short of time, a
/// memory that was full; not what is the same each time, such as a loop without end.
bool machine_may(const remote::Ending& ending, const std::string& message) {
  switch (ending.kind) {
    case End::time_limit:
      return ending.waited;
    case End::crashed:
      return ending.signal == SIGKILL || ending.signal == SIGBUS;
    case End::exited:
      return ending.exit_status == 125 || ending.exit_status == 127;
    case End::protocol:
    case End::test_broke:
      return false;
    case End::none:
      break;
  }
  return message.find("bad_alloc") != std::string::npos ||
         message.find("out of memory") != std::string::npos;
}

const nlohmann::json asserted_nothing = {{"info", nlohmann::json::array()},
                                         {"diagnosis", nlohmann::json::array()},
                                         {"general", nlohmann::json::array()},
                                         {"message", "the test asserted nothing"},
                                         {"explained", true},
                                         {"thrown", ""}};

/// The failed assertion that tells most: the first that names a misconception, or else the first.
const nlohmann::json& most_telling(const nlohmann::json& failures) {
  if (failures.empty()) return asserted_nothing;
  for (const nlohmann::json& one : failures) {
    if (!one.at("thrown").get<std::string>().empty()) break;
    if (!one.at("diagnosis").empty() || !one.at("named").empty()) return one;
  }
  return failures.front();
}

/// The lesson of which a task asks for this function, or nullptr.
const Lesson* lesson_of(const std::string& function, const Lesson& lesson,
                        const std::vector<const Lesson*>& earlier) {
  if (lesson.task_of_function(function) != nullptr) return &lesson;
  for (const Lesson* one : earlier) {
    if (one->task_of_function(function) != nullptr) return one;
  }
  return nullptr;
}

/// What a test says to look at: one paragraph, but for what has lines of its own.
std::string joined(const std::vector<std::string>& infos) {
  std::string text;
  bool goes_on = false;
  for (const std::string& info : infos) {
    const bool one_line = info.find('\n') == std::string::npos;
    if (goes_on && one_line) text.back() = ' ';
    text += info + "\n";
    goes_on = one_line;
  }
  return text;
}

void fill_failure(CaseResult& result, const nlohmann::json& line, const Lesson& lesson,
                  const std::map<std::string, std::vector<std::string>>& left_out,
                  const std::vector<const Lesson*>& earlier) {
  const nlohmann::json& failure = most_telling(line.at("failures"));
  const remote::Ending ending = read_ending(line.at("ending"));
  result.category = category_of(ending, failure.at("thrown"));
  const std::string message = failure.at("message");
  const std::string info = joined(failure.at("info"));
  switch (result.category) {
    case Category::not_written:
      result.message = message;
      break;
    case Category::missing: {  // the message is the function's name
      const Lesson* asked = lesson_of(message, lesson, earlier);
      const Lesson& place = asked != nullptr ? *asked : lesson;
      const Task* task = place.task_of_function(message);
      const bool was_left_out = task != nullptr && left_out.contains(task->id);
      if (was_left_out) result.category = Category::not_compiled;
      result.message = was_left_out ? message + " does not compile."
                                    : fmt::format(
                                          "{} is not defined in {}, or has other parameters than "
                                          "{}.hpp declares.",
                                          message, place.file_name(), place.name);
      break;
    }
    case Category::threw: {
      const std::string meaning = meaning_of_exception(message);
      const std::string start =
          failure.at("wants_error").get<bool>()
              ? fmt::format("This is a {}: ", failure.at("thrown").get<std::string>())
              : "An exception ended the call: ";
      result.message = start + message + "\n" + (meaning.empty() ? "" : meaning + "\n") + info;
      break;
    }
    case Category::wrong:
      result.diagnosis = failure.at("diagnosis").get<std::vector<std::string>>();
      result.general = failure.at("general").get<std::vector<std::string>>();
      result.message =
          info + (failure.at("explained").get<bool>() ? message : unexplained(failure));
      break;
    default: {
      const double limit = ending.seconds > 0 ? std::ceil(ending.seconds) : lesson.seconds;
      result.message = describe_ending(ending, static_cast<int>(limit)) + "\n" + info;
    }
  }
  result.machine_may = machine_may(ending, result.message);
}

/// How many of a task's public, or graded, cases there are, and how many of them passed.
struct Share {
  double cases = 0.0;
  double passed = 0.0;
  void add(bool passes) {
    cases += 1.0;
    passed += passes ? 1.0 : 0.0;
  }
};

/// Half for the public cases, half for the graded ones, so that a new case moves no mark outside
/// of its half; all for the one kind where there is no other.
double passed_part(const Share& open, const Share& graded) {
  if (graded.cases == 0.0) return open.passed / open.cases;
  if (open.cases == 0.0) return graded.passed / graded.cases;
  return (open.passed / open.cases + graded.passed / graded.cases) / 2.0;
}

}  // namespace

std::vector<CaseResult> read_report(const std::string& report, const Lesson& lesson,
                                    const std::map<std::string, std::vector<std::string>>& left_out,
                                    const std::vector<const Lesson*>& earlier) {
  std::vector<CaseResult> cases;
  bool done = false;
  std::istringstream lines(report);
  for (std::string text; std::getline(lines, text);) {
    const nlohmann::json line = nlohmann::json::parse(text, nullptr, false);
    if (line.is_discarded())
      throw CannotJudge("the report of the tests is damaged: " + base::clean(text, 200));
    done = done || line.contains("done");
    if (!line.contains("case")) continue;
    const std::string file = std::filesystem::path(line.at("file").get<std::string>()).filename();
    CaseResult result{.name = line.at("case"),
                      .task = task_tag(line.at("tags")),
                      .graded = file.starts_with("graded_"),
                      .category = Category::passed,
                      .diagnosis = {},
                      .message = {},
                      .seconds = line.at("seconds")};
    result.offered = line.value("offered", std::vector<std::string>());
    result.named = line.value("named", std::vector<std::string>());
    result.alike = line.value("alike", std::vector<std::string>());
    for (const nlohmann::json& failure : line.at("failures")) {
      for (const std::string& name : failure.at("named").get<std::vector<std::string>>()) {
        result.told.push_back(name);
      }
    }
    if (!line.at("passed").get<bool>()) fill_failure(result, line, lesson, left_out, earlier);
    result.message = base::clean(result.message);
    for (std::string& sentence : result.diagnosis) sentence = base::clean(sentence);
    for (std::string& sentence : result.general) sentence = base::clean(sentence);
    cases.push_back(result);
  }
  if (!done) throw CannotJudge("the tests of " + lesson.folder + " did not run to their end");
  return cases;
}

LessonResult award(const Lesson& lesson, const std::vector<CaseResult>& cases,
                   const std::string& only_task) {
  LessonResult result{.lesson = lesson.id};
  for (const Task& task : lesson.tasks) {
    if (!only_task.empty() && task.id != only_task) continue;
    TaskResult marks{.id = task.id, .possible = static_cast<double>(task.points)};
    Share open;
    Share graded;
    for (const CaseResult& one : cases) {
      if (one.task != task.id) continue;
      marks.cases.push_back(one);
      (one.graded ? graded : open).add(one.category == Category::passed);
    }
    if (marks.cases.empty()) {
      throw CannotJudge(fmt::format(
          "task {} has no test case tagged [{}]: the course is incomplete", task.id, task.id));
    }
    marks.earned = marks.possible * passed_part(open, graded);
    result.tasks.push_back(marks);
  }
  for (const CaseResult& one : cases) {
    if (lesson.find_task(one.task) == nullptr) {
      throw CannotJudge(fmt::format("the test case \"{}\" is tagged with no task of {}", one.name,
                                    lesson.folder));
    }
  }
  return result;
}

void settle_guesses(LessonResult& result) {
  for (TaskResult& task : result.tasks) {
    const bool known =
        !task.waits_for.empty() || std::ranges::any_of(task.cases, [](const CaseResult& one) {
          return !one.diagnosis.empty() || !one.told.empty();
        });
    for (CaseResult& one : task.cases) {
      if (!known) one.diagnosis = one.general;
      one.general.clear();
    }
  }
}

}  // namespace gradus::judge
