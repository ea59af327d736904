#include "class_of/rewrite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <regex>
#include <stdexcept>

#include "base/text.hpp"
#include "judge/source.hpp"

namespace class_of {
namespace {

const std::string end_of_lesson = "}  // namespace nn";
const std::string begin_of_helpers = "namespace {\n";

bool is_word_character(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Where the literal or comment that begins here ends; `at` itself if there is none.
std::size_t behind_literal(const std::string& text, std::size_t at) {
  if (text.compare(at, 2, "//") == 0) return std::min(text.find('\n', at), text.size());
  if (text[at] != '"' && text[at] != '\'') return at;
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != text[at]) end += text[end] == '\\' ? 2 : 1;
  return std::min(end + 1, text.size());
}

/// Every word of the code goes through `change`.
std::string each_word(const std::string& text,
                      const std::function<std::string(const std::string& word)>& change) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = behind_literal(text, at);
    if (end == at && is_word_character(text[at])) {
      while (end < text.size() && is_word_character(text[end])) ++end;
      result += change(text.substr(at, end - at));
    } else {
      end = std::max(end, at + 1);
      result += text.substr(at, end - at);
    }
    at = end;
  }
  return result;
}

std::set<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex form(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator one(text.begin(), text.end(), form), end; one != end; ++one) {
    found.insert((*one)[1].str());
  }
  return found;
}

/// Two operands and what stands between them.
std::string own_pair(Dice& dice) {
  static const std::vector<std::string> left{"here", "there"};
  static const std::vector<std::string> right{"where", "7", "11"};
  static const std::vector<std::string> operators{"+", "-", "*", "/",  "%",
                                                  "&", "|", "^", "<<", ">>"};
  const std::string& between = dice.pick(operators);
  return fmt::format("({} {} {})", dice.pick(left), between, dice.pick(right));
}

/// No two people write the same, whatever its names: what tells is the operators.
std::string own_statement(Dice& dice) {
  static const std::vector<std::string> assignments{"=", "+=", "-=", "*=", "^=", "|=", "&="};
  static const std::vector<std::string> comparisons{"<", ">", "<=", ">=", "==", "!="};
  static const std::vector<std::string> operators{"+", "-", "*", "&", "|", "^"};
  const std::string target = dice.one_in(2) ? "here" : "there";
  std::string line = fmt::format("{} {} {} {} {};", target, dice.pick(assignments), own_pair(dice),
                                 dice.pick(operators), own_pair(dice));
  const std::size_t form = dice.below(5);
  const std::string condition =
      fmt::format("{} {} {}", own_pair(dice), dice.pick(comparisons), own_pair(dice));
  if (form == 0) line = fmt::format("if ({}) {}", condition, line);
  if (form == 1) line = fmt::format("while ({}) {{\n    {}\n  }}", condition, line);
  if (form == 2) line = fmt::format("do {{\n    {}\n  }} while ({});", line, condition);
  return "  " + line + "\n";
}

}  // namespace

Parts::Parts(const std::string& text) {
  bool ended = false;
  for (const std::string& line : gradus::base::lines_of(text)) {
    const std::string task = gradus::judge::marker(line);
    if (!task.empty()) tasks.push_back({.task = task, .text = ""});
    ended = ended || line.starts_with(end_of_lesson);
    std::string& here = ended ? end : tasks.empty() ? top : tasks.back().text;
    here += line + "\n";
  }
}

std::string Parts::text() const {
  std::string text = top;
  for (const Part& part : tasks) text += part.text;
  return text + end;
}

Part& Parts::part(const std::string& task) {
  const auto found = std::ranges::find(tasks, task, &Part::task);
  if (found == tasks.end()) throw std::runtime_error("there is no part for task " + task);
  return *found;
}

std::string with_own_helpers(const std::string& text, Dice& dice) {
  Parts parts(text);
  parts.top += begin_of_helpers;
  for (std::size_t i = 0, count = 3 + dice.below(3); i < count; ++i) {
    parts.top += fmt::format(
        "\n[[maybe_unused]] long helper{}_{}(long here, long where) {{\n  long there = {};\n", i,
        dice.below(1000), dice.below(50));
    for (std::size_t k = 0, lines = 4 + dice.below(6); k < lines; ++k) {
      parts.top += own_statement(dice);
    }
    parts.top += "  return here + there;\n}\n";
  }
  parts.top += "\n}  // namespace\n\n";
  return parts.text();
}

std::string renamed(const std::string& text, const std::set<std::string>& keep,
                    const std::string& ending) {
  std::set<std::string> names = matches(
      text, R"((?:arma::\w+|double|bool|int|long|std::size_t|auto)\s*&?\s+&?(\w+)\s*[=;{(:,)])");
  for (const std::string& member : matches(text, R"((?:\.|->|::)\s*(\w+))")) names.erase(member);
  return each_word(text, [&](const std::string& word) {
    return names.contains(word) && !keep.contains(word) ? word + ending : word;
  });
}

std::string reordered(const std::string& text) {
  Parts parts(text);
  std::size_t begin = parts.top.find(begin_of_helpers);
  const std::size_t end = parts.top.find("}  // namespace\n");
  if (begin != std::string::npos && end != std::string::npos) {
    begin += begin_of_helpers.size();
    std::vector<std::string> helpers;
    const std::string inside = parts.top.substr(begin, end - begin);
    for (std::size_t at = 0; at < inside.size();) {
      const std::size_t next = std::min(inside.find("\n[[", at + 1), inside.size());
      helpers.push_back(inside.substr(at, next - at));
      at = next;
    }
    std::string turned;
    for (const std::string& one : helpers) turned = one + turned;
    parts.top.replace(begin, end - begin, turned);
  }
  const bool tied = std::ranges::any_of(parts.tasks, [](const Part& part) {
    return part.text.find("namespace {") != std::string::npos ||
           part.text.find("static ") != std::string::npos ||
           part.text.find("struct ") != std::string::npos;
  });
  if (!tied) std::ranges::reverse(parts.tasks);
  return parts.text();
}

std::set<std::string> defined_in(const std::string& text) {
  return matches(text, R"((?:^|\n)\w[^\n(={]*\b(\w+) *[(={])");
}

std::set<std::string> words_of(const std::string& text) {
  std::set<std::string> words;
  each_word(text, [&](const std::string& word) {
    words.insert(word);
    return word;
  });
  return words;
}

}  // namespace class_of
