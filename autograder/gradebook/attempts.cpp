#include "gradebook/attempts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "gradebook/names.hpp"
#include "gradebook/people.hpp"

namespace gradus::gradebook {
namespace {

using judge::CannotJudge;

/// The same for all that somebody, or a group, has handed in; empty: for nothing else.
std::string person_key(const Submission& one) {
  if (!one.member.name.empty()) {
    std::string key = "member\n" + one.member.name;
    for (const auto& [column, id] : one.member.ids) key += "\n" + column + "=" + id;
    return key;
  }
  return one.attempt.empty() ? "" : "called\n" + one.called;
}

std::string unit_key(const Submission& one) {
  return one.member.group.empty() ? person_key(one) : "group\n" + folded(one.member.group);
}

/// When this lesson of it came, to put attempts in order; 0: not known.
Time order_of(const Submission& one, const std::string& lesson) {
  const auto exact = one.when.find(lesson);
  if (exact != one.when.end()) return exact->second.order();
  if (const auto attempt = time_in(one.attempt)) return *attempt;
  Time last = 0;
  for (const auto& [other, when] : one.when) last = std::max(last, when.order());
  return last;
}

bool same_answer(const Submission& a, const Submission& b, const std::string& lesson) {
  const auto x = a.kept.find(lesson);
  const auto y = b.kept.find(lesson);
  return x != a.kept.end() && y != b.kept.end() && x->second.digest == y->second.digest;
}

class Joiner {
 public:
  Joiner(const Rules& rules, bool decided, std::vector<Submission>& all)
      : rules_(rules), decided_(decided), all_(all) {}

  void run() {
    std::map<std::string, std::vector<std::size_t>> units;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      names_.unique(all_[i].name);
      const std::string key = unit_key(all_[i]);
      if (!key.empty()) units[key].push_back(i);
    }
    for (const auto& [key, unit] : units) {
      if (unit.size() < 2) continue;
      if (decided_ || !all_[unit.front()].member.group.empty()) {
        join(unit);
      } else {
        say_several(unit);
      }
    }
    std::vector<Submission> left;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (!dropped_.contains(i)) left.push_back(std::move(all_[i]));
    }
    std::ranges::move(extras_, std::back_inserter(left));
    std::ranges::stable_sort(
        left, [](const auto& a, const auto& b) { return natural_less(a.name, b.name); });
    all_ = std::move(left);
  }

 private:
  void say_several(const std::vector<std::size_t>& unit) {
    for (const std::size_t i : unit) {
      all_[i].notes.push_back(fmt::format(
          "one of {} rows of {} in the roster; none is left out, as no grading.toml says which "
          "attempt counts",
          unit.size(), all_[i].member.name.empty() ? all_[i].called : all_[i].member.name));
    }
  }

  void join(const std::vector<std::size_t>& unit) {
    std::vector<Submission> turns;
    std::map<std::string, std::vector<std::size_t>> people;
    for (const std::size_t i : unit) {
      people[person_key(all_[i])].push_back(i);
      if (!all_[i].kept.empty() || !all_[i].unreadable.empty()) turns.push_back(all_[i]);
    }
    if (turns.empty()) return;
    const std::vector<std::string> extras = rules_.attempts == Attempts::best && turns.size() > 1
                                                ? judge_each(turns)
                                                : std::vector<std::string>();
    for (auto& [key, mine] : people) {
      std::ranges::sort(mine, [&](std::size_t a, std::size_t b) {
        return natural_less(all_[a].name, all_[b].name);
      });
      for (std::size_t k = 1; k < mine.size(); ++k) dropped_.insert(mine[k]);
      fill(all_[mine.front()], turns, extras);
    }
  }

  /// Each attempt as a submission of its own.
  std::vector<std::string> judge_each(const std::vector<Submission>& turns) {
    std::vector<std::string> names;
    for (const Submission& turn : turns) {
      Submission extra = turn;
      extra.extra = true;
      extra.name =
          names_.unique(fmt::format("{}, attempt {}", turns.front().name, names.size() + 1));
      names.push_back(extra.name);
      extras_.push_back(std::move(extra));
    }
    return names;
  }

  void fill(Submission& row, const std::vector<Submission>& turns,
            const std::vector<std::string>& extras) {
    const std::string own = row.name;
    std::set<std::string> lessons;
    for (const Submission& turn : turns) {
      for (const auto& [lesson, kept] : turn.kept) lessons.insert(lesson);
      for (const auto& [lesson, why] : turn.unreadable) lessons.insert(lesson);
    }
    row.kept.clear();
    row.unreadable.clear();
    row.when.clear();
    row.turns = extras;
    std::set<const Submission*> used;
    for (const std::string& lesson : lessons) {
      used.insert(&take(row, turns, lesson, !extras.empty()));
    }
    row.notes.clear();
    for (const Submission* turn : used) {
      row.from = turn->from;
      for (const std::string& note : turn->notes) {
        if (std::ranges::find(row.notes, note) == row.notes.end()) row.notes.push_back(note);
      }
    }
    say_how(row, turns, used);
  }

