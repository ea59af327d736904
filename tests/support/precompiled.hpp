// The precompiled header of the tests: Armadillo and Catch2 are most of what one costs to compile.
#pragma once

#include "remote/indices.hpp"
// Before all others: they are compiled with what it defines.
#include <armadillo>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/catch.hpp"
