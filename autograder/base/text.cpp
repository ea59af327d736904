#include "base/text.hpp"

#include <fmt/format.h>
#include <locale.h>
#include <stdlib.h>
#include <utf8.h>
#if __has_include(<xlocale.h>)
#include <xlocale.h>  // macOS keeps strtod_l there
#endif

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <sstream>
#include <utility>

namespace gradus::base {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// The blocks that occur in names, from Unicode's EastAsianWidth.txt (W and F) ...
constexpr std::array<Range, 14> wide{{{0x1100, 0x115F},
                                      {0x2E80, 0x303E},
                                      {0x3041, 0x33FF},
                                      {0x3400, 0x4DBF},
                                      {0x4E00, 0x9FFF},
                                      {0xA000, 0xA4CF},
                                      {0xA960, 0xA97F},
                                      {0xAC00, 0xD7A3},
                                      {0xF900, 0xFAFF},
                                      {0xFE30, 0xFE6F},
                                      {0xFF00, 0xFF60},
                                      {0xFFE0, 0xFFE6},
                                      {0x1F300, 0x1FAFF},
                                      {0x20000, 0x3FFFD}}};
// ... and the combining marks of general use.
constexpr std::array<Range, 6> narrow{{{0x0300, 0x036F},
                                       {0x0483, 0x0489},
                                       {0x1AB0, 0x1AFF},
                                       {0x1DC0, 0x1DFF},
                                       {0x20D0, 0x20FF},
                                       {0xFE00, 0xFE0F}}};
// Invisible marks, and those that change the direction of writing.
constexpr std::array<Range, 5> unseen{
    {{0x061C, 0x061C}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x2069}, {0xFEFF, 0xFEFF}}};

template <std::size_t Count>
bool in(const std::array<Range, Count>& ranges, std::uint32_t code) {
  return std::ranges::any_of(
      ranges, [&](const Range& range) { return code >= range.first && code <= range.last; });
}

std::size_t width_of(std::uint32_t code) {
  return in(narrow, code) ? 0 : in(wide, code) ? 2 : 1;
}

bool is_unwanted(std::uint32_t code) {
  if (code == '\n' || code == '\t') return false;
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || in(unseen, code);
}

std::string valid(const std::string& text) {
  std::string result;
  utf8::replace_invalid(text.begin(), text.end(), std::back_inserter(result));
  return result;
}

/// Where the terminal's escape sequence ends that starts at `place`; `place` if there is none.
std::size_t escape_end(const std::string& text, std::size_t place) {
  if (text[place] != '\x1B' || place + 1 >= text.size()) return place;
  std::size_t end = place + 2;
  if (text[place + 1] == '[') {  // CSI: parameters, then one final byte @ ... ~
    while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
    return std::min(end + 1, text.size());
  }
  if (text[place + 1] == ']') {  // OSC: up to BEL or ESC
    while (end < text.size() && text[end] != '\a' && text[end] != '\x1B') ++end;
    return std::min(end + 1, text.size());
  }
  return std::min(end, text.size());
}

std::string without_escapes(const std::string& text) {
  std::string result;
  for (std::size_t place = 0; place < text.size();) {
    const std::size_t end = escape_end(text, place);
    if (end == place) result += text[place++];
    place = std::max(place, end);
  }
  return result;
}

constexpr std::string_view white_space = " \t\r\n\f\v";

}  // namespace

std::size_t display_width(const std::string& text) {
  const std::string whole = valid(text);
  std::size_t width = 0;
  for (auto place = whole.begin(); place != whole.end();) {
    width += width_of(utf8::unchecked::next(place));
  }
  return width;
}

std::string shorten(const std::string& text, std::size_t width) {
  if (display_width(text) <= width) return text;
  if (width == 0) return "";
  const std::string whole = valid(text);
  std::size_t taken = 1;  // the "…"
  auto end = whole.begin();
  for (auto place = end; place != whole.end(); end = place) {
    taken += width_of(utf8::unchecked::next(place));
    if (taken > width) break;
  }
  return std::string(whole.begin(), end) + "…";
}

std::string padding(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, display_width(text)), ' ');
}

std::string wrap(const std::string& text, std::size_t width, std::size_t indent) {
  const std::string new_line = "\n" + std::string(indent, ' ');
  std::string result;
  bool first = true;
  for (const std::string& line : lines_of(text)) {
    if (!std::exchange(first, false)) result += new_line;
    if (line.starts_with(' ')) {
      result += line;
      continue;
    }
    std::istringstream words(line);
    std::size_t used = 0;
    for (std::string word; words >> word;) {
      const std::size_t needed = display_width(word);
      const bool fits = used + 1 + needed <= width;
      if (used > 0) result += fits ? " " : new_line;
      result += word;
      used = used > 0 && fits ? used + 1 + needed : needed;
    }
  }
  return result;
}

std::string clean(const std::string& text, std::size_t longest) {
  const std::string whole = valid(without_escapes(text));
  std::string result;
  for (auto place = whole.begin(); place != whole.end();) {
    const auto start = place;
    if (is_unwanted(utf8::unchecked::next(place))) continue;
    if (result.size() + static_cast<std::size_t>(place - start) > longest) return result + "…";
    result.append(start, place);
  }
  return result;
}

std::string one_line(const std::string& text, std::size_t longest) {
  std::string line = clean(text, longest);
  std::ranges::replace_if(
      line, [](char letter) { return letter == '\n' || letter == '\t'; }, ' ');
  return line;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (const char letter : text) {
    if (letter == separator) {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(white_space) - first + 1));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::optional<double> to_number(std::string_view text) {
  // What std::from_chars takes, which libc++ lacks for double before version 20. strtod takes more:
  // white space, a plus, hexadecimal digits.
  static const locale_t plain = ::newlocale(LC_ALL_MASK, "C", nullptr);
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool starts = !digits.empty() &&
                      std::string_view(".0123456789iInN").find(digits[0]) != std::string_view::npos;
  if (!starts || digits.find_first_of("xX") != std::string_view::npos) return std::nullopt;
  const std::string whole(text);
  char* stopped = nullptr;
  errno = 0;
  const double number = ::strtod_l(whole.c_str(), &stopped, plain);
  const bool beyond = errno == ERANGE && (std::isinf(number) || number == 0);
  if (beyond || stopped != whole.c_str() + whole.size()) return std::nullopt;
  return number;
}

std::string shortest(double number) {
  if (std::isnan(number)) return "nan";
  char digits[32];
  const std::to_chars_result end = std::to_chars(digits, digits + sizeof digits, number);
  return std::string(digits, end.ptr);
}

std::string percent(double share) {
  return fmt::format("{}%", std::lround(100.0 * share));
}

std::string markdown_cell(const std::string& text) {
  std::string cell = one_line(text);
  replace_all(cell, "|", "\\|");
  return cell;
}

std::string html(const std::string& text) {
  std::string safe;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += letter;
    }
  }
  return safe;
}

std::string never_formula(const std::string& given, const std::string& cleaned) {
  const auto computed = [](const std::string& text) {
    return !text.empty() &&
           std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
  };
  return (computed(given) || computed(cleaned)) && !to_number(cleaned) ? "'" + cleaned : cleaned;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",;\"\r\n") == std::string::npos && !text.starts_with(' ')) return text;
  std::string quoted = text;
  replace_all(quoted, "\"", "\"\"");
  return '"' + quoted + '"';
}

}  // namespace gradus::base
