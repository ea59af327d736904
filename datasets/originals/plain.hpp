// What the bytes of a file are, before anybody reads what they say.
#pragma once

#include <filesystem>
#include <string>

namespace nn::datasets {

/// The bytes of a file; of one that gzip has packed, those inside; of a text in UTF-16, the same in
/// UTF-8, and no text begins with a mark of its coding. Throws std::runtime_error for what is known
/// to be no data (a web page, a pointer of Git LFS, a workbook): what it is, and what to do.
std::string plain_bytes(const std::filesystem::path& path);

/// Is it text at all? (Whatever else it is has control characters.)
bool is_text(const std::string& bytes);

}  // namespace nn::datasets
