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

std::string stamps(const std::vector<fs::path>& files) {
  std::string text;
  for (const fs::path& file : files) text += stamp(file);
  return text;
}

}  // namespace

std::string stamp(const fs::path& path) {
  std::error_code error;
  const fs::path file = fs::canonical(path, error);
  const auto size = fs::file_size(file, error);
  const auto time = fs::last_write_time(file, error);
  if (error) return path.string() + " is not there\n";
  return fmt::format("{} {} {}\n", file.string(), size, time.time_since_epoch().count());
}

// A file holds the length of the key in its first line, then the key, then the value.
std::optional<std::string> Kept::find(const std::string& name, const std::string& key) const try {
  if (folder_.empty() || !fs::exists(folder_ / name)) return std::nullopt;
  const std::string text = base::read_file(folder_ / name);
  const std::string start = fmt::format("{}\n{}", key.size(), key);
  if (!text.starts_with(start)) return std::nullopt;
  return text.substr(start.size());
} catch (const std::runtime_error&) {
  return std::nullopt;  // somebody else's
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
               {"/proc/self/exe", course.tools.compiler, course.tools.compiled_header});
  return fmt::format("{}\n{}\n{}", course.tools.versions,
                     fmt::join(course.tools.compile_flags, " "), stamps(files));
}

std::string judged_with(const Course& course, const Lesson& lesson) {
  std::vector<fs::path> files = course.tools.worker_parts;
  files.insert(files.end(), {course.tools.sandbox, lesson.judge,
                             course.student_file(lesson).parent_path() / "lesson.toml"});
  for (const Lesson* one : course.up_to(lesson)) {
    files.insert(files.end(), one->entries.begin(), one->entries.end());
    files.insert(files.end(), one->reference.begin(), one->reference.end());
  }
  return fmt::format("{}{}\n{}", compiled_with(course), fmt::join(course.tools.link_flags, " "),
                     stamps(files));
}

}  // namespace gradus::judge
