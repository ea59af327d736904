// What stands in a data file, before anybody has asked what it means.
#pragma once

#include <armadillo>
#include <filesystem>
#include <string>
#include <vector>

namespace nn::datasets {

/// One variable of a .mat file.
struct MatVariable {
  std::string name;
  std::string type;     // "double", "single", "int32", "logical", ...; what the file says
  arma::mat values;     // as stored: nothing is transposed
  std::string problem;  // why there are no values, or empty: "is complex", "is a cell array"
};

/// A table of text: a CSV file, or columns with blanks between them.
struct TextTable {
  std::vector<std::string> header;             // empty: the file has none
  std::vector<std::vector<std::string>> rows;  // each with the same number of cells
  std::vector<arma::uword> lines;              // the line of the file that each row stands in
};

/// A whole file. Either `variables` or `table` is in use.
struct FileContent {
  bool is_text = false;
  std::vector<MatVariable> variables;
  TextTable table;
};

/// Reads a data file, whatever its kind (it looks at the first bytes, not at the name). Throws
/// std::runtime_error, which names the path and what is wrong with it; damaged files included.
FileContent read_content(const std::filesystem::path& path);

/// The same for each kind.
std::vector<MatVariable> read_mat(const std::filesystem::path& path);
TextTable read_text(const std::filesystem::path& path);

/// Writes a file of either kind: .mat as MAT v5, compressed; text with commas. It is written under
/// another name and then renamed, so that nobody ever sees half a file. Throws std::runtime_error.
void write_content(const FileContent& content, const std::filesystem::path& path);

/// The same for any bytes.
void write_file(const std::string& bytes, const std::filesystem::path& path);

}  // namespace nn::datasets
