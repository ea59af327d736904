#include "gradebook/when.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <regex>
#include <string_view>

namespace gradus::gradebook {
namespace {

/// A tm that says the same after it was a time is a day and an hour that there are.
std::optional<Time> checked(const std::tm& given, std::optional<int> offset_minutes) {
  std::tm local = given;
  local.tm_isdst = -1;
  std::tm utc = given;
  const Time time = offset_minutes ? ::timegm(&utc) - Time{*offset_minutes} * 60 : ::mktime(&local);
  const std::tm& said = offset_minutes ? utc : local;
  const bool same = said.tm_mday == given.tm_mday && said.tm_mon == given.tm_mon &&
                    given.tm_hour < 24 && given.tm_min < 60 && given.tm_sec < 61;
  return same ? std::optional(time) : std::nullopt;
}

/// "Friday, 16 October 2026, 11:58 PM", as Moodle writes it in English, with or without the weekday
/// and with 12 or 24 hours.
std::optional<Time> moodle_time(const std::string& text) {
  static const std::regex form(
      R"(\s*(?:[A-Za-z]+, )?(\d\d?) ([A-Z][a-z]+) (\d{4}), (\d\d?):(\d\d)(?: ([AP])M)?\s*)");
  static constexpr std::array<std::string_view, 12> months{
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  std::smatch found;
  if (!std::regex_match(text, found, form)) return std::nullopt;
  const auto month = std::ranges::find(months, found[2].str());
  if (month == months.end()) return std::nullopt;
  int hour = std::stoi(found[4]);
  if (found[6].matched) {
    if (hour < 1 || hour > 12) return std::nullopt;
    hour = hour % 12 + (found[6] == "P" ? 12 : 0);
  }
  std::tm given{};
  given.tm_mday = std::stoi(found[1]);
  given.tm_mon = static_cast<int>(month - months.begin());
  given.tm_year = std::stoi(found[3]) - 1900;
  given.tm_hour = hour;
  given.tm_min = std::stoi(found[5]);
  return checked(given, std::nullopt);
}

}  // namespace

std::optional<Time> time_in(const std::string& text) {
  static const std::regex form(
      R"(\s*(\d{4})-(\d\d?)-(\d\d?)(?:[T -](\d\d?)[:-](\d\d)(?:[:-](\d\d)(?:\.\d+)?)?)?\s*)"
      R"((?:(Z)|([+-])(\d\d):?(\d\d))?\s*)");
  std::smatch found;
  if (text.size() > 60) return std::nullopt;
  if (!std::regex_match(text, found, form)) return moodle_time(text);
  const auto number = [&](int group, int otherwise) {
    return found[group].matched ? std::stoi(found[group]) : otherwise;
  };
  const bool day_alone = !found[4].matched;
  std::tm given{};
  given.tm_year = number(1, 0) - 1900;
  given.tm_mon = number(2, 0) - 1;
  given.tm_mday = number(3, 0);
  given.tm_hour = number(4, 23);
  given.tm_min = number(5, 59);
  given.tm_sec = number(6, day_alone ? 59 : 0);
  std::optional<int> offset;
  if (found[7].matched) offset = 0;
  if (found[8].matched) offset = (number(9, 0) * 60 + number(10, 0)) * (found[8] == "-" ? -1 : 1);
  return checked(given, offset);
}

std::string time_text(Time time) {
  const std::time_t seconds = time;
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return fmt::format("{:%Y-%m-%d %H:%M}", local);
}

}  // namespace gradus::gradebook
