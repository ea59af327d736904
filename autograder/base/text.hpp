// Text: on a terminal, in lines and words, as a number, in a cell of a table.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gradus::base {

// ---- on a terminal -----------------------------------------------------------------------------

/// The columns that a UTF-8 text takes on a terminal: 1 for "σ", 2 for a Chinese character, 0 for
/// an accent that combines with the letter before it.
std::size_t display_width(const std::string& text);

/// `text`, or its beginning and "…", so that it takes at most `width` columns.
std::string shorten(const std::string& text, std::size_t width);

/// The spaces that `text` lacks to take `width` columns.
std::string padding(const std::string& text, std::size_t width);

/// Breaks each line of `text` into lines of at most `width` columns (a longer word stays whole).
/// All but the first begin with `indent` spaces, which come on top. A line that begins with a space
/// is kept as it is: a matrix, a line of code.
std::string wrap(const std::string& text, std::size_t width, std::size_t indent = 0);

/// `text` without control characters, escape sequences and marks that change the direction of
/// writing, so that it can go to a terminal, a log or a page; invalid UTF-8 is replaced by U+FFFD.
/// Newlines and tabs stay. At most `longest` bytes, cut at a character.
std::string clean(const std::string& text, std::size_t longest = 4000);

/// The same on one line: newlines and tabs become spaces.
std::string one_line(const std::string& text, std::size_t longest = 1000);

// ---- lines and words ---------------------------------------------------------------------------

/// The lines of `text`, without their ends; the last one may lack its end.
std::vector<std::string> lines_of(const std::string& text);

/// The parts between the separators; one more than there are separators.
std::vector<std::string> split(std::string_view text, char separator);

/// Without the white space at both ends.
std::string trimmed(std::string_view text);

/// Every `from` becomes `to`.
void replace_all(std::string& text, std::string_view from, std::string_view to);

// ---- numbers -----------------------------------------------------------------------------------

/// The number that the whole text is, whatever the locale: "0.5", "-1e-3", "inf". None that a
/// double cannot hold: 1e400, 1e-400.
std::optional<double> to_number(std::string_view text);

/// The shortest decimal that reads back as exactly this number: "0.1", "1e-05", "nan", "-inf".
std::string shortest(double number);

/// "83%" of 0.829.
std::string percent(double share);

// ---- in other languages ------------------------------------------------------------------------

/// A cell of a table in Markdown: on one line, and no '|' ends it.
std::string markdown_cell(const std::string& text);

/// As it can stand in HTML or XML, between tags and in a quoted attribute.
std::string html(const std::string& text);

/// `cleaned`, for a cell of a spreadsheet. A text that starts with = + - @, a tab or a line's end
/// is a formula there, and would be computed: unless it is a number, it gets a ' in front. `given`
/// is the text before it was cleaned, which may have taken the tab away.
std::string never_formula(const std::string& given, const std::string& cleaned);

/// A cell of a CSV file as RFC 4180 has it: quoted where it must be, and a quote inside is doubled.
std::string csv_cell(const std::string& text);

}  // namespace gradus::base

// The lab and the data sets use these as if they were their own.
namespace nn {
using gradus::base::display_width;
using gradus::base::one_line;
using gradus::base::shorten;
using gradus::base::shortest;
using gradus::base::wrap;
}  // namespace nn
