// What a file's content means: which data set it is, told by its structure.
#pragma once

#include <string>

#include "datasets/loader/dataset.hpp"
#include "datasets/recipes/content.hpp"

namespace nn::datasets {

/// The data set in a file that was read from `path`; its source is left empty. It is recognised by
/// its variables or columns, their shapes, classes and ranges, not by its numbers of samples:
///
///   Yt, Ct, Yv, Cv    2 features, 5 classes: peaks; 5, 5: gmm; 2, 2: swiss_roll
///   X, y              400 pixels, 10 classes: digits (10 is the digit 0); 2, 2: microchips
///   three columns     the third 0 or 1: microchips; y near 2 x + 3: noisy_line
///   age, sex, bmi, children, smoker, region, charges (by their names): insurance
///
/// Samples may be columns or rows; labels one-hot, 0 ... K-1 or 1 ... K. Throws std::runtime_error:
/// what is wrong, where, and what was expected.
Dataset recognise(const FileContent& content, const std::filesystem::path& path);

/// The data sets' names, in the order in which they are listed.
const std::vector<std::string>& known_names();

/// What an original of each data set looks like, in a few lines: for messages.
std::string known_structures();

}  // namespace nn::datasets
