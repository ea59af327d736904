#include "engine/salvage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/result.hpp"
#include "engine/source.hpp"

namespace gradus::engine {
namespace {

constexpr int most_rounds = 30;           // of leaving out and compiling again
constexpr std::size_t most_restored = 8;  // items that are tried again one by one
constexpr std::size_t most_messages = 3;  // that one task shows

using Items = std::vector<const Item*>;

class Salvage {
 public:
  Salvage(const Lesson& lesson, const std::string& text, const CompileText& compile)
      : lesson_(lesson), source_(text), compile_(compile) {}

  Salvaged run(Attempt attempt) {
    if (leave_out_broken_regions()) attempt = compile_without();
    Items culprits;
    for (int round = 0; !attempt.ok && round < most_rounds; ++round) {
      const Items found = items_with_errors(attempt);
      if (found.empty()) return {take_one_by_one(), messages_};
      for (const Item* item : found) leave_out(*item);
      culprits.insert(culprits.end(), found.begin(), found.end());
      attempt = compile_without();
    }
    if (attempt.ok) attempt = restore(attempt, culprits);
    return {attempt, messages_};
  }

 private:
  Attempt compile_without() const { return compile_(source_.without(left_out_)); }

  void leave_out(const Item& item) {
    for (std::size_t line = item.first_line; line <= item.last_line; ++line) left_out_.insert(line);
  }

  void take_back(const Item& item) {
    for (std::size_t line = item.first_line; line <= item.last_line; ++line) left_out_.erase(line);
  }

  /// The task that an item belongs to: by its marker, else by the function's name.
  std::string task_of(const Item& item) const {
    if (!item.task.empty()) return item.task;
    const Task* task = lesson_.task_of_function(item.function);
    return task == nullptr ? "" : task->id;
  }

  void say(const std::string& task, const std::string& message) {
    std::vector<std::string>& messages = messages_[task];
    const bool known = std::ranges::find(messages, message) != messages.end();
    if (!known && messages.size() < most_messages) messages.push_back(clean(message, 400));
  }

  /// A brace too few in one task makes errors in the next, so such a task is left out as a whole;
  /// of the file's first part, the #include lines and the opening of the namespace stay.
  bool leave_out_broken_regions() {
    bool any = false;
    for (const Region& region : source_.regions()) {
      if (!region.broken) continue;
      any = true;
      for (std::size_t line = region.first_line; line <= region.last_line; ++line) {
        const std::string& text = source_.line(line);
        if (text.starts_with("#include") || text.starts_with("namespace nn")) continue;
        left_out_.insert(line);
      }
      say(region.task,
          fmt::format("lines {} to {}: a brace, comment or #if is opened and never closed, or "
                      "closed once too often",
                      region.first_line, region.last_line));
    }
    return any;
  }

  Items items_with_errors(const Attempt& attempt) {
    Items found;
    for (const Diagnostic& diagnostic : attempt.said) {
      if (!diagnostic.error || left_out_.contains(diagnostic.line)) continue;
      // A line of no item, such as an #if, makes a culprit of its whole task.
      const Item* item = source_.item_at(diagnostic.line);
      if (item == nullptr) item = source_.region_at(diagnostic.line);
      if (item == nullptr) continue;
      if (std::ranges::find(found, item) == found.end()) found.push_back(item);
      say(task_of(*item), fmt::format("line {}: {}", diagnostic.line, diagnostic.message));
    }
    return found;
  }

  /// Tries to take back what may have been drawn in by the first culprit's errors: all at once,
  /// else one after another.
  Attempt restore(const Attempt& attempt, const Items& culprits) {
    if (culprits.size() < 2 || culprits.size() > most_restored) return attempt;
    Attempt best = attempt;
    bool last_is_best = true;
    for (const Item* item : culprits) {
      if (item == culprits.front()) continue;
      take_back(*item);
      const Attempt without_it = compile_without();
      last_is_best = without_it.ok;
      if (without_it.ok) {
        best = without_it;
        messages_.erase(task_of(*item));
      } else {
        leave_out(*item);
      }
    }
    return last_is_best ? best : compile_without();
  }

  /// The tasks' regions as wholes; in a file without markers, the items that are named like a
  /// task's functions.
  Items parts_of_tasks() const {
    Items parts;
    for (const Item& item : source_.items()) {
      const Item* region = source_.region_at(item.first_line);
      const Item* part = region != nullptr ? region : &item;
      const bool known = std::ranges::find(parts, part) != parts.end();
      if (!known && !task_of(*part).empty()) parts.push_back(part);
    }
    return parts;
  }

  /// Errors that no line can be blamed for: an assembler's, or a compiler that ran out of memory or
  /// time. Everything is left out, and what compiles by itself comes back, task by task.
  Attempt take_one_by_one() {
    std::set<std::string> tasks;
    for (const Item* item : parts_of_tasks()) {
      leave_out(*item);
      tasks.insert(task_of(*item));
    }
    Attempt best = compile_without();
    if (!best.ok) {  // it was none of the tasks: only the frame of the file is left
      for (const Item& item : source_.items()) {
        if (!source_.line(item.first_line).starts_with("#include")) leave_out(item);
      }
      best = compile_without();
      say("", "the part above the first task cannot be compiled");
    }
    if (!best.ok) return best;
    bool last_is_best = true;
    for (const std::string& task : tasks) {
      const std::set<std::size_t> before = left_out_;
      for (const Item* item : parts_of_tasks()) {
        if (task_of(*item) == task) take_back(*item);
      }
      const Attempt with_it = compile_without();
      last_is_best = with_it.ok;
      if (with_it.ok) {
        best = with_it;
      } else {
        left_out_ = before;
        say(task,
            "the compiler gave up on this task: it takes too much time or memory, or holds "
            "what is no C++");
      }
    }
    return last_is_best ? best : compile_without();
  }

  const Lesson& lesson_;
  Source source_;
  const CompileText& compile_;
  std::set<std::size_t> left_out_;
  std::map<std::string, std::vector<std::string>> messages_;
};

}  // namespace

Salvaged salvage(const Lesson& lesson, const std::string& text, const Attempt& first,
                 const CompileText& compile) {
  return Salvage(lesson, text, compile).run(first);
}

}  // namespace gradus::engine
