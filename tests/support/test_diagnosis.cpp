// The detectors name the mistake that was made, both where two fit, and are silent over right
// answers and over noise.
#include <algorithm>

#include "common/random.hpp"
#include "support/catch.hpp"
#include "support/close_to.hpp"
#include "support/seed.hpp"

namespace {

using support::Comparison;
using support::diagnose;

const arma::mat expected = {{1.5, -2, 4}, {0.25, 3, -7}};

std::string said(const arma::mat& actual, const Comparison& comparison) {
  std::string text;
  for (const std::string& sentence : diagnose(actual, comparison)) text += sentence + "\n";
  return text;
}

Comparison wanted(arma::uword samples = 0) {
  return {.expected = expected, .tolerance = 1e-10, .samples = samples, .mistakes = {}};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("each general mistake is named", "[support]") {
  CHECK(contains(said(32.0 * expected, wanted(32)), "1/m is missing"));
  CHECK(contains(said(expected / 32.0, wanted(32)), "divided by m once too often"));
  CHECK(contains(said(2.0 * expected, wanted()), "exactly twice"));
  CHECK(contains(said(0.5 * expected, wanted()), "exactly half"));
  CHECK(contains(said(-expected, wanted()), "The sign is wrong"));
  CHECK(contains(said(expected.t(), wanted()), "transposed"));
  CHECK(contains(said(expected + 3.0, wanted()), "too large by the same amount, 3"));
  CHECK(contains(said(arma::trunc(expected), wanted()), "whole numbers were divided"));
  CHECK(contains(said(arma::zeros(2, 3), wanted()), "Every entry is 0"));
  CHECK(contains(said(arma::shift(expected, 1, 1), wanted()), "shifted by one"));
  const arma::mat elsewhere = {{-7, 0.25, 1.5}, {4, -2, 3}};
  CHECK(contains(said(elsewhere, wanted()), "wrong places"));

  arma::mat one_sample = expected + 1.0;
  one_sample(0, 0) += 1.0;
  one_sample.col(0) = expected.col(0);
  CHECK(contains(said(one_sample, wanted()), "Only sample 0"));

  arma::mat not_finite = expected;
  not_finite(1, 2) = arma::datum::nan;
  CHECK(contains(said(not_finite, wanted()), "Entry (1, 2) is NaN"));
  not_finite(0, 1) = arma::datum::inf;
  CHECK(contains(said(not_finite, wanted()), "Entry (0, 1), the first of 2 such entries, is inf"));
}

TEST_CASE("where two mistakes fit, both are named", "[support]") {
  const std::string text = said(2.0 * expected, wanted(2));
  CHECK(contains(text, "1/m is missing"));
  CHECK(contains(text, "exactly twice"));
}

TEST_CASE("a test's own mistake is named, unless it would be right here", "[support]") {
  Comparison comparison = wanted();
  comparison.mistakes = {{"the derivative at A", expected % expected},
                         {"right after all", expected}};
  CHECK(said(expected % expected, comparison) == "the derivative at A\n");
  CHECK(said(expected, comparison).empty());
}

TEST_CASE("over right answers and over noise every detector is silent", "[support]") {
  for (int round = 0; round < 2000; ++round) {
    nn::Rng rng = test_rng("noise " + std::to_string(round));
    const arma::uword rows = 1 + nn::uniform_index(5, rng);
    const arma::uword cols = 1 + nn::uniform_index(5, rng);
    const Comparison comparison{.expected = nn::normal_matrix(rows, cols, rng),
                                .tolerance = 1e-10,
                                .samples = cols,
                                .mistakes = {{"another", nn::normal_matrix(rows, cols, rng)}}};
    REQUIRE(diagnose(comparison.expected, comparison).empty());
    // Rounding in the last digits is no mistake, and is not diagnosed.
    const arma::mat rounded = comparison.expected * (1.0 + 1e-13);
    REQUIRE(diagnose(rounded, comparison).empty());
    const arma::mat noise = nn::normal_matrix(rows, cols, rng);
    INFO(said(noise, comparison));
    REQUIRE(diagnose(noise, comparison).empty());
  }
}

TEST_CASE("a NaN, an infinity, an empty matrix or another shape never passes", "[support]") {
  CHECK_FALSE(close_to(expected).match(expected * arma::datum::nan));
  CHECK_FALSE(close_to(expected).match(arma::mat()));
  CHECK_FALSE(close_to(expected).match(expected.cols(0, 1)));
  CHECK_FALSE(close_to(arma::mat()).match(arma::mat()));
  CHECK_FALSE(close_to(arma::mat{arma::datum::nan}).match(arma::mat{arma::datum::nan}));
  CHECK_FALSE(close_to(arma::datum::inf).match(arma::datum::inf));
  CHECK_FALSE(same_as(arma::umat()).match(arma::umat()));
  CHECK(close_to(expected).match(expected));
}

TEST_CASE("a failing comparison says the worst entry with enough digits to see the difference",
          "[support]") {
  const auto comparison = close_to(1.0);
  CHECK_FALSE(comparison.match(1.0 + 1e-9));
  CHECK(contains(comparison.describe(), "1.0000000010000001"));
}
