#include "datasets/originals/variables.hpp"

#include <fmt/format.h>

namespace nn::datasets {

std::string problem_of_size(std::uint64_t rows, std::uint64_t cols) {
  if (rows == 0 || cols == 0) return fmt::format("is empty ({}x{})", rows, cols);
  if (rows > most_numbers || cols > most_numbers || rows * cols > most_numbers) {
    return fmt::format("is said to be {}x{}, which is more than a data set holds", rows, cols);
  }
  return "";
}

void set_full(MatVariable& variable, const SparseParts& parts) {
  const std::uint64_t cols = parts.begins.empty() ? 0 : parts.begins.size() - 1;
  variable.problem = problem_of_size(parts.rows, cols);
  if (!variable.problem.empty()) return;
  arma::mat full(parts.rows, cols, arma::fill::zeros);
  const std::uint64_t known = std::min(parts.row_of.size(), parts.numbers.size());
  for (std::uint64_t col = 0; col < cols; ++col) {
    for (std::uint64_t i = parts.begins[col]; i < parts.begins[col + 1]; ++i) {
      if (i >= known || parts.row_of[i] >= parts.rows) {
        variable.problem = "is damaged";
        return;
      }
      full(parts.row_of[i], col) = parts.numbers[i];
    }
  }
  variable.values = full;
}

void set_real(MatVariable& variable, const arma::mat& real, const arma::mat& imaginary) {
  if (imaginary.is_zero())
    variable.values = real;
  else
    variable.problem = "is complex";
}

}  // namespace nn::datasets
