// Does a .mat file hold what an original of a data set must hold? Samples may be columns or rows,
// labels one-hot, 0 ... K-1 or 1 ... K. Throws std::runtime_error: what was found and expected.
#pragma once

#include <vector>

#include "datasets/originals/variables.hpp"
#include "datasets/recipes/recipes.hpp"

namespace nn::datasets {

/// Yt, Ct, Yv, Cv: the layout of peaks, gmm and swiss_roll.
Samples check_divided(const std::vector<MatVariable>& variables, const Recipe& recipe);

/// X and y: the layout of digits (where 10 is the digit 0) and of microchips.
Samples check_undivided(const std::vector<MatVariable>& variables, const Recipe& recipe);

}  // namespace nn::datasets
