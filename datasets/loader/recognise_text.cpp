#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "base/text.hpp"
#include "datasets/loader/numbers.hpp"
#include "datasets/loader/recognise_parts.hpp"

namespace nn::datasets {
namespace {

using Names = std::vector<std::string>;

const Names insurance_columns = {"age", "sex", "bmi", "children", "smoker", "region", "charges"};

std::string lower(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

/// The table, with what a message needs to name a place in it.
struct Source {
  const TextTable& table;
  const std::string& file;

  std::string place(arma::uword row, arma::uword column) const {
    const bool named = !table.header.empty();
    return fmt::format("{}: line {}, column {}", file, table.lines[row],
                       named ? "\"" + table.header[column] + "\"" : std::to_string(column + 1));
  }

  [[noreturn]] void fail(arma::uword row, arma::uword column, const std::string& expected) const {
    const std::string& cell = table.rows[row][column];
    const std::string got = cell.empty() ? "nothing" : "\"" + shorten(one_line(cell), 30) + "\"";
    throw std::runtime_error(
        fmt::format("{} holds {}, expected {}", place(row, column), got, expected));
  }
};

// A column of numbers between low and high, as a row of samples.
arma::rowvec numbers(const Source& source, arma::uword column, double low, double high) {
  arma::rowvec values(source.table.rows.size());
  for (arma::uword row = 0; row < values.n_elem; ++row) {
    const std::optional<double> value = parse_number(source.table.rows[row][column]);
    if (!value || !std::isfinite(*value)) source.fail(row, column, "a number");
    if (*value < low || *value > high) {
      source.fail(row, column,
                  fmt::format("a number from {} to {}", shortest(low), shortest(high)));
    }
    values(row) = *value;
  }
  return values;
}

// A column of words, as their places in `words`.
arma::rowvec coded(const Source& source, arma::uword column, const Names& words,
                   bool also_numbers) {
  arma::rowvec codes(source.table.rows.size());
  for (arma::uword row = 0; row < codes.n_elem; ++row) {
    const std::string cell = lower(source.table.rows[row][column]);
    auto found = std::ranges::find(words, cell);
    if (found == words.end() && also_numbers && (cell == "0" || cell == "1")) {
      found = words.begin() + (cell == "1");
    }
    if (found == words.end()) source.fail(row, column, fmt::format("{}", fmt::join(words, " or ")));
    codes(row) = static_cast<double>(found - words.begin());
  }
  return codes;
}

// The place of each insurance column in the file's header.
std::vector<arma::uword> insurance_places(const Names& header, const std::string& file) {
  std::vector<arma::uword> places;
  for (const std::string& name : insurance_columns) {
    const auto found = std::ranges::find(header, name);
    if (found == header.end()) {
      throw std::runtime_error(
          fmt::format("{} has no column {}; it has {}", file, name,
                      shorten(fmt::format("{}", fmt::join(header, ", ")), 200)));
    }
    places.push_back(static_cast<arma::uword>(found - header.begin()));
  }
  return places;
}

Dataset insurance(const Source& source, const Names& header) {
  const std::vector<arma::uword> at = insurance_places(header, source.file);
  const Names regions = {"northeast", "northwest", "southeast", "southwest"};
  const arma::rowvec region = coded(source, at[5], regions, false);
  arma::mat X = arma::join_cols(numbers(source, at[0], 0, 120),
                                coded(source, at[1], {"female", "male"}, true),
                                numbers(source, at[2], 5, 100), numbers(source, at[3], 0, 30));
  X = arma::join_cols(X, coded(source, at[4], {"no", "yes"}, true));
  for (double k = 1; k < 4; ++k) {
    X = arma::join_cols(X, arma::conv_to<arma::rowvec>::from(region == k));
  }
  return {.name = "insurance",
          .features = {"age", "sex", "bmi", "children", "smoker", "northwest", "southeast",
                       "southwest"},
          .X = X,
          .T = numbers(source, at[6], 0, 1e7)};
}

// y against x by least squares: near 2 x + 3?
bool near_the_line(const arma::rowvec& x, const arma::rowvec& y) {
  const arma::rowvec from_mean = x - arma::mean(x);
  const double spread = arma::dot(from_mean, from_mean);
  if (x.n_elem < 10 || spread == 0) return false;
  const double slope = arma::dot(from_mean, y) / spread;
  const double intercept = arma::mean(y) - slope * arma::mean(x);
  return std::abs(slope - 2) < 0.25 && std::abs(intercept - 3) < 0.75;
}

Dataset noisy_line(const arma::mat& xzy) {
  return {.name = "noisy_line", .features = {"x", "z"}, .X = xzy.rows(0, 1), .T = xzy.row(2)};
}

// Microchips or the noisy line: three columns of numbers.
Dataset three_columns(const Source& source, const Names& header) {
  constexpr double any = 1e300;
  arma::uword order[3] = {0, 1, 2};
  bool named = !header.empty();
  const Names wanted = {"x", "z", "y"};
  for (arma::uword i = 0; i < 3 && named; ++i) {
    const auto found = std::ranges::find(header, wanted[i]);
    named = found != header.end();
    if (named) order[i] = static_cast<arma::uword>(found - header.begin());
  }
  if (!named) std::iota(order, order + 3, 0);
  const arma::mat columns =
      arma::join_cols(numbers(source, order[0], -any, any), numbers(source, order[1], -any, any),
                      numbers(source, order[2], -any, any));
  const arma::mat inputs = columns.rows(0, 1);
  const arma::rowvec last = columns.row(2);
  const arma::vec values = arma::unique(last.t());
  const bool two_classes =
      values.n_elem == 2 && values(1) == values(0) + 1 && (values(0) == 0 || values(0) == 1);
  if (two_classes) return microchips_of(inputs, last, source.file);
  if (arma::abs(inputs).max() <= 10 && near_the_line(columns.row(0), last)) {
    return noisy_line(columns);
  }
  fail_unknown(source.file,
               "it has three columns of numbers, the third neither 0 and 1 nor near 2 x + 3");
}

// pandas writes the number of each row into a first column without a name.
bool has_index(const Names& header) {
  return header.size() > 1 && (header[0].empty() || header[0] == "unnamed: 0");
}

}  // namespace

Dataset recognise_text(const TextTable& table, const std::string& file) {
  Names header;
  for (const std::string& name : table.header) header.push_back(lower(name));
  if (has_index(header)) {
    TextTable without = table;
    without.header.erase(without.header.begin());
    for (Names& row : without.rows) row.erase(row.begin());
    return recognise_text(without, file);
  }
  const Source source{table, file};
  const auto known = std::ranges::count_if(insurance_columns, [&](const std::string& name) {
    return std::ranges::find(header, name) != header.end();
  });
  if (known >= 3) return insurance(source, header);
  const std::size_t columns = table.rows.front().size();
  if (columns == 3) return three_columns(source, header);
  fail_unknown(file, header.empty()
                         ? fmt::format("it has {} columns without names", columns)
                         : fmt::format("it has the columns {}",
                                       shorten(fmt::format("{}", fmt::join(header, ", ")), 200)));
}

}  // namespace nn::datasets
