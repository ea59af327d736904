#include "reporting/told.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "base/files.hpp"
#include "base/text.hpp"
#include "judge/mask.hpp"

namespace gradus::reporting {
namespace {

namespace fs = std::filesystem;
using judge::CaseResult;
using judge::Category;

bool has_digit(const std::string& text) {
  return std::ranges::any_of(text, [](char c) { return judge::is_digit(c); });
}

void add_literals(const fs::path& folder, std::set<std::string>& texts) {
  if (!fs::is_directory(folder)) return;
  for (const fs::directory_entry& file : fs::directory_iterator(folder)) {
    const std::string ending = file.path().extension();
    if (ending == ".cpp" || ending == ".hpp") texts.merge(literals_of(base::read_file(file)));
  }
}

std::string state_in_words(const judge::TaskResult& task) {
  if (task.passed()) return "passed";
  if (!task.waits_for.empty()) {
    std::vector<std::string> ids;
    for (const judge::Wait& wait : task.waits_for) ids.push_back(wait.task);
    return fmt::format("waits for {}", fmt::join(ids, ", "));
  }
  const Category state = judge::state_of(task);
  if (state == Category::not_written || state == Category::not_compiled) return in_words(state);
  const auto failed = std::ranges::count_if(
      task.cases, [](const CaseResult& one) { return one.category != Category::passed; });
  return fmt::format("{} of {} tests fail", failed, task.cases.size());
}

void add_once(std::vector<std::string>& all, const std::string& one) {
  if (std::ranges::find(all, one) == all.end()) all.push_back(one);
}

ToldTask tell_task(const judge::Lesson& lesson, const judge::TaskResult& task,
                   const KnownSentences& sentences) {
  const judge::Task* known = lesson.find_task(task.id);
  ToldTask told{
      .id = task.id,
      .functions = known == nullptr ? "" : fmt::format("{}", fmt::join(known->functions, ", ")),
      .earned = task.earned,
      .possible = task.possible,
      .passed = task.passed(),
      .state = state_in_words(task),
      .compiler = task.compiler};
  for (const CaseResult& one : task.cases) {
    told.hidden += one.graded ? 1 : 0;
    if (one.category == Category::passed) continue;
    for (const std::string& sentence : one.diagnosis) {
      if (!one.graded || sentences.may_be_told(lesson.id, sentence)) {
        add_once(told.misconceptions, sentence);
      }
    }
    if (one.graded) {
      told.hidden_failed.push_back(in_words(one.category));
    } else {
      told.failing.push_back(
          {.name = one.name, .diagnosis = one.diagnosis, .message = one.message});
    }
  }
  return told;
}

}  // namespace

std::string in_words(Category category) {
  switch (category) {
    case Category::passed:
      return "passes";
    case Category::not_written:
      return "not written yet";
    case Category::missing:
      return "the function is not there, or has other parameters";
    case Category::not_compiled:
      return "does not compile";
    case Category::wrong:
      return "gives a wrong result";
    case Category::threw:
      return "throws an exception that is not expected";
    case Category::crashed:
      return "crashes";
    case Category::exited:
      return "ends the program";
    case Category::time_limit:
      return "gives no answer in time";
    case Category::protocol:
      return "gives an answer that cannot be read";
    case Category::not_judged:
      return "was not judged";
  }
  return "was not judged";
}

std::set<std::string> literals_of(const std::string& source) {
  const judge::Masked masked = judge::mask(source);
  std::set<std::string> texts;
  std::string text;
  bool open = false;  // the literal before this place may go on
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (masked.kinds[i] == judge::Kind::literal && source[i] == '"') {
      open = true;
      for (++i; i < source.size() && source[i] != '"'; ++i) {
        if (source[i] == '\\' && i + 1 < source.size()) {
          ++i;
          text += source[i] == 'n' ? '\n' : source[i];
        } else {
          text += source[i];
        }
      }
    } else if (open && masked.kinds[i] == judge::Kind::code && source[i] != ' ' &&
               source[i] != '\n') {
      texts.insert(std::exchange(text, ""));
      open = false;
    }
  }
  if (open) texts.insert(text);
  return texts;
}

KnownSentences::KnownSentences(const judge::Course& course) {
  for (const judge::Lesson& lesson : course.lessons) {
    add_literals(course.test_folder(lesson), of_lesson_[lesson.id]);
  }
  add_literals(course.root / "tests" / "support", of_all_);
  add_literals(course.root / "autograder" / "remote", of_all_);
}

bool KnownSentences::may_be_told(const std::string& lesson, const std::string& sentence) const {
  if (!has_digit(sentence) || of_all_.contains(sentence)) return true;
  const auto own = of_lesson_.find(lesson);
  return own != of_lesson_.end() && own->second.contains(sentence);
}

ToldLesson tell(const judge::Lesson& lesson, const judge::LessonResult& result,
                const KnownSentences& sentences) {
  ToldLesson told{.id = lesson.id, .title = lesson.title, .notes = result.notes};
  for (const judge::TaskResult& task : result.tasks) {
    told.tasks.push_back(tell_task(lesson, task, sentences));
  }
  return told;
}

}  // namespace gradus::reporting
