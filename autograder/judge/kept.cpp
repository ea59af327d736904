#include "judge/kept.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <stdexcept>
#include <system_error>

#include "base/files.hpp"
#include "judge/compile.hpp"

namespace gradus::judge {
namespace {

namespace fs = std::filesystem;

/// A file's path, length and time: what Ninja, too, tells a new one by.
std::string stamp(const fs::path& path) {
  std::error_code error;
  const fs::path file = fs::canonical(path, error);  // wherever the name leads
  const auto size = fs::file_size(file, error);
  const auto time = fs::last_write_time(file, error);
  if (error) return path.string() + " is not there\n";
  return fmt::format("{} {} {}\n", file.string(), size, time.time_since_epoch().count());
}

std::string stamps(const std::vector<fs::path>& files) {
  std::string text;
  for (const fs::path& file : files) text += stamp(file);
  return text;
}

}  // namespace

// A file holds the length of the key in its first line, then the key, then the value.
std::optional<std::string> Kept::find(const std::string& name, const std::string& key) const {
  const fs::path file = folder_ / name;
  if (folder_.empty() || !fs::is_regular_file(file)) return std::nullopt;
  const std::string text = base::read_file(file);
  const std::string start = fmt::format("{}\n{}", key.size(), key);
  if (!text.starts_with(start)) return std::nullopt;
  return text.substr(start.size());
}

void Kept::keep(const std::string& name, const std::string& key, const std::string& value) const {
  if (folder_.empty()) return;
  const fs::path next = folder_ / fmt::format("{}.{}", name, ::getpid());
  std::error_code error;
  fs::create_directories(folder_, error);
  try {
    base::write_file(next, fmt::format("{}\n{}{}", key.size(), key, value));
    fs::rename(next, folder_ / name, error);
  } catch (const std::runtime_error&) {
    fs::remove(next, error);
  }
}

std::string compiled_with(const Course& course) {
  std::vector<fs::path> files = header_files(course);
  files.insert(files.end(),
               {"/proc/self/exe", course.compiler, course.precompiled.string() + ".gch"});
  return fmt::format("{}\n{}\n{}", course.toolchain, fmt::join(course.compile_flags, " "),
                     stamps(files));
}

std::string judged_with(const Course& course, const Lesson& lesson) {
  std::vector<fs::path> files = course.worker_parts;
  files.insert(files.end(), {course.sandbox, lesson.judge,
                             course.student_file(lesson).parent_path() / "lesson.toml"});
  for (const Lesson* one : course.up_to(lesson)) {
    files.insert(files.end(), one->entries.begin(), one->entries.end());
    files.insert(files.end(), one->reference.begin(), one->reference.end());
  }
  return fmt::format("{}{}\n{}", compiled_with(course), fmt::join(course.link_flags, " "),
                     stamps(files));
}

}  // namespace gradus::judge
