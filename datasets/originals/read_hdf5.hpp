// What stands in an HDF5 file: MATLAB's .mat of version 7.3, Octave's `save -hdf5`, Python's h5py.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "datasets/originals/variables.hpp"

namespace nn::datasets {

/// Does the file begin as HDF5 does? (MATLAB puts 512 bytes of its own before it.)
bool is_hdf5(const std::filesystem::path& path);

/// The variables of an HDF5 file, or nothing if it cannot be opened. HDF5 stores a matrix row by
/// row and MATLAB column by column, so MATLAB's and Octave's come as they were, and h5py's
/// transposed. As with read_mat(), a damaged file may do anything to the process.
std::optional<std::vector<MatVariable>> read_hdf5(const std::filesystem::path& path);

}  // namespace nn::datasets
