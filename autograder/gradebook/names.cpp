#include "gradebook/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "gradebook/notes.hpp"

namespace gradus::gradebook {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool ends_with_ignoring_case(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() &&
         same_ignoring_case(text.substr(text.size() - ending.size()), ending);
}

/// "doejane_123_456" -> "doejane_123"; nothing if the text does not end in _digits.
std::optional<std::string> without_number(const std::string& text, char before = '_') {
  const std::size_t mark = text.rfind(before);
  if (mark == std::string::npos || mark == 0 || mark + 1 == text.size()) return std::nullopt;
  if (!std::all_of(text.begin() + static_cast<std::ptrdiff_t>(mark) + 1, text.end(), is_digit)) {
    return std::nullopt;
  }
  return text.substr(0, mark);
}

/// "activations-1.cpp" -> "activations.cpp".
std::string without_attempt(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos) return name;
  const std::optional<std::string> stem = without_number(name.substr(0, dot), '-');
  return stem ? *stem + name.substr(dot) : name;
}

/// The digits that start at `place`, without leading zeros; `place` moves behind them.
std::string_view number_at(const std::string& text, std::size_t& place) {
  while (place + 1 < text.size() && text[place] == '0' && is_digit(text[place + 1])) ++place;
  const std::size_t start = place;
  while (place < text.size() && is_digit(text[place])) ++place;
  return std::string_view(text).substr(start, place - start);
}

}  // namespace

std::vector<LessonFile> lesson_files(const engine::Course& course) {
  std::vector<LessonFile> files;
  for (const engine::Lesson& lesson : course.lessons) {
    files.push_back({.lesson = lesson.id, .folder = lesson.folder, .name = lesson.file_name()});
  }
  return files;
}

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, small, small);
}

bool is_hidden(std::string_view name) {
  return name.starts_with('.') || name == "__MACOSX";
}

std::optional<std::string> without_archive_ending(const std::string& name) {
  static constexpr std::array<std::string_view, 14> endings{
      ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tgz", ".txz", ".tbz2",
      ".tzst",   ".tbz",    ".tar",     ".zip",     ".7z",  ".rar", ".gz"};
  for (const std::string_view ending : endings) {
    if (name.size() > ending.size() && ends_with_ignoring_case(name, ending)) {
      return name.substr(0, name.size() - ending.size());
    }
  }
  return std::nullopt;
}

std::optional<LooseFile> loose_file(const std::string& name, const std::vector<LessonFile>& files) {
  std::optional<LooseFile> found;
  std::size_t longest = 0;  // "_forward_pass.cpp" rather than "_pass.cpp"
  const std::string first_attempt = without_attempt(name);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::string ending = "_" + files[i].name;
    if (ending.size() <= longest || first_attempt.size() <= ending.size()) continue;
    if (!ends_with_ignoring_case(first_attempt, ending)) continue;
    const std::string start = first_attempt.substr(0, first_attempt.size() - ending.size());
    const std::optional<std::string> shorter = without_number(start);
    const bool canvas = shorter && without_number(*shorter);
    if (first_attempt != name && !canvas) continue;
    longest = ending.size();
    found = {.person = canvas ? *shorter : start, .lesson = i};
  }
  return found;
}

std::string NameRegister::unique(const std::string& name) {
  std::string cleaned = one_line(name);
  if (cleaned.find_first_not_of(' ') == std::string::npos) cleaned = "unnamed";
  std::string result = cleaned;
  for (int number = 2; !taken_.insert(result).second; ++number) {
    result = fmt::format("{} ({})", cleaned, number);
  }
  return result;
}

bool natural_less(const std::string& a, const std::string& b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const std::string_view x = number_at(a, i);
      const std::string_view y = number_at(b, j);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
    } else {
      const auto x = static_cast<unsigned char>(small(a[i++]));
      const auto y = static_cast<unsigned char>(small(b[j++]));
      if (x != y) return x < y;
    }
  }
  if (i < a.size() || j < b.size()) return j < b.size();
  return a < b;
}

}  // namespace gradus::gradebook
