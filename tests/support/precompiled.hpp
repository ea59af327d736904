// The one precompiled header: Armadillo and Catch2 are most of what a test costs to compile. A
// student's file is compiled with it as well, and includes what it uses all the same.
#pragma once

#include "support/indices.hpp"
// Before all others: they are compiled with what it defines.
#include <armadillo>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/catch.hpp"
