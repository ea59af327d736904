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

/// The table in a text in UTF-8, whatever program wrote it: separated by commas, semicolons, tabs,
/// bars or blanks; numbers with a decimal point or comma, and the other one, a blank or an
/// apostrophe between thousands (they come as to_number() reads them). A first line without any
/// number names the columns. Left out are comments (#, %), rows and last columns of empty cells,
/// and the names of rows that R and pandas write. Throws std::runtime_error.
TextTable read_text(std::string text);

/// With small letters in place of capitals from A to Z.
std::string lower(std::string text);

}  // namespace nn::datasets
