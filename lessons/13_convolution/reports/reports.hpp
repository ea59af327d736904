// The experiments of lesson 13 that have files of their own.
#pragma once

#include "lab/experiment.hpp"

namespace nn {

// lenet.cpp
void translation(Run& run);
void lenet(Run& run);

// frameworks.cpp
void image_frameworks(Run& run);

}  // namespace nn
