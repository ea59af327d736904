#include "datasets/originals/decimal.hpp"

#include <algorithm>
#include <string_view>

#include "base/text.hpp"

namespace nn::datasets {
namespace {

// Digits, and groups of three behind a first one: "1,234" is 1234; "0,123" and "12,34" are none.
std::optional<std::string> without_thousands(std::string_view whole, char other) {
  std::string digits;
  std::size_t group = 0;  // digits since the last mark
  char mark = 0;
  for (const char letter : whole) {
    if (letter >= '0' && letter <= '9') {
      digits += letter;
      ++group;
      continue;
    }
    const bool first = mark == 0;
    const bool known = first ? letter == other || letter == ' ' || letter == '\'' : letter == mark;
    const bool fits = first ? group >= 1 && group <= 3 && digits[0] != '0' : group == 3;
    if (!known || !fits) return std::nullopt;
    mark = letter;
    group = 0;
  }
  if (mark != 0 && group != 3) return std::nullopt;
  return digits;
}

}  // namespace

std::optional<std::string> plain_number(const std::string& cell, char decimal) {
  std::string text = cell;
  gradus::base::replace_all(text, "\xE2\x88\x92", "-");  // the minus of typographers
  for (const std::string currency : {"$", "€", "£"}) {
    if (text.starts_with(currency)) text.erase(0, currency.size());
    if (text.ends_with(currency)) text.erase(text.size() - currency.size());
  }
  text = gradus::base::trimmed(text);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.erase(0, 1);
  const std::size_t end = std::min(text.find_first_of(std::string("eE") + decimal), text.size());
  const std::optional<std::string> whole =
      without_thousands(std::string_view(text).substr(0, end), decimal == '.' ? ',' : '.');
  if (!whole) return std::nullopt;
  std::string rest = text.substr(end);
  if (!rest.empty() && rest[0] == decimal) rest[0] = '.';
  const std::string number = (negative ? "-" : "") + *whole + rest;
  if (!gradus::base::to_number(number)) return std::nullopt;
  return number;
}

}  // namespace nn::datasets
