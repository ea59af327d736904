#include "gradebook/rules.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include "base/text.hpp"

namespace gradus::gradebook {
namespace {

using judge::CannotJudge;
using Keys = std::vector<std::string>;

std::string shown(const toml::node& node) {
  if (node.is_table() || node.is_array()) return node.is_table() ? "a table" : "a list";
  if (const auto words = node.value<std::string_view>()) {
    return fmt::format("\"{}\"", base::one_line(std::string(*words), 80));
  }
  std::ostringstream text;
  node.visit([&](const auto& value) {
    if constexpr (!toml::is_container<decltype(value)>) text << toml::toml_formatter(value);
  });
  return base::one_line(text.str(), 80);
}

class Reader {
 public:
  Reader(const std::string& file, const judge::Course& course) : file_(file), course_(course) {
    rules_.file = file;
  }

  Rules read(const toml::table& all) {
    expect_keys(all, "", {"attempts", "times", "late", "lessons", "extension", "override"});
    read_choices(all);
    if (const toml::table* late = table_at(all, "late")) read_late(*late);
    if (const toml::table* lessons = table_at(all, "lessons")) {
      for (const auto& [key, node] : *lessons) read_lesson(std::string(key.str()), node);
    }
    for_each_entry(all, "extension", [&](const toml::table& one) { read_extension(one); });
    for_each_entry(all, "override", [&](const toml::table& one) { read_decision(one); });
    if (!errors_.empty()) {
      std::string all_errors;
      for (const auto& [line, error] : errors_)
        all_errors += (all_errors.empty() ? "" : "\n") + error;
      throw CannotJudge(all_errors);
    }
    return std::move(rules_);
  }

 private:
  std::string place(const toml::node& node) const {
    return fmt::format("{}:{}", file_, node.source().begin.line);
  }

  /// One line of an error; nodes are told at their place.
  void complain(const toml::node& at, const std::string& got, const std::string& expected,
                const std::string& advice) {
    errors_.emplace(at.source().begin.line,
                    fmt::format("{}: got {}, expected {}. {}", place(at), got, expected, advice));
  }

  void bad(const std::string& key, const toml::node& node, const std::string& expected,
           const std::string& example) {
    complain(node, fmt::format("{} = {}", key, shown(node)), expected, "Write " + example);
  }

  void expect_keys(const toml::table& table, const std::string& name, const Keys& known) {
    for (const auto& [key, node] : table) {
      if (std::ranges::find(known, std::string(key.str())) != known.end()) continue;
      complain(node, "the key " + base::one_line(std::string(key.str()), 60) + name,
               fmt::format("one of {}", fmt::join(known, ", ")), "Mend its name, or take it out");
    }
  }

  const toml::table* table_at(const toml::table& all, const char* key) {
    const toml::node* node = all.get(key);
    if (node != nullptr && !node->is_table()) {
      bad(key, *node, "a table", fmt::format("[{}]", key));
      return nullptr;
    }
    return node == nullptr ? nullptr : node->as_table();
  }

  template <typename Read>
  void for_each_entry(const toml::table& all, const char* key, Read read) {
    const toml::node* node = all.get(key);
    if (node == nullptr) return;
    if (!node->is_array_of_tables()) {
      return bad(key, *node, "tables", fmt::format("[[{}]]", key));
    }
    for (const toml::node& one : *node->as_array()) read(*one.as_table());
  }

  // ---- values, each with an example of what to write -------------------------------------------

  std::optional<double> number(const toml::table& table, const char* key, double most,
                               const std::string& example) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    const std::optional<double> value = node->value<double>();
    if (node->is_number() && *value >= 0.0 && *value <= most) return value;
    bad(key, *node, fmt::format("a number from 0 to {}", judge::points_text(most)), example);
    return std::nullopt;
  }

  std::optional<int> whole(const toml::table& table, const char* key, const std::string& example) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    const std::optional<std::int64_t> value = node->value<std::int64_t>();
    if (node->is_integer() && *value >= 0 && *value <= 10'000) return static_cast<int>(*value);
    bad(key, *node, "a whole number from 0 to 10000", example);
    return std::nullopt;
  }

  std::optional<std::string> text(const toml::table& table, const char* key,
                                  const std::string& example) {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
      complain(table, fmt::format("no {}", key), "one in each entry", "Write " + example);
      return std::nullopt;
    }
    const std::string value = base::trimmed(node->value_or(std::string()));
    if (node->is_string() && !value.empty()) return base::one_line(value);
    bad(key, *node, "a text", example);
    return std::nullopt;
  }

  std::optional<Time> time(const toml::table& table) {
    const char* example = "due = 2026-10-16T23:59:00";
    const toml::node* node = table.get("due");
    if (node == nullptr) {
      complain(table, "no due", "the new date", std::string("Write ") + example);
      return std::nullopt;
    }
    const std::optional<Time> found = time_in(shown(*node));
    if (!found) bad("due", *node, "a day or a time", example);
    return found;
  }

  const judge::Lesson* lesson(const std::string& called, const toml::node& node) {
    try {
      return &course_.lesson(called);
    } catch (const std::exception&) {
      std::vector<std::string> ids;
      for (const judge::Lesson& one : course_.lessons) ids.push_back(one.id);
      complain(node, "the lesson " + base::one_line(called, 60),
               fmt::format("one of {}", fmt::join(ids, ", ")), "Write its number");
      return nullptr;
    }
  }

