// What ./gradus check has made before of the same files: objects, and verdicts. It lies in the
// build folder; what decides it is written down beside it, and compared to the letter. Only a
// student's own check keeps anything: a submission is never judged by what an earlier one has left.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "judge/course.hpp"

namespace gradus::judge {

class Kept {
 public:
  /// An empty path: nothing is kept, and nothing is found.
  explicit Kept(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// What was kept last under this name, if `key` was the same then.
  std::optional<std::string> find(const std::string& name, const std::string& key) const;

  /// Keeps `value` in place of what was there. A folder that cannot be written is no error.
  void keep(const std::string& name, const std::string& key, const std::string& value) const;

 private:
  std::filesystem::path folder_;
};

/// A file's path, wherever its name leads, length and time: what Ninja, too, tells a new one by.
std::string stamp(const std::filesystem::path& path);

/// All that decides what a file is compiled to, beside its text: the tools, the compiler with its
/// flags, and the headers.
std::string compiled_with(const Course& course);

/// All that decides the verdict on a lesson, beside the texts and the options.
std::string judged_with(const Course& course, const Lesson& lesson);

}  // namespace gradus::judge
