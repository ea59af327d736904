// How a verdict is said to a beginner.
#pragma once

#include <string>

#include "remote/ending.hpp"

namespace gradus::judge {

/// What an exception's message means, where it is one of Armadillo's or the standard library's that
/// a beginner meets: one sentence, or "" if this text says enough by itself.
std::string meaning_of_exception(const std::string& message);

/// One sentence about a case that gave no answer: "nn::softmax crashed: ...".
std::string describe_ending(const remote::Ending& ending, int seconds);

}  // namespace gradus::judge
