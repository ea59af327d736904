#include "base/text.hpp"

#include <charconv>
#include <cmath>
#include <sstream>

namespace nn {
namespace {

// In UTF-8 the second and later bytes of a character, and only they, have the form 10xxxxxx.
bool starts_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

}  // namespace

std::size_t display_width(const std::string& text) {
  std::size_t width = 0;
  for (const char byte : text) width += starts_character(byte) ? 1 : 0;
  return width;
}

std::string shorten(const std::string& text, std::size_t width) {
  if (display_width(text) <= width) return text;
  if (width == 0) return "";
  std::size_t characters = 0;
  std::size_t end = 0;
  while (end < text.size()) {
    if (starts_character(text[end]) && ++characters == width) break;
    ++end;
  }
  return text.substr(0, end) + "…";
}

std::string one_line(std::string text) {
  for (char& byte : text) {
    const unsigned char code = static_cast<unsigned char>(byte);
    if (code < 0x20 || code == 0x7F) byte = ' ';
  }
  return text;
}

std::string wrap(const std::string& text, std::size_t width) {
  std::istringstream words(text);
  std::string lines;
  std::size_t used = 0;
  for (std::string word; words >> word;) {
    const std::size_t needed = display_width(word);
    const bool fits = used + 1 + needed <= width;
    if (used > 0) lines += fits ? ' ' : '\n';
    lines += word;
    used = used > 0 && fits ? used + 1 + needed : needed;
  }
  return lines;
}

std::string shortest(double number) {
  if (std::isnan(number)) return "nan";
  char digits[32];
  const std::to_chars_result end = std::to_chars(digits, digits + sizeof digits, number);
  return std::string(digits, end.ptr);
}

}  // namespace nn
