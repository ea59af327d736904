// The precompiled header of a student's file when it is checked or graded: what all lessons' files
// include, without Catch2, and the counting behind the check of dangling `auto`. A student's file
// includes what it uses all the same.
#pragma once

#include "remote/indices.hpp"
// Before all others: they are compiled with what it defines.
#include <armadillo>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/precompiled_instances.hpp"
#include "support/precompiled_uses.hpp"
#include "support/recipes.hpp"
