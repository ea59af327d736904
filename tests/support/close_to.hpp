// The comparisons that lessons' tests use: CHECK_THAT(sigmoid(Z), close_to(expected)).
//
// close_to checks the shape, then that every entry is finite, then the values, so that neither an
// empty matrix nor a NaN ever passes. When it fails it first looks for the misconception that would
// give just these numbers (support/diagnosis.hpp), says it, and then prints the worst entry.
#pragma once

#include <armadillo>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/diagnosis.hpp"
#include "support/misconception.hpp"

namespace support {

/// A value passes when |actual - expected| <= tolerance * max(1, |expected|), entry by entry.
inline constexpr double default_tolerance = 1e-10;

/// Where a .mistake() stands.
struct Place {
  Place(const char* file = __builtin_FILE(), int line = __builtin_LINE());
  std::string text;  // "misconceptions.hpp:31"
};

/// Matches a matrix or vector of doubles. Built by close_to(), refined by the functions below.
class CloseTo : public Matcher<arma::mat> {
 public:
  CloseTo(arma::mat expected, double tolerance);

  /// The batch size m, if a stray 1/m or m would be a likely mistake.
  CloseTo& samples(arma::uword count);

  /// What each entry is called, where the test has put them into a list: "w1 of A".
  CloseTo& names(std::vector<std::string> all);

  /// The test has computed this number from what came back (a correlation, a mean), or has itself
  /// put a NaN into what the student's code was given. No general detector then speaks: what it
  /// would say of the number is not true of the student's code.
  CloseTo& derived();

  /// A mistake of this very task: what it means, and what the student would have got.
  CloseTo& mistake(const Misconception& misconception, arma::mat wrong_value, Place place = {});

  bool match(const arma::mat& actual) const override;
  std::string describe() const override;

 private:
  Comparison comparison_;
  mutable std::string verdict_;
};

/// The same for a single number, such as a loss.
class CloseToNumber : public Matcher<double> {
 public:
  CloseToNumber(double expected, double tolerance);
  CloseToNumber& samples(arma::uword count);
  CloseToNumber& derived();
  CloseToNumber& mistake(const Misconception& misconception, double wrong_value, Place place = {});

  bool match(const double& actual) const override;
  std::string describe() const override;

 private:
  Comparison comparison_;
  mutable std::string verdict_;
};

/// Matches a vector or matrix of whole numbers (indices, labels, counts), exactly.
class SameAs : public Matcher<arma::umat> {
 public:
  explicit SameAs(arma::umat expected);
  SameAs& mistake(const Misconception& misconception, arma::umat wrong_value, Place place = {});

  bool match(const arma::umat& actual) const override;
  std::string describe() const override;

 private:
  Comparison comparison_;
  mutable std::string verdict_;
};

CloseTo close_to(arma::mat expected, double tolerance = default_tolerance);
CloseToNumber close_to(double expected, double tolerance = default_tolerance);
SameAs same_as(arma::umat expected);

/// Matches an exception whose message contains every part:
/// CHECK_THROWS_MATCHES(f(X), std::invalid_argument, says("dense_forward", "X is 5x4"));
class Says : public Matcher<std::exception> {
 public:
  explicit Says(std::vector<std::string> parts);

  bool match(const std::exception& error) const override;
  std::string describe() const override;

 private:
  std::vector<std::string> parts_;
  mutable std::string verdict_;
};

template <typename... Parts>
Says says(const Parts&... parts) {
  return Says({std::string(parts)...});
}

}  // namespace support

using support::close_to;
using support::same_as;
using support::says;

/// The call throws std::invalid_argument, and says this.
#define CHECK_REFUSED(call, message) \
  CHECK_THROWS_MATCHES(call, std::invalid_argument, says(message))

/// After refusals: a call that fits, so that nobody passes who refuses everything.
#define CHECK_ACCEPTED(call)                    \
  do {                                          \
    UNSCOPED_INFO("What fits is not refused."); \
    CHECK_NOTHROW(call);                        \
  } while (false)
