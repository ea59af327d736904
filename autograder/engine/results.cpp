#include "engine/results.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "engine/compile.hpp"

namespace gradus::engine {
namespace {

namespace fs = std::filesystem;

constexpr double surprising = 3.0;  // standard errors

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

std::string text(const toml::table& entry, const char* key, const std::string& otherwise = "") {
  return entry[key].value_or(otherwise);
}

/// The measurements of one name, by source.
std::map<std::string, Measured> of_name(const Measurements& all, const std::string& name) {
  std::map<std::string, Measured> found;
  for (const auto& [key, measured] : all) {
    if (key.first == name) found.emplace(key.second, measured);
  }
  return found;
}

/// "0.9711 ± 0.0006 (0.9704 to 0.9718)"
std::string printed(const Measured& one, int decimals) {
  const auto number = [&](double value) {
    const bool tiny = value != 0.0 && std::abs(value) < 0.5 * std::pow(10.0, -decimals);
    return tiny ? fmt::format("{:.1e}", value) : fmt::format("{:.{}f}", value, decimals);
  };
  if (one.runs < 2) return number(one.mean);
  return fmt::format("{} ± {} ({} to {})", number(one.mean), number(one.deviation),
                     number(one.smallest), number(one.largest));
}

/// "at least 0.97" -> the number, and whether more is better. Nothing for an empty target.
struct Target {
  bool more = false;
  double value = 0.0;
};

std::optional<Target> parse_target(const std::string& target) {
  for (const bool more : {true, false}) {
    const std::string start = more ? "at least " : "at most ";
    if (target.starts_with(start)) return Target{more, std::stod(target.substr(start.size()))};
  }
  return std::nullopt;
}

bool reached(const Target& target, double mean) {
  return target.more ? mean >= target.value : mean <= target.value;
}

/// Missed, but by less than its standard error: another test part might have told otherwise.
bool within_error(const Target& target, const ResultLine& line, double mean) {
  return std::abs(mean - target.value) <= line.error;
}

std::string verdict(const ResultLine& line, double mean) {
  const std::optional<Target> target = parse_target(line.target);
  if (!target) return "";
  if (reached(*target, mean)) return ", reached";
  if (within_error(*target, line, mean)) {
    return fmt::format(", within its error of {}", line.error);
  }
  return ", missed";
}

/// The rows of one line: one for each source of data that it was measured on.
std::string rows(const ResultLine& line, const Measurements& all) {
  const std::map<std::string, Measured> same = of_name(all, line.same);
  const std::map<std::string, Measured> best = of_name(all, line.best);
  std::set<std::string> sources;
  for (const auto& [source, measured] : same) sources.insert(source);
  for (const auto& [source, measured] : best) sources.insert(source);
  if (sources.empty()) sources.insert("not measured");
  std::string page;
  for (const std::string& source : sources) {
    const auto cell = [&](const std::map<std::string, Measured>& from) {
      const auto found = from.find(source);
      return found == from.end() ? std::string("–") : printed(found->second, line.decimals);
    };
    const auto seconds = [&](const std::map<std::string, Measured>& from) {
      const auto found = from.find(source);
      return found == from.end() ? std::string("–") : fmt::format("{:.1f}", found->second.seconds);
    };
    const auto mine = best.find(source);
    const std::string mark = mine == best.end() ? "" : verdict(line, mine->second.mean);
    page +=
        fmt::format("| {} | {} | {} | {} | {} | {}{} | {} / {} | {} |\n", line.what, line.measure,
                    line.reported, cell(same), cell(best), line.target.empty() ? "–" : line.target,
                    mark, seconds(same), seconds(best), source);
  }
  return page;
}

}  // namespace

double Measured::standard_error() const {
  return runs == 0 ? 0.0 : deviation / std::sqrt(static_cast<double>(runs));
}

std::vector<ResultLine> read_result_lines(const Course& course, const Lesson& lesson) {
  const fs::path path = course.root / "lessons" / lesson.folder / "results.toml";
  toml::table table;
  try {
    table = toml::parse_file(path.string());
  } catch (const toml::parse_error& error) {
    throw CannotJudge(fmt::format("{}: line {}: {}", path.string(), error.source().begin.line,
                                  error.description()));
  }
  std::vector<ResultLine> lines;
  const toml::array* entries = table["line"].as_array();
  for (std::size_t i = 0; entries != nullptr && i < entries->size(); ++i) {
    const toml::table& entry = *(*entries)[i].as_table();
    lines.push_back({.report = text(entry, "report"),
                     .what = text(entry, "what"),
                     .measure = text(entry, "measure"),
                     .lesson = text(entry, "lesson", lesson.id),
                     .experiment = text(entry, "experiment"),
                     .reported = text(entry, "reported", "–"),
                     .same = text(entry, "same"),
                     .best = text(entry, "best"),
                     .settings = text(entry, "settings"),
                     .target = text(entry, "target"),
                     .error = entry["error"].value_or(0.0),
                     .decimals = static_cast<int>(entry["decimals"].value_or(std::int64_t{4}))});
    const ResultLine& line = lines.back();
    if (line.report.empty() || line.what.empty() || line.experiment.empty()) {
      throw CannotJudge(
          fmt::format("{}: line {} needs report, what and experiment", path.string(), i + 1));
    }
  }
  if (lines.empty()) throw CannotJudge(path.string() + ": there is no [[line]]");
  return lines;
}

Measurements read_measurements(const std::vector<fs::path>& files) {
  std::map<std::pair<std::string, std::string>, std::vector<OneRun>> runs;
  for (const fs::path& path : files) {
    std::istringstream lines(read_file(path));
    std::string line;
    std::getline(lines, line);  // the names of the columns
    while (std::getline(lines, line)) {
      // The source may hold commas; the other fields do not.
      const std::size_t name = line.find(',');
      const std::size_t seconds = line.rfind(',');
      const std::size_t value = line.rfind(',', seconds - 1);
      const std::size_t seed = line.rfind(',', value - 1);
      if (name == std::string::npos || seed == std::string::npos || seed <= name) {
        throw CannotJudge(fmt::format("{}: `{}` is no measurement", path.string(), line));
      }
      runs[{line.substr(0, name), line.substr(name + 1, seed - name - 1)}].push_back(
          {std::stod(line.substr(value + 1)), std::stod(line.substr(seconds + 1))});
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
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("measurements")) {
    throw CannotJudge("docs/results.json is damaged: remove it, and say ./gradus results");
  }
  Measurements all;
  for (const nlohmann::json& one : json.at("measurements")) {
    all.emplace(std::pair(one.at("name").get<std::string>(), one.at("source").get<std::string>()),
                Measured{.runs = one.at("runs"),
                         .mean = one.at("mean"),
                         .deviation = one.at("deviation"),
                         .smallest = one.at("smallest"),
                         .largest = one.at("largest"),
                         .seconds = one.at("seconds")});
  }
  return all;
}

std::string results_page(const std::vector<ResultLine>& lines, const Measurements& measurements) {
  std::string page =
      "# Results\n\n"
      "What five student reports measured, and what the course's own code makes of the same task.\n"
      "`./gradus results` runs everything and writes this page; `./gradus results --check` "
      "measures\n"
      "again and fails when a number here is out of date. Nothing on it is typed.\n\n"
      "A measurement is mean ± standard deviation (smallest to largest) over runs with different\n"
      "seeds. *Same settings* are the report's own; *best settings* keep its constraint\n"
      "(architecture, parameters, epochs), and are listed below each table. Times are seconds of "
      "one\n"
      "run, same / best, on one core, and no promise.\n";
  std::string report;
  std::string settings;
  const auto close = [&] {
    if (!settings.empty()) page += "\nBest settings:\n\n" + settings;
    settings.clear();
  };
  for (const ResultLine& line : lines) {
    if (line.report != report) {
      close();
      report = line.report;
      page += fmt::format(
          "\n## Report {}\n\n"
          "| | measure | report | same settings | best settings | to beat | time (s) | data |\n"
          "|---|---|---|---|---|---|---|---|\n",
          report);
    }
    page += rows(line, measurements);
    if (!line.settings.empty()) settings += fmt::format("- {}: {}\n", line.what, line.settings);
  }
  close();
  return page;
}

std::vector<std::string> out_of_date(const std::vector<ResultLine>& lines,
                                     const Measurements& known, const Measurements& now) {
  std::vector<std::string> sentences;
  for (const ResultLine& line : lines) {
    const double last_digit = std::pow(10.0, -line.decimals);
    for (const std::string& name : {line.same, line.best}) {
      if (name.empty()) continue;
      const std::map<std::string, Measured> measured = of_name(now, name);
      if (measured.empty()) sentences.push_back(name + " is no longer measured");
      for (const auto& [source, is] : measured) {
        const auto was = known.find({name, source});
        if (was == known.end()) {
          sentences.push_back(fmt::format("{} ({}) is not on the page", name, source));
          continue;
        }
        const double error = std::hypot(was->second.standard_error(), is.standard_error());
        const double moved = std::abs(is.mean - was->second.mean);
        if (moved <= surprising * error + last_digit) continue;
        sentences.push_back(fmt::format("{} ({}) is {}, the page says {}", name, source,
                                        printed(is, line.decimals),
                                        printed(was->second, line.decimals)));
      }
    }
  }
  return sentences;
}

std::vector<std::string> missed_targets(const std::vector<ResultLine>& lines,
                                        const Measurements& measurements) {
  std::vector<std::string> sentences;
  for (const ResultLine& line : lines) {
    const std::optional<Target> target = parse_target(line.target);
    if (!target) continue;
    for (const auto& [source, measured] : of_name(measurements, line.best)) {
      if (reached(*target, measured.mean) || within_error(*target, line, measured.mean)) continue;
      sentences.push_back(fmt::format("{} ({}): {}, expected {}", line.what, source,
                                      printed(measured, line.decimals), line.target));
    }
  }
  return sentences;
}

}  // namespace gradus::engine
