#include "gradebook/text.hpp"

#include <utf8.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace gradus::gradebook {
namespace {

/// Text in units of 2 or 4 bytes.
struct Wide {
  std::size_t size;
  bool little;       // the lower byte comes first
  std::size_t mark;  // bytes of the mark at the beginning
};

std::uint32_t unit_at(const std::string& bytes, std::size_t place, const Wide& form) {
  std::uint32_t unit = 0;
  for (std::size_t i = 0; i < form.size; ++i) {
    const std::size_t from = form.little ? place + form.size - 1 - i : place + i;
    unit = unit << 8 | static_cast<unsigned char>(bytes[from]);
  }
  return unit;
}

/// Nothing when these bytes cannot be text in that form.
std::optional<std::string> to_utf8(const std::string& bytes, const Wide& form) {
  if (bytes.size() % form.size != 0) return std::nullopt;
  std::string text;
  for (std::size_t i = form.mark; i < bytes.size(); i += form.size) {
    std::uint32_t point = unit_at(bytes, i, form);
    if (form.size == 2 && point >= 0xD800 && point < 0xDC00 && i + 2 < bytes.size()) {
      const std::uint32_t low = unit_at(bytes, i + 2, form);
      if (low >= 0xDC00 && low < 0xE000) {
        point = 0x10000 + ((point - 0xD800) << 10 | (low - 0xDC00));
        i += 2;
      }
    }
    const bool half_pair = point >= 0xD800 && point < 0xE000;
    if (point == 0 || point > 0x10FFFF || half_pair) return std::nullopt;
    utf8::unchecked::append(point, std::back_inserter(text));
  }
  return text;
}

/// C++ is mostly ASCII, so that in UTF-16 every other byte is mostly zero, and the others never.
std::optional<Wide> without_mark(const std::string& bytes) {
  if (bytes.size() < 4 || bytes.size() % 2 != 0) return std::nullopt;
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < bytes.size(); ++i) zeros[i % 2] += bytes[i] == '\0' ? 1 : 0;
  for (const std::size_t upper : {0U, 1U}) {
    if (zeros[1 - upper] == 0 && zeros[upper] * 4 > bytes.size()) {
      return Wide{.size = 2, .little = upper == 1, .mark = 0};
    }
  }
  return std::nullopt;
}

std::optional<Wide> wide_form(const std::string& bytes) {
  using namespace std::string_literals;
  if (bytes.starts_with("\xff\xfe\0\0"s)) return Wide{.size = 4, .little = true, .mark = 4};
  if (bytes.starts_with("\0\0\xfe\xff"s)) return Wide{.size = 4, .little = false, .mark = 4};
  if (bytes.starts_with("\xff\xfe")) return Wide{.size = 2, .little = true, .mark = 2};
  if (bytes.starts_with("\xfe\xff")) return Wide{.size = 2, .little = false, .mark = 2};
  return without_mark(bytes);
}

/// What a file is that begins like this, whatever its name says.
std::string other_kind(std::string_view bytes) {
  static constexpr std::array<std::pair<std::string_view, const char*>, 12> kinds{
      {{"%PDF-", "a PDF"},
       {"PK\x03\x04", "an archive or a document of an office program"},
       {"PK\x05\x06", "an archive"},
       {"\xd0\xcf\x11\xe0", "a document of an office program"},
       {"{\\rtf", "rich text (RTF), not plain text"},
       {"\x1f\x8b", "a compressed file"},
       {"7z\xbc\xaf\x27\x1c", "a 7z archive"},
       {"Rar!\x1a\x07", "a RAR archive"},
       {"\x89PNG", "a picture"},
       {"\xff\xd8\xff", "a picture"},
       {"\x7f"
        "ELF",
        "a compiled program"},
       {"MZ\x90", "a compiled program"}}};
  for (const auto& [start, kind] : kinds) {
    if (bytes.starts_with(start)) return kind;
  }
  std::string start(bytes.substr(0, std::min<std::size_t>(bytes.size(), 200)));
  std::ranges::transform(start, start.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  const std::size_t first = std::min(start.find_first_not_of(" \t\r\n"), start.size());
  for (const char* page : {"<!doctype html", "<html"}) {
    if (start.compare(first, std::string_view(page).size(), page) == 0) {
      return "a web page, not the file that it shows";
    }
  }
  return "";
}

/// Does it hold what no text holds: a zero byte, or many other control characters?
bool is_binary(const std::string& text) {
  std::size_t controls = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0) return true;
    controls += byte < 0x20 && (byte < 0x09 || byte > 0x0D) && byte != 0x1A ? 1 : 0;
  }
  return controls > 3 && controls * 20 > text.size();
}

std::string with_unix_lines(const std::string& text) {
  const bool old_mac = text.find('\n') == std::string::npos;
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool before_newline = i + 1 < text.size() && text[i + 1] == '\n';
    if (text[i] != '\r') {
      result += text[i];
    } else if (old_mac) {
      result += '\n';
    } else if (!before_newline) {
      result += '\r';
    }
  }
  return result;
}

}  // namespace

Text as_text(const std::string& bytes) {
  std::string text = bytes;
  if (const std::optional<Wide> form = wide_form(bytes)) {
    std::optional<std::string> converted = to_utf8(bytes, *form);
    if (!converted) return {.text = {}, .why_not = "it is no text"};
    text = std::move(*converted);
  }
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (const std::string kind = other_kind(text); !kind.empty()) {
    return {.text = {}, .why_not = "it is " + kind};
  }
  if (is_binary(text)) return {.text = {}, .why_not = "it is no text"};
  return {.text = with_unix_lines(text), .why_not = {}};
}

}  // namespace gradus::gradebook
