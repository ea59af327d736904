// What learners wrongly believe, each written once: its name, which the catalogue uses, and the
// sentence that a student is told. A lesson's are in tests/NN_name/misconceptions.hpp.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace support {

/// inline constexpr Misconception by_rows{"by_rows", "The sum was divided by the number of rows."};
///
/// Where a wrong value gives it away: close_to(...).mistake(by_rows, that value). Where the place
/// of an assertion does: INFO(by_rows).
struct Misconception {
  const char* name;
  const char* sentence;  // what to look at, in the student's terms; never the answer
};

/// The sentence. The report then knows which misconception a text tells of.
std::ostream& operator<<(std::ostream& out, const Misconception& misconception);

/// The names of the misconceptions whose sentences stand in `text`, of all that were used so far.
std::vector<std::string> named_in(const std::string& text);

/// From now on its sentence is known to named_in().
void remember(const Misconception& misconception);

}  // namespace support

using support::Misconception;
