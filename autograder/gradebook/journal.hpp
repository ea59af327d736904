// results.jsonl, the journal: one line of JSON for each verdict, on the disk before the next
// judgement starts. A grader that is killed at any moment has lost nothing that it wrote.
//
//   {"version":1, "submission":"anna", "lesson":"01", "stack":"reference", "key":"9f..",
//    "submission_hash":"..", "lesson_hash":"..", "toolchain":"g++ 12.2 ..",
//    "result":{..}, "notes":[..], "when":"2026-11-20T10:12:00Z", "checksum":"1c.."}
//
// The checksum is of the line before it: what a disk has damaged is graded again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/files.hpp"
#include "judge/result.hpp"

namespace gradus::gradebook {

struct Entry {
  std::string submission;
  std::string lesson;  // "01"
  std::string stack;   // "reference" or "own"
  std::string key;     // verdict_key()
  std::string submission_hash;
  std::string lesson_hash;
  std::string toolchain;
  judge::LessonResult result;
  std::vector<std::string> notes;  // on the submission
  std::string when;                // ISO 8601, UTC
};

std::string to_line(const Entry& entry);
/// Nothing if the line is no whole entry of this version.
std::optional<Entry> from_line(const std::string& line);

/// "2026-11-20T10:12:00Z"
std::string now_utc();

class Journal {
 public:
  /// Opens or creates the file, and cuts off a last line that a killed grader did not finish.
  /// The caller sees to it that it is the only one (OutFolder). Throws CannotJudge.
  explicit Journal(const std::filesystem::path& file);

  /// What was found wrong with the file and is ignored, one sentence each.
  const std::vector<std::string>& problems() const { return problems_; }

  /// The last verdict on this submission and lesson that was reached under this key.
  std::optional<Entry> find(const std::string& submission, const std::string& lesson,
                            const std::string& key) const;

  /// Writes one entry and waits until the disk has it. Several threads may call this at once.
  /// Throws CannotJudge when it cannot be written; the journal is then as it was before.
  void append(const Entry& entry);

  /// What a finished run stands by: one entry, and the order in which they are to be kept.
  struct Wanted {
    std::string submission;
    std::string lesson;
    std::string stack;
    std::string key;
  };
  /// Drops the lines that newer ones have replaced. Verdicts that this run did not ask for (another
  /// lesson, another class in the same folder) stay, behind those it did.
  void compact(const std::vector<Wanted>& order);

 private:
  struct Line {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };
  using Place =
      std::tuple<std::string, std::string, std::string>;  // submission, lesson, stack or key

  void load();
  void remember(const Entry& entry, Line line);
  std::string read(Line line) const;

  std::filesystem::path path_;
  base::Descriptor file_;
  std::uint64_t size_ = 0;
  std::vector<std::string> problems_;
  std::map<Place, Line> by_key_;    // submission, lesson, key: its last line
  std::map<Place, Line> by_stack_;  // submission, lesson, stack: its last line
  mutable std::mutex mutex_;
};

}  // namespace gradus::gradebook
