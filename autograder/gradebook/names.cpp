#include "gradebook/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/text.hpp"

namespace gradus::gradebook {
namespace {

/// The digits that start at `place`, without leading zeros; `place` moves behind them.
std::string_view number_at(const std::string& text, std::size_t& place) {
  while (place + 1 < text.size() && text[place] == '0' && is_digit(text[place + 1])) ++place;
  const std::size_t start = place;
  while (place < text.size() && is_digit(text[place])) ++place;
  return std::string_view(text).substr(start, place - start);
}

constexpr std::size_t longest_name = 200;  // bytes; a file system has no longer ones either

}  // namespace

std::vector<LessonFile> lesson_files(const judge::Course& course) {
  std::vector<LessonFile> files;
  for (const judge::Lesson& lesson : course.lessons) {
    files.push_back({.lesson = lesson.id, .folder = lesson.folder, .name = lesson.file_name()});
  }
  return files;
}

std::string NameRegister::unique(const std::string& name) {
  std::string cleaned = base::one_line(name, longest_name);
  if (cleaned.find_first_not_of(' ') == std::string::npos) cleaned = "unnamed";
  std::string result = cleaned;
  for (int number = 2; !taken_.insert(result).second; ++number) {
    result = fmt::format("{} ({})", cleaned, number);
  }
  return result;
}

std::string folded(const std::string& text) {
  std::string result = base::trimmed(text);
  std::ranges::transform(result, result.begin(), [](char letter) { return small(letter); });
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
