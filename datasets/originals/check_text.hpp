// Does a text hold what an original of a data set must hold? Throws std::runtime_error: what was
// found, in which line and column, and what was expected.
#pragma once

#include "datasets/originals/read_text.hpp"
#include "datasets/recipes/recipes.hpp"

namespace nn::datasets {

/// age, sex, bmi, children, smoker, region, charges, by their names.
Samples check_insurance(const TextTable& table);

/// Three columns: two tests, and 0 or 1.
Samples check_microchips(const TextTable& table);

/// x, z and y, by their names or in this order; y is near 2 x + 3.
Samples check_noisy_line(const TextTable& table);

}  // namespace nn::datasets
