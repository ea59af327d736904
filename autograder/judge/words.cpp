#include "judge/words.hpp"

#include <fmt/format.h>

#include <array>

#include "sandbox/sandbox.hpp"

namespace gradus::judge {
namespace {

struct Meaning {
  const char* part;  // of the exception's message
  const char* sentence;
};

// Armadillo's messages name its own functions; a beginner needs to know what to look for.
constexpr std::array<Meaning, 11> meanings{{
    {"matrix multiplication: incompatible matrix dimensions",
     "In A * B, A must have as many columns as B has rows: print both shapes."},
    {"incompatible matrix dimensions",
     "Two matrices of different shapes were added, subtracted or multiplied entry by entry (%)."},
    {"each_col(): incompatible size",
     "each_col() needs a column vector with one entry for each row."},
    {"each_row(): incompatible size",
     "each_row() needs a row vector with one entry for each column."},
    {"index out of bounds",
     "An index is beyond the last row, column or entry: indices start at 0."},
    {"out of bounds", "An index is beyond the last row, column or entry: indices start at 0."},
    {"copy into submatrix: incompatible",
     "The part that is written to has another shape than what is written."},
    {"requested size is too large",
     "A size came out negative: unsigned numbers wrap around below 0."},
    {"out of memory",
     "More memory was asked for than there is: a size may have wrapped around below 0."},
    {"_M_range_check",
     "An index is beyond the last entry of a std::vector or std::array: indices start at 0."},
    {"basic_string", "A std::string was used beyond its end."},
}};

}  // namespace

std::string meaning_of_exception(const std::string& message) {
  for (const Meaning& meaning : meanings) {
    if (message.find(meaning.part) != std::string::npos) return meaning.sentence;
  }
  return "";
}

std::string describe_ending(const remote::Ending& ending, int seconds) {
  using Kind = remote::Ending::Kind;
  switch (ending.kind) {
    case Kind::crashed:
      if (!ending.detail.empty()) return fmt::format("{} {}.", ending.function, ending.detail);
      return fmt::format("{} {}.", ending.function, sandbox::describe_end(ending.signal, -1));
    case Kind::exited:
      return fmt::format("{} ended the whole program (exit status {}) and never returned a result.",
                         ending.function, ending.exit_status);
    case Kind::time_limit:
      if (!ending.waited) {
        return fmt::format("{} did not return within {} s: look for a loop that never ends.",
                           ending.function, seconds);
      }
      return fmt::format(
          "{} waited for {} s and more, and computed nothing meanwhile: nothing in "
          "this exercise has to be waited for.",
          ending.function, seconds);
    case Kind::test_broke:
      return fmt::format("What came back cannot even be looked at: the test itself {}.",
                         sandbox::describe_end(ending.signal, -1));
    case Kind::protocol:
      return fmt::format("{} gave no readable answer ({}): memory was overwritten, perhaps.",
                         ending.function, ending.detail);
    case Kind::none:
      break;
  }
  return "";
}

}  // namespace gradus::judge
