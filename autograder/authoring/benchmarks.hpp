// docs/benchmarks.md: how fast the course's own code is, measured against the matrix products that
// it cannot do without and against other people's programs (peers) that do the same.
//
//   tests/benchmarks/benchmarks.toml   the page's tables: each row is a ratio of two measurements
//   tests/benchmarks/                  the programs that measure
//   docs/benchmarks.json               what they measured last
//   docs/benchmarks.md                 the page
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace gradus::authoring {

/// A row of the page: a measurement, or its ratio to another one, or the difference.
struct BenchmarkRow {
  std::string what;    // "the plain loop"
  std::string of;      // "peaks_plain": the name of a measurement
  std::string over;    // ... that it is divided by; empty: by none
  std::string minus;   // ... that is taken off; empty: none
  std::string unit;    // of what is no ratio: "µs"
  double units = 1.0;  // how many of them are a second
  std::string target;  // "at most 1.25", "at least 2.8"; empty: none
  int decimals = 2;
};

struct BenchmarkTable {
  std::string title;
  std::string text;  // what is measured, and how
  std::vector<BenchmarkRow> rows;
};

/// What is read from a benchmarks.toml. Throws CannotJudge, with the file and what is wrong.
std::vector<BenchmarkTable> read_benchmarks(const std::filesystem::path& file);

/// What one round of all programs measured, by name.
using Round = std::map<std::string, double>;

/// Lines of a name and a number, as programs print them, and the report of a program with Google
/// Benchmark (seconds). Both throw CannotJudge when it is something else.
Round read_lines(const std::string& text);
Round read_google(const std::string& json);

struct Benchmarked {
  double median = 0.0, least = 0.0, greatest = 0.0;
};

/// By what the rows say, which is different for each.
using Benchmarks = std::map<std::string, Benchmarked>;

/// The rows in all rounds that have what they need; others (a peer that is not here) are left out.
Benchmarks evaluate(const std::vector<BenchmarkTable>& tables, const std::vector<Round>& rounds);

/// One sentence for each ratio that is worse than it was `known` by more than 15%.
std::vector<std::string> worse_than(const std::vector<BenchmarkTable>& tables,
                                    const Benchmarks& known, const Benchmarks& now);
/// One sentence for each target that is missed.
std::vector<std::string> missed(const std::vector<BenchmarkTable>& tables, const Benchmarks& now);

/// What else the page says.
struct BenchmarkSetting {
  std::string machine;  // in words
  std::string tools;    // compiler and libraries
  std::string peers;
  std::size_t rounds = 0;
};

std::string benchmarks_page(const std::vector<BenchmarkTable>& tables, const Benchmarks& now,
                            const BenchmarkSetting& setting);

/// docs/benchmarks.json, and what it holds. Throws CannotJudge if it is damaged.
std::string benchmarks_json(const Benchmarks& benchmarks);
Benchmarks read_benchmarks_json(const std::string& json);

}  // namespace gradus::authoring
