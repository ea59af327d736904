#include "authoring/measurements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "base/files.hpp"
#include "base/text.hpp"
#include "judge/course.hpp"

namespace gradus::authoring {

using judge::CannotJudge;
namespace {

namespace fs = std::filesystem;

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

std::optional<double> finite_number(const std::string& text) {
  const std::optional<double> value = base::to_number(text);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return value;
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

bool is_original(const std::string& source) {
  return source.starts_with("original");
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
