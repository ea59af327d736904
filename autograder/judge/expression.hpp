// An expression of a student's file, read far enough to count the things in it that have a name and
// live on (recipes.hpp says what for).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gradus::judge {

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) {
  return std::ranges::find(words, word) != words.end();
}

struct Token {
  std::size_t at = 0;  // in the text
  std::string text;
  std::size_t match = 0;  // of a bracket: its partner; 0: none
  bool is_word() const;
  bool is_number() const;
  std::size_t end() const { return at + text.size(); }
};
using Tokens = std::vector<Token>;

/// Words, numbers, "::", "->", and single characters of code without comments and literals. The
/// first token is a ';' of its own.
Tokens tokens_of(const std::string& code);

/// How many of what the tokens [begin, end) of `text` name lives on, as a C++ expression in terms
/// of tests/support/recipes.hpp; nothing when they cannot be read. `locals` end with their
/// function.
std::optional<std::string> count_named(const std::string& text, const Tokens& tokens,
                                       std::size_t begin, std::size_t end,
                                       const std::set<std::string>& locals);

}  // namespace gradus::judge
