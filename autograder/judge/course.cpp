#include "judge/course.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "judge/read_toml.hpp"

namespace gradus::judge {
namespace {

namespace fs = std::filesystem;

fs::path below(const fs::path& folder, const std::string& path) {
  return path.empty() ? fs::path() : (folder / path).lexically_normal();
}

std::vector<fs::path> paths(const nlohmann::json& list, const fs::path& folder) {
  std::vector<fs::path> result;
  for (const std::string path : list) result.push_back(below(folder, path));
  return result;
}

/// A value that lesson.toml must have.
template <typename T>
T required(const toml::table& table, const char* key, const std::string& where) {
  const std::optional<T> value = table[key].value<T>();
  if (!value)
    throw CannotJudge(fmt::format("{}: `{}` is missing, or of the wrong type", where, key));
  return *value;
}

std::vector<std::string> strings(const toml::table& table, const char* key) {
  std::vector<std::string> result;
  if (const toml::array* array = table[key].as_array()) {
    for (const toml::node& node : *array) result.push_back(node.value_or(std::string{}));
  }
  return result;
}

Task read_task(const toml::table& table, const Lesson& lesson, const std::string& where) {
  Task task{.id = required<std::string>(table, "id", where),
            .functions = strings(table, "functions"),
            .points = static_cast<int>(required<std::int64_t>(table, "points", where)),
            .hints = strings(table, "hints")};
  if (const auto function = table["function"].value<std::string>()) {
    task.functions.push_back(*function);
  }
  const std::string prefix = std::to_string(std::stoi(lesson.id)) + ".";
  if (!task.id.starts_with(prefix)) {
    throw CannotJudge(
        fmt::format("{}: task id is {}, expected {}1, {}2, ...", where, task.id, prefix, prefix));
  }
  if (task.points <= 0 || task.functions.empty()) {
    throw CannotJudge(
        fmt::format("{}: task {} needs a function and more than 0 points", where, task.id));
  }
  return task;
}

void read_manifest(const fs::path& path, Lesson& lesson) {
  const toml::table table = read_toml(path, path.string());
  const std::string where = lesson.folder + "/lesson.toml";
  lesson.title = required<std::string>(table, "title", where);
  lesson.milestone = table["milestone"].value_or(std::string());
  lesson.seconds = static_cast<int>(table["seconds"].value_or(std::int64_t{1}));
  if (const toml::array* tasks = table["task"].as_array()) {
    for (const toml::node& node : *tasks) {
      lesson.tasks.push_back(read_task(*node.as_table(), lesson, where));
    }
  }
  if (lesson.tasks.empty()) throw CannotJudge(where + ": there is no [[task]]");
  if (const toml::array* experiments = table["experiment"].as_array()) {
    for (const toml::node& node : *experiments) {
      const toml::table& entry = *node.as_table();
      lesson.experiments.push_back(
          {required<std::string>(entry, "name", where),
           required<std::string>(entry, "shows", where), entry["heavy"].value_or(false),
           entry["year"].value_or(std::string()), entry["paper"].value_or(std::string())});
    }
  }
}

}  // namespace

int Lesson::points() const {
  int sum = 0;
  for (const Task& task : tasks) sum += task.points;
  return sum;
}

const Task* Lesson::find_task(const std::string& task_id) const {
  const auto found = std::ranges::find(tasks, task_id, &Task::id);
  return found == tasks.end() ? nullptr : &*found;
}

const Task* Lesson::task_of_function(const std::string& function) const {
  const std::string bare = function.starts_with("nn::") ? function.substr(4) : function;
  for (const Task& task : tasks) {
    if (std::ranges::find(task.functions, bare) != task.functions.end()) return &task;
  }
  return nullptr;
}

bool Course::has_solutions() const {
  return fs::is_directory(root / "solutions");
}

fs::path Course::student_file(const Lesson& lesson) const {
  return root / "lessons" / lesson.folder / lesson.file_name();
}

fs::path Course::solution_file(const Lesson& lesson) const {
  return root / "solutions" / lesson.folder / lesson.file_name();
}

fs::path Course::test_folder(const Lesson& lesson) const {
  return root / "tests" / lesson.folder;
}

const Lesson& Course::lesson(const std::string& called) const {
  const std::string id = called.substr(0, called.find('.'));  // a task's lesson
  for (const Lesson& lesson : lessons) {
    if (id == lesson.id || id == lesson.name || id == lesson.folder ||
        id == std::to_string(std::stoi(lesson.id))) {
      return lesson;
    }
  }
  std::vector<std::string> folders;
  for (const Lesson& lesson : lessons) folders.push_back(lesson.folder);
  throw CannotJudge(
      fmt::format("there is no lesson {}; the lessons are {}", called, fmt::join(folders, ", ")));
}

std::vector<const Lesson*> Course::before(const Lesson& lesson) const {
  std::vector<const Lesson*> earlier;
  for (const Lesson& other : lessons) {
    if (other.id < lesson.id) earlier.push_back(&other);
  }
  return earlier;
}

std::vector<const Lesson*> Course::up_to(const Lesson& lesson) const {
  std::vector<const Lesson*> lessons = before(lesson);
  lessons.push_back(&lesson);
  return lessons;
}

Course read_course(const fs::path& build) {
  std::ifstream file(build / "course.json");
  if (!file) {
    throw CannotJudge(
        fmt::format("there is no {}: start the tools with ./gradus, which builds them",
                    (build / "course.json").string()));
  }
  const nlohmann::json json = nlohmann::json::parse(file);
  Course course;
  course.build = fs::canonical(build);
  course.root = fs::canonical(build / json.at("root").get<std::string>());
  course.headers = course.root / "lessons";
  course.tools.compiler = json.at("compiler");
  course.tools.compile_flags = json.at("compile_flags");
  course.tools.precompiled = below(course.build, json.at("precompiled"));
  course.tools.compiled_header = below(course.build, json.at("compiled_header"));
  course.tools.worker_parts = paths(json.at("worker_parts"), course.build);
  course.tools.link_flags = json.at("link_flags");
  course.tools.sandbox = below(course.build, json.at("sandbox"));
  course.tools.archive_reader = below(course.build, json.at("archive_reader"));
  course.tools.versions = json.at("toolchain");
  for (const nlohmann::json& entry : json.at("lessons")) {
    Lesson lesson;
    lesson.folder = entry.at("folder");
    lesson.id = lesson.folder.substr(0, 2);
    lesson.name = lesson.folder.substr(3);
    lesson.judge = below(course.build, entry.at("judge"));
    lesson.trivial = below(course.build, entry.at("trivial"));
    lesson.entries = paths(entry.at("entries"), course.build);
    lesson.reference = paths(entry.at("reference"), course.build);
    read_manifest(course.root / "lessons" / lesson.folder / "lesson.toml", lesson);
    course.lessons.push_back(lesson);
  }
  return course;
}

}  // namespace gradus::judge
