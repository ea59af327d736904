#include "authoring/catalogue.hpp"

#include <fmt/format.h>

#include "judge/read_toml.hpp"

namespace gradus::authoring {

using namespace judge;
namespace {

/// Empty if the entry has no such field.
std::string optional_field(const toml::node& entry, const char* key) {
  const toml::table* table = entry.as_table();
  return table ? (*table)[key].value_or(std::string()) : "";
}

std::string field(const toml::node& entry, const char* key, const std::string& where) {
  const bool there = entry.as_table() != nullptr && entry.as_table()->contains(key);
  if (!there) throw CannotJudge(fmt::format("{}: an entry has no `{}`", where, key));
  return optional_field(entry, key);
}

/// [[mistakes]]: several in place of the same code, each as `says = "with"`.
void add_group(const toml::node& group, const std::string& where, std::vector<Mistake>& mistakes) {
  const std::string replace = field(group, "replace", where);
  const toml::table* changes = (*group.as_table())["with"].as_table();
  if (!changes) throw CannotJudge(fmt::format("{}: [[mistakes]] has no [mistakes.with]", where));
  for (const auto& [says, code] : *changes) {
    const std::string belief(says.str());
    const auto add = [&](const toml::node& with) {
      if (!with.is_string()) {
        throw CannotJudge(fmt::format("{}: `{}` is neither code nor a list of it", where, belief));
      }
      mistakes.push_back({.belief = belief,
                          .task = optional_field(group, "task"),
                          .replace = replace,
                          .with = *with.value<std::string>(),
                          .says = belief});
    };
    if (const toml::array* several = code.as_array()) {
      for (const toml::node& one : *several) add(one);
    } else {
      add(code);
    }
  }
}

}  // namespace

Catalogue read_catalogue(const Course& course, const Lesson& lesson) {
  const std::string where = "tests/" + lesson.folder + "/mistakes.toml";
  const toml::table table = read_toml(course.test_folder(lesson) / "mistakes.toml", where);
  Catalogue catalogue;
  if (const toml::array* mistakes = table["mistake"].as_array()) {
    for (const toml::node& entry : *mistakes) {
      catalogue.mistakes.push_back({.belief = field(entry, "belief", where),
                                    .task = optional_field(entry, "task"),
                                    .replace = field(entry, "replace", where),
                                    .with = field(entry, "with", where),
                                    .says = field(entry, "says", where)});
    }
  }
  if (const toml::array* groups = table["mistakes"].as_array()) {
    for (const toml::node& group : *groups) add_group(group, where, catalogue.mistakes);
  }
  if (const toml::array* alternatives = table["alternative"].as_array()) {
    for (const toml::node& entry : *alternatives) {
      catalogue.alternatives.push_back({.why = field(entry, "why", where),
                                        .replace = field(entry, "replace", where),
                                        .with = field(entry, "with", where)});
    }
  }
  if (const toml::array* equivalents = table["equivalent"].as_array()) {
    for (const toml::node& entry : *equivalents) {
      catalogue.equivalents.push_back({.why = field(entry, "why", where),
                                       .replace = field(entry, "replace", where),
                                       .with = field(entry, "with", where)});
    }
  }
  return catalogue;
}

std::string apply_change(const std::string& text, const std::string& replace,
                         const std::string& with, const std::string& what) {
  const std::size_t place = replace.empty() ? std::string::npos : text.find(replace);
  const bool once =
      place != std::string::npos && text.find(replace, place + 1) == std::string::npos;
  if (!once) {
    throw CannotJudge(fmt::format("{}: `{}` stands {} in the solution, expected exactly once", what,
                                  replace,
                                  place == std::string::npos ? "nowhere" : "more than once"));
  }
  std::string changed = text;
  return changed.replace(place, replace.size(), with);
}

}  // namespace gradus::authoring
