// The folder in which data sets are kept, each in one file:
//
//   generated/peaks-1.data   made by version 1 of the recipe: a changed recipe has another name
//   originals/peaks.data     what `./gradus data add` has read in the user's file
//   pictures/peaks.svg       (./gradus data)
//
// A file is a line that tells the source, and then X, T, X_validation and T_validation in
// Armadillo's binary format. It is only ever replaced as a whole.
#pragma once

#include <filesystem>
#include <string>

#include "datasets/loader/dataset.hpp"
#include "datasets/recipes/recipes.hpp"

namespace nn::datasets {

/// $GRADUS_DATA, or .gradus/data beside the nearest `lessons` folder above the working directory.
/// It need not exist yet. Throws std::runtime_error if there is no such folder.
std::filesystem::path data_folder();

/// Where the set of a recipe, and the original in its place, are kept.
std::filesystem::path generated_file(const Recipe& recipe);
std::filesystem::path original_file(const Recipe& recipe);

/// The samples with all that a recipe says of them. `source`: "generated".
Dataset dataset_of(const Recipe& recipe, const std::string& source, Samples samples);

/// Keeps a data set; an earlier one stays as it is if this fails. Throws std::runtime_error.
void write_dataset(const std::filesystem::path& path, const std::string& source,
                   const Samples& samples);

/// Reads it. Throws std::runtime_error if the file is damaged.
Dataset read_dataset(const std::filesystem::path& path, const Recipe& recipe);

}  // namespace nn::datasets
