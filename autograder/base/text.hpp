// Small questions about text that a terminal, a table and a picture all ask.
#pragma once

#include <cstddef>
#include <string>

namespace nn {

/// The number of characters (not bytes) of a UTF-8 text: 1 for "σ", which has two bytes.
std::size_t display_width(const std::string& text);

/// `text` if it has at most `width` characters, otherwise its beginning and "…", together `width`.
std::string shorten(const std::string& text, std::size_t width);

/// `text` on one line: tabs, line breaks and other control characters become spaces.
std::string one_line(std::string text);

/// The words of `text` in lines of at most `width` characters (a longer word stays whole).
std::string wrap(const std::string& text, std::size_t width);

/// The shortest decimal that reads back as exactly this number: "0.1", "1e-05", "nan", "-inf".
std::string shortest(double number);

}  // namespace nn
