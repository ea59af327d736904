#include "engine/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>

#include "engine/compile.hpp"
#include "engine/read_toml.hpp"

namespace gradus::engine {
namespace {

namespace fs = std::filesystem;

constexpr double surprising = 3.0;  // standard errors
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

/// The whole of `text` as a finite number; nothing if it is anything else.
std::optional<double> finite_number(const std::string& text) {
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stopped != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool is_whole_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

/// The measurements of one name, by source.
std::map<std::string, Measured> of_name(const Measurements& all, const std::string& name) {
  std::map<std::string, Measured> found;
  for (const auto& [key, measured] : all) {
    if (key.first == name) found.emplace(key.second, measured);
  }
  return found;
}

/// Whether `decimals` would show nothing of `value` but zeros.
bool is_tiny(double value, int decimals) {
  return value != 0.0 && std::abs(value) < 0.5 * std::pow(10.0, -decimals);
}

/// "0.9711 ± 0.0006 (0.9704 to 0.9718)"
std::string printed(const Measured& one, int decimals) {
  const auto number = [&](double value) {
    return is_tiny(value, decimals) ? fmt::format("{:.1e}", value)
                                    : fmt::format("{:.{}f}", value, decimals);
  };
  if (one.runs < 2) return number(one.mean);
  return fmt::format("{} ± {} ({} to {})", number(one.mean), number(one.deviation),
                     number(one.smallest), number(one.largest));
}

/// "at least 0.97": the number, and whether more is better.
struct Target {
  bool more = false;
  double value = 0.0;
};

/// Nothing for an empty target. Throws CannotJudge for one that says nothing.
std::optional<Target> parse_target(const std::string& target) {
  if (target.empty()) return std::nullopt;
  for (const bool more : {true, false}) {
    const std::string start = more ? "at least " : "at most ";
    if (!target.starts_with(start)) continue;
    const auto value = finite_number(target.substr(start.size()));
    if (value) return Target{more, *value};
  }
  throw CannotJudge(
      fmt::format("the target is `{}`, expected `at least NUMBER` or `at most NUMBER`", target));
}

/// What the last digit of `value` stands for, as it is printed.
double last_digit(double value, int decimals) {
  if (is_tiny(value, decimals))
    return 0.1 * std::pow(10.0, std::floor(std::log10(std::abs(value))));
  return std::pow(10.0, -decimals);
}

bool reached(const Target& target, double mean) {
  return target.more ? mean >= target.value : mean <= target.value;
}

/// Text for a cell of a table.
std::string cell_text(const std::string& text) {
  std::string escaped;
  for (const char letter : text) escaped += letter == '|' ? "\\|" : std::string(1, letter);
  return escaped;
}

/// Missed, but by less than its standard error: another test part might have told otherwise.
bool within_error(const Target& target, const ResultLine& line, double mean) {
  return std::abs(mean - target.value) <= line.error;
}

/// The target for results on this data, if there is one.
std::optional<Target> target_for(const ResultLine& line, const std::string& source) {
  if (line.original_only && !source.starts_with("original")) return std::nullopt;
  return parse_target(line.target);
}

std::string verdict(const ResultLine& line, const std::string& source, double mean) {
  if (line.target.empty()) return "";
  const std::optional<Target> target = target_for(line, source);
  if (!target) return " on the original";
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
    const std::string mark = mine == best.end() ? "" : verdict(line, source, mine->second.mean);
    page += fmt::format("| {} | {} | {} | {} | {} | {}{} | {} / {} | {} |\n", cell_text(line.what),
                        cell_text(line.measure), cell_text(line.reported), cell(same), cell(best),
                        line.target.empty() ? "–" : line.target, mark, seconds(same), seconds(best),
                        cell_text(source));
  }
  return page;
}

/// A [[line]] of results.toml, whose experiments are mostly those of `lesson`. Throws CannotJudge,
/// without the place.
ResultLine read_line(const toml::node& node, const std::string& lesson) {
  const toml::table* entry = node.as_table();
  if (entry == nullptr) throw CannotJudge("it is no table, expected key = value below [[line]]");
  const auto text = [&](const char* key, const std::string& otherwise = "") {
    const toml::node* value = entry->get(key);
    if (value == nullptr) return otherwise;
    if (!value->is_string()) throw CannotJudge(fmt::format("`{}` is no text in quotes", key));
    return value->value_or(otherwise);
  };
  ResultLine line{.report = text("report"),
                  .what = text("what"),
                  .measure = text("measure"),
                  .lesson = text("lesson", lesson),
                  .experiment = text("experiment"),
                  .reported = text("reported", "–"),
                  .same = text("same"),
                  .best = text("best"),
                  .settings = text("settings"),
                  .target = text("target")};
  if (line.report.empty() || line.what.empty() || line.experiment.empty()) {
    throw CannotJudge("it needs report, what and experiment");
  }
  if (const toml::node* decimals = entry->get("decimals")) {
    const std::optional<std::int64_t> count = decimals->value_exact<std::int64_t>();
    if (!count || *count < 0 || *count > most_decimals) {
      throw CannotJudge(
          fmt::format("`decimals` is not a whole number from 0 to {}", most_decimals));
    }
    line.decimals = static_cast<int>(*count);
  }
  if (const toml::node* only = entry->get("original_only")) {
    if (!only->is_boolean()) throw CannotJudge("`original_only` is neither true nor false");
    line.original_only = only->value_or(false);
  }
  if (const toml::node* error = entry->get("error")) {
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
  const fs::path path = course.root / "lessons" / lesson.folder / "results.toml";
  const toml::table table = read_toml(path, path.string());
  const toml::array* entries = table["line"].as_array();
  if (entries == nullptr || entries->empty()) {
    throw CannotJudge(path.string() + ": there is no [[line]]");
  }
  std::vector<ResultLine> lines;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    try {
      lines.push_back(read_line((*entries)[i], lesson.id));
    } catch (const CannotJudge& error) {
      throw CannotJudge(fmt::format("{}: [[line]] {}: {}", path.string(), i + 1, error.what()));
    }
  }
  return lines;
}

Measurements read_measurements(const std::vector<fs::path>& files) {
  std::map<std::pair<std::string, std::string>, std::vector<OneRun>> runs;
  for (const fs::path& path : files) {
    std::istringstream lines(read_file(path));
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
      "processor\n"
      "time of one run, same / best, and no promise.\n";
  std::vector<std::string> reports;
  for (const ResultLine& line : lines) {
    if (std::ranges::find(reports, line.report) == reports.end()) reports.push_back(line.report);
  }
  for (const std::string& report : reports) {
    page += fmt::format(
        "\n## Report {}\n\n"
        "| | measure | report | same settings | best settings | to beat | time (s) | data |\n"
        "|---|---|---|---|---|---|---|---|\n",
        report);
    std::string settings;
    for (const ResultLine& line : lines) {
      if (line.report != report) continue;
      page += rows(line, measurements);
      if (!line.settings.empty()) settings += fmt::format("- {}: {}\n", line.what, line.settings);
    }
    if (!settings.empty()) page += "\nBest settings:\n\n" + settings;
  }
  return page;
}

std::vector<std::string> out_of_date(const std::vector<ResultLine>& lines,
                                     const Measurements& known, const Measurements& now) {
  std::vector<std::string> sentences;
  const auto say = [&](const std::string& sentence) {  // two lines may share a measurement
    if (std::ranges::find(sentences, sentence) == sentences.end()) sentences.push_back(sentence);
  };
  for (const ResultLine& line : lines) {
    for (const std::string& name : {line.same, line.best}) {
      if (name.empty()) continue;
      const std::map<std::string, Measured> measured = of_name(now, name);
      if (measured.empty()) {
        say(name + (of_name(known, name).empty() ? " is not measured" : " is no longer measured"));
      }
      for (const auto& [source, is] : measured) {
        const auto was = known.find({name, source});
        if (was == known.end()) {
          say(fmt::format("{} ({}) is not on the page", name, source));
          continue;
        }
        const double error = std::hypot(was->second.standard_error(), is.standard_error());
        const double least = last_digit(was->second.mean, line.decimals);
        const double moved = std::abs(is.mean - was->second.mean);
        if (moved <= std::max(surprising * error, least * (1.0 + 1e-6))) continue;
        say(fmt::format("{} ({}) is {}, the page says {}", name, source, printed(is, line.decimals),
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
    const std::map<std::string, Measured> best = of_name(measurements, line.best);
    if (best.empty()) {
      sentences.push_back(
          fmt::format("{}: {} is not measured, expected {}", line.what, line.best, line.target));
    }
    for (const auto& [source, measured] : best) {
      if (!target_for(line, source)) continue;
      if (reached(*target, measured.mean) || within_error(*target, line, measured.mean)) continue;
      sentences.push_back(fmt::format("{} ({}): {}, expected {}", line.what, source,
                                      printed(measured, line.decimals), line.target));
    }
  }
  return sentences;
}

}  // namespace gradus::engine
