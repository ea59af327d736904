#include "authoring/benchmarks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "authoring/results.hpp"
#include "base/text.hpp"
#include "judge/read_toml.hpp"

namespace gradus::authoring {

using judge::CannotJudge;
namespace {

constexpr double tolerated = 1.15;  // how much worse a ratio may be than it was

BenchmarkRow read_row(const toml::table& entry) {
  const auto text = [&](const char* key) { return entry[key].value_or(std::string()); };
  BenchmarkRow row{.what = text("what"),
                   .of = text("of"),
                   .over = text("over"),
                   .minus = text("minus"),
                   .unit = text("unit"),
                   .units = entry["units"].value_or(1.0),
                   .target = text("target"),
                   .decimals = entry["decimals"].value_or(2)};
  if (row.what.empty() || row.of.empty()) throw CannotJudge("a row needs `what` and `of`");
  if (row.over.empty() == row.unit.empty()) {
    throw CannotJudge(fmt::format("`{}` needs `over`, or a `unit` if it is no ratio", row.what));
  }
  parse_target(row.target);
  return row;
}

std::optional<double> find(const Round& round, const std::string& name) {
  const auto found = round.find(name);
  if (found == round.end()) return std::nullopt;
  return found->second;
}

std::optional<double> value_of(const BenchmarkRow& row, const Round& round) {
  std::optional<double> value = find(round, row.of);
  if (!value) return std::nullopt;
  if (!row.minus.empty()) {
    const std::optional<double> less = find(round, row.minus);
    if (!less) return std::nullopt;
    *value -= *less;
  }
  if (row.over.empty()) return *value * row.units;
  const std::optional<double> divisor = find(round, row.over);
  if (!divisor || *divisor == 0.0) return std::nullopt;
  return *value / *divisor;
}

/// Calls visit(row, measured) for each row that was measured.
template <typename Visit>
void for_each_measured(const std::vector<BenchmarkTable>& tables, const Benchmarks& now,
                       const Visit& visit) {
  for (const BenchmarkTable& table : tables) {
    for (const BenchmarkRow& row : table.rows) {
      const auto found = now.find(row.what);
      if (found != now.end()) visit(row, found->second);
    }
  }
}

bool reaches(const BenchmarkRow& row, double value) {
  const std::optional<Target> target = parse_target(row.target);
  return !target || (target->more ? value >= target->value : value <= target->value);
}

std::string printed(const BenchmarkRow& row, double value) {
  const std::string number = fmt::format("{:.{}f}", value, row.decimals);
  return row.unit.empty() ? number + " x" : number + " " + row.unit;
}

}  // namespace

std::vector<BenchmarkTable> read_benchmarks(const std::filesystem::path& file) {
  const toml::table toml = judge::read_toml(file, file.string());
  std::vector<BenchmarkTable> tables;
  try {
    const toml::array* array = toml["table"].as_array();
    if (array == nullptr) throw CannotJudge("there is no [[table]]");
    for (const toml::node& node : *array) {
      const toml::table& entry = *node.as_table();
      BenchmarkTable table{.title = entry["title"].value_or(std::string()),
                           .text = entry["text"].value_or(std::string())};
      if (const toml::array* rows = entry["row"].as_array()) {
        for (const toml::node& row : *rows) table.rows.push_back(read_row(*row.as_table()));
      }
      if (table.title.empty() || table.rows.empty()) {
        throw CannotJudge("a [[table]] needs a title and a [[table.row]]");
      }
      tables.push_back(table);
    }
  } catch (const CannotJudge& error) {
    throw CannotJudge(fmt::format("{}: {}", file.string(), error.what()));
  }
  return tables;
}

Round read_lines(const std::string& text) {
  Round round;
  for (const std::string& line : base::lines_of(text)) {
    const std::vector<std::string> words = base::split(line, ' ');
    const std::optional<double> value =
        words.size() == 2 ? base::to_number(words[1]) : std::nullopt;
    if (!value) throw CannotJudge(fmt::format("`{}` is no name and a number", line));
    round[words[0]] = *value;
  }
  return round;
}

Round read_google(const std::string& text) {
  Round round;
  try {
    const nlohmann::json report = nlohmann::json::parse(text);
    for (const nlohmann::json& one : report.at("benchmarks")) {
      // "call/32/iterations:400/real_time": what follows the name is how it was measured.
      std::string name = one.at("name");
      const bool clock = name.ends_with("/real_time");
      name = name.substr(0, std::min(name.find("/iterations:"), name.find("/real_time")));
      if (one.at("time_unit") != "ns") throw CannotJudge(name + " is not in nanoseconds");
      round[name] = 1e-9 * one.at(clock ? "real_time" : "cpu_time").get<double>();
    }
  } catch (const nlohmann::json::exception& error) {
    throw CannotJudge(fmt::format("this is no report of Google Benchmark: {}", error.what()));
  }
  return round;
}

Benchmarks evaluate(const std::vector<BenchmarkTable>& tables, const std::vector<Round>& rounds) {
  Benchmarks all;
  for (const BenchmarkTable& table : tables) {
    for (const BenchmarkRow& row : table.rows) {
      std::vector<double> values;
      for (const Round& round : rounds) {
        if (const std::optional<double> value = value_of(row, round)) values.push_back(*value);
      }
      if (values.empty()) continue;
      std::ranges::sort(values);
      all[row.what] = {values[values.size() / 2], values.front(), values.back()};
    }
  }
  return all;
}

std::vector<std::string> worse_than(const std::vector<BenchmarkTable>& tables,
                                    const Benchmarks& known, const Benchmarks& now) {
  std::vector<std::string> problems;
  for_each_measured(tables, now, [&](const BenchmarkRow& row, const Benchmarked& measured) {
    const auto before = known.find(row.what);
    if (row.over.empty() || before == known.end()) return;  // times are another machine's
    const std::optional<Target> target = parse_target(row.target);
    const double was = before->second.median;
    const bool worse = target && target->more ? measured.median < was / tolerated
                                              : measured.median > was * tolerated;
    if (!worse) return;
    problems.push_back(fmt::format("{}: {}, it was {}", row.what, printed(row, measured.median),
                                   printed(row, was)));
  });
  return problems;
}

std::vector<std::string> missed(const std::vector<BenchmarkTable>& tables, const Benchmarks& now) {
  std::vector<std::string> problems;
  for_each_measured(tables, now, [&](const BenchmarkRow& row, const Benchmarked& measured) {
    if (reaches(row, measured.median)) return;
    problems.push_back(
        fmt::format("{}: {}, to reach: {}", row.what, printed(row, measured.median), row.target));
  });
  return problems;
}

std::string benchmarks_page(const std::vector<BenchmarkTable>& tables, const Benchmarks& now,
                            const BenchmarkSetting& setting) {
  std::string page = fmt::format(
      "# How fast it is\n\n"
      "<!-- Written by ./gradus bench: do not edit. -->\n"
      "Made by `./gradus bench` with the reference solutions; `./gradus bench --check` measures "
      "again and fails when a\n"
      "ratio is worse than here by 15%. Every figure is the median of {} rounds, with the least "
      "and "
      "the greatest. In a round all\n"
      "programs run one after another, and a ratio is one of the same round, so that what else the "
      "machine does changes little.\n"
      "Times are the processor's, unless a table says otherwise, and all is on one core, unless it "
      "says so.\n\n"
      "- Machine: {}.\n- Tools: {}.\n- Others: {}.\n",
      setting.rounds, setting.machine, setting.tools, setting.peers);
  for (const BenchmarkTable& table : tables) {
    page += fmt::format("\n## {}\n\n", table.title);
    if (!table.text.empty()) page += base::trimmed(table.text) + "\n\n";
    page += "| what | measured | from | to | to reach | |\n|:---|---:|---:|---:|:---|:---|\n";
    for (const BenchmarkRow& row : table.rows) {
      const auto found = now.find(row.what);
      if (found == now.end()) {
        page += fmt::format("| {} | not measured here | | | {} | |\n", row.what, row.target);
        continue;
      }
      const Benchmarked& one = found->second;
      page += fmt::format("| {} | **{}** | {:.{}f} | {:.{}f} | {} | {} |\n", row.what,
                          printed(row, one.median), one.least, row.decimals, one.greatest,
                          row.decimals, row.target,
                          row.target.empty()         ? ""
                          : reaches(row, one.median) ? "reached"
                                                     : "missed");
    }
  }
  return page;
}

std::string benchmarks_json(const Benchmarks& benchmarks) {
  nlohmann::json json = {{"version", 1}, {"rows", nlohmann::json::object()}};
  for (const auto& [what, one] : benchmarks) {
    json["rows"][what] = {one.median, one.least, one.greatest};
  }
  return json.dump(1) + "\n";
}

Benchmarks read_benchmarks_json(const std::string& text) {
  Benchmarks all;
  try {
    const nlohmann::json json = nlohmann::json::parse(text);
    for (const auto& [what, one] : json.at("rows").items()) {
      all[what] = {one.at(0), one.at(1), one.at(2)};
    }
  } catch (const nlohmann::json::exception& error) {
    throw CannotJudge(fmt::format(
        "docs/benchmarks.json is damaged ({}): remove it, and say ./gradus bench", error.what()));
  }
  return all;
}

}  // namespace gradus::authoring
