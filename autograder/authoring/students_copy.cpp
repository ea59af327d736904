#include "authoring/students_copy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string_view>

#include "base/files.hpp"
#include "base/text.hpp"

namespace gradus::authoring {
namespace {

namespace fs = std::filesystem;
using judge::CannotJudge;

// A file that nothing here names is not given out: a new one is the staff's until somebody decides.
// `*` is any part of a name, but of no name that begins with a dot.
constexpr std::array given{
    ".clang-format", ".devcontainer/*", ".gitignore", "CMakeLists.txt", "CMakePresets.json",
    "README.md", "gradus",
    // what is read and written
    "docs/notation.md", "docs/student.md", "docs/frameworks/*.md", "docs/frameworks/*.py",
    "docs/book/*", "lessons/*/*.?pp", "lessons/*/README.md", "lessons/*/lesson.toml",
    "lessons/*/figures/*.svg", "lessons/*/figures/*.csv", "lessons/lab/plot/*.?pp",
    "lessons/lab/play/*.?pp", "lessons/lab/play/CMakeLists.txt", "lessons/lab/play/page/*",
    "lessons/*/reports/*.?pp",
    // what it is tested with
    "tests/[0-9][0-9]_*/test_*.cpp", "tests/[0-9][0-9]_*/*.hpp", "tests/[0-9][0-9]_*/remote_*.cpp",
    "tests/support/*.?pp",
    // the tools
    "datasets/CMakeLists.txt", "datasets/README.md", "datasets/*/*.?pp",
    "autograder/CMakeLists.txt", "autograder/precompiled.hpp", "autograder/cmake/*.cmake",
    "autograder/base/*", "autograder/remote/*", "autograder/sandbox/*",
    "autograder/sandbox/helper/*.?pp", "autograder/judge/*", "autograder/cli/*"};
constexpr std::array withheld{
    "tests/support/test_*",           "tests/support/temporary_folder.hpp",
    "tests/support/trivial_main.cpp", "autograder/cmake/Benchmarks.cmake",
    "autograder/cmake/Tests.cmake",   "autograder/remote/trivial*"};

constexpr std::string_view staff_begins = "<!-- staff -->";
constexpr std::string_view staff_ends = "<!-- end of staff -->";

template <typename Patterns>
bool is_one_of(const std::string& path, const Patterns& patterns) {
  return std::ranges::any_of(patterns, [&](const char* pattern) {
    return ::fnmatch(pattern, path.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
  });
}

/// Without the presets that test the reference.
std::string presets_of_students(const std::string& text) {
  nlohmann::ordered_json json = nlohmann::ordered_json::parse(text);
  std::set<std::string> gone;
  for (const nlohmann::ordered_json& one : json.at("configurePresets")) {
    if (one.at("cacheVariables").value("GRADUS_TEST", "") == "reference") gone.insert(one["name"]);
  }
  for (auto& [kind, presets] : json.items()) {
    if (!presets.is_array()) continue;
    nlohmann::ordered_json left = nlohmann::ordered_json::array();
    for (const nlohmann::ordered_json& one : presets) {
      if (!gone.contains(one.at("name"))) left.push_back(one);
    }
    presets = left;
  }
  return json.dump(2) + "\n";
}

/// What the expression's first group is in each place where it fits.
std::set<std::string> found_in(const std::string& text, const std::regex& expression) {
  std::set<std::string> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), expression);
       at != std::sregex_iterator(); ++at) {
    found.insert((*at)[1]);
  }
  return found;
}

struct Names {
  std::set<std::string> files, folders;

  void add(const fs::path& path) {
    files.insert(path.filename());
    for (const fs::path& part : path.parent_path()) folders.insert(part);
  }
};

/// Where a link of this file leads to, as a path below the course's folder.
std::string target_of(const std::string& file, const std::string& link) {
  return (fs::path(file).parent_path() / link).lexically_normal().string();
}

bool is_there(const StudentsCopy& copy, std::string path) {
  if (copy.contains(path)) return true;
  if (!path.ends_with('/')) path += '/';
  const auto after = copy.lower_bound(path);
  return after != copy.end() && after->first.starts_with(path);
}

}  // namespace

