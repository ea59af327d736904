// What experiments have measured with Run::measure(...), over several seeds.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gradus::authoring {

/// What the runs with several seeds came to.
struct Measured {
  std::size_t runs = 0;
  double mean = 0.0;
  double deviation = 0.0;  // between runs
  double smallest = 0.0;
  double largest = 0.0;
  double seconds = 0.0;  // of one run, on average
  double standard_error() const;
};

/// By name of the measurement and source of the data ("generated", "original, PeaksData.mat").
using Measurements = std::map<std::pair<std::string, std::string>, Measured>;

/// Whether a source of data is an original, and not generated.
bool is_original(const std::string& source);

/// All lines of measurements.csv files: name, source, seed, value, seconds. Throws CannotJudge,
/// with the file and the line, if one cannot be read or is not a finite number.
Measurements read_measurements(const std::vector<std::filesystem::path>& files);

/// docs/results.json, and what it holds. Throws CannotJudge if it is damaged.
std::string to_json(const Measurements& measurements);
Measurements from_json(const std::string& json);

}  // namespace gradus::authoring
