#include "reporting/graders.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "gradebook/verdicts.hpp"
#include "judge/result.hpp"
#include "reporting/feedback.hpp"
#include "reporting/page.hpp"

namespace gradus::reporting {
namespace {

using nlohmann::ordered_json;

double rounded(double points) {
  return std::round(points * 1e4) / 1e4;
}

std::string title_of(const ToldTask& task) {
  return base::one_line(task.id + (task.functions.empty() ? "" : " " + task.functions));
}

/// Everything but bytes that are no UTF-8.
std::string written(const ordered_json& json) {
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

struct Sum {
  double seconds = 0.0;
  double judged = 0.0;  // points of the lessons that were
  double possible = 0.0;
  std::vector<std::string> not_judged;
};

Sum sum_of(const ClassBook& book, const Person& person) {
  Sum sum;
  for (std::size_t i = 0; i < person.works.size(); ++i) {
    const Work& work = person.works[i];
    sum.seconds += work.result.seconds;
    sum.possible += work.possible;
    sum.judged += work.points.value_or(0.0);
    if (!work.points) {
      sum.not_judged.push_back(
          fmt::format("{} could not be judged: {}", book.lessons()[i]->folder,
                      work.not_judged.empty() ? "ask who teaches the course" : work.not_judged));
    }
  }
  return sum;
}

std::string words_for(const Work& work, const ToldTask& task) {
  return work.handed_in ? in_lines(task) : "not handed in\n";
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// Calls visit(lesson, work, task) for each task that was judged.
template <typename Visit>
void for_each_task(const ClassBook& book, const Person& person, const KnownSentences& sentences,
                   Visit visit) {
  for (std::size_t i = 0; i < person.works.size(); ++i) {
    const ToldLesson told = tell(*book.lessons()[i], person.works[i].result, sentences);
    for (const ToldTask& task : told.tasks) visit(*book.lessons()[i], person.works[i], task);
  }
}

/// What is not there, points that were taken off, or set by hand.
std::string remarks_of(const ClassBook& book, const Person& person) {
  std::string remarks;
  for (std::size_t i = 0; i < person.works.size(); ++i) {
    const Work& work = person.works[i];
    if (work.points && !work.handed_in) {
      remarks += book.lessons()[i]->file_name() + " was not found in what was handed in\n";
    }
    if (work.remark.empty()) continue;
    remarks += base::one_line(book.lessons()[i]->id + ": " + work.explained()) + "\n";
  }
  return remarks;
}

std::string xml(const std::string& text) {
  // base::clean leaves no control character but the line break and the tab; two more code points
  // are no XML.
  std::string safe = as_html(text);
  base::replace_all(safe, "\xef\xbf\xbe", "\xef\xbf\xbd");
  base::replace_all(safe, "\xef\xbf\xbf", "\xef\xbf\xbd");
  return safe;
}

/// The same in an attribute, where a line break would become a space.
std::string xml_attribute(const std::string& text) {
  return xml(base::one_line(text));
}

/// The mark of a suite, which need not be what its cases earned.
std::string properties_of(const Work& work) {
  if (!work.points) return "";
  std::string remark;
  if (!work.remark.empty()) {
    remark =
        fmt::format("<property name=\"remark\" value=\"{}\"/>", xml_attribute(work.explained()));
  }
  return fmt::format("    <properties><property name=\"points\" value=\"{}\"/>{}</properties>\n",
                     judge::points_text(*work.points), remark);
}

}  // namespace

std::string gradescope(const ClassBook& book, const Person& person,
                       const KnownSentences& sentences) {
  const Sum sum = sum_of(book, person);
  ordered_json tests = ordered_json::array();
  for_each_task(book, person, sentences,
                [&](const judge::Lesson& lesson, const Work& work, const ToldTask& task) {
                  tests.push_back({{"score", rounded(task.earned)},
                                   {"max_score", task.possible},
                                   {"status", task.passed ? "passed" : "failed"},
                                   {"name", title_of(task)},
                                   {"name_format", "text"},
                                   {"number", task.id},
                                   {"output", words_for(work, task)},
                                   {"output_format", "text"},
                                   {"tags", {lesson.folder}},
                                   {"visibility", "visible"}});
                });
  std::string output = remarks_of(book, person);
  for (const std::string& one : sum.not_judged) output += base::one_line(one) + "\n";
  ordered_json json = {{"execution_time", std::ceil(sum.seconds)},
                       {"output", output},
                       {"output_format", "text"},
                       {"test_output_format", "text"},
                       {"test_name_format", "text"},
                       {"visibility", "visible"},
                       {"stdout_visibility", "hidden"},
                       {"tests", tests}};
  if (person.total) {
    json["score"] = rounded(*person.total);
  } else if (tests.empty()) {
    throw judge::CannotJudge(person.name + ": nothing was judged, so there is no score: " + output);
  }
  return written(json);
}

std::string prairielearn(const ClassBook& book, const Person& person,
                         const KnownSentences& sentences) {
  const Sum sum = sum_of(book, person);
  ordered_json tests = ordered_json::array();
  for_each_task(book, person, sentences,
                [&](const judge::Lesson& lesson, const Work& work, const ToldTask& task) {
                  tests.push_back({{"name", title_of(task)},
                                   {"description", lesson.title},
                                   {"points", rounded(task.earned)},
                                   {"max_points", task.possible},
                                   {"message", work.handed_in ? task.state : "not handed in"},
                                   {"output", words_for(work, task)}});
                });
  ordered_json json = {{"gradable", person.total.has_value()}};
  if (person.total && person.maximum > 0) {
    json["score"] = std::min(1.0, rounded(*person.total / person.maximum));
  }
  json["message"] = remarks_of(book, person);
  std::string trouble;
  for (const std::string& one : sum.not_judged) trouble += base::one_line(one) + "\n";
  json["output"] = trouble;
  if (!person.total) json["format_errors"] = ordered_json::array({trouble});
  json["tests"] = tests;
  return written(json);
}

std::string github(const ClassBook& book, const Person& person, const KnownSentences& sentences) {
  ordered_json tests = ordered_json::array();
  bool all = true;
  double possible = 0.0;
  for_each_task(book, person, sentences,
                [&](const judge::Lesson& lesson, const Work& work, const ToldTask& task) {
                  all = all && task.passed;
                  possible += task.possible;
                  tests.push_back({{"name", title_of(task)},
                                   {"status", task.passed ? "pass" : "fail"},
                                   {"score", rounded(task.earned)},
                                   {"message", words_for(work, task)},
                                   {"test_code", ""},
                                   {"filename", lesson.file_name()},
                                   {"line_no", 0},
                                   {"duration", 0}});
                });
  // What counts beside the tests, so that the sum is the mark.
  for (std::size_t i = 0; i < person.works.size(); ++i) {
    const Work& work = person.works[i];
    if (!work.points || !work.earned || *work.points == *work.earned) continue;
    const judge::Lesson& lesson = *book.lessons()[i];
    tests.push_back({{"name", base::one_line(lesson.id + " " + work.remark)},
                     {"status", *work.points < *work.earned ? "fail" : "pass"},
                     {"score", rounded(*work.points - *work.earned)},
                     {"message", base::one_line(work.explained())},
                     {"test_code", ""},
                     {"filename", lesson.file_name()},
                     {"line_no", 0},
                     {"duration", 0}});
  }
  const char* status = !person.total ? "error" : all ? "pass" : "fail";
  return written({{"version", 1}, {"status", status}, {"max_score", possible}, {"tests", tests}});
}

std::string github_output(const std::string& result) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string coded;
  for (std::size_t i = 0; i < result.size(); i += 3) {
    unsigned three = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      const bool there = i + k < result.size();
      three = three << 8 | (there ? static_cast<unsigned char>(result[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      const bool there = k < 2 || i + k - 1 < result.size();
      coded += there ? digits[three >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return "result=" + coded + "\n";
}

std::string classroom50(const ClassBook& book, const Person& person,
                        const KnownSentences& sentences) {
  if (!person.total) {
    throw judge::CannotJudge(person.name + ": not everything was judged, so there is no score");
  }
  ordered_json tests = ordered_json::array();
  for_each_task(book, person, sentences,
                [&](const judge::Lesson&, const Work&, const ToldTask& task) {
                  tests.push_back({{"test-name", title_of(task)},
                                   {"passed", task.passed},
                                   {"score", std::lround(task.earned)},
                                   {"max-score", std::lround(task.possible)}});
                });
  const std::string repository = environment("GITHUB_REPOSITORY");
  const std::string server = environment("GITHUB_SERVER_URL");
  const std::string at = server + "/" + repository;
  const std::string commit = environment("GITHUB_SHA");
  return written({{"schema", "classroom50/result/v1"},
                  {"classroom", environment("GRADUS_CLASSROOM")},
                  {"assignment", environment("GRADUS_ASSIGNMENT")},
                  {"assignment_type", "individual"},
                  {"owner", repository.substr(0, repository.find('/'))},
                  {"submission", at},
                  {"commit", at + "/commit/" + commit},
                  {"release", ""},
                  {"review", ""},
                  {"datetime", gradebook::now_utc()},
                  {"score", std::lround(*person.total)},
                  {"max-score", std::lround(person.maximum)},
                  {"tests", tests},
                  {"submitted_by", environment("GITHUB_ACTOR")}});
}

std::string junit(const ClassBook& book, const KnownSentences& sentences) {
  std::string suites;
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  double seconds = 0.0;
  book.for_each([&](const Person& person) {
    for (std::size_t i = 0; i < person.works.size(); ++i) {
      const judge::Lesson& lesson = *book.lessons()[i];
      const Work& work = person.works[i];
      const ToldLesson told = tell(lesson, work.result, sentences);
      std::string cases;
      std::size_t failed = 0;
      std::size_t left = 0;
      std::size_t wrong = 0;
      const std::string name = xml_attribute(person.name + " " + lesson.folder);
      for (std::size_t k = 0; k < told.tasks.size(); ++k) {
        const ToldTask& task = told.tasks[k];
        cases +=
            fmt::format("    <testcase name=\"{}\" classname=\"{}\" time=\"{:.3f}\" file=\"{}\"",
                        xml_attribute(title_of(task)), name, work.result.tasks[k].seconds(),
                        xml_attribute(lesson.file_name()));
        if (task.passed) {
          cases += "/>\n";
        } else if (!work.handed_in) {
          ++left;
          cases += ">\n      <skipped message=\"not handed in\"/>\n    </testcase>\n";
        } else {
          ++failed;
          cases += fmt::format(
              ">\n      <failure message=\"{}\" type=\"{}\">{}</failure>\n    </testcase>\n",
              xml_attribute(fmt::format("{} of {} points: {}", judge::points_text(task.earned),
                                        judge::points_text(task.possible), task.state)),
              xml_attribute(judge::to_string(judge::state_of(work.result.tasks[k]))),
              xml(in_lines(task)));
        }
      }
      std::size_t count = told.tasks.size();
      if (told.tasks.empty() || !work.points) {
        ++wrong;
        ++count;
        cases += fmt::format(
            "    <testcase name=\"{} was judged\" classname=\"{}\">\n      <error message=\"{}\" "
            "type=\"not_judged\"/>\n    </testcase>\n",
            xml_attribute(lesson.folder), name,
            xml_attribute(work.not_judged.empty() ? "it could not be judged" : work.not_judged));
      }
      suites += fmt::format(
          "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" "
          "time=\"{:.3f}\" file=\"{}\">\n{}{}  </testsuite>\n",
          name, count, failed, wrong, left, work.result.seconds, xml_attribute(lesson.file_name()),
          properties_of(work), cases);
      tests += count;
      failures += failed;
      errors += wrong;
      skipped += left;
      seconds += work.result.seconds;
    }
  });
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"gradus\" tests=\"{}\" "
      "failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n{}</testsuites>\n",
      tests, failures, errors, skipped, seconds, suites);
}

}  // namespace gradus::reporting
