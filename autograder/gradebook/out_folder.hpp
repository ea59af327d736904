// The folder of results (--out): who works in it, and what it remembers.
//
//   grading.json    {"version":1, "seed":"9f..", "about":".."}: the secret, 128 bits, that the
//                   graded tests' inputs are drawn from. It is drawn once for each folder, so that
//                   a second run judges as the first did, and only the owner can read it: with it,
//                   a graded test could be foreseen.
//   grading.lock    held by the grader that works here
//   results.sqlite  every verdict (store.hpp)
//   grades.csv      the grades; grades-own.csv: on the students' own earlier lessons, there only
//                   where the last run of the class was with both
#pragma once

#include <filesystem>
#include <string>

#include "base/files.hpp"

namespace gradus::gradebook {

inline constexpr const char* database_name = "results.sqlite";

class OutFolder {
 public:
  /// Creates the folder if need be and claims it until destroyed. Throws CannotJudge, also when
  /// another grader is at work in it.
  explicit OutFolder(const std::filesystem::path& folder);

  /// The seed that was given, which is kept for the next run; without one, the one that is kept;
  /// otherwise a new one. Throws CannotJudge when grading.json is damaged, or `given` is no seed.
  std::string seed(const std::string& given = "") const;

  const std::filesystem::path& path() const { return folder_; }
  std::filesystem::path grades() const { return folder_ / "grades.csv"; }
  std::filesystem::path own_grades() const { return folder_ / "grades-own.csv"; }

 private:
  std::filesystem::path folder_;
  base::Descriptor lock_;
};

}  // namespace gradus::gradebook
