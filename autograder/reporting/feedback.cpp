#include "reporting/feedback.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "reporting/page.hpp"

namespace gradus::reporting {
namespace {

/// What is said of a task's hidden tests: "1 of 2 hidden tests fails: gives a wrong result."
std::string hidden_sentence(const ToldTask& task) {
  if (task.hidden_failed.empty()) return "";
  std::map<std::string, std::size_t> ways;
  for (const std::string& one : task.hidden_failed) ++ways[one];
  std::string how;
  for (const auto& [way, times] : ways) how += (how.empty() ? "" : "; ") + way;
  const std::size_t failed = task.hidden_failed.size();
  return fmt::format("{} of {} hidden test{} fail{}: {}.", failed, task.hidden,
                     task.hidden == 1 ? "" : "s", failed == 1 ? "s" : "", how);
}

std::string of(const std::optional<double>& earned, double possible) {
  return earned ? fmt::format("{} of {}", judge::points_text(*earned), judge::points_text(possible))
                : "not judged";
}

/// The failing public test that is worth reading first, and how many others there are.
std::string others_sentence(const ToldTask& task) {
  if (task.failing.size() < 2) return "";
  return fmt::format(" and {} more; ./gradus check {} shows them.", task.failing.size() - 1,
                     task.id);
}

std::string body_of(const Feedback& feedback, int level) {
  std::string text;
  for (std::size_t i = 0; i < feedback.lessons.size(); ++i) {
    const ToldLesson& lesson = feedback.lessons[i];
    text += fmt::format("<h{0}>{1} {2}: {3}</h{0}>\n", level, as_html(lesson.id),
                        as_html(lesson.title), of(feedback.earned[i], feedback.possible[i]));
    if (!feedback.remarks[i].empty()) text += "<p>" + as_html(feedback.remarks[i]) + "</p>\n";
    if (lesson.tasks.empty()) continue;
    if (!lesson.handed_in) {
      text += "<p>Nothing was handed in.</p>\n";
      continue;
    }
    text += "<table><tr><th>task</th><th></th><th class=\"n\">points</th><th></th></tr>\n";
    for (const ToldTask& task : lesson.tasks) {
      text += fmt::format(
          "<tr><td class=\"id\">{} {}</td><td>{}</td><td class=\"n\">{}</td><td "
          "class=\"{}\">{}</td></tr>\n",
          task.passed ? "✓" : "✗", as_html(task.id), as_html(task.functions),
          of(task.earned, task.possible), task.passed ? "good" : "bad", as_html(task.state));
    }
    text += "</table>\n";
    for (const ToldTask& task : lesson.tasks) {
      if (task.passed) continue;
      const bool words = !task.misconceptions.empty() || !task.compiler.empty() ||
                         !task.failing.empty() || !task.hidden_failed.empty();
      if (!words || task.state == in_words(judge::Category::not_written)) continue;
      text += fmt::format("<h{0}>{1} {2}</h{0}>\n", level + 1, as_html(task.id),
                          as_html(task.functions));
      if (!task.misconceptions.empty()) text += "<ul>\n";
      for (const std::string& one : task.misconceptions) text += "<li>" + as_html(one) + "</li>\n";
      if (!task.misconceptions.empty()) text += "</ul>\n";
      for (const std::string& one : task.compiler) text += "<pre>" + as_html(one) + "</pre>\n";
      if (task.compiler.empty() && !task.failing.empty()) {
        const ToldCase& first = task.failing.front();
        text += "<p>This test, which you can read, fails: <em>" + as_html(first.name) + "</em>" +
                as_html(others_sentence(task)) + "</p>\n";
        if (!first.message.empty()) text += "<pre>" + as_html(first.message) + "</pre>\n";
      }
      if (!task.hidden_failed.empty()) text += "<p>" + as_html(hidden_sentence(task)) + "</p>\n";
    }
  }
  return text;
}

}  // namespace

Feedback feedback_for(const ClassBook& book, const Person& person,
                      const KnownSentences& sentences) {
  Feedback feedback{.name = person.shown(), .total = person.total, .maximum = person.maximum};
  for (std::size_t i = 0; i < person.works.size(); ++i) {
    const Work& work = person.works[i];
    feedback.earned.push_back(work.points);
    feedback.remarks.push_back(work.explained());
    feedback.possible.push_back(work.possible);
    ToldLesson told = tell(*book.lessons()[i], work.result, sentences);
    told.handed_in = work.handed_in;
    feedback.lessons.push_back(std::move(told));
  }
  return feedback;
}

std::string in_lines(const ToldTask& task) {
  if (task.passed) return "";
  if (task.state == in_words(judge::Category::not_written)) return task.state + "\n";
  std::string text;
  for (const std::string& one : task.misconceptions) text += one + "\n";
  for (const std::string& one : task.compiler) text += one + "\n";
  if (task.compiler.empty() && !task.failing.empty()) {
    text += "This test, which you can read, fails: " + task.failing.front().name +
            others_sentence(task) + "\n" + task.failing.front().message;
    if (!text.ends_with('\n')) text += "\n";
  }
  const std::string hidden = hidden_sentence(task);
  if (!hidden.empty()) text += hidden + "\n";
  return base::clean(text.empty() ? task.state + "\n" : text, 20000);
}

std::string as_html_fragment(const Feedback& feedback) {
  return body_of(feedback, 4);
}

std::string as_html(const Feedback& feedback) {
  return page("Feedback for " + feedback.name,
              fmt::format("<h1>Feedback for {}</h1>\n<p><strong>In all: {}</strong></p>\n{}",
                          as_html(feedback.name), of(feedback.total, feedback.maximum),
                          body_of(feedback, 2)));
}

std::string as_markdown(const Feedback& feedback) {
  std::string text = fmt::format("# Feedback for {}\n\n**In all: {}**\n",
                                 as_markdown(feedback.name), of(feedback.total, feedback.maximum));
  for (std::size_t i = 0; i < feedback.lessons.size(); ++i) {
    const ToldLesson& lesson = feedback.lessons[i];
    text += fmt::format("\n## {} {}: {}\n\n", lesson.id, as_markdown(lesson.title),
                        of(feedback.earned[i], feedback.possible[i]));
    if (!feedback.remarks[i].empty()) text += as_markdown(feedback.remarks[i]) + "\n\n";
    if (lesson.tasks.empty()) continue;
    if (!lesson.handed_in) {
      text += "Nothing was handed in.\n";
      continue;
    }
    text += "| task | | points | |\n|---|---|---:|---|\n";
    for (const ToldTask& task : lesson.tasks) {
      text += fmt::format("| {} {} | {} | {} | {} |\n", task.passed ? "✓" : "✗", task.id,
                          as_markdown(task.functions), of(task.earned, task.possible),
                          as_markdown(task.state));
    }
    for (const ToldTask& task : lesson.tasks) {
      if (task.passed || task.state == in_words(judge::Category::not_written)) continue;
      text += fmt::format("\n### {} {}\n\n", task.id, as_markdown(task.functions));
      for (const std::string& one : task.misconceptions) text += "- " + as_markdown(one) + "\n";
      if (!task.misconceptions.empty()) text += "\n";
      for (const std::string& one : task.compiler) text += markdown_block(one) + "\n";
      if (task.compiler.empty() && !task.failing.empty()) {
        const ToldCase& first = task.failing.front();
        text += "This test, which you can read, fails: *" + as_markdown(first.name) + "*" +
                as_markdown(others_sentence(task)) + "\n\n";
        if (!first.message.empty()) text += markdown_block(first.message) + "\n";
      }
      if (!task.hidden_failed.empty()) text += as_markdown(hidden_sentence(task)) + "\n";
    }
  }
  return text;
}

std::vector<std::string> file_names(const std::vector<std::string>& names) {
  constexpr std::size_t longest = 60;
  std::vector<std::string> files;
  std::set<std::string> taken;
  for (const std::string& name : names) {
    std::string file;
    for (const char letter : name) {
      const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                         (letter >= '0' && letter <= '9') ||
                         static_cast<unsigned char>(letter) >= 0x80;
      file += plain ? letter : '_';
    }
    file = base::one_line(file, longest);
    std::string unique = file;
    for (int number = 2; !taken.insert(unique).second; ++number) {
      unique = fmt::format("{}-{}", file, number);
    }
    files.push_back(unique);
  }
  return files;
}

}  // namespace gradus::reporting
