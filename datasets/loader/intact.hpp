// Is a .mat file whole? matio does not always notice when it is not: a file that was cut off may
// come back with zeros at its end.
#pragma once

#include <filesystem>
#include <string>

namespace nn::datasets {

enum class MatKind { none, v4, v5, v7_3 };

/// What the first bytes of a file say.
MatKind mat_kind(const std::filesystem::path& path);

/// "" or what is wrong: walks from element to element and checks that each ends inside the file,
/// and that the compressed ones (v5) can be unpacked and have the right checksum. A file of v7.3
/// is left to HDF5, which checks by itself.
std::string damage(const std::filesystem::path& path, MatKind kind);

}  // namespace nn::datasets
