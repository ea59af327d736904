#include "judge/expression.hpp"

#include <fmt/format.h>

#include <cctype>

#include "judge/mask.hpp"

namespace gradus::judge {
namespace {

// In an expression they make it something that is not read here.
constexpr std::array<std::string_view, 21> unreadable = {
    "new",      "delete", "throw",    "sizeof", "alignof",  "typeid",   "decltype",
    "auto",     "if",     "operator", "else",   "requires", "typename", "co_await",
    "template", "return", "asm",      "not",    "compl",    "and",      "or"};
/// An expression, part by part: how many of the things that it names live on.
class Expression {
 public:
  Expression(const std::string& text, const Tokens& tokens, const std::set<std::string>& locals)
      : text_(text), tokens_(tokens), locals_(locals) {}

  /// The sum for the tokens [begin, end), as C++; nothing when they cannot be read.
  std::optional<std::string> sum(std::size_t begin, std::size_t end) {
    std::string total = "0";
    while (begin < end) {
      const Token& token = tokens_[begin];
      const bool starts = token.is_word() || token.text == "(" || token.text == "::";
      if (token.is_number()) {
        ++begin;
      } else if (starts) {
        const std::optional<std::string> part = chain(begin, end);
        if (!part) return std::nullopt;
        total += " + " + *part;
      } else {
        if (std::string_view("+-*/%!~&|^<>=.").find(token.text) == std::string_view::npos) {
          return std::nullopt;
        }
        ++begin;
      }
    }
    return total;
  }

 private:
  std::string source(std::size_t first, std::size_t last) const {
    std::string text = text_.substr(tokens_[first].at, tokens_[last].end() - tokens_[first].at);
    std::ranges::replace(text, '\n', ' ');
    return text;
  }

  /// The arguments between two brackets, each for itself.
  std::optional<std::string> arguments(std::size_t open) {
    const std::size_t close = tokens_[open].match;
    if (close == 0) return std::nullopt;
    std::string total = "0";
    std::size_t begin = open + 1;
    for (std::size_t i = begin; i <= close; ++i) {
      if (i != close && tokens_[i].match > i) i = tokens_[i].match;
      if (i != close && tokens_[i].text != ",") continue;
      const std::optional<std::string> one = sum(begin, i);
      if (!one) return std::nullopt;
      if (*one != "0") total += " + " + *one;
      begin = i + 1;
    }
    return total;
  }

  /// Moves behind `<...>`, if that is what template arguments look like.
  void skip_template_arguments(std::size_t& at, std::size_t end) const {
    if (at >= end || tokens_[at].text != "<") return;
    int depth = 0;
    for (std::size_t i = at; i + 1 < end; ++i) {
      const std::string& text = tokens_[i].text;
      if (text == "<") ++depth;
      if (text == ">" && --depth == 0) {
        if (tokens_[i + 1].text == "(" || tokens_[i + 1].text == "::") at = i + 1;
        return;
      }
      const bool type =
          tokens_[i].is_word() || std::string_view("<>::,*&").find(text) != std::string_view::npos;
      if (!type) return;
    }
  }

  static std::string call(const char* name, const std::string& text, const std::string& inside) {
    return fmt::format("::gradus_recipes::{}<decltype(({}))>({})", name, text, inside);
  }

  /// A name or a group in brackets, with all that follows it: .member, (arguments), [index].
  std::optional<std::string> chain(std::size_t& at, std::size_t end) {
    const std::size_t first = at;
    std::string alive;
    bool names_function = false;
    if (tokens_[at].text == "(") {
      if (tokens_[at].match == 0) return std::nullopt;
      const std::optional<std::string> inner = sum(at + 1, tokens_[at].match);
      if (!inner) return std::nullopt;
      alive = *inner;
      at = tokens_[at].match + 1;
    } else {
      if (!qualified_name(at, end)) return std::nullopt;
      names_function = at < end && tokens_[at].text == "(";
      const bool local = at == first + 1 && locals_.contains(tokens_[first].text);
      if (!names_function) alive = call(local ? "local" : "named", source(first, at - 1), "0");
    }
    while (at < end) {
      const std::optional<bool> more = postfix(first, at, end, alive, names_function);
      if (!more) return std::nullopt;
      if (!*more) break;
      names_function = false;
    }
    return alive;
  }

  bool qualified_name(std::size_t& at, std::size_t end) const {
    if (tokens_[at].text == "::") ++at;
    while (at < end && tokens_[at].is_word()) {
      if (is_one_of(tokens_[at].text, unreadable)) return false;
      ++at;
      skip_template_arguments(at, end);
      if (at >= end || tokens_[at].text != "::") return true;
      ++at;
    }
    return false;
  }

  /// Takes one step of a chain. False: there is none; nothing: it cannot be read.
  std::optional<bool> postfix(std::size_t first, std::size_t& at, std::size_t end,
                              std::string& alive, bool names_function) {
    bool member = false;
    if (tokens_[at].text == "." || tokens_[at].text == "->") {
      member = true;
      if (++at >= end || !tokens_[at].is_word()) return std::nullopt;
      ++at;
      skip_template_arguments(at, end);
    }
    const bool opens = at < end && (tokens_[at].text == "(" || tokens_[at].text == "[");
    if (!opens) {
      if (member) alive = call("member", source(first, at - 1), "0");
      return member;
    }
    if (member && tokens_[at].text == "[") {  // the member first, its index at the next step
      alive = call("member", source(first, at - 1), "0");
      return true;
    }
    const std::optional<std::string> inside = arguments(at);
    if (!inside) return std::nullopt;
    at = tokens_[at].match + 1;
    const std::string all = names_function ? *inside : alive + " + " + *inside;
    alive = call(names_function ? "called" : "named", source(first, at - 1), all);
    return true;
  }

  const std::string& text_;
  const Tokens& tokens_;
  const std::set<std::string>& locals_;
};

}  // namespace

bool Token::is_word() const {
  return judge::is_word(text[0]);
}

bool Token::is_number() const {
  return is_digit(text[0]);
}

Tokens tokens_of(const std::string& code) {
  Tokens tokens = {{.at = 0, .text = ";"}};
  for (std::size_t i = 0; i < code.size();) {
    const std::size_t start = i++;
    if (std::isspace(static_cast<unsigned char>(code[start]))) continue;
    const bool number = is_digit(code[start]);
    const std::string_view two = std::string_view(code).substr(start, 2);
    if (is_word(code[start])) {
      while (i < code.size() && (is_word(code[i]) || (number && code[i] == '.'))) ++i;
    } else if (two == "::" || two == "->") {
      ++i;
    }
    tokens.push_back({.at = start, .text = code.substr(start, i - start)});
  }
  std::vector<std::size_t> open;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    const char letter = tokens[i].text[0];
    if (letter == '(' || letter == '[' || letter == '{') open.push_back(i);
    if (letter != ')' && letter != ']' && letter != '}') continue;
    if (open.empty()) continue;
    tokens[i].match = open.back();
    tokens[open.back()].match = i;
    open.pop_back();
  }
  return tokens;
}

std::optional<std::string> count_named(const std::string& text, const Tokens& tokens,
                                       std::size_t begin, std::size_t end,
                                       const std::set<std::string>& locals) {
  return Expression(text, tokens, locals).sum(begin, end);
}

}  // namespace gradus::judge
