// Where the inputs of a graded test come from: a seed that no submission knows.
#pragma once

#include <string>

#include "common/random.hpp"

namespace support {

/// A source of randomness for the test case that runs now; `purpose` keeps several of one case
/// apart. A generator's seed is known to a submission that is called with it, so it is made of a
/// secret by a function that nobody can turn back. Without a secret it is always the same, so that
/// a public test repeats exactly.
///
/// A generator that is passed to a student's function is drawn from by them: take another one for
/// the inputs of the test.
nn::Rng test_rng(const std::string& purpose);

/// Any text. To be called before the first test case; otherwise it is the environment variable
/// GRADUS_SEED, or "1".
void set_secret(const std::string& secret);

}  // namespace support

using support::test_rng;
