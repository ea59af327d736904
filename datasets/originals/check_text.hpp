// Does a text hold what an original of a data set must hold? Throws std::runtime_error: what was
// found, in which line and column, and what was expected.
#pragma once

#include "datasets/originals/read_text.hpp"
#include "datasets/recipes/recipes.hpp"

namespace nn::datasets {

/// age, sex, bmi, children, smoker, region, charges, by their names or in this order. A column of
/// words may be one of 0 and 1 for each word ("region_southeast").
Samples check_insurance(TextTable table);

/// Two tests, and behind or before them the label: 0 or 1, -1 or 1, 1 or 2, two words, or one-hot.
Samples check_microchips(TextTable table);

/// x, z and y, by their names or in this order; y is near 2 x + 3.
Samples check_noisy_line(TextTable table);

}  // namespace nn::datasets
