// Numbers as people write them: "1,234.5", "1.234,5", "1 234,5", "$16,884.92".
#pragma once

#include <optional>
#include <string>

namespace nn::datasets {

/// The same number as to_number() reads it, if `cell` is one with this decimal mark ('.' or ',').
/// The other mark, a blank or an apostrophe may stand between thousands, a currency before or after
/// it.
std::optional<std::string> plain_number(const std::string& cell, char decimal);

}  // namespace nn::datasets
