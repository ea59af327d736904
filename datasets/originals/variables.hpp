// What stands in a file of MATLAB or Octave, before anybody has asked what it means.
#pragma once

#include <armadillo>
#include <cstdint>
#include <string>
#include <vector>

namespace nn::datasets {

/// One variable.
struct MatVariable {
  std::string name;
  std::string type;     // "double", "single", "int32", "logical", ...; what the file says
  arma::mat values;     // as stored: nothing is transposed
  std::string problem;  // why there are no values, or empty: "is complex", "is a cell array"
};

constexpr std::size_t most_variables = 1000;
constexpr std::uint64_t most_numbers = 64'000'000;  // in a variable: 512 MB

/// Why a matrix of this size is no data, or "".
std::string problem_of_size(std::uint64_t rows, std::uint64_t cols);

/// A sparse matrix as all these programs keep it: the numbers column by column, the row of each
/// (from 0), and for each column, and after the last, where in them it begins. Sets the values, or
/// says "is damaged".
struct SparseParts {
  std::uint64_t rows = 0;
  std::vector<std::uint64_t> row_of;
  std::vector<std::uint64_t> begins;
  std::vector<double> numbers;
};
void set_full(MatVariable& variable, const SparseParts& parts);

/// The real part, if all imaginary ones are 0; otherwise says "is complex".
void set_real(MatVariable& variable, const arma::mat& real, const arma::mat& imaginary);

}  // namespace nn::datasets
