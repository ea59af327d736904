#include "authoring/compile_versions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>

#include "base/files.hpp"
#include "base/text.hpp"
#include "judge/compile.hpp"
#include "judge/judge.hpp"
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

/// A definition under another name.
std::string renamed(const std::string& function, std::size_t number, const std::string& body) {
  return fmt::format("#define {0} {1}\n{2}#undef {0}\n", function, new_name(function, number),
                     body);
}

/// The changed function of a version, or nothing if the change does not stay within one.
struct Changed {
  std::size_t item = 0;  // which one of the solution's
  std::string function;
  std::string body;  // its whole definition
};

std::optional<Changed> changed_function(const Lesson& lesson, const std::string& solution,
                                        const Source& old_source, const std::string& text) {
  const std::vector<std::string> before = base::lines_of(solution);
  const std::vector<std::string> after = base::lines_of(text);
  const Difference found = difference(before, after);
  // The items of the new text are those of the old one, except in the lines that differ.
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
    return Changed{
        .item = i, .function = is.function, .body = new_source.lines(is.first_line, is.last_line)};
  }
  return std::nullopt;
}

std::string in_namespace(const Changed& changed, std::size_t number) {
  return "namespace nn {\n" + renamed(changed.function, number, changed.body) + "}\n";
}

/// The solution with the functions of the contract under other names, numbered from `first` on by
/// their items. The header still declares them.
std::string under_other_names(const Lesson& lesson, const Source& solution, const std::string& text,
                              std::size_t first) {
  std::string result;
  std::size_t next = 1;  // the line
  for (std::size_t i = 0; i < solution.items().size(); ++i) {
    const Item& item = solution.items()[i];
    if (!is_contract(lesson, item.function)) continue;
    result += solution.lines(next, item.first_line - 1);
    result += renamed(item.function, first + i, solution.lines(item.first_line, item.last_line));
    next = item.last_line + 1;
  }
  return result + solution.lines(next, base::lines_of(text).size());
}

/// What a tool prints, or nothing if it fails. The objects are of the course's own making.
std::optional<std::string> run_tool(const std::vector<std::string>& command) {
  const sandbox::Finished finished = sandbox::run(command, {.wall_seconds = 60});
  if (!finished.ok()) return std::nullopt;
  return finished.output;
}

/// `_ZN2nn7relu__3ERKN...` is what the compiler calls nn::relu__3.
struct Symbol {
  std::string made;   // that
  std::string meant;  // what nn::relu is called; empty: the object does not define it
};

Symbol symbol_of(const std::set<std::string>& symbols, const std::string& function,
                 std::size_t number) {
  const std::string name = new_name(function, number);
  const std::string start = fmt::format("_ZN2nn{}{}", name.size(), name);
  const auto found = symbols.lower_bound(start);
  if (found == symbols.end() || !found->starts_with(start)) return {};
  return {
      .made = *found,
      .meant = fmt::format("_ZN2nn{}{}{}", function.size(), function, found->substr(start.size()))};
}

/// The functions that an object defines.
std::set<std::string> symbols_of(const fs::path& object) {
  const auto printed = run_tool({"/usr/bin/nm", "--defined-only", object.string()});
  std::set<std::string> symbols;
  std::istringstream lines(printed.value_or(""));
  for (std::string address, kind, symbol; lines >> address >> kind >> symbol;) {
    if (kind == "T") symbols.insert(symbol);
  }
  return symbols;
}

/// Each function of the contract: what it is called, and which of its versions stand for it. The
/// number of a version that has none is not in it.
struct Choice {
  std::string meant;
  std::string original;
  std::map<std::size_t, std::string> made;
};

// Stands in the program before the number of its version.
constexpr std::string_view mark = "gradus: version ";

