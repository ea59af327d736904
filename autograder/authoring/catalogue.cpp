#include "authoring/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/text.hpp"
#include "judge/read_toml.hpp"

namespace gradus::authoring {

using namespace judge;
namespace {

const std::string itself = "...";  // in place of code: the code itself

/// Adds what `code` holds, a piece of code or a list of several, as changes of this name.
void add(const toml::node& code, Change change, const std::string& where,
         std::vector<Change>& changes) {
  if (const toml::array* several = code.as_array()) {
    for (const toml::node& one : *several) add(one, change, where, changes);
    return;
  }
  if (!code.is_string()) {
    throw CannotJudge(fmt::format("{}: `{}` in place of `{}` is neither code nor a list of it",
                                  where, change.name, change.replace));
  }
  change.with = *code.value<std::string>();
  changes.push_back(std::move(change));
}

/// `alternative` or `equivalent` of a group: each as `why = "code"`.
void add_all(const toml::node_view<const toml::node>& reasons, const std::string& replace,
             const std::string& where, std::vector<Change>& changes) {
  const toml::table* table = reasons.as_table();
  if (table == nullptr) return;
  for (const auto& [why, code] : *table) {
    add(code, {.replace = replace, .name = std::string(why.str())}, where, changes);
  }
}

void add_group(const std::string& replace, const toml::table& group, const std::string& where,
               Catalogue& catalogue) {
  const std::string task = group["task"].value_or(std::string());
  add_all(group["alternative"], replace, where, catalogue.alternatives);
  add_all(group["equivalent"], replace, where, catalogue.equivalents);
  for (const auto& [key, code] : group) {
    if (key == "task" || key == "alternative" || key == "equivalent") continue;
    add(code, {.replace = replace, .name = std::string(key.str()), .task = task}, where,
        catalogue.mistakes);
  }
}

bool is_blank(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// Where `words` end in `text`, if they stand there from `place` on.
std::optional<std::size_t> end_of(const std::string& words, const std::string& text,
                                  std::size_t place) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (place >= text.size()) return std::nullopt;
    if (!is_blank(words[i])) {
      if (text[place] != words[i]) return std::nullopt;
      ++place;
    } else if (i == 0 || !is_blank(words[i - 1])) {
      if (!is_blank(text[place])) return std::nullopt;
      while (place < text.size() && is_blank(text[place])) ++place;
    }
  }
  return place;
}

/// The first place from `from` on where they stand.
std::optional<Stretch> find_words(const std::string& words, const std::string& text,
                                  std::size_t from) {
  for (std::size_t begin = from; begin < text.size() && !words.empty(); ++begin) {
    if (const auto end = end_of(words, text, begin)) return Stretch{.begin = begin, .end = *end};
  }
  return std::nullopt;
}

auto line_at(std::size_t place, const std::string& text) {
  return 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n');
}

}  // namespace

Catalogue read_catalogue(const Course& course, const Lesson& lesson) {
  const std::string where = "tests/" + lesson.folder + "/mistakes.toml";
  Catalogue catalogue;
  for (const auto& [replace, group] :
       read_toml(course.test_folder(lesson) / "mistakes.toml", where)) {
    if (!group.is_table()) {
      throw CannotJudge(fmt::format(
          "{}: `{}` is no table, expected [\"the solution's code\"] and what stands in its place",
          where, replace.str()));
    }
    add_group(std::string(replace.str()), *group.as_table(), where, catalogue);
  }
  return catalogue;
}

Stretch find_replaced(const std::string& text, const std::string& replace,
                      const std::string& what) {
  const std::string between = " ... ";
  const std::size_t gap = replace.find(between);
  const std::string head = replace.substr(0, gap);
  std::optional<Stretch> found = find_words(head, text, 0);
  const auto again = found ? find_words(head, text, found->begin + 1) : std::nullopt;
  if (again) {
    throw CannotJudge(fmt::format(
        "{}: `{}` stands more than once in the solution (lines {} and {}), expected exactly once: "
        "lengthen it in mistakes.toml, or give the newer code other names",
        what, replace, line_at(found->begin, text), line_at(again->begin, text)));
  }
  if (found && gap != std::string::npos) {
    const auto tail = find_words(replace.substr(gap + between.size()), text, found->end);
    if (tail)
      found->end = tail->end;
    else
      found.reset();
  }
  if (found) return *found;
  throw CannotJudge(
      fmt::format("{}: `{}` stands nowhere in the solution, expected exactly once: write it in "
                  "mistakes.toml as the solution has it",
                  what, replace));
}

std::string apply_change(const std::string& text, const Change& change) {
  const Stretch place = find_replaced(text, change.replace, change.name);
  const std::string code = text.substr(place.begin, place.end - place.begin);
  std::string with = base::trimmed(change.with);
  if (with.starts_with(itself)) {
    with.replace(0, itself.size(), code + "\n");
  } else if (with.ends_with(itself)) {
    with.replace(with.size() - itself.size(), itself.size(), "\n" + code);
  }
  return text.substr(0, place.begin) + with + text.substr(place.end);
}

}  // namespace gradus::authoring
