#include "support/diagnosis.hpp"

#include <cmath>
#include <cstdio>
#include <utility>

namespace support {
namespace {

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

/// Two numbers that must look different, although they may agree in their first six digits.
std::pair<std::string, std::string> numbers(double got, double expected) {
  if (number(got) != number(expected)) return {number(got), number(expected)};
  char first[32];
  char second[32];
  std::snprintf(first, sizeof first, "%.17g", got);
  std::snprintf(second, sizeof second, "%.17g", expected);
  return {first, second};
}

std::string place(arma::uword row, arma::uword col) {
  return "(" + std::to_string(row) + ", " + std::to_string(col) + ")";
}

bool same_shape(const arma::mat& a, const arma::mat& b) {
  return a.n_rows == b.n_rows && a.n_cols == b.n_cols;
}

bool entry_agrees(double actual, double expected, double tolerance) {
  if (!std::isfinite(actual) || !std::isfinite(expected)) return false;
  return std::abs(actual - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

using Sentences = std::vector<std::string>;

// ---- the detectors: each adds its sentence when its mistake fits ------------------------------

void detect_transposed(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  if (actual.is_vec() && wanted.expected.is_vec() && same_shape(actual, wanted.expected)) return;
  if (!agrees(actual.t(), wanted.expected, wanted.tolerance)) return;
  said.push_back(
      "The numbers are right but transposed: rows and columns are swapped. Features are rows, "
      "samples are columns.");
}

void detect_not_finite(const arma::mat& actual, Sentences& said) {
  arma::uword count = 0;
  arma::uword first = 0;
  for (arma::uword i = actual.n_elem; i-- > 0;) {
    if (std::isfinite(actual(i))) continue;
    ++count;
    first = i;
  }
  if (count == 0) return;
  const std::string where = place(first % actual.n_rows, first / actual.n_rows);
  const std::string which =
      actual.n_elem == 1
          ? "The result"
          : "Entry " + where +
                (count > 1 ? ", the first of " + std::to_string(count) + " such entries," : "");
  said.push_back(
      which + " is " + number(actual(first)) +
      (std::isnan(actual(first))
           ? ": look for 0/0, inf/inf, inf - inf, or the logarithm of a negative number."
           : ": look for a division by 0, the logarithm of 0, or an exp that overflows."));
}

void detect_zero(const arma::mat& actual, Sentences& said) {
  if (actual.n_elem < 2 || !actual.is_zero()) return;
  said.push_back("Every entry is 0: is the result filled in, and not only given its size?");
}

void detect_factor(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  const arma::mat& expected = wanted.expected;
  if (arma::abs(expected).max() < 1e3 * wanted.tolerance) return;  // a factor of 0 says nothing
  const auto fits = [&](double factor) {
    return agrees(actual, factor * expected, wanted.tolerance);
  };
  const double m = static_cast<double>(wanted.samples);
  const std::string count = std::to_string(wanted.samples);
  if (wanted.samples > 1 && fits(m)) {
    said.push_back("The result is exactly " + count + " times what is expected, and " + count +
                   " is the number of samples: 1/m is missing.");
  }
  if (wanted.samples > 1 && fits(1.0 / m)) {
    said.push_back("The result is exactly 1/" + count + " of what is expected, and " + count +
                   " is the number of samples: it was divided by m once too often.");
  }
  if (fits(2.0)) {
    said.push_back("The result is exactly twice what is expected: look for a factor 2 too many.");
  }
  if (fits(0.5)) {
    said.push_back("The result is exactly half of what is expected: look for a missing factor 2.");
  }
  if (fits(-1.0))
    said.push_back("The sign is wrong, and nothing else: the result is -1 times what is expected.");
}

void detect_offset(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  if (actual.n_elem < 2) return;
  const double offset = actual(0) - wanted.expected(0);
  if (std::abs(offset) <= 1e3 * wanted.tolerance) return;
  if (!agrees(actual, wanted.expected + offset, wanted.tolerance)) return;
  said.push_back("Every entry is too " + std::string(offset > 0 ? "large" : "small") +
                 " by the same amount, " + number(std::abs(offset)) + ".");
}

void detect_truncation(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  if (!agrees(actual, arma::trunc(wanted.expected), wanted.tolerance)) return;
  if (actual.is_zero()) return;  // a better detector speaks of that
  said.push_back(
      "Every entry is the expected one with its fraction cut off: whole numbers were divided. In "
      "C++, 1 / 2 is 0 and 1.0 / 2 is 0.5.");
}

/// The only index for which `right(index)` holds, if there are at least two and exactly one holds.
template <typename Predicate>
bool only_one(arma::uword count, Predicate right, arma::uword& which) {
  arma::uword holds = 0;
  for (arma::uword i = 0; i < count; ++i) {
    if (!right(i)) continue;
    ++holds;
    which = i;
  }
  return count > 1 && holds == 1;
}

void detect_single_sample(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  if (actual.is_vec()) return;
  arma::uword which = 0;
  const auto column_agrees = [&](arma::uword i) {
    return agrees(actual.col(i), wanted.expected.col(i), wanted.tolerance);
  };
  if (only_one(actual.n_cols, column_agrees, which)) {
    said.push_back("Only sample " + std::to_string(which) + " (column " + std::to_string(which) +
                   ") is right: the other columns must be treated alike.");
  }
  const auto row_agrees = [&](arma::uword i) {
    return agrees(actual.row(i), wanted.expected.row(i), wanted.tolerance);
  };
  // Where most columns are right as well, the row is right by accident.
  arma::uword right_columns = 0;
  for (arma::uword i = 0; i < actual.n_cols; ++i) right_columns += column_agrees(i);
  if (actual.n_rows > 2 && right_columns == 0 && only_one(actual.n_rows, row_agrees, which)) {
    said.push_back("Only row " + std::to_string(which) +
                   " is right: the other rows must be treated alike.");
  }
}

/// True when `to` holds the columns of `from`, moved on by one.
bool moved_by_one(const arma::mat& from, const arma::mat& to, double tolerance) {
  const arma::uword n = from.n_cols;
  return n > 2 && agrees(to.tail_cols(n - 1), from.head_cols(n - 1), tolerance);
}

void detect_shift(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  const double tolerance = wanted.tolerance;
  const arma::mat& expected = wanted.expected;
  if (moved_by_one(expected, actual, tolerance) || moved_by_one(actual, expected, tolerance)) {
    said.push_back("The columns are shifted by one: look for an index that is off by one.");
  }
  if (moved_by_one(expected.t(), actual.t(), tolerance) ||
      moved_by_one(actual.t(), expected.t(), tolerance)) {
    said.push_back("The rows are shifted by one: look for an index that is off by one.");
  }
}

void detect_order(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  if (actual.n_elem < 3) return;
  const arma::vec got = arma::sort(arma::vectorise(actual));
  const arma::vec due = arma::sort(arma::vectorise(wanted.expected));
  if (!agrees(got, due, wanted.tolerance)) return;
  said.push_back("The numbers are the right ones, but they stand in the wrong places.");
}

void detect_known(const arma::mat& actual, const Comparison& wanted, Sentences& said) {
  for (const KnownMistake& mistake : wanted.mistakes) {
    // A mistake that would give the right answer here cannot be told from it, and is not named.
    if (agrees(mistake.value, wanted.expected, wanted.tolerance)) continue;
    if (agrees(actual, mistake.value, wanted.tolerance)) said.push_back(mistake.sentence);
  }
}

// ---- the numbers below the diagnosis -----------------------------------------------------------

std::string print(const arma::mat& matrix) {
  std::string text;
  for (arma::uword row = 0; row < matrix.n_rows; ++row) {
    text += "   ";
    for (arma::uword col = 0; col < matrix.n_cols; ++col) {
      char cell[32];
      std::snprintf(cell, sizeof cell, " %11s", number(matrix(row, col)).c_str());
      text += cell;
    }
    text += "\n";
  }
  return text;
}

std::string worst_entry(const arma::mat& actual, const arma::mat& expected, double tolerance) {
  arma::uword worst = 0;
  double worst_error = -1.0;
  arma::uword wrong = 0;
  for (arma::uword i = 0; i < actual.n_elem; ++i) {
    if (entry_agrees(actual(i), expected(i), tolerance)) continue;
    ++wrong;
    const double error = std::abs(actual(i) - expected(i)) / std::max(1.0, std::abs(expected(i)));
    if (std::isnan(error) ? worst_error < 0 : error > worst_error) {
      worst = i;
      worst_error = std::isnan(error) ? 0.0 : error;
    }
  }
  const auto [got, due] = numbers(actual(worst), expected(worst));
  if (actual.n_elem == 1) return "Got " + got + ", expected " + due + ".\n";
  return std::to_string(wrong) + " of " + std::to_string(actual.n_elem) +
         " entries are wrong. The worst is " + place(worst % actual.n_rows, worst / actual.n_rows) +
         ": got " + got + ", expected " + due + ".\n";
}

std::vector<std::string>& last_diagnoses() {
  static std::vector<std::string> diagnoses;
  return diagnoses;
}

bool& explained() {
  static bool since_asked = false;
  return since_asked;
}

}  // namespace

bool agrees(const arma::mat& actual, const arma::mat& expected, double tolerance) {
  // An empty matrix proves nothing: a test that expects one could not fail.
  if (!same_shape(actual, expected) || expected.is_empty()) return false;
  for (arma::uword i = 0; i < actual.n_elem; ++i) {
    if (!entry_agrees(actual(i), expected(i), tolerance)) return false;
  }
  return true;
}

std::vector<std::string> diagnose(const arma::mat& actual, const Comparison& comparison) {
  std::vector<std::string> said;
  if (agrees(actual, comparison.expected, comparison.tolerance)) return said;
  detect_known(actual, comparison, said);
  if (!actual.is_empty()) {
    detect_transposed(actual, comparison, said);
    detect_not_finite(actual, said);
  }
  if (!same_shape(actual, comparison.expected) || actual.is_empty() || !actual.is_finite() ||
      !comparison.expected.is_finite()) {
    return said;
  }
  detect_zero(actual, said);
  detect_factor(actual, comparison, said);
  detect_offset(actual, comparison, said);
  detect_truncation(actual, comparison, said);
  detect_single_sample(actual, comparison, said);
  detect_shift(actual, comparison, said);
  if (said.empty()) detect_order(actual, comparison, said);
  return said;
}

std::string explain(const arma::mat& actual, const Comparison& comparison) {
  const arma::mat& expected = comparison.expected;
  std::string text;
  explained() = true;
  for (const std::string& sentence : diagnose(actual, comparison)) {
    text += sentence + "\n";
    last_diagnoses().push_back(sentence);
  }
  if (!same_shape(actual, expected) || expected.is_empty()) {
    const auto size = [](const arma::mat& matrix) {
      return std::to_string(matrix.n_rows) + "x" + std::to_string(matrix.n_cols);
    };
    return text + "The result is " + size(actual) + ", expected " + size(expected) + ".\n";
  }
  text += worst_entry(actual, expected, comparison.tolerance);
  if (actual.n_elem > 1 && actual.n_rows <= 6 && actual.n_cols <= 5) {
    text += "got:\n" + print(actual) + "expected:\n" + print(expected);
  }
  return text;
}

std::vector<std::string> take_diagnoses() {
  return std::exchange(last_diagnoses(), {});
}

bool take_explained() {
  return std::exchange(explained(), false);
}

}  // namespace support
