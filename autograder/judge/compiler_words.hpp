// What a complaint of the compiler means to a beginner, and what to do about it.
#pragma once

#include <cstddef>
#include <string>

#include "judge/diagnostics.hpp"

namespace gradus::judge {

/// One sentence, or "" where the compiler's own words are all there is to say.
std::string meaning_of_complaint(const Diagnostic& diagnostic);

/// What a student reads of it: that sentence, then "line 12: " and the compiler's words in plain
/// types, cut to what fits.
std::string told(const Diagnostic& diagnostic);

inline constexpr std::size_t longest_told = 500;  // bytes

/// All that the compiler said of it, for whoever asks: "line 12: ", its words, its notes.
std::string told_in_full(const Diagnostic& diagnostic);

}  // namespace gradus::judge
