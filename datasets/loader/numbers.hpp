// Numbers as they stand in a text.
#pragma once

#include <optional>
#include <string>

namespace nn::datasets {

/// The whole of `text` as a number ("1.5", "-2e-3", "nan"), or nothing.
std::optional<double> parse_number(const std::string& text);

}  // namespace nn::datasets
