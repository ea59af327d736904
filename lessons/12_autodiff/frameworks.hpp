// What docs/frameworks/compare.py and the experiment `frameworks` tell each other: the settings of
// a training, which come from the environment, and the files from which another program can do the
// same training again.
#pragma once

#include <armadillo>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "01_activations/activations.hpp"
#include "09_optimizers/optimizers.hpp"

namespace nn {

struct FrameworkSettings {
  std::vector<arma::uword> widths;  // inputs, hidden layers, classes
  bool residual = false;
  Activation activation = Activation::tanh;  // of the hidden layers
  Optimizer optimizer;
  arma::uword samples = 0;
  arma::uword batch = 0;
  arma::uword steps = 0;
  double rate = 0.0;
};

/// The variable GRADUS_`name` of the environment, or `otherwise` where it is not set.
inline std::string setting(const std::string& name, const std::string& otherwise) {
  const char* value = std::getenv(("GRADUS_" + name).c_str());
  return value == nullptr ? otherwise : value;
}

[[noreturn]] inline void refuse(const std::string& name, const std::string& value,
                                const std::string& expected) {
  throw std::invalid_argument("GRADUS_" + name + " is \"" + value + "\", expected " + expected);
}

inline arma::uword whole_number(const std::string& name, const std::string& text,
                                const std::string& value, arma::uword least, arma::uword most) {
  const bool digits =
      !text.empty() && text.size() < 9 && text.find_first_not_of("0123456789") == std::string::npos;
  const arma::uword number = digits ? std::stoul(text) : 0;
  if (digits && number >= least && number <= most) return number;
  refuse(name, value,
         (name == "WIDTHS" ? "whole numbers with commas between them, as 4,8,8,3, each from "
                           : "a whole number from ") +
             std::to_string(least) + " to " + std::to_string(most));
}

inline arma::uword whole_setting(const std::string& name, const std::string& otherwise,
                                 arma::uword most) {
  const std::string value = setting(name, otherwise);
  return whole_number(name, value, value, 1, most);
}

inline std::vector<arma::uword> widths_setting() {
  const std::string value = setting("WIDTHS", "4,8,8,3");
  std::vector<arma::uword> widths;
  std::istringstream words(value + ',');
  for (std::string word; std::getline(words, word, ',');) {
    widths.push_back(whole_number("WIDTHS", word, value, 1, 1000));
  }
  if (widths.size() < 2) refuse("WIDTHS", value, "at least the inputs and the outputs, as 4,3");
  if (widths.back() < 2) refuse("WIDTHS", value, "at least 2 outputs, one for each class");
  return widths;
}

inline double rate_setting() {
  const std::string value = setting("RATE", "0.1");
  char* end = nullptr;
  const double rate = std::strtod(value.c_str(), &end);
  const bool number = end != value.c_str() && *end == '\0';
  if (number && rate > 0.0 && rate <= 1000.0) return rate;
  refuse("RATE", value, "a number greater than 0, and up to 1000");
}

template <typename Choice>
Choice choice_setting(const std::string& name,
                      const std::vector<std::pair<std::string, Choice>>& choices) {
  const std::string value = setting(name, choices.front().first);
  std::string names;
  for (const auto& [word, choice] : choices) {
    if (word == value) return choice;
    names += (names.empty() ? "" : ", ") + word;
  }
  refuse(name, value, "one of " + names);
}

/// Throws std::invalid_argument if a variable makes no sense.
inline FrameworkSettings framework_settings() {
  FrameworkSettings settings;
  settings.widths = widths_setting();
  settings.residual = choice_setting<bool>("NETWORK", {{"plain", false}, {"residual", true}});
  settings.activation = choice_setting<Activation>(
      "ACTIVATION", {{"tanh", Activation::tanh}, {"relu", Activation::relu}});
  settings.optimizer.method =
      choice_setting<Method>("OPTIMIZER", {{"sgd", Method::gradient_descent},
                                           {"momentum", Method::momentum},
                                           {"rms_prop", Method::rms_prop},
                                           {"adam", Method::adam},
                                           {"adamw", Method::adamw}});
  settings.optimizer.adam.weight_decay = 0.01;  // used by adamw alone
  settings.samples = whole_setting("SAMPLES", "60", 100000);
  settings.batch = whole_setting("BATCH", "20", 100000);
  settings.steps = whole_setting("STEPS", "20", 100000);
  settings.rate = rate_setting();
  return settings;
}

/// A file of comma-separated values, for numbers that must not lose a digit. It is complete only
/// after close(), which throws std::runtime_error if something could not be written.
class CsvFile {
 public:
  CsvFile(const std::filesystem::path& path, const std::string& header) : path_(path), out_(path) {
    out_ << std::setprecision(17) << header << '\n';
  }

  template <typename First, typename... Others>
  void row(const First& first, const Others&... others) {
    out_ << first;
    ((out_ << ',' << others), ...);
    out_ << '\n';
  }

  void close() {
    out_.close();
    if (!out_) throw std::runtime_error("cannot write " + path_.string());
  }

 private:
  std::filesystem::path path_;
  std::ofstream out_;
};

/// The values with `between` between them, all digits kept.
template <typename Values>
std::string listed(const Values& values, const std::string& between) {
  std::ostringstream text;
  text << std::setprecision(17);
  for (std::size_t i = 0; i < values.size(); ++i) text << (i == 0 ? "" : between) << values[i];
  return text.str();
}

}  // namespace nn