/// A source in which each function of the contract is an indirect one (ifunc): when the program is
/// loaded, it becomes that of the version whose number stands in the program. `choices` by item.
std::string dispatch(const std::map<std::size_t, Choice>& choices) {
  std::string text = fmt::format(
      "extern \"C\" {{\nextern const volatile char gradus_version[];\n"
      "const volatile char gradus_version[] = \"{}\\0\\0\";\n"
      "static unsigned number() {{ return (unsigned char)gradus_version[{}] + "
      "256u * (unsigned char)gradus_version[{}]; }}\n",
      mark, mark.size(), mark.size() + 1);
  for (const auto& [item, one] : choices) {
    text += fmt::format("void {}();\n", one.original);
    for (const auto& [number, made] : one.made) text += fmt::format("void {}();\n", made);
    text += fmt::format("void (*choose_{}())() {{\n  switch (number()) {{\n", item);
    for (const auto& [number, made] : one.made) {
      text += fmt::format("    case {}: return {};\n", number, made);
    }
    text += fmt::format("    default: return {};\n  }}\n}}\n", one.original);
    text += fmt::format("void {}() __attribute__((ifunc(\"choose_{}\")));\n", one.meant, item);
  }
  return text + "}\n";
}

fs::path compile_dispatch(const Course& course, const std::map<std::size_t, Choice>& choices,
                          const fs::path& folder) {
  const fs::path source = folder / "dispatch.cpp";
  const fs::path object = folder / "dispatch.o";
  base::write_file(source, dispatch(choices));
  std::vector<std::string> command = {course.tools.compiler};
  command.insert(command.end(), course.tools.compile_flags.begin(),
                 course.tools.compile_flags.end());
  command.insert(command.end(), {"-w", "-c", source.string(), "-o", object.string()});
  return run_tool(command) ? object : fs::path();
}

}  // namespace

std::string renamed_function(const Lesson& lesson, const std::string& solution,
                             const std::string& text, std::size_t number) {
  const auto changed = changed_function(lesson, solution, Source(solution), text);
  return changed ? in_namespace(*changed, number) : "";
}

VersionWorkers compile_versions(const Course& course, const Lesson& lesson,
                                const std::string& solution, const std::vector<std::string>& texts,
                                const fs::path& folder) {
  VersionWorkers workers(texts.size());
  const Source source(solution);
  std::string file = under_other_names(lesson, source, solution, texts.size());
  std::vector<std::optional<Changed>> changed;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    changed.push_back(changed_function(lesson, solution, source, texts[i]));
    if (changed.back()) file += in_namespace(*changed.back(), i);
  }
  fs::create_directories(folder);
  const Box box{.policy = sandbox::Policy::best_effort, .folder = folder};
  const fs::path object = compile(course, lesson, file, box).object;
  if (object.empty()) return workers;

  const std::set<std::string> symbols = symbols_of(object);
  std::map<std::size_t, Choice> choices;  // by item
  for (std::size_t item = 0; item < source.items().size(); ++item) {
    const std::string& function = source.items()[item].function;
    if (!is_contract(lesson, function)) continue;
    const Symbol symbol = symbol_of(symbols, function, texts.size() + item);
    if (symbol.made.empty()) return workers;  // what all versions share is not whole
    choices[item] = {.meant = symbol.meant, .original = symbol.made, .made = {}};
  }
  std::set<std::size_t> whole;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!changed[i]) continue;
    const Symbol symbol = symbol_of(symbols, changed[i]->function, i);
    Choice& choice = choices.at(changed[i]->item);
    if (symbol.made.empty() || symbol.meant != choice.meant) continue;
    choice.made[i] = symbol.made;
    whole.insert(i);
  }
  const fs::path chosen = compile_dispatch(course, choices, folder);
  if (chosen.empty()) return workers;
  const fs::path worker = link_worker(course, lesson, {chosen, object}, box);
  if (worker.empty()) return workers;
  std::string program = base::read_file(worker);
  const std::size_t place = program.find(mark);
  if (place == std::string::npos) return workers;
  for (const std::size_t i : whole) {
    program[place + mark.size()] = static_cast<char>(i % 256);
    program[place + mark.size() + 1] = static_cast<char>(i / 256);
    workers[i] = folder / fmt::format("version_{}", i);
    base::write_file(workers[i], program);
    fs::permissions(workers[i], fs::perms::owner_exec, fs::perm_options::add);
  }
  return workers;
}

}  // namespace gradus::authoring
