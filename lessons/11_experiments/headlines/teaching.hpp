// The experiments that README.md shows: small networks, each done in a second.
#pragma once

#include "common/experiment.hpp"

namespace nn {

void grid_of_settings(Run& run);
void luck(Run& run);
void how_sure(Run& run);
void peeking(Run& run);
void budget(Run& run);
void errors_by_digit(Run& run);

}  // namespace nn
