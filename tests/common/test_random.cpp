#include "common/random.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/close_to.hpp"

using namespace nn;

namespace {

constexpr arma::uword many = 100000;

// Five standard errors: a right generator misses this once in 1.7 million seeds.
double bound(double standard_deviation) {
  return 5 * standard_deviation / std::sqrt(static_cast<double>(many));
}

}  // namespace

TEST_CASE("the 10000th number of seed 5489 is the one that the C++ standard states",
          "[common][random]") {
  // [rand.predef]: the 10000th consecutive invocation of a default-constructed mt19937_64.
  Rng rng(5489);
  for (int i = 1; i < 10000; ++i) rng.next();
  CHECK(rng.next() == 9981545732273789042U);
  CHECK(rng.draws() == 10000);
}

TEST_CASE("an Rng made from a seed and a number of draws goes on where that many draws end",
          "[common][random]") {
  CHECK(Rng(5489, 9999).next() == 9981545732273789042U);

  Rng first(7);
  for (int i = 0; i < 123; ++i) normal(first);
  Rng second(first.seed(), first.draws());
  CHECK(first.next() == second.next());
}

TEST_CASE("a copy of an Rng goes on with the same numbers", "[common][random]") {
  Rng rng(3);
  rng.next();
  Rng copy = rng;
  for (int i = 0; i < 1000; ++i) REQUIRE(rng.next() == copy.next());
}

TEST_CASE("different seeds give different numbers", "[common][random]") {
  CHECK(Rng(1).next() != Rng(2).next());
}

TEST_CASE("uniform numbers lie between 0 and 1 and have the moments of the uniform distribution",
          "[common][random]") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    INFO("seed " << seed);
    Rng rng(seed);
    const arma::vec u = uniform_matrix(many, 1, 0, 1, rng);
    CHECK(u.min() >= 0);
    CHECK(u.max() < 1);
    CHECK_THAT(arma::mean(u), close_to(0.5, bound(std::sqrt(1.0 / 12))));
    // The variance is 1/12; (u - 1/2)^2 has mean 1/12 and variance 1/80 - 1/144.
    const double variance = arma::mean(arma::square(u - 0.5));
    CHECK_THAT(variance, close_to(1.0 / 12, bound(std::sqrt(1.0 / 80 - 1.0 / 144))));
  }
}

TEST_CASE("uniform numbers of a range lie in it, and their mean is its middle",
          "[common][random]") {
  Rng rng(4);
  const arma::vec u = uniform_matrix(many, 1, -3, 5, rng);
  CHECK(u.min() >= -3);
  CHECK(u.max() < 5);
  CHECK_THAT(arma::mean(u), close_to(1.0, bound(8 * std::sqrt(1.0 / 12))));
}

TEST_CASE("normal numbers are finite and have the moments of the normal distribution",
          "[common][random]") {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    INFO("seed " << seed);
    Rng rng(seed);
    const arma::vec z = normal_matrix(many, 1, rng);
    REQUIRE(z.is_finite());
    CHECK_THAT(arma::mean(z), close_to(0.0, bound(1)));
    const arma::vec squares = z % z;
    const arma::vec cubes = squares % z;
    const arma::vec fourths = squares % squares;
    CHECK_THAT(arma::mean(squares), close_to(1.0, bound(std::sqrt(2.0))));
    // E z^3 = 0 with variance E z^6 = 15; E z^4 = 3 with variance E z^8 - 9 = 96.
    CHECK_THAT(arma::mean(cubes), close_to(0.0, bound(std::sqrt(15.0))));
    CHECK_THAT(arma::mean(fourths), close_to(3.0, bound(std::sqrt(96.0))));
  }
}

TEST_CASE("consecutive normal numbers are not correlated", "[common][random]") {
  Rng rng(5);
  const arma::vec z = normal_matrix(many + 1, 1, rng);
  const double product = arma::mean(z.head(many) % z.tail(many));
  CHECK_THAT(product, close_to(0.0, bound(1)));
}

TEST_CASE("a matrix is filled column by column with the numbers that single draws give",
          "[common][random]") {
  Rng rng(6);
  Rng again(6);
  const arma::mat Z = normal_matrix(2, 3, rng);
  REQUIRE(Z.n_rows == 2);
  REQUIRE(Z.n_cols == 3);
  for (arma::uword column = 0; column < 3; ++column) {
    for (arma::uword row = 0; row < 2; ++row) CHECK(Z(row, column) == normal(again));
  }
}

TEST_CASE("uniform_index gives every number below count, each equally often", "[common][random]") {
  Rng rng(7);
  arma::vec counts(6, arma::fill::zeros);
  for (arma::uword i = 0; i < many; ++i) {
    const arma::uword index = uniform_index(6, rng);
    REQUIRE(index < 6);
    counts(index) += 1;
  }
  const double expected = static_cast<double>(many) / 6;
  // A count is binomial with variance n (1/6)(5/6).
  const double deviation = std::sqrt(static_cast<double>(many) * 5.0 / 36);
  for (const double count : counts) CHECK(std::abs(count - expected) < 5 * deviation);
}

TEST_CASE("uniform_index does not favour small numbers", "[common][random]") {
  // With count = 3/4 of 2^64, a bare remainder would give the first third half of the time.
  const arma::uword third = arma::uword{1} << 62;
  Rng rng(8);
  double in_first_third = 0;
  for (arma::uword i = 0; i < many; ++i) {
    if (uniform_index(3 * third, rng) < third) in_first_third += 1;
  }
  CHECK_THAT(in_first_third / static_cast<double>(many),
             close_to(1.0 / 3, bound(std::sqrt(2.0 / 9))));
}

TEST_CASE("uniform_index of 1 is 0, and of 0 is an error", "[common][random]") {
  Rng rng(9);
  CHECK(uniform_index(1, rng) == 0);
  CHECK_THROWS_MATCHES(uniform_index(0, rng), std::invalid_argument,
                       says("uniform_index", "count is 0, expected at least 1"));
}

TEST_CASE("a permutation has every number once", "[common][random]") {
  Rng rng(10);
  for (const arma::uword count : {0U, 1U, 2U, 17U, 1000U}) {
    INFO("count " << count);
    const arma::uvec order = permutation(count, rng);
    REQUIRE(order.n_elem == count);
    const arma::uvec sorted = arma::sort(order);
    for (arma::uword i = 0; i < count; ++i) REQUIRE(sorted(i) == i);
  }
}

TEST_CASE("all permutations are equally likely", "[common][random]") {
  Rng rng(11);
  arma::vec counts(27, arma::fill::zeros);  // at 9 a + 3 b + c for the order a, b, c
  constexpr double draws = 60000;
  for (int i = 0; i < 60000; ++i) {
    const arma::uvec order = permutation(3, rng);
    counts(9 * order(0) + 3 * order(1) + order(2)) += 1;
  }
  const arma::vec seen = counts.elem(arma::find(counts > 0));
  REQUIRE(seen.n_elem == 6);
  for (const double count : seen) {
    CHECK(std::abs(count - draws / 6) < 5 * std::sqrt(draws * 5 / 36));
  }
}
