#include "datasets/originals/check_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/text.hpp"
#include "datasets/originals/labels.hpp"

namespace nn::datasets {
namespace {

using gradus::base::to_number;

using Names = std::vector<std::string>;

bool is_missing(const std::string& cell) {
  constexpr const char* words[] = {"",     "na",   "n/a", "#n/a", "nan", "null",
                                   "none", "<na>", "?",   "-",    "."};
  return std::ranges::find(words, lower(cell)) != std::end(words);
}

[[noreturn]] void fail(const TextTable& table, arma::uword row, arma::uword column,
                       const std::string& expected) {
  const std::string& cell = table.rows[row][column];
  const std::string name =
      table.header.empty() ? std::to_string(column + 1) : "\"" + table.header[column] + "\"";
  const std::string got = cell.empty() ? "nothing" : "\"" + shorten(one_line(cell), 30) + "\"";
  throw std::runtime_error(
      fmt::format("line {}, column {} holds {}, expected {}{}", table.lines[row], name, got,
                  expected, is_missing(cell) ? "; leave out lines in which it is missing" : ""));
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

// Letters and digits alone, small: "Region north-east" and "region_northeast" are one name.
std::string simple(const std::string& name) {
  std::string result;
  for (const char letter : lower(name)) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    if (plain) result += letter;
  }
  return result;
}

// The place of the column of one of these names.
std::optional<arma::uword> place_of(const TextTable& table, const Names& names) {
  for (const std::string& name : names) {
    const auto found = std::ranges::find(table.header, name, simple);
    if (found != table.header.end()) return found - table.header.begin();
  }
  return std::nullopt;
}

arma::uword require_column(const TextTable& table, const Names& names) {
  if (const std::optional<arma::uword> place = place_of(table, names)) return *place;
  throw std::runtime_error(
      fmt::format("it has no column {}; it has {}", names.front(),
                  shorten(fmt::format("{}", fmt::join(table.header, ", ")), 200)));
}

/// The ways in which one value is written; the first is its name.
using Values = std::vector<Names>;

const Values sexes = {{"female", "f", "woman", "0"}, {"male", "m", "man", "1"}};
const Values answers = {{"no", "n", "false", "f", "0"}, {"yes", "y", "true", "t", "1"}};
const Values regions = {
    {"northeast", "ne"}, {"northwest", "nw"}, {"southeast", "se"}, {"southwest", "sw"}};

// Which of the values a cell is.
std::optional<double> value_of(const std::string& cell, const Values& values) {
  const std::optional<double> number = to_number(cell);
  const std::string word = number ? shortest(*number) : simple(cell);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::ranges::find(values[i], word) != values[i].end()) return static_cast<double>(i);
  }
  return std::nullopt;
}

arma::rowvec coded(const TextTable& table, arma::uword column, const Values& values) {
  arma::rowvec codes(table.rows.size());
  for (arma::uword row = 0; row < codes.n_elem; ++row) {
    const std::optional<double> value = value_of(table.rows[row][column], values);
    Names names;
    for (const Names& one : values) names.push_back(one.front());
    if (!value) fail(table, row, column, fmt::format("{}", fmt::join(names, " or ")));
    codes(row) = *value;
  }
  return codes;
}

// A column of words, or a column of 0 and 1 for each word ("region_southeast"), of which one may be
// left out.
arma::rowvec coded(const TextTable& table, const Names& names, const Values& values) {
  arma::rowvec codes(table.rows.size(), arma::fill::value(-1));
  std::size_t left_out = 0;
  std::size_t missing = 0;
  for (std::size_t k = 0; k < values.size() && !place_of(table, names); ++k) {
    Names columns;
    for (const std::string& name : names) columns.push_back(name + values[k].front());
    const std::optional<arma::uword> place = place_of(table, columns);
    if (!place) {
      left_out = k;
      ++missing;
      continue;
    }
    const arma::rowvec here = coded(table, *place, answers);
    for (arma::uword row = 0; row < codes.n_elem; ++row) {
      if (here(row) == 0) continue;
      if (codes(row) >= 0) fail(table, row, *place, "a 1 in one of these columns only");
      codes(row) = static_cast<double>(k);
    }
  }
  if (missing > 1 || place_of(table, names)) {
    return coded(table, require_column(table, names), values);
  }
  const arma::uvec none = arma::find(codes < 0);
  if (missing == 0 && !none.empty()) {
    throw std::runtime_error(
        fmt::format("line {} has a 1 in no column of {}", table.lines[none(0)], names.front()));
  }
  codes.elem(none).fill(static_cast<double>(left_out));
  return codes;
}

// Programs write the number of each row into a first column: 0, 1, 2 ... or 1, 2, 3 ...
void drop_count(TextTable& table) {
  const std::optional<double> first = to_number(table.rows.front().front());
  if (table.rows.size() < 3 || (first != 0.0 && first != 1.0)) return;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    if (to_number(table.rows[i].front()) != *first + static_cast<double>(i)) return;
  }
  if (!table.header.empty()) table.header.erase(table.header.begin());
  for (Names& row : table.rows) row.erase(row.begin());
}

[[noreturn]] void refuse_columns(const TextTable& table, const std::string& expected) {
  throw std::runtime_error(fmt::format("it has {} columns, expected {}; leave out the others",
                                       table.rows.front().size(), expected));
}

