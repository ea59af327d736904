// Settings of an experiment that come from the environment, where another program starts it, and
// the files in which it tells that program what it did.
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

namespace nn {

/// The variable GRADUS_`name` of the environment, or `otherwise` where it is not set.
inline std::string setting(const std::string& name, const std::string& otherwise) {
  const char* value = std::getenv(("GRADUS_" + name).c_str());
  return value == nullptr ? otherwise : value;
}

[[noreturn]] inline void refuse_setting(const std::string& name, const std::string& value,
                                        const std::string& expected) {
  throw std::invalid_argument("GRADUS_" + name + " is \"" + value + "\", expected " + expected);
}

/// "4,8,8,3": whole numbers from 1 to `most`.
inline std::vector<arma::uword> whole_settings(const std::string& name,
                                               const std::string& otherwise, arma::uword most) {
  const std::string value = setting(name, otherwise);
  std::vector<arma::uword> numbers;
  std::istringstream words(value + ',');
  for (std::string word; std::getline(words, word, ',');) {
    const bool digits = !word.empty() && word.size() < 9 &&
                        word.find_first_not_of("0123456789") == std::string::npos;
    const arma::uword number = digits ? std::stoul(word) : 0;
    if (number < 1 || number > most) {
      refuse_setting(name, value,
                     "whole numbers from 1 to " + std::to_string(most) + " as in " + otherwise);
    }
    numbers.push_back(number);
  }
  return numbers;
}

inline arma::uword whole_setting(const std::string& name, const std::string& otherwise,
                                 arma::uword most) {
  const std::vector<arma::uword> numbers = whole_settings(name, otherwise, most);
  if (numbers.size() != 1) refuse_setting(name, setting(name, otherwise), "one whole number");
  return numbers.front();
}

inline double positive_setting(const std::string& name, const std::string& otherwise, double most) {
  const std::string value = setting(name, otherwise);
  char* end = nullptr;
  const double number = std::strtod(value.c_str(), &end);
  const bool all_of_it = end != value.c_str() && *end == '\0';
  if (all_of_it && number > 0.0 && number <= most) return number;
  std::ostringstream expected;
  expected << "a number greater than 0, and up to " << most;
  refuse_setting(name, value, expected.str());
}

/// The first choice is taken where nothing is set.
template <typename Choice>
Choice choice_setting(const std::string& name,
                      const std::vector<std::pair<std::string, Choice>>& choices) {
  const std::string value = setting(name, choices.front().first);
  std::string names;
  for (const auto& [word, choice] : choices) {
    if (word == value) return choice;
    names += (names.empty() ? "" : ", ") + word;
  }
  refuse_setting(name, value, "one of " + names);
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
