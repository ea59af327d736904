#include "authoring/catalogue.hpp"

#include <fmt/format.h>

#include "judge/read_toml.hpp"

namespace gradus::authoring {

using namespace judge;
namespace {

std::string field(const toml::node& entry, const char* key, const std::string& where) {
  const toml::table* table = entry.as_table();
  const auto value = table ? (*table)[key].value<std::string>() : std::nullopt;
  if (!value) throw CannotJudge(fmt::format("{}: an entry has no `{}`", where, key));
  return *value;
}

}  // namespace

Catalogue read_catalogue(const Course& course, const Lesson& lesson) {
  const std::string where = "tests/" + lesson.folder + "/mistakes.toml";
  const toml::table table = read_toml(course.test_folder(lesson) / "mistakes.toml", where);
  Catalogue catalogue;
  if (const toml::array* mistakes = table["mistake"].as_array()) {
    for (const toml::node& entry : *mistakes) {
      catalogue.mistakes.push_back({.belief = field(entry, "belief", where),
                                    .task = field(entry, "task", where),
                                    .replace = field(entry, "replace", where),
                                    .with = field(entry, "with", where),
                                    .says = field(entry, "says", where)});
    }
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
