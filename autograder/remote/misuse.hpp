// What is said of a container that was used beyond its end: by the tests in a verdict, and on the
// terminal by a program that has no tests behind it.
#pragma once

#include <cstdint>
#include <string>

namespace gradus::remote {

/// "used index 3 of a std::vector with 3 entries: ...". `operation` is what the compiler calls the
/// function that found it; only the words of it that are known are repeated.
inline std::string describe_misuse(const std::string& operation, std::uint64_t index,
                                   std::uint64_t size) {
  const auto has = [&](const char* word) { return operation.find(word) != std::string::npos; };
  std::string container = "container";
  for (const char* one : {"std::vector", "std::array", "std::deque"}) {
    if (has(one)) container = one;
  }
  for (const char* one : {"pop_back()", "front()", "back()"}) {
    if (has(one)) return std::string("used ") + one + " of an empty " + container;
  }
  const auto used = [&](const std::string& number) {
    return "used index " + number + " of a " + container + " with " + std::to_string(size) +
           (size == 1 ? " entry" : " entries");
  };
  const auto below_0 = static_cast<std::int64_t>(index);
  if (below_0 < 0) {
    return used(std::to_string(below_0)) +
           ": a number without a sign (size_t, arma::uword) never gets below 0, it starts again at "
           "the top";
  }
  const std::string last =
      size == 0 ? "it is empty"
                : "indices start at 0, so the last one is " + std::to_string(size - 1);
  return used(std::to_string(index)) + ": " + last;
}

}  // namespace gradus::remote
