// Tables of text: CSV files, or columns with blanks between them.
#pragma once

#include <armadillo>
#include <string>
#include <vector>

namespace nn::datasets {

struct TextTable {
  std::vector<std::string> header;             // in small letters; empty: the file has none
  std::vector<std::vector<std::string>> rows;  // each with the same number of cells
  std::vector<arma::uword> lines;              // the line of the file that each row stands in
};

/// Is it text at all? (Whatever else it is has control characters.)
bool is_text(const std::string& bytes);

/// The table in a text: separated by commas, semicolons (then a number may have a decimal comma),
/// tabs or blanks. A first line without any number names the columns; an index that pandas wrote is
/// left out. Throws std::runtime_error.
TextTable read_text(std::string text);

/// With small letters in place of capitals from A to Z.
std::string lower(std::string text);

}  // namespace nn::datasets
