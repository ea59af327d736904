// "Show the code": the C++ that makes and trains the network of the page with the course's
// functions, and comes to the same numbers.
#pragma once

#include <string>

#include "lab/play/samples.hpp"
#include "lab/play/settings.hpp"

namespace nn::play {

/// A whole program: put into a lesson's experiments.cpp, or compiled with the lessons' files, it
/// prints the losses that the page shows.
std::string code_of(const Settings& settings, const Samples& samples);

}  // namespace nn::play
