// What the gradebook's tests share: a small course, files to hand in, archives of every kind, and a
// judge that reads the points from the submission.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/text.hpp"
#include "gradebook/collect.hpp"
#include "gradebook/lines.hpp"
#include "gradebook/pack.hpp"
#include "gradebook/results.hpp"
#include "judge/course.hpp"
#include "judge/judge.hpp"
#include "judge/result.hpp"

namespace gradebook_test {

namespace fs = std::filesystem;
namespace judge = gradus::judge;

/// Its name has blanks in it, as names have.
struct TemporaryFolder : gradus::base::TemporaryFolder {
  TemporaryFolder() : gradus::base::TemporaryFolder("gradebook test ") {}
};

/// A place for temporary files (TMPDIR) that goes with everything that a killed grader leaves.
struct TemporaryPlace {
  TemporaryFolder folder;
  TemporaryPlace() { ::setenv("TMPDIR", folder.path().c_str(), 1); }
  ~TemporaryPlace() {
    if (before) {
      ::setenv("TMPDIR", before->c_str(), 1);
    } else {
      ::unsetenv("TMPDIR");
    }
  }
  TemporaryPlace(const TemporaryPlace&) = delete;
  TemporaryPlace& operator=(const TemporaryPlace&) = delete;

 private:
  std::optional<std::string> before =
      std::getenv("TMPDIR") ? std::optional<std::string>(std::getenv("TMPDIR")) : std::nullopt;
};

inline void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

/// Nothing if there is no such file.
inline std::string read(const fs::path& file) {
  return fs::exists(file) ? gradus::base::read_file(file) : "";
}

/// results.jsonl, as it would be exported, one line a verdict of a person.
inline std::vector<std::string> result_lines(const fs::path& out) {
  std::vector<std::string> lines;
  gradus::gradebook::write_lines(gradus::gradebook::Results(out),
                                 [&](const std::string& line) { lines.push_back(line); });
  return lines;
}

inline bool is_root() {
  return ::geteuid() == 0;
}

/// Made before any test says that temporary files belong elsewhere.
inline const TemporaryFolder archive_folder;

/// gradus-archive, where every user can start it: the build folder may lie in one that is closed.
inline const fs::path& archive_reader() {
  static const fs::path copy = archive_folder / "gradus-archive";
  if (!fs::exists(copy)) {
    fs::permissions(archive_folder.path(), static_cast<fs::perms>(0755));
    fs::copy_file(GRADUS_ARCHIVE, copy);
    fs::permissions(copy, static_cast<fs::perms>(0755));
  }
  return copy;
}

/// Three lessons of 10 points: 01_activations, 02_forward_pass, 03_losses. What was built for each
/// is a file build/judge_NN.
inline judge::Course small_course(const fs::path& root) {
  judge::Course course;
  course.root = root;
  course.headers = root / "lessons";
  course.tools.sandbox = GRADUS_SANDBOX;
  course.tools.archive_reader = archive_reader();
  course.tools.versions = "a compiler 1.0";
  const std::vector<std::string> names{"activations", "forward_pass", "losses"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    judge::Lesson lesson;
    lesson.id = "0" + std::to_string(i + 1);
    lesson.name = names[i];
    lesson.folder = lesson.id + "_" + names[i];
    lesson.judge = root / "build" / ("judge_" + lesson.id);
    write(lesson.judge, "the tests of lesson " + lesson.id);
    lesson.tasks.push_back({.id = std::to_string(i + 1) + ".1",
                            .functions = {"f"},
                            .points = 10,
                            .hints = {"a", "b"}});
    course.lessons.push_back(lesson);
  }
  return course;
}

/// A verdict of that many points out of 10.
inline judge::LessonResult verdict(const judge::Lesson& lesson, double points,
                                   judge::Category category = judge::Category::wrong) {
  const judge::CaseResult one{.name = "a case",
                              .task = lesson.tasks.front().id,
                              .graded = true,
                              .category = category,
                              .diagnosis = {},
                              .message = "a message",
                              .seconds = 0.1};
  judge::LessonResult result;
  result.lesson = lesson.id;
  result.stack = "reference";
  result.tasks.push_back({.id = lesson.tasks.front().id,
                          .earned = points,
                          .possible = 10,
                          .compiler = {},
                          .cases = {one}});
  return result;
}

/// "7.5" earns 7.5; a lesson that is not there earns 0.
inline judge::LessonResult judge_by_text(const judge::Lesson& lesson, const judge::Answers& answers,
                                         const judge::JudgeOptions&) {
  const auto answer = answers.find(lesson.id);
  return verdict(lesson, answer == answers.end() ? 0.0 : std::atof(answer->second.c_str()));
}

inline bool mentions(const std::vector<std::string>& notes, const std::string& words) {
  return std::ranges::any_of(
      notes, [&](const std::string& note) { return note.find(words) != std::string::npos; });
}

/// All that is said about a submission: its notes, and why lessons of it are not judged.
inline std::vector<std::string> said(const gradus::gradebook::Submission& one) {
  std::vector<std::string> all = one.notes;
  for (const auto& [lesson, why] : one.unreadable) all.push_back(why);
  return all;
}

/// The lessons that are not judged, "01 03".
inline std::string unreadable(const gradus::gradebook::Submission& one) {
  std::string ids;
  for (const auto& [lesson, why] : one.unreadable) ids += (ids.empty() ? "" : " ") + lesson;
  return ids;
}

/// What `call` says that it cannot do; empty if it can.
template <typename Call>
std::string error_of(Call call) {
  try {
    call();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace gradebook_test
