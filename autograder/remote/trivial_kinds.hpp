// The answers that nobody has thought about (trivial.hpp makes them), and the names they go by.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace gradus::remote {

/// How a function answers. Only `right` asks the worker; `by_heart` asks it in public tests.
enum class Trivial {
  right,
  empty,
  zeros,
  blanks,
  ones,
  halves,
  twos,
  nans,
  counting,
  random,
  small,
  poured,
  first,
  last,
  each,
  negated,
  turned,
  sorted,
  reciprocal,
  absolute,
  cleared,
  overwritten,
  repeated,
  refused,
  accused,
  by_heart,
};

/// In the order of the enumeration.
inline constexpr std::array trivial_names = {
    "right",        // what the worker answers
    "empty",        // a value-initialised result: 0, false, no rows, no layers
    "zeros",        // 0 in the shape of an argument; false
    "blanks",       // the same, where the shape is made of two numbers in the other order
    "ones",         // 1 in the shape of an argument; true
    "halves",       // 0.5, and 3 where a whole number is due
    "twos",         // 2
    "nans",         // not a number
    "counting",     // 0, 1, 2, ...
    "random",       // random numbers, from the function's own generator if it has one
    "small",        // one entry, 1
    "poured",       // a vector as long as all the numbers of the arguments together
    "first",        // the first argument that has the result's type
    "last",         // the last one
    "each",         // the first for the first field, the second for the second, ...
    "negated",      // ... with the other sign
    "turned",       // ... transposed, or in reverse order
    "sorted",       // ... sorted
    "reciprocal",   // ... 1 over each entry
    "absolute",     // ... without its sign
    "cleared",      // arguments that may be changed are emptied
    "overwritten",  // ... are set to 0
    "repeated",     // ... have their last element once more, and its number is the result
    "refused",      // std::invalid_argument, without a word
    "accused",      // std::invalid_argument that names the function, every argument and every shape
    "by heart",     // right where a public test asks, and what it first asked for elsewhere
};

inline Trivial trivial_named(std::string_view name) {
  const auto found = std::ranges::find(trivial_names, name);
  return static_cast<Trivial>(found - trivial_names.begin());
}

}  // namespace gradus::remote
