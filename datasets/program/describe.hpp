// A data set, told in words, as JSON, and as a picture.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "datasets/loader/dataset.hpp"
#include "lab/plot.hpp"

namespace gradus::cli {

/// Two or three lines of at most 80 characters: name, shape, source, classes with their counts.
std::string describe(const nn::Dataset& data);

/// The same for programs.
nlohmann::json to_json(const nn::Dataset& data);

/// Points coloured by class, a page of digits, charges by age, or the line. The figure's name is
/// the data set's.
nn::Figure picture(const nn::Dataset& data);

}  // namespace gradus::cli