  /// Gives the row its last answer to the lesson, and says whose that is.
  const Submission& take(Submission& row, const std::vector<Submission>& turns,
                         const std::string& lesson, bool any) {
    const Submission* last = nullptr;
    for (const Submission& turn : turns) {
      if (!holds(turn, lesson)) continue;
      if (last == nullptr || order_of(turn, lesson) > order_of(*last, lesson)) last = &turn;
    }
    const bool certain = std::ranges::all_of(turns, [&](const Submission& turn) {
      const Time order = order_of(turn, lesson);
      return &turn == last || !holds(turn, lesson) || same_answer(turn, *last, lesson) ||
             (order != 0 && order < order_of(*last, lesson));
    });
    if (last->kept.contains(lesson)) row.kept[lesson] = last->kept.at(lesson);
    if (last->when.contains(lesson)) row.when[lesson] = last->when.at(lesson);
    if (!certain && !any) {
      row.unreadable[lesson] = fmt::format(
          "there are {} attempts, and which is the last is not known: leave one, or say attempts = "
          "\"best\" in grading.toml",
          turns.size());
    } else if (last->unreadable.contains(lesson)) {
      row.unreadable[lesson] = last->unreadable.at(lesson);
    }
    return *last;
  }

  static void say_how(Submission& row, const std::vector<Submission>& turns,
                      const std::set<const Submission*>& used) {
    std::vector<std::string> names;
    for (const Submission* turn : used) names.push_back(turn->name);
    std::ranges::sort(names, natural_less);
    if (!row.member.group.empty()) {
      row.notes.push_back(fmt::format("handed in for the group {} by {}", row.member.group,
                                      fmt::join(names, ", ")));
    }
    if (turns.size() < 2) return;
    if (!row.turns.empty()) {
      row.notes.push_back(fmt::format("{} attempts, the best counts", turns.size()));
      return;
    }
    const bool told = std::ranges::all_of(turns, [](const Submission& turn) {
      return std::ranges::all_of(turn.when,
                                 [](const auto& one) { return one.second.told.has_value(); });
    });
    row.notes.push_back(fmt::format("{} attempts, the last counts: {}{}", turns.size(),
                                    fmt::join(names, ", "), told ? "" : " (by the files' times)"));
  }

  const Rules& rules_;
  bool decided_;
  std::vector<Submission>& all_;
  NameRegister names_;
  std::set<std::size_t> dropped_;
  std::vector<Submission> extras_;
};

/// When the roster says that each lesson came: its own column, else the one for all.
std::map<std::string, Time> told_times(const judge::Course& course, const Submission& one) {
  std::map<std::string, Time> times;
  for (const auto& [lesson, kept] : one.kept) {
    const auto all = one.member.handed_in.find("");
    if (all != one.member.handed_in.end()) times[lesson] = all->second;
  }
  for (const auto& [called, time] : one.member.handed_in) {
    if (called.empty()) continue;
    const std::string& lesson = course.lesson(called).id;
    if (one.kept.contains(lesson)) times[lesson] = time;
  }
  return times;
}

}  // namespace

void join_attempts(const Rules& rules, bool decided, Collection& collection) {
  Joiner(rules, decided, collection.submissions).run();
}

void take_times_of_roster(const judge::Course& course, Collection& collection) {
  std::map<std::string, Submission*> by_name;
  for (Submission& one : collection.submissions) by_name[one.name] = &one;
  for (Submission& one : collection.submissions) {
    if (one.extra) continue;
    for (const auto& [lesson, time] : told_times(course, one)) {
      // Of several attempts at one lesson the roster's time is one's, and nobody knows whose.
      std::vector<Submission*> attempts;
      for (const std::string& turn : one.turns) {
        if (holds(*by_name.at(turn), lesson)) attempts.push_back(by_name.at(turn));
      }
      if (attempts.size() > 1) continue;
      one.when[lesson].told = time;
      for (Submission* attempt : attempts) attempt->when[lesson].told = time;
    }
  }
}

void find_people(Rules& rules, const std::vector<Submission>& submissions, bool known,
                 std::vector<std::string>& notes) {
  const People people(submissions);
  std::vector<std::string> errors;
  const auto name = [&](auto& entry) {
    const std::vector<std::size_t> rows = people.find(entry.person);
    if (rows.size() == 1) {
      entry.person = submissions[rows.front()].name;
      return false;
    }
    const std::string line =
        rows.empty()
            ? fmt::format(
                  "{}: got person = \"{}\", who is nobody here, expected the name of a row "
                  "or a name or ID of the roster. Mend it, or take the entry out",
                  entry.place, entry.person)
            : fmt::format(
                  "{}: got person = \"{}\", which {} people are called, expected one. "
                  "Write an ID of the roster",
                  entry.place, entry.person, rows.size());
    (known || rows.size() > 1 ? errors : notes).push_back(line);
    return true;
  };
  std::erase_if(rules.extensions, name);
  std::erase_if(rules.decisions, name);
  if (!errors.empty()) throw CannotJudge(fmt::format("{}", fmt::join(errors, "\n")));
}

}  // namespace gradus::gradebook
