// Originals: files of other courses that hold a data set as they gave it out.
#pragma once

#include <filesystem>
#include <string>

#include "datasets/recipes/recipes.hpp"

namespace nn::datasets {

/// Reads an original of this data set. Throws std::runtime_error, which names the path, what was
/// found and what was expected. A damaged .mat file may also crash the process, or keep it busy for
/// ever (read_mat.hpp).
Samples read_original(const Recipe& recipe, const std::filesystem::path& path);

/// What an original of each data set looks like, a line each.
std::string known_originals();

}  // namespace nn::datasets
