#include "judge/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "judge/words.hpp"

namespace gradus::judge {
namespace {

/// The tag that names the task: "1.2" of "[01][1.2]".
std::string task_tag(const std::string& tags) {
  std::smatch match;
  const std::regex tag(R"(\[([0-9]+\.[0-9]+)\])");
  return std::regex_search(tags, match, tag) ? match[1].str() : "";
}

/// What a failed assertion says: where to look first, then the numbers. The diagnosis is kept
/// apart.
std::string assertion_text(const nlohmann::json& failure) {
  std::string text;
  for (const std::string info : failure.at("info")) text += info + "\n";
  const std::vector<std::string> diagnosis = failure.at("diagnosis");
  std::istringstream lines(failure.at("message").get<std::string>());
  for (std::string line; std::getline(lines, line);) {
    const bool said_already = std::ranges::find(diagnosis, line) != diagnosis.end();
    if (!said_already && !line.ends_with("is not as expected:")) text += line + "\n";
  }
  return text;
}

/// An assertion that nothing explains. What a call should have thrown comes as the arguments of the
/// assertion, `call, type, says("...")`.
std::string unexplained(const nlohmann::json& failure) {
  const std::string expression = failure.at("expression");
  if (failure.value("nothing_thrown", false)) {
    const std::size_t call = expression.find(", std::");
    if (call == std::string::npos) return "Nothing was thrown by\n" + expression;
    return fmt::format("Nothing was thrown by\n{}\nexpected: {}", expression.substr(0, call),
                       expression.substr(call + 2));
  }
  const std::string message = failure.at("message");
  const std::size_t verdict = message.find("should say: ");
  if (verdict != std::string::npos) {
    return fmt::format("In {}\nwhat is thrown {}", expression, message.substr(verdict));
  }
  return fmt::format("Should hold: {}\nbut it is: {}", expression, message);
}

Category category_of(const nlohmann::json& line, const nlohmann::json& failure) {
  const std::string ending = line.at("ending").at("kind");
  if (ending != "none") return category_from(ending);
  const std::string thrown = failure.at("thrown");
  if (thrown == "not_implemented") return Category::not_written;
  if (thrown == "missing") return Category::missing;
  return thrown.empty() ? Category::wrong : Category::threw;
}

/// The limit that was passed, in whole seconds.
int seconds_of(const nlohmann::json& ending, const Lesson& lesson) {
  const double seconds = ending.value("seconds", 0.0);
  return seconds > 0 ? static_cast<int>(std::ceil(seconds)) : lesson.seconds;
}

void fill_failure(CaseResult& result, const nlohmann::json& line, const Lesson& lesson,
                  const std::map<std::string, std::vector<std::string>>& left_out) {
  const nlohmann::json failure = line.at("failures").empty()
                                     ? nlohmann::json{{"info", nlohmann::json::array()},
                                                      {"diagnosis", nlohmann::json::array()},
                                                      {"message", "the test asserted nothing"},
                                                      {"expression", ""},
                                                      {"diagnosed", true},
                                                      {"thrown", ""}}
                                     : line.at("failures").front();
  result.category = category_of(line, failure);
  const std::string message = failure.at("message");
  const std::string info = assertion_text(
      {{"info", failure.at("info")}, {"diagnosis", nlohmann::json::array()}, {"message", ""}});
  switch (result.category) {
    case Category::not_written:
      result.message = message;
      return;
    case Category::missing: {
      const std::string function = message.substr(0, message.find(' '));
      const Task* task = lesson.task_of_function(function);
      const bool was_left_out = task != nullptr && left_out.contains(task->id);
      if (was_left_out) result.category = Category::not_compiled;
      result.message = was_left_out ? function + " does not compile."
                                    : fmt::format(
                                          "{} is not defined in {}, or has other parameters than "
                                          "{}.hpp declares.",
                                          function, lesson.file_name(), lesson.name);
      return;
    }
    case Category::crashed:
    case Category::exited:
    case Category::time_limit:
    case Category::protocol: {
      const nlohmann::json& ending = line.at("ending");
      result.message = describe_ending(ending.at("kind"), ending.at("function"),
                                       ending.at("signal"), ending.at("exit_status"),
                                       ending.at("detail"), seconds_of(ending, lesson)) +
                       "\n" + info;
      return;
    }
    case Category::threw: {
      const std::string meaning = meaning_of_exception(message);
      result.message = "An exception ended the call: " + message + "\n" +
                       (meaning.empty() ? "" : meaning + "\n") + info;
      return;
    }
    default:
      result.diagnosis = failure.at("diagnosis").get<std::vector<std::string>>();
      result.message = assertion_text(failure);
      if (result.diagnosis.empty() && failure.at("diagnosed") == false) {
        result.message = info + unexplained(failure);
      }
  }
}

/// Could a fault of a moment have ended the case like this? A processor that was short of time, a
/// memory that was full; not what is the same each time, such as a loop without end.
bool machine_may(const nlohmann::json& line, const std::string& message) {
  const nlohmann::json& ending = line.at("ending");
  const std::string kind = ending.at("kind");
  if (kind == "time_limit") return ending.value("waited", false);
  if (kind == "crashed") return ending.at("signal") == SIGKILL || ending.at("signal") == SIGBUS;
  if (kind == "exited") return ending.at("exit_status") == 125 || ending.at("exit_status") == 127;
  if (kind == "protocol" || kind == "test_broke") return false;
  return message.find("bad_alloc") != std::string::npos ||
         message.find("out of memory") != std::string::npos;
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

std::vector<CaseResult> read_report(
    const std::string& report, const Lesson& lesson,
    const std::map<std::string, std::vector<std::string>>& left_out) {
  std::vector<CaseResult> cases;
  bool done = false;
  std::istringstream lines(report);
  for (std::string text; std::getline(lines, text);) {
    const nlohmann::json line = nlohmann::json::parse(text, nullptr, false);
    if (line.is_discarded())
      throw CannotJudge("the report of the tests is damaged: " + clean(text, 200));
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
    for (const nlohmann::json& failure : line.at("failures")) {
      for (const std::string& name : failure.value("named", std::vector<std::string>())) {
        result.told.push_back(name);
      }
    }
    if (!line.at("passed").get<bool>()) {
      fill_failure(result, line, lesson, left_out);
      result.machine_may = machine_may(line, result.message);
    }
    result.message = clean(result.message);
    for (std::string& sentence : result.diagnosis) sentence = clean(sentence);
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

}  // namespace gradus::judge
