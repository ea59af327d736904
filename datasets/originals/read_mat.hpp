// What stands in a .mat file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "datasets/originals/variables.hpp"

namespace nn::datasets {

/// Reads MAT v4, v5 and v7.3, or any HDF5, from a file with these bytes. Throws std::runtime_error:
/// what is wrong with it. On a damaged file matio and HDF5 may also crash, loop, or ask for all the
/// memory there is: call this in a process that may end so.
std::vector<MatVariable> read_mat(const std::filesystem::path& path, const std::string& bytes);

}  // namespace nn::datasets
