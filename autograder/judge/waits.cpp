#include "judge/waits.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "judge/mask.hpp"
#include "judge/source.hpp"

namespace gradus::judge {
namespace {

/// Of two words in a row the second is called if the first is one of these, and declared otherwise.
bool goes_before_a_call(const std::string& word) {
  static const std::set<std::string> words = {"return", "co_return", "else", "do", "throw",
                                              "case",   "not",       "and",  "or"};
  return words.contains(word);
}

/// The names that are called in masked code: `name(`, but not `object.name(`, `std::name(`, or
/// `double name(`, which declares it.
std::set<std::string> called_in(const std::string& code) {
  std::set<std::string> names;
  std::string before;  // the word before, if nothing but blanks stands between
  char last = ' ';     // the last letter before the word that is no blank
  for (std::size_t i = 0; i < code.size();) {
    if (!is_word(code[i])) {
      if (code[i] != ' ' && code[i] != '\n' && code[i] != '\t') {
        before.clear();
        last = code[i];
      }
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < code.size() && is_word(code[end])) ++end;
    const std::string word = code.substr(i, end - i);
    const std::size_t next = std::min(code.find_first_not_of(" \n\t", end), code.size() - 1);
    const bool qualified = last == ':' && i >= 2 && code.compare(i - 2, 2, "::") == 0;
    const bool ours = !qualified || (i >= 4 && code.compare(i - 4, 4, "nn::") == 0);
    const bool of_object = last == '.' || (last == '>' && i >= 2 && code[i - 2] == '-');
    // "Mat<double> name(" declares, "a > name(" calls.
    const bool closes_type =
        last == '>' && i >= 3 && code[i - 1] == ' ' && code[i - 2] == '>' && code[i - 3] != ' ';
    const bool declared = !before.empty() && !goes_before_a_call(before);
    if (code[next] == '(' && ours && !of_object && !closes_type && !declared) names.insert(word);
    before = word;
    last = 'x';
    i = end;
  }
  return names;
}

/// What a student's functions call, in all lessons that are the student's own.
class Calls {
 public:
  Calls(const std::vector<const Lesson*>& lessons, const Answers& answers) {
    for (const Lesson* lesson : lessons) {
      for (const Task& task : lesson->tasks) {
        for (const std::string& function : task.functions) task_of_[function] = task.id;
      }
      const auto found = answers.find(lesson->id);
      if (found == answers.end()) {  // not handed in
        for (const Task& task : lesson->tasks) {
          for (const std::string& function : task.functions) called_[function] = {"todo"};
        }
        continue;
      }
      const Source source(found->second);
      for (const Item& item : source.items()) {
        const std::set<std::string> names = called_in(source.code(item));
        // What has no name, such as a lambda, is called somewhere in its task.
        std::set<std::string>& called =
            item.function.empty() ? unnamed_[item.task] : called_[item.function];
        called.insert(names.begin(), names.end());
      }
    }
  }

  struct Call {
    std::string caller;  // a function of the task
    std::string callee;  // a function of another one
  };

  /// The other tasks' functions that this task calls, by itself or through helpers.
  std::vector<Call> of(const Task& task) const {
    std::vector<Call> calls;
    for (const std::string& function : task.functions) {
      std::vector<std::string> names = {function};
      std::set<std::string> seen = {function};
      const auto add = [&](const std::map<std::string, std::set<std::string>>& from,
                           const std::string& key) {
        const auto found = from.find(key);
        if (found == from.end()) return;
        for (const std::string& name : found->second) {
          if (seen.insert(name).second) names.push_back(name);
        }
      };
      add(unnamed_, task.id);
      for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string name = names[i];
        const auto asked = task_of_.find(name);
        const bool of_other = asked != task_of_.end() && asked->second != task.id;
        if (of_other) calls.push_back({function, name});
        if (!of_other) add(called_, name);
      }
    }
    return calls;
  }

  /// Its text says todo(), or its file is not there.
  bool is_unwritten(const std::string& function) const {
    const auto found = called_.find(function);
    return found != called_.end() && found->second.contains("todo");
  }

  const std::string& task_of(const std::string& function) const { return task_of_.at(function); }

 private:
  std::map<std::string, std::string> task_of_;            // by function
  std::map<std::string, std::set<std::string>> called_;   // by function
  std::map<std::string, std::set<std::string>> unnamed_;  // by task
};

class Waits {
 public:
  Waits(const std::vector<const Lesson*>& lessons, const Answers& answers, const TaskStates& states)
      : calls_(lessons, answers), states_(states) {
    for (const Lesson* lesson : lessons) {
      for (const Task& task : lesson->tasks) {
        lesson_of_[task.id] = lesson->id;
        calls_of_[task.id] = calls_.of(task);
      }
    }
  }

  /// The failing tasks that this one reaches, and that reach no other.
  std::vector<Wait> of(const std::string& task) const {
    std::vector<Wait> roots;
    for (const auto& [id, wait] : reached(task)) {
      if (reached(id).empty()) roots.push_back(wait);
    }
    return roots;
  }

 private:
  std::map<std::string, Wait> reached(const std::string& task) const {
    struct Step {
      std::string task;
      std::string caller;  // the function of the first task that leads here
    };
    std::map<std::string, Wait> found;
    std::set<std::string> seen = {task};
    std::vector<Step> steps = {{task, ""}};
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Step step = steps[i];
      for (const Calls::Call& call : calls_of_.at(step.task)) {
        const std::string& next = calls_.task_of(call.callee);
        const std::string caller = i == 0 ? call.caller : step.caller;
        const Category why = why_fails(next, call.callee);
        if (next != task && why != Category::passed) {
          found.emplace(next, Wait{.task = next,
                                   .lesson = lesson_of_.at(next),
                                   .function = call.callee,
                                   .caller = caller,
                                   .direct = i == 0,
                                   .why = why});
        }
        if (seen.insert(next).second) steps.push_back({next, caller});
      }
    }
    return found;
  }

  Category why_fails(const std::string& task, const std::string& function) const {
    const auto state = states_.find(task);
    if (state != states_.end() && state->second != Category::wrong) return state->second;
    if (calls_.is_unwritten(function)) return Category::not_written;
    return state == states_.end() ? Category::passed : state->second;
  }

  Calls calls_;
  const TaskStates& states_;
  std::map<std::string, std::string> lesson_of_;
  std::map<std::string, std::vector<Calls::Call>> calls_of_;
};

}  // namespace

void add_waits(LessonResult& result, const std::vector<const Lesson*>& lessons,
               const Answers& answers, TaskStates states) {
  if (result.passed()) return;
  for (const TaskResult& task : result.tasks) {
    for (const Wait& wait : task.waits_for) states.emplace(wait.task, wait.why);
    states[task.id] = state_of(task);
  }
  const Waits waits(lessons, answers, states);
  for (TaskResult& task : result.tasks) {
    if (!task.passed()) task.waits_for = waits.of(task.id);
  }
}

std::string sentence(const Wait& wait, const std::string& lesson) {
  const bool earlier = wait.lesson != lesson;
  const bool unwritten = wait.why == Category::not_written;
  const std::string state = unwritten                            ? "is not written yet"
                            : wait.why == Category::not_compiled ? "does not compile"
                                                                 : "does not pass";
  return fmt::format(
      "{} {} your {}, and {}{} {}: {} that first{}.", wait.caller, wait.direct ? "calls" : "uses",
      wait.function, wait.task, earlier ? " of lesson " + wait.lesson : "", state,
      unwritten ? "write" : "mend", earlier ? ", and see ./gradus check " + wait.task : "");
}

}  // namespace gradus::judge
