// How wide a text is on a terminal.
#pragma once

#include <cstddef>
#include <string>

namespace gradus::gradebook {

/// The number of columns that a UTF-8 text takes: 2 for a Chinese character, 0 for an accent that
/// combines with the letter before it. Expects text without control characters.
std::size_t columns(const std::string& text);

/// `text`, or its beginning and "…", so that it takes at most `width` columns.
std::string shorten(const std::string& text, std::size_t width);

/// `text` with spaces behind it (or before it), so that it takes `width` columns.
std::string pad_right(const std::string& text, std::size_t width);
std::string pad_left(const std::string& text, std::size_t width);

}  // namespace gradus::gradebook
