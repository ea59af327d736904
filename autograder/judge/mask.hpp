// C++ text taken apart just far enough to tell code from comments and literals. This is no parser:
// it knows line continuations, comments, strings, raw strings, characters and numbers (1'000).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gradus::judge {

enum class Kind : unsigned char { code, literal, comment };

struct Masked {
  std::vector<Kind> kinds;  // of each byte of the text; line breaks are code
  /// The text with all that is no code as blanks. Every line keeps its length, and ends with a
  /// backslash where it goes on; a digraph of a brace or a hash stands as what it means.
  std::string code;
  bool open = false;  // a comment or raw string that the text does not close
};

Masked mask(const std::string& text);

/// `mask(text).code`, with a line break at its end.
std::string code_only(const std::string& text);

/// A line of code as the preprocessor sees it, with the lines that continue it.
struct LogicalLine {
  std::size_t start = 0;  // in the text
  std::size_t end = 0;    // behind the last byte, without the line break
  std::string code;       // without continuations, and without blanks at its ends
};

std::vector<LogicalLine> logical_lines(const std::string& code);

/// The text without #line directives and line markers (`# 12 "file"`), which would put an error
/// elsewhere; every line keeps its number.
std::string without_line_directives(const std::string& text);

bool is_word(char letter);
bool is_digit(char letter);

}  // namespace gradus::judge
