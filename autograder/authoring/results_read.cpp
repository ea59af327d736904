// What results.toml and the measurements hold, read with errors that name the place.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "authoring/results.hpp"
#include "authoring/results_target.hpp"
#include "base/files.hpp"
#include "judge/compile.hpp"
#include "judge/read_toml.hpp"

namespace gradus::authoring {

using namespace judge;
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t most_decimals = 12;
constexpr const char* columns = "name,source,seed,value,seconds";  // of measurements.csv

struct OneRun {
  double value = 0.0;
  double seconds = 0.0;
};

Measured summary(const std::vector<OneRun>& runs) {
  Measured all{.runs = runs.size(), .smallest = runs.front().value, .largest = runs.front().value};
  const double count = static_cast<double>(runs.size());
  for (const OneRun& run : runs) {
    all.mean += run.value / count;
    all.seconds += run.seconds / count;
    all.smallest = std::min(all.smallest, run.value);
    all.largest = std::max(all.largest, run.value);
  }
  double squares = 0.0;
  for (const OneRun& run : runs) squares += (run.value - all.mean) * (run.value - all.mean);
  if (runs.size() > 1) all.deviation = std::sqrt(squares / (count - 1.0));
  return all;
}

bool is_whole_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

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

/// A line of measurements.csv: its key and its run. Throws CannotJudge, without the place.
std::pair<std::pair<std::string, std::string>, OneRun> read_measurement(const std::string& line) {
  // The source may hold commas; the other fields do not.
  const std::size_t name = line.find(',');
  const std::size_t seconds = line.rfind(',');
  const std::size_t value = seconds == 0 ? std::string::npos : line.rfind(',', seconds - 1);
  const std::size_t seed = value == 0 ? std::string::npos : line.rfind(',', value - 1);
  const bool five = name != std::string::npos && value != std::string::npos && value > name &&
                    seed != std::string::npos && seed > name;
  const auto part = [&](std::size_t from, std::size_t to) {
    return line.substr(from + 1, to - from - 1);
  };
  if (five && name > 0 && !part(name, seed).empty() && is_whole_number(part(seed, value))) {
    const auto measured = finite_number(part(value, seconds));
    const auto taken = finite_number(part(seconds, line.size()));
    if (measured && taken) return {{line.substr(0, name), part(name, seed)}, {*measured, *taken}};
  }
  throw CannotJudge(
      fmt::format("`{}` is no measurement, expected `{}` with a whole number as the "
                  "seed and finite numbers as value and seconds",
                  line, columns));
}

}  // namespace

double Measured::standard_error() const {
  return runs == 0 ? 0.0 : deviation / std::sqrt(static_cast<double>(runs));
}

std::vector<ResultLine> read_result_lines(const Course& course, const Lesson& lesson) {
  return read_entries(course, lesson, "line", read_line);
}

std::vector<ResultFigure> read_result_figures(const Course& course, const Lesson& lesson) {
  return read_entries(course, lesson, "figure", read_figure);
}

Measurements read_measurements(const std::vector<fs::path>& files) {
  std::map<std::pair<std::string, std::string>, std::vector<OneRun>> runs;
  for (const fs::path& path : files) {
    std::istringstream lines(base::read_file(path));
    std::string line;
    std::getline(lines, line);
    if (line != columns) {
      throw CannotJudge(
          fmt::format("{}: the first line is `{}`, expected `{}`", path.string(), line, columns));
    }
    for (int number = 2; std::getline(lines, line); ++number) {
      try {
        const auto [key, run] = read_measurement(line);
        runs[key].push_back(run);
      } catch (const CannotJudge& error) {
        throw CannotJudge(fmt::format("{}: line {}: {}", path.string(), number, error.what()));
      }
    }
  }
  Measurements all;
  for (const auto& [key, values] : runs) all.emplace(key, summary(values));
  return all;
}

std::string to_json(const Measurements& measurements) {
  nlohmann::json json = {{"version", 1}, {"measurements", nlohmann::json::array()}};
  for (const auto& [key, one] : measurements) {
    json["measurements"].push_back({{"name", key.first},
                                    {"source", key.second},
                                    {"runs", one.runs},
                                    {"mean", one.mean},
                                    {"deviation", one.deviation},
                                    {"smallest", one.smallest},
                                    {"largest", one.largest},
                                    {"seconds", one.seconds}});
  }
  return json.dump(1) + "\n";
}

Measurements from_json(const std::string& text) {
  Measurements all;
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    if (json.at("version") != 1) throw CannotJudge("its version is not 1");
    for (const nlohmann::json& one : json.at("measurements")) {
      if (!one.at("runs").is_number_unsigned()) throw CannotJudge("a number of runs is no count");
      all.emplace(std::pair(one.at("name").get<std::string>(), one.at("source").get<std::string>()),
                  Measured{.runs = one.at("runs").get<std::size_t>(),
                           .mean = one.at("mean").get<double>(),
                           .deviation = one.at("deviation").get<double>(),
                           .smallest = one.at("smallest").get<double>(),
                           .largest = one.at("largest").get<double>(),
                           .seconds = one.at("seconds").get<double>()});
    }
  } catch (const std::exception& error) {
    throw CannotJudge(fmt::format(
        "docs/results.json is damaged ({}): remove it, and say ./gradus results", error.what()));
  }
  return all;
}

}  // namespace gradus::authoring
