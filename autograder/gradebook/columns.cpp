#include "gradebook/columns.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gradus::gradebook {
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

template <std::size_t Count>
bool in(const std::array<Range, Count>& ranges, std::uint32_t code) {
  return std::ranges::any_of(
      ranges, [&](const Range& range) { return code >= range.first && code <= range.last; });
}

/// The character at `place`, which moves behind it. The text is valid UTF-8, or nearly.
std::uint32_t next_character(const std::string& text, std::size_t& place) {
  const auto first = static_cast<unsigned char>(text[place++]);
  std::uint32_t code = first < 0x80 ? first : first < 0xE0 ? first & 0x1F : first & 0x0F;
  if (first >= 0xF0) code = first & 0x07;
  while (place < text.size() && (static_cast<unsigned char>(text[place]) & 0xC0) == 0x80) {
    code = (code << 6) | (static_cast<unsigned char>(text[place++]) & 0x3F);
  }
  return code;
}

std::size_t width_of(std::uint32_t code) {
  return in(narrow, code) ? 0 : in(wide, code) ? 2 : 1;
}

std::string spaces(const std::string& text, std::size_t width) {
  const std::size_t taken = columns(text);
  return std::string(taken < width ? width - taken : 0, ' ');
}

}  // namespace

std::size_t columns(const std::string& text) {
  std::size_t sum = 0;
  for (std::size_t place = 0; place < text.size();) sum += width_of(next_character(text, place));
  return sum;
}

std::string shorten(const std::string& text, std::size_t width) {
  if (columns(text) <= width) return text;
  std::size_t taken = 0;
  std::size_t end = 0;  // in bytes
  for (std::size_t place = 0; place < text.size(); end = place) {
    taken += width_of(next_character(text, place));
    if (taken + 1 > width) break;
  }
  return width == 0 ? "" : text.substr(0, end) + "…";
}

std::string pad_right(const std::string& text, std::size_t width) {
  return text + spaces(text, width);
}

std::string pad_left(const std::string& text, std::size_t width) {
  return spaces(text, width) + text;
}

}  // namespace gradus::gradebook
