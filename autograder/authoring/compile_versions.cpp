#include "authoring/compile_versions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "judge/compile.hpp"
#include "judge/source.hpp"

namespace gradus::authoring {

using namespace judge;
namespace {

namespace fs = std::filesystem;

/// The lines [first, last) of the new text that differ from the old one, counted from 0, and how
/// many lines more the new text has.
struct Difference {
  std::size_t first = 0;
  std::size_t last = 0;
  std::ptrdiff_t longer = 0;
};

Difference difference(const std::vector<std::string>& before,
                      const std::vector<std::string>& after) {
  const std::size_t shorter = std::min(before.size(), after.size());
  std::size_t head = 0;
  while (head < shorter && before[head] == after[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
    ++tail;
  return {.first = head,
          .last = after.size() - tail,
          .longer = static_cast<std::ptrdiff_t>(after.size()) -
                    static_cast<std::ptrdiff_t>(before.size())};
}

bool is_contract(const Lesson& lesson, const std::string& function) {
  return std::ranges::any_of(lesson.tasks, [&](const Task& task) {
    return std::ranges::find(task.functions, function) != task.functions.end();
  });
}

std::string new_name(const std::string& function, std::size_t number) {
  return fmt::format("{}__{}", function, number);
}

/// The changed function of a version, or nothing if the change does not stay within one.
struct Changed {
  std::string function;
  std::string body;  // its whole definition
};

std::optional<Changed> changed_function(const Lesson& lesson, const std::string& solution,
                                        const std::string& text) {
  const std::vector<std::string> before = base::lines_of(solution);
  const std::vector<std::string> after = base::lines_of(text);
  const Difference found = difference(before, after);
  // The items of the new text are those of the old one, except in the lines that differ.
  const Source old_source(solution);
  const Source new_source(text);
  if (old_source.items().size() != new_source.items().size()) return std::nullopt;
  for (std::size_t i = 0; i < old_source.items().size(); ++i) {
    const Item& was = old_source.items()[i];
    const Item& is = new_source.items()[i];
    if (is.last_line <= found.first) continue;  // lines of an item count from 1
    const bool whole = is.first_line <= found.first + 1 && found.last <= is.last_line &&
                       static_cast<std::ptrdiff_t>(is.last_line) ==
                           static_cast<std::ptrdiff_t>(was.last_line) + found.longer;
    const bool same_function = was.function == is.function && is_contract(lesson, is.function);
    if (!whole || !same_function || is.first_line != was.first_line) return std::nullopt;
    std::string body;
    for (std::size_t line = is.first_line; line <= is.last_line; ++line) {
      body += new_source.line(line) + "\n";
    }
    return Changed{.function = is.function, .body = body};
  }
  return std::nullopt;
}

/// What all versions share: the solution without the functions of the contract. The header still
/// declares them, and the unchanged solution, linked behind, defines them.
std::string shared_part(const Lesson& lesson, const std::string& solution) {
  const Source source(solution);
  std::set<std::size_t> lines;
  for (const Item& item : source.items()) {
    if (!is_contract(lesson, item.function)) continue;
    for (std::size_t line = item.first_line; line <= item.last_line; ++line) lines.insert(line);
  }
  return source.without(lines);
}

/// What a tool prints, or an empty string if it fails. The objects are of the course's own making.
std::string run_tool(const std::vector<std::string>& command) {
  const sandbox::Finished finished = sandbox::run(command, {.wall_seconds = 60});
  return finished.ok() ? finished.output : "";
}

/// `_ZN2nn7relu__3ERKN...` is what the compiler calls nn::relu__3: the arguments that rename it,
/// and nothing if the object does not define it.
std::string renaming(const std::string& symbols, const std::string& function, std::size_t number) {
  const std::string name = new_name(function, number);
  const std::string start = fmt::format("_ZN2nn{}{}E", name.size(), name);
  std::istringstream lines(symbols);
  for (std::string address, kind, symbol; lines >> address >> kind >> symbol;) {
    if (kind != "T" || !symbol.starts_with(start)) continue;
    return fmt::format("{}=_ZN2nn{}{}E{}", symbol, function.size(), function,
                       symbol.substr(start.size()));
  }
  return "";
}

fs::path make_folder(const fs::path& folder) {
  fs::create_directories(folder);
  return folder;
}

}  // namespace

std::string renamed_function(const Lesson& lesson, const std::string& solution,
                             const std::string& text, std::size_t number) {
  const std::optional<Changed> changed = changed_function(lesson, solution, text);
  if (!changed) return "";
  return fmt::format("namespace nn {{\n#define {0} {1}\n{2}#undef {0}\n}}\n", changed->function,
                     new_name(changed->function, number), changed->body);
}

VersionObjects compile_versions(const Course& course, const Lesson& lesson,
                                const std::string& solution, const std::vector<std::string>& texts,
                                const fs::path& folder) {
  VersionObjects objects(texts.size());
  const Box plain{.policy = sandbox::Policy::best_effort, .folder = make_folder(folder / "plain")};
  const Box all{.policy = sandbox::Policy::best_effort, .folder = make_folder(folder / "all")};
  std::string file = shared_part(lesson, solution);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    file += renamed_function(lesson, solution, texts[i], i);
  }
  const fs::path unchanged = compile(course, lesson, solution, plain).object;
  const fs::path changed = compile(course, lesson, file, all).object;
  if (unchanged.empty() || changed.empty()) return objects;

  const std::string symbols = run_tool({"/usr/bin/nm", "--defined-only", changed.string()});
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::optional<Changed> one = changed_function(lesson, solution, texts[i]);
    const std::string rename = one ? renaming(symbols, one->function, i) : "";
    if (rename.empty()) continue;
    const fs::path object = all.folder / fmt::format("version_{}.o", i);
    run_tool({"/usr/bin/objcopy", "--redefine-sym", rename, changed.string(), object.string()});
    if (fs::exists(object)) objects[i] = {object, unchanged};
  }
  return objects;
}

}  // namespace gradus::authoring
