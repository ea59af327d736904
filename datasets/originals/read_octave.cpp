#include "datasets/originals/read_octave.hpp"

#include <sstream>
#include <stdexcept>

#include "base/text.hpp"

namespace nn::datasets {
namespace {

using gradus::base::one_line;
using gradus::base::to_number;

// One variable's text:
//     # name: Yt                     # name: Ct
//     # type: matrix                 # type: bool matrix
//     # rows: 2                      # ndims: 2
//     # columns: 3                    2 3
//      1 2 3                          1
//      4 5 6                          0  ... column by column
struct Block {
  std::string name;
  std::string type;
  double rows = 0;
  double columns = 0;
  double dimensions = 0;  // 0 where rows and columns are told
  bool sparse = false;    // then each line is a row, a column, both from 1, and the number
  std::vector<double> numbers;
  bool only_numbers = true;
};

std::string after(const std::string& line, const std::string& key) {
  return line.starts_with(key) ? gradus::base::trimmed(line.substr(key.size())) : "";
}

void add_line(Block& block, const std::string& line) {
  const auto number_after = [&](const std::string& key, double otherwise) {
    return to_number(after(line, key)).value_or(otherwise);
  };
  if (line.starts_with("#")) {
    if (line.starts_with("# type: ")) block.type = one_line(after(line, "# type: "), 100);
    if (line.starts_with("# nnz: ")) block.sparse = true;
    block.rows = number_after("# rows: ", block.rows);
    block.columns = number_after("# columns: ", block.columns);
    block.dimensions = number_after("# ndims: ", block.dimensions);
    return;
  }
  std::istringstream words(line);
  for (std::string word; words >> word;) {
    const std::optional<double> number = word == "NA" ? arma::datum::nan : to_number(word);
    block.only_numbers = block.only_numbers && number.has_value();
    block.numbers.push_back(number.value_or(0));
  }
}

// Whole numbers that may be sizes or places.
bool is_count(double number) {
  return number >= 0 && number <= 1e9 && number == std::floor(number);
}

void set_sparse(MatVariable& variable, const Block& block) {
  arma::mat full(static_cast<arma::uword>(block.rows), static_cast<arma::uword>(block.columns),
                 arma::fill::zeros);
  bool good = block.numbers.size() % 3 == 0;
  for (std::size_t i = 0; good && i < block.numbers.size(); i += 3) {
    const double row = block.numbers[i];
    const double column = block.numbers[i + 1];
    good = is_count(row) && is_count(column) && row >= 1 && row <= block.rows && column >= 1 &&
           column <= block.columns;
    if (!good) break;
    full(static_cast<arma::uword>(row) - 1, static_cast<arma::uword>(column) - 1) =
        block.numbers[i + 2];
  }
  if (good)
    variable.values = full;
  else
    variable.problem = "is damaged";
}

MatVariable variable_of(Block block) {
  MatVariable variable{.name = block.name, .type = block.type};
  std::string kind = block.type;
  if (kind.starts_with("global ")) kind.erase(0, 7);
  const bool scalar = kind == "bool" || (kind.ends_with("scalar") && !kind.starts_with("complex"));
  const bool matrix =
      kind.ends_with("matrix") && !kind.starts_with("diagonal") && !kind.starts_with("permutation");
  if (kind.find("complex") != std::string::npos) {
    variable.problem = "is complex";
    return variable;
  }
  if (!scalar && !matrix) {
    variable.problem = "is a " + kind;
    return variable;
  }
  if (scalar) block.rows = block.columns = 1;
  const bool by_column = block.dimensions > 0;
  if (by_column) {
    const std::size_t count = is_count(block.dimensions) && block.dimensions < 10
                                  ? static_cast<std::size_t>(block.dimensions)
                                  : 0;
    if (count > 2) variable.problem = "has " + std::to_string(count) + " dimensions";
    if (count < 2 || block.numbers.size() < 2) variable.problem = "is damaged";
    if (!variable.problem.empty()) return variable;
    block.rows = block.numbers[0];
    block.columns = block.numbers[1];
    block.numbers.erase(block.numbers.begin(), block.numbers.begin() + 2);
  }
  if (!is_count(block.rows) || !is_count(block.columns) || !block.only_numbers) {
    variable.problem = "is damaged";
    return variable;
  }
  const auto rows = static_cast<arma::uword>(block.rows);
  const auto columns = static_cast<arma::uword>(block.columns);
  variable.problem = problem_of_size(rows, columns);
  if (!variable.problem.empty()) return variable;
  if (block.sparse) {
    set_sparse(variable, block);
  } else if (block.numbers.size() != rows * columns) {
    variable.problem = "is damaged: it has " + std::to_string(block.numbers.size()) +
                       " numbers, expected " + std::to_string(rows) + " x " +
                       std::to_string(columns);
  } else if (by_column) {
    variable.values = arma::mat(block.numbers.data(), rows, columns);
  } else {
    variable.values = arma::mat(block.numbers.data(), columns, rows).t();
  }
  return variable;
}

}  // namespace

bool is_octave(const std::string& text) {
  return text.starts_with("# Created by Octave") || text.starts_with("# name: ");
}

std::vector<MatVariable> read_octave(const std::string& text) {
  std::vector<MatVariable> variables;
  Block block;
  for (std::string line : gradus::base::lines_of(text)) {
    line = gradus::base::trimmed(line);
    if (line.starts_with("# name: ")) {
      if (!block.name.empty()) variables.push_back(variable_of(block));
      block = {.name = one_line(after(line, "# name: "), 100)};
    } else if (!block.name.empty()) {
      add_line(block, line);
    }
  }
  if (!block.name.empty()) variables.push_back(variable_of(block));
  if (variables.empty()) throw std::runtime_error("it is a file of Octave without a variable");
  return variables;
}

}  // namespace nn::datasets
