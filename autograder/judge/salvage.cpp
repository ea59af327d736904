#include "judge/salvage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "judge/compiler_words.hpp"
#include "judge/result.hpp"
#include "judge/source.hpp"

namespace gradus::judge {
namespace {

constexpr std::size_t rounds_of_items = 3;  // then whole tasks are left out
constexpr std::size_t most_restored = 3;    // parts that are tried again one by one
constexpr std::size_t most_raw = 20;        // messages of the compiler that are kept for a task
constexpr std::size_t longest_raw = 4000;   // bytes of each

/// Errors may come up one after another, each in a round of its own.
std::size_t most_rounds(std::size_t tasks) {
  return rounds_of_items + 2 * (tasks + 1);
}

using Items = std::vector<const Item*>;

bool contains(const Item& outer, const Item& inner) {
  return outer.first_line <= inner.first_line && inner.last_line <= outer.last_line;
}

class Salvage {
 public:
  Salvage(const Lesson& lesson, const std::string& text, const CompileText& compile)
      : lesson_(lesson), source_(text), compile_(compile) {}

  Salvaged run(Attempt attempt) {
    if (leave_out_broken_regions()) attempt = compile_without();
    for (std::size_t round = 0; !attempt.ok && round < most_rounds(lesson_.tasks.size()); ++round) {
      const Items found = parts_with_errors(attempt, round >= rounds_of_items);
      if (found.empty()) break;
      for (const Item* part : found) leave_out(*part);
      culprits_.insert(culprits_.end(), found.begin(), found.end());
      attempt = compile_without();
    }
    const Attempt last = attempt.ok ? restore(attempt) : take_one_by_one();
    return {.last = last, .left_out = messages_, .compiler_raw = raw_};
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

  /// Only the first thing that is said of a task is told: what follows often follows from it.
  void say(const std::string& task, const std::string& message) {
    if (messages_[task].empty()) messages_[task].push_back(base::clean(message, longest_told));
  }

  void say(const std::string& task, const Diagnostic& diagnostic) {
    say(task, told(diagnostic));
    if (raw_[task].size() == most_raw) return;
    raw_[task].push_back(base::clean(told_in_full(diagnostic), longest_raw));
  }

  void forget(const std::string& task) {
    messages_.erase(task);
    raw_.erase(task);
  }

  /// Of the file's first part, the #include lines and the opening of the namespace always stay.
  bool is_frame(std::size_t line) const {
    const std::string& text = source_.line(line);
    return text.starts_with("#include") || text.starts_with("namespace nn");
  }

  /// A brace too few in one task makes errors in the next, so such a task is left out as a whole.
  bool leave_out_broken_regions() {
    bool any = false;
    for (const Region& region : source_.regions()) {
      if (!region.broken) continue;
      any = true;
      for (std::size_t line = region.first_line; line <= region.last_line; ++line) {
        if (!is_frame(line)) left_out_.insert(line);
      }
      say(region.task,
          fmt::format("lines {} to {}: a brace, comment or #if is opened and never closed, or "
                      "closed once too often",
                      region.first_line, region.last_line));
      const Item* whole = source_.region_at(region.first_line);
      if (region.open) swallows_.insert(whole);
      if (whole != nullptr && !region.open) broken_.push_back(whole);
    }
    return any;
  }

  /// What is to be left out because of an error in this line: the item, or the whole task, or above
  /// the first task all helpers.
  Items part_at(std::size_t line, bool whole) const {
    const Item* item = source_.item_at(line);
    const Item* region = source_.region_at(line);
    if (region != nullptr && (whole || item == nullptr)) return {region};
    if (item == nullptr) return {};
    if (!whole || !task_of(*item).empty()) return {item};
    Items helpers;
    for (const Item& other : source_.items()) {
      const bool helper = task_of(other).empty() && !is_frame(other.first_line);
      if (helper && !left_out_.contains(other.first_line)) helpers.push_back(&other);
    }
    return helpers;
  }

  Items parts_with_errors(const Attempt& attempt, bool whole) {
    std::set<const Item*> known;
    Items found;
    for (const Diagnostic& diagnostic : attempt.said) {
      if (!diagnostic.error || left_out_.contains(diagnostic.line)) continue;
      const Items part = part_at(diagnostic.line, whole);
      if (part.empty()) continue;
      for (const Item* item : part) {
        if (known.insert(item).second) found.push_back(item);
      }
      say(task_of(*part.front()), diagnostic);
    }
    return found;
  }

  /// What may have been drawn in by the first culprit's errors, and what only looked broken: a few
  /// parts each for itself, many of them task by task.
  std::vector<Items> to_restore() const {
    if (culprits_.empty()) return {};
    const Item& first = *culprits_.front();
    Items parts;
    for (const Item* one : culprits_) {
      const bool covered = std::ranges::any_of(
          culprits_, [&](const Item* other) { return other != one && contains(*other, *one); });
      if (!contains(*one, first) && !covered) parts.push_back(one);
    }
    const bool few = parts.size() <= most_restored;
    std::vector<Items> groups;
    for (const Item* part : parts) {
      const auto same_task = [&](const Items& group) {
        return !few && task_of(*group.front()) == task_of(*part);
      };
      if (!few && task_of(*part) == task_of(first)) continue;
      const auto group = std::ranges::find_if(groups, same_task);
      if (group == groups.end()) {
        groups.push_back({part});
      } else {
        group->push_back(part);
      }
    }
    for (const Item* part : broken_) groups.push_back({part});
    const std::size_t most = lesson_.tasks.size() + most_restored;
    if (groups.size() > most) groups.resize(most);
    return groups;
  }

  /// Is nothing of this task left out any more?
  bool is_whole(const std::string& task) const {
    return std::ranges::none_of(culprits_, [&](const Item* one) {
      return task_of(*one) == task && left_out_.contains(one->first_line);
    });
  }

  /// Compiles with these parts again; without them, as before, if that fails.
  Attempt try_with(const Items& parts) {
    const std::set<std::size_t> before = left_out_;
    for (const Item* part : parts) take_back(*part);
    const Attempt attempt = compile_without();
    last_is_best_ = attempt.ok;
    if (attempt.ok) best_ = attempt;
    if (!attempt.ok) left_out_ = before;
    return attempt;
  }

  /// The best attempt, made once more if another was made since: the last object counts.
  Attempt best() const { return last_is_best_ ? best_ : compile_without(); }

  Attempt restore(const Attempt& attempt) {
    best_ = attempt;
    for (const Items& group : to_restore()) {
      const std::string task = task_of(*group.front());
      if (try_with(group).ok && is_whole(task)) forget(task);
    }
    return best();
  }

  /// The regions of a task as wholes; in a file without markers, the items that are named like the
  /// task's functions.
  Items parts_of(const std::string& task) const {
    std::set<const Item*> known;
    Items parts;
    for (const Item& item : source_.items()) {
      const Item* region = source_.region_at(item.first_line);
      const Item* part = region != nullptr ? region : &item;
      if (swallows_.contains(part)) continue;
      if (task_of(*part) == task && known.insert(part).second) parts.push_back(part);
    }
    return parts;
  }

  /// Errors that no line can be blamed for: an assembler's, or a compiler that ran out of memory or
  /// time. Everything is left out, and what compiles by itself comes back, task by task.
  Attempt take_one_by_one() {
    for (const Item& item : source_.items()) {
      const Item* region = source_.region_at(item.first_line);
      const Item& part = region != nullptr ? *region : item;
      if (!task_of(part).empty()) leave_out(part);
    }
    best_ = compile_without();
    if (!best_.ok) {  // it was none of the tasks: only the frame of the file is left
      for (const Item& item : source_.items()) {
        if (!source_.line(item.first_line).starts_with("#include")) leave_out(item);
      }
      best_ = compile_without();
      say("", "the part above the first task cannot be compiled");
    }
    for (const Task& task : lesson_.tasks) {
      const Items parts = parts_of(task.id);
      if (!best_.ok || parts.empty()) continue;
      const Attempt attempt = try_with(parts);
      if (attempt.ok) forget(task.id);
      if (!attempt.ok) say_why(task.id, parts, attempt);
    }
    return best();
  }

  void say_why(const std::string& task, const Items& parts, const Attempt& attempt) {
    for (const Diagnostic& diagnostic : attempt.said) {
      const bool here = std::ranges::any_of(parts, [&](const Item* part) {
        return part->first_line <= diagnostic.line && diagnostic.line <= part->last_line;
      });
      if (!here || !diagnostic.error) continue;
      return say(task, diagnostic);
    }
    say(task,
        "the compiler gave up on this task: it takes too much time or memory, or holds what is no "
        "C++");
  }

  const Lesson& lesson_;
  Source source_;
  const CompileText& compile_;
  std::set<std::size_t> left_out_;
  Items culprits_;                  // in the order in which they were found
  Items broken_;                    // regions of tasks that were left out for their braces
  std::set<const Item*> swallows_;  // ... and for a comment that would go on into the next task
  Attempt best_;                    // the last one that compiled, with the most of the file
  bool last_is_best_ = true;
  std::map<std::string, std::vector<std::string>> messages_;
  std::map<std::string, std::vector<std::string>> raw_;
};

}  // namespace

std::size_t most_attempts(std::size_t tasks) {
  const std::size_t one_by_one = tasks + 3;
  return 1 + most_rounds(tasks) + std::max(tasks + most_restored + 1, one_by_one);
}

Salvaged salvage(const Lesson& lesson, const std::string& text, const Attempt& first,
                 const CompileText& compile) {
  return Salvage(lesson, text, compile).run(first);
}

}  // namespace gradus::judge
