#include "judge/mask.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace gradus::judge {
namespace {

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\f' || letter == '\v';
}

/// Where the line goes on when a backslash at `at` continues it, else `at`. Blanks may follow it.
std::size_t behind_continuation(const std::string& text, std::size_t at) {
  if (text[at] != '\\') return at;
  std::size_t end = at + 1;
  while (end < text.size() && is_blank(text[end])) ++end;
  return end < text.size() && text[end] == '\n' ? end + 1 : at;
}

class Masker {
 public:
  explicit Masker(const std::string& text) : text_(text) {
    result_.kinds.assign(text.size(), Kind::code);
    result_.code.assign(text.size(), ' ');
    if (text.starts_with("\xEF\xBB\xBF")) mark(3, Kind::comment);  // a byte order mark
  }

  Masked run() {
    while (skip_continuations(), at_ < text_.size()) token();
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\n') result_.code[i] = '\n';
    }
    return std::move(result_);
  }

 private:
  /// The character `ahead` places further on, continuations left out; 0 behind the end.
  char peek(std::size_t ahead = 0) const {
    std::size_t at = at_;
    for (;; --ahead) {
      while (at < text_.size() && behind_continuation(text_, at) != at) {
        at = behind_continuation(text_, at);
      }
      if (at >= text_.size()) return '\0';
      if (ahead == 0) return text_[at];
      ++at;
    }
  }

  void skip_continuations() {
    while (at_ < text_.size()) {
      const std::size_t next = behind_continuation(text_, at_);
      if (next == at_) return;
      result_.code[at_] = '\\';
      at_ = next;
    }
  }

  /// Takes the next `count` characters as `kind`.
  void mark(std::size_t count, Kind kind) {
    for (; count > 0; --count) {
      skip_continuations();
      if (at_ >= text_.size()) return;
      result_.kinds[at_] = text_[at_] == '\n' ? Kind::code : kind;
      if (kind == Kind::code) result_.code[at_] = text_[at_];
      ++at_;
    }
  }

  void token() {
    const char letter = peek();
    if (letter == '/' && peek(1) == '/') return line_comment();
    if (letter == '/' && peek(1) == '*') return comment();
    if (letter == '"' || letter == '\'') return quoted(letter);
    if (is_digit(letter) || (letter == '.' && is_digit(peek(1)))) return number();
    if (is_word(letter)) return word();
    if (!digraph()) mark(1, Kind::code);
  }

  void line_comment() {
    while (peek() != '\n' && at_ < text_.size()) mark(1, Kind::comment);
  }

  void comment() {
    mark(2, Kind::comment);
    while (at_ < text_.size() && !(peek() == '*' && peek(1) == '/')) mark(1, Kind::comment);
    if (at_ >= text_.size()) result_.open = true;
    mark(2, Kind::comment);
  }

  /// A literal ends with its line at the latest.
  void quoted(char quote) {
    mark(1, Kind::literal);
    while (at_ < text_.size() && peek() != quote && peek() != '\n') {
      if (peek() == '\\') mark(1, Kind::literal);
      if (peek() != '\n') mark(1, Kind::literal);
    }
    if (peek() == quote) mark(1, Kind::literal);
  }

  /// 1'000.5e-3, 0x1p+2: a quote between two digits belongs to the number.
  void number() {
    while (at_ < text_.size()) {
      const char letter = peek();
      const char next = peek(1);
      const bool exponent = std::string("eEpP").find(letter) != std::string::npos;
      if (exponent && (next == '+' || next == '-')) {
        mark(2, Kind::code);
      } else if (is_word(letter) || letter == '.') {
        mark(1, Kind::code);
      } else if (letter == '\'' && is_word(next)) {
        mark(1, Kind::literal);
      } else {
        return;
      }
    }
  }

  void word() {
    std::string name;
    for (; at_ < text_.size() && is_word(peek()); mark(1, Kind::code)) name += peek();
    const bool raw = name == "R" || name == "u8R" || name == "uR" || name == "UR" || name == "LR";
    if (raw && peek() == '"') raw_string();
  }

  /// In a raw string nothing is a continuation.
  void raw_string() {
    skip_continuations();
    const std::size_t start = at_;
    // At most 16 letters, so that looking for the parenthesis ends soon.
    const std::string_view letters = std::string_view(text_).substr(start + 1, 17);
    const std::size_t length = letters.find_first_of("()\\ \t\n\v\f");
    if (length == std::string_view::npos || letters[length] != '(') return quoted('"');
    const std::size_t open = start + 1 + length;
    const std::string end = ")" + text_.substr(start + 1, open - start - 1) + "\"";
    const std::size_t found = text_.find(end, open);
    if (found == std::string::npos) result_.open = true;
    at_ = found == std::string::npos ? text_.size() : found + end.size();
    for (std::size_t i = start; i < at_; ++i) {
      if (text_[i] != '\n') result_.kinds[i] = Kind::literal;
    }
  }

  bool digraph() {
    const char first = peek();
    const char second = peek(1);
    const char means = first == '<' && second == '%'   ? '{'
                       : first == '%' && second == '>' ? '}'
                       : first == '%' && second == ':' ? '#'
                                                       : '\0';
    if (means == '\0') return false;
    skip_continuations();
    const std::size_t place = at_;
    mark(2, Kind::code);
    result_.code[at_ - 1] = ' ';
    result_.code[place] = means;
    return true;
  }

  const std::string& text_;
  Masked result_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_word(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_';
}

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

Masked mask(const std::string& text) {
  return Masker(text).run();
}

std::string code_only(const std::string& text) {
  return mask(text).code + (text.ends_with('\n') || text.empty() ? "" : "\n");
}

std::vector<LogicalLine> logical_lines(const std::string& code) {
  std::vector<LogicalLine> lines;
  for (std::size_t start = 0; start < code.size();) {
    LogicalLine line{.start = start, .end = start, .code = {}};
    for (bool goes_on = true; goes_on;) {
      const std::size_t end = std::min(code.find('\n', line.end), code.size());
      std::string part = code.substr(line.end, end - line.end);
      while (!part.empty() && is_blank(part.back())) part.pop_back();
      goes_on = part.ends_with('\\') && end < code.size();
      if (goes_on) part.pop_back();
      line.code += part;
      line.end = goes_on ? end + 1 : end;
    }
    line.code.erase(0, std::min(line.code.find_first_not_of(" \t\r\f\v"), line.code.size()));
    lines.push_back(line);
    start = line.end + 1;
  }
  return lines;
}

std::string without_line_directives(const std::string& text) {
  if (text.find('#') == std::string::npos && text.find("%:") == std::string::npos) return text;
  const Masked masked = mask(text);
  std::string result = text;
  for (const LogicalLine& line : logical_lines(masked.code)) {
    if (!line.code.starts_with('#')) continue;
    const std::size_t word = line.code.find_first_not_of(" \t\r\f\v", 1);
    if (word == std::string::npos) continue;
    const bool named = line.code.compare(word, 4, "line") == 0 &&
                       (word + 4 >= line.code.size() || !is_word(line.code[word + 4]));
    if (!named && !is_digit(line.code[word])) continue;
    for (std::size_t i = line.start; i < line.end; ++i) {
      const bool keeps = masked.kinds[i] == Kind::comment || masked.code[i] == '\\';
      if (!keeps && text[i] != '\n') result[i] = ' ';
    }
  }
  return result;
}

}  // namespace gradus::judge
