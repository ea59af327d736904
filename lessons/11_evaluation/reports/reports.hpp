// The results of the five reports, one experiment each: ./gradus run 11 NAME. Each measures what
// the page of results shows, and makes the report's figures.
#pragma once

#include "lab/experiment.hpp"

namespace nn {

// report_000.cpp
void regression(Run& run);

// report_001.cpp
void adam_on_digits(Run& run);

// report_002.cpp
void insurance(Run& run);
void generated_pairs(Run& run);

// report_003.cpp; its softmax regression and its ridge regression are in lesson 07
void width_50_gmm(Run& run);
void width_50_peaks(Run& run);
void five_hundred_gmm(Run& run);
void five_hundred_peaks(Run& run);
void eleven_layers_gmm(Run& run);
void eleven_layers_peaks(Run& run);
void swiss_roll(Run& run);

// report_003_grids.cpp
void grid_reported(Run& run);
void grid_right(Run& run);

// report_004.cpp
void gradient_check(Run& run);
void microchips(Run& run);

// report_004_digits.cpp
void digits(Run& run);

}  // namespace nn
