#include "gradebook/stage.hpp"

#include <fmt/format.h>

#include <string>
#include <system_error>
#include <vector>

namespace gradus::gradebook {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;
using judge::Course;
using judge::Lesson;

/// The files that compiling and linking read, and the program that reads archives: all that the
/// sandbox opens, beside the system's own. A lesson is linked with the objects of those before it;
/// of its own reference only the source is judged.
template <typename AnyCourse>  // const or not, as the paths then are
auto needed_files(AnyCourse& course, const std::vector<const Lesson*>& lessons) {
  std::vector files{&course.tools.archive_reader};
  for (auto& part : course.tools.worker_parts) files.push_back(&part);
  const Lesson* last = lessons.back();
  for (auto& lesson : course.lessons) {
    if (lesson.id > last->id) break;
    for (auto& entry : lesson.entries) files.push_back(&entry);
    if (lesson.id == last->id) break;
    for (auto& object : lesson.reference) files.push_back(&object);
  }
  return files;
}

bool others_may(const fs::path& path, fs::perms wanted) {
  std::error_code error;
  const fs::perms given = fs::status(path, error).permissions();
  return !error && (given & wanted) == wanted;
}

bool runs(const fs::path& path) {
  std::error_code error;
  const fs::perms given = fs::status(path, error).permissions();
  return !error && (given & fs::perms::owner_exec) != fs::perms::none;
}

bool readable(const fs::path& file) {
  if (!others_may(file, fs::is_directory(file) || runs(file)
                            ? fs::perms::others_read | fs::perms::others_exec
                            : fs::perms::others_read)) {
    return false;
  }
  for (fs::path folder = file.parent_path(); folder != folder.root_path();
       folder = folder.parent_path()) {
    if (!others_may(folder, fs::perms::others_exec)) return false;
  }
  return true;
}

void open_to_all(const fs::path& path) {
  const fs::perms folder = fs::perms::others_read | fs::perms::others_exec;
  fs::permissions(path, fs::is_directory(path) || runs(path) ? folder : fs::perms::others_read,
                  fs::perm_options::add);
}

}  // namespace

bool readable_by_all(const Course& course, const std::vector<const Lesson*>& lessons) {
  for (const fs::path* file : needed_files(course, lessons)) {
    if (!readable(*file)) return false;
  }
  if (!readable(course.headers) || !readable(course.tools.compiled_header)) return false;
  for (const auto& entry : fs::recursive_directory_iterator(course.headers)) {
    if (!readable(entry.path())) return false;
  }
  return true;
}

Course stage(const Course& course, const std::vector<const Lesson*>& lessons,
             const fs::path& folder) try {
  Course staged = course;
  fs::permissions(folder, fs::perms::others_exec | fs::perms::group_exec, fs::perm_options::add);
  const auto copy = [&](const fs::path& from, const std::string& name) {
    const fs::path to = folder / name;
    fs::copy(from, to, fs::copy_options::recursive);
    open_to_all(to);
    return to;
  };
  std::size_t count = 0;
  for (fs::path* file : needed_files(staged, lessons)) {
    *file = copy(*file, fmt::format("{}-{}", count++, file->filename().string()));
  }
  staged.headers = copy(course.headers, "lessons");
  for (const auto& entry : fs::recursive_directory_iterator(staged.headers)) {
    open_to_all(entry.path());
  }
  staged.tools.precompiled = copy(course.tools.precompiled, "precompiled.hxx");
  staged.tools.compiled_header =
      copy(course.tools.compiled_header,
           "precompiled.hxx" + course.tools.compiled_header.extension().string());
  if (!readable_by_all(staged, lessons)) {
    throw CannotJudge(
        fmt::format("{} is closed to other users, and submissions run as one: set TMPDIR "
                    "to a folder that all can enter",
                    folder.parent_path().string()));
  }
  return staged;
} catch (const fs::filesystem_error& error) {
  throw CannotJudge(std::string("the course cannot be copied for grading: ") + error.what());
}

}  // namespace gradus::gradebook