  // ---- the parts of the file -------------------------------------------------------------------

  void read_choices(const toml::table& all) {
    const auto choice = [&](const char* key, const char* one, const char* other) {
      const toml::node* node = all.get(key);
      if (node == nullptr) return false;
      const std::string value = node->value_or(std::string());
      if (value != one && value != other) {
        bad(key, *node, fmt::format("\"{}\" or \"{}\"", one, other),
            fmt::format("{} = \"{}\"", key, one));
      }
      return value == other;
    };
    if (choice("attempts", "last", "best")) rules_.attempts = Attempts::best;
    rules_.file_times = choice("times", "names", "files");
  }

  void read_late(const toml::table& late) {
    expect_keys(late, " in [late]", {"penalty", "grace_minutes", "free_days", "cutoff_days"});
    if (const toml::node* penalty = late.get("penalty")) read_penalty(*penalty);
    rules_.grace = Time{60} * whole(late, "grace_minutes", "grace_minutes = 15").value_or(0);
    rules_.free_days = whole(late, "free_days", "free_days = 3").value_or(0);
    rules_.cutoff_days = whole(late, "cutoff_days", "cutoff_days = 7");
  }

  void read_penalty(const toml::node& node) {
    std::string value = node.value_or(std::string());
    const bool percent = value.ends_with('%');
    if (percent) value.pop_back();
    const std::optional<double> amount =
        percent ? base::to_number(base::trimmed(value)) : node.value<double>();
    if (!(percent || node.is_number()) || !amount || !(*amount >= 0.0 && *amount <= 1000.0) ||
        (percent && *amount > 100.0)) {
      return bad("penalty", node, "points, or percent of a lesson's points, a day",
                 "penalty = \"10%\"");
    }
    (percent ? rules_.percent_a_day : rules_.points_a_day) = *amount;
  }

  void read_lesson(const std::string& called, const toml::node& node) {
    const judge::Lesson* known = lesson(called, node);
    if (known == nullptr) return;
    const toml::table* table = node.as_table();
    if (table == nullptr) return bad(called, node, "a table", fmt::format("[lessons.{}]", called));
    expect_keys(*table, fmt::format(" in [lessons.{}]", called), {"due", "weight"});
    if (table->contains("due")) {
      if (const auto due = time(*table)) rules_.due[known->id] = *due;
    }
    if (const auto weight = number(*table, "weight", 1e6, "weight = 2")) {
      rules_.weights[known->id] = *weight;
    }
  }

  /// Person, lesson and reason, which each decision about one person has.
  template <typename Entry>
  const judge::Lesson* read_about(const toml::table& one, Entry& entry) {
    entry.place = place(one);
    entry.person = text(one, "person", "person = \"jdoe\"").value_or("");
    entry.reason = text(one, "reason", "reason = \"ill\"").value_or("");
    const std::optional<std::string> called = text(one, "lesson", "lesson = \"01\"");
    const judge::Lesson* known = called ? lesson(*called, *one.get("lesson")) : nullptr;
    if (known == nullptr) return nullptr;
    entry.lesson = known->id;
    const bool is_new =
        told_.emplace(entry.person, entry.lesson, std::is_same_v<Entry, Decision>).second;
    if (!is_new && !entry.person.empty()) {
      complain(one, fmt::format("{}, lesson {} a second time", entry.person, entry.lesson), "once",
               "Take one of the two out");
    }
    return known;
  }

  void read_extension(const toml::table& one) {
    expect_keys(one, " in [[extension]]", {"person", "lesson", "due", "reason"});
    Extension extension;
    read_about(one, extension);
    extension.due = time(one).value_or(0);
    rules_.extensions.push_back(extension);
  }

  void read_decision(const toml::table& one) {
    expect_keys(one, " in [[override]]", {"person", "lesson", "points", "reason"});
    Decision decision;
    const judge::Lesson* known = read_about(one, decision);
    if (one.get("points") == nullptr) {
      complain(one, "no points", "the mark", "Write points = 12");
    }
    const double most = known == nullptr ? 1e6 : known->points();
    decision.points = number(one, "points", most, "points = 12").value_or(0.0);
    rules_.decisions.push_back(decision);
  }

  const std::string& file_;
  const judge::Course& course_;
  Rules rules_;
  std::set<std::tuple<std::string, std::string, bool>> told_;  // about whom, and which lesson
  std::multimap<toml::source_index, std::string> errors_;      // by line
};

}  // namespace

double Rules::weight(const std::string& lesson) const {
  const auto found = weights.find(lesson);
  return found == weights.end() ? 1.0 : found->second;
}

Rules read_rules(const std::string& text, const std::string& file, const judge::Course& course) {
  toml::table all;
  try {
    all = toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw CannotJudge(
        fmt::format("{}:{}: got no TOML ({}), expected such as attempts = \"last\". "
                    "Mend this line",
                    file, error.source().begin.line, error.description()));
  }
  return Reader(file, course).read(all);
}

}  // namespace gradus::gradebook