std::string without_staff_parts(const std::string& text, const std::string& path) {
  std::string left;
  bool staff = false;
  for (const std::string& line : base::lines_of(text)) {
    const std::string mark = base::trimmed(line);
    if (mark == (staff ? staff_begins : staff_ends)) {
      throw CannotJudge(fmt::format("{}: {} stands where {} is expected", path, mark,
                                    staff ? staff_ends : staff_begins));
    }
    if (mark == staff_begins || mark == staff_ends) {
      staff = !staff;
    } else if (!staff) {
      left += line + "\n";
    }
  }
  if (staff) throw CannotJudge(fmt::format("{}: {} has no {}", path, staff_begins, staff_ends));
  return left;
}

std::vector<std::string> what_is_not_there(const StudentsCopy& copy,
                                           const std::vector<std::string>& course,
                                           const std::vector<std::string>& commands) {
  static const std::regex link(R"(\]\(([^)#:\s]+)(?:#[^)]*)?\))");
  static const std::regex command(R"(\./gradus ([a-z]+))");
  static const std::regex option(R"((--solution|--stack)\b)");
  static const std::regex file(R"(([A-Za-z0-9_.-]+\.[A-Za-z]+)\b)");
  static const std::regex folder(R"(([A-Za-z0-9_.-]+)/)");
  Names all, ours;
  for (const std::string& path : course) all.add(path);
  for (const auto& [path, content] : copy) ours.add(path);

  std::vector<std::string> sentences;
  for (const auto& [path, content] : copy) {
    if (path.ends_with(".svg") || path.ends_with(".csv")) continue;
    const auto complain = [&, &name = path](const std::string& what) {
      sentences.push_back(name + " speaks of " + what);
    };
    for (const std::string& word : found_in(content.text, command)) {
      if (std::ranges::find(commands, word) != commands.end()) complain("./gradus " + word);
    }
    const bool is_tool = path.starts_with("autograder/") || path.find('/') == std::string::npos;
    const bool is_page = path.ends_with(".md");
    if (is_tool && !is_page) continue;
    if (!path.ends_with(".py")) {  // a program does what is there
      for (const std::string& word : found_in(content.text, option)) complain(word);
    }
    for (const std::string& name : found_in(content.text, file)) {
      if (all.files.contains(name) && !ours.files.contains(name)) complain(name);
    }
    for (const std::string& name : found_in(content.text, folder)) {
      if (all.folders.contains(name) && !ours.folders.contains(name)) complain(name + "/");
    }
    if (!is_page) continue;
    for (const std::string& to : found_in(content.text, link)) {
      if (!is_there(copy, target_of(path, to))) complain(to + ", a link that leads nowhere");
    }
  }
  return sentences;
}

StudentsCopy students_copy(const judge::Course& course) {
  const std::vector<std::string> all = base::files_below(course.root, [](const std::string& path) {
    return path == "build" || path == ".git" || path == ".gradus" || path.ends_with("~");
  });
  std::vector<std::string> commands = {"test", "compare"};  // and those of staff/
  StudentsCopy copy;
  for (const std::string& path : all) {
    const fs::path file = course.root / path;
    if (file.parent_path() == course.root / "autograder/staff") commands.push_back(file.stem());
    if (!is_one_of(path, given) || is_one_of(path, withheld)) continue;
    std::string text = base::read_file(file);
    if (path.ends_with(".md")) text = without_staff_parts(text, path);
    if (path == "CMakePresets.json") text = presets_of_students(text);
    copy[path] = {std::move(text), base::is_program(file)};
  }

  std::vector<std::string> problems = what_is_not_there(copy, all, commands);
  for (const judge::Lesson& lesson : course.lessons) {
    const std::string path = "lessons/" + lesson.folder + "/" + lesson.file_name();
    static const std::regex unwritten(R"(todo\("([0-9]+\.[0-9]+))");
    const std::set<std::string> tasks = found_in(copy[path].text, unwritten);
    copy[".stubs/" + lesson.file_name()] = copy[path];  // for ./gradus reset
    if (tasks.size() < lesson.tasks.size()) {
      problems.push_back(path + " holds answers: the stub is to be given out");
    }
  }
  if (problems.empty()) return copy;
  throw CannotJudge(
      fmt::format("the course cannot be given out as it is:\n{}", fmt::join(problems, "\n")));
}

}  // namespace gradus::authoring
