// What stands in a .mat file, before anybody has asked what it means.
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

/// Reads MAT v4, v5 and v7.3 from a file with these bytes. Throws std::runtime_error: what is wrong
/// with it. On a damaged file matio may also crash, loop, or ask for all the memory there is: call
/// this in a process that may end so.
std::vector<MatVariable> read_mat(const std::filesystem::path& path, const std::string& bytes);

}  // namespace nn::datasets
