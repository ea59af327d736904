// Octave's own text format, which its `save` writes unless told otherwise.
#pragma once

#include <string>
#include <vector>

#include "datasets/originals/variables.hpp"

namespace nn::datasets {

/// Is this text a file of Octave?
bool is_octave(const std::string& text);

/// Its variables; throws std::runtime_error if there are none.
std::vector<MatVariable> read_octave(const std::string& text);

}  // namespace nn::datasets
