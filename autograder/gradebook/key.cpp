#include "gradebook/key.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/files.hpp"
#include "base/hash.hpp"

namespace gradus::gradebook {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;

void add_file(base::Sha256& hash, const fs::path& file) {
  if (file.empty()) return;  // the course has no such part
  hash.add(file.filename().string()).add(base::read_file(file));
}

/// Adds the headers in `folder`, by their names; no folder, no headers.
void add_headers(base::Sha256& hash, const fs::path& folder) {
  std::vector<fs::path> files;
  if (fs::exists(folder)) {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      const bool hidden =
          entry.path().filename().string().starts_with('.');  // an editor's, perhaps
      if (!hidden && entry.path().extension() == ".hpp") files.push_back(entry);
    }
  }
  std::ranges::sort(files);
  hash.add(std::to_string(files.size()));
  for (const fs::path& file : files) add_file(hash, file);
}

/// The program that judges: this one. Its path in /proc tells of it even when it was replaced.
void add_engine(base::Sha256& hash, const judge::Course& course) {
  const fs::path self = "/proc/self/exe";
  hash.add("engine").add(base::read_file(fs::exists(self) ? self : course.build / "gradus-staff"));
}

}  // namespace

std::string lesson_hash(const judge::Course& course, const judge::Lesson& lesson) try {
  base::Sha256 hash;
  hash.add("lesson 2").add(lesson.folder);
  add_engine(hash, course);
  add_file(hash, course.tools.sandbox);
  add_file(hash, lesson.judge);
  for (const fs::path& part : course.tools.worker_parts) add_file(hash, part);
  add_headers(hash, course.headers / "common");
  for (const judge::Lesson* one : course.up_to(lesson)) {
    hash.add(one->folder);
    add_headers(hash, course.student_file(*one).parent_path());
    for (const fs::path& part : one->entries) add_file(hash, part);
    if (one == &lesson) continue;  // its reference is a control, and decides nothing
    for (const fs::path& part : one->reference) add_file(hash, part);
  }
  const fs::path manifest = course.student_file(lesson).parent_path() / "lesson.toml";
  if (fs::exists(manifest)) add_file(hash, manifest);
  return hash.hex();
} catch (const fs::filesystem_error& error) {
  throw CannotJudge(fmt::format("a folder of the course cannot be read: {}", error.what()));
}

std::string submission_hash(const judge::Course& course, const judge::Lesson& lesson,
                            const Submission& submission, judge::Stack stack) {
  base::Sha256 hash;
  const auto add = [&](const judge::Lesson& one) {
    const auto answer = submission.kept.find(one.id);
    hash.add(one.id).add(answer == submission.kept.end() ? "none" : "some");
    if (answer != submission.kept.end()) hash.add(answer->second.digest);
  };
  add(lesson);
  if (stack == judge::Stack::own) {
    for (const judge::Lesson* earlier : course.before(lesson)) add(*earlier);
  }
  return hash.hex();
}

std::string verdict_key(const judge::Course& course, const KeyParts& parts) {
  base::Sha256 hash;
  hash.add("verdict 3").add(std::to_string(judge::json_version));
  hash.add(parts.submission_hash).add(parts.lesson_hash);
  hash.add(judge::stack_name(parts.stack));
  hash.add(std::to_string(static_cast<int>(parts.policy)));
  hash.add(parts.seed).add(course.tools.versions).add(course.tools.compiler);
  for (const std::string& flag : course.tools.compile_flags) hash.add(flag);
  hash.add("link");
  for (const std::string& flag : course.tools.link_flags) hash.add(flag);
  return hash.hex();
}

}  // namespace gradus::gradebook
