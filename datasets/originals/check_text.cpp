#include "datasets/originals/check_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

#include "base/text.hpp"
#include "datasets/originals/labels.hpp"

namespace nn::datasets {
namespace {

using gradus::base::to_number;

using Names = std::vector<std::string>;

[[noreturn]] void fail(const TextTable& table, arma::uword row, arma::uword column,
                       const std::string& expected) {
  const std::string& cell = table.rows[row][column];
  const std::string name =
      table.header.empty() ? std::to_string(column + 1) : "\"" + table.header[column] + "\"";
  const std::string got = cell.empty() ? "nothing" : "\"" + shorten(one_line(cell), 30) + "\"";
  throw std::runtime_error(fmt::format("line {}, column {} holds {}, expected {}", table.lines[row],
                                       name, got, expected));
}

// A column of numbers, as a row of samples.
arma::rowvec numbers(const TextTable& table, arma::uword column,
                     double low = std::numeric_limits<double>::lowest(),
                     double high = std::numeric_limits<double>::max()) {
  arma::rowvec values(table.rows.size());
  for (arma::uword row = 0; row < values.n_elem; ++row) {
    const std::optional<double> value = to_number(table.rows[row][column]);
    if (!value || !std::isfinite(*value)) fail(table, row, column, "a number");
    if (*value < low || *value > high) {
      fail(table, row, column, fmt::format("a number from {} to {}", low, high));
    }
    values(row) = *value;
  }
  return values;
}

// A column of words, as their places in `words`; of two words, it may hold the places.
arma::rowvec coded(const TextTable& table, arma::uword column, const Names& words) {
  arma::rowvec codes(table.rows.size());
  for (arma::uword row = 0; row < codes.n_elem; ++row) {
    const std::string cell = lower(table.rows[row][column]);
    const std::optional<double> place = to_number(cell);
    const auto found = std::ranges::find(words, cell);
    if (found != words.end())
      codes(row) = static_cast<double>(found - words.begin());
    else if (words.size() == 2 && (place == 0.0 || place == 1.0))
      codes(row) = *place;
    else
      fail(table, row, column, fmt::format("{}", fmt::join(words, " or ")));
  }
  return codes;
}

// The place of each column in the table.
std::vector<arma::uword> places(const TextTable& table, const Names& columns) {
  std::vector<arma::uword> result;
  for (const std::string& name : columns) {
    const auto found = std::ranges::find(table.header, name);
    if (found == table.header.end()) {
      throw std::runtime_error(
          fmt::format("it has no column {}; it has {}", name,
                      shorten(fmt::format("{}", fmt::join(table.header, ", ")), 200)));
    }
    result.push_back(static_cast<arma::uword>(found - table.header.begin()));
  }
  return result;
}

void require_three_columns(const TextTable& table) {
  const std::size_t columns = table.rows.front().size();
  if (columns == 3) return;
  throw std::runtime_error(fmt::format("it has {} columns, expected 3", columns));
}

}  // namespace

Samples check_insurance(const TextTable& table) {
  if (table.header.empty()) throw std::runtime_error("its columns have no names");
  const auto at = places(table, {"age", "sex", "bmi", "children", "smoker", "region", "charges"});
  const arma::rowvec region =
      coded(table, at[5], {"northeast", "northwest", "southeast", "southwest"});
  arma::mat X(8, table.rows.size());
  X.row(0) = numbers(table, at[0], 0, 120);
  X.row(1) = coded(table, at[1], {"female", "male"});
  X.row(2) = numbers(table, at[2], 5, 100);
  X.row(3) = numbers(table, at[3], 0, 30);
  X.row(4) = coded(table, at[4], {"no", "yes"});
  for (arma::uword k = 1; k < 4; ++k) {
    X.row(4 + k) = arma::conv_to<arma::rowvec>::from(region == static_cast<double>(k));
  }
  return {.X = X, .T = numbers(table, at[6], 0, 1e7)};
}

Samples check_microchips(const TextTable& table) {
  require_three_columns(table);
  const arma::mat X = arma::join_cols(numbers(table, 0), numbers(table, 1));
  const arma::rowvec labels = numbers(table, 2);
  return {.X = X, .T = one_hot_labels(labels, first_label(labels), 2, "column 3")};
}

Samples check_noisy_line(const TextTable& table) {
  require_three_columns(table);
  const auto at =
      table.header.empty() ? std::vector<arma::uword>{0, 1, 2} : places(table, {"x", "z", "y"});
  const arma::mat X = arma::join_cols(numbers(table, at[0]), numbers(table, at[1]));
  const arma::rowvec y = numbers(table, at[2]);
  const arma::vec line = arma::polyfit(X.row(0), y, 1);  // by least squares: slope, intercept
  const bool near =
      line.n_elem == 2 && std::abs(line(0) - 2) < 0.25 && std::abs(line(1) - 3) < 0.75;
  if (!near) throw std::runtime_error("y is not near 2 x + 3");
  return {.X = X, .T = y};
}

}  // namespace nn::datasets