// Labels, if all cells of a column are: 0 and 1, -1 and 1, 1 and 2, or words. As they are, or 0, 1.
std::optional<arma::rowvec> labels_in(const TextTable& table, arma::uword column) {
  static const Values words = {{"no", "n", "false", "f", "reject", "rejected", "fail", "failed"},
                               {"yes", "y", "true", "t", "accept", "accepted", "pass", "passed"}};
  arma::rowvec labels(table.rows.size());
  for (arma::uword row = 0; row < labels.n_elem; ++row) {
    const std::string& cell = table.rows[row][column];
    const std::optional<double> number = to_number(cell);
    const std::optional<double> label = number ? number : value_of(cell, words);
    if (!label) return std::nullopt;
    labels(row) = *label;
  }
  for (const auto& [one, other] : {std::pair{0, 1}, {-1, 1}, {1, 2}}) {
    if (arma::all(labels == one || labels == other)) return labels;
  }
  return std::nullopt;
}

bool is_whole(const TextTable& table, arma::uword column) {
  return std::ranges::all_of(table.rows, [&](const Names& row) {
    const std::optional<double> number = to_number(row[column]);
    return number && *number == std::floor(*number);
  });
}

// The last of three columns, if another one is not the only one that may be it.
arma::uword label_column(const TextTable& table) {
  for (const arma::uword at : {2, 0, 1}) {
    const bool others_are_not =
        !is_whole(table, at == 0 ? 1 : 0) && !is_whole(table, at == 2 ? 1 : 2);
    if (labels_in(table, at) && others_are_not) return at;
  }
  return 2;
}

arma::rowvec require_labels(const TextTable& table, arma::uword column) {
  if (const std::optional<arma::rowvec> labels = labels_in(table, column)) return *labels;
  for (arma::uword row = 0; row < table.rows.size(); ++row) {
    const std::optional<double> label = to_number(table.rows[row][column]);
    if (label != 0.0 && label != 1.0) fail(table, row, column, "0 or 1");
  }
  throw std::logic_error("a column of 0 and 1 holds labels");
}

// Two columns of 0 and 1, of which each row has one 1.
bool are_one_hot(const TextTable& table, arma::uword first) {
  const std::optional<arma::rowvec> a = labels_in(table, first);
  const std::optional<arma::rowvec> b = labels_in(table, first + 1);
  return a && b && arma::all(*a + *b == 1) && a->min() == 0;
}

}  // namespace

Samples check_insurance(TextTable table) {
  const Names names = {"age", "sex", "bmi", "children", "smoker", "region", "charges"};
  if (table.header.empty() && table.rows.front().size() == names.size()) table.header = names;
  if (table.header.empty()) {
    throw std::runtime_error(fmt::format("its columns have no names; write {} as its first line",
                                         fmt::join(names, ",")));
  }
  const auto number = [&](const Names& column, double low, double high) {
    return numbers(table, require_column(table, column), low, high);
  };
  const arma::rowvec age = number({"age"}, 0, 120);
  const arma::rowvec region = coded(table, {"region"}, regions);
  arma::mat X(8, table.rows.size());
  X.row(0) = age;
  X.row(1) = coded(table, {"sex", "gender"}, sexes);
  X.row(2) = number({"bmi"}, 5, 100);
  X.row(3) = number({"children"}, 0, 30);
  X.row(4) = coded(table, {"smoker"}, answers);
  for (arma::uword k = 1; k < 4; ++k) {
    X.row(4 + k) = arma::conv_to<arma::rowvec>::from(region == static_cast<double>(k));
  }
  return {.X = X, .T = number({"charges", "expenses"}, 0, 1e7)};
}

Samples check_microchips(TextTable table) {
  if (table.rows.front().size() > 3) drop_count(table);
  const std::size_t columns = table.rows.front().size();
  for (const arma::uword first : {arma::uword{2}, arma::uword{0}}) {  // the label's columns
    if (columns != 4 || !are_one_hot(table, first)) continue;
    const arma::mat X = arma::join_cols(numbers(table, 2 - first), numbers(table, 3 - first));
    const arma::rowvec second = *labels_in(table, first + 1);
    return {.X = X, .T = arma::join_cols(1 - second, second)};
  }
  if (columns != 3) refuse_columns(table, "3: two tests, and 0 or 1");
  const arma::uword at = label_column(table);
  const arma::rowvec labels = require_labels(table, at);
  const arma::mat X =
      arma::join_cols(numbers(table, at == 0 ? 1 : 0), numbers(table, at == 2 ? 1 : 2));
  return {.X = X, .T = one_hot_labels(labels, first_label(labels, 2), 2, "the label")};
}

Samples check_noisy_line(TextTable table) {
  if (table.rows.front().size() > 3) drop_count(table);
  if (table.rows.front().size() != 3) refuse_columns(table, "3: x, z and y");
  const auto column = [&](const char* name, arma::uword otherwise) {
    return numbers(table, table.header.empty() ? otherwise : require_column(table, {name}));
  };
  const arma::rowvec x = column("x", 0);
  const arma::rowvec z = column("z", 1);
  const arma::rowvec y = column("y", 2);
  if (y.n_elem < 3) throw std::runtime_error("it has too few rows for a line");
  const arma::vec line = arma::polyfit(x, y, 1);  // by least squares: slope, intercept
  const bool near =
      line.n_elem == 2 && std::abs(line(0) - 2) < 0.25 && std::abs(line(1) - 3) < 0.75;
  if (!near) throw std::runtime_error("y is not near 2 x + 3");
  return {.X = arma::join_cols(x, z), .T = y};
}

}  // namespace nn::datasets
