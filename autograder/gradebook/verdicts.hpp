// A verdict as rows of the database, and back.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gradebook/database.hpp"
#include "judge/result.hpp"

namespace gradus::gradebook {

/// What is kept beside the result. The hashes and the key are in hexadecimal digits.
struct Verdict {
  std::string lesson;  // "01"
  std::string stack;   // "reference" or "own"
  std::string key;     // verdict_key()
  std::string answer_hash;
  std::string lesson_hash;
  std::string toolchain;
  judge::LessonResult result;
  std::string judged_at;  // ISO 8601, UTC
};

/// "2026-11-20T10:12:00Z"
std::string now_utc();

/// JSON as the file has it: on one line, without bytes that are no UTF-8. And a list, read back.
std::string dumped(const nlohmann::json& value);
std::vector<std::string> list_of(const std::string& text);

class Verdicts {
 public:
  explicit Verdicts(Database& database) : database_(database) {}

  /// Takes the place of a verdict of this lesson and key; its id. Times are kept in microseconds.
  std::int64_t write(const Verdict& verdict);

  /// Nothing if there is none, or if it is not what was written: a verdict has a checksum, and what
  /// a disk has damaged is no mark.
  std::optional<Verdict> read(std::int64_t id);

  /// Its id, damaged or not; 0 if there is none.
  std::int64_t find(const std::string& lesson, const std::string& key);

 private:
  /// What verdicts on a lesson have in common: tasks and cases as nobody has answered them.
  const judge::LessonResult& form(std::int64_t id);

  Database& database_;
  std::map<std::int64_t, judge::LessonResult> forms_;  // those that were read
};

}  // namespace gradus::gradebook
