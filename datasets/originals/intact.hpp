// Is a .mat file whole?
#pragma once

#include <string>

namespace nn::datasets {

/// "" or what is wrong with the bytes of a file of MAT v5. matio takes a file that was cut off for
/// whole, with zeros at its end, and looks at no checksum. (The readers of v4 and v7.3 notice.)
std::string damage(const std::string& bytes);

}  // namespace nn::datasets
