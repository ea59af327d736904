// The precompiled header of what is optimised: solutions, experiments, the lab and the data sets.
// Each file includes what it uses all the same.
#pragma once

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>
