#include "authoring/results.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "base/text.hpp"
#include "judge/read_toml.hpp"

namespace gradus::authoring {

using judge::CannotJudge;
using judge::read_toml;
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_decimals = 12;

/// The text under `key`; `otherwise` if there is none. Throws CannotJudge if it is no text.
std::string text_of(const toml::table& entry, const char* key, const std::string& otherwise = "") {
  const toml::node* value = entry.get(key);
  if (value == nullptr) return otherwise;
  if (!value->is_string()) throw CannotJudge(fmt::format("`{}` is no text in quotes", key));
  return value->value_or(otherwise);
}

/// A [[line]] of results.toml, whose experiments are mostly those of `lesson`. Throws CannotJudge,
/// without the place.
ResultLine read_line(const toml::table& entry, const std::string& lesson) {
  ResultLine line{.report = text_of(entry, "report"),
                  .what = text_of(entry, "what"),
                  .measure = text_of(entry, "measure"),
                  .lesson = text_of(entry, "lesson", lesson),
                  .experiment = text_of(entry, "experiment"),
                  .reported = text_of(entry, "reported", "–"),
                  .same = text_of(entry, "same"),
                  .best = text_of(entry, "best"),
                  .settings = text_of(entry, "settings"),
                  .target = text_of(entry, "target")};
  if (line.report.empty() || line.what.empty() || line.experiment.empty()) {
    throw CannotJudge("it needs report, what and experiment");
  }
  if (const toml::node* decimals = entry.get("decimals")) {
    const std::optional<std::int64_t> count = decimals->value_exact<std::int64_t>();
    if (!count || *count < 0 || *count > most_decimals) {
      throw CannotJudge(
          fmt::format("`decimals` is not a whole number from 0 to {}", most_decimals));
    }
    line.decimals = static_cast<int>(*count);
  }
  if (const toml::node* only = entry.get("original_only")) {
    if (!only->is_boolean()) throw CannotJudge("`original_only` is neither true nor false");
    line.original_only = only->value_or(false);
  }
  if (const toml::node* error = entry.get("error")) {
    line.error = error->value_or(-1.0);
    if (!std::isfinite(line.error) || line.error < 0.0) {
      throw CannotJudge("`error` is no number from 0 on");
    }
  }
  if (parse_target(line.target) && line.best.empty()) {
    throw CannotJudge("it has a target, and no measurement `best` that could reach it");
  }
  return line;
}

/// A [[figure]]; throws as read_line does.
ResultFigure read_figure(const toml::table& entry, const std::string& lesson) {
  ResultFigure figure{.report = text_of(entry, "report"),
                      .lesson = text_of(entry, "lesson", lesson),
                      .experiment = text_of(entry, "experiment"),
                      .file = text_of(entry, "file"),
                      .shows = text_of(entry, "shows")};
  if (figure.report.empty() || figure.experiment.empty() || figure.file.empty() ||
      figure.shows.empty()) {
    throw CannotJudge("it needs report, experiment, file and shows");
  }
  return figure;
}

/// A [[conclusion]]; throws as read_line does.
ResultConclusion read_conclusion(const toml::table& entry, const std::string& lesson) {
  ResultConclusion conclusion{.report = text_of(entry, "report"),
                              .name = text_of(entry, "name"),
                              .says = text_of(entry, "says"),
                              .compared = text_of(entry, "compared"),
                              .lesson = text_of(entry, "lesson", lesson),
                              .same = text_of(entry, "same"),
                              .right = text_of(entry, "right")};
  for (const std::string& field : {conclusion.report, conclusion.name, conclusion.says,
                                   conclusion.compared, conclusion.same, conclusion.right}) {
    if (field.empty()) throw CannotJudge("it needs report, name, says, compared, same and right");
  }
  return conclusion;
}

/// A [[long]]; throws as read_line does.
LongExperiment read_long(const toml::table& entry, const std::string& lesson) {
  const LongExperiment experiment{.lesson = text_of(entry, "lesson", lesson),
                                  .experiment = text_of(entry, "experiment"),
                                  .seeds = entry["seeds"].value_exact<std::int64_t>().value_or(0)};
  if (experiment.experiment.empty() || experiment.seeds < 1) {
    throw CannotJudge("it needs experiment, and seeds, a whole number from 1 on");
  }
  return experiment;
}

/// The entries [[kind]] of a lesson's results.toml, each read by read(entry, lesson). Throws
/// CannotJudge, with the place.
template <typename Entry>
std::vector<Entry> read_entries(const Course& course, const Lesson& lesson, const std::string& kind,
                                Entry (*read)(const toml::table&, const std::string&)) {
  const fs::path path = course.root / "lessons" / lesson.folder / "results.toml";
  const toml::table table = read_toml(path, path.string());
  std::vector<Entry> entries;
  const toml::array* array = table[kind].as_array();
  for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
    try {
      const toml::table* entry = (*array)[i].as_table();
      if (entry == nullptr) {
        throw CannotJudge(fmt::format("it is no table, expected key = value below [[{}]]", kind));
      }
      entries.push_back(read(*entry, lesson.id));
    } catch (const CannotJudge& error) {
      throw CannotJudge(fmt::format("{}: [[{}]] {}: {}", path.string(), kind, i + 1, error.what()));
    }
  }
  if (entries.empty() && kind == "line") {
    throw CannotJudge(path.string() + ": there is no [[line]]");
  }
  return entries;
}

}  // namespace

std::optional<Target> parse_target(const std::string& target) {
  if (target.empty()) return std::nullopt;
  for (const bool more : {true, false}) {
    const std::string start = more ? "at least " : "at most ";
    if (!target.starts_with(start)) continue;
    const std::optional<double> value = base::to_number(target.substr(start.size()));
    if (value && std::isfinite(*value)) return Target{more, *value};
  }
  throw CannotJudge(
      fmt::format("the target is `{}`, expected `at least NUMBER` or `at most NUMBER`", target));
}

std::int64_t seeds_of(const std::vector<LongExperiment>& long_ones, const std::string& lesson,
                      const std::string& experiment) {
  for (const LongExperiment& one : long_ones) {
    if (one.lesson == lesson && one.experiment == experiment) return one.seeds;
  }
  return std::numeric_limits<std::int64_t>::max();
}

std::vector<ResultLine> read_result_lines(const Course& course, const Lesson& lesson) {
  return read_entries(course, lesson, "line", read_line);
}

std::vector<ResultFigure> read_result_figures(const Course& course, const Lesson& lesson) {
  return read_entries(course, lesson, "figure", read_figure);
}

std::vector<ResultConclusion> read_result_conclusions(const Course& course, const Lesson& lesson) {
  return read_entries(course, lesson, "conclusion", read_conclusion);
}

std::vector<LongExperiment> read_long_experiments(const Course& course, const Lesson& lesson) {
  return read_entries(course, lesson, "long", read_long);
}

}  // namespace gradus::authoring
